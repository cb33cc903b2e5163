/* kb/answer.c - Markdown as rich text: the only file that knows both cmark's nodes and ours.
 *
 * An answer must be safe to show in any front end, so the conversion keeps what rich text can say and drops
 * the rest with a warning: HTML, links that are not web or mail addresses, images. It walks cmark's tree
 * without recursion, so that no nesting can exhaust the stack. Knows nothing of articles and entries.
 *
 * What becomes of CommonMark's constructs:
 *
 *     paragraph, list, quote, code, emphasis, strong    their nodes
 *     heading                 a paragraph that is strong: an answer has no outline of its own
 *     link                    a link, or its text alone where the address may not be followed
 *     image                   its alternative text, which is what a chat can show of it
 *     soft line break         a blank; hard line break: a break
 *     thematic break, HTML    nothing */
#include "kb/kb_internal.h"

#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* ==== Building nodes ================================================================================== */

/* Markdown being converted. */
struct conversion {
    struct answer *answer;
    const struct answer_source *source;
    size_t depth;     /* containers open in the answer */
    bool within_link; /* an autolink may stand in a link, but ours do not nest */
};

void answer_init(struct answer *answer)
{
    *answer = (struct answer){0};
    buffer_init(&answer->run, 2 * KB_FILE_BYTES_MAX);
    commonmark_init(&answer->commonmark);
}

void answer_release(struct answer *answer)
{
    free(answer->nodes);
    buffer_release(&answer->run);
    commonmark_release(&answer->commonmark);
    answer_init(answer);
}

/* Between two entries: most answers are small, and the memory of the last one serves the next. */
void answer_reset(struct answer *answer)
{
    answer->count = 0;
    answer->status = FAQBOT_OK;
    answer->warned_html = false;
    buffer_reset(&answer->run);
}

static void fail(struct answer *answer, enum faqbot_status status)
{
    answer->status = answer->status == FAQBOT_OK ? status : answer->status;
}

/* The array is the answer's for good: the next answer needs about as many nodes. */
static void add_node(struct answer *answer, struct faqbot_node node)
{
    if (answer->count == ANSWER_NODES_MAX) {
        fail(answer, FAQBOT_LIMIT);
    } else if (!array_grow(NULL, &answer->nodes, answer->count, &answer->capacity, sizeof node)) {
        fail(answer, FAQBOT_NO_MEMORY);
    }
    if (answer->status == FAQBOT_OK) {
        answer->nodes[answer->count++] = node;
    }
}

static void add_text_node(const struct conversion *conversion, enum faqbot_node_kind kind,
                          struct faqbot_view text)
{
    struct answer *answer = conversion->answer;
    bool keeps_lines = kind == FAQBOT_NODE_CODE_BLOCK;
    text = field_clean(conversion->source->arena, text, keeps_lines, &answer->status);
    add_node(answer, (struct faqbot_node){.kind = kind, .text = text});
}

/* What the answer ends with so far; `of_nothing` if it is empty. */
static enum faqbot_node_kind last_kind(const struct answer *answer, enum faqbot_node_kind of_nothing)
{
    return answer->count == 0 ? of_nothing : answer->nodes[answer->count - 1].kind;
}

/* Ends the run of text. cmark splits text at every character that might have been mark-up; here it becomes
 * one node again. Blanks at either end of a paragraph or line, where mark-up was dropped, go with it. */
static void end_run(const struct conversion *conversion, bool ends_line)
{
    struct answer *answer = conversion->answer;
    struct faqbot_view run = buffer_view(&answer->run);
    enum faqbot_node_kind before = last_kind(answer, FAQBOT_NODE_PARAGRAPH);
    while (run.size > 0 && run.bytes[0] == ' ' &&
           (before == FAQBOT_NODE_PARAGRAPH || before == FAQBOT_NODE_BREAK)) {
        run = view_slice(run, 1, run.size);
    }
    while (run.size > 0 && run.bytes[run.size - 1] == ' ' && ends_line) {
        run.size--;
    }
    if (answer->run.failed) {
        fail(answer, FAQBOT_NO_MEMORY);
    } else if (run.size > 0) {
        add_text_node(conversion, FAQBOT_NODE_TEXT, run);
    }
    buffer_reset(&answer->run);
}

/* The line in the file. cmark gives inlines of some kinds no line; then that of the block around them is near
 * enough. */
static unsigned line_of(const struct conversion *conversion, cmark_node *node)
{
    int line = 0;
    while (node != NULL && !conversion->source->one_line && (line = cmark_node_get_start_line(node)) <= 0) {
        node = cmark_node_parent(node);
    }
    const struct answer_source *source = conversion->source;
    size_t number = line > 0 ? (size_t)line : 1;
    bool is_mapped = source->lines != NULL && number <= source->line_count;
    return source->line_before + (is_mapped ? source->lines[number - 1] : (unsigned)number);
}

