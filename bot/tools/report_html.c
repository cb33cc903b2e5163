/* tools/report_html.c - a report as one page that an owner opens, prints or passes on: figures, plots with the tables
 * behind them, and the questions to write answers for.
 *
 * All texts go through util/html, which escapes by construction, and a stranger's stands in an element that isolates
 * its direction. The page's policy lets it load and run nothing; the one style element is allowed by its hash, which
 * the build computes, and no element has a style of its own. */
#include "tools/tools_internal.h"

#include <math.h>
#include <stdio.h>

#include "util/util.h"

extern const unsigned char embed_bot_tools_report_css[];
extern const unsigned char embed_bot_tools_report_css_sha256[];

#define SECONDS_OF_DAY 86400
#define TOP_ROWS 25           /* of a table that is shown, with the rest behind it */
#define NEAREST_CONFIDENCE .1 /* below it the nearest entry is a matter of chance */
#define STEPS_MAX 160         /* columns of a plot */
#define DAYS_EACH_MAX 124     /* so many days get a column each, more a column a week */

/* ==== Numbers and words ============================================================================== */

/* In groups of three, with narrow blanks that do not break. */
struct words {
    char text[64];
};

static struct words grouped(size_t number)
{
    struct words made;
    struct number_text digits = number_text((double)number, 0);
    size_t size = strlen(digits.text);
    size_t end = 0;
    for (size_t i = 0; i < size; i++) {
        if (i > 0 && (size - i) % 3 == 0) {
            memcpy(made.text + end, "\xe2\x80\xaf", 3);
            end += 3;
        }
        made.text[end++] = digits.text[i];
    }
    made.text[end] = '\0';
    return made;
}

static struct words percent(size_t part, size_t whole)
{
    struct words made;
    double share = whole == 0 ? 0 : 100.0 * (double)part / (double)whole;
    (void)snprintf(made.text, sizeof made.text, "%s\xc2\xa0%%", number_text(share, 1).text);
    return made;
}

static struct words duration(uint64_t microseconds)
{
    static const char *const units[] = {"\xc2\xb5s", "ms", "s"};
    struct words made;
    size_t unit = 0;
    for (; unit < 2 && microseconds >= 1000; unit++) {
        microseconds /= 1000; /* bounds are round */
    }
    (void)snprintf(made.text, sizeof made.text, "%u\xc2\xa0%s", (unsigned)microseconds, units[unit]);
    return made;
}

static struct words clock_name(const struct report *report)
{
    struct words made = {"UTC"};
    int offset = report->options->utc_offset_minutes;
    if (offset != 0) {
        int minutes = offset < 0 ? -offset : offset;
        (void)snprintf(made.text, sizeof made.text, "UTC%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60,
                       minutes % 60);
    }
    return made;
}

/* ==== Elements ======================================================================================= */

static void open_with(struct html *html, const char *element, const char *class)
{
    html_open(html, element);
    html_set(html, "class", class);
}

static void add_words(struct html *html, const char *element, const char *class, const char *words)
{
    open_with(html, element, class);
    html_words(html, words);
    html_close(html);
}

/* A stranger's or an author's text, which may run in either direction. */
static void add_foreign(struct html *html, const char *element, struct faqbot_view text)
{
    html_open(html, element);
    html_set(html, "dir", "auto");
    html_text(html, text);
    html_close(html);
}

static void open_section(struct html *html, const char *id, const char *heading, bool is_long)
{
    html_open(html, "section");
    html_set(html, "id", id);
    if (is_long) {
        html_set(html, "class", "long");
    }
    html_add(html, "h2", view_of(heading));
}

/* What may be wider than the page can be moved, and so must be reached by the keyboard. */
static void open_wide(struct html *html, const char *class, const char *label)
{
    open_with(html, "div", class);
    html_set(html, "tabindex", "0");
    html_set(html, "role", "group");
    html_set(html, "aria-label", label);
}

/* ==== Tables ========================================================================================= */

