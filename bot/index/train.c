/* index/train.c - makes the model of a small knowledge base: takes its entries apart as they come, has
 * learn.c learn from them, and writes the model to the store. model.c reads it back.
 *
 * Bags, required terms and buffers are sticky, so an entry is added without a check between, and checked
 * once at its end. The same knowledge base gives the same bytes: nothing here depends on chance, on time or
 * on addresses. */
#include "index/index_internal.h"

#include <stdlib.h>

#include "kb/kb.h"

/* How an entry becomes features:
 *
 * - Each of its texts (for an FAQ entry its phrasings and its answer; for a passage the title, the heading
 *   if that says more, and the text) is split into words, synonyms are replaced by the longest of their
 *   group, and words become stems, pairs of stems, and character runs.
 * - The entry's bags of stems, pairs and character runs gather all of its texts; two more bags hold the
 *   stems of its questions and of its answer alone, so that ranking may tell where a word stands.
 * - Each phrasing is a document of its own in three more bags, from which the centroids of entries and the
 *   learned weights are made. An owner writes a few phrasings in the way that visitors ask, so a question
 *   is compared with those alone as well: the answer's words, which outnumber them, do not drown them
 *   there.
 *
 * Idfs of the entry's bags count entries, those of the phrasings' bags count phrasings. */

/* -- Required terms: the words that an entry's phrasings have in common ---------------------------- */

#define REQUIRED_TERMS_BYTES_MAX ((size_t)1 << 30)

void required_terms_builder_init(struct required_terms_builder *builder)
{
    *builder = (struct required_terms_builder){0};
    buffer_init(&builder->rows, SIZE_MAX);
    buffer_init(&builder->starts, REQUIRED_TERMS_BYTES_MAX);
    buffer_init(&builder->required_terms, REQUIRED_TERMS_BYTES_MAX);
}

void required_terms_builder_release(struct required_terms_builder *builder)
{
    buffer_release(&builder->rows);
    buffer_release(&builder->starts);
    buffer_release(&builder->required_terms);
}

static void add_number(struct buffer *buffer, size_t number)
{
    const uint32_t kept = (uint32_t)number;
    buffer_add(buffer, view_make((const char *)&kept, sizeof kept));
}

static void add_term(struct buffer *buffer, uint32_t row, float share)
{
    const struct required_term term = {.row = row, .share = share};
    buffer_add(buffer, view_make((const char *)&term, sizeof term));
}

/* Buffers are counted in bytes. */
static size_t term_count(const struct buffer *buffer)
{
    return buffer->size / sizeof(struct required_term);
}

/* A word counts once for a phrasing, however often it stands there. One that has no row, because the bags have
 * failed, is left out. */
void required_terms_builder_add(struct required_terms_builder *builder, uint32_t *rows, size_t count)
{
    array_sort_numbers(rows, count);
    for (size_t i = 0; i < count; i++) {
        if (rows[i] != UINT32_MAX && (i == 0 || rows[i] != rows[i - 1])) {
            add_number(&builder->rows, rows[i]);
        }
    }
    builder->phrasings++;
}

void required_terms_builder_close(struct required_terms_builder *builder, bool is_listed)
{
    uint32_t *rows = (void *)builder->rows.bytes;
    size_t count = builder->rows.size / sizeof *rows;
    add_number(&builder->starts, term_count(&builder->required_terms));
    array_sort_numbers(rows, count);
    for (size_t start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count && rows[end] == rows[start];) {
            end++;
        }
        float share = (float)(end - start) / (float)builder->phrasings;
        if (is_listed && share >= REQUIRED_TERMS_SHARE_MIN) {
            add_term(&builder->required_terms, rows[start], share);
        }
    }
    builder->starts.failed = builder->starts.failed || builder->rows.failed; /* which the reset forgets */
    buffer_reset(&builder->rows);
    builder->phrasings = 0;
}

void required_terms_builder_encode(const struct required_terms_builder *builder, struct buffer *out)
{
    buffer_add(out, buffer_view(&builder->starts));
    add_number(out, term_count(&builder->required_terms));
    buffer_add(out, buffer_view(&builder->required_terms));
    out->failed = out->failed || builder->starts.failed || builder->required_terms.failed;
}

