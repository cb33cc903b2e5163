/* bot/bot_internal.h - what the files of bot/ share among themselves. Others see faqbot.h, and bot.h. */
#ifndef BOT_BOT_INTERNAL_H
#define BOT_BOT_INTERNAL_H

#include <faqbot.h>

#include "bot/bot.h"
#include "index/index.h"
#include "phrases/phrases.h"
#include "search/search.h"
#include "text/text.h"
#include "util/util.h"

/* ==== sentences.c ====================================================================================== */

/* What an owner wrote in place of one of our sentences. */
struct own_sentence {
    struct faqbot_view key;
    struct faqbot_view lang; /* empty: the bot's own */
    struct faqbot_view text;
};

/* Lies in the arena that it was opened in. */
struct sentences {
    struct faqbot_view lang; /* the bot's own language, a BCP 47 tag */
    int language;            /* by number, or that of English where we do not speak it */
    struct faqbot_view
        tags; /* of the entries' languages, one a line; the first is bot.yml's, and may be empty */
    struct faqbot_view *spoken; /* tags: what we speak, the bot's own language, and the owner's sentences' */
    size_t spoken_count;
    struct own_sentence *own;
    size_t own_count;
};

/* A sentence is plain text, never rich text, and NUL-terminated. It lives as long as the sentences. */
struct sentence {
    struct faqbot_view text;
    struct faqbot_view lang; /* what it is in, a BCP 47 tag */
};

/* Reads what the owner wrote. CORRUPT, IO, NO_MEMORY. */
void sentences_open(struct searcher *searcher, struct arena *arena, struct sentences *sentences,
                    enum faqbot_status *status);

/* Whether anything can be said in a language. */
bool sentences_speak(const struct sentences *sentences, struct faqbot_view lang);

/* As faqbot_choose_language() says. */
struct faqbot_view sentences_choose(const struct sentences *sentences, struct faqbot_view accepted);

/* The sentence under a key, in a language or, where that is empty or not spoken, in the bot's; of a counted one the
 * form for `count`. Empty where only the owner could have written it ("contact") and did not. */
struct sentence sentences_find(const struct sentences *sentences, struct faqbot_view key,
                               struct faqbot_view lang, uint64_t count);

/* The same of a phrase that is not counted; never empty. */
struct sentence sentences_say(const struct sentences *sentences, enum phrase phrase, struct faqbot_view lang);

/* Whether the owner wrote that sentence for a language. */
bool sentences_are_own(const struct sentences *sentences, enum phrase phrase, struct faqbot_view lang);

/* ==== words.c ========================================================================================== */

/* As faqbot_words() and faqbot_has_own_words() say, for a language that is spoken. */
void words_write(const struct sentences *sentences, struct faqbot_view lang, struct buffer *out);
bool words_are_own(const struct sentences *sentences, struct faqbot_view lang);

/* ==== reply.c ========================================================================================== */

/* The most entries that an answer names as related: more would be a list to read instead of an answer. */
#define REPLY_RELATED_MAX 3

/* An entry that no author named as related is shown as such from this share of the answer's evidence on. The
 * learned feature is left out of both (search_match.contribution): it is what tells near entries apart. */
#define REPLY_RELATED_SHARE .4

#define REPLY_WISHES_MAX 2

/* A list of entries as links; the caller sees to it that there is room. */
struct reply_links {
    struct faqbot_entry_ref *list;
    size_t count;
};

/* What replies are made with. */
struct replier {
    struct store *store;
    const struct sentences *sentences;
    const struct faqbot_contact *contact; /* in the bot's language */
    struct faqbot_view lang;              /* what the visitor is spoken to in; empty: the bot's language */
    bool has_variants; /* an entry is there in several languages: these choose, the first first */
    struct faqbot_view wishes[REPLY_WISHES_MAX]; /* tags; an empty one chooses nothing */
};

/* Chooses, of an entry that is there in several languages, the first that the visitor wishes; otherwise it stays the
 * entry. The second: by its id, where no wish helps the first that was written; false: there is none. CORRUPT, IO,
 * NO_MEMORY. */
uint32_t reply_choose_variant(const struct replier *replier, uint32_t entry, struct arena *arena,
                              enum faqbot_status *status);
bool reply_find_entry(const struct replier *replier, struct faqbot_view id, uint32_t *entry,
                      enum faqbot_status *status);

/* How to reach a person, in words for who is spoken to. */
struct faqbot_contact reply_contact(const struct replier *replier);

