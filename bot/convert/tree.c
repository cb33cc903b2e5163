/* convert/tree.c - JSON, JSON Lines and YAML as one kind of tree, which is util's of YAML: so a format that is
 * written in any of them has one reader.
 *
 * Members are found as people write them: without regard to case, blanks, '-' and '_', because one service
 * writes "qnaId" and "QnaId", and "utter_name" is a name to one person and "utter-name" to another.
 *
 * A number is a text here, as it is in YAML; `null` is no value. JSON with trailing commas and comments, which
 * is none but is what people write by hand, is read too where it is nothing else. */
#include "convert/readers.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_MAX 1e15 /* a double holds whole numbers up to here exactly */
#define NUMBER_BYTES 32

/* ==== JSON becomes a tree =============================================================================== */

/* A number as it is written mostly: whole ones without a point. Others have no use as a text but to be told. */
static struct faqbot_view text_of_number(struct arena *arena, double number)
{
    char digits[NUMBER_BYTES];
    bool is_whole = number > -NUMBER_MAX && number < NUMBER_MAX && (double)(long long)number == number;
    struct faqbot_view text = {NULL, 0};
    struct buffer out;
    buffer_init(&out, NUMBER_BYTES);
    if (is_whole) {
        (void)snprintf(digits, sizeof digits, "%lld", (long long)number);
        (void)arena_copy(arena, view_of(digits), &text);
    } else {
        struct json_writer writer = json_writer_make(&out);
        json_writer_add_number(&writer, NULL, number);
        (void)arena_copy(arena, buffer_view(&out), &text);
    }
    buffer_release(&out);
    return text;
}

/* NULL: no memory. The recursion ends at JSON_DEPTH_MAX. */
static struct yaml_tree *grow(struct arena *arena, const struct json *value)
{
    struct yaml_tree *tree = arena_alloc_array(arena, 1, sizeof *tree);
    const struct yaml_tree **place;
    struct faqbot_view text;
    double number = 0;
    bool truth;
    if (tree == NULL) {
        return NULL;
    }
    *tree = (struct yaml_tree){.type = YAML_UNREAD, .is_whole = true};
    if (json_get_string(value, &text) || json_get_number(value, &number)) {
        tree->type = YAML_TEXT;
        tree->is_plain = !json_get_string(value, &text);
        text = tree->is_plain ? text_of_number(arena, number) : text;
        return arena_copy(arena, text, &tree->text) ? tree : NULL;
    }
    if (json_get_bool(value, &truth)) {
        tree->type = YAML_TEXT;
        tree->is_plain = true;
        tree->text = view_of(truth ? "true" : "false");
        return tree;
    }
    if (json_type(value) == JSON_NULL) {
        return tree;
    }
    tree->type = json_type(value) == JSON_ARRAY ? YAML_LIST : YAML_MAPPING;
    place = &tree->first;
    for (const struct json *child = json_first(value); child != NULL; child = json_next(child)) {
        struct yaml_tree *made = grow(arena, child);
        if (made == NULL || !arena_copy(arena, json_key(child), &made->key)) {
            return NULL;
        }
        *place = made;
        place = &made->next;
    }
    return tree;
}

const struct yaml_tree *tree_of_json(struct arena *arena, const struct json *value)
{
    return grow(arena, value);
}

static struct yaml_tree *take_json(struct import_builder *builder, struct arena *arena, struct json *document)
{
    struct yaml_tree *tree = document == NULL ? NULL : grow(arena, document);
    import_need(builder, document == NULL || tree != NULL);
    json_free(document);
    return tree;
}

/* The value of each line. A line that is no JSON is a value too, of no type, with what is wrong as its text. */
static void take_lines(struct import_builder *builder, struct arena *arena, struct faqbot_view text,
                       const struct yaml_tree **place)
{
    struct faqbot_view line;
    for (unsigned row = 1; !import_builder_failed(builder) && view_next_line(&text, &line); row++) {
        const char *complaint = NULL;
        struct json *document = view_is_empty(view_trim(line))
                                    ? NULL
                                    : import_json_value(builder, line, &import_json_whole, &complaint);
        struct yaml_tree *tree = take_json(builder, arena, document);
        if (complaint != NULL && (tree = arena_alloc_array(arena, 1, sizeof *tree)) != NULL) {
            *tree = (struct yaml_tree){.type = YAML_UNREAD, .text = view_of(complaint)};
        }
        import_need(builder, tree != NULL || complaint == NULL);
        if (tree != NULL) {
            tree->line = row;
            *place = tree;
            place = &tree->next;
        }
    }
}

