/* kb/article.c - what the entries of one article share. Not which sections become entries: that is
 * markdown.c's and passage.c's. */
#include "kb/kb_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* ==== heading =========================================================================================== */

/* What a heading says of the text under it: its id, and whether it asks. Not about sections. */

/* Whether the text ends in a question mark, of any script that has its own. */
static bool heading_is_question(struct faqbot_view text)
{
    /* ASCII, full width (Chinese, Japanese), Arabic, Armenian, Ethiopic. The Greek one is a semicolon, so it is not. */
    static const char *const marks[] = {"?", "\xef\xbc\x9f", "\xd8\x9f", "\xd5\x9e", "\xe1\x8d\xa7"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (view_ends_with(text, marks[i])) {
            return true;
        }
    }
    return false;
}

/* Equal but for ASCII case, and a colon at the end. */
static bool is_called(struct faqbot_view text, const char *name)
{
    if (view_ends_with(text, ":")) {
        text = view_trim(view_slice(text, 0, text.size - 1));
    }
    return ascii_equals(text, view_of(name));
}

/* Splits `{#id}` off the end of the text. */
static void split_id(struct kb_reader *reader, struct heading *heading)
{
    struct faqbot_view text = heading->text;
    size_t start = text.size;
    if (!view_ends_with(text, "}")) {
        return;
    }
    while (start > 0 && text.bytes[start - 1] != '{') {
        start--;
    }
    if (start == 0 || start + 1 >= text.size || text.bytes[start] != '#') {
        return;
    }
    struct faqbot_view id = view_slice(text, start + 1, text.size - start - 2);
    const char *complaint = field_id_complaint(id);
    heading->text = view_trim(view_slice(text, 0, start - 1));
    if (complaint == NULL) {
        heading->id = id;
    } else if (reader != NULL) {
        kb_reader_warning(reader, "id", heading->place.path, heading->place.line,
                          "the id \"%.*s\" %s; choose another. One is made from the heading meanwhile",
                          VIEW_ARGS(id), complaint);
    }
}

bool heading_read(struct kb_reader *reader, struct arena *arena, const char *path, unsigned line_before,
                  cmark_node *node, struct heading *heading)
{
    struct buffer plain;
    buffer_init(&plain, 2 * KB_FILE_BYTES_MAX);
    answer_plain_text(node, &plain);
    *heading = (struct heading){.level = cmark_node_get_heading_level(node),
                                .place = {path, line_before + (unsigned)cmark_node_get_start_line(node)}};
    bool copied = !plain.failed && field_clean(arena, view_trim(buffer_view(&plain)), false, &heading->text);
    buffer_release(&plain);
    if (!copied) {
        return false;
    }
    split_id(reader, heading);
    struct faqbot_view first = utf8_first(heading->text, HEADING_CHARACTERS_MAX);
    if (first.size < heading->text.size && reader != NULL) {
        kb_reader_warning(reader, "long-heading", path, heading->place.line,
                          "the heading has more than %d characters and is cut; shorten it",
                          HEADING_CHARACTERS_MAX);
    }
    heading->is_question = heading_is_question(heading->text);
    heading->text = view_trim(first); /* the cut may stand amid blanks */
    heading->is_faq =
        is_called(first, "faq") || is_called(first, "faqs") || is_called(first, "frequently asked questions");
    heading->is_disclaimer = is_called(first, "disclaimer");
    return true;
}

/* ==== slugs ============================================================================================= */

/* The automatic ids of one article. Ids that authors set are not looked at: two equal ones are an error,
 * not a case for a number. */

#define SLUG_BYTES_MAX 80
#define SLUGS_BYTES_MAX ((size_t)64 * 1024 * 1024)

static void slug_set_init(struct slug_set *slugs)
{
    *slugs = (struct slug_set){0};
    string_table_init(&slugs->given, SLUGS_BYTES_MAX);
    buffer_init(&slugs->slug, 4096);
}

static void slug_set_release(struct slug_set *slugs)
{
    string_table_release(&slugs->given);
    free(slugs->last);
    buffer_release(&slugs->slug);
    slug_set_init(slugs);
}

