/* search/maxscore.c - exact best entries by leaving out what cannot matter.  MaxScore (Turtle and Flood
 * 1995, "Query evaluation: strategies and optimizations"): once there are as many hits as are wanted, the
 * worst of them is a threshold. Lists are ordered by the most that one posting of each can score; as many
 * of the lesser ones as cannot reach the threshold together are not walked: an entry that they alone hold
 * is no hit. Only entries of the other lists, the essential ones, are looked at, and looked up in the
 * lesser lists while the threshold is still within reach. Bounds are those of the blocks at hand (Ding and
 * Suel 2011, "Faster top-k document retrieval using block-max indexes"), found anew for each window of
 * entries. Within a window, lists are walked one after the other into an array of scores, which does
 * without a decision for each posting.  Entries come in rising order, so of equal scores the first stays,
 * and an entry whose bound equals the threshold can be left out as well: a million equal entries end after
 * the first window. */
#include "search/search_internal.h"

#include <assert.h>
#include <string.h>

#include "index/index.h"
#include "util/util.h"

/* ==== posting cursor ==================================================================================== */

/* Walks a list by chunks, blocks and postings, each only where the one above it does not settle the
 * matter. Which list is walked how is maxscore.c's. */

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

/* A cursor before the first posting of the list whose chunks are `bytes`, in order; they stay as they are until the
 * last use. `weight` is the word's, at most BM25_TABLE_WEIGHT_MAX. NO_MEMORY (of the arena), CORRUPT. */
