/* cli/journal_stats.c - a journal counted: how much was asked, what the outcomes were, and which answers did
 * not help. The library reads row by row and keeps nothing; the totals that a person wants are counted here,
 * in memory that grows with the number of days and entries rather than rows.
 *
 * Days are in UTC, as everywhere in the journal, which does not record where visitors are. */
#include "cli/cli_internal.h"

#include <stdlib.h>

#include "util/util.h"

#define ENTRIES_SHOWN 10 /* to people */

/* Appends a count of nothing; NULL if memory runs out. */
static struct journal_stats_count *append(struct journal_stats_list *list)
{
    const struct journal_stats_count nothing = {.at = 0};
    buffer_add(&list->rows, view_make((const char *)&nothing, sizeof nothing));
    list->counts = (void *)list->rows.bytes;
    return list->rows.failed ? NULL : &list->counts[list->count++];
}

/* Rows come in the order of their times, so the day is the last one or a new one. NULL if memory runs out. */
static struct journal_stats_count *find_day(struct journal_stats_list *days, int64_t at)
{
    int64_t midnight = at - at % DATE_DAY_SECONDS;
    if (days->count > 0 && days->counts[days->count - 1].at == midnight) {
        return &days->counts[days->count - 1];
    }
    struct journal_stats_count *day = append(days);
    if (day != NULL) {
        day->at = midnight;
    }
    return day;
}

/* Ids are numbered in the order of their first answer, and the entries are stored by those numbers until they
 * are sorted. */
static struct journal_stats_count *find_entry(struct journal_stats *stats, struct faqbot_view id)
{
    uint32_t number = string_table_add(&stats->ids, id);
    if (number < stats->entries.count) {
        return &stats->entries.counts[number];
    }
    struct journal_stats_count *entry = number == STRING_TABLE_NONE ? NULL : append(&stats->entries);
    if (entry != NULL) {
        entry->id = stats->ids.strings[number];
    }
    return entry;
}

/* Feedback counts for the day of the question rather than its own: a bad answer was bad on the day it was
 * given. */
static void add_to(struct journal_stats_count *count, const struct faqbot_journal_row *row)
{
    count->outcomes[row->ask.outcome]++;
    count->helpful += row->helpful == 1;
    count->unhelpful += row->helpful == 0;
}

/* A faqbot_journal_ask_callback. A question that no entry answered counts for none. Returning false ends the
 * reading, and the flag says why. */
static bool count_ask(void *user, const struct faqbot_journal_row *row)
{
    struct journal_stats *stats = user;
    struct journal_stats_count none = {.at = 0};
    struct journal_stats_count *day = find_day(&stats->days, row->ask.at);
    struct journal_stats_count *entry = row->ask.entry.size > 0 ? find_entry(stats, row->ask.entry) : &none;
    stats->no_memory = day == NULL || entry == NULL;
    if (!stats->no_memory) {
        stats->first_at = stats->first_at == 0 ? row->ask.at : stats->first_at;
        stats->last_at = row->ask.at;
        add_to(&stats->all, row);
        add_to(day, row);
        add_to(entry, row);
    }
    return !stats->no_memory;
}

static bool count_search(void *user, const struct faqbot_journal_search *search)
{
    struct journal_stats *stats = user;
    stats->searches++;
    stats->vain += search->hits == 0;
    return true;
}

/* A faqbot_journal_feedback_callback. Feedback is counted here too because its question may have been
 * deleted, so that no row has it. What was taken back does not count. */
static bool count_feedback(void *user, const struct faqbot_journal_feedback *feedback)
{
    struct journal_stats *stats = user;
    stats->feedback += feedback->helpful >= 0;
    stats->comments += feedback->comment.size > 0;
    return true;
}

/* Questions: small talk is none. */
static size_t asks_of(const struct journal_stats_count *count)
{
    return count->outcomes[FAQBOT_ANSWERED] + count->outcomes[FAQBOT_UNSURE] + count->outcomes[FAQBOT_NONE];
}

/* The least helpful entries come first, because an author should look at those; then the most frequent. The
 * id makes the order the same on every run. */
static int compare_entries(const void *left, const void *right)
{
    const struct journal_stats_count *one = left;
    const struct journal_stats_count *other = right;
    if (one->unhelpful != other->unhelpful) {
        return one->unhelpful > other->unhelpful ? -1 : 1;
    }
    if (asks_of(one) != asks_of(other)) {
        return asks_of(one) > asks_of(other) ? -1 : 1;
    }
    return view_compare(one->id, other->id);
}

/* Counts into the caller's struct, which has to be released whether or not this succeeds. */
void journal_stats_read(struct faqbot_journal_read_options read, struct journal_stats *stats,
                        struct faqbot_fault *fault)
{
    *stats = (struct journal_stats){.first_at = 0};
    string_table_init(&stats->ids, SIZE_MAX);
    buffer_init(&stats->entries.rows, SIZE_MAX);
    buffer_init(&stats->days.rows, SIZE_MAX);
    if (fault->status != FAQBOT_OK) {
        return;
    }
    read.ask = count_ask;
    read.search = count_search;
    read.feedback = count_feedback;
    read.user = stats;
    fault->status = faqbot_journal_read(&read, fault);
    if (stats->no_memory) {
        fault->status = FAQBOT_NO_MEMORY;
    }
    if (stats->entries.count > 1) {
        qsort(stats->entries.counts, stats->entries.count, sizeof *stats->entries.counts, compare_entries);
    }
}

