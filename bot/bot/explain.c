/* bot/explain.c - why the bot answers as it does: completes what search/explain.c measured by the entries'
 * ids and questions, and by sentences that say what would have changed the outcome. Nothing in those is
 * estimated: the changed question is really asked, and the rest is subtraction. How an explanation is printed
 * or sent is up to the front ends. */
#include "bot/bot_internal.h"

#include <string.h>

/* Questions asked to find out; each costs what an answer costs. Words of the question are tried one by one,
 * and long questions have more of them than anybody would read sentences about. */
#define TRIES_MAX 16

#define SENTENCE_BYTES_MAX ((size_t)64 * 1024)
#define SCRATCH_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define SENTENCES_MAX                                                                                        \
    (TRIES_MAX + 3 + SEARCH_EXCLUSIONS_TOLD_MAX) /* and two thresholds, the second entry, those left out */

/* Finds what would have changed an outcome. Sticky: after a failure, nothing more is tried and the list stays
 * as it is. */
struct finder {
    struct searcher *searcher;
    const struct search_query *query;
    const struct search_explanation *explained;
    struct arena *arena;
    struct arena scratch;   /* of one try */
    struct buffer sentence; /* the one that is being written */
    struct faqbot_view *list;
    size_t count;
    size_t tries;
    enum faqbot_status *status;
};

/* ==== sentences ======================================================================================== */

/* With two decimals, whatever the locale; 0 or more. A half is rounded up, where number_text() rounds as
 * printf() does: an owner's threshold of .125 reads better as 0.13 than as 0.12. */
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

/* `lead`, then the text in quotes. */
static void add_quoted(struct buffer *sentence, const char *lead, struct faqbot_view text)
{
    buffer_add_text(sentence, lead);
    buffer_add_byte(sentence, '"');
    buffer_add(sentence, text);
    buffer_add_byte(sentence, '"');
}

/* `lead`, then the entry's id in quotes. */
static void add_entry(struct finder *finder, const char *lead, uint32_t number)
{
    struct store *store = search_store(finder->searcher);
    add_quoted(&finder->sentence, lead, reply_link(store, number, &finder->scratch, finder->status).id);
}

/* Adds the sentence to the list, and begins the next one. */
static void end_sentence(struct finder *finder)
{
    struct buffer *sentence = &finder->sentence;
    buffer_add_byte(sentence, '.');
    if (*finder->status != FAQBOT_OK) {
        return;
    }
    if (sentence->failed || finder->count == SENTENCES_MAX ||
        !arena_copy(finder->arena, buffer_view(sentence), &finder->list[finder->count])) {
        *finder->status = FAQBOT_NO_MEMORY;
        return;
    }
    finder->count++;
    buffer_reset(sentence);
}

/* ==== subtraction ====================================================================================== */

/* What else is explained is how the message is read as a whole. */
static void add_parts(struct finder *finder)
{
    const struct search_result *result = &finder->explained->result;
    for (size_t i = 0; i < result->part_count; i++) {
        add_entry(finder, i == 0 ? "It asks several things, and each is answered alone: by " : " and by ",
                  result->parts[i].matches[0].entry);
    }
    if (result->part_count > 0) {
        end_sentence(finder);
    }
}

/* How far the confidence is from a threshold: `above` and `below` say what would happen on either side of
 * it. */
static void add_threshold(struct finder *finder, double threshold, const char *above, const char *below)
{
    struct buffer *sentence = &finder->sentence;
    double lacking = threshold - finder->explained->result.confidence;
    bool is_below = lacking > 0;
    buffer_add_text(sentence, is_below ? "With a confidence of " : "With a confidence below ");
    add_number(sentence, threshold);
    buffer_add_text(sentence, is_below ? " or more it would have been " : " it would have been ");
    buffer_add_text(sentence, is_below ? above : below);
    buffer_add_text(sentence, is_below ? "; it lacks " : "; it has ");
    add_difference(sentence, is_below ? lacking : -lacking);
    buffer_add_text(sentence, is_below ? "" : " to spare");
    end_sentence(finder);
}

