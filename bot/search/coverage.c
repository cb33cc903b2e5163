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

/* So many words of an answer or passage are compared with those that the question has and the head has not; the others
 * only count where they are the same. A long answer has something like everything. */
#define BODY_LIKE_WORDS 60

/* Words of so many runs of three characters are compared as written; less alike than this is not alike, and a whole
 * likeness is SHAPE_MOST. */
#define SHAPE_RUNS_LEAST 3
#define SHAPE_DICE_LEAST .5f
#define SHAPE_MOST .9f

/* A word that so many of an entry's phrasings and of all entries have is of their topic. */
#define TOPIC_SHARE_LEAST .3f

/* A content word of an entry, compared with the question's. */
struct compared {
    float *likenesses; /* to each term */
    float most;        /* of them */
    double weight;
};

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
    uint8_t *term_of_row; /* 1 + the term; 0: none */
    uint32_t *slots;      /* by row: 1 + its place in what follows; 0: not yet */
    struct compared *compared;
    float *likenesses; /* place after place: to each term */
    uint32_t compared_count;
};

/* LEXICON_NONE is above all numbers; so may be what a damaged index has. */
static bool is_known(const struct lexicon *lexicon, const struct model_word *word)
{
    return lexicon != NULL && word->number < lexicon_word_count(lexicon);
}

/* Of words that no row counts, which a model of a few candidates has, the number of entries that hold them is taken to
 * be the square root of how many there are: neither rare nor common. */
static double weigh(const struct comparison *comparison, uint32_t row, const struct model_word *word)
{
    const struct sparse_matrix *stems = &comparison->model->parts[MODEL_UNIGRAMS];
    double with = row == SPARSE_MATRIX_NONE ? 0
                  : row < stems->row_count  ? stems->doc_freqs[row]
                                            : sqrt(stems->documents);
    return bm25_idf((double)stems->documents + TERMS_UNSEEN_ENTRIES, with) * (double)word->rarity;
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
    unsigned left_runs = count_bits(left);
    unsigned right_runs = count_bits(right);
    if (left_runs < SHAPE_RUNS_LEAST || right_runs < SHAPE_RUNS_LEAST) {
        return 0;
    }
    float dice = 2 * (float)count_bits(left & right) / (float)(left_runs + right_runs);
    return dice > SHAPE_DICE_LEAST ? SHAPE_MOST * (dice - SHAPE_DICE_LEAST) / (1 - SHAPE_DICE_LEAST) : 0;
}

/* How alike a term and another word are. Words that the lexicon has are compared by meaning, others as written. */
static float compare(const struct comparison *comparison, size_t at, uint32_t row)
{
    const struct model_word *asked = &comparison->terms[at]->known;
    const struct model_word *word = &comparison->model->words[row];
    bool are_opposites = word->side != 0 && (word->side ^ 1) == asked->side;
    if (word->is_apart || asked->is_apart || are_opposites) {
        return 0;
    }
    if (!is_known(comparison->lexicon, asked) || !is_known(comparison->lexicon, word)) {
        return compare_shapes(asked->shape, word->shape);
    }
    float likeness =
        lexicon_word_likeness(comparison->lexicon, &comparison->words[at], word->number, word->per_length);
    return likeness > LIKENESS_LEAST ? (likeness - LIKENESS_LEAST) / (1 - LIKENESS_LEAST) : 0;
}

/* A word that the question has is that word and stands for no other of the question's. */
static void compare_all(const struct comparison *comparison, uint32_t row, struct compared *compared)
{
    size_t equal = comparison->term_of_row[row];
    for (size_t i = 0; i < comparison->count; i++) {
        compared->likenesses[i] = equal == 0 ? compare(comparison, i, row) : 0;
    }
    if (equal > 0) {
        compared->likenesses[equal - 1] = 1 - comparison->terms[equal - 1]->word->doubt;
    }
    for (size_t i = 0; i < comparison->count; i++) {
        compared->most = compared->likenesses[i] > compared->most ? compared->likenesses[i] : compared->most;
    }
}