/* -- The model ------------------------------------------------------------------------------------- */

#define UNSEEN_PHRASINGS 20 /* for MODEL_CONTENT_CENTROIDS: phrasings of others that hold none of our words */
#define TEXT_BYTES_MAX ((size_t)1 << 30) /* for taking one text apart: some hundred times its size */
#define ARRAY_COUNT (MODEL_REQUIRED_TERMS - MODEL_OWNERS)

/* The bags; in the first ones a document is an entry, in the others it is a phrasing. */
enum bag {
    BAG_STEMS,
    BAG_PAIRS,
    BAG_QUESTION_STEMS,
    BAG_BODY_STEMS,
    BAG_CHARACTERS,
    BAG_OF_ENTRY_COUNT,
    BAG_PHRASING_CHARACTERS = BAG_OF_ENTRY_COUNT,
    BAG_PHRASING_WORDS,
    BAG_LIKENESS,
    BAG_COUNT
};

struct model_builder {
    struct term_counts term_counts[BAG_COUNT];
    struct buffer arrays[ARRAY_COUNT]; /* from MODEL_OWNERS on */
    struct buffer phrasing_vectors;    /* struct lexicon_vector by phrasing */
    struct buffer passage_vectors;     /* by entry; zeros for an FAQ entry */
    struct required_terms_builder required_terms;
    const struct synonyms *synonyms;
    const struct languages *languages;
    uint32_t entry_count;
    bool has_meaning;     /* a lexicon knows the language of some entry */
    bool failed;          /* no memory for taking a text apart */
    struct arena scratch; /* reset for each text */
};

struct model_builder *model_builder_new(const struct synonyms *synonyms, const struct languages *languages)
{
    struct model_builder *builder = calloc(1, sizeof *builder);
    if (builder != NULL) {
        builder->synonyms = synonyms;
        builder->languages = languages;
        arena_init(&builder->scratch, TEXT_BYTES_MAX);
        required_terms_builder_init(&builder->required_terms);
        for (size_t i = 0; i < ARRAY_COUNT; i++) {
            buffer_init(&builder->arrays[i], MODEL_BYTES_MAX);
        }
        buffer_init(&builder->phrasing_vectors, MODEL_BYTES_MAX);
        buffer_init(&builder->passage_vectors, MODEL_BYTES_MAX);
        builder->term_counts[BAG_LIKENESS].unseen = UNSEEN_PHRASINGS;
    }
    return builder;
}

void model_builder_free(struct model_builder *builder)
{
    if (builder == NULL) {
        return;
    }
    for (size_t i = 0; i < BAG_COUNT; i++) {
        term_counts_release(&builder->term_counts[i]);
    }
    for (size_t i = 0; i < ARRAY_COUNT; i++) {
        buffer_release(&builder->arrays[i]);
    }
    buffer_release(&builder->phrasing_vectors);
    buffer_release(&builder->passage_vectors);
    required_terms_builder_release(&builder->required_terms);
    arena_release(&builder->scratch);
    free(builder);
}

/* Any of the sticky parts. */
static bool has_failed(const struct model_builder *builder)
{
    bool failed = builder->failed || builder->phrasing_vectors.failed || builder->passage_vectors.failed;
    for (size_t i = 0; i < BAG_COUNT; i++) {
        failed = failed || builder->term_counts[i].failed;
    }
    for (size_t i = 0; i < ARRAY_COUNT; i++) {
        failed = failed || builder->arrays[i].failed;
    }
    return failed;
}

static struct buffer *array_of(struct model_builder *builder, enum model_part part)
{
    return &builder->arrays[part - MODEL_OWNERS];
}

/* Which bags a text of an entry goes to, besides those of the whole entry. */
enum text_role { ROLE_PHRASING, ROLE_TITLE, ROLE_BODY };

/* What the words of an entry are read with. */
struct text_language {
    struct stemmer *stems;
    const struct lexicon *lexicon; /* NULL: none knows it */
};

/* A text, taken apart. */
struct text_features {
    struct synonyms_words words;
    uint64_t *keys; /* of the words' stems, word by word */
    struct ngrams stems;
    struct ngrams pairs;
    struct ngrams characters;
    struct ngrams content_characters;
};

