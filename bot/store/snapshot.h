/* store/snapshot.h - the file of an index as it is when it is opened. Others may write over it, cut it or take it away
 * at any time, so that it is either copied into memory whole, or looked at again whenever something was read from it.
 * Known to store/ alone. */
#ifndef STORE_SNAPSHOT_H
#define STORE_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

#include <faqbot.h>

/* Declare it, snapshot_open() it, snapshot_release() it. */
struct snapshot {
    int file;     /* open for reading; -1: there is nothing that could change */
    int64_t size; /* in bytes */
    int64_t modified_nanoseconds;
};
#define SNAPSHOT_NONE ((struct snapshot){.file = -1})

/* Opens a file whose header is that of a finished index of this version, with all of its pages there. NOT_FOUND, IO,
 * INVALID (not an index), VERSION, CORRUPT (cut short) with `fault` filled; nothing is to be released then. */
enum faqbot_status snapshot_open(const char *path, struct snapshot *snapshot, struct faqbot_fault *fault);

/* Reads all of the file into `size` bytes of the caller's. False: it cannot be read, or was changed meanwhile. */
bool snapshot_read(const struct snapshot *snapshot, unsigned char *bytes);

/* Whether the file is as it was when it was opened, so that what was read from it belongs together. Renaming the file,
 * removing it and changing its rights do not count. */
bool snapshot_is_intact(const struct snapshot *snapshot);

/* Whether it is the file that has that path now. */
bool snapshot_is_at(const struct snapshot *snapshot, const char *path);

void snapshot_release(struct snapshot *snapshot); /* SNAPSHOT_NONE is allowed */

#endif
