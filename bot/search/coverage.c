/* search/coverage.c - how far a question and an entry account for each other's words, word by word.
 *
 * Likeness of whole texts is large for one shared word among few, whatever the others say: "may I keep a pig" and
 * "May I keep hens?" share their frame and differ in what is asked. Here each content word of the question looks for
 * its likest in the entry, and each of a phrasing's looks for its likest in the question. A number, code or name is
 * like itself alone; other words are also like those that the lexicon has near them ("stolen", "took"). What finds
 * nothing counts against the entry by its weight, so that an entry is never the better for having more phrasings.
 *
 * Alignments of words by the likest are old (Mihalcea et al. 2006, "Corpus-based and knowledge-based measures of text
 * semantic similarity"); the weights are ours: rare in the knowledge base, and rare in the language. */
#include "search/search_internal.h"

#include <string.h>

/* Words of a question that are compared; further ones, of a long story, are left out. */
#define TERMS_COVERED_MAX 32

/* The lexicon's words are a little like most others: what is below this says nothing. .1 to .3 are alike. */
#define LIKENESS_LEAST .2f

/* Words of so many runs of three characters are compared as written; less alike than this is not alike, and a whole
 * likeness is SHAPE_MOST. */
#define SHAPE_RUNS_LEAST 3
#define SHAPE_DICE_LEAST .5f
#define SHAPE_MOST .9f

/* The commonest words of the language weigh RARITY_LEAST of what the rare ones do; in between the logarithm of the rank
 * decides. .1 to .3 are alike, and so are bounds half as large or twice. */
#define RARITY_LEAST .2
#define RANK_COMMON 100.0
#define RANK_RARE 10000.0

struct comparison {
    const struct model *model;
    const struct lexicon *lexicon; /* NULL: none knows the question's language */
    size_t word_count;             /* the question's, function words included */
    size_t count;
    const struct term *terms[TERMS_COVERED_MAX]; /* the question's content words */
    double weights[TERMS_COVERED_MAX];
    double weight; /* of all of them */
    struct lexicon_word words[TERMS_COVERED_MAX];
    /* What was compared so far: the same words stand in many entries. */
    uint32_t *slots;     /* by row: 1 + its place in what follows; 0: not yet */
    float *likenesses;   /* place after place: to each term */
    double *row_weights; /* by place */
    uint32_t slot_count;
};

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

/* A word that the lexicon lacks may be a name: it counts in full. */
static double rarity(const struct lexicon *lexicon, const struct model_word *word)
{
    if (lexicon == NULL || word->number == LEXICON_NONE) {
        return 1;
    }
    double rank = clamp(lexicon_rank(lexicon, word->number), RANK_COMMON, RANK_RARE);
    return RARITY_LEAST + (1 - RARITY_LEAST) * log(rank / RANK_COMMON) / log(RANK_RARE / RANK_COMMON);
}

/* Of words that no row counts, which a model of a few candidates has, the number of entries that hold them is taken to
 * be the square root of how many there are: neither rare nor common. */
static double weigh(const struct comparison *comparison, uint32_t row, const struct model_word *word)
{
    const struct sparse_matrix *stems = &comparison->model->parts[MODEL_UNIGRAMS];
    double with = row == SPARSE_MATRIX_NONE ? 0
                  : row < stems->row_count  ? stems->doc_freqs[row]
                                            : sqrt(stems->documents);
    return bm25_idf((double)stems->documents + TERMS_UNSEEN_ENTRIES, with) *
           rarity(comparison->lexicon, word);
}

/* -- One word with the question's ------------------------------------------------------------------------------ */

static unsigned count_bits(uint64_t bits)
{
    unsigned count = 0;
    for (; bits != 0; bits &= bits - 1) {
        count++;
    }
    return count;
}

/* How alike two words are as written: forms of one word that the stemmer takes for two, and words of one root. Dice's
 * coefficient of their runs of three characters. */
