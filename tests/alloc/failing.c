/* alloc/failing.c - memory that runs out when a test says so. Loaded before the C library (LD_PRELOAD), it counts
 * allocations and refuses those that the file named by FAILING_CONTROL says. The file is mapped, so that the test can
 * change it while the program runs. */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "alloc/failing.h"

/* glibc's own, under the names that it keeps for whoever replaces the usual ones. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static struct failing_control idle;
static struct failing_control *control = &idle;

__attribute__((constructor)) static void map_control(void)
{
    const char *path = getenv("FAILING_CONTROL");
    int descriptor = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) {
        return;
    }
    void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (mapped != MAP_FAILED) {
        control = mapped;
    }
}

static int is_refused(void)
{
    int64_t number = atomic_fetch_add(&control->count, 1) + 1;
    int64_t at = atomic_load(&control->fail_at);
    int refused = at > 0 && (number == at || (number > at && atomic_load(&control->fails_from) != 0));
    if (refused) {
        errno = ENOMEM;
    }
    return refused;
}

void *malloc(size_t size)
{
    return is_refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return is_refused() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return is_refused() ? NULL : __libc_realloc(memory, size);
}
