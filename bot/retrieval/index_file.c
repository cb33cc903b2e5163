/* retrieval/index_file.c - an index as a file: written aside, made durable, then put in place in one step. What stands
 * in it is index.c's. */
#include <faqbot/faqbot.h>
#include <faqbot/index.h>

#include "base/fault.h"
#include "retrieval/index.h"
#include "retrieval/index_update.h"
#include "retrieval/temporary.h"

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

/* Tries to go on from the index that is there; *updated false: it must be made anew, and the file is empty again. What
 * keeps an update from being made is no failure. */
static enum faqbot_status update(const struct faqbot_index_options *options, struct temporary *temporary,
                                 struct faqbot_index_result *result, bool *updated,
                                 struct faqbot_fault *fault)
{
    struct store *store = NULL;
    struct fault_reporter reporter = {.report = options->report, .user = options->report_user};
    *updated = false;
    if (temporary_copy(temporary, options->output) == FAQBOT_OK &&
        store_change(temporary->name.bytes, &store, NULL) == FAQBOT_OK) {
        enum faqbot_status status = index_update(store, options, &reporter, result, updated, fault);
        store_close(store);
        if (status != FAQBOT_OK && status != FAQBOT_CORRUPT) {
            return status;
        }
        *updated = *updated && status == FAQBOT_OK;
    }
    return *updated ? FAQBOT_OK : temporary_empty(temporary);
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
