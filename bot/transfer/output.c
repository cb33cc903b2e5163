/* transfer/output.c - one file in one folder, there as a whole or not at all: written under a hidden name,
 * which no reader of knowledge looks at, made durable, then named. Everything goes through the folder's
 * descriptor, so nothing that happens to its path meanwhile leads elsewhere. */
#include "transfer/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"

#define NAME_BYTES 200
#define TEMPORARY_BYTES (NAME_BYTES + 48)
#define TEMPORARY_ATTEMPTS 100 /* of names that are not taken */

struct output {
    const char *path; /* the folder's; borrowed */
    int folder;
    bool made_folder;
    bool force;
    int file;
    char name[NAME_BYTES];
    char temporary[TEMPORARY_BYTES]; /* empty: there is none */
};

static enum faqbot_status fail(const struct output *output, const char *what, int number,
                               struct faqbot_fault *fault)
{
    char reason[128] = "";
    if (strerror_r(number, reason, sizeof reason) != 0) {
        reason[0] = '\0';
    }
    return fault_set(fault, number == ENOENT || number == ENOTDIR ? FAQBOT_NOT_FOUND : FAQBOT_IO,
                     output->path, 0, "%s: %s", what, reason);
}

static enum faqbot_status refuse(const struct output *output, struct faqbot_fault *fault)
{
    return fault_set(fault, FAQBOT_INVALID, output->path, 0,
                     "%s is there already and is kept as it is; it is replaced only by force", output->name);
}

static enum faqbot_status open_folder(struct output *output, struct faqbot_fault *fault)
{
    output->made_folder = mkdir(output->path, 0777) == 0;
    output->folder = open(output->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return output->folder < 0 ? fail(output, "the folder cannot be opened or made", errno, fault) : FAQBOT_OK;
}

/* An empty file in the folder, with the rights that a new file of this process has. */
static enum faqbot_status make_temporary(struct output *output, struct faqbot_fault *fault)
{
    for (unsigned attempt = 0; attempt < TEMPORARY_ATTEMPTS && output->file < 0; attempt++) {
        (void)snprintf(output->temporary, sizeof output->temporary, ".%s.new-%ld-%u", output->name,
                       (long)getpid(), attempt);
        output->file = openat(output->folder, output->temporary,
                              O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (output->file < 0 && errno != EEXIST) {
            break;
        }
    }
    if (output->file < 0) {
        output->temporary[0] = '\0';
        return fail(output, "nothing can be written into the folder", errno, fault);
    }
    return FAQBOT_OK;
}

enum faqbot_status output_open(const char *folder, const char *name, bool force, struct output **output,
                               struct faqbot_fault *fault)
{
    struct stat found;
    struct output *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, folder, 0, "out of memory");
    }
    *made = (struct output){.path = folder, .folder = -1, .force = force, .file = -1};
    (void)snprintf(made->name, sizeof made->name, "%s", name);
    enum faqbot_status status = open_folder(made, fault);
    if (status == FAQBOT_OK && fstatat(made->folder, name, &found, AT_SYMLINK_NOFOLLOW) == 0) {
        if (!force) {
            status = refuse(made, fault);
        } else if (S_ISDIR(found.st_mode)) {
            status = fail(made, "the file cannot be replaced", EISDIR, fault);
        }
    }
    if (status == FAQBOT_OK) {
        status = make_temporary(made, fault);
    }
    if (status != FAQBOT_OK) {
        output_free(made);
        return status;
    }
    *output = made;
    return FAQBOT_OK;
}

enum faqbot_status output_add(struct output *output, struct faqbot_view bytes, struct faqbot_fault *fault)
{
    while (bytes.size > 0) {
        ssize_t written = write(output->file, bytes.bytes, bytes.size);
        if (written >= 0) {
            bytes = view_slice(bytes, (size_t)written, bytes.size);
        } else if (errno != EINTR) {
            return fail(output, "the file cannot be written", errno, fault);
        }
    }
    return FAQBOT_OK;
}

/* Without force the name is given in a way that fails where it has come to be taken; a file system that
 * knows no hard links gets a look instead. */
static bool give_name(const struct output *output)
{
    struct stat found;
    if (!output->force) {
        if (linkat(output->folder, output->temporary, output->folder, output->name, 0) == 0) {
            (void)unlinkat(output->folder, output->temporary, 0);
            return true;
        }
        if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS) {
            return false;
        }
        if (fstatat(output->folder, output->name, &found, AT_SYMLINK_NOFOLLOW) == 0) {
            errno = EEXIST;
            return false;
        }
    }
    return renameat(output->folder, output->temporary, output->folder, output->name) == 0;
}

enum faqbot_status output_commit(struct output *output, struct faqbot_fault *fault)
{
    bool durable = fsync(output->file) == 0;
    int number = errno;
    bool closed = close(output->file) == 0;
    number = durable ? errno : number;
    output->file = -1;
    if (!durable || !closed) {
        return fail(output, "the file cannot be written", number, fault);
    }
    if (!give_name(output)) {
        return errno == EEXIST ? refuse(output, fault)
                               : fail(output, "the file cannot be named", errno, fault);
    }
    output->temporary[0] = '\0';
    output->made_folder = false;
    /* The file is whole and in place; that its name may be lost in a power cut is no failure. */
    (void)fsync(output->folder);
    return FAQBOT_OK;
}

void output_free(struct output *output)
{
    if (output == NULL) {
        return;
    }
    if (output->file >= 0) {
        close(output->file);
    }
    if (output->temporary[0] != '\0') {
        (void)unlinkat(output->folder, output->temporary, 0);
    }
    if (output->folder >= 0) {
        close(output->folder);
    }
    if (output->made_folder) {
        (void)rmdir(output->path); /* fails, as it should, where something else has come to lie there */
    }
    free(output);
}
