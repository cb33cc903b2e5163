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
    bool is_known; /* it need not be encoded */
    struct faqbot_view text;
    struct embedding embedding;
};

struct embedder {
    const struct encoder *encoder;
    struct encoder_workspace *workspaces[PARALLEL_THREADS_MAX];
    size_t thread_count;
    struct batch_text *texts; /* whole entries: one may have more than BATCH_TEXTS_MAX */
    size_t text_count;
    size_t text_capacity;
    struct arena batch;           /* the texts' bytes */
    struct arena known;           /* what another index has */
    struct embedding *embeddings; /* by slot, text_hash 0: free */
    size_t slot_count;            /* a power of two; 0: there are none */
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

/* 0 is no hash: it marks a free slot. */
static uint64_t hash_text(struct faqbot_view text)
{
    uint64_t hash = siphash((struct siphash_key){{0, 0}}, text);
    return hash == 0 ? 1 : hash;
}

static struct embedding *find_known(const struct embedder *embedder, uint64_t hash)
{
    size_t slot = (size_t)hash & (embedder->slot_count - 1);
    while (embedder->embeddings[slot].text_hash != 0 && embedder->embeddings[slot].text_hash != hash) {
        slot = (slot + 1) & (embedder->slot_count - 1);
    }
    return &embedder->embeddings[slot];
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
    (void)entry;
    for (size_t i = 0; i < embeddings_count(bytes); i++) {
        struct embedding embedding = embeddings_at(bytes, i);
        *find_known(embedder, embedding.text_hash) = embedding;
    }
    return FAQBOT_OK;
}

/* What cannot be read is encoded again. */
void embedder_reuse(struct embedder *embedder, const char *index)
{
    char hash[EMBEDDER_HASH_BYTES];
    struct faqbot_view made_with = {0};
    struct store *store = NULL;
    size_t count = 0;
    size_t slots = 2;
    enum faqbot_status status = store_open(index, &store, NULL);
    embedder_hash(embedder->encoder, hash);
    if (status == FAQBOT_OK &&
        store_find_setting(store, INDEX_ENCODER, &embedder->known, &made_with, &status) &&
        view_equals_text(made_with, hash)) {
        store_each_embeddings(store, count_known, &count, &status);
        while (slots < 2 * count) {
            slots *= 2;
        }
        embedder->embeddings = arena_need(&embedder->known, slots, sizeof *embedder->embeddings, &status);
        embedder->slot_count = embedder->embeddings == NULL ? 0 : slots;
        store_each_embeddings(store, take_known, embedder, &status);
    }
    store_close(store);
}

/* -- Texts -------------------------------------------------------------------------------------------------------- */

static void encode(void *user, size_t thread, size_t piece)
{
    struct embedder *embedder = user;
    struct batch_text *text = &embedder->texts[piece];
    if (!text->is_known) {
        float vector[ENCODER_DIMENSIONS];
        encoder_encode(embedder->encoder, embedder->workspaces[thread], text->text, vector);
        embedding_make(vector, text->embedding.parts);
    }
}

/* Encodes what was gathered, and writes it. */
static void write_batch(struct embedder *embedder, struct store *store, enum faqbot_status *status)
{
    if (*status != FAQBOT_OK) {
        return;
    }
    parallel_run(embedder->thread_count, embedder->text_count, encode, embedder);
    for (size_t i = 0; i < embedder->text_count; i++) {
        const struct batch_text *text = &embedder->texts[i];
        buffer_add(&embedder->row, view_make((const char *)&text->embedding, sizeof text->embedding));
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

static void add_text(struct embedder *embedder, uint32_t entry, struct faqbot_view text,
                     enum faqbot_status *status)
{
    struct batch_text *added = &embedder->texts[embedder->text_count];
    text = utf8_cut(text, TEXT_BYTES_MAX);
    *added = (struct batch_text){.entry = entry, .embedding = {.text_hash = hash_text(text)}};
    if (embedder->slot_count > 0) {
        const struct embedding *known = find_known(embedder, added->embedding.text_hash);
        added->is_known = known->text_hash != 0;
        added->embedding = added->is_known ? *known : added->embedding;
    }
    added->text = text;
    fail_if(!added->is_known && !arena_copy(&embedder->batch, text, &added->text), FAQBOT_NO_MEMORY, status);
    embedder->text_count++;
}

void embedder_add(struct embedder *embedder, const struct entry *entry, uint32_t number, struct store *store,
                  enum faqbot_status *status)
{
    size_t needed = embedder->text_count + entry->phrasing_count + 1;
    if (needed > embedder->text_capacity) {
        size_t capacity = needed > 2 * embedder->text_capacity ? needed : 2 * embedder->text_capacity;
        struct batch_text *texts = realloc(embedder->texts, capacity * sizeof *texts);
        fail_if(texts == NULL, FAQBOT_NO_MEMORY, status);
        embedder->texts = texts == NULL ? embedder->texts : texts;
        embedder->text_capacity = texts == NULL ? embedder->text_capacity : capacity;
    }
    if (*status != FAQBOT_OK) {
        return;
    }
    for (size_t i = 0; i < entry->phrasing_count; i++) {
        add_text(embedder, number, entry->phrasings[i], status);
    }
    add_text(embedder, number, entry->text, status);
    if (embedder->text_count >= BATCH_TEXTS_MAX) {
        write_batch(embedder, store, status);
    }
}

void embedder_finish(struct embedder *embedder, struct store *store, enum faqbot_status *status)
{
    write_batch(embedder, store, status);
}

/* -- Rows --------------------------------------------------------------------------------------------------------- */

void embedder_hash(const struct encoder *encoder, char hash[EMBEDDER_HASH_BYTES])
{
    snprintf(hash, EMBEDDER_HASH_BYTES, "%016" PRIx64, encoder_hash(encoder));
}

void embedding_make(const float vector[ENCODER_DIMENSIONS], int8_t parts[ENCODER_DIMENSIONS])
{
    float largest = 0;
    for (size_t i = 0; i < ENCODER_DIMENSIONS; i++) {
        largest = fmaxf(largest, fabsf(vector[i]));
    }
    for (size_t i = 0; i < ENCODER_DIMENSIONS; i++) {
        parts[i] = (int8_t)(largest > 0 ? roundf(vector[i] / largest * INT8_MAX) : 0);
    }
}

size_t embeddings_count(struct faqbot_view bytes)
{
    return bytes.size % sizeof(struct embedding) == 0 ? bytes.size / sizeof(struct embedding) : 0;
}

/* Copied, because bytes of the store need not be aligned. */
struct embedding embeddings_at(struct faqbot_view bytes, size_t number)
{
    struct embedding embedding;
    memcpy(&embedding, bytes.bytes + number * sizeof embedding, sizeof embedding);
    return embedding;
}
