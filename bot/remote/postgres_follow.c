/* remote/postgres_follow.c - follows the releases of a database: hears of each, fetches its index into a folder, checks
 * it, and hands it over. Whoever gets it finds out whether it can be served, and says so.
 *
 * A notification tells within milliseconds, and is lost with the connection it would have come by. So the current
 * release is looked at after each connection, and every POLL_MILLISECONDS besides. A database that is gone is tried
 * again after waits that grow and are random, or all servers of a site would come back to it at the same moment.
 *
 * In the folder:
 *
 *     HASH.index   an index, complete: written as fetched-N, checked, and only then given its name
 *     current      which of them was served last, and from which address, for a start while the database is away
 *
 * Servers that share the folder never wait for each other. Each holds a shared lock on the files that it serves or is
 * about to serve, as whoever opens an index does anyway; what can be locked alone is nobody's any more, and removed.
 *
 * A release arrives, is tried, and is then served or left out; of those that arrive while one is tried only the last
 * counts. What was left out is not tried again, since the same file would fail in the same way.
 *
 * Deliberately knows no event loop and no bot. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "remote/remote_internal.h"

#define POLL_MILLISECONDS 30000

/* Between tries: up to RETRY_FIRST, and after each failure up to twice as much, until RETRY_MOST. */
#define RETRY_FIRST_MILLISECONDS 500
#define RETRY_MOST_MILLISECONDS 30000

#define FETCHES_MAX 3 /* of a file that others remove before it could be locked */

#define SUFFIX ".index"
#define FETCHED "fetched" /* the beginning of the names of files that are not complete */
#define CURRENT "current"
#define NAME_BYTES (REMOTE_HASH_BYTES - 1 + sizeof SUFFIX)
#define PATH_BYTES (REMOTE_PATH_BYTES + NAME_BYTES)
#define CURRENT_BYTES 256
#define HEX_DIGITS "0123456789abcdef"

/* A release whose index lies in the folder. */
struct fetched {
    struct remote_release
        release; /* of one that was served before, number and hash alone are known; 0: none */
    char path[PATH_BYTES];
    int lock; /* a descriptor, by which the file stays */
};

struct remote_follower {
    struct remote_follow_options options;
    char source[REMOTE_HASH_BYTES]; /* a hash of the address */
    int folder;
    int end; /* an eventfd: can be read once the thread is to end */
    pthread_t thread;
    bool has_thread;

    /* The thread's, once it runs. */
    struct pg *pg; /* NULL: no connection */
    unsigned failures;
    bool is_failing;            /* it has been told */
    struct remote_release seen; /* was handed over last, or found broken: not fetched again */

    /* Of the thread that opens what arrives. */
    struct fetched trying;
    struct fetched serving;

    pthread_mutex_t lock; /* of all that follows */
    struct fetched arrived;
    int64_t current;
    bool is_connected;
};

/* ==== The folder ===================================================================================== */

static void write_name(const char *hash, char name[NAME_BYTES])
{
    (void)snprintf(name, NAME_BYTES, "%s" SUFFIX, hash);
}

/* open_folder() has seen that it fits. */
static void write_path(const struct remote_follower *follower, const char *hash, char path[PATH_BYTES])
{
    (void)snprintf(path, PATH_BYTES, "%s/%s" SUFFIX, follower->options.folder, hash);
}

