/* tools/gaps.c - what visitors asked in vain (gaps.h): the journal's rows by their words, the bot's view
 * of each, and alike ones together. What is alike is clusters.c's to say. */
#include "tools/tools_internal.h"

#include <faqbot.h>
#include <faqbot_tools.h>

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* ==== clusters ========================================================================================== */

/* Groups texts that are alike in one pass over them (leader clustering, Hartigan 1975). Each text is
 * compared with the first text of each cluster only: a cluster stays about what its first text says, the
 * result depends on nothing but the order, and a list of leaders for each feature leads to those that
 * share one. It does not search for the best partition: that would take the square of the time, and a
 * person reads the groups anyway. */

struct clusters_posting {
    uint32_t cluster;
    float weight; /* of the feature in the cluster's first text, which has length 1 */
};

struct clusters_posting_list {
    const struct clusters_posting *postings;
    size_t count;
};

void clusters_init(struct clusters *clusters)
{
    buffer_init(&clusters->lists, SIZE_MAX);
    buffer_init(&clusters->scores, SIZE_MAX);
    clusters->count = 0;
}

static struct buffer *list_at(const struct clusters *clusters, size_t number)
{
    return (struct buffer *)(void *)clusters->lists.bytes + number;
}

static size_t count_lists(const struct clusters *clusters)
{
    return clusters->lists.size / sizeof(struct buffer);
}

void clusters_release(struct clusters *clusters)
{
    for (size_t i = 0; i < count_lists(clusters); i++) {
        buffer_release(list_at(clusters, i));
    }
    buffer_release(&clusters->lists);
    buffer_release(&clusters->scores);
    clusters->count = 0;
}

static struct clusters_posting_list find_list(const struct clusters *clusters, uint32_t number)
{
    const struct buffer *list = list_at(clusters, number);
    return (struct clusters_posting_list){.postings = (const void *)list->bytes,
                                          .count = list->size / sizeof(struct clusters_posting)};
}

static double length_of(const struct clusters_feature *features, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += features[i].weight * features[i].weight;
    }
    return sqrt(sum);
}

/* The cluster that the text is most like, or `count` where none is alike. */
static uint32_t find(struct clusters *clusters, const struct clusters_feature *features, size_t count,
                     double length)
{
    uint32_t best = clusters->count;
    double most = 0;
    double *scores = (void *)clusters->scores.bytes;
    for (size_t i = 0; i < count; i++) {
        const struct clusters_posting_list list = find_list(clusters, features[i].number);
        for (size_t j = 0; j < list.count; j++) {
            scores[list.postings[j].cluster] += features[i].weight / length * (double)list.postings[j].weight;
        }
    }
    /* A second walk over the same lists looks at each score that is not 0, and makes it 0 again. */
    for (size_t i = 0; i < count; i++) {
        const struct clusters_posting_list list = find_list(clusters, features[i].number);
        for (size_t j = 0; j < list.count; j++) {
            uint32_t cluster = list.postings[j].cluster;
            double score = scores[cluster];
            scores[cluster] = 0;
            if (score >= CLUSTERS_ALIKE && (score > most || (score >= most && cluster < best))) {
                most = score;
                best = cluster;
            }
        }
    }
    return best;
}

bool clusters_add(struct clusters *clusters, const struct clusters_feature *features, size_t count,
                  uint32_t *cluster)
{
    double length = length_of(features, count);
    const double zero = 0;
    bool failed = false;
    for (size_t i = 0; i < count; i++) {
        while (count_lists(clusters) <= features[i].number && !clusters->lists.failed) {
            struct buffer list;
            buffer_init(&list, SIZE_MAX);
            buffer_add(&clusters->lists, view_make((const char *)&list, sizeof list));
        }
    }
    if (clusters->lists.failed) {
        return false;
    }
    *cluster = find(clusters, features, count, length);
    if (*cluster < clusters->count) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        struct buffer *list = list_at(clusters, features[i].number);
        const struct clusters_posting posting = {clusters->count, (float)(features[i].weight / length)};
        buffer_add(list, view_make((const char *)&posting, sizeof posting));
        failed = failed || list->failed;
    }
    buffer_add(&clusters->scores, view_make((const char *)&zero, sizeof zero));
    clusters->count++;
    return !failed && !clusters->scores.failed;
}

/* ==== gaps ============================================================================================== */

#define FOLDED_BYTES_MAX ((size_t)16 * 1024 * 1024) /* of one question while it is folded */
#define LINE_BYTES_MAX ((size_t)16 * 1024)          /* of one "- also:" line */
#define FEATURES_MAX 256                            /* of one question: it has no more words */

