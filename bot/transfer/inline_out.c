/* transfer/inline_out.c - what stands within a paragraph, as Markdown, by the rules of CommonMark 0.30, whose
 * sections are named here. Whether a mark of emphasis opens or closes depends on its neighbours (6.2): where they
 * are not fit, an empty comment, which counts as punctuation, is put between. */
#include "transfer/inline_out.h"

#include <string.h>

#include "text/utf8.h"
#include "text/words.h"

/* What stands beside a mark of emphasis. */
enum neighbour {
    EDGE,
    BLANK,
    SIGN,
    LETTER,
    ODD /* not ASCII: white space, a sign or none, as the reader sees it */
};

static enum neighbour neighbour_of(uint32_t character)
{
    if (character == ' ') {
        return BLANK;
    }
    if (words_has(character)) {
        return LETTER;
    }
    return character < 0x80 ? SIGN : ODD;
}

static enum neighbour first_of(struct faqbot_view text)
{
    uint32_t character;
    return utf8_next(&text, &character) ? neighbour_of(character) : EDGE;
}

static enum neighbour last_of(struct faqbot_view text)
{
    size_t start = text.size;
    while (start > 0 && ((unsigned char)text.bytes[start - 1] & 0xc0) == 0x80) {
        start--;
    }
    return first_of(view_slice(text, start > 0 ? start - 1 : 0, text.size));
}

static enum faqbot_node_kind kind_at(const struct scribe *scribe, size_t at)
{
    return at < scribe->count ? scribe->nodes[at].kind : FAQBOT_NODE_CLOSE;
}

/* The last byte written of this line, 0 at its start. */
static char last_byte(const struct scribe *scribe)
{
    return scribe->line_starts || scribe->out->size == 0 ? '\0' : scribe->out->bytes[scribe->out->size - 1];
}

/* Whether the byte at `i` would begin a block where the line begins with it (chapters 4 and 5). */
static bool begins_block(struct faqbot_view text, size_t i)
{
    char byte = text.bytes[i];
    char next = i + 1 < text.size ? text.bytes[i + 1] : ' ';
    if (i == 0 && (byte == '>' || byte == '=' || byte == '~')) {
        return true;
    }
    if (i == 0 && (byte == '#' || byte == '-' || byte == '+')) {
        return next == ' ' || next == byte;
    }
    if ((byte != '.' && byte != ')') || i == 0 || i > 9 || next != ' ') {
        return false;
    }
    while (i > 0 && text.bytes[i - 1] >= '0' && text.bytes[i - 1] <= '9') {
        i--;
    }
    return i == 0;
}

/* Whether what stands behind an ampersand could make a character of it (6.5). What comes in another node is no part
 * of it, but may look so. */
static bool begins_entity(struct faqbot_view text)
{
    size_t i = 0;
    while (i < text.size &&
           (text.bytes[i] == '#' ||
            ((unsigned char)text.bytes[i] < 0x80 && neighbour_of((unsigned char)text.bytes[i]) == LETTER))) {
        i++;
    }
    return i == text.size || (i > 0 && text.bytes[i] == ';');
}

static bool is_special(const struct scribe *scribe, struct faqbot_view text, size_t i)
{
    bool ends = i + 1 == text.size;
    switch (text.bytes[i]) {
    case '\\':
    case '`':
    case '*':
    case '_':
    case '[':
    case ']':
    case '<':
        return true;
    case '&':
        return begins_entity(view_slice(text, i + 1, text.size));
    case '!': /* before a link it would make an image of it */
        return ends && (kind_at(scribe, scribe->at + 1) == FAQBOT_NODE_LINK ||
                        kind_at(scribe, scribe->at + 1) == FAQBOT_NODE_TEXT);
    default:
        return false;
    }
}

/* A blank at an end of a line is dropped by the reader. One that is there all the same was a control character once,
 * which becomes a blank too late to be dropped: so it is written as one. */
