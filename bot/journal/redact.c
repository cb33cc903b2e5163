/* journal/redact.c - makes a text tell less of who wrote it: e-mail addresses and long numbers are replaced
 * before the text is kept.
 *
 * It errs towards redacting too much, since a question is understood without its numbers. It works on bytes
 * and takes any: a client may send what is not UTF-8. It deliberately does not look for names or street
 * addresses. To tell them from other words takes a model of each language, and a redaction that often fails
 * promises what it does not do. */
#include "journal/journal_internal.h"

#include <stdbool.h>
#include <string.h>

#include "util/util.h"

/* Whether the byte may be part of an address: RFC 5322's "atext", the dot, and bytes of letters beyond ASCII,
 * as RFC 6531 has them. Quoted local parts and comments, which nobody writes, are left out. */
static bool is_address_byte(char byte)
{
    return (unsigned char)byte >= 0x80 || ascii_is_alnum(byte) ||
           (byte != '\0' && strchr(".!#$%&'*+/=?^_`{|}~-", byte) != NULL);
}

/* Where the run of such bytes ends that starts at `at`. */
static size_t address_part_end(struct faqbot_view text, size_t at)
{
    while (at < text.size && is_address_byte(text.bytes[at])) {
        at++;
    }
    return at;
}

/* The size of an e-mail address that starts at `at`; 0 if none does. A host needs no dot: "me@intranet" is
 * one. */
static size_t address_size(struct faqbot_view text, size_t at)
{
    size_t sign = address_part_end(text, at);
    if (sign == at || sign == text.size || text.bytes[sign] != '@') {
        return 0;
    }
    size_t end = address_part_end(text, sign + 1);
    while (end > sign + 1 && strchr(".!?", text.bytes[end - 1]) != NULL) {
        end--; /* the sentence's, not the address's */
    }
    return end > sign + 1 ? end - at : 0;
}

/* The zeros of scripts whose digits take one to three bytes (Unicode, general category Nd): ASCII,
 * Arabic-Indic, Persian, the scripts of India, Thai, Lao, Tibetan, Myanmar, fullwidth. Nine more digits
 * follow each. */
static const uint16_t zeros[] = {0x0030, 0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0be6,
                                 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0xff10};

/* The size of the character at `at` if it is a digit; otherwise 1, since the rest is copied byte by byte. It
 * decodes without validating: a wrong guess at a broken sequence redacts a little more or less of what nobody
 * can read. */
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

/* The size of a number that starts at `at` with a digit, up to its last digit; 0 if it is a short one. Up to
 * three bytes may stand between two digits, as in (030) - 12. */
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

/* An address is looked for only where a word starts, so that each byte is seen a few times at most: from
 * every byte, a long run of letters would take time that grows with its square. */
void redact_text(struct faqbot_view text, struct buffer *out)
{
    bool starts = true;
    size_t copied = 0; /* everything before it is in `out`, or what replaces it */
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