static const struct compared *look_up(struct comparison *comparison, uint32_t row)
{
    if (comparison->slots[row] != 0) {
        return &comparison->compared[comparison->slots[row] - 1];
    }
    uint32_t place = comparison->compared_count++;
    struct compared *compared = &comparison->compared[place];
    *compared = (struct compared){.likenesses = comparison->likenesses + (size_t)place * comparison->count,
                                  .weight = weigh(comparison, row, &comparison->model->words[row])};
    compare_all(comparison, row, compared);
    comparison->slots[row] = place + 1;
    return compared;
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

/* Compares the words of a phrasing, title or heading, which are rows; `best` becomes each term's best likeness.
 * Returns which share of the text's own weight the question covers. */
static double compare_head(struct comparison *comparison, const uint32_t *rows, size_t count, float *best)
{
    double covered = 0;
    double whole = 0;
    memset(best, 0, comparison->count * sizeof *best);
    for (size_t i = 0; i < count; i++) {
        if (comparison->model->words[rows[i]].is_content) {
            const struct compared *compared = look_up(comparison, rows[i]);
            take_larger(best, compared->likenesses, comparison->count);
            covered += compared->weight * (double)compared->most;
            whole += compared->weight;
        }
    }
    return whole > 0 ? covered / whole : 0;
}

/* The same of an answer or passage, without its own weight. What the head has already is not looked for in
 * other words: most words of an entry are here. */
static void compare_body(struct comparison *comparison, const uint32_t *rows, size_t count, const float *head,
                         float *best)
{
    size_t open[TERMS_COVERED_MAX];
    size_t open_count = 0;
    memset(best, 0, comparison->count * sizeof *best);
    for (size_t i = 0; i < comparison->count; i++) {
        if (head[i] + comparison->terms[i]->word->doubt < 1) {
            open[open_count++] = i;
        }
    }
    for (size_t i = 0; i < count; i++) {
        size_t equal = comparison->term_of_row[rows[i]];
        if (equal > 0) {
            best[equal - 1] = 1 - comparison->terms[equal - 1]->word->doubt;
        }
        bool is_compared = equal == 0 && i < BODY_LIKE_WORDS && comparison->model->words[rows[i]].is_content;
        for (size_t j = 0; j < open_count && is_compared; j++) {
            float likeness = best[open[j]] < 1 ? compare(comparison, open[j], rows[i]) : 0;
            best[open[j]] = likeness > best[open[j]] ? likeness : best[open[j]];
        }
    }
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

/* Which part of the entries has a row's word; 0 for rows that a model of a few candidates does not count. */
static float share_entries(const struct comparison *comparison, uint32_t row)
{
    const struct sparse_matrix *stems = &comparison->model->parts[MODEL_UNIGRAMS];
    return row < stems->row_count && stems->documents > 0
               ? (float)stems->doc_freqs[row] / (float)stems->documents
               : 0;
}

/* Of the words that an entry's phrasings have in common, what is least accounted for by the question; and the same of
 * those that make up the topic of the knowledge base, unless the question accounts for half of it. */
static void find_missing(struct comparison *comparison, uint32_t entry, struct coverage *coverage)
{
    const struct required_terms *required = &comparison->model->required_terms;
    float topic = 0;
    float named = 0;
    for (uint32_t i = required->starts[entry]; i < required->starts[entry + 1]; i++) {
        uint32_t row = required->list[i].row;
        float most = row < comparison->model->word_count ? look_up(comparison, row)->most : 0;
        float share = required->list[i].share;
        float common = share * share_entries(comparison, row);
        coverage->missing = fmaxf(coverage->missing, share * (1 - most));
        coverage->topic = fmaxf(coverage->topic, common * (1 - most));
        topic += common >= TOPIC_SHARE_LEAST ? common : 0;
        named += common >= TOPIC_SHARE_LEAST ? common * most : 0;
    }
    coverage->topic = 2 * named >= topic ? 0 : coverage->topic;
}

/* Whether a word of a phrasing stands where the question has `term` in its place: another number or day, or the
 * opposite. */
static bool is_in_place(const struct comparison *comparison, const struct term *term, uint32_t row)
{
    const struct model_word *word = &comparison->model->words[row];
    return comparison->term_of_row[row] == 0 && word->is_content &&
           ((term->known.is_apart && word->is_apart) ||
            (term->known.side != 0 && (term->known.side ^ 1) == word->side));
}

/* Looks for that among the words that half of the entry's phrasings have in common, for the terms that the entry does
 * not have. What differs from phrasing to phrasing ("on 3 March", "next Monday") is an example. */
static bool find_clash(const struct comparison *comparison, uint32_t entry, const float *all)
{
    const struct required_terms *required = &comparison->model->required_terms;
    for (size_t i = 0; i < comparison->count; i++) {
        const struct term *term = comparison->terms[i];
        bool tells_apart = (term->known.is_apart || term->known.side != 0) && all[i] + term->word->doubt < 1;
        for (uint32_t j = required->starts[entry]; j < required->starts[entry + 1] && tells_apart; j++) {
            const struct required_term *word = &required->list[j];
            if (word->share >= .5f && word->row < comparison->model->word_count &&
                is_in_place(comparison, term, word->row)) {
                return true;
            }
        }
    }
    return false;
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
        bool is_body = count + 1 >= rest;
        if (is_body) {
            compare_body(comparison, rows, count, head, best);
            coverage->answer = (float)share_covered(comparison, best);
        } else {
            double back = compare_head(comparison, rows, count, best);
            double mutual = harmonic_mean(share_covered(comparison, best), back);
            coverage->is_equal = coverage->is_equal || (count == comparison->word_count && mutual > .999);
            coverage->mutual = (float)fmax((double)coverage->mutual, mutual);
            take_larger(head, best, comparison->count);
        }
        take_larger(all, best, comparison->count);
        rest -= is_body ? rest : count + 1;
        rows += count + 1;
    }
    coverage->head = (float)share_covered(comparison, head);
    coverage->question = (float)share_covered(comparison, all);
    coverage->least = least_of(all, comparison->count);
    coverage->is_clashing = find_clash(comparison, entry, all);
    find_missing(comparison, entry, coverage);
}

/* -- All of it -------------------------------------------------------------------------------------------------- */

static void take_term(struct comparison *comparison, const struct term *term)
{
    size_t at = comparison->count++;
    if (is_known(comparison->lexicon, &term->known)) {
        lexicon_unpack(comparison->lexicon, term->known.number, &comparison->words[at]);
    }
    if (term->row != SPARSE_MATRIX_NONE && comparison->term_of_row != NULL) {
        comparison->term_of_row[term->row] = (uint8_t)(at + 1);
    }
    comparison->terms[at] = term;
    comparison->weights[at] = weigh(comparison, term->row, &term->known);
    comparison->weight += comparison->weights[at];
}

static void take_terms(struct comparison *comparison, const struct terms *terms)
{
    for (size_t i = 0; i < terms->count && comparison->count < TERMS_COVERED_MAX; i++) {
        if (!terms->list[i].is_function_word) {
            take_term(comparison, &terms->list[i]);
        }
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
    comparison.term_of_row = arena_need(arena, model->word_count, sizeof *comparison.term_of_row, status);
    take_terms(&comparison, terms);
    comparison.slots = arena_need(arena, model->word_count, sizeof *comparison.slots, status);
    comparison.likenesses = arena_alloc(arena, rows * (comparison.count + 1) * sizeof *comparison.likenesses);
    comparison.compared = arena_alloc(arena, rows * sizeof *comparison.compared);
    fail_if(comparison.likenesses == NULL || comparison.compared == NULL, FAQBOT_NO_MEMORY, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        cover(&comparison, entries[i], &coverages[i]);
    }
}

float coverage_find_likest(const struct model *model, const struct term *term, const struct lexicon *lexicon,
                           uint32_t entry, uint32_t *row)
{
    struct comparison comparison = {.model = model, .lexicon = lexicon};
    float most = 0;
    *row = SPARSE_MATRIX_NONE;
    take_term(&comparison, term);
    for (uint32_t i = model->sequence_starts[entry]; i < model->sequence_starts[entry + 1]; i++) {
        uint32_t here = model->sequence[i];
        if (here != SPARSE_MATRIX_NONE && here == term->row) {
            *row = here; /* none is liker, however doubtful the word is */
            return 1 - term->word->doubt;
        }
        bool is_content = here != SPARSE_MATRIX_NONE && model->words[here].is_content;
        float likeness = is_content ? compare(&comparison, 0, here) : 0;
        if (likeness > most) {
            most = likeness;
            *row = here;
        }
    }
    return most;
}