static void take_apart(struct model_builder *builder, struct faqbot_view source, enum text_role role,
                       struct stemmer *stems, struct text_features *text, enum faqbot_status *status)
{
    struct arena *scratch = &builder->scratch;
    struct synonyms_words *words = &text->words;
    arena_reset(scratch);
    synonyms_read(builder->synonyms, scratch, source, words, status);
    text->keys = ngrams_unigram_keys(scratch, stems, words->list, words->count, status);
    text->stems = ngrams_unigrams(scratch, text->keys, words->count, status);
    text->pairs = ngrams_bigrams(scratch, text->keys, words->count, status);
    text->characters = ngrams_chars(scratch, stems, words->list, words->count, status);
    if (role == ROLE_PHRASING) {
        text->content_characters = ngrams_content_chars(scratch, &text->characters, status);
    }
}

/* A phrasing is a document of its own besides; its words are stems and pairs together. */
static void add_phrasing(struct model_builder *builder, const struct text_features *text,
                         struct faqbot_view source, const struct lexicon *lexicon)
{
    text_vectors_add(lexicon, source, &builder->phrasing_vectors);
    add_number(array_of(builder, MODEL_OWNERS), builder->entry_count);
    term_counts_append(&builder->term_counts[BAG_PHRASING_CHARACTERS], &text->characters);
    term_counts_append(&builder->term_counts[BAG_LIKENESS], &text->content_characters);
    term_counts_append(&builder->term_counts[BAG_PHRASING_WORDS], &text->stems);
    term_counts_append(&builder->term_counts[BAG_PHRASING_WORDS], &text->pairs);
    for (enum bag bag = BAG_OF_ENTRY_COUNT; bag < BAG_COUNT; bag++) {
        term_counts_close(&builder->term_counts[bag]);
    }
}

/* A stem that is new has the next row. */
static void add_word(struct model_builder *builder, uint32_t row, const struct word *word,
                     const struct text_language *language)
{
    struct buffer *words = array_of(builder, MODEL_WORDS);
    if (row == words->size / sizeof(struct model_word)) {
        struct model_word known = text_vectors_word(language->lexicon, language->stems, word);
        buffer_add(words, view_make((const char *)&known, sizeof known));
    }
}

/* Notes the stems of a text in order, with an end, and of all but an answer the content words, for what
 * phrasings have in common. The bag of stems has them, so each is a row. */
static void add_words(struct model_builder *builder, const struct text_features *text, enum text_role role,
                      const struct text_language *language)
{
    size_t content = 0;
    uint32_t *rows = arena_alloc_array(&builder->scratch, text->words.count, sizeof *rows);
    builder->failed = builder->failed || rows == NULL;
    for (size_t i = 0; i < text->words.count && rows != NULL; i++) {
        uint32_t row = term_counts_find(&builder->term_counts[BAG_STEMS], text->keys[i]);
        add_number(array_of(builder, MODEL_SEQUENCE), row);
        add_word(builder, row, &text->words.list[i], language);
        if (role != ROLE_BODY && !stemmer_is_stopword(language->stems, text->words.list[i].plain)) {
            rows[content++] = row;
        }
    }
    add_number(array_of(builder, MODEL_SEQUENCE), SPARSE_MATRIX_NONE);
    if (role != ROLE_BODY && rows != NULL) {
        required_terms_builder_add(&builder->required_terms, rows, content);
    }
}

static void add_text(struct model_builder *builder, struct faqbot_view source, enum text_role role,
                     const struct text_language *language)
{
    struct text_features text;
    enum faqbot_status status = FAQBOT_OK;
    take_apart(builder, source, role, language->stems, &text, &status);
    if (status != FAQBOT_OK) {
        builder->failed = true;
        return;
    }
    term_counts_append(&builder->term_counts[BAG_STEMS], &text.stems);
    term_counts_append(&builder->term_counts[role == ROLE_BODY ? BAG_BODY_STEMS : BAG_QUESTION_STEMS],
                       &text.stems);
    term_counts_append(&builder->term_counts[BAG_PAIRS], &text.pairs);
    term_counts_append(&builder->term_counts[BAG_CHARACTERS], &text.characters);
    if (role == ROLE_PHRASING) {
        add_phrasing(builder, &text, source, language->lexicon);
    }
    add_words(builder, &text, role, language);
}

