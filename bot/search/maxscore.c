/* search/maxscore.c - the exact best entries for a few weighted words, found by leaving out what cannot
 * matter.
 *
 * MaxScore (Turtle and Flood 1995, "Query evaluation: strategies and optimizations"): once there are as many
 * hits as are wanted, the worst of them is a threshold that an entry has to exceed. Lists are ordered by the
 * most that one posting of each can score. As many of the lesser ones as cannot reach the threshold together
 * are not walked: an entry that they alone hold is no hit. Only entries of the other lists, the essential
 * ones, are looked at, and looked up in the lesser lists while the threshold is still within reach. In "how
 * do I reset the router" that spares the long lists of "how", "do" and "the" as soon as two dozen entries
 * about routers or resetting are found.
 *
 * Bounds are those of the blocks at hand (Ding and Suel 2011, "Faster top-k document retrieval using
 * block-max indexes"), found anew for each window of WINDOW_ENTRIES entries. Within a window, lists are
 * walked one after the other into an array of scores, which does without the decisions that walking all lists
 * entry by entry takes for each posting. Entries come in rising order, so of equal scores the first stays,
 * and an entry whose bound equals the threshold can be left out as well: a million equal entries end after
 * the first window.
 *
 * Scores are whole numbers (bm25_table_score()) and add up to the same in any order, so the result can be
 * held against an exhaustive search number by number, and tests do. */
#include "search/search_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ==== posting cursor =================================================================================== */

/* One word's list on its way from the first entry to the last, in one search: by chunks, blocks and postings,
 * each level only where the one above it does not settle the matter. A cursor moves forwards only, and
 * unpacks no block that it can pass over. */

#define END UINT32_MAX /* as an entry: there is none */

/* Scores of neighbouring entries. A window's 16 KiB stay in the processor's first-level cache while list
 * after list adds to them. The first windows are smaller, as nothing can be left out until there are hits. */
#define WINDOW_ENTRIES 4096
#define WINDOW_ENTRIES_FIRST 256

struct window {
    uint32_t start;      /* the first entry */
    uint32_t end;        /* one past the last one, at most WINDOW_ENTRIES further on */
    uint32_t *scores;    /* by place */
    uint8_t *is_touched; /* by place, 1: a list added to it */
    uint16_t *touched;   /* those, in no order; one more is written than kept */
    size_t touched_count;
};

/* About 1.5 KiB. */
struct cursor {
    const struct posting_scale *scale;
    uint32_t weight;
    uint32_t bound;  /* no posting of the list scores more */
    uint32_t count;  /* postings of the list */
    bool is_damaged; /* the list turned out to be damaged, which puts its cursor at the end */
    const struct posting_chunk *chunks;
    size_t chunk_count;
    size_t chunk; /* the one it is in; chunk_count: at the end */
    size_t block; /* the block of that chunk */
    size_t position;
    bool is_unpacked;                          /* the block, into `postings` */
    uint32_t scores[POSTING_CHUNK_BLOCKS_MAX]; /* the most that a posting of each block scores */
    struct posting_chunk_block places[POSTING_CHUNK_BLOCKS_MAX];
    struct posting_block postings;
};

static bool is_at_end(const struct cursor *cursor)
{
    return cursor->chunk == cursor->chunk_count;
}

/* Bytes of a list turned out to make no sense. The search goes on as if the list ended here, and fails at its
 * end: checking after each step would cost more than finishing a search that is worth nothing. */
static void end_damaged(struct cursor *cursor)
{
    cursor->is_damaged = true;
    cursor->chunk = cursor->chunk_count;
}

/* The most that a posting within a bound can score with this list's weight. */
static uint32_t score_bound(const struct cursor *cursor, const struct posting_bound *bound)
{
    return bm25_table_score(cursor->weight, posting_bound_part(bound, cursor->scale->saturation));
}

/* To the first block of chunk number `chunk`, or to the end. The bounds of all its blocks are computed at
 * once: most windows ask for several, and each costs a look into the table of bm25_table_make(). */
static void enter_chunk(struct cursor *cursor, size_t chunk)
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

static void enter_next_block(struct cursor *cursor)
{
    if (cursor->block + 1 < cursor->chunks[cursor->chunk].block_count) {
        cursor->block++;
        cursor->is_unpacked = false;
    } else {
        enter_chunk(cursor, cursor->chunk + 1);
    }
}

/* To the first block that ends with `entry` or behind it. */
static void skip_blocks(struct cursor *cursor, uint32_t entry)
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
static bool unpack(struct cursor *cursor, uint32_t entry)
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

