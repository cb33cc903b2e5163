/* search/rerank.c - a model made for one question, so that a large knowledge base is ranked as a small one
 * is.
 *
 * A model of all entries holds every feature of every entry; for a million entries that is more than fits
 * into memory, and more than a question can be multiplied with in time. So large_index.c finds two dozen
 * entries that hold most of the question's words; here they are read from the store and taken apart, as
 * train.c does it when an index is made, but only as far as the question asks. What is counted in them is
 * weighed with the statistics of all entries: an idf of the candidates alone would be wrong, because they
 * were chosen for having the words. features.c, rank.c and confidence.c then see a struct model like any
 * other.
 *
 * Two things differ from a model of all. There is no classifier: it would be another one for each question,
 * and without one the ranking is what it is for passages. And how many entries have a pair of stems, or a
 * character n-gram, is an estimate (estimate_pairs(), ngram_stats). */
#include "search/search_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ==== what a question asks for ========================================================================= */

/* At most a quarter of the slots is taken: most look-ups are for features that the question does not have,
 * and end at the first free slot. Keys are hashes already, so their low bits do. */
void feature_rows_number(const struct ngrams *ngrams, struct arena *arena, struct feature_rows *rows,
                         enum faqbot_status *status)
{
    struct feature_rows made = {.slot_count = 4};
    size_t count = *status == FAQBOT_OK ? ngrams->count : 0;
    while (made.slot_count < 4 * count) {
        made.slot_count *= 2;
    }
    made.keys = arena_need(arena, count, sizeof *made.keys, status);
    made.slots = arena_need(arena, made.slot_count, sizeof *made.slots, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        size_t slot = (size_t)ngrams->list[i].key & (made.slot_count - 1);
        while (made.slots[slot] != 0) {
            slot = (slot + 1) & (made.slot_count - 1);
        }
        made.keys[made.count] = ngrams->list[i].key;
        made.slots[slot] = ++made.count;
    }
    *rows = made;
}

uint32_t feature_rows_find(const struct feature_rows *rows, uint64_t key)
{
    size_t slot = (size_t)key & (rows->slot_count - 1);
    while (rows->slots[slot] != 0 && rows->keys[rows->slots[slot] - 1] != key) {
        slot = (slot + 1) & (rows->slot_count - 1);
    }
    return rows->slots[slot] - 1; /* 0 - 1 is SPARSE_MATRIX_NONE */
}

/* Which of the question's features each part of the model has. */
static const enum rerank_rows rows_of_part[RERANK_PARTS_MAX] = {
    [MODEL_UNIGRAMS] = RERANK_STEMS,          [MODEL_QUESTION_UNIGRAMS] = RERANK_STEMS,
    [MODEL_BODY_UNIGRAMS] = RERANK_STEMS,     [MODEL_BIGRAMS] = RERANK_PAIRS,
    [MODEL_CHAR_NGRAMS] = RERANK_CHARS,       [MODEL_CENTROIDS] = RERANK_CHARS,
    [MODEL_CONTENT_CENTROIDS] = RERANK_CHARS,
};

/* ==== one entry ======================================================================================== */

struct text {
    struct synonyms_words words;
    uint64_t *keys; /* of their stems */
    bool is_head;   /* a phrasing, title or heading */
    bool is_phrasing;
};

struct texts {
    struct text *list;
    size_t count;
    size_t words;
};

/* Takes a text apart in the scratch arena: into words, with synonyms read as one, and their stems as
 * features. */
static void add_text(const struct entry_reader *reader, struct faqbot_view view, bool is_head,
                     bool is_phrasing, struct texts *texts, enum faqbot_status *status)
{
    if (*status != FAQBOT_OK) {
        return;
    }
    struct text *text = &texts->list[texts->count++];
    *text = (struct text){.is_head = is_head, .is_phrasing = is_phrasing};
    synonyms_read(reader->synonyms, reader->scratch, view, &text->words, status);
    text->keys =
        ngrams_unigram_keys(reader->scratch, reader->stems, text->words.list, text->words.count, status);
    texts->words += text->words.count;
}