/* The number of a slug, and whether it is new; STRING_TABLE_NONE: no memory. */
static uint32_t give(struct slug_set *slugs, bool *is_new)
{
    uint32_t before = slugs->given.count;
    uint32_t number = string_table_add(&slugs->given, buffer_view(&slugs->slug));
    *is_new = slugs->given.count > before;
    if (number == STRING_TABLE_NONE || slugs->slug.failed) {
        return STRING_TABLE_NONE;
    }
    if (number >= slugs->capacity) {
        size_t capacity = slugs->capacity == 0 ? 64 : 2 * slugs->capacity;
        unsigned *last = realloc(slugs->last, capacity * sizeof *last);
        if (last == NULL) {
            return STRING_TABLE_NONE;
        }
        slugs->last = last;
        slugs->capacity = capacity;
    }
    if (*is_new) {
        slugs->last[number] = 1;
    }
    return number;
}

/* Appends the slug of `heading` to `out`: "section" where it has no letter, and with "-2", "-3" ... where the article
 * had it before. False: no memory. */
static bool slug_set_add(struct slug_set *slugs, struct faqbot_view heading, struct buffer *out)
{
    buffer_reset(&slugs->slug);
    slug_add(heading, SLUG_BYTES_MAX, &slugs->slug);
    if (slugs->slug.size == 0) {
        buffer_add_text(&slugs->slug, "section");
    }
    size_t size = slugs->slug.size;
    bool is_new;
    uint32_t first = give(slugs, &is_new);
    uint32_t number = first;
    /* A heading may well end in "-2" by itself, so what a number makes is looked up like any other. */
    while (number != STRING_TABLE_NONE && !is_new) {
        buffer_truncate(&slugs->slug, size);
        buffer_add_byte(&slugs->slug, '-');
        buffer_add_number(&slugs->slug, ++slugs->last[first]);
        number = give(slugs, &is_new);
    }
    buffer_add(out, buffer_view(&slugs->slug));
    return number != STRING_TABLE_NONE;
}

/* ==== article =========================================================================================== */

#define PATH_PART_BYTES_MAX 300 /* of one heading within a heading path */
#define ID_BUFFER_BYTES 4096

void article_init(struct article *article, struct kb_reader *reader, const char *path)
{
    *article = (struct article){.reader = reader, .path = path};
    commonmark_init(&article->commonmark);
    slug_set_init(&article->slugs);
    buffer_init(&article->id, ID_BUFFER_BYTES);
}

void article_release(struct article *article)
{
    commonmark_release(&article->commonmark);
    slug_set_release(&article->slugs);
    buffer_release(&article->id);
}

void article_find_stem(struct article *article)
{
    if (!view_is_empty(article->front.id)) {
        article->stem = article->front.id;
        return;
    }
    const char *slash = strrchr(article->path, '/');
    struct faqbot_view name = view_of(slash == NULL ? article->path : slash + 1);
    name = view_slice(name, 0, view_ends_with(name, ".md") ? name.size - 3 : name.size);
    if (field_id_complaint(name) == NULL && name.size <= FRONTMATTER_STEM_BYTES_MAX) {
        article->stem = name;
        return;
    }
    buffer_reset(&article->id);
    slug_add(name, FRONTMATTER_STEM_BYTES_MAX, &article->id);
    if (article->id.size == 0) {
        buffer_add_text(&article->id, "article");
    }
    kb_reader_check_memory(article->reader,
                           !article->id.failed && arena_copy(&article->reader->arena,
                                                             buffer_view(&article->id), &article->stem));
}

unsigned article_line(const struct article *article, cmark_node *node)
{
    return article->line_before + (unsigned)cmark_node_get_start_line(node);
}

static struct answer_source source_of(const struct article *article)
{
    return (struct answer_source){.arena = &article->reader->entry_arena,
                                  .reporter = article->reader->reporter,
                                  .sink = article->reader->sink,
                                  .path = article->path,
                                  .line_before = article->line_before};
}

