/* dialogue/explanation.c - why the bot answers as it does, in public terms: completes what retrieval/explain.c
 * measured by the entries' ids and questions. What would have changed the outcome is changes.c's business. */
#include "dialogue/explanation.h"

#include "dialogue/changes.h"
#include "dialogue/reply.h"

static void add_features(struct arena *arena, struct faqbot_explanation *explanation,
                         enum faqbot_status *status)
{
    const char **names = arena_need(arena, FEATURE_COUNT, sizeof *names, status);
    for (size_t i = 0; i < FEATURE_COUNT && *status == FAQBOT_OK; i++) {
        names[i] = rank_feature_name((enum feature)i);
    }
    explanation->features = names;
    explanation->feature_count = FEATURE_COUNT;
}

static void add_candidates(struct store *store, const struct explain_search *explained, size_t top,
                           struct arena *arena, struct faqbot_explanation *explanation,
                           enum faqbot_status *status)
{
    size_t count = explained->result.match_count < top ? explained->result.match_count : top;
    struct faqbot_explained_candidate *candidates = arena_need(arena, count, sizeof *candidates, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        struct faqbot_entry_ref link = reply_link(store, explained->result.matches[i].entry, arena, status);
        candidates[i] =
            (struct faqbot_explained_candidate){.id = link.id,
                                                .question = link.question,
                                                .score = explained->result.matches[i].score,
                                                .rank_score = explained->candidates[i].score,
                                                .contributions = explained->candidates[i].contributions};
    }
    explanation->candidates = candidates;
    explanation->candidate_count = count;
}

enum faqbot_status explanation_build(struct searcher *searcher, const struct search_query *query, size_t top,
                                     bool changes, struct arena *arena,
                                     struct faqbot_explanation *explanation)
{
    struct explain_search explained;
    enum faqbot_status status = explain_search(searcher, query, arena, &explained);
    if (status != FAQBOT_OK) {
        return status;
    }
    struct faqbot_explanation made = explained.explanation;
    add_features(arena, &made, &status);
    add_candidates(search_store(searcher), &explained, top, arena, &made, &status);
    if (changes) {
        counterfactuals_find(searcher, query, &explained, arena, &made, &status);
    }
    if (status == FAQBOT_OK) {
        *explanation = made;
    }
    return status;
}
