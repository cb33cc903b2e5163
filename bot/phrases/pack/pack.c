/* phrases/pack/pack.c - a program of the build: reads the files of all languages and writes the tables of phrases.h. A
 * file that lacks something ends the build with a sentence, so that no language goes out half translated. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "phrases/phrases.h"

#define FILE_BYTES_MAX ((size_t)256 * 1024)
#define BYTES_MAX ((size_t)4 * 1024 * 1024)
#define HEARD_MAX 65536

/* phrases.c is linked for its keys and rules; its tables are what is made here. */
const struct phrases_language phrases_languages[] = {{.code = ""}};
const int phrases_language_count = 0;
const char phrases_bytes[] = "";

static struct arena arena;
static struct buffer bytes;
static struct phrases_heard heard[HEARD_MAX];
static size_t heard_count;
static char codes[PHRASES_LANGUAGES_MAX][LANGUAGE_CODE_BYTES];
static uint32_t *starts[PHRASES_LANGUAGES_MAX];
static int languages;
static const char *path;

static void fail(unsigned line, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fprintf(stderr, "%s:%u: ", path, line);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    exit(1);
}

static uint32_t keep(struct faqbot_view text)
{
    uint32_t start = (uint32_t)bytes.size;
    buffer_add(&bytes, text);
    buffer_add_byte(&bytes, '\0');
    return start;
}

static struct faqbot_view read_file(void)
{
    FILE *file = fopen(path, "rb");
    char *text = arena_alloc(&arena, FILE_BYTES_MAX);
    if (file == NULL || text == NULL) {
        fail(0, "cannot be read");
    }
    size_t size = fread(text, 1, FILE_BYTES_MAX, file);
    if (size == FILE_BYTES_MAX || ferror(file) || !utf8_is_valid(view_make(text, size))) {
        fail(0, "too long, or no UTF-8");
    }
    fclose(file);
    return view_make(text, size);
}

/* ==== Sentences ======================================================================================= */

static void take_sentence(enum phrase phrase, int form, const struct yaml_tree *value)
{
    struct faqbot_view wrong = phrases_wrong_placeholder(phrase, value->text);
    size_t slot = phrases_slot(phrase) + (size_t)form;
    if (value->type != YAML_TEXT || view_is_empty(view_trim(value->text))) {
        fail(value->line, "%s must be a sentence", phrases_key(phrase));
    }
    if (!view_is_empty(wrong)) {
        fail(value->line, "%s: the placeholder {%.*s} must be there once, and no other but {%s}",
             phrases_key(phrase), VIEW_ARGS(wrong), phrases_placeholders(phrase));
    }
    if (starts[languages][slot] != 0) {
        fail(value->line, "%s is there twice", phrases_key(phrase));
    }
    starts[languages][slot] = keep(value->text);
}

static void take_forms(enum phrase phrase, const struct yaml_tree *forms)
{
    struct faqbot_view code = view_of(codes[languages]);
    for (const struct yaml_tree *form = yaml_first(forms); form != NULL; form = form->next) {
        int plural = PLURAL_ZERO;
        while (plural < PLURALS && !view_equals_text(form->key, phrases_plural_name((enum plural)plural))) {
            plural++;
        }
        if (plural == PLURALS || !phrases_has_plural(code, (enum plural)plural)) {
            fail(form->line, "%s: the language has no plural form \"%.*s\"", phrases_key(phrase),
                 VIEW_ARGS(form->key));
        }
        take_sentence(phrase, plural, form);
    }
    for (int plural = PLURAL_ZERO; plural < PLURALS; plural++) {
        if (phrases_has_plural(code, (enum plural)plural) &&
            yaml_member(forms, phrases_plural_name((enum plural)plural)) == NULL) {
            fail(forms->line, "%s lacks the plural form \"%s\"", phrases_key(phrase),
                 phrases_plural_name((enum plural)plural));
        }
    }
}

/* ==== Small talk ====================================================================================== */

static void take_text(size_t kind, struct faqbot_view text, unsigned line)
{
    struct buffer normal;
    buffer_init_in(&normal, &arena, SIZE_MAX);
    if (!phrases_normalise(&arena, text, &normal) || normal.size == 0 || normal.size > UINT8_MAX ||
        heard_count == HEARD_MAX) {
        fail(line, "this must be a short text");
    }
    heard[heard_count++] = (struct phrases_heard){.start = keep(buffer_view(&normal)),
                                                  .size = (uint8_t)normal.size,
                                                  .kind = (uint8_t)kind,
                                                  .languages = (uint64_t)1 << languages};
}

/* "what's" is "what" for the search, and who leaves out the apostrophe writes "whats": both are heard. */
static void take_heard(size_t kind, const struct yaml_tree *text)
{
    struct buffer bare;
    buffer_init_in(&bare, &arena, SIZE_MAX);
    if (text->type != YAML_TEXT) {
        fail(text->line, "this must be a text");
    }
    take_text(kind, text->text, text->line);
    for (size_t i = 0; i < text->text.size; i++) {
        if (text->text.bytes[i] != '\'') {
            buffer_add_byte(&bare, text->text.bytes[i]);
        }
    }
    if (bare.size < text->text.size) {
        take_text(kind, buffer_view(&bare), text->line);
    }
}

static size_t kind_of(const struct yaml_tree *list)
{
    size_t kind = 0;
    while (kind < SMALL_TALK_EMOJI && !view_equals_text(list->key, small_talk_name((enum small_talk)kind))) {
        kind++;
    }
    if (kind == SMALL_TALK_EMOJI && !view_equals_text(list->key, "beside")) {
        fail(list->line, "there is no small talk \"%.*s\"", VIEW_ARGS(list->key));
    }
    return kind == SMALL_TALK_EMOJI ? SMALL_TALK_KINDS : kind;
}