/* Blocks begin on a line of their own, so blanks before them go; before an inline they divide words and
 * stay. */
static void open_container(struct conversion *conversion, struct faqbot_node node)
{
    end_run(conversion, node.kind < FAQBOT_NODE_TEXT);
    add_node(conversion->answer, node);
    conversion->depth++;
}

/* Closes the innermost container, or takes it back if nothing is in it. */
static void close_container(struct conversion *conversion, bool ends_line)
{
    struct answer *answer = conversion->answer;
    end_run(conversion, ends_line);
    enum faqbot_node_kind last = last_kind(answer, FAQBOT_NODE_CLOSE);
    bool has_content = last == FAQBOT_NODE_CLOSE || last == FAQBOT_NODE_TEXT || last == FAQBOT_NODE_CODE ||
                       last == FAQBOT_NODE_CODE_BLOCK || last == FAQBOT_NODE_BREAK;
    if (has_content || answer->status != FAQBOT_OK) {
        add_node(answer, (struct faqbot_node){.kind = FAQBOT_NODE_CLOSE});
    } else {
        answer->count--;
    }
    conversion->depth--;
}

/* ==== What is dropped: HTML, and links that lead nowhere ============================================== */

/* Front ends may be web pages, so HTML of an author's would be run there. A comment was never meant to be
 * shown, and is not worth a warning. */
static void drop_html(const struct conversion *conversion, cmark_node *node)
{
    const char *html = cmark_node_get_literal(node);
    if (html == NULL || strncmp(html, "<!--", 4) == 0 || conversion->answer->warned_html) {
        return;
    }
    conversion->answer->warned_html = true;
    struct faqbot_view shown = view_of(html);
    shown = view_slice(shown, 0, view_find(shown, '\n') < 60 ? view_find(shown, '\n') : 60);
    fault_report(
        conversion->source->reporter, FAQBOT_WARNING, "html", conversion->source->path,
        line_of(conversion, node),
        "HTML (\"%.*s\") is not shown and is dropped; write it in Markdown, or in `backquotes` to show it",
        VIEW_ARGS(shown));
}

/* Whether an address names no scheme, so that it leads from the file to somewhere beside it. Opens no file:
 * whether one is there is for `check` to say. */
static bool is_local(struct faqbot_view address)
{
    for (size_t i = 0; i < address.size; i++) {
        char byte = address.bytes[i];
        if (byte == ':' || byte == '/') {
            return byte == '/' && i > 0;
        }
        if (byte == '#' || byte == '?') {
            break;
        }
    }
    return address.size > 0;
}

/* A link's address, copied for the answer; empty, with a warning, if the link is to be dropped. */
static struct faqbot_view address_of(const struct conversion *conversion, cmark_node *node)
{
    const struct answer_source *source = conversion->source;
    struct faqbot_view url = view_of(cmark_node_get_url(node));
    struct faqbot_view address = {0};
    unsigned line = line_of(conversion, node);
    if (is_local(url)) {
        fault_report(
            source->reporter, FAQBOT_WARNING, "local-link", source->path, line,
            "the link to \"%.*s\" is dropped and its text kept, because visitors do not have the files; "
            "write the whole address where they can read it",
            VIEW_ARGS(url));
        if (source->sink != NULL && source->sink->local_link != NULL) {
            source->sink->local_link(source->sink->user, source->path, line, url);
        }
    } else if (!rich_is_safe_address(url)) {
        fault_report(
            source->reporter, FAQBOT_WARNING, "unsafe-link", source->path, line,
            "the link to \"%.*s\" is dropped and its text kept; write a whole address that begins with "
            "https://, http:// or mailto:",
            VIEW_ARGS(url));
    } else if (!arena_copy(source->arena, url, &address)) {
        fail(conversion->answer, FAQBOT_NO_MEMORY);
    }
    return address;
}

/* ==== cmark's tree ==================================================================================== */

/* What a container of cmark's becomes, and how many more containers must fit into it: a list needs its item
 * and a paragraph in that. What is not here has no container of its own, and what is in it goes into the one
 * around. */
