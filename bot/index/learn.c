/* index/learn.c - learns one classifier for each entry: which features set its phrasings apart from those of all
 * others. A centroid cannot know that: two entries about cards share "card", and "lost" or "limit" alone decides.
 *
 * The classifiers are support vector machines, one entry against the rest, trained by dual coordinate descent (Hsieh
 * et al. 2008, "A Dual Coordinate Descent Method for Large-scale Linear SVM", algorithm 1, with the squared hinge loss
 * that the paper calls L2-SVM). For an entry the problem is
 *
 *   min over w of  |w|^2 / 2 + C sum over phrasings i of max(0, 1 - y_i w.x_i)^2
 *
 * with y_i = 1 for the entry's own phrasings and -1 for all others. In the dual each phrasing has one variable
 * alpha_i >= 0, w is the sum of alpha_i y_i x_i, and a step moves one variable to where the derivative along it is 0:
 *
 *   G = y_i w.x_i - 1 + alpha_i / 2C        alpha_i := max(0, alpha_i - G / (x_i.x_i + 1 / 2C))
 *
 * w is kept, so that a step takes as long as a phrasing has features, however many phrasings there are.
 *
 * To visit all phrasings for each entry would still take time that grows as their product, and w would be as long as
 * there are features. But to nearly all entries nearly all phrasings are the same: something else. So what is the same
 * is learned once, by a classifier that says -1 to every phrasing by the commonest features alone. Each entry begins
 * with its variables and weights, and moves those of its own phrasings and of the others that are most easily taken
 * for them: which share its rarest words. The rest keep what they have. On the sets of questions this ranks better
 * than all phrasings do, and so do a few hundred weights of an entry, the largest: many small ones fit the phrasings
 * and not the questions.
 *
 * Phrasings are visited in their order and not at random, as the paper advises: it converges as well, and the same
 * knowledge base gives the same bytes. Values of different entries can be compared, though they are trained apart,
 * because each is trained towards 1 and -1. */
#include "index/index_internal.h"

#include <math.h>
#include <string.h>

#define PENALTY 3.0  /* C: how much a phrasing on the wrong side costs; 1 to 12 are alike */
#define TOLERANCE .1 /* of the projected gradient, where a variable is left alone; .03 ranks no better */

/* How often all phrasings that an entry is trained on are visited. Once ranks the sets as well, but in a small
 * knowledge base of entries that are worded alike an entry then does not always answer to its own question. */
#define PASSES_MAX 3
#define MOVING_PASSES_MAX 10 /* between that, over phrasings that moved when they were visited last */
#define SHARED_PASSES_MAX 20 /* over all phrasings, for what entries share; it takes 5 to 8 */

/* An entry is told from so many phrasings of others for each of its own, and with its own from so many at least. */
#define OTHERS_SHARE 2
#define PHRASINGS_LEAST 256

/* They are looked for among as many occurrences of its words, from the rarest word on, for each phrasing that is
 * wanted. Commoner words find no better ones, and take longer. */
#define OCCURRENCES 3

/* Smaller weights are left out, which changes no rank. Ten times as much moves answers in small knowledge bases. */
#define WEIGHT_LEAST .002f

/* One of the two bags that phrasings are, and what is learned of its rows. */
struct learner_bag {
    const struct term_counts *phrasings; /* borrowed */
    struct term_counts *learned;         /* borrowed: the weights of the entries that are done */
    uint32_t *by_frequency;              /* the rows, the rarest first */
    uint32_t *ranks;                     /* by row: its place there */
    float *shared;                       /* by row: the weight that each entry begins with */
    float *weights;                      /* by row: of the entry at hand */
    bool *is_changed;                    /* by row: it may be another than the shared one */
    uint32_t *changed;                   /* the rows where it may be */
    uint32_t changed_count;
    float *scratch; /* by row */
};

enum { BAG_CHARACTERS, BAG_WORDS, BAG_COUNT };

static const float bag_shares[BAG_COUNT] = {.5f, .5f}; /* of the likeness of two phrasings */

