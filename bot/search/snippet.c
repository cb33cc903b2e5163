/* search/snippet.c - marks in a text what a search found it by, and cuts out the part that has most of it:
 * what FTS5's highlight() and snippet() do, as spans in place of a text with signs in it.
 *
 * It is not left to FTS5, which keeps no texts here and would have to be told the language of each: the
 * words of a few entries are quickly read again, and compared as the tokenizer compares them. Texts that were shown
 * last are kept as words: the same few are shown again and again. */
#include "search/search_internal.h"

#include <stdlib.h>

#define SNIPPET_CHARS 200
#define SNIPPET_LEAD_CHARS 40 /* before the first mark */

/* A part of the text that is marked, and the term that it is marked for. */
struct mark {
    const char *start;
    const char *end;
    size_t term;
};

struct shown_word {
    struct faqbot_view source; /* in the text */
    struct faqbot_view plain;
    struct faqbot_view stem;
};

/* A text and its words, in one piece. */
struct shown_text {
    struct faqbot_view text;
    size_t count;
    struct shown_word words[];
};

struct marker {
    const struct fulltext_query *query;
    struct arena *arena;
    const struct shown_word *words;
    size_t count;
    struct mark *marks;
    size_t mark_count;
    size_t mark_capacity;
    enum faqbot_status *status;
};

/* ==== words ============================================================================================ */

/* Puts a text and its words, of which these are the stems, into memory that has room for them. */
static void fill_text(struct faqbot_view text, const struct word *words, const struct faqbot_view *stems,
                      size_t count, struct shown_text *shown)
{
    char *at = (char *)(shown->words + count);
    shown->text = view_copy_to(&at, text);
    shown->count = count;
    for (size_t i = 0; i < count; i++) {
        size_t start = (size_t)(words[i].source.bytes - text.bytes);
        shown->words[i] = (struct shown_word){.source = view_slice(shown->text, start, words[i].source.size),
                                              .plain = view_copy_to(&at, words[i].plain),
                                              .stem = view_copy_to(&at, stems[i])};
    }
}

/* Reads a text, in the cache under `key` or, where that has no room, in the arena. */
static const struct shown_text *read_text(struct lru_cache *cache, struct faqbot_view key,
                                          struct faqbot_view text, struct stemmer *stemmer,
                                          struct arena *arena, enum faqbot_status *status)
{
    struct word *words = NULL;
    size_t count = 0;
    size_t size = sizeof(struct shown_text) + text.size;
    fail_if(*status == FAQBOT_OK && !tokenize(arena, text, &words, &count), FAQBOT_NO_MEMORY, status);
    struct faqbot_view *stems = arena_need(arena, count, sizeof *stems, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        fail_if(!arena_copy(arena, stemmer_stem(stemmer, &words[i]), &stems[i]), FAQBOT_NO_MEMORY, status);
        size += sizeof(struct shown_word) + words[i].plain.size + stems[i].size;
    }
    if (*status != FAQBOT_OK) {
        return NULL;
    }
    struct shown_text *shown = stemmer_failed(stemmer) ? NULL : lru_cache_add(cache, key, size);
    shown = shown == NULL ? arena_need(arena, size, 1, status) : shown;
    if (shown != NULL) {
        fill_text(text, words, stems, count, shown);
    }
    return shown;
}

/* A text in the language of this number, read before or now; until the next is. NULL where it fails: NO_MEMORY. */
static const struct shown_text *find_text(struct searcher *searcher, struct faqbot_view text, size_t language,
                                          struct arena *arena, enum faqbot_status *status)
{
    struct buffer key;
    buffer_init_in(&key, arena, SIZE_MAX);
    buffer_add_byte(&key, (char)language);
    buffer_add(&key, text);
    fail_if(key.failed, FAQBOT_NO_MEMORY, status);
    const struct shown_text *found =
        *status == FAQBOT_OK ? lru_cache_find(searcher->shown, buffer_view(&key)) : NULL;
    return found != NULL ? found
                         : read_text(searcher->shown, buffer_view(&key), text,
                                     searcher->languages.stems[language], arena, status);
}

/* ==== marks ============================================================================================ */

