/* cli/render.c - answers as a person reads them: rich text laid out, the source, the disclaimer, the choices. Where
 * lines end is print.c's affair; what an answer says is the bot's. Programs read --json, which has the same tree of
 * blocks, so what is written here may change from one version to the next.
 *
 * Rich text comes as a flat list of nodes, in which containers are opened and closed (see faqbot.h). It is laid
 * out in one pass with a stack of what is open; nothing is built. */
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
    struct faqbot_view link; /* LINK: its address */
};

struct render {
    struct wrap wrap;
    bool colour;
    bool gap_due; /* a blank line stands before the next block */
    bool link_is_its_text;
    size_t depth; /* may pass FRAMES_MAX: deeper frames are not laid out, only counted */
    struct frame frames[FRAMES_MAX];
};

/* The order of precedence is that of no-color.org: what the command line says, then NO_COLOR, then what the terminal
 * can do. A pipe gets neither colours nor broken lines, for what reads it wants to break them itself. */
void render_find_style(const struct options *options, struct render_style *style, struct faqbot_fault *fault)
{
    static const char *const names[] = {"auto", "always", "never"};
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    bool has_colour = isatty(STDOUT_FILENO) && (no_color == NULL || no_color[0] == '\0') &&
                      (term == NULL || strcmp(term, "dumb") != 0);
    size_t choice = options_choice(options, OPTION_COLOR, names, 3, 0, fault);
    *style = (struct render_style){terminal_columns(STDOUT_FILENO), choice == 0 ? has_colour : choice == 1};
}

/* -- Rich text ----------------------------------------------------------------------------------------------------- */

static void style_on(struct render *render, const char *sequence)
{
    if (render->colour) {
        wrap_style(&render->wrap, sequence);
    }
}

/* Colours are set anew after a piece ends, because a terminal has no "end bold" that leaves dim alone: 22 ends both,
 * and not all know it. */
static void restore_style(struct render *render)
{
    style_on(render, RENDER_PLAIN);
    for (size_t i = 0; i < render->depth && i < FRAMES_MAX; i++) {
        if (render->frames[i].kind == FAQBOT_NODE_STRONG) {
            style_on(render, RENDER_BOLD);
        } else if (render->frames[i].kind == FAQBOT_NODE_EMPHASIS) {
            style_on(render, RENDER_ITALIC);
        }
    }
}

/* A blank line stands between two blocks, not after each: so whether it is due is known only when the next begins. */
static void begin_block(struct render *render)
{
    wrap_end(&render->wrap);
    if (render->gap_due) {
        wrap_break(&render->wrap);
    }
    render->gap_due = false;
}

/* NULL at the top level, and within what is nested deeper than there are frames. */
static struct frame *top_frame(struct render *render)
{
    return render->depth > 0 && render->depth <= FRAMES_MAX ? &render->frames[render->depth - 1] : NULL;
}

/* The lines of an item stand below its text, not below its mark: the prefix is as wide as the mark. */
static void open_item(struct render *render, struct frame *frame, struct frame *list)
{
    char first[16] = "- ";
    char prefix[16];
    if (list != NULL && list->kind == FAQBOT_NODE_ORDERED) {
        (void)snprintf(first, sizeof first, "%u. ", list->number++);
    }
    memset(prefix, ' ', sizeof prefix);
    prefix[strlen(first)] = '\0';
    frame->mark = wrap_indent(&render->wrap, prefix, first);
    render->gap_due = false;
}

/* A list within an item follows its text without a blank line, as in Markdown's tight lists. */
static void open_frame(struct render *render, const struct faqbot_node *node)
{
    struct frame *parent = top_frame(render);
    struct frame *frame = render->depth < FRAMES_MAX ? &render->frames[render->depth] : NULL;
    render->depth++;
    if (frame == NULL) {
        return;
    }
    *frame = (struct frame){.kind = node->kind, .number = node->number, .link = node->text};
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
    case FAQBOT_NODE_STRONG:
        style_on(render, RENDER_BOLD);
        break;
    case FAQBOT_NODE_EMPHASIS:
        style_on(render, RENDER_ITALIC);
        break;
    default:
        render->link_is_its_text = false;
        break;
    }
}

/* Without spaces of its own, so that a bracket does not part from what it encloses. */
static void write_between(struct wrap *wrap, const char *before, struct faqbot_view text, const char *after)
{
    wrap_text(wrap, view_of(before));
    wrap_text(wrap, text);
    wrap_text(wrap, view_of(after));
}

