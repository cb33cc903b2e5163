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

/* A word that so many of an entry's phrasings and of all entries have is of their topic. */
#define TOPIC_SHARE_LEAST .3f

/* A content word of an entry, compared with the question's. */
struct compared {
    float *likenesses; /* to each term */
    float most;        /* of them */
    double weight;
};

struct comparison {
    const struct candidates *candidates;
    const struct lexicon *lexicon; /* NULL: none knows the question's language */
    size_t word_count;             /* the question's, function words included */
    size_t count;
    const struct term *first;                    /* of all terms */
    const struct term *terms[TERMS_COVERED_MAX]; /* the question's content words */
    double weights[TERMS_COVERED_MAX];
    double weight; /* of all of them */
    struct lexicon_word words[TERMS_COVERED_MAX];
    /* What was compared so far: the same words stand in many entries. */
    uint8_t places[TERMS_MAX + 1]; /* by term of a row: 1 + its place here; 0: none */
    uint32_t *slots;               /* by row: 1 + its place in what follows; 0: not yet */
    struct compared *compared;
    float *likenesses; /* place after place: to each term */
    uint32_t compared_count;
};

static bool is_known(const struct lexicon *lexicon, const struct word_traits *word)
{
    return lexicon != NULL && word->number != LEXICON_NONE;
}

static const struct word_traits *traits_of(const struct comparison *comparison, uint32_t row)
{
    return &comparison->candidates->words[row].details->traits;
}

/* The place of the question's word that a row is a form of, plus 1; 0: none. */
static size_t place_of(const struct comparison *comparison, uint32_t row)
{
    return comparison->places[comparison->candidates->words[row].term];
}

double coverage_weight(uint32_t all, uint32_t entries, const struct word_traits *traits)
{
    return bm25_idf((double)all + TERMS_UNSEEN_ENTRIES, entries) * (double)traits->rarity;
}

/* -- One word with the question's ------------------------------------------------------------------------------ */

