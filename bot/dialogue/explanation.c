/* dialogue/explanation.c - why the bot answers as it does: what a search went through, in public terms. What would have
 * changed it is changes.c's. */
#include "dialogue/explanation.h"

#include "dialogue/changes.h"
#include "dialogue/reply.h"

static const enum faqbot_word_origin origins[] = {
    [EXPLAIN_TYPED] = FAQBOT_WORD_TYPED,
    [EXPLAIN_CORRECTED] = FAQBOT_WORD_CORRECTED,
    [EXPLAIN_SYNONYM] = FAQBOT_WORD_SYNONYM,
    [EXPLAIN_CONTEXT] = FAQBOT_WORD_CONTEXT,
};

static const enum faqbot_word_role roles[] = {
    [EXPLAIN_CONTENT] = FAQBOT_WORD_CONTENT,
    [EXPLAIN_FUNCTION] = FAQBOT_WORD_FUNCTION,
    [EXPLAIN_UNKNOWN] = FAQBOT_WORD_UNKNOWN,
};

static const enum faqbot_outcome outcomes[] = {
    [VERDICT_NONE] = FAQBOT_NONE,
    [VERDICT_UNSURE] = FAQBOT_UNSURE,
    [VERDICT_ANSWER] = FAQBOT_ANSWERED,
};

static enum faqbot_status add_words(const struct explain_search *explained, struct arena *arena,
                                    struct faqbot_explanation *explanation)
{
    const struct retrieval_result *result = &explained->result;
    struct faqbot_explained_word *words = arena_take_array(arena, explained->word_count, sizeof *words);
    struct faqbot_correction *corrections =
        arena_take_array(arena, result->correction_count, sizeof *corrections);
    if (words == NULL || corrections == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < explained->word_count; i++) {
        const struct explain_word *word = &explained->words[i];
        words[i] = (struct faqbot_explained_word){.written = word->written,
                                                  .read = word->read,
                                                  .stem = word->stem,
                                                  .origin = origins[word->origin],
                                                  .role = roles[word->role],
                                                  .weight = word->weight,
                                                  .entries = word->entries};
    }
    for (size_t i = 0; i < result->correction_count; i++) {
        corrections[i] =
            (struct faqbot_correction){.from = result->corrections[i].from, .to = result->corrections[i].to};
    }
    explanation->words = words;
    explanation->word_count = explained->word_count;
    explanation->corrections = corrections;
    explanation->correction_count = result->correction_count;
    explanation->unknown_words = result->unknown_words;
    explanation->unknown_word_count = result->unknown_word_count;
    return FAQBOT_OK;
}

static enum faqbot_status add_features(struct arena *arena, struct faqbot_explanation *explanation)
{
    const char **names = arena_take_array(arena, FEATURE_COUNT, sizeof *names);
    if (names == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        names[i] = rank_feature_name((enum feature)i);
    }
    explanation->features = names;
    explanation->feature_count = FEATURE_COUNT;
    return FAQBOT_OK;
}

static enum faqbot_status add_candidates(struct store *store, const struct explain_search *explained,
                                         size_t top, struct arena *arena,
                                         struct faqbot_explanation *explanation)
{
    size_t count = explained->result.match_count < top ? explained->result.match_count : top;
    struct faqbot_explained_candidate *candidates = arena_take_array(arena, count, sizeof *candidates);
    enum faqbot_status status = candidates == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    for (size_t i = 0; i < count && status == FAQBOT_OK; i++) {
        struct faqbot_link *link;
        const struct match *match = &explained->result.matches[i];
        status = reply_links(store, &match->entry, 1, arena, &link);
        if (status == FAQBOT_OK) {
            candidates[i] = (struct faqbot_explained_candidate){.id = link->id,
                                                                .question = link->question,
                                                                .score = match->score,
                                                                .points = explained->candidates[i].score,
                                                                .shares = explained->candidates[i].shares};
        }
    }
    if (status == FAQBOT_OK) {
        explanation->candidates = candidates;
        explanation->candidate_count = count;
    }
    return status;
}

static enum faqbot_status add_decision(const struct explain_search *explained, struct arena *arena,
                                       struct faqbot_explanation *explanation)
{
    struct faqbot_explained_part *parts = arena_take_array(arena, explained->part_count, sizeof *parts);
    if (parts == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < explained->part_count; i++) {
        const struct confidence_part *part = &explained->parts[i];
        parts[i] = (struct faqbot_explained_part){
            .name = part->name, .meaning = part->meaning, .value = part->value, .effect = part->effect};
    }
    explanation->outcome = outcomes[explained->result.verdict];
    explanation->confidence = explained->result.confidence;
    explanation->parts = parts;
    explanation->part_count = explained->part_count;
    explanation->answered_threshold = explained->answered_threshold;
    explanation->unsure_threshold = explained->unsure_threshold;
    return FAQBOT_OK;
}

enum faqbot_status explanation_take(struct retrieval *retrieval, const struct retrieval_query *query,
                                    size_t top, bool changes, struct arena *arena,
                                    struct faqbot_explanation *explanation)
{
    struct explain_search explained;
    struct faqbot_explanation made = {.text = query->text};
    enum faqbot_status status = explain_search(retrieval, query, arena, &explained);
    if (status == FAQBOT_OK) {
        made.lang = explained.lang;
        made.is_reworded = explained.is_reworded;
        made.is_followed_up = explained.is_followed_up;
        status = add_words(&explained, arena, &made);
    }
    if (status == FAQBOT_OK) {
        status = add_features(arena, &made);
    }
    if (status == FAQBOT_OK) {
        status = add_candidates(retrieval_store(retrieval), &explained, top, arena, &made);
    }
    if (status == FAQBOT_OK) {
        status = add_decision(&explained, arena, &made);
    }
    if (status == FAQBOT_OK && changes) {
        status = changes_find(retrieval, query, &explained, arena, &made.changes, &made.change_count);
    }
    if (status == FAQBOT_OK) {
        *explanation = made;
    }
    return status;
}