static void write_head(struct html *html, const struct report_column *column)
{
    html_open(html, "th");
    html_set(html, "scope", "col");
    if (column->is_number) {
        html_set(html, "class", "number");
    }
    html_words(html, column->heading);
    html_close(html);
}

static void write_cell(struct html *html, const struct report_column *column, const struct report_cell *cell)
{
    open_with(html, "td", column->is_number ? "number" : "words");
    if (!column->is_number) {
        html_set(html, "dir", "auto");
        html_text(html, cell->text);
    } else if (!isnan(cell->number)) {
        html_words(html, grouped((size_t)cell->number).text);
    }
    html_close(html);
}

/* The whole table behind what is shown, closed at first. */
static void write_details(struct html *html, struct report *report, enum report_table_name name)
{
    struct report_table table = report_table_make(report, name);
    html_open(html, "details");
    html_open(html, "summary");
    html_words(html, "Table: ");
    html_words(html, table.caption);
    html_close(html);
    open_wide(html, "table", table.caption);
    html_open(html, "table");
    html_add(html, "caption", view_of(table.caption));
    html_open(html, "thead");
    html_open(html, "tr");
    for (size_t i = 0; i < table.column_count; i++) {
        write_head(html, &table.columns[i]);
    }
    html_close(html);
    html_close(html);
    html_open(html, "tbody");
    for (size_t row = 0; row < table.row_count; row++) {
        html_open(html, "tr");
        for (size_t i = 0; i < table.column_count; i++) {
            write_cell(html, &table.columns[i], &table.cells[row * table.column_count + i]);
        }
        html_close(html);
    }
    html_close(html);
    html_close(html);
    html_close(html);
    html_close(html);
}

/* A table that is shown: its name, and the headings of its columns; those of numbers are marked. NULL: a column of
 * bars. write_row() and its like follow, and then close_table(). */
static void open_table(struct html *html, const char *caption, const char *const *headings, size_t count)
{
    open_wide(html, "table", caption);
    html_open(html, "table");
    html_add(html, "caption", view_of(caption));
    html_open(html, "thead");
    html_open(html, "tr");
    for (size_t i = 0; i < count; i++) {
        if (headings[i] == NULL) {
            open_with(html, "td", "share");
            html_close(html);
        } else {
            const struct report_column column = {.heading = headings[i], .is_number = i > 0};
            write_head(html, &column);
        }
    }
    html_close(html);
    html_close(html);
    html_open(html, "tbody");
}

static void close_table(struct html *html)
{
    html_close(html);
    html_close(html);
    html_close(html);
}

static void write_words_cell(struct html *html, struct faqbot_view words, struct faqbot_view below)
{
    open_with(html, "td", "words");
    add_foreign(html, "span", words);
    if (below.size > 0) {
        add_foreign(html, "small", below);
    }
    html_close(html);
}

static void write_bar_cell(struct html *html, size_t part, size_t whole)
{
    open_with(html, "td", "share");
    report_draw_bar(html, whole == 0 ? 0 : (double)part / (double)whole);
    html_close(html);
}

static void write_count_cell(struct html *html, size_t count)
{
    add_words(html, "td", "number", grouped(count).text);
}

/* ==== Totals ========================================================================================= */

static void write_total(struct html *html, const char *name, const char *figure, const char *below)
{
    html_open(html, "div");
    html_add(html, "dt", view_of(name));
    html_open(html, "dd");
    html_words(html, figure);
    if (below != NULL) {
        html_add(html, "small", view_of(below));
    }
    html_close(html);
    html_close(html);
}

