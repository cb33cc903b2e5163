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

enum faqbot_status remote_follower_open(const struct remote_follow_options *options,
                                        struct remote_follower **follower, struct faqbot_fault *fault)
{
    (void)options;
    (void)follower;
    return refuse(fault);
}

/* The rest is asked of a follower, and there is none. */

const char *remote_follower_next(struct remote_follower *follower)
{
    (void)follower;
    return NULL;
}

bool remote_follower_fall_back(struct remote_follower *follower, const char *reason)
{
    (void)follower;
    (void)reason;
    return false;
}

bool remote_follower_has_changed(struct remote_follower *follower)
{
    (void)follower;
    return false;
}

void remote_follower_keep(struct remote_follower *follower)
{
    (void)follower;
}

const char *remote_follower_settle(struct remote_follower *follower, bool is_served)
{
    (void)follower;
    (void)is_served;
    return NULL;
}

void remote_follower_get_state(struct remote_follower *follower, struct remote_follow_state *state)
{
    (void)follower;
    *state = (struct remote_follow_state){.serving = 0};
}

enum faqbot_status remote_follower_start(struct remote_follower *follower)
{
    (void)follower;
    return FAQBOT_INVALID;
}

void remote_follower_stop(struct remote_follower *follower)
{
    (void)follower;
}

void remote_follower_close(struct remote_follower *follower)
{
    (void)follower;
}
