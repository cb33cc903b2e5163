/* phrases/phrases.c - sentences by language and key, and which plural form a number takes. */
#include "phrases/phrases.h"

#include <assert.h>
#include <stdio.h>

/* ==== Keys ============================================================================================ */

static const struct {
    const char *key;
    const char *placeholders;
    bool is_counted;
} keys[] = {
#define PHRASE(name, key, placeholders) {key, placeholders, false},
#define COUNTED(name, key, placeholders) {key, placeholders, true},
#define SECTION(name)
#include "phrases/keys.def"
#undef SECTION
#undef COUNTED
#undef PHRASE
};

enum phrase phrases_find(struct faqbot_view key)
{
    size_t i = 0;
    while (i < PHRASE_COUNT && !view_equals_text(key, keys[i].key)) {
        i++;
    }
    return (enum phrase)i;
}

const char *phrases_key(enum phrase phrase)
{
    return keys[phrase].key;
}

const char *phrases_nearest(struct faqbot_view key)
{
    const char *names[PHRASE_COUNT];
    char word[64]; /* a longer one is like none of ours */
    for (size_t i = 0; i < PHRASE_COUNT; i++) {
        names[i] = keys[i].key;
    }
    (void)snprintf(word, sizeof word, "%.*s", VIEW_ARGS(key));
    return faqbot_nearest_name(word, names, PHRASE_COUNT);
}

const char *phrases_placeholders(enum phrase phrase)
{
    return keys[phrase].placeholders;
}

bool phrases_is_counted(enum phrase phrase)
{
    return keys[phrase].is_counted;
}

size_t phrases_slot(enum phrase phrase)
{
    size_t slot = 0;
    for (size_t i = 0; i < (size_t)phrase; i++) {
        slot += keys[i].is_counted ? PLURALS : 1;
    }
    return slot;
}

/* ==== Kinds of small talk ============================================================================= */

static const struct {
    const char *name;
    enum phrase reply;
} kinds[] = {[SMALL_TALK_GREETING] = {"greeting", PHRASE_HELLO},
             [SMALL_TALK_THANKS] = {"thanks", PHRASE_THANKS},
             [SMALL_TALK_GOODBYE] = {"goodbye", PHRASE_GOODBYE},
             [SMALL_TALK_BOT] = {"bot", PHRASE_BOT},
             [SMALL_TALK_MAKER] = {"maker", PHRASE_MAKER},
             [SMALL_TALK_HELP] = {"help", PHRASE_HELP},
             [SMALL_TALK_INSULT] = {"insult", PHRASE_INSULT},
             [SMALL_TALK_TEST] = {"test", PHRASE_TEST},
             [SMALL_TALK_YES] = {"yes", PHRASE_YES},
             [SMALL_TALK_NO] = {"no", PHRASE_NO},
             [SMALL_TALK_OK] = {"ok", PHRASE_OK},
             /* Where to turn is the owner's to say; without that it is no small talk. */
             [SMALL_TALK_PERSON] = {"person", PHRASE_NO_ANSWER},
             [SMALL_TALK_EMOJI] = {"emoji", PHRASE_EMOJI},
             [SMALL_TALK_NONE] = {"", PHRASE_COUNT}};

const char *small_talk_name(enum small_talk kind)
{
    return kinds[kind].name;
}

enum phrase small_talk_reply(enum small_talk kind)
{
    return kinds[kind].reply;
}

/* ==== Placeholders ==================================================================================== */

/* The next "{name}" of the text, without its braces. */
static bool next_placeholder(struct faqbot_view *rest, struct faqbot_view *name)
{
    size_t start = view_find(*rest, '{');
    *rest = view_slice(*rest, start + 1, rest->size);
    size_t end = view_find(*rest, '}');
    *name = view_slice(*rest, 0, end);
    bool is_one = end < rest->size;
    *rest = view_slice(*rest, end + 1, rest->size);
    return is_one;
}

static bool next_name(struct faqbot_view *rest, struct faqbot_view *name)
{
    size_t end = view_find(*rest, ' ');
    *name = view_slice(*rest, 0, end);
    *rest = view_slice(*rest, end + 1, rest->size);
    return name->size > 0;
}

static size_t count_placeholder(struct faqbot_view sentence, struct faqbot_view name)
{
    struct faqbot_view found;
    size_t count = 0;
    while (next_placeholder(&sentence, &found)) {
        count += view_equals(found, name);
    }
    return count;
}

struct faqbot_view phrases_wrong_placeholder(enum phrase phrase, struct faqbot_view sentence)
{
    struct faqbot_view wanted = view_of(keys[phrase].placeholders);
    struct faqbot_view name;
    while (next_name(&wanted, &name)) {
        if (count_placeholder(sentence, name) != 1) {
            return name;
        }
    }
    for (struct faqbot_view rest = sentence; next_placeholder(&rest, &name);) {
        struct faqbot_view known;
        bool is_known = false;
        for (wanted = view_of(keys[phrase].placeholders); next_name(&wanted, &known);) {
            is_known = is_known || view_equals(known, name);
        }
        if (!is_known) {
            return view_is_empty(name) ? view_of("{}") : name;
        }
    }
    return view_make(NULL, 0);
}

/* ==== Plural forms ==================================================================================== */

/* Rules of CLDR for whole numbers. Fractions, which have forms of their own in some languages, are never counted. */
enum rule {
    NO_PLURAL,
    ONE,
    ZERO_AND_ONE,
    MILLIONS,
    ZERO_AND_MILLIONS,
    RUSSIAN,
    POLISH,
    CZECH,
    SERBIAN,
    LITHUANIAN,
    ROMANIAN,
    HEBREW,
    IRISH,
    ARABIC
};

