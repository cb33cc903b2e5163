/* tools/tools_internal.h - what the files of tools/ share: the state of one check, the files of questions
 * that authors write, and two helpers of a check that stand alone. diff.c and gaps.c offer nothing here but
 * the clustering, which the tests call directly. */
#ifndef TOOLS_TOOLS_INTERNAL_H
#define TOOLS_TOOLS_INTERNAL_H

#include <faqbot.h>
#include <faqbot_tools.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/index.h"
#include "kb/kb.h"
#include "util/util.h"

/* ==== A check: the bot that is asked, and where findings go ========================================== */

/* Everything is borrowed. The first failure of the world stays in `status`: what takes a check does nothing
 * once that is not FAQBOT_OK. What is wrong with the knowledge base is a finding, and findings are no
 * failures. */
struct check {
    struct faqbot *bot;
    struct faqbot_view today; /* YYYY-MM-DD; empty: not known, so that nothing is overdue */
    struct fault_reporter reporter;
    struct faqbot_check_result result; /* without the findings */
    enum faqbot_status status;
};

#define check_error(check, rule, path, line, ...)                                                            \
    fault_report(&(check)->reporter, FAQBOT_ERROR, rule, path, line, __VA_ARGS__)
#define check_warning(check, rule, path, line, ...)                                                          \
    fault_report(&(check)->reporter, FAQBOT_WARNING, rule, path, line, __VA_ARGS__)

#define check_hint(check, rule, path, line, ...)                                                             \
    fault_report(&(check)->reporter, FAQBOT_HINT, rule, path, line, __VA_ARGS__)

/* ==== findings.c: findings of one kind in one file, told as one ====================================== */

#define FINDINGS_WAITING_MAX 64 /* of one file; more are told in several groups */
#define FINDING_LINES_MAX 5     /* that a finding names besides its own */
#define FINDING_PLACE_BYTES 160 /* that telling of them may take */

struct finding {
    struct faqbot_fault first;
    size_t others; /* of the same rule, severity and file */
    unsigned lines[FINDING_LINES_MAX];
    size_t line_count;
};

/* Zeroed but for `report` and `user`, which receive what is told. */
struct findings {
    faqbot_fault_callback *report; /* may be NULL */
    void *user;
    struct finding waiting[FINDINGS_WAITING_MAX]; /* all of one file */
    size_t waiting_count;
    size_t counts[FAQBOT_HINT + 1]; /* of what was told, by severity */
};

/* Takes a finding, a copy of which is told later: when another file's comes, or with findings_flush(). `user` is the
 * struct findings. */
void findings_add(void *user, const struct faqbot_fault *fault);
void findings_flush(struct findings *findings);

/* ==== regression.c: asking, and tests.tsv ============================================================ */

/* Asks the bot for `top` candidates (0: its default). FAQBOT_OK: *answer is valid until the bot's next call.
 * FAQBOT_INVALID, FAQBOT_LIMIT: nobody can ask that, because it is empty or too long, which is no failure and
 * leaves *status alone. Anything else is the bot's failure, and sets *status too. Does nothing but return
 * *status if that is a failure on entry. */
enum faqbot_status ask_bot(struct faqbot *bot, struct faqbot_view text, unsigned top,
                           struct faqbot_answer *answer, enum faqbot_status *status);

/* Whether the status says of a question that nobody can ask it. */
bool is_unaskable(enum faqbot_status status);

/* Tells how many questions have been asked, if anybody listens; what they return is the status from then on. */
void tell_progress(faqbot_progress_callback *watch, void *user, uint64_t done, uint64_t total,
                   enum faqbot_status *status);

/* The first characters of a question, as many as a finding quotes. */
struct faqbot_view check_excerpt(struct faqbot_view question);

/* Reports an error if no entry has this id. `name` is the id's part in the sentence ("the starter"). */
void check_id(struct check *check, const char *path, unsigned line, const char *name, struct faqbot_view id);

/* Takes what stands before the next `separator` off *rest, and the separator; false if *rest is empty. */
bool next_part(struct faqbot_view *rest, char separator, struct faqbot_view *part);

/* Whether `path` is a folder, or an index: neither a folder nor a file named *.md or *.jsonl. */
bool is_folder(const char *path);
bool is_index(const char *path);

#define TESTS_NAME "tests.tsv"

/* The path of the knowledge base's tests.tsv, with a NUL. False: it is not a folder or has no such file, or
 * there is no memory (tests->failed). */
