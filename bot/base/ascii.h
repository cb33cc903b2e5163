/* base/ascii.h - letters, digits and white space as file formats and protocols mean them. <ctype.h> and <strings.h> ask
 * the locale of whatever program we are part of: in Turkish, `I` is no capital of `i` and no header is recognised. Pure
 * functions; bytes beyond ASCII belong to no class and have no case. Every layer and both faces may use it. */
#ifndef BASE_ASCII_H
#define BASE_ASCII_H

#include <stdbool.h>

#include <faqbot.h>

bool ascii_is_alpha(char byte);
bool ascii_is_digit(char byte);
bool ascii_is_alnum(char byte);
bool ascii_is_xdigit(char byte);
bool ascii_is_upper(char byte);
bool ascii_is_lower(char byte);

/* A space, or one of tab, line feed, vertical tab, form feed and carriage return. */
bool ascii_is_space(char byte);

/* The same letter small or as a capital; any other byte comes back as it is. */
char ascii_lower(char byte);
char ascii_upper(char byte);

/* The order of two texts whose letters are all taken as small ones: <0, 0, >0. Looks at `bound` bytes at most and not
 * beyond a NUL, as strncasecmp() does. */
int ascii_compare(const char *left, const char *right, size_t bound);

/* Whether two texts are the same but for the case of their letters. */
bool ascii_equals(struct faqbot_view left, struct faqbot_view right);

#endif
