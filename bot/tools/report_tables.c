/* tools/report_tables.c - a report as tables: what stands behind each plot of the page, and all of it as JSON or CSV.
 *
 * Each table says what its columns are and adds its rows; the writers know nothing of what is in them. So a number that
 * is in the page is in JSON and CSV too, under the same name. */
#include "tools/tools_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "util/util.h"

/* ==== What is told of what was counted =================================================================== */

const uint64_t report_bounds[REPORT_BOUNDS] = {10,     20,      50,      100,     200,     500,    1000,
                                               2000,   5000,    10000,   20000,   50000,   100000, 200000,
                                               500000, 1000000, 2000000, 5000000, 10000000};

size_t report_asked(const struct report_count *count)
{
    return count->outcomes[FAQBOT_ANSWERED] + count->outcomes[FAQBOT_UNSURE] + count->outcomes[FAQBOT_NONE];
}

/* Hinnant, "chrono-compatible low-level date algorithms": years begin in March, so that the leap day is their last.
 * Days of a damaged journal are clamped to years of four digits. */
void report_write_day(int64_t day, char text[REPORT_DAY_BYTES])
{
    int64_t shifted = (day < 0         ? 0
                       : day > 2932896 ? 2932896
                                       : day) +
                      719468; /* since March 1 of the year 0 */
    unsigned era = (unsigned)(shifted / 146097);
    unsigned of_era = (unsigned)(shifted % 146097);
    unsigned year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
    unsigned month = (5 * of_year + 2) / 153;
    unsigned date = of_year - (153 * month + 2) / 5 + 1;
    (void)snprintf(text, REPORT_DAY_BYTES, "%04u-%02u-%02u", (year + era * 400 + (month >= 10)) % 10000,
                   month < 10 ? month + 3 : month - 9, date);
}

uint64_t report_percentile(const struct report *report, unsigned hundredths)
{
    size_t within = 0;
    for (size_t i = 0; i < REPORT_BOUNDS && report->timed > 0; i++) {
        within += report->latencies[i];
        if (within * 100 >= report->timed * hundredths) {
            return report_bounds[i];
        }
    }
    return 0;
}

/* ==== Rows =========================================================================================== */

/* A table that is being filled: cells one after the other, row by row. */
struct filling {
    struct report *report;
    struct buffer cells;
};

static void add_cell(struct filling *filling, struct faqbot_view text, double number)
{
    const struct report_cell cell = {text, number};
    buffer_add(&filling->cells, view_make((const char *)&cell, sizeof cell));
}

static void add_text(struct filling *filling, struct faqbot_view text)
{
    add_cell(filling, text, NAN);
}

static void add_number(struct filling *filling, double number)
{
    add_cell(filling, view_of(""), number);
}

static void add_count(struct filling *filling, size_t count)
{
    add_number(filling, (double)count);
}

/* 0 stands for what is not known. */
static void add_known(struct filling *filling, uint64_t number)
{
    add_number(filling, number == 0 ? (double)NAN : (double)number);
}

static void add_day(struct filling *filling, int64_t day)
{
    char text[REPORT_DAY_BYTES];
    struct faqbot_view kept = view_of("");
    report_write_day(day, text);
    fail_if(!arena_copy(&filling->report->kept, view_of(text), &kept), FAQBOT_NO_MEMORY,
            &filling->report->status);
    add_text(filling, kept);
}

static void add_outcomes(struct filling *filling, const struct report_count *count)
{
    add_count(filling, report_asked(count));
    add_count(filling, count->outcomes[FAQBOT_ANSWERED]);
    add_count(filling, count->outcomes[FAQBOT_UNSURE]);
    add_count(filling, count->outcomes[FAQBOT_NONE]);
}

#define SECONDS_OF_DAY 86400