/* The thresholds next above and below the confidence. An answer is told only how much it has to spare, a
 * refusal how much it lacks for each; where both thresholds are the same there is no choice to speak of. */
static void add_thresholds(struct finder *finder)
{
    static const char *const unsure = "offered as a choice";
    static const char *const none = "refused";
    const struct faqbot_explanation *explanation = &finder->explained->explanation;
    bool has_choice = explanation->unsure_threshold < explanation->answered_threshold;
    if (finder->explained->result.match_count == 0 && finder->explained->excluded_count > 0) {
        return; /* those that had a word are named */
    }
    if (finder->explained->result.match_count == 0) {
        buffer_add_text(&finder->sentence, "No entry has a word of the question or a piece of one");
        end_sentence(finder);
        return;
    }
    add_threshold(finder, explanation->answered_threshold, "answered", has_choice ? unsure : none);
    if (explanation->outcome != FAQBOT_ANSWERED && has_choice) {
        add_threshold(finder, explanation->unsure_threshold, unsure, none);
    }
}

/* What keeps the second entry from being the first: the feature in which it lags most. Authors act on this
 * more than on any number: "what it lacks most is words of the question" asks for another phrasing. */
static void add_runner_up(struct finder *finder)
{
    struct buffer *sentence = &finder->sentence;
    const struct faqbot_explained_candidate *list = finder->explained->candidates;
    if (finder->explained->result.match_count < 2) {
        return;
    }
    size_t widest = 0;
    double lag = list[0].contributions[0] - list[1].contributions[0];
    for (size_t i = 1; i < finder->explained->explanation.feature_count; i++) {
        double difference = list[0].contributions[i] - list[1].contributions[i];
        if (difference > lag) {
            widest = i;
            lag = difference;
        }
    }
    add_entry(finder, "The entry ", finder->explained->result.matches[1].entry);
    if (list[0].rank_score > list[1].rank_score) {
        buffer_add_text(sentence, " would lead if it had ");
        add_difference(sentence, list[0].rank_score - list[1].rank_score);
        add_quoted(sentence, " points more; what it lacks most is ",
                   view_of(finder->explained->explanation.features[widest]));
        buffer_add_text(sentence, " (");
        add_difference(sentence, lag);
        buffer_add_text(sentence, ")");
    } else {
        buffer_add_text(sentence, " has as many points; language, then place in the knowledge base, decide");
    }
    end_sentence(finder);
}

/* Entries that were left out by the author's own word: nothing else about the question would have brought
 * them back. */
static void add_excluded(struct finder *finder)
{
    for (size_t i = 0; i < finder->explained->excluded_count; i++) {
        const struct search_exclusion *excluded = &finder->explained->excluded[i];
        add_entry(finder, "The entry ", excluded->entry);
        add_quoted(&finder->sentence, " is left out, because it has the line not: ", excluded->line);
        end_sentence(finder);
    }
}

/* ==== tries ============================================================================================ */

/* Completes the sentence "Without this" once the question was asked again. A try that changes neither the
 * outcome nor the first entry is reported only where it `is_telling` all the same. */
static void conclude(struct finder *finder, const struct search_result *other, bool is_telling)
{
    static const char *const outcomes[] = {[FAQBOT_NONE] = "it would be refused",
                                           [FAQBOT_UNSURE] = "a choice would be offered",
                                           [FAQBOT_ANSWERED] = "it would be answered"};
    struct buffer *sentence = &finder->sentence;
    const struct search_result *result = &finder->explained->result;
    bool is_other_outcome = other->outcome != result->outcome;
    bool is_other_entry = other->match_count > 0 && other->outcome != FAQBOT_NONE &&
                          (is_other_outcome || other->matches[0].entry != result->matches[0].entry);
    if (!is_other_outcome && !is_other_entry && !is_telling) {
        buffer_reset(sentence);
        return;
    }
    buffer_add_text(sentence, " the confidence would be ");
    add_number(sentence, other->confidence);
    buffer_add_text(sentence, is_other_outcome ? ", and " : "; still ");
    buffer_add_text(sentence, outcomes[other->outcome]);
    if (is_other_entry) {
        add_entry(finder, ", with the entry ", other->matches[0].entry);
    }
    end_sentence(finder);
}

