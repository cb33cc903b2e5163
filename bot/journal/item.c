/* journal/item.c - an item of the queue as a row of the table `outgoing`, both ways. Each kind has values for some of
 * the columns; the others are empty. */
#include "journal/journal_internal.h"

#include <faqbot_journal.h>

#include "util/sqlite.h"
#include "util/util.h"

/* ==== Writing ======================================================================================== */

/* What every kind has, and nothing in the other columns. */
static void bind(sqlite3_stmt *statement, enum faqbot_journal_kind kind, int64_t at, uint64_t conversation)
{
    static const int texts[] = {4, 5, 8, 9, 10};
    static const int numbers[] = {6, 7, 11, 12};
    sqlite3_bind_int(statement, 1, (int)kind);
    sqlite3_bind_int64(statement, 2, at);
    sqlite3_bind_int64(statement, 3, (sqlite3_int64)conversation);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        sqlite3_bind_text(statement, texts[i], "", 0, SQLITE_STATIC);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        sqlite3_bind_int(statement, numbers[i], 0);
    }
}

static void bind_ask(sqlite3_stmt *statement, const struct faqbot_journal_ask *ask)
{
    bind(statement, FAQBOT_JOURNAL_ASK, ask->at, ask->conversation);
    sqlite_bind_text(statement, 4, ask->request);
    sqlite_bind_text(statement, 5, ask->question);
    sqlite3_bind_int(statement, 6, (int)ask->outcome);
    sqlite3_bind_double(statement, 7, ask->confidence);
    sqlite_bind_text(statement, 8, ask->entry);
    sqlite_bind_text(statement, 9, ask->knowledge);
    sqlite_bind_text(statement, 10, ask->lang);
    sqlite3_bind_int64(statement, 11, (sqlite3_int64)ask->microseconds);
}

static void bind_search(sqlite3_stmt *statement, const struct faqbot_journal_search *search)
{
    bind(statement, FAQBOT_JOURNAL_SEARCH, search->at, search->conversation);
    sqlite_bind_text(statement, 4, search->request);
    sqlite_bind_text(statement, 5, search->text);
    sqlite_bind_text(statement, 9, search->knowledge);
    sqlite3_bind_int64(statement, 11, (sqlite3_int64)search->microseconds);
    sqlite3_bind_int64(statement, 12, (sqlite3_int64)search->hits);
}

static void bind_feedback(sqlite3_stmt *statement, const struct faqbot_journal_feedback *feedback)
{
    bind(statement, FAQBOT_JOURNAL_FEEDBACK, feedback->at, feedback->conversation);
    sqlite_bind_text(statement, 4, feedback->request);
    sqlite_bind_text(statement, 5, feedback->comment);
    sqlite3_bind_int(statement, 12, feedback->helpful);
}

void item_bind(sqlite3_stmt *statement, const struct faqbot_journal_item *item)
{
    switch (item->kind) {
    case FAQBOT_JOURNAL_ASK:
        bind_ask(statement, &item->of.ask);
        break;
    case FAQBOT_JOURNAL_SEARCH:
        bind_search(statement, &item->of.search);
        break;
    case FAQBOT_JOURNAL_FEEDBACK:
        bind_feedback(statement, &item->of.feedback);
        break;
    case FAQBOT_JOURNAL_FORGET:
        bind(statement, item->kind, item->of.before, 0);
        break;
    case FAQBOT_JOURNAL_FORGET_CONVERSATION:
        bind(statement, item->kind, item->of.forgotten.at, item->of.forgotten.conversation);
        break;
    }
}

/* ==== Reading ======================================================================================== */

/* A copy of a column's text, which is empty after a failure. */
static struct faqbot_view text(sqlite3_stmt *row, int column, struct arena *arena, enum faqbot_status *status)
{
    struct faqbot_view copy = {NULL, 0};
    fail_if(!arena_copy(arena, sqlite_column(row, column), &copy), FAQBOT_NO_MEMORY, status);
    return copy;
}

