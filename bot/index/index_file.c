/* index/index_file.c - makes or updates an index as a file: written beside it, made durable, then renamed
 * into place in one step, so that a reader finds the old one or the new one and never half of either.
 * build.c and update.c fill it.
 *
 * Only an update of an index that no process has open writes in place, under a rollback journal: copying
 * hundreds of megabytes takes longer than changing a few pages of them. If another process has it open, the
 * update changes a copy. Whatever keeps an update from being possible, or from being exact, the index is
 * made anew. */
#define _GNU_SOURCE /* copy_file_range() */
#include "index/index_internal.h"

#include <faqbot.h>
#include <faqbot_tools.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/util.h"

/* What is on the disk when the machine stops, whenever that is:
 *
 * - While an index is made: the old index, and a file "NAME.new-0" beside it. Nothing reads that file; the
 *   next run removes it, which a lock on it keeps it from doing to a file that is still being written. Even
 *   if someone opened it, it has no application id before its last transaction, so it is refused as "not an
 *   index".
 * - When it is placed: fsync() of the new file comes before rename(), and of the folder after it. So the
 *   name leads to the old file or the new one, and the new one's bytes are all there.
 * - While an index is updated in place: the old pages are in "NAME-journal", synced before a page of the
 *   index is overwritten. The next opening, by whatever program of ours, puts them back. The journal is
 *   removed when the transaction is complete; that removal is the moment from which the new index is there.
 * - While a copy is updated: as when one is made.
 *
 * An update in place keeps readers out by a lock that it takes without waiting; if there are readers it
 * makes a copy instead. A reader that comes meanwhile waits until the update is done. */

#define COPIED_AT_ONCE ((size_t)1 << 30)
#define KEPT_FAULTS_MAX 1000 /* of an update; an index with more of them is made anew */

/* -- The file beside the index --------------------------------------------------------------------- */

/* Whether what a killed process left is an index: nothing yet, or SQLite's beginning, which may be written
 * last. A file of that name which is anything else is not ours to remove. */
static bool is_unfinished(int file)
{
    static const char beginnings[2][16] = {"SQLite format 3", ""};
    char start[16];
    ssize_t size = pread(file, start, sizeof start, 0);
    return size == 0 || (size == sizeof start && (memcmp(start, beginnings[0], sizeof start) == 0 ||
                                                  memcmp(start, beginnings[1], sizeof start) == 0));
}

/* Removes what killed processes left beside the index `output`, and where `temporary` is not NULL opens an
 * empty file there. False with errno. */
static bool open_beside(const char *output, struct atomic_file *temporary)
{
    struct buffer stem;
    buffer_init(&stem, strlen(output) + sizeof ".new");
    buffer_add_text(&stem, output);
    buffer_add_text(&stem, ".new");
    buffer_add_byte(&stem, '\0');
    bool is_open = !stem.failed;
    errno = ENOMEM;
    if (is_open && temporary == NULL) {
        atomic_file_sweep(AT_FDCWD, stem.bytes, is_unfinished);
    } else if (is_open) {
        is_open = atomic_file_open(temporary, AT_FDCWD, stem.bytes);
    }
    int number = errno;
    buffer_release(&stem);
    errno = number;
    return is_open;
}

/* Copies a file into one that is empty. The system copies, which is quicker than reading and writing here,
 * and shares the blocks where the file system can. Without a fault, since the index can be made in another
 * way too. */
static bool copy_file(const char *from, int to)
{
    struct stat about;
    int file = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe would be waited for */
    bool copied = file >= 0 && fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    for (off_t rest = copied ? about.st_size : 0; rest > 0 && copied;) {
        size_t most = (size_t)rest < COPIED_AT_ONCE ? (size_t)rest : COPIED_AT_ONCE;
        ssize_t size = copy_file_range(file, NULL, to, NULL, most, 0);
        copied = size > 0;
        rest -= size;
    }
    if (file >= 0) {
        close(file);
    }
    return copied;
}

/* -- Updating -------------------------------------------------------------------------------------- */

/* What an update has to tell, should it come to be one. */
struct kept {
    struct faqbot_fault *faults; /* room for KEPT_FAULTS_MAX, had before anything is changed */
    size_t count;                /* may be more: those were not kept */
};

static void keep_fault(void *user, const struct faqbot_fault *fault)
{
    struct kept *kept = user;
    if (kept->count++ < KEPT_FAULTS_MAX) {
        kept->faults[kept->count - 1] = *fault;
    }
}

/* Tries to bring an open index up to date, and closes it; *updated false: it must be made anew. That it is
 * damaged is no failure. The faults that the update met are told only if it succeeds or fails for good;
 * otherwise the build that follows meets and tells the same ones. */