/* A cursor before the first posting of a list, in the arena; the bytes stay as they are until its last use.
 * NULL where it fails: NO_MEMORY (of the arena), CORRUPT. */
static struct cursor *cursor_open(const struct maxscore_term *list, struct arena *arena,
                                  enum faqbot_status *status)
{
    const struct posting_scale *scale = list->scale;
    struct cursor *cursor = arena_alloc(arena, sizeof *cursor);
    struct posting_chunk *chunks = arena_alloc(arena, list->chunk_count * sizeof *chunks);
    fail_if(cursor == NULL || chunks == NULL, FAQBOT_NO_MEMORY, status);
    if (*status != FAQBOT_OK) {
        return NULL;
    }
    cursor->count = 0;
    cursor->is_damaged = false;
    assert(list->weight <= BM25_TABLE_WEIGHT_MAX);
    cursor->scale = scale;
    cursor->weight = list->weight;
    cursor->chunks = chunks;
    cursor->chunk_count = list->chunk_count;
    struct posting_bound bound;
    posting_bound_init(&bound);
    for (size_t i = 0; i < list->chunk_count; i++) {
        if (!posting_chunk_open(list->chunks[i], scale->classes, scale->entry_count, &chunks[i]) ||
            (i > 0 && chunks[i].first <= chunks[i - 1].last)) {
            *status = FAQBOT_CORRUPT;
            return NULL;
        }
        posting_bound_merge(&bound, &chunks[i].bound);
        cursor->count += chunks[i].count;
    }
    cursor->bound = score_bound(cursor, &bound);
    enter_chunk(cursor, 0);
    return cursor;
}

/* No posting of the list that was not passed yet is of an entry below this; END: there is none. */
static uint32_t cursor_next(const struct cursor *cursor)
{
    if (is_at_end(cursor)) {
        return END;
    }
    return cursor->is_unpacked && cursor->position < cursor->postings.count
               ? cursor->postings.entries[cursor->position]
               : cursor->places[cursor->block].base;
}

/* Passes all entries before `start`, and returns what no posting from there to before `end` scores more than.
 * It holds for entries before *until as well, which is `end` or more. */
