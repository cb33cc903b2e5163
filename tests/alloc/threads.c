/* alloc/threads.c - a limit on threads. Loaded before the C library (LD_PRELOAD), it lets the program have as many at a
 * time as THREADS says, besides its first, as a systemd unit does by TasksMax. */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct start {
    void *(*run)(void *);
    void *user;
};

static atomic_ulong living;

static void *run_counted(void *user)
{
    struct start start = *(struct start *)user;
    free(user);
    void *result = start.run(start.user);
    atomic_fetch_sub(&living, 1);
    return result;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *user)
{
    int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    void *found = dlsym(RTLD_NEXT, "pthread_create");
    const char *most = getenv("THREADS");
    struct start *start = malloc(sizeof *start);
    if (start == NULL || (atomic_fetch_add(&living, 1) >= strtoul(most != NULL ? most : "1000", NULL, 10))) {
        atomic_fetch_sub(&living, start != NULL);
        free(start);
        return EAGAIN;
    }
    *start = (struct start){run, user};
    memcpy(&create, &found, sizeof create);
    int error = create(thread, attributes, run_counted, start);
    if (error != 0) {
        atomic_fetch_sub(&living, 1);
        free(start);
    }
    return error;
}