static void fill_totals(struct filling *filling)
{
    const struct report *report = filling->report;
    if (report->first_at == 0) {
        add_text(filling, view_of(""));
        add_text(filling, view_of(""));
    } else {
        add_day(filling, report->first_at / SECONDS_OF_DAY);
        add_day(filling, report->last_at / SECONDS_OF_DAY);
    }
    add_outcomes(filling, &report->all);
    add_count(filling, report->all.outcomes[FAQBOT_SMALLTALK]);
    add_count(filling, report->all.helpful);
    add_count(filling, report->all.unhelpful);
    add_count(filling, report->searched);
    add_count(filling, report->searched_in_vain);
    add_known(filling, report_percentile(report, 50));
    add_known(filling, report_percentile(report, 95));
    add_known(filling, report_percentile(report, 99));
}

static void fill_days(struct filling *filling)
{
    for (size_t i = 0; i < filling->report->day_count; i++) {
        const struct report_day *day = &filling->report->days[i];
        add_day(filling, day->day);
        add_outcomes(filling, &day->count);
        add_count(filling, day->count.outcomes[FAQBOT_SMALLTALK]);
        add_count(filling, day->count.helpful);
        add_count(filling, day->count.unhelpful);
        add_count(filling, day->searches);
    }
}

static void fill_hours(struct filling *filling)
{
    static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday"};
    for (size_t i = 0; i < REPORT_WEEK_DAYS; i++) {
        for (size_t hour = 0; hour < REPORT_DAY_HOURS; hour++) {
            add_text(filling, view_of(weekdays[i]));
            add_count(filling, hour);
            add_count(filling, filling->report->hours[i][hour]);
        }
    }
}

static void fill_languages(struct filling *filling)
{
    for (size_t i = 0; i < filling->report->lang_count; i++) {
        add_text(filling, view_of(filling->report->langs[i].tag));
        add_outcomes(filling, &filling->report->langs[i].count);
    }
}

static void fill_gaps(struct filling *filling)
{
    for (size_t i = 0; i < filling->report->gap_count; i++) {
        const struct report_gap *gap = &filling->report->gaps[i];
        add_text(filling, gap->question);
        add_count(filling, gap->asked);
        add_count(filling, gap->none);
        add_count(filling, gap->unsure);
        add_count(filling, gap->unhelpful);
        add_count(filling, gap->wordings);
        add_text(filling, gap->examples);
        add_text(filling, gap->nearest);
        add_number(filling, gap->confidence);
        add_text(filling, gap->proposal_count > 0 ? gap->proposals[0].entry : view_of(""));
        add_text(filling, gap->proposal_count > 0 ? gap->proposals[0].markdown : view_of(""));
    }
}

static void fill_entries(struct filling *filling)
{
    for (size_t i = 0; i < filling->report->entry_count && i < FAQBOT_REPORT_ENTRIES_MAX; i++) {
        const struct report_entry *entry = &filling->report->entries[i];
        add_text(filling, entry->id);
        add_text(filling, entry->question);
        add_count(filling, report_asked(&entry->count));
        add_count(filling, entry->count.helpful);
        add_count(filling, entry->count.unhelpful);
    }
}

static void fill_unused(struct filling *filling)
{
    for (size_t i = 0; i < filling->report->unused_count; i++) {
        add_text(filling, filling->report->unused[i].id);
        add_text(filling, filling->report->unused[i].question);
    }
}

static void fill_searches(struct filling *filling)
{
    for (size_t i = 0; i < filling->report->search_count && i < FAQBOT_REPORT_SEARCHES_MAX; i++) {
        const struct report_search *search = &filling->report->searches[i];
        add_text(filling, search->text);
        add_count(filling, search->searched);
        add_count(filling, search->vain);
    }
}

/* The last row has no bound: it is for what took longer. */
static void fill_latency(struct filling *filling)
{
    for (size_t i = 0; i <= REPORT_BOUNDS; i++) {
        add_known(filling, i < REPORT_BOUNDS ? report_bounds[i] : 0);
        add_count(filling, filling->report->latencies[i]);
    }
}

