/* index/embeddings.c - an entry's texts as an encoder's vectors, made while an index is. Encoding a text takes some
 * milliseconds, a thousand times as long as all else that is done with it: so texts are gathered and encoded on all
 * cores, and what the index that is replaced has of them is taken from there.
 *
 * Only directions are kept, 8 bits a part, by the largest part. What follows from all of them together (search/) is
 * found when they are read: an update then changes rows, and nothing else. */
#include "index/index_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "encoder/encoder.h"
#include "text/text.h"

/* A text is cut there: the tokens that are read are hardly ever more. */
#define TEXT_BYTES_MAX 4096

/* So many are gathered before they are encoded; some hundredths of a second of work each core. */
#define BATCH_TEXTS_MAX 64

#define KNOWN_BYTES_MAX ((size_t)1 << 30) /* of vectors that are there already */

/* A text of an entry, which an entry has one after the other; the last is its answer, or its passage. */
struct batch_text {
    uint32_t entry;
    struct faqbot_view known; /* what another index has of it: it need not be encoded */
    struct faqbot_view text;
    struct embedding embedding;
    struct embedded_word *words;
};

struct embedder {
    const struct encoder *encoder;
    struct encoder_workspace *workspaces[PARALLEL_THREADS_MAX];
    size_t thread_count;
    struct batch_text *texts; /* whole entries: one may have more than BATCH_TEXTS_MAX */
    size_t text_count;
    size_t text_capacity;
    struct arena batch;              /* the texts' bytes, and their words */
    struct arena known;              /* what another index has: */
    uint64_t *known_hashes;          /* by feature_slot() */
    struct faqbot_view *known_bytes; /* likewise: an embedding and its words */
    size_t slot_count;               /* 0: it has none */
    struct buffer row;
};

struct embedder *embedder_new(const struct encoder *encoder)
{
    struct embedder *embedder = calloc(1, sizeof *embedder);
    if (embedder == NULL) {
        return NULL;
    }
    embedder->encoder = encoder;
    arena_init(&embedder->batch, INDEX_ENTRY_BYTES_MAX);
    arena_init(&embedder->known, KNOWN_BYTES_MAX);
    buffer_init(&embedder->row, INDEX_ENTRY_BYTES_MAX);
    for (; embedder->thread_count < parallel_threads(); embedder->thread_count++) {
        embedder->workspaces[embedder->thread_count] = encoder_workspace_new();
        if (embedder->workspaces[embedder->thread_count] == NULL) {
            break; /* with fewer it takes longer */
        }
    }
    if (embedder->thread_count == 0) {
        embedder_free(embedder);
        return NULL;
    }
    return embedder;
}

void embedder_free(struct embedder *embedder)
{
    if (embedder != NULL) {
        for (size_t i = 0; i < embedder->thread_count; i++) {
            encoder_workspace_free(embedder->workspaces[i]);
        }
        free(embedder->texts);
        arena_release(&embedder->batch);
        arena_release(&embedder->known);
        buffer_release(&embedder->row);
        free(embedder);
    }
}

/* -- Vectors that are there already ------------------------------------------------------------------------------- */

/* Words depend on the language that a text is read in. 0 is no hash: it marks a free slot. */
static uint64_t hash_text(struct faqbot_view text, uint32_t language)
{
    uint64_t hash = siphash((struct siphash_key){{language, 0}}, text);
    return hash == 0 ? 1 : hash;
}

static enum faqbot_status count_known(void *user, uint32_t entry, struct faqbot_view bytes)
{
    (void)entry;
    *(size_t *)user += embeddings_count(bytes);
    return FAQBOT_OK;
}

