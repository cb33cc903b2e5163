/* remote/remote_internal.h - what the files of remote/ share, a section for each. */
#ifndef REMOTE_REMOTE_INTERNAL_H
#define REMOTE_REMOTE_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

#include "remote/remote.h"
#include "util/util.h"

/* ==== postgres.c: a connection to PostgreSQL ============================================================= */

/* An address is one of libpq's: postgres://USER@HOST[:PORT][,HOST...]/DATABASE[?NAME=VALUE&...], with two differences.
 * Over TCP the server must prove who it is (sslmode=verify-full), unless the address says otherwise. `schema=NAME` is
 * ours: where the tables are, "faqbot" by default; one for each tenant. A password may not be in it, since other users
 * of the machine can read a command line: libpq finds it in PGPASSWORD, or in the file that PGPASSFILE names. */

#define PG_SCHEMA_BYTES_MAX 63      /* as PostgreSQL cuts names */
#define PG_CONNECT_SECONDS 3        /* for each host of the address */
#define PG_VALUES_MAX 16            /* of one statement */
#define PG_ANSWER_MILLISECONDS 5000 /* a server that is frozen keeps its connections open and says nothing */

/* A connection: one thread at a time. It does not come back by itself: after PG_LOST close it and open another. */
struct pg;

enum pg_outcome {
    PG_DONE, /* and the result is there */
    PG_LOST, /* no connection, or no answer in time: nobody knows whether it was done */
    /* Another transaction came first (a serialization failure, a deadlock, a key that is there): nothing was done. */
    PG_CONFLICT,
    PG_REFUSED /* anything else that the server refuses: it was not done, and would not be if it were sent again */
};

/* Connects, and brings the tables of its schema up to the version that is known here, where the user may do that.
 * *pg belongs to the caller, who releases it with pg_close(). FAQBOT_INVALID: the address; IO: nobody answers there;
 * VERSION: the tables are older and this user may not change them, or newer; NO_MEMORY; `fault` is filled, and no part
 * of a password is in it. */
enum faqbot_status pg_open(const char *url, struct pg **pg, struct faqbot_fault *fault);
void pg_close(struct pg *pg); /* NULL is allowed */

#define PG_NAME_BYTES 160

/* What of an address says whose tables are meant, on whichever host: DATABASE/SCHEMA, cut to its size and with a NUL.
 * Statuses and `fault` as for remote_check_postgres(). */
enum faqbot_status pg_name(const char *url, char name[PG_NAME_BYTES], struct faqbot_fault *fault);

/* A parameter: text, bytes, or NULL where `bytes` is. */
struct pg_value {
    const char *bytes; /* of a text, with its NUL at bytes[size] */
    size_t size;
    bool is_binary;
};

/* What came back: values as bytes, text being followed by a NUL. Valid until the next call or pg_close(). */
size_t pg_rows(const struct pg *pg);
bool pg_is_null(const struct pg *pg, size_t row, size_t column);
struct faqbot_view pg_value(const struct pg *pg, size_t row, size_t column);
int64_t pg_number(const struct pg *pg, size_t row, size_t column); /* 0 for what is none */

/* Runs one statement with values bound to $1, $2 ...; results come as text, or all of them in binary. */
enum pg_outcome pg_run(struct pg *pg, const char *sql, const struct pg_value *values, size_t count);
enum pg_outcome pg_run_binary(struct pg *pg, const char *sql, const struct pg_value *values, size_t count);

/* Runs statements without values, as those of a migration. */
enum pg_outcome pg_run_all(struct pg *pg, const char *sql);

/* Why the last call was not PG_DONE: one line, of the server or of libpq. Valid until the next call. */
const char *pg_reason(const struct pg *pg);

/* Waits up to `milliseconds` for a NOTIFY on a channel that was listened to, and takes all that came. *heard: whether
 * there was any. PG_LOST as above. */
enum pg_outcome pg_listen(struct pg *pg, int milliseconds, bool *heard);

/* ==== postgres_publish.c: indexes in PostgreSQL, and which of them is current ============================ */

#define PG_CHUNK_BYTES ((size_t)1 << 20) /* of an index; the last piece may be shorter */

/* Adds up the hash of an index from its pieces. Zeroed: nothing is added yet. */
struct pg_index_hash {
    void *digests; /* NULL: there is none yet, or no memory */
    bool has_failed;
};
void pg_hash_add(struct pg_index_hash *hash, struct faqbot_view chunk);

/* Writes the hash, empty where memory has run out, and releases what it took. */
void pg_hash_end(struct pg_index_hash *hash, char hex[REMOTE_HASH_BYTES]);

/* Hashes what an open file holds; *bytes: how much that is. Fails with IO, NO_MEMORY. */
enum faqbot_status pg_hash_file(int file, char hex[REMOTE_HASH_BYTES], uint64_t *bytes);

/* The current release; its number is 0 where there is none. */
enum pg_outcome pg_read_release(struct pg *pg, struct remote_release *release);

/* Asks for one piece of an index; its bytes are the value of the only row, if it is there. */
enum pg_outcome pg_read_chunk(struct pg *pg, const char *hash, uint64_t number);

/* From now on pg_listen() hears of each new release. */
enum pg_outcome pg_listen_to_releases(struct pg *pg);

#endif