static enum rule rule_of(struct faqbot_view code)
{
    static const struct {
        char codes[40];
        enum rule rule;
    } rules[] = {{"id ja ko th vi zh", NO_PLURAL},
                 {"fa hi hy", ZERO_AND_ONE},
                 {"ca es it", MILLIONS},
                 {"fr pt", ZERO_AND_MILLIONS},
                 {"ru uk", RUSSIAN},
                 {"pl", POLISH},
                 {"cs", CZECH},
                 {"sr", SERBIAN},
                 {"lt", LITHUANIAN},
                 {"ro", ROMANIAN},
                 {"he", HEBREW},
                 {"ga", IRISH},
                 {"ar", ARABIC}};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct faqbot_view rest = view_of(rules[i].codes);
        struct faqbot_view known;
        while (next_name(&rest, &known)) {
            if (view_equals(known, code)) {
                return rules[i].rule;
            }
        }
    }
    return ONE;
}

/* 2 to 4, 22 to 24 ... but not 12 to 14, in Slavic languages. */
static bool is_slavic_few(uint64_t n)
{
    return n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14);
}

static enum plural slavic(uint64_t n, enum plural rest)
{
    return n % 10 == 1 && n % 100 != 11 ? PLURAL_ONE : is_slavic_few(n) ? PLURAL_FEW : rest;
}

static enum plural lithuanian(uint64_t n)
{
    bool is_teen = n % 100 >= 11 && n % 100 <= 19;
    return is_teen || n % 10 == 0 ? PLURAL_OTHER : n % 10 == 1 ? PLURAL_ONE : PLURAL_FEW;
}

static enum plural arabic(uint64_t n)
{
    static const enum plural small[] = {PLURAL_ZERO, PLURAL_ONE, PLURAL_TWO};
    uint64_t end = n % 100;
    return n < 3 ? small[n] : end >= 3 && end <= 10 ? PLURAL_FEW : end >= 11 ? PLURAL_MANY : PLURAL_OTHER;
}

static enum plural irish(uint64_t n)
{
    return n == 1              ? PLURAL_ONE
           : n == 2            ? PLURAL_TWO
           : n >= 3 && n <= 6  ? PLURAL_FEW
           : n >= 7 && n <= 10 ? PLURAL_MANY
                               : PLURAL_OTHER;
}

enum plural phrases_plural(struct faqbot_view code, uint64_t n)
{
    bool is_million = n != 0 && n % 1000000 == 0;
    switch (rule_of(code)) {
    case NO_PLURAL:
        return PLURAL_OTHER;
    case ZERO_AND_ONE:
        return n < 2 ? PLURAL_ONE : PLURAL_OTHER;
    case MILLIONS:
        return n == 1 ? PLURAL_ONE : is_million ? PLURAL_MANY : PLURAL_OTHER;
    case ZERO_AND_MILLIONS:
        return n < 2 ? PLURAL_ONE : is_million ? PLURAL_MANY : PLURAL_OTHER;
    case RUSSIAN:
        return slavic(n, PLURAL_MANY);
    case POLISH:
        return n == 1 ? PLURAL_ONE : is_slavic_few(n) ? PLURAL_FEW : PLURAL_MANY;
    case CZECH:
        return n == 1 ? PLURAL_ONE : n >= 2 && n <= 4 ? PLURAL_FEW : PLURAL_OTHER;
    case SERBIAN:
        return slavic(n, PLURAL_OTHER);
    case LITHUANIAN:
        return lithuanian(n);
    case ROMANIAN:
        return n == 1 ? PLURAL_ONE : n == 0 || (n % 100 >= 1 && n % 100 <= 19) ? PLURAL_FEW : PLURAL_OTHER;
    case HEBREW:
        return n == 1 ? PLURAL_ONE : n == 2 ? PLURAL_TWO : PLURAL_OTHER;
    case IRISH:
        return irish(n);
    case ARABIC:
        return arabic(n);
    case ONE:
        break;
    }
    return n == 1 ? PLURAL_ONE : PLURAL_OTHER;
}

/* Every rule shows all it has up to 100, or at a million. */
bool phrases_has_plural(struct faqbot_view code, enum plural plural)
{
    bool has = plural == PLURAL_OTHER || phrases_plural(code, 1000000) == plural;
    for (uint64_t n = 0; n <= 100 && !has; n++) {
        has = phrases_plural(code, n) == plural;
    }
    return has;
}

const char *phrases_plural_name(enum plural plural)
{
    static const char *const names[] = {"zero", "one", "two", "few", "many", "other"};
    return names[plural];
}

/* ==== Sentences ======================================================================================= */

int phrases_language(struct faqbot_view tag)
{
    char code[LANGUAGE_CODE_BYTES];
    language_code(tag, code);
    int i = view_is_empty(tag) ? phrases_language_count : 0;
    while (i < phrases_language_count && strcmp(phrases_languages[i].code, code) != 0) {
        i++;
    }
    return i < phrases_language_count ? i : -1;
}

struct faqbot_view phrases_code(int number)
{
    return view_of(number >= 0 && number < phrases_language_count ? phrases_languages[number].code : "");
}

struct faqbot_view phrases_get(int language, enum phrase phrase, uint64_t count)
{
    const struct phrases_language *row = &phrases_languages[language];
    size_t slot = phrases_slot(phrase);
    if (keys[phrase].is_counted) {
        slot += phrases_plural(view_of(row->code), count);
    }
    assert(row->starts[slot] > 0);
    return view_of(phrases_bytes + row->starts[slot]);
}