static enum faqbot_status take_known(void *user, uint32_t entry, struct faqbot_view bytes)
{
    struct embedder *embedder = user;
    struct embedding embedding;
    struct faqbot_view words;
    (void)entry;
    if (embeddings_count(bytes) == 0) {
        return FAQBOT_OK; /* damaged: there is no room for what is before the damage */
    }
    for (struct faqbot_view rest = bytes, before = bytes; embeddings_next(&rest, &embedding, &words);
         before = rest) {
        if (embedding.text_hash == 0) {
            continue; /* damaged: it would fill a free slot, which texts that are not known lead to */
        }
        size_t slot = feature_slot(embedder->known_hashes, embedder->slot_count, embedding.text_hash);
        if (!arena_copy(&embedder->known, view_slice(before, 0, before.size - rest.size),
                        &embedder->known_bytes[slot])) {
            return FAQBOT_NO_MEMORY;
        }
        embedder->known_hashes[slot] = embedding.text_hash;
    }
    return FAQBOT_OK;
}

/* What cannot be read is encoded again. */
void embedder_reuse_store(struct embedder *embedder, struct store *store)
{
    char hash[EMBEDDER_HASH_BYTES];
    struct faqbot_view made_with = {0};
    size_t count = 0;
    enum faqbot_status status = FAQBOT_OK;
    embedder_hash(embedder->encoder, hash);
    if (store_find_setting(store, INDEX_ENCODER, &embedder->known, &made_with, &status) &&
        view_equals_text(made_with, hash)) {
        store_each_embeddings(store, count_known, &count, &status);
        size_t slots = feature_slots(count);
        embedder->known_hashes = arena_need(&embedder->known, slots, sizeof *embedder->known_hashes, &status);
        embedder->known_bytes = arena_need(&embedder->known, slots, sizeof *embedder->known_bytes, &status);
        embedder->slot_count = status == FAQBOT_OK ? slots : 0;
        store_each_embeddings(store, take_known, embedder, &status);
    }
}

void embedder_reuse(struct embedder *embedder, const char *index)
{
    struct store *store = NULL;
    if (store_open(index, &store, NULL) == FAQBOT_OK) {
        embedder_reuse_store(embedder, store);
    }
    store_close(store);
}

/* -- Texts -------------------------------------------------------------------------------------------------------- */

static void encode(void *user, size_t thread, size_t piece)
{
    struct embedder *embedder = user;
    struct batch_text *text = &embedder->texts[piece];
    if (view_is_empty(text->known)) {
        embedding_make(embedder->encoder, embedder->workspaces[thread], text->text, text->embedding.parts,
                       text->words, text->embedding.word_count);
    }
}

static void add_to_row(struct buffer *row, const struct batch_text *text)
{
    buffer_add(row, text->known);
    if (view_is_empty(text->known)) {
        buffer_add(row, view_make((const char *)&text->embedding, sizeof text->embedding));
        buffer_add(row,
                   view_make((const char *)text->words, text->embedding.word_count * sizeof *text->words));
    }
}

/* Encodes what was gathered, and writes it; embedder_add() does the same where that is enough. */
void embedder_finish(struct embedder *embedder, struct store *store, enum faqbot_status *status)
{
    if (*status != FAQBOT_OK) {
        return;
    }
    parallel_run(embedder->thread_count, embedder->text_count, encode, embedder);
    for (size_t i = 0; i < embedder->text_count; i++) {
        const struct batch_text *text = &embedder->texts[i];
        add_to_row(&embedder->row, text);
        if (i + 1 == embedder->text_count || text[1].entry != text->entry) {
            fail_if(embedder->row.failed, FAQBOT_NO_MEMORY, status);
            store_change_embeddings(store, text->entry, buffer_view(&embedder->row));
            buffer_reset(&embedder->row);
        }
    }
    *status = *status == FAQBOT_OK ? store_status(store) : *status;
    embedder->text_count = 0;
    arena_reset(&embedder->batch);
}

/* The next of the embeddings of an index as one of this text here, where its language has this number. Empty: it is
 * another text's. */
