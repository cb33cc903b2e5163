/* retrieval/learn.c - trains one-vs-rest support vector machines over the owner's phrasings, by dual coordinate descent
 * (Hsieh et al. 2008, algorithm 1, with the squared hinge loss that the paper calls L2-SVM).
 *
 * The dual needs only the likeness of each two phrasings. So the table of likenesses is made once and shared by the
 * classifiers of all entries, where the primal would walk every phrasing's features again for each of them. The
 * phrasings are visited in their order and not at random, as the paper advises: it converges as well on so few, and
 * the same knowledge base gives the same bytes. */
#include "retrieval/learn.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define PENALTY 3.0  /* C: how much a phrasing on the wrong side costs; 1 to 6 are alike */
#define TOLERANCE .1 /* of the projected gradient, where training an entry ends; .01 ranks no better */
#define EPOCHS_MAX 20
#define CHARACTER_SHARE .5 /* of the likeness; the rest is the words' */
/* smaller learned weights are left out: they are most of them and change no rank */
#define WEIGHT_LEAST .002f

/* Likeness is kept in 16 bits: it lies between 0 and 1. */
#define LIKENESS_ONE 65535.0f

/* -- Likeness ------------------------------------------------------------------------------------------------------ */

/* A set of bags by feature: which documents hold it, and with what weight. */
struct lists {
    size_t *starts;                    /* by row; one more at the end */
    struct term_count_item *doc_freqs; /* row is the document here */
};

/* The lists lie in the arena; false: no memory. */
static bool make_lists(const struct term_counts *term_counts, struct arena *arena, struct lists *lists)
{
    *lists = (struct lists){
        .starts = arena_alloc_array(arena, (size_t)term_counts->row_count + 1, sizeof *lists->starts),
        .doc_freqs = arena_alloc_array(arena, term_counts->item_count + 1, sizeof *lists->doc_freqs)};
    if (lists->starts == NULL || lists->doc_freqs == NULL) {
        return false;
    }
    for (uint32_t row = 0; row < term_counts->row_count; row++) {
        lists->starts[row + 1] = lists->starts[row] + term_counts->documents[row];
    }
    for (uint32_t document = 0; document < term_counts->document_count; document++) {
        for (size_t i = term_counts->starts[document]; i < term_counts->starts[document + 1]; i++) {
            assert(lists->starts[term_counts->items[i].row] < term_counts->item_count);
            lists->doc_freqs[lists->starts[term_counts->items[i].row]++] =
                (struct term_count_item){.row = document, .weight = term_counts->items[i].weight};
        }
    }
    for (uint32_t row = term_counts->row_count; row > 0; row--) {
        lists->starts[row] = lists->starts[row - 1];
    }
    lists->starts[0] = 0;
    return true;
}

/* Adds share * cosine of one document with each up to itself. */
static void add_content_centroid(const struct term_counts *term_counts, const struct lists *lists,
                                 uint32_t document, float share, float *content_centroid)
{
    for (size_t i = term_counts->starts[document]; i < term_counts->starts[document + 1]; i++) {
        const struct term_count_item *item = &term_counts->items[i];
        float weight = share * item->weight;
        for (size_t j = lists->starts[item->row]; lists->doc_freqs[j].row < document; j++) {
            content_centroid[lists->doc_freqs[j].row] += weight * lists->doc_freqs[j].weight;
        }
        content_centroid[document] += weight * item->weight;
    }
}