/* Which texts an entry has, and which of them are phrasings, must agree with train.c: a passage is known by
 * its title, and its heading is a phrasing of it where it says more than the title. */
static void take_texts(const struct entry_reader *reader, const struct entry *entry, struct texts *texts,
                       enum faqbot_status *status)
{
    bool is_passage = entry->kind == ENTRY_PASSAGE;
    texts->list = arena_need(reader->scratch, entry->phrasing_count + 2, sizeof *texts->list, status);
    if (is_passage) {
        add_text(reader, entry->title, true, false, texts, status);
    }
    for (size_t i = 0; i < entry->phrasing_count; i++) {
        struct faqbot_view phrasing = entry->phrasings[i];
        if (!is_passage || (!view_is_empty(phrasing) && !view_equals(phrasing, entry->title))) {
            add_text(reader, phrasing, true, true, texts, status);
        }
    }
    add_text(reader, entry->text, false, false, texts, status);
}

/* -- Stems and pairs ------------------------------------------------------------------------------------ */

/* Counts the question's stems in all of the entry and in the part that the text belongs to, and writes the
 * text down as rows for features.c to walk through. A row of none ends each text, so that no two words are
 * near each other over its end. */
static void count_stems(const struct entry_reader *reader, const struct text *text,
                        struct entry_features *features)
{
    const struct feature_rows *rows = &reader->rows[RERANK_STEMS];
    float *all = features->values[MODEL_UNIGRAMS];
    float *part = features->values[text->is_head ? MODEL_QUESTION_UNIGRAMS : MODEL_BODY_UNIGRAMS];
    for (size_t i = 0; i < text->words.count; i++) {
        uint32_t row = feature_rows_find(rows, text->keys[i]);
        if (row != SPARSE_MATRIX_NONE) {
            all[row]++;
            part[row]++;
        } else {
            row = rows->count + features->word_count;
            features->words[features->word_count++] =
                text_vectors_word(reader->lexicon, reader->stems, &text->words.list[i]);
        }
        features->sequence[features->sequence_count++] = row;
    }
    features->sequence[features->sequence_count++] = SPARSE_MATRIX_NONE;
    *(text->is_head ? &features->head_words : &features->body_words) += (uint32_t)text->words.count;
}

static void count_pairs(const struct entry_reader *reader, const struct text *text,
                        struct entry_features *features, enum faqbot_status *status)
{
    struct ngrams pairs = ngrams_bigrams(reader->scratch, text->keys, text->words.count, status);
    for (size_t i = 0; i < pairs.count && *status == FAQBOT_OK; i++) {
        uint32_t row = feature_rows_find(&reader->rows[RERANK_PAIRS], pairs.list[i].key);
        if (row != SPARSE_MATRIX_NONE) {
            features->values[MODEL_BIGRAMS][row] += (float)pairs.list[i].count;
        }
    }
}

/* -- Character n-grams ---------------------------------------------------------------------------------- */

static struct ngrams count_chars(const struct entry_reader *reader, const struct synonyms_words *words,
                                 enum faqbot_status *status)
{
    return ngrams_chars(reader->scratch, reader->stems, words->list, words->count, status);
}

/* The n-grams of all texts, or of all phrasings. Their words are joined to one text: n-grams do not reach
 * over words. */
static struct ngrams count_joined(const struct entry_reader *reader, const struct texts *texts,
                                  bool phrasings_only, enum faqbot_status *status)
{
    struct synonyms_words joined = {
        .list = arena_need(reader->scratch, texts->words, sizeof *joined.list, status)};
    for (size_t i = 0; i < texts->count && *status == FAQBOT_OK; i++) {
        const struct text *text = &texts->list[i];
        for (size_t j = 0; j < text->words.count && (text->is_phrasing || !phrasings_only); j++) {
            joined.list[joined.count++] = text->words.list[j];
        }
    }
    return count_chars(reader, &joined, status);
}