/* Whether the open file is still the one of that name. */
static bool has_name(int file, int folder, const char *name)
{
    struct stat opened;
    struct stat named;
    return fstat(file, &opened) == 0 && fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/* Opens the index with a shared lock, if it is there and is what its name says. -1: it is not. */
static int open_index(const struct remote_follower *follower, const char *hash)
{
    char name[NAME_BYTES];
    char found[REMOTE_HASH_BYTES] = "";
    uint64_t bytes;
    write_name(hash, name);
    int file = openat(follower->folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file >= 0 && (flock(file, LOCK_SH) != 0 || !has_name(file, follower->folder, name) ||
                      pg_hash_file(file, found, &bytes) != FAQBOT_OK || strcmp(found, hash) != 0)) {
        (void)close(file);
        return -1;
    }
    return file;
}

static void close_file(int *file)
{
    if (*file >= 0) {
        (void)close(*file);
        *file = -1;
    }
}

static bool is_index_name(const char *name)
{
    return strspn(name, HEX_DIGITS) == REMOTE_HASH_BYTES - 1 &&
           strcmp(name + REMOTE_HASH_BYTES - 1, SUFFIX) == 0;
}

/* Removes the index unless somebody has it open. */
static void remove_unused(int folder, const char *name)
{
    int file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file >= 0) {
        if (flock(file, LOCK_EX | LOCK_NB) == 0 && has_name(file, folder, name)) {
            (void)unlinkat(folder, name, 0);
        }
        (void)close(file);
    }
}