static void write_totals(struct html *html, const struct report *report)
{
    static const char *const names[] = {"Answered", "Unsure", "Not answered"};
    size_t asked = report_asked(&report->all);
    char below[128];
    open_with(html, "dl", "totals");
    (void)snprintf(below, sizeof below, "small talk: %s",
                   grouped(report->all.outcomes[FAQBOT_SMALLTALK]).text);
    write_total(html, "Questions", grouped(asked).text,
                report->all.outcomes[FAQBOT_SMALLTALK] > 0 ? below : NULL);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        write_total(html, names[i], percent(report->all.outcomes[i], asked).text,
                    grouped(report->all.outcomes[i]).text);
    }
    (void)snprintf(below, sizeof below, "not helpful: %s", grouped(report->all.unhelpful).text);
    write_total(html, "Called helpful", grouped(report->all.helpful).text, below);
    (void)snprintf(below, sizeof below, "without a hit: %s", grouped(report->searched_in_vain).text);
    write_total(html, "Searches", grouped(report->searched).text, below);
    html_close(html);
}

/* ==== Days =========================================================================================== */

/* The days in equal steps, empty ones too, so that a plot's time runs evenly. */
struct steps {
    int64_t first;
    int64_t days; /* in one */
    size_t count;
    struct report_count counts[STEPS_MAX + 1];
    double values[(STEPS_MAX + 1) * REPORT_SERIES_MAX];
    struct faqbot_view labels[STEPS_MAX + 1];
    char texts[STEPS_MAX + 1][REPORT_DAY_BYTES];
};

static void add_counts(struct report_count *sum, const struct report_count *more)
{
    for (size_t i = 0; i < FAQBOT_OUTCOMES; i++) {
        sum->outcomes[i] += more->outcomes[i];
    }
}

static void make_steps(const struct report *report, struct steps *steps)
{
    int64_t span = report->days[report->day_count - 1].day - report->days[0].day + 1;
    *steps = (struct steps){.first = report->days[0].day, .days = 1};
    if (span > DAYS_EACH_MAX) {
        const int64_t weeks = (span + 6) / 7;
        steps->days = (weeks + STEPS_MAX - 1) / STEPS_MAX * 7;
    }
    steps->count = (size_t)((span + steps->days - 1) / steps->days);
    steps->first -= (int64_t)steps->count * steps->days - span; /* the last step is whole */
    for (size_t i = 0; i < report->day_count; i++) {
        size_t step = (size_t)((report->days[i].day - steps->first) / steps->days);
        add_counts(&steps->counts[step], &report->days[i].count);
    }
    for (size_t i = 0; i < steps->count; i++) {
        report_write_day(steps->first + (int64_t)i * steps->days, steps->texts[i]);
        steps->labels[i] = view_of(steps->texts[i]);
    }
}

static void write_plot(struct html *html, const struct report_plot *plot,
                       void draw(struct html *, const struct report_plot *))
{
    html_open(html, "figure");
    open_wide(html, "plot", plot->title);
    draw(html, plot);
    html_close(html);
    html_close(html);
}

/* The share that was answered, where enough was asked for it to mean something: of one question it is all or nothing.
 * */
static void write_share(struct html *html, struct steps *steps, const char *each)
{
    char title[96];
    for (size_t i = 0; i < steps->count; i++) {
        size_t asked = report_asked(&steps->counts[i]);
        steps->values[i] = asked == 0
                               ? (double)NAN
                               : 100.0 * (double)steps->counts[i].outcomes[FAQBOT_ANSWERED] / (double)asked;
    }
    (void)snprintf(title, sizeof title, "Share of questions that were answered, by %s", each);
    const struct report_plot plot = {
        .id = "share",
        .title = title,
        .description =
            "A line from the first day to the last, between 0 and 100 percent. The table below has the "
            "questions of each day.",
        .count = steps->count,
        .series = 1,
        .values = steps->values,
        .labels = steps->labels,
        .most = 100,
        .unit = " %"};
    html_add(html, "h3", view_of(title));
    write_plot(html, &plot, report_draw_line);
}

