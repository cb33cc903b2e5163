/* bench/exact.c - whether the words of a question find what scoring every entry finds.
 *
 *     exact INDEX QUESTIONS
 *
 * Prints how many questions have other entries among the best, or the same in another order or with other scores. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../unit/search/exhaustive.h"
#include "index/index.h"
#include "search/search_internal.h"

#include "set.h"

#define ARENA_BYTES_MAX ((size_t)1 << 30)
#define QUESTIONS 200 /* at most: an exhaustive search takes its time */

/* As candidates.c weighs a stem. */
static uint32_t weigh(const struct collection *collection, uint32_t stem)
{
    double weight = ceil(2048 * bm25_idf(collection->entries, collection->doc_freqs[stem]));
    return weight < BM25_TABLE_WEIGHT_MAX ? (uint32_t)weight : BM25_TABLE_WEIGHT_MAX;
}

struct comparison {
    struct searcher *searcher;
    struct arena arena; /* one question */
    uint32_t *scores;   /* by entry */
};

/* The lists of the question's stems in both fields, all of which count alike here; and the stems. Returns how many
 * lists there are. */
static size_t take_lists(struct comparison *comparison, const struct terms *terms,
                         const struct posting_scale scales[FIELD_COUNT], struct maxscore_term *lists,
                         uint32_t *stems, size_t *stem_count, enum faqbot_status *status)
{
    struct collection *collection = comparison->searcher->collection;
    size_t count = 0;
    *stem_count = 0;
    for (size_t i = 0; i < terms->count && *stem_count < CANDIDATES_TERMS_MAX; i++) {
        uint32_t stem = terms->list[i].stem;
        if (stem == COLLECTION_NONE) {
            continue;
        }
        stems[(*stem_count)++] = stem;
        for (size_t field = 0; field < FIELD_COUNT && *status == FAQBOT_OK; field++) {
            const struct posting_list *list =
                collection_get_list(collection, entry_index_list(stem, (enum field)field), status);
            if (list != NULL && list->count > 0) {
                lists[count++] = (struct maxscore_term){.scale = &scales[field],
                                                        .chunks = list->chunks,
                                                        .chunk_count = list->count,
                                                        .weight = weigh(collection, stem)};
            }
        }
    }
    return count;
}

/* Whether the best entries for a question are the right ones. */
static bool is_exact(struct comparison *comparison, struct faqbot_view question)
{
    struct collection *collection = comparison->searcher->collection;
    struct posting_scale scales[FIELD_COUNT];
    struct maxscore_term lists[BM25_TABLE_TERMS_MAX];
    struct maxscore_hit wanted[CANDIDATES_BY_WORDS];
    struct maxscore_hit *hits = NULL;
    uint32_t stems[CANDIDATES_TERMS_MAX];
    uint32_t *entries = NULL;
    struct synonyms_words words;
    struct terms terms = {.count = 0};
    size_t stem_count;
    size_t hit_count = 0;
    size_t found = 0;
    enum faqbot_status status = FAQBOT_OK;
    const struct question_language language = search_language(comparison->searcher, 0);
    arena_reset(&comparison->arena);
    collection_begin(collection);
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        scales[field] = (struct posting_scale){.classes = collection->lengths[field],
                                               .entry_count = collection->entries,
                                               .saturation = &collection->tables[field]};
    }
    query_split(question, &comparison->arena, &words, &status);
    terms_collect(collection, &language, &words, &comparison->arena, &terms, &status);
    size_t count = take_lists(comparison, &terms, scales, lists, stems, &stem_count, &status);
    maxscore_find(collection->entries, lists, count, CANDIDATES_BY_WORDS, &comparison->arena, &hits,
                  &hit_count, &status);
    candidates_with(collection, stems, stem_count, CANDIDATES_BY_WORDS, &comparison->arena, &entries, &found,
                    &status);
    if (status != FAQBOT_OK) {
        return false;
    }
    size_t wanted_count =
        exhaustive_find(collection->entries, lists, count, CANDIDATES_BY_WORDS, comparison->scores, wanted);
    bool same = hit_count == wanted_count && found == wanted_count;
    for (size_t i = 0; i < wanted_count && same; i++) {
        same = hits[i].entry == wanted[i].entry && hits[i].score == wanted[i].score &&
               entries[i] == wanted[i].entry;
    }
    return same;
}

static bool open_index(struct comparison *comparison, const char *index)
{
    struct faqbot_fault fault;
    struct fault_reporter reporter = {.report = NULL};
    arena_init(&comparison->arena, ARENA_BYTES_MAX);
    if (search_open(&(struct search_source){.index = index}, &reporter, &comparison->searcher, &fault) !=
        FAQBOT_OK) {
        return false;
    }
    comparison->scores = calloc(search_entry_count(comparison->searcher), sizeof *comparison->scores);
    return comparison->scores != NULL;
}

int main(int argc, char **argv)
{
    struct comparison comparison = {.searcher = NULL};
    struct set set;
    size_t mismatches = 0;
    if (argc != 3 || !open_index(&comparison, argv[1]) || !set_read(&set, argv[2])) {
        fprintf(stderr, "usage: exact INDEX QUESTIONS, both of which can be read\n");
        return EXIT_FAILURE;
    }
    for (size_t i = 0; i < set.count && i < QUESTIONS; i++) {
        mismatches += !is_exact(&comparison, set.questions[i]);
    }
    free(comparison.scores);
    search_close(comparison.searcher);
    arena_release(&comparison.arena);
    printf("%zu\n", mismatches);
    return EXIT_SUCCESS;
}
