/* util/toml.c - TOML as a tree, as far as front matter and other small files use it.
 *
 * It makes the trees that yaml.c makes, so that whoever reads settings does not care which of the two they are
 * written in. Values keep their text: dates, numbers and truths are not told apart. Of TOML 1.0 it knows everything but
 * that a table may be continued in another place; a header opens a mapping of its own each time. Debian has no library
 * in C for it. */
#include "util/util.h"

#include <string.h>

#define TOML_DEPTH_MAX YAML_DEPTH_MAX

struct parse {
    struct arena *arena;
    struct yaml_failure *failure;
    struct faqbot_view rest;
    unsigned line;
    size_t depth;
    size_t nodes;
};

/* The mapping or list that is being filled, and where its next value goes. */
struct filling {
    struct yaml_tree *tree;
    const struct yaml_tree **end;
};

static bool goes_on(const struct parse *parse)
{
    return parse->failure->problem == YAML_FINE;
}

static void fail(struct parse *parse, enum yaml_problem problem, const char *sentence)
{
    if (goes_on(parse)) {
        *parse->failure = (struct yaml_failure){problem, parse->line, sentence};
    }
}

/* ==== Text ============================================================================================ */

static char peek(const struct parse *parse)
{
    return parse->rest.size > 0 ? parse->rest.bytes[0] : '\0';
}

static void skip(struct parse *parse, size_t bytes)
{
    parse->rest = view_slice(parse->rest, bytes, parse->rest.size);
}

static bool take(struct parse *parse, const char *text)
{
    bool is_there = view_starts_with(parse->rest, text);
    skip(parse, is_there ? strlen(text) : 0);
    return is_there;
}

static void skip_blanks(struct parse *parse)
{
    while (peek(parse) == ' ' || peek(parse) == '\t' || peek(parse) == '\r') {
        skip(parse, 1);
    }
}

/* Blanks, comments and, where values may go on in the next line, line ends. */
static void skip_space(struct parse *parse, bool with_lines)
{
    skip_blanks(parse);
    while (peek(parse) == '#' || (with_lines && peek(parse) == '\n')) {
        if (peek(parse) == '#') {
            skip(parse, view_find(parse->rest, '\n'));
        } else {
            skip(parse, 1);
            parse->line++;
        }
        skip_blanks(parse);
    }
}

/* ==== Trees =========================================================================================== */

/* A value in the mapping or list; the tree is not yet filled. */
static struct yaml_tree *add(struct parse *parse, struct filling *filling, enum yaml_type type,
                             struct faqbot_view key)
{
    struct yaml_tree *tree = arena_alloc_array(parse->arena, 1, sizeof *tree);
    struct yaml_tree *name = arena_alloc_array(parse->arena, 1, sizeof *name);
    if (tree == NULL || name == NULL) {
        fail(parse, YAML_MEMORY, "there is not enough memory for the file");
        return NULL;
    }
    if (++parse->nodes > YAML_NODES_MAX) {
        fail(parse, YAML_MUCH, "there are too many values; take out those that mean nothing");
        return NULL;
    }
    *name = (struct yaml_tree){.type = YAML_TEXT, .line = parse->line, .is_whole = true, .text = key};
    *tree = (struct yaml_tree){.type = type,
                               .line = parse->line,
                               .end_line = parse->line,
                               .is_whole = true,
                               .key = key,
                               .name = filling->tree->type == YAML_MAPPING ? name : NULL};
    *filling->end = tree;
    filling->end = &tree->next;
    return tree;
}

static struct filling fill(struct yaml_tree *tree)
{
    return (struct filling){tree, &tree->first};
}

/* ==== Strings ========================================================================================= */

static void add_character(struct buffer *text, uint32_t character)
{
    if (character < 0x80) {
        buffer_add_byte(text, (char)character);
        return;
    }
    int bytes = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    buffer_add_byte(text, (char)((0xf0 << (4 - bytes) & 0xff) | character >> (6 * (bytes - 1))));
    for (int i = bytes - 2; i >= 0; i--) {
        buffer_add_byte(text, (char)(0x80 | (character >> 6 * i & 0x3f)));
    }
}