static void sweep(const struct remote_follower *follower)
{
    const struct dirent *found;
    int again = openat(follower->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* closedir() closes it */
    DIR *names = again < 0 ? NULL : fdopendir(again);
    if (names == NULL) {
        close_file(&again);
        return;
    }
    while ((found = readdir(names)) != NULL) {
        if (is_index_name(found->d_name)) {
            remove_unused(follower->folder, found->d_name);
        }
    }
    (void)closedir(names);
}

/* ==== What was served last ========================================================================= */

/* `NUMBER HASH SOURCE` in a line. What another address has left there says nothing about this one. */
static bool parse_current(const struct remote_follower *follower, const char *line,
                          struct remote_release *release)
{
    const size_t digits = REMOTE_HASH_BYTES - 1;
    char *rest;
    *release = (struct remote_release){.number = strtoll(line, &rest, 10)};
    if (release->number <= 0 || strlen(rest) < 2 * (1 + digits) || rest[0] != ' ' ||
        rest[1 + digits] != ' ') {
        return false;
    }
    memcpy(release->hash, rest + 1, digits);
    return strspn(release->hash, HEX_DIGITS) == digits &&
           strncmp(rest + 2 + digits, follower->source, digits) == 0;
}

static bool read_current(const struct remote_follower *follower, struct remote_release *release)
{
    char line[CURRENT_BYTES];
    int file = openat(follower->folder, CURRENT, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t size = file < 0 ? -1 : read(file, line, sizeof line - 1);
    close_file(&file);
    line[size > 0 ? size : 0] = '\0';
    return parse_current(follower, line, release);
}

/* That it cannot be written makes the next start depend on the database, and nothing else. */
static void write_current(const struct remote_follower *follower, const struct remote_release *release)
{
    char bytes[CURRENT_BYTES];
    struct atomic_file file;
    int size = snprintf(bytes, sizeof bytes, "%lld %s %s\n", (long long)release->number, release->hash,
                        follower->source);
    if (atomic_file_open(&file, follower->folder, FETCHED) &&
        atomic_file_write(&file, view_make(bytes, (size_t)size))) {
        (void)atomic_file_place(&file, CURRENT, true);
    }
    atomic_file_close(&file);
}

/* Finds what was served last, if it is whole. */
static bool find_current(const struct remote_follower *follower, struct fetched *kept)
{
    struct fetched found = {.lock = -1};
    if (read_current(follower, &found.release)) {
        write_path(follower, found.release.hash, found.path);
        found.lock = open_index(follower, found.release.hash);
    }
    if (found.lock < 0) {
        return false;
    }
    *kept = found;
    return true;
}

/* ==== What arrives, and what becomes of it =========================================================== */

/* 0 is a descriptor, so it is told by the release whether there is one. */
static void drop(struct fetched *fetched)
{
    if (fetched->release.number > 0) {
        close_file(&fetched->lock);
    }
    *fetched = (struct fetched){.lock = -1};
}

/* Gives `from` away. */
static void move(struct fetched *to, struct fetched *from)
{
    drop(to);
    *to = *from;
    *from = (struct fetched){.lock = -1};
}

static void tell(const struct remote_follower *follower, enum remote_follow_event event, const char *format,
                 ...) __attribute__((format(printf, 3, 4)));

static void tell(const struct remote_follower *follower, enum remote_follow_event event, const char *format,
                 ...)
{
    char sentence[FAQBOT_FAULT_PATH_BYTES + 2 * FAQBOT_FAULT_SENTENCE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    follower->options.told(follower->options.user, event, sentence);
}

const char *remote_follower_next(struct remote_follower *follower)
{
    pthread_mutex_lock(&follower->lock);
    if (follower->arrived.release.number > 0) {
        move(&follower->trying, &follower->arrived);
    }
    pthread_mutex_unlock(&follower->lock);
    return follower->trying.release.number > 0 ? follower->trying.path : follower->serving.path;
}

bool remote_follower_fall_back(struct remote_follower *follower, const char *reason)
{
    struct fetched kept;
    if (!find_current(follower, &kept)) {
        return false;
    }
    bool is_another = strcmp(kept.release.hash, follower->trying.release.hash) != 0;
    if (is_another) {
        tell(follower, REMOTE_FOLLOW_REFUSED,
             "release %lld cannot be served: %s; release %lld, which was served last, is served instead",
             (long long)follower->trying.release.number, reason, (long long)kept.release.number);
        move(&follower->trying, &kept);
    }
    drop(&kept);
    return is_another;
}

bool remote_follower_has_changed(struct remote_follower *follower)
{
    return follower->trying.release.number > 0 &&
           strcmp(follower->trying.release.hash, follower->serving.release.hash) != 0;
}

void remote_follower_keep(struct remote_follower *follower)
{
    if (follower->trying.release.number > 0) {
        write_current(follower, &follower->trying.release);
    }
}

const char *remote_follower_settle(struct remote_follower *follower, bool is_served)
{
    long long number = (long long)follower->trying.release.number;
    if (number > 0 && is_served) {
        move(&follower->serving, &follower->trying);
        tell(follower, REMOTE_FOLLOW_SERVED, "release %lld is served", number);
    } else if (number > 0) {
        drop(&follower->trying);
        tell(follower, REMOTE_FOLLOW_REFUSED,
             "release %lld cannot be served; the one before is, until another is published", number);
    }
    return follower->serving.path;
}

void remote_follower_get_state(struct remote_follower *follower, struct remote_follow_state *state)
{
    *state = (struct remote_follow_state){.serving = follower->serving.release.number};
    memcpy(state->hash, follower->serving.release.hash, sizeof state->hash);
    pthread_mutex_lock(&follower->lock);
    state->current = follower->current;
    state->is_connected = follower->is_connected;
    pthread_mutex_unlock(&follower->lock);
}

/* ==== Fetching ======================================================================================= */

static enum faqbot_status lose(const struct pg *pg, enum pg_outcome outcome, struct faqbot_fault *fault)
{
    return outcome == PG_DONE
               ? FAQBOT_OK
               : fault_set(fault, FAQBOT_IO, NULL, 0, "the database cannot be read: %s", pg_reason(pg));
}

static enum faqbot_status refuse_release(const struct remote_release *release, struct faqbot_fault *fault)
{
    return fault_set(fault, FAQBOT_CORRUPT, NULL, 0,
                     "release %lld is not served: what the database has of its index is not what was "
                     "published; publish it again, or go back with: faqbot rollback",
                     (long long)release->number);
}

static enum faqbot_status fail_to_write(const struct remote_follower *follower, struct faqbot_fault *fault)
{
    return fault_set(fault, FAQBOT_IO, follower->options.folder, 0, "cannot keep an index there: %s",
                     fault_reason(errno).text);
}

/* Writes the pieces, of which each has to be there, and together have the size and the hash that the release names. */
static enum faqbot_status fetch_chunks(struct remote_follower *follower, const struct remote_release *release,
                                       struct atomic_file *file, struct faqbot_fault *fault)
{
    struct pg_index_hash hash = {.digests = NULL};
    char found[REMOTE_HASH_BYTES];
    uint64_t done = 0;
    enum faqbot_status status = FAQBOT_OK;
    for (uint64_t i = 0; done < release->bytes && status == FAQBOT_OK; i++) {
        status = lose(follower->pg, pg_read_chunk(follower->pg, release->hash, i), fault);
        if (status == FAQBOT_OK && pg_rows(follower->pg) == 0) {
            break; /* its hash will not be right */
        }
        struct faqbot_view chunk = status == FAQBOT_OK ? pg_value(follower->pg, 0, 0) : view_of("");
        if (status == FAQBOT_OK && !atomic_file_write(file, chunk)) {
            status = fail_to_write(follower, fault);
        }
        pg_hash_add(&hash, chunk);
        done += chunk.size;
    }
    pg_hash_end(&hash, found);
    return status == FAQBOT_OK && (done != release->bytes || strcmp(found, release->hash) != 0)
               ? refuse_release(release, fault)
               : status;
}

static enum faqbot_status fetch_file(struct remote_follower *follower, const struct remote_release *release,
                                     struct faqbot_fault *fault)
{
    char name[NAME_BYTES];
    struct atomic_file file;
    enum faqbot_status status = FAQBOT_OK;
    write_name(release->hash, name);
    if (!atomic_file_open(&file, follower->folder, FETCHED)) {
        status = fail_to_write(follower, fault);
    } else {
        status = fetch_chunks(follower, release, &file, fault);
        if (status == FAQBOT_OK && !atomic_file_place(&file, name, true)) {
            status = fail_to_write(follower, fault);
        }
    }
    atomic_file_close(&file);
    return status;
}

/* Takes it from the folder where it is whole there, and otherwise from the database. Between the moment that the file
 * gets its name and the one that it is locked here, another server may find that it is nobody's. */
static enum faqbot_status fetch(struct remote_follower *follower, struct fetched *fetched,
                                struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_OK;
    fetched->lock = open_index(follower, fetched->release.hash);
    for (unsigned i = 0; i < FETCHES_MAX && fetched->lock < 0 && status == FAQBOT_OK; i++) {
        status = fetch_file(follower, &fetched->release, fault);
        fetched->lock = status == FAQBOT_OK ? open_index(follower, fetched->release.hash) : -1;
    }
    return status == FAQBOT_OK && fetched->lock < 0
               ? fault_set(fault, FAQBOT_IO, follower->options.folder, 0,
                           "an index that was put there is gone again; do not let others write there")
               : status;
}

/* ==== Looking ======================================================================================== */

static void set_connected(struct remote_follower *follower, bool is_connected, int64_t current)
{
    pthread_mutex_lock(&follower->lock);
    follower->is_connected = is_connected;
    follower->current = is_connected ? current : follower->current;
    pthread_mutex_unlock(&follower->lock);
}

/* Listens before the first look, so that no release falls between. */
static enum faqbot_status ensure_connection(struct remote_follower *follower, struct faqbot_fault *fault)
{
    if (follower->pg != NULL) {
        return FAQBOT_OK;
    }
    enum faqbot_status status = pg_open(follower->options.url, &follower->pg, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    pg_end_by(follower->pg, follower->end);
    return lose(follower->pg, pg_listen_to_releases(follower->pg), fault);
}

/* The name of its file is made of its hash, so it must be one. */
static bool is_hash(const char *text)
{
    return strlen(text) == REMOTE_HASH_BYTES - 1 && strspn(text, HEX_DIGITS) == REMOTE_HASH_BYTES - 1;
}

/* Told apart by both, because a database that was restored from a backup counts again from where it was. */
static bool are_same(const struct remote_release *one, const struct remote_release *other)
{
    return one->number == other->number && strcmp(one->hash, other->hash) == 0;
}

/* Fetches the current release if it is another than the one that was seen last; if not, there is none in *fetched. One
 * that is broken has been seen, too. */
static enum faqbot_status look(struct remote_follower *follower, struct fetched *fetched,
                               struct faqbot_fault *fault)
{
    *fetched = (struct fetched){.lock = -1};
    struct remote_release *release = &fetched->release;
    enum faqbot_status status = ensure_connection(follower, fault);
    if (status == FAQBOT_OK) {
        status = lose(follower->pg, pg_read_release(follower->pg, release), fault);
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    set_connected(follower, true, release->number);
    if (release->number == 0 || are_same(release, &follower->seen)) {
        return FAQBOT_OK;
    }
    write_path(follower, release->hash, fetched->path);
    status = is_hash(release->hash) ? fetch(follower, fetched, fault) : refuse_release(release, fault);
    if (status == FAQBOT_OK || status == FAQBOT_CORRUPT) {
        follower->seen = *release;
    }
    return status;
}

/* ==== The thread ===================================================================================== */

static bool is_ended(const struct remote_follower *follower)
{
    struct pollfd end = {.fd = follower->end, .events = POLLIN};
    return poll(&end, 1, 0) == 1;
}

static void wait_to_retry(struct remote_follower *follower)
{
    struct pollfd end = {.fd = follower->end, .events = POLLIN};
    unsigned doublings =
        follower->failures < 6 ? follower->failures : 6; /* 500 ms * 2^6 is beyond the most */
    unsigned most = RETRY_FIRST_MILLISECONDS << doublings;
    unsigned random = 0;
    most = most < RETRY_MOST_MILLISECONDS ? most : RETRY_MOST_MILLISECONDS;
    if (getrandom(&random, sizeof random, GRND_NONBLOCK) != (ssize_t)sizeof random) {
        random = most / 2; /* early in the machine's life there is none */
    }
    follower->failures++;
    (void)poll(&end, 1, (int)(random % most) + 1);
}

static void disconnect(struct remote_follower *follower)
{
    set_connected(follower, false, 0);
    pg_close(follower->pg);
    follower->pg = NULL;
}

/* The sentence of a fault has no address in it. */
static void fail(struct remote_follower *follower, const struct faqbot_fault *fault)
{
    disconnect(follower);
    if (!follower->is_failing && !is_ended(follower)) {
        tell(follower, REMOTE_FOLLOW_LOST, "not following: %s%s%s; it is tried again and again", fault->path,
             fault->path[0] != '\0' ? ": " : "", fault->sentence);
    }
    follower->is_failing = true;
    wait_to_retry(follower);
}

static void recover(struct remote_follower *follower)
{
    if (follower->is_failing) {
        tell(follower, REMOTE_FOLLOW_BACK, "following again: the database is back");
    }
    follower->is_failing = false;
    follower->failures = 0;
}

static void hand_over(struct remote_follower *follower, struct fetched *fetched)
{
    pthread_mutex_lock(&follower->lock);
    move(&follower->arrived, fetched);
    pthread_mutex_unlock(&follower->lock);
    follower->options.arrived(follower->options.user);
}

static void *follow(void *user)
{
    struct remote_follower *follower = user;
    struct fetched fetched;
    bool heard;
    while (!is_ended(follower)) {
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        enum faqbot_status status = look(follower, &fetched, &fault);
        if (status == FAQBOT_CORRUPT) {
            tell(follower, REMOTE_FOLLOW_REFUSED, "%s", fault.sentence);
        } else if (status != FAQBOT_OK) {
            fail(follower, &fault);
            continue;
        }
        recover(follower);
        if (fetched.lock >= 0) {
            hand_over(follower, &fetched);
        }
        sweep(follower);
        if (pg_listen(follower->pg, POLL_MILLISECONDS, &heard) != PG_DONE) {
            (void)fault_set(&fault, FAQBOT_IO, NULL, 0, "the database was lost: %s", pg_reason(follower->pg));
            fail(follower, &fault);
        }
    }
    return NULL;
}

/* ==== From start to end ============================================================================== */

static enum faqbot_status open_folder(struct remote_follower *follower, struct faqbot_fault *fault)
{
    const char *path = follower->options.folder;
    if (strlen(path) + 1 + NAME_BYTES > REMOTE_PATH_BYTES) {
        return fault_set(fault, FAQBOT_INVALID, NULL, 0, "the path of the folder for indexes is too long");
    }
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        return fault_set(fault, FAQBOT_IO, path, 0, "cannot make this folder for indexes: %s",
                         fault_reason(errno).text);
    }
    follower->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (follower->folder < 0) {
        return fault_set(fault, FAQBOT_IO, path, 0, "cannot open this folder for indexes: %s",
                         fault_reason(errno).text);
    }
    atomic_file_sweep(follower->folder, FETCHED, NULL);
    return FAQBOT_OK;
}

static struct remote_follower *make_follower(const struct remote_follow_options *options)
{
    struct pg_index_hash hash = {.digests = NULL};
    struct remote_follower *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return NULL;
    }
    *made = (struct remote_follower){.options = *options, .folder = -1, .end = eventfd(0, EFD_CLOEXEC)};
    pthread_mutex_init(&made->lock, NULL);
    pg_hash_add(&hash, view_of(options->url));
    pg_hash_end(&hash, made->source);
    if (made->end < 0 || made->source[0] == '\0') {
        remote_follower_close(made);
        return NULL;
    }
    return made;
}

/* What was served last takes the place of what cannot be had. The thread need not tell of the failure again. */
static bool begin_without(struct remote_follower *follower, enum faqbot_status status,
                          const struct faqbot_fault *fault)
{
    if (status == FAQBOT_INVALID || !find_current(follower, &follower->arrived)) {
        return false;
    }
    follower->is_failing = status != FAQBOT_CORRUPT && status != FAQBOT_NOT_FOUND;
    disconnect(follower);
    tell(follower, REMOTE_FOLLOW_LOST,
         "not following: %s%s%s; release %lld, which was served last, is served until it can be", fault->path,
         fault->path[0] != '\0' ? ": " : "", fault->sentence, (long long)follower->arrived.release.number);
    return true;
}

/* The connection is the thread's later on, so that it is made once. */
enum faqbot_status remote_follower_open(const struct remote_follow_options *options,
                                        struct remote_follower **follower, struct faqbot_fault *fault)
{
    struct remote_follower *opened = make_follower(options);
    if (opened == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    enum faqbot_status status = open_folder(opened, fault);
    if (status == FAQBOT_OK) {
        status = look(opened, &opened->arrived, fault);
        if (status == FAQBOT_OK && opened->arrived.release.number == 0) {
            status = fault_set(fault, FAQBOT_NOT_FOUND, NULL, 0,
                               "nothing has been published there yet; do so with: faqbot publish");
        }
        status = status != FAQBOT_OK && begin_without(opened, status, fault) ? FAQBOT_OK : status;
    }
    if (status != FAQBOT_OK) {
        remote_follower_close(opened);
        return status;
    }
    *follower = opened;
    return FAQBOT_OK;
}

enum faqbot_status remote_follower_start(struct remote_follower *follower)
{
    follower->has_thread = pthread_create(&follower->thread, NULL, follow, follower) == 0;
    return follower->has_thread ? FAQBOT_OK : FAQBOT_NO_MEMORY;
}

void remote_follower_stop(struct remote_follower *follower)
{
    if (follower != NULL && follower->has_thread) {
        (void)eventfd_write(follower->end, 1);
        (void)pthread_join(follower->thread, NULL);
        follower->has_thread = false;
    }
}

void remote_follower_close(struct remote_follower *follower)
{
    if (follower == NULL) {
        return;
    }
    remote_follower_stop(follower);
    pg_close(follower->pg);
    drop(&follower->arrived);
    drop(&follower->trying);
    drop(&follower->serving);
    close_file(&follower->folder);
    close_file(&follower->end);
    pthread_mutex_destroy(&follower->lock);
    free(follower);
}