struct learner {
    struct learner_bag bags[BAG_COUNT];
    uint32_t count;              /* of phrasings */
    struct term_count_rows uses; /* which phrasings hold a word */
    uint32_t *firsts;            /* by phrasing: the first one that is equal to it, mostly itself */
    float *shared_alphas;        /* by phrasing: the variable that each entry begins with */
    float *alphas;               /* by phrasing: of the entry at hand, 0 or more */
    bool *is_own;                /* by phrasing: the entry at hand has it or one that is equal */
    uint32_t *own;               /* first phrasings of the entry at hand, rising */
    uint32_t own_count;
    uint32_t *chosen; /* those that its classifier is trained on, its own among them, rising */
    uint32_t chosen_count;
    uint32_t *moving;  /* those of them that moved when they were visited last */
    float *likenesses; /* by phrasing: to the entry at hand; 0 but while its phrasings are chosen */
    float *scratch;    /* by phrasing */
};

/* -- The largest of many numbers ------------------------------------------------------------------- */

struct cutoff {
    float least;  /* greater ones belong to the largest */
    size_t equal; /* and so many of those that are equal to it */
};

static uint32_t bits_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* What the `most` largest of the values have, of which none is negative. Their bits rise as they do, so it is found
 * byte by byte, in four passes whatever the values are. */
static struct cutoff find_cutoff(const float *values, size_t count, size_t most)
{
    uint32_t prefix = 0;
    uint32_t mask = 0;
    struct cutoff cutoff = {.equal = most};
    if (count <= most || most == 0) {
        return (struct cutoff){.least = most == 0 ? INFINITY : 0, .equal = most};
    }
    for (int shift = 24; shift >= 0; shift -= 8) {
        size_t tally[256] = {0};
        uint32_t byte = 255;
        for (size_t i = 0; i < count; i++) {
            tally[bits_of(values[i]) >> shift & 255] += (bits_of(values[i]) & mask) == prefix;
        }
        for (; cutoff.equal > tally[byte]; byte--) {
            cutoff.equal -= tally[byte];
        }
        prefix |= byte << shift;
        mask |= UINT32_C(255) << shift;
    }
    memcpy(&cutoff.least, &prefix, sizeof prefix);
    return cutoff;
}

/* To be asked for each value in turn. */
static bool passes_cutoff(struct cutoff *cutoff, float value)
{
    if (value == cutoff->least && cutoff->equal > 0) {
        cutoff->equal--;
        return true;
    }
    return value > cutoff->least;
}

/* -- A step ---------------------------------------------------------------------------------------- */

/* What entries share is learned of these rows alone. */
static bool is_shared(const struct learner_bag *bag, uint32_t row)
{
    return bag->ranks[row] + LEARN_SHARED_WEIGHTS >= bag->phrasings->row_count;
}

static struct term_count_item *items_of(const struct learner_bag *bag, uint32_t phrasing, size_t *count)
{
    const size_t *starts = bag->phrasings->starts;
    *count = starts[phrasing + 1] - starts[phrasing];
    return bag->phrasings->items + starts[phrasing];
}

/* Which rows of a phrasing count. */
enum rows { ROWS_SHARED, ROWS_ALL };

/* w.x */
static double evaluate(const struct learner *learner, uint32_t phrasing)
{
    double value = 0;
    for (size_t b = 0; b < BAG_COUNT; b++) {
        const struct learner_bag *bag = &learner->bags[b];
        size_t count;
        const struct term_count_item *items = items_of(bag, phrasing, &count);
        float sum = 0;
        for (size_t i = 0; i < count; i++) {
            sum += items[i].weight * bag->weights[items[i].row];
        }
        value += (double)sum;
    }
    return value;
}

/* x.x: each bag has length 1, or 0 where it is empty. */
static double measure(const struct learner *learner, uint32_t phrasing, enum rows rows)
{
    double square = 0;
    for (size_t b = 0; b < BAG_COUNT; b++) {
        const struct learner_bag *bag = &learner->bags[b];
        size_t count;
        const struct term_count_item *items = items_of(bag, phrasing, &count);
        float sum = 0;
        for (size_t i = 0; i < count; i++) {
            bool is_counted = rows == ROWS_ALL || is_shared(bag, items[i].row);
            sum += is_counted ? items[i].weight * items[i].weight : 0;
        }
        square += (double)(bag_shares[b] * sum);
    }
    return square;
}

