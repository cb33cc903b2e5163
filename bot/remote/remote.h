/* remote/remote.h - what several machines share, for the front ends: PostgreSQL (libpq) and OpenSearch (libcurl).
 *
 * Both can be left out of a program (make WITH_PG=0, WITH_OPENSEARCH=0). The same functions then return FAQBOT_INVALID
 * with a sentence that says so. Nothing here is called where neither is named. */
#ifndef REMOTE_REMOTE_H
#define REMOTE_REMOTE_H

#include <faqbot.h>
#include <faqbot_tools.h>

/* Whether a text that could name a file names a database instead: it begins with postgres:// or postgresql://. */
bool remote_is_postgres(const char *text);

/* Whether an address of a database is well formed, without connecting to it. FAQBOT_INVALID, with `fault` filled. */
enum faqbot_status remote_check_postgres(const char *url, struct faqbot_fault *fault);

/* ==== Publishing: an index for all servers of a site ===================================================== */

#define REMOTE_HASH_BYTES 65 /* of a hash in hexadecimal digits, with its NUL */
#define REMOTE_RELEASES_KEPT 10

/* An index that was made current. The last release is the current one. */
struct remote_release {
    int64_t number; /* from 1, without gaps; 0: nothing has been published */
    uint64_t bytes; /* of the index */
    uint64_t entries;
    unsigned format;              /* of the index: see struct faqbot_stats */
    char hash[REMOTE_HASH_BYTES]; /* of its bytes: SHA-256 of the SHA-256s of its pieces of 1 MiB */
    char knowledge[17];           /* the version of the knowledge base */
    char at[21];                  /* 2026-11-30T12:00:00Z */
    char by[64];                  /* the user of the database who did it; a longer name is cut */
};

/* An index file that is to be published, as it was found to be when it was opened. Borrowed. */
struct remote_index {
    const char *path;
    const char *knowledge;
    uint64_t entries;
    unsigned format;
};

enum remote_publishing {
    REMOTE_PUBLISHED, /* there is a new release */
    REMOTE_UNCHANGED, /* the current release is of that index already */
    REMOTE_OVERTAKEN  /* somebody else was first; nothing has changed */
};

/* Reads the current release. Fails as remote_publish() does. */
enum faqbot_status remote_read_release(const char *url, struct remote_release *release,
                                       struct faqbot_fault *fault);

/* Uploads an index and makes it current, in the place of release `base`, which is the one that its publisher has seen,
 * and removes what is older than the last REMOTE_RELEASES_KEPT. Pieces that are there already are not sent again, so
 * an upload that was broken off goes on where it was. *release becomes the one that is current then: one's own, or the
 * one that came in between. `watch` is told of bytes; it may be NULL.
 *
 * Fails with IO (nobody answers there, or the file cannot be read), INVALID (the address; the user may not do that),
 * VERSION (of the tables), CORRUPT (what has arrived is not what was sent), NO_MEMORY, or what `watch` returned, and
 * then fills `fault`. After a failure nothing has become current, unless the sentence says otherwise. */
enum faqbot_status remote_publish(const char *url, const struct remote_index *index, int64_t base,
                                  faqbot_progress_callback *watch, void *watch_user,
                                  enum remote_publishing *publishing, struct remote_release *release,
                                  struct faqbot_fault *fault);

/* Makes the index of an earlier release current again, in a new release, which *release becomes. `number` is that
 * release; 0: the one before the current one. Fails as remote_publish(), and with NOT_FOUND where there is none. */
enum faqbot_status remote_rollback(const char *url, int64_t number, enum remote_publishing *publishing,
                                   struct remote_release *release, struct faqbot_fault *fault);

/* ==== Following: each new release, fetched as soon as it is current ====================================== */

#define REMOTE_PATH_BYTES 1024 /* of the folder that indexes are kept in, with its NUL */

/* A thread that waits for releases and fetches their indexes into a folder, where each lies under its hash. Several
 * servers may share the folder; what was served last is known there by the address that it came from, and a file is
 * removed once nobody serves it or is about to. */
struct remote_follower;

enum remote_follow_event {
    REMOTE_FOLLOW_LOST,    /* the database, or the folder, cannot be used; told once until it can */
    REMOTE_FOLLOW_BACK,    /* it can again */
    REMOTE_FOLLOW_REFUSED, /* a release is not what was published, or could not be served */
    REMOTE_FOLLOW_SERVED   /* a release is served from now on */
};

