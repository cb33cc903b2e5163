/* transfer/collector.h - what the readers of foreign formats see. They hand over a record for each row; the
 * collector sees to the rest: repeated rows, ids, the report, our own format.
 *
 * The collector is sticky. The first failure fills its fault, and from then on every function here does
 * nothing, so a reader makes its calls one after the other and looks at import_builder_failed() only where it
 * would otherwise go on for long. What is merely wrong with a row is not a failure: it goes into the report. */
#ifndef TRANSFER_COLLECTOR_H
#define TRANSFER_COLLECTOR_H

#include <faqbot_tools.h>

#include "base/arena.h"

#define IMPORT_BUILDER_LIST_MAX 64                                /* tags, and related ids, of one entry */
#define IMPORT_BUILDER_RECORD_BYTES_MAX ((size_t)4 * 1024 * 1024) /* of one record, its texts together */

#define IMPORT_BUILDER_QUESTION_CHARS 300 /* of the question of a row that is left out, for the report */

struct import_builder;

/* A list of texts that grows in an arena. Start with an empty one; it is as sticky as a buffer, and a record
 * that holds one that failed makes the collector fail, so nobody else has to look. */
struct texts {
    struct faqbot_view *items;
    size_t count;
    size_t room;
    bool failed;
};

/* How a text is written. */
enum import_markup {
    IMPORT_MARKDOWN, /* as our own answers: kept as it is */
    IMPORT_PLAIN /* characters that mean themselves, lines that end where they end: escaped into Markdown */
};

/* One row of the foreign file, as far as a FAQ entry has a place for it. What has no place is the reader's
 * to tell of, with import_builder_note(): nothing is lost in silence. Empty views and lists are allowed
 * everywhere. All text is valid UTF-8 without NUL; it is copied. */
struct import_record {
    size_t row; /* for the report: see faqbot_import_event */
    /* Rows of one group (the service's number of the question, say) are one entry as long as their answers
     * are equal or missing. Rows that have both question (case and signs aside) and answer of
     * an earlier one are that entry, too. Whatever else has two answers stays two entries. */
    struct faqbot_view group;
    struct faqbot_view id;       /* the service's own name of the entry: made fit and distinct */
    struct faqbot_view question; /* where empty, the first of `also` that is not */
    struct texts also;
    struct faqbot_view answer;
    enum import_markup markup; /* of `answer` */
    struct faqbot_view title;
    struct faqbot_view url;
    struct faqbot_view lang;
    struct faqbot_view updated;   /* a day, 2026-11-30 */
    struct faqbot_view review_by; /* the same */
    struct faqbot_view disclaimer;
    struct texts tags;
    /* What may be asked next: `id`s or, where a record has none, `group`s of other records, before or
     * behind. */
    struct texts related;
    bool is_draft; /* kept, but not to be answered yet */
    /* a text that answers no question of its own: `question` is its heading, and may be empty */
    bool is_passage;
};

/* Each fails with FAQBOT_NO_MEMORY, or FAQBOT_LIMIT where there are too many rows or a text is too long. */

/* Takes a row: it becomes an entry, joins one, or is left out because it lacks question or answer (or has
 * more than IMPORT_BUILDER_RECORD_BYTES_MAX). */
void import_builder_add(struct import_builder *builder, const struct import_record *record);

/* Takes a line of our own format, which must live as long as the collector; `id` and `question` are what it
 * says. A line whose id an earlier one had joins it if both are the same, and is left out otherwise. */
void import_builder_add_line(struct import_builder *builder, size_t row, struct faqbot_view id,
                             struct faqbot_view question, struct faqbot_view line);

/* Says that a row is left out. The sentence is printf-like, without a final full stop; views are given as
 * "%.*s" with VIEW_ARGS (base/fault.h). */
void import_builder_skip(struct import_builder *builder, size_t row, struct faqbot_view question,
                         const char *sentence, ...) __attribute__((format(printf, 4, 5)));

/* Says what of a row is not kept, or is kept otherwise than it stands; call it after the row itself is added.
 * Row 0: of the whole file. */
void import_builder_note(struct import_builder *builder, size_t row, const char *sentence, ...)
    __attribute__((format(printf, 3, 4)));

/* Notes a cell that has no place: `why` stands between "cell N " and "is not kept". Empty cells are not
 * missed, and nothing is said of them. */
void import_builder_note_cell(struct import_builder *builder, size_t row, size_t column,
                              struct faqbot_view cell, const char *why);

/* The import fails: fills the fault unless it is filled already. Line 0: of the whole file. */
void import_builder_fail(struct import_builder *builder, enum faqbot_status status, unsigned line,
                         const char *sentence, ...) __attribute__((format(printf, 4, 5)));
bool import_builder_failed(const struct import_builder *builder);

#endif