/* The table of all likenesses, by row, in the arena; NULL: no memory. */
static uint16_t *make_likenesses(const struct term_counts *characters, const struct term_counts *words,
                                 struct arena *arena)
{
    uint32_t count = characters->document_count;
    struct lists by_characters;
    struct lists by_words;
    uint16_t *table = arena_alloc(arena, (size_t)count * count * sizeof *table);
    float *row = arena_alloc_array(arena, count, sizeof *row);
    if (table == NULL || row == NULL || !make_lists(characters, arena, &by_characters) ||
        !make_lists(words, arena, &by_words)) {
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++) {
        memset(row, 0, ((size_t)i + 1) * sizeof *row);
        add_content_centroid(characters, &by_characters, i, (float)CHARACTER_SHARE, row);
        add_content_centroid(words, &by_words, i, (float)(1 - CHARACTER_SHARE), row);
        for (uint32_t j = 0; j <= i; j++) {
            float one = row[j] < 1 ? row[j] : 1;
            uint16_t content_centroid = (uint16_t)(one * LIKENESS_ONE + .5f);
            table[(size_t)i * count + j] = table[(size_t)j * count + i] = content_centroid;
        }
    }
    return table;
}

/* -- Training ------------------------------------------------------------------------------------------------------ */

struct trainer {
    uint32_t count;
    const uint16_t *content_centroid;
    const uint32_t *owners;
    uint32_t *firsts; /* by phrasing: the first one that is equal to it, mostly itself */
    bool *is_own;     /* by first phrasing: the entry at hand has it, whichever others do */
    double *alphas;   /* by phrasing: its dual variable, 0 or more */
    float *values;    /* by phrasing: what the classifier gives it so far */
};

/* Equal phrasings are trained as one, which counts as no other entry's where it is the entry's own. Entries that are
 * worded alike so get the same classifier, and not one that sets the first of them apart from the last. */
static void find_firsts(struct trainer *trainer)
{
    for (uint32_t i = 0; i < trainer->count; i++) {
        const uint16_t *row = trainer->content_centroid + (size_t)i * trainer->count;
        uint32_t first = 0;
        while (first < i && row[first] != UINT16_MAX) {
            first++;
        }
        trainer->firsts[i] = first;
    }
}

static void add_to_values(struct trainer *trainer, uint32_t phrasing, double change)
{
    const uint16_t *row = trainer->content_centroid + (size_t)phrasing * trainer->count;
    float step = (float)(change / (double)LIKENESS_ONE);
    for (uint32_t i = 0; i < trainer->count; i++) {
        trainer->values[i] += step * (float)row[i];
    }
}

/* One step of the descent, along one phrasing's variable; the size of the projected gradient before it. */
static double step(struct trainer *trainer, uint32_t phrasing, double side)
{
    const double diagonal = 1 / (2 * PENALTY);
    double alpha = trainer->alphas[phrasing];
    double gradient = side * (double)trainer->values[phrasing] - 1 + alpha * diagonal;
    double projected = alpha == 0 && gradient > 0 ? 0 : fabs(gradient);
    if (projected >= TOLERANCE) {
        double own =
            trainer->content_centroid[(size_t)phrasing * trainer->count + phrasing] / (double)LIKENESS_ONE;
        double moved = alpha - gradient / (own + diagonal);
        moved = moved < 0 ? 0 : moved;
        trainer->alphas[phrasing] = moved;
        add_to_values(trainer, phrasing, (moved - alpha) * side);
    }
    return projected;
}

/* Leaves every variable at 0 for an entry without phrasings: a passage. */
static void train(struct trainer *trainer, uint32_t entry)
{
    bool has_phrasing = false;
    for (uint32_t i = 0; i < trainer->count; i++) {
        trainer->alphas[i] = 0;
        trainer->values[i] = 0;
        trainer->is_own[i] = false; /* its first phrasing stands before it or is itself */
        if (trainer->owners[i] == entry) {
            trainer->is_own[trainer->firsts[i]] = true;
            has_phrasing = true;
        }
    }
    for (unsigned epoch = 0; has_phrasing && epoch < EPOCHS_MAX; epoch++) {
        double largest = 0;
        for (uint32_t i = 0; i < trainer->count; i++) {
            double projected = trainer->firsts[i] == i ? step(trainer, i, trainer->is_own[i] ? 1 : -1) : 0;
            largest = projected > largest ? projected : largest;
        }
        if (largest < TOLERANCE) {
            break;
        }
    }
}