/* \uXXXX and \UXXXXXXXX, of which the letter has been taken. */
static void add_unicode(struct parse *parse, struct buffer *text, size_t digits)
{
    uint32_t character = 0;
    for (size_t i = 0; i < digits && ascii_is_xdigit(peek(parse)); i++) {
        char digit = ascii_lower(peek(parse));
        character = character * 16 + (uint32_t)(ascii_is_digit(digit) ? digit - '0' : digit - 'a' + 10);
        skip(parse, 1);
    }
    bool is_character = character > 0 && character < 0x110000 && (character < 0xd800 || character > 0xdfff);
    if (is_character) {
        add_character(text, character);
    } else {
        fail(parse, YAML_SYNTAX, "the text has an escape that is no character");
    }
}

/* What stands behind a backslash. */
static void add_escape(struct parse *parse, struct buffer *text)
{
    static const char letters[] = "btnfre\"\\";
    static const char values[] = "\b\t\n\f\r\x1b\"\\";
    char letter = peek(parse);
    const char *found = letter == '\0' ? NULL : strchr(letters, letter);
    skip(parse, letter == '\n' ? 0 : 1);
    if (found != NULL) {
        buffer_add_byte(text, values[found - letters]);
    } else if (letter == 'u' || letter == 'U') {
        add_unicode(parse, text, letter == 'u' ? 4 : 8);
    } else if (letter == '\n') {
        while (peek(parse) == '\n' || peek(parse) == ' ' || peek(parse) == '\t') {
            parse->line += peek(parse) == '\n';
            skip(parse, 1);
        }
    } else {
        fail(parse, YAML_SYNTAX, "the text has a backslash before something that needs none");
    }
}

/* A text up to the signs that opened it, which have been taken. */
static struct faqbot_view read_string(struct parse *parse, const char *closing)
{
    struct buffer text;
    bool is_basic = closing[0] == '"';
    bool is_long = closing[1] != '\0';
    buffer_init_in(&text, parse->arena, YAML_TEXT_BYTES_MAX);
    if (is_long && take(parse, "\n")) {
        parse->line++;
    }
    while (goes_on(parse) && !take(parse, closing)) {
        char byte = peek(parse);
        if (parse->rest.size == 0 || (byte == '\n' && !is_long)) {
            fail(parse, YAML_SYNTAX, "a text has no closing quote");
        } else if (is_basic && take(parse, "\\")) {
            add_escape(parse, &text);
        } else {
            parse->line += byte == '\n';
            buffer_add_byte(&text, byte);
            skip(parse, 1);
        }
    }
    if (text.failed) {
        fail(parse, text.no_memory ? YAML_MEMORY : YAML_MUCH, "a text is too long");
        return view_make(NULL, 0);
    }
    return buffer_view(&text);
}

/* Reads a text in quotes; false: there is none. */
static bool read_quoted(struct parse *parse, struct faqbot_view *text)
{
    static const char *const quotes[] = {"\"\"\"", "'''", "\"", "'"};
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
        if (take(parse, quotes[i])) {
            *text = read_string(parse, quotes[i]);
            return true;
        }
    }
    return false;
}

/* ==== Values ========================================================================================== */

/* A key, which may have parts with dots between them. */
static struct faqbot_view read_key(struct parse *parse)
{
    struct buffer key;
    buffer_init_in(&key, parse->arena, YAML_TEXT_BYTES_MAX);
    do {
        struct faqbot_view part;
        size_t size = 0;
        skip_blanks(parse);
        if (!read_quoted(parse, &part)) {
            while (size < parse->rest.size &&
                   (ascii_is_alnum(parse->rest.bytes[size]) || parse->rest.bytes[size] == '_' ||
                    parse->rest.bytes[size] == '-')) {
                size++;
            }
            part = view_slice(parse->rest, 0, size);
            skip(parse, size);
            if (size == 0) {
                fail(parse, YAML_SYNTAX, "a key is missing; write it as key = \"value\"");
            }
        }
        buffer_add_text(&key, key.size > 0 ? "." : "");
        buffer_add(&key, part);
        skip_blanks(parse);
    } while (goes_on(parse) && take(parse, "."));
    return buffer_view(&key);
}

static void read_value(struct parse *parse, struct filling *filling, struct faqbot_view key);

static void read_pair(struct parse *parse, struct filling *filling)
{
    struct faqbot_view key = read_key(parse);
    if (!take(parse, "=")) {
        fail(parse, YAML_SYNTAX, "a key has no value; write it as key = \"value\"");
    }
    skip_blanks(parse);
    read_value(parse, filling, key);
}

