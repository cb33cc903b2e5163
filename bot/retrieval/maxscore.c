/* retrieval/maxscore.c - exact best entries by leaving out what cannot matter.
 *
 * MaxScore (Turtle and Flood 1995, "Query evaluation: strategies and optimizations"): once there are as many hits as
 * are wanted, the worst of them is a threshold. Lists are ordered by the most that one posting of each can score; as
 * many of the lesser ones as cannot reach the threshold together are not walked: an entry that they alone hold is no
 * hit. Only entries of the other lists, the essential ones, are looked at, and looked up in the lesser lists while
 * the threshold is still within reach. Bounds are those of the blocks at hand (Ding and Suel 2011, "Faster top-k
 * document retrieval using block-max indexes"), found anew for each window of entries. Within a window, lists are
 * walked one after the other into an array of scores, which does without a decision for each posting.
 *
 * Entries come in rising order, so of equal scores the first stays, and an entry whose bound equals the threshold
 * can be left out as well: a million equal entries end after the first window. */
#include "retrieval/maxscore.h"

#include <assert.h>
#include <string.h>

/* Where more than one in this many of a list's postings would be looked up, all of them are walked. From 4 to 16 it
 * makes no difference. */
#define PROBE_COST 8

struct search {
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
static void keep(struct search *search, uint32_t entry, uint32_t score)
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
static void sort_hits(struct search *search)
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
static size_t count_inessential(const struct search *search)
{
    size_t count = 0;
    while (count < search->cursor_count && search->reach[count + 1] <= search->threshold) {
        count++;
    }
    return count;
}

/* Finds what the lists can reach from the window's start to its end, and returns up to where that holds. */
static uint32_t find_reach(struct search *search)
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
static uint32_t find_start(struct search *search, uint32_t start)
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
static void find_survivors(struct search *search, size_t left)
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

static void filter_survivors(struct search *search, size_t left)
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
static void add_inessential(struct search *search, size_t number)
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

static void search_window(struct search *search)
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

static void search_windows(struct search *search)
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
static void open_cursors(struct search *search, const struct maxscore_term *terms, size_t term_count,
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
    struct search *search = arena_need(arena, 1, sizeof *search, &status);
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