bool find_tests(const char *knowledge, struct buffer *tests);

/* A file of questions, a line at a time; empty lines and those that begin with "#" are skipped. Declare it,
 * open it, call question_file_next() until it is false, release its `bytes`. */
struct question_file {
    struct buffer bytes;
    struct faqbot_view rest;
    struct faqbot_view line; /* valid until release */
    unsigned number;         /* of that line, from 1 */
};

/* A file that cannot be read is reported and has no lines; that is not a failure. NO_MEMORY. */
void question_file_open(struct question_file *file, const char *path, struct fault_reporter *reporter,
                        enum faqbot_status *status);
bool question_file_next(struct question_file *file);

/* One line of tests.tsv, as views of it. */
struct test {
    const char *path;
    unsigned line;
    struct faqbot_view question;
    struct faqbot_view expected; /* ids joined by commas, or "-"; empty: it is no test */
};

/* Takes the file's line apart. */
struct test test_read(const struct question_file *file, const char *path);

/* Whether a test that expects this is passed by an answer of that entry. */
bool test_is_passed(struct faqbot_view expected, enum faqbot_outcome outcome, struct faqbot_view entry);

/* Runs the tests of the file at `path`. Each line is a question, a tab, and the ids that may answer it,
 * joined by commas, or "-" if it must be refused; a second tab begins a remark. Each test that fails is an
 * error, as is a line that cannot be read. */
void regression_run(struct check *check, const char *path);

/* ==== source.c: files and their entries =============================================================== */

struct stat;

/* Chains a number that tells a file and its state from others; start from VIEW_HASH_SEED. */
uint64_t stamp_of(uint64_t stamp, const struct stat *about);

/* ==== synonym_cycles.c: synonyms that lead back to where they began ================================== */

/* The rules of one synonyms.txt. Declare it, init it, release it. */
struct synonym_cycles {
    struct string_table words; /* case-folded */
    struct arena arena;
    struct buffer rules; /* in the order of the lines */
    struct buffer path;  /* with a NUL */
};

void synonym_cycles_init(struct synonym_cycles *cycles);
void synonym_cycles_release(struct synonym_cycles *cycles);

/* Adds a rule, in the order of the lines. NO_MEMORY. */
void synonym_cycles_add(struct synonym_cycles *cycles, const struct synonym *synonym,
                        enum faqbot_status *status);

/* Reports each one-way line whose target leads back to its source; call it once, after the last rule. */
void synonym_cycles_report(struct synonym_cycles *cycles, struct check *check);

/* ==== suggest_question.c: questions for an answer that has none ====================================== */

/* Appends one or two questions that `text`, an answer, may belong to, quoted and joined by " or ", if its first
 * sentence is built as English sentences often are: a start for the author, not more. `lang` empty: English. */
void suggest_questions(struct faqbot_view text, struct faqbot_view lang, struct buffer *out);

/* ==== groups.c: questions by what they mean ========================================================== */

/* Of so many wordings, questions that differ in their content words, each is compared with each: 8 million comparisons
 * of less than a microsecond. A question past them is left out: grouped with others of the same content words if these
 * are among the first, and with none otherwise. */
#define GROUPS_WORDINGS_MAX 4096

/* Groups what visitors asked. groups[i] becomes the lowest number of the questions that ask the same as question i: its
 * own for the first of a group, and for what is like no other or cannot be asked. Which come first matters for
 * what is left out, which *left_out counts, and little else: the most frequent had better. The bot's last answer ends.
 * CORRUPT, IO, NO_MEMORY; then `groups` means nothing. */
void questions_group(struct faqbot *bot, const struct faqbot_view *questions, size_t count, uint32_t *groups,
                     size_t *left_out, enum faqbot_status *status);

/* ==== trial.c: what a change of the knowledge base would change ======================================= */

/* The questions that each change is tried on, and what the bot says to them today. Borrows what it is opened with. */
struct trial {
    const struct faqbot_gaps_options *options;
    struct faqbot *bot;
    const char *skipped;        /* why nothing is tried; NULL: it is */
    struct question_file tests; /* which the questions are views of */
    struct buffer questions;    /* struct trial_question of trial.c */
    struct arena kept;
    size_t asked; /* questions that visitors asked */
    size_t tried;
};

/* Declare it, init it, release it. */
void trial_init(struct trial *trial);
void trial_release(struct trial *trial);

