/* index/index_file.c - makes or updates an index as a file: written aside, made durable, then renamed into
 * place in one step, so that a reader finds the old one or the new one and never half of either. index.c
 * fills it.  Only an update of an index that no process has open writes in place, under a rollback
 * journal: copying hundreds of megabytes takes longer than changing a few pages of them. */
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

#include "util/atomic_file.h"
#include "util/util.h"

/* ==== temporary ========================================================================================= */

/* An index while it is written beside the file whose place it takes (base/atomic_file.h). an index while
 * it is written: what of replacing a file is particular to one. */

#define COPIED_AT_ONCE ((size_t)1 << 30)
/* Of an index: nothing yet, or SQLite's beginning, which may be written last. */
static bool is_unfinished(int file)
{
    static const char beginnings[2][16] = {"SQLite format 3", ""};
    char start[16];
    ssize_t size = pread(file, start, sizeof start, 0);
    return size == 0 || (size == sizeof start && (memcmp(start, beginnings[0], sizeof start) == 0 ||
                                                  memcmp(start, beginnings[1], sizeof start) == 0));
}

/* What the names beside an index begin with; false: no memory. */
static bool write_stem(struct buffer *stem, const char *output)
{
    buffer_init(stem, strlen(output) + sizeof ".new");
    buffer_add_text(stem, output);
    buffer_add_text(stem, ".new");
    buffer_add_byte(stem, '\0');
    return !stem->failed;
}

/* Removes what killed processes left beside the index `output`. */
static void temporary_sweep_beside(const char *output)
{
    struct buffer stem;
    if (write_stem(&stem, output)) {
        atomic_file_sweep(AT_FDCWD, stem.bytes, is_unfinished);
    }
    buffer_release(&stem);
}

/* An empty file beside `output`. IO, NO_MEMORY with `fault` filled. */
static enum faqbot_status temporary_open(struct atomic_file *temporary, const char *output,
                                         struct faqbot_fault *fault)
{
    struct buffer stem;
    *temporary = (struct atomic_file){.file = -1};
    errno = ENOMEM;
    bool is_open = write_stem(&stem, output) && atomic_file_open(temporary, AT_FDCWD, stem.bytes);
    int number = errno;
    buffer_release(&stem);
    return is_open ? FAQBOT_OK
                   : fault_set(fault, number == ENOMEM ? FAQBOT_NO_MEMORY : FAQBOT_IO, output, 0,
                               "cannot write there: %s", strerror(number));
}

/* The system copies, which is quicker than through here, and shares the blocks where the file system can. */
/* Copies a file into it, which is empty; or empties it again. Without a fault, since the index can be made in another
 * way too. IO. */
static enum faqbot_status temporary_copy(struct atomic_file *temporary, const char *from)
{
    struct stat about;
    int file = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe would be waited for */
    bool copied = file >= 0 && fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    for (off_t rest = copied ? about.st_size : 0; rest > 0 && copied;) {
        size_t most = (size_t)rest < COPIED_AT_ONCE ? (size_t)rest : COPIED_AT_ONCE;
        ssize_t size = copy_file_range(file, NULL, temporary->file, NULL, most, 0);
        copied = size > 0;
        rest -= size;
    }
    if (file >= 0) {
        close(file);
    }
    return copied ? FAQBOT_OK : FAQBOT_IO;
}

static enum faqbot_status temporary_empty(struct atomic_file *temporary)
{
    return ftruncate(temporary->file, 0) == 0 ? FAQBOT_OK : FAQBOT_IO;
}

/* Makes the file durable and gives it the name `output`. IO, with `fault` filled. */
static enum faqbot_status temporary_place(struct atomic_file *temporary, const char *output,
                                          struct faqbot_fault *fault)
{
    return atomic_file_place(temporary, output, true)
               ? FAQBOT_OK
               : fault_set(fault, FAQBOT_IO, output, 0, "cannot write the index: %s", strerror(errno));
}

/* ==== index file ======================================================================================== */

#define KEPT_FAULTS_MAX 1000 /* of an update; an index with more of them is made anew */

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

static void tell_kept(const struct faqbot_index_options *options, const struct kept *kept)
{
    for (size_t i = 0; i < kept->count && i < KEPT_FAULTS_MAX && options->report != NULL; i++) {
        options->report(options->report_user, &kept->faults[i]);
    }
}

/* Tries to bring an open index up to date, and closes it; *updated false: it must be made anew. That it is damaged is
 * no failure, and the faults that an update met are told by what is made then. */
static enum faqbot_status change(const struct faqbot_index_options *options, struct store *store,
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
    if (*updated || status != FAQBOT_OK) {
        tell_kept(options, &kept);
    }
    free(kept.faults);
    return status;
}

/* An index that a process has open is changed in a copy, which is emptied where that cannot be done. */
static enum faqbot_status update_copy(const struct faqbot_index_options *options,
                                      struct atomic_file *temporary, struct faqbot_index_result *result,
                                      bool *updated, struct faqbot_fault *fault)
{
    struct store *store = NULL;
    enum faqbot_status status = FAQBOT_OK;
    if (temporary_copy(temporary, options->output) == FAQBOT_OK &&
        store_change(temporary->name.bytes, &store, NULL) == FAQBOT_OK) {
        status = change(options, store, result, updated, fault);
    }
    return status == FAQBOT_OK && !*updated ? temporary_empty(temporary) : status;
}

/* Writes the index aside, and puts it in place. */
static enum faqbot_status make(const struct faqbot_index_options *options, bool from_copy,
                               struct faqbot_index_result *result, struct faqbot_fault *fault)
{
    struct atomic_file temporary;
    bool is_made = false;
    enum faqbot_status status = temporary_open(&temporary, options->output, fault);
    if (status == FAQBOT_OK && from_copy) {
        status = update_copy(options, &temporary, result, &is_made, fault);
    }
    if (status == FAQBOT_OK && !is_made) {
        status = build(options, temporary.name.bytes, result, fault);
    }
    if (status == FAQBOT_OK) {
        store_discard_changes(options->output);
        status = temporary_place(&temporary, options->output, fault);
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
    temporary_sweep_beside(options->output);
    bool is_in_place = options->update && store_change_in_place(options->output, &store, NULL) == FAQBOT_OK;
    if (is_in_place) {
        status = change(options, store, &made, &is_made, fault);
    }
    if (status == FAQBOT_OK && !is_made) {
        status = make(options, options->update && !is_in_place, &made, fault);
    }
    if (status == FAQBOT_OK) {
        *result = made;
    }
    return fault_end(fault, status, options->output);
}