void journal_stats_release(struct journal_stats *stats)
{
    string_table_release(&stats->ids);
    buffer_release(&stats->entries.rows);
    buffer_release(&stats->days.rows);
    *stats = (struct journal_stats){.first_at = 0};
}

/* -- For people ---------------------------------------------------------------------------------------------------- */

/* Skips days without questions: a journal of a year has many. */
static void print_days(const struct journal_stats *stats)
{
    (void)printf("\nday            asks  answered    unsure      none  smalltalk   helpful  unhelpful\n");
    for (size_t i = 0; i < stats->days.count; i++) {
        const struct journal_stats_count *day = &stats->days.counts[i];
        char name[DATE_BYTES];
        date_write(day->at, name);
        (void)printf("%s %8zu  %8zu  %8zu  %8zu   %8zu  %8zu   %8zu\n", name, asks_of(day), day->outcomes[0],
                     day->outcomes[1], day->outcomes[2], day->outcomes[3], day->helpful, day->unhelpful);
    }
}

/* The entries that somebody found unhelpful come first; a person sees ten of them, JSON has all. */
static void print_entries(const struct journal_stats *stats)
{
    size_t count = 0;
    while (count < stats->entries.count && count < ENTRIES_SHOWN &&
           stats->entries.counts[count].unhelpful > 0) {
        count++;
    }
    (void)fputs(count > 0 ? "\nunhelpful   helpful  answered  entry\n" : "", stdout);
    for (size_t i = 0; i < count; i++) {
        const struct journal_stats_count *entry = &stats->entries.counts[i];
        (void)printf("%9zu  %8zu  %8zu  ", entry->unhelpful, entry->helpful, asks_of(entry));
        print("", entry->id, "\n");
    }
}

void journal_stats_print(const struct journal_stats *stats)
{
    size_t asks = asks_of(&stats->all);
    char first[DATE_BYTES];
    char last[DATE_BYTES];
    date_write(stats->first_at, first);
    date_write(stats->last_at, last);
    (void)(asks == 0 ? printf("asks      0\n") : printf("asks      %zu, from %s to %s\n", asks, first, last));
    for (size_t i = 0; i <= FAQBOT_NONE && asks > 0; i++) { /* small talk follows, without a share */
        (void)printf("%-9s %zu (%s %%)\n", faqbot_outcome_name((enum faqbot_outcome)i),
                     stats->all.outcomes[i],
                     number_text(100.0 * (double)stats->all.outcomes[i] / (double)asks, 1).text);
    }
    size_t remarks = stats->all.outcomes[FAQBOT_SMALLTALK];
    if (remarks > 0) {
        (void)printf("smalltalk %zu, which are no questions\n", remarks);
    }
    if (stats->searches > 0) {
        (void)printf("searches  %zu, %zu without a hit\n", stats->searches, stats->vain);
    }
    (void)printf("feedback  %zu (of these asks: %zu helpful, %zu unhelpful), %zu with a comment\n",
                 stats->feedback, stats->all.helpful, stats->all.unhelpful, stats->comments);
    if (asks > 0) {
        print_days(stats);
        print_entries(stats);
    }
}

/* -- For programs -------------------------------------------------------------------------------------------------- */

static void record_counts(struct record *record, const struct journal_stats_count *day)
{
    record_count(record, "asks", asks_of(day));
    for (size_t i = 0; i < FAQBOT_OUTCOMES; i++) {
        record_count(record, faqbot_outcome_name((enum faqbot_outcome)i), day->outcomes[i]);
    }
    record_count(record, "helpful", day->helpful);
    record_count(record, "unhelpful", day->unhelpful);
}

/* null if nothing was asked, since there is no such moment. */
static void record_moment(struct record *record, const char *name, int64_t at)
{
    char moment[DATE_MOMENT_BYTES] = "";
    if (at != 0) {
        date_write_moment(at, moment);
    }
    record_text_or_null(record, name, view_of(moment));
}

void journal_stats_print_json(const struct journal_stats *stats)
{
    struct record record = record_begin();
    record_counts(&record, &stats->all);
    record_moment(&record, "first", stats->first_at);
    record_moment(&record, "last", stats->last_at);
    record_count(&record, "feedback", stats->feedback);
    record_count(&record, "comments", stats->comments);
    record_count(&record, "searches", stats->searches);
    record_count(&record, "searches_in_vain", stats->vain);
    record_open(&record, "days", '[');
    for (size_t i = 0; i < stats->days.count; i++) {
        char day[DATE_BYTES];
        date_write(stats->days.counts[i].at, day);
        record_open(&record, NULL, '{');
        record_text(&record, "day", view_of(day));
        record_counts(&record, &stats->days.counts[i]);
        record_close(&record, '}');
    }
    record_close(&record, ']');
    record_open(&record, "entries", '[');
    for (size_t i = 0; i < stats->entries.count; i++) {
        const struct journal_stats_count *entry = &stats->entries.counts[i];
        record_open(&record, NULL, '{');
        record_text(&record, "entry", entry->id);
        record_count(&record, "answered", asks_of(entry));
        record_count(&record, "helpful", entry->helpful);
        record_count(&record, "unhelpful", entry->unhelpful);
        record_close(&record, '}');
    }
    record_close(&record, ']');
    record_end(&record);
}
