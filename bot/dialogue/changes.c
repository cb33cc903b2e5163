/* dialogue/changes.c - what would have changed an outcome. Nothing is guessed: the changed question is asked, and the
 * rest is subtraction. */
#include "dialogue/changes.h"

#include <string.h>

#define SENTENCE_BYTES_MAX ((size_t)64 * 1024)
#define SCRATCH_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define SENTENCES_MAX (CHANGES_TRIES_MAX + 3) /* two thresholds and the second entry besides */

struct finder {
    struct retrieval *retrieval;
    const struct retrieval_query *query;
    const struct explain_search *explained;
    struct arena *arena;
    struct arena scratch;   /* of one try */
    struct buffer sentence; /* the one that is being written */
    struct faqbot_view *list;
    size_t count;
    size_t tries;
};

/* -- Sentences ----------------------------------------------------------------------------------------------------- */

/* With two decimals, whatever the locale; 0 or more. */
static void add_number(struct buffer *sentence, double number)
{
    uint64_t hundredths = (uint64_t)(number * 100 + .5);
    buffer_add_number(sentence, hundredths / 100);
    buffer_add_text(sentence, hundredths % 100 < 10 ? ".0" : ".");
    buffer_add_number(sentence, hundredths % 100);
}

/* A difference; one that rounds to nothing is still one. */
static void add_difference(struct buffer *sentence, double number)
{
    if (number > 0 && number < .005) {
        buffer_add_text(sentence, "less than 0.01");
    } else {
        add_number(sentence, number);
    }
}

static void add_quoted(struct buffer *sentence, struct faqbot_view text)
{
    buffer_add_byte(sentence, '"');
    buffer_add(sentence, text);
    buffer_add_byte(sentence, '"');
}

static enum faqbot_status end_sentence(struct finder *finder)
{
    struct buffer *sentence = &finder->sentence;
    buffer_add_byte(sentence, '.');
    if (sentence->failed || finder->count == SENTENCES_MAX ||
        !arena_copy(finder->arena, buffer_view(sentence), &finder->list[finder->count])) {
        return FAQBOT_NO_MEMORY;
    }
    finder->count++;
    buffer_reset(sentence);
    return FAQBOT_OK;
}

/* `lead`, then the entry's id. */
static enum faqbot_status add_entry(struct finder *finder, const char *lead, uint32_t number)
{
    struct store_entry entry;
    enum faqbot_status status =
        store_get_entry(retrieval_store(finder->retrieval), number, &finder->scratch, &entry);
    if (status == FAQBOT_OK) {
        buffer_add_text(&finder->sentence, lead);
        add_quoted(&finder->sentence, entry.id);
    }
    return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
}

/* -- Numbers ------------------------------------------------------------------------------------------------------- */

static enum faqbot_status add_threshold(struct finder *finder, double threshold, const char *above,
                                        const char *below)
{
    struct buffer *sentence = &finder->sentence;
    double lacking = threshold - finder->explained->result.confidence;
    buffer_add_text(sentence, lacking > 0 ? "With a confidence of " : "With a confidence below ");
    add_number(sentence, threshold);
    buffer_add_text(sentence, lacking > 0 ? " or more it would have been " : " it would have been ");
    buffer_add_text(sentence, lacking > 0 ? above : below);
    buffer_add_text(sentence, lacking > 0 ? "; it lacks " : "; it has ");
    add_difference(sentence, lacking > 0 ? lacking : -lacking);
    buffer_add_text(sentence, lacking > 0 ? "" : " to spare");
    return end_sentence(finder);
}

/* The thresholds next above and below the confidence. */
static enum faqbot_status add_thresholds(struct finder *finder)
{
    static const char *const answered = "answered";
    static const char *const unsure = "offered as a choice";
    static const char *const none = "refused";
    const struct explain_search *explained = finder->explained;
    bool has_choice = explained->unsure_threshold < explained->answered_threshold;
    if (explained->result.match_count == 0) {
        buffer_add_text(&finder->sentence, "No entry has a word of the question or a piece of one");
        return end_sentence(finder);
    }
    bool is_answered = explained->result.verdict == VERDICT_ANSWER;
    enum faqbot_status status =
        add_threshold(finder, explained->answered_threshold, answered, has_choice ? unsure : none);
    if (status == FAQBOT_OK && !is_answered && has_choice) {
        status = add_threshold(finder, explained->unsure_threshold, unsure, none);
    }
    return status;
}