static void posting_cursor_open(const struct faqbot_view *bytes, size_t count, uint32_t weight,
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

/* No posting of the list that was not passed yet is of an entry below this; POSTING_CURSOR_END: there is none. */
static uint32_t posting_cursor_next(const struct posting_cursor *cursor)
{
    if (is_at_end(cursor)) {
        return POSTING_CURSOR_END;
    }
    return cursor->is_unpacked && cursor->position < cursor->postings.count
               ? cursor->postings.entries[cursor->position]
               : cursor->places[cursor->block].base;
}

/* Passes all entries before `start`, and returns what no posting from there to before `end` scores more than. It
 * holds for entries before *until as well, which is `end` or more. */
static uint32_t posting_cursor_bound(struct posting_cursor *cursor, uint32_t start, uint32_t end,
                                     uint32_t *until)
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

/* Adds the list's scores to the window's, and passes its entries. */
static void posting_cursor_add(struct posting_cursor *cursor, struct posting_window *window)
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

/* Passes all entries before `entry`, and returns its score, which is 0 where the list does not hold it. */
static uint32_t posting_cursor_probe(struct posting_cursor *cursor, uint32_t entry)
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

/* ==== maxscore ========================================================================================== */

/* Where more than one in this many of a list's postings would be looked up, all of them are walked. From 4 to 16 it
 * makes no difference. */
#define PROBE_COST 8

struct maxscore_search {
    const struct posting_scale *scale;
    struct posting_cursor **cursors; /* by bound, the least first */
    size_t cursor_count;
    struct posting_window *window;
    struct maxscore_hit *hits; /* a heap, the worst at the root */
    size_t hit_count;
    size_t most;
    uint32_t threshold;                       /* what a score must exceed to be a hit */
    uint32_t reach[BM25_TABLE_TERMS_MAX + 1]; /* the most that the first 0, 1, 2, ... lists score together */
    uint16_t survivors[POSTING_WINDOW_ENTRIES]; /* places in the window */
    size_t survivor_count;
};

/* -- Hits --------------------------------------------------------------------------------------------------------- */

static bool is_worse(const struct maxscore_hit *left, const struct maxscore_hit *right)
{
    return left->score < right->score || (left->score == right->score && left->entry > right->entry);
}

static void sift_down(struct maxscore_hit *hits, size_t count, size_t place)
{
    struct maxscore_hit moved = hits[place];
    for (size_t child = 2 * place + 1; child < count; child = 2 * place + 1) {
        if (child + 1 < count && is_worse(&hits[child + 1], &hits[child])) {
            child++;
        }
        if (!is_worse(&hits[child], &moved)) {
            break;
        }
        hits[place] = hits[child];
        place = child;
    }
    hits[place] = moved;
}

static void sift_up(struct maxscore_hit *hits, size_t place)
{
    struct maxscore_hit moved = hits[place];
    while (place > 0 && is_worse(&moved, &hits[(place - 1) / 2])) {
        hits[place] = hits[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    hits[place] = moved;
}

/* A hit that is better than the threshold. */
static void keep(struct maxscore_search *search, uint32_t entry, uint32_t score)
{
    struct maxscore_hit hit = {.entry = entry, .score = score};
    if (search->hit_count < search->most) {
        search->hits[search->hit_count] = hit;
        sift_up(search->hits, search->hit_count++);
    } else {
        search->hits[0] = hit;
        sift_down(search->hits, search->hit_count, 0);
    }
    search->threshold = search->hit_count < search->most ? 0 : search->hits[0].score;
}

/* The best first. */
static void sort_hits(struct maxscore_search *search)
{
    for (size_t count = search->hit_count; count > 1; count--) {
        struct maxscore_hit worst = search->hits[0];
        search->hits[0] = search->hits[count - 1];
        search->hits[count - 1] = worst;
        sift_down(search->hits, count - 1, 0);
    }
}

/* -- Windows ------------------------------------------------------------------------------------------------------ */

/* How many lists, the least ones, cannot reach the threshold together. */
static size_t count_inessential(const struct maxscore_search *search)
{
    size_t count = 0;
    while (count < search->cursor_count && search->reach[count + 1] <= search->threshold) {
        count++;
    }
    return count;
}

/* Finds what the lists can reach from the window's start to its end, and returns up to where that holds. */
static uint32_t find_reach(struct maxscore_search *search)
{
    uint32_t until = POSTING_CURSOR_END;
    for (size_t i = 0; i < search->cursor_count; i++) {
        uint32_t holds;
        search->reach[i + 1] =
            search->reach[i] +
            posting_cursor_bound(search->cursors[i], search->window->start, search->window->end, &holds);
        until = holds < until ? holds : until;
    }
    return until;
}

/* The first entry at or behind `start` that can be a hit; POSTING_CURSOR_END: there is none. */
static uint32_t find_start(struct maxscore_search *search, uint32_t start)
{
    uint32_t next = POSTING_CURSOR_END;
    for (size_t i = 0; i < search->cursor_count; i++) {
        search->reach[i + 1] = search->reach[i] + search->cursors[i]->bound;
    }
    for (size_t i = count_inessential(search); i < search->cursor_count; i++) {
        uint32_t entry = posting_cursor_next(search->cursors[i]);
        next = entry < next ? entry : next;
    }
    return next == POSTING_CURSOR_END || next > start ? next : start;
}

/* The first group from `group` on that a list has added to; POSTING_WINDOW_GROUPS: there is none. */
static size_t find_touched(const struct posting_window *window, size_t group)
{
    const uint8_t *found = memchr(window->touched + group, 1, POSTING_WINDOW_GROUPS - group);
    return found == NULL ? POSTING_WINDOW_GROUPS : (size_t)(found - window->touched);
}

/* The entries that can still be hits with what the first `left` lists may add. Of those that no list has added to, none
 * can: what is left does not reach the threshold. */
static void find_survivors(struct maxscore_search *search, size_t left)
{
    const struct posting_window *window = search->window;
    const uint32_t least = search->threshold - search->reach[left];
    size_t count = 0;
    for (size_t group = find_touched(window, 0); group < POSTING_WINDOW_GROUPS;
         group = find_touched(window, group + 1)) {
        for (size_t i = 0; i < POSTING_WINDOW_GROUP; i++) {
            size_t place = group * POSTING_WINDOW_GROUP + i;
            search->survivors[count] = (uint16_t)place;
            count += window->scores[place] > least;
        }
    }
    search->survivor_count = count;
}

static void filter_survivors(struct maxscore_search *search, size_t left)
{
    size_t kept = 0;
    for (size_t i = 0; i < search->survivor_count; i++) {
        uint16_t place = search->survivors[i];
        search->survivors[kept] = place;
        kept += search->window->scores[place] + search->reach[left] > search->threshold;
    }
    search->survivor_count = kept;
}

/* Adds what list number `number` has for the survivors. */
static void add_inessential(struct maxscore_search *search, size_t number)
{
    struct posting_window *window = search->window;
    struct posting_cursor *cursor = search->cursors[number];
    uint64_t expected = (uint64_t)cursor->count * POSTING_WINDOW_ENTRIES / search->scale->entry_count;
    if (search->survivor_count * PROBE_COST > expected) {
        posting_cursor_add(cursor, window);
        return;
    }
    for (size_t i = 0; i < search->survivor_count; i++) {
        uint16_t place = search->survivors[i];
        window->scores[place] += posting_cursor_probe(cursor, window->start + place);
    }
}

/* For the next one, which is often touched in few places. */
static void clear_window(struct posting_window *window)
{
    for (size_t group = find_touched(window, 0); group < POSTING_WINDOW_GROUPS;
         group = find_touched(window, group + 1)) {
        memset(window->scores + group * POSTING_WINDOW_GROUP, 0,
               POSTING_WINDOW_GROUP * sizeof *window->scores);
    }
    memset(window->touched, 0, sizeof window->touched);
}

static void search_window(struct maxscore_search *search)
{
    struct posting_window *window = search->window;
    size_t left = count_inessential(search);
    for (size_t i = left; i < search->cursor_count; i++) {
        posting_cursor_add(search->cursors[i], window);
    }
    find_survivors(search, left);
    while (left > 0 && search->survivor_count > 0) {
        add_inessential(search, --left);
        filter_survivors(search, left);
    }
    for (size_t i = 0; i < search->survivor_count; i++) {
        uint32_t score = window->scores[search->survivors[i]];
        if (score > search->threshold) {
            keep(search, window->start + search->survivors[i], score);
        }
    }
    clear_window(window);
}

static void search_windows(struct maxscore_search *search)
{
    struct posting_window *window = search->window;
    uint32_t start = find_start(search, 0);
    while (start != POSTING_CURSOR_END) {
        uint32_t left = search->scale->entry_count - start;
        window->start = start;
        window->end = start + (left < POSTING_WINDOW_ENTRIES ? left : POSTING_WINDOW_ENTRIES);
        uint32_t until = find_reach(search);
        if (search->reach[search->cursor_count] > search->threshold) {
            search_window(search);
            until = window->end;
        }
        start = until < search->scale->entry_count ? find_start(search, until) : POSTING_CURSOR_END;
    }
}

/* -- The search --------------------------------------------------------------------------------------------------- */

/* Cursors of the lists that are not empty, the least bound first. */
static void open_cursors(struct maxscore_search *search, const struct maxscore_term *terms, size_t term_count,
                         struct arena *arena, enum faqbot_status *status)
{
    search->cursors = arena_need(arena, term_count, sizeof(struct posting_cursor *), status);
    for (size_t i = 0; i < term_count && *status == FAQBOT_OK; i++) {
        if (terms[i].chunk_count == 0) {
            continue;
        }
        struct posting_cursor *cursor = arena_need(arena, 1, sizeof *cursor, status);
        posting_cursor_open(terms[i].chunks, terms[i].chunk_count, terms[i].weight, search->scale, arena,
                            cursor, status);
        if (*status != FAQBOT_OK) {
            return;
        }
        size_t place = search->cursor_count++;
        for (; place > 0 && search->cursors[place - 1]->bound > cursor->bound; place--) {
            search->cursors[place] = search->cursors[place - 1];
        }
        search->cursors[place] = cursor;
    }
}

enum faqbot_status maxscore_find(const struct posting_scale *scale, const struct maxscore_term *terms,
                                 size_t term_count, size_t most, struct arena *arena,
                                 struct maxscore_hit **hits, size_t *hit_count)
{
    assert(term_count <= BM25_TABLE_TERMS_MAX && most > 0);
    enum faqbot_status status = FAQBOT_OK;
    struct maxscore_search *search = arena_need(arena, 1, sizeof *search, &status);
    if (search == NULL) {
        return status;
    }
    search->scale = scale;
    search->most = most < scale->entry_count ? most : scale->entry_count;
    search->window = arena_need(arena, 1, sizeof *search->window, &status);
    search->hits = arena_need(arena, search->most, sizeof *search->hits, &status);
    open_cursors(search, terms, term_count, arena, &status);
    if (status != FAQBOT_OK) {
        return status;
    }
    search_windows(search);
    for (size_t i = 0; i < search->cursor_count; i++) {
        if (search->cursors[i]->is_damaged) {
            return FAQBOT_CORRUPT;
        }
    }
    sort_hits(search);
    *hits = search->hits;
    *hit_count = search->hit_count;
    return FAQBOT_OK;
}