/* Adds change * x to w. */
static void move(struct learner *learner, uint32_t phrasing, double change, enum rows rows)
{
    for (size_t b = 0; b < BAG_COUNT; b++) {
        struct learner_bag *bag = &learner->bags[b];
        size_t count;
        const struct term_count_item *items = items_of(bag, phrasing, &count);
        float factor = (float)change * bag_shares[b];
        for (size_t i = 0; i < count; i++) {
            uint32_t row = items[i].row;
            if (rows == ROWS_ALL || is_shared(bag, row)) {
                bag->weights[row] += factor * items[i].weight;
                bag->changed[bag->changed_count] = row;
                bag->changed_count += !bag->is_changed[row];
                bag->is_changed[row] = true;
            }
        }
    }
}

/* One step of the descent, along one phrasing's variable; whether it moved. */
static bool step(struct learner *learner, uint32_t phrasing, enum rows rows)
{
    const double diagonal = 1 / (2 * PENALTY);
    double side = learner->is_own[phrasing] ? 1 : -1;
    double alpha = (double)learner->alphas[phrasing];
    double gradient = side * evaluate(learner, phrasing) - 1 + alpha * diagonal;
    if (fabs(gradient) < TOLERANCE || (alpha == 0 && gradient > 0)) {
        return false;
    }
    double moved = alpha - gradient / (measure(learner, phrasing, rows) + diagonal);
    learner->alphas[phrasing] = moved > 0 ? (float)moved : 0;
    move(learner, phrasing, side * ((double)learner->alphas[phrasing] - alpha), rows);
    return true;
}

/* -- What all entries share ------------------------------------------------------------------------ */

/* Back to the shared weights. */
static void forget(struct learner_bag *bag)
{
    for (uint32_t i = 0; i < bag->changed_count; i++) {
        uint32_t row = bag->changed[i];
        bag->weights[row] = bag->shared[row];
        bag->is_changed[row] = false;
    }
    bag->changed_count = 0;
}

static void learn_shared(struct learner *learner)
{
    bool has_moved = true;
    for (unsigned pass = 0; pass < SHARED_PASSES_MAX && has_moved; pass++) {
        has_moved = false;
        for (uint32_t i = 0; i < learner->count; i++) {
            has_moved = (learner->firsts[i] == i && step(learner, i, ROWS_SHARED)) || has_moved;
        }
    }
    memcpy(learner->shared_alphas, learner->alphas, learner->count * sizeof *learner->alphas);
    for (size_t b = 0; b < BAG_COUNT; b++) {
        struct learner_bag *bag = &learner->bags[b];
        memcpy(bag->shared, bag->weights, bag->phrasings->row_count * sizeof *bag->shared);
        forget(bag);
    }
}

/* -- The phrasings that an entry is trained on ----------------------------------------------------- */

/* Equal phrasings are trained as one, which counts as no other entry's where it is the entry's own. Entries that are
 * worded alike so get the same classifier, and not one that sets the first of them apart from the last. */
static void find_firsts(struct learner *learner, struct arena *arena, enum faqbot_status *status)
{
    const size_t slot_count = feature_slots(learner->count);
    uint64_t *hashes = arena_need(arena, slot_count, sizeof *hashes, status);
    uint32_t *firsts = arena_need(arena, slot_count, sizeof *firsts, status);
    for (uint32_t i = 0; i < learner->count && *status == FAQBOT_OK; i++) {
        uint64_t hash = VIEW_HASH_SEED;
        for (size_t b = 0; b < BAG_COUNT; b++) {
            size_t count;
            const struct term_count_item *items = items_of(&learner->bags[b], i, &count);
            hash = view_hash(hash, view_make((const char *)items, count * sizeof *items));
        }
        hash += hash == 0;
        size_t slot = feature_slot(hashes, slot_count, hash);
        firsts[slot] = hashes[slot] == 0 ? i : firsts[slot];
        hashes[slot] = hash;
        learner->firsts[i] = firsts[slot];
    }
}

/* The phrasings from `start` to before `end` are the entry's. */
static void take_own(struct learner *learner, uint32_t start, uint32_t end)
{
    learner->own_count = 0;
    for (uint32_t i = start; i < end; i++) {
        uint32_t first = learner->firsts[i];
        if (!learner->is_own[first]) {
            learner->is_own[first] = true;
            learner->own[learner->own_count++] = first;
        }
    }
    array_sort_numbers(learner->own, learner->own_count);
}

