/* index/fulltext.c - our words in SQLite's full-text search: a tokenizer that reads texts as all of the
 * search does (text/tokenize.c, and stems in the language of each entry), and a ranking by BM25. Both are
 * registered with each connection before its tables are looked at, and the connection owns them. What is
 * written into the table is build.c's business, what is looked up in it search/'s.
 *
 * FTS5 has no way to say in which language a text is, so the store says it here, before each statement. A row
 * has one language. A query has all those of the knowledge base, as a word may be meant in any: its stems in
 * each of them stand at one place, which FTS5 takes for synonyms, in phrases too.
 *
 * FTS5's own bm25() is not used, though this is the same formula: for each query it counts anew how many
 * entries have a word, and for a frequent one that takes longer than all the rest. */
#include "index/index_internal.h"

#include <math.h>

/* Words of one text: as many as an entry may have. */
#define TOKENIZE_BYTES_MAX INDEX_ENTRY_BYTES_MAX

struct fulltext {
    struct arena arena; /* for one text */
    struct fulltext_stems stems;
    const struct fulltext_match *match; /* that is run; NULL: rows are written */
};

/* -- The tokenizer --------------------------------------------------------------------------------- */

/* What FTS5 hands to a tokenizer for giving tokens back. */
struct sink {
    void *context;
    int (*take)(void *, int, const char *, int, int, int);
    const char *text; /* what places are counted from */
    int code;
};

static void give(struct sink *sink, int flags, struct faqbot_view token, struct faqbot_view source)
{
    if (sink->code == SQLITE_OK && !view_is_empty(token)) {
        int start = (int)(source.bytes - sink->text);
        sink->code =
            sink->take(sink->context, flags, token.bytes, (int)token.size, start, start + (int)source.size);
    }
}

/* Tokens as they are: of labels, the mark with which they begin is a part, so that no word is one. */
static void give_labels(struct sink *sink, struct faqbot_view text)
{
    while (text.size > 0) {
        size_t size = 1 + view_find(view_slice(text, 1, text.size), FULLTEXT_LABEL);
        struct faqbot_view label = view_slice(text, 0, size);
        give(sink, 0, label, label);
        text = view_slice(text, size, text.size);
    }
}

/* The stems of one word in all languages at hand, each once: the first is the token, and others are beside
 * it. */
static void give_stems(struct fulltext *fulltext, struct sink *sink, const struct word *word)
{
    const struct fulltext_stems *stems = &fulltext->stems;
    char given[FULLTEXT_STEMS_BYTES_MAX];
    size_t ends[LANGUAGES_MAX + 1] = {0};
    size_t count = 0;
    for (size_t i = 0; i < stems->count && i < LANGUAGES_MAX; i++) {
        struct faqbot_view stem = stemmer_stem(stems->list[i], word);
        bool is_new = true;
        for (size_t j = 0; j < count && is_new; j++) {
            is_new = !view_equals(view_make(given + ends[j], ends[j + 1] - ends[j]), stem);
        }
        if (is_new && !view_is_empty(stem) && stem.size <= sizeof given - ends[count]) {
            give(sink, count > 0 ? FTS5_TOKEN_COLOCATED : 0, stem, word->source);
            memcpy(given + ends[count], stem.bytes, stem.size);
            ends[count + 1] = ends[count] + stem.size;
            count++;
        }
    }
}

/* Of a script without blanks, words are pairs of characters; the last character of a run begins none. It
 * is a token beside the pair, so that each character is found as the beginning of one. */
static void give_last_character(struct sink *sink, const struct word *words, size_t count, size_t at)
{
    struct faqbot_view rest = words[at].source;
    uint32_t c;
    if (utf8_next(&rest, &c) && tokenize_is_unspaced(c) && rest.size > 0 &&
        (at + 1 == count || words[at + 1].source.bytes >= rest.bytes + rest.size)) {
        struct faqbot_view plain = words[at].plain;
        size_t first = utf8_first(plain, utf8_length(plain) - 1).size;
        give(sink, FTS5_TOKEN_COLOCATED, view_slice(plain, first, plain.size), rest);
    }
}

static void give_words(struct fulltext *fulltext, struct sink *sink, struct faqbot_view text, int flags)
{
    struct word *words;
    size_t count;
    arena_reset(&fulltext->arena);
    if (!tokenize(&fulltext->arena, text, &words, &count)) {
        sink->code = SQLITE_NOMEM;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if ((flags & FTS5_TOKENIZE_PREFIX) != 0 && i + 1 == count) {
            give(sink, 0, words[i].plain, words[i].source);
        } else {
            give_stems(fulltext, sink, &words[i]);
        }
        if ((flags & FTS5_TOKENIZE_DOCUMENT) != 0) {
            give_last_character(sink, words, count, i);
        }
    }
}

static int run_tokenizer(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text, int size,
                         int (*take)(void *, int, const char *, int, int, int))
{
    struct sink sink = {.context = context, .take = take, .text = text};
    struct faqbot_view view = view_make(text, (size_t)size);
    if (size > 0 && text[0] == FULLTEXT_LABEL) {
        give_labels(&sink, view);
    } else if (size > 0 && text[0] == FULLTEXT_STEM) {
        give(&sink, 0, view_slice(view, 1, view.size), view);
    } else {
        give_words((struct fulltext *)tokenizer, &sink, view, flags);
    }
    return sink.code;
}

/* There is one for the connection, which all tables of it share. */
static int create_tokenizer(void *context, const char **arguments, int count, Fts5Tokenizer **tokenizer)
{
    (void)arguments;
    (void)count;
    *tokenizer = context;
    return SQLITE_OK;
}