/* What stands between brackets, with commas between it. */
static void read_between(struct parse *parse, struct filling *filling, char closing)
{
    const char end[] = {closing, '\0'};
    bool is_list = closing == ']';
    if (++parse->depth > TOML_DEPTH_MAX) {
        fail(parse, YAML_MUCH, "values are nested too deep");
    }
    for (skip_space(parse, is_list); goes_on(parse) && !take(parse, end); skip_space(parse, is_list)) {
        if (is_list) {
            read_value(parse, filling, view_make(NULL, 0));
        } else {
            read_pair(parse, filling);
        }
        skip_space(parse, is_list);
        if (!take(parse, ",") && peek(parse) != closing) {
            fail(parse, YAML_SYNTAX, "a list or table is not closed");
        }
    }
    parse->depth--;
}

/* A date, a number or a truth: up to where a value ends. */
static struct faqbot_view read_bare(struct parse *parse)
{
    size_t size = 0;
    while (size < parse->rest.size && strchr(",]}#\n", parse->rest.bytes[size]) == NULL) {
        size++;
    }
    struct faqbot_view text = view_trim(view_slice(parse->rest, 0, size));
    skip(parse, size);
    if (view_is_empty(text)) {
        fail(parse, YAML_SYNTAX, "a key has no value; write it as key = \"value\"");
    }
    return text;
}

static void read_value(struct parse *parse, struct filling *filling, struct faqbot_view key)
{
    struct faqbot_view text = {0};
    bool is_list = take(parse, "[");
    bool is_table = !is_list && take(parse, "{");
    enum yaml_type type = is_list ? YAML_LIST : is_table ? YAML_MAPPING : YAML_TEXT;
    struct yaml_tree *tree = goes_on(parse) ? add(parse, filling, type, key) : NULL;
    if (tree == NULL) {
        return;
    }
    if (type != YAML_TEXT) {
        struct filling inner = fill(tree);
        read_between(parse, &inner, is_list ? ']' : '}');
        tree->end_line = parse->line;
        tree->is_whole = goes_on(parse);
        return;
    }
    tree->is_plain = !read_quoted(parse, &text);
    tree->text = tree->is_plain ? read_bare(parse) : text;
    tree->is_whole = goes_on(parse);
}

/* `[name]` or `[[name]]`: the pairs behind it go into a mapping of that name. */
static struct yaml_tree *read_header(struct parse *parse, struct filling *root)
{
    bool is_array = take(parse, "[");
    struct faqbot_view key = read_key(parse);
    if (!take(parse, is_array ? "]]" : "]")) {
        fail(parse, YAML_SYNTAX, "a table's name has no closing bracket");
    }
    return goes_on(parse) ? add(parse, root, YAML_MAPPING, key) : NULL;
}

const struct yaml_tree *toml_read(struct faqbot_view text, struct arena *arena, struct yaml_failure *failure)
{
    struct parse parse = {.arena = arena, .failure = failure, .rest = text, .line = 1};
    struct yaml_tree *documents = arena_alloc_array(arena, 2, sizeof *documents);
    *failure = (struct yaml_failure){.problem = YAML_FINE};
    if (documents == NULL) {
        return NULL;
    }
    struct yaml_tree *document = &documents[1];
    *document = (struct yaml_tree){.type = YAML_MAPPING, .line = 1};
    documents[0] = (struct yaml_tree){.type = YAML_LIST, .line = 1, .first = document};
    struct filling root = fill(document);
    struct filling table = root;
    bool is_root = true;
    for (skip_space(&parse, true); parse.rest.size > 0 && goes_on(&parse); skip_space(&parse, true)) {
        if (take(&parse, "[")) {
            struct yaml_tree *opened = read_header(&parse, &root);
            table = opened == NULL ? table : fill(opened);
            is_root = false;
        } else {
            read_pair(&parse, is_root ? &root : &table);
        }
        skip_space(&parse, false);
        if (parse.rest.size > 0 && peek(&parse) != '\n') {
            fail(&parse, YAML_SYNTAX, "something stands behind a value; write one key and value a line");
        }
    }
    document->is_whole = documents[0].is_whole = goes_on(&parse);
    return documents;
}