/* Adds up the words of the entry's own phrasings in the bag's scratch, and lists the places of their rows, rising. */
static uint32_t sum_words(struct learner *learner)
{
    struct learner_bag *bag = &learner->bags[BAG_WORDS];
    uint32_t *places = bag->changed; /* nothing is changed so far */
    uint32_t place_count = 0;
    for (uint32_t i = 0; i < learner->own_count; i++) {
        size_t count;
        const struct term_count_item *items = items_of(bag, learner->own[i], &count);
        for (size_t j = 0; j < count; j++) {
            places[place_count] = bag->ranks[items[j].row];
            place_count += bag->scratch[items[j].row] == 0;
            bag->scratch[items[j].row] += items[j].weight;
        }
    }
    array_sort_numbers(places, place_count);
    return place_count;
}

/* Adds to the likeness of the phrasings that hold a word, but for the entry's own, and lists those that are new. */
static uint32_t add_likenesses(struct learner *learner, uint32_t row, float weight, uint32_t *like,
                               uint32_t like_count)
{
    const struct term_count_rows *uses = &learner->uses;
    for (uint32_t i = uses->starts[row]; i < uses->starts[row + 1]; i++) {
        uint32_t phrasing = uses->cells[i].column;
        if (learner->firsts[phrasing] == phrasing && !learner->is_own[phrasing]) {
            like[like_count] = phrasing;
            like_count += learner->likenesses[phrasing] == 0;
            learner->likenesses[phrasing] += weight * uses->cells[i].weight;
        }
    }
    return like_count;
}

/* Lists the phrasings that share the rarest words of the entry's, until these were met `occurrences` times. */
static uint32_t find_like(struct learner *learner, uint64_t occurrences, uint32_t *like)
{
    struct learner_bag *bag = &learner->bags[BAG_WORDS];
    const uint32_t place_count = sum_words(learner);
    uint32_t like_count = 0;
    for (uint32_t i = 0; i < place_count; i++) {
        uint32_t row = bag->by_frequency[bag->changed[i]];
        uint32_t uses = bag->phrasings->documents[row];
        occurrences = uses > occurrences ? 0 : occurrences - uses; /* all others are as common */
        if (occurrences > 0) {
            like_count = add_likenesses(learner, row, bag->scratch[row], like, like_count);
        }
        bag->scratch[row] = 0;
    }
    return like_count;
}

/* Chooses the entry's own phrasings and the `most` others that are most like them. */
static void choose(struct learner *learner, size_t most)
{
    uint32_t *like = learner->moving;
    uint32_t count = find_like(learner, OCCURRENCES * (uint64_t)(most + learner->own_count), like);
    for (uint32_t i = 0; i < count; i++) {
        learner->scratch[i] = learner->likenesses[like[i]];
    }
    struct cutoff cutoff = find_cutoff(learner->scratch, count, most);
    memcpy(learner->chosen, learner->own, learner->own_count * sizeof *learner->own);
    learner->chosen_count = learner->own_count;
    for (uint32_t i = 0; i < count; i++) {
        if (passes_cutoff(&cutoff, learner->scratch[i])) {
            learner->chosen[learner->chosen_count++] = like[i];
        }
        learner->likenesses[like[i]] = 0;
    }
    array_sort_numbers(learner->chosen, learner->chosen_count);
}

/* -- Training an entry ----------------------------------------------------------------------------- */

/* Begins with the shared variables, but for the entry's own phrasings, which do not count as others' here. */
static void start_training(struct learner *learner)
{
    for (uint32_t i = 0; i < learner->chosen_count; i++) {
        uint32_t phrasing = learner->chosen[i];
        float shared = learner->shared_alphas[phrasing];
        learner->alphas[phrasing] = learner->is_own[phrasing] ? 0 : shared;
        if (learner->is_own[phrasing] && shared > 0) {
            move(learner, phrasing, (double)shared, ROWS_SHARED);
        }
    }
}

/* Visits phrasings, and keeps those that moved; how many. `kept` may be the list itself. */
static uint32_t visit(struct learner *learner, const uint32_t *phrasings, uint32_t count, uint32_t *kept)
{
    uint32_t kept_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t phrasing = phrasings[i];
        if (step(learner, phrasing, ROWS_ALL)) {
            kept[kept_count++] = phrasing;
        }
    }
    return kept_count;
}

