/* index/settings.h - what an index keeps besides entries: settings of the knowledge base and of the index itself, by
 * name. */
#ifndef INDEX_SETTINGS_H
#define INDEX_SETTINGS_H

#include <faqbot.h>

#include "util/util.h"

/* The names of the store's settings; one that the author left out is not there. */
#define INDEX_VERSION "version" /* a hash of all content, 16 hexadecimal digits */
#define INDEX_PROGRAM "program" /* the version of the program that made it */
#define INDEX_ENTRIES "entries"
#define INDEX_LANGUAGES "languages"               /* tags, one a line, bot.yml's first */
#define INDEX_LANGUAGE_ENTRIES "language_entries" /* how many there are in each, one a line */
#define INDEX_RESPELLINGS "respellings"           /* as respellings_add() takes them */
#define INDEX_SITE "site"                         /* `site` of struct settings, for updates */
#define INDEX_LINK_TARGETS "link_targets" /* a hash, likewise; if an entry has a link that depends on it */
#define INDEX_VARIANTS "variants"         /* not empty: an entry is there in several languages */
#define INDEX_EXCLUSIONS                                                                                     \
    "exclusions" /* of a collection without its entries: "yes" if one has questions that it \
                                             never answers */
#define INDEX_NAME "name"
#define INDEX_GREETING "greeting"
#define INDEX_NO_ANSWER "no_answer"
#define INDEX_UNSURE "unsure"
#define INDEX_DISCLAIMER "disclaimer"
/* Sentences, one a line: the key, the language (empty: the bot's) and the text, a tab between two. */
#define INDEX_SENTENCES "sentences"

/* Takes the first column off a line. */
static inline struct faqbot_view index_take_column(struct faqbot_view *line)
{
    struct faqbot_view column = view_slice(*line, 0, view_find(*line, '\t'));
    *line = view_slice(*line, column.size + 1, line->size);
    return column;
}

/* Takes such a line apart. */
static inline void index_split_sentence(struct faqbot_view line, struct faqbot_view *key,
                                        struct faqbot_view *lang, struct faqbot_view *text)
{
    *key = index_take_column(&line);
    *lang = index_take_column(&line);
    *text = line;
}

#define INDEX_CONTACT "contact"
#define INDEX_CONSENT "consent"
#define INDEX_PRIVACY "privacy"
#define INDEX_CONTACT_MAIL "contact_mail"
#define INDEX_CONTACT_PHONE "contact_phone"
#define INDEX_CONTACT_URL "contact_url"
#define INDEX_CONTACT_HOURS "contact_hours"
/* The rule of a fault by which an encoder that bot.yml names cannot be opened. */
#define INDEX_ENCODER_RULE "encoder"
/* "no" where the owner wants none; else it is not there. */
#define INDEX_LEXICON "lexicon"
/* The encoder that it was made with: its hash (embedder_hash()), its name, its file. There are all three, or none. */
#define INDEX_ENCODER "encoder"
#define INDEX_ENCODER_NAME "encoder_name"
#define INDEX_ENCODER_PATH "encoder_path"
/* "no" where the owner wants small talk to be taken for questions; else it is not there. */
#define INDEX_SMALL_TALK "smalltalk"
#define INDEX_STARTERS "starters"           /* ids, one a line */
#define INDEX_PAGE_STARTERS "page_starters" /* a path and ids, with tabs between them, one page a line */
/* Whole numbers of 1 / INDEX_THRESHOLD_SCALE: a decimal point would be the locale's. */
#define INDEX_THRESHOLD_SCALE 1e6
#define INDEX_ANSWERED_THRESHOLD "answered_threshold"
#define INDEX_UNSURE_THRESHOLD "unsure_threshold"

/* What entry_index.c counts and learn.c learns: models and settings. */
#define ENTRY_INDEX_LENGTHS                                                                                  \
    "lengths" /* a byte an entry: the class of its head's length; then of the body's */
#define ENTRY_INDEX_NGRAM_STATS "pieces"    /* what ngram_stats_decode() takes */
#define ENTRY_INDEX_HEAD_WORDS "head_words" /* of all entries' heads */
#define ENTRY_INDEX_BODY_WORDS "body_words" /* of their bodies */
#define ENTRY_INDEX_STEMS "stems"           /* how many stems have a number */
#define ENTRY_INDEX_FORMS "forms"           /* and how many forms */
#define ENTRY_INDEX_UNTRAINED                                                                                \
    "untrained" /* how many phrasings; there where they are too many to learn from */
#define ENTRY_INDEX_MEANING_SUMS                                                                             \
    "meaning sums" /* struct meaning_sums; zeros without a lexicon for any FAQ entry */
#define ENTRY_INDEX_CHAR_NGRAM_WEIGHTS                                                                       \
    "character weights"                         /* learned: matrices of features by entries; of both or */
#define ENTRY_INDEX_WORD_WEIGHTS "word weights" /* neither there is one */

/* Of a collection without entries: of those that have any word in a field, their number for each; then those that have
 * a stem in it, for each stem. */
#define STAGE_FREQUENCIES_MODEL "field frequencies"

/* So many entries are compared with a question by meaning alone, each of them: 192 bytes an entry. In a larger
 * knowledge base an entry must share a word with the question, or have learned of one. */
#define MEANINGS_SCANNED_MAX 4096

/* Of a collection of no more than these: a struct entry_meaning of each. */
#define STAGE_MEANINGS_MODEL "meanings"

#endif
