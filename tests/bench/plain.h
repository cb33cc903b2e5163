/* bench/plain.h - SQLite FTS5 used plainly: what ours is compared with. */
#ifndef BENCH_PLAIN_H
#define BENCH_PLAIN_H

#include <stdbool.h>

#include <sqlite3.h>

#include "util/util.h"

struct plain {
    sqlite3 *database;
    sqlite3_stmt *search;
    struct buffer expression;
};

/* A table in `file`, which does not exist, or in memory where it is NULL, with one row an entry of the knowledge base
 * in the file `path`, its phrasings and its answer in one text. False: it cannot be made. Released by plain_close(),
 * also after a failure. */
bool plain_make(struct plain *plain, const char *file, const char *path);

/* A file that was made, with the settings that an index is opened with. */
bool plain_open(struct plain *plain, const char *file);

void plain_close(struct plain *plain);

/* Looks for any of the question's words and reads the ten best rows. False: SQLite refuses. */
bool plain_ask(struct plain *plain, struct faqbot_view question);

#endif
