/* transfer.h - taking over what another service was fed with: its export in, our JSON Lines out. */
#ifndef FAQBOT_TRANSFER_H
#define FAQBOT_TRANSFER_H

#include <stdbool.h>

#include <faqbot/fault.h>
#include <faqbot/view.h>

#define FAQBOT_IMPORT_FILE_BYTES_MAX ((size_t)128 * 1024 * 1024) /* of the file that is imported */
#define FAQBOT_IMPORT_CELL_BYTES_MAX ((size_t)1024 * 1024)       /* of one cell of a table, or one text */
#define FAQBOT_IMPORT_ROWS_MAX 1000000                           /* of one file, those left out too */
#define FAQBOT_IMPORT_COLUMNS_MAX 1024                           /* of a table */

enum faqbot_import_fate {
    FAQBOT_IMPORT_TAKEN,    /* the row is an entry now */
    FAQBOT_IMPORT_JOINED,   /* the row says of an earlier row's entry how else it is asked, or repeats it */
    FAQBOT_IMPORT_LEFT_OUT, /* nothing of the row is kept */
    FAQBOT_IMPORT_NOTE, /* something of the row, or of the whole file (row 0), is not kept, or is kept otherwise */
    FAQBOT_IMPORT_FATES
};

/* What became of a row, or a note about it; the notes of a row follow its fate. The views are valid until
 * the function that is told of it returns. */
struct faqbot_import_event {
    enum faqbot_import_fate fate;
    size_t row;            /* where: the line in a table or in JSON Lines, else the entry's number from 1 */
    struct faqbot_view id; /* TAKEN, JOINED: of the entry; else empty */
    struct faqbot_view question; /* the row's, its first 300 characters; may be empty */
    struct faqbot_view sentence; /* LEFT_OUT: why; NOTE: what; else empty. No final full stop */
};

typedef void faqbot_tell_import(void *user, const struct faqbot_import_event *event);

struct faqbot_import_options {
    const char *format; /* a name of faqbot_import_format() */
    const char *input;  /* a file, for `rasa` a folder too; "-": what file descriptor 0 gives */
    const char *folder; /* where the knowledge is written; made where it is not there, but not its parents */
    const char *map;    /* which column is what: "question=COLUMN,answer=COLUMN,also=COLUMN*"; may be NULL */
    bool dry_run;       /* nothing is written; `folder` may be NULL */
    bool force;         /* an output that is there is replaced */
    faqbot_tell_import *tell; /* told of each row, in their order; may be NULL */
    void *tell_user;
    /* Told once, when all is read and before anything is written: whatever ends the process from then on leaves a
     * hidden file in the folder. May be NULL. */
    void (*before_writing)(void *user);
    void *writing_user;
};

struct faqbot_import_result {
    size_t rows[FAQBOT_IMPORT_FATES];     /* that came to each fate; of notes, how many */
    size_t entries;                       /* written, or that would be */
    size_t phrasings;                     /* of them, questions and further phrasings */
    char output[FAQBOT_FAULT_PATH_BYTES]; /* the file written; of a dry run, its name in the folder */
};

/* Imports a file: FOLDER/NAME.jsonl, where NAME is made of the letters and digits of the input's name
 * without its extension (of the format's name, where the input has none). It is written under a hidden
 * temporary name, made durable, then given its name; whatever happens, that name holds either what it held
 * before or the whole new file, and nothing outside of `folder` is touched. Rows that are not kept are
 * told of and are no failure.
 *
 * Fails with FAQBOT_INVALID (no such format, no such column, a file that is not of the format, nothing in
 * it that could be kept, or an output that is there already), FAQBOT_NOT_FOUND, FAQBOT_IO, FAQBOT_LIMIT (a
 * limit above) or FAQBOT_NO_MEMORY; then `fault` is filled, with the row where one is to blame, and nothing
 * was written. */
enum faqbot_status faqbot_import(const struct faqbot_import_options *options,
                                 struct faqbot_import_result *result, struct faqbot_fault *fault);

/* The name and a line about the format at `index`; false behind the last. Static texts. */
bool faqbot_import_format(size_t index, const char **name, const char **description);

#endif
