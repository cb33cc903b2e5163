/* cli/cmd_gaps.c - `faqbot gaps`: what visitors asked in vain or found unhelpful, as the beginning of new
 * entries. The library groups the questions; this file writes each group so that an author can paste it:
 * every wording as a line of Markdown that belongs below its question, and one that an entry should not have
 * answered as a line that says so below that entry. */
#include "cli/cli_internal.h"

#include <faqbot_tools.h>

#include "util/util.h"

/* The first wording names the gap, because it was asked most often. Wordings are strangers' text: the library
 * has made `also` safe as Markdown, and print() makes it safe on a terminal. */
static void write_gap(void *user, const struct faqbot_gap *gap)
{
    progress_wipe(user);
    print_count("", gap->asked, "time", "times");
    print(": ", gap->phrasings[0].question, "\n");
    (void)printf("  not known %zu, unsure %zu, unhelpful %zu; nearest: ", gap->none, gap->unsure,
                 gap->unhelpful);
    if (gap->nearest.id.size == 0) {
        (void)fputs("nothing\n", stdout);
    } else {
        print("", gap->nearest.id, " (");
        (void)fputs(number_text(gap->confidence, 2).text, stdout);
        print("), ", gap->nearest.question, "\n");
    }
    for (size_t i = 0; i < gap->phrasing_count; i++) {
        print("", gap->phrasings[i].also, "\n");
    }
    for (size_t i = 0; i < gap->phrasing_count; i++) {
        if (gap->phrasings[i].not_entry.size > 0) {
            print("  called unhelpful; if it is no answer to this, below ", gap->phrasings[i].not_entry,
                  ":\n");
            print("", gap->phrasings[i].not_line, "\n");
        }
    }
    if (gap->phrasings_total > gap->phrasing_count) {
        (void)printf("  and %zu more wordings\n", gap->phrasings_total - gap->phrasing_count);
    }
    (void)fputc('\n', stdout);
}

static void write_not_json(struct record *record, const struct faqbot_gap_phrasing *phrasing)
{
    if (phrasing->not_entry.size == 0) {
        record_word(record, "not", "null");
        return;
    }
    record_open(record, "not", '{');
    record_text(record, "entry", phrasing->not_entry);
    record_text(record, "line", phrasing->not_line);
    record_close(record, '}');
}

static void write_gap_json(void *user, const struct faqbot_gap *gap)
{
    progress_wipe(user);
    struct record record = record_begin();
    record_text(&record, "question", gap->phrasings[0].question);
    record_count(&record, "asked", gap->asked);
    record_count(&record, "none", gap->none);
    record_count(&record, "unsure", gap->unsure);
    record_count(&record, "unhelpful", gap->unhelpful);
    if (gap->nearest.id.size == 0) {
        record_word(&record, "nearest", "null");
    } else {
        record_open(&record, "nearest", '{');
        record_text(&record, "id", gap->nearest.id);
        record_text(&record, "question", gap->nearest.question);
        record_number(&record, "confidence", gap->confidence);
        record_close(&record, '}');
    }
    record_count(&record, "wordings_in_all", gap->phrasings_total);
    record_open(&record, "wordings", '[');
    for (size_t i = 0; i < gap->phrasing_count; i++) {
        record_open(&record, NULL, '{');
        record_text(&record, "question", gap->phrasings[i].question);
        record_count(&record, "asked", gap->phrasings[i].asked);
        record_text(&record, "also", gap->phrasings[i].also);
        write_not_json(&record, &gap->phrasings[i]);
        record_close(&record, '}');
    }
    record_close(&record, ']');
    record_end(&record);
}

/* The journal has no default, because only the server knows where it is. */
enum cli_exit cmd_gaps(const struct options *options, struct faqbot_fault *fault)
{
    struct faqbot_options source;
    struct faqbot_gaps_result result = {.rows = 0};
    struct progress progress;
    bool json = options_has(options, OPTION_JSON);
    struct faqbot_gaps_options gaps = {
        .journal = options_text(options, OPTION_JOURNAL),
        .tell = json ? write_gap_json : write_gap,
        .tell_user = &progress,
        .watch = progress_watch,
        .watch_user = &progress,
        .report = error_report,
    };
    progress_start(&progress, options, "questions", NULL);
    if (gaps.journal == NULL || gaps.journal[0] == '\0') {
        CLI_REFUSE(fault, "gaps needs the journal to read: --journal FILE");
    }
    options_day(options, OPTION_SINCE, &gaps.since, fault);
    open_find(options, &source, fault);
    gaps.knowledge = source.knowledge;
    gaps.index = source.index;
    gaps.today = source.today;
    gaps.encoder = source.encoder;
    enum faqbot_status status =
        fault->status == FAQBOT_OK ? faqbot_gaps(&gaps, &result, fault) : fault->status;
    progress_wipe(&progress);
    if (status != FAQBOT_OK) {
        return CLI_ERROR;
    }
    if (!json && !options_has(options, OPTION_QUIET)) {
        (void)printf("%zu asked: %zu in vain, of which %zu are answered today, %zu unhelpful, %zu left out; "
                     "%zu %s\n",
                     result.rows, result.unanswered, result.closed, result.unhelpful, result.left_out,
                     result.gaps, result.gaps == 1 ? "gap" : "gaps");
    }
    return CLI_GOOD;
}