/* A passage's heading that says more than its article's title is what a FAQ entry's question is: something
 * it can be known by. The title itself is text of every passage of the article. */
static void add_head(struct model_builder *builder, const struct entry *entry,
                     const struct text_language *language)
{
    bool is_passage = entry->kind == ENTRY_PASSAGE;
    if (is_passage) {
        add_text(builder, entry->title, ROLE_TITLE, language);
    }
    for (size_t i = 0; i < entry->phrasing_count; i++) {
        struct faqbot_view phrasing = entry->phrasings[i];
        if (!is_passage || (!view_is_empty(phrasing) && !view_equals(phrasing, entry->title))) {
            add_text(builder, phrasing, ROLE_PHRASING, language);
        }
    }
}

static void add_sequence_start(struct model_builder *builder)
{
    add_number(array_of(builder, MODEL_SEQUENCE_STARTS),
               array_of(builder, MODEL_SEQUENCE)->size / sizeof(uint32_t));
}

void model_builder_add(struct model_builder *builder, const struct entry *entry, size_t language,
                       enum faqbot_status *status)
{
    const struct text_language reading = {.stems = builder->languages->stems[language],
                                          .lexicon = languages_lexicon(builder->languages, language)};
    if (*status != FAQBOT_OK) {
        return;
    }
    builder->has_meaning = builder->has_meaning || reading.lexicon != NULL;
    add_sequence_start(builder);
    buffer_add_byte(array_of(builder, MODEL_KINDS), (char)entry->kind);
    buffer_add_byte(array_of(builder, MODEL_LANGUAGES), (char)language);
    add_head(builder, entry, &reading);
    add_text(builder, entry->text, ROLE_BODY, &reading);
    text_vectors_add(entry->kind == ENTRY_PASSAGE ? reading.lexicon : NULL, entry->text,
                     &builder->passage_vectors);
    for (enum bag bag = 0; bag < BAG_OF_ENTRY_COUNT; bag++) {
        term_counts_close(&builder->term_counts[bag]);
    }
    required_terms_builder_close(&builder->required_terms, entry->kind == ENTRY_FAQ);
    builder->entry_count++;
    *status = has_failed(builder) ? FAQBOT_NO_MEMORY : FAQBOT_OK;
}

/* -- Writing --------------------------------------------------------------------------------------- */

/* Releases the bytes. */
static void write_bytes(struct store *store, enum model_part part, struct buffer *bytes,
                        enum faqbot_status *status)
{
    fail_if(bytes->failed, FAQBOT_NO_MEMORY, status);
    if (*status == FAQBOT_OK) {
        store_change_model(store, model_names[part], buffer_view(bytes));
        *status = store_status(store);
    }
    buffer_release(bytes);
}

/* Dense rows can only be scored whole: what else is looked up in a matrix is looked up in its cells. */
static enum sparse_matrix_shape shape_of(enum model_part part)
{
    return part == MODEL_CENTROIDS || part == MODEL_CHAR_NGRAM_WEIGHTS || part == MODEL_WORD_WEIGHTS
               ? SPARSE_MATRIX_DENSE_ROWS
               : SPARSE_MATRIX_ALL_SPARSE;
}

static void write_matrix(struct store *store, enum model_part part, const struct term_counts *features,
                         const struct term_counts *term_counts, enum faqbot_status *status)
{
    struct buffer bytes;
    buffer_init(&bytes, MODEL_BYTES_MAX);
    fail_if(term_counts->failed, FAQBOT_NO_MEMORY, status);
    if (*status == FAQBOT_OK) {
        sparse_matrix_encode(features, term_counts, shape_of(part), &bytes);
    }
    write_bytes(store, part, &bytes, status);
}

static const uint32_t *owners_of(const struct model_builder *builder)
{
    return (const void *)builder->arrays[0].bytes;
}

/* Writes the sums of each entry's phrasings. */
static void write_sums(const struct model_builder *builder, struct store *store, enum model_part part,
                       enum bag bag, enum faqbot_status *status)
{
    struct term_counts sums;
    term_counts_sum(&builder->term_counts[bag], owners_of(builder), builder->entry_count, &sums);
    write_matrix(store, part, &builder->term_counts[bag], &sums, status);
    term_counts_release(&sums);
}

