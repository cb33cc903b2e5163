/* unit/bot/made_stage.h - a first stage in this process: all that faqbot_split() gives, in memory, and a search that
 * scores as an engine does, with an idf of its own and in floating-point numbers. */
#ifndef UNIT_BOT_MADE_STAGE_H
#define UNIT_BOT_MADE_STAGE_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <faqbot.h>
#include <faqbot_tools.h>

#include "util/util.h"

struct made_document {
    char *id;
    char *packed;
    size_t packed_size;
    struct faqbot_split_stem *stems[FAQBOT_STAGE_FIELDS];
    size_t counts[FAQBOT_STAGE_FIELDS];
    uint32_t lengths[FAQBOT_STAGE_FIELDS];
};

struct made_stage {
    struct faqbot_stage stage;
    struct made_document *list;
    size_t count;
    char *collection;
    size_t collection_size;
    struct faqbot_split_result result;
    /* What a test may set */
    enum faqbot_status failure; /* of all calls */
    void (*spoil)(struct made_stage *made, uint32_t *entry, char *packed, size_t size);
    uint64_t state; /* for `spoil` */
    /* What a test may look at */
    size_t sessions; /* that are open */
    size_t began, finds, gets, named, handed;
};

/* -- Splitting ----------------------------------------------------------------------------------------------------- */

static inline char *made_copy(struct faqbot_view bytes)
{
    char *copy = malloc(bytes.size + 1);
    assert_non_null(copy);
    memcpy(copy, bytes.bytes, bytes.size);
    copy[bytes.size] = '\0';
    return copy;
}

static inline enum faqbot_status made_take_entry(void *user, const struct faqbot_split_entry *entry)
{
    struct made_stage *made = user;
    assert_int_equal(entry->number, made->count);
    made->list = realloc(made->list, (made->count + 1) * sizeof *made->list);
    assert_non_null(made->list);
    struct made_document *document = &made->list[made->count++];
    *document = (struct made_document){
        .id = made_copy(entry->id), .packed = made_copy(entry->packed), .packed_size = entry->packed.size};
    for (size_t field = 0; field < FAQBOT_STAGE_FIELDS; field++) {
        size_t count = document->counts[field] = entry->stem_counts[field];
        document->stems[field] = malloc((count + 1) * sizeof **document->stems);
        assert_non_null(document->stems[field]);
        for (size_t i = 0; i < count; i++) {
            document->stems[field][i] = entry->stems[field][i];
            assert_true(i == 0 || entry->stems[field][i - 1].stem < entry->stems[field][i].stem);
            assert_in_range(entry->stems[field][i].count, 1, 255);
            document->lengths[field] += entry->stems[field][i].count;
        }
    }
    return FAQBOT_OK;
}

static inline enum faqbot_status made_take_collection(void *user, struct faqbot_view collection)
{
    struct made_stage *made = user;
    assert_null(made->collection);
    made->collection = made_copy(collection);
    made->collection_size = collection.size;
    return FAQBOT_OK;
}

/* -- What a bot asks ----------------------------------------------------------------------------------------------- */

static inline enum faqbot_status made_hand_over(struct made_stage *made, uint32_t number,
                                                faqbot_packed_callback *take, void *user)
{
    const struct made_document *document = &made->list[number];
    char *packed = made_copy(view_make(document->packed, document->packed_size));
    if (made->spoil != NULL) {
        made->spoil(made, &number, packed, document->packed_size);
    }
    made->handed++;
    enum faqbot_status status = take(user, number, view_make(packed, document->packed_size));
    free(packed);
    return status;
}

static inline uint32_t made_count(const struct made_document *document, size_t field, uint32_t stem)
{
    for (size_t i = 0; i < document->counts[field]; i++) {
        if (document->stems[field][i].stem == stem) {
            return document->stems[field][i].count;
        }
    }
    return 0;
}

/* Lucene's formula, whose idf the weight is divided by. */
static inline double made_score(const struct made_stage *made, const struct made_document *document,
                                const struct faqbot_stage_query *query)
{
    double score = 0;
    for (size_t field = 0; field < FAQBOT_STAGE_FIELDS; field++) {
        double words = 0;
        double all = query->entries[field];
        for (size_t i = 0; i < made->count; i++) {
            words += made->list[i].lengths[field];
        }
        for (size_t i = 0; i < query->count; i++) {
            const struct faqbot_stage_term *term = &query->terms[i];
            double times = made_count(document, field, term->stem);
            double with = term->frequencies[field];
            double idf = log(1 + (all - with + .5) / (with + .5));
            double boost = with == 0 ? 0 : term->weight / idf;
            score += boost * idf * times * 2.2 /
                     (times + 1.2 * (1 - .75 + .75 * document->lengths[field] * all / words));
        }
    }
    return score;
}

