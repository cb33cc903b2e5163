/* retrieval/model_builder.c - taking the entries of a knowledge apart, learning from them, and writing the
 * model of it to the store. Reading it back is model.c's. */
#include "retrieval/model_builder.h"

#include <stdlib.h>

#include "retrieval/learn.h"

#define UNSEEN_PHRASINGS 20              /* for MODEL_LIKENESS, as TERMS_UNSEEN_ENTRIES for entries */
#define TEXT_BYTES_MAX ((size_t)1 << 30) /* for taking one text apart: some hundred times its size */

struct model_builder {
    struct bags stems;
    struct bags pairs;
    struct bags question_stems;
    struct bags body_stems;
    struct bags characters;
    struct bags phrasing_characters; /* a document a phrasing */
    struct bags phrasing_words;
    struct bags likeness; /* a document a phrasing */
    struct cores_builder cores;
    struct buffer owners;    /* uint32_t by phrasing */
    struct buffer kinds;     /* a byte an entry: enum entry_kind */
    struct buffer languages; /* a byte an entry: the number of its language */
    const struct wording *wording;
    struct buffer sequence;        /* uint32_t */
    struct buffer sequence_starts; /* uint32_t by entry */
    uint32_t entry_count;
    struct arena scratch; /* reset for each text */
};

struct model_builder *model_builder_new(const struct wording *wording)
{
    struct model_builder *builder = calloc(1, sizeof *builder);
    if (builder != NULL) {
        arena_init(&builder->scratch, TEXT_BYTES_MAX);
        cores_builder_init(&builder->cores);
        builder->likeness.unseen = UNSEEN_PHRASINGS;
        buffer_init(&builder->owners, MODEL_BYTES_MAX);
        builder->wording = wording;
        buffer_init(&builder->kinds, MODEL_BYTES_MAX);
        buffer_init(&builder->languages, MODEL_BYTES_MAX);
        buffer_init(&builder->sequence, MODEL_BYTES_MAX);
        buffer_init(&builder->sequence_starts, MODEL_BYTES_MAX);
    }
    return builder;
}

void model_builder_free(struct model_builder *builder)
{
    if (builder != NULL) {
        arena_release(&builder->scratch);
        bags_release(&builder->stems);
        bags_release(&builder->pairs);
        bags_release(&builder->question_stems);
        bags_release(&builder->body_stems);
        bags_release(&builder->characters);
        bags_release(&builder->phrasing_characters);
        bags_release(&builder->phrasing_words);
        bags_release(&builder->likeness);
        cores_builder_release(&builder->cores);
        buffer_release(&builder->owners);
        buffer_release(&builder->kinds);
        buffer_release(&builder->languages);
        buffer_release(&builder->sequence);
        buffer_release(&builder->sequence_starts);
        free(builder);
    }
}

static void add_number(struct buffer *buffer, uint32_t number)
{
    buffer_add(buffer, view_make((const char *)&number, sizeof number));
}

/* Which bags a text of an entry goes to, besides those of the whole entry. */
enum text_role { ROLE_PHRASING, ROLE_TITLE, ROLE_BODY };

/* Notes the stems of a text in order, with an end. They become rows once the bag of stems has them. */
static enum faqbot_status add_sequence(struct model_builder *builder, struct stems *stems,
                                       const struct word *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        add_number(&builder->sequence, bags_find(&builder->stems, grams_stem_key(stems, &words[i])));
    }
    add_number(&builder->sequence, MATRIX_NONE);
    return builder->sequence.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
}

/* A text, taken apart. */
struct text_grams {
    struct grams stems;
    struct grams pairs;
    struct grams characters;
    struct grams content_characters;
};

/* A phrasing is a document of its own besides. */
static enum faqbot_status add_phrasing(struct model_builder *builder, const struct text_grams *text)
{
    add_number(&builder->owners, builder->entry_count);
    const struct {
        struct bags *bags;
        const struct grams *grams;
        bool is_last; /* of the bags' document */
    } all[] = {{&builder->phrasing_characters, &text->characters, true},
               {&builder->likeness, &text->content_characters, true},
               {&builder->phrasing_words, &text->stems, false},
               {&builder->phrasing_words, &text->pairs, true}};
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all && status == FAQBOT_OK; i++) {
        status = bags_append(all[i].bags, all[i].grams);
        if (status == FAQBOT_OK && all[i].is_last) {
            status = bags_close(all[i].bags);
        }
    }
    return status;
}