static bool is_lost_blank(const struct scribe *scribe, struct faqbot_view text, size_t i, bool line_starts)
{
    enum faqbot_node_kind next = kind_at(scribe, scribe->at + 1);
    bool ends = i + 1 == text.size && (next == FAQBOT_NODE_CLOSE || next == FAQBOT_NODE_BREAK);
    return text.bytes[i] == ' ' && ((i == 0 && line_starts) || ends);
}

/* Emphasis of every second depth is written with another sign, so that marks within each other are told apart. */
static char sign_of(const struct scribe *scribe)
{
    return scribe->emphasis % 2 == 0 ? '*' : '_';
}

/* A link without text: the reader drops it, but it parts the texts about it. Within a link, where none may be, emphasis
 * of nothing does the same. */
static void add_parting(struct scribe *scribe)
{
    if (!scribe->within_link) {
        scribe_add(scribe, "[](<https://example.org>)");
        return;
    }
    scribe_add(scribe, SCRIBE_APART);
    buffer_add_byte(scribe->out, sign_of(scribe));
    scribe_add(scribe, SCRIBE_APART);
    buffer_add_byte(scribe->out, sign_of(scribe));
    scribe_add(scribe, SCRIBE_APART);
}

static void add_text(struct scribe *scribe, struct faqbot_view text)
{
    bool line_starts = scribe->line_starts;
    size_t done = 0;
    if (scribe->out->size == 0 && view_starts_with(text, "\xef\xbb\xbf")) {
        scribe_add(scribe, "&#xFEFF;"); /* not a byte order mark */
        done = 3;
    }
    for (size_t i = done; i < text.size; i++) {
        bool lost = is_lost_blank(scribe, text, i, line_starts);
        if (!lost && !is_special(scribe, text, i) && !(line_starts && begins_block(text, i))) {
            continue;
        }
        buffer_add(scribe->out, view_slice(text, done, i - done));
        buffer_add_text(scribe->out, lost ? "&#1;" : "\\");
        done = lost ? i + 1 : i;
    }
    buffer_add(scribe->out, view_slice(text, done, text.size));
    scribe->line_starts = false;
}

static void add_code(struct scribe *scribe, struct faqbot_view code)
{
    size_t ticks = scribe_longest_run(code, '`') + 1;
    char first = code.bytes[0];
    char last = code.bytes[code.size - 1];
    bool blank = view_is_empty(view_trim(code));
    bool padded = first == '`' || last == '`' || (first == ' ' && last == ' ' && !blank);
    if (last_byte(scribe) == '`') {
        scribe_add(scribe, SCRIBE_APART);
    }
    scribe_add_run(scribe, '`', ticks);
    scribe_add(scribe, padded ? " " : "");
    buffer_add(scribe->out, code);
    scribe_add(scribe, padded ? " " : "");
    scribe_add_run(scribe, '`', ticks);
}

static void add_address(struct scribe *scribe, struct faqbot_view address)
{
    for (size_t i = 0; i < address.size; i++) {
        if (address.bytes[i] == '&' && begins_entity(view_slice(address, i + 1, address.size))) {
            buffer_add_text(scribe->out,
                            "&amp;"); /* in addresses a backslash does not keep it from being one */
            continue;
        }
        if (strchr("\\<>", address.bytes[i]) != NULL) {
            buffer_add_byte(scribe->out, '\\');
        }
        buffer_add_byte(scribe->out, address.bytes[i]);
    }
}

/* An address that is its own text, and needs no escapes, may stand as it is between < and > (6.5). */
static bool is_bare(const struct scribe *scribe, struct faqbot_view address)
{
    const struct faqbot_node *text = &scribe->nodes[scribe->at];
    return kind_at(scribe, scribe->at) == FAQBOT_NODE_TEXT &&
           kind_at(scribe, scribe->at + 1) == FAQBOT_NODE_CLOSE && view_equals(text->text, address) &&
           view_starts_with(address, "http") && view_find(address, '&') == address.size &&
           view_find(address, '\\') == address.size && view_find(address, '>') == address.size;
}

