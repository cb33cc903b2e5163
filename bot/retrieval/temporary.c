/* retrieval/temporary.c - a file that takes the place of another. Whether one that lies about is in use is told by a
 * lock on it (flock(2)) and not by the number of a process in its name: a number is given again, and means nothing to
 * whom the folder is shared with. What stands in the file is others' business. */
#define _GNU_SOURCE /* copy_file_range() */
#include "retrieval/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"

#define COPIED_AT_ONCE ((size_t)1 << 30)
#define NAMES 100                 /* that are tried: so many at a time can write beside one file */
#define NUMBER_BYTES ((size_t)32) /* that a name is longer than its stem, at most */

static bool write_name(struct buffer *name, const char *stem, unsigned number)
{
    buffer_reset(name);
    buffer_add_text(name, stem);
    buffer_add_byte(name, '-');
    buffer_add_number(name, number);
    buffer_add_byte(name, '\0');
    return !name->failed;
}

/* Whether the open file is still the one of that name. */
static bool has_name(int file, int folder, const char *name)
{
    struct stat opened;
    struct stat named;
    return fstat(file, &opened) == 0 && fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/* Of an index: nothing yet, or SQLite's beginning, which may be written last. */
static bool is_unfinished(int file)
{
    static const char beginnings[2][16] = {"SQLite format 3", ""};
    char start[16];
    ssize_t size = pread(file, start, sizeof start, 0);
    return size == 0 || (size == sizeof start && (memcmp(start, beginnings[0], sizeof start) == 0 ||
                                                  memcmp(start, beginnings[1], sizeof start) == 0));
}

static void remove_left(int folder, const char *name, temporary_is_left *is_left)
{
    struct stat about;
    int file = openat(folder, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file >= 0) {
        if (flock(file, LOCK_EX | LOCK_NB) == 0 && has_name(file, folder, name) && fstat(file, &about) == 0 &&
            S_ISREG(about.st_mode) && is_left(file)) {
            (void)unlinkat(folder, name, 0);
        }
        close(file);
    }
}

void temporary_sweep(int folder, const char *stem, temporary_is_left *is_left)
{
    struct buffer name;
    buffer_init(&name, strlen(stem) + NUMBER_BYTES);
    for (unsigned number = 0; number < NAMES && write_name(&name, stem, number); number++) {
        remove_left(folder, name.bytes, is_left);
    }
    buffer_release(&name);
}

/* Makes a file of that name and locks it; -1: errno says why not, EEXIST where another name is worth a try. Where there
 * are no locks, there is none, and what is left there stays. */
static int make_locked(int folder, const char *name)
{
    int file = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file < 0) {
        return -1;
    }
    /* Before it was locked, another process may have taken it for one that was left. */
    bool is_taken = flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (is_taken || !has_name(file, folder, name)) {
        close(file);
        errno = EEXIST;
        return -1;
    }
    return file;
}

int temporary_make(int folder, const char *stem, struct buffer *name)
{
    int file = -1;
    errno = EEXIST;
    for (unsigned number = 0; number < NAMES && file < 0 && errno == EEXIST; number++) {
        if (!write_name(name, stem, number)) {
            errno = ENOMEM;
            return -1;
        }
        file = make_locked(folder, name->bytes);
    }
    return file;
}

/* What the names beside an index begin with; false: no memory. */
static bool write_stem(struct buffer *stem, const char *output)
{
    buffer_init(stem, strlen(output) + NUMBER_BYTES);
    buffer_add_text(stem, output);
    buffer_add_text(stem, ".new");
    buffer_add_byte(stem, '\0');
    return !stem->failed;
}

void temporary_sweep_beside(const char *output)
{
    struct buffer stem;
    if (write_stem(&stem, output)) {
        temporary_sweep(AT_FDCWD, stem.bytes, is_unfinished);
    }
    buffer_release(&stem);
}

enum faqbot_status temporary_open(struct temporary *temporary, const char *output, struct faqbot_fault *fault)
{
    struct buffer stem;
    *temporary = (struct temporary){.file = -1};
    buffer_init(&temporary->name, strlen(output) + 2 * NUMBER_BYTES);
    errno = ENOMEM;
    if (write_stem(&stem, output)) {
        temporary->file = temporary_make(AT_FDCWD, stem.bytes, &temporary->name);
    }
    int number = errno;
    buffer_release(&stem);
    return temporary->file >= 0 ? FAQBOT_OK
                                : fault_set(fault, number == ENOMEM ? FAQBOT_NO_MEMORY : FAQBOT_IO, output, 0,
                                            "cannot write there: %s", strerror(number));
}

/* The system copies, which is quicker than through here, and shares the blocks where the file system can. */
enum faqbot_status temporary_copy(struct temporary *temporary, const char *from)
{
    struct stat about;
    int file = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe would be waited for */
    bool copied = file >= 0 && fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    for (off_t rest = copied ? about.st_size : 0; rest > 0 && copied;) {
        size_t most = (size_t)rest < COPIED_AT_ONCE ? (size_t)rest : COPIED_AT_ONCE;
        ssize_t size = copy_file_range(file, NULL, temporary->file, NULL, most, 0);
        copied = size > 0;
        rest -= size;
    }
    if (file >= 0) {
        close(file);
    }
    return copied ? FAQBOT_OK : FAQBOT_IO;
}

enum faqbot_status temporary_empty(struct temporary *temporary)
{
    return ftruncate(temporary->file, 0) == 0 ? FAQBOT_OK : FAQBOT_IO;
}

/* That the folder's entry may be lost in a power cut is no failure: the file is whole, and in place. */
static void make_name_durable(struct buffer *scratch, const char *output)
{
    const char *slash = strrchr(output, '/');
    buffer_reset(scratch);
    buffer_add(scratch, view_make(output, slash == NULL ? 0 : (size_t)(slash + 1 - output)));
    buffer_add_text(scratch, ".");
    buffer_add_byte(scratch, '\0');
    int folder = scratch->failed ? -1 : open(scratch->bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        (void)fsync(folder);
        close(folder);
    }
}

enum faqbot_status temporary_place(struct temporary *temporary, const char *output,
                                   struct faqbot_fault *fault)
{
    if (fsync(temporary->file) != 0 || rename(temporary->name.bytes, output) != 0) {
        return fault_set(fault, FAQBOT_IO, output, 0, "cannot write the index: %s", strerror(errno));
    }
    close(temporary->file);
    temporary->file = -1;
    make_name_durable(&temporary->name, output);
    return FAQBOT_OK;
}

void temporary_close(struct temporary *temporary)
{
    if (temporary->file >= 0) {
        (void)unlink(temporary->name.bytes);
        close(temporary->file);
        temporary->file = -1;
    }
    buffer_release(&temporary->name);
}