static float compare_shapes(uint64_t left, uint64_t right)
{
    unsigned all = count_bits(left) + count_bits(right);
    float dice = all == 0 ? 0 : 2 * (float)count_bits(left & right) / (float)all;
    bool are_long = count_bits(left) >= SHAPE_RUNS_LEAST && count_bits(right) >= SHAPE_RUNS_LEAST;
    return are_long && dice > SHAPE_DICE_LEAST
               ? SHAPE_MOST * (dice - SHAPE_DICE_LEAST) / (1 - SHAPE_DICE_LEAST)
               : 0;
}

/* Words that the lexicon has are compared by meaning, others as written. */
static float compare(const struct comparison *comparison, size_t at, uint32_t row)
{
    const struct term *term = comparison->terms[at];
    const struct model_word *asked = &term->known;
    const struct model_word *word = &comparison->model->words[row];
    if (term->row == row) {
        return 1 - term->word->doubt;
    }
    bool are_opposites = word->side != 0 && (word->side ^ 1) == asked->side;
    if (!word->is_content || word->is_apart || asked->is_apart || are_opposites) {
        return 0;
    }
    if (comparison->lexicon == NULL || asked->number == LEXICON_NONE || word->number == LEXICON_NONE) {
        return compare_shapes(asked->shape, word->shape);
    }
    float likeness = lexicon_word_likeness(comparison->lexicon, &comparison->words[at], word->number);
    return likeness > LIKENESS_LEAST ? (likeness - LIKENESS_LEAST) / (1 - LIKENESS_LEAST) : 0;
}

/* The likenesses of a row's word to each term; *weight is the word's, 0 for a function word. */
static const float *look_up(struct comparison *comparison, uint32_t row, double *weight)
{
    uint32_t place = comparison->slots[row];
    float *likenesses = comparison->likenesses + (size_t)place * comparison->count;
    if (place == 0) {
        const struct model_word *word = &comparison->model->words[row];
        place = comparison->slots[row] = ++comparison->slot_count;
        likenesses = comparison->likenesses + (size_t)place * comparison->count;
        for (size_t i = 0; i < comparison->count; i++) {
            likenesses[i] = compare(comparison, i, row);
        }
        comparison->row_weights[place] = word->is_content ? weigh(comparison, row, word) : 0;
    }
    *weight = comparison->row_weights[place];
    return likenesses;
}

/* -- One text with the question -------------------------------------------------------------------------------- */

/* Takes over for each term the larger of both. */
static void take_larger(float *best, const float *likenesses, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        best[i] = likenesses[i] > best[i] ? likenesses[i] : best[i];
    }
}

static double share_covered(const struct comparison *comparison, const float *best)
{
    double covered = 0;
    for (size_t i = 0; i < comparison->count; i++) {
        covered += comparison->weights[i] * (double)best[i];
    }
    return comparison->weight > 0 ? covered / comparison->weight : 0;
}

/* Compares the words of one part of an entry, which are rows; `best` becomes each term's best likeness. Returns which
 * share of the part's own weight the question covers. */
static double compare_part(struct comparison *comparison, const uint32_t *rows, size_t count, float *best)
{
    double covered = 0;
    double whole = 0;
    memset(best, 0, comparison->count * sizeof *best);
    for (size_t i = 0; i < count; i++) {
        double weight;
        float most = 0;
        const float *likenesses = look_up(comparison, rows[i], &weight);
        take_larger(best, likenesses, comparison->count);
        for (size_t j = 0; j < comparison->count; j++) {
            most = likenesses[j] > most ? likenesses[j] : most;
        }
        covered += weight * (double)most;
        whole += weight;
    }
    return whole > 0 ? covered / whole : 0;
}

static double harmonic_mean(double left, double right)
{
    return left + right > 0 ? 2 * left * right / (left + right) : 0;
}

static float least_of(const float *best, size_t count)
{
    float least = count > 0 ? 1 : 0;
    for (size_t i = 0; i < count; i++) {
        least = best[i] < least ? best[i] : least;
    }
    return least;
}

