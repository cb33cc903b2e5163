/* convert/files.c - the file that an import reads, and the file that an import or an export writes.
 *
 * Both are all or nothing. Reading differs from kb/source.c, where one file among many cannot be read and
 * costs no other: here it is all there is, so the first thing wrong with it ends the import. Writing goes
 * through util/atomic_file.h: readers of the folder see the old file or the whole new one.
 *
 * Nothing else of the folder is touched, and links at the file's name are replaced and not followed: a
 * knowledge base may lie where others can write.
 *
 * A file is read into memory, up to the largest that an import takes. Streaming would not help: JSON and
 * YAML have no end before their last byte, and rows are compared with each other anyway.
 *
 * Deliberately ignorant of formats: bytes come in and go out. */
#include "convert/convert_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/util.h"

bool path_is_folder(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

/* ".jsonl" is a hidden file and no extension; "a.tar.gz" loses its last part alone. */
struct faqbot_view path_stem(struct faqbot_view name)
{
    size_t dot = name.size;
    while (dot > 0 && name.bytes[dot - 1] != '.') {
        dot--;
    }
    return dot > 1 ? view_slice(name, 0, dot - 1) : name;
}

void refuse_format(const char *name, const char *const *names, size_t count, const char *what,
                   struct faqbot_fault *fault)
{
    const char *nearest = faqbot_nearest_name(name, names, count);
    fault_set(fault, FAQBOT_INVALID, NULL, 0, "%s is no format that can be %s%s%s", name, what,
              nearest != NULL ? "; the nearest is " : "", nearest != NULL ? nearest : "");
}

/* A path that does not exist is the caller's mistake; anything else is the system's failure. */
static enum faqbot_status status_of(int number)
{
    return number == ENOENT || number == ENOTDIR ? FAQBOT_NOT_FOUND : FAQBOT_IO;
}

/* ==== Input ============================================================================================= */

/* Standard input has no size to ask for, so both are read piece by piece. */
#define CHUNK_BYTES ((size_t)64 * 1024)

static void fail_read(const char *path, int number, struct faqbot_fault *fault)
{
    fault_set(fault, status_of(number), path, 0, "the file cannot be read: %s", fault_reason(number).text);
}

/* A descriptor, or -1. Non-blocking, because opening a pipe that nobody writes to would wait for ever;
 * whatever is not an ordinary file is refused right after. */
static int open_input(const char *path, struct faqbot_fault *fault)
{
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        fail_read(path, errno, fault);
    } else if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        close(file);
        file = -1;
        fault_set(fault, FAQBOT_IO, path, 0, "this is no ordinary file; name one, or - and pipe it in");
    }
    return file;
}

/* A signal that interrupts a read costs nothing: it is tried again. */
static void read_to_end(const char *path, int file, struct buffer *bytes, struct faqbot_fault *fault)
{
    char chunk[CHUNK_BYTES];
    ssize_t size = 1;
    while (size != 0 && !bytes->failed) {
        size = read(file, chunk, sizeof chunk);
        if (size > 0) {
            buffer_add(bytes, view_make(chunk, (size_t)size));
        } else if (size < 0 && errno != EINTR) {
            fail_read(path, errno, fault);
            return;
        }
    }
    if (bytes->no_memory) {
        fault_set(fault, FAQBOT_NO_MEMORY, path, 0, "there is not enough memory for the file");
    } else if (bytes->failed) {
        fault_set(fault, FAQBOT_LIMIT, path, 0, "the file has more than %zu bytes; divide it", bytes->limit);
    }
}

/* What a file is that people have and that is no text, by its first bytes; NULL: not known. */
static const char *kind_of(struct faqbot_view bytes)
{
#define PICTURE "this is a picture; name the file that the text is in"
    static const char *const kinds[][2] = {
        {"%PDF", "this is a PDF; save the document as .docx or as a web page"},
        {"\xd0\xcf\x11\xe0", "this is a file of an old office program; save it as .docx or .xlsx"},
        {"\x1f\x8b", "this file is compressed; unpack it"},
        {"\x89PNG", PICTURE},
        {"\xff\xd8\xff", PICTURE},
        {"GIF8", PICTURE}};
#undef PICTURE
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (view_starts_with(bytes, kinds[i][0])) {
            return kinds[i][1];
        }
    }
    return NULL;
}

/* Names the first line that is not text: people find an encoding mistake by looking at it. */
static void check_text(const char *path, struct faqbot_view text, struct faqbot_fault *fault)
{
    struct faqbot_view line;
    const char *kind = kind_of(text);
    if (kind != NULL) {
        fault_set(fault, FAQBOT_INVALID, path, 0, "%s", kind);
        return;
    }
    for (unsigned number = 1; view_next_line(&text, &line); number++) {
        bool is_utf8 = utf8_is_valid(line);
        if (!is_utf8 || view_find(line, '\0') < line.size) {
            fault_set(fault, FAQBOT_INVALID, path, number,
                      is_utf8 ? "this line has a NUL byte in it; save the file as text in UTF-8"
                              : "this line is not UTF-8; save the file in that, or say what it is: "
                                "--encoding windows-1252");
            return;
        }
    }
}