/* A damaged file may have any number. */
static uint64_t amount(sqlite3_stmt *row, int column)
{
    sqlite3_int64 number = sqlite3_column_int64(row, column);
    return number < 0 ? 0 : (uint64_t)number;
}

static enum faqbot_outcome outcome(sqlite3_stmt *row)
{
    int number = sqlite3_column_int(row, 6);
    return number < 0 || number >= (int)FAQBOT_OUTCOMES ? FAQBOT_NONE : (enum faqbot_outcome)number;
}

static struct faqbot_journal_ask read_ask(sqlite3_stmt *row, struct arena *arena, enum faqbot_status *status)
{
    return (struct faqbot_journal_ask){.at = sqlite3_column_int64(row, 2),
                                       .conversation = (uint64_t)sqlite3_column_int64(row, 3),
                                       .request = text(row, 4, arena, status),
                                       .question = text(row, 5, arena, status),
                                       .outcome = outcome(row),
                                       .confidence = sqlite3_column_double(row, 7),
                                       .entry = text(row, 8, arena, status),
                                       .knowledge = text(row, 9, arena, status),
                                       .lang = text(row, 10, arena, status),
                                       .microseconds = amount(row, 11)};
}

static struct faqbot_journal_search read_search(sqlite3_stmt *row, struct arena *arena,
                                                enum faqbot_status *status)
{
    return (struct faqbot_journal_search){.at = sqlite3_column_int64(row, 2),
                                          .conversation = (uint64_t)sqlite3_column_int64(row, 3),
                                          .request = text(row, 4, arena, status),
                                          .text = text(row, 5, arena, status),
                                          .knowledge = text(row, 9, arena, status),
                                          .hits = (size_t)amount(row, 12),
                                          .microseconds = amount(row, 11)};
}

static struct faqbot_journal_feedback read_feedback(sqlite3_stmt *row, struct arena *arena,
                                                    enum faqbot_status *status)
{
    return (struct faqbot_journal_feedback){.at = sqlite3_column_int64(row, 2),
                                            .conversation = (uint64_t)sqlite3_column_int64(row, 3),
                                            .request = text(row, 4, arena, status),
                                            .helpful = sqlite3_column_int(row, 12),
                                            .comment = text(row, 5, arena, status)};
}

void item_read(sqlite3_stmt *row, struct arena *arena, struct faqbot_journal_item *item,
               enum faqbot_status *status)
{
    *item = (struct faqbot_journal_item){.number = sqlite3_column_int64(row, 0),
                                         .kind = (enum faqbot_journal_kind)sqlite3_column_int(row, 1)};
    switch (item->kind) {
    case FAQBOT_JOURNAL_ASK:
        item->of.ask = read_ask(row, arena, status);
        return;
    case FAQBOT_JOURNAL_SEARCH:
        item->of.search = read_search(row, arena, status);
        return;
    case FAQBOT_JOURNAL_FEEDBACK:
        item->of.feedback = read_feedback(row, arena, status);
        return;
    case FAQBOT_JOURNAL_FORGET:
        item->of.before = sqlite3_column_int64(row, 2);
        return;
    case FAQBOT_JOURNAL_FORGET_CONVERSATION:
        item->of.forgotten.at = sqlite3_column_int64(row, 2);
        item->of.forgotten.conversation = (uint64_t)sqlite3_column_int64(row, 3);
        return;
    }
    fail_if(true, FAQBOT_CORRUPT, status);
}

int64_t item_moment(const struct faqbot_journal_item *item)
{
    return item->kind == FAQBOT_JOURNAL_ASK        ? item->of.ask.at
           : item->kind == FAQBOT_JOURNAL_SEARCH   ? item->of.search.at
           : item->kind == FAQBOT_JOURNAL_FEEDBACK ? item->of.feedback.at
                                                   : 0;
}