static uint32_t cursor_bound(struct cursor *cursor, uint32_t start, uint32_t end, uint32_t *until)
{
    uint32_t most = 0;
    skip_blocks(cursor, start);
    if (is_at_end(cursor)) {
        *until = END;
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
    *until = next < cursor->chunk_count ? cursor->chunks[next].first : END;
    return most;
}

/* Adds the list's scores to the window's, and passes its entries. */
static void cursor_add(struct cursor *cursor, struct window *window)
{
    const uint16_t(*parts)[LENGTH_NORMS] = cursor->scale->saturation->parts;
    const uint8_t *classes = cursor->scale->classes;
    const uint32_t weight = cursor->weight;
    const uint32_t start = window->start;
    const uint32_t end = window->end;
    skip_blocks(cursor, start);
    while (!is_at_end(cursor) && cursor->places[cursor->block].base < end && unpack(cursor, start)) {
        const struct posting_block *postings = &cursor->postings;
        size_t i = cursor->position;
        for (; i < postings->count && postings->entries[i] < end; i++) {
            uint32_t place = postings->entries[i] - start;
            window->scores[place] +=
                bm25_table_score(weight, parts[postings->counts[i]][classes[start + place]]);
            window->touched[window->touched_count] = (uint16_t)place;
            window->touched_count += 1U - window->is_touched[place];
            window->is_touched[place] = 1;
        }
        cursor->position = i;
        if (i < postings->count) {
            return;
        }
        enter_next_block(cursor);
    }
}

/* Passes all entries before `entry`, and returns its score, which is 0 where the list does not hold it. */
static uint32_t cursor_probe(struct cursor *cursor, uint32_t entry)
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

/* ==== maxscore ========================================================================================= */

/* Where more than one in this many of a list's postings would be looked up, all of them are walked. From 4 to
 * 16 it makes no difference. */
#define PROBE_COST 8

struct finder {
    uint32_t entry_count;
    struct cursor **cursors; /* by bound, the least first */
    size_t cursor_count;
    struct window window;
    struct maxscore_hit *hits; /* the best first */
    size_t hit_count;
    size_t most;
    uint32_t threshold;                       /* what a score must exceed to be a hit */
    uint32_t reach[BM25_TABLE_TERMS_MAX + 1]; /* the most that the first 0, 1, 2, ... lists score together */
    uint16_t *survivors;                      /* places in the window that can still be hits */
    size_t survivor_count;
    bool is_sorted; /* the survivors are in rising order */
};

/* Whether an entry of this score stands before another of that. */
static bool comes_before(uint32_t entry, uint32_t score, const struct maxscore_hit *hit)
{
    return score > hit->score || (score == hit->score && entry < hit->entry);
}

/* Puts a hit into the sorted list if it belongs there. A heap would move less for long lists, but
 * two dozen hits are wanted, and most entries do not come so far. */
static void keep(struct finder *finder, uint32_t entry, uint32_t score)
{
    struct maxscore_hit *hits = finder->hits;
    bool is_full = finder->hit_count == finder->most;
    if (score == 0 || (is_full && !comes_before(entry, score, &hits[finder->most - 1]))) {
        return;
    }
    size_t at = is_full ? finder->most - 1 : finder->hit_count++;
    for (; at > 0 && comes_before(entry, score, &hits[at - 1]); at--) {
        hits[at] = hits[at - 1];
    }
    hits[at] = (struct maxscore_hit){.entry = entry, .score = score};
    finder->threshold = finder->hit_count < finder->most ? 0 : hits[finder->most - 1].score;
}

/* -- Windows -------------------------------------------------------------------------------------------- */

/* How many lists, the least ones, cannot reach the threshold together. */
static size_t count_inessential(const struct finder *finder)
{
    size_t count = 0;
    while (count < finder->cursor_count && finder->reach[count + 1] <= finder->threshold) {
        count++;
    }
    return count;
}

/* Finds what the lists can reach from the window's start to its end, and returns up to where that holds. */
static uint32_t find_reach(struct finder *finder)
{
    uint32_t until = END;
    for (size_t i = 0; i < finder->cursor_count; i++) {
        uint32_t holds;
        finder->reach[i + 1] = finder->reach[i] + cursor_bound(finder->cursors[i], finder->window.start,
                                                               finder->window.end, &holds);
        until = holds < until ? holds : until;
    }
    return until;
}

/* The first entry at or behind `start` that can be a hit; END: there is none. */
static uint32_t find_start(struct finder *finder, uint32_t start)
{
    uint32_t next = END;
    for (size_t i = 0; i < finder->cursor_count; i++) {
        finder->reach[i + 1] = finder->reach[i] + finder->cursors[i]->bound;
    }
    for (size_t i = count_inessential(finder); i < finder->cursor_count; i++) {
        uint32_t entry = cursor_next(finder->cursors[i]);
        next = entry < next ? entry : next;
    }
    return next > start ? next : start;
}

/* The entries that can still be hits with what the first `left` lists may add. Of those that no list has
 * added to, none can: what is left does not reach the threshold. */
static void find_survivors(struct finder *finder, size_t left)
{
    const struct window *window = &finder->window;
    const uint32_t least = finder->threshold - finder->reach[left];
    size_t count = 0;
    for (size_t i = 0; i < window->touched_count; i++) {
        finder->survivors[count] = window->touched[i];
        count += window->scores[window->touched[i]] > least;
    }
    finder->survivor_count = count;
    finder->is_sorted = false;
}

/* Drops those that can no longer be hits, now that the first `left` lists alone are left. */
static void filter_survivors(struct finder *finder, size_t left)
{
    size_t kept = 0;
    for (size_t i = 0; i < finder->survivor_count; i++) {
        uint16_t place = finder->survivors[i];
        finder->survivors[kept] = place;
        kept += finder->window.scores[place] + finder->reach[left] > finder->threshold;
    }
    finder->survivor_count = kept;
}

static int by_place(const void *left, const void *right)
{
    const uint16_t *a = left;
    const uint16_t *b = right;
    return (*a > *b) - (*a < *b);
}

/* Cursors move forwards only. Survivors are sorted where they are looked up, and so are few. */
static void sort_survivors(struct finder *finder)
{
    if (!finder->is_sorted) {
        qsort(finder->survivors, finder->survivor_count, sizeof *finder->survivors, by_place);
        finder->is_sorted = true;
    }
}

/* Adds what a list has for the survivors. */
static void add_inessential(struct finder *finder, struct cursor *cursor)
{
    struct window *window = &finder->window;
    uint64_t expected = (uint64_t)cursor->count * WINDOW_ENTRIES / finder->entry_count;
    if (finder->survivor_count * PROBE_COST > expected) {
        cursor_add(cursor, window);
        return;
    }
    sort_survivors(finder);
    for (size_t i = 0; i < finder->survivor_count; i++) {
        uint16_t place = finder->survivors[i];
        window->scores[place] += cursor_probe(cursor, window->start + place);
    }
}

/* For the next one: a window is often touched in few places. */
static void clear_window(struct window *window)
{
    for (size_t i = 0; i < window->touched_count; i++) {
        window->scores[window->touched[i]] = 0;
        window->is_touched[window->touched[i]] = 0;
    }
    window->touched_count = 0;
}

/* One window: the essential lists are walked; then, from the list of the largest bound down, the others are
 * asked about the entries that may still be hits, of which fewer are left each time. */
static void search_window(struct finder *finder)
{
    struct window *window = &finder->window;
    size_t left = count_inessential(finder);
    for (size_t i = left; i < finder->cursor_count; i++) {
        cursor_add(finder->cursors[i], window);
    }
    find_survivors(finder, left);
    while (left > 0 && finder->survivor_count > 0) {
        add_inessential(finder, finder->cursors[--left]);
        filter_survivors(finder, left);
    }
    for (size_t i = 0; i < finder->survivor_count; i++) {
        keep(finder, window->start + finder->survivors[i], window->scores[finder->survivors[i]]);
    }
    clear_window(window);
}

/* Window after window. One whose bounds together do not reach the threshold is passed over, and with it all
 * entries behind it for which those bounds still hold. */
static void search_windows(struct finder *finder)
{
    struct window *window = &finder->window;
    uint32_t size = WINDOW_ENTRIES_FIRST;
    uint32_t start = find_start(finder, 0);
    while (start != END) {
        uint32_t left = finder->entry_count - start;
        window->start = start;
        window->end = start + (left < size ? left : size);
        size = size < WINDOW_ENTRIES ? 2 * size : size;
        uint32_t until = find_reach(finder);
        if (finder->reach[finder->cursor_count] > finder->threshold) {
            search_window(finder);
            until = window->end;
        }
        start = until < finder->entry_count ? find_start(finder, until) : END;
    }
}

/* -- The search ----------------------------------------------------------------------------------------- */

/* Cursors of the lists that are not empty, the least bound first. */
static void open_cursors(struct finder *finder, const struct maxscore_term *terms, size_t term_count,
                         struct arena *arena, enum faqbot_status *status)
{
    finder->cursors = arena_need(arena, term_count, sizeof(struct cursor *), status);
    for (size_t i = 0; i < term_count && *status == FAQBOT_OK; i++) {
        struct cursor *cursor = terms[i].chunk_count > 0 ? cursor_open(&terms[i], arena, status) : NULL;
        if (cursor == NULL) {
            continue;
        }
        size_t place = finder->cursor_count++;
        for (; place > 0 && finder->cursors[place - 1]->bound > cursor->bound; place--) {
            finder->cursors[place] = finder->cursors[place - 1];
        }
        finder->cursors[place] = cursor;
    }
}

/* No more room than there are entries: to zero it takes long. */
static void open_window(struct finder *finder, struct arena *arena, enum faqbot_status *status)
{
    struct window *window = &finder->window;
    size_t size = finder->entry_count < WINDOW_ENTRIES ? finder->entry_count : WINDOW_ENTRIES;
    window->scores = arena_need(arena, size, sizeof *window->scores, status);
    window->is_touched = arena_need(arena, size, sizeof *window->is_touched, status);
    window->touched = arena_need(arena, size + 1, sizeof *window->touched, status);
    finder->survivors = arena_need(arena, size, sizeof *finder->survivors, status);
}

void maxscore_find(uint32_t entry_count, const struct maxscore_term *terms, size_t term_count, size_t most,
                   struct arena *arena, struct maxscore_hit **hits, size_t *hit_count,
                   enum faqbot_status *status)
{
    struct finder *finder = arena_need(arena, 1, sizeof *finder, status);
    if (finder == NULL) {
        return;
    }
    assert(term_count <= BM25_TABLE_TERMS_MAX && most > 0);
    finder->entry_count = entry_count;
    finder->most = most < entry_count ? most : entry_count;
    finder->hits = arena_need(arena, finder->most, sizeof *finder->hits, status);
    open_window(finder, arena, status);
    open_cursors(finder, terms, term_count, arena, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    search_windows(finder);
    for (size_t i = 0; i < finder->cursor_count; i++) {
        if (finder->cursors[i]->is_damaged) {
            *status = FAQBOT_CORRUPT; /* whatever was found lacks its postings */
            return;
        }
    }
    *hits = finder->hits;
    *hit_count = finder->hit_count;
}
