/* text/language_tag.c - what a language tag means: the language that stemmers and lists go by, and which way it is
 * written. Registries of languages are not asked: they grow, and an unknown language merely goes without. */
#include "text/text.h"

#include <string.h>

#include "util/util.h"

void language_code(struct faqbot_view tag, char code[LANGUAGE_CODE_BYTES])
{
    static const char others[][2][LANGUAGE_CODE_BYTES] = {
        {"nb", "no"}, {"nn", "no"}, {"bs", "sr"}, {"hr", "sr"}, {"sh", "sr"}};
    size_t size = 0;
    memset(code, 0, LANGUAGE_CODE_BYTES);
    tag = view_is_empty(tag) ? view_of("en") : tag;
    for (; size < tag.size && tag.bytes[size] != '-' && tag.bytes[size] != '_'; size++) {
        if (size == LANGUAGE_CODE_BYTES - 1) {
            code[0] = '\0';
            return;
        }
        code[size] = ascii_lower(tag.bytes[size]);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(code, others[i][0]) == 0) {
            memcpy(code, others[i][1], LANGUAGE_CODE_BYTES);
        }
    }
}

/* The shape of a tag: subtags of 1 to 8 letters or digits, the first of letters alone. */
bool language_is_tag(struct faqbot_view text)
{
    size_t part = 0;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.bytes[i];
        if ((byte == '-' || byte == '_') && part > 0) {
            part = 0;
        } else if ((ascii_is_alpha(byte) || (ascii_is_digit(byte) && part < i)) && part < 8) {
            part++;
        } else {
            return false;
        }
    }
    return part > 0 && text.size >= 2 && text.size <= FAQBOT_LANG_BYTES_MAX;
}

/* Whether a subtag is among those of a list, a blank between two. */
static bool is_listed(struct faqbot_view subtag, struct faqbot_view list)
{
    while (list.size > 0) {
        struct faqbot_view one = view_slice(list, 0, view_find(list, ' '));
        if (ascii_equals(one, subtag)) {
            return true;
        }
        list = view_slice(list, one.size + 1, list.size);
    }
    return false;
}

/* A script that is named decides ("pa-Arab", "ku-Latn"); a script has four letters and is no first subtag. */
bool language_is_rtl(struct faqbot_view tag)
{
    static const char languages[] = "ar arc ckb dv fa he iw ks ku nqo ps sd syr ug ur yi ji";
    static const char scripts[] = "adlm arab hebr mand mend nkoo rohg samr syrc thaa";
    bool is_rtl = false;
    for (size_t at = 0; at < tag.size;) {
        size_t end = at;
        while (end < tag.size && tag.bytes[end] != '-' && tag.bytes[end] != '_') {
            end++;
        }
        struct faqbot_view subtag = view_slice(tag, at, end - at);
        if (at == 0) {
            is_rtl = is_listed(subtag, view_of(languages));
        } else if (subtag.size == 4 && ascii_is_alpha(subtag.bytes[0])) {
            return is_listed(subtag, view_of(scripts));
        }
        at = end + 1;
    }
    return is_rtl;
}