static void add_mark(struct marker *marker, const char *start, const char *end, size_t term)
{
    if (*marker->status == FAQBOT_OK && !array_grow(marker->arena, &marker->marks, marker->mark_count,
                                                    &marker->mark_capacity, sizeof *marker->marks)) {
        *marker->status = FAQBOT_NO_MEMORY;
    }
    if (*marker->status == FAQBOT_OK) {
        marker->marks[marker->mark_count++] = (struct mark){.start = start, .end = end, .term = term};
    }
}

/* A character alone is found within words. */
static void mark_lone_character(struct marker *marker, const struct fulltext_term *term, size_t number,
                                const struct shown_word *word)
{
    struct faqbot_view rest = word->source;
    struct faqbot_view wanted = term->words[0].word.source;
    while (rest.size >= wanted.size) {
        if (view_equals(view_slice(rest, 0, wanted.size), wanted)) {
            add_mark(marker, rest.bytes, rest.bytes + wanted.size, number);
        }
        rest = view_slice(rest, 1, rest.size);
    }
}

/* Whether the words from `at` on are the term, as index/fulltext.c tells FTS5. */
static bool is_term(const struct marker *marker, const struct fulltext_term *term, size_t at)
{
    bool is = term->count <= marker->count - at;
    for (size_t i = 0; i < term->count && is; i++) {
        const struct fulltext_word *wanted = &term->words[i];
        const struct shown_word *word = &marker->words[at + i];
        if (term->is_prefix && i + 1 == term->count) {
            is = fulltext_begins_with(word->plain, wanted->word.plain) ||
                 fulltext_begins_with(word->stem, wanted->word.plain);
        } else {
            is = fulltext_has_stem(wanted->stems, wanted->stem_count, word->stem);
        }
    }
    return is;
}

/* In no order: they are sorted. */
static void find_marks(struct marker *marker)
{
    for (size_t i = 0; i < marker->query->count; i++) {
        const struct fulltext_term *term = &marker->query->terms[i];
        bool is_lone_character = fulltext_is_lone_character(term);
        for (size_t j = 0; j < marker->count && term->is_asked; j++) {
            if (is_lone_character) {
                mark_lone_character(marker, term, i, &marker->words[j]);
            } else if (is_term(marker, term, j)) {
                const struct faqbot_view last = marker->words[j + term->count - 1].source;
                add_mark(marker, marker->words[j].source.bytes, last.bytes + last.size, i);
            }
        }
    }
}

static int compare_marks(const void *left, const void *right)
{
    const struct mark *a = left;
    const struct mark *b = right;
    return a->start != b->start ? (a->start < b->start ? -1 : 1)
           : a->end != b->end   ? (a->end > b->end ? -1 : 1)
                                : (a->term > b->term) - (a->term < b->term);
}

/* ==== the part that is shown =========================================================================== */

/* `text` without its last characters until at most `most` are left, ended between two words where there
 * are two. */
static const char *end_of(const struct marker *marker, struct faqbot_view text, size_t most)
{
    struct faqbot_view first = utf8_first(text, most);
    const char *end = first.bytes + first.size;
    if (first.size == text.size) {
        return end;
    }
    for (size_t i = marker->count; i > 0; i--) {
        const char *word_end = marker->words[i - 1].source.bytes + marker->words[i - 1].source.size;
        if (word_end <= end && word_end > text.bytes) {
            return word_end;
        }
    }
    return end;
}

/* How many different terms are marked from mark `at` on, as far as the part reaches, and how often. */
static size_t worth(const struct marker *marker, size_t at, const char *end)
{
    bool seen[FULLTEXT_TERMS_MAX] = {false};
    size_t terms = 0;
    size_t all = 0;
    for (; at < marker->mark_count && marker->marks[at].end <= end; at++) {
        terms += !seen[marker->marks[at].term];
        seen[marker->marks[at].term] = true;
        all++;
    }
    return terms * SNIPPET_CHARS + all;
}

/* Where the best part begins: a little before its first mark, at a word. */
static const char *start_of(const struct marker *marker, struct faqbot_view text)
{
    const char *behind = text.bytes + text.size;
    const char *best = text.bytes;
    size_t most = 0;
    for (size_t i = 0; i < marker->mark_count; i++) {
        const char *start = marker->marks[i].start;
        struct faqbot_view part =
            utf8_first(view_make(start, (size_t)(behind - start)), SNIPPET_CHARS - SNIPPET_LEAD_CHARS);
        size_t value = worth(marker, i, part.bytes + part.size);
        if (value > most) {
            most = value;
            best = start;
        }
    }
    const char *start = best;
    for (size_t i = marker->count; i > 0; i--) {
        const char *word = marker->words[i - 1].source.bytes;
        if (word < best && utf8_length(view_make(word, (size_t)(best - word))) > SNIPPET_LEAD_CHARS) {
            return start;
        }
        start = word < best ? word : start;
    }
    return text.bytes;
}

