/* retrieval/posting_cursor.c - walks a list by chunks, blocks and postings, each only where the one above it does not
 * settle the matter. Which list is walked how is maxscore.c's. */
#include "retrieval/posting_cursor.h"

#include <assert.h>

/* -- Chunks and blocks -------------------------------------------------------------------------------------------- */

static bool is_at_end(const struct posting_cursor *cursor)
{
    return cursor->chunk == cursor->chunk_count;
}

static void end_damaged(struct posting_cursor *cursor)
{
    cursor->is_damaged = true;
    cursor->chunk = cursor->chunk_count;
}

static uint32_t score_bound(const struct posting_cursor *cursor, const struct posting_bound *bound)
{
    return bm25_table_score(cursor->weight, posting_bound_part(bound, cursor->scale->saturation));
}

/* To the first block of chunk number `chunk`, or to the end. */
static void enter_chunk(struct posting_cursor *cursor, size_t chunk)
{
    cursor->chunk = chunk;
    cursor->block = 0;
    cursor->is_unpacked = false;
    if (is_at_end(cursor)) {
        return;
    }
    const struct posting_chunk *entered = &cursor->chunks[chunk];
    if (!posting_chunk_blocks(entered, cursor->places)) {
        end_damaged(cursor);
        return;
    }
    for (size_t i = 0; i < entered->block_count; i++) {
        cursor->scores[i] = score_bound(cursor, &cursor->places[i].bound);
    }
}

static void enter_next_block(struct posting_cursor *cursor)
{
    if (cursor->block + 1 < cursor->chunks[cursor->chunk].block_count) {
        cursor->block++;
        cursor->is_unpacked = false;
    } else {
        enter_chunk(cursor, cursor->chunk + 1);
    }
}

/* To the first block that ends with `entry` or behind it. */
static void skip_blocks(struct posting_cursor *cursor, uint32_t entry)
{
    size_t chunk = cursor->chunk;
    while (chunk < cursor->chunk_count && cursor->chunks[chunk].last < entry) {
        chunk++;
    }
    if (chunk != cursor->chunk) {
        enter_chunk(cursor, chunk);
    }
    while (!is_at_end(cursor) && cursor->places[cursor->block].last < entry) {
        enter_next_block(cursor);
    }
}

/* The postings of the block, from the first one that is not below `entry`; false: damaged. */
static bool unpack(struct posting_cursor *cursor, uint32_t entry)
{
    const struct posting_block *postings = &cursor->postings;
    if (!cursor->is_unpacked) {
        if (!posting_chunk_unpack(&cursor->chunks[cursor->chunk], cursor->block,
                                  &cursor->places[cursor->block], &cursor->postings)) {
            end_damaged(cursor);
            return false;
        }
        cursor->is_unpacked = true;
        cursor->position = 0;
    }
    /* The block ends with an entry that is not below this one. */
    while (postings->entries[cursor->position] < entry) {
        cursor->position++;
    }
    return true;
}

/* -- Lists -------------------------------------------------------------------------------------------------------- */

void posting_cursor_open(const struct faqbot_view *bytes, size_t count, uint32_t weight,
                         const struct posting_scale *scale, struct arena *arena,
                         struct posting_cursor *cursor, enum faqbot_status *status)
{
    assert(weight <= BM25_TABLE_WEIGHT_MAX);
    struct posting_chunk *chunks = arena_need(arena, count, sizeof *chunks, status);
    if (chunks == NULL) {
        return;
    }
    *cursor =
        (struct posting_cursor){.scale = scale, .weight = weight, .chunks = chunks, .chunk_count = count};
    struct posting_bound bound;
    posting_bound_init(&bound);
    for (size_t i = 0; i < count; i++) {
        if (!posting_chunk_open(bytes[i], scale->classes, scale->entry_count, &chunks[i]) ||
            (i > 0 && chunks[i].first <= chunks[i - 1].last)) {
            *status = FAQBOT_CORRUPT;
            return;
        }
        posting_bound_merge(&bound, &chunks[i].bound);
        cursor->count += chunks[i].count;
    }
    cursor->bound = score_bound(cursor, &bound);
    enter_chunk(cursor, 0);
    *status = cursor->is_damaged ? FAQBOT_CORRUPT : FAQBOT_OK;
}

uint32_t posting_cursor_next(const struct posting_cursor *cursor)
{
    if (is_at_end(cursor)) {
        return POSTING_CURSOR_END;
    }
    return cursor->is_unpacked && cursor->position < cursor->postings.count
               ? cursor->postings.entries[cursor->position]
               : cursor->places[cursor->block].base;
}

uint32_t posting_cursor_bound(struct posting_cursor *cursor, uint32_t start, uint32_t end, uint32_t *until)
{
    uint32_t most = 0;
    skip_blocks(cursor, start);
    if (is_at_end(cursor)) {
        *until = POSTING_CURSOR_END;
        return 0;
    }
    const struct posting_chunk *chunk = &cursor->chunks[cursor->chunk];
    for (size_t i = cursor->block; i < chunk->block_count; i++) {
        if (cursor->places[i].base >= end) {
            *until = cursor->places[i].base;
            return most;
        }
        most = cursor->scores[i] > most ? cursor->scores[i] : most;
    }
    /* Of the chunks behind, only what their heads say. */
    size_t next = cursor->chunk + 1;
    for (; next < cursor->chunk_count && cursor->chunks[next].first < end; next++) {
        uint32_t score = score_bound(cursor, &cursor->chunks[next].bound);
        most = score > most ? score : most;
    }
    *until = next < cursor->chunk_count ? cursor->chunks[next].first : POSTING_CURSOR_END;
    return most;
}

/* -- Scores ------------------------------------------------------------------------------------------------------- */

/* The postings of the block that is unpacked, up to the window's end. */
static void add_block(struct posting_cursor *cursor, struct posting_window *window)
{
    const struct posting_block *postings = &cursor->postings;
    const uint16_t(*parts)[LENGTH_NORMS] = cursor->scale->saturation->parts;
    const uint8_t *classes = cursor->scale->classes;
    const uint32_t weight = cursor->weight;
    const uint32_t start = window->start;
    const uint32_t end = window->end;
    size_t i = cursor->position;
    for (; i < postings->count && postings->entries[i] < end; i++) {
        uint32_t entry = postings->entries[i];
        window->scores[entry - start] += bm25_table_score(weight, parts[postings->counts[i]][classes[entry]]);
        window->touched[(entry - start) / POSTING_WINDOW_GROUP] = 1;
    }
    cursor->position = i;
}

void posting_cursor_add(struct posting_cursor *cursor, struct posting_window *window)
{
    skip_blocks(cursor, window->start);
    while (!is_at_end(cursor) && cursor->places[cursor->block].base < window->end &&
           unpack(cursor, window->start)) {
        add_block(cursor, window);
        if (cursor->position < cursor->postings.count) {
            return;
        }
        enter_next_block(cursor);
    }
}

uint32_t posting_cursor_probe(struct posting_cursor *cursor, uint32_t entry)
{
    uint8_t times;
    skip_blocks(cursor, entry);
    if (is_at_end(cursor) || cursor->places[cursor->block].base > entry) {
        return 0;
    }
    if (!posting_chunk_find(&cursor->chunks[cursor->chunk], cursor->block, &cursor->places[cursor->block],
                            entry, &times)) {
        end_damaged(cursor);
        return 0;
    }
    const struct posting_scale *scale = cursor->scale;
    return bm25_table_score(cursor->weight, scale->saturation->parts[times][scale->classes[entry]]);
}
