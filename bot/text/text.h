/* text/text.h - text as the search sees it: words, stems, edit distance, slugs, and rich text packed, read
 * out and shown as HTML.
 *
 * Everything here depends on the text and its language alone, never on the locale, the time or the knowledge
 * base: the same text gives the same words on every machine, which the stored index relies on. */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include "util/util.h"

/* ==== tokenize.c: words ============================================================================== */

/* Of one folded word; the rest of a longer one is dropped. That is no word but a hash or an address, and its
 * beginning tells it apart as well. */
#define TOKENIZE_WORD_BYTES_MAX 128

/* One word. `folded` and `plain` lie in the arena or are static; `source` points into the text. "Cafés" has
 * the source "Cafés", is folded "cafés", and is plain "cafes": stemmers need the accents that a visitor on a
 * telephone leaves out. */
struct word {
    struct faqbot_view source; /* as written */
    struct faqbot_view folded; /* NFKC, case folded: what stemmers take */
    struct faqbot_view plain;  /* and without accents: what is compared, "CAFÉS" -> "cafes" */
    bool is_corrected;         /* a guess at what a misspelled word was meant to be */
    bool is_function_word;     /* of the language that a question is in; false as tokenize() gives it */
    float doubt;               /* 0..1: how far it is less than what was written; tokenize() gives 0 */
};

/* Splits valid UTF-8 into words: runs of letters, digits and marks. An apostrophe within a word is left out,
 * and what follows it where that is a lone "s" ("bot's" -> "bot"); "c++", "c#" and the like keep their signs.
 * Scripts that are written without blanks (Chinese, Japanese, Thai ...) give each pair of neighbouring
 * characters, as is usual for them; a character alone gives itself. *words is the arena's. False: no
 * memory. */
bool tokenize(struct arena *arena, struct faqbot_view text, struct word **words, size_t *count);

/* The words' plain forms, joined by single blanks: the key for comparing whole texts. *plain is the arena's.
 * False: no memory. */
bool tokenize_folded(struct arena *arena, struct faqbot_view text, struct faqbot_view *plain);

/* Drops accents from decomposed text, in place, and gives the size that is left: every mark but the vowel signs
 * and the like of the scripts of India and South East Asia. Points of Hebrew and Arabic are accents. */
size_t tokenize_drop_accents(char *bytes, size_t size);

/* Whether a code point is a part of words: a letter, a digit or a mark. */
bool tokenize_is_word_char(uint32_t character);

/* Whether a code point belongs to a script without blanks between words. */
bool tokenize_is_unspaced(uint32_t character);

/* ==== stopwords.c: the words that hold sentences together =========================================== */

/* A primary language subtag ("pt") of two or three small letters, and a NUL. */
#define LANGUAGE_CODE_BYTES 4

/* The function words of a language ("the", "how", "what") by its code; empty where none are known. Static:
 * plain words in the order of bytes, a blank between two. */
struct faqbot_view stopwords_of(const char *code);

/* The last word of such a list that is not after `plain`, in the list; empty where there is none. */
struct faqbot_view stopwords_floor(struct faqbot_view list, struct faqbot_view plain);

/* Whether the word is in such a list. `plain` as in struct word. */
bool stopwords_has(struct faqbot_view list, struct faqbot_view plain);

/* ==== language_tag.c: what a language tag means ====================================================== */

/* The code of a BCP 47 tag: "pt-BR" and "PT" are "pt". Tags of what is one language to stemmers and lists are
 * the same: "nb" and "nn" are "no", "hr" and "bs" are "sr". The empty tag is "en"; a primary subtag of more
 * than three letters gives the empty code. */
void language_code(struct faqbot_view tag, char code[LANGUAGE_CODE_BYTES]);

/* Whether the text has the shape of a BCP 47 tag; whether there is such a language is not asked. */
bool language_is_tag(struct faqbot_view text);

/* Whether what is in the language of the tag is written from right to left. */
bool language_is_rtl(struct faqbot_view tag);

/* ==== language.c: which language a text is in ======================================================== */

/* Words of a text past these do not count: its beginning tells as much. */
#define LANGUAGE_WORDS_MAX 64

/* `is_sure`: no other language is near. `code` is the likeliest language even where it is not sure, and empty
 * only where there are no letters of a known script. */
struct language_guess {
    char code[LANGUAGE_CODE_BYTES];
    bool is_sure;
};

/* The language of tokenized words: of the codes given, which it may not know all, or of all that it knows,
 * about 35, where `code_count` is 0. Depends on its arguments alone. */
struct language_guess language_recognise(const struct word *words, size_t count,
                                         const char (*codes)[LANGUAGE_CODE_BYTES], size_t code_count);

/* Whether words show that they are in the language `code` and not in `own`. Names and prices ("Queen size") look like
 * any language; so of Latin letters function words have to tell. */