bool tree_is_broken_line(struct import_builder *builder, const struct yaml_tree *tree)
{
    bool is_broken = tree->type == YAML_UNREAD && tree->text.size > 0;
    if (is_broken) {
        import_builder_skip(builder, tree->line, view_make(NULL, 0), "this is no JSON: %.*s",
                            VIEW_ARGS(tree->text));
    }
    return is_broken;
}

/* ==== JSON that is nearly one =========================================================================== */

/* The bytes of a comment or of what else a page puts around a script at the front; 0: there is none. */
static size_t comment_size(struct faqbot_view text)
{
    static const char *const marks[][2] = {{"/*", "*/"}, {"//", "\n"}, {"<!--", "\n"}, {"<![CDATA[", ""}};
    static const char *const ends[] = {"-->", "]]>"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (view_starts_with(text, ends[i])) {
            return strlen(ends[i]);
        }
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t end = strlen(marks[i][0]);
        size_t size = strlen(marks[i][1]);
        if (view_starts_with(text, marks[i][0])) {
            /* What opens a comment of HTML opens one around the script, whose text goes on behind it. */
            bool is_mark = i == 2 || size == 0;
            while (!is_mark && end < text.size &&
                   !view_starts_with(view_slice(text, end, text.size), marks[i][1])) {
                end++;
            }
            bool is_line = i == 1;
            return is_mark || is_line ? end : end + size > text.size ? text.size : end + size;
        }
    }
    return 0;
}

/* Where a string ends that begins at the front. */
static size_t string_size(struct faqbot_view text)
{
    size_t end = 1;
    while (end < text.size && text.bytes[end] != '"') {
        end += text.bytes[end] == '\\' && end + 1 < text.size ? 2 : 1;
    }
    return end < text.size ? end + 1 : text.size;
}

/* Within a string: line ends and tabs, which must be escaped, and escapes that JSON has not. */
static bool mend_string(struct faqbot_view text, struct buffer *out)
{
    static const char *const names[] = {['\n'] = "\\n", ['\t'] = "\\t", ['\r'] = ""};
    bool was_mended = false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        bool is_escape = byte == '\\' && i + 1 < text.size;
        if (byte < ' ') {
            buffer_add_text(out,
                            byte < sizeof names / sizeof *names && names[byte] != NULL ? names[byte] : " ");
            was_mended = true;
        } else if (is_escape && strchr("\"\\/bfnrtu", text.bytes[i + 1]) == NULL) {
            buffer_add_text(out, "\\\\");
            was_mended = true;
        } else {
            buffer_add_byte(out, text.bytes[i]);
            if (is_escape) {
                buffer_add_byte(out, text.bytes[++i]);
            }
        }
    }
    return was_mended;
}

/* What programs write for a number that is none, where a value may stand; 0. */
static size_t no_number_size(struct faqbot_view text)
{
    static const char *const words[] = {"NaN", "-Infinity", "Infinity"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (view_starts_with(text, words[i])) {
            return strlen(words[i]);
        }
    }
    return 0;
}

/* A comma waits until something follows: before a bracket it is left out. */
bool json_mend(struct faqbot_view text, struct buffer *out)
{
    bool has_comma = false;
    bool was_mended = false;
    for (size_t at = 0; at < text.size;) {
        struct faqbot_view rest = view_slice(text, at, text.size);
        size_t comment = comment_size(rest);
        char byte = rest.bytes[0];
        size_t no_number = comment > 0 ? 0 : no_number_size(rest);
        size_t size = comment > 0 ? comment : byte == '"' ? string_size(rest) : no_number > 0 ? no_number : 1;
        at += size;
        if (comment > 0 || byte == ',') {
            was_mended |= comment > 0 || has_comma;
            has_comma |= comment == 0;
        } else {
            bool closes = byte == '}' || byte == ']';
            was_mended |= has_comma && closes;
            if (has_comma && !ascii_is_space(byte)) {
                buffer_add_text(out, closes ? "" : ",");
                has_comma = false;
            }
            was_mended |= no_number > 0;
            if (byte == '"') {
                was_mended |= mend_string(view_slice(rest, 0, size), out);
            } else {
                buffer_add(out, no_number > 0 ? view_of("null") : view_slice(rest, 0, size));
            }
        }
    }
    return was_mended;
}

