/* base/ascii.c - the classes of ASCII, which no locale moves. Knows no UTF-8: that is text/utf8's. */
#include "base/ascii.h"

bool ascii_is_upper(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

bool ascii_is_lower(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

bool ascii_is_alpha(char byte)
{
    return ascii_is_upper(byte) || ascii_is_lower(byte);
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
    return ascii_is_digit(byte) || (byte >= 'A' && byte <= 'F') || (byte >= 'a' && byte <= 'f');
}

bool ascii_is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

char ascii_lower(char byte)
{
    return ascii_is_upper(byte) ? (char)(byte - 'A' + 'a') : byte;
}

char ascii_upper(char byte)
{
    return ascii_is_lower(byte) ? (char)(byte - 'a' + 'A') : byte;
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

bool ascii_equals(struct faqbot_view left, struct faqbot_view right)
{
    bool equal = left.size == right.size;
    for (size_t i = 0; equal && i < left.size; i++) {
        equal = ascii_lower(left.bytes[i]) == ascii_lower(right.bytes[i]);
    }
    return equal;
}
