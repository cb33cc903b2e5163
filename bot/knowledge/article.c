/* knowledge/article.c - what the entries of one article share. Not which sections become entries: that is
 * markdown.c's and passage.c's. */
#include "knowledge/article.h"

#include <assert.h>
#include <string.h>

#include "text/rich.h"
#include "text/slug.h"
#include "text/utf8.h"

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