/* -- Weights ------------------------------------------------------------------------------------------------------- */

/* Adds the bag of the entry at hand: the sum of the phrasings, each by its dual variable and side. `sum` is
 * as wide as the rows. */
static void add_weights(const struct trainer *trainer, const struct term_counts *term_counts, double share,
                        float *sum, struct term_counts *weights)
{
    memset(sum, 0, term_counts->row_count * sizeof *sum);
    for (uint32_t i = 0; i < trainer->count; i++) {
        if (trainer->alphas[i] > 0) {
            float factor = (float)(share * (trainer->is_own[i] ? trainer->alphas[i] : -trainer->alphas[i]));
            for (size_t j = term_counts->starts[i]; j < term_counts->starts[i + 1]; j++) {
                sum[term_counts->items[j].row] += factor * term_counts->items[j].weight;
            }
        }
    }
    for (uint32_t row = 0; row < term_counts->row_count; row++) {
        if (fabsf(sum[row]) >= WEIGHT_LEAST && term_counts_reserve(weights, 1)) {
            term_counts_put(weights, row, sum[row]);
        }
    }
    term_counts_close(weights);
}

/* Whether there is something to learn, and not too much; an entry's phrasings follow each other. */
static bool is_worth_learning(const struct term_counts *characters, const struct term_counts *words,
                              const uint32_t *owners)
{
    uint32_t count = characters->document_count;
    uint32_t entries = count > 0; /* that have phrasings */
    bool has_two = false;
    for (uint32_t i = 1; i < count; i++) {
        entries += owners[i] != owners[i - 1];
        has_two = has_two || owners[i] == owners[i - 1];
    }
    double weights = (double)entries * ((double)characters->row_count + (double)words->row_count);
    /* One entry alone has nothing to be told from. */
    return has_two && entries > 1 && count <= LEARN_PHRASINGS_MAX && weights <= LEARN_WEIGHTS_MAX;
}

enum faqbot_status learn_weights(const struct term_counts *characters, const struct term_counts *words,
                                 const uint32_t *owners, uint32_t entry_count, bool *learned,
                                 struct term_counts *character_weights, struct term_counts *word_weights)
{
    uint32_t count = characters->document_count;
    size_t rows =
        (size_t)(characters->row_count > words->row_count ? characters->row_count : words->row_count);
    term_counts_init(character_weights);
    term_counts_init(word_weights);
    *learned = is_worth_learning(characters, words, owners);
    if (!*learned) {
        return FAQBOT_OK;
    }
    struct arena arena;
    arena_init(&arena, SIZE_MAX);
    float *sum = arena_alloc_array(&arena, rows + 1, sizeof *sum);
    struct trainer trainer = {.count = count,
                              .content_centroid = make_likenesses(characters, words, &arena),
                              .owners = owners,
                              .firsts = arena_alloc_array(&arena, count, sizeof *trainer.firsts),
                              .is_own = arena_alloc_array(&arena, count, sizeof *trainer.is_own),
                              .alphas = arena_alloc_array(&arena, count, sizeof *trainer.alphas),
                              .values = arena_alloc_array(&arena, count, sizeof *trainer.values)};
    bool failed = sum == NULL || trainer.content_centroid == NULL || trainer.firsts == NULL ||
                  trainer.is_own == NULL || trainer.alphas == NULL || trainer.values == NULL;
    if (!failed) {
        find_firsts(&trainer);
    }
    for (uint32_t entry = 0; entry < entry_count && !failed; entry++) {
        train(&trainer, entry);
        add_weights(&trainer, characters, CHARACTER_SHARE, sum, character_weights);
        add_weights(&trainer, words, 1 - CHARACTER_SHARE, sum, word_weights);
        failed = character_weights->failed || word_weights->failed;
    }
    arena_release(&arena);
    return failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
}