/* The content words of a text, for what phrasings have in common. */
static enum faqbot_status add_cores(struct model_builder *builder, struct stems *stems,
                                    const struct word *words, size_t count)
{
    uint32_t *rows = arena_take_array(&builder->scratch, count, sizeof *rows);
    size_t content = 0;
    if (rows == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        if (!stems_is_function_word(stems, words[i].plain)) {
            rows[content++] = bags_find(&builder->stems, grams_stem_key(stems, &words[i]));
        }
    }
    return cores_builder_add(&builder->cores, rows, content);
}

static bool take_grams(struct arena *scratch, struct stems *stems, const struct word *words, size_t count,
                       enum text_role role, struct text_grams *text)
{
    uint64_t *keys;
    return grams_take_stem_keys(scratch, stems, words, count, &keys) &&
           grams_take_stems(scratch, keys, count, &text->stems) &&
           grams_take_pairs(scratch, keys, count, &text->pairs) &&
           grams_take_characters(scratch, stems, words, count, &text->characters) &&
           (role != ROLE_PHRASING ||
            grams_take_content(scratch, &text->characters, &text->content_characters));
}

static enum faqbot_status add_text(struct model_builder *builder, struct faqbot_view text,
                                   enum text_role role, struct stems *stems)
{
    struct wording_words words;
    struct text_grams grams;
    struct arena *scratch = &builder->scratch;
    arena_reset(scratch);
    if (!words_take(scratch, text, &words.list, &words.count) ||
        wording_unify(builder->wording, scratch, &words) != FAQBOT_OK ||
        !take_grams(scratch, stems, words.list, words.count, role, &grams)) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status status = bags_append(&builder->stems, &grams.stems);
    if (status == FAQBOT_OK) {
        status =
            bags_append(role == ROLE_BODY ? &builder->body_stems : &builder->question_stems, &grams.stems);
    }
    if (status == FAQBOT_OK) {
        status = bags_append(&builder->pairs, &grams.pairs);
    }
    if (status == FAQBOT_OK) {
        status = bags_append(&builder->characters, &grams.characters);
    }
    if (status == FAQBOT_OK && role == ROLE_PHRASING) {
        status = add_phrasing(builder, &grams);
    }
    if (status == FAQBOT_OK && role != ROLE_BODY) {
        status = add_cores(builder, stems, words.list, words.count);
    }
    return status == FAQBOT_OK ? add_sequence(builder, stems, words.list, words.count) : status;
}

/* A passage's heading that says more than its article's title is what a FAQ entry's question is: something it can be
 * known by. The title itself is text of every passage of the article. */
static enum faqbot_status add_head(struct model_builder *builder, const struct entry *entry,
                                   struct stems *stems)
{
    enum faqbot_status status = FAQBOT_OK;
    bool is_passage = entry->kind == ENTRY_PASSAGE;
    if (is_passage) {
        status = add_text(builder, entry->title, ROLE_TITLE, stems);
    }
    for (size_t i = 0; i < entry->phrasing_count && status == FAQBOT_OK; i++) {
        struct faqbot_view phrasing = entry->phrasings[i];
        if (!is_passage || (!view_is_empty(phrasing) && !view_equals(phrasing, entry->title))) {
            status = add_text(builder, phrasing, ROLE_PHRASING, stems);
        }
    }
    return status;
}

enum faqbot_status model_builder_add(struct model_builder *builder, const struct entry *entry,
                                     struct stems *stems, size_t language)
{
    struct bags *const whole[] = {&builder->stems, &builder->pairs, &builder->question_stems,
                                  &builder->body_stems, &builder->characters};
    add_number(&builder->sequence_starts, (uint32_t)(builder->sequence.size / sizeof(uint32_t)));
    buffer_add_byte(&builder->kinds, (char)entry->kind);
    buffer_add_byte(&builder->languages, (char)language);
    bool failed = builder->sequence_starts.failed || builder->kinds.failed || builder->languages.failed;
    enum faqbot_status status = failed ? FAQBOT_NO_MEMORY : add_head(builder, entry, stems);
    if (status == FAQBOT_OK) {
        status = add_text(builder, entry->text, ROLE_BODY, stems);
    }
    for (size_t i = 0; i < sizeof whole / sizeof *whole && status == FAQBOT_OK; i++) {
        status = bags_close(whole[i]);
    }
    if (status == FAQBOT_OK) {
        status = cores_builder_close(&builder->cores, entry->kind == ENTRY_FAQ);
    }
    builder->entry_count += status == FAQBOT_OK;
    return status;
}

/* Wide rows can only be scored whole: what else is looked up in a matrix is looked up in its cells. */
static enum matrix_shape shape_of(enum model_part part)
{
    return part == MODEL_CENTROIDS || part == MODEL_CHARACTER_WEIGHTS || part == MODEL_WORD_WEIGHTS
               ? MATRIX_FULL_ROWS_WIDE
               : MATRIX_ALL_CELLS;
}

