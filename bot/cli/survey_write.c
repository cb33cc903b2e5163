/* cli/survey_write.c - a survey on stdout, for people and for programs. */
#include <stdio.h>

#include "base/number.h"
#include "cli/clean.h"
#include "cli/day.h"
#include "cli/survey.h"

#define ENTRIES_SHOWN 10 /* to people */

static const char *const outcome_names[] = {
    [FAQBOT_ANSWERED] = "answered", [FAQBOT_UNSURE] = "unsure", [FAQBOT_NONE] = "none"};

static size_t asks_of(const struct survey_day *day)
{
    return day->outcomes[0] + day->outcomes[1] + day->outcomes[2];
}

static void write_days(const struct survey *survey)
{
    (void)printf("\nday            asks  answered    unsure      none   helpful  unhelpful\n");
    for (size_t i = 0; i < survey->day_count; i++) {
        const struct survey_day *day = &survey->days[i];
        char name[DAY_BYTES];
        day_write(day->at, name);
        (void)printf("%s %8zu  %8zu  %8zu  %8zu  %8zu   %8zu\n", name, asks_of(day), day->outcomes[0],
                     day->outcomes[1], day->outcomes[2], day->helpful, day->unhelpful);
    }
}

static void write_entries(const struct survey *survey)
{
    bool has_head = false;
    for (size_t i = 0; i < survey->entry_count && i < ENTRIES_SHOWN && survey->entries[i].unhelpful > 0;
         i++) {
        const struct survey_entry *entry = &survey->entries[i];
        if (!has_head) {
            (void)printf("\nunhelpful   helpful  answered  entry\n");
            has_head = true;
        }
        (void)printf("%9zu  %8zu  %8zu  ", entry->unhelpful, entry->helpful, entry->answered);
        clean_write(stdout, clean_view(entry->id));
        (void)fputc('\n', stdout);
    }
}

void survey_write(const struct survey *survey)
{
    size_t asks = asks_of(&survey->all);
    char first[DAY_BYTES];
    char last[DAY_BYTES];
    day_write(survey->first_at, first);
    day_write(survey->last_at, last);
    (void)(asks == 0 ? printf("asks      0\n") : printf("asks      %zu, from %s to %s\n", asks, first, last));
    for (size_t i = 0; i < 3 && asks > 0; i++) {
        (void)printf("%-8s  %zu (%s %%)\n", outcome_names[i], survey->all.outcomes[i],
                     number_text(100.0 * (double)survey->all.outcomes[i] / (double)asks, 1).text);
    }
    (void)printf("feedback  %zu (of these asks: %zu helpful, %zu unhelpful), %zu with a comment\n",
                 survey->feedback, survey->all.helpful, survey->all.unhelpful, survey->comments);
    if (asks > 0) {
        write_days(survey);
        write_entries(survey);
    }
}

static void write_counts_json(const struct survey_day *day)
{
    (void)printf("\"asks\":%zu", asks_of(day));
    for (size_t i = 0; i < 3; i++) {
        (void)printf(",\"%s\":%zu", outcome_names[i], day->outcomes[i]);
    }
    (void)printf(",\"helpful\":%zu,\"unhelpful\":%zu", day->helpful, day->unhelpful);
}

static void write_moment_json(const char *name, int64_t at)
{
    char moment[DAY_MOMENT_BYTES];
    day_write_moment(at, moment);
    (void)(at == 0 ? printf(",\"%s\":null", name) : printf(",\"%s\":\"%s\"", name, moment));
}

void survey_write_json(const struct survey *survey)
{
    (void)fputc('{', stdout);
    write_counts_json(&survey->all);
    write_moment_json("first", survey->first_at);
    write_moment_json("last", survey->last_at);
    (void)printf(",\"feedback\":%zu,\"comments\":%zu,\"days\":[", survey->feedback, survey->comments);
    for (size_t i = 0; i < survey->day_count; i++) {
        char name[DAY_BYTES];
        day_write(survey->days[i].at, name);
        (void)printf("%s{\"day\":\"%s\",", i > 0 ? "," : "", name);
        write_counts_json(&survey->days[i]);
        (void)fputc('}', stdout);
    }
    (void)fputs("],\"entries\":[", stdout);
    for (size_t i = 0; i < survey->entry_count; i++) {
        const struct survey_entry *entry = &survey->entries[i];
        (void)fputs(i > 0 ? ",{\"entry\":" : "{\"entry\":", stdout);
        clean_write_string(stdout, clean_view(entry->id));
        (void)printf(",\"answered\":%zu,\"helpful\":%zu,\"unhelpful\":%zu}", entry->answered, entry->helpful,
                     entry->unhelpful);
    }
    (void)fputs("]}\n", stdout);
}