/* Of the words that an entry's phrasings have in common, what is least accounted for by the question. */
static float find_missing(struct comparison *comparison, uint32_t entry)
{
    const struct required_terms *required = &comparison->model->required_terms;
    float largest = 0;
    for (uint32_t i = required->starts[entry]; i < required->starts[entry + 1]; i++) {
        double weight;
        float most = 0;
        if (required->list[i].row < comparison->model->word_count) {
            const float *likenesses = look_up(comparison, required->list[i].row, &weight);
            for (size_t j = 0; j < comparison->count; j++) {
                most = likenesses[j] > most ? likenesses[j] : most;
            }
        }
        float missing = required->list[i].share * (1 - most);
        largest = missing > largest ? missing : largest;
    }
    return largest;
}

/* An entry's parts end with SPARSE_MATRIX_NONE; the last of them is its answer, or the passage. */
static void cover(struct comparison *comparison, uint32_t entry, struct coverage *coverage)
{
    const uint32_t *rows = comparison->model->sequence + comparison->model->sequence_starts[entry];
    size_t rest = comparison->model->sequence_starts[entry + 1] - comparison->model->sequence_starts[entry];
    float best[TERMS_COVERED_MAX];
    float head[TERMS_COVERED_MAX] = {0};
    float all[TERMS_COVERED_MAX] = {0};
    while (rest > 0) {
        size_t count = 0;
        while (count < rest && rows[count] != SPARSE_MATRIX_NONE) {
            count++;
        }
        double back = compare_part(comparison, rows, count, best);
        double covered = share_covered(comparison, best);
        rest -= count < rest ? count + 1 : count;
        rows += count + 1;
        take_larger(all, best, comparison->count);
        if (rest == 0) {
            coverage->answer = (float)covered;
        } else {
            take_larger(head, best, comparison->count);
            double mutual = harmonic_mean(covered, back);
            coverage->is_equal = coverage->is_equal || (count == comparison->word_count && mutual > .999);
            coverage->mutual = (float)fmax((double)coverage->mutual, mutual);
        }
    }
    coverage->head = (float)share_covered(comparison, head);
    coverage->question = (float)share_covered(comparison, all);
    coverage->least = least_of(all, comparison->count);
    coverage->missing = find_missing(comparison, entry);
}

/* -- All of it -------------------------------------------------------------------------------------------------- */

static void take_terms(struct comparison *comparison, const struct terms *terms)
{
    for (size_t i = 0; i < terms->count && comparison->count < TERMS_COVERED_MAX; i++) {
        const struct term *term = &terms->list[i];
        size_t at = comparison->count;
        if (term->is_function_word) {
            continue;
        }
        if (comparison->lexicon != NULL && term->known.number != LEXICON_NONE) {
            lexicon_unpack(comparison->lexicon, term->known.number, &comparison->words[at]);
        }
        comparison->terms[at] = term;
        comparison->weights[at] = weigh(comparison, term->row, &term->known);
        comparison->weight += comparison->weights[at];
        comparison->count++;
    }
}

/* How many different rows the entries can have at most. */
static size_t count_rows(const struct model *model, const uint32_t *entries, size_t count)
{
    size_t rows = 0;
    for (size_t i = 0; i < count; i++) {
        rows += model->sequence_starts[entries[i] + 1] - model->sequence_starts[entries[i]];
    }
    return rows < model->word_count ? rows : model->word_count;
}

void coverage_measure(const struct model *model, const struct terms *terms, const struct lexicon *lexicon,
                      const uint32_t *entries, size_t count, struct arena *arena, struct coverage *coverages,
                      enum faqbot_status *status)
{
    struct comparison comparison = {.model = model, .lexicon = lexicon, .word_count = terms->word_count};
    size_t rows = *status == FAQBOT_OK ? count_rows(model, entries, count) + 1 : 0;
    take_terms(&comparison, terms);
    comparison.slots = arena_need(arena, model->word_count, sizeof *comparison.slots, status);
    comparison.likenesses =
        arena_need(arena, rows * (comparison.count + 1), sizeof *comparison.likenesses, status);
    comparison.row_weights = arena_need(arena, rows, sizeof *comparison.row_weights, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        cover(&comparison, entries[i], &coverages[i]);
    }
}
