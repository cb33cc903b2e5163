/* kb/synonyms.c - synonyms.txt, in Solr's syntax.
 *
 *     pay, wage, salary       each of them stands for each other
 *     401k => retirement plan   one way only
 *     a\,b => c                 a backslash takes the meaning off a comma, an arrow or itself
 *
 * A line of n terms gives n(n - 1) rules, hence SYNONYMS_TERMS_MAX. Knows words only as bytes between commas;
 * what a rule does to a question is up to the search. */
#include "kb/kb_internal.h"

/* One side of a line: its terms, between commas. */
struct side {
    struct faqbot_view terms[SYNONYMS_TERMS_MAX];
    size_t count;
};

/* Takes what stands before the next comma or arrow and writes it, without its backslashes, to `bytes`.
 * Returns ',', '=' for an arrow, or 0 at the end. */
static char take_term(char *bytes, struct faqbot_view *rest, struct faqbot_view *term)
{
    size_t used = 0;
    size_t i = 0;
    char stop = 0;
    for (; i < rest->size; i++) {
        char byte = rest->bytes[i];
        if (byte == ',' || (byte == '=' && i + 1 < rest->size && rest->bytes[i + 1] == '>')) {
            stop = byte;
            break;
        }
        if (byte == '\\' && i + 1 < rest->size) {
            byte = rest->bytes[++i];
        }
        bytes[used++] = byte;
    }
    *term = view_trim(view_make(bytes, used));
    *rest = view_slice(*rest, stop == '=' ? i + 2 : i + 1, rest->size);
    return stop;
}

/* Splits a line, its terms written to `bytes`, which has room for the line. Returns what is wrong with it, or
 * NULL. */
static const char *split(char *bytes, struct faqbot_view line, struct side sides[2], bool *one_way)
{
    struct side *side = &sides[0];
    sides[0].count = sides[1].count = 0;
    *one_way = false;
    for (char stop = ','; stop != 0;) {
        struct faqbot_view term;
        size_t before = line.size;
        stop = take_term(bytes, &line, &term);
        bytes += before - line.size;
        if (view_is_empty(term)) {
            return "a word is missing beside a comma or an arrow; put one there, or take the comma out";
        }
        if (side->count == SYNONYMS_TERMS_MAX) {
            return "the line has more than 64 words; make several lines of it";
        }
        side->terms[side->count++] = term;
        if (stop == '=' && *one_way) {
            return "the line has two arrows; make two lines of it";
        }
        if (stop == '=') {
            side = &sides[1];
            *one_way = true;
        }
    }
    return *one_way || sides[0].count > 1
               ? NULL
               : "one word alone is no synonym; write \"one, other\" or \"one => other\"";
}

/* A term stands for itself anyway, so a rule that says so is left out. */
static void emit(struct kb_reader *reader, unsigned line, struct faqbot_view from, struct faqbot_view to)
{
    const struct kb_sink *sink = reader->sink;
    if (reader->status == FAQBOT_OK && sink->synonym != NULL && !view_equals(from, to)) {
        const struct synonym synonym = {from, to, reader->path, line};
        kb_take_from_sink(reader, sink->synonym(sink->user, &synonym));
    }
}

/* The terms lie in the entry's arena, which no entry uses yet: all rules come before all entries. */
void synonyms_parse_line(struct kb_reader *reader, unsigned number, struct faqbot_view line)
{
    struct side sides[2];
    bool one_way;
    arena_reset(&reader->entry_arena);
    char *bytes = arena_alloc(&reader->entry_arena, line.size);
    if (!kb_check_memory(reader, bytes != NULL)) {
        return;
    }
    const char *complaint = split(bytes, line, sides, &one_way);
    if (complaint != NULL) {
        kb_error(reader, "synonym", number, "%s. The line is left out", complaint);
        return;
    }
    const struct side *to = one_way ? &sides[1] : &sides[0];
    for (size_t i = 0; i < sides[0].count; i++) {
        for (size_t j = 0; j < to->count; j++) {
            emit(reader, number, sides[0].terms[i], to->terms[j]);
        }
    }
}

void synonyms_parse(struct kb_reader *reader, const char *path, struct faqbot_view text)
{
    struct faqbot_view line;
    reader->path = path;
    for (unsigned number = 1; reader->status == FAQBOT_OK && view_next_line(&text, &line); number++) {
        line = view_trim(line);
        if (!view_is_empty(line) && line.bytes[0] != '#') {
            synonyms_parse_line(reader, number, line);
        }
    }
}