/* The latest first. */
static void fill_comments(struct filling *filling)
{
    const struct report *report = filling->report;
    for (size_t i = 0; i < report->comment_count && i < FAQBOT_REPORT_COMMENTS_MAX; i++) {
        size_t place = (report->comment_count - 1 - i) % FAQBOT_REPORT_COMMENTS_MAX;
        const struct report_comment *comment = &report->comments[place];
        add_day(filling, comment->at / SECONDS_OF_DAY);
        add_text(filling, comment->comment);
        add_text(filling, view_of(comment->helpful < 0 ? "" : comment->helpful > 0 ? "yes" : "no"));
        add_text(filling, comment->question);
        add_text(filling, comment->entry);
    }
}

static size_t beyond(size_t count, size_t limit)
{
    return count > limit ? count - limit : 0;
}

/* Only what there is. */
static void fill_left_out(struct filling *filling)
{
    const struct report *report = filling->report;
    const struct {
        const char *what;
        size_t count;
    } rows[] = {
        {"questions on further days", report->left_out_days},
        {"answers of further entries", report->left_out_entries},
        {"searches of further words", report->left_out_searches},
        {"gaps beyond those listed", beyond(report->gaps_result.gaps, FAQBOT_REPORT_GAPS_MAX)},
        {"questions that were not looked at for gaps", report->gaps_result.left_out},
        {"questions that were not compared with all others", report->gaps_result.not_compared},
        {"entries that answered, beyond those listed",
         beyond(report->entry_count, FAQBOT_REPORT_ENTRIES_MAX)},
        {"entries that never answered, beyond those listed", report->unused_total - report->unused_count},
        {"searches beyond those listed", beyond(report->search_count, FAQBOT_REPORT_SEARCHES_MAX)},
        {"comments earlier than those listed", beyond(report->comment_count, FAQBOT_REPORT_COMMENTS_MAX)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].count > 0) {
            add_text(filling, view_of(rows[i].what));
            add_count(filling, rows[i].count);
        }
    }
}

/* ==== Tables ========================================================================================= */

#define TEXT(name, heading)                                                                                  \
    {                                                                                                        \
        name, heading, false                                                                                 \
    }
#define NUMBER(name, heading)                                                                                \
    {                                                                                                        \
        name, heading, true                                                                                  \
    }
#define OUTCOMES                                                                                             \
    NUMBER("asked", "Questions"), NUMBER("answered", "Answered"), NUMBER("unsure", "Unsure"),                \
        NUMBER("none", "Not answered")
#define COLUMNS(list) list, sizeof(list) / sizeof *(list)

static const struct report_column totals_columns[] = {TEXT("first", "First"),
                                                      TEXT("last", "Last"),
                                                      OUTCOMES,
                                                      NUMBER("smalltalk", "Small talk"),
                                                      NUMBER("helpful", "Helpful"),
                                                      NUMBER("unhelpful", "Not helpful"),
                                                      NUMBER("searches", "Searches"),
                                                      NUMBER("in_vain", "In vain"),
                                                      NUMBER("p50_us", "Half within, microseconds"),
                                                      NUMBER("p95_us", "95 % within, microseconds"),
                                                      NUMBER("p99_us", "99 % within, microseconds")};
static const struct report_column days_columns[] = {TEXT("day", "Day"),
                                                    OUTCOMES,
                                                    NUMBER("smalltalk", "Small talk"),
                                                    NUMBER("helpful", "Helpful"),
                                                    NUMBER("unhelpful", "Not helpful"),
                                                    NUMBER("searches", "Searches")};
static const struct report_column hours_columns[] = {TEXT("weekday", "Weekday"), NUMBER("hour", "Hour"),
                                                     NUMBER("asked", "Questions")};
static const struct report_column languages_columns[] = {TEXT("lang", "Language"), OUTCOMES};
static const struct report_column gaps_columns[] = {
    TEXT("question", "Question"),       NUMBER("asked", "Questions"),
    NUMBER("none", "Not answered"),     NUMBER("unsure", "Unsure"),
    NUMBER("unhelpful", "Not helpful"), NUMBER("wordings", "Wordings"),
    TEXT("examples", "Other wordings"), TEXT("nearest", "Nearest entry"),
    NUMBER("confidence", "Confidence"), TEXT("paste_below", "To paste below"),
    TEXT("markdown", "Markdown")};
