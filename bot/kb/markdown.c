/* kb/markdown.c - an article of Markdown as entries: which section is a question, which a passage, and which
 * neither.
 *
 *     a heading that asks ("?")           a question; its answer goes on through smaller headings that do not ask
 *     any heading below one called FAQ    the same; so is the whole article if its title says so, or if it has no
 *                                         such heading and most of those it has ask
 *     a title that asks, and none else    a question that the whole article answers
 *     a heading called Disclaimer         shown with each answer of the article, not an entry
 *     any other heading                   a passage, in parts of KB_PASSAGE_WORDS words
 *     links to places of the same page    nothing: a table of contents answers nothing
 *     `- also:` lines under a question    its alternative phrasings
 *     `- not:` lines beside them          what it never answers
 *     `{#id}` at the end of a heading     its id; otherwise the article's id and a slug of the heading
 *
 * Questions of any other form have been made headings when the rules are applied (document.c, question_forms.c).
 * Authors write prose for people, and these rules are meant to fit what they write anyway. The answer's own
 * mark-up is answer.c's, the front matter front_matter.c's. */
#include "kb/kb_internal.h"

#include <string.h>

#include "text/text.h"
#include "util/util.h"

#define HEADING_PATH_BYTES_MAX 300  /* of one heading within a heading path */
#define TITLE_ANSWER_BYTES_MAX 8192 /* of an article that answers its title */
#define FAQ_HEADINGS_MIN 3          /* that ask, before most of them make an article a FAQ */

/* An article while its entries are made. All views live as long as the reader's arena. */
struct article {
    struct kb_reader *reader;
    unsigned line_before; /* the Markdown, which comes after the front matter */
    struct entry shared;  /* what all its entries have in common; `id` is what their ids begin with */
    struct commonmark commonmark;
    const struct commonmark_node *title_heading; /* the first h1, or NULL */
    struct rewritten rewritten;                  /* what was parsed */
    bool is_faq;                                 /* every heading is a question */
    int question_level; /* of most headings that ask, or where none does, of those with a text; 0: there is none */
    bool has_questions;
    /* The headings that the section is below, the outermost first and its own last. */
    struct heading headings[HEADING_LEVELS];
    bool in_path[HEADING_LEVELS]; /* whether it is shown in the heading path: the title and FAQ are not */
    size_t depth;
    struct section_slugs slugs;
    struct buffer id;           /* of the entry being made */
    struct link_base link_base; /* its `ending` is NULL where it is not known */
};

/* A heading and the blocks below it, up to the next heading of any level. */
struct section {
    struct commonmark_node *heading;    /* NULL for what stands before the first */
    struct commonmark_node *first;      /* block; equal to `end` if there is none */
    struct commonmark_node *end;        /* what the next section begins with, or NULL */
    bool had_contents;                  /* a table of contents was taken out of it */
    struct line_list lines[LINE_KINDS]; /* of the phrasings the first place is left free for the heading */
};

/* The line of the file that a node begins in. */
static unsigned line_of(const struct article *article, const struct commonmark_node *node)
{
    return question_forms_line(&article->rewritten, article->line_before, node);
}

/* The question that the heading was made of, if it was written in another form. */
static const struct question_extent *extent_of(const struct article *article, struct commonmark_node *heading)
{
    const struct rewritten *rewritten = &article->rewritten;
    unsigned line = heading->line;
    size_t low = 0;
    size_t high = rewritten->extent_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        low = rewritten->extents[middle].line < line ? middle + 1 : low;
        high = rewritten->extents[middle].line < line ? high : middle;
    }
    return low < rewritten->extent_count && rewritten->extents[low].line == line ? &rewritten->extents[low]
                                                                                 : NULL;
}

/* ==== Headings ======================================================================================== */