struct remote_follow_options {
    const char *url;    /* borrowed until remote_follower_close(), as the folder */
    const char *folder; /* made where it is missing, but not the folder above it */
    /* There is another index to open; and what has happened, in a sentence that is valid until this returns. In the
     * follower's thread, or in that of the caller of one of the functions below. */
    void (*arrived)(void *user);
    void (*told)(void *user, enum remote_follow_event event, const char *sentence);
    void *user;
};

/* Fetches the current release, unless it lies in the folder, and waits for that. If it cannot be had, the one that was
 * served last takes its place, and that is told. Fails, with `fault` filled, where there is none either: INVALID
 * (the address), IO (nobody answers there, or the folder cannot be written), NOT_FOUND (nothing has been published),
 * CORRUPT, VERSION, NO_MEMORY. */
enum faqbot_status remote_follower_open(const struct remote_follow_options *options,
                                        struct remote_follower **follower, struct faqbot_fault *fault);

/* The index to open: of the last release that has arrived, or else of the one that is served. It stays there until
 * remote_follower_settle() says what became of it; whoever asks again has said so first. */
const char *remote_follower_next(struct remote_follower *follower);

/* The first index of all could not be opened, for this reason. Whether another was served here before, which is the
 * next one then. */
bool remote_follower_fall_back(struct remote_follower *follower, const char *reason);

/* Whether it is another index than the one that is served. */
bool remote_follower_has_changed(struct remote_follower *follower);

/* It could be opened: so it is the one to begin with when the database is away. In any thread. */
void remote_follower_keep(struct remote_follower *follower);

/* It is served from now on; or it cannot be, and is left out. Gives the index that is served, valid until the next
 * call. */
const char *remote_follower_settle(struct remote_follower *follower, bool is_served);

/* The release that is served; the number of the one that is current in the database, 0 where that is not known yet; and
 * whether the database could be read last. In any thread. */
struct remote_follow_state {
    int64_t serving;
    int64_t current;
    bool is_connected;
    char hash[REMOTE_HASH_BYTES]; /* of the index that is served */
};
void remote_follower_get_state(struct remote_follower *follower, struct remote_follow_state *state);

/* Starts the thread, FAQBOT_NO_MEMORY; ends it and waits for that: for 3 seconds and each host of the address if it is
 * just connecting, otherwise not. What has no thread is not stopped. */
enum faqbot_status remote_follower_start(struct remote_follower *follower);
void remote_follower_stop(struct remote_follower *follower);

void remote_follower_close(struct remote_follower *follower); /* once it has stopped; NULL is allowed */

/* ==== A journal that several servers share =============================================================== */

/* Makes a store of the database that has this address. It connects when it is used, and again when a connection was
 * lost. *store belongs to the caller, who releases it with remote_close_journal(). FAQBOT_INVALID: the address;
 * NO_MEMORY; `fault` is filled. */
enum faqbot_status remote_open_journal(const char *url, struct faqbot_journal_store **store,
                                       struct faqbot_fault *fault);
void remote_close_journal(struct faqbot_journal_store *store); /* NULL is allowed */

/* ==== OpenSearch: entries of a knowledge base that is too large for one machine =========================== */

/* Whether a text names a search cluster: it begins with opensearch:// or opensearchs://. */
bool remote_is_opensearch(const char *text);

/* Whether an address of one is well formed. FAQBOT_INVALID, with `fault` filled. */
enum faqbot_status remote_check_opensearch(const char *url, struct faqbot_fault *fault);

#define REMOTE_CALL_MILLISECONDS 2500 /* that a bot's call waits for a cluster, in all */

/* Fills a stage for faqbot_open(), without connecting. *stage is released by remote_close_stage(), after the bots that
 * were opened with it; none has been where it is zeros. FAQBOT_INVALID, NO_MEMORY, with `fault` filled. */
enum faqbot_status remote_open_stage(const char *url, struct faqbot_stage *stage, struct faqbot_fault *fault);
void remote_close_stage(struct faqbot_stage *stage);

/* Writes an index to a cluster: its entries and its collection into an index there of a new name, to which the alias of
 * the address then leads. Readers see the old one or all of the new one. The one that was current before stays, for
 * readers that have not noticed yet; older ones are removed. Fails with FAQBOT_UNAVAILABLE, INVALID (the address; the
 * cluster refuses what it is sent), CORRUPT, LIMIT, NO_MEMORY, what `watch` returned, or as faqbot_split(), and fills
 * `fault`; then the old one is still current. Progress counts entries. */
struct remote_stage_writing {
    const char *url;
    const char *index;               /* a file */
    faqbot_progress_callback *watch; /* may be NULL */
    void *watch_user;
};
enum faqbot_status remote_write_stage(const struct remote_stage_writing *publishing,
                                      struct faqbot_split_result *result, struct faqbot_fault *fault);

#endif
