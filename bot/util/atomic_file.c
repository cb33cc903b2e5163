/* util/atomic_file.c - replacing a file atomically: written under another name, made durable, then renamed.
 *
 * Whether a file that lies about is in use is told by a lock on it (flock(2)) and not by a process number in
 * its name: numbers are used again, and mean nothing to another machine or container that shares the folder.
 * The lock dies with its process, however that dies. Deliberately says nothing to anybody: errno is the
 * caller's to explain. */
#include "util/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMES 100                 /* that are tried: so many at a time can write beside one file */
#define NUMBER_BYTES ((size_t)16) /* that a name is longer than its stem, at most */

static bool write_name(struct buffer *name, const char *stem, unsigned number)
{
    buffer_reset(name);
    buffer_add_text(name, stem);
    buffer_add_byte(name, '-');
    buffer_add_number(name, number);
    buffer_add_byte(name, '\0');
    return !name->failed;
}

/* Whether the open file is still the one of that name: another may have been put there meanwhile. Follows no
 * link. */
static bool atomic_file_has_name(int file, int folder, const char *name)
{
    struct stat opened;
    struct stat named;
    return fstat(file, &opened) == 0 && fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/* ==== Sweeping up ===================================================================================== */

/* The lock is tried, not awaited: a file that somebody holds is being written. Only regular files are
 * removed, and links are not followed, so nobody can point the sweep at something else. */
static void remove_left(int folder, const char *name, atomic_file_is_left *is_left)
{
    struct stat about;
    int file = openat(folder, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file >= 0) {
        if (flock(file, LOCK_EX | LOCK_NB) == 0 && atomic_file_has_name(file, folder, name) &&
            fstat(file, &about) == 0 && S_ISREG(about.st_mode) && (is_left == NULL || is_left(file))) {
            (void)unlinkat(folder, name, 0);
        }
        close(file);
    }
}

void atomic_file_sweep(int folder, const char *stem, atomic_file_is_left *is_left)
{
    struct buffer name;
    buffer_init(&name, strlen(stem) + NUMBER_BYTES);
    for (unsigned number = 0; number < NAMES && write_name(&name, stem, number); number++) {
        remove_left(folder, name.bytes, is_left);
    }
    buffer_release(&name);
}

/* ==== Writing ========================================================================================= */

/* Makes a file of that name and locks it; -1: errno says why not, EEXIST where another name is worth a try.
 * On a file system without locks there is none, and what is left there stays. */
static int make_locked(int folder, const char *name)
{
    int file = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file < 0) {
        return -1;
    }
    /* Before it was locked, another process may have swept it up. */
    bool is_taken = flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (is_taken || !atomic_file_has_name(file, folder, name)) {
        close(file);
        errno = EEXIST;
        return -1;
    }
    return file;
}

/* The order of steps is what makes it safe:
 *
 *     1. create STEM-N, which must not exist, and lock it
 *     2. write, fsync: the bytes are on disk under a name that no reader looks for
 *     3. rename or link to the target: the one moment at which readers notice
 *     4. fsync the folder: the name is on disk too
 *
 * A process that dies before 3 leaves STEM-N without a lock, which the next sweep removes. The number N is
 * the first that is free; when all NAMES are taken by living writers, errno is EEXIST. */
bool atomic_file_open(struct atomic_file *file, int folder, const char *stem)
{
    *file = (struct atomic_file){.folder = folder, .file = -1};
    buffer_init(&file->name, strlen(stem) + NUMBER_BYTES);
    errno = EEXIST;
    for (unsigned number = 0; number < NAMES && file->file < 0 && errno == EEXIST; number++) {
        if (!write_name(&file->name, stem, number)) {
            errno = ENOMEM;
            return false;
        }
        file->file = make_locked(folder, file->name.bytes);
    }
    return file->file >= 0;
}

/* write(2) may take a part, or be interrupted before it took any. */
bool atomic_file_write(struct atomic_file *file, struct faqbot_view bytes)
{
    while (bytes.size > 0) {
        ssize_t written = write(file->file, bytes.bytes, bytes.size);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        bytes = view_slice(bytes, written < 0 ? 0 : (size_t)written, bytes.size);
    }
    return true;
}

/* link(2) fails where the name is taken, which rename(2) does not. A file system that knows no hard links
 * gets a look instead. */
static bool link_new(const struct atomic_file *file, const char *target)
{
    struct stat found;
    if (linkat(file->folder, file->name.bytes, file->folder, target, 0) == 0) {
        (void)unlinkat(file->folder, file->name.bytes, 0);
        return true;
    }
    if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS) {
        return false;
    }
    if (fstatat(file->folder, target, &found, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return false;
    }
    return renameat(file->folder, file->name.bytes, file->folder, target) == 0;
}

/* That the folder's entry may be lost in a power cut is no failure: the file is whole, and in place. */
static void make_name_durable(struct atomic_file *file, const char *target)
{
    const char *slash = strrchr(target, '/');
    struct buffer *path = &file->name; /* no longer needed */
    buffer_reset(path);
    buffer_add(path, view_make(target, slash == NULL ? 0 : (size_t)(slash + 1 - target)));
    buffer_add_text(path, ".");
    buffer_add_byte(path, '\0');
    int folder = path->failed ? -1 : openat(file->folder, path->bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        (void)fsync(folder);
        close(folder);
    }
}

/* fsync(2) before the rename: otherwise the name may reach the disk before the bytes do, and a power cut
 * leaves an empty file under it. The file stays open, and so locked, until it has its name: until then others
 * would take it for one that was left. */
bool atomic_file_place(struct atomic_file *file, const char *target, bool replaces)
{
    if (fsync(file->file) != 0 ||
        !(replaces ? renameat(file->folder, file->name.bytes, file->folder, target) == 0
                   : link_new(file, target))) {
        return false;
    }
    close(file->file);
    file->file = -1;
    make_name_durable(file, target);
    return true;
}

void atomic_file_close(struct atomic_file *file)
{
    if (file->file >= 0) {
        (void)unlinkat(file->folder, file->name.bytes, 0);
        close(file->file);
        file->file = -1;
    }
    buffer_release(&file->name);
}