static const struct report_column entries_columns[] = {
    TEXT("entry", "Entry"), TEXT("question", "Question"), NUMBER("answered", "Answers"),
    NUMBER("helpful", "Helpful"), NUMBER("unhelpful", "Not helpful")};
static const struct report_column unused_columns[] = {TEXT("entry", "Entry"), TEXT("question", "Question")};
static const struct report_column searches_columns[] = {
    TEXT("search", "Search"), NUMBER("searches", "Searches"), NUMBER("in_vain", "In vain")};
static const struct report_column latency_columns[] = {NUMBER("up_to_us", "Up to, microseconds"),
                                                       NUMBER("asked", "Questions")};
static const struct report_column comments_columns[] = {TEXT("day", "Day"), TEXT("comment", "Comment"),
                                                        TEXT("helpful", "Helpful"),
                                                        TEXT("question", "Question"), TEXT("entry", "Entry")};
static const struct report_column left_out_columns[] = {TEXT("what", "What"), NUMBER("count", "How many")};

static const struct {
    const char *name;
    const char *caption;
    const struct report_column *columns;
    size_t column_count;
    void (*fill)(struct filling *filling);
} tables[REPORT_TABLES] = {
    [REPORT_TOTALS] = {"totals", "In all", COLUMNS(totals_columns), fill_totals},
    [REPORT_DAYS] = {"days", "Questions by day", COLUMNS(days_columns), fill_days},
    [REPORT_HOURS] = {"hours", "Questions by weekday and hour", COLUMNS(hours_columns), fill_hours},
    [REPORT_LANGUAGES] = {"languages", "Questions by language", COLUMNS(languages_columns), fill_languages},
    [REPORT_GAPS] = {"gaps", "Questions without a good answer", COLUMNS(gaps_columns), fill_gaps},
    [REPORT_ENTRIES] = {"entries", "Entries by use", COLUMNS(entries_columns), fill_entries},
    [REPORT_UNUSED] = {"unused", "Entries that never answered", COLUMNS(unused_columns), fill_unused},
    [REPORT_SEARCHES] = {"searches", "Searches", COLUMNS(searches_columns), fill_searches},
    [REPORT_LATENCY] = {"latency", "How long answers took", COLUMNS(latency_columns), fill_latency},
    [REPORT_COMMENTS] = {"comments", "Comments", COLUMNS(comments_columns), fill_comments},
    [REPORT_LEFT_OUT] = {"left_out", "What is left out", COLUMNS(left_out_columns), fill_left_out},
};

struct report_table report_table_make(struct report *report, enum report_table_name name)
{
    struct filling filling = {.report = report};
    struct report_table made = {.name = tables[name].name,
                                .caption = tables[name].caption,
                                .columns = tables[name].columns,
                                .column_count = tables[name].column_count};
    buffer_init_in(&filling.cells, &report->kept, SIZE_MAX);
    tables[name].fill(&filling);
    fail_if(filling.cells.failed, FAQBOT_NO_MEMORY, &report->status);
    if (report->status == FAQBOT_OK) {
        made.cells = (const void *)filling.cells.bytes;
        made.row_count = filling.cells.size / sizeof *made.cells / made.column_count;
    }
    return made;
}

/* ==== JSON =========================================================================================== */

static void write_cell_json(struct json_writer *json, const struct report_column *column,
                            const struct report_cell *cell)
{
    if (!column->is_number) {
        json_writer_add_string(json, column->name, cell->text);
    } else if (isnan(cell->number)) {
        json_writer_add_null(json, column->name);
    } else {
        json_writer_add_number(json, column->name, cell->number);
    }
}

