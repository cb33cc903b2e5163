/* cli/survey.c - a journal counted. How it looks is survey_write.c's. */
#include "cli/survey.h"

#include <stdlib.h>
#include <string.h>

#include "cli/day.h"
#include "cli/grow.h"

struct count {
    struct survey *survey;
    bool no_memory;
};

/* Asks come by their time: the day is the last one, or a new one. */
static struct survey_day *find_day(struct survey *survey, int64_t at)
{
    int64_t midnight = at - at % DAY_SECONDS;
    void *days = survey->days;
    if (survey->day_count > 0 && survey->days[survey->day_count - 1].at == midnight) {
        return &survey->days[survey->day_count - 1];
    }
    if (!grow_array(&days, survey->day_count, sizeof *survey->days)) {
        return NULL;
    }
    survey->days = days;
    survey->days[survey->day_count] = (struct survey_day){.at = midnight};
    return &survey->days[survey->day_count++];
}

/* Where the entry stands among those in the order of their ids, or should. */
static size_t place_of(const struct survey *survey, const char *id, bool *is_there)
{
    size_t low = 0;
    size_t high = survey->entry_count;
    *is_there = false;
    while (low < high && !*is_there) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(id, survey->entries[middle].id);
        *is_there = order == 0;
        low = order > 0 ? middle + 1 : order == 0 ? middle : low;
        high = order < 0 ? middle : high;
    }
    return low;
}

static struct survey_entry *find_entry(struct survey *survey, struct faqbot_view name)
{
    bool is_there;
    void *entries = survey->entries;
    char *id = strndup(name.bytes, name.size);
    size_t place = id == NULL ? 0 : place_of(survey, id, &is_there);
    if (id != NULL && is_there) {
        free(id);
        return &survey->entries[place];
    }
    if (id == NULL || !grow_array(&entries, survey->entry_count, sizeof *survey->entries)) {
        free(id);
        return NULL;
    }
    survey->entries = entries;
    memmove(&survey->entries[place + 1], &survey->entries[place],
            (survey->entry_count - place) * sizeof *survey->entries);
    survey->entries[place] = (struct survey_entry){.id = id};
    survey->entry_count++;
    return &survey->entries[place];
}

static void add_to(struct survey_day *day, const struct faqbot_journal_row *row)
{
    day->outcomes[row->ask.outcome]++;
    day->helpful += row->helpful == 1;
    day->unhelpful += row->helpful == 0;
}

static bool count_ask(void *user, const struct faqbot_journal_row *row)
{
    struct count *count = user;
    struct survey *survey = count->survey;
    struct survey_day *day = find_day(survey, row->ask.at);
    struct survey_entry none = {.id = NULL};
    struct survey_entry *entry = row->ask.entry.size > 0 ? find_entry(survey, row->ask.entry) : &none;
    if (day == NULL || entry == NULL) {
        count->no_memory = true;
        return false;
    }
    survey->first_at = survey->first_at == 0 ? row->ask.at : survey->first_at;
    survey->last_at = row->ask.at;
    add_to(&survey->all, row);
    add_to(day, row);
    entry->answered++;
    entry->helpful += row->helpful == 1;
    entry->unhelpful += row->helpful == 0;
    return true;
}

static bool count_feedback(void *user, const struct faqbot_journal_feedback *feedback)
{
    struct survey *survey = ((struct count *)user)->survey;
    survey->feedback += feedback->helpful >= 0;
    survey->comments += feedback->comment.size > 0;
    return true;
}

static int compare_entries(const void *left, const void *right)
{
    const struct survey_entry *one = left;
    const struct survey_entry *other = right;
    if (one->unhelpful != other->unhelpful) {
        return one->unhelpful > other->unhelpful ? -1 : 1;
    }
    if (one->answered != other->answered) {
        return one->answered > other->answered ? -1 : 1;
    }
    return strcmp(one->id, other->id);
}

enum faqbot_status survey_take(struct faqbot_journal_read_options read, struct survey *survey,
                               struct faqbot_fault *fault)
{
    struct survey taken = {.first_at = 0};
    struct count count = {.survey = &taken};
    read.ask = count_ask;
    read.feedback = count_feedback;
    read.user = &count;
    enum faqbot_status status = faqbot_journal_read(&read, fault);
    if (status == FAQBOT_OK && count.no_memory) {
        *fault = (struct faqbot_fault){.status = FAQBOT_NO_MEMORY, .severity = FAQBOT_ERROR};
        status = FAQBOT_NO_MEMORY;
    }
    if (status != FAQBOT_OK) {
        survey_release(&taken);
        return status;
    }
    if (taken.entry_count > 1) {
        qsort(taken.entries, taken.entry_count, sizeof *taken.entries, compare_entries);
    }
    *survey = taken;
    return FAQBOT_OK;
}

void survey_release(struct survey *survey)
{
    for (size_t i = 0; i < survey->entry_count; i++) {
        free(survey->entries[i].id);
    }
    free(survey->entries);
    free(survey->days);
    *survey = (struct survey){.first_at = 0};
}
