/* cli/survey.h - a journal counted: how much was asked, what came of it, and which answers did not help. */
#ifndef CLI_SURVEY_H
#define CLI_SURVEY_H

#include <faqbot/journal_read.h>

struct survey_day {
    int64_t at; /* its midnight, UTC */
    size_t outcomes[3];
    size_t helpful; /* of that day's asks, whenever it was said */
    size_t unhelpful;
};

struct survey_entry {
    char *id;
    size_t answered;
    size_t helpful;
    size_t unhelpful;
};

/* Zeroed: nothing is counted. The arrays are the survey's, until survey_release(). */
struct survey {
    int64_t first_at; /* of the asks; 0: there is none */
    int64_t last_at;
    struct survey_day all;
    struct survey_day *days; /* those on which something was asked, the first first */
    size_t day_count;
    struct survey_entry *entries; /* those that answered: the least helpful first, then by how often */
    size_t entry_count;
    size_t feedback; /* that was not taken back, of the asks and of others */
    size_t comments;
};

/* Counts what `read` asks for (path, since, until). Statuses are faqbot_journal_read()'s. */
enum faqbot_status survey_take(struct faqbot_journal_read_options read, struct survey *survey,
                               struct faqbot_fault *fault);
void survey_release(struct survey *survey);

/* Writes it to stdout: for people, or as one JSON object in a line. */
void survey_write(const struct survey *survey);
void survey_write_json(const struct survey *survey);

#endif
