/* transfer/output.c - one file in one folder, there as a whole or not at all (base/atomic_file.h). Its name until then
 * is hidden, so that no reader of a knowledge base looks at it. Everything goes through the folder's descriptor, so
 * nothing that happens to its path meanwhile leads elsewhere. */
#include "transfer/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/atomic_file.h"

#define NAME_BYTES 200

struct output {
    const char *path; /* the folder's; borrowed */
    int folder;
    bool made_folder;
    bool force;
    struct atomic_file file;
    char name[NAME_BYTES];
};

static void fail(const struct output *output, const char *what, int number, struct faqbot_fault *fault)
{
    fault_set(fault, number == ENOENT || number == ENOTDIR ? FAQBOT_NOT_FOUND : FAQBOT_IO, output->path, 0,
              "%s: %s", what, fault_reason(number).text);
}

static void refuse(const struct output *output, struct faqbot_fault *fault)
{
    fault_set(fault, FAQBOT_INVALID, output->path, 0,
              "%s is there already and is kept as it is; it is replaced only by force", output->name);
}

/* An empty file in the folder. What killed processes left there goes: nobody else calls a file so, hidden and with a
 * number behind it. */
static void make_file(struct output *output, struct faqbot_fault *fault)
{
    char stem[NAME_BYTES + sizeof ".new" + 1];
    (void)snprintf(stem, sizeof stem, ".%s.new", output->name);
    atomic_file_sweep(output->folder, stem, NULL);
    if (!atomic_file_open(&output->file, output->folder, stem)) {
        fail(output, "nothing can be written into the folder", errno, fault);
    }
}

static void begin(struct output *output, struct faqbot_fault *fault)
{
    struct stat found;
    output->made_folder = mkdir(output->path, 0777) == 0;
    output->folder = open(output->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (output->folder < 0) {
        fail(output, "the folder cannot be opened or made", errno, fault);
        return;
    }
    bool is_there = fstatat(output->folder, output->name, &found, AT_SYMLINK_NOFOLLOW) == 0;
    if (is_there && !output->force) {
        refuse(output, fault);
    } else if (is_there && S_ISDIR(found.st_mode)) {
        fail(output, "the file cannot be replaced", EISDIR, fault);
    } else {
        make_file(output, fault);
    }
}

struct output *output_open(const char *folder, const char *name, bool force, struct faqbot_fault *fault)
{
    if (fault->status != FAQBOT_OK) {
        return NULL;
    }
    struct output *output = calloc(1, sizeof *output);
    if (output == NULL) {
        fault_set(fault, FAQBOT_NO_MEMORY, folder, 0, "out of memory");
        return NULL;
    }
    *output = (struct output){.path = folder, .folder = -1, .force = force, .file = {.file = -1}};
    (void)snprintf(output->name, sizeof output->name, "%s", name);
    begin(output, fault);
    if (fault->status != FAQBOT_OK) {
        output_free(output);
        return NULL;
    }
    return output;
}

void output_add(struct output *output, struct faqbot_view bytes, struct faqbot_fault *fault)
{
    if (fault->status == FAQBOT_OK && !atomic_file_write(&output->file, bytes)) {
        fail(output, "the file cannot be written", errno, fault);
    }
}

void output_commit(struct output *output, struct faqbot_fault *fault)
{
    if (fault->status != FAQBOT_OK) {
        return;
    }
    if (atomic_file_place(&output->file, output->name, output->force)) {
        output->made_folder = false;
    } else if (errno == EEXIST) {
        refuse(output, fault);
    } else {
        fail(output, "the file cannot be written", errno, fault);
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
        (void)rmdir(output->path); /* fails, as it should, where something else has come to lie there */
    }
    free(output);
}
