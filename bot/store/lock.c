/* store/lock.c - locks between processes that use one index. What is done under them is store.c's. */
#include "store/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether the open file is still the one at that path: another may have been put there while the lock was waited
 * for. */
static bool is_at(int file, const char *path)
{
    struct stat opened;
    struct stat named;
    return fstat(file, &opened) == 0 && stat(path, &named) == 0 && opened.st_dev == named.st_dev &&
           opened.st_ino == named.st_ino;
}

int lock_share(const char *path)
{
    for (;;) {
        int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (file < 0) {
            return -1;
        }
        if (flock(file, LOCK_SH) != 0) {
            close(file);
            return -1;
        }
        if (is_at(file, path)) {
            return file;
        }
        close(file);
        if (access(path, R_OK) != 0) {
            return -1;
        }
    }
}

int lock_alone(const char *path)
{
    int file = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (file >= 0 && (flock(file, LOCK_EX | LOCK_NB) != 0 || !is_at(file, path))) {
        close(file);
        return -1;
    }
    return file;
}

void lock_release(int lock)
{
    if (lock >= 0) {
        close(lock);
    }
}