static const struct mapping {
    enum faqbot_node_kind kind;
    size_t room;
} mappings[] = {
    [CMARK_NODE_PARAGRAPH] = {FAQBOT_NODE_PARAGRAPH, 0}, [CMARK_NODE_HEADING] = {FAQBOT_NODE_PARAGRAPH, 0},
    [CMARK_NODE_LIST] = {FAQBOT_NODE_LIST, 2},           [CMARK_NODE_ITEM] = {FAQBOT_NODE_ITEM, 0},
    [CMARK_NODE_BLOCK_QUOTE] = {FAQBOT_NODE_QUOTE, 1},   [CMARK_NODE_STRONG] = {FAQBOT_NODE_STRONG, 0},
    [CMARK_NODE_EMPH] = {FAQBOT_NODE_EMPHASIS, 0},       [CMARK_NODE_LINK] = {FAQBOT_NODE_LINK, 0},
    [CMARK_NODE_IMAGE] = {FAQBOT_NODE_CLOSE, 0},
};
_Static_assert(FAQBOT_NODE_CLOSE == 0 && CMARK_NODE_IMAGE == CMARK_NODE_LAST_INLINE,
               "every type has its place");

/* Whether a container was opened for a node of cmark's, so that leaving the node closes it. The node's user
 * data says so: the node itself for one container, the answer for the two of a heading. */
static bool is_marked(cmark_node *node)
{
    return node != NULL && cmark_node_get_user_data(node) != NULL;
}

/* Opens the container that a node of cmark's becomes, unless there is none, it would nest too deep, or its
 * link is dropped. What is in it then goes into the container around it: text is never lost. */
static void enter_container(struct conversion *conversion, cmark_node *node)
{
    const struct mapping *mapping = &mappings[cmark_node_get_type(node)];
    struct faqbot_node opened = {.kind = mapping->kind};
    if (opened.kind == FAQBOT_NODE_CLOSE || conversion->depth + mapping->room >= FAQBOT_RICH_DEPTH_MAX ||
        (opened.kind == FAQBOT_NODE_ITEM && !is_marked(cmark_node_parent(node)))) {
        return;
    }
    if (opened.kind == FAQBOT_NODE_LIST && cmark_node_get_list_type(node) == CMARK_ORDERED_LIST) {
        opened.kind = FAQBOT_NODE_ORDERED;
        opened.number = (unsigned)cmark_node_get_list_start(node);
    } else if (opened.kind == FAQBOT_NODE_LINK) {
        if (conversion->within_link || view_is_empty(opened.text = address_of(conversion, node))) {
            return;
        }
        conversion->within_link = true;
    }
    open_container(conversion, opened);
    cmark_node_set_user_data(node, node);
    if (cmark_node_get_type(node) == CMARK_NODE_HEADING && conversion->depth < FAQBOT_RICH_DEPTH_MAX) {
        open_container(conversion, (struct faqbot_node){.kind = FAQBOT_NODE_STRONG});
        cmark_node_set_user_data(node, conversion->answer);
    }
}

/* Closes what entering opened, which the node remembers. */
static void leave_container(struct conversion *conversion, cmark_node *node)
{
    if (!is_marked(node)) {
        return;
    }
    enum faqbot_node_kind kind = mappings[cmark_node_get_type(node)].kind;
    if (kind == FAQBOT_NODE_LINK) {
        conversion->within_link = false;
    }
    if (cmark_node_get_user_data(node) == conversion->answer) {
        close_container(conversion, true);
    }
    close_container(conversion, kind < FAQBOT_NODE_TEXT);
    cmark_node_set_user_data(node, NULL);
}

/* The last line feed is the fence's and not the code's. */
static void add_code_block(const struct conversion *conversion, cmark_node *node)
{
    struct faqbot_view lines = view_of(cmark_node_get_literal(node));
    if (view_ends_with(lines, "\n")) {
        lines.size--;
    }
    if (!view_is_empty(view_trim(lines))) {
        add_text_node(conversion, FAQBOT_NODE_CODE_BLOCK, lines);
    }
}

static void enter(struct conversion *conversion, cmark_node *node)
{
    struct answer *answer = conversion->answer;
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        buffer_add_text(&answer->run, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_SOFTBREAK:
        buffer_add_byte(&answer->run, ' ');
        break;
    case CMARK_NODE_LINEBREAK:
        end_run(conversion, true);
        add_node(answer, (struct faqbot_node){.kind = FAQBOT_NODE_BREAK});
        break;
    case CMARK_NODE_CODE:
        end_run(conversion, false);
        add_text_node(conversion, FAQBOT_NODE_CODE, view_of(cmark_node_get_literal(node)));
        break;
    case CMARK_NODE_CODE_BLOCK:
        add_code_block(conversion, node);
        break;
    case CMARK_NODE_HTML_BLOCK:
    case CMARK_NODE_HTML_INLINE:
        drop_html(conversion, node);
        break;
    default:
        enter_container(conversion, node);
        break;
    }
}