bool language_is_told(const struct word *words, size_t count, const char *code, const char *own);

/* Of a longer text so much is looked at. */
#define LANGUAGE_TEXT_BYTES 16384

/* The language that most of the text's stretches of LANGUAGE_WORDS_MAX words are surely in; the empty code where none
 * has two thirds of those that are sure. Valid UTF-8. False: no memory in the arena, which is for scratch. */
bool language_of_text(struct arena *arena, struct faqbot_view text, char code[LANGUAGE_CODE_BYTES]);

/* ==== stem.c: stems =================================================================================== */

struct stemmer;

/* A stemmer for a BCP 47 language ("de", "pt-BR"); unknown ones leave words as they are, the empty one is
 * English. NULL: no memory. The caller's, released by stemmer_free(). One thread at a time. */
struct stemmer *stemmer_new(struct faqbot_view lang);
void stemmer_free(struct stemmer *stemmer);

/* The stem of a word, without accents; valid until the next call. Where memory is short, which some languages
 * need for a few letters at a time, it is the word as it is, and stemmer_failed() is true from then on. */
struct faqbot_view stemmer_stem(struct stemmer *stemmer, const struct word *word);

bool stemmer_failed(const struct stemmer *stemmer);

/* Whether the word, in that language, only holds a sentence together ("the", "how", "what"). `plain` as in
 * struct word. */
bool stemmer_is_stopword(const struct stemmer *stemmer, struct faqbot_view plain);

/* ==== edit_distance.c: slips of the finger =========================================================== */

/* code points; longer words are at a distance of `most` + 1 from everything */
#define EDIT_DISTANCE_WORD_MAX 64

/* Restricted Damerau-Levenshtein distance in code points (insertion, deletion, substitution, swap of
 * neighbours), or `most` + 1 as soon as it is known to be larger than `most`. Both texts are valid UTF-8. */
unsigned edit_distance(struct faqbot_view left, struct faqbot_view right, unsigned most);

/* ==== slug.c: a heading as the end of an id ========================================================== */

/* Appends the letters and digits of `text` (valid UTF-8), without case and accents, each run of anything else
 * turned into one '-' between them: "What's new, Zoë?" gives "what-s-new-zoe". Letters of every script are
 * kept. At most `most` bytes, cut between words where one ends in the later half. Appends nothing where
 * `text` has no letter or digit. The same text gives the same slug wherever the program runs. */
void slug_add(struct faqbot_view text, size_t most, struct buffer *out);

/* ==== rich.c: rich text ============================================================================== */

/* Appends the nodes, packed: kind, then number or text where the kind has one. */
void rich_encode(const struct faqbot_node *nodes, size_t count, struct buffer *out);

/* Unpacks into the arena; texts point into `bytes`. False: damaged (unbalanced, too deep, cut short, unknown
 * kind, a node where <faqbot.h> does not allow it, bad UTF-8, an unsafe link) or no memory; the outputs are
 * unchanged. */
bool rich_decode(struct faqbot_view bytes, struct arena *arena, const struct faqbot_node **nodes,
                 size_t *count);

/* Appends the content as plain text, as it is read out: a blank line between blocks, "- " or "1. " before items,
 * two blanks of indentation within them, "[done] " or "[to do] " before tasks, no mark-up; a link's address is
 * left to the nodes. A row of a table is a line, in which each cell but the first has its heading before it;
 * footnotes have their numbers in brackets. No line feed at the end. */
void rich_to_text(const struct faqbot_node *nodes, size_t count, struct buffer *out);

/* Appends what the content says, for a search to look in: as rich_to_text(), but without what nobody
 * wrote: numbers of items and notes, which a "1" in a question would be found by, the state of tasks, and the
 * headings of a table before each cell. */
void rich_to_search_text(const struct faqbot_node *nodes, size_t count, struct buffer *out);

/* Whether all cells of a row, a ROW node in its list, are empty. */
bool rich_row_is_empty(const struct faqbot_node *row);

/* Whether a node of this kind has a close. */
bool rich_is_container(enum faqbot_node_kind kind);

struct html;

/* Writes the content as HTML: one element for each node, with the attributes that a page wants of them (the
 * direction of code, say) unless the HTML is minimal. */
void rich_to_html(const struct faqbot_node *nodes, size_t count, struct html *html);

/* Opens a link to an address that an author wrote or, if it is not safe to follow, an element that only
 * holds the link's text. The knowledge base has dropped such addresses already; an index made by an older
 * program may still have one. */
void rich_open_link(struct html *html, struct faqbot_view address);

/* Whether an image may be fetched from there: http or https, and a safe address. */
bool rich_is_image_address(struct faqbot_view address);

/* Whether a link may lead there: http, https, mailto or tel (in any case), valid UTF-8, without white space,
 * control characters or marks that turn the direction of text. */
bool rich_is_safe_address(struct faqbot_view address);

#endif