/* ==== spans ============================================================================================ */

/* Writes spans one behind the other; there is room for all. */
struct spans {
    struct faqbot_span *list;
    size_t count;
    char *at;
    bool after_blank;
};

/* White space is one blank each, none at the beginning. */
static void add_span(struct spans *spans, struct faqbot_view text, bool is_marked)
{
    const char *start = spans->at;
    for (size_t i = 0; i < text.size; i++) {
        bool is_space = (unsigned char)text.bytes[i] <= ' ';
        if (!is_space || !spans->after_blank) {
            *spans->at++ = is_space ? ' ' : text.bytes[i];
        }
        spans->after_blank = is_space;
    }
    if (spans->at == start) {
        return;
    }
    struct faqbot_span *last = spans->count > 0 ? &spans->list[spans->count - 1] : NULL;
    struct faqbot_view added = view_make(start, (size_t)(spans->at - start));
    if (last != NULL && last->mark == is_marked) {
        last->text.size += added.size;
    } else {
        spans->list[spans->count++] = (struct faqbot_span){.text = added, .mark = is_marked};
    }
}

/* A mark that reaches over another takes it in. */
static void write_spans(const struct marker *marker, struct faqbot_view text, struct faqbot_view part,
                        struct search_snippet *snippet)
{
    static const char ellipsis[] = "\u2026";
    struct spans spans = {
        .list = arena_need(marker->arena, 2 * marker->mark_count + 3, sizeof *spans.list, marker->status),
        .at = arena_need(marker->arena, part.size + 2 * sizeof ellipsis, 1, marker->status),
        .after_blank = true};
    const char *at = part.bytes;
    const char *end = part.bytes + part.size;
    if (*marker->status != FAQBOT_OK) {
        return;
    }
    if (part.bytes > text.bytes) {
        add_span(&spans, view_of(ellipsis), false);
    }
    for (size_t i = 0; i < marker->mark_count; i++) {
        const struct mark *mark = &marker->marks[i];
        const char *start = mark->start > at ? mark->start : at;
        if (mark->start >= part.bytes && mark->end <= end && mark->end > at) {
            add_span(&spans, view_make(at, (size_t)(start - at)), false);
            add_span(&spans, view_make(start, (size_t)(mark->end - start)), true);
            at = mark->end;
            snippet->has_marks = true;
        }
    }
    add_span(&spans, view_make(at, (size_t)(end - at)), false);
    if (end < text.bytes + text.size) {
        add_span(&spans, view_of(ellipsis), false);
    }
    snippet->spans = spans.list;
    snippet->count = spans.count;
}

void search_snippet_make(struct searcher *searcher, const struct fulltext_query *query,
                         struct faqbot_view text, struct faqbot_view lang, bool is_whole, struct arena *arena,
                         struct search_snippet *snippet, enum faqbot_status *status)
{
    struct marker marker = {.query = query, .arena = arena, .status = status};
    *snippet = (struct search_snippet){.count = 0};
    const struct shown_text *shown =
        find_text(searcher, view_trim(text), languages_find(&searcher->languages, lang), arena, status);
    if (shown == NULL || shown->text.size == 0) {
        return;
    }
    text = shown->text;
    marker.words = shown->words;
    marker.count = shown->count;
    find_marks(&marker);
    if (marker.mark_count > 0) {
        qsort(marker.marks, marker.mark_count, sizeof *marker.marks, compare_marks);
    }
    struct faqbot_view part = text;
    if (!is_whole && utf8_first(text, SNIPPET_CHARS).size < text.size) {
        const char *start = start_of(&marker, text);
        part = view_make(start, (size_t)(text.bytes + text.size - start));
        part = view_make(start, (size_t)(end_of(&marker, part, SNIPPET_CHARS) - start));
    }
    write_spans(&marker, text, part, snippet);
}
