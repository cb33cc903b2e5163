/* bot/sentences.c - which words the bot says something in: the owner's before ours, and of a language that suits.
 *
 * An owner writes a sentence for the bot's own language, and may write it for others. Somebody who is spoken to in
 * another language gets ours in that language rather than the owner's in one that they may not read. */
#include "bot/bot_internal.h"

#include <stdlib.h>

/* ==== What the owner wrote ============================================================================ */

#define SETTING_SENTENCES 5

static void add(struct sentences *sentences, struct faqbot_view key, struct faqbot_view lang,
                struct faqbot_view text)
{
    if (!view_is_empty(text)) {
        sentences->own[sentences->own_count++] = (struct own_sentence){key, lang, text};
    }
}

/* The settings that are sentences, which have always had names of their own. */
static void read_settings(struct searcher *searcher, struct arena *arena, struct sentences *sentences,
                          enum faqbot_status *status)
{
    static const char *const names[SETTING_SENTENCES] = {INDEX_GREETING, INDEX_NO_ANSWER, INDEX_UNSURE,
                                                         INDEX_CONTACT, INDEX_DISCLAIMER};
    struct faqbot_view text;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        search_setting(searcher, names[i], "", arena, &text, status);
        add(sentences, view_of(names[i]), view_of(""), text);
    }
}

/* The language of bot.yml or, where it names none and no entry is without one, that of most entries. */
static struct faqbot_view find_language(struct searcher *searcher, struct faqbot_view tags,
                                        struct arena *arena, enum faqbot_status *status)
{
    struct faqbot_view counts;
    struct faqbot_view tag;
    struct faqbot_view count;
    struct faqbot_view most = view_of("");
    unsigned long entries = 0;
    search_setting(searcher, INDEX_LANGUAGE_ENTRIES, "", arena, &counts, status);
    for (size_t i = 0; view_next_line(&tags, &tag) && view_next_line(&counts, &count); i++) {
        unsigned long number = strtoul(count.bytes, NULL, 10);
        if (i == 0 && (!view_is_empty(tag) || number > 0)) {
            return tag;
        }
        most = number > entries ? tag : most;
        entries = number > entries ? number : entries;
    }
    return most;
}

/* The sentences that have lines of their own. They go first: who writes one there as well means it. */
static void read_lines(struct faqbot_view lines, struct arena *arena, struct sentences *sentences,
                       enum faqbot_status *status)
{
    struct faqbot_view line;
    while (*status == FAQBOT_OK && view_next_line(&lines, &line)) {
        struct own_sentence own;
        index_split_sentence(line, &own.key, &own.lang, &own.text);
        fail_if(!arena_copy(arena, own.text, &own.text), FAQBOT_NO_MEMORY, status);
        add(sentences, own.key, own.lang, own.text);
    }
}

static void add_spoken(struct sentences *sentences, struct faqbot_view tag)
{
    size_t i = 0;
    while (i < sentences->spoken_count && !ascii_equals(sentences->spoken[i], tag)) {
        i++;
    }
    if (i == sentences->spoken_count && language_is_tag(tag)) {
        sentences->spoken[sentences->spoken_count++] = tag;
    }
}

static void list_spoken(struct arena *arena, struct sentences *sentences, enum faqbot_status *status)
{
    size_t most = (size_t)phrases_language_count + 1 + sentences->own_count;
    sentences->spoken = arena_need(arena, most, sizeof *sentences->spoken, status);
    for (int i = 0; i < phrases_language_count && *status == FAQBOT_OK; i++) {
        add_spoken(sentences, phrases_code(i));
    }
    for (size_t i = 0; i < sentences->own_count && *status == FAQBOT_OK; i++) {
        add_spoken(sentences, sentences->own[i].lang);
    }
    if (*status == FAQBOT_OK) {
        add_spoken(sentences, sentences->lang);
    }
}

void sentences_open(struct searcher *searcher, struct arena *arena, struct sentences *sentences,
                    enum faqbot_status *status)
{
    struct faqbot_view tags;
    struct faqbot_view lines;
    struct faqbot_view line;
    size_t most = SETTING_SENTENCES;
    search_setting(searcher, INDEX_LANGUAGES, "", arena, &tags, status);
    struct faqbot_view tag = find_language(searcher, tags, arena, status);
    search_setting(searcher, INDEX_SENTENCES, "", arena, &lines, status);
    for (struct faqbot_view rest = lines; view_next_line(&rest, &line);) {
        most++;
    }
    *sentences = (struct sentences){.own = arena_need(arena, most, sizeof *sentences->own, status),
                                    .lang = view_is_empty(tag) ? view_of("en") : tag,
                                    .tags = tags};
    read_lines(lines, arena, sentences, status);
    if (*status == FAQBOT_OK) {
        int number = phrases_language(sentences->lang);
        sentences->language = number >= 0 ? number : phrases_language(view_of("en"));
        read_settings(searcher, arena, sentences, status);
    }
    list_spoken(arena, sentences, status);
}