static void write_columns(struct html *html, struct steps *steps, const char *each)
{
    static const char *const names[] = {"answered", "unsure", "not answered", "small talk"};
    char title[96];
    for (size_t i = 0; i < steps->count; i++) {
        for (size_t j = 0; j < REPORT_SERIES_MAX; j++) {
            steps->values[i * REPORT_SERIES_MAX + j] = (double)steps->counts[i].outcomes[j];
        }
    }
    (void)snprintf(title, sizeof title, "Questions by %s and outcome", each);
    const struct report_plot plot = {
        .id = "days",
        .title = title,
        .description =
            "Stacked columns from the first day to the last: answered, unsure, not answered, small talk. "
            "The table below has the numbers of each day.",
        .count = steps->count,
        .series = REPORT_SERIES_MAX,
        .names = names,
        .values = steps->values,
        .labels = steps->labels};
    write_plot(html, &plot, report_draw_columns);
}

static void write_days(struct html *html, struct report *report)
{
    struct steps *steps = arena_need(&report->kept, 1, sizeof *steps, &report->status);
    char each[32] = "day";
    if (steps == NULL || report->day_count == 0) {
        return;
    }
    make_steps(report, steps);
    if (steps->days == 7) {
        (void)snprintf(each, sizeof each, "week");
    } else if (steps->days > 7) {
        (void)snprintf(each, sizeof each, "%u weeks", (unsigned)(steps->days / 7));
    }
    open_section(html, "by-day", steps->days == 1 ? "Questions a day" : "Questions over time", false);
    write_columns(html, steps, each);
    write_share(html, steps, each);
    write_details(html, report, REPORT_DAYS);
    html_close(html);
}

/* ==== Gaps =========================================================================================== */

static void write_gap_counts(struct html *html, const struct report_gap *gap)
{
    static const char *const names[] = {"not answered", "unsure", "answered, and called unhelpful"};
    const size_t counts[] = {gap->none, gap->unsure, gap->unhelpful};
    bool is_first = true;
    open_with(html, "p", "soft");
    html_words(html, "Asked ");
    html_words(html, grouped(gap->asked).text);
    html_words(html, gap->asked == 1 ? " time: " : " times: ");
    for (size_t i = 0; i < 3; i++) {
        if (counts[i] > 0) {
            html_words(html, is_first ? "" : ", ");
            html_words(html, grouped(counts[i]).text);
            html_words(html, " ");
            html_words(html, names[i]);
            is_first = false;
        }
    }
    html_words(html, ".");
    if (gap->nearest.size > 0 && gap->confidence >= NEAREST_CONFIDENCE) {
        html_words(html, " The nearest entry is \xe2\x80\x9c");
        add_foreign(html, "bdi", gap->nearest_question.size > 0 ? gap->nearest_question : gap->nearest);
        html_words(html, "\xe2\x80\x9d, with a confidence of ");
        html_words(html, number_text(gap->confidence, 2).text);
        html_words(html, ".");
    }
    html_close(html);
}

static void write_proposal(struct html *html, const struct report_proposal *proposal, size_t number)
{
    static const struct {
        const char *before; /* the entry's id */
        const char *behind;
    } words[] = {
        [FAQBOT_PROPOSAL_ALSO] = {"As further wordings below the question of ", ":"},
        [FAQBOT_PROPOSAL_NOT] = {"Below the question of ", ", which is no answer to this:"},
        [FAQBOT_PROPOSAL_NEW] = {"As a new question, with its answer below:", ""},
        [FAQBOT_PROPOSAL_ANSWER] = {"What visitors called unhelpful is the answer of ", ": improve it."},
    };
    char label[128];
    html_open(html, "p");
    html_words(html, words[proposal->kind].before);
    if (proposal->entry.size > 0) {
        add_foreign(html, "bdi", proposal->entry);
    }
    html_words(html, words[proposal->kind].behind);
    html_close(html);
    if (proposal->kind == FAQBOT_PROPOSAL_ANSWER) {
        return;
    }
    (void)snprintf(label, sizeof label, "Markdown for question %zu", number);
    html_open(html, "pre");
    html_set(html, "tabindex", "0");
    html_set(html, "role", "group");
    html_set(html, "aria-label", label);
    html_set(html, "dir", "auto");
    html_text(html, proposal->markdown);
    html_close(html);
}

