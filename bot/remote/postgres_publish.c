/* remote/postgres_publish.c - indexes in PostgreSQL, and which of them is current.
 *
 * An index is uploaded in pieces, each in a transaction of its own, so that neither side holds more than one piece, and
 * becomes current in a short transaction at the end. Its name is its hash: SHA-256 of the SHA-256s of its pieces. The
 * server makes those of the pieces itself when it stores them, so before a release is written it can add them up in no
 * time, however large the index, and of what is truncated or broken there is no release. A hash over all bytes would
 * take the server as much memory as the index has bytes, and longer than a statement may last.
 *
 * Two publishers at once are told apart by the number of the release that each has seen: a release is made behind a
 * lock on the table, and only in the place of that one. What goes wrong before the COMMIT is taken back by closing the
 * connection.
 *
 * Knows no SQLite: what is in the file is the publisher's business, who has opened it before. */
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "remote/remote_internal.h"

#define DIGEST_BYTES 32
#define NUMBER_BYTES 24

/* ==== Hashes ========================================================================================= */

static bool add_digest(EVP_MD_CTX *digests, struct faqbot_view chunk)
{
    unsigned char digest[DIGEST_BYTES];
    return EVP_Digest(chunk.bytes, chunk.size, digest, NULL, EVP_sha256(), NULL) == 1 &&
           EVP_DigestUpdate(digests, digest, sizeof digest) == 1;
}

void pg_hash_add(struct pg_index_hash *hash, struct faqbot_view chunk)
{
    if (hash->digests == NULL && !hash->has_failed) {
        hash->digests = EVP_MD_CTX_new();
        hash->has_failed = hash->digests == NULL || EVP_DigestInit_ex(hash->digests, EVP_sha256(), NULL) != 1;
    }
    hash->has_failed = hash->has_failed || !add_digest(hash->digests, chunk);
}

