/* convert/encoding.c - files that are not UTF-8: what spreadsheets of Windows and old web pages are written in.
 *
 * Nothing is guessed. UTF-16 has a mark at its beginning; a page or XML may declare what it is; for everything else
 * the person who has the file says so (--encoding), because windows-1252 and windows-1251 cannot be told apart by
 * looking at bytes. UTF-8 that is valid is never read otherwise unless that is asked for.
 *
 * iconv() of the C library knows the encodings; it depends on no locale. */
#include "convert/convert_internal.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#define DECLARED_WITHIN 1024 /* as browsers look for it */
#define NAME_BYTES 40
#define PIECE_BYTES ((size_t)64 * 1024)

/* Browsers read these as windows-1252, and so do those who declare them. */
static bool is_latin(const char *name)
{
    static const char *const names[] = {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (ascii_equals(view_of(name), view_of(names[i]))) {
            return true;
        }
    }
    return false;
}

/* What stands behind "charset=" or "encoding=" at the beginning of the text. False: nothing, or UTF-8. */
static bool find_declared(struct faqbot_view text, char name[NAME_BYTES])
{
    static const char *const marks[] = {"charset=", "encoding="};
    text = view_slice(text, 0, DECLARED_WITHIN);
    for (size_t at = 0; at < text.size; at++) {
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
            size_t size = strlen(marks[i]);
            size_t length = 0;
            if (!ascii_equals(view_slice(text, at, size), view_of(marks[i]))) {
                continue;
            }
            struct faqbot_view rest = view_slice(text, at + size, text.size);
            bool is_quoted = rest.size > 0 && strchr("\"'", rest.bytes[0]) != NULL;
            rest = view_slice(rest, is_quoted, rest.size);
            while (length < rest.size && length < NAME_BYTES - 1 &&
                   (ascii_is_alnum(rest.bytes[length]) || strchr("-_.:", rest.bytes[length]) != NULL)) {
                name[length] = rest.bytes[length];
                length++;
            }
            name[length] = '\0';
            (void)memcpy(name, is_latin(name) ? "windows-1252" : name, is_latin(name) ? 13 : length + 1);
            return length > 0 && !ascii_equals(view_of(name), view_of("utf-8"));
        }
    }
    return false;
}

/* Appends what the bytes say in UTF-8. */
static void decode(const char *path, struct faqbot_view bytes, const char *encoding, struct buffer *out,
                   struct faqbot_fault *fault)
{
    char piece[PIECE_BYTES];
    char *from = (char *)(uintptr_t)bytes.bytes; /* iconv() does not write there, whatever its type says */
    size_t left = bytes.size;
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1) {
        fault_set(fault, errno == ENOMEM ? FAQBOT_NO_MEMORY : FAQBOT_INVALID, path, 0,
                  "%s is no encoding that is known; windows-1252 and UTF-16LE are", encoding);
        return;
    }
    bool is_done = false;
    while (!is_done && fault->status == FAQBOT_OK && !out->failed) {
        char *to = piece;
        size_t room = sizeof piece;
        size_t result = iconv(converter, &from, &left, &to, &room);
        is_done = result != (size_t)-1;
        buffer_add(out, view_make(piece, sizeof piece - room));
        if (!is_done && errno != E2BIG) {
            fault_set(fault, FAQBOT_INVALID, path, 0,
                      "what stands behind its first %zu bytes is not in the encoding %s", bytes.size - left,
                      encoding);
        }
    }
    (void)iconv_close(converter);
    if (out->failed) {
        fault_set(fault, out->no_memory ? FAQBOT_NO_MEMORY : FAQBOT_LIMIT, path, 0,
                  "the file has more than %zu bytes in UTF-8; divide it", out->limit);
    }
}

struct faqbot_view input_text(struct import_builder *builder, const char *path, struct faqbot_view bytes,
                              struct arena *arena, struct faqbot_fault *fault)
{
    struct buffer out;
    char declared[NAME_BYTES];
    const char *encoding = builder->encoding;
    bool has_mark = view_starts_with(bytes, "\xff\xfe") || view_starts_with(bytes, "\xfe\xff");
    if (fault->status != FAQBOT_OK) {
        return bytes;
    }
    if (encoding == NULL && has_mark) {
        encoding = "UTF-16";
    } else if (encoding == NULL && !utf8_is_valid(bytes) && find_declared(bytes, declared)) {
        encoding = declared;
    }
    if (encoding != NULL) {
        buffer_init_in(&out, arena, FAQBOT_IMPORT_FILE_BYTES_MAX);
        decode(path, bytes, encoding, &out, fault);
        bytes = buffer_view(&out);
    }
    if (encoding != NULL && builder->encoding == NULL && fault->status == FAQBOT_OK) {
        import_builder_note(builder, 0, "%s is read in the encoding %s, as it says itself", path, encoding);
    }
    return input_check(path, bytes, fault);
}
