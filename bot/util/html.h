/* util/html.h - the one writer of HTML, for pages and for export. Escaped by construction: there is no way to
 * write text that is not. It knows neither pages nor answers. */
#ifndef UTIL_HTML_H
#define UTIL_HTML_H

#include "util/util.h"

#define HTML_DEPTH_MAX 48 /* elements within each other; that of rich text and what is around it */

/* Make it with html_make(), then write elements as they nest:
 *
 *     html_open(html, "p");
 *     html_set(html, "class", "answer");
 *     html_text(html, text);
 *     html_close(html);
 *
 * As sticky as its buffer: check `out->failed` once, at the end. The names of elements and attributes are our
 * literals; text may be any bytes, a stranger's too: invalid UTF-8, and control characters that HTML does not
 * allow, become U+FFFD. */
struct html {
    struct buffer *out; /* borrowed */
    const char *open[HTML_DEPTH_MAX];
    size_t depth;
    bool in_tag; /* attributes may still be set */
    /* Only what has a meaning in HTML is escaped; text is otherwise as it was, and an apostrophe stays one.
     * Elements have the attributes alone that they mean nothing without.
     * For export, whose files people compare from one run to the next, and whose texts come from an index and
     * are clean. */
    bool is_minimal;
};

struct html html_make(struct buffer *out);

/* Opens an element; html_close() closes the one opened last. */
void html_open(struct html *html, const char *element);
void html_close(struct html *html);

/* An element that has no content and no end: <br>, <input>. */
void html_single(struct html *html, const char *element);

/* Attributes, right after the element was opened. */
void html_set(struct html *html, const char *attribute, const char *value);
void html_set_text(struct html *html, const char *attribute, struct faqbot_view text);

/* An address: `front`, then `part` percent-encoded but for letters, digits and "-._~" (RFC 3986, 2.3). */
void html_set_address(struct html *html, const char *attribute, const char *front, struct faqbot_view part);

void html_text(struct html *html, struct faqbot_view text);
void html_words(struct html *html, const char *text);

/* A whole element with nothing but text in it. */
void html_add(struct html *html, const char *element, struct faqbot_view text);

/* What another writer has written to `made`, all its elements closed. */
void html_adopt(struct html *html, const struct buffer *made);

/* JSON as data within the page (`type`: its media type); json/writer.h has left no `<` in it. */
void html_add_data(struct html *html, const char *type, struct faqbot_view json);

/* To be called once, at the end: everything is closed. */
void html_finish(struct html *html);

#endif
