/* retrieval/index_file.c - makes or updates an index as a file: written aside, made durable, then renamed into place in
 * one step, so that a reader finds the old one or the new one and never half of either. index.c fills it.
 *
 * Only an update of an index that no process has open writes in place, under a rollback journal: copying hundreds of
 * megabytes takes longer than changing a few pages of them. */
#include <stdlib.h>

#include <faqbot.h>
#include <faqbot_tools.h>

#include "base/fault.h"
#include "retrieval/index.h"
#include "retrieval/index_update.h"
#include "retrieval/temporary.h"

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
