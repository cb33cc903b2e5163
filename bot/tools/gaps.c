/* tools/gaps.c - what visitors asked in vain, and so what to write next (faqbot_gaps() of faqbot_tools.h):
 * the journal's rows become distinct questions, today's bot is asked each of them again, and those that are
 * still open are grouped by likeness.
 *
 * A row's way: it is left out unless the bot did not answer or the visitor called the answer unhelpful; rows
 * with the same words become one question; the most frequent questions are asked again; what is answered
 * today is closed; the rest is put into clusters, and each cluster is a gap. Only then is anything told, so
 * that a failure half-way tells nothing that is not the whole.
 *
 * It proposes no answers and writes nothing: a person reads the groups, the largest first. What the visitor
 * called unhelpful stays even if the bot answers it, since an answer that does not help is a gap too. */
#include "tools/tools_internal.h"

#include <faqbot.h>
#include <faqbot_tools.h>

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* ==== Clusters: texts that are alike, in one pass ==================================================== */

/* Leader clustering (Hartigan 1975, "Clustering Algorithms"): each text is compared with the first text of
 * each cluster only, its leader. So a cluster stays about what its leader says, and the result depends on
 * nothing but the order; the most frequent question comes first and leads. Likeness is the cosine of the
 * angle between two vectors of weighted words. An inverted index of the leaders, a list for each feature,
 * leads to those that share one.
 *
 * It deliberately does not look for the best partition: that takes time that grows with the square of the
 * number of texts, or depends on a seed, and a person reads the groups anyway. */

#define NO_POSTING UINT32_MAX

/* A leader that has the feature. The list of a feature is a chain, the latest leader first: the order within
 * it does not matter, for a leader stands in it once and ties are broken by number. */
struct posting {
    uint32_t cluster;
    float weight;  /* in the leader's vector, scaled to length 1 */
    uint32_t next; /* posting of the same feature, or NO_POSTING */
};

/* Allocates nothing: the lists grow with the features that are added. */
void clusters_init(struct clusters *clusters)
{
    buffer_init(&clusters->heads, SIZE_MAX);
    buffer_init(&clusters->postings, SIZE_MAX);
    buffer_init(&clusters->scores, SIZE_MAX);
    clusters->count = 0;
}

void clusters_release(struct clusters *clusters)
{
    buffer_release(&clusters->heads);
    buffer_release(&clusters->postings);
    buffer_release(&clusters->scores);
    clusters->count = 0;
}

/* The cluster that the text is most like; clusters->count if none is alike. The dot product of two vectors of
 * length 1 is the cosine, and only leaders that share a feature have one above 0: so the lists of the text's
 * own features are all that is read, however many clusters there are. */