/* Reads a heading; texts go into the arena. `is_silent`: faults are not reported, because it is read again later. */
static struct heading read_heading(const struct article *article, struct arena *arena,
                                   struct commonmark_node *node, bool is_silent)
{
    struct heading heading = heading_read(article->reader, line_of(article, node), arena, node, is_silent);
    if (extent_of(article, node) != NULL) {
        heading.is_question = true;
        heading.is_faq = false;
        heading.text = question_trim(article->reader, heading.text, true);
    }
    return heading;
}

/* Puts the heading on the path, in place of those that it ends: all of its own level and below. So the path
 * never has more than one heading of a level, and HEADING_LEVELS places are enough. */
static void enter_heading(struct article *article, const struct heading *heading, bool is_title)
{
    while (article->depth > 0 && article->headings[article->depth - 1].level >= heading->level) {
        article->depth--;
    }
    article->in_path[article->depth] = !is_title && !heading->is_faq; /* "FAQ" tells a visitor nothing */
    article->headings[article->depth++] = *heading;
}

/* Its own heading does not count: FAQ itself is not a question. */
static bool is_below_faq(const struct article *article)
{
    if (article->is_faq) {
        return true;
    }
    for (size_t i = 0; i + 1 < article->depth; i++) {
        if (article->headings[i].is_faq) {
            return true;
        }
    }
    return false;
}

/* The first `depth` headings of the path, joined by " > ". Long headings are cut: the path is shown on one
 * line. */
static struct faqbot_view join_path(const struct article *article, size_t depth)
{
    struct buffer joined;
    buffer_init_in(&joined, &article->reader->entry_arena, SIZE_MAX);
    for (size_t i = 0; i < depth; i++) {
        struct faqbot_view text = article->headings[i].text;
        if (!article->in_path[i] || view_is_empty(text)) {
            continue;
        }
        if (text.size > HEADING_PATH_BYTES_MAX) {
            text = view_trim(utf8_first(text, HEADING_PATH_BYTES_MAX / 4)); /* 4 bytes a character at most */
        }
        buffer_add_text(&joined, joined.size > 0 ? " > " : "");
        buffer_add(&joined, text);
    }
    kb_check_memory(article->reader, !joined.failed);
    return buffer_view(&joined);
}

/* ==== Ids ============================================================================================= */

/* Finds what the ids begin with: the author's id for the article, or the file's name, or what of it an id may
 * hold. The folder is deliberately not part of it, so that an article can be moved without breaking links to
 * its entries. */
static void find_stem(struct article *article)
{
    struct kb_reader *reader = article->reader;
    if (!view_is_empty(article->shared.id)) {
        return;
    }
    const char *slash = strrchr(reader->path, '/');
    struct faqbot_view name = view_of(slash == NULL ? reader->path : slash + 1);
    name = view_slice(name, 0, view_ends_with(name, ".md") ? name.size - 3 : name.size);
    article->shared.id = name;
    if (field_id_complaint(name) != NULL || name.size > STEM_BYTES_MAX) {
        buffer_reset(&article->id);
        slug_add(name, STEM_BYTES_MAX, &article->id);
        buffer_add_text(&article->id, article->id.size == 0 ? "article" : "");
        kb_check_memory(reader, !article->id.failed && arena_copy(&reader->arena, buffer_view(&article->id),
                                                                  &article->shared.id));
    }
}

/* Puts a section's id into `id`: the author's own, or one made of the heading (NULL: of the title). The
 * author's is taken as it is, without the stem: whoever writes `{#pay}` means to link to "pay". */
static void name_section(struct article *article, const struct heading *heading)
{
    buffer_reset(&article->id);
    if (heading != NULL && !view_is_empty(heading->id)) {
        buffer_add(&article->id, heading->id);
    } else {
        struct faqbot_view slug;
        struct faqbot_view text = heading == NULL ? article->shared.title : heading->text;
        kb_check_memory(article->reader, section_slugs_make(&article->slugs, text, &slug));
        buffer_add(&article->id, article->shared.id);
        buffer_add_byte(&article->id, '/');
        buffer_add(&article->id, slug);
    }
    kb_check_memory(article->reader, !article->id.failed);
}