static inline enum faqbot_status made_find(void *session, const struct faqbot_stage_query *query,
                                           faqbot_packed_callback *take, void *user)
{
    struct made_stage *made = session;
    enum faqbot_status status = made->failure;
    double *scores = malloc((made->count + 1) * sizeof *scores);
    assert_non_null(scores);
    made->finds++;
    assert_in_range(query->count, 1, FAQBOT_STAGE_TERMS_MAX);
    assert_in_range(query->limit, 1, FAQBOT_STAGE_LIMIT_MAX);
    for (size_t i = 0; i < made->count && status == FAQBOT_OK; i++) {
        scores[i] = made_score(made, &made->list[i], query);
    }
    for (size_t i = 0; i < query->limit && status == FAQBOT_OK; i++) {
        size_t best = 0;
        for (size_t j = 1; j < made->count; j++) {
            best = scores[j] > scores[best] ? j : best;
        }
        if (scores[best] <= 0) {
            break;
        }
        scores[best] = 0;
        status = made_hand_over(made, (uint32_t)best, take, user);
    }
    free(scores);
    return status;
}

static inline enum faqbot_status made_get(void *session, const uint32_t *entries, size_t count,
                                          faqbot_packed_callback *take, void *user)
{
    struct made_stage *made = session;
    enum faqbot_status status = made->failure;
    made->gets++;
    assert_in_range(count, 1, FAQBOT_STAGE_LIMIT_MAX);
    for (size_t i = 0; i < count && status == FAQBOT_OK; i++) {
        status = entries[i] < made->count ? made_hand_over(made, entries[i], take, user) : FAQBOT_OK;
    }
    return status;
}

static inline enum faqbot_status made_get_named(void *session, struct faqbot_view id,
                                                faqbot_packed_callback *take, void *user)
{
    struct made_stage *made = session;
    enum faqbot_status status = made->failure;
    made->named++;
    for (size_t i = 0; i < made->count && status == FAQBOT_OK; i++) {
        if (view_equals_text(id, made->list[i].id)) {
            status = made_hand_over(made, (uint32_t)i, take, user);
        }
    }
    return status;
}

static inline enum faqbot_status made_open(void *user, void **session, struct faqbot_view *collection,
                                           struct faqbot_fault *fault)
{
    struct made_stage *made = user;
    if (made->failure != FAQBOT_OK) {
        return fault_set(fault, made->failure, NULL, 0, "the stage is not there");
    }
    made->sessions++;
    *session = made;
    *collection = view_make(made->collection, made->collection_size);
    return FAQBOT_OK;
}

static inline void made_close(void *session)
{
    ((struct made_stage *)session)->sessions--;
}

static inline void made_begin(void *session)
{
    ((struct made_stage *)session)->began++;
}

/* -- All of it ----------------------------------------------------------------------------------------------------- */

/* The caller's, released by made_stage_free(). */
static inline struct made_stage *made_stage_new(const char *index)
{
    struct made_stage *made = calloc(1, sizeof *made);
    struct faqbot_fault fault;
    assert_non_null(made);
    const struct faqbot_split_sink sink = {
        .user = made, .entry = made_take_entry, .collection = made_take_collection};
    if (faqbot_split(index, &sink, &made->result, &fault) != FAQBOT_OK) {
        fail_msg("%s", fault.sentence);
    }
    made->stage = (struct faqbot_stage){.user = made,
                                        .open = made_open,
                                        .close = made_close,
                                        .begin = made_begin,
                                        .find = made_find,
                                        .get = made_get,
                                        .get_named = made_get_named};
    return made;
}

static inline void made_stage_free(struct made_stage *made)
{
    assert_int_equal(made->sessions, 0);
    for (size_t i = 0; i < made->count; i++) {
        free(made->list[i].id);
        free(made->list[i].packed);
        free(made->list[i].stems[0]);
        free(made->list[i].stems[1]);
    }
    free(made->list);
    free(made->collection);
    free(made);
}

#endif