struct json *json_parse_mended(struct import_builder *builder, struct faqbot_view text)
{
    struct buffer out;
    struct json *document = NULL;
    const char *complaint;
    buffer_init(&out, FAQBOT_IMPORT_FILE_BYTES_MAX);
    if (json_mend(text, &out)) {
        document = import_json_value(builder, buffer_view(&out), &import_json_whole, &complaint);
    }
    import_need(builder, !out.no_memory);
    buffer_release(&out);
    return document;
}

/* ==== Reading =========================================================================================== */

const struct yaml_tree *tree_read(struct import_builder *builder, struct faqbot_view text,
                                  enum tree_kind kind, struct arena *arena)
{
    struct yaml_tree *list = arena_alloc_array(arena, 1, sizeof *list);
    import_need(builder, list != NULL);
    if (list == NULL || import_builder_failed(builder)) {
        return NULL;
    }
    *list = (struct yaml_tree){.type = YAML_LIST, .is_whole = true};
    if (import_json_is_lines(text)) {
        take_lines(builder, arena, text, &list->first);
    } else if (kind == TREE_JSON || import_json_is_json(text)) {
        const struct import_builder *failed = builder;
        struct json *document = NULL;
        const char *complaint;
        document = import_json_value(builder, text, &import_json_whole, &complaint);
        if (document == NULL && !import_builder_failed(failed)) {
            document = json_parse_mended(builder, text);
            if (document != NULL) {
                import_builder_note(
                    builder, 0,
                    "trailing commas, comments and the like, which JSON has not, are passed over");
            }
        }
        if (document == NULL && kind != TREE_JSON) {
            return yaml_parse(text, builder->path, arena, builder->fault);
        }
        /* Once more for the sentence with the line. */
        document = document == NULL ? import_json_parse(builder, text) : document;
        list->first = take_json(builder, arena, document);
    } else {
        return yaml_parse(text, builder->path, arena, builder->fault);
    }
    return import_builder_failed(builder) ? NULL : list;
}

/* ==== Looking for members =============================================================================== */

static bool is_filler(char byte)
{
    return byte == '_' || byte == '-' || byte == ' ';
}

/* Whether a key is that name, however it is written; with `#` at the name's end digits may follow. */
static bool is_named(struct faqbot_view key, struct faqbot_view name)
{
    bool has_number = view_ends_with(name, "#");
    size_t i = 0;
    name.size -= has_number;
    for (size_t at = 0; at < name.size; at++) {
        if (is_filler(name.bytes[at])) {
            continue;
        }
        while (i < key.size && is_filler(key.bytes[i])) {
            i++;
        }
        if (i == key.size || ascii_lower(key.bytes[i++]) != ascii_lower(name.bytes[at])) {
            return false;
        }
    }
    while (i < key.size && (is_filler(key.bytes[i]) || (has_number && ascii_is_digit(key.bytes[i])))) {
        i++;
    }
    return i == key.size;
}

static const struct yaml_tree *find_member(const struct yaml_tree *tree, struct faqbot_view name)
{
    bool is_mapping = tree != NULL && tree->type == YAML_MAPPING;
    const struct yaml_tree *member = is_mapping ? tree->first : NULL;
    while (member != NULL && !is_named(member->key, name)) {
        member = member->next;
    }
    return member;
}

const struct yaml_tree *tree_member(const struct yaml_tree *tree, const char *name)
{
    return find_member(tree, view_of(name));
}

const struct yaml_tree *tree_walk(const struct yaml_tree *tree, const char *path)
{
    struct faqbot_view rest = view_of(path);
    while (tree != NULL && rest.size > 0) {
        size_t dot = view_find(rest, '.');
        struct faqbot_view name = view_slice(rest, 0, dot);
        tree = find_member(tree, name);
        rest = view_slice(rest, dot + 1, rest.size);
    }
    return tree;
}

/* The recursion ends with the path, and at the lists within each other. */
bool tree_each(const struct yaml_tree *tree, struct faqbot_view path, tree_take *take, void *user)
{
    size_t dot = view_find(path, '.');
    struct faqbot_view name = view_slice(path, 0, dot);
    struct faqbot_view rest = view_slice(path, dot + 1, path.size);
    if (tree == NULL) {
        return false;
    }
    if (tree->type == YAML_LIST) {
        bool found = false;
        for (const struct yaml_tree *one = tree->first; one != NULL; one = one->next) {
            found |= tree_each(one, path, take, user);
        }
        return found;
    }
    if (view_is_empty(path)) {
        return take(user, tree);
    }
    bool found = false;
    for (const struct yaml_tree *one = tree->type == YAML_MAPPING ? tree->first : NULL; one != NULL;
         one = one->next) {
        if (view_equals_text(name, "*") || is_named(one->key, name)) {
            found |= tree_each(one, rest, take, user);
        }
    }
    return found;
}