/* Makes the answer from the result of a search: the entry where the search says answered, the owner's
 * sentence for a choice or a refusal otherwise, and at most `top` candidates in any case. All of it lies in
 * the arena. CORRUPT, IO, NO_MEMORY. */
void reply_to_search(const struct replier *replier, const struct search_result *result, size_t top,
                     struct arena *arena, struct faqbot_answer *answer, enum faqbot_status *status);

/* Makes the reply to small talk of what was made of the search for it; with starters where somebody does not know what
 * to ask. */
void reply_to_small_talk(const struct replier *replier, enum small_talk kind,
                         const struct reply_links *starters, struct faqbot_answer *answer);

/* Makes the answer from one entry, as if it had been asked for in its own words. Statuses as above; `entry`
 * is not looked at where `*status` says that it was not found. */
void reply_with_entry(const struct replier *replier, uint32_t entry, struct arena *arena,
                      struct faqbot_answer *answer, enum faqbot_status *status);

/* The id and the question of an entry, in the arena: what a front end makes a link of. A passage without a
 * heading goes by its article's title. CORRUPT, also where the entry does not exist; IO, NO_MEMORY. */
struct faqbot_entry_ref reply_link(struct store *store, uint32_t entry, struct arena *arena,
                                   enum faqbot_status *status);

/* Appends an entry that an author named. One that does not exist is left out, which is not a failure: `faqbot
 * check` reports it, and a bot with a dangling reference is still better than none. CORRUPT, IO,
 * NO_MEMORY. */
void reply_add_named(const struct replier *replier, struct faqbot_view id, struct arena *arena,
                     struct reply_links *links, enum faqbot_status *status);

/* ==== starters.c ======================================================================================= */

/* The starters of the pages with a path, as bot.yml has it; the first has no path, and is for all others. */
struct starters {
    struct starters_page {
        struct faqbot_view path;
        struct reply_links links; /* in the bot's language */
    } * pages;
    size_t count; /* 1 at least */
};

/* Reads them; entries that do not exist are left out. All lies in the arena. CORRUPT, IO, NO_MEMORY. */
void starters_open(struct searcher *searcher, const struct replier *replier, struct arena *arena,
                   struct starters *starters, enum faqbot_status *status);

/* Those of the page with this path: where it is one of theirs, else where it begins with the most of one. */
const struct starters_page *starters_of(const struct starters *starters, struct faqbot_view path);

/* The same as a visitor gets them, maybe in the arena. Statuses as above. */
struct reply_links starters_choose(const struct starters *starters, struct faqbot_view path,
                                   const struct replier *replier, struct arena *arena,
                                   enum faqbot_status *status);

/* ==== recent.c ========================================================================================= */

/* A result with its parts, and the matches of all, in one piece; it points into itself. */
struct recent {
    struct search_result result;
    struct search_result parts[FAQBOT_PARTS_MAX];
    struct search_match matches[];
};

/* Under which the result of a question is kept; it lies in the arena. NO_MEMORY. */
struct faqbot_view recent_key(struct arena *arena, const struct search_query *query,
                              enum faqbot_status *status);

/* Keeps a copy of a result, unless it quotes the question or memory is short. */
void recent_keep(struct lru_cache *cache, struct faqbot_view key, const struct search_result *result);

/* ==== hits.c =========================================================================================== */

/* Searches by words, and shows what is found. All of it lies in the arena. CORRUPT, IO, NO_MEMORY. */
void hits_find(struct searcher *searcher, const struct search_words_query *query, struct arena *arena,
               struct faqbot_hits *hits, enum faqbot_status *status);

/* Adds to the answer to a question that was not answered where its words stand, other than in the `count` candidates.
 * Statuses as above. */
void hits_add_mentions(struct searcher *searcher, struct faqbot_view question,
                       const struct search_match *candidates, size_t count, struct arena *arena,
                       struct faqbot_answer *answer, enum faqbot_status *status);

/* ==== explain.c ======================================================================================== */

/* Searches, and explains what is found, with the `top` best candidates, and, where `changes` says so, what
 * would have changed it. All of it lies in the arena, or as long as the searcher does. CORRUPT, IO,
 * NO_MEMORY. */
void explanation_build(struct searcher *searcher, const struct search_query *query, size_t top, bool changes,
                       struct arena *arena, struct faqbot_explanation *explanation,
                       enum faqbot_status *status);

#endif
