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

enum faqbot_status remote_read_release(const char *url, struct remote_release *release,
                                       struct faqbot_fault *fault)
{
    (void)url;
    (void)release;
    return refuse(fault);
}

enum faqbot_status remote_publish(const char *url, const struct remote_index *index, int64_t base,
                                  faqbot_progress_callback *watch, void *watch_user,
                                  enum remote_publishing *publishing, struct remote_release *release,
                                  struct faqbot_fault *fault)
{
    (void)url;
    (void)index;
    (void)base;
    (void)watch;
    (void)watch_user;
    (void)publishing;
    (void)release;
    return refuse(fault);
}

enum faqbot_status remote_rollback(const char *url, int64_t number, enum remote_publishing *publishing,
                                   struct remote_release *release, struct faqbot_fault *fault)
{
    (void)url;
    (void)number;
    (void)publishing;
    (void)release;
    return refuse(fault);
}

enum faqbot_status remote_open_journal(const char *url, struct faqbot_journal_store **store,
                                       struct faqbot_fault *fault)
{
    (void)url;
    (void)store;
    return refuse(fault);
}

void remote_close_journal(struct faqbot_journal_store *store)
{
    (void)store;
}