/* ==== Answers ========================================================================================= */

/* Adds a block to the reader's answer; false: that became too long, which was reported, or the reader failed.
 * The place of a fault is the file's line, although cmark counts from the end of the front matter. */
static bool add_block(struct article *article, struct commonmark_node *block)
{
    struct kb_reader *reader = article->reader;
    struct answer_source source = answer_source_of(reader, article->line_before, false);
    source.lines = article->rewritten.numbers;
    source.line_count = article->rewritten.count;
    source.url = article->shared.url;
    source.base = article->link_base.ending == NULL ? NULL : &article->link_base;
    answer_add_block(&reader->answer, &source, block);
    if (reader->answer.status == FAQBOT_LIMIT) {
        kb_error(reader, "long-answer", line_of(article, block),
                 "the text under this heading is too long and is left out; divide it by headings");
        return false;
    }
    return kb_check_memory(reader, reader->answer.status == FAQBOT_OK);
}

/* The reader's answer from node `start` on as plain text, valid until the reader's text is used again. */
static struct faqbot_view narrate(struct kb_reader *reader, size_t start)
{
    buffer_reset(&reader->text);
    if (start < reader->answer.count) { /* without nodes there may be no array to point into */
        rich_to_text(reader->answer.nodes + start, reader->answer.count - start, &reader->text);
    }
    kb_check_memory(reader, !reader->text.failed);
    return buffer_view(&reader->text);
}

/* Hands on an entry with the id at hand and the first `count` nodes of the reader's answer. */
static void emit(struct article *article, struct entry *entry, size_t count)
{
    entry->id = buffer_view(&article->id);
    entry->nodes = article->reader->answer.nodes;
    entry->node_count = count;
    kb_emit(article->reader, entry);
}

/* Takes the `- also:` and `- not:` lines off the beginning of the section, so that the answer alone is left. */
static void take_lines(struct article *article, struct section *section)
{
    section->first = question_lines_take(article->reader, &article->rewritten, article->line_before,
                                         section->first, section->end, section->lines);
}

/* ==== Passages ======================================================================================== */

/* Words as blanks divide them: for a size, tokenizing would be too exact and too slow. */
static size_t count_words(struct faqbot_view text)
{
    size_t words = 0;
    bool within = false;
    for (size_t i = 0; i < text.size; i++) {
        bool is_space = text.bytes[i] == ' ' || text.bytes[i] == '\n' || text.bytes[i] == '\t';
        words += !is_space && !within;
        within = !is_space;
    }
    return words;
}

/* A passage that is being gathered block by block.
 *
 * Blocks are added until the words exceed KB_PASSAGE_WORDS; then all but the last unit is handed on, and that
 * unit begins the next part. So no part is longer than the limit unless it is a single unit, and the split is
 * always between blocks. The last unit is the block added last together with those before it that announce
 * what follows them ("these are:"): they are never parted, since a list without the sentence before it
 * answers nothing. */
struct passage {
    struct entry entry;
    size_t part;  /* parts handed on */
    size_t words; /* gathered */
    size_t unit;  /* the node that the last unit begins with */
    size_t unit_words;
    unsigned unit_line;
    bool announces;
};

/* Hands on the nodes before `end` as a part, and moves what is behind them to the front. Parts from the
 * second on have "~2", "~3" ... behind their id, which no slug can end in: a part never takes the id of
 * another section. */
static void emit_part(struct article *article, struct passage *passage, size_t end)
{
    struct answer *answer = &article->reader->answer;
    size_t size = article->id.size;
    if (++passage->part > 1) {
        buffer_add_byte(&article->id, '~');
        buffer_add_number(&article->id, passage->part);
    }
    kb_check_memory(article->reader, !article->id.failed);
    emit(article, &passage->entry, end);
    buffer_truncate(&article->id, size);
    answer->count -= end;
    if (answer->count > 0) {
        memmove(answer->nodes, answer->nodes + end, answer->count * sizeof *answer->nodes);
    }
    passage->words = passage->unit_words;
    passage->unit = 0;
}

