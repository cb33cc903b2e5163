/* index/languages.c - the languages of a knowledge base, and a guess at that of a question.
 *
 * The guess counts function words: they are the most frequent words of any text, few of them are shared
 * between languages, and the stemmers have lists of them already. A question has too few letters for n-gram
 * statistics. */
#include "index/index_internal.h"

#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* Entries of one knowledge base may be in several languages. All of them share the posting lists and
 * matrices; a language decides how words are stemmed, and which words are function words. */

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

/* The empty tag, which only the first can have, is English. */
static bool is_same(const char *known, const char *tag)
{
    return strcmp(known, tag) == 0 || (known[0] == '\0' && strcmp(tag, "en") == 0);
}

size_t languages_add(struct languages *languages, struct faqbot_view tag, enum faqbot_status *status)
{
    char copy[LANGUAGES_TAG_BYTES];
    const size_t new = languages->count;
    if (*status != FAQBOT_OK || !copy_tag(tag, copy)) {
        return 0;
    }
    for (size_t i = 0; i < new; i++) {
        if (is_same(languages->tags[i], copy)) {
            return i;
        }
    }
    if (new == LANGUAGES_MAX) {
        return 0;
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

size_t languages_guess(const struct languages *languages, const struct word *words, size_t count)
{
    size_t best = 0;
    size_t most = 0;
    for (size_t i = 0; i < languages->count && languages->count > 1; i++) {
        size_t found = 0;
        for (size_t j = 0; j < count; j++) {
            found += stemmer_is_stopword(languages->stems[i], words[j].plain);
        }
        if (found > most) {
            most = found;
            best = i;
        }
    }
    return best;
}

bool languages_goes_on(const struct word *words, size_t count)
{
    static const char *const openings[][2] = {
        {"and", NULL},    {"or", NULL},   {"but", NULL},  {"also", NULL}, {"what", "about"},
        {"how", "about"}, {"und", NULL},  {"oder", NULL}, {"aber", NULL}, {"y", NULL},
        {"o", NULL},      {"pero", NULL}, {"et", NULL},   {"ou", NULL},   {"mais", NULL},
        {"а", NULL},      {"и", NULL},    {"или", NULL},  {"но", NULL},
    };
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        const char *second = openings[i][1];
        if (count > 1 && view_equals_text(words[0].plain, openings[i][0]) &&
            (second == NULL || view_equals_text(words[1].plain, second))) {
            return true;
        }
    }
    return false;
}
