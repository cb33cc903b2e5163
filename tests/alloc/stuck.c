/* alloc/stuck.c - a disk that hangs. Loaded before the C library (LD_PRELOAD), it blocks fsync() and its kin for as long
 * as the file named by STUCK exists. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void hang(void)
{
    const char *path = getenv("STUCK");
    const struct timespec moment = {.tv_nsec = 50 * 1000 * 1000};
    while (path != NULL && access(path, F_OK) == 0) {
        nanosleep(&moment, NULL);
    }
}

int fsync(int file)
{
    hang();
    return (int)syscall(SYS_fsync, file);
}

int fdatasync(int file)
{
    hang();
    return (int)syscall(SYS_fdatasync, file);
}
