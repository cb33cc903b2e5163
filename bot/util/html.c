/* util/html.c - the one writer of HTML, escaped by construction.
 *
 * Every text goes through one function that escapes for both places where it can stand, content and quoted
 * attributes, so that no caller has to say which it is and no caller can forget. Names of elements and
 * attributes are literals of ours. Deliberately not a template language: a page is a sequence of calls, and
 * the compiler checks it. */
#include "util/util.h"

#include <assert.h>

#define REPLACEMENT "\xef\xbf\xbd"

struct html html_make(struct buffer *out)
{
    return (struct html){.out = out};
}

static void end_tag(struct html *html)
{
    if (html->in_tag) {
        buffer_add_byte(html->out, '>');
        html->in_tag = false;
    }
}

/* The tag stays open until something else is written, so that attributes can follow. */
void html_single(struct html *html, const char *element)
{
    end_tag(html);
    buffer_add_byte(html->out, '<');
    buffer_add_text(html->out, element);
    html->in_tag = true;
}

void html_open(struct html *html, const char *element)
{
    assert(html->depth < HTML_DEPTH_MAX);
    html_single(html, element);
    html->open[html->depth++] = element;
}

void html_close(struct html *html)
{
    assert(html->depth > 0);
    end_tag(html);
    buffer_add_text(html->out, "</");
    buffer_add_text(html->out, html->open[--html->depth]);
    buffer_add_byte(html->out, '>');
}

/* What stands for a byte of text; NULL: itself. The apostrophe is escaped by number because HTML 4 has no
 * name for it. Control characters are not allowed in HTML at all; U+FFFD shows that something was there. */
static const char *replacement(const struct html *html, char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return html->is_minimal ? NULL : "&#39;";
    case '\t':
    case '\n':
        return NULL;
    default:
        return ((unsigned char)byte < ' ' || byte == 0x7f) && !html->is_minimal ? REPLACEMENT : NULL;
    }
}

/* Bytes that are not UTF-8 are replaced one by one: a browser may take them for the beginning of a character
 * that swallows the quote behind it. */
static void add_escaped(const struct html *html, struct faqbot_view text)
{
    while (text.size > 0) {
        struct faqbot_view rest = text;
        uint32_t character;
        bool is_valid = utf8_next(&rest, &character);
        size_t size = is_valid ? text.size - rest.size : 1;
        const char *other = is_valid ? replacement(html, text.bytes[0]) : REPLACEMENT;
        buffer_add(html->out, other != NULL ? view_of(other) : view_slice(text, 0, size));
        text = view_slice(text, size, text.size);
    }
}

/* The attribute's name and its opening quote. */
static void open_attribute(struct html *html, const char *attribute)
{
    assert(html->in_tag);
    buffer_add_byte(html->out, ' ');
    buffer_add_text(html->out, attribute);
    buffer_add_text(html->out, "=\"");
}

void html_set_text(struct html *html, const char *attribute, struct faqbot_view text)
{
    open_attribute(html, attribute);
    add_escaped(html, text);
    buffer_add_byte(html->out, '"');
}

void html_set(struct html *html, const char *attribute, const char *value)
{
    html_set_text(html, attribute, view_of(value));
}

/* RFC 3986, section 2.3: what needs no escape in any part of an address. */
static bool is_unreserved(char byte)
{
    return ascii_is_alnum(byte) || byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

void html_encode(struct buffer *out, struct faqbot_view part)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < part.size; i++) {
        unsigned char byte = (unsigned char)part.bytes[i];
        if (is_unreserved(part.bytes[i])) {
            buffer_add_byte(out, part.bytes[i]);
        } else {
            buffer_add_byte(out, '%');
            buffer_add_byte(out, digits[byte >> 4]);
            buffer_add_byte(out, digits[byte & 15]);
        }
    }
}

void html_set_address(struct html *html, const char *attribute, const char *front, struct faqbot_view part)
{
    open_attribute(html, attribute);
    add_escaped(html, view_of(front));
    html_encode(html->out, part);
    if (!view_is_empty(html->parameters)) {
        add_escaped(html, view_of(strchr(front, '?') == NULL ? "?" : "&"));
        add_escaped(html, html->parameters);
    }
    buffer_add_byte(html->out, '"');
}

void html_text(struct html *html, struct faqbot_view text)
{
    end_tag(html);
    add_escaped(html, text);
}

void html_words(struct html *html, const char *text)
{
    html_text(html, view_of(text));
}

void html_add(struct html *html, const char *element, struct faqbot_view text)
{
    html_open(html, element);
    html_text(html, text);
    html_close(html);
}

/* What was written elsewhere is already escaped; this is the one way around the escaping, and needs a buffer,
 * so a text cannot be given by mistake. */
void html_adopt(struct html *html, const struct buffer *made)
{
    end_tag(html);
    buffer_add(html->out, buffer_view(made));
}

/* Within <script> nothing is unescaped by the browser, so the JSON goes in as it is; that it cannot contain
 * "</script" is ensured by the JSON writer, which escapes every `<`. */
void html_add_data(struct html *html, const char *type, struct faqbot_view json)
{
    assert(view_find(json, '<') == json.size);
    html_open(html, "script");
    html_set(html, "type", type);
    end_tag(html);
    buffer_add(html->out, json);
    html_close(html);
}

/* Balance is the program's business and not the input's, hence an assertion. */
void html_finish(struct html *html)
{
    end_tag(html);
    assert(html->depth == 0);
}