bool article_convert(struct article *article, cmark_node *block)
{
    struct answer *answer = &article->reader->answer;
    const struct answer_source source = source_of(article);
    answer_add_block(answer, &source, block);
    if (answer->too_long) {
        kb_reader_error(article->reader, "long-answer", article->path, article_line(article, block),
                        "the text under this heading is too long and is left out; divide it by headings");
    }
    return kb_reader_check_memory(article->reader, !answer->no_memory) && !answer->too_long;
}

void article_narrate(struct article *article, size_t start)
{
    struct kb_reader *reader = article->reader;
    buffer_reset(&reader->text);
    if (start < reader->answer.count) { /* without nodes there may be no array to point into */
        rich_to_text(reader->answer.nodes + start, reader->answer.count - start, &reader->text);
    }
    kb_reader_check_memory(reader, !reader->text.failed);
}

void article_name_section(struct article *article, const struct heading *heading)
{
    bool has_memory = true;
    buffer_reset(&article->id);
    if (heading != NULL && !view_is_empty(heading->id)) {
        buffer_add(&article->id, heading->id);
    } else {
        buffer_add(&article->id, article->stem);
        buffer_add_byte(&article->id, '/');
        has_memory =
            slug_set_add(&article->slugs, heading == NULL ? article->title : heading->text, &article->id);
    }
    kb_reader_check_memory(article->reader, has_memory && !article->id.failed);
}

void article_join_path(const struct article *article, size_t depth, struct faqbot_view *joined)
{
    const size_t room = (size_t)ARTICLE_LEVELS * (PATH_PART_BYTES_MAX + 3);
    char *bytes = arena_alloc(&article->reader->entry_arena, room);
    size_t used = 0;
    assert(depth <= ARTICLE_LEVELS);
    if (!kb_reader_check_memory(article->reader, bytes != NULL)) {
        return;
    }
    for (size_t i = 0; i < depth; i++) {
        struct faqbot_view text = article->headings[i].text;
        if (!article->in_path[i] || view_is_empty(text)) {
            continue;
        }
        if (text.size > PATH_PART_BYTES_MAX) {
            text = view_trim(utf8_first(text, PATH_PART_BYTES_MAX / 4));
        }
        assert(text.size + 3 <= room - used);
        memcpy(bytes + used, " > ", used > 0 ? 3 : 0);
        used += used > 0 ? 3 : 0;
        memcpy(bytes + used, text.bytes, text.size);
        used += text.size;
    }
    *joined = view_make(bytes, used);
}

void article_emit(const struct article *article, struct entry *entry, size_t count)
{
    entry->title = article->title;
    entry->url = article->front.url;
    entry->lang = article->front.lang;
    entry->tags = article->front.tags;
    entry->updated = article->front.updated;
    entry->review_by = article->front.review_by;
    entry->related = article->front.related;
    entry->related_count = article->front.related_count;
    entry->related_line = article->front.related_line;
    entry->review_by_line = article->front.review_by_line;
    entry->path = article->path;
    entry->nodes = article->reader->answer.nodes;
    entry->node_count = count;
    if (!view_is_empty(article->disclaimer)) {
        entry->disclaimer = article->disclaimer;
        entry->disclaimer_id = article->stem;
    }
    kb_reader_emit(article->reader, entry);
}

/* ==== also ============================================================================================== */

/* The `- also:` lines under a question. Not about what phrasings are good for. */

static const char also[] = "also:";

static bool is_bullets(cmark_node *block)
{
    return block != NULL && cmark_node_get_type(block) == CMARK_NODE_LIST &&
           cmark_node_get_list_type(block) == CMARK_BULLET_LIST;
}

/* The paragraph of an `also:` item, or NULL where the item is none. */
static cmark_node *also_paragraph(cmark_node *item)
{
    cmark_node *paragraph = item == NULL ? NULL : cmark_node_first_child(item);
    if (paragraph == NULL || cmark_node_get_type(paragraph) != CMARK_NODE_PARAGRAPH) {
        return NULL;
    }
    cmark_node *text = cmark_node_first_child(paragraph);
    bool is_also = text != NULL && cmark_node_get_type(text) == CMARK_NODE_TEXT &&
                   ascii_compare(cmark_node_get_literal(text), also, sizeof also - 1) == 0;
    return is_also ? paragraph : NULL;
}