/* The weights of a text's n-grams, by n-gram, scaled to a vector of length 1, in the scratch arena: (1 + ln
 * count) idf, or, for the centroid that the confidence goes by, the count with content words counting more,
 * times idf. NULL where it fails. */
static float *weigh_chars(const struct entry_reader *reader, const struct ngrams *ngrams, bool by_content,
                          enum faqbot_status *status)
{
    double square = 0;
    float *weights = arena_need(reader->scratch, ngrams->count, sizeof *weights, status);
    for (size_t i = 0; i < ngrams->count && weights != NULL; i++) {
        const struct ngram *ngram = &ngrams->list[i];
        double count = by_content ? ngram->content : ngram->count <= 1 ? ngram->count : 1 + log(ngram->count);
        weights[i] = (float)(count * (double)ngram_stats_idf(reader->ngram_stats, ngram->key));
        square += (double)weights[i] * (double)weights[i];
    }
    for (size_t i = 0; i < ngrams->count && weights != NULL && square > 0; i++) {
        weights[i] = (float)((double)weights[i] / sqrt(square));
    }
    return weights;
}

/* The sum of the phrasings, each of length 1, scaled to length 1, as far as the question asks for it. `known`
 * are all n-grams of the phrasings: its length depends on those that nobody asks for, too. */
static void sum_phrasings(const struct entry_reader *reader, const struct texts *texts,
                          const struct feature_rows *known, bool by_content, float *weights,
                          enum faqbot_status *status)
{
    const struct feature_rows *rows = &reader->rows[RERANK_CHARS];
    double square = 0;
    double *sums = arena_need(reader->scratch, known->count, sizeof *sums, status);
    for (size_t i = 0; i < texts->count && *status == FAQBOT_OK; i++) {
        if (texts->list[i].is_phrasing) {
            struct ngrams ngrams = count_chars(reader, &texts->list[i].words, status);
            const float *parts = weigh_chars(reader, &ngrams, by_content, status);
            for (size_t j = 0; j < ngrams.count && parts != NULL; j++) {
                sums[feature_rows_find(known, ngrams.list[j].key)] += (double)parts[j];
            }
        }
    }
    for (uint32_t i = 0; i < known->count && *status == FAQBOT_OK; i++) {
        square += sums[i] * sums[i];
    }
    for (uint32_t row = 0; row < rows->count && square > 0; row++) {
        uint32_t at = feature_rows_find(known, rows->keys[row]);
        weights[row] = at == SPARSE_MATRIX_NONE ? 0 : (float)(sums[at] / sqrt(square));
    }
}

/* The cosines' side of the entry: n-grams of all its text, and of its phrasings together, twice. */
static void take_chars(const struct entry_reader *reader, const struct texts *texts,
                       struct entry_features *features, enum faqbot_status *status)
{
    struct feature_rows known;
    struct ngrams ngrams = count_joined(reader, texts, false, status);
    const float *weights = weigh_chars(reader, &ngrams, false, status);
    for (size_t i = 0; i < ngrams.count && weights != NULL; i++) {
        uint32_t row = feature_rows_find(&reader->rows[RERANK_CHARS], ngrams.list[i].key);
        if (row != SPARSE_MATRIX_NONE) {
            features->values[MODEL_CHAR_NGRAMS][row] = weights[i];
        }
    }
    if (features->has_phrasings) {
        ngrams = count_joined(reader, texts, true, status);
        feature_rows_number(&ngrams, reader->scratch, &known, status);
        sum_phrasings(reader, texts, &known, false, features->values[MODEL_CENTROIDS], status);
        sum_phrasings(reader, texts, &known, true, features->values[MODEL_CONTENT_CENTROIDS], status);
    }
}

/* -- What the phrasings have in common ------------------------------------------------------------------ */

