/* remote/remote_internal.h - what the files of remote/ share, a section for each. */
#ifndef REMOTE_REMOTE_INTERNAL_H
#define REMOTE_REMOTE_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

#include "remote/remote.h"
#include "util/util.h"

/* ==== common.c: a clock ================================================================================== */

/* Of a clock that nobody sets, for deadlines. */
int64_t remote_milliseconds(void);

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
 * *pg belongs to the caller, who releases it with pg_close(). FAQBOT_INVALID: the address, or a database of another
 * encoding than UTF-8; IO: nobody answers there;
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

/* From now on waiting ends when this descriptor can be read: a statement's with PG_LOST, pg_listen()'s as if its time
 * were over. It is how a thread is ended that waits for a server. */
void pg_end_by(struct pg *pg, int descriptor);

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

/* ==== opensearch_address.c: where a cluster is =========================================================== */

/* An address is opensearch://HOST[:PORT][,HOST[:PORT]...]/NAME, or opensearchs:// for TLS, with [?KEY=VALUE&...]. The
 * hosts are nodes of one cluster, NAME is the alias under which readers find the current index. With TLS, USER@ before
 * the first host names who asks; the password comes from the environment (opensearch_http.c). The keys: `ca`, a file of
 * certificates that are trusted in place of the system's; `shards`, of an index that is written. */

#define OS_NODES_MAX 16
#define OS_HOST_BYTES_MAX 255 /* with its port */
#define OS_USER_BYTES_MAX 127
#define OS_PASSWORD_BYTES_MAX 511
#define OS_NAME_BYTES_MAX 127
#define OS_INDEX_BYTES                                                                                       \
    (OS_NAME_BYTES_MAX + 33) /* of the name of an index: the alias, the time, a number; with its NUL */
#define OS_PATH_BYTES_MAX 511
#define OS_PORT_DEFAULT "9200"
#define OS_SHARDS_DEFAULT 3
#define OS_SHARDS_MAX 1024

struct os_address {
    bool is_tls;
    char hosts[OS_NODES_MAX][OS_HOST_BYTES_MAX + 1]; /* HOST:PORT */
    size_t host_count;
    char user[OS_USER_BYTES_MAX + 1]; /* empty: none */
    char name[OS_NAME_BYTES_MAX + 1];
    char ca[OS_PATH_BYTES_MAX + 1]; /* empty: the system's */
    unsigned shards;
};

/* FAQBOT_INVALID with `fault` filled. No fault quotes the address, in which there may be a password after all. */
enum faqbot_status os_address_read(const char *url, struct os_address *address, struct faqbot_fault *fault);

/* ==== opensearch_http.c: a client of its nodes ========================================================== */

#define OS_ANSWER_BYTES_MAX ((size_t)64 << 20)

/* One thread at a time. */
struct os_http;

/* *http is the caller's, released by os_http_close(). INVALID: there is no password; NO_MEMORY. `fault` is filled. */
enum faqbot_status os_http_open(const struct os_address *address, struct os_http **http,
                                struct faqbot_fault *fault);
void os_http_close(struct os_http *http); /* NULL is allowed */

/* How long all requests take together from now on, and one try of one at most. */
void os_http_begin(struct os_http *http, int milliseconds, int try_milliseconds);
bool os_http_has_time(const struct os_http *http);

struct os_request {
    const char *method;
    const char *path; /* from the slash on; what is in it was checked or is ours */
    struct faqbot_view body;
    bool is_lines; /* the body is lines of JSON */
};

/* Asks the node that answered last, or the next ones where it does not. OK: some answer is there, with its status;
 * UNAVAILABLE: none in time; CORRUPT: it is too long; LIMIT: the path is; NO_MEMORY. */
enum faqbot_status os_http_send(struct os_http *http, const struct os_request *request, long *code);

/* The answer's body, and where there is none why, or else its status, for a person; until the next request. */
struct faqbot_view os_http_body(const struct os_http *http);
const char *os_http_reason(const struct os_http *http);

/* Asks another node the next time. */
void os_http_pass_over(struct os_http *http);

/* Waits, and then counts no node as failed: for somebody who has time. */
void os_http_rest(struct os_http *http, int milliseconds);

/* ==== opensearch_answer.c: what a cluster answers ======================================================== */

/* All of it is a stranger's text. CORRUPT: it is not what is to be expected; NO_MEMORY. */

/* The most that one answer has: hits or items, each of some members. */
#define OS_ANSWER_VALUES_MAX 65536

/* Passes the entries of a search's answer, or of a multiple get's, unpacked from base64. What `take` returns ends it
 * unless it is FAQBOT_OK. UNAVAILABLE: a shard did not take part, so some would be missing; then none is passed. */
enum faqbot_status os_answer_read_hits(struct faqbot_view text, faqbot_packed_callback *take, void *user);
enum faqbot_status os_answer_read_documents(struct faqbot_view text, faqbot_packed_callback *take,
                                            void *user);

/* The one index that an alias stands for, of an answer to GET /_alias/NAME; its name is letters, digits, - and _ that
 * begin with the alias. */
enum faqbot_status os_answer_read_alias(struct faqbot_view text, const char *alias,
                                        char index[OS_INDEX_BYTES]);

/* What the document _collection says, and what one of its pieces has, appended to `out`. */
struct os_collection {
    uint64_t bytes;
    uint64_t pieces;
    uint64_t format;
};
enum faqbot_status os_answer_read_collection(struct faqbot_view text, struct os_collection *collection);
enum faqbot_status os_answer_read_piece(struct faqbot_view text, struct buffer *out);

/* The status of each item of a bulk request, in order, `count` of them. */
enum faqbot_status os_answer_read_bulk(struct faqbot_view text, uint16_t *codes, size_t count);

/* The number of documents of an answer to _count; UNAVAILABLE as above. */
enum faqbot_status os_answer_read_count(struct faqbot_view text, uint64_t *count);

/* Names of indexes of an answer to GET /NAME-*\/_alias; each is valid until `take` returns. */
enum faqbot_status os_answer_read_indexes(struct faqbot_view text,
                                          void (*take)(void *user, struct faqbot_view name), void *user);

/* What an error says of itself, for a person: "TYPE: REASON"; empty where it says nothing. Control characters are
 * blanks. */
void os_answer_read_error(struct faqbot_view text, char *reason, size_t size);

/* Base64 (RFC 4648, 4), with padding; appended. False: these are none, or the buffer has failed. */
void os_base64_add(struct buffer *out, struct faqbot_view bytes);
bool os_base64_read(struct faqbot_view text, struct buffer *out);

/* ==== opensearch.c: asking for entries =================================================================== */

#define OS_FORMAT 1 /* of the documents; what is packed in them has the index's version */

#define OS_WRONG_USER "the search cluster does not let this user in; is the password right?"

/* The index that an alias leads to. NOT_FOUND; INVALID: OS_WRONG_USER; otherwise as os_http_send() and
 * os_answer_read_alias(). */
enum faqbot_status os_find_index(struct os_http *http, const char *alias, char index[OS_INDEX_BYTES]);

/* Writes the member `bool` of a query. */
void os_query_write(const struct faqbot_stage_query *query, struct json_writer *writer);

#endif