/* Asks a changed question, and completes the sentence that says how it was changed. A question of which
 * nothing is left is not asked, nor is one too many: the sentence is dropped then. */
static void try_question(struct finder *finder, struct faqbot_view text, struct faqbot_view context,
                         bool is_telling)
{
    struct search_result other;
    const struct search_query query = {.text = text, .context = context, .top = finder->query->top};
    if (*finder->status != FAQBOT_OK) {
        return;
    }
    if (view_is_empty(view_trim(text)) || finder->tries == TRIES_MAX) {
        buffer_reset(&finder->sentence);
        return;
    }
    finder->tries++;
    search_find(finder->searcher, &query, &finder->scratch, &other, finder->status);
    if (*finder->status == FAQBOT_OK) {
        conclude(finder, &other, is_telling);
    }
    arena_reset(&finder->scratch);
}

/* Whether a word of that role was typed. Words that came from the last answer cannot be left out one by one:
 * the question never had them. */
static bool is_typed(const struct faqbot_explained_word *word, enum faqbot_word_role role)
{
    return word->origin != FAQBOT_WORD_CONTEXT && word->role == role;
}

/* Asks the question with the words of that role blanked out, of `stem` where it is not NULL. Blanks keep the
 * other words' places, so that nothing new arises where two words would meet. */
static void try_without(struct finder *finder, enum faqbot_word_role role, const struct faqbot_view *stem,
                        bool is_telling)
{
    const struct faqbot_explanation *explanation = &finder->explained->explanation;
    struct faqbot_view source = finder->query->text;
    char *text = arena_need(finder->arena, source.size, 1, finder->status);
    if (text == NULL) {
        return;
    }
    memcpy(text, source.bytes, source.size);
    for (size_t i = 0; i < explanation->word_count; i++) {
        const struct faqbot_explained_word *word = &explanation->words[i];
        if (is_typed(word, role) && (stem == NULL || view_equals(word->stem, *stem))) {
            memset(text + (word->written.bytes - source.bytes), ' ', word->written.size);
        }
    }
    try_question(finder, view_make(text, source.size), finder->query->context, is_telling);
}

/* Tries each word once, even where it occurs again or a synonym stands for several words. */
static void try_without_words(struct finder *finder, enum faqbot_word_role role)
{
    const struct faqbot_explanation *explanation = &finder->explained->explanation;
    const char *last = NULL;
    bool is_unknown = role == FAQBOT_WORD_UNKNOWN;
    for (size_t i = 0; i < explanation->word_count; i++) {
        const struct faqbot_explained_word *word = &explanation->words[i];
        if (is_typed(word, role) && word->weight > 0 && word->written.bytes != last) {
            last = word->written.bytes;
            add_quoted(&finder->sentence, is_unknown ? "Without the unknown word " : "Without ",
                       word->written);
            try_without(finder, role, &word->stem, is_unknown);
        }
    }
}

/* With a word spelled as it was corrected: a corrected word counts less than one that was written so, so that
 * this tells what the slip cost. */