static void delete_tokenizer(Fts5Tokenizer *tokenizer)
{
    (void)tokenizer;
}

/* -- Ranking --------------------------------------------------------------------------------------- */

/* What an occurrence counts, by column of the table. A title says what an entry is about, and a phrasing
 * asks for it; labels are not words. */
static const double column_weights[FULLTEXT_COLUMNS] = {1, 5, 2, 0};

/* How often each term stands in the row at hand. Labels, and what must not stand there, are no terms. */
static int count_terms(const struct fulltext *fulltext, const Fts5ExtensionApi *api, Fts5Context *row,
                       double counts[FULLTEXT_TERMS_MAX])
{
    const struct fulltext_match *match = fulltext->match;
    int instances = 0;
    int code = api->xInstCount(row, &instances);
    for (int i = 0; i < instances && code == SQLITE_OK; i++) {
        int phrase = 0;
        int column = 0;
        int offset;
        code = api->xInst(row, i, &phrase, &column, &offset);
        size_t term = (size_t)phrase < match->phrase_count ? match->phrases[phrase] : FULLTEXT_TERMS_MAX;
        if (term < FULLTEXT_TERMS_MAX && column < FULLTEXT_COLUMNS) {
            counts[term] += column_weights[column];
        }
    }
    return code;
}

static void score_row(const Fts5ExtensionApi *api, Fts5Context *row, sqlite3_context *context, int count,
                      sqlite3_value **values)
{
    (void)count;
    (void)values;
    struct fulltext *fulltext = api->xUserData(row);
    double counts[FULLTEXT_TERMS_MAX] = {0};
    sqlite3_int64 rows = 0;
    sqlite3_int64 all = 0;
    int words = 0;
    int code = count_terms(fulltext, api, row, counts);
    code = code == SQLITE_OK ? api->xRowCount(row, &rows) : code;
    code = code == SQLITE_OK ? api->xColumnTotalSize(row, -1, &all) : code;
    code = code == SQLITE_OK ? api->xColumnSize(row, -1, &words) : code;
    double score = 0;
    for (size_t i = 0; i < FULLTEXT_TERMS_MAX && code == SQLITE_OK && all > 0; i++) {
        if (counts[i] > 0) {
            score += bm25(fulltext->match->weights[i], counts[i], words, (double)all / (double)rows);
        }
    }
    if (code == SQLITE_OK) {
        sqlite3_result_double(context, score);
    } else {
        sqlite3_result_error_code(context, code);
    }
}

/* -- Registering ----------------------------------------------------------------------------------- */

static fts5_api *find_api(sqlite3 *database, int *code)
{
    fts5_api *api = NULL;
    sqlite3_stmt *statement = NULL;
    sqlite_prepare(database, "SELECT fts5(?1)", &statement, code);
    if (*code == SQLITE_OK) {
        int bound = sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL);
        (void)sqlite3_step(statement);
        *code = sqlite3_finalize(statement);
        *code = bound == SQLITE_OK ? *code : bound;
    }
    *code = *code == SQLITE_OK && api == NULL ? SQLITE_ERROR : *code;
    return api;
}

static void destroy(void *context)
{
    struct fulltext *fulltext = context;
    arena_release(&fulltext->arena);
    free(fulltext);
}

void fulltext_register(sqlite3 *database, int *code)
{
    fts5_tokenizer tokenizer = {
        .xCreate = create_tokenizer, .xDelete = delete_tokenizer, .xTokenize = run_tokenizer};
    fts5_api *api = find_api(database, code);
    struct fulltext *fulltext = *code == SQLITE_OK ? calloc(1, sizeof *fulltext) : NULL;
    if (fulltext == NULL) {
        *code = *code == SQLITE_OK ? SQLITE_NOMEM : *code;
        return;
    }
    arena_init(&fulltext->arena, TOKENIZE_BYTES_MAX);
    *code = api->xCreateTokenizer(api, "faqbot", fulltext, &tokenizer, destroy);
    if (*code != SQLITE_OK) {
        destroy(fulltext);
        return;
    }
    *code = api->xCreateFunction(api, "faqbot_score", fulltext, score_row, NULL);
}

struct fulltext *fulltext_of(sqlite3 *database, int *code)
{
    void *fulltext = NULL;
    fts5_tokenizer tokenizer;
    fts5_api *api = find_api(database, code);
    *code = *code == SQLITE_OK ? api->xFindTokenizer(api, "faqbot", &fulltext, &tokenizer) : *code;
    return fulltext;
}

void fulltext_begin(struct fulltext *fulltext, struct fulltext_stems stems,
                    const struct fulltext_match *match)
{
    fulltext->stems = stems;
    fulltext->match = match;
}

/* -- Labels ---------------------------------------------------------------------------------------- */

void fulltext_add_label(enum fulltext_label kind, struct faqbot_view text, struct arena *arena,
                        struct buffer *out, enum faqbot_status *status)
{
    char code[LANGUAGE_CODE_BYTES] = "";
    struct faqbot_view plain = {0};
    if (kind == FULLTEXT_LANGUAGE) { /* nobody named one: it is taken for English */
        language_code(view_is_empty(text) ? view_of("en") : text, code);
    }
    fail_if(!tokenize_folded(arena, code[0] != '\0' ? view_of(code) : text, &plain), FAQBOT_NO_MEMORY,
            status);
    if (*status == FAQBOT_OK) {
        buffer_add_byte(out, FULLTEXT_LABEL);
        buffer_add_byte(out, (char)kind);
        buffer_add(out, plain);
    }
}
