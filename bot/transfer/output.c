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
#include "retrieval/temporary.h"

#define NAME_BYTES 200
#define TEMPORARY_BYTES (NAME_BYTES + 48)

struct output {
    const char *path; /* the folder's; borrowed */
    int folder;
    bool made_folder;
    bool force;
    int file; /* -1: there is none */
    char name[NAME_BYTES];
    struct buffer temporary; /* its name, ended by a NUL */
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

/* Nobody else's file is called so, hidden and with a number behind it. */
static bool is_left(int file)
{
    (void)file;
    return true;
}

/* An empty file in the folder. What others left there when they were killed goes. */
static enum faqbot_status make_temporary(struct output *output, struct faqbot_fault *fault)
{
    char stem[TEMPORARY_BYTES];
    (void)snprintf(stem, sizeof stem, ".%s.new", output->name);
    temporary_sweep(output->folder, stem, is_left);
    output->file = temporary_make(output->folder, stem, &output->temporary);
    return output->file < 0 ? fail(output, "nothing can be written into the folder", errno, fault)
                            : FAQBOT_OK;
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
    buffer_init(&made->temporary, (size_t)2 * TEMPORARY_BYTES);
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
        if (linkat(output->folder, output->temporary.bytes, output->folder, output->name, 0) == 0) {
            (void)unlinkat(output->folder, output->temporary.bytes, 0);
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
    return renameat(output->folder, output->temporary.bytes, output->folder, output->name) == 0;
}

/* The file stays open, and so locked, until it has its name: until then others would take it for one that was left. */
enum faqbot_status output_commit(struct output *output, struct faqbot_fault *fault)
{
    if (fsync(output->file) != 0) {
        return fail(output, "the file cannot be written", errno, fault);
    }
    if (!give_name(output)) {
        return errno == EEXIST ? refuse(output, fault)
                               : fail(output, "the file cannot be named", errno, fault);
    }
    close(output->file);
    output->file = -1;
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
        (void)unlinkat(output->folder, output->temporary.bytes, 0);
        close(output->file);
    }
    buffer_release(&output->temporary);
    if (output->folder >= 0) {
        close(output->folder);
    }
    if (output->made_folder) {
        (void)rmdir(output->path); /* fails, as it should, where something else has come to lie there */
    }
    free(output);
}
