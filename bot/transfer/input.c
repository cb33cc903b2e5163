/* transfer/input.c - the file that is imported, whole. Not knowledge/source.c's business: there a file
 * that cannot be read is one of many and costs no other, here it is all there is. */
#include "transfer/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "text/utf8.h"

#define CHUNK_BYTES ((size_t)64 * 1024)

static void fail(const char *path, int number, struct faqbot_fault *fault)
{
    char reason[128] = "";
    if (strerror_r(number, reason, sizeof reason) != 0) {
        reason[0] = '\0';
    }
    fault_set(fault, number == ENOENT || number == ENOTDIR ? FAQBOT_NOT_FOUND : FAQBOT_IO, path, 0,
              "the file cannot be read: %s", reason);
}

/* Gives a descriptor, or -1. Not blocking, because opening a pipe that nobody writes to would wait for ever. */
static int open_file(const char *path, struct faqbot_fault *fault)
{
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        fail(path, errno, fault);
    } else if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        close(file);
        file = -1;
        fault_set(fault, FAQBOT_IO, path, 0, "this is no ordinary file; name one, or - and pipe it in");
    }
    return file;
}

static void read_to_end(const char *path, int file, struct buffer *bytes, struct faqbot_fault *fault)
{
    char chunk[CHUNK_BYTES];
    ssize_t size = 1;
    while (size != 0 && !bytes->failed) {
        size = read(file, chunk, sizeof chunk);
        if (size > 0) {
            buffer_add(bytes, view_make(chunk, (size_t)size));
        } else if (size < 0 && errno != EINTR) {
            fail(path, errno, fault);
            return;
        }
    }
    if (bytes->no_memory) {
        fault_set(fault, FAQBOT_NO_MEMORY, path, 0, "there is not enough memory for the file");
    } else if (bytes->failed) {
        fault_set(fault, FAQBOT_LIMIT, path, 0, "the file has more than %zu bytes; divide it", bytes->limit);
    }
}

/* Names the line at which the text ceases to be one. */
static void check_text(const char *path, struct faqbot_view text, struct faqbot_fault *fault)
{
    struct faqbot_view line;
    if (view_starts_with(text, "\xff\xfe") || view_starts_with(text, "\xfe\xff")) {
        fault_set(fault, FAQBOT_INVALID, path, 0, "the file is UTF-16; save it in the encoding UTF-8");
        return;
    }
    if (utf8_is_valid(text) && view_find(text, '\0') == text.size) {
        return;
    }
    for (unsigned number = 1; view_next_line(&text, &line); number++) {
        bool is_utf8 = utf8_is_valid(line);
        if (!is_utf8 || view_find(line, '\0') < line.size) {
            fault_set(fault, FAQBOT_INVALID, path, number,
                      is_utf8 ? "this line has a NUL byte in it; save the file as text in UTF-8"
                              : "this line is not UTF-8; save the file in the encoding UTF-8");
            return;
        }
    }
    fault_set(fault, FAQBOT_INVALID, path, 0, "the file is not UTF-8");
}

struct faqbot_view import_input_read(const char *path, struct buffer *bytes, struct faqbot_fault *fault)
{
    bool piped = strcmp(path, "-") == 0;
    int file = piped ? STDIN_FILENO : open_file(path, fault);
    if (file >= 0) {
        read_to_end(path, file, bytes, fault);
    }
    if (!piped && file >= 0) {
        close(file);
    }
    struct faqbot_view text = buffer_view(bytes);
    if (fault->status == FAQBOT_OK) {
        check_text(path, text, fault);
    }
    return view_starts_with(text, "\xef\xbb\xbf") ? view_slice(text, 3, text.size) : text;
}