static int by_key(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* How many equal keys a sorted list begins with. */
static size_t count_equal(const uint64_t *keys, size_t count)
{
    size_t equal = 1;
    while (equal < count && keys[equal] == keys[0]) {
        equal++;
    }
    return equal;
}

/* The content stems of all phrasings, each once a phrasing; returns how many there are. */
static size_t gather_content(const struct entry_reader *reader, const struct texts *texts, uint64_t *keys,
                             uint32_t *phrasings)
{
    size_t count = 0;
    *phrasings = 0;
    for (size_t i = 0; i < texts->count; i++) {
        const struct text *text = &texts->list[i];
        size_t start = count;
        size_t end = count;
        for (size_t j = 0; j < text->words.count && text->is_phrasing; j++) {
            if (!stemmer_is_stopword(reader->stems, text->words.list[j].plain)) {
                keys[end++] = text->keys[j];
            }
        }
        qsort(keys + start, end - start, sizeof *keys, by_key);
        for (size_t at = start; at < end; at += count_equal(keys + at, end - at)) {
            keys[count++] = keys[at];
        }
        *phrasings += text->is_phrasing;
    }
    return count;
}

/* The stems in at least REQUIRED_TERMS_SHARE_MIN of an FAQ entry's phrasings, with their shares, as model.c
 * has them. */
static void take_required_terms(const struct entry_reader *reader, const struct texts *texts,
                                struct arena *arena, struct entry_features *features,
                                enum faqbot_status *status)
{
    const struct feature_rows *rows = &reader->rows[RERANK_STEMS];
    uint32_t phrasings = 0;
    uint64_t *keys = arena_need(reader->scratch, texts->words, sizeof *keys, status);
    size_t count = keys == NULL ? 0 : gather_content(reader, texts, keys, &phrasings);
    struct required_term *list = arena_need(arena, count, sizeof *list, status);
    features->required_terms = list;
    if (keys == NULL || list == NULL) {
        return;
    }
    qsort(keys, count, sizeof *keys, by_key);
    for (size_t at = 0, equal; at < count; at += equal) {
        equal = count_equal(keys + at, count - at);
        float share = (float)equal / (float)phrasings;
        uint32_t row = feature_rows_find(rows, keys[at]);
        if (share >= REQUIRED_TERMS_SHARE_MIN) {
            list[features->required_term_count++] = (struct required_term){.row = row, .share = share};
        }
    }
}

/* -- Meaning --------------------------------------------------------------------------------------------- */

/* The direction of all phrasings, each of length 1; of a passage that of its text. */
static struct lexicon_vector find_meaning(const struct lexicon *lexicon, const struct entry *entry)
{
    float sum[LEXICON_DIMENSIONS] = {0};
    bool is_passage = entry->kind == ENTRY_PASSAGE;
    for (size_t i = 0; i < (is_passage ? 1 : entry->phrasing_count) && lexicon != NULL; i++) {
        float one[LEXICON_DIMENSIONS] = {0};
        lexicon_add(lexicon, is_passage ? entry->text : entry->phrasings[i], one);
        struct lexicon_vector vector = lexicon_direction(one);
        for (size_t j = 0; j < LEXICON_DIMENSIONS; j++) {
            sum[j] += (float)vector.parts[j];
        }
    }
    return lexicon_direction(sum);
}

/* -- All of it ------------------------------------------------------------------------------------------ */

/* The arrays of values are by part of the model, so that make_part() treats all parts alike. */
void entry_features_compute(const struct entry_reader *reader, const struct entry *entry, struct arena *arena,
                            struct entry_features *features, enum faqbot_status *status)
{
    struct texts texts = {0};
    struct entry_features made = {0};
    arena_reset(reader->scratch);
    take_texts(reader, entry, &texts, status);
    for (size_t part = 0; part < RERANK_PARTS_MAX; part++) {
        made.values[part] =
            arena_need(arena, reader->rows[rows_of_part[part]].count, sizeof *made.values[part], status);
    }
    made.sequence = arena_need(arena, texts.words + texts.count, sizeof *made.sequence, status);
    made.words = arena_need(arena, texts.words, sizeof *made.words, status);
    for (size_t i = 0; i < texts.count && *status == FAQBOT_OK; i++) {
        count_stems(reader, &texts.list[i], &made);
        count_pairs(reader, &texts.list[i], &made, status);
        made.has_phrasings = made.has_phrasings || texts.list[i].is_phrasing;
    }
    take_chars(reader, &texts, &made, status);
    made.meaning = find_meaning(reader->lexicon, entry);
    if (entry->kind == ENTRY_FAQ) {
        take_required_terms(reader, &texts, arena, &made, status);
    }
    *features = made;
}

/* ==== the model ======================================================================================== */

/* A model while it is made. Sticky: `status` keeps the first failure, after which nothing more is done. */
struct maker {
    const struct searcher *searcher;
    struct large_index *large_index; /* the searcher's */
    struct arena *arena;
    enum faqbot_status *status;
    uint64_t *keys; /* of the question's stems, word by word */
    size_t key_count;
    struct large_index_word *words;         /* by row of RERANK_STEMS */
    struct model_word *known;               /* by row of RERANK_STEMS */
    uint32_t *doc_freqs[RERANK_ROWS_COUNT]; /* by row, of all entries */
    struct entry_reader reader;
    struct entry_features *features; /* by candidate */
    struct model *model;
    uint32_t *entries; /* by the model's numbers: the store's */
};

static void *need(const struct maker *maker, size_t count, size_t size)
{
    return arena_need(maker->arena, count, size, maker->status);
}

/* -- What the question asks for ------------------------------------------------------------------------- */

/* Those of the question's stems that an entry contains, each once. */
static void find_words(struct maker *maker, const struct question_language *language,
                       const struct word *words, const struct ngrams *ngrams)
{
    struct stemmer *stems = language->stems;
    maker->known = need(maker, ngrams->count, sizeof *maker->known);
    struct ngrams known = {.list = need(maker, ngrams->count, sizeof *known.list)};
    uint32_t *entries = need(maker, ngrams->count, sizeof *entries);
    maker->words = need(maker, ngrams->count, sizeof *maker->words);
    for (size_t i = 0, at = 0; at < ngrams->count && i < maker->key_count && *maker->status == FAQBOT_OK;
         i++) {
        if (maker->keys[i] != ngrams->list[at].key) {
            continue; /* it stood before: distinct stems are in the order of their first appearance */
        }
        bool is_function_word = words[i].is_function_word || stemmer_is_stopword(stems, words[i].plain);
        struct large_index_word word = large_index_look_up(maker->large_index, stemmer_stem(stems, &words[i]),
                                                           is_function_word, maker->status);
        if (word.entries > 0) {
            maker->words[known.count] = word;
            entries[known.count] = word.entries;
            maker->known[known.count] = text_vectors_word(language->lexicon, stems, &words[i]);
            known.list[known.count++] = ngrams->list[at];
        }
        at++;
    }
    maker->doc_freqs[RERANK_STEMS] = entries;
    feature_rows_number(&known, maker->arena, &maker->reader.rows[RERANK_STEMS], maker->status);
}

/* N-grams that no entry has get no row: that they are unknown is evidence by itself
 * (sparse_matrix_query.unknown). */
static void take_known_chars(struct maker *maker, const struct ngrams *ngrams)
{
    const struct ngram_stats *stats = &maker->large_index->ngram_stats;
    struct ngrams known = {.list = need(maker, ngrams->count, sizeof *known.list)};
    uint32_t *doc_freqs = need(maker, ngrams->count, sizeof *doc_freqs);
    for (size_t i = 0; i < ngrams->count && doc_freqs != NULL; i++) {
        doc_freqs[known.count] = ngram_stats_doc_freq(stats, ngrams->list[i].key);
        if (doc_freqs[known.count] > 0) {
            known.list[known.count++] = ngrams->list[i];
        }
    }
    maker->doc_freqs[RERANK_CHARS] = doc_freqs;
    feature_rows_number(&known, maker->arena, &maker->reader.rows[RERANK_CHARS], maker->status);
}

/* Pairs get a row whether an entry has them or not: the index does not know. */
static void take_question(struct maker *maker, const struct question_language *language,
                          const struct synonyms_words *words)
{
    struct stemmer *stems = language->stems;
    struct arena *arena = maker->arena;
    enum faqbot_status *status = maker->status;
    maker->key_count = words->count;
    maker->keys = ngrams_unigram_keys(arena, stems, words->list, words->count, status);
    struct ngrams unigrams = ngrams_unigrams(arena, maker->keys, words->count, status);
    struct ngrams pairs = ngrams_bigrams(arena, maker->keys, words->count, status);
    struct ngrams characters = ngrams_chars(arena, stems, words->list, words->count, status);
    feature_rows_number(&pairs, arena, &maker->reader.rows[RERANK_PAIRS], status);
    take_known_chars(maker, &characters);
    find_words(maker, language, words->list, &unigrams);
}

/* -- The entries ---------------------------------------------------------------------------------------- */

/* Shortens an entry to what is looked into. A passage without a heading has its title as one, so both are cut
 * alike. */
static void cut_entry(struct maker *maker, struct entry *entry)
{
    size_t count =
        entry->phrasing_count < RERANK_PHRASINGS_MAX ? entry->phrasing_count : RERANK_PHRASINGS_MAX;
    struct faqbot_view *phrasings = need(maker, count, sizeof *phrasings);
    for (size_t i = 0; i < count && phrasings != NULL; i++) {
        phrasings[i] = utf8_cut(entry->phrasings[i], RERANK_PHRASING_BYTES_MAX);
    }
    entry->phrasings = phrasings;
    entry->phrasing_count = count;
    entry->title = utf8_cut(entry->title, RERANK_PHRASING_BYTES_MAX);
    entry->text = utf8_cut(entry->text, RERANK_TEXT_BYTES_MAX);
}

/* Reads the candidates from the store and takes each apart in its own language. The scratch arena is reset
 * for each, and only what the question asks for stays: so memory does not grow with how long the entries
 * are. */
static void take_entries(struct maker *maker)
{
    const struct languages *languages = &maker->searcher->languages;
    uint32_t count = maker->model->entry_count;
    char *kinds = need(maker, count, 1);
    char *numbers = need(maker, count, 1);
    maker->features = need(maker, count, sizeof *maker->features);
    for (uint32_t column = 0; column < count && *maker->status == FAQBOT_OK; column++) {
        struct entry entry = {0};
        stored_entry_read(maker->large_index->store, maker->entries[column], maker->arena, &entry,
                          maker->status);
        cut_entry(maker, &entry);
        size_t language = languages_find(languages, entry.lang);
        kinds[column] = (char)entry.kind;
        numbers[column] = (char)language;
        maker->reader.stems = languages->stems[language];
        maker->reader.lexicon = languages_lexicon(languages, language);
        if (*maker->status == FAQBOT_OK) {
            entry_features_compute(&maker->reader, &entry, maker->arena, &maker->features[column],
                                   maker->status);
        }
    }
    maker->model->kinds = kinds;
    maker->model->languages = numbers;
}

/* -- Weights -------------------------------------------------------------------------------------------- */

/* How many candidates have a feature. */
static uint32_t count_with(const struct maker *maker, enum model_part part, uint32_t row)
{
    uint32_t count = 0;
    for (uint32_t column = 0; column < maker->model->entry_count; column++) {
        count += maker->features[column].values[part][row] > 0;
    }
    return count;
}

/* The index does not count how many entries contain a pair of stems. Among the entries that contain the rarer
 * of the two stems, the share that contains the pair is taken to be what it is among the candidates. The edge
 * of a text, which pairs with the first and the last word, is no stem. */
static void estimate_pairs(struct maker *maker)
{
    const struct feature_rows *rows = maker->reader.rows;
    uint32_t *doc_freqs = need(maker, rows[RERANK_PAIRS].count, sizeof *doc_freqs);
    maker->doc_freqs[RERANK_PAIRS] = doc_freqs;
    for (size_t place = 0; place <= maker->key_count && maker->key_count > 0 && doc_freqs != NULL; place++) {
        uint32_t rarer = SPARSE_MATRIX_NONE;
        for (size_t i = place == 0 ? 0 : place - 1; i <= place && i < maker->key_count; i++) {
            uint32_t row = feature_rows_find(&rows[RERANK_STEMS], maker->keys[i]);
            if (row != SPARSE_MATRIX_NONE &&
                (rarer == SPARSE_MATRIX_NONE || maker->words[row].entries < maker->words[rarer].entries)) {
                rarer = row;
            }
        }
        uint32_t pair =
            feature_rows_find(&rows[RERANK_PAIRS], ngrams_bigram_key(maker->keys, maker->key_count, place));
        assert(pair < rows[RERANK_PAIRS].count);
        double with = count_with(maker, MODEL_BIGRAMS, pair);
        double all = rarer == SPARSE_MATRIX_NONE ? 0 : count_with(maker, MODEL_UNIGRAMS, rarer);
        doc_freqs[pair] = all > 0 ? (uint32_t)ceil(with / all * maker->words[rarer].entries) : 0;
    }
}

/* A text's part of a BM25 score, as term_counts.c computes it for a model of all. The document frequency is
 * of entries that hold the stem anywhere, also where only phrasings or answers are compared: the index counts
 * no others. */
static float weigh_bm25(const struct maker *maker, enum model_part part, uint32_t row,
                        const struct entry_features *features)
{
    const struct large_index *all = maker->large_index;
    double words = features->head_words + features->body_words;
    double average = all->words;
    if (part == MODEL_QUESTION_UNIGRAMS) {
        words = features->head_words;
        average = all->head_words;
    } else if (part == MODEL_BODY_UNIGRAMS) {
        words = features->body_words;
        average = all->body_words;
    }
    double idf = bm25_idf(all->entries, maker->doc_freqs[rows_of_part[part]][row]);
    return (float)bm25(idf, (double)features->values[part][row], words, average);
}

/* One matrix of the model. Character n-grams are weighed already, because their vectors have to be scaled
 * with all n-grams of the entry at hand; counts are weighed here, where the statistics of all entries are. */
static void make_part(struct maker *maker, enum model_part part)
{
    enum rerank_rows which = rows_of_part[part];
    const struct feature_rows *rows = &maker->reader.rows[which];
    uint32_t columns = maker->model->entry_count;
    float *weights = need(maker, (size_t)rows->count * columns, sizeof *weights);
    const struct sparse_matrix_part made = {.documents = maker->large_index->entries,
                                            .row_count = rows->count,
                                            .column_count = columns,
                                            .keys = rows->keys,
                                            .doc_freqs = maker->doc_freqs[which],
                                            .weights = weights};
    for (uint32_t row = 0; row < rows->count && weights != NULL; row++) {
        for (uint32_t column = 0; column < columns; column++) {
            float value = maker->features[column].values[part][row];
            bool is_count = which != RERANK_CHARS && value > 0;
            weights[(size_t)row * columns + column] =
                is_count ? weigh_bm25(maker, part, row, &maker->features[column]) : value;
        }
    }
    sparse_matrix_part_build(&made, maker->arena, &maker->model->parts[part], maker->status);
}

/* What is known of the question's words, with room for those of all candidates. */
static struct model_word *grow_known(struct maker *maker, size_t count)
{
    uint32_t rows = maker->reader.rows[RERANK_STEMS].count;
    struct model_word *known = need(maker, count, sizeof *known);
    if (known != NULL) {
        memcpy(known, maker->known, rows * sizeof *known);
    }
    maker->model->word_count = rows;
    return known;
}

/* Appends an entry's text; its own words get rows behind those of the entries before it. */
static void join_words(struct maker *maker, const struct entry_features *features, uint32_t *sequence)
{
    struct model *model = maker->model;
    uint32_t known = maker->reader.rows[RERANK_STEMS].count;
    uint32_t moved = model->word_count - known;
    for (uint32_t i = 0; i < features->sequence_count; i++) {
        uint32_t row = features->sequence[i];
        sequence[i] = row == SPARSE_MATRIX_NONE || row < known ? row : row + moved;
    }
    memcpy(maker->known + model->word_count, features->words, features->word_count * sizeof *features->words);
    model->word_count += features->word_count;
}

/* Joins the entries' texts and their phrasings' common words. */
static void join_entries(struct maker *maker)
{
    size_t words = 0;
    size_t terms = 0;
    size_t all = maker->reader.rows[RERANK_STEMS].count;
    struct model *model = maker->model;
    uint32_t count = *maker->status == FAQBOT_OK ? model->entry_count : 0;
    for (uint32_t i = 0; i < count; i++) {
        words += maker->features[i].sequence_count;
        all += maker->features[i].word_count;
        terms += maker->features[i].required_term_count;
    }
    uint32_t *sequence = need(maker, words, sizeof *sequence);
    uint32_t *sequence_starts = need(maker, (size_t)count + 1, sizeof *sequence_starts);
    struct required_term *required_terms = need(maker, terms, sizeof *required_terms);
    uint32_t *term_starts = need(maker, (size_t)count + 1, sizeof *term_starts);
    struct lexicon_vector *meanings = need(maker, count, sizeof *meanings);
    maker->known = grow_known(maker, all);
    for (uint32_t i = 0; i < count && *maker->status == FAQBOT_OK; i++) {
        const struct entry_features *features = &maker->features[i];
        join_words(maker, features, sequence + sequence_starts[i]);
        meanings[i] = features->meaning;
        for (uint32_t j = 0; j < features->required_term_count; j++) {
            required_terms[term_starts[i] + j] = features->required_terms[j];
        }
        sequence_starts[i + 1] = sequence_starts[i] + features->sequence_count;
        term_starts[i + 1] = term_starts[i] + features->required_term_count;
        model->phrasing_count += features->has_phrasings;
    }
    model->words = maker->known;
    model->meanings = maker->searcher->languages.lexicon != NULL ? meanings : NULL;
    model->sequence = sequence;
    model->sequence_starts = sequence_starts;
    model->required_terms = (struct required_terms){.starts = term_starts, .list = required_terms};
}

const struct model *rerank_build(const struct searcher *searcher, const struct synonyms_words *words,
                                 const struct question_language *language, size_t top, struct arena *arena,
                                 uint32_t **entries, enum faqbot_status *status)
{
    size_t found = 0;
    struct large_index *large_index = searcher->large_index;
    struct maker maker = {.searcher = searcher,
                          .large_index = large_index,
                          .arena = arena,
                          .status = status,
                          .reader = {.synonyms = searcher->synonyms,
                                     .ngram_stats = &large_index->ngram_stats,
                                     .scratch = &large_index->scratch},
                          .model = arena_need(arena, 1, sizeof *maker.model, status)};
    if (*status != FAQBOT_OK) {
        return NULL;
    }
    take_question(&maker, language, words);
    large_index_find(large_index, maker.words, maker.reader.rows[RERANK_STEMS].count,
                     top < RERANK_ENTRIES ? RERANK_ENTRIES : top, arena, &maker.entries, &found, status);
    maker.model->entry_count = (uint32_t)found;
    take_entries(&maker);
    estimate_pairs(&maker);
    for (size_t part = 0; part < RERANK_PARTS_MAX; part++) {
        make_part(&maker, (enum model_part)part);
    }
    join_entries(&maker);
    *entries = maker.entries;
    return *status == FAQBOT_OK ? maker.model : NULL;
}
