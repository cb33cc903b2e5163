/* kb/markdown.c - an article of Markdown as entries: what is a question, what a passage, and what neither.
 * The front matter is frontmatter.c's, the answers' own mark-up answer.c's. */
#include "kb/kb_internal.h"

static bool is_heading(cmark_node *node)
{
    return cmark_node_get_type(node) == CMARK_NODE_HEADING;
}

static struct section section_at(cmark_node *start)
{
    struct section section = {.heading = start != NULL && is_heading(start) ? start : NULL};
    section.first = section.heading == NULL ? start : cmark_node_next(start);
    section.end = section.first;
    while (section.end != NULL && !is_heading(section.end)) {
        section.end = cmark_node_next(section.end);
    }
    return section;
}

static void emit_question(struct article *article, const struct section *section,
                          const struct heading *heading, struct faqbot_view *phrasings, size_t count)
{
    struct kb_reader *reader = article->reader;
    struct entry entry = {
        .kind = ENTRY_FAQ, .phrasings = phrasings, .phrasing_count = count, .line = heading->place.line};
    phrasings[0] = heading->text;
    bool fits = true;
    for (cmark_node *block = section->first; block != section->end && fits; block = cmark_node_next(block)) {
        if (alt_questions_is_line(block)) {
            kb_reader_warning(
                reader, "stray-also", article->path, article_line(article, block),
                "these also: lines stand behind the answer's beginning and are shown with it; move them "
                "directly under the question");
        }
        fits = article_convert(article, block);
    }
    if (!fits) {
        return;
    }
    if (reader->answer.count == 0) {
        bool has_parts = section->end != NULL && cmark_node_get_heading_level(section->end) > heading->level;
        if (!has_parts || count > 1) {
            kb_reader_error(
                reader, "question-without-answer", article->path, heading->place.line,
                "\"%.*s\" has no answer; write one under it, behind an empty line if it has also: lines",
                VIEW_ARGS(heading->text));
        }
        return;
    }
    article_join_path(article, article->depth - 1, &entry.section);
    article_name_section(article, heading);
    entry.id = buffer_view(&article->id);
    article_emit(article, &entry, reader->answer.count);
}

/* Puts the heading on the path, in place of those that it ends. */
static void enter_heading(struct article *article, const struct heading *heading, bool is_title)
{
    while (article->depth > 0 && article->headings[article->depth - 1].level >= heading->level) {
        article->depth--;
    }
    article->in_path[article->depth] = !is_title && !heading->is_faq; /* "FAQ" tells a visitor nothing */
    article->headings[article->depth++] = *heading;
}

static bool is_below_faq(const struct article *article)
{
    for (size_t i = 0; i + 1 < article->depth; i++) {
        if (article->headings[i].is_faq) {
            return true;
        }
    }
    return false;
}

static void read_section(struct article *article, struct section *section)
{
    struct kb_reader *reader = article->reader;
    answer_reset(&reader->answer);
    arena_reset(&reader->entry_arena);
    if (section->heading == NULL) {
        passage_read(article, section, NULL);
        return;
    }
    struct heading heading;
    bool is_title = section->heading == article->title_heading;
    if (!kb_reader_check_memory(reader, heading_read(reader, &reader->arena, article->path,
                                                     article->line_before, section->heading, &heading))) {
        return;
    }
    enter_heading(article, &heading, is_title);
    if (heading.is_disclaimer && !is_title) {
        return;
    }
    struct faqbot_view *phrasings;
    size_t count;
    if (!kb_reader_check_memory(reader,
                                alt_questions_parse(reader, article->path, article->line_before,
                                                    &section->first, section->end, &phrasings, &count))) {
        return;
    }
    if ((heading.is_question || is_below_faq(article)) && !heading.is_faq && !view_is_empty(heading.text)) {
        emit_question(article, section, &heading, phrasings, count);
        return;
    }
    if (count > 1) {
        kb_reader_warning(
            reader, "also-without-question", article->path, heading.place.line,
            "the also: lines under \"%.*s\" are passed over, because it is no question; end it with a "
            "question mark, or move it below a heading called FAQ",
            VIEW_ARGS(heading.text));
    }
    passage_read(article, section, &heading);
}