static void write_gap(struct html *html, const struct report_gap *gap, size_t number)
{
    char label[128];
    struct faqbot_view rest = gap->examples;
    struct faqbot_view line;
    html_open(html, "article");
    add_foreign(html, "h3", gap->question);
    write_gap_counts(html, gap);
    if (gap->examples.size > 0) {
        size_t shown = 0;
        html_open(html, "ul");
        while (view_next_line(&rest, &line)) {
            add_foreign(html, "li", line);
            shown++;
        }
        if (gap->wordings > shown + 1) {
            (void)snprintf(label, sizeof label, "and %s further wordings",
                           grouped(gap->wordings - shown - 1).text);
            add_words(html, "li", "soft", label);
        }
        html_close(html);
    }
    for (size_t i = 0; i < gap->proposal_count; i++) {
        write_proposal(html, &gap->proposals[i], number);
    }
    html_close(html);
}

static void write_gaps(struct html *html, struct report *report)
{
    const struct faqbot_gaps_result *result = &report->gaps_result;
    open_section(html, "gaps", "What to answer next", true);
    html_open(html, "p");
    if (report->gap_count == 0) {
        html_words(html, "Nothing was asked in vain that today\xe2\x80\x99s knowledge base does not answer.");
    } else {
        html_words(html, grouped(report->gap_asked).text);
        html_words(html, " questions have no good answer today. They are grouped by what they ask, into ");
        html_words(html, grouped(result->gaps).text);
        html_words(html, result->gaps == 1 ? " group. " : " groups. ");
        html_words(html, "To answer one, paste its lines where they belong.");
    }
    if (result->closed > 0) {
        html_words(html, " Another ");
        html_words(html, grouped(result->closed).text);
        html_words(html, " were asked in vain then, and today\xe2\x80\x99s knowledge base answers them.");
    }
    html_close(html);
    for (size_t i = 0; i < report->gap_count; i++) {
        write_gap(html, &report->gaps[i], i + 1);
    }
    if (report->gap_count > 0) {
        write_details(html, report, REPORT_GAPS);
    }
    html_close(html);
}

/* ==== Entries ======================================================================================== */

static void write_entry_row(struct html *html, const struct report_entry *entry, size_t most)
{
    bool is_known = entry->question.size > 0;
    html_open(html, "tr");
    write_words_cell(html, is_known ? entry->question : entry->id,
                     is_known ? entry->id : view_of("no longer in the knowledge base"));
    write_bar_cell(html, report_asked(&entry->count), most);
    write_count_cell(html, report_asked(&entry->count));
    write_count_cell(html, entry->count.helpful);
    write_count_cell(html, entry->count.unhelpful);
    html_close(html);
}

static const char *const entry_headings[] = {"Entry", NULL, "Answers", "Helpful", "Not helpful"};
#define ENTRY_HEADINGS (sizeof entry_headings / sizeof *entry_headings)

/* The entry that comes after `last` by falling number of unhelpful answers, then in the order of use; the count if
 * there is none. For a few rows it is quicker than another sorted list. */
static size_t next_unhelpful(const struct report *report, size_t last)
{
    size_t best = report->entry_count;
    size_t bound = last < report->entry_count ? report->entries[last].count.unhelpful : SIZE_MAX;
    for (size_t i = 0; i < report->entry_count; i++) {
        size_t unhelpful = report->entries[i].count.unhelpful;
        bool is_after = unhelpful < bound || (unhelpful == bound && i > last && last < report->entry_count);
        if (unhelpful > 0 && is_after &&
            (best == report->entry_count || unhelpful > report->entries[best].count.unhelpful)) {
            best = i;
        }
    }
    return best;
}

