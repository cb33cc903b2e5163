/* cli/render.c - answers for people: rich text laid out, the source, the disclaimer, the choices. print.c
 * decides where lines end; what an answer says is up to the bot. Programs read --json, which has the same
 * tree of blocks, so what is written here may change from one version to the next.
 *
 * Rich text comes as a flat list of nodes in which containers are opened and closed (see faqbot.h). It is
 * laid out in one pass, with a stack of the open containers; no tree is built. */
#include "cli/cli_internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Lists and items hold a frame each for every level of nesting, and inline containers one. */
#define FRAMES_MAX (2 * FAQBOT_RICH_DEPTH_MAX + 8)

/* A node that has been opened and not closed. */
struct frame {
    enum faqbot_node_kind kind;
    unsigned number;         /* ORDERED: the next item's */
    size_t mark;             /* ITEM, QUOTE: for wrap_outdent() */
    struct faqbot_view link; /* LINK: its address; the question of the entry that it leads to */
    bool is_question;
};

struct render {
    struct wrap wrap;
    bool colour;
    bool gap_due; /* a blank line stands before the next block */
    bool link_is_its_text;
    size_t depth; /* may pass FRAMES_MAX: deeper frames are not laid out, only counted */
    struct frame frames[FRAMES_MAX];
};

/* The precedence is that of no-color.org: the command line, then NO_COLOR, then what the terminal can do. A
 * pipe gets neither colours nor broken lines, because the program that reads it wants to break them
 * itself. */
void render_find_style(const struct options *options, struct render_style *style, struct faqbot_fault *fault)
{
    static const char *const names[] = {"auto", "always", "never"};
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    bool has_colour = isatty(STDOUT_FILENO) && (no_color == NULL || no_color[0] == '\0') &&
                      (term == NULL || strcmp(term, "dumb") != 0);
    size_t choice = options_choice(options, OPTION_COLOR, names, 3, 0, fault);
    *style = (struct render_style){.width = terminal_columns(STDOUT_FILENO),
                                   .colour = choice == 0 ? has_colour : choice == 1};
}

/* -- Rich text ----------------------------------------------------------------------------------------------------- */

/* How nodes look that are no blocks. */
static const char *const looks[] = {
    [FAQBOT_NODE_STRONG] = RENDER_BOLD, [FAQBOT_NODE_EMPHASIS] = RENDER_ITALIC, [FAQBOT_NODE_CELL] = NULL};

static void style_on(struct render *render, const char *sequence)
{
    if (render->colour && sequence != NULL) {
        wrap_style(&render->wrap, sequence);
    }
}

/* After a styled piece all styles are reset and the outer ones set again, because the sequence that ends bold
 * (22) ends dim too, and some terminals do not know it. */
static void restore_style(struct render *render)
{
    style_on(render, RENDER_PLAIN);
    for (size_t i = 0; i < render->depth && i < FRAMES_MAX; i++) {
        style_on(render, looks[render->frames[i].kind]);
    }
}

/* A blank line goes between two blocks rather than after each, so whether it is due is known only when the
 * next block begins. */
static void begin_block(struct render *render)
{
    wrap_end(&render->wrap);
    if (render->gap_due) {
        wrap_break(&render->wrap);
    }
    render->gap_due = false;
}

/* NULL at the top level, and for containers nested deeper than there are frames. */
static struct frame *top_frame(struct render *render)
{
    return render->depth > 0 && render->depth <= FRAMES_MAX ? &render->frames[render->depth - 1] : NULL;
}

/* The further lines of an item start below its text rather than below its mark, so the prefix is as wide as
 * the mark. */
static void open_item(struct render *render, struct frame *frame, struct frame *list)
{
    static const char *const tasks[] = {"", "[ ] ", "[x] "};
    char first[24];
    char prefix[24];
    const char *task = tasks[frame->number];
    if (list != NULL && list->kind == FAQBOT_NODE_ORDERED) {
        (void)snprintf(first, sizeof first, "%u. %s", list->number++, task);
    } else {
        (void)snprintf(first, sizeof first, "- %s", task);
    }
    memset(prefix, ' ', sizeof prefix);
    prefix[strlen(first)] = '\0';
    frame->mark = wrap_indent(&render->wrap, prefix, first);
    render->gap_due = false;
}

static void open_note(struct render *render, struct frame *frame)
{
    char first[24];
    begin_block(render);
    (void)snprintf(first, sizeof first, "[%u] ", frame->number);
    frame->mark = wrap_indent(&render->wrap, "    ", first);
}

