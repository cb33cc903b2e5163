/* text/stems.c - stems by libstemmer's Snowball algorithms. Which words are function words is in function_words.c. */
#include "text/stems.h"

#include <stdlib.h>
#include <string.h>

#include <libstemmer.h>
#include <utf8proc.h>

#include "base/ascii.h"
#include "text/function_words.h"

struct stems {
    struct sb_stemmer *stemmer; /* NULL: words stay as they are */
    const struct function_words *function_words;
    char plain[WORDS_BYTES_MAX + 1]; /* of a stem that had accents */
};

/* "pt-BR" -> "pt", lower case; the empty language is English. */
static void primary_subtag(struct faqbot_view lang, char code[4])
{
    memcpy(code, "en", 3);
    size_t size = 0;
    while (size < lang.size && lang.bytes[size] != '-' && lang.bytes[size] != '_') {
        size++;
    }
    if (lang.size == 0) {
        return;
    }
    code[0] = '\0';
    if (size < 4) {
        for (size_t i = 0; i < size; i++) {
            code[i] = ascii_lower(lang.bytes[i]);
        }
        code[size] = '\0';
    }
}

struct stems *stems_new(struct faqbot_view lang)
{
    struct stems *stems = calloc(1, sizeof *stems);
    if (stems != NULL) {
        char code[4];
        primary_subtag(lang, code);
        stems->stemmer = sb_stemmer_new(code, "UTF_8");
        stems->function_words = function_words_find(code);
    }
    return stems;
}

void stems_free(struct stems *stems)
{
    if (stems != NULL) {
        sb_stemmer_delete(stems->stemmer);
        free(stems);
    }
}

/* Drops accents into stems->plain; a stem that cannot be folded is left as it is. */
static struct faqbot_view without_marks(struct stems *stems, struct faqbot_view stem)
{
    utf8proc_uint8_t *bytes = NULL;
    utf8proc_ssize_t size =
        utf8proc_map((const utf8proc_uint8_t *)stem.bytes, (utf8proc_ssize_t)stem.size, &bytes,
                     UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK);
    if (size > 0 && (size_t)size < sizeof stems->plain) {
        memcpy(stems->plain, bytes, (size_t)size);
        stem = view_make(stems->plain, (size_t)size);
    }
    free(bytes);
    return stem;
}

struct faqbot_view stems_find(struct stems *stems, const struct word *word)
{
    struct faqbot_view folded = word->folded;
    if (stems->stemmer == NULL) {
        return word->plain;
    }
    const sb_symbol *symbols =
        sb_stemmer_stem(stems->stemmer, (const sb_symbol *)folded.bytes, (int)folded.size);
    if (symbols == NULL) {
        return word->plain;
    }
    struct faqbot_view stem = view_make((const char *)symbols, (size_t)sb_stemmer_length(stems->stemmer));
    return folded.bytes == word->plain.bytes ? stem : without_marks(stems, stem);
}

bool stems_is_function_word(const struct stems *stems, struct faqbot_view plain)
{
    return function_words_include(stems->function_words, plain);
}