static void write_unhelpful(struct html *html, const struct report *report, size_t most)
{
    size_t at = next_unhelpful(report, report->entry_count);
    if (at == report->entry_count) {
        return;
    }
    html_add(html, "h3", view_of("Answers that visitors called unhelpful"));
    open_table(html, "Entries by how often they were called unhelpful", entry_headings, ENTRY_HEADINGS);
    for (size_t i = 0; i < TOP_ROWS && at < report->entry_count; i++) {
        write_entry_row(html, &report->entries[at], most);
        at = next_unhelpful(report, at);
    }
    close_table(html);
}

static void write_entries(struct html *html, struct report *report)
{
    size_t most = report->entry_count == 0 ? 0 : report_asked(&report->entries[0].count);
    char text[256];
    open_section(html, "entries", "Entries by use", true);
    if (report->entry_count > 0) {
        open_table(html, "Entries that answered most", entry_headings, ENTRY_HEADINGS);
        for (size_t i = 0; i < report->entry_count && i < TOP_ROWS; i++) {
            write_entry_row(html, &report->entries[i], most);
        }
        close_table(html);
        write_details(html, report, REPORT_ENTRIES);
    }
    write_unhelpful(html, report, most);
    html_add(html, "h3", view_of("Entries that never answered"));
    (void)snprintf(text, sizeof text, "%s of the %s questions in the knowledge base answered nobody.",
                   grouped(report->unused_total).text, grouped(report->known_total).text);
    html_add(html, "p", view_of(text));
    if (report->unused_count > 0) {
        write_details(html, report, REPORT_UNUSED);
    }
    html_close(html);
}

/* ==== Searches ======================================================================================= */

static void write_search_table(struct html *html, const struct report *report, const char *caption,
                               bool is_in_vain)
{
    static const char *const headings[] = {"Search", NULL, "Searches", "Without a hit"};
    size_t shown = 0;
    size_t most = report->searches[0].searched;
    open_table(html, caption, headings, sizeof headings / sizeof *headings);
    for (size_t i = 0; i < report->search_count && shown < TOP_ROWS; i++) {
        const struct report_search *search = &report->searches[i];
        if (is_in_vain && search->vain == 0) {
            continue;
        }
        shown++;
        html_open(html, "tr");
        write_words_cell(html, search->text, view_of(""));
        write_bar_cell(html, search->searched, most);
        write_count_cell(html, search->searched);
        write_count_cell(html, search->vain);
        html_close(html);
    }
    close_table(html);
}

static void write_searches(struct html *html, struct report *report)
{
    if (report->search_count == 0) {
        return;
    }
    open_section(html, "searches", "Searches", true);
    write_search_table(html, report, "What was searched for most", false);
    if (report->searched_in_vain > 0) {
        html_add(html, "h3", view_of("Searches without a hit"));
        write_search_table(html, report, "What was searched for in vain", true);
    }
    write_details(html, report, REPORT_SEARCHES);
    html_close(html);
}

/* ==== When, in which language, how fast ============================================================== */

static void write_hours(struct html *html, struct report *report)
{
    char text[128];
    open_section(html, "when", "When visitors ask", false);
    (void)snprintf(text, sizeof text, "Days and hours are those of %s.", clock_name(report).text);
    add_words(html, "p", "soft", text);
    html_open(html, "figure");
    open_wide(html, "plot", "Questions by weekday and hour");
    report_draw_heat(html, report);
    html_close(html);
    html_close(html);
    write_details(html, report, REPORT_HOURS);
    html_close(html);
}