/* What keeps the second entry from being the first. */
static enum faqbot_status add_runner_up(struct finder *finder)
{
    struct buffer *sentence = &finder->sentence;
    const struct ranked *list = finder->explained->candidates;
    if (finder->explained->result.match_count < 2) {
        return FAQBOT_OK;
    }
    size_t widest = 0;
    for (size_t i = 1; i < FEATURE_COUNT; i++) {
        if (list[0].shares[i] - list[1].shares[i] > list[0].shares[widest] - list[1].shares[widest]) {
            widest = i;
        }
    }
    enum faqbot_status status = add_entry(finder, "The entry ", list[1].entry);
    if (status != FAQBOT_OK) {
        return status;
    }
    if (list[0].score > list[1].score) {
        buffer_add_text(sentence, " would lead if it had ");
        add_difference(sentence, list[0].score - list[1].score);
        buffer_add_text(sentence, " points more; what it lacks most is ");
        add_quoted(sentence, view_of(rank_feature_name((enum feature)widest)));
        buffer_add_text(sentence, " (");
        add_difference(sentence, list[0].shares[widest] - list[1].shares[widest]);
        buffer_add_text(sentence, ")");
    } else {
        buffer_add_text(sentence, " has as many points; language, then place in the knowledge, decide");
    }
    return end_sentence(finder);
}

/* -- Tries --------------------------------------------------------------------------------------------------------- */

/* Goes on from "Without this" in the sentence, after the question was asked again. One that changes neither the outcome
 * nor the first entry is told only where it `is_telling` all the same. */
static enum faqbot_status conclude(struct finder *finder, const struct retrieval_result *other,
                                   bool is_telling)
{
    static const char *const verdicts[] = {[VERDICT_NONE] = "it would be refused",
                                           [VERDICT_UNSURE] = "a choice would be offered",
                                           [VERDICT_ANSWER] = "it would be answered"};
    struct buffer *sentence = &finder->sentence;
    const struct retrieval_result *result = &finder->explained->result;
    bool is_other_verdict = other->verdict != result->verdict;
    bool is_other_entry = other->match_count > 0 && other->verdict != VERDICT_NONE &&
                          (is_other_verdict || other->matches[0].entry != result->matches[0].entry);
    enum faqbot_status status = FAQBOT_OK;
    if (!is_other_verdict && !is_other_entry && !is_telling) {
        buffer_reset(sentence);
        return FAQBOT_OK;
    }
    buffer_add_text(sentence, " the confidence would be ");
    add_number(sentence, other->confidence);
    buffer_add_text(sentence, is_other_verdict ? ", and " : "; still ");
    buffer_add_text(sentence, verdicts[other->verdict]);
    if (is_other_entry) {
        status = add_entry(finder, ", with the entry ", other->matches[0].entry);
    }
    return status == FAQBOT_OK ? end_sentence(finder) : status;
}

static enum faqbot_status try_question(struct finder *finder, struct faqbot_view text,
                                       struct faqbot_view context, bool is_telling)
{
    struct retrieval_result other;
    const struct retrieval_query query = {.text = text, .context = context, .top = finder->query->top};
    if (view_is_empty(view_trim(text)) || finder->tries == CHANGES_TRIES_MAX) {
        buffer_reset(&finder->sentence);
        return FAQBOT_OK;
    }
    finder->tries++;
    enum faqbot_status status = retrieval_search(finder->retrieval, &query, &finder->scratch, &other);
    if (status == FAQBOT_OK) {
        status = conclude(finder, &other, is_telling);
    }
    arena_reset(&finder->scratch);
    return status;
}

/* A copy of the question. */
static char *copy_text(struct finder *finder)
{
    struct faqbot_view source = finder->query->text;
    char *text = arena_take(finder->arena, source.size);
    return text == NULL ? NULL : memcpy(text, source.bytes, source.size);
}

static void blank(const struct finder *finder, const struct explain_word *word, char *text)
{
    memset(text + (word->written.bytes - finder->query->text.bytes), ' ', word->written.size);
}

static bool is_typed(const struct explain_word *word, enum explain_role role)
{
    return word->origin != EXPLAIN_CONTEXT && word->role == role;
}