bool alt_questions_is_line(cmark_node *block)
{
    return is_bullets(block) && also_paragraph(cmark_node_first_child(block)) != NULL;
}

static size_t count_items(cmark_node *block, cmark_node *end)
{
    size_t count = 0;
    for (; block != end && alt_questions_is_line(block); block = cmark_node_next(block)) {
        for (cmark_node *item = cmark_node_first_child(block); item != NULL; item = cmark_node_next(item)) {
            count++;
        }
    }
    return count;
}

/* Reads one phrasing; empty where there is none. False: no memory. */
static bool read_phrasing(struct kb_reader *reader, struct source_place place, cmark_node *paragraph,
                          struct faqbot_view *phrasing)
{
    buffer_reset(&reader->text);
    answer_plain_text(paragraph, &reader->text);
    struct faqbot_view text = buffer_view(&reader->text);
    text = view_trim(view_slice(text, sizeof also - 1, text.size));
    if (reader->text.failed || !field_clean(&reader->entry_arena, text, false, phrasing)) {
        return false;
    }
    if (view_is_empty(text)) {
        kb_reader_warning(reader, "empty-also", place.path, place.line,
                          "there is no phrasing behind also:; write one, or take the line out");
    } else if (cmark_node_get_end_line(paragraph) > cmark_node_get_start_line(paragraph) ||
               cmark_node_next(paragraph) != NULL) {
        kb_reader_warning(
            reader, "long-also", place.path, place.line,
            "the phrasing goes on in the next line; write it in one line, and leave an empty line before "
            "the answer");
    }
    return true;
}

static void drop(cmark_node *node)
{
    cmark_node_unlink(node);
    cmark_node_free(node);
}

/* Takes the items off one list, into `phrasings`, which has `room`. *more is false where others follow, which belong to
 * the answer. */
static bool take_items(struct kb_reader *reader, const char *path, unsigned line_before, cmark_node *list,
                       struct faqbot_view *phrasings, size_t room, size_t *count, bool *more)
{
    cmark_node *item;
    cmark_node *paragraph;
    while ((item = cmark_node_first_child(list)) != NULL && (paragraph = also_paragraph(item)) != NULL) {
        const struct source_place place = {path, line_before + (unsigned)cmark_node_get_start_line(item)};
        if (*count == KB_PHRASINGS_MAX) {
            kb_reader_error(reader, "many-phrasings", place.path, place.line,
                            "the question has more than %d phrasings; those from here on are left out",
                            KB_PHRASINGS_MAX);
            break;
        }
        assert(*count < room);
        if (!read_phrasing(reader, place, paragraph, &phrasings[*count])) {
            return false;
        }
        *count += !view_is_empty(phrasings[*count]);
        drop(item);
    }
    while (item != NULL && also_paragraph(item) != NULL) {
        drop(item);
        item = cmark_node_first_child(list);
    }
    *more = item == NULL;
    if (item != NULL) {
        kb_reader_warning(
            reader, "mixed-also", path, line_before + (unsigned)cmark_node_get_start_line(item),
            "this item stands in a list of also: lines but is none, and is taken for the answer; begin it "
            "with also:, or divide the list by a paragraph");
    }
    return true;
}

bool alt_questions_parse(struct kb_reader *reader, const char *path, unsigned line_before, cmark_node **first,
                         cmark_node *end, struct faqbot_view **phrasings, size_t *count)
{
    size_t room = count_items(*first, end);
    room = room < KB_PHRASINGS_MAX ? room : KB_PHRASINGS_MAX;
    *phrasings = arena_alloc_array(&reader->entry_arena, room + 1, sizeof **phrasings);
    *count = 1;
    if (*phrasings == NULL) {
        return false;
    }
    for (bool more = true; more && *first != end && alt_questions_is_line(*first);) {
        cmark_node *list = *first;
        if (!take_items(reader, path, line_before, list, *phrasings, room + 1, count, &more)) {
            return false;
        }
        if (more) {
            *first = cmark_node_next(list);
            drop(list);
        }
    }
    return true;
}