/* Takes the text of a disclaimer section, unless there is one already. */
static void take_disclaimer(struct article *article, const struct section *section)
{
    struct kb_reader *reader = article->reader;
    if (!view_is_empty(article->disclaimer)) {
        kb_reader_warning(reader, "two-disclaimers", article->path, article_line(article, section->heading),
                          "the article has a disclaimer already, and this one is passed over; keep one");
        return;
    }
    answer_reset(&reader->answer);
    bool fits = true;
    for (cmark_node *block = section->first; block != section->end && fits; block = cmark_node_next(block)) {
        fits = article_convert(article, block);
    }
    if (fits) {
        article_narrate(article, 0);
        kb_reader_check_memory(reader,
                               arena_copy(&reader->arena, buffer_view(&reader->text), &article->disclaimer));
    }
}

/* Finds what the entries need to know beforehand: the title and the disclaimer. */
static void survey(struct article *article, cmark_node *document)
{
    struct kb_reader *reader = article->reader;
    for (cmark_node *node = cmark_node_first_child(document); node != NULL && reader->status == FAQBOT_OK;) {
        const struct section section = section_at(node);
        node = section.end;
        if (section.heading == NULL) {
            continue;
        }
        struct heading heading;
        arena_reset(&reader->entry_arena);
        if (!kb_reader_check_memory(reader, heading_read(NULL, &reader->entry_arena, article->path, 0,
                                                         section.heading, &heading))) {
            return;
        }
        if (heading.level == 1 && article->title_heading == NULL) {
            article->title_heading = section.heading;
            if (view_is_empty(article->title)) {
                kb_reader_check_memory(reader, arena_copy(&reader->arena, heading.text, &article->title));
            }
        } else if (heading.is_disclaimer) {
            take_disclaimer(article, &section);
        }
    }
}

static void read_document(struct article *article, cmark_node *document)
{
    survey(article, document);
    if (view_is_empty(article->title)) {
        article->title = article->stem;
    }
    for (cmark_node *node = cmark_node_first_child(document);
         node != NULL && article->reader->status == FAQBOT_OK;) {
        struct section section = section_at(node);
        node = section.end;
        read_section(article, &section);
    }
}

static void read_body(struct article *article, struct faqbot_view body)
{
    if (answer_is_laborious(body)) {
        kb_reader_error(
            article->reader, "many-images", article->path, 0,
            "a paragraph has thousands of images in it, and the article is left out; divide it by "
            "empty lines");
        return;
    }
    article->title = article->front.title;
    article->disclaimer = article->front.disclaimer;
    cmark_node *document = NULL;
    article_find_stem(article);
    enum faqbot_status status = commonmark_parse(&article->commonmark, body, &document);
    if (status == FAQBOT_LIMIT) {
        kb_reader_error(
            article->reader, "much-markup", article->path, 0,
            "its mark-up takes more than %zu MiB of memory, and the article is left out; divide it "
            "into several files",
            COMMONMARK_BYTES_MAX >> 20);
        return;
    }
    if (kb_reader_check_memory(article->reader, status == FAQBOT_OK)) {
        read_document(article, document);
    }
}

enum faqbot_status markdown_read(struct kb_reader *reader, const char *path, struct faqbot_view text)
{
    struct article article;
    struct faqbot_view yaml;
    struct faqbot_view body;
    unsigned body_line;
    arena_reset(&reader->arena);
    if (!frontmatter_split(text, &yaml, &body, &body_line)) {
        kb_reader_error(
            reader, "open-front-matter", path, 1,
            "the front matter that begins here has no end; close it with a line ---, or write *** where a "
            "rule is meant. The article is left out");
        return reader->status;
    }
    article_init(&article, reader, path);
    article.line_before = body_line - 1;
    if (frontmatter_read(reader, path, yaml, &article.front) && !article.front.draft) {
        read_body(&article, body);
    }
    article_release(&article);
    return reader->status;
}