struct faqbot_view input_load(const char *path, struct buffer *bytes, struct faqbot_fault *fault)
{
    bool is_piped = strcmp(path, "-") == 0;
    int file = is_piped ? STDIN_FILENO : open_input(path, fault);
    if (file >= 0) {
        read_to_end(path, file, bytes, fault);
    }
    if (!is_piped && file >= 0) {
        close(file);
    }
    return buffer_view(bytes);
}

/* A byte order mark, which Windows programs write, is passed over. */
struct faqbot_view input_check(const char *path, struct faqbot_view bytes, struct faqbot_fault *fault)
{
    if (fault->status == FAQBOT_OK) {
        check_text(path, bytes, fault);
    }
    return view_starts_with(bytes, "\xef\xbb\xbf") ? view_slice(bytes, 3, bytes.size) : bytes;
}

/* ==== Output ============================================================================================ */

/* The longest name that leaves room for what atomic_file appends within the 255 bytes of a file system. */
#define NAME_BYTES 200

/* Until it is placed, the file has a hidden name, so that no reader of a knowledge base looks at it.
 * Everything goes through the folder's descriptor: renaming the folder meanwhile leads nowhere else. */
struct output {
    const char *path; /* the folder's; borrowed */
    int folder;
    bool made_folder;
    bool force;
    struct atomic_file file;
    char name[NAME_BYTES];
};

/* All sentences about the output name its folder: the file itself has a hidden name until it is placed. */
static void fail_write(const struct output *output, const char *what, int number, struct faqbot_fault *fault)
{
    fault_set(fault, status_of(number), output->path, 0, "%s: %s", what, fault_reason(number).text);
}

/* Never replaced by default: a file of that name may be an older import that was corrected by hand. */
static void refuse_existing(const struct output *output, struct faqbot_fault *fault)
{
    fault_set(fault, FAQBOT_INVALID, output->path, 0,
              "%s is there already and is kept as it is; it is replaced only by force", output->name);
}

/* Whether the name is free is asked twice: here, before anybody has waited for the rest, and when the file
 * is placed, where the answer counts. */
static void begin_output(struct output *output, struct faqbot_fault *fault)
{
    struct stat found;
    char stem[NAME_BYTES + sizeof ".new" + 1];
    (void)snprintf(stem, sizeof stem, ".%s.new", output->name);
    output->made_folder = mkdir(output->path, 0777) == 0;
    output->folder = open(output->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (output->folder < 0) {
        fail_write(output, "the folder cannot be opened or made", errno, fault);
        return;
    }
    bool is_there = fstatat(output->folder, output->name, &found, AT_SYMLINK_NOFOLLOW) == 0;
    if (is_there && !output->force) {
        refuse_existing(output, fault);
    } else if (is_there && S_ISDIR(found.st_mode)) {
        fail_write(output, "the file cannot be replaced", EISDIR, fault);
    } else {
        /* What killed processes left under such names goes first: they are hidden and end in a number,
         * which nobody else's do. */
        atomic_file_sweep(output->folder, stem, NULL);
        if (!atomic_file_open(&output->file, output->folder, stem)) {
            fail_write(output, "nothing can be written into the folder", errno, fault);
        }
    }
}

struct output *output_open(const char *folder, const char *name, bool force, struct faqbot_fault *fault)
{
    struct output *output = fault->status == FAQBOT_OK ? calloc(1, sizeof *output) : NULL;
    if (output == NULL) {
        (void)fault_end(fault, FAQBOT_NO_MEMORY, folder);
        return NULL;
    }
    *output = (struct output){.path = folder, .folder = -1, .force = force};
    output->file.file = -1;
    (void)snprintf(output->name, sizeof output->name, "%s", name);
    begin_output(output, fault);
    if (fault->status != FAQBOT_OK) {
        output_free(output);
        output = NULL;
    }
    return output;
}

/* Written through, without a buffer of our own: exports hand over whole entries. */
void output_add(struct output *output, struct faqbot_view bytes, struct faqbot_fault *fault)
{
    if (fault->status == FAQBOT_OK && !atomic_file_write(&output->file, bytes)) {
        fail_write(output, "the file cannot be written", errno, fault);
    }
}

/* A folder that was made for the file stays only if the file does. */
void output_commit(struct output *output, struct faqbot_fault *fault)
{
    if (fault->status != FAQBOT_OK || output == NULL) {
        return;
    }
    if (atomic_file_place(&output->file, output->name, output->force)) {
        output->made_folder = false;
    } else if (errno == EEXIST) {
        refuse_existing(output, fault); /* it came while we were writing */
    } else {
        fail_write(output, "the file cannot be written", errno, fault);
    }
}

void output_free(struct output *output)
{
    if (output == NULL) {
        return;
    }
    atomic_file_close(&output->file);
    if (output->folder >= 0) {
        close(output->folder);
    }
    if (output->made_folder) {
        (void)rmdir(output->path); /* fails, as it should, if something else has come to lie there */
    }
    free(output);
}
