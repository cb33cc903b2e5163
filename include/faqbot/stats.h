/* stats.h - what is in an index, and how it was made. */
#ifndef FAQBOT_STATS_H
#define FAQBOT_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <faqbot/fault.h>

#define FAQBOT_STATS_TABLES_MAX 32
#define FAQBOT_STATS_NAME_BYTES 32

/* A table of the file with what belongs to it. */
struct faqbot_stats_table {
    char name[FAQBOT_STATS_NAME_BYTES];
    uint64_t bytes;
};

struct faqbot_stats {
    char version[17];    /* a hash of the content, as faqbot_about() gives it */
    char program[32];    /* the version of the program that made it; empty where that did not say so */
    unsigned format;     /* of the schema */
    char languages[512]; /* tags joined by blanks, the knowledge's own first */
    bool is_large;       /* found by lists of words; otherwise a model holds all entries */
    uint64_t questions;  /* FAQ entries */
    uint64_t passages;
    uint64_t phrasings; /* of all entries, each entry's first one included */
    uint64_t words;     /* in all texts that are searched */
    uint64_t spellings; /* distinct words as they are written, folded */
    uint64_t stems;     /* distinct */
    uint64_t bytes;     /* of the file */
    struct faqbot_stats_table tables[FAQBOT_STATS_TABLES_MAX]; /* the largest first */
    size_t table_count; /* 0 where this machine's SQLite does not tell */
};

/* Reads all of an index file. Fails as faqbot_open() does for one, and then fills `fault`. */
enum faqbot_status faqbot_stats(const char *index, struct faqbot_stats *stats, struct faqbot_fault *fault);

#endif