/* The walk stops at a failure: nothing of an answer that is too long is shown. */
void answer_add_block(struct answer *answer, const struct answer_source *source, cmark_node *block)
{
    struct conversion conversion = {.answer = answer, .source = source};
    struct commonmark_walk walk = {.top = block};
    while (commonmark_walk_next(&walk) && answer->status == FAQBOT_OK) {
        if (walk.is_leaving) {
            leave_container(&conversion, walk.node);
        } else {
            enter(&conversion, walk.node);
        }
    }
}

/* ==== Shortcuts, and a bound on the work ============================================================== */

/* Large collections consist of short plain answers, and parsing them is most of the work of reading them. The
 * rules are those of CommonMark about what begins a block and what begins an inline, on the safe side: bytes
 * that might begin either say no. `!` needs a `[` behind it to mean anything, `>` and `#` mean something only
 * at the beginning, and `=` and `-` under a line need a line feed, which is refused. */
bool answer_is_plain(struct faqbot_view text)
{
    if (text.size == 0) {
        return false;
    }
    size_t i = 0;
    while (i < text.size && ascii_is_digit(text.bytes[i])) {
        i++;
    }
    /* The first byte could begin a list, a heading, a quote, code or a rule, unless it is a letter (or of
     * one). */
    char first = i < text.size ? text.bytes[i] : 'a';
    bool letter = ascii_is_alpha(first) || (unsigned char)first >= 0x80 || first == '"' || first == '(' ||
                  first == '\'';
    if ((!letter || view_starts_with(text, "\xef\xbb\xbf")) && !(i > 0 && first != '.' && first != ')')) {
        return false;
    }
    for (; i < text.size; i++) {
        char byte = text.bytes[i];
        if ((unsigned char)byte < ' ' || byte == '\\' || byte == '`' || byte == '*' || byte == '_' ||
            byte == '[' || byte == '<' || byte == '&') {
            return false;
        }
    }
    return text.bytes[text.size - 1] != ' ';
}

#define LABOUR_MAX ((size_t)10 * 1000 * 1000) /* steps: a fraction of a second */

/* In Debian 12's cmark (0.30.2), each closed link walks over all image openers before it in the paragraph
 * (CVE-2023-22486). So openers times closers are bounded, for each run of lines without an empty one between:
 * that is at least a paragraph. Code spans count too, which errs on the safe side. */
bool answer_is_laborious(struct faqbot_view text)
{
    struct faqbot_view line;
    size_t openers = 0;
    size_t closers = 0;
    while (view_next_line(&text, &line)) {
        if (view_is_empty(view_trim(line))) {
            openers = closers = 0;
        }
        for (size_t i = 0; i < line.size; i++) {
            openers += line.bytes[i] == '[' && i > 0 && line.bytes[i - 1] == '!';
            closers += line.bytes[i] == ']';
        }
        if (openers > 0 && closers > LABOUR_MAX / openers) {
            return true;
        }
    }
    return false;
}

/* What the parser would make of a plain text. */
static void add_plain(struct answer *answer, const struct answer_source *source, struct faqbot_view text)
{
    const struct conversion conversion = {.answer = answer, .source = source};
    add_node(answer, (struct faqbot_node){.kind = FAQBOT_NODE_PARAGRAPH});
    add_text_node(&conversion, FAQBOT_NODE_TEXT, text);
    add_node(answer, (struct faqbot_node){.kind = FAQBOT_NODE_CLOSE});
}

bool answer_add_markdown(struct answer *answer, const struct answer_source *source, struct faqbot_view text)
{
    if (answer_is_plain(text)) {
        add_plain(answer, source, text);
        return true;
    }
    if (answer_is_laborious(text)) {
        return false;
    }
    cmark_node *document = NULL;
    enum faqbot_status status = commonmark_parse(&answer->commonmark, text, &document);
    if (status == FAQBOT_OK) {
        answer_add_block(answer, source, document);
    } else if (status == FAQBOT_NO_MEMORY) {
        fail(answer, status);
    }
    return status != FAQBOT_LIMIT;
}

/* Code counts as text, HTML and addresses do not: they are not read out. */
void answer_plain_text(cmark_node *node, struct buffer *out)
{
    struct commonmark_walk walk = {.top = node};
    while (commonmark_walk_next(&walk)) {
        cmark_node_type type = cmark_node_get_type(walk.node);
        if (walk.is_leaving) {
            continue;
        }
        if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE) {
            buffer_add_text(out, cmark_node_get_literal(walk.node));
        } else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) {
            buffer_add_byte(out, ' ');
        }
    }
}
