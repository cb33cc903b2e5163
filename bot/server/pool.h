/* pool.h - libuv's threads, made before they are needed. */
#ifndef SERVER_POOL_H
#define SERVER_POOL_H

#include <stdbool.h>

#include <uv.h>

#include <faqbot.h>

/* Has libuv make its threads now: it would do so when the knowledge base is first read anew, and end the process where
 * there is no memory for one. `first` is theirs until the loop has turned. FAQBOT_NO_MEMORY, with `fault` filled. */
enum faqbot_status pool_start(uv_loop_t *loop, uv_work_t *first, struct faqbot_fault *fault);

#endif
