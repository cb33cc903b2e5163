/* watch.h - noticing that a folder of knowledge, or a file of it, has changed. */
#ifndef SERVER_WATCH_H
#define SERVER_WATCH_H

#include <uv.h>

#define WATCH_FOLDERS_MAX 1024 /* what lies deeper in a larger tree is not noticed */

struct watch_place;

/* Told of each change, and of more than there are; it may be many in a row. */
typedef void watch_changed(void *user);

/* Zeroed, but for loop, path, changed and user, it watches nothing. */
struct watch {
    uv_loop_t *loop;
    const char *path; /* borrowed: a folder, with all that is in it, or a file */
    watch_changed *changed;
    void *user;
    struct watch_place *places;
    unsigned count;
};

/* Looks anew at what there is to be watched, the path's own name in the folder above among it. What cannot be watched
 * is left out. */
void watch_look(struct watch *watch);

void watch_stop(struct watch *watch);

#endif