/* Visits those again that moved, until none does. */
static void settle(struct learner *learner, uint32_t count)
{
    for (unsigned pass = 0; pass < MOVING_PASSES_MAX && count > 0; pass++) {
        count = visit(learner, learner->moving, count, learner->moving);
    }
}

/* The entry's own phrasings come first: what the others have to answer is mostly what these say. */
static void train(struct learner *learner)
{
    uint32_t count = visit(learner, learner->own, learner->own_count, learner->moving);
    settle(learner, count);
    for (unsigned pass = 0; pass < PASSES_MAX && (pass == 0 || count > 0); pass++) {
        count = visit(learner, learner->chosen, learner->chosen_count, learner->moving);
        settle(learner, count);
    }
}

/* -- What is kept ---------------------------------------------------------------------------------- */

static void keep_weight(struct learner_bag *bag, uint32_t row)
{
    if (fabsf(bag->weights[row]) >= WEIGHT_LEAST && term_counts_reserve(bag->learned, 1)) {
        term_counts_put(bag->learned, row, bag->weights[row]);
    }
}

/* Adds the entry's weights: those of the shared rows, which tell it from anything, and the largest of its own. */
static void keep_weights(struct learner_bag *bag)
{
    const uint32_t rows = bag->phrasings->row_count;
    const uint32_t shared = rows < LEARN_SHARED_WEIGHTS ? rows : LEARN_SHARED_WEIGHTS;
    for (uint32_t i = 0; i < shared; i++) {
        keep_weight(bag, bag->by_frequency[rows - 1 - i]);
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < bag->changed_count; i++) {
        if (!is_shared(bag, bag->changed[i])) {
            bag->scratch[count++] = fabsf(bag->weights[bag->changed[i]]);
        }
    }
    struct cutoff cutoff = find_cutoff(bag->scratch, count, LEARN_OWN_WEIGHTS);
    memset(bag->scratch, 0, count * sizeof *bag->scratch);
    for (uint32_t i = 0; i < bag->changed_count; i++) {
        uint32_t row = bag->changed[i];
        if (!is_shared(bag, row) && passes_cutoff(&cutoff, fabsf(bag->weights[row]))) {
            keep_weight(bag, row);
        }
    }
    forget(bag);
}

/* The phrasings from `start` to before `end` are the entry's; none: a passage, of which nothing is learned. */
static void learn_entry(struct learner *learner, uint32_t start, uint32_t end)
{
    if (start < end) {
        take_own(learner, start, end);
        size_t others = OTHERS_SHARE * (size_t)learner->own_count;
        size_t least = learner->own_count < PHRASINGS_LEAST ? PHRASINGS_LEAST - learner->own_count : 0;
        choose(learner, others > least ? others : least);
        start_training(learner);
        train(learner);
        for (uint32_t i = 0; i < learner->own_count; i++) {
            learner->is_own[learner->own[i]] = false;
        }
        keep_weights(&learner->bags[BAG_CHARACTERS]);
        keep_weights(&learner->bags[BAG_WORDS]);
    }
    term_counts_close(learner->bags[BAG_CHARACTERS].learned);
    term_counts_close(learner->bags[BAG_WORDS].learned);
}

/* -- The whole ------------------------------------------------------------------------------------- */

/* Puts the rows in order of how many phrasings hold them, by counting. */
static void rank_rows(struct learner_bag *bag, uint32_t phrasing_count, struct arena *arena,
                      enum faqbot_status *status)
{
    const struct term_counts *phrasings = bag->phrasings;
    uint32_t *starts = arena_need(arena, (size_t)phrasing_count + 2, sizeof *starts, status);
    for (uint32_t row = 0; row < phrasings->row_count && *status == FAQBOT_OK; row++) {
        starts[phrasings->documents[row] + 1]++;
    }
    for (uint32_t i = 0; i <= phrasing_count && *status == FAQBOT_OK; i++) {
        starts[i + 1] += starts[i];
    }
    for (uint32_t row = 0; row < phrasings->row_count && *status == FAQBOT_OK; row++) {
        uint32_t rank = starts[phrasings->documents[row]]++;
        bag->ranks[row] = rank;
        bag->by_frequency[rank] = row;
    }
}

