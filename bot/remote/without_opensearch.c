/* remote/without_opensearch.c - stands for the files opensearch*.c in a program that is built without OpenSearch: the
 * same functions, each of which says so. */
#include "remote/remote_internal.h"

static enum faqbot_status refuse(struct faqbot_fault *fault)
{
    return fault_set(fault, FAQBOT_INVALID, NULL, 0,
                     "this program was built without OpenSearch (make WITH_OPENSEARCH=0)");
}

enum faqbot_status remote_check_opensearch(const char *url, struct faqbot_fault *fault)
{
    (void)url;
    return refuse(fault);
}

enum faqbot_status remote_open_stage(const char *url, struct faqbot_stage *stage, struct faqbot_fault *fault)
{
    (void)url;
    (void)stage;
    return refuse(fault);
}

void remote_close_stage(struct faqbot_stage *stage)
{
    (void)stage;
}

enum faqbot_status remote_write_stage(const struct remote_stage_writing *publishing,
                                      struct faqbot_split_result *result, struct faqbot_fault *fault)
{
    (void)publishing;
    (void)result;
    return refuse(fault);
}
