/* util/view.c - what can be asked of borrowed bytes, and the classes of ASCII.
 *
 * Nothing here owns memory or fails. File formats and protocols are defined in ASCII, and <ctype.h> asks the
 * locale: in Turkish `I` is not the capital of `i`, and no header would be recognised. So the classes are
 * written out. Characters beyond ASCII are utf8.c's and text/'s. */
#include "util/util.h"

#include <string.h>

/* ==== ASCII =========================================================================================== */

char ascii_lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

char ascii_upper(char byte)
{
    return byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
}

bool ascii_is_alpha(char byte)
{
    return ascii_lower(byte) >= 'a' && ascii_lower(byte) <= 'z';
}

bool ascii_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

bool ascii_is_alnum(char byte)
{
    return ascii_is_alpha(byte) || ascii_is_digit(byte);
}

bool ascii_is_xdigit(char byte)
{
    return ascii_is_digit(byte) || (ascii_lower(byte) >= 'a' && ascii_lower(byte) <= 'f');
}

static int hex_value(char digit)
{
    return ascii_is_digit(digit) ? digit - '0' : ascii_lower(digit) - 'a' + 10;
}

int ascii_percent_byte(struct faqbot_view text)
{
    bool is_encoded = text.size > 2 && text.bytes[0] == '%' && ascii_is_xdigit(text.bytes[1]) &&
                      ascii_is_xdigit(text.bytes[2]);
    return is_encoded ? 16 * hex_value(text.bytes[1]) + hex_value(text.bytes[2]) : -1;
}

bool ascii_is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

int ascii_compare(const char *left, const char *right, size_t bound)
{
    for (size_t i = 0; i < bound; i++) {
        int order = (unsigned char)ascii_lower(left[i]) - (unsigned char)ascii_lower(right[i]);
        if (order != 0 || left[i] == '\0') {
            return order;
        }
    }
    return 0;
}

/* For names of headers, headings and formats. Not for text of visitors, whose case is folded by Unicode's
 * rules. */
bool ascii_has_digit(struct faqbot_view text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (ascii_is_digit(text.bytes[i])) {
            return true;
        }
    }
    return false;
}

bool ascii_equals(struct faqbot_view left, struct faqbot_view right)
{
    bool equal = left.size == right.size;
    for (size_t i = 0; equal && i < left.size; i++) {
        equal = ascii_lower(left.bytes[i]) == ascii_lower(right.bytes[i]);
    }
    return equal;
}

/* ==== Views =========================================================================================== */

struct faqbot_view view_of(const char *text)
{
    return view_make(text, text == NULL ? 0 : strlen(text));
}

struct faqbot_view view_copy_to(char **end, struct faqbot_view view)
{
    struct faqbot_view copy = view_make(*end, view.size);
    if (view.size > 0) {
        memcpy(*end, view.bytes, view.size);
    }
    *end += view.size;
    return copy;
}

struct faqbot_view view_trim(struct faqbot_view view)
{
    while (view.size > 0 && ascii_is_space(view.bytes[view.size - 1])) {
        view.size--;
    }
    while (view.size > 0 && ascii_is_space(view.bytes[0])) {
        view.bytes++;
        view.size--;
    }
    return view;
}

/* memcmp() must not be given NULL either, not even for no bytes. */
int view_compare(struct faqbot_view left, struct faqbot_view right)
{
    size_t shorter = left.size < right.size ? left.size : right.size;
    int order = shorter == 0 ? 0 : memcmp(left.bytes, right.bytes, shorter);
    return order != 0 ? order : (left.size > right.size) - (left.size < right.size);
}

bool view_equals_text(struct faqbot_view view, const char *text)
{
    return view_equals(view, view_of(text));
}

bool view_starts_with(struct faqbot_view view, const char *prefix)
{
    return view_equals_text(view_slice(view, 0, strlen(prefix)), prefix);
}

bool view_ends_with(struct faqbot_view view, const char *suffix)
{
    size_t size = strlen(suffix);
    return view.size >= size && view_equals_text(view_slice(view, view.size - size, size), suffix);
}

bool view_is_listed(struct faqbot_view view, const char *list)
{
    struct faqbot_view rest = view_of(list);
    bool is_found = false;
    while (!is_found && rest.size > 0) {
        size_t end = view_find(rest, ' ');
        is_found = view_equals(view_slice(rest, 0, end), view);
        rest = view_slice(rest, end + 1, rest.size);
    }
    return is_found && view.size > 0;
}

size_t view_find(struct faqbot_view view, char byte)
{
    const char *found = view.size == 0 ? NULL : memchr(view.bytes, byte, view.size);
    return found == NULL ? view.size : (size_t)(found - view.bytes);
}

/* A text that ends in a line feed has no empty line behind it, as editors see it too. */
bool view_next_line(struct faqbot_view *rest, struct faqbot_view *line)
{
    if (rest->size == 0) {
        return false;
    }
    size_t end = view_find(*rest, '\n');
    *line = view_slice(*rest, 0, end);
    *rest = view_slice(*rest, end + 1, rest->size);
    if (line->size > 0 && line->bytes[line->size - 1] == '\r') {
        line->size--;
    }
    return true;
}

/* The order of the two operations is FNV-1a's: exclusive or first, which spreads the last byte better than
 * FNV-1. */
uint64_t view_hash(uint64_t hash, struct faqbot_view view)
{
    for (size_t i = 0; i < view.size; i++) {
        hash = (hash ^ (unsigned char)view.bytes[i]) * UINT64_C(1099511628211);
    }
    return hash;
}