static void write_hex(const unsigned char digest[DIGEST_BYTES], char hex[REMOTE_HASH_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[REMOTE_HASH_BYTES - 1] = '\0';
}

void pg_hash_end(struct pg_index_hash *hash, char hex[REMOTE_HASH_BYTES])
{
    unsigned char digest[DIGEST_BYTES];
    hex[0] = '\0';
    if (hash->digests != NULL && !hash->has_failed && EVP_DigestFinal_ex(hash->digests, digest, NULL) == 1) {
        write_hex(digest, hex);
    }
    EVP_MD_CTX_free(hash->digests);
    *hash = (struct pg_index_hash){.digests = NULL};
}

/* Reads a piece, or what there is of it. False: it cannot be read. */
static bool read_chunk(int file, uint64_t number, char bytes[PG_CHUNK_BYTES], size_t *size)
{
    ssize_t count = 1;
    for (*size = 0; *size < PG_CHUNK_BYTES && count > 0; *size += count > 0 ? (size_t)count : 0) {
        count = pread(file, bytes + *size, PG_CHUNK_BYTES - *size, (off_t)(number * PG_CHUNK_BYTES + *size));
    }
    return count >= 0;
}

enum faqbot_status pg_hash_file(int file, char hex[REMOTE_HASH_BYTES], uint64_t *bytes)
{
    struct pg_index_hash hash = {.digests = NULL};
    char *chunk = malloc(PG_CHUNK_BYTES);
    size_t size = PG_CHUNK_BYTES;
    bool is_read = chunk != NULL;
    *bytes = 0;
    for (uint64_t i = 0; is_read && size == PG_CHUNK_BYTES; i++) {
        is_read = read_chunk(file, i, chunk, &size);
        if (is_read && size > 0) {
            pg_hash_add(&hash, view_make(chunk, size));
            *bytes += size;
        }
    }
    pg_hash_end(&hash, hex);
    free(chunk);
    return chunk == NULL ? FAQBOT_NO_MEMORY : is_read ? FAQBOT_OK : FAQBOT_IO;
}

/* ==== Statements, the first failure of which counts ================================================== */

/* A number as a parameter; `text` has to live as long. */
static struct pg_value number_value(char text[NUMBER_BYTES], uint64_t number)
{
    int size = snprintf(text, NUMBER_BYTES, "%llu", (unsigned long long)number);
    return (struct pg_value){.bytes = text, .size = (size_t)size};
}

static struct pg_value text_value(const char *text)
{
    return (struct pg_value){.bytes = text, .size = strlen(text)};
}

/* What an outcome is to who publishes. */
static enum faqbot_status tell(const struct pg *pg, enum pg_outcome outcome, struct faqbot_fault *fault)
{
    switch (outcome) {
    case PG_DONE:
        return FAQBOT_OK;
    case PG_LOST:
        return fault_set(fault, FAQBOT_IO, NULL, 0, "the database was lost: %s", pg_reason(pg));
    case PG_CONFLICT:
        return fault_set(fault, FAQBOT_IO, NULL, 0, "the database was busy with others; try again: %s",
                         pg_reason(pg));
    default:
        return fault_set(fault, FAQBOT_INVALID, NULL, 0, "the database refuses it: %s", pg_reason(pg));
    }
}

static void run(struct pg *pg, const char *sql, const struct pg_value *values, size_t count,
                struct faqbot_fault *fault)
{
    if (fault->status == FAQBOT_OK) {
        (void)tell(pg, pg_run(pg, sql, values, count), fault);
    }
}

/* ==== Reading ======================================================================================== */

#define RELEASE_COLUMNS                                                                                      \
    "SELECT number, bytes, entries, format, encode(hash, 'hex'), knowledge, "                                \
    "to_char(released_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), released_by "                \
    "FROM release JOIN index_file USING (hash) "

static const char current_sql[] = RELEASE_COLUMNS "ORDER BY number DESC LIMIT 1";
static const char numbered_sql[] = RELEASE_COLUMNS "WHERE number = $1";
static const char chunk_sql[] =
    "SELECT bytes FROM index_chunk WHERE hash = decode($1, 'hex') AND number = $2";

/* Each schema has a channel of its own, or the servers of one tenant would wake up for the releases of all. */
#define CHANNEL "'faqbot_release_' || 'release'::regclass::oid"
static const char listen_sql[] = "DO $$BEGIN EXECUTE 'LISTEN ' || quote_ident(" CHANNEL "); END$$";
static const char notify_sql[] = "SELECT pg_notify(" CHANNEL ", $1)";

static void copy_column(const struct pg *pg, size_t column, char *to, size_t size)
{
    struct faqbot_view value = pg_value(pg, 0, column);
    value.size = value.size < size ? value.size : size - 1;
    memcpy(to, value.bytes, value.size);
    to[value.size] = '\0';
}

static void take_release(const struct pg *pg, struct remote_release *release)
{
    *release = (struct remote_release){.number = 0};
    if (pg_rows(pg) == 1) {
        release->number = pg_number(pg, 0, 0);
        release->bytes = (uint64_t)pg_number(pg, 0, 1);
        release->entries = (uint64_t)pg_number(pg, 0, 2);
        release->format = (unsigned)pg_number(pg, 0, 3);
        copy_column(pg, 4, release->hash, sizeof release->hash);
        copy_column(pg, 5, release->knowledge, sizeof release->knowledge);
        copy_column(pg, 6, release->at, sizeof release->at);
        copy_column(pg, 7, release->by, sizeof release->by);
    }
}

enum pg_outcome pg_read_release(struct pg *pg, struct remote_release *release)
{
    enum pg_outcome outcome = pg_run(pg, current_sql, NULL, 0);
    if (outcome == PG_DONE) {
        take_release(pg, release);
    }
    return outcome;
}

enum pg_outcome pg_read_chunk(struct pg *pg, const char *hash, uint64_t number)
{
    char text[NUMBER_BYTES];
    const struct pg_value values[] = {text_value(hash), number_value(text, number)};
    return pg_run_binary(pg, chunk_sql, values, 2);
}

enum pg_outcome pg_listen_to_releases(struct pg *pg)
{
    return pg_run_all(pg, listen_sql);
}

enum faqbot_status remote_read_release(const char *url, struct remote_release *release,
                                       struct faqbot_fault *fault)
{
    struct pg *pg = NULL;
    enum faqbot_status status = pg_open(url, &pg, fault);
    if (status == FAQBOT_OK) {
        status = tell(pg, pg_read_release(pg, release), fault);
    }
    pg_close(pg);
    return status;
}

/* ==== Uploading ====================================================================================== */

static const char register_sql[] =
    "INSERT INTO index_file (hash, bytes, entries, format, knowledge) VALUES (decode($1, 'hex'), $2, $3, $4, "
    "$5) "
    "ON CONFLICT (hash) DO UPDATE SET uploaded_at = now(), is_released = false";
static const char look_for_chunk_sql[] =
    "SELECT FROM index_chunk WHERE hash = decode($1, 'hex') AND number = $2 AND digest = $3";
static const char put_chunk_sql[] =
    "INSERT INTO index_chunk (hash, number, bytes) VALUES (decode($1, 'hex'), $2, $3) "
    "ON CONFLICT (hash, number) DO UPDATE SET bytes = excluded.bytes";

/* An index that is to be published. */
struct upload {
    const struct remote_index *index;
    int file;
    uint64_t bytes;
    char hash[REMOTE_HASH_BYTES];
    faqbot_progress_callback *watch;
    void *watch_user;
};

static void register_index(struct pg *pg, const struct upload *upload, struct faqbot_fault *fault)
{
    char numbers[3][NUMBER_BYTES];
    const struct pg_value values[] = {text_value(upload->hash), number_value(numbers[0], upload->bytes),
                                      number_value(numbers[1], upload->index->entries),
                                      number_value(numbers[2], upload->index->format),
                                      text_value(upload->index->knowledge)};
    run(pg, register_sql, values, 5, fault);
}

/* Asking first costs a round trip, and saves sending all of what an earlier upload has brought. */
static void send_chunk(struct pg *pg, const struct upload *upload, uint64_t number, struct faqbot_view chunk,
                       struct faqbot_fault *fault)
{
    char text[NUMBER_BYTES];
    unsigned char digest[DIGEST_BYTES];
    struct pg_value values[] = {text_value(upload->hash),
                                number_value(text, number),
                                {.bytes = (const char *)digest, .size = sizeof digest, .is_binary = true}};
    if (EVP_Digest(chunk.bytes, chunk.size, digest, NULL, EVP_sha256(), NULL) != 1) {
        (void)fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    run(pg, look_for_chunk_sql, values, 3, fault);
    if (fault->status == FAQBOT_OK && pg_rows(pg) == 0) {
        values[2] = (struct pg_value){.bytes = chunk.bytes, .size = chunk.size, .is_binary = true};
        run(pg, put_chunk_sql, values, 3, fault);
    }
}

static void tell_progress(const struct upload *upload, uint64_t done, struct faqbot_fault *fault)
{
    const struct faqbot_progress progress = {.done = done, .total = upload->bytes};
    enum faqbot_status status = upload->watch == NULL || fault->status != FAQBOT_OK
                                    ? FAQBOT_OK
                                    : upload->watch(upload->watch_user, &progress);
    if (status != FAQBOT_OK) {
        (void)fault_set(fault, status, NULL, 0, "the upload was broken off: %s", faqbot_status_text(status));
    }
}

static void send_chunks(struct pg *pg, const struct upload *upload, struct faqbot_fault *fault)
{
    char *chunk = malloc(PG_CHUNK_BYTES);
    uint64_t done = 0;
    size_t size = 1;
    if (chunk == NULL) {
        (void)fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    for (uint64_t i = 0; done < upload->bytes && size > 0 && fault->status == FAQBOT_OK; i++) {
        if (!read_chunk(upload->file, i, chunk, &size)) {
            (void)fault_set(fault, FAQBOT_IO, upload->index->path, 0, "the index cannot be read");
        } else if (size > 0) {
            send_chunk(pg, upload, i, view_make(chunk, size), fault);
            done += size;
            tell_progress(upload, done, fault);
        }
    }
    free(chunk);
}

/* ==== Releases ======================================================================================= */

/* Others may go on reading, and nobody else can make a release until the transaction ends. */
static const char lock_sql[] = "LOCK TABLE release IN SHARE ROW EXCLUSIVE MODE";
/* No row comes of it where the pieces do not add up to what the index is to be. */
static const char release_sql[] =
    "INSERT INTO release (number, hash) SELECT $1, hash FROM index_file "
    "WHERE hash = decode($2, 'hex') AND (hash, bytes) = "
    "(SELECT sha256(string_agg(digest, ''::bytea ORDER BY number)), sum(octet_length(index_chunk.bytes)) "
    "FROM index_chunk WHERE index_chunk.hash = index_file.hash) RETURNING number";
static const char is_released_sql[] =
    "UPDATE index_file SET is_released = true WHERE hash = decode($1, 'hex')";
static const char forget_releases_sql[] = "DELETE FROM release WHERE number <= $1";
static const char oldest_sql[] = "SELECT min(number) FROM release";

static void begin_release(struct pg *pg, struct remote_release *current, struct faqbot_fault *fault)
{
    run(pg, "BEGIN", NULL, 0, fault);
    run(pg, lock_sql, NULL, 0, fault);
    run(pg, current_sql, NULL, 0, fault);
    if (fault->status == FAQBOT_OK) {
        take_release(pg, current);
    }
}

/* Writes the release, tells who listens, and commits. *release becomes the new one. `again` says what to do where
 * nobody knows whether the COMMIT was heard: the same once more, in a form in which it cannot be done twice. */
static void make_release(struct pg *pg, int64_t number, const char *hash, const char *again,
                         struct remote_release *release, struct faqbot_fault *fault)
{
    char texts[2][NUMBER_BYTES];
    const struct pg_value made[] = {number_value(texts[0], (uint64_t)number), text_value(hash)};
    int64_t forgotten = number > REMOTE_RELEASES_KEPT ? number - REMOTE_RELEASES_KEPT : 0;
    const struct pg_value last = number_value(texts[1], (uint64_t)forgotten);
    run(pg, release_sql, made, 2, fault);
    if (fault->status == FAQBOT_OK && pg_rows(pg) == 0) {
        (void)fault_set(fault, FAQBOT_CORRUPT, NULL, 0,
                        "not released: what the database has of the index is not what was to be sent; "
                        "the file was changed meanwhile, or pieces were; publish again");
    }
    run(pg, is_released_sql, &made[1], 1, fault);
    run(pg, forget_releases_sql, &last, 1, fault);
    run(pg, notify_sql, made, 1, fault);
    run(pg, current_sql, NULL, 0, fault);
    if (fault->status == FAQBOT_OK) {
        take_release(pg, release);
        if (pg_run(pg, "COMMIT", NULL, 0) != PG_DONE) {
            (void)fault_set(
                fault, FAQBOT_IO, NULL, 0,
                "the database was lost at the last step, so release %lld may be there or not; %s, "
                "which changes nothing if it is: %s",
                (long long)number, again, pg_reason(pg));
        }
    }
}

/* ==== Pruning ======================================================================================== */

/* Indexes that no release names any more, and uploads that nobody has gone on with for a day. Rows are taken in small
 * numbers, since a statement has its deadline. A publisher that registers such an index again waits for the row, and
 * finds the rest of its pieces missing. */
#define IS_OLD                                                                                               \
    "NOT EXISTS (SELECT FROM release WHERE release.hash = index_file.hash) AND "                             \
    "(is_released OR uploaded_at < now() - interval '1 day')"
static const char prune_chunks_sql[] =
    "WITH old AS (SELECT hash FROM index_file WHERE " IS_OLD " LIMIT 1 FOR UPDATE), "
    "piece AS (SELECT hash, number FROM index_chunk JOIN old USING (hash) LIMIT 64) "
    "DELETE FROM index_chunk USING piece "
    "WHERE index_chunk.hash = piece.hash AND index_chunk.number = piece.number RETURNING 1";
static const char prune_files_sql[] =
    "WITH old AS (SELECT hash FROM index_file WHERE " IS_OLD " AND NOT EXISTS "
    "(SELECT FROM index_chunk WHERE index_chunk.hash = index_file.hash) LIMIT 1 FOR UPDATE) "
    "DELETE FROM index_file USING old WHERE index_file.hash = old.hash RETURNING 1";

/* What has no piece any more goes first, or it would be the one that is looked at for pieces again and again. */
static void prune(struct pg *pg, struct faqbot_fault *fault)
{
    static const char *const steps[] = {prune_files_sql, prune_chunks_sql};
    size_t removed;
    do {
        removed = 0;
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            run(pg, steps[i], NULL, 0, fault);
            removed += fault->status == FAQBOT_OK ? pg_rows(pg) : 0;
        }
    } while (removed > 0);
}

/* ==== Publishing and going back ====================================================================== */

/* What was published stays so, whatever becomes of what is older. */
static void prune_after(struct pg *pg, const struct remote_release *release, struct faqbot_fault *fault)
{
    struct faqbot_fault failed = {.status = FAQBOT_OK};
    if (fault->status == FAQBOT_OK) {
        prune(pg, &failed);
    }
    if (failed.status != FAQBOT_OK) {
        (void)fault_set(fault, failed.status, NULL, 0,
                        "release %lld is current, but indexes that are older could not be removed: %s",
                        (long long)release->number, failed.sentence);
    }
}

/* The current release is looked at before anything is sent, and again behind the lock: the first look saves the upload,
 * the second is the one that counts. */
static bool is_settled(const struct remote_release *current, const struct upload *upload, int64_t base,
                       enum remote_publishing *publishing)
{
    bool is_same = strcmp(current->hash, upload->hash) == 0;
    *publishing = is_same ? REMOTE_UNCHANGED : current->number != base ? REMOTE_OVERTAKEN : REMOTE_PUBLISHED;
    return *publishing != REMOTE_PUBLISHED;
}

static void publish(struct pg *pg, const struct upload *upload, int64_t base,
                    enum remote_publishing *publishing, struct remote_release *release,
                    struct faqbot_fault *fault)
{
    (void)tell(pg, pg_read_release(pg, release), fault);
    if (fault->status != FAQBOT_OK || is_settled(release, upload, base, publishing)) {
        return;
    }
    register_index(pg, upload, fault);
    send_chunks(pg, upload, fault);
    begin_release(pg, release, fault);
    if (fault->status == FAQBOT_OK && !is_settled(release, upload, base, publishing)) {
        make_release(pg, base + 1, upload->hash, "publish again", release, fault);
        prune_after(pg, release, fault);
    }
}

enum faqbot_status remote_publish(const char *url, const struct remote_index *index, int64_t base,
                                  faqbot_progress_callback *watch, void *watch_user,
                                  enum remote_publishing *publishing, struct remote_release *release,
                                  struct faqbot_fault *fault)
{
    struct pg *pg = NULL;
    struct upload upload = {.index = index, .watch = watch, .watch_user = watch_user};
    upload.file = open(index->path, O_RDONLY | O_CLOEXEC);
    fault->status = upload.file < 0 ? FAQBOT_IO : pg_hash_file(upload.file, upload.hash, &upload.bytes);
    if (fault->status != FAQBOT_OK) {
        (void)fault_set(fault, fault->status, index->path, 0, "the index cannot be read");
    } else if (pg_open(url, &pg, fault) == FAQBOT_OK) {
        publish(pg, &upload, base, publishing, release, fault);
    }
    pg_close(pg);
    if (upload.file >= 0) {
        (void)close(upload.file);
    }
    return fault->status;
}

/* Says which releases there are, since the number was a guess or is out of date. */
static void refuse_number(struct pg *pg, int64_t number, const struct remote_release *current,
                          struct faqbot_fault *fault)
{
    run(pg, oldest_sql, NULL, 0, fault);
    if (fault->status == FAQBOT_OK && current->number == 0) {
        (void)fault_set(fault, FAQBOT_NOT_FOUND, NULL, 0, "nothing has been published there yet");
    } else if (fault->status == FAQBOT_OK && number == 0) {
        (void)fault_set(fault, FAQBOT_NOT_FOUND, NULL, 0,
                        "release 1 is the only one, so there is none to go back to");
    } else if (fault->status == FAQBOT_OK) {
        (void)fault_set(fault, FAQBOT_NOT_FOUND, NULL, 0, "there is no release %lld; there are %lld to %lld",
                        (long long)number, (long long)pg_number(pg, 0, 0), (long long)current->number);
    }
}

static void roll_back(struct pg *pg, int64_t number, enum remote_publishing *publishing,
                      struct remote_release *release, struct faqbot_fault *fault)
{
    char text[NUMBER_BYTES];
    char again[48];
    struct remote_release wanted = {.number = 0};
    begin_release(pg, release, fault);
    int64_t found = number > 0 || fault->status != FAQBOT_OK ? number : release->number - 1;
    if (found > 0) {
        const struct pg_value value = number_value(text, (uint64_t)found);
        run(pg, numbered_sql, &value, 1, fault);
        if (fault->status == FAQBOT_OK) {
            take_release(pg, &wanted);
        }
    }
    if (fault->status == FAQBOT_OK && wanted.number == 0) {
        refuse_number(pg, number, release, fault);
    } else if (fault->status == FAQBOT_OK && strcmp(wanted.hash, release->hash) == 0) {
        *publishing = REMOTE_UNCHANGED;
    } else {
        *publishing = REMOTE_PUBLISHED;
        (void)snprintf(again, sizeof again, "go back to %lld by its number", (long long)wanted.number);
        make_release(pg, release->number + 1, wanted.hash, again, release, fault);
    }
}

enum faqbot_status remote_rollback(const char *url, int64_t number, enum remote_publishing *publishing,
                                   struct remote_release *release, struct faqbot_fault *fault)
{
    struct pg *pg = NULL;
    fault->status = FAQBOT_OK;
    if (pg_open(url, &pg, fault) == FAQBOT_OK) {
        roll_back(pg, number, publishing, release, fault);
    }
    pg_close(pg);
    return fault->status;
}