static struct faqbot_view take_over(struct embedder *embedder, struct faqbot_view text, uint32_t number,
                                    struct faqbot_view *known, enum faqbot_status *status)
{
    struct embedding embedding;
    struct faqbot_view words;
    struct buffer taken;
    if (*status != FAQBOT_OK || !embeddings_next(known, &embedding, &words) ||
        embedding.text_hash != hash_text(text, embedding.language)) {
        return view_of("");
    }
    embedding.language = number;
    embedding.text_hash = hash_text(text, number);
    buffer_init_in(&taken, &embedder->batch, SIZE_MAX);
    buffer_add(&taken, view_make((const char *)&embedding, sizeof embedding));
    buffer_add(&taken, words);
    fail_if(taken.failed, FAQBOT_NO_MEMORY, status);
    return buffer_view(&taken);
}

/* `language` is NULL for a text whose words are not wanted. */
static void add_text(struct embedder *embedder, uint32_t entry, struct faqbot_view text,
                     const struct vocabulary_language *language, struct faqbot_view *known,
                     enum faqbot_status *status)
{
    struct batch_text *added = &embedder->texts[embedder->text_count];
    uint32_t number = language == NULL ? 0 : (uint32_t)language->number + 1;
    text = utf8_cut(text, TEXT_BYTES_MAX);
    *added = (struct batch_text){.entry = entry,
                                 .embedding = {.text_hash = hash_text(text, number), .language = number}};
    added->known = take_over(embedder, text, number, known, status);
    if (embedder->slot_count > 0) {
        added->known = embedder->known_bytes[feature_slot(embedder->known_hashes, embedder->slot_count,
                                                          added->embedding.text_hash)];
    }
    if (view_is_empty(added->known) && *status == FAQBOT_OK) {
        fail_if(!arena_copy(&embedder->batch, text, &added->text), FAQBOT_NO_MEMORY, status);
        if (language != NULL) {
            added->words = embedded_words_find(added->text, language->lexicon, language->stems,
                                               &embedder->batch, &added->embedding.word_count, status);
        }
    }
    embedder->text_count++;
}

void embedder_add(struct embedder *embedder, const struct entry *entry,
                  const struct vocabulary_language *language, uint32_t number, struct faqbot_view known,
                  struct store *store, enum faqbot_status *status)
{
    size_t needed = embedder->text_count + entry->phrasing_count + 1;
    if (needed > embedder->text_capacity) {
        size_t capacity = needed > 2 * embedder->text_capacity ? needed : 2 * embedder->text_capacity;
        struct batch_text *texts = realloc(embedder->texts, capacity * sizeof *texts);
        if (texts == NULL) {
            fail_if(true, FAQBOT_NO_MEMORY, status);
            return;
        }
        embedder->texts = texts;
        embedder->text_capacity = capacity;
    }
    if (*status != FAQBOT_OK) {
        return;
    }
    for (size_t i = 0; i < entry->phrasing_count; i++) {
        add_text(embedder, number, entry->phrasings[i], language, &known, status);
    }
    add_text(embedder, number, entry->text, NULL, &known, status);
    if (embedder->text_count >= BATCH_TEXTS_MAX) {
        embedder_finish(embedder, store, status);
    }
}

/* -- Rows --------------------------------------------------------------------------------------------------------- */

void embedder_hash(const struct encoder *encoder, char hash[EMBEDDER_HASH_BYTES])
{
    snprintf(hash, EMBEDDER_HASH_BYTES, "%016" PRIx64, encoder_hash(encoder));
}

