/* retrieval/temporary.c - an index while it is written: what of replacing a file is particular to one. */
#define _GNU_SOURCE /* copy_file_range() */
#include "retrieval/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"

#define COPIED_AT_ONCE ((size_t)1 << 30)
/* Of an index: nothing yet, or SQLite's beginning, which may be written last. */
static bool is_unfinished(int file)
{
    static const char beginnings[2][16] = {"SQLite format 3", ""};
    char start[16];
    ssize_t size = pread(file, start, sizeof start, 0);
    return size == 0 || (size == sizeof start && (memcmp(start, beginnings[0], sizeof start) == 0 ||
                                                  memcmp(start, beginnings[1], sizeof start) == 0));
}

/* What the names beside an index begin with; false: no memory. */
static bool write_stem(struct buffer *stem, const char *output)
{
    buffer_init(stem, strlen(output) + sizeof ".new");
    buffer_add_text(stem, output);
    buffer_add_text(stem, ".new");
    buffer_add_byte(stem, '\0');
    return !stem->failed;
}

void temporary_sweep_beside(const char *output)
{
    struct buffer stem;
    if (write_stem(&stem, output)) {
        atomic_file_sweep(AT_FDCWD, stem.bytes, is_unfinished);
    }
    buffer_release(&stem);
}

enum faqbot_status temporary_open(struct atomic_file *temporary, const char *output,
                                  struct faqbot_fault *fault)
{
    struct buffer stem;
    *temporary = (struct atomic_file){.file = -1};
    errno = ENOMEM;
    bool is_open = write_stem(&stem, output) && atomic_file_open(temporary, AT_FDCWD, stem.bytes);
    int number = errno;
    buffer_release(&stem);
    return is_open ? FAQBOT_OK
                   : fault_set(fault, number == ENOMEM ? FAQBOT_NO_MEMORY : FAQBOT_IO, output, 0,
                               "cannot write there: %s", strerror(number));
}

/* The system copies, which is quicker than through here, and shares the blocks where the file system can. */
enum faqbot_status temporary_copy(struct atomic_file *temporary, const char *from)
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

enum faqbot_status temporary_empty(struct atomic_file *temporary)
{
    return ftruncate(temporary->file, 0) == 0 ? FAQBOT_OK : FAQBOT_IO;
}

enum faqbot_status temporary_place(struct atomic_file *temporary, const char *output,
                                   struct faqbot_fault *fault)
{
    return atomic_file_place(temporary, output, true)
               ? FAQBOT_OK
               : fault_set(fault, FAQBOT_IO, output, 0, "cannot write the index: %s", strerror(errno));
}