bool tree_next_path(struct faqbot_view *paths, struct faqbot_view *path)
{
    *paths = view_trim(*paths);
    size_t end = view_find(*paths, ' ');
    *path = view_slice(*paths, 0, end);
    *paths = view_slice(*paths, end, paths->size);
    return path->size > 0;
}

static bool take_first(void *user, const struct yaml_tree *tree)
{
    struct faqbot_view *text = user;
    bool is_it = view_is_empty(*text) && tree->type == YAML_TEXT;
    *text = is_it ? view_trim(tree->text) : *text;
    return is_it;
}

struct faqbot_view tree_text(const struct yaml_tree *tree, const char *paths)
{
    struct faqbot_view text = {NULL, 0};
    struct faqbot_view rest = view_of(paths);
    struct faqbot_view path;
    while (view_is_empty(text) && tree_next_path(&rest, &path)) {
        (void)tree_each(tree, path, take_first, &text);
    }
    return text;
}

/* The recursion ends at the depth that trees may have. */
bool tree_says_something(const struct yaml_tree *tree)
{
    static const char nothing[] = "false null ~ False None no";
    if (tree == NULL || tree->type == YAML_UNREAD) {
        return false;
    }
    if (tree->type == YAML_TEXT) {
        struct faqbot_view text = view_trim(tree->text);
        return !view_is_empty(text) && !(tree->is_plain && has_word(view_of(nothing), text));
    }
    const struct yaml_tree *child = tree->first;
    while (child != NULL && !tree_says_something(child)) {
        child = child->next;
    }
    return child != NULL;
}

/* ==== What is not kept ================================================================================== */

/* What is known of a path: nothing, all of it, or that something within it is. */
enum known { UNKNOWN, KNOWN_WITHIN, KNOWN };

static enum known look_up(const char *const *known, size_t count, struct faqbot_view path)
{
    enum known found = UNKNOWN;
    for (size_t i = 0; i < count; i++) {
        struct faqbot_view rest = view_of(known[i]);
        struct faqbot_view one;
        while (tree_next_path(&rest, &one)) {
            struct faqbot_view left = one;
            struct faqbot_view right = path;
            bool is_same = true;
            while (is_same && left.size > 0 && right.size > 0) {
                size_t left_dot = view_find(left, '.');
                size_t right_dot = view_find(right, '.');
                struct faqbot_view name = view_slice(left, 0, left_dot);
                is_same = view_equals_text(name, "*") || is_named(view_slice(right, 0, right_dot), name);
                left = view_slice(left, left_dot + 1, left.size);
                right = view_slice(right, right_dot + 1, right.size);
            }
            if (is_same && left.size == 0) {
                return KNOWN;
            }
            found = is_same && right.size == 0 ? KNOWN_WITHIN : found;
        }
    }
    return found;
}

/* A walk over one entry, whose path so far is in the buffer. */
struct others {
    struct import_builder *builder;
    size_t row;
    const char *const *known;
    size_t count;
    struct buffer path;
};

static void note_within(struct others *others, const struct yaml_tree *tree)
{
    size_t size = others->path.size;
    for (const struct yaml_tree *one = yaml_first(tree); one != NULL; one = one->next) {
        bool is_member = tree->type == YAML_MAPPING;
        if (is_member) {
            buffer_add_text(&others->path, size > 0 ? "." : "");
            buffer_add(&others->path, one->key);
        }
        enum known known =
            is_member ? look_up(others->known, others->count, buffer_view(&others->path)) : KNOWN_WITHIN;
        if (known == KNOWN_WITHIN && one->type != YAML_TEXT) {
            note_within(others, one);
        } else if (known == UNKNOWN && tree_says_something(one)) {
            import_builder_note(others->builder, others->row, "%.*s is not kept",
                                VIEW_ARGS(buffer_view(&others->path)));
        }
        buffer_truncate(&others->path, size);
    }
}

void tree_note_others(struct import_builder *builder, size_t row, const struct yaml_tree *tree,
                      const char *const *known, size_t count)
{
    struct others others = {.builder = builder, .row = row, .known = known, .count = count};
    buffer_init_in(&others.path, &builder->row_arena, FAQBOT_IMPORT_CELL_BYTES_MAX);
    if (tree != NULL && tree->type == YAML_MAPPING) {
        note_within(&others, tree);
    }
    import_need(builder, !others.path.no_memory);
}