struct embedded_word *embedded_words_find(struct faqbot_view text, const struct lexicon *lexicon,
                                          struct stemmer *stems, struct arena *arena, uint32_t *count,
                                          enum faqbot_status *status)
{
    struct word *words = NULL;
    size_t word_count = 0;
    *count = 0;
    fail_if(!tokenize(arena, text, &words, &word_count), FAQBOT_NO_MEMORY, status);
    uint64_t *stem_keys = ngrams_unigram_keys(arena, stems, words, word_count, status);
    size_t most = word_count < EMBEDDED_WORDS_MAX ? word_count : EMBEDDED_WORDS_MAX;
    struct embedded_word *found = arena_need(arena, most, sizeof *found, status);
    for (size_t i = 0; i < word_count && *count < most && *status == FAQBOT_OK; i++) {
        const struct word_traits traits = word_traits_find(lexicon, stems, words[i].plain);
        size_t start = (size_t)(words[i].source.bytes - text.bytes);
        if (traits.is_content && start <= UINT16_MAX && words[i].source.size <= UINT8_MAX) {
            found[(*count)++] = (struct embedded_word){.stem = stem_keys[i],
                                                       .rarity = traits.rarity,
                                                       .start = (uint16_t)start,
                                                       .size = (uint8_t)words[i].source.size,
                                                       .is_apart = traits.is_apart};
        }
    }
    return found;
}

static void quantize(const float vector[ENCODER_DIMENSIONS], int8_t parts[ENCODER_DIMENSIONS])
{
    float largest = 0;
    for (size_t i = 0; i < ENCODER_DIMENSIONS; i++) {
        largest = fmaxf(largest, fabsf(vector[i]));
    }
    for (size_t i = 0; i < ENCODER_DIMENSIONS; i++) {
        parts[i] = (int8_t)(largest > 0 ? roundf(vector[i] / largest * INT8_MAX) : 0);
    }
}

/* A word is the sum of its tokens, those that begin within it. */
void embedding_make(const struct encoder *encoder, struct encoder_workspace *workspace,
                    struct faqbot_view text, int8_t parts[ENCODER_DIMENSIONS], struct embedded_word *words,
                    uint32_t word_count)
{
    float vector[ENCODER_DIMENSIONS];
    float sums[EMBEDDED_WORDS_MAX][ENCODER_DIMENSIONS] = {{0}};
    encoder_encode(encoder, workspace, text, vector);
    quantize(vector, parts);
    for (size_t number = 0; number < encoder_token_count(workspace) && word_count > 0; number++) {
        struct encoder_token token;
        uint32_t at = 0;
        encoder_token(workspace, number, &token);
        while (at < word_count && token.start >= words[at].start + (uint32_t)words[at].size) {
            at++;
        }
        for (size_t i = 0;
             i < ENCODER_DIMENSIONS && at < word_count && token.size > 0 && token.start >= words[at].start;
             i++) {
            sums[at][i] += token.vector[i];
        }
    }
    for (uint32_t i = 0; i < word_count; i++) {
        quantize(sums[i], words[i].parts);
    }
}

/* Copied, because bytes of the store need not be aligned. */
bool embeddings_next(struct faqbot_view *rest, struct embedding *embedding, struct faqbot_view *words)
{
    if (rest->size < sizeof *embedding) {
        return false;
    }
    memcpy(embedding, rest->bytes, sizeof *embedding);
    struct faqbot_view behind = view_slice(*rest, sizeof *embedding, rest->size);
    size_t size = embedding->word_count * sizeof(struct embedded_word);
    if (embedding->word_count > EMBEDDED_WORDS_MAX || size > behind.size) {
        return false;
    }
    *words = view_slice(behind, 0, size);
    *rest = view_slice(behind, size, behind.size);
    return true;
}

struct embedded_word embedded_word_at(struct faqbot_view words, size_t number)
{
    struct embedded_word word;
    memcpy(&word, words.bytes + number * sizeof word, sizeof word);
    bool is_sound = word.rarity >= 0 && word.rarity <= 1;
    word.rarity = is_sound ? word.rarity : 0; /* damaged, it may be no number at all */
    return word;
}

size_t embeddings_count(struct faqbot_view bytes)
{
    size_t count = 0;
    struct embedding embedding;
    struct faqbot_view words;
    while (embeddings_next(&bytes, &embedding, &words)) {
        count++;
    }
    return bytes.size == 0 ? count : 0;
}
