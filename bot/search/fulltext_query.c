/* search/fulltext_query.c - what was typed into a search as terms, and those as an expression of FTS5's
 * language.
 *
 * Any bytes are a query, and no operator of FTS5's comes from them: our signs are read here, and what reaches
 * SQLite are quoted strings of our words, which have no quotes in them. So "AND", "NEAR(" and "title:" are
 * words like any other.
 *
 * Deliberately not the reading of a question (wording.c): nothing is corrected, joined or left out, since
 * who searches for a word means that word. */
#include "search/search_internal.h"

#include <string.h>

/* FTS5 merges the lists of all words that begin with a prefix before it gives an entry. Where those are
 * more than some, or in many entries, the stems are listed, and FTS5 goes through their lists as far as it
 * is asked to. */
#define PREFIX_STEMS_MAX 128
#define PREFIX_ENTRIES_MAX 20000
#define PREFIXES_MAX 4 /* of a query; further ones are read as words */

/* So many words of the knowledge base are looked at for stems that do not begin with the prefix, and so
 * many taken. */
#define SPELLINGS_MAX 1000
#define OTHER_STEMS_MAX 16

/* ==== reading ========================================================================================== */

struct reader {
    struct fulltext_query *query;
    struct arena *arena;
    struct languages *languages;
    struct store *store;
    enum faqbot_status *status;
};

/* The query as text: whatever is no UTF-8, and every NUL, is a blank. */
static struct faqbot_view clean(struct faqbot_view text, struct arena *arena, enum faqbot_status *status)
{
    struct buffer out;
    uint32_t character;
    buffer_init_in(&out, arena, SIZE_MAX);
    for (size_t count = 0; text.size > 0 && count < FAQBOT_QUESTION_CHARS_MAX; count++) {
        struct faqbot_view rest = text;
        size_t size = utf8_next(&rest, &character) ? (size_t)(rest.bytes - text.bytes) : 0;
        buffer_add(&out, size == 0 || character == 0 ? view_of(" ") : view_slice(text, 0, size));
        text = view_slice(text, size == 0 ? 1 : size, text.size);
    }
    fail_if(out.failed, FAQBOT_NO_MEMORY, status);
    return buffer_view(&out);
}

/* How many bytes of a quotation mark `text` begins with: straight, or one of those that word processors
 * write. */
static size_t count_quote(struct faqbot_view text)
{
    static const char *const quotes[] = {"\"", "\u201c", "\u201d", "\u201e", "\u00ab", "\u00bb"};
    bool may_be = text.size > 0 && (text.bytes[0] == '"' || (unsigned char)text.bytes[0] >= 0x80);
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes && may_be; i++) {
        if (view_starts_with(text, quotes[i])) {
            return strlen(quotes[i]);
        }
    }
    return 0;
}

static bool is_blank(struct faqbot_view text)
{
    return text.size > 0 && (unsigned char)text.bytes[0] <= ' ';
}

/* What comes before a quotation mark or, where `ends_at_blank`, a blank. */
static struct faqbot_view take_until(struct faqbot_view text, bool ends_at_blank)
{
    size_t size = 0;
    while (size < text.size && count_quote(view_slice(text, size, text.size)) == 0 &&
           !(ends_at_blank && is_blank(view_slice(text, size, 1)))) {
        size++;
    }
    return view_slice(text, 0, size);
}

/* Whether a word goes on from the one before it: characters of a script without blanks, and digits with
 * one sign between them ("3.5", "24/7"). They are looked for in a row. */
static bool goes_on(const struct word *before, const struct word *word)
{
    const char *end = before->source.bytes + before->source.size;
    return word->source.bytes < end || (word->source.bytes == end + 1 && *end != ' ' &&
                                        ascii_is_digit(end[-1]) && ascii_is_digit(end[1]));
}

static bool is_same(const struct fulltext_term *left, const struct fulltext_term *right)
{
    bool same = left->count == right->count && left->is_prefix == right->is_prefix &&
                left->is_excluded == right->is_excluded;
    for (size_t i = 0; i < left->count && same; i++) {
        same = view_equals(left->words[i].word.folded, right->words[i].word.folded);
    }
    return same;
}

/* Each distinct stem of a word in any of the languages. */
static void find_stems(const struct reader *reader, struct fulltext_word *word)
{
    const struct languages *languages = reader->languages;
    word->stems = arena_need(reader->arena, languages->count, sizeof *word->stems, reader->status);
    for (size_t i = 0; i < languages->count && *reader->status == FAQBOT_OK; i++) {
        struct faqbot_view *stem = &word->stems[word->stem_count];
        fail_if(!arena_copy(reader->arena, stemmer_stem(languages->stems[i], &word->word), stem),
                FAQBOT_NO_MEMORY, reader->status);
        word->stem_count += !fulltext_has_stem(word->stems, word->stem_count, *stem);
    }
}