static uint32_t find_cluster(struct clusters *clusters, const struct clusters_feature *features, size_t count,
                             double length)
{
    const uint32_t *heads = (const void *)clusters->heads.bytes;
    const struct posting *postings = (const void *)clusters->postings.bytes;
    double *scores = (void *)clusters->scores.bytes;
    uint32_t best = clusters->count;
    double most = 0;
    for (size_t i = 0; i < count; i++) {
        for (uint32_t at = heads[features[i].number]; at != NO_POSTING; at = postings[at].next) {
            scores[postings[at].cluster] += features[i].weight / length * (double)postings[at].weight;
        }
    }
    /* A second walk over the same lists visits each score that is not 0 and makes it 0 again: cheaper than
     * clearing the scores of all clusters for each text. */
    for (size_t i = 0; i < count; i++) {
        for (uint32_t at = heads[features[i].number]; at != NO_POSTING; at = postings[at].next) {
            uint32_t cluster = postings[at].cluster;
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

/* Makes the text the leader of a new cluster. */
static void add_leader(struct clusters *clusters, const struct clusters_feature *features, size_t count,
                       double length)
{
    uint32_t *heads = (void *)clusters->heads.bytes;
    const double zero = 0;
    for (size_t i = 0; i < count; i++) {
        const struct posting posting = {.cluster = clusters->count,
                                        .weight = (float)(features[i].weight / length),
                                        .next = heads[features[i].number]};
        heads[features[i].number] = (uint32_t)(clusters->postings.size / sizeof posting);
        buffer_add(&clusters->postings, view_make((const char *)&posting, sizeof posting));
    }
    buffer_add(&clusters->scores, view_make((const char *)&zero, sizeof zero));
    clusters->count++;
}

/* A text without features has length 0, and shares nothing: it becomes a leader that nothing is ever like.
 * Nothing is divided by its length, for there is nothing to divide. */
bool clusters_add(struct clusters *clusters, const struct clusters_feature *features, size_t count,
                  uint32_t *cluster)
{
    const uint32_t none = NO_POSTING;
    double squares = 0;
    for (size_t i = 0; i < count; i++) {
        squares += features[i].weight * features[i].weight;
        while (clusters->heads.size / sizeof none <= features[i].number && !clusters->heads.failed) {
            buffer_add(&clusters->heads, view_make((const char *)&none, sizeof none));
        }
    }
    if (clusters->heads.failed) {
        return false;
    }
    *cluster = find_cluster(clusters, features, count, sqrt(squares));
    if (*cluster == clusters->count) {
        add_leader(clusters, features, count, sqrt(squares));
    }
    return !clusters->postings.failed && !clusters->scores.failed;
}

/* ==== Gaps =========================================================================================== */

#define SCRATCH_BYTES_MAX                                                                                    \
    ((size_t)16 * 1024 * 1024)             /* of one question while it is folded, or of one gap's lines */
#define LINE_BYTES_MAX ((size_t)16 * 1024) /* of one line to paste: 2000 characters, each escaped, fit */
#define FEATURES_MAX 256                   /* of one question; words beyond are no reason to call two alike */

/* A distinct question: the same words in the same order, whatever their case and punctuation. */
struct asked_question {
    struct faqbot_view text; /* as it was first typed */
    size_t none;
    size_t unsure;
    size_t unhelpful;
    struct faqbot_view
        unhelpful_entry; /* the last whose answer was called that, as long as it is an answer */
    uint32_t number;     /* in order of first appearance */
    uint32_t next;       /* of the same group; 0: none, for question 0 leads a group if it is in one */
};

/* Questions that are alike. */
struct group {
    size_t asked;
    uint32_t first; /* its leader */
    uint32_t last;
    struct faqbot_entry_ref nearest;
    double confidence;
};

/* Everything that one call needs. The first failure stays in `fault.status`, with its sentence if it has one;
 * what takes this struct does nothing from then on. */
struct gaps {
    const struct faqbot_gaps_options *options;
    struct faqbot *bot;
    struct string_table keys; /* folded questions, numbered as the questions are */
    struct string_table stems;
    struct arena scratch;
    struct arena kept;       /* the questions as they were typed, and the nearest entries */
    struct buffer questions; /* struct asked_question by struct asked_question */
    struct clusters clusters;
    struct buffer groups; /* struct group by struct group, by cluster until they are sorted */
    struct faqbot_gaps_result result;
    struct faqbot_fault fault;
};

/* Both are valid until another is added. */
static struct asked_question *question_at(struct gaps *gaps, size_t index)
{
    return (struct asked_question *)(void *)gaps->questions.bytes + index;
}

static struct group *group_at(struct gaps *gaps, size_t index)
{
    return (struct group *)(void *)gaps->groups.bytes + index;
}

/* How often it was asked in vain, or answered unhelpfully. */
static size_t asked(const struct asked_question *question)
{
    return question->none + question->unsure + question->unhelpful;
}

/* -- Reading the journal ------------------------------------------------------------------------------ */

/* The question that `text` asks, a new one if it is new. NULL: there is no room for it within
 * FAQBOT_GAPS_BYTES_MAX, which leaves the row out, or no memory, which is a failure. */
static struct asked_question *find_question(struct gaps *gaps, struct faqbot_view text)
{
    struct faqbot_view key;
    struct asked_question question = {.number = gaps->keys.count};
    arena_reset(&gaps->scratch);
    if (tokenize_folded(&gaps->scratch, text, &key)) {
        uint32_t number = string_table_find(&gaps->keys, key);
        if (number != STRING_TABLE_NONE) {
            return question_at(gaps, number);
        }
        if (arena_copy(&gaps->kept, text, &question.text) &&
            string_table_add(&gaps->keys, key) != STRING_TABLE_NONE) {
            buffer_add(&gaps->questions, view_make((const char *)&question, sizeof question));
        }
    }
    if (gaps->scratch.no_memory || gaps->kept.no_memory || string_table_failed(&gaps->keys) ||
        gaps->questions.failed) {
        gaps->fault.status = FAQBOT_NO_MEMORY;
        return NULL;
    }
    return question.number < gaps->keys.count ? question_at(gaps, question.number) : NULL;
}

/* Of several entries that did not help the last counts: it is what the bot answered most recently. */
static void keep_unhelpful(struct gaps *gaps, struct asked_question *question, struct faqbot_view entry)
{
    question->unhelpful++;
    if (!view_equals(question->unhelpful_entry, entry) &&
        !arena_copy(&gaps->kept, entry, &question->unhelpful_entry)) {
        question->unhelpful_entry = view_of(""); /* there is no room: no line is proposed */
        gaps->fault.status = gaps->kept.no_memory ? FAQBOT_NO_MEMORY : gaps->fault.status;
    }
}

/* Passes over rows that were answered and not called unhelpful. An unanswered row counts even if its visitor
 * sent no feedback: most do not. */
static bool take_row(void *user, const struct faqbot_journal_row *row)
{
    struct gaps *gaps = user;
    bool is_unanswered = row->ask.outcome != FAQBOT_ANSWERED;
    bool is_unhelpful = !is_unanswered && row->helpful == 0;
    gaps->result.rows++;
    if (!is_unanswered && !is_unhelpful) {
        return true;
    }
    gaps->result.unanswered += is_unanswered;
    gaps->result.unhelpful += is_unhelpful;
    bool is_blank = view_is_empty(view_trim(row->ask.question));
    struct asked_question *question = is_blank ? NULL : find_question(gaps, row->ask.question);
    if (question == NULL) {
        gaps->result.left_out++;
        return gaps->fault.status == FAQBOT_OK;
    }
    question->none += row->ask.outcome == FAQBOT_NONE;
    question->unsure += row->ask.outcome == FAQBOT_UNSURE;
    if (is_unhelpful) {
        keep_unhelpful(gaps, question, row->ask.entry);
    }
    return gaps->fault.status == FAQBOT_OK;
}

/* -- Grouping ----------------------------------------------------------------------------------------- */

/* By how often they were asked, then by which came first: the same journal gives the same groups. */
static int compare_questions(const void *left, const void *right)
{
    const struct asked_question *a = left;
    const struct asked_question *b = right;
    if (asked(a) != asked(b)) {
        return asked(a) > asked(b) ? -1 : 1;
    }
    return a->number < b->number ? -1 : a->number > b->number;
}

/* The words of a question that weigh something in today's index. Rare words weigh most, so two questions
 * about "membership" are alike, and two that begin with "how do I" are not. Words that no entry has weigh
 * too: what is missing is often what they name. */
static size_t take_features(struct gaps *gaps, const struct faqbot_explanation *explanation,
                            struct clusters_feature features[FEATURES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < explanation->word_count && count < FEATURES_MAX; i++) {
        const struct faqbot_explained_word *word = &explanation->words[i];
        if (word->weight > 0) {
            uint32_t number = string_table_add(&gaps->stems, word->stem);
            if (number == STRING_TABLE_NONE) {
                gaps->fault.status = FAQBOT_NO_MEMORY;
                return 0;
            }
            features[count++] = (struct clusters_feature){.number = number, .weight = word->weight};
        }
    }
    return count;
}

/* A new group, whose leader is the question. */
static void add_group(struct gaps *gaps, uint32_t index, const struct faqbot_explanation *explanation)
{
    struct group group = {.first = index, .last = index};
    bool is_kept = true;
    if (explanation->candidate_count > 0) {
        const struct faqbot_explained_candidate *best = &explanation->candidates[0];
        group.confidence = best->score;
        is_kept = arena_copy(&gaps->kept, best->id, &group.nearest.id) &&
                  arena_copy(&gaps->kept, best->question, &group.nearest.question);
    }
    buffer_add(&gaps->groups, view_make((const char *)&group, sizeof group));
    if (!is_kept || gaps->groups.failed) {
        gaps->fault.status = FAQBOT_NO_MEMORY;
    }
}

/* Puts a question that is still open into the group of those that are like it. */
static void group_question(struct gaps *gaps, uint32_t index, const struct faqbot_explanation *explanation)
{
    struct clusters_feature features[FEATURES_MAX];
    uint32_t known = gaps->clusters.count;
    uint32_t cluster;
    size_t count = take_features(gaps, explanation, features);
    if (gaps->fault.status != FAQBOT_OK || !clusters_add(&gaps->clusters, features, count, &cluster)) {
        gaps->fault.status = FAQBOT_NO_MEMORY;
        return;
    }
    if (cluster == known) {
        add_group(gaps, index, explanation);
    }
    if (gaps->fault.status == FAQBOT_OK) {
        struct group *group = group_at(gaps, cluster);
        if (cluster < known) {
            question_at(gaps, group->last)->next = index;
            group->last = index;
        }
        group->asked += asked(question_at(gaps, index));
    }
}

/* Whether today's bot gives the answer that was called unhelpful. A question that is the entry's own, word for
 * word, is no line for it to exclude: reading would refuse that. */
static bool is_still_answered(struct gaps *gaps, const struct asked_question *question,
                              const struct faqbot_explanation *explanation)
{
    struct faqbot_view asked_words;
    struct faqbot_view own_words;
    if (explanation->outcome != FAQBOT_ANSWERED || view_is_empty(question->unhelpful_entry) ||
        !view_equals(explanation->candidates[0].id, question->unhelpful_entry)) {
        return false;
    }
    arena_reset(&gaps->scratch);
    if (!tokenize_folded(&gaps->scratch, question->text, &asked_words) ||
        !tokenize_folded(&gaps->scratch, explanation->candidates[0].question, &own_words)) {
        gaps->fault.status = FAQBOT_NO_MEMORY;
        return false;
    }
    return !view_equals(asked_words, own_words);
}

/* Asks today's bot. The journal may be months old, and the knowledge base has grown since. */
static void place_question(struct gaps *gaps, uint32_t index)
{
    struct asked_question *question = question_at(gaps, index);
    const struct faqbot_question posed = {.text = question->text};
    struct faqbot_explanation explanation;
    enum faqbot_status *status = &gaps->fault.status;
    *status = faqbot_explain_brief(gaps->bot, &posed, &explanation);
    if (is_unaskable(*status)) { /* today */
        gaps->result.left_out += asked(question);
        *status = FAQBOT_OK;
        return;
    }
    if (*status != FAQBOT_OK) {
        return;
    }
    /* What was asked in vain and is answered today is no gap any more; what was called unhelpful may still be
     * one. */
    if (explanation.outcome == FAQBOT_ANSWERED) {
        gaps->result.closed += question->none + question->unsure;
        question->none = question->unsure = 0;
    }
    if (!is_still_answered(gaps, question, &explanation)) {
        question->unhelpful_entry = view_of("");
    }
    if (asked(question) > 0) {
        group_question(gaps, index, &explanation);
    }
}

/* The most frequent questions come first, and lead their groups. Their number is bounded because each is
 * searched for. */
static void place_questions(struct gaps *gaps)
{
    size_t count = gaps->questions.size / sizeof(struct asked_question);
    if (count > 0) { /* without any there is no array */
        qsort(gaps->questions.bytes, count, sizeof(struct asked_question), compare_questions);
    }
    for (uint32_t i = 0; i < count && gaps->fault.status == FAQBOT_OK; i++) {
        if (i < FAQBOT_GAPS_QUESTIONS_MAX) {
            place_question(gaps, i);
        } else {
            gaps->result.left_out += asked(question_at(gaps, i));
        }
    }
}

/* -- Reporting ---------------------------------------------------------------------------------------- */

/* The question as a line to paste into an article, in the arena: what Markdown would take for markup is escaped,
 * and white space and control characters become blanks. `mark` is what the line begins with. */
static struct faqbot_view write_line(struct gaps *gaps, const char *mark, struct faqbot_view question)
{
    struct buffer written;
    struct buffer *line = &written;
    buffer_init_in(line, &gaps->scratch, LINE_BYTES_MAX);
    buffer_add_text(line, mark);
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
    gaps->fault.status = line->failed ? FAQBOT_NO_MEMORY : gaps->fault.status;
    return buffer_view(line);
}

static struct faqbot_gap_phrasing make_phrasing(struct gaps *gaps, const struct asked_question *question)
{
    struct faqbot_gap_phrasing phrasing = {.question = question->text,
                                           .also = write_line(gaps, "- also: ", question->text),
                                           .not_entry = question->unhelpful_entry,
                                           .asked = asked(question)};
    if (!view_is_empty(phrasing.not_entry)) {
        phrasing.not_line = write_line(gaps, "- not: ", question->text);
    }
    return phrasing;
}

/* One gap: counts over all its questions, the wording of the first FAQBOT_GAP_PHRASINGS_MAX, and the nearest
 * entry, to which the author may add them instead of writing a new one. */
static void report_group(struct gaps *gaps, const struct group *group)
{
    struct faqbot_gap_phrasing phrasings[FAQBOT_GAP_PHRASINGS_MAX];
    struct faqbot_gap gap = {.asked = group->asked,
                             .phrasings = phrasings,
                             .nearest = group->nearest,
                             .confidence = group->confidence};
    const struct asked_question *question;
    arena_reset(&gaps->scratch);
    for (uint32_t i = group->first; i != 0 || gap.phrasings_total == 0; i = question->next) {
        question = question_at(gaps, i);
        gap.none += question->none;
        gap.unsure += question->unsure;
        gap.unhelpful += question->unhelpful;
        if (gap.phrasings_total++ < FAQBOT_GAP_PHRASINGS_MAX) {
            phrasings[gap.phrasing_count++] = make_phrasing(gaps, question);
        }
    }
    if (gaps->fault.status != FAQBOT_OK) {
        return;
    }
    gaps->options->tell(gaps->options->tell_user, &gap);
}

/* The most frequent first; of equals the one whose leader comes first. */
static int compare_groups(const void *left, const void *right)
{
    const struct group *a = left;
    const struct group *b = right;
    if (a->asked != b->asked) {
        return a->asked > b->asked ? -1 : 1;
    }
    return a->first < b->first ? -1 : a->first > b->first;
}

static void report_groups(struct gaps *gaps)
{
    gaps->result.gaps = gaps->groups.size / sizeof(struct group);
    if (gaps->result.gaps > 0) {
        qsort(gaps->groups.bytes, gaps->result.gaps, sizeof(struct group), compare_groups);
    }
    for (size_t i = 0; i < gaps->result.gaps && gaps->fault.status == FAQBOT_OK; i++) {
        report_group(gaps, group_at(gaps, i));
    }
}

/* -- The whole ---------------------------------------------------------------------------------------- */

/* Reads the journal before it opens the bot: to say that there is no such file is quick, and to open a large
 * index is not. */
static void run(struct gaps *gaps)
{
    const struct faqbot_gaps_options *options = gaps->options;
    const struct faqbot_options opened = {.index = options->index,
                                          .knowledge = options->knowledge,
                                          .today = options->today,
                                          .encoder = options->encoder,
                                          .report = options->report,
                                          .report_user = options->report_user};
    const struct faqbot_journal_read_options read = {
        .path = options->journal, .since = options->since, .ask = take_row, .user = gaps};
    enum faqbot_status status = faqbot_journal_read(&read, &gaps->fault);
    gaps->fault.status = status == FAQBOT_OK ? gaps->fault.status : status;
    if (gaps->fault.status == FAQBOT_OK) {
        gaps->fault.status = faqbot_open(&opened, &gaps->bot, &gaps->fault);
    }
    place_questions(gaps);
    if (gaps->fault.status == FAQBOT_OK) {
        report_groups(gaps);
    }
}

enum faqbot_status faqbot_gaps(const struct faqbot_gaps_options *options, struct faqbot_gaps_result *result,
                               struct faqbot_fault *fault)
{
    struct gaps gaps = {.options = options};
    string_table_init(&gaps.keys, FAQBOT_GAPS_BYTES_MAX);
    string_table_init(&gaps.stems, FAQBOT_GAPS_BYTES_MAX);
    arena_init(&gaps.scratch, SCRATCH_BYTES_MAX);
    arena_init(&gaps.kept, FAQBOT_GAPS_BYTES_MAX);
    buffer_init(&gaps.questions, SIZE_MAX);
    buffer_init(&gaps.groups, SIZE_MAX);
    clusters_init(&gaps.clusters);
    run(&gaps);
    enum faqbot_status status = gaps.fault.status;
    if (status == FAQBOT_OK) {
        *result = gaps.result;
    } else if (gaps.fault.sentence[0] == '\0') {
        fault_set(fault, status, NULL, 0, "cannot look for gaps: %s", faqbot_status_text(status));
    } else if (fault != NULL) {
        *fault = gaps.fault;
    }
    faqbot_close(gaps.bot);
    clusters_release(&gaps.clusters);
    buffer_release(&gaps.groups);
    buffer_release(&gaps.questions);
    arena_release(&gaps.kept);
    arena_release(&gaps.scratch);
    string_table_release(&gaps.stems);
    string_table_release(&gaps.keys);
    return status;
}