/* A distinct question. */
struct import_entry {
    struct faqbot_view text; /* as it was first typed */
    size_t none;
    size_t unsure;
    size_t unhelpful;
    uint32_t number; /* in order of first appearance */
    uint32_t next;   /* of the same group; 0: none, for the first is nobody's next */
};

/* Questions that are alike. */
struct group {
    size_t asked;
    uint32_t first; /* its leader, in the order of the items */
    uint32_t last;
    struct faqbot_entry_ref nearest;
    double confidence;
};

struct gaps {
    const struct faqbot_gaps_options *options;
    struct faqbot *bot;
    struct string_table keys; /* folded questions */
    struct string_table stems;
    struct arena scratch;
    struct arena kept;          /* the questions as they were typed, and the nearest entries */
    struct buffer list;         /* struct import_entry by struct import_entry */
    struct import_entry *items; /* the same; valid until one is added */
    size_t item_count;
    struct clusters clusters;
    struct group *groups; /* by cluster */
    struct buffer line;
    struct faqbot_gaps_result result;
    bool no_memory;
};

/* -- Reading the journal -------------------------------------------------------------------------------------------
 */

/* The item of a question, a new one where it is new; NULL: the limit, or no memory, which is kept in mind. */
static struct import_entry *find_item(struct gaps *gaps, struct faqbot_view question)
{
    struct faqbot_view key;
    arena_reset(&gaps->scratch);
    if (!tokenize_folded(&gaps->scratch, question, &key)) {
        return NULL;
    }
    uint32_t number = string_table_find(&gaps->keys, key);
    if (number != STRING_TABLE_NONE) {
        return &gaps->items[number];
    }
    struct import_entry item = {.number = (uint32_t)gaps->item_count};
    if (!arena_copy(&gaps->kept, question, &item.text) ||
        (number = string_table_add(&gaps->keys, key)) == STRING_TABLE_NONE) {
        return NULL;
    }
    assert(number == gaps->item_count);
    buffer_add(&gaps->list, view_make((const char *)&item, sizeof item));
    gaps->items = (void *)gaps->list.bytes;
    gaps->no_memory |= gaps->list.failed;
    return gaps->list.failed ? NULL : &gaps->items[gaps->item_count++];
}

static bool take_row(void *user, const struct faqbot_journal_row *row)
{
    struct gaps *gaps = user;
    bool unanswered = row->ask.outcome != FAQBOT_ANSWERED;
    bool unhelpful = !unanswered && row->helpful == 0;
    gaps->result.rows++;
    if (!unanswered && !unhelpful) {
        return true;
    }
    gaps->result.unanswered += unanswered;
    gaps->result.unhelpful += unhelpful;
    bool blank = view_is_empty(view_trim(row->ask.question));
    struct import_entry *item = blank ? NULL : find_item(gaps, row->ask.question);
    gaps->no_memory |= gaps->scratch.no_memory || gaps->kept.no_memory || string_table_failed(&gaps->keys);
    if (item == NULL) {
        gaps->result.left_out++;
        return !gaps->no_memory;
    }
    item->none += row->ask.outcome == FAQBOT_NONE;
    item->unsure += row->ask.outcome == FAQBOT_UNSURE;
    item->unhelpful += unhelpful;
    return true;
}

/* -- Putting alike ones together -----------------------------------------------------------------------------------
 */

static size_t asked(const struct import_entry *item)
{
    return item->none + item->unsure + item->unhelpful;
}

/* By how often they were asked, then by which came first. */
static int compare_items(const void *left, const void *right)
{
    const struct import_entry *a = left;
    const struct import_entry *b = right;
    if (asked(a) != asked(b)) {
        return asked(a) > asked(b) ? -1 : 1;
    }
    return a->number < b->number ? -1 : a->number > b->number;
}

static size_t take_features(struct gaps *gaps, const struct faqbot_explanation *outline,
                            struct clusters_feature features[FEATURES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < outline->word_count && count < FEATURES_MAX; i++) {
        const struct faqbot_explained_word *word = &outline->words[i];
        if (word->weight > 0) {
            uint32_t number = string_table_add(&gaps->stems, word->stem);
            gaps->no_memory |= number == STRING_TABLE_NONE;
            features[count++] = (struct clusters_feature){.number = number, .weight = word->weight};
        }
    }
    return count;
}