static void add_stem(struct fulltext_term *term, struct faqbot_view stem)
{
    if (!view_is_empty(stem) && !fulltext_has_stem(term->stems, term->stem_count, stem)) {
        term->stems[term->stem_count++] = stem;
    }
}

/* The prefix itself is among the stems, since characters of a script without blanks are. */
static void list_stems(const struct reader *reader, struct fulltext_term *term, struct faqbot_view prefix)
{
    struct faqbot_view *stems;
    size_t count;
    uint64_t entries;
    store_get_stems(reader->store, prefix, PREFIX_STEMS_MAX + 1, reader->arena, &stems, &count, &entries,
                    reader->status);
    term->is_cut_short = count > PREFIX_STEMS_MAX;
    term->is_listed = term->is_cut_short || entries > PREFIX_ENTRIES_MAX;
    if (term->is_listed && *reader->status == FAQBOT_OK) {
        add_stem(term, prefix);
        for (size_t i = 0; i < count && i < PREFIX_STEMS_MAX; i++) {
            add_stem(term, stems[i]);
        }
    }
}

/* A stem may be shorter than the prefix of a word, or differ from it, so the words that begin with the
 * prefix are looked up, and the stems added that do not begin with it. */
static void expand_prefix(const struct reader *reader, struct fulltext_term *term)
{
    struct faqbot_view *texts;
    size_t count;
    struct faqbot_view prefix = term->words[0].word.plain;
    term->stems = arena_need(reader->arena, 1 + PREFIX_STEMS_MAX + OTHER_STEMS_MAX, sizeof *term->stems,
                             reader->status);
    list_stems(reader, term, prefix);
    size_t most = term->stem_count + OTHER_STEMS_MAX;
    store_get_spellings(reader->store, prefix, SPELLINGS_MAX, reader->arena, &texts, &count, reader->status);
    for (size_t i = 0; i < count && *reader->status == FAQBOT_OK; i++) {
        struct fulltext_word word = {.word = {.folded = texts[i], .plain = texts[i]}};
        find_stems(reader, &word);
        for (size_t j = 0; j < word.stem_count && term->stem_count < most; j++) {
            add_stem(term, fulltext_begins_with(word.stems[j], prefix) ? view_of("") : word.stems[j]);
        }
    }
}

static bool may_have_prefix(const struct fulltext_query *query)
{
    size_t count = 0;
    for (size_t i = 0; i < query->count; i++) {
        count += query->terms[i].is_prefix;
    }
    return count < PREFIXES_MAX;
}

static void add_term(const struct reader *reader, const struct word *words, size_t count, bool is_prefix,
                     bool is_excluded)
{
    struct fulltext_query *query = reader->query;
    struct fulltext_term term = {
        .count = count, .is_prefix = is_prefix && may_have_prefix(query), .is_excluded = is_excluded};
    if (query->count == FULLTEXT_TERMS_MAX || *reader->status != FAQBOT_OK) {
        return;
    }
    term.words = arena_need(reader->arena, count, sizeof *term.words, reader->status);
    for (size_t i = 0; i < count && *reader->status == FAQBOT_OK; i++) {
        term.words[i] = (struct fulltext_word){.word = words[i]};
        find_stems(reader, &term.words[i]);
    }
    for (size_t i = 0; i < query->count && *reader->status == FAQBOT_OK; i++) {
        if (is_same(&query->terms[i], &term)) {
            return;
        }
    }
    if (term.is_prefix && count == 1) {
        expand_prefix(reader, &term);
    }
    query->terms[query->count++] = term;
}

static bool is_lone_character(const struct word *word)
{
    struct faqbot_view rest = word->source;
    uint32_t c;
    return utf8_next(&rest, &c) && rest.size == 0 && tokenize_is_unspaced(c);
}

/* Whatever begins with a lone character is meant. */
static void add_words(const struct reader *reader, struct faqbot_view text, bool is_row, bool is_excluded)
{
    struct word *words;
    size_t count = 0;
    fail_if(!tokenize(reader->arena, text, &words, &count), FAQBOT_NO_MEMORY, reader->status);
    for (size_t i = 0, next = 0; i < count; i = next) {
        for (next = i + 1;
             next < count && (is_row || is_excluded || goes_on(&words[next - 1], &words[next]));) {
            next++;
        }
        const struct word *last = &words[next - 1];
        size_t end = (size_t)(last->source.bytes - text.bytes) + last->source.size;
        bool is_prefix = (!is_row && end < text.size && text.bytes[end] == '*') ||
                         (next == i + 1 && is_lone_character(last));
        add_term(reader, words + i, next - i, is_prefix, is_excluded);
    }
}

static bool starts_word(struct faqbot_view text)
{
    uint32_t c;
    return count_quote(text) > 0 || (utf8_next(&text, &c) && tokenize_is_word_char(c));
}

