/* tools/report.c - a journal counted for the owner of a knowledge base (faqbot_report() of faqbot_tools.h): what
 * visitors asked, when, in which language, and what came of it.
 *
 * Three passes fill one struct: the journal's rows are counted as they come, and only what is distinct is kept, within
 * limits; faqbot_gaps() groups what was asked in vain; the knowledge base names its entries, and those that never
 * answered. Then report_tables.c makes tables of it, report_html.c a page, with plots by report_svg.c.
 *
 * It deliberately keeps no row and knows no clock: a report of last year is the same whenever it is made. */
#include "tools/tools_internal.h"

#include <faqbot.h>
#include <faqbot_tools.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

#define KEPT_BYTES_MAX                                                                                       \
    ((size_t)512 << 20) /* of lists, tables and texts: several times what the limits allow */
#define REPORT_BYTES_MAX ((size_t)256 << 20) /* of the report itself */
#define TEXT_CHARS_MAX 300                   /* of a text that is shown; the rest is cut */
#define DAY_SECONDS 86400
#define HOUR_SECONDS 3600

/* What is needed while rows are counted. */
struct counting {
    struct report *report;
    struct string_table ids;      /* of entries, numbered as `entries` is */
    struct buffer entries;        /* struct report_entry */
    struct string_table searched; /* folded, numbered as `searches` is */
    struct buffer searches;       /* struct report_search */
    struct buffer days;           /* struct report_day, in order */
    struct buffer gaps;           /* struct report_gap */
    struct arena scratch;
    struct arena comments[FAQBOT_REPORT_COMMENTS_MAX];
};

/* ==== Texts of strangers ============================================================================= */

/* Whether a character could hide, or turn the order of what stands beside it: Unicode's controls of direction, and
 * C1. */
static bool is_harmful(uint32_t character)
{
    return (character >= 0x7f && character <= 0x9f) || character == 0x61c ||
           (character >= 0x200b && character <= 0x200f && character != 0x200d) ||
           (character >= 0x202a && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069) ||
           character == 0xfeff || (character >= 0xe0000 && character <= 0xe007f);
}

/* A copy for the report, on one line: white space becomes a blank, and what is harmful the mark for what cannot be
 * shown. Bytes that are not UTF-8, of a damaged journal, become such marks too. */
static struct faqbot_view clean(struct arena *arena, struct faqbot_view text, size_t most,
                                enum faqbot_status *status)
{
    static const char mark[] = "\xef\xbf\xbd";
    struct buffer kept;
    bool is_valid = utf8_is_valid(text);
    size_t characters = 0;
    buffer_init_in(&kept, arena, SIZE_MAX);
    text = view_trim(text);
    while (text.size > 0 && characters++ < most) {
        struct faqbot_view rest = text;
        uint32_t character = (unsigned char)text.bytes[0];
        if (is_valid) {
            (void)utf8_next(&rest, &character);
        } else {
            rest = view_slice(text, 1, SIZE_MAX);
        }
        if (character < ' ' || character == 0x2028 || character == 0x2029) {
            buffer_add_byte(&kept, ' ');
        } else if (is_harmful(character) || (!is_valid && character >= 0x80)) {
            buffer_add_text(&kept, mark);
        } else {
            buffer_add(&kept, view_slice(text, 0, text.size - rest.size));
        }
        text = rest;
    }
    if (text.size > 0) {
        buffer_add_text(&kept, "\xe2\x80\xa6");
    }
    fail_if(kept.failed, FAQBOT_NO_MEMORY, status);
    return buffer_view(&kept);
}

static struct faqbot_view keep_text(struct report *report, struct faqbot_view text)
{
    return clean(&report->kept, text, TEXT_CHARS_MAX, &report->status);
}

/* ==== Rows =========================================================================================== */

/* A damaged journal may have any time; the sum must not overflow. */
static int64_t local_time(const struct report *report, int64_t at)
{
    const int64_t most = INT64_C(253402300799); /* the last second of 9999 */
    at = at < 0 ? 0 : at > most ? most : at;
    int64_t local = at + (int64_t)report->options->utc_offset_minutes * 60;
    return local < 0 ? 0 : local;
}

static void add_to(struct report_count *count, const struct faqbot_journal_row *row)
{
    count->outcomes[row->ask.outcome]++;
    count->helpful += row->helpful == 1;
    count->unhelpful += row->helpful == 0;
}

/* The day, a new one if it is new. Rows come in the order of their times, searches after all questions. NULL: it is
 * beyond the limit, or no memory. */
