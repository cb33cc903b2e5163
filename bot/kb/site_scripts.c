/* kb/site_scripts.c - what a configuration that is a program says in so many words: the members of its objects whose
 * values are literals.
 *
 * docusaurus.config.js is run by its generator. Here nothing is run: the text is taken apart into strings, comments,
 * brackets and names, as far as it takes to see
 *
 *     url: 'https://example.org',        "url" at depth 1 is "https://example.org"
 *     docs: { routeBasePath: '/' },      "routeBasePath" at depth 2, within "docs", is "/"
 *     baseUrl: process.env.BASE || '/',  nothing: the value is no literal
 *
 * It does not know regular expressions, which look like divisions to it, so that one with a quote in it can hide what
 * follows: then an address is not found. */
#include "kb/kb_internal.h"

#include <string.h>

#include "util/util.h"

struct scan {
    struct faqbot_view text;
    size_t at;
    struct faqbot_view names[SCRIPT_DEPTH_MAX]; /* of the objects that are open, the outermost first */
    size_t depth;
    struct faqbot_view name; /* with a colon behind it: what follows is its value */
    bool is_key;             /* a name may follow: behind `{` or `,` */
};

static char byte_at(const struct scan *scan, size_t at)
{
    return at < scan->text.size ? scan->text.bytes[at] : '\0';
}

/* White space and comments. */
static void skip_blanks(struct scan *scan)
{
    for (;;) {
        while (scan->at < scan->text.size && ascii_is_space(scan->text.bytes[scan->at])) {
            scan->at++;
        }
        struct faqbot_view rest = view_slice(scan->text, scan->at, scan->text.size);
        if (view_starts_with(rest, "//")) {
            scan->at += view_find(rest, '\n');
        } else if (view_starts_with(rest, "/*")) {
            scan->at += 2;
            while (scan->at < scan->text.size &&
                   !(byte_at(scan, scan->at) == '*' && byte_at(scan, scan->at + 1) == '/')) {
                scan->at++;
            }
            scan->at += 2;
        } else {
            return;
        }
    }
}

/* What stands between the quotes; without bytes if it has an escape, or if a template has more than text. A string of
 * one line that does not end in it is no string. */
static struct faqbot_view take_string(struct scan *scan)
{
    char quote = scan->text.bytes[scan->at++];
    size_t start = scan->at;
    bool is_literal = true;
    while (scan->at < scan->text.size && byte_at(scan, scan->at) != quote) {
        char byte = byte_at(scan, scan->at);
        if (byte == '\n' && quote != '`') {
            return view_make(NULL, 0);
        }
        is_literal = is_literal && byte != '\\' && byte != '\n' && !(byte == '$' && quote == '`');
        scan->at += byte == '\\' ? 2 : 1;
    }
    size_t end = scan->at < scan->text.size ? scan->at : scan->text.size;
    scan->at++;
    return is_literal ? view_slice(scan->text, start, end - start) : view_make(NULL, 0);
}

static bool is_of_name(char byte)
{
    return ascii_is_alnum(byte) || byte == '_' || byte == '$' || (unsigned char)byte >= 0x80;
}

static struct faqbot_view take_word(struct scan *scan)
{
    size_t start = scan->at;
    while (scan->at < scan->text.size && is_of_name(scan->text.bytes[scan->at])) {
        scan->at++;
    }
    return view_slice(scan->text, start, scan->at - start);
}

/* A string or word: a name if a colon follows it, otherwise perhaps the value of the name before it. */
static void take_atom(struct scan *scan, bool is_string, script_take *take, void *user)
{
    struct faqbot_view name = scan->name;
    bool is_key = scan->is_key;
    struct faqbot_view atom = is_string ? take_string(scan) : take_word(scan);
    scan->name = view_make(NULL, 0);
    scan->is_key = false;
    skip_blanks(scan);
    char next = byte_at(scan, scan->at);
    if (is_key && next == ':') {
        scan->name = atom;
        scan->at++;
        return;
    }
    bool is_value =
        is_string ? atom.bytes != NULL : view_equals_text(atom, "true") || view_equals_text(atom, "false");
    if (!view_is_empty(name) && is_value && (next == ',' || next == '}') && scan->depth > 0 &&
        scan->depth <= SCRIPT_DEPTH_MAX) {
        take(user, scan->depth, scan->names[scan->depth - 1], name, atom);
    }
}

void script_read(struct faqbot_view text, script_take *take, void *user)
{
    struct scan scan = {.text = text};
    for (skip_blanks(&scan); scan.at < text.size; skip_blanks(&scan)) {
        char byte = text.bytes[scan.at];
        if (byte == '"' || byte == '\'' || byte == '`' || is_of_name(byte)) {
            take_atom(&scan, !is_of_name(byte), take, user);
            continue;
        }
        scan.at++;
        if (strchr("{[(", byte) != NULL) {
            if (scan.depth < SCRIPT_DEPTH_MAX) {
                scan.names[scan.depth] = scan.name;
            }
            scan.depth++;
        } else if (strchr("}])", byte) != NULL) {
            scan.depth -= scan.depth > 0;
        }
        scan.name = view_make(NULL, 0);
        scan.is_key = byte == '{' || byte == ',';
    }
}