/* Pairs, fours and bytes of bits added up side by side; the product adds the bytes. */
static unsigned count_bits(uint64_t bits)
{
    bits -= bits >> 1 & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) + (bits >> 2 & UINT64_C(0x3333333333333333));
    bits = (bits + (bits >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (unsigned)(bits * UINT64_C(0x0101010101010101) >> 56);
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

float coverage_compare_words(const struct word_traits *left, const struct word_traits *right, float likeness)
{
    if (left->is_apart || right->is_apart || (left->side != 0 && (left->side ^ 1) == right->side)) {
        return 0; /* a number or day is like itself alone, and opposites are not alike */
    }
    if (likeness <= COVERAGE_AS_WRITTEN) {
        return compare_shapes(left->shape, right->shape);
    }
    return likeness > LIKENESS_LEAST ? (likeness - LIKENESS_LEAST) / (1 - LIKENESS_LEAST) : 0;
}

/* How alike each of the question's words and another word are. Words that the lexicon has are
 * compared by meaning, others as written. */
static void compare(const struct comparison *comparison, uint32_t row, float *likenesses)
{
    const struct word_traits *word = traits_of(comparison, row);
    bool is_word_known = is_known(comparison->lexicon, word);
    if (is_word_known && !word->is_apart) {
        lexicon_word_likenesses(comparison->lexicon, comparison->words, comparison->count, word->number,
                                word->per_length, likenesses);
    }
    for (size_t i = 0; i < comparison->count; i++) {
        const struct word_traits *asked = &comparison->terms[i]->known;
        bool are_known = is_word_known && is_known(comparison->lexicon, asked);
        likenesses[i] = coverage_compare_words(asked, word, are_known ? likenesses[i] : COVERAGE_AS_WRITTEN);
    }
}

/* A word that the question has is that word and stands for no other of the question's. */
static void compare_all(const struct comparison *comparison, uint32_t row, struct compared *compared)
{
    size_t equal = place_of(comparison, row);
    if (equal > 0) {
        memset(compared->likenesses, 0, comparison->count * sizeof *compared->likenesses);
        compared->likenesses[equal - 1] = 1 - comparison->terms[equal - 1]->word->doubt;
    } else {
        compare(comparison, row, compared->likenesses);
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
                                  .weight = (double)comparison->candidates->words[row].details->weight};
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

/* How much of a text's own weight the question covers. */
struct back {
    double covered;
    double whole;
};

static double share_back(const struct back *back)
{
    return back->whole > 0 ? back->covered / back->whole : 0;
}

/* Compares the words of a phrasing, title or heading, which are rows; `best` becomes each term's best likeness. */
static struct back compare_head(struct comparison *comparison, const uint32_t *rows, size_t count,
                                float *best)
{
    struct back back = {0};
    memset(best, 0, comparison->count * sizeof *best);
    for (size_t i = 0; i < count; i++) {
        if (traits_of(comparison, rows[i])->is_content) {
            const struct compared *compared = look_up(comparison, rows[i]);
            take_larger(best, compared->likenesses, comparison->count);
            back.covered += compared->weight * (double)compared->most;
            back.whole += compared->weight;
        }
    }
    return back;
}

/* The same of an answer or passage, without its own weight. What the head has already is not looked for in
 * other words: most words of an entry are here. */
static void compare_body(struct comparison *comparison, const uint32_t *rows, size_t count,
                         const uint8_t *held, const float *head, float *best)
{
    size_t open[TERMS_COVERED_MAX];
    size_t open_count = 0;
    memset(best, 0, comparison->count * sizeof *best);
    for (size_t i = 0; i < comparison->count; i++) {
        float whole = 1 - comparison->terms[i]->word->doubt;
        if ((held[comparison->terms[i] - comparison->first] & COVERAGE_HELD(FIELD_BODY)) != 0) {
            best[i] = whole;
        } else if (head[i] < whole) {
            open[open_count++] = i;
        }
    }
    for (size_t i = 0; i < count && open_count > 0; i++) {
        if (place_of(comparison, rows[i]) == 0 && traits_of(comparison, rows[i])->is_content) {
            const float *likenesses = look_up(comparison, rows[i])->likenesses;
            for (size_t j = 0; j < open_count; j++) {
                size_t term = open[j];
                best[term] = likenesses[term] > best[term] ? likenesses[term] : best[term];
            }
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

/* Of the words that an entry's phrasings have in common, what is least accounted for by the question; and the same of
 * those that make up the topic of the knowledge base, unless the question accounts for half of it. */
static void find_missing(struct comparison *comparison, const struct forward_entry *entry,
                         struct coverage *coverage)
{
    const struct collection *collection = comparison->candidates->collection;
    float topic = 0;
    float named = 0;
    for (uint32_t i = 0; i < entry->required_count; i++) {
        uint32_t row = collection->form_marks[entry->required[i].form].row;
        float most = look_up(comparison, row)->most;
        float share = entry->required[i].share;
        uint32_t entries = collection->doc_freqs[collection->forms[entry->required[i].form].stem];
        float common = share * (float)entries / (float)collection->entries;
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
    const struct word_traits *word = traits_of(comparison, row);
    return place_of(comparison, row) == 0 && word->is_content &&
           ((term->known.is_apart && word->is_apart) ||
            (term->known.side != 0 && (term->known.side ^ 1) == word->side));
}

/* Looks for that among the words that half of the entry's phrasings have in common, for the terms that the entry does
 * not have. What differs from phrasing to phrasing ("on 3 March", "next Monday") is an example. */
static bool find_clash(const struct comparison *comparison, const struct forward_entry *entry,
                       const float *all)
{
    const struct form_mark *marks = comparison->candidates->collection->form_marks;
    for (size_t i = 0; i < comparison->count; i++) {
        const struct term *term = comparison->terms[i];
        bool tells_apart = (term->known.is_apart || term->known.side != 0) && all[i] + term->word->doubt < 1;
        for (uint32_t j = 0; j < entry->required_count && tells_apart; j++) {
            const struct required_term *word = &entry->required[j];
            if (word->share >= .5f && is_in_place(comparison, term, marks[word->form].row)) {
                return true;
            }
        }
    }
    return false;
}

/* Whether all words are the question's, where it has no content word: "Where are you?". */
static bool is_same(const struct comparison *comparison, const uint32_t *rows, size_t count)
{
    bool is_same = comparison->count == 0 && count > 0;
    for (size_t i = 0; i < count && is_same; i++) {
        is_same = comparison->candidates->words[rows[i]].term != 0;
    }
    return is_same;
}

/* An entry's texts end with FORWARD_END; the last of them is its answer, or the passage. */
static size_t measure_text(const uint32_t *rows)
{
    size_t count = 0;
    while (rows[count] != FORWARD_END) {
        count++;
    }
    return count;
}

static void cover(struct comparison *comparison, uint32_t candidate, const uint8_t *held,
                  struct coverage *coverage)
{
    const struct candidates *candidates = comparison->candidates;
    const struct forward_entry *entry = candidates->list[candidate];
    const uint32_t *rows = candidates->sequences[candidate];
    float best[TERMS_COVERED_MAX];
    float head[TERMS_COVERED_MAX] = {0};
    float all[TERMS_COVERED_MAX] = {0};
    struct back title = {0}; /* of all texts of the head */
    for (uint32_t text = 0; text <= entry->head_texts; text++) {
        size_t count = measure_text(rows);
        if (text == entry->head_texts) {
            compare_body(comparison, rows, count, held, head, best);
            coverage->answer = (float)share_covered(comparison, best);
        } else {
            struct back back = compare_head(comparison, rows, count, best);
            double mutual = harmonic_mean(share_covered(comparison, best), share_back(&back));
            title.covered += back.covered;
            title.whole += back.whole;
            coverage->is_equal = coverage->is_equal || (count == comparison->word_count &&
                                                        (mutual > .999 || is_same(comparison, rows, count)));
            coverage->mutual = (float)fmax((double)coverage->mutual, mutual);
            take_larger(head, best, comparison->count);
        }
        take_larger(all, best, comparison->count);
        rows += count + 1;
    }
    coverage->head = (float)share_covered(comparison, head);
    if (entry->kind == ENTRY_PASSAGE) { /* which title and heading name together */
        double mutual = harmonic_mean((double)coverage->head, share_back(&title));
        coverage->mutual = (float)fmax((double)coverage->mutual, mutual);
    }
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
    comparison->terms[at] = term;
    comparison->weights[at] =
        coverage_weight(comparison->candidates->collection->entries, term->entries, &term->known);
    comparison->weight += comparison->weights[at];
}

static void take_terms(struct comparison *comparison, const struct terms *terms)
{
    for (size_t i = 0; i < terms->count && comparison->count < TERMS_COVERED_MAX; i++) {
        if (!terms->list[i].is_function_word) {
            take_term(comparison, &terms->list[i]);
            comparison->places[i + 1] = (uint8_t)comparison->count;
        }
    }
}

/* How many different rows the candidates can have at most. */
static size_t count_rows(const struct candidates *candidates, const uint32_t *picked, size_t count)
{
    size_t rows = 0;
    for (size_t i = 0; i < count; i++) {
        rows += candidates->list[picked[i]]->word_count;
    }
    return rows < candidates->word_count ? rows : candidates->word_count;
}

void coverage_measure(const struct candidates *candidates, const struct terms *terms,
                      const struct lexicon *lexicon, const uint32_t *picked, size_t count,
                      const uint8_t *held, struct arena *arena, struct coverage *coverages,
                      enum faqbot_status *status)
{
    struct comparison comparison = {
        .candidates = candidates, .lexicon = lexicon, .word_count = terms->word_count, .first = terms->list};
    size_t rows = *status == FAQBOT_OK ? count_rows(candidates, picked, count) + 1 : 0;
    take_terms(&comparison, terms);
    comparison.slots = arena_need(arena, candidates->word_count, sizeof *comparison.slots, status);
    comparison.likenesses = arena_alloc(arena, rows * (comparison.count + 1) * sizeof *comparison.likenesses);
    comparison.compared = arena_alloc(arena, rows * sizeof *comparison.compared);
    fail_if(comparison.likenesses == NULL || comparison.compared == NULL, FAQBOT_NO_MEMORY, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        cover(&comparison, picked[i], held + picked[i] * terms->count, &coverages[picked[i]]);
    }
}

static bool has_phrasing(const struct candidates *candidates, uint32_t candidate, const uint32_t *phrasing,
                         size_t size)
{
    const uint32_t *rows = candidates->sequences[candidate];
    for (uint32_t text = 0; text < candidates->list[candidate]->head_texts; text++) {
        size_t count = measure_text(rows);
        if (count == size && memcmp(rows, phrasing, size * sizeof *rows) == 0) {
            return true;
        }
        rows += count + 1;
    }
    return false;
}

bool coverage_shares_phrasing(const struct candidates *candidates, uint32_t first, uint32_t second)
{
    const uint32_t *rows = candidates->sequences[first];
    if (rows == NULL || candidates->sequences[second] == NULL) {
        return false;
    }
    for (uint32_t text = 0; text < candidates->list[first]->head_texts; text++) {
        size_t size = measure_text(rows);
        if (has_phrasing(candidates, second, rows, size)) {
            return true;
        }
        rows += size + 1;
    }
    return false;
}

float coverage_find_likest(const struct candidates *candidates, const struct term *term,
                           const struct lexicon *lexicon, uint32_t candidate, uint32_t *row)
{
    struct comparison comparison = {.candidates = candidates, .lexicon = lexicon};
    float most = 0;
    *row = FORWARD_END;
    take_term(&comparison, term);
    const uint32_t *at = candidates->sequences[candidate];
    for (uint32_t texts = candidates->list[candidate]->head_texts + 1; texts > 0; at++) {
        uint32_t here = *at;
        if (here == FORWARD_END) {
            texts--;
            continue;
        }
        if (candidates->collection->forms[candidates->words[here].form].stem == term->stem) {
            *row = here; /* none is liker, however doubtful the word is */
            return 1 - term->word->doubt;
        }
        float likeness = 0;
        if (traits_of(&comparison, here)->is_content) {
            compare(&comparison, here, &likeness);
        }
        if (likeness > most) {
            most = likeness;
            *row = here;
        }
    }
    return most;
}
