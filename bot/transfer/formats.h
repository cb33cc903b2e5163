/* transfer/formats.h - the table of formats that can be imported. A format is a file of its name with one
 * function. */
#ifndef TRANSFER_FORMATS_H
#define TRANSFER_FORMATS_H

#include "transfer/items.h"

/* Reads a whole file (valid UTF-8 without NUL and byte order mark, valid as long as the collector) and
 * hands its rows to the collector, in their order. Makes the collector fail with FAQBOT_INVALID where the file
 * is not of the format, FAQBOT_LIMIT or FAQBOT_NO_MEMORY. */
typedef void import_formats_read(struct import_builder *builder, struct faqbot_view text);

/* Reads a folder as one import. Fails also with FAQBOT_NOT_FOUND or FAQBOT_IO. */
typedef void import_formats_read_folder(struct import_builder *builder, const char *path);

struct import_format {
    const char *name;        /* as `faqbot import NAME` has it: lower-case letters, digits and '-' */
    const char *description; /* a line */
    bool takes_map;          /* collector->map means something to it */
    import_formats_read *read;
    import_formats_read_folder *read_folder; /* NULL: it is always one file */
};

/* The format of that name, or NULL. */
const struct import_format *import_formats_find(const char *name);

/* The name nearest to `name`, or NULL. */
const char *import_formats_nearest(const char *name);

#endif
