/* index/learn.c - learns one classifier for each entry.
 *
 * Trains one-vs-rest support vector machines over the owner's phrasings, by dual coordinate descent (Hsieh
 * et al. 2008, "A Dual Coordinate Descent Method for Large-scale Linear SVM", algorithm 1, with the squared
 * hinge loss that the paper calls L2-SVM). For an entry the problem is
 *
 *   min over w of  |w|^2 / 2 + C sum over phrasings i of max(0, 1 - y_i w.x_i)^2
 *
 * with y_i = 1 for the entry's own phrasings and -1 for all others. In the dual each phrasing has one
 * variable alpha_i >= 0, w is the sum of alpha_i y_i x_i, and a step moves one variable to where the
 * derivative along it is 0:
 *
 *   G = y_i w.x_i - 1 + alpha_i / 2C        alpha_i := max(0, alpha_i - G / (x_i.x_i + 1 / 2C))
 *
 * The dual needs only the likeness x_i.x_j of each two phrasings. So the table of likenesses is made once
 * and shared by the classifiers of all entries, where the primal would walk every phrasing's features again
 * for each of them. The phrasings are visited in their order and not at random, as the paper advises: it
 * converges as well on so few, and the same knowledge base gives the same bytes. */
#include "index/index_internal.h"

#include <math.h>
#include <string.h>

/* What is learned is which features set an entry's phrasings apart from those of all other entries. A
 * centroid cannot know that: two entries about cards share "card", and "lost" or "limit" alone decides. The
 * classifier's weights are kept as a bag for each entry, so that ranking needs one more dot product and no
 * training at all when a question comes.
 *
 * Each classifier is trained towards 1 for the entry's own phrasings and -1 for all others, so values of
 * different entries can be compared, though they were trained apart. */

#define PENALTY 3.0  /* C: how much a phrasing on the wrong side costs; 1 to 6 are alike */
#define TOLERANCE .1 /* of the projected gradient, where training an entry ends; .01 ranks no better */
#define EPOCHS_MAX 20
#define CHARACTER_SHARE .5 /* of the likeness; the rest is the words' */
/* smaller learned weights are left out: they are most of them and change no rank */
#define WEIGHT_LEAST .002f

/* Likeness is kept in 16 bits: it lies between 0 and 1. */
#define LIKENESS_ONE 65535.0f

/* Adds share * cosine of one document with each up to itself. Of a row's cells, which are in order, only
 * those before the document are looked at: the table is symmetric. */
static void add_likeness(const struct term_counts *term_counts, const struct term_count_rows *by_row,
                         uint32_t document, float share, float *likeness)
{
    for (size_t i = term_counts->starts[document]; i < term_counts->starts[document + 1]; i++) {
        const struct term_count_item *item = &term_counts->items[i];
        const struct sparse_matrix_cell *cell = by_row->cells + by_row->starts[item->row];
        float weight = share * item->weight;
        for (; cell->column < document; cell++) {
            likeness[cell->column] += weight * cell->weight;
        }
        likeness[document] += weight * item->weight;
    }
}

/* The table of all likenesses, by row, in the arena; NULL where it fails. */
static uint16_t *make_likenesses(const struct term_counts *characters, const struct term_counts *words,
                                 struct arena *arena, enum faqbot_status *status)
{
    uint32_t count = characters->document_count;
    struct term_count_rows by_characters;
    struct term_count_rows by_words;
    uint16_t *table = arena_alloc(arena, (size_t)count * count * sizeof *table);
    float *row = arena_need(arena, count, sizeof *row, status);
    term_counts_transpose(characters, characters->row_count, arena, &by_characters, status);
    term_counts_transpose(words, words->row_count, arena, &by_words, status);
    fail_if(table == NULL, FAQBOT_NO_MEMORY, status);
    for (uint32_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        memset(row, 0, ((size_t)i + 1) * sizeof *row);
        add_likeness(characters, &by_characters, i, (float)CHARACTER_SHARE, row);
        add_likeness(words, &by_words, i, (float)(1 - CHARACTER_SHARE), row);
        for (uint32_t j = 0; j <= i; j++) {
            float one = row[j] < 1 ? row[j] : 1;
            uint16_t likeness = (uint16_t)(one * LIKENESS_ONE + .5f);
            table[(size_t)i * count + j] = table[(size_t)j * count + i] = likeness;
        }
    }
    return *status == FAQBOT_OK ? table : NULL;
}

struct trainer {
    uint32_t count;
    const uint16_t *likeness;
    const uint32_t *owners;
    uint32_t *firsts; /* by phrasing: the first one that is equal to it, mostly itself */
    bool *is_own;     /* by first phrasing: the entry at hand has it, whichever others do */
    double *alphas;   /* by phrasing: its dual variable, 0 or more */
    float *values;    /* by phrasing: what the classifier gives it so far */
};

/* Equal phrasings are trained as one, which counts as no other entry's where it is the entry's own. Entries
 * that are worded alike so get the same classifier, and not one that sets the first of them apart from the
 * last. */
static void find_firsts(struct trainer *trainer)
{
    for (uint32_t i = 0; i < trainer->count; i++) {
        const uint16_t *row = trainer->likeness + (size_t)i * trainer->count;
        uint32_t first = 0;
        while (first < i && row[first] != UINT16_MAX) {
            first++;
        }
        trainer->firsts[i] = first;
    }
}

/* Keeps w.x_i for every phrasing up to date, since w itself is never computed: w changed by change *
 * x_phrasing. */
static void add_to_values(struct trainer *trainer, uint32_t phrasing, double change)
{
    const uint16_t *row = trainer->likeness + (size_t)phrasing * trainer->count;
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
        double own = trainer->likeness[(size_t)phrasing * trainer->count + phrasing] / (double)LIKENESS_ONE;
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

bool learn_weights(const struct term_counts *characters, const struct term_counts *words,
                   const uint32_t *owners, uint32_t entry_count, struct term_counts *character_weights,
                   struct term_counts *word_weights, enum faqbot_status *status)
{
    uint32_t count = characters->document_count;
    size_t rows =
        (size_t)(characters->row_count > words->row_count ? characters->row_count : words->row_count);
    term_counts_init(character_weights);
    term_counts_init(word_weights);
    if (*status != FAQBOT_OK || !is_worth_learning(characters, words, owners)) {
        return false;
    }
    struct arena arena;
    arena_init(&arena, SIZE_MAX);
    float *sum = arena_need(&arena, rows + 1, sizeof *sum, status);
    struct trainer trainer = {.count = count,
                              .owners = owners,
                              .firsts = arena_need(&arena, count, sizeof *trainer.firsts, status),
                              .is_own = arena_need(&arena, count, sizeof *trainer.is_own, status),
                              .alphas = arena_need(&arena, count, sizeof *trainer.alphas, status),
                              .values = arena_need(&arena, count, sizeof *trainer.values, status),
                              .likeness = make_likenesses(characters, words, &arena, status)};
    if (trainer.likeness != NULL) {
        find_firsts(&trainer);
    }
    for (uint32_t entry = 0; entry < entry_count && trainer.likeness != NULL && *status == FAQBOT_OK;
         entry++) {
        train(&trainer, entry);
        add_weights(&trainer, characters, CHARACTER_SHARE, sum, character_weights);
        add_weights(&trainer, words, 1 - CHARACTER_SHARE, sum, word_weights);
        fail_if(character_weights->failed || word_weights->failed, FAQBOT_NO_MEMORY, status);
    }
    arena_release(&arena);
    return *status == FAQBOT_OK;
}
