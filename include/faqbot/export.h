/* export.h - handing a knowledge on: as our own JSON Lines, which lose nothing, or as other programs read it. */
#ifndef FAQBOT_EXPORT_H
#define FAQBOT_EXPORT_H

#include <stdbool.h>
#include <stddef.h>

#include <faqbot/fault.h>
#include <faqbot/view.h>

/* Told what the format has no place for: a sentence without a final full stop ("no section can be said"), of how
 * many entries it is so, and the id of the first; 0 and empty: it is of the knowledge. Views are valid until it
 * returns. */
struct faqbot_export_loss {
    struct faqbot_view sentence;
    size_t entries;
    struct faqbot_view first;
};
typedef void faqbot_tell_export(void *user, const struct faqbot_export_loss *loss);

/* Takes the next bytes; false: they cannot be taken, and the export ends. */
typedef bool faqbot_export_write(void *user, struct faqbot_view bytes);

struct faqbot_export_options {
    const char *format;    /* a name of faqbot_export_format() */
    const char *knowledge; /* a folder or a file; NULL: there is `index` */
    const char *index;     /* an index */
    const char *output;    /* a file, or a folder for a file named after the knowledge; NULL: to `write` */
    bool force;            /* a file that is there is replaced */
    faqbot_export_write *write; /* NULL where there is `output` */
    void *write_user;
    faqbot_report *report; /* told of each fault in the knowledge; may be NULL */
    void *report_user;
    faqbot_tell_export *tell; /* told at the end of what is not carried; may be NULL */
    void *tell_user;
};

struct faqbot_export_result {
    size_t entries;                       /* written */
    size_t left_out;                      /* have no place in the format */
    char version[17];                     /* of the knowledge */
    char output[FAQBOT_FAULT_PATH_BYTES]; /* the file written; empty: there is none */
};

/* Exports all live entries. A file is written under a hidden temporary name, made durable, then given its name;
 * whatever happens, that name holds either what it held before or the whole new file. Fails with FAQBOT_INVALID (no
 * such format, a file that is there already, nothing readable in the knowledge), as opening the knowledge or the
 * index does, or with FAQBOT_IO or FAQBOT_NO_MEMORY; then `fault` is filled. */
enum faqbot_status faqbot_export(const struct faqbot_export_options *options,
                                 struct faqbot_export_result *result, struct faqbot_fault *fault);

/* The name and a line about the format at `index`; false behind the last. Static texts. */
bool faqbot_export_format(size_t index, const char **name, const char **description);

#endif
