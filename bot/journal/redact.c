/* journal/redact.c - making a text tell less of who wrote it. It errs towards redacting too much: a
 * question is understood without its numbers. Names it does not know. It writes through a builder that has
 * a ceiling: how much longer a text can become is nothing that anybody has to prove. */
#include "journal/journal_internal.h"

#include <stdbool.h>
#include <string.h>

#include "util/util.h"

static bool is_address_byte(char byte)
{
    return (unsigned char)byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte != '\0' && strchr(".!#$%&'*+/=?^_`{|}~-", byte) != NULL);
}

/* The size of an e-mail address that starts at `at`, 0 where none does. */
static size_t address_size(struct faqbot_view text, size_t at)
{
    size_t end = at;
    while (end < text.size && is_address_byte(text.bytes[end])) {
        end++;
    }
    if (end == at || end == text.size || text.bytes[end] != '@') {
        return 0;
    }
    size_t host = ++end;
    while (end < text.size && is_address_byte(text.bytes[end])) {
        end++;
    }
    while (end > host && strchr(".!?", text.bytes[end - 1]) != NULL) {
        end--; /* the sentence's, not the address's */
    }
    return end > host ? end - at : 0;
}

/* Where the decimal digits of scripts begin (Unicode, general category Nd), as far as they are two or three bytes. */
static const uint16_t zeros[] = {0x0030, 0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0be6,
                                 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0xff10};

/* The size of the character there, and whether it is a digit. */
static size_t character(struct faqbot_view text, size_t at, bool *is_digit)
{
    const unsigned char *bytes = (const unsigned char *)text.bytes + at;
    size_t left = text.size - at;
    unsigned code = bytes[0];
    size_t size = 1;
    if (bytes[0] >= 0xe0 && left >= 3) {
        size = 3;
        code = (bytes[0] & 0x0fU) << 12 | (bytes[1] & 0x3fU) << 6 | (bytes[2] & 0x3fU);
    } else if (bytes[0] >= 0xc0 && left >= 2) {
        size = 2;
        code = (bytes[0] & 0x1fU) << 6 | (bytes[1] & 0x3fU);
    }
    *is_digit = false;
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++) {
        *is_digit = *is_digit || (code >= zeros[i] && code < zeros[i] + 10U);
    }
    return *is_digit ? size : 1;
}

/* The size of a number that starts at `at` with a digit, its last digit included; 0 where it is a short one. */
static size_t number_size(struct faqbot_view text, size_t at)
{
    size_t digits = 0;
    size_t end = at;
    unsigned between = 0; /* bytes since the last digit */
    for (size_t i = at; i < text.size && between < 4;) {
        bool is_digit;
        size_t size = character(text, i, &is_digit);
        if (!is_digit && (text.bytes[i] == '\0' || strchr(" -./()+_", text.bytes[i]) == NULL)) {
            break;
        }
        i += size;
        digits += is_digit;
        between = is_digit ? 0 : between + 1;
        end = is_digit ? i : end;
    }
    return digits >= REDACT_DIGITS_MIN ? end - at : 0;
}

/* An address is looked for where a word starts only, so that each byte is seen a few times at the most. */
void redact_text(struct faqbot_view text, struct buffer *out)
{
    bool starts = true;
    size_t copied = 0; /* of the text, that is all before it is in `out`, or what stands for it */
    for (size_t at = 0; at < text.size;) {
        bool is_digit;
        size_t size = character(text, at, &is_digit);
        size_t address = starts ? address_size(text, at) : 0;
        size_t number = is_digit && address == 0 ? number_size(text, at) : 0;
        starts = !is_address_byte(text.bytes[at + size - 1]) || address > 0 || number > 0;
        if (address + number > 0) {
            buffer_add(out, view_slice(text, copied, at - copied));
            buffer_add_text(out, address > 0 ? "[email]" : "[number]");
            size = address + number; /* one of them is 0 */
            copied = at + size;
        }
        at += size;
    }
    buffer_add(out, view_slice(text, copied, text.size));
}
