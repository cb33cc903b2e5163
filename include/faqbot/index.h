/* index.h - making an index of a knowledge, once, so that opening it is quick. */
#ifndef FAQBOT_INDEX_H
#define FAQBOT_INDEX_H

#include <stddef.h>

#include <faqbot/fault.h>

struct faqbot_index_options {
    const char *knowledge; /* a folder or a file */
    const char *output;    /* the index file; written under a temporary name beside it, then renamed */
    faqbot_report *report; /* told of each fault in the knowledge; may be NULL */
    void *report_user;
};

struct faqbot_index_result {
    size_t entries;
    size_t phrasings;
    size_t warnings;
    size_t errors; /* files, lines and entries that were left out */
    char version[17];
};

/* Writes an index. The same knowledge gives the same bytes. Whatever happens, `output` is either the old file or the
 * whole new one. Fails with FAQBOT_NOT_FOUND, IO, INVALID (nothing readable in the knowledge) or NO_MEMORY, and then
 * fills `fault`. */
enum faqbot_status faqbot_index(const struct faqbot_index_options *options,
                                struct faqbot_index_result *result, struct faqbot_fault *fault);

#endif