static enum faqbot_status lead_group(struct gaps *gaps, struct group *group, size_t index,
                                     const struct faqbot_explanation *outline)
{
    *group = (struct group){.first = (uint32_t)index, .last = (uint32_t)index};
    if (outline->candidate_count > 0) {
        const struct faqbot_explained_candidate *best = &outline->candidates[0];
        group->confidence = best->score;
        if (!arena_copy(&gaps->kept, best->id, &group->nearest.id) ||
            !arena_copy(&gaps->kept, best->question, &group->nearest.question)) {
            return FAQBOT_NO_MEMORY;
        }
    }
    return FAQBOT_OK;
}

static enum faqbot_status place_item(struct gaps *gaps, size_t index)
{
    struct import_entry *item = &gaps->items[index];
    struct clusters_feature features[FEATURES_MAX];
    struct faqbot_explanation outline;
    const struct faqbot_question question = {.text = item->text};
    enum faqbot_status status = faqbot_explain_brief(gaps->bot, &question, &outline);
    if (status == FAQBOT_INVALID || status == FAQBOT_LIMIT) {
        gaps->result.left_out += asked(item);
        item->none = item->unsure = item->unhelpful = 0;
        return FAQBOT_OK;
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    /* What was asked in vain and is answered today is no gap any more; what was called unhelpful may still be one. */
    if (outline.outcome == FAQBOT_ANSWERED) {
        gaps->result.closed += item->none + item->unsure;
        item->none = item->unsure = 0;
    }
    if (asked(item) == 0) {
        return FAQBOT_OK;
    }
    uint32_t cluster;
    size_t count = take_features(gaps, &outline, features);
    uint32_t before = gaps->clusters.count;
    if (gaps->no_memory || !clusters_add(&gaps->clusters, features, count, &cluster)) {
        return FAQBOT_NO_MEMORY;
    }
    struct group *group = &gaps->groups[cluster];
    if (cluster == before) {
        status = lead_group(gaps, group, index, &outline);
    } else {
        gaps->items[group->last].next = (uint32_t)index;
        group->last = (uint32_t)index;
    }
    group->asked += asked(item);
    return status;
}

static enum faqbot_status place_items(struct gaps *gaps)
{
    if (gaps->item_count > 0) { /* without any there is no array */
        qsort(gaps->items, gaps->item_count, sizeof *gaps->items, compare_items);
    }
    for (size_t i = FAQBOT_GAPS_QUESTIONS_MAX; i < gaps->item_count; i++) {
        gaps->result.left_out += asked(&gaps->items[i]);
    }
    if (gaps->item_count > FAQBOT_GAPS_QUESTIONS_MAX) {
        gaps->item_count = FAQBOT_GAPS_QUESTIONS_MAX;
    }
    gaps->groups = calloc(gaps->item_count + 1, sizeof *gaps->groups);
    enum faqbot_status status = gaps->groups == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    for (size_t i = 0; i < gaps->item_count && status == FAQBOT_OK; i++) {
        status = place_item(gaps, i);
    }
    return status;
}

/* -- Telling -------------------------------------------------------------------------------------------------------
 */

/* The question as a line that reads as it: what Markdown would take for mark-up is escaped, white space and control
 * characters are blanks. */
static void write_line(struct buffer *line, struct faqbot_view question)
{
    buffer_add_text(line, "- also: ");
    question = view_trim(question);
    for (size_t i = 0; i < question.size; i++) {
        unsigned char byte = (unsigned char)question.bytes[i];
        if (byte < ' ' || byte == 0x7f) {
            buffer_add_byte(line, ' ');
            continue;
        }
        if (strchr("\\`*_[]<>&#!", byte) != NULL) {
            buffer_add_byte(line, '\\');
        }
        buffer_add_byte(line, question.bytes[i]);
    }
}

/* Counts an item, and shows its wording where there is room for it; the end of its line goes into `ends`. */
static void add_item(struct gaps *gaps, const struct import_entry *item, struct faqbot_gap *gap,
                     struct faqbot_gap_phrasing *phrasings, size_t *ends)
{
    gap->none += item->none;
    gap->unsure += item->unsure;
    gap->unhelpful += item->unhelpful;
    if (gap->phrasings_total++ < FAQBOT_GAP_PHRASINGS_MAX) {
        write_line(&gaps->line, item->text);
        ends[gap->phrasing_count] = gaps->line.size;
        phrasings[gap->phrasing_count++] =
            (struct faqbot_gap_phrasing){.question = item->text, .asked = asked(item)};
    }
}

static enum faqbot_status tell(struct gaps *gaps, const struct group *group)
{
    struct faqbot_gap_phrasing phrasings[FAQBOT_GAP_PHRASINGS_MAX];
    size_t ends[FAQBOT_GAP_PHRASINGS_MAX];
    struct faqbot_gap gap = {.asked = group->asked,
                             .phrasings = phrasings,
                             .nearest = group->nearest,
                             .confidence = group->confidence};
    buffer_reset(&gaps->line);
    for (size_t i = group->first;; i = gaps->items[i].next) {
        add_item(gaps, &gaps->items[i], &gap, phrasings, ends);
        if (gaps->items[i].next == 0) {
            break;
        }
    }
    if (gaps->line.failed) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0, start = 0; i < gap.phrasing_count; start = ends[i++]) {
        phrasings[i].also = view_slice(buffer_view(&gaps->line), start, ends[i] - start);
    }
    gaps->options->tell(gaps->options->tell_user, &gap);
    return FAQBOT_OK;
}

