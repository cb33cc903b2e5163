/* text/slug.c - a heading as the end of an id, by utf8proc's case folding and categories.
 *
 * An id is typed, linked to and kept in journals, so it must not depend on case, accents or punctuation, and
 * must stay the same wherever the program runs. Deliberately not a transliteration: letters of other scripts
 * stay what they are, since turning them into Latin ones would need a table for each language and would
 * please nobody. */
#include "text/text.h"

#include <utf8proc.h>

#include "util/util.h"

/* Case folded and decomposed, one code point may become up to 18 (Unicode Standard Annex 15, section
 * 12.1). */
#define FOLDED_MAX 24

/* More than any slug takes. */
#define CHARACTERS_MAX 512

/* Letters, digits and the marks that belong to letters; not those that enclose them, which are ornament. */
#define SLUG_CATEGORIES                                                                                      \
    (1u << UTF8PROC_CATEGORY_LU | 1u << UTF8PROC_CATEGORY_LL | 1u << UTF8PROC_CATEGORY_LT |                  \
     1u << UTF8PROC_CATEGORY_LM | 1u << UTF8PROC_CATEGORY_LO | 1u << UTF8PROC_CATEGORY_ND |                  \
     1u << UTF8PROC_CATEGORY_NL | 1u << UTF8PROC_CATEGORY_NO | 1u << UTF8PROC_CATEGORY_MC |                  \
     1u << UTF8PROC_CATEGORY_MN)

/* Marks above and below letters go with the letter in Latin, Greek and Cyrillic; elsewhere (Hindi, Thai) they
 * are vowels, and a word without them is another word. U+0300 to U+036F are those that the former use. */
static bool is_accent(utf8proc_int32_t character)
{
    return character >= 0x300 && character <= 0x36f;
}

/* Folds `text` into code points, as many as there is room for; a run that is no word becomes one blank.
 * Decomposed to drop the accents, then composed again, because an author's keyboard writes composed letters
 * where the id is named elsewhere. */
static size_t spell(struct faqbot_view text, utf8proc_int32_t characters[CHARACTERS_MAX])
{
    const utf8proc_option_t options =
        UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
    size_t count = 0;
    uint32_t character;
    while (count + FOLDED_MAX <= CHARACTERS_MAX && utf8_next(&text, &character)) {
        utf8proc_int32_t folded[FOLDED_MAX];
        int last_class = 0;
        utf8proc_ssize_t size =
            utf8proc_decompose_char((utf8proc_int32_t)character, folded, FOLDED_MAX, options, &last_class);
        for (utf8proc_ssize_t i = 0; i < size && i < FOLDED_MAX; i++) {
            if (is_accent(folded[i])) {
                continue;
            }
            if (1u << utf8proc_category(folded[i]) & SLUG_CATEGORIES) {
                characters[count++] = folded[i];
            } else if (count > 0 && characters[count - 1] != ' ') {
                characters[count++] = ' ';
            }
        }
    }
    utf8proc_ssize_t composed = utf8proc_normalize_utf32(
        characters, (utf8proc_ssize_t)count, (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    return composed < 0 ? 0 : (size_t)composed;
}

/* Leaves `most` bytes behind `start`, whole characters and, where one ends in the later half, whole words: a
 * slug that ends within a word looks like a mistake, but half of it must not be lost for that. */
static void cut(size_t start, size_t most, struct buffer *out)
{
    size_t end = start + most;
    if (end < out->size) {
        end = start + utf8_cut(view_slice(buffer_view(out), start, SIZE_MAX), most).size;
        size_t word = end;
        while (word > start + most / 2 && out->bytes[word] != '-') {
            word--;
        }
        end = word > start + most / 2 ? word : end;
    }
    while (end > start && out->bytes[end - 1] == '-') {
        end--;
    }
    buffer_truncate(out, end);
}

void slug_add(struct faqbot_view text, size_t most, struct buffer *out)
{
    utf8proc_int32_t characters[CHARACTERS_MAX];
    size_t count = spell(text, characters);
    size_t start = out->size;
    for (size_t i = 0; i < count && out->size - start <= most; i++) {
        utf8proc_uint8_t bytes[4];
        utf8proc_ssize_t size = utf8proc_encode_char(characters[i] == ' ' ? '-' : characters[i], bytes);
        buffer_add(out, view_make((const char *)bytes, (size_t)size));
    }
    if (!out->failed) {
        cut(start, out->size - start > most ? most : out->size - start, out);
    }
}