/* Adds a block to the passage, which is handed on first if it would become too long, or if each block is to
 * stand alone. */
static void add_to_passage(struct article *article, struct passage *passage, struct commonmark_node *block,
                           bool alone)
{
    struct answer *answer = &article->reader->answer;
    size_t before = answer->count;
    if (!add_block(article, block) || answer->count == before) {
        answer->count = before;
        answer->status = FAQBOT_OK;
        return;
    }
    struct faqbot_view text = narrate(article->reader, before);
    if (!passage->announces) {
        passage->unit = before;
        passage->unit_words = 0;
        passage->unit_line = line_of(article, block);
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

/* Whether at most one block of the section says something, rules aside. */
static bool is_one_block(const struct section *section)
{
    size_t blocks = 0;
    for (struct commonmark_node *block = section->first; block != section->end; block = block->next) {
        blocks += block->kind != COMMONMARK_RULE;
    }
    return blocks <= 1;
}

/* Hands on the section's text in parts, split between blocks; a single block may be longer. Text directly
 * under a FAQ heading introduces the questions if it is the title's or one block alone; otherwise it consists of
 * answers without a question: each block is a passage of its own then, and warned of. */
static void read_passage(struct article *article, const struct section *section,
                         const struct heading *heading)
{
    struct kb_reader *reader = article->reader;
    bool has_text = section->first != section->end;
    bool is_introduction = article->has_questions && has_text &&
                           (section->heading == article->title_heading || is_one_block(section));
    bool is_unasked = heading != NULL && heading->is_faq && has_text && !is_introduction;
    struct faqbot_view phrasing = heading == NULL || heading->is_faq ? view_make(NULL, 0) : heading->text;
    struct passage passage = {.entry = article->shared};
    passage.entry.kind = ENTRY_PASSAGE;
    passage.entry.phrasings = &phrasing;
    passage.entry.phrasing_count = 1;
    passage.entry.section = join_path(article, article->depth);
    passage.entry.tags = heading_join_tags(reader, article->shared.tags, article->headings, article->depth);
    if (has_text) { /* a slug that is not needed must not be given */
        name_section(article, heading);
    }
    for (struct commonmark_node *block = section->first; block != section->end && reader->status == FAQBOT_OK;
         block = block->next) {
        if (is_unasked && block->kind != COMMONMARK_RULE) {
            kb_warning(reader, "answer-without-question", line_of(article, block),
                       "this text stands under \"%.*s\" without a question; put a heading above it that "
                       "asks what it answers",
                       VIEW_ARGS(heading->text));
        }
        add_to_passage(article, &passage, block, is_unasked);
    }
    if (reader->answer.count > 0) {
        emit_part(article, &passage, reader->answer.count);
    }
}

/* ==== Questions ======================================================================================= */

/* Hands on a question with its answer, which is everything up to the next heading. */
static void read_question(struct article *article, const struct section *section,
                          const struct heading *heading)
{
    struct kb_reader *reader = article->reader;
    struct entry entry = article->shared;
    entry.kind = ENTRY_FAQ;
    const struct line_list *phrasings = &section->lines[LINE_ALSO];
    const struct line_list *exclusions = &section->lines[LINE_NOT];
    enum line_kind kind;
    entry.phrasings = phrasings->items;
    entry.phrasing_count = phrasings->count;
    entry.line = heading->line;
    entry.tags = heading_join_tags(reader, article->shared.tags, article->headings, article->depth);
    phrasings->items[0] = heading->text;
    for (struct commonmark_node *block = section->first; block != section->end; block = block->next) {
        if (question_lines_begin(block, &kind)) {
            kb_warning(reader, question_line_kinds[kind].stray_rule, line_of(article, block),
                       "these %s lines stand behind the answer's beginning and are shown with it; move "
                       "them directly under the question",
                       question_line_kinds[kind].mark);
        }
        if (!add_block(article, block)) {
            return;
        }
    }
    if (reader->answer.count == 0) {
        /* A question whose answer is divided by smaller headings is a title for them. */
        bool has_parts = section->end != NULL && section->end->kind == COMMONMARK_HEADING &&
                         (int)section->end->number > heading->level;
        bool is_missed = !has_parts && heading->is_question && !section->had_contents;
        if (is_missed || phrasings->count > 1 || exclusions->count > 0) {
            kb_error(reader, "question-without-answer", heading->line,
                     "\"%.*s\" has no answer; write one under it, behind an empty line if it has also: lines",
                     VIEW_ARGS(heading->text));
        }
        return;
    }
    field_set_exclusions(reader, exclusions->items, exclusions->count, &entry);
    entry.section = join_path(article, article->depth - 1);
    name_section(article, heading);
    emit(article, &entry, reader->answer.count);
}

/* ==== Sections ======================================================================================== */

/* Headings within quotes and lists are part of an answer, so only those of the document count. */
static bool is_heading(struct commonmark_node *node)
{
    return node->kind == COMMONMARK_HEADING;
}

/* Whether a block stands behind the answer of the question that ends in that line. */
static bool is_behind(const struct question_extent *extent, struct commonmark_node *block)
{
    return extent != NULL && block->line > extent->end;
}

/* Whether a block stands below the rule at the page's end. */
static bool is_in_footer(const struct article *article, struct commonmark_node *block)
{
    return block->line >= article->rewritten.footer;
}

/* The section that begins at a block. Sections do not nest here: levels only matter for the heading path. */
static struct section section_at(const struct article *article, struct commonmark_node *start)
{
    struct section section = {.heading = is_heading(start) ? start : NULL};
    const struct question_extent *extent =
        section.heading == NULL ? NULL : extent_of(article, section.heading);
    section.first = section.heading == NULL ? start : start->next;
    section.end = section.first;
    bool is_footer = is_in_footer(article, start);
    while (section.end != NULL && !is_heading(section.end) && !is_behind(extent, section.end) &&
           is_in_footer(article, section.end) == is_footer) {
        section.end = section.end->next;
    }
    return section;
}

/* Makes the smaller headings behind a question, as far as none of them asks, part of its answer. One that does not ask
 * must be of the level that the article's questions have: above that it is a title for them. A title that asks keeps a
 * short article only: what a long one is about does not answer one question. */
static void take_parts(const struct article *article, struct section *section, const struct heading *question)
{
    struct kb_reader *reader = article->reader;
    const struct question_extent *extent = extent_of(article, section->heading);
    bool is_long_title =
        section->heading == article->title_heading && article->rewritten.text.size > TITLE_ANSWER_BYTES_MAX;
    bool may_have_parts =
        question->is_question || (article->question_level > 0 && question->level >= article->question_level);
    while (may_have_parts && !is_long_title && section->end != NULL && is_heading(section->end) &&
           !is_behind(extent, section->end) && reader->status == FAQBOT_OK) {
        struct heading heading = read_heading(article, &reader->arena, section->end, true);
        if (heading.level <= question->level || heading.is_question || heading.is_faq ||
            heading.is_disclaimer) {
            return;
        }
        link_targets_add_heading(reader, &heading, true);
        section->end = section_at(article, section->end).end;
    }
}

static void drop_leftovers(struct section *section, bool is_question, bool is_top)
{
    section->first =
        leftovers_drop(section->first, section->end, is_question, is_top, &section->had_contents);
}

/* Lines under a heading that is no question are lost, which is told of once for each kind. */
static void warn_unasked(const struct article *article, const struct section *section,
                         const struct heading *heading)
{
    for (enum line_kind kind = 0; kind < LINE_KINDS; kind++) {
        size_t heading_count = kind == LINE_ALSO;
        if (section->lines[kind].count > heading_count) {
            kb_warning(article->reader, question_line_kinds[kind].unasked_rule, heading->line,
                       "the %s lines under \"%.*s\" are passed over, because it is no question; end it with "
                       "a question mark, or move it below a heading called FAQ",
                       question_line_kinds[kind].mark, VIEW_ARGS(heading->text));
        }
    }
}

/* Whether the heading is one that visitors ask by. */
static bool is_asked(const struct article *article, const struct heading *heading, bool is_title)
{
    return (heading->is_question || (is_below_faq(article) && !is_title)) && !heading->is_faq &&
           !view_is_empty(heading->text);
}

/* Decides what a section is, and reads it as that. */
static void read_section(struct article *article, struct section *section)
{
    struct kb_reader *reader = article->reader;
    answer_reset(&reader->answer);
    arena_reset(&reader->entry_arena);
    if (section->heading == NULL) {
        article->depth = is_in_footer(article, section->first) ? 0 : article->depth;
        drop_leftovers(section, false, true);
        read_passage(article, section, NULL);
        return;
    }
    bool is_title = section->heading == article->title_heading;
    struct heading heading = read_heading(article, &reader->arena, section->heading, false);
    enter_heading(article, &heading, is_title);
    link_targets_add_heading(reader, &heading, false);
    if (heading.is_disclaimer && !is_title) {
        return;
    }
    bool asks = is_asked(article, &heading, is_title);
    heading.text = question_trim(reader, heading.text, asks);
    if (asks) {
        take_parts(article, section, &heading);
    }
    drop_leftovers(section, asks, is_title);
    take_lines(article, section);
    if (reader->status == FAQBOT_OK && asks) {
        read_question(article, section, &heading);
    } else if (reader->status == FAQBOT_OK) {
        warn_unasked(article, section, &heading);
        read_passage(article, section, &heading);
    }
    const struct question_extent *extent = extent_of(article, section->heading);
    if (section->end != NULL && is_behind(extent, section->end)) {
        article->depth--; /* what follows belongs to the heading around the question */
    }
}

/* Takes the text of a disclaimer section, unless front matter or an earlier section gave one. As plain text:
 * it is shown below answers, where mark-up has no place. */
static void take_disclaimer(struct article *article, const struct section *section)
{
    struct kb_reader *reader = article->reader;
    struct faqbot_view *disclaimer = &article->shared.disclaimer;
    if (!view_is_empty(*disclaimer)) {
        kb_warning(reader, "two-disclaimers", line_of(article, section->heading),
                   "the article has a disclaimer already, and this one is passed over; keep one");
        return;
    }
    answer_reset(&reader->answer);
    for (struct commonmark_node *block = section->first; block != section->end; block = block->next) {
        if (!add_block(article, block)) {
            return;
        }
    }
    struct faqbot_view text = narrate(reader, 0);
    kb_check_memory(reader, arena_copy(&reader->arena, text, disclaimer));
}

/* Finds what the entries need to know beforehand: the title and the disclaimer, which may stand below them, and
 * whether the article is one of questions. The document is walked twice for that; parsing it is what takes
 * time. */
static void look_ahead(struct article *article, struct commonmark_node *document)
{
    struct kb_reader *reader = article->reader;
    struct faqbot_view *title = &article->shared.title;
    size_t headings = 0;
    size_t asking = 0;
    struct heading_counts counts[2] = {{{0}, {0}}}; /* of all headings, and of those below FAQ */
    int faq_level = HEADING_LEVELS + 1;
    bool has_faq_section = false;
    for (struct commonmark_node *node = document->first_child; node != NULL && reader->status == FAQBOT_OK;) {
        const struct section section = section_at(article, node);
        node = section.end;
        if (section.heading == NULL) {
            continue;
        }
        arena_reset(&reader->entry_arena);
        struct heading heading = read_heading(article, &reader->entry_arena, section.heading, true);
        bool is_extent = extent_of(article, section.heading) != NULL;
        article->has_questions |= heading.is_question;
        has_faq_section |= heading.is_faq;
        faq_level = heading.level <= faq_level ? HEADING_LEVELS + 1 : faq_level;
        faq_level = heading.is_faq && faq_level > HEADING_LEVELS ? heading.level : faq_level;
        if (!is_extent && !heading.is_faq) {
            bool is_below = faq_level <= HEADING_LEVELS;
            counts[is_below].asking[heading.level] += heading.is_question;
            counts[is_below].telling[heading.level] += section.first != section.end;
        }
        headings += !is_extent;
        asking += heading.is_question && !is_extent;
        if (heading.level == 1 && article->title_heading == NULL) {
            article->title_heading = section.heading;
            article->is_faq |= heading.is_faq;
            headings--;
            asking -= heading.is_question;
            if (view_is_empty(*title)) {
                kb_check_memory(reader, arena_copy(&reader->arena, heading.text, title));
            }
        } else if (heading.is_disclaimer) {
            take_disclaimer(article, &section);
        }
    }
    /* Where the author says which section holds the questions, the others are what they look like. */
    article->is_faq |= !has_faq_section && asking >= FAQ_HEADINGS_MIN && 2 * asking > headings;
    article->question_level = heading_level_of_questions(&counts[has_faq_section]);
}

/* ==== The article ===================================================================================== */

/* Whether the title in the front matter is a question, and the only one: then the article is its answer. */
static bool is_answer_as_a_whole(const struct article *article)
{
    return question_asks(article->shared.title) && !article->has_questions && !article->is_faq &&
           article->rewritten.text.size <= TITLE_ANSWER_BYTES_MAX;
}

static void read_as_answer(struct article *article, struct commonmark_node *document)
{
    struct kb_reader *reader = article->reader;
    struct section section = {.first = document->first_child};
    const struct heading heading = {
        .text = article->shared.title, .level = 1, .line = 1, .is_question = true};
    if (section.first != NULL && section.first == article->title_heading) {
        section.first = section.first->next;
    }
    answer_reset(&reader->answer);
    arena_reset(&reader->entry_arena);
    enter_heading(article, &heading, true);
    drop_leftovers(&section, true, false);
    take_lines(article, &section);
    if (reader->status == FAQBOT_OK) {
        read_question(article, &section, &heading);
    }
}

/* Hands on the entries, once it is known what they have in common. */
static void read_document(struct article *article, struct commonmark_node *document)
{
    struct kb_reader *reader = article->reader;
    struct entry *shared = &article->shared;
    look_ahead(article, document);
    shared->title = view_is_empty(shared->title) ? shared->id : shared->title;
    if (!view_is_empty(shared->disclaimer)) {
        shared->disclaimer_id = shared->id; /* all entries show the same one */
    }
    if (is_answer_as_a_whole(article)) {
        read_as_answer(article, document);
        return;
    }
    for (struct commonmark_node *node = document->first_child; node != NULL && reader->status == FAQBOT_OK;) {
        struct section section = section_at(article, node);
        read_section(article, &section);
        node = section.end;
    }
}

/* Makes plain Markdown of the article: nothing but text, and every question a heading. False: it has too many
 * lines, which was reported, or the reader failed. */
static bool rewrite(struct article *article, struct faqbot_view body, const struct front_matter_state *state)
{
    struct kb_reader *reader = article->reader;
    struct document document;
    bool is_read = document_read(reader, body, article->line_before, state, &document);
    if (document.is_too_long) {
        kb_error(reader, "many-lines", 0,
                 "the article has more than %zu lines and is left out; divide it into several files",
                 DOCUMENT_LINES_MAX);
    }
    article->is_faq =
        faq_words_name_faq(reader, article->shared.title) || faq_words_name_faq(reader, article->shared.id);
    if (!is_read || !question_forms_rewrite(reader, &document, article->is_faq, &article->rewritten)) {
        return false;
    }
    if (document.hole_count > 0) {
        const char *others = document.hole_count > 1 ? " and others are" : " is";
        kb_warning(reader, "template", article->line_before + document.hole_line,
                   "%.*s%s filled in by another program, so that the place is empty here, or has lost its "
                   "link; write the "
                   "text itself",
                   VIEW_ARGS(document.hole), others);
    }
    return true;
}

/* Parses the Markdown, unless that would take too much. */
static void read_body(struct article *article, struct faqbot_view body,
                      const struct front_matter_state *state)
{
    struct kb_reader *reader = article->reader;
    find_stem(article);
    if (!rewrite(article, body, state)) {
        return;
    }
    struct commonmark_node *document = NULL;
    enum faqbot_status status = commonmark_parse(&article->commonmark, article->rewritten.text, &document);
    if (status == FAQBOT_LIMIT) {
        kb_error(reader, "much-markup", 0,
                 "its mark-up takes more than %zu MiB of memory, and the article is left out; divide it "
                 "into several files",
                 COMMONMARK_BYTES_MAX >> 20);
    } else if (kb_check_memory(reader, status == FAQBOT_OK)) {
        read_document(article, document);
    }
}

/* What is left out is not even parsed, so that a half-written article warns of nothing. */
static bool is_left_out(struct kb_reader *reader, const struct front_matter_state *state)
{
    const char *today = reader->sink->today;
    if (front_matter_holds(state, today)) {
        return false;
    }
    if (state->is_draft) {
        kb_hint(reader, "draft", 1, "the article is a draft and is left out");
    } else {
        kb_hint(reader, "not-today", 1, "the article does not hold on %s and is left out", today);
    }
    return true;
}

/* What nobody says is seen from the text. English is what is taken for granted, and stays unsaid. */
static void recognise_language(struct article *article, struct faqbot_view body)
{
    struct kb_reader *reader = article->reader;
    char code[LANGUAGE_CODE_BYTES];
    if (view_is_empty(article->shared.lang) && view_is_empty(reader->settings.lang) &&
        kb_check_memory(reader, language_of_text(&reader->lines_arena, body, code)) &&
        strcmp(code, "en") != 0) {
        kb_check_memory(reader, arena_copy(&reader->arena, view_of(code), &article->shared.lang));
    }
}

enum faqbot_status markdown_read(struct kb_reader *reader, const char *path, struct faqbot_view text)
{
    struct article article = {.reader = reader};
    struct front_matter matter;
    struct front_matter_state state;
    struct faqbot_view body;
    unsigned body_line;
    reader->path = path;
    arena_reset(&reader->arena);
    arena_reset(&reader->lines_arena);
    if (!front_matter_split(text, &matter, &body, &body_line)) {
        kb_error(
            reader, "open-front-matter", 1,
            "the front matter that begins here has no end; close it with a line ---, or write *** where a "
            "rule is meant. The article is left out");
        return reader->status;
    }
    article.line_before = body_line - 1;
    commonmark_init(&article.commonmark);
    section_slugs_init(&article.slugs);
    buffer_init(&article.id, 4096);
    if (front_matter_read(reader, matter, &article.shared, &state) && !is_left_out(reader, &state)) {
        recognise_language(&article, body);
        front_matter_place(reader, &state, &article.shared, &article.link_base);
        link_targets_add_page(reader, article.shared.url, text);
        read_body(&article, body, &state);
        link_targets_end_page(reader);
    }
    commonmark_release(&article.commonmark);
    section_slugs_release(&article.slugs);
    buffer_release(&article.id);
    return reader->status;
}
