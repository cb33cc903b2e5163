/* retrieval/index_file.c - an index as a file: written aside, made durable, then put in place in one step. What stands
 * in it is index.c's. */
#include <faqbot/index.h>

#include "base/fault.h"
#include "retrieval/index.h"
#include "retrieval/temporary.h"

static enum faqbot_status build(const struct faqbot_index_options *options, const char *path,
                                struct faqbot_index_result *result, struct faqbot_fault *fault)
{
    struct store *store = NULL;
    struct fault_reporter reporter = {.report = options->report, .user = options->report_user};
    enum faqbot_status status = store_create(path, &store, fault);
    if (status == FAQBOT_OK) {
        status = index_build(store, options, &reporter, result, fault);
    }
    store_close(store);
    return status;
}

enum faqbot_status faqbot_index(const struct faqbot_index_options *options,
                                struct faqbot_index_result *result, struct faqbot_fault *fault)
{
    struct temporary temporary;
    struct faqbot_index_result built;
    enum faqbot_status status = temporary_open(&temporary, options->output, fault);
    if (status == FAQBOT_OK) {
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