/* ==== passage =========================================================================================== */

/* The text under a heading that asks nothing, in parts of a size that an answer can have. */

static size_t count_words(struct faqbot_view text)
{
    size_t words = 0;
    bool within = false;
    for (size_t i = 0; i < text.size; i++) {
        bool space = text.bytes[i] == ' ' || text.bytes[i] == '\n' || text.bytes[i] == '\t';
        words += !space && !within;
        within = !space;
    }
    return words;
}

/* A passage that is being gathered, block by block. The last unit is the block that was added last, with those before
 * it that announce what follows them ("these are:"): they are never parted. */
struct passage {
    struct entry entry;
    size_t part;  /* parts handed on */
    size_t words; /* gathered */
    size_t unit;  /* the node that the last unit begins with */
    size_t unit_words;
    unsigned unit_line;
    bool announces;
};

/* Hands on what is gathered, the nodes before `end`, and moves what is behind it to the front. */
static void emit_part(struct article *article, struct passage *passage, size_t end)
{
    struct answer *answer = &article->reader->answer;
    size_t size = article->id.size;
    if (++passage->part > 1) {
        buffer_add_byte(&article->id, '~');
        buffer_add_number(&article->id, passage->part);
    }
    kb_reader_check_memory(article->reader, !article->id.failed);
    passage->entry.id = buffer_view(&article->id);
    article_emit(article, &passage->entry, end);
    buffer_truncate(&article->id, size);
    answer->count -= end;
    if (answer->count > 0) {
        memmove(answer->nodes, answer->nodes + end, answer->count * sizeof *answer->nodes);
    }
    passage->words = passage->unit_words;
    passage->unit = 0;
}

/* Adds a block to the passage, which is handed on first where it would become too long, or where each block is to
 * stand alone. */
static void add_to_passage(struct article *article, struct passage *passage, cmark_node *block, bool alone)
{
    struct kb_reader *reader = article->reader;
    size_t before = reader->answer.count;
    if (!article_convert(article, block) || reader->answer.count == before) {
        reader->answer.count = before;
        reader->answer.too_long = false;
        return;
    }
    article_narrate(article, before);
    struct faqbot_view text = buffer_view(&reader->text);
    if (!passage->announces) {
        passage->unit = before;
        passage->unit_words = 0;
        passage->unit_line = article_line(article, block);
    }
    passage->announces = view_ends_with(text, ":");
    passage->unit_words += count_words(text);
    passage->words += count_words(text);
    if (passage->unit > 0 && (alone || passage->words > KB_PASSAGE_WORDS)) {
        emit_part(article, passage, passage->unit);
    }
    if (passage->unit == 0) {
        passage->entry.line = passage->unit_line;
    }
}

void passage_read(struct article *article, const struct section *section, const struct heading *heading)
{
    bool unasked = heading != NULL && heading->is_faq;
    struct faqbot_view phrasing = heading == NULL || unasked ? view_make(NULL, 0) : heading->text;
    struct passage passage = {.entry = {.kind = ENTRY_PASSAGE, .phrasings = &phrasing, .phrasing_count = 1}};
    article_join_path(article, article->depth, &passage.entry.section);
    if (section->first != section->end) { /* a name that is not needed must not be given */
        article_name_section(article, heading);
    }
    for (cmark_node *block = section->first; block != section->end && article->reader->status == FAQBOT_OK;
         block = cmark_node_next(block)) {
        if (unasked) {
            kb_reader_warning(
                article->reader, "answer-without-question", article->path, article_line(article, block),
                "this text stands under \"%.*s\" without a question; put a heading above it that asks what "
                "it answers",
                VIEW_ARGS(heading->text));
        }
        add_to_passage(article, &passage, block, unasked);
    }
    size_t rest = article->reader->answer.count;
    if (rest > 0) {
        emit_part(article, &passage, rest);
    }
}
