/* store/lock.c - locks between processes that use one index; store.c decides what happens under them.
 *
 * A file may be replaced at its path while its lock is waited for. A lock on the old file then protects nobody, so both
 * functions compare the locked file with the one at the path. */
#include "store/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/snapshot.h"

int file_lock_shared(const char *path)
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
        if (snapshot_is_at(&(struct snapshot){.file = file}, path)) {
            return file;
        }
        close(file);
        if (access(path, R_OK) != 0) {
            return -1;
        }
    }
}

int file_lock_exclusive(const char *path)
{
    int file = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (file >= 0 &&
        (flock(file, LOCK_EX | LOCK_NB) != 0 || !snapshot_is_at(&(struct snapshot){.file = file}, path))) {
        close(file);
        return -1;
    }
    return file;
}

void file_lock_release(int lock)
{
    if (lock >= 0) {
        close(lock);
    }
}
