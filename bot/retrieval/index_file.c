/* retrieval/index_file.c - an index as a file: written aside, made durable, then put in place in one step. What stands
 * in it is index.c's. */
#include <faqbot/faqbot.h>
#include <faqbot/index.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "retrieval/index.h"
#include "retrieval/index_update.h"
#include "retrieval/temporary.h"

#define KEPT_FAULTS_MAX 1000 /* of an update; a knowledge with more of them is made anew */

static enum faqbot_status build(const struct faqbot_index_options *options, const char *path,
                                struct faqbot_index_result *result, struct faqbot_fault *fault)
{
    struct store *store = NULL;
    struct fault_reporter reporter = {.report = options->report, .user = options->report_user};
    enum faqbot_status status = store_create(path, &store, fault);
    if (status == FAQBOT_OK) {
        status = store_add_setting(store, INDEX_PROGRAM, view_of(FAQBOT_VERSION_TEXT));
    }
    if (status == FAQBOT_OK) {
        status = index_build(store, options, &reporter, result, fault);
    }
    store_close(store);
    return status;
}

static void keep_fault(void *user, const struct faqbot_fault *fault)
{
    buffer_add(user, view_make((const char *)fault, sizeof *fault));
}

static void tell_kept(const struct faqbot_index_options *options, const struct buffer *kept)
{
    const struct faqbot_fault *faults = (const void *)kept->bytes;
    for (size_t i = 0; i < kept->size / sizeof *faults && options->report != NULL; i++) {
        options->report(options->report_user, &faults[i]);
    }
}

static enum faqbot_status change(const struct faqbot_index_options *options, const char *path,
                                 struct buffer *kept, struct faqbot_index_result *result, bool *updated,
                                 struct faqbot_fault *fault)
{
    struct store *store = NULL;
    struct fault_reporter reporter = {.report = keep_fault, .user = kept};
    if (store_change(path, &store, NULL) != FAQBOT_OK) {
        return FAQBOT_OK;
    }
    enum faqbot_status status = index_update(store, options, &reporter, result, updated, fault);
    store_close(store);
    *updated = *updated && status == FAQBOT_OK && !kept->failed;
    return status == FAQBOT_CORRUPT ? FAQBOT_OK : status;
}

/* Tries to go on from the index that is there; *updated false: it must be made anew, and the file is empty again. What
 * keeps an update from being made is no failure, and the faults that it met are told by what is made then. */
static enum faqbot_status update(const struct faqbot_index_options *options, struct temporary *temporary,
                                 struct faqbot_index_result *result, bool *updated,
                                 struct faqbot_fault *fault)
{
    struct buffer kept;
    enum faqbot_status status = FAQBOT_OK;
    *updated = false;
    buffer_init(&kept, KEPT_FAULTS_MAX * sizeof(struct faqbot_fault));
    if (temporary_copy(temporary, options->output) == FAQBOT_OK) {
        status = change(options, temporary->name.bytes, &kept, result, updated, fault);
    }
    if (status == FAQBOT_OK && !*updated) {
        status = temporary_empty(temporary);
    } else {
        tell_kept(options, &kept);
    }
    buffer_release(&kept);
    return status;
}

enum faqbot_status faqbot_index(const struct faqbot_index_options *options,
                                struct faqbot_index_result *result, struct faqbot_fault *fault)
{
    struct temporary temporary;
    struct faqbot_index_result built;
    bool is_made = false;
    enum faqbot_status status = temporary_open(&temporary, options->output, fault);
    if (status == FAQBOT_OK && options->update) {
        status = update(options, &temporary, &built, &is_made, fault);
    }
    if (status == FAQBOT_OK && !is_made) {
        status = build(options, temporary.name.bytes, &built, fault);
    }
    if (status == FAQBOT_OK) {
        status = temporary_place(&temporary, options->output, fault);
    }
    if (status == FAQBOT_OK) {
        *result = built;
    }
    temporary_close(&temporary);
    return status;
}