static enum faqbot_status try_without_word(struct finder *finder, const struct explain_word *word)
{
    char *text = copy_text(finder);
    if (text == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < finder->explained->word_count; i++) {
        const struct explain_word *other = &finder->explained->words[i];
        if (is_typed(other, word->role) && view_equals(other->stem, word->stem)) {
            blank(finder, other, text);
        }
    }
    bool is_unknown = word->role == EXPLAIN_UNKNOWN;
    buffer_add_text(&finder->sentence, is_unknown ? "Without the unknown word " : "Without ");
    add_quoted(&finder->sentence, word->written);
    return try_question(finder, view_make(text, finder->query->text.size), finder->query->context,
                        is_unknown);
}

/* Each word once, though it come again or a synonym read several in its place. */
static enum faqbot_status try_without_words(struct finder *finder, enum explain_role role)
{
    const char *last = NULL;
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < finder->explained->word_count && status == FAQBOT_OK; i++) {
        const struct explain_word *word = &finder->explained->words[i];
        if (is_typed(word, role) && word->weight > 0 && word->written.bytes != last) {
            last = word->written.bytes;
            status = try_without_word(finder, word);
        }
    }
    return status;
}

static enum faqbot_status try_without_unknown(struct finder *finder)
{
    if (finder->explained->result.unknown_word_count < 2) {
        return FAQBOT_OK;
    }
    char *text = copy_text(finder);
    if (text == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < finder->explained->word_count; i++) {
        if (is_typed(&finder->explained->words[i], EXPLAIN_UNKNOWN)) {
            blank(finder, &finder->explained->words[i], text);
        }
    }
    buffer_add_text(&finder->sentence, "Without all unknown words");
    return try_question(finder, view_make(text, finder->query->text.size), finder->query->context, true);
}

static enum faqbot_status try_spelled_right(struct finder *finder, const struct spelling_correction *slip)
{
    struct faqbot_view text = finder->query->text;
    struct buffer right;
    buffer_init(&right, SENTENCE_BYTES_MAX);
    size_t before = (size_t)(slip->from.bytes - text.bytes);
    buffer_add(&right, view_slice(text, 0, before));
    buffer_add(&right, slip->to);
    buffer_add(&right, view_slice(text, before + slip->from.size, text.size));
    buffer_add_text(&finder->sentence, "With ");
    add_quoted(&finder->sentence, slip->from);
    buffer_add_text(&finder->sentence, " spelled ");
    add_quoted(&finder->sentence, slip->to);
    enum faqbot_status status = right.failed
                                    ? FAQBOT_NO_MEMORY
                                    : try_question(finder, buffer_view(&right), finder->query->context, true);
    buffer_release(&right);
    return status;
}

static enum faqbot_status try_all(struct finder *finder)
{
    const struct explain_search *explained = finder->explained;
    enum faqbot_status status = FAQBOT_OK;
    if (explained->is_followed_up) {
        buffer_add_text(&finder->sentence, "Without the entry answered last");
        status = try_question(finder, finder->query->text, view_of(""), true);
    }
    for (size_t i = 0; i < explained->result.correction_count && status == FAQBOT_OK; i++) {
        status = try_spelled_right(finder, &explained->result.corrections[i]);
    }
    if (status == FAQBOT_OK) {
        status = try_without_unknown(finder);
    }
    if (status == FAQBOT_OK) {
        status = try_without_words(finder, EXPLAIN_UNKNOWN);
    }
    return status == FAQBOT_OK ? try_without_words(finder, EXPLAIN_CONTENT) : status;
}

enum faqbot_status changes_find(struct retrieval *retrieval, const struct retrieval_query *query,
                                const struct explain_search *explained, struct arena *arena,
                                const struct faqbot_view **changes, size_t *count)
{
    struct finder finder = {.retrieval = retrieval, .query = query, .explained = explained, .arena = arena};
    buffer_init(&finder.sentence, SENTENCE_BYTES_MAX);
    arena_init(&finder.scratch, SCRATCH_BYTES_MAX);
    finder.list = arena_take_array(arena, SENTENCES_MAX, sizeof *finder.list);
    enum faqbot_status status = finder.list == NULL ? FAQBOT_NO_MEMORY : add_thresholds(&finder);
    if (status == FAQBOT_OK) {
        status = add_runner_up(&finder);
    }
    if (status == FAQBOT_OK) {
        status = try_all(&finder);
    }
    if (status == FAQBOT_OK) {
        *changes = finder.list;
        *count = finder.count;
    }
    buffer_release(&finder.sentence);
    arena_release(&finder.scratch);
    return status;
}