static void try_corrected(struct finder *finder, const struct faqbot_correction *slip)
{
    struct faqbot_view text = finder->query->text;
    size_t before = (size_t)(slip->from.bytes - text.bytes);
    struct buffer right;
    buffer_init_in(&right, &finder->scratch, SENTENCE_BYTES_MAX);
    buffer_add(&right, view_slice(text, 0, before));
    buffer_add(&right, slip->to);
    buffer_add(&right, view_slice(text, before + slip->from.size, text.size));
    add_quoted(&finder->sentence, "With ", slip->from);
    add_quoted(&finder->sentence, " spelled ", slip->to);
    if (right.failed && *finder->status == FAQBOT_OK) {
        *finder->status = FAQBOT_NO_MEMORY;
    }
    try_question(finder, buffer_view(&right), finder->query->context, true);
}

/* From what explains most to what explains least, in case the tries run out. */
static void try_all(struct finder *finder)
{
    const struct search_result *result = &finder->explained->result;
    if (finder->explained->explanation.is_followed_up) {
        buffer_add_text(&finder->sentence, "Without the entry answered last");
        try_question(finder, finder->query->text, view_of(""), true);
    }
    for (size_t i = 0; i < result->correction_count; i++) {
        try_corrected(finder, &result->corrections[i]);
    }
    if (result->unknown_word_count >= 2) {
        buffer_add_text(&finder->sentence, "Without all unknown words");
        try_without(finder, FAQBOT_WORD_UNKNOWN, NULL, true);
    }
    try_without_words(finder, FAQBOT_WORD_UNKNOWN);
    try_without_words(finder, FAQBOT_WORD_CONTENT);
}

/* Memory of the tries is taken apart from that of the explanation, and given back after each: sixteen
 * searches would otherwise be held until the bot's next call.
 *
 * Fills in the explanation's changes: sentences, in the arena, that say how far the confidence is from the
 * thresholds, what the second entry lacks, which entries were left out, and what comes of asking without a
 * word, with a word spelled as it was corrected, and without the entry answered last. CORRUPT, IO,
 * NO_MEMORY. */
static void find_changes(struct searcher *searcher, const struct search_query *query,
                         const struct search_explanation *explained, struct arena *arena,
                         struct faqbot_explanation *explanation, enum faqbot_status *status)
{
    struct finder finder = {
        .searcher = searcher, .query = query, .explained = explained, .arena = arena, .status = status};
    buffer_init(&finder.sentence, SENTENCE_BYTES_MAX);
    arena_init(&finder.scratch, SCRATCH_BYTES_MAX);
    finder.list = arena_need(arena, SENTENCES_MAX, sizeof *finder.list, status);
    add_parts(&finder);
    add_thresholds(&finder);
    add_runner_up(&finder);
    add_excluded(&finder);
    try_all(&finder);
    explanation->changes = finder.list;
    explanation->change_count = finder.count;
    buffer_release(&finder.sentence);
    arena_release(&finder.scratch);
}

/* ==== the explanation ================================================================================== */

/* The changes need more candidates than are shown, if only one is: the search has been asked for enough of
 * them. */
void explanation_build(struct searcher *searcher, const struct search_query *query, size_t top, bool changes,
                       struct arena *arena, struct faqbot_explanation *explanation,
                       enum faqbot_status *status)
{
    struct search_explanation explained;
    search_explain(searcher, query, arena, &explained, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    *explanation = explained.explanation;
    for (size_t i = 0; i < explained.result.part_count; i++) { /* as reply.c has it */
        double confidence = explained.result.parts[i].confidence;
        bool is_least = i == 0 || confidence < explanation->confidence;
        explanation->outcome = FAQBOT_ANSWERED;
        explanation->confidence = is_least ? confidence : explanation->confidence;
    }
    explanation->candidate_count = explained.result.match_count < top ? explained.result.match_count : top;
    for (size_t i = 0; i < explanation->candidate_count; i++) {
        struct faqbot_entry_ref link =
            reply_link(search_store(searcher), explained.result.matches[i].entry, arena, status);
        explained.candidates[i].id = link.id;
        explained.candidates[i].question = link.question;
    }
    if (changes) {
        find_changes(searcher, query, &explained, arena, explanation, status);
    }
}