static void write_languages(struct html *html, struct report *report)
{
    static const char *const headings[] = {"Language", NULL,     "Questions",
                                           "Answered", "Unsure", "Not answered"};
    size_t most = report->lang_count == 0 ? 0 : report_asked(&report->langs[0].count);
    open_section(html, "languages", "Languages", false);
    open_table(html, "Questions by the language that they were read in", headings,
               sizeof headings / sizeof *headings);
    for (size_t i = 0; i < report->lang_count; i++) {
        const struct report_lang *lang = &report->langs[i];
        html_open(html, "tr");
        write_words_cell(html, view_of(lang->tag[0] == '\0' ? "not known" : lang->tag), view_of(""));
        write_bar_cell(html, report_asked(&lang->count), most);
        write_count_cell(html, report_asked(&lang->count));
        write_count_cell(html, lang->count.outcomes[FAQBOT_ANSWERED]);
        write_count_cell(html, lang->count.outcomes[FAQBOT_UNSURE]);
        write_count_cell(html, lang->count.outcomes[FAQBOT_NONE]);
        html_close(html);
    }
    close_table(html);
    html_close(html);
}

/* From the first bound that something was within to the last. */
static void write_latency_plot(struct html *html, const struct report *report)
{
    double values[REPORT_BOUNDS + 1];
    struct words texts[REPORT_BOUNDS + 1];
    struct faqbot_view labels[REPORT_BOUNDS + 1];
    size_t first = 0;
    size_t end = REPORT_BOUNDS + 1;
    while (report->latencies[first] == 0) {
        first++;
    }
    while (report->latencies[end - 1] == 0) {
        end--;
    }
    for (size_t i = first; i < end; i++) {
        values[i - first] = (double)report->latencies[i];
        texts[i] = i < REPORT_BOUNDS ? duration(report_bounds[i]) : (struct words){"longer"};
        labels[i - first] = view_of(texts[i].text);
    }
    const struct report_plot plot = {
        .id = "latency",
        .title = "Questions by how long the answer took",
        .description =
            "A column for each span of time: up to the time below it, and longer than the one before. "
            "The table below has the numbers.",
        .count = end - first,
        .series = 1,
        .values = values,
        .labels = labels};
    write_plot(html, &plot, report_draw_columns);
}

static void write_latency(struct html *html, struct report *report)
{
    static const unsigned hundredths[] = {50, 95, 99};
    static const char *const shares[] = {"Half of the answers took ", " at most, 95\xc2\xa0% ",
                                         " at most, and 99\xc2\xa0% "};
    if (report->timed == 0) {
        return;
    }
    open_section(html, "speed", "How fast answers come", false);
    html_open(html, "p");
    for (size_t i = 0; i < 3; i++) {
        uint64_t bound = report_percentile(report, hundredths[i]);
        html_words(html, shares[i]);
        html_words(html, bound == 0 ? "more than 10\xc2\xa0s" : duration(bound).text);
    }
    html_words(html, " at most.");
    html_close(html);
    write_latency_plot(html, report);
    write_details(html, report, REPORT_LATENCY);
    html_close(html);
}

/* ==== Comments, and what is left out ================================================================= */