static void add_link(struct scribe *scribe, struct faqbot_view address)
{
    if (is_bare(scribe, address)) {
        scribe_add(scribe, "<");
        buffer_add(scribe->out, address);
        scribe_add(scribe, ">");
        scribe->at += 2;
        return;
    }
    scribe_add(scribe, "[");
    scribe->within_link = true;
    inline_out_add(scribe);
    scribe->within_link = false;
    scribe_add(scribe, "](<");
    add_address(scribe, address);
    scribe_add(scribe, ">)");
}

/* What the mark before or behind sees of the node at `at`. */
static enum neighbour edge_at(const struct scribe *scribe, size_t at, bool last)
{
    const struct faqbot_node *node = &scribe->nodes[at];
    if (at >= scribe->count || node->kind == FAQBOT_NODE_BREAK) {
        return EDGE;
    }
    return node->kind != FAQBOT_NODE_TEXT ? SIGN : last ? last_of(node->text) : first_of(node->text);
}

static void add_emphasis(struct scribe *scribe, size_t size)
{
    char sign = sign_of(scribe);
    enum neighbour before = scribe->at < 2 ? EDGE : edge_at(scribe, scribe->at - 2, true);
    enum neighbour inner = edge_at(scribe, scribe->at, false);
    bool clear = inner == LETTER || inner == SIGN;
    if (last_byte(scribe) == sign || (last_byte(scribe) != '\0' && (before == LETTER || before == ODD) &&
                                      (sign == '_' || inner != LETTER))) {
        scribe_add(scribe, SCRIBE_APART);
    }
    scribe_add_run(scribe, sign, size);
    scribe_add(scribe, clear ? "" : SCRIBE_APART);
    scribe->emphasis++;
    inline_out_add(scribe);
    scribe->emphasis--;
    inner = edge_at(scribe, scribe->at - 2, true); /* behind it stands its close */
    clear = inner == LETTER || inner == SIGN;
    scribe_add(scribe, clear ? "" : SCRIBE_APART);
    scribe_add_run(scribe, sign, size);
    enum neighbour after = edge_at(scribe, scribe->at, false);
    enum faqbot_node_kind next = kind_at(scribe, scribe->at);
    if (next == FAQBOT_NODE_STRONG || next == FAQBOT_NODE_EMPHASIS ||
        ((after == LETTER || after == ODD) && (sign == '_' || inner != LETTER))) {
        scribe_add(scribe, SCRIBE_APART);
    }
}

static void add_break(struct scribe *scribe)
{
    scribe_add(scribe, "\\");
    scribe_start_line(scribe);
    if (kind_at(scribe, scribe->at) == FAQBOT_NODE_CLOSE) {
        scribe_add(scribe, "&#32;"); /* else it would be no break but a backslash */
    }
}

void inline_out_add(struct scribe *scribe)
{
    while (scribe->at < scribe->count && !scribe->out->failed) {
        const struct faqbot_node *node = &scribe->nodes[scribe->at];
        if (node->kind == FAQBOT_NODE_TEXT) {
            bool parted = scribe->at > 0 && scribe->nodes[scribe->at - 1].kind == FAQBOT_NODE_TEXT;
            if (parted) {
                add_parting(scribe);
            }
            add_text(scribe, node->text);
        }
        scribe->at++;
        switch (node->kind) {
        case FAQBOT_NODE_CLOSE:
            return;
        case FAQBOT_NODE_CODE:
            add_code(scribe, node->text);
            break;
        case FAQBOT_NODE_BREAK:
            add_break(scribe);
            break;
        case FAQBOT_NODE_STRONG:
            add_emphasis(scribe, 2);
            break;
        case FAQBOT_NODE_EMPHASIS:
            add_emphasis(scribe, 1);
            break;
        case FAQBOT_NODE_LINK:
            add_link(scribe, node->text);
            break;
        default:
            break;
        }
    }
}