static void make_bag(struct learner_bag *bag, const struct term_counts *phrasings,
                     struct term_counts *learned, struct arena *arena, enum faqbot_status *status)
{
    const size_t rows = (size_t)phrasings->row_count + 1; /* one is written before it is known to be new */
    *bag = (struct learner_bag){.phrasings = phrasings,
                                .learned = learned,
                                .by_frequency = arena_need(arena, rows, sizeof *bag->by_frequency, status),
                                .ranks = arena_need(arena, rows, sizeof *bag->ranks, status),
                                .shared = arena_need(arena, rows, sizeof *bag->shared, status),
                                .weights = arena_need(arena, rows, sizeof *bag->weights, status),
                                .is_changed = arena_need(arena, rows, sizeof *bag->is_changed, status),
                                .changed = arena_need(arena, rows, sizeof *bag->changed, status),
                                .scratch = arena_need(arena, rows, sizeof *bag->scratch, status)};
    rank_rows(bag, phrasings->document_count, arena, status);
}

static void make_learner(struct learner *learner, struct arena *arena, enum faqbot_status *status)
{
    const struct term_counts *words = learner->bags[BAG_WORDS].phrasings;
    const size_t count = (size_t)learner->count + 1; /* as above */
    learner->firsts = arena_need(arena, count, sizeof *learner->firsts, status);
    learner->shared_alphas = arena_need(arena, count, sizeof *learner->shared_alphas, status);
    learner->alphas = arena_need(arena, count, sizeof *learner->alphas, status);
    learner->is_own = arena_need(arena, count, sizeof *learner->is_own, status);
    learner->own = arena_need(arena, count, sizeof *learner->own, status);
    learner->chosen = arena_need(arena, count, sizeof *learner->chosen, status);
    learner->moving = arena_need(arena, count, sizeof *learner->moving, status);
    learner->likenesses = arena_need(arena, count, sizeof *learner->likenesses, status);
    learner->scratch = arena_need(arena, count, sizeof *learner->scratch, status);
    term_counts_transpose(words, words->row_count, arena, &learner->uses, status);
    find_firsts(learner, arena, status);
}

/* Whether there is something to learn; an entry's phrasings follow each other. */
static bool is_worth_learning(const uint32_t *owners, uint32_t count)
{
    bool has_other = false; /* one entry alone has nothing to be told from */
    bool has_two = false;
    for (uint32_t i = 1; i < count; i++) {
        has_other = has_other || owners[i] != owners[i - 1];
        has_two = has_two || owners[i] == owners[i - 1];
    }
    return has_two && has_other;
}

size_t learn_bytes_max(const struct term_counts *characters, const struct term_counts *words)
{
    return LEARN_BYTES_LEAST + LEARN_ROW_BYTES * ((size_t)characters->row_count + words->row_count) +
           LEARN_PHRASING_BYTES * (size_t)characters->document_count + LEARN_WORD_BYTES * words->item_count;
}

bool learn_weights(const struct term_counts *characters, const struct term_counts *words,
                   const uint32_t *owners, uint32_t entry_count, struct term_counts *character_weights,
                   struct term_counts *word_weights, enum faqbot_status *status)
{
    const uint32_t count = characters->document_count;
    term_counts_init(character_weights);
    term_counts_init(word_weights);
    if (*status != FAQBOT_OK || !is_worth_learning(owners, count)) {
        return false;
    }
    struct arena arena;
    struct learner learner = {.count = count};
    arena_init(&arena, learn_bytes_max(characters, words));
    make_bag(&learner.bags[BAG_CHARACTERS], characters, character_weights, &arena, status);
    make_bag(&learner.bags[BAG_WORDS], words, word_weights, &arena, status);
    make_learner(&learner, &arena, status);
    if (*status == FAQBOT_OK) {
        learn_shared(&learner);
    }
    uint32_t at = 0;
    for (uint32_t entry = 0; entry < entry_count && *status == FAQBOT_OK; entry++) {
        uint32_t start = at;
        while (at < count && owners[at] == entry) {
            at++;
        }
        learn_entry(&learner, start, at);
        fail_if(character_weights->failed || word_weights->failed, FAQBOT_NO_MEMORY, status);
    }
    arena_release(&arena);
    return *status == FAQBOT_OK;
}