static int compare_groups(const void *left, const void *right)
{
    const struct group *a = *(const struct group *const *)left;
    const struct group *b = *(const struct group *const *)right;
    if (a->asked != b->asked) {
        return a->asked > b->asked ? -1 : 1;
    }
    return a->first < b->first ? -1 : a->first > b->first;
}

static enum faqbot_status tell_all(struct gaps *gaps)
{
    size_t count = gaps->clusters.count;
    const struct group **order = calloc(count + 1, sizeof *order);
    enum faqbot_status status = order == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    for (size_t i = 0; i < count && status == FAQBOT_OK; i++) {
        order[i] = &gaps->groups[i];
    }
    if (status == FAQBOT_OK) {
        qsort(order, count, sizeof *order, compare_groups);
    }
    for (size_t i = 0; i < count && status == FAQBOT_OK; i++) {
        status = tell(gaps, order[i]);
    }
    free(order);
    gaps->result.gaps = count;
    return status;
}

/* -- The whole -----------------------------------------------------------------------------------------------------
 */

static enum faqbot_status run(struct gaps *gaps, struct faqbot_fault *fault)
{
    const struct faqbot_gaps_options *options = gaps->options;
    const struct faqbot_options opened = {.index = options->index,
                                          .knowledge = options->knowledge,
                                          .report = options->report,
                                          .report_user = options->report_user};
    const struct faqbot_journal_read_options read = {
        .path = options->journal, .since = options->since, .ask = take_row, .user = gaps};
    enum faqbot_status status = faqbot_journal_read(&read, fault);
    if (status == FAQBOT_OK) {
        status = gaps->no_memory ? FAQBOT_NO_MEMORY : faqbot_open(&opened, &gaps->bot, fault);
    }
    if (status == FAQBOT_OK) {
        status = place_items(gaps);
    }
    return status == FAQBOT_OK ? tell_all(gaps) : status;
}

enum faqbot_status faqbot_gaps(const struct faqbot_gaps_options *options, struct faqbot_gaps_result *result,
                               struct faqbot_fault *fault)
{
    struct gaps gaps = {.options = options};
    struct faqbot_fault found = {.sentence = ""};
    string_table_init(&gaps.keys, FAQBOT_GAPS_BYTES_MAX);
    string_table_init(&gaps.stems, FAQBOT_GAPS_BYTES_MAX);
    arena_init(&gaps.scratch, FOLDED_BYTES_MAX);
    arena_init(&gaps.kept, FAQBOT_GAPS_BYTES_MAX);
    buffer_init(&gaps.list, SIZE_MAX);
    clusters_init(&gaps.clusters);
    buffer_init(&gaps.line, FAQBOT_GAP_PHRASINGS_MAX * LINE_BYTES_MAX);
    enum faqbot_status status = run(&gaps, &found);
    if (status == FAQBOT_OK) {
        *result = gaps.result;
    } else if (fault != NULL) {
        *fault = found;
        if (found.sentence[0] == '\0') {
            fault_set(fault, status, NULL, 0, "cannot look for gaps: %s", faqbot_status_text(status));
        }
    }
    faqbot_close(gaps.bot);
    buffer_release(&gaps.line);
    clusters_release(&gaps.clusters);
    arena_release(&gaps.kept);
    arena_release(&gaps.scratch);
    string_table_release(&gaps.stems);
    string_table_release(&gaps.keys);
    buffer_release(&gaps.list);
    free(gaps.groups);
    return status;
}