void report_write_json(struct report *report, struct buffer *out)
{
    struct json_writer json = json_writer_make(out);
    json_writer_open_object(&json, NULL);
    json_writer_add_string(&json, "name", report->name);
    json_writer_add_integer(&json, "utc_offset_minutes", report->options->utc_offset_minutes);
    json_writer_add_integer(&json, "gaps_in_all", (int64_t)report->gaps_result.gaps);
    json_writer_add_integer(&json, "answered_today", (int64_t)report->gaps_result.closed);
    for (size_t i = 0; i < REPORT_TABLES; i++) {
        struct report_table table = report_table_make(report, (enum report_table_name)i);
        json_writer_open_array(&json, table.name);
        for (size_t row = 0; row < table.row_count; row++) {
            json_writer_open_object(&json, NULL);
            for (size_t j = 0; j < table.column_count; j++) {
                write_cell_json(&json, &table.columns[j], &table.cells[row * table.column_count + j]);
            }
            json_writer_close_object(&json);
        }
        json_writer_close_array(&json);
    }
    json_writer_close_object(&json);
    buffer_add_byte(out, '\n');
}

/* ==== CSV ============================================================================================ */

/* One table with a row for each row of all, so that a spreadsheet can filter by the first column: its columns are those
 * of all tables, each once, in the order of their first. A cell that a spreadsheet would take for a formula begins with
 * an apostrophe. */

#define CSV_COLUMNS_MAX 64

static size_t column_of(const char *const *names, size_t count, const char *name)
{
    size_t at = 0;
    while (at < count && strcmp(names[at], name) != 0) {
        at++;
    }
    return at;
}

static void write_text_csv(struct buffer *out, struct faqbot_view text)
{
    buffer_add_byte(out, '"');
    if (text.size > 0 && strchr("=+-@\t\r", text.bytes[0]) != NULL) {
        buffer_add_byte(out, '\'');
    }
    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] == '"') {
            buffer_add_byte(out, '"');
        }
        buffer_add_byte(out, text.bytes[i]);
    }
    buffer_add_byte(out, '"');
}

static void write_cell_csv(struct buffer *out, const struct report_column *column,
                           const struct report_cell *cell)
{
    if (!column->is_number) {
        write_text_csv(out, cell->text);
    } else if (!isnan(cell->number)) {
        bool is_whole = cell->number >= 0 && cell->number <= 1e15 && floor(cell->number) >= cell->number;
        buffer_add_text(out, number_text(cell->number, is_whole ? 0 : 4).text);
    }
}

static void write_row_csv(const struct report_table *table, size_t row, const char *const *names,
                          size_t name_count, struct buffer *out)
{
    buffer_add_text(out, table->name);
    for (size_t i = 0; i < name_count; i++) {
        buffer_add_byte(out, ',');
        for (size_t j = 0; j < table->column_count; j++) {
            if (strcmp(table->columns[j].name, names[i]) == 0) {
                write_cell_csv(out, &table->columns[j], &table->cells[row * table->column_count + j]);
            }
        }
    }
    buffer_add_text(out, "\r\n");
}

void report_write_csv(struct report *report, struct buffer *out)
{
    const char *names[CSV_COLUMNS_MAX];
    size_t name_count = 0;
    buffer_add_text(out, "table");
    for (size_t i = 0; i < REPORT_TABLES; i++) {
        for (size_t j = 0; j < tables[i].column_count; j++) {
            const char *name = tables[i].columns[j].name;
            if (column_of(names, name_count, name) == name_count && name_count < CSV_COLUMNS_MAX) {
                names[name_count++] = name;
                buffer_add_byte(out, ',');
                buffer_add_text(out, name);
            }
        }
    }
    buffer_add_text(out, "\r\n");
    for (size_t i = 0; i < REPORT_TABLES; i++) {
        struct report_table table = report_table_make(report, (enum report_table_name)i);
        for (size_t row = 0; row < table.row_count; row++) {
            write_row_csv(&table, row, names, name_count, out);
        }
    }
}
