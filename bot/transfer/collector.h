/* transfer/collector.h - what the readers of foreign formats see: they hand over a record for each row,
 * and it sees to the rest: repeated rows, ids, the report, our own format. */
#ifndef TRANSFER_COLLECTOR_H
#define TRANSFER_COLLECTOR_H

#include <faqbot/transfer.h>

#include "base/arena.h"

#define COLLECTOR_LIST_MAX 64                                /* tags, and related ids, of one entry */
#define COLLECTOR_RECORD_BYTES_MAX ((size_t)4 * 1024 * 1024) /* of one record, its texts together */

#define COLLECTOR_QUESTION_CHARACTERS 300 /* of the question of a row that is left out, for the report */

struct collector;

/* How a text is written. */
enum record_markup {
    RECORD_MARKDOWN, /* as our own answers: kept as it is */
    RECORD_PLAIN /* characters that mean themselves, lines that end where they end: escaped into Markdown */
};

/* One row of the foreign file, as far as a FAQ entry has a place for it. What has no place is the reader's
 * to tell of, with collector_note(): nothing is lost in silence. Empty views and lists are allowed
 * everywhere. All text is valid UTF-8 without NUL; it is copied. */
struct record {
    size_t row; /* for the report: see faqbot_import_event */
    /* Rows of one group (the service's number of the question, say) are one entry as long as their answers
     * are equal or missing. Rows that have both question (case and signs aside) and answer of
     * an earlier one are that entry, too. Whatever else has two answers stays two entries. */
    struct faqbot_view group;
    struct faqbot_view id;       /* the service's own name of the entry: made fit and distinct */
    struct faqbot_view question; /* where empty, the first of `also` that is not */
    const struct faqbot_view *also;
    size_t also_count;
    struct faqbot_view answer;
    enum record_markup markup; /* of `answer` */
    struct faqbot_view title;
    struct faqbot_view url;
    struct faqbot_view lang;
    struct faqbot_view updated;   /* a day, 2026-11-30 */
    struct faqbot_view review_by; /* the same */
    struct faqbot_view disclaimer;
    const struct faqbot_view *tags;
    size_t tag_count;
    /* What may be asked next: `id`s or, where a record has none, `group`s of other records, before or
     * behind. */
    const struct faqbot_view *related;
    size_t related_count;
    bool is_draft; /* kept, but not to be answered yet */
    bool
        is_passage; /* a text that answers no question of its own: `question` is its heading, and may be empty */
};

/* Each fails with FAQBOT_NO_MEMORY, or FAQBOT_LIMIT where there are too many rows or a text is too long,
 * `fault` filled; anything else that is wrong with a record goes into the report and is FAQBOT_OK. */

/* Takes a row: it becomes an entry, joins one, or is left out because it lacks question or answer (or more
 * than COLLECTOR_RECORD_BYTES_MAX). */
enum faqbot_status collector_add(struct collector *collector, const struct record *record,
                                 struct faqbot_fault *fault);

/* Takes a line of our own format, which is valid as long as the collector; `id` and `question` are what it
 * says. One whose id an earlier one had is joined to it, where it is the same, and else left out. */
enum faqbot_status collector_add_line(struct collector *collector, size_t row, struct faqbot_view id,
                                      struct faqbot_view question, struct faqbot_view line,
                                      struct faqbot_fault *fault);

/* Says that a row is left out. The sentence is printf-like, without a final full stop; views are given as
 * "%.*s" with VIEW_ARGS (base/fault.h). */
enum faqbot_status collector_leave_out(struct collector *collector, size_t row, struct faqbot_view question,
                                       struct faqbot_fault *fault, const char *sentence, ...)
    __attribute__((format(printf, 5, 6)));

/* Says what of a row is not kept, or is kept otherwise than it stands; behind what became of the row
 * itself where that is added first. Row 0: of the whole file. */
enum faqbot_status collector_note(struct collector *collector, size_t row, struct faqbot_fault *fault,
                                  const char *sentence, ...) __attribute__((format(printf, 4, 5)));

/* The input's name, for a fault. */
const char *collector_path(const struct collector *collector);

/* What --map says; NULL: nothing. */
const char *collector_map(const struct collector *collector);

/* Memory that lives as long as the collector, for texts that a reader has to make up. */
struct arena *collector_arena(struct collector *collector);

#endif