/* A list within an item follows the item's text without a blank line, as in Markdown's tight lists. */
static void open_frame(struct render *render, const struct faqbot_node *node)
{
    struct frame *parent = top_frame(render);
    struct frame *frame = render->depth < FRAMES_MAX ? &render->frames[render->depth] : NULL;
    render->depth++;
    if (frame == NULL) {
        return;
    }
    *frame = (struct frame){.kind = node->kind, .number = node->number, .link = node->text};
    if (node->kind == FAQBOT_NODE_LINK && node->entry.question.size > 0) {
        frame->link = node->entry.question;
        frame->is_question = true;
    }
    switch (node->kind) {
    case FAQBOT_NODE_PARAGRAPH:
        begin_block(render);
        break;
    case FAQBOT_NODE_LIST:
    case FAQBOT_NODE_ORDERED:
        render->gap_due = render->gap_due && (parent == NULL || parent->kind != FAQBOT_NODE_ITEM);
        begin_block(render);
        break;
    case FAQBOT_NODE_ITEM:
        open_item(render, frame, parent);
        break;
    case FAQBOT_NODE_QUOTE:
        begin_block(render);
        frame->mark = wrap_indent(&render->wrap, "> ", NULL);
        break;
    case FAQBOT_NODE_LINK:
        render->link_is_its_text = false;
        break;
    case FAQBOT_NODE_STRIKE: /* not every terminal strikes out, and none in a pipe */
        wrap_text(&render->wrap, view_of("~~"));
        break;
    case FAQBOT_NODE_NOTE:
        open_note(render, frame);
        break;
    default:
        style_on(render, looks[node->kind]);
        break;
    }
}

/* Adds no spaces of its own, so that a bracket stays with what it encloses. */
static void write_between(struct wrap *wrap, const char *before, struct faqbot_view text, const char *after)
{
    wrap_text(wrap, view_of(before));
    wrap_text(wrap, text);
    wrap_text(wrap, view_of(after));
}

/* The address of a link is shown, because most terminals cannot be clicked, unless the text is the
 * address; of one to an entry the question that it is asked by. */
static void close_frame(struct render *render)
{
    struct frame *frame = top_frame(render);
    render->depth -= render->depth > 0;
    if (frame == NULL) {
        return;
    }
    switch (frame->kind) {
    case FAQBOT_NODE_ITEM:
    case FAQBOT_NODE_QUOTE:
        wrap_outdent(&render->wrap, frame->mark);
        render->gap_due = true;
        break;
    case FAQBOT_NODE_NOTE: /* the next one stands right below */
        wrap_outdent(&render->wrap, frame->mark);
        render->gap_due = false;
        break;
    case FAQBOT_NODE_STRIKE:
        wrap_text(&render->wrap, view_of("~~"));
        break;
    case FAQBOT_NODE_STRONG:
    case FAQBOT_NODE_EMPHASIS:
        restore_style(render);
        break;
    case FAQBOT_NODE_LINK:
        if (!render->link_is_its_text && frame->link.size > 0) {
            write_between(&render->wrap, frame->is_question ? " (\"" : " (", frame->link,
                          frame->is_question ? "\")" : ")");
        }
        break;
    default:
        wrap_end(&render->wrap);
        render->gap_due = true;
        break;
    }
}

/* One node at a time: the effect depends on what is open, never on what follows. */
static void write_node(struct render *render, const struct faqbot_node *node)
{
    const struct frame *frame = top_frame(render);
    char mark_text[16];
    size_t mark;
    switch (node->kind) {
    case FAQBOT_NODE_CLOSE:
        close_frame(render);
        break;
    case FAQBOT_NODE_TEXT:
        if (frame != NULL && frame->kind == FAQBOT_NODE_LINK) {
            render->link_is_its_text = view_equals(frame->link, node->text);
        }
        wrap_text(&render->wrap, node->text);
        break;
    case FAQBOT_NODE_BREAK:
        wrap_break(&render->wrap);
        break;
    case FAQBOT_NODE_CODE:
        write_between(&render->wrap, "`", node->text, "`");
        break;
    case FAQBOT_NODE_IMAGE:
        wrap_text(&render->wrap, node->text);
        write_between(&render->wrap, " (", node->address, ")");
        break;
    case FAQBOT_NODE_FOOTNOTE:
        (void)snprintf(mark_text, sizeof mark_text, "[%u]", node->number);
        wrap_text(&render->wrap, view_of(mark_text));
        break;
    /* Code is set off by four blanks, as Markdown writes it, so that it can be copied back. */
    case FAQBOT_NODE_CODE_BLOCK:
        begin_block(render);
        mark = wrap_indent(&render->wrap, "    ", NULL);
        wrap_verbatim(&render->wrap, node->text);
        wrap_outdent(&render->wrap, mark);
        render->gap_due = true;
        break;
    default:
        open_frame(render, node);
        break;
    }
}

