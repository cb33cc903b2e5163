/* net/words.c - words, numbers and schemes, as headers and options have them, and blaming an option.
 *
 * What several files of this module read the same way. Strict on purpose: what a stranger wrote is taken for
 * a number or a scheme only if it can be nothing else. Not a place for what util/ has already. */
#include "net/net.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool word_equals(struct faqbot_view view, const char *expected)
{
    return ascii_equals(view, view_of(expected));
}

bool bytes_are_all(struct faqbot_view text, bool is_allowed(char byte))
{
    size_t count = 0;
    while (count < text.size && is_allowed(text.bytes[count])) {
        count++;
    }
    return count == text.size;
}

bool text_split(struct faqbot_view *text, const char *separator, struct faqbot_view *front)
{
    size_t size = strlen(separator);
    for (size_t i = 0; i + size <= text->size; i++) {
        if (memcmp(text->bytes + i, separator, size) == 0) {
            *front = view_slice(*text, 0, i);
            *text = view_slice(*text, i + size, text->size);
            return true;
        }
    }
    return false;
}

/* What stands behind the last comma is a member too, be it empty; so the end is told by NULL, not by size. */
bool list_take(struct faqbot_view *list, struct faqbot_view *member)
{
    if (list->bytes == NULL) {
        return false;
    }
    if (!text_split(list, ",", member)) {
        *member = *list;
        *list = view_of(NULL);
    }
    *member = view_trim(*member);
    return true;
}

/* The two schemes that a page of ours can have been fetched by. */
bool scheme_take(struct faqbot_view *text, bool *is_secure)
{
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < 2; i++) {
        size_t skip = strlen(schemes[i]);
        if (text->size > skip && ascii_compare(text->bytes, schemes[i], skip) == 0) {
            *is_secure = i == 1;
            *text = view_slice(*text, skip, text->size);
            return true;
        }
    }
    return false;
}

/* Digits alone, since strtoul() takes white space, signs and, by some bases, prefixes. The bound is checked
 * before each digit, so that nothing overflows however long the text is. */
bool digits_read(struct faqbot_view text, unsigned most, unsigned *number)
{
    *number = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned digit = (unsigned)(text.bytes[i] - '0');
        if (!ascii_is_digit(text.bytes[i]) || *number > (most - digit) / 10 || digit > most) {
            return false;
        }
        *number = *number * 10 + digit;
    }
    return text.size > 0;
}

/* The rule carries the option's name and the line the number of its value: the command line turns the two
 * into a place in faqbot.conf, or into the option as it was typed. */
void fault_option(struct faqbot_fault *fault, const char *option, size_t number, const char *sentence, ...)
{
    char text[FAQBOT_FAULT_SENTENCE_BYTES];
    va_list arguments;
    va_start(arguments, sentence);
    vsnprintf(text, sizeof text, sentence, arguments);
    va_end(arguments);
    fault_set(fault, FAQBOT_INVALID, NULL, (unsigned)number, "%s", text);
    snprintf(fault->rule, sizeof fault->rule, "%s", option);
}
