/* cli/clean.c - text from a stranger made fit for a terminal. Not a sanitiser of meaning: a link that lies in
 * plain letters still lies. */
#define _XOPEN_SOURCE 700 /* wcwidth */
#include "cli/clean.h"

#include <stdint.h>
#include <string.h>
#include <wchar.h>

#define REPLACEMENT 0xfffdU

struct faqbot_view clean_view(const char *string)
{
    return (struct faqbot_view){string, strlen(string)};
}

/* Decodes the character at the front, REPLACEMENT for one byte that begins none. Takes its bytes off. */
static uint32_t decode(struct faqbot_view *text)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *bytes = (const unsigned char *)text->bytes;
    uint32_t code = bytes[0];
    size_t size = code < 0x80 ? 1 : code >= 0xf0 ? 4 : code >= 0xe0 ? 3 : 2;
    bool good = size == 1 || (code >= 0xc2 && code < 0xf5 && text->size >= size);
    code = size == 1 ? code : code & (0x7fU >> size);
    for (size_t i = 1; good && i < size; i++) {
        good = (bytes[i] & 0xc0) == 0x80;
        code = code << 6 | (bytes[i] & 0x3fU);
    }
    good = good && code >= least[size] && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
    size = good ? size : 1;
    text->bytes += size;
    text->size -= size;
    return good ? code : REPLACEMENT;
}

static bool is_banned(uint32_t code)
{
    return (code < 0x20 && code != '\n') || (code >= 0x7f && code < 0xa0) /* C0, DEL, C1 */
           || code == 0x061c || code == 0x200e || code == 0x200f          /* marks of direction */
           || (code >= 0x202a && code <= 0x202e)                          /* embeddings, overrides */
           || (code >= 0x2066 && code <= 0x2069)                          /* isolates */
           || code == 0xfeff || (code >= 0xfff9 && code <= 0xfffb)        /* byte order mark, annotations */
           || (code >= 0xe0000 && code <= 0xe007f);                       /* tags: invisible text */
}

static size_t encode(uint32_t code, char bytes[4])
{
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = size; i-- > 1; code >>= 6) {
        bytes[i] = (char)(0x80U | (code & 0x3f));
    }
    bytes[0] = (char)((0xf00U >> size & 0xf0U) | code);
    return size;
}

bool clean_next(struct faqbot_view *text, struct clean_glyph *glyph)
{
    while (text->size > 0) {
        uint32_t code = decode(text);
        if (code == '\t' || code == 0x2028 || code == 0x2029) {
            code = ' ';
        }
        if (!is_banned(code)) {
            int columns = wcwidth((wchar_t)code);
            glyph->columns = columns >= 0 ? (unsigned)columns : 1;
            glyph->size = encode(code, glyph->bytes);
            return true;
        }
    }
    return false;
}

void clean_write(FILE *out, struct faqbot_view text)
{
    struct clean_glyph glyph;
    while (clean_next(&text, &glyph)) {
        if (glyph.bytes[0] == '\n') {
            (void)fputc(' ', out);
        } else {
            (void)fwrite(glyph.bytes, 1, glyph.size, out);
        }
    }
}

static void write_escape(FILE *out, uint32_t code)
{
    if (code >= 0x10000) {
        code -= 0x10000;
        (void)fprintf(out, "\\u%04x", (unsigned)(0xd800 + (code >> 10)));
        code = 0xdc00 + (code & 0x3ff);
    }
    (void)fprintf(out, "\\u%04x", (unsigned)code);
}

static void write_code(FILE *out, uint32_t code)
{
    if (is_banned(code) || code == 0x2028 || code == 0x2029) {
        write_escape(out, code);
    } else {
        char bytes[4];
        size_t size = encode(code, bytes);
        (void)fwrite(bytes, 1, size, out);
    }
}

void clean_write_json(FILE *out, struct faqbot_view json)
{
    while (json.size > 0) {
        write_code(out, decode(&json));
    }
}

void clean_write_string(FILE *out, struct faqbot_view text)
{
    (void)fputc('"', out);
    while (text.size > 0) {
        uint32_t code = decode(&text);
        if (code == '"' || code == '\\') {
            (void)fputc('\\', out);
        }
        if (code == '\n') {
            (void)fputs("\\n", out);
        } else {
            write_code(out, code);
        }
    }
    (void)fputc('"', out);
}