void render_nodes(FILE *out, const struct render_style *style, const struct faqbot_node *nodes, size_t count)
{
    struct render render = {.colour = style->colour};
    wrap_start(&render.wrap, out, style->width);
    for (size_t i = 0; i < count; i++) {
        if (nodes[i].kind == FAQBOT_NODE_TABLE) {
            begin_block(&render);
            i = render_table(&render.wrap, nodes, i);
            render.gap_due = true;
        } else {
            write_node(&render, &nodes[i]);
        }
    }
    wrap_end(&render.wrap);
}

void render_paragraph(FILE *out, const struct render_style *style, const char *look, struct faqbot_view text)
{
    struct wrap wrap;
    const char *begin = style->colour && look != NULL ? look : "";
    wrap_start(&wrap, out, style->width);
    wrap_style(&wrap, begin);
    wrap_text(&wrap, text);
    wrap_style(&wrap, begin[0] != '\0' ? RENDER_PLAIN : "");
    wrap_end(&wrap);
}

/* -- Answers ------------------------------------------------------------------------------------------------------- */

void render_spans(struct wrap *wrap, const struct render_style *style, const struct faqbot_span *spans,
                  size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool is_bold = style->colour && spans[i].mark;
        wrap_style(wrap, is_bold ? RENDER_BOLD : "");
        wrap_text(wrap, spans[i].text);
        wrap_style(wrap, is_bold ? RENDER_PLAIN : "");
    }
}

/* Numbered like a choice, because that is what it is in a conversation. */
void render_hit(FILE *out, const struct render_style *style, size_t number, const struct faqbot_hit *hit)
{
    char mark[32];
    struct wrap wrap;
    (void)snprintf(mark, sizeof mark, "  %zu. ", number);
    wrap_start(&wrap, out, style->width);
    size_t outer = wrap_indent(&wrap, "     ", mark);
    wrap_text(&wrap, hit->title.size > 0 ? view_of("") : hit->id); /* of a passage without a heading */
    render_spans(&wrap, style, hit->title_spans, hit->title_span_count);
    wrap_end(&wrap);
    render_spans(&wrap, style, hit->spans, hit->span_count);
    wrap_outdent(&wrap, outer);
}

/* One of the bot's sentences around an answer. */
static struct faqbot_view say(const struct render_style *style, const char *key, const char *english)
{
    return style->bot == NULL ? view_of(english) : faqbot_sentence(style->bot, style->lang, key, 0);
}

/* What a sentence says before and behind its next placeholder. */
static struct faqbot_view take_front(struct faqbot_view *sentence)
{
    size_t start = view_find(*sentence, '{');
    struct faqbot_view front = view_slice(*sentence, 0, start);
    struct faqbot_view rest = view_slice(*sentence, start, sentence->size);
    *sentence = view_slice(rest, view_find(rest, '}') + 1, rest.size);
    return front;
}

/* What mentions the words of a question that was not answered, numbered on from the choices. */
static void write_mentions(FILE *out, const struct render_style *style, const struct faqbot_answer *answer)
{
    size_t before = answer->outcome == FAQBOT_UNSURE ? answer->candidate_count : 0;
    if (answer->mention_count > 0) {
        render_paragraph(out, style, NULL, say(style, "mentions", "These mention it:"));
    }
    for (size_t i = 0; i < answer->mention_count; i++) {
        render_hit(out, style, before + i + 1, &answer->mentions[i]);
    }
}

/* Writes what goes below the text. An answer always names its source: the title if there is one, otherwise
 * the entry's id. Choices are numbered, because repl.c accepts the number. If nothing was found, the words
 * that the knowledge base does not have are what a visitor can change. */