static void take_lists(const struct yaml_tree *lists)
{
    for (size_t kind = 0; kind < SMALL_TALK_EMOJI; kind++) {
        if (yaml_first(yaml_member(lists, small_talk_name((enum small_talk)kind))) == NULL) {
            fail(lists->line, "`heard` lacks a list of \"%s\"", small_talk_name((enum small_talk)kind));
        }
    }
    for (const struct yaml_tree *list = yaml_first(lists); list != NULL; list = list->next) {
        size_t kind = kind_of(list);
        for (const struct yaml_tree *text = yaml_first(list); text != NULL; text = text->next) {
            take_heard(kind, text);
        }
    }
}

/* ==== A file ========================================================================================== */

static void take_code(void)
{
    const char *slash = strrchr(path, '/');
    struct faqbot_view name = view_of(slash == NULL ? path : slash + 1);
    char code[LANGUAGE_CODE_BYTES];
    name = view_slice(name, 0, view_find(name, '.'));
    language_code(name, code);
    if (languages == PHRASES_LANGUAGES_MAX || !view_equals_text(name, code)) {
        fail(0, "the name must be a language's code, as language_code() has it");
    }
    memcpy(codes[languages], code, sizeof code);
    starts[languages] = arena_alloc_array(&arena, phrases_slot(PHRASE_COUNT), sizeof(uint32_t));
}

static void take_member(const struct yaml_tree *value)
{
    enum phrase phrase = phrases_find(value->key);
    if (view_equals_text(value->key, "heard")) {
        take_lists(value);
    } else if (phrase == PHRASE_COUNT) {
        fail(value->line, "there is no sentence \"%.*s\"", VIEW_ARGS(value->key));
    } else if (phrases_is_counted(phrase)) {
        take_forms(phrase, value);
    } else {
        take_sentence(phrase, 0, value);
    }
}

static void take_file(void)
{
    struct yaml_failure failure;
    const struct yaml_tree *document = yaml_first(yaml_read(read_file(), true, &arena, &failure));
    if (failure.problem != YAML_FINE || document == NULL || document->type != YAML_MAPPING) {
        fail(failure.line, "%s", failure.problem == YAML_FINE ? "there is no mapping" : failure.sentence);
    }
    take_code();
    for (const struct yaml_tree *value = yaml_first(document); value != NULL; value = value->next) {
        take_member(value);
    }
    for (int i = 0; i < PHRASE_COUNT; i++) {
        if (yaml_member(document, phrases_key((enum phrase)i)) == NULL) {
            fail(0, "the sentence \"%s\" is missing", phrases_key((enum phrase)i));
        }
    }
    if (yaml_member(document, "heard") == NULL) {
        fail(0, "`heard` is missing");
    }
    languages++;
}

/* ==== The tables ====================================================================================== */

static struct faqbot_view text_of(const struct phrases_heard *row)
{
    return view_make(bytes.bytes + row->start, row->size);
}

static int compare_rows(const void *left, const void *right)
{
    const struct phrases_heard *one = left;
    const struct phrases_heard *other = right;
    int order = view_compare(text_of(one), text_of(other));
    return order != 0 ? order : (int)one->kind - (int)other->kind;
}

/* Sorts the rows and joins those that are the same text of the same kind in several languages. */
static void join_rows(void)
{
    size_t kept = 0;
    qsort(heard, heard_count, sizeof *heard, compare_rows);
    for (size_t i = 0; i < heard_count; i++) {
        if (kept > 0 && compare_rows(&heard[kept - 1], &heard[i]) == 0) {
            heard[kept - 1].languages |= heard[i].languages;
        } else {
            heard[kept++] = heard[i];
        }
    }
    heard_count = kept;
}

static void write_tables(void)
{
    printf("#include \"phrases/phrases.h\"\nconst char phrases_bytes[] = {");
    for (size_t i = 0; i < bytes.size; i++) {
        printf("%d,%s", (signed char)bytes.bytes[i], i % 40 == 39 ? "\n" : "");
    }
    printf("};\n");
    for (int i = 0; i < languages; i++) {
        printf("static const uint32_t starts_%s[] = {", codes[i]);
        for (size_t j = 0; j < phrases_slot(PHRASE_COUNT); j++) {
            printf("%" PRIu32 ",", starts[i][j]);
        }
        printf("};\n");
    }
    printf("const struct phrases_language phrases_languages[] = {\n");
    for (int i = 0; i < languages; i++) {
        printf("{\"%s\", starts_%s},\n", codes[i], codes[i]);
    }
    printf("};\nconst int phrases_language_count = %d;\nconst struct phrases_heard phrases_heard[] = {\n",
           languages);
    for (size_t i = 0; i < heard_count; i++) {
        printf("{%" PRIu32 ", %d, %d, %" PRIu64 "u},\n", heard[i].start, heard[i].size, heard[i].kind,
               heard[i].languages);
    }
    printf("};\nconst size_t phrases_heard_count = %zu;\n", heard_count);
}

/* The order of the files is that of the languages: English first, which others fall back to. */
int main(int count, char **files)
{
    arena_init(&arena, SIZE_MAX);
    buffer_init(&bytes, BYTES_MAX);
    buffer_add_byte(&bytes, '\0'); /* so that no sentence starts at 0 */
    for (int i = 1; i < count; i++) {
        path = files[i];
        take_file();
    }
    join_rows();
    write_tables();
    return bytes.failed || fflush(stdout) != 0 || ferror(stdout);
}
