/* index.h - making an index of a knowledge, once, so that opening it is quick. */
#ifndef FAQBOT_INDEX_H
#define FAQBOT_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <faqbot/fault.h>

/* How far an index has come. */
struct faqbot_index_progress {
    uint64_t bytes;       /* of the knowledge's files, read */
    uint64_t bytes_total; /* as they were at the start; a file that grows meanwhile gives more */
    size_t entries;       /* taken in */
};

/* Called again and again while an index is made, and also behind the last byte, while it is written. The progress is
 * valid until it returns. What it returns ends the making unless it is FAQBOT_OK. */
typedef enum faqbot_status faqbot_index_watch(void *user, const struct faqbot_index_progress *progress);

struct faqbot_index_options {
    const char *knowledge; /* a folder or a file */
    const char *output;    /* the index file; written under a temporary name beside it, then renamed */
    faqbot_report *report; /* told of each fault in the knowledge; may be NULL */
    void *report_user;
    faqbot_index_watch *watch; /* may be NULL */
    void *watch_user;
    bool update; /* take from the `output` that is there whatever has not changed */
};

struct faqbot_index_result {
    size_t entries;
    size_t phrasings;
    size_t warnings;
    size_t errors; /* files, lines and entries that were left out */
    char version[17];
    /* Else it was made anew. Updated: phrasings are not counted, and of faults only those of what has changed. */
    bool is_updated;
    size_t changed; /* updated: entries that were replaced or put in */
};

/* Writes an index. The same knowledge gives the same bytes. Whatever happens, `output` is either the old index or the
 * whole new one; what a killed process had begun is removed, or taken back when the index is opened next. Fails with
 * FAQBOT_NOT_FOUND, IO, INVALID (nothing readable in the knowledge), NO_MEMORY or what `watch` returned, and then fills
 * `fault`.
 *
 * An update reads the knowledge again and takes apart what has changed: it answers as an index that was made anew,
 * though its bytes are others. It is made anew where there is none yet or one of another format; where the knowledge is
 * small; where settings, synonyms, languages or the headings of passages have changed; where entries were taken out, or
 * put in elsewhere than at the end; where too much has changed. */
enum faqbot_status faqbot_index(const struct faqbot_index_options *options,
                                struct faqbot_index_result *result, struct faqbot_fault *fault);

#endif