/* Asks the bot the tests of the knowledge base. As faqbot_ask() fails. */
void trial_open(struct trial *trial, const struct faqbot_gaps_options *options, struct faqbot *bot,
                enum faqbot_status *status);

/* Adds a question that visitors asked, which outlives the trial. False: nothing is tried, or it has enough of them. */
bool trial_add_asked(struct trial *trial, struct faqbot_view text, enum faqbot_status *status);

/* Tries a change; `before` of it is not looked at. What *result points at lies in the arena. As faqbot_open() and
 * faqbot_ask() fail. */
void trial_run(struct trial *trial, const struct index_edit *edit, struct arena *arena,
               struct faqbot_trial *result, struct faqbot_fault *fault);

/* ==== proposals.c: what to write for a gap ============================================================ */

/* What visitors called an entry's answer to a question. */
struct gap_vote {
    struct faqbot_view entry;
    size_t helpful;
    size_t unhelpful;
    struct gap_vote *next; /* to the same question */
};

/* A distinct question: the same words in the same order, whatever their case and punctuation. */
struct gap_question {
    struct faqbot_view text; /* as it was first typed */
    size_t answered;         /* how often, whatever visitors thought of it */
    size_t none;
    size_t unsure;
    size_t unhelpful;
    uint32_t number;                 /* in order of first appearance */
    uint32_t next;                   /* of the same gap; STRING_TABLE_NONE: none */
    struct gap_vote *votes;          /* NULL: none */
    bool is_open;                    /* the bot does not answer it today */
    struct faqbot_entry_ref nearest; /* today; empty id: none */
    double confidence;               /* that it answers */
    bool
        is_choice; /* open, since several entries are meant as well: the choice of them is all there is to say */
    struct faqbot_view answered_by; /* the entry that answers it today; empty: none */
};

/* What is proposed for one gap. */
struct proposing {
    struct faqbot *bot;
    struct arena *arena;                         /* takes what is made */
    const struct gap_question *const *questions; /* of the gap, the most frequent first */
    size_t count;
    struct faqbot_proposal list[FAQBOT_GAP_PROPOSALS_MAX];
    struct index_edit edits[FAQBOT_GAP_PROPOSALS_MAX]; /* the same, to be tried */
    size_t made;
    enum faqbot_status *status; /* CORRUPT, IO, NO_MEMORY */
};

/* Fills the list, but for the trials. */
void proposals_make(struct proposing *gap);

/* ==== report.c: a journal counted ==================================================================== */

/* What visitors asked of an entry, on a day, in a language, or in all. */
struct report_count {
    size_t outcomes[FAQBOT_OUTCOMES];
    size_t helpful; /* of these answers, whenever it was said */
    size_t unhelpful;
};

struct report_day {
    int64_t day; /* since 1970, by the report's clock */
    struct report_count count;
    size_t searches;
};

struct report_lang {
    char tag[FAQBOT_LANG_BYTES]; /* empty: not known */
    struct report_count count;
};

struct report_entry {
    struct faqbot_view id;
    struct faqbot_view question; /* empty: the knowledge base has no such entry */
    struct report_count count;
};

struct report_search {
    struct faqbot_view text; /* as first typed */
    size_t searched;
    size_t vain; /* of these, without a hit */
};

/* What to write for a gap. */
struct report_proposal {
    enum faqbot_proposal_kind kind;
    struct faqbot_view entry;    /* its id; empty: a new one */
    struct faqbot_view markdown; /* lines to paste */
};

struct report_gap {
    struct faqbot_view question; /* the most frequent wording */
    struct faqbot_view examples; /* the others, a line each */
    struct report_proposal proposals[FAQBOT_GAP_PROPOSALS_MAX];
    size_t proposal_count;
    size_t asked;
    size_t none;
    size_t unsure;
    size_t unhelpful;
    size_t wordings;
    struct faqbot_view nearest; /* the nearest entry's id; empty: none */
    struct faqbot_view nearest_question;
    double confidence;
};

struct report_comment {
    int64_t at; /* of the question */
    int helpful;
    struct faqbot_view comment;
    struct faqbot_view question;
    struct faqbot_view entry;
};

/* How long answers took: up to 10, 20, 50 microseconds and so on to 10 seconds, and longer. */
#define REPORT_BOUNDS 19
extern const uint64_t report_bounds[REPORT_BOUNDS];

#define REPORT_WEEK_DAYS 7
#define REPORT_DAY_HOURS 24

/* All that is reported. Texts are valid UTF-8 in which nothing controls a terminal or turns lines about; they lie in
 * `kept`. Lists are sorted as they are shown. */