static void write_comments(struct html *html, struct report *report)
{
    if (report->comment_count == 0) {
        return;
    }
    open_section(html, "comments", "What visitors wrote", true);
    open_with(html, "ul", "comments");
    for (size_t i = 0; i < report->comment_count && i < FAQBOT_REPORT_COMMENTS_MAX; i++) {
        const struct report_comment *comment =
            &report->comments[(report->comment_count - 1 - i) % FAQBOT_REPORT_COMMENTS_MAX];
        char day[REPORT_DAY_BYTES];
        report_write_day(comment->at / SECONDS_OF_DAY, day);
        html_open(html, "li");
        add_foreign(html, "div", comment->comment);
        open_with(html, "div", "soft");
        html_words(html, comment->helpful < 0 ? "" : comment->helpful > 0 ? "Helpful, " : "Not helpful, ");
        html_words(html, day);
        html_words(html, ", to ");
        add_foreign(html, "bdi", comment->question);
        html_close(html);
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

static void write_left_out(struct html *html, struct report *report)
{
    struct report_table table = report_table_make(report, REPORT_LEFT_OUT);
    if (table.row_count == 0) {
        return;
    }
    open_section(html, "left-out", "What this report leaves out", false);
    html_open(html, "ul");
    for (size_t row = 0; row < table.row_count; row++) {
        html_open(html, "li");
        html_words(html, grouped((size_t)table.cells[row * 2 + 1].number).text);
        html_words(html, " ");
        html_text(html, table.cells[row * 2].text);
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

/* ==== The page ======================================================================================= */

static void write_head_element(struct html *html, const struct report *report)
{
    char policy[192];
    struct buffer style = {.bytes = (char *)(uintptr_t)embed_bot_tools_report_css,
                           .size = strlen((const char *)embed_bot_tools_report_css)};
    (void)snprintf(policy, sizeof policy,
                   "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'",
                   (const char *)embed_bot_tools_report_css_sha256);
    html_open(html, "head");
    html_single(html, "meta");
    html_set(html, "charset", "utf-8");
    html_single(html, "meta");
    html_set(html, "http-equiv", "Content-Security-Policy");
    html_set(html, "content", policy);
    html_single(html, "meta");
    html_set(html, "name", "viewport");
    html_set(html, "content", "width=device-width, initial-scale=1");
    html_single(html, "meta");
    html_set(html, "name", "robots");
    html_set(html, "content", "noindex");
    html_open(html, "title");
    html_words(html, "What visitors asked");
    html_words(html, report->name.size > 0 ? " \xe2\x80\x93 " : "");
    html_text(html, report->name);
    html_close(html);
    html_open(html, "style");
    html_adopt(html, &style);
    html_close(html);
    html_close(html);
}

static void write_header(struct html *html, const struct report *report)
{
    char first[REPORT_DAY_BYTES];
    char last[REPORT_DAY_BYTES];
    html_open(html, "header");
    html_add(html, "h1", view_of("What visitors asked"));
    open_with(html, "p", "soft");
    if (report->name.size > 0) {
        add_foreign(html, "bdi", report->name);
        html_words(html, ", ");
    }
    if (report->first_at == 0) {
        html_words(html, "no questions");
    } else {
        report_write_day(report->first_at / SECONDS_OF_DAY, first);
        report_write_day(report->last_at / SECONDS_OF_DAY, last);
        html_words(html, first);
        html_words(html, " to ");
        html_words(html, last);
    }
    html_close(html);
    html_close(html);
}

static void write_navigation(struct html *html, const struct report *report)
{
    const struct {
        const char *address;
        const char *name;
        bool is_there;
    } places[] = {{"#by-day", "Over time", report->day_count > 0},
                  {"#gaps", "What to answer next", true},
                  {"#entries", "Entries", true},
                  {"#searches", "Searches", report->search_count > 0},
                  {"#when", "When", true},
                  {"#languages", "Languages", true},
                  {"#speed", "Speed", report->timed > 0},
                  {"#comments", "Comments", report->comment_count > 0}};
    html_open(html, "nav");
    html_set(html, "aria-label", "Sections");
    html_open(html, "ul");
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (places[i].is_there) {
            html_open(html, "li");
            html_open(html, "a");
            html_set(html, "href", places[i].address);
            html_words(html, places[i].name);
            html_close(html);
            html_close(html);
        }
    }
    html_close(html);
    html_close(html);
}

void report_write_html(struct report *report, struct buffer *out)
{
    struct html page = html_make(out);
    struct html *html = &page;
    buffer_add_text(out, "<!DOCTYPE html>\n");
    html_open(html, "html");
    html_set(html, "lang", "en");
    write_head_element(html, report);
    html_open(html, "body");
    html_open(html, "main");
    write_header(html, report);
    write_totals(html, report);
    write_navigation(html, report);
    write_days(html, report);
    write_gaps(html, report);
    write_entries(html, report);
    write_searches(html, report);
    write_hours(html, report);
    write_languages(html, report);
    write_latency(html, report);
    write_comments(html, report);
    write_left_out(html, report);
    html_close(html);
    html_close(html);
    html_close(html);
    html_finish(html);
    buffer_add_byte(out, '\n');
}
