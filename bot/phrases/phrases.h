/* phrases/phrases.h - what the bot says of its own, in each language, and the small talk that it understands.
 *
 * A language is a file, LL.yml: its sentences under the keys of keys.def, and under `heard` what people type who ask
 * nothing ("hello", "thanks"), by kind. The build reads the files (pack/pack.c), refuses one that lacks a sentence, a
 * placeholder or a plural form, and makes tables of them; nothing is read or allocated at run time.
 *
 * What an owner wrote in bot.yml goes before these sentences; that is the bot's business (bot/sentences.c). */
#ifndef PHRASES_PHRASES_H
#define PHRASES_PHRASES_H

#include <faqbot.h>

#include "text/text.h"
#include "util/util.h"

/* ==== phrases.c: sentences ============================================================================ */

/* The widget is given those from PHRASES_OF_REPLIES up to PHRASES_OF_PAGES, which are the first of their sections: a
 * section's name takes no number of its own. */
enum phrase {
#define PHRASE(name, key, placeholders) PHRASE_##name,
#define COUNTED PHRASE
#define SECTION(name) PHRASES_OF_##name, PHRASES_BEFORE_##name = PHRASES_OF_##name - 1,
#include "phrases/keys.def"
#undef SECTION
#undef COUNTED
#undef PHRASE
    PHRASE_COUNT
};

/* The plural categories of CLDR. A language has OTHER, and those of the rest that its numbers need. */
enum plural { PLURAL_ZERO, PLURAL_ONE, PLURAL_TWO, PLURAL_FEW, PLURAL_MANY, PLURAL_OTHER, PLURALS };

/* The number of a language in the tables, by a BCP 47 tag: "de-AT" is "de". -1: we do not speak it. */
int phrases_language(struct faqbot_view tag);

/* The code of a language, by its number; empty at `number` = how many there are. Static. */
struct faqbot_view phrases_code(int number);

/* The sentence in a language, with its placeholders ("{from}"); of a counted one the form for `count`, 0 for any other.
 * Static, NUL-terminated, and never empty. */
struct faqbot_view phrases_get(int language, enum phrase phrase, uint64_t count);

/* The phrase by its key; PHRASE_COUNT: there is none. */
enum phrase phrases_find(struct faqbot_view key);

const char *phrases_key(enum phrase phrase);

/* The key that is nearest to a mistyped one; NULL: none is near. */
const char *phrases_nearest(struct faqbot_view key);

/* The names of a phrase's placeholders, a blank between two. */
const char *phrases_placeholders(enum phrase phrase);

/* Whether it has a form for each plural category. */
bool phrases_is_counted(enum phrase phrase);

/* The category of a whole number in a language, by its code. */
enum plural phrases_plural(struct faqbot_view code, uint64_t n);

/* "one", "few" ... */
const char *phrases_plural_name(enum plural plural);

/* Whether all numbers of the category are left to others in the language: a form of it would never be said. */
bool phrases_has_plural(struct faqbot_view code, enum plural plural);

/* The phrase's place in the tables. */
size_t phrases_slot(enum phrase phrase);

/* The placeholder that a sentence lacks or has too much; empty: it has just those of its phrase, each of them once. */
struct faqbot_view phrases_wrong_placeholder(enum phrase phrase, struct faqbot_view sentence);

/* ==== heard.c: small talk ============================================================================= */

/* In the order of keys.def. */
enum small_talk {
    SMALL_TALK_GREETING,
    SMALL_TALK_THANKS,
    SMALL_TALK_GOODBYE,
    SMALL_TALK_BOT,
    SMALL_TALK_MAKER,
    SMALL_TALK_HELP,
    SMALL_TALK_INSULT,
    SMALL_TALK_TEST,
    SMALL_TALK_YES,
    SMALL_TALK_NO,
    SMALL_TALK_OK,
    SMALL_TALK_PERSON, /* somebody wants to talk to a person */
    SMALL_TALK_EMOJI,
    SMALL_TALK_KINDS,
    SMALL_TALK_NONE = SMALL_TALK_KINDS
};

/* "greeting", "thanks" ...; empty for SMALL_TALK_NONE. Static. */
const char *small_talk_name(enum small_talk kind);

/* The reply to it. */
enum phrase small_talk_reply(enum small_talk kind);

/* A longer message is a question, however politely it is put. */
#define SMALL_TALK_BYTES_MAX 200

/* What a whole message is: small talk of one kind or of several ("ok thanks bye"), of which the one that asks most
 * counts, and the number of the language that it is in. */
struct small_talk_heard {
    enum small_talk kind;
    int language; /* -1: of emoji, and where there is none */
};

/* Looks at a message of valid UTF-8, in the languages of `order` first, then in all. `name`: what the bot is called,
 * which may stand beside a greeting. Signs, emoji and letters typed too often ("hellooo") do not count. The arena is
 * for scratch. NO_MEMORY. */
struct small_talk_heard small_talk_hear(struct faqbot_view message, struct faqbot_view name, const int *order,
                                        size_t order_count, struct arena *arena, enum faqbot_status *status);

/* ==== normal.c: texts to be compared ================================================================== */

/* Appends the words of the text, folded, a blank between two; those of scripts without blanks in a row. Nothing is
 * left of anything else. False: no memory. */
bool phrases_normalise(struct arena *arena, struct faqbot_view text, struct buffer *out);

/* ==== What the build makes of the files =============================================================== */

#define PHRASES_LANGUAGES_MAX 64

/* A sentence has a slot, a counted one PLURALS. */
struct phrases_language {
    char code[LANGUAGE_CODE_BYTES];
    const uint32_t *starts; /* by slot, in phrases_bytes; 0: there is no such form */
};

/* A text as phrases_normalise() gives it, which is of one kind in some languages. In the order of the texts. */
struct phrases_heard {
    uint32_t start; /* in phrases_bytes */
    uint8_t size;
    uint8_t kind; /* an enum small_talk; SMALL_TALK_KINDS: a word that may stand beside others */
    uint64_t languages;
};

extern const struct phrases_language phrases_languages[];
extern const int phrases_language_count;
extern const struct phrases_heard phrases_heard[];
extern const size_t phrases_heard_count;
extern const char phrases_bytes[];

#endif
