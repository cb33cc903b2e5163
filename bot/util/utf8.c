/* util/utf8.c - code points: whether text is UTF-8, and stepping through it.
 *
 * utf8proc decides what is valid, so that there is one opinion about overlong forms and surrogates in the
 * program. Counting and cutting look at lead bytes alone and therefore need valid text. Words and case are
 * text/'s. */
#include "util/util.h"

#include <utf8proc.h>

/* ASCII is passed by without a call: it is most of what comes. */
bool utf8_is_valid(struct faqbot_view text)
{
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.bytes;
    for (size_t i = 0; i < text.size;) {
        if (bytes[i] < 0x80) {
            i++;
            continue;
        }
        utf8proc_int32_t character;
        utf8proc_ssize_t size = utf8proc_iterate(bytes + i, (utf8proc_ssize_t)(text.size - i), &character);
        if (size <= 0) {
            return false;
        }
        i += (size_t)size;
    }
    return true;
}

/* Every byte that is not 10xxxxxx begins a code point. */
size_t utf8_length(struct faqbot_view text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        count += ((unsigned char)text.bytes[i] & 0xc0) != 0x80;
    }
    return count;
}

struct faqbot_view utf8_first(struct faqbot_view text, size_t characters)
{
    size_t end = 0;
    while (end < text.size) {
        if (((unsigned char)text.bytes[end] & 0xc0) != 0x80 && characters-- == 0) {
            break;
        }
        end++;
    }
    return view_slice(text, 0, end);
}

/* Text that is all continuation bytes has no character to keep. */
struct faqbot_view utf8_cut(struct faqbot_view text, size_t bytes)
{
    size_t end = bytes;
    while (end > 0 && end < text.size && ((unsigned char)text.bytes[end] & 0xc0) == 0x80) {
        end--;
    }
    return view_slice(text, 0, end);
}

/* *rest is left alone at the end, and where the text is not UTF-8 after all. */
bool utf8_next(struct faqbot_view *rest, uint32_t *character)
{
    if (rest->size == 0) {
        return false;
    }
    utf8proc_int32_t found = (unsigned char)rest->bytes[0];
    utf8proc_ssize_t size = found < 0x80 ? 1
                                         : utf8proc_iterate((const utf8proc_uint8_t *)rest->bytes,
                                                            (utf8proc_ssize_t)rest->size, &found);
    if (size <= 0) {
        return false;
    }
    *character = (uint32_t)found;
    *rest = view_slice(*rest, (size_t)size, rest->size);
    return true;
}
