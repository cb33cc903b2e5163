/* retrieval/index_file.c - an index as a file: written aside, made durable, then put in place in one step. What stands
 * in it is index.c's. */
#include <faqbot/index.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "retrieval/index.h"

#define TEMPORARY_ATTEMPTS 100 /* of names that are not taken */

/* An empty file beside `output`, with the rights that a new file of this process has; its name is in `name`, ended by
 * a NUL. What a killed process left behind has that process's number and is passed by. */
static enum faqbot_status make_temporary(const char *output, struct buffer *name, struct faqbot_fault *fault)
{
    int file = -1;
    for (unsigned attempt = 0; attempt < TEMPORARY_ATTEMPTS && file < 0; attempt++) {
        buffer_reset(name);
        buffer_add_text(name, output);
        buffer_add_text(name, ".new-");
        buffer_add_number(name, (uint64_t)getpid());
        buffer_add_byte(name, '-');
        buffer_add_number(name, attempt);
        buffer_add_byte(name, '\0');
        if (name->failed) {
            return fault_set(fault, FAQBOT_NO_MEMORY, output, 0, "out of memory");
        }
        file = open(name->bytes, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file < 0 && errno != EEXIST) {
            break;
        }
    }
    if (file < 0) {
        return fault_set(fault, FAQBOT_IO, output, 0, "cannot write there: %s", strerror(errno));
    }
    close(file);
    return FAQBOT_OK;
}

/* Waits until what the path names is on the disk. */
static bool make_durable(const char *path, int flags)
{
    int file = open(path, flags | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    bool durable = fsync(file) == 0;
    return close(file) == 0 && durable;
}

/* The folder that `output` lies in, written over `name`. */
static const char *folder_of(const char *output, struct buffer *name)
{
    const char *slash = strrchr(output, '/');
    if (slash == NULL) {
        return ".";
    }
    buffer_reset(name);
    buffer_add(name, view_make(output, slash == output ? 1 : (size_t)(slash - output)));
    buffer_add_byte(name, '\0');
    return name->bytes; /* the buffer has held a longer name: no failure */
}

static enum faqbot_status build(const struct faqbot_index_options *options, const char *path,
                                struct faqbot_index_result *result, struct faqbot_fault *fault)
{
    struct store *store = NULL;
    struct fault_reporter reporter = {.report = options->report, .user = options->report_user};
    enum faqbot_status status = store_create(path, &store, fault);
    if (status == FAQBOT_OK) {
        status = index_build(store, options->knowledge, &reporter, result, fault);
    }
    store_close(store);
    return status;
}

enum faqbot_status faqbot_index(const struct faqbot_index_options *options,
                                struct faqbot_index_result *result, struct faqbot_fault *fault)
{
    struct buffer name;
    buffer_init(&name, strlen(options->output) + 64);
    enum faqbot_status status = make_temporary(options->output, &name, fault);
    if (status != FAQBOT_OK) {
        buffer_release(&name);
        return status;
    }
    struct faqbot_index_result built;
    status = build(options, name.bytes, &built, fault);
    if (status == FAQBOT_OK &&
        (!make_durable(name.bytes, O_RDONLY) || rename(name.bytes, options->output) != 0)) {
        status =
            fault_set(fault, FAQBOT_IO, options->output, 0, "cannot write the index: %s", strerror(errno));
    }
    if (status == FAQBOT_OK) {
        /* The index is whole and in place; that the folder's entry may be lost in a power cut is no failure. */
        (void)make_durable(folder_of(options->output, &name), O_RDONLY | O_DIRECTORY);
        *result = built;
    } else {
        unlink(name.bytes);
    }
    buffer_release(&name);
    return status;
}