static void write_below(FILE *out, const struct render_style *style, const struct faqbot_answer *answer)
{
    struct wrap wrap;
    wrap_start(&wrap, out, style->width);
    if (answer->outcome == FAQBOT_ANSWERED) {
        (void)fputc('\n', out);
        wrap_text(&wrap, say(style, "from", "From:"));
        write_between(&wrap, " ", answer->title.size > 0 ? answer->title : answer->entry, "");
        write_between(&wrap, answer->section.size > 0 ? " > " : "", answer->section, "");
        write_between(&wrap, answer->url.size > 0 ? " (" : "", answer->url, answer->url.size > 0 ? ")" : "");
        if (answer->is_foreign && answer->lang.size > 0) {
            struct faqbot_view sentence = say(style, "written_in", "written in: {lang}");
            write_between(&wrap, ", ", take_front(&sentence), "");
            wrap_text(&wrap, answer->lang);
            wrap_text(&wrap, sentence);
        }
    } else if (answer->outcome == FAQBOT_UNSURE) {
        /* A candidate that is a passage has no question; its id is all that there is to show. */
        for (size_t i = 0; i < answer->candidate_count; i++) {
            const struct faqbot_candidate *candidate = &answer->candidates[i];
            char mark[32];
            (void)snprintf(mark, sizeof mark, "  %zu. ", i + 1);
            wrap_item(out, style->width, "     ", mark,
                      candidate->question.size > 0 ? candidate->question : candidate->id);
        }
    } else if (answer->outcome == FAQBOT_SMALLTALK) {
        for (size_t i = 0; i < answer->related_count; i++) {
            wrap_item(out, style->width, "    ", "  - ", answer->related[i].question);
        }
    } else {
        struct faqbot_view sentence = say(style, "unknown", "Words I have never met: {words}.");
        for (size_t i = 0; i < answer->unknown_word_count; i++) {
            write_between(&wrap, i == 0 ? "" : ", ", i == 0 ? take_front(&sentence) : view_of(""), "");
            wrap_text(&wrap, answer->unknown_words[i]);
        }
        wrap_text(&wrap, answer->unknown_word_count > 0 ? sentence : view_of(""));
    }
    wrap_end(&wrap);
    write_mentions(out, style, answer);
}

static void write_disclaimer(FILE *out, const struct render_style *style, const struct faqbot_answer *answer)
{
    if (answer->outcome == FAQBOT_ANSWERED && answer->disclaimer.size > 0) {
        render_paragraph(out, style, RENDER_DIM, answer->disclaimer);
    }
}

/* An answer below the question that it answers, with its own source and disclaimer. */
static void write_part(FILE *out, const struct render_style *style, const struct faqbot_answer *part)
{
    if (part->question.size > 0) {
        render_paragraph(out, style, RENDER_BOLD, part->question);
        (void)fputc('\n', out);
    }
    render_nodes(out, style, part->nodes, part->node_count);
    write_below(out, style, part);
    write_disclaimer(out, style, part);
}

void render_answer(FILE *out, const struct render_style *style, const struct faqbot_answer *answer)
{
    for (size_t i = 0; i < answer->part_count; i++) {
        (void)fputs(i > 0 ? "\n" : "", out);
        write_part(out, style, &answer->parts[i]);
    }
    if (answer->part_count > 0) {
        return;
    }
    bool is_answered = answer->outcome == FAQBOT_ANSWERED;
    struct render_style spoken = *style; /* what stands around a sentence of the bot's is in its language */
    spoken.lang = style->lang.size == 0 && !is_answered ? answer->lang : style->lang;
    style = &spoken;
    if (is_answered && answer->node_count > 0) {
        render_nodes(out, style, answer->nodes, answer->node_count);
    } else {
        render_paragraph(out, style, NULL, answer->text);
    }
    write_below(out, style, answer);
    write_disclaimer(out, style, answer);
}

void render_contact(FILE *out, const struct render_style *style, const struct faqbot_contact *contact)
{
    const struct {
        struct faqbot_view name;
        struct faqbot_view value;
    } parts[] = {{say(style, "contact_mail", "Mail:"), contact->mail},
                 {say(style, "contact_phone", "Phone:"), contact->phone},
                 {say(style, "contact_page", "Page:"), contact->url},
                 {say(style, "contact_hours", "Hours:"), contact->hours}};
    if (contact->text.size > 0) {
        render_paragraph(out, style, NULL, contact->text);
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct wrap wrap;
        wrap_start(&wrap, out, style->width);
        if (parts[i].value.size > 0) {
            wrap_text(&wrap, parts[i].name);
            write_between(&wrap, " ", parts[i].value, "");
        }
        wrap_end(&wrap);
    }
}

/* Without this, an answer to something other than what was typed would look like nonsense. */
void render_corrections(FILE *out, const struct render_style *style, const struct faqbot_answer *answer)
{
    for (size_t i = 0; i < answer->correction_count; i++) {
        struct faqbot_view rest = say(style, "corrected", "read {from} as {to}");
        (void)fputs("faqbot: ", out);
        while (rest.size > 0) { /* some languages name the new word first */
            struct faqbot_view behind = view_slice(rest, view_find(rest, '{'), rest.size);
            bool is_from = view_starts_with(behind, "{from}");
            sanitize_write(out, take_front(&rest));
            sanitize_write(out, behind.size == 0 ? behind
                                : is_from        ? answer->corrections[i].from
                                                 : answer->corrections[i].to);
        }
        (void)fputc('\n', out);
    }
}
