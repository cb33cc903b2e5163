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
static enum faqbot_status emit_part(struct article *article, struct passage *passage, size_t end)
{
    struct answer *answer = &article->reader->answer;
    size_t size = article->id.size;
    if (++passage->part > 1) {
        buffer_add_byte(&article->id, '~');
        buffer_add_number(&article->id, passage->part);
    }
    if (article->id.failed) {
        return FAQBOT_NO_MEMORY;
    }
    passage->entry.id = buffer_view(&article->id);
    enum faqbot_status status = article_emit(article, &passage->entry, end);
    buffer_cut(&article->id, size);
    answer->count -= end;
    if (answer->count > 0) {
        memmove(answer->nodes, answer->nodes + end, answer->count * sizeof *answer->nodes);
    }
    passage->words = passage->unit_words;
    passage->unit = 0;
    return status;
}

/* Adds a block to the passage, which is handed on first where it would become too long, or where each block is to
 * stand alone. */
static enum faqbot_status add_to_passage(struct article *article, struct passage *passage, cmark_node *block,
                                         bool alone)
{
    struct reader *reader = article->reader;
    size_t before = reader->answer.count;
    bool fits;
    enum faqbot_status status = article_convert(article, block, &fits);
    if (status != FAQBOT_OK || !fits || reader->answer.count == before) {
        reader->answer.count = status == FAQBOT_OK && !fits ? before : reader->answer.count;
        reader->answer.too_long = false;
        return status;
    }
    if (!article_narrate(article, before)) {
        return FAQBOT_NO_MEMORY;
    }
    struct faqbot_view text = buffer_view(&reader->text);
    if (!passage->announces) {
        passage->unit = before;
        passage->unit_words = 0;
        passage->unit_line = article_line(article, block);
    }
    passage->announces = view_ends_with(text, ":");
    passage->unit_words += count_words(text);
    passage->words += count_words(text);
    if (passage->unit > 0 && (alone || passage->words > KNOWLEDGE_PASSAGE_WORDS)) {
        status = emit_part(article, passage, passage->unit);
    }
    if (passage->unit == 0) {
        passage->entry.line = passage->unit_line;
    }
    return status;
}

enum faqbot_status passage_read(struct article *article, const struct section *section,
                                const struct heading *heading)
{
    bool unasked = heading != NULL && heading->is_faq;
    struct faqbot_view phrasing = heading == NULL || unasked ? view_make(NULL, 0) : heading->text;
    struct passage passage = {.entry = {.kind = ENTRY_PASSAGE, .phrasings = &phrasing, .phrasing_count = 1}};
    if (!article_join_path(article, article->depth, &passage.entry.section)) {
        return FAQBOT_NO_MEMORY;
    }
    bool named = false;
    enum faqbot_status status = FAQBOT_OK;
    for (cmark_node *block = section->first; block != section->end && status == FAQBOT_OK;
         block = cmark_node_next(block)) {
        if (!named && !(named = article_name_section(article, heading))) {
            return FAQBOT_NO_MEMORY;
        }
        if (unasked) {
            reader_warning(
                article->reader, "answer-without-question", article->path, article_line(article, block),
                "this text stands under \"%.*s\" without a question; put a heading above it that asks what "
                "it answers",
                VIEW_ARGS(heading->text));
        }
        status = add_to_passage(article, &passage, block, unasked);
    }
    size_t rest = article->reader->answer.count;
    return status == FAQBOT_OK && rest > 0 ? emit_part(article, &passage, rest) : status;
}
