/* page/html.c - HTML, escaped by construction. It knows no page: what is written is its callers' business. */
#include "page/html.h"

#include <assert.h>

#include "base/ascii.h"
#include "text/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd"
#define CHARACTER_BYTES_MAX 4

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

/* What stands for a byte of text; NULL: itself. */
static const char *replacement(char byte)
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
        return "&#39;";
    case '\t':
    case '\n':
        return NULL;
    default:
        return (unsigned char)byte < ' ' || byte == 0x7f ? REPLACEMENT : NULL;
    }
}

/* The bytes of the character at the front; 0: it is none. */
static size_t character_size(struct faqbot_view rest)
{
    size_t size = 1;
    while (size <= CHARACTER_BYTES_MAX && size <= rest.size && !utf8_is_valid(view_slice(rest, 0, size))) {
        size++;
    }
    return size <= CHARACTER_BYTES_MAX && size <= rest.size ? size : 0;
}

static void add_escaped(struct buffer *out, struct faqbot_view text)
{
    size_t start = 0; /* of what has to be written as it stands */
    size_t at = 0;
    while (at < text.size) {
        size_t size = character_size(view_slice(text, at, CHARACTER_BYTES_MAX));
        const char *other = size == 0 ? REPLACEMENT : size == 1 ? replacement(text.bytes[at]) : NULL;
        if (other != NULL) {
            buffer_add(out, view_slice(text, start, at - start));
            buffer_add_text(out, other);
            start = at + 1;
        }
        at += size == 0 ? 1 : size;
    }
    buffer_add(out, view_slice(text, start, at - start));
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
    add_escaped(html->out, text);
    buffer_add_byte(html->out, '"');
}

void html_set(struct html *html, const char *attribute, const char *value)
{
    html_set_text(html, attribute, view_of(value));
}

static bool is_unreserved(char byte)
{
    return ascii_is_alnum(byte) || byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

void html_set_address(struct html *html, const char *attribute, const char *front, struct faqbot_view part)
{
    static const char digits[] = "0123456789ABCDEF";
    open_attribute(html, attribute);
    add_escaped(html->out, view_of(front));
    for (size_t i = 0; i < part.size; i++) {
        unsigned char byte = (unsigned char)part.bytes[i];
        if (is_unreserved(part.bytes[i])) {
            buffer_add_byte(html->out, part.bytes[i]);
        } else {
            buffer_add_byte(html->out, '%');
            buffer_add_byte(html->out, digits[byte >> 4]);
            buffer_add_byte(html->out, digits[byte & 15]);
        }
    }
    buffer_add_byte(html->out, '"');
}

void html_text(struct html *html, struct faqbot_view text)
{
    end_tag(html);
    add_escaped(html->out, text);
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

void html_adopt(struct html *html, const struct buffer *made)
{
    end_tag(html);
    buffer_add(html->out, buffer_view(made));
}

void html_add_data(struct html *html, const char *type, struct faqbot_view json)
{
    assert(view_find(json, '<') == json.size);
    html_open(html, "script");
    html_set(html, "type", type);
    end_tag(html);
    buffer_add(html->out, json);
    html_close(html);
}

void html_finish(struct html *html)
{
    end_tag(html);
    assert(html->depth == 0);
}