static enum faqbot_status update(const struct faqbot_index_options *options, struct store *store,
                                 struct faqbot_index_result *result, bool *updated,
                                 struct faqbot_fault *fault)
{
    struct kept kept = {.faults = malloc(KEPT_FAULTS_MAX * sizeof *kept.faults)};
    struct fault_reporter reporter = {.report = keep_fault, .user = &kept};
    if (kept.faults == NULL) {
        store_close(store);
        return fault_set(fault, FAQBOT_NO_MEMORY, options->output, 0,
                         "cannot update the index: out of memory");
    }
    enum faqbot_status status = index_update(store, options, &reporter, result, updated, fault);
    store_close(store);
    *updated = *updated && status == FAQBOT_OK && kept.count <= KEPT_FAULTS_MAX;
    status = status == FAQBOT_CORRUPT ? FAQBOT_OK : status;
    bool is_told = options->report != NULL && (*updated || status != FAQBOT_OK);
    for (size_t i = 0; is_told && i < kept.count && i < KEPT_FAULTS_MAX; i++) {
        options->report(options->report_user, &kept.faults[i]);
    }
    free(kept.faults);
    return status;
}

/* Updates a copy, which is emptied where that cannot be done. */
static enum faqbot_status update_copy(const struct faqbot_index_options *options,
                                      const struct atomic_file *temporary, struct faqbot_index_result *result,
                                      bool *updated, struct faqbot_fault *fault)
{
    struct store *store = NULL;
    enum faqbot_status status = copy_file(options->output, temporary->file)
                                    ? store_change(temporary->name.bytes, &store, NULL)
                                    : FAQBOT_IO;
    if (status == FAQBOT_OK) {
        status = update(options, store, result, updated, fault);
    } else if (status != FAQBOT_NO_MEMORY) {
        status = FAQBOT_OK;
    }
    return status == FAQBOT_OK && !*updated && ftruncate(temporary->file, 0) != 0 ? FAQBOT_IO : status;
}

/* -- The whole ------------------------------------------------------------------------------------- */

static enum faqbot_status build(const struct faqbot_index_options *options, const char *path,
                                struct faqbot_index_result *result, struct faqbot_fault *fault)
{
    struct store *store = NULL;
    struct fault_reporter reporter = {.report = options->report, .user = options->report_user};
    enum faqbot_status status = store_create(path, &store, fault);
    if (status == FAQBOT_OK) {
        store_change_setting(store, INDEX_PROGRAM, view_of(FAQBOT_VERSION_TEXT));
        status = index_build(store, options, &reporter, result, fault);
    }
    store_close(store);
    return status;
}

/* Writes the index beside its place, and then puts it there. A journal of the file that is replaced must go
 * first: it would be played back into the new one. */
static enum faqbot_status make(const struct faqbot_index_options *options, bool from_copy,
                               struct faqbot_index_result *result, struct faqbot_fault *fault)
{
    struct atomic_file temporary = {.file = -1};
    bool is_made = false;
    enum faqbot_status status = FAQBOT_OK;
    if (!open_beside(options->output, &temporary)) {
        status = fault_set(fault, errno == ENOMEM ? FAQBOT_NO_MEMORY : FAQBOT_IO, options->output, 0,
                           "cannot write there: %s", strerror(errno));
    } else if (from_copy) {
        status = update_copy(options, &temporary, result, &is_made, fault);
    }
    if (status == FAQBOT_OK && !is_made) {
        status = build(options, temporary.name.bytes, result, fault);
    }
    if (status == FAQBOT_OK) {
        store_discard_changes(options->output);
        if (!atomic_file_place(&temporary, options->output, true)) {
            status = fault_set(fault, FAQBOT_IO, options->output, 0, "cannot write the index: %s",
                               strerror(errno));
        }
    }
    atomic_file_close(&temporary);
    return status;
}

enum faqbot_status faqbot_index(const struct faqbot_index_options *options,
                                struct faqbot_index_result *result, struct faqbot_fault *fault)
{
    struct faqbot_index_result made;
    struct store *store = NULL;
    bool is_made = false;
    enum faqbot_status status = FAQBOT_OK;
    fault_begin(fault);
    (void)open_beside(options->output, NULL);
    bool is_in_place = options->update && store_change_in_place(options->output, &store, NULL) == FAQBOT_OK;
    if (is_in_place) {
        status = update(options, store, &made, &is_made, fault);
    }
    if (status == FAQBOT_OK && !is_made) {
        status = make(options, options->update && !is_in_place, &made, fault);
    }
    if (status == FAQBOT_OK) {
        *result = made;
    }
    return fault_end(fault, status, options->output);
}