struct report {
    const struct faqbot_report_options *options;
    struct faqbot_view name; /* of the knowledge base */
    int64_t first_at;        /* of what was asked; 0: nothing was */
    int64_t last_at;
    struct report_count all;
    struct report_day *days;
    size_t day_count;
    size_t hours[REPORT_WEEK_DAYS][REPORT_DAY_HOURS]; /* questions; Monday first */
    struct report_lang langs[FAQBOT_REPORT_LANGS_MAX + 1];
    size_t lang_count;
    struct report_entry *entries; /* that answered, the most frequent first */
    size_t entry_count;
    size_t unused_total; /* FAQ entries that never answered */
    struct report_entry *unused;
    size_t unused_count;
    size_t known_total; /* FAQ entries */
    struct report_search *searches;
    size_t search_count;
    size_t searched;
    size_t searched_in_vain;
    struct report_gap *gaps;
    size_t gap_count;
    size_t gap_asked; /* of all gaps, those that are not listed too */
    struct faqbot_gaps_result gaps_result;
    size_t latencies[REPORT_BOUNDS + 1];
    size_t timed; /* questions whose time is known */
    struct report_comment comments[FAQBOT_REPORT_COMMENTS_MAX];
    size_t comment_count; /* of all; the latest are kept, at their number modulo FAQBOT_REPORT_COMMENTS_MAX */
    size_t left_out_days; /* questions and searches on days, of entries, or with texts beyond a limit */
    size_t left_out_entries;
    size_t left_out_searches;
    struct arena kept;
    enum faqbot_status status;
};

/* ==== report_tables.c: the same as tables ============================================================ */

/* Questions: small talk is none. */
size_t report_asked(const struct report_count *count);

/* "2026-11-30": a day since 1970. */
#define REPORT_DAY_BYTES 40
void report_write_day(int64_t day, char text[REPORT_DAY_BYTES]);

/* The bound that so many hundredths of the answers were within, in microseconds; 0: not known, or longer than all. */
uint64_t report_percentile(const struct report *report, unsigned hundredths);

struct report_column {
    const char *name;    /* "in_vain" */
    const char *heading; /* "In vain" */
    bool is_number;
};

/* A number is NAN if it is not known. */
struct report_cell {
    struct faqbot_view text;
    double number;
};

struct report_table {
    const char *name;
    const char *caption;
    const struct report_column *columns;
    size_t column_count;
    const struct report_cell *cells; /* row by row, in the report's arena */
    size_t row_count;
};

enum report_table_name {
    REPORT_TOTALS,
    REPORT_DAYS,
    REPORT_HOURS,
    REPORT_LANGUAGES,
    REPORT_GAPS,
    REPORT_ENTRIES,
    REPORT_UNUSED,
    REPORT_SEARCHES,
    REPORT_LATENCY,
    REPORT_COMMENTS,
    REPORT_LEFT_OUT,
    REPORT_TABLES
};

/* Makes a table of it, which lies in the report's arena; empty after a failure. NO_MEMORY. */
struct report_table report_table_make(struct report *report, enum report_table_name name);

void report_write_json(struct report *report, struct buffer *out);
void report_write_csv(struct report *report, struct buffer *out);

/* ==== report_svg.c: plots ============================================================================ */

#define REPORT_SERIES_MAX 4

/* Values that are stacked, or joined by a line. A label is valid as long as the plot is drawn. */
struct report_plot {
    const char *id; /* for what refers to its title; of each plot its own */
    const char *title;
    const char *description;
    size_t count;                     /* of points */
    size_t series;                    /* of values of a point */
    const char *const *names;         /* of the series, for the legend; NULL: there is one, and no legend */
    const double *values;             /* point by point; NAN: none */
    const struct faqbot_view *labels; /* of points */
    double most;                      /* the end of the scale; 0: as the values need it */
    const char *unit;                 /* behind the scale's numbers: " %" */
};

void report_draw_columns(struct html *html, const struct report_plot *plot);
void report_draw_line(struct html *html, const struct report_plot *plot); /* of the first series */

/* A bar for a row of a table: `share` of the whole width, 0 to 1. */
void report_draw_bar(struct html *html, double share);

/* Questions by weekday and hour. */
void report_draw_heat(struct html *html, const struct report *report);

/* ==== report_html.c: the report as a page ============================================================ */

void report_write_html(struct report *report, struct buffer *out);

#endif
