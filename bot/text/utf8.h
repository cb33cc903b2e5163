/* text/utf8.h - code points: validity, counting, stepping. */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include "base/view.h"

/* Whether the bytes are well-formed UTF-8 (no surrogates, no overlong forms, nothing over U+10FFFF). */
bool utf8_is_valid(struct faqbot_view text);

/* Code points in valid UTF-8. */
size_t utf8_length(struct faqbot_view text);

/* The bytes of the first `characters` code points of valid UTF-8. */
struct faqbot_view utf8_first(struct faqbot_view text, size_t characters);

/* Takes the first code point off valid UTF-8; false at the end. */
bool utf8_next(struct faqbot_view *rest, uint32_t *character);

#endif