/* A link's address is shown, for most terminals cannot be clicked, unless its text is the address already. */
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
    case FAQBOT_NODE_STRONG:
    case FAQBOT_NODE_EMPHASIS:
        if (render->colour) {
            restore_style(render);
        }
        break;
    case FAQBOT_NODE_LINK:
        if (!render->link_is_its_text) {
            write_between(&render->wrap, " (", frame->link, ")");
        }
        break;
    default:
        wrap_end(&render->wrap);
        render->gap_due = true;
        break;
    }
}

/* A node at a time: what it does depends on what is open, never on what comes after it. */
static void write_node(struct render *render, const struct faqbot_node *node)
{
    const struct frame *frame = top_frame(render);
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
        write_node(&render, &nodes[i]);
    }
    wrap_end(&render.wrap);
}

/* The sequences are words of no width to wrap.c, so they go even where the paragraph is empty. */
void render_paragraph(FILE *out, const struct render_style *style, const char *look, struct faqbot_view text)
{
    struct wrap wrap;
    bool is_styled = style->colour && look != NULL;
    wrap_start(&wrap, out, style->width);
    wrap_style(&wrap, is_styled ? look : "");
    wrap_text(&wrap, text);
    wrap_style(&wrap, is_styled ? RENDER_PLAIN : "");
    wrap_end(&wrap);
}

/* -- Answers ------------------------------------------------------------------------------------------------------- */

const char *outcome_name(enum faqbot_outcome outcome)
{
    static const char *const names[] = {
        [FAQBOT_ANSWERED] = "answered", [FAQBOT_UNSURE] = "unsure", [FAQBOT_NONE] = "none"};
    return names[outcome];
}

/* What stands below the text. An answer always has its source: the title where there is one, else the entry's id.
 * Choices are numbered, for repl.c takes the number as an answer. Where nothing was found, the words that the
 * knowledge base does not have are what a visitor can change. */
static void write_below(FILE *out, const struct render_style *style, const struct faqbot_answer *answer)
{
    struct wrap wrap;
    wrap_start(&wrap, out, style->width);
    if (answer->outcome == FAQBOT_ANSWERED) {
        (void)fputc('\n', out);
        write_between(&wrap, "From: ", answer->title.size > 0 ? answer->title : answer->entry, "");
        write_between(&wrap, answer->section.size > 0 ? " > " : "", answer->section, "");
        write_between(&wrap, answer->url.size > 0 ? " (" : "", answer->url, answer->url.size > 0 ? ")" : "");
        /* A candidate that is a passage has no question; its id is all that there is to show. */
    } else if (answer->outcome == FAQBOT_UNSURE) {
        for (size_t i = 0; i < answer->candidate_count; i++) {
            const struct faqbot_candidate *candidate = &answer->candidates[i];
            char mark[32];
            (void)snprintf(mark, sizeof mark, "  %zu. ", i + 1);
            size_t outer = wrap_indent(&wrap, "     ", mark);
            wrap_text(&wrap, candidate->question.size > 0 ? candidate->question : candidate->id);
            wrap_outdent(&wrap, outer);
        }
    } else {
        for (size_t i = 0; i < answer->unknown_word_count; i++) {
            write_between(&wrap, i == 0 ? "Unknown here: " : ", ", answer->unknown_words[i], "");
        }
    }
    wrap_end(&wrap);
}

void render_answer(FILE *out, const struct render_style *style, const struct faqbot_answer *answer)
{
    bool is_answered = answer->outcome == FAQBOT_ANSWERED;
    if (is_answered && answer->node_count > 0) {
        render_nodes(out, style, answer->nodes, answer->node_count);
    } else {
        render_paragraph(out, style, NULL, answer->text);
    }
    write_below(out, style, answer);
    if (is_answered && answer->disclaimer.size > 0) {
        render_paragraph(out, style, RENDER_DIM, answer->disclaimer);
    }
}

/* Shown, because an answer to another question than the one that was typed would otherwise look like nonsense. */
void render_corrections(FILE *out, const struct faqbot_answer *answer)
{
    for (size_t i = 0; i < answer->correction_count; i++) {
        (void)fputs("faqbot: read ", out);
        sanitize_write(out, answer->corrections[i].from);
        (void)fputs(" as ", out);
        sanitize_write(out, answer->corrections[i].to);
        (void)fputc('\n', out);
    }
}