/* ==== In which language =============================================================================== */

static bool is_same_language(struct faqbot_view left, struct faqbot_view right)
{
    char one[LANGUAGE_CODE_BYTES];
    char other[LANGUAGE_CODE_BYTES];
    language_code(left, one);
    language_code(right, other);
    return one[0] != '\0' && strcmp(one, other) == 0;
}

bool sentences_speak(const struct sentences *sentences, struct faqbot_view lang)
{
    bool speaks =
        !view_is_empty(lang) && (phrases_language(lang) >= 0 || is_same_language(lang, sentences->lang));
    for (size_t i = 0; i < sentences->own_count && !view_is_empty(lang) && !speaks; i++) {
        speaks = !view_is_empty(sentences->own[i].lang) && is_same_language(lang, sentences->own[i].lang);
    }
    return speaks;
}

/* The owner's sentence for the language; the very tag ("de-CH") before another of it ("de"). NULL: there is none. */
static const struct own_sentence *find_own(const struct sentences *sentences, struct faqbot_view key,
                                           struct faqbot_view lang)
{
    const struct own_sentence *found = NULL;
    for (size_t i = 0; i < sentences->own_count; i++) {
        const struct own_sentence *own = &sentences->own[i];
        struct faqbot_view written = view_is_empty(own->lang) ? sentences->lang : own->lang;
        if (!view_equals(own->key, key) || !is_same_language(written, lang)) {
            continue;
        }
        if (ascii_equals(written, lang)) {
            return own;
        }
        found = found == NULL ? own : found;
    }
    return found;
}

bool sentences_are_own(const struct sentences *sentences, enum phrase phrase, struct faqbot_view lang)
{
    return find_own(sentences, view_of(phrases_key(phrase)), lang) != NULL;
}

static struct sentence own_sentence_of(const struct sentences *sentences, const struct own_sentence *own)
{
    return (struct sentence){own->text, view_is_empty(own->lang) ? sentences->lang : own->lang};
}

struct sentence sentences_find(const struct sentences *sentences, struct faqbot_view key,
                               struct faqbot_view lang, uint64_t count)
{
    enum phrase phrase = phrases_find(key);
    const struct own_sentence *own = find_own(sentences, key, lang);
    int language = view_is_empty(lang) ? -1 : phrases_language(lang);
    if (own == NULL && (language < 0 || phrase == PHRASE_COUNT)) {
        own = find_own(sentences, key, sentences->lang);
        language = sentences->language;
    }
    if (own != NULL) {
        return own_sentence_of(sentences, own);
    }
    if (phrase == PHRASE_COUNT) {
        return (struct sentence){view_of(""), sentences->lang};
    }
    bool is_ours = is_same_language(phrases_code(language), sentences->lang);
    return (struct sentence){phrases_get(language, phrase, count),
                             is_ours ? sentences->lang : phrases_code(language)};
}

struct sentence sentences_say(const struct sentences *sentences, enum phrase phrase, struct faqbot_view lang)
{
    return sentences_find(sentences, view_of(phrases_key(phrase)), lang, 0);
}

/* ==== What a browser asks for ========================================================================= */

/* "q=0.8" in thousandths, as RFC 9110, section 12.4.2, writes it; 1000 where nothing is said, and 0 for what is no
 * weight. */
static unsigned read_weight(struct faqbot_view parameters)
{
    parameters = view_trim(parameters);
    if (view_is_empty(parameters)) {
        return 1000;
    }
    if (parameters.size < 3 || ascii_lower(parameters.bytes[0]) != 'q' || parameters.bytes[1] != '=') {
        return 0;
    }
    unsigned weight = 0;
    unsigned unit = 1000;
    for (size_t i = 2; i < parameters.size && unit > 0; i++) {
        char byte = parameters.bytes[i];
        if (i == 3 && byte == '.') {
            continue;
        }
        if (!ascii_is_digit(byte)) {
            return 0;
        }
        weight += (unsigned)(byte - '0') * unit;
        unit /= 10;
    }
    return weight <= 1000 ? weight : 0;
}

struct faqbot_view sentences_choose(const struct sentences *sentences, struct faqbot_view accepted)
{
    struct faqbot_view rest = view_slice(accepted, 0, FAQBOT_ACCEPTED_BYTES_MAX);
    struct faqbot_view chosen = view_make(NULL, 0);
    unsigned most = 0;
    while (rest.size > 0) {
        struct faqbot_view range = view_slice(rest, 0, view_find(rest, ','));
        struct faqbot_view tag = view_trim(view_slice(range, 0, view_find(range, ';')));
        unsigned weight = read_weight(view_slice(range, view_find(range, ';') + 1, range.size));
        if (weight > most && language_is_tag(tag) && sentences_speak(sentences, tag)) {
            most = weight;
            chosen = tag;
        }
        rest = view_slice(rest, range.size + 1, rest.size);
    }
    return chosen;
}
