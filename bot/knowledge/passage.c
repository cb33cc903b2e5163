/* knowledge/passage.c - the text under a heading that asks nothing, in parts of a size that an answer can have. */
#include "knowledge/passage.h"

#include <string.h>

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