static struct report_day *find_day(struct counting *counting, int64_t day)
{
    const struct report_day new = {.day = day};
    struct report_day *days = (void *)counting->days.bytes;
    size_t count = counting->days.size / sizeof *days;
    size_t low = 0;
    for (size_t high = count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (days[middle].day < day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < count && days[low].day == day) {
        return &days[low];
    }
    if (count == FAQBOT_REPORT_DAYS_MAX) {
        return NULL;
    }
    buffer_add(&counting->days, view_make((const char *)&new, sizeof new));
    if (counting->days.failed) {
        counting->report->status = FAQBOT_NO_MEMORY;
        return NULL;
    }
    days = (void *)counting->days.bytes;
    memmove(days + low + 1, days + low, (count - low) * sizeof *days);
    days[low] = new;
    return &days[low];
}

/* The last place is for all languages that have none. */
static struct report_lang *find_lang(struct report *report, struct faqbot_view tag)
{
    for (size_t i = 0; i < report->lang_count; i++) {
        if (view_equals_text(tag, report->langs[i].tag)) {
            return &report->langs[i];
        }
    }
    bool is_known = report->lang_count < FAQBOT_REPORT_LANGS_MAX && tag.size < FAQBOT_LANG_BYTES;
    struct report_lang *lang = &report->langs[is_known ? report->lang_count++ : FAQBOT_REPORT_LANGS_MAX];
    if (is_known) {
        (void)snprintf(lang->tag, sizeof lang->tag, "%.*s", (int)tag.size, tag.size == 0 ? "" : tag.bytes);
    }
    return lang;
}

static void count_entry(struct counting *counting, const struct faqbot_journal_row *row)
{
    struct report *report = counting->report;
    const struct report_entry new = {.question = view_of("")};
    uint32_t number = string_table_add(&counting->ids, row->ask.entry);
    if (number != STRING_TABLE_NONE && number == counting->entries.size / sizeof new) {
        buffer_add(&counting->entries, view_make((const char *)&new, sizeof new));
    }
    if (string_table_failed(&counting->ids) || counting->entries.failed) {
        report->status = FAQBOT_NO_MEMORY;
    } else if (number == STRING_TABLE_NONE) {
        report->left_out_entries++;
    } else {
        add_to(&((struct report_entry *)(void *)counting->entries.bytes)[number].count, row);
    }
}

/* The texts of a comment lie in an arena of its place, which a later one takes. */
static void keep_comment(struct counting *counting, const struct faqbot_journal_row *row)
{
    struct report *report = counting->report;
    size_t place = report->comment_count++ % FAQBOT_REPORT_COMMENTS_MAX;
    struct arena *arena = &counting->comments[place];
    arena_reset(arena);
    report->comments[place] =
        (struct report_comment){.at = local_time(report, row->ask.at),
                                .helpful = row->helpful,
                                .comment = clean(arena, row->comment, TEXT_CHARS_MAX, &report->status),
                                .question = clean(arena, row->ask.question, TEXT_CHARS_MAX, &report->status),
                                .entry = clean(arena, row->ask.entry, TEXT_CHARS_MAX, &report->status)};
}

static void count_time(struct report *report, uint64_t microseconds)
{
    size_t bucket = 0;
    if (microseconds > 0) {
        while (bucket < REPORT_BOUNDS && microseconds > report_bounds[bucket]) {
            bucket++;
        }
        report->latencies[bucket]++;
        report->timed++;
    }
}

/* A faqbot_journal_ask_callback. */
static bool count_ask(void *user, const struct faqbot_journal_row *row)
{
    struct counting *counting = user;
    struct report *report = counting->report;
    int64_t at = local_time(report, row->ask.at);
    struct report_day *day = find_day(counting, at / DAY_SECONDS);
    report->first_at = report->first_at == 0 ? at : report->first_at;
    report->last_at = at;
    add_to(&report->all, row);
    if (day != NULL) {
        add_to(&day->count, row);
    } else {
        report->left_out_days++;
    }
    if (row->ask.outcome != FAQBOT_SMALLTALK) { /* no question, and recognised by a list of ours */
        add_to(&find_lang(report, row->ask.lang)->count, row);
        report->hours[(at / DAY_SECONDS + 3) % REPORT_WEEK_DAYS][at % DAY_SECONDS / HOUR_SECONDS]++;
        count_time(report, row->ask.microseconds);
    }
    if (row->ask.entry.size > 0 && report->status == FAQBOT_OK) {
        count_entry(counting, row);
    }
    if (row->comment.size > 0 && report->status == FAQBOT_OK) {
        keep_comment(counting, row);
    }
    return report->status == FAQBOT_OK;
}

/* Searches are the same if their words are, as gaps has it of questions. */
static bool count_search(void *user, const struct faqbot_journal_search *search)
{
    struct counting *counting = user;
    struct report *report = counting->report;
    struct faqbot_view key;
    struct report_search new = {.searched = 0};
    struct report_day *day = find_day(counting, local_time(report, search->at) / DAY_SECONDS);
    report->searched++;
    report->searched_in_vain += search->hits == 0;
    if (day != NULL) {
        day->searches++;
    }
    arena_reset(&counting->scratch);
    uint32_t number = tokenize_folded(&counting->scratch, search->text, &key)
                          ? string_table_add(&counting->searched, key)
                          : STRING_TABLE_NONE;
    if (number != STRING_TABLE_NONE && number == counting->searches.size / sizeof new) {
        new.text = keep_text(report, search->text);
        buffer_add(&counting->searches, view_make((const char *)&new, sizeof new));
    }
    if (counting->scratch.no_memory || string_table_failed(&counting->searched) ||
        counting->searches.failed) {
        report->status = FAQBOT_NO_MEMORY;
    } else if (number == STRING_TABLE_NONE) {
        report->left_out_searches++;
    } else {
        struct report_search *found = &((struct report_search *)(void *)counting->searches.bytes)[number];
        found->searched++;
        found->vain += search->hits == 0;
    }
    return report->status == FAQBOT_OK;
}

static void count_journal(struct counting *counting, struct faqbot_fault *fault)
{
    const struct faqbot_report_options *options = counting->report->options;
    const struct faqbot_journal_read_options read = {.path = options->journal,
                                                     .store = options->journal_store,
                                                     .since = options->since,
                                                     .until = options->until,
                                                     .ask = count_ask,
                                                     .search = count_search,
                                                     .user = counting};
    enum faqbot_status status = faqbot_journal_read(&read, fault);
    fail_if(status != FAQBOT_OK, status, &counting->report->status);
}

/* ==== Gaps =========================================================================================== */

/* Lines to paste stay lines, and are not cut. */
static struct faqbot_view keep_lines(struct report *report, struct faqbot_view lines)
{
    struct buffer kept;
    struct faqbot_view line;
    buffer_init_in(&kept, &report->kept, SIZE_MAX);
    while (view_next_line(&lines, &line)) {
        buffer_add(&kept, clean(&report->kept, line, SIZE_MAX, &report->status));
        buffer_add_byte(&kept, '\n');
    }
    fail_if(kept.failed, FAQBOT_NO_MEMORY, &report->status);
    return buffer_view(&kept);
}

static void keep_proposals(struct report *report, const struct faqbot_gap *gap, struct report_gap *kept)
{
    for (size_t i = 0; i < gap->proposal_count && i < FAQBOT_GAP_PROPOSALS_MAX; i++) {
        const struct faqbot_proposal *proposal = &gap->proposals[i];
        kept->proposals[kept->proposal_count++] =
            (struct report_proposal){.kind = proposal->kind,
                                     .entry = keep_text(report, proposal->entry),
                                     .markdown = keep_lines(report, proposal->markdown)};
    }
}

static struct faqbot_view write_examples(struct report *report, const struct faqbot_gap *gap)
{
    struct buffer lines;
    buffer_init_in(&lines, &report->kept, SIZE_MAX);
    for (size_t i = 1; i < gap->phrasing_count; i++) {
        buffer_add_text(&lines, i > 1 ? "\n" : "");
        buffer_add(&lines, keep_text(report, gap->phrasings[i].question));
    }
    fail_if(lines.failed, FAQBOT_NO_MEMORY, &report->status);
    return buffer_view(&lines);
}

/* A faqbot_gaps_callback: they come largest first. */
static void keep_gap(void *user, const struct faqbot_gap *gap)
{
    struct counting *counting = user;
    struct report *report = counting->report;
    report->gap_asked += gap->asked;
    if (counting->gaps.size / sizeof(struct report_gap) >= FAQBOT_REPORT_GAPS_MAX ||
        report->status != FAQBOT_OK) {
        return;
    }
    struct report_gap kept = {.question = keep_text(report, gap->phrasings[0].question),
                              .examples = write_examples(report, gap),
                              .asked = gap->asked,
                              .none = gap->none,
                              .unsure = gap->unsure,
                              .unhelpful = gap->unhelpful,
                              .wordings = gap->phrasings_total,
                              .nearest = keep_text(report, gap->nearest.id),
                              .nearest_question = keep_text(report, gap->nearest.question),
                              .confidence = gap->confidence};
    keep_proposals(report, gap, &kept);
    buffer_add(&counting->gaps, view_make((const char *)&kept, sizeof kept));
    fail_if(counting->gaps.failed, FAQBOT_NO_MEMORY, &report->status);
}

static void find_gaps(struct counting *counting, struct faqbot_fault *fault)
{
    struct report *report = counting->report;
    const struct faqbot_report_options *options = report->options;
    const struct faqbot_gaps_options gaps = {.journal = options->journal,
                                             .journal_store = options->journal_store,
                                             .knowledge = options->knowledge,
                                             .index = options->index,
                                             .today = options->today,
                                             .encoder = options->encoder,
                                             .since = options->since,
                                             .until = options->until,
                                             .no_trials = true,
                                             .tell = keep_gap,
                                             .tell_user = counting,
                                             .watch = options->watch,
                                             .watch_user = options->watch_user,
                                             .report = options->report,
                                             .report_user = options->report_user};
    if (report->status == FAQBOT_OK) {
        enum faqbot_status status = faqbot_gaps(&gaps, &report->gaps_result, fault);
        fail_if(status != FAQBOT_OK, status, &report->status);
    }
}

/* ==== The knowledge base ============================================================================= */

/* An entry of the knowledge base gives those that answered their question, and is unused if it is not among them. */
static void name_entry(struct counting *counting, const struct faqbot_answer *entry, bool is_question,
                       struct buffer *unused)
{
    struct report *report = counting->report;
    uint32_t number = string_table_find(&counting->ids, entry->entry);
    report->known_total += is_question;
    if (number != STRING_TABLE_NONE) {
        ((struct report_entry *)(void *)counting->entries.bytes)[number].question =
            keep_text(report, entry->question);
    } else if (is_question && report->unused_total++ < FAQBOT_REPORT_ENTRIES_MAX) {
        const struct report_entry new = {.id = keep_text(report, entry->entry),
                                         .question = keep_text(report, entry->question)};
        buffer_add(unused, view_make((const char *)&new, sizeof new));
        fail_if(unused->failed, FAQBOT_NO_MEMORY, &report->status);
    }
}

/* The faults of a knowledge base were told when the gaps were looked for. */
static void name_entries(struct counting *counting, struct faqbot_fault *fault)
{
    struct report *report = counting->report;
    const struct faqbot_options opened = {.index = report->options->index,
                                          .knowledge = report->options->knowledge,
                                          .today = report->options->today,
                                          .encoder = report->options->encoder};
    struct faqbot *bot = NULL;
    struct buffer unused;
    buffer_init_in(&unused, &report->kept, SIZE_MAX);
    if (report->status == FAQBOT_OK) {
        report->status = faqbot_open(&opened, &bot, fault);
    }
    size_t count = report->status == FAQBOT_OK ? faqbot_about(bot)->entries : 0;
    for (size_t i = 0; i < count && report->status == FAQBOT_OK; i++) {
        struct faqbot_answer answer;
        bool is_question = false;
        report->status = faqbot_entry_at(bot, i, &answer, &is_question);
        if (report->status == FAQBOT_OK) {
            name_entry(counting, &answer, is_question, &unused);
        }
    }
    if (report->status == FAQBOT_OK) {
        report->name = keep_text(report, faqbot_about(bot)->name);
    }
    report->unused = (void *)unused.bytes;
    report->unused_count = unused.size / sizeof *report->unused;
    faqbot_close(bot);
}

/* ==== Order ========================================================================================== */

static int compare_entries(const void *left, const void *right)
{
    const struct report_entry *a = left;
    const struct report_entry *b = right;
    size_t one = report_asked(&a->count);
    size_t other = report_asked(&b->count);
    return one != other ? (one > other ? -1 : 1) : view_compare(a->id, b->id);
}

static int compare_searches(const void *left, const void *right)
{
    const struct report_search *a = left;
    const struct report_search *b = right;
    return a->searched != b->searched ? (a->searched > b->searched ? -1 : 1) : view_compare(a->text, b->text);
}

static int compare_langs(const void *left, const void *right)
{
    const struct report_lang *a = left;
    const struct report_lang *b = right;
    size_t one = report_asked(&a->count);
    size_t other = report_asked(&b->count);
    return one != other ? (one > other ? -1 : 1) : strcmp(a->tag, b->tag);
}

/* qsort() must not be given NULL. */
static void sort(struct buffer *list, size_t item_bytes, int compare(const void *, const void *))
{
    if (list->size > item_bytes) {
        qsort(list->bytes, list->size / item_bytes, item_bytes, compare);
    }
}

/* Ids are the table's until they are shown, and harmless then. */
static void sort_all(struct counting *counting)
{
    struct report *report = counting->report;
    struct report_entry *entries = (void *)counting->entries.bytes;
    report->entry_count = counting->entries.size / sizeof *entries;
    for (size_t i = 0; i < report->entry_count && report->status == FAQBOT_OK; i++) {
        entries[i].id = keep_text(report, counting->ids.strings[i]);
    }
    sort(&counting->entries, sizeof *report->entries, compare_entries);
    sort(&counting->searches, sizeof *report->searches, compare_searches);
    if (report_asked(&report->langs[FAQBOT_REPORT_LANGS_MAX].count) > 0) {
        (void)snprintf(report->langs[FAQBOT_REPORT_LANGS_MAX].tag, FAQBOT_LANG_BYTES, "other");
        report->lang_count = FAQBOT_REPORT_LANGS_MAX + 1;
    }
    qsort(report->langs, report->lang_count, sizeof *report->langs, compare_langs);
    report->entries = (void *)counting->entries.bytes;
    report->searches = (void *)counting->searches.bytes;
    report->search_count = counting->searches.size / sizeof *report->searches;
    report->days = (void *)counting->days.bytes;
    report->day_count = counting->days.size / sizeof *report->days;
    report->gaps = (void *)counting->gaps.bytes;
    report->gap_count = counting->gaps.size / sizeof *report->gaps;
}

/* ==== The whole ====================================================================================== */

static void write_report(struct report *report, struct faqbot_fault *fault)
{
    static void (*const writers[])(struct report *, struct buffer *) = {
        [FAQBOT_REPORT_HTML] = report_write_html,
        [FAQBOT_REPORT_JSON] = report_write_json,
        [FAQBOT_REPORT_CSV] = report_write_csv,
    };
    const struct faqbot_report_options *options = report->options;
    struct buffer out;
    buffer_init(&out, REPORT_BYTES_MAX);
    if (report->status == FAQBOT_OK) {
        writers[options->format](report, &out);
        fail_if(out.failed, FAQBOT_NO_MEMORY, &report->status);
    }
    if (report->status == FAQBOT_OK && !options->write(options->write_user, buffer_view(&out))) {
        report->status = fault_set(fault, FAQBOT_IO, NULL, 0, "the report cannot be written");
    }
    buffer_release(&out);
}

static void make_report(struct counting *counting, struct faqbot_fault *fault)
{
    count_journal(counting, fault);
    find_gaps(counting, fault);
    name_entries(counting, fault);
    sort_all(counting);
    write_report(counting->report, fault);
}

enum faqbot_status faqbot_report(const struct faqbot_report_options *options,
                                 struct faqbot_report_result *result, struct faqbot_fault *fault)
{
    struct faqbot_fault why = {.status = FAQBOT_OK};
    struct report *report = calloc(1, sizeof *report);
    struct counting counting = {.report = report};
    if (report == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    report->options = options;
    arena_init(&report->kept, KEPT_BYTES_MAX);
    arena_init(&counting.scratch, (size_t)FAQBOT_JOURNAL_TEXT_BYTES_MAX * 64);
    string_table_init(&counting.ids, FAQBOT_REPORT_TEXTS_BYTES_MAX);
    string_table_init(&counting.searched, FAQBOT_REPORT_TEXTS_BYTES_MAX);
    for (size_t i = 0; i < FAQBOT_REPORT_COMMENTS_MAX; i++) {
        arena_init(&counting.comments[i], (size_t)FAQBOT_JOURNAL_TEXT_BYTES_MAX * 8);
    }
    buffer_init(&counting.entries, SIZE_MAX);
    buffer_init(&counting.searches, SIZE_MAX);
    buffer_init(&counting.days, SIZE_MAX);
    buffer_init(&counting.gaps, SIZE_MAX);
    make_report(&counting, &why);
    enum faqbot_status status = report->status;
    if (status == FAQBOT_OK) {
        *result = (struct faqbot_report_result){report_asked(&report->all), report->searched,
                                                report->gaps_result.gaps};
    } else if (why.sentence[0] == '\0') {
        fault_set(fault, status, NULL, 0, "cannot make the report: %s", faqbot_status_text(status));
    } else if (fault != NULL) {
        *fault = why;
    }
    buffer_release(&counting.gaps);
    buffer_release(&counting.days);
    buffer_release(&counting.searches);
    buffer_release(&counting.entries);
    string_table_release(&counting.searched);
    string_table_release(&counting.ids);
    for (size_t i = 0; i < FAQBOT_REPORT_COMMENTS_MAX; i++) {
        arena_release(&counting.comments[i]);
    }
    arena_release(&counting.scratch);
    arena_release(&report->kept);
    free(report);
    return status;
}