static void write_learned(const struct model_builder *builder, struct store *store,
                          enum faqbot_status *status)
{
    const struct term_counts *characters = &builder->term_counts[BAG_PHRASING_CHARACTERS];
    const struct term_counts *words = &builder->term_counts[BAG_PHRASING_WORDS];
    struct term_counts character_weights;
    struct term_counts word_weights;
    if (learn_weights(characters, words, owners_of(builder), builder->entry_count, &character_weights,
                      &word_weights, status)) {
        write_matrix(store, MODEL_CHAR_NGRAM_WEIGHTS, characters, &character_weights, status);
        write_matrix(store, MODEL_WORD_WEIGHTS, words, &word_weights, status);
    }
    term_counts_release(&character_weights);
    term_counts_release(&word_weights);
}

/* Weighs the phrasings' bags, which have only counts so far; sums and classifiers are made of weights. */
static void write_phrasings(struct model_builder *builder, struct store *store, enum faqbot_status *status)
{
    term_counts_weigh_cosine(&builder->term_counts[BAG_PHRASING_CHARACTERS]);
    term_counts_weigh_cosine(&builder->term_counts[BAG_PHRASING_WORDS]);
    term_counts_weigh_linear(&builder->term_counts[BAG_LIKENESS]);
    write_sums(builder, store, MODEL_CENTROIDS, BAG_PHRASING_CHARACTERS, status);
    write_sums(builder, store, MODEL_CONTENT_CENTROIDS, BAG_LIKENESS, status);
    write_learned(builder, store, status);
}

/* Character runs are weighed for cosines, for they are many and overlap: BM25's sum would count a word of
 * ten letters as more than twice one of four. */
static void write_entries(struct model_builder *builder, struct store *store, enum faqbot_status *status)
{
    static const enum model_part parts[BAG_OF_ENTRY_COUNT] = {
        MODEL_UNIGRAMS, MODEL_BIGRAMS, MODEL_QUESTION_UNIGRAMS, MODEL_BODY_UNIGRAMS, MODEL_CHAR_NGRAMS};
    for (enum bag bag = 0; bag < BAG_OF_ENTRY_COUNT; bag++) {
        struct term_counts *term_counts = &builder->term_counts[bag];
        if (bag == BAG_CHARACTERS) {
            term_counts_weigh_cosine(term_counts);
        } else {
            term_counts_weigh_bm25(term_counts);
        }
        write_matrix(store, parts[bag], term_counts, term_counts, status);
    }
}

/* What is made of the vectors of all phrasings together: nothing where all of them are zeros. */
static void finish_vectors(struct model_builder *builder)
{
    const struct phrasing_vectors phrasings = {
        .vectors = (const void *)builder->phrasing_vectors.bytes,
        .owners = owners_of(builder),
        .count = (uint32_t)(builder->phrasing_vectors.size / sizeof *phrasings.vectors)};
    if (builder->has_meaning && !has_failed(builder)) {
        text_vectors_sum(&phrasings, (const void *)builder->passage_vectors.bytes, builder->entry_count,
                         array_of(builder, MODEL_MEANINGS));
        text_vectors_learn(&phrasings, builder->entry_count, array_of(builder, MODEL_MEANING_CLASSIFIERS));
    }
}

void model_builder_write(struct model_builder *builder, struct store *store, enum faqbot_status *status)
{
    struct buffer required_terms;
    buffer_init(&required_terms, MODEL_BYTES_MAX);
    add_sequence_start(builder);
    finish_vectors(builder);
    bool has_phrasings = array_of(builder, MODEL_OWNERS)->size > 0;
    fail_if(has_failed(builder), FAQBOT_NO_MEMORY, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    write_entries(builder, store, status);
    for (size_t i = 0; i < ARRAY_COUNT; i++) {
        store_change_model(store, model_names[MODEL_OWNERS + i], buffer_view(&builder->arrays[i]));
    }
    required_terms_builder_encode(&builder->required_terms, &required_terms);
    write_bytes(store, MODEL_REQUIRED_TERMS, &required_terms, status);
    if (has_phrasings) {
        write_phrasings(builder, store, status);
    }
}
