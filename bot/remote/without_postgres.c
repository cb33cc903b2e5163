/* remote/without_postgres.c - stands for the files postgres*.c in a program that is built without PostgreSQL: the same
 * functions, each of which says so. */
#include "remote/remote_internal.h"

static enum faqbot_status refuse(struct faqbot_fault *fault)
{
    return fault_set(fault, FAQBOT_INVALID, NULL, 0,
                     "this program was built without PostgreSQL (make WITH_PG=0)");
}

enum faqbot_status remote_check_postgres(const char *url, struct faqbot_fault *fault)
{
    (void)url;
    return refuse(fault);
}