static enum faqbot_status write_matrix(struct store *store, enum model_part part, const struct bags *features,
                                       const struct bags *bags)
{
    struct buffer bytes;
    buffer_init(&bytes, MODEL_BYTES_MAX);
    matrix_encode(features, bags, shape_of(part), &bytes);
    enum faqbot_status status =
        bytes.failed ? FAQBOT_NO_MEMORY : store_add_model(store, model_part_names[part], buffer_view(&bytes));
    buffer_release(&bytes);
    return status;
}

/* Writes the sums of each entry's phrasings. */
static enum faqbot_status write_sums(const struct model_builder *builder, struct store *store,
                                     enum model_part part, const struct bags *bags)
{
    struct bags sums;
    const uint32_t *owners = (const void *)builder->owners.bytes;
    enum faqbot_status status = bags_sum(bags, owners, builder->entry_count, &sums);
    if (status == FAQBOT_OK) {
        status = write_matrix(store, part, bags, &sums);
    }
    bags_release(&sums);
    return status;
}

static enum faqbot_status write_learned(const struct model_builder *builder, struct store *store)
{
    struct bags character_weights;
    struct bags word_weights;
    bool learned;
    const uint32_t *owners = (const void *)builder->owners.bytes;
    enum faqbot_status status =
        learn_weights(&builder->phrasing_characters, &builder->phrasing_words, owners, builder->entry_count,
                      &learned, &character_weights, &word_weights);
    if (status == FAQBOT_OK && learned) {
        status =
            write_matrix(store, MODEL_CHARACTER_WEIGHTS, &builder->phrasing_characters, &character_weights);
    }
    if (status == FAQBOT_OK && learned) {
        status = write_matrix(store, MODEL_WORD_WEIGHTS, &builder->phrasing_words, &word_weights);
    }
    bags_release(&character_weights);
    bags_release(&word_weights);
    return status;
}

static enum faqbot_status write_phrasings(struct model_builder *builder, struct store *store)
{
    bags_weigh_cosine(&builder->phrasing_characters);
    bags_weigh_cosine(&builder->phrasing_words);
    bags_weigh_linear(&builder->likeness);
    enum faqbot_status status = write_sums(builder, store, MODEL_CENTROIDS, &builder->phrasing_characters);
    if (status == FAQBOT_OK) {
        status = write_sums(builder, store, MODEL_LIKENESS, &builder->likeness);
    }
    return status == FAQBOT_OK ? write_learned(builder, store) : status;
}

static enum faqbot_status write_cores(const struct model_builder *builder, struct store *store)
{
    struct buffer bytes;
    buffer_init(&bytes, MODEL_BYTES_MAX);
    cores_builder_encode(&builder->cores, &bytes);
    enum faqbot_status status =
        bytes.failed ? FAQBOT_NO_MEMORY : store_add_model(store, model_cores_name, buffer_view(&bytes));
    buffer_release(&bytes);
    return status;
}

enum faqbot_status model_builder_write(struct model_builder *builder, struct store *store)
{
    add_number(&builder->sequence_starts, (uint32_t)(builder->sequence.size / sizeof(uint32_t)));
    if (builder->sequence_starts.failed || builder->sequence.failed || builder->owners.failed) {
        return FAQBOT_NO_MEMORY;
    }
    const struct {
        enum model_part part;
        struct bags *bags;
        void (*weigh)(struct bags *bags);
    } plain[] = {{MODEL_STEMS, &builder->stems, bags_weigh_bm25},
                 {MODEL_PAIRS, &builder->pairs, bags_weigh_bm25},
                 {MODEL_QUESTION_STEMS, &builder->question_stems, bags_weigh_bm25},
                 {MODEL_BODY_STEMS, &builder->body_stems, bags_weigh_bm25},
                 {MODEL_CHARACTERS, &builder->characters, bags_weigh_cosine}};
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < sizeof plain / sizeof *plain && status == FAQBOT_OK; i++) {
        plain[i].weigh(plain[i].bags);
        status = write_matrix(store, plain[i].part, plain[i].bags, plain[i].bags);
    }
    const struct {
        const char *name;
        const struct buffer *buffer;
    } arrays[] = {{model_owners_name, &builder->owners},
                  {model_kinds_name, &builder->kinds},
                  {model_languages_name, &builder->languages},
                  {model_sequence_name, &builder->sequence},
                  {model_sequence_starts_name, &builder->sequence_starts}};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays && status == FAQBOT_OK; i++) {
        status = store_add_model(store, arrays[i].name, buffer_view(arrays[i].buffer));
    }
    if (status == FAQBOT_OK) {
        status = write_cores(builder, store);
    }
    return status == FAQBOT_OK && builder->owners.size > 0 ? write_phrasings(builder, store) : status;
}
