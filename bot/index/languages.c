/* index/languages.c - the languages of a knowledge base, and the one to read a question in. What language a
 * text is in, text/language.c says; here it is weighed against what the entries have. */
#include "index/index_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* Entries of one knowledge base may be in several languages. All of them share the posting lists and
 * what is learned; a language decides how words are stemmed, and which words are function words. */

static bool copy_tag(struct faqbot_view tag, char copy[LANGUAGES_TAG_BYTES])
{
    tag = view_slice(tag, 0, LANGUAGES_TAG_BYTES - 1);
    memcpy(copy, tag.size == 0 ? "" : tag.bytes, tag.size);
    copy[tag.size] = '\0';
    return tag.size > 0;
}

void languages_init(struct languages *languages, struct faqbot_view first, enum faqbot_status *status)
{
    *languages = (struct languages){0};
    copy_tag(first, languages->tags[0]);
    languages->stems[0] = *status == FAQBOT_OK ? stemmer_new(first) : NULL;
    languages->count = languages->stems[0] != NULL;
    fail_if(languages->count == 0, FAQBOT_NO_MEMORY, status);
}

bool languages_failed(const struct languages *languages)
{
    bool failed = false;
    for (size_t i = 0; i < languages->count; i++) {
        failed = failed || stemmer_failed(languages->stems[i]);
    }
    return failed;
}

void languages_open_lexicon(struct languages *languages, enum faqbot_status *status)
{
    lexicon_open_english(&languages->lexicon, status);
}

const struct lexicon *languages_lexicon(const struct languages *languages, size_t language)
{
    return lexicon_knows_language(view_of(languages->tags[language])) ? languages->lexicon : NULL;
}

void languages_release(struct languages *languages)
{
    lexicon_close(languages->lexicon);
    languages->lexicon = NULL;
    for (size_t i = 0; i < languages->count; i++) {
        stemmer_free(languages->stems[i]);
    }
    languages->count = 0;
}

/* A tag whose primary language is none ("x-klingon-x") is the same as its like only. The empty tag, which only
 * the first can have, is English. */
static bool is_same(const char *known, const char *tag)
{
    char code[LANGUAGE_CODE_BYTES];
    char other[LANGUAGE_CODE_BYTES];
    language_code(view_of(known), code);
    language_code(view_of(tag), other);
    return strcmp(known, tag) == 0 || (code[0] != '\0' && strcmp(code, other) == 0);
}

/* languages->count where there is none. */
static size_t find(const struct languages *languages, const char *tag)
{
    size_t i = 0;
    while (i < languages->count && !is_same(languages->tags[i], tag)) {
        i++;
    }
    return i;
}

size_t languages_find(const struct languages *languages, struct faqbot_view tag)
{
    char copy[LANGUAGES_TAG_BYTES];
    size_t found = copy_tag(tag, copy) ? find(languages, copy) : 0;
    return found < languages->count ? found : 0;
}

size_t languages_add(struct languages *languages, struct faqbot_view tag, enum faqbot_status *status)
{
    char copy[LANGUAGES_TAG_BYTES];
    const size_t new = languages->count;
    if (*status != FAQBOT_OK || !copy_tag(tag, copy)) {
        return 0;
    }
    size_t known = find(languages, copy);
    if (known < new || new == LANGUAGES_MAX) {
        return known < new ? known : 0;
    }
    languages->stems[new] = stemmer_new(tag);
    if (languages->stems[new] == NULL) {
        *status = FAQBOT_NO_MEMORY;
        return 0;
    }
    memcpy(languages->tags[new], copy, sizeof copy);
    languages->count++;
    return new;
}

void languages_write(const struct languages *languages, struct buffer *out)
{
    for (size_t i = 0; i < languages->count; i++) {
        buffer_add_text(out, languages->tags[i]);
        buffer_add_byte(out, '\n');
    }
}

void languages_write_entries(const struct languages *languages, struct buffer *out)
{
    for (size_t i = 0; i < languages->count; i++) {
        char line[32];
        snprintf(line, sizeof line, "%zu\n", languages->entries[i]);
        buffer_add_text(out, line);
    }
}

void languages_read_entries(struct languages *languages, struct faqbot_view lines)
{
    struct faqbot_view line;
    for (size_t i = 0; i < languages->count && view_next_line(&lines, &line); i++) {
        languages->entries[i] = (size_t)strtoul(line.bytes, NULL, 10);
    }
}

static void mark_function_words(const char *code, struct word *words, size_t count)
{
    struct faqbot_view list = stopwords_of(code);
    for (size_t i = 0; i < count; i++) {
        words[i].is_function_word = stopwords_has(list, words[i].plain);
    }
}

/* Where it is not sure among all languages, it may be among those that the entries have: a question that is
 * Danish or Norwegian is Danish where no entry is Norwegian. */
struct languages_choice languages_choose(const struct languages *languages, struct word *words, size_t count)
{
    char codes[LANGUAGES_MAX][LANGUAGE_CODE_BYTES];
    size_t numbers[LANGUAGES_MAX];
    size_t code_count = 0;
    struct languages_choice choice = {.language = 0};
    for (size_t i = 0; i < languages->count; i++) {
        if (languages->entries[i] > 0) {
            language_code(view_of(languages->tags[i]), codes[code_count]);
            numbers[code_count++] = i;
        }
        choice.language = languages->entries[i] > languages->entries[choice.language] ? i : choice.language;
    }
    if (code_count == 1) { /* most knowledge bases: there is nothing to choose */
        choice.is_sure = true;
        return choice;
    }
    struct language_guess guess = language_recognise(words, count, NULL, 0);
    if (guess.is_sure) {
        mark_function_words(guess.code, words, count);
    } else if (code_count > 0) {
        guess = language_recognise(words, count, (const char(*)[LANGUAGE_CODE_BYTES])codes, code_count);
    }
    for (size_t i = 0; i < code_count && guess.is_sure && !choice.is_sure; i++) {
        if (strcmp(codes[i], guess.code) == 0) {
            choice = (struct languages_choice){.language = numbers[i], .is_sure = true};
        }
    }
    return choice;
}

void languages_find_foreign(const struct languages *languages, const struct word *words, size_t count,
                            char code[LANGUAGE_CODE_BYTES])
{
    struct language_guess guess = language_recognise(words, count, NULL, 0);
    size_t known = find(languages, guess.code);
    bool is_foreign = guess.is_sure && (known == languages->count || languages->entries[known] == 0);
    snprintf(code, LANGUAGE_CODE_BYTES, "%s", is_foreign ? guess.code : "");
}