/* Takes a phrase or what stands up to a blank off `text`, which begins with neither. */
static struct faqbot_view take(const struct reader *reader, struct faqbot_view text)
{
    struct faqbot_view behind = view_slice(text, 1, text.size);
    bool is_excluded = text.bytes[0] == '-' && starts_word(behind);
    text = is_excluded ? behind : text;
    size_t quote = count_quote(text);
    text = view_slice(text, quote, text.size);
    if (quote > 0) {
        struct faqbot_view phrase = take_until(text, false);
        behind = view_slice(text, phrase.size, text.size);
        if (behind.size > 0) {
            add_words(reader, phrase, true, is_excluded);
            return view_slice(behind, count_quote(behind), behind.size);
        }
    }
    struct faqbot_view words = take_until(text, true);
    add_words(reader, words, false, is_excluded);
    return view_slice(text, words.size, text.size);
}

void fulltext_query_read(struct searcher *searcher, struct faqbot_view text, struct arena *arena,
                         struct fulltext_query *query, enum faqbot_status *status)
{
    struct reader reader = {.query = query,
                            .arena = arena,
                            .languages = &searcher->languages,
                            .store = searcher->store,
                            .status = status};
    *query =
        (struct fulltext_query){.terms = arena_need(arena, FULLTEXT_TERMS_MAX, sizeof *query->terms, status)};
    text = clean(text, arena, status);
    while (*status == FAQBOT_OK && text.size > 0) {
        text = is_blank(text) ? view_slice(text, 1, text.size) : take(&reader, text);
    }
    bool has_wanted = false;
    for (size_t i = 0; i < query->count; i++) {
        has_wanted = has_wanted || !query->terms[i].is_excluded;
    }
    for (size_t i = 0; i < query->count && !has_wanted; i++) {
        query->terms[i].is_excluded = false;
    }
}

/* ==== writing ========================================================================================== */

bool fulltext_has_stem(const struct faqbot_view *stems, size_t count, struct faqbot_view stem)
{
    for (size_t i = 0; i < count; i++) {
        if (view_equals(stems[i], stem)) {
            return true;
        }
    }
    return false;
}

bool fulltext_begins_with(struct faqbot_view text, struct faqbot_view prefix)
{
    return text.size >= prefix.size && view_equals(view_slice(text, 0, prefix.size), prefix);
}

bool fulltext_is_lone_character(const struct fulltext_term *term)
{
    return term->count == 1 && is_lone_character(&term->words[0].word);
}

static void add_phrase_number(struct fulltext_expression *expression, size_t term)
{
    expression->text.failed |= expression->phrase_count == FULLTEXT_PHRASES_MAX;
    if (!expression->text.failed) { /* of one that has failed there may be no array */
        expression->phrases[expression->phrase_count++] = (uint8_t)term;
    }
}

void fulltext_expression_init(struct fulltext_expression *expression, struct arena *arena,
                              enum faqbot_status *status)
{
    buffer_init_in(&expression->text, arena, SIZE_MAX);
    expression->phrases = arena_need(arena, FULLTEXT_PHRASES_MAX, 1, status);
    expression->phrase_count = 0;
    expression->text.failed = *status != FAQBOT_OK;
}

/* Words as they were written: the tokenizer reads them again as it reads the entries' texts. */
static void add_words_of(struct fulltext_expression *expression, const struct fulltext_term *term,
                         size_t number)
{
    struct buffer *text = &expression->text;
    buffer_add_byte(text, '"');
    for (size_t i = 0; i < term->count; i++) {
        buffer_add_text(text, i > 0 ? " " : "");
        buffer_add(text, term->words[i].word.source);
    }
    buffer_add_text(text, term->is_prefix ? "\"*" : "\"");
    add_phrase_number(expression, number);
}

void fulltext_expression_add(struct fulltext_expression *expression, const struct fulltext_term *term,
                             size_t number)
{
    struct buffer *text = &expression->text;
    buffer_add_byte(text, '(');
    if (!term->is_listed) {
        add_words_of(expression, term, number);
    }
    for (size_t i = 0; i < term->stem_count; i++) {
        buffer_add_text(text, i > 0 || !term->is_listed ? " OR \"" : "\"");
        buffer_add_byte(text, FULLTEXT_STEM);
        buffer_add(text, term->stems[i]);
        buffer_add_byte(text, '"');
        add_phrase_number(expression, number);
    }
    buffer_add_byte(text, ')');
}

void fulltext_expression_add_label(struct fulltext_expression *expression, enum fulltext_label kind,
                                   struct faqbot_view text, struct arena *arena, enum faqbot_status *status)
{
    buffer_add_text(&expression->text, " AND \"");
    fulltext_add_label(kind, text, arena, &expression->text, status);
    buffer_add_byte(&expression->text, '"');
    add_phrase_number(expression, FULLTEXT_TERMS_MAX);
}
