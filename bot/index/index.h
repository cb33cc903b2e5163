/* index/index.h - what index/ offers to other modules: the index file and how it is made, and the structures that
 * search/ ranks with as they lie in it.
 *
 * One index for all sizes: posting lists lead from a word to the entries that hold it (postings.c), and a forward
 * index from an entry to its words (forward.c), so that the entries that a question may be about are found without
 * looking at the others, and weighed without taking their texts apart. Beside both stand the counts of the knowledge
 * base as a whole, and what was learned from the phrasings.
 *
 * The way of a knowledge base into an index: kb/ reads files and hands over settings, synonyms and entries one by
 * one; build.c writes each to the store; vocabulary.c counts its words, entry_index.c gathers its postings,
 * forward.c packs its texts, text_vectors.c what it means; train.c and learn.c learn from its phrasings.
 * index_file.c puts the file in its place. When the knowledge base changes, update.c compares it with the index
 * segment by segment, and index_delta.c edits the lists.
 *
 * The way back: store.c reads rows, forward.c and postings.c check and unpack what was packed, index_dump.c gives an
 * entry as its author wrote it. An index is all that a server needs; the files that it was made of may be elsewhere,
 * and so may its entries: split.c takes an index apart, and first_stage.c fetches what a search needs.
 *
 * It deliberately does not rank: what is computed here is all that does not depend on the question. */
#ifndef INDEX_INDEX_H
#define INDEX_INDEX_H

#include <faqbot.h>
#include <faqbot_tools.h>

#include <math.h>
#include <stdint.h>

#include "encoder/encoder.h"
#include "index/settings.h"
#include "kb/kb.h"
#include "lexicon/lexicon.h"
#include "text/text.h"
#include "util/util.h"

/* ==== store.c: the rows of an index file ========================================================== */

/* An index: written once, or changed in place by an update; otherwise only read. One thread at a time. */
struct store;

/* An FAQ entry or a passage, as its row has it. All views are empty where the author said nothing. */
struct store_entry {
    uint32_t number; /* 0, 1, 2 ... in the order of the knowledge base */
    unsigned kind;   /* enum entry_kind */
    struct faqbot_view id;
    struct faqbot_view question; /* of a passage its heading */
    struct faqbot_view title;
    struct faqbot_view section;
    struct faqbot_view url;
    struct faqbot_view lang;
    struct faqbot_view tags;
    struct faqbot_view updated;
    struct faqbot_view review_by;
    struct faqbot_view disclaimer_id;
    struct faqbot_view disclaimer;
    struct faqbot_view content; /* as rich_encode() packs nodes */
    struct faqbot_view path;    /* of the file that it stands in */
    unsigned line;
};

/* An empty index in the file `path`, which must be empty or not exist, or in memory where it is NULL, for
 * writing. *store is the caller's, released by store_close(). IO, NO_MEMORY with `fault` filled. */
enum faqbot_status store_create(const char *path, struct store **store, struct faqbot_fault *fault);

/* A finished index once more, in memory, for another thread. Nobody uses `from` meanwhile; afterwards the two have
 * nothing in common. *store as above. */
enum faqbot_status store_copy(const struct store *from, struct store **store, struct faqbot_fault *fault);

/* An index that was finished, read-only. NOT_FOUND, IO, INVALID (not an index), VERSION, CORRUPT, NO_MEMORY
 * with `fault` filled. Damage within may also come to light only when it is read. A small file is copied
 * into memory, and nothing that becomes of it matters any more; a large one is read where it lies. */
enum faqbot_status store_open(const char *path, struct store **store, struct faqbot_fault *fault);

/* The index of which a stage has the entries: they are in it as they are asked for. The stage outlives the store.
 * Statuses as the stage's open(), and INVALID, VERSION, CORRUPT, NO_MEMORY with `fault` filled. All that reads entries
 * can fail with UNAVAILABLE then, too. */
enum faqbot_status store_open_elsewhere(const struct faqbot_stage *stage, struct store **store,
                                        struct faqbot_fault *fault);

/* Whether it is such an index; with another the two behind it do nothing. A call begins, as struct faqbot_stage has it.
 * Has entries fetched at once that would else be fetched one by one when they are read. */
bool store_is_elsewhere(const struct store *store);
void store_begin(struct store *store);
void store_fetch(struct store *store, const uint32_t *entries, size_t count, enum faqbot_status *status);

/* The best entries by words, in any order; there is room for query->limit. Their numbers are not checked. */
void store_find_elsewhere(struct store *store, const struct faqbot_stage_query *query, uint32_t *entries,
                          size_t *count, enum faqbot_status *status);

/* Whether the file is one of SQLite's, as an index is and no file of a knowledge base. */
bool store_is_database(const char *path);

/* False: the file was written to since, and what was read from it may not belong together. It stays false. */
bool store_is_intact(const struct store *store);

/* Reads all of the index. CORRUPT where a page of the file is damaged, IO. */
enum faqbot_status store_verify(struct store *store);

/* NULL is allowed. A store that was not finished leaves a file that does not open as an index: the caller
 * removes it. */
void store_close(struct store *store);

/* -- Reading: what is handed out lies in the caller's arena. CORRUPT, IO, NO_MEMORY; nothing is read where
 * *status is a failure already. `get` means a row that must be there, and is NOT_FOUND without it; `find`
 * one that may be missing: then it returns false, which is no failure, and its outputs are as they were.
 * Outputs of `get` are to be read on success only, but for entries: they are empty after a failure. -- */

bool store_find_setting(struct store *store, const char *name, struct arena *arena, struct faqbot_view *value,
                        enum faqbot_status *status);
uint64_t store_get_number(struct store *store, const char *name, struct arena *arena,
                          enum faqbot_status *status); /* a setting, in decimal; 0 after a failure */
void store_get_setting(struct store *store, const char *name, struct arena *arena, struct faqbot_view *value,
                       enum faqbot_status *status);
bool store_has_model(struct store *store, const char *name, enum faqbot_status *status);
void store_get_model(struct store *store, const char *name, struct arena *arena, struct faqbot_view *bytes,
                     enum faqbot_status *status);
void store_get_entry(struct store *store, uint32_t number, struct arena *arena, struct store_entry *entry,
                     enum faqbot_status *status);

/* Of an entry only the number, id, question, title and section: what a list of entries shows. */
void store_get_label(struct store *store, uint32_t number, struct arena *arena, struct store_entry *entry,
                     enum faqbot_status *status);
bool store_find_entry(struct store *store, struct faqbot_view id, uint32_t *number,
                      enum faqbot_status *status);

/* Several entries have one id if each is in another language (variants.c): store_find_entry() gives the first. These
 * give the one in a language, none where that is empty; and each by its place, from 0 on, with its tag. */
bool store_find_variant(struct store *store, struct faqbot_view id, struct faqbot_view lang, uint32_t *number,
                        enum faqbot_status *status);
bool store_find_variant_at(struct store *store, struct faqbot_view id, uint32_t place, struct arena *arena,
                           uint32_t *number, struct faqbot_view *lang, enum faqbot_status *status);

/* The ids that an author named as related, which need not exist; all phrasings, the entry's question first;
 * and the questions that it never answers. */
void store_get_related(struct store *store, uint32_t entry, struct arena *arena, struct faqbot_view **ids,
                       size_t *count, enum faqbot_status *status);
void store_get_phrasings(struct store *store, uint32_t entry, struct arena *arena, struct faqbot_view **texts,
                         size_t *count, enum faqbot_status *status);
void store_get_exclusions(struct store *store, uint32_t entry, struct arena *arena,
                          struct faqbot_view **texts, size_t *count, enum faqbot_status *status);

/* Whether any entry has questions that it never answers; or more phrasings than one. */
bool store_has_exclusions(struct store *store, enum faqbot_status *status);
bool store_has_further_phrasings(struct store *store, enum faqbot_status *status);

/* The number of a stem, and how many entries hold it. */
bool store_find_word(struct store *store, struct faqbot_view text, uint32_t *number, uint32_t *entries,
                     enum faqbot_status *status);

/* A word as it is written, folded, in a language and with a stem. */
struct store_form {
    struct faqbot_view text;
    uint32_t language; /* its number among the knowledge base's */
    uint32_t stem;     /* its number */
    uint32_t number;   /* the form's own, which texts are sequences of */
    uint32_t uses;     /* how often it stands anywhere */
};

/* The embeddings of an entry; empty where it has none, which is so in an index without an encoder. And of all entries
 * that have some, in their order; the bytes are valid until `visit` returns. CORRUPT, IO, NO_MEMORY. */
void store_get_embeddings(struct store *store, uint32_t entry, struct arena *arena, struct faqbot_view *bytes,
                          enum faqbot_status *status);
typedef enum faqbot_status store_visit_embeddings(void *user, uint32_t entry, struct faqbot_view bytes);
void store_each_embeddings(struct store *store, store_visit_embeddings *visit, void *user,
                           enum faqbot_status *status);

/* What forward_encode() made of an entry. */
void store_get_forward(struct store *store, uint32_t entry, struct arena *arena, struct faqbot_view *bytes,
                       enum faqbot_status *status);

/* Calls `visit` for each row in order (of words and forms: byte order); the views
 * are valid until it returns; what it returns ends the reading unless it is FAQBOT_OK. */
typedef enum faqbot_status store_visit_word(void *user, uint32_t number, struct faqbot_view text,
                                            uint32_t count);
typedef enum faqbot_status store_visit_form(void *user, const struct store_form *form);
typedef enum faqbot_status store_visit_pair(void *user, struct faqbot_view source, struct faqbot_view target);
typedef enum faqbot_status store_visit_bytes(void *user, struct faqbot_view bytes);
void store_each_posting(struct store *store, uint32_t word, store_visit_bytes *visit, void *user,
                        enum faqbot_status *status);
void store_each_word(struct store *store, store_visit_word *visit, void *user, enum faqbot_status *status);
void store_each_form(struct store *store, store_visit_form *visit, void *user, enum faqbot_status *status);
void store_each_synonym(struct store *store, store_visit_pair *visit, void *user, enum faqbot_status *status);

/* The entries of which a phrasing matches an expression of FTS5's language, `limit` at most, an entry once
 * for each of its phrasings that match. The expression is one that search/query.c builds: of any other it
 * cannot be told from a damaged index that FTS5 refuses it. */
void store_suggest(struct store *store, struct faqbot_view expression, size_t limit, struct arena *arena,
                   uint32_t **entries, size_t *count, enum faqbot_status *status);

/* -- Full-text search: entries by their words, in the table `fulltext`. ------------------------------ */

#define FULLTEXT_TERMS_MAX 32         /* of a query */
#define FULLTEXT_PHRASES_MAX 1024     /* of an expression: a term may be written in several ways */
#define FULLTEXT_STEMS_BYTES_MAX 4096 /* of one word, in all languages */

/* In an expression, a quoted string that begins with one of these is a token as it stands: a label with its mark, or
 * a stem without. Any other is text, whose words are looked for in a row, in any of the languages. */
#define FULLTEXT_LABEL '\1'
#define FULLTEXT_STEM '\2'

/* What entries are filtered by. */
enum fulltext_label { FULLTEXT_TAG = 't', FULLTEXT_SECTION = 's', FULLTEXT_LANGUAGE = 'l' };

/* Appends a label. NO_MEMORY. */
void fulltext_add_label(enum fulltext_label kind, struct faqbot_view text, struct arena *arena,
                        struct buffer *out, enum faqbot_status *status);

/* The languages that a text may be in. */
struct fulltext_stems {
    struct stemmer *const *list;
    size_t count;
};

struct fulltext_match {
    struct faqbot_view expression; /* of FTS5's language, well formed, without a NUL */
    struct fulltext_stems stems;
    const uint8_t *phrases; /* by quoted string: the term that it writes; FULLTEXT_TERMS_MAX: none */
    size_t phrase_count;
    const double *weights; /* by term: its idf; 0: entries do not get better by it */
};

/* Calls `visit` for each entry that matches, in the order of their numbers, with its score by BM25; what it returns
 * ends the search unless it is FAQBOT_OK. Or counts them, up to a limit, and lists them unless `entries` is NULL.
 * INTERRUPTED after as many steps as are allowed; CORRUPT, IO, NO_MEMORY. */
typedef enum faqbot_status store_visit_match(void *user, uint32_t entry, double score);
void store_search_fulltext(struct store *store, const struct fulltext_match *match, store_visit_match *visit,
                           void *user, enum faqbot_status *status);
size_t store_list_fulltext(struct store *store, const struct fulltext_match *match, size_t limit,
                           uint32_t *entries, enum faqbot_status *status);

/* The steps of SQLite's machine, in thousands, that reading takes at most from now on. They
 * stand for time, but are the same on every machine. The count falls and is the caller's; NULL ends the limit. */
void store_limit_steps(struct store *store, unsigned *thousands);

/* Up to `limit` stems that begin with `prefix`, first those that most entries have, and the sum of their entries; and
 * up to `limit` words as they are written. */
void store_get_stems(struct store *store, struct faqbot_view prefix, size_t limit, struct arena *arena,
                     struct faqbot_view **texts, size_t *count, uint64_t *entries,
                     enum faqbot_status *status);
void store_get_spellings(struct store *store, struct faqbot_view prefix, size_t limit, struct arena *arena,
                         struct faqbot_view **texts, size_t *count, enum faqbot_status *status);

/* ==== split.c: an index in parts ==================================================================== */

/* How many entries have each stem in each field, which a collection has for want of posting lists. */
struct stage_frequencies {
    uint32_t entries[FAQBOT_STAGE_FIELDS];
    uint32_t *by_stem; /* FAQBOT_STAGE_FIELDS for each */
    uint32_t stem_count;
};

/* ==== filter.c: which entries pass a filter ======================================================= */

/* Filters as labels, of which an entry must have all. Each is there once, in byte order. */
struct entry_filter {
    struct entry_filter_label {
        enum fulltext_label kind;
        struct faqbot_view text;  /* as it was given */
        struct faqbot_view label; /* as fulltext_add_label() makes it */
    } list[FAQBOT_FILTER_TAGS_MAX];
    size_t count;           /* 0: all entries pass */
    struct faqbot_view key; /* the same bytes for filters that say the same */
};

/* Reads filters that all hold; it points into them and the arena. LIMIT: they have too many tags. NO_MEMORY. */
void entry_filter_read(const struct faqbot_filter *filters, size_t count, struct arena *arena,
                       struct entry_filter *filter, enum faqbot_status *status);

/* The entries that pass, rising, up to `limit`; how many these are. CORRUPT, IO, NO_MEMORY. */
size_t entry_filter_find(const struct entry_filter *filter, struct store *store, size_t limit,
                         uint32_t *entries, enum faqbot_status *status);

/* Whether an entry passes, looked up alone. Statuses as above. */
bool entry_filter_passes(const struct entry_filter *filter, struct store *store, uint32_t number,
                         struct arena *arena, enum faqbot_status *status);

/* Says in `fault` what of a filter no entry has. FAQBOT_NOT_FOUND, or the status of finding that out. */
enum faqbot_status entry_filter_fault(const struct entry_filter *filter, struct store *store,
                                      struct faqbot_fault *fault);

/* ==== build.c: making an index ==================================================================== */

/* Reads the knowledge base that `options` name into `store`, which is new, and finishes it; of the options
 * it looks only at that and at who watches. Statuses and `fault` as faqbot_index() says. */
enum faqbot_status index_build(struct store *store, const struct faqbot_index_options *options,
                               struct fault_reporter *reporter, struct faqbot_index_result *result,
                               struct faqbot_fault *fault);

/* A change of a knowledge base to try out: an entry with phrasings and exclusions that its author has not written; or,
 * if none has the id, one more FAQ entry behind the others, without an answer, whose phrasings are all of `also`. What
 * is found by reading all texts beforehand (respellings) stays as it was. */
struct index_edit {
    struct faqbot_view id;
    const struct faqbot_view *also;
    size_t also_count;
    const struct faqbot_view *exclusions;
    size_t exclusion_count;
    struct store *before; /* the index without the change: what an encoder made of it is not made again */
};

/* The same with a change, unless `edit` is NULL. */
enum faqbot_status index_build_edited(struct store *store, const struct faqbot_index_options *options,
                                      const struct index_edit *edit, struct fault_reporter *reporter,
                                      struct faqbot_index_result *result, struct faqbot_fault *fault);

/* Entries of a finished index, by their numbers, rising; `entries` is NULL: all. */
struct index_part {
    struct store *from;
    const uint32_t *entries;
    size_t count;
    size_t phrasings_max;
};

/* Makes an index of a part in `store`, which is new, as of a knowledge base that has nothing but these entries.
 * `encoder`: the file of the one that it is to be made with; NULL: none. *phrasings is how many they have. Statuses
 * as faqbot_index() says; FAQBOT_LIMIT: they have more than they may. */
enum faqbot_status index_build_part(struct store *store, const struct index_part *part, const char *encoder,
                                    size_t *phrasings, struct faqbot_fault *fault);

/* Whether an entry of the store answers a question, or is a passage. */
bool index_is_faq(const struct store_entry *entry);

/* ==== index_dump.c: an index back into text ======================================================= */

/* Hands to the sink what kb_read() handed over when the index was made, in the same order: an index made of that has
 * the same version. Entries that were left out for an equal id do not come, and where an entry stands is known, but
 * not where its article says the rest. Of a part links to other entries lead to their pages or, where those are not
 * known, nowhere. Fails with the sink's status, or with FAQBOT_CORRUPT, IO or NO_MEMORY. */
enum faqbot_status index_dump_read(const struct index_part *part, const struct kb_sink *sink);

/* ==== languages.c: the languages of a knowledge base ============================================== */

#define LANGUAGES_MAX 32 /* entries in further ones are taken for the first */
#define LANGUAGES_TAG_BYTES 16

/* Each with its stemmer, numbered in order of first use; the first is bot.yml's, English where it names none.
 * Regions of a language ("pt", "pt-BR") are one. */
struct languages {
    struct stemmer *stems[LANGUAGES_MAX];
    char tags[LANGUAGES_MAX][LANGUAGES_TAG_BYTES]; /* as first used */
    size_t entries[LANGUAGES_MAX];                 /* in each; counted by who adds entries */
    size_t count;
    struct lexicon *lexicon; /* NULL: the owner wants none */
};

/* Only the first language. Released by languages_release(), also after a failure. NO_MEMORY. */
void languages_init(struct languages *languages, struct faqbot_view first, enum faqbot_status *status);
void languages_release(struct languages *languages);

/* Opens the embedded lexicon. NO_MEMORY. */
void languages_open_lexicon(struct languages *languages, enum faqbot_status *status);

/* The lexicon for a language of this number; NULL where there is none. */
const struct lexicon *languages_lexicon(const struct languages *languages, size_t language);

/* The number of a language, a new one where it is new; the empty tag is the first, and so is any after a
 * failure. NO_MEMORY. */
size_t languages_add(struct languages *languages, struct faqbot_view tag, enum faqbot_status *status);

/* The number of a language; 0 where it is not among them. */
size_t languages_find(const struct languages *languages, struct faqbot_view tag);

/* Takes over how many entries each language has, as INDEX_LANGUAGE_ENTRIES says it. */
void languages_read_entries(struct languages *languages, struct faqbot_view lines);

/* The language to read a question in, of those that have entries: the one that it is in, or else the one with
 * the most entries, of equals the first. */
struct languages_choice {
    size_t language;
    bool is_sure; /* the question is in it */
};

/* Chooses, and marks the function words of the language that the question is surely in, whether or not the
 * entries have it. Where all entries are in one language it is that one, and nothing is recognised: that takes
 * as long as a sixth of the whole search. */
struct languages_choice languages_choose(const struct languages *languages, struct word *words, size_t count);

/* The language that a question is surely in, if no entry is in it: its code; empty: it may be one of theirs. */
void languages_find_foreign(const struct languages *languages, const struct word *words, size_t count,
                            char code[LANGUAGE_CODE_BYTES]);

/* Whether a stem could not be found for want of memory since they were made. */
bool languages_failed(const struct languages *languages);

/* Appends the tags, one a line. */
void languages_write(const struct languages *languages, struct buffer *out);

/* Appends how many entries each has, one a line. */
void languages_write_entries(const struct languages *languages, struct buffer *out);

/* ==== synonyms.c: the same thing in the words of the knowledge base =============================== */

#define SYNONYMS_RULES_MAX 65536
#define SYNONYMS_PHRASE_WORDS_MAX 8 /* of either side of a rule; a rule with a longer one is left out */

/* The rules of synonyms.txt. Two-way ones make groups: wherever a member of a group stands, in an entry or in
 * a question, its longest member is read in its place, so that all ways to say a thing are one. One-way rules
 * are for questions only: what the visitor said is looked for first, and the other wording besides. */
struct synonyms;

/* No rules yet; phrases will be compared by their stems in the language `lang`. The caller's, released by
 * synonyms_free(). NULL: no memory. */
struct synonyms *synonyms_new(struct faqbot_view lang);
void synonyms_free(struct synonyms *synonyms); /* NULL is allowed */

/* Adds the rule that `from` may be read as `to`; with the same rule the other way round it is two-way. All rules are
 * added before synonyms_finish(). Rules past a limit and rules without words are left out. NO_MEMORY. */
void synonyms_add(struct synonyms *synonyms, struct faqbot_view from, struct faqbot_view to,
                  enum faqbot_status *status);
void synonyms_finish(struct synonyms *synonyms, enum faqbot_status *status);

/* Words, in an arena. */
struct synonyms_words {
    struct word *list;
    size_t count;
};

/* Reads a group's leader, its longest member, for any other; at each place the longest phrase that fits is taken. What
 * is put in has the source of the first word that it replaces. `words` is replaced where a rule fitted. NO_MEMORY. */
void synonyms_canonicalize(const struct synonyms *synonyms, struct arena *arena, struct synonyms_words *words,
                           enum faqbot_status *status);

/* Takes a text apart and canonicalizes its words. NO_MEMORY. */
void synonyms_read(const struct synonyms *synonyms, struct arena *arena, struct faqbot_view text,
                   struct synonyms_words *words, enum faqbot_status *status);

/* The same as synonyms_canonicalize() with the one-way rules; whether one fitted. NO_MEMORY. */
bool synonyms_expand(const struct synonyms *synonyms, struct arena *arena, struct synonyms_words *words,
                     enum faqbot_status *status);

/* Whether a word stands in a rule. */
bool synonyms_has(const struct synonyms *synonyms, const struct word *word);

/* ==== respelling.c: one word written in two ways ================================================== */

/* What stands between two words of a text, which are those of one tokenize(). */
enum respelling_gap { RESPELLING_OTHER, RESPELLING_BLANK, RESPELLING_HYPHEN };

enum respelling_gap respelling_gap_between(const struct word *left, const struct word *right);

/* Whether a word is digits alone. */
bool respelling_is_number(const struct word *word);

/* Whether a word may be the last part of another: function words are not, but for those of "login" and "backup".
 */
bool respelling_may_end(const struct stemmer *stems, const struct word *word);

/* Whether two neighbours of a text may be one word that somebody writes apart. Two numbers are not, and function
 * words belong to the sentence ("a part", "into"), unless a hyphen says otherwise. */
bool respelling_may_join(const struct stemmer *stems, const struct word *left, const struct word *right);

/* Adds two-way rules, before synonyms_finish(): each line is two words, which stand somewhere as one. NO_MEMORY.
 */
void respellings_add(struct faqbot_view lines, struct synonyms *synonyms, enum faqbot_status *status);

/* ==== ngrams.c: text as a bag of features ========================================================= */

/* A feature is a stem, a pair of neighbouring stems, or a run of characters within a word, known by a 64-bit hash of
 * its spelling; 0 is none. Of the some hundred thousand features of a large knowledge base two fall together with a
 * chance of about 10^10 / 2^65, one in several thousand million; they would then share a weight. */
struct ngram {
    uint64_t key;
    uint32_t count;
    uint32_t content; /* the count, where each in a content word counts NGRAMS_CONTENT_WEIGHT */
};

struct ngrams {
    struct ngram *list; /* each once, in order of first appearance */
    size_t count;
};

/* How much more a character run of a content word counts than one of a function word. */
#define NGRAMS_CONTENT_WEIGHT 4

/* The feature that a stem is, and that a word's stem is. */
uint64_t ngrams_key_of_stem(struct faqbot_view stem);
uint64_t ngrams_stem_key(struct stemmer *stems, const struct word *word);

/* The feature that stems `place` - 1 and `place` of a text are together; before the first and behind the
 * last is the edge, so that a question that begins like an entry shares that too. */
uint64_t ngrams_bigram_key(const uint64_t *keys, size_t count, size_t place);

/* What the following give lies in the arena, and is empty where they fail. NO_MEMORY. */

/* Each word's stem as a feature, word by word: what stems and pairs are made of. */
uint64_t *ngrams_unigram_keys(struct arena *arena, struct stemmer *stems, const struct word *words,
                              size_t count, enum faqbot_status *status);

/* Stems. */
struct ngrams ngrams_unigrams(struct arena *arena, const uint64_t *keys, size_t count,
                              enum faqbot_status *status);

/* Pairs of neighbouring stems, the beginning and the end of the text being neighbours too. */
struct ngrams ngrams_bigrams(struct arena *arena, const uint64_t *keys, size_t count,
                             enum faqbot_status *status);

/* Runs of 3 and 4 characters within each word, its edges being characters; a word that is shorter gives
 * itself. `stems` tells function words; NULL: there are none. */
struct ngrams ngrams_chars(struct arena *arena, const struct stemmer *stems, const struct word *words,
                           size_t count, enum faqbot_status *status);

/* The weight of a feature that `with` of `all` documents hold, as is usual for cosines: 1 + ln((1 + all) /
 * (1 + with)). */
double term_counts_idf(uint32_t all, uint32_t with);

/* How many entries hold each character run. */
struct ngram_stats {
    uint32_t entries; /* in all */
    size_t slot_count;
    uint64_t *keys; /* by slot; 0 is free */
    uint32_t *doc_freqs;
    float *idfs; /* term_counts_idf() */
};

#define NGRAM_STATS_NONE UINT32_MAX /* no slot */

/* For idfs, the knowledge base counts as so many entries larger than it is, none of which holds any of its runs: so
 * in a handful of entries a rare run still weighs more than one in half of them. */
#define NGRAM_STATS_UNSEEN_ENTRIES 20

/* The table for so many entries, out of what the builder wrote; it lies in the arena. CORRUPT, NO_MEMORY. */
void ngram_stats_decode(struct faqbot_view bytes, uint32_t entries, struct arena *arena,
                        struct ngram_stats *ngram_stats, enum faqbot_status *status);

/* The slot of a run; NGRAM_STATS_NONE: no entry holds it. */
uint32_t ngram_stats_find(const struct ngram_stats *ngram_stats, uint64_t key);

/* ==== sparse_matrix.c: features by documents ====================================================== */

#define SPARSE_MATRIX_NONE UINT32_MAX /* no row */

struct sparse_matrix_cell {
    uint32_t column;
    float weight;
};

/* Weights, features down and documents across, for scoring all documents at once: a question touches only
 * the rows of its own features. Lies in bytes that sparse_matrix_encode() wrote, which it borrows. */
struct sparse_matrix {
    uint32_t row_count;
    uint32_t column_count;
    uint32_t slot_count;
    const uint64_t *keys;   /* by slot: a feature; 0 is free */
    const uint32_t *rows;   /* by slot */
    const float *idfs;      /* by row: term_counts_idf() */
    const uint32_t *starts; /* by row: where its cells start; one more at the end */
    const struct sparse_matrix_cell *cells;
    /* By row: its number among the dense ones, which have no cells; SPARSE_MATRIX_NONE: it has cells. */
    const uint32_t *dense_rows;
    const float *weights; /* dense row after dense row: a weight for each column */
};

/* `bytes` are aligned as malloc's and outlive the matrix. False: damaged, or of another byte order. */
bool sparse_matrix_decode(struct faqbot_view bytes, struct sparse_matrix *matrix);

/* The row of a feature, or SPARSE_MATRIX_NONE. */
uint32_t sparse_matrix_find(const struct sparse_matrix *matrix, uint64_t key);

/* A feature in a document, or in a question. */
struct term_count_item {
    uint32_t row; /* the feature's number */
    float weight; /* at first its count in the document */
};

/* A question's features as rows, each with its weight. */
struct sparse_matrix_query {
    struct term_count_item *items;
    size_t count;
    double square; /* sum of the squared weights */
};

/* Weighs those of a question's features that the matrix knows, as term_counts_weigh_cosine() weighs documents; the
 * length is not normalised. No features where it fails. NO_MEMORY. */
struct sparse_matrix_query sparse_matrix_weigh(const struct sparse_matrix *matrix,
                                               const struct ngrams *ngrams, struct arena *arena,
                                               enum faqbot_status *status);

/* Adds factor * (the query's dot product with each column) to scores, of which there are column_count. */
void sparse_matrix_score(const struct sparse_matrix *matrix, const struct sparse_matrix_query *query,
                         double factor, float *scores);

/* ==== text_vectors.c: words and entries as vectors of the lexicon ================================== */

/* What is known of a word, as it is written. */
struct word_traits {
    uint64_t
        shape; /* a bit for each run of three characters in it, from its beginning on; some share a bit */
    uint32_t number;  /* the lexicon's, or LEXICON_NONE */
    float per_length; /* lexicon_per_length() */
    float rarity;     /* what it weighs for being rare in its language; 1: rare, or unknown */
    uint8_t side;     /* of its lexicon_contrast */
    bool is_content;  /* no function word */
    bool is_apart;    /* it is like itself alone: it holds a digit, or its lexicon_contrast says so */
};

/* `lexicon` is NULL where none knows its language. */
struct word_traits word_traits_find(const struct lexicon *lexicon, const struct stemmer *stems,
                                    struct faqbot_view plain);

/* What an entry means: for an FAQ entry the direction of its phrasings together, for a passage that of its words. */
struct entry_meaning {
    struct lexicon_vector vector;
    float scale; /* the length of the mean of its phrasings; 0 for a passage */
};

/* Cholesky's decomposition of a positive symmetric matrix of so many rows and columns, of which the lower half is used,
 * in place. False: it is no such matrix. And the solution of the equations that it made of one, in place of the right
 * side. */
bool ridge_decompose(double *matrix, size_t count);
void ridge_solve(const double *matrix, size_t count, double *values);

/* What the entries' classifiers have in common: a sum over all FAQ entries, as text_vectors.c explains it, of
 * which the lower half is used. */
struct meaning_sums {
    double matrix[LEXICON_DIMENSIONS][LEXICON_DIMENSIONS];
};

/* Its inverse, by which a question is multiplied before it is compared with entries. */
struct meaning_classifier {
    float inverse[LEXICON_DIMENSIONS][LEXICON_DIMENSIONS];
};

/* False: the sums are damaged. A thousandth of a second. */
bool meaning_classifier_make(const struct meaning_sums *sums, struct meaning_classifier *classifier);

/* The question to compare with an entry's meaning: lexicon_likeness(), times the entry's scale, times
 * LEXICON_VECTOR_ONE / CLASSIFIER_VECTOR_ONE, is about 1 for a phrasing of the entry and 0 for others. */
#define CLASSIFIER_VECTOR_ONE 2048
struct lexicon_vector meaning_classifier_read(const struct meaning_classifier *classifier,
                                              const struct lexicon_vector *question);

/* ==== embeddings.c: an entry as a sentence encoder sees it ======================================== */

/* The direction of a text, but for a scale. */
struct embedding {
    uint64_t text_hash; /* tells what it was made of; never 0 */
    uint32_t
        language; /* 1 + the knowledge base's number of it if there are words; 0 of an answer, which has none */
    uint32_t word_count;
    int8_t parts[ENCODER_DIMENSIONS];
};

/* The same of a content word where it stands in a text. */
struct embedded_word {
    uint64_t stem;  /* ngrams_key_of_stem() */
    float rarity;   /* as struct word_traits has it */
    uint16_t start; /* where the text has it, in bytes */
    uint8_t size;
    uint8_t is_apart;                 /* as there */
    int8_t parts[ENCODER_DIMENSIONS]; /* zeros: it stands behind what the encoder reads */
};

/* The content words of a text, which have no parts yet, EMBEDDED_WORDS_MAX at most, in the arena. `lexicon` as
 * word_traits_find() has it. NO_MEMORY. */
#define EMBEDDED_WORDS_MAX 32
struct embedded_word *embedded_words_find(struct faqbot_view text, const struct lexicon *lexicon,
                                          struct stemmer *stems, struct arena *arena, uint32_t *count,
                                          enum faqbot_status *status);

/* Reads a text and its words, of which there may be none. */
void embedding_make(const struct encoder *encoder, struct encoder_workspace *workspace,
                    struct faqbot_view text, int8_t parts[ENCODER_DIMENSIONS], struct embedded_word *words,
                    uint32_t word_count);

/* Takes what store_get_embeddings() gave apart: the embeddings of the entry's phrasings or, of a passage, its heading
 * or title, and the last of its answer or text. `words` are struct embedded_word. False: there is no further one, or
 * the rest is damaged, and then is left. */
bool embeddings_next(struct faqbot_view *rest, struct embedding *embedding, struct faqbot_view *words);
struct embedded_word embedded_word_at(struct faqbot_view words, size_t number);

/* How many there are; 0: damaged. */
size_t embeddings_count(struct faqbot_view bytes);

/* Of more than these, a question is only compared with those of candidates. */
#define EMBEDDINGS_COMPARED_MAX 50000

/* How the setting INDEX_ENCODER tells an encoder from others. */
#define EMBEDDER_HASH_BYTES 17
void embedder_hash(const struct encoder *encoder, char hash[EMBEDDER_HASH_BYTES]);

/* Makes the embeddings of entries, for build.c and update.c. */
struct vocabulary_language;
struct embedder;

/* `encoder` is borrowed. NULL: no memory. */
struct embedder *embedder_new(const struct encoder *encoder);
void embedder_free(struct embedder *embedder); /* NULL is allowed */

/* Takes what an index has of the same texts by the same encoder, if it is one; what it has not is made. */
void embedder_reuse(struct embedder *embedder, const char *index);
void embedder_reuse_store(struct embedder *embedder, struct store *store);

/* Takes an entry in this language; it is in the store in the end, when all are. `known`: what another index has of
 * the same entry by the same encoder, whatever number its language has there; empty: nothing. NO_MEMORY, or as the
 * store fails. */
void embedder_add(struct embedder *embedder, const struct entry *entry,
                  const struct vocabulary_language *language, uint32_t number, struct faqbot_view known,
                  struct store *store, enum faqbot_status *status);
void embedder_finish(struct embedder *embedder, struct store *store, enum faqbot_status *status);

/* ==== forward.c: an entry's words ================================================================= */

/* An entry has two fields: what it is known by, which is its phrasings, or a passage's title and heading; and
 * what it says. */
enum field { FIELD_HEAD, FIELD_BODY, FIELD_COUNT };

#define FORWARD_END UINT32_MAX /* in a sequence: the end of a text */

/* A word that many of an entry's phrasings hold. A question that lacks it is likely about something else. */
struct required_term {
    uint32_t form; /* one of its forms in the phrasings; content words only */
    float share;
};

#define REQUIRED_TERMS_SHARE_MIN .2f /* of an entry's phrasings, that a word must stand in to be listed */

/* Of a body so many words are compared by their letters; a long one has something like everything. */
#define FORWARD_COMPARED_WORDS 200

/* A word of an entry, and how often each field has it, and the head and what is compared of the body together; more
 * often than 65 535 counts as that. */
struct forward_word {
    uint32_t form;
    uint16_t counts[FIELD_COUNT];
    uint16_t compared;
};

/* What ranking knows of an entry. */
struct forward_entry {
    uint32_t number;
    unsigned kind;                 /* enum entry_kind */
    unsigned language;             /* its number */
    uint32_t lengths[FIELD_COUNT]; /* how many words its fields have */
    uint32_t head_texts;           /* of an FAQ entry, its phrasings */
    const uint32_t *sequence;      /* forms, FORWARD_END behind each text; the last text is the body */
    uint32_t sequence_count;
    const struct forward_word *words; /* each form once, rising */
    uint32_t word_count;
    const struct required_term *required; /* of an FAQ entry; by stem, in no order that means anything */
    uint32_t required_count;
    struct lexicon_vector meaning; /* zeros without a lexicon */
    float scale;                   /* entry_meaning.scale */
};

/* How many bytes forward_decode() needs for an entry; 0: damaged. */
size_t forward_size(struct faqbot_view bytes);

/* Unpacks an entry into that many bytes, aligned as malloc's, which begin with its struct forward_entry. False:
 * damaged, or a form is not below `form_count`; the entry is one of nothing then, whose sequence is empty. */
bool forward_decode(struct faqbot_view bytes, uint32_t number, uint32_t form_count, void *memory);

/* ==== entry_index.c: BM25 in whole numbers ======================================================== */

/* The number of the list of a stem and a field. */
static inline uint32_t entry_index_list(uint32_t stem, enum field field)
{
    return 2 * stem + (uint32_t)field;
}

/* BM25's saturation of counts and share of length: the usual values of Robertson and Zaragoza 2009, "The
 * Probabilistic Relevance Framework: BM25 and Beyond". .9 to 2 and .5 to .9 rank alike. */
#define BM25_K1 1.2
#define BM25_B .75

/* Inverse document frequency: how much it tells that an entry has a feature which `with` of `documents` have.
 * It is BM25's, ln((N - n + .5) / (n + .5)), in Lucene's variant with 1 added inside the logarithm. The plain
 * formula turns negative for a word that more than half of the entries have, and in a small knowledge base
 * about one thing that is every important word. */
static inline double bm25_idf(double documents, double with)
{
    return log(1 + (documents - with + .5) / (with + .5));
}

/* What BM25 gives a text of so many words for a feature that it has `count` times:
 *
 *   idf tf (k1 + 1) / (tf + k1 (1 - b + b l / l_avg)) */
static inline double bm25(double idf, double count, double words, double average_words)
{
    return idf * count * (BM25_K1 + 1) / (count + BM25_K1 * (1 - BM25_B + BM25_B * words / average_words));
}

#define LENGTH_NORMS 256 /* classes of lengths: a byte an entry */

/* An entry's score is the sum, over the question's words, of bm25_table_score(). Whole numbers add up to
 * the same in whatever order they come, so that a search that leaves most of the work out can be held,
 * number by number, against one that does not. */
#define BM25_TABLE_COUNT_MAX 255    /* more occurrences count as this many */
#define BM25_TABLE_ONE 16384        /* in a table, 1 */
#define BM25_TABLE_WEIGHT_MAX 65535 /* of a word */
#define BM25_TABLE_TERMS_MAX 32     /* words of a question: a sum of as many scores fits 32 bits */
#define BM25_TABLE_SHIFT 5

/* By the number of occurrences and the class of the entry's length: BM25_TABLE_ONE times BM25's part, which
 * rises with the number and falls with the length. 128 KiB. */
struct bm25_table {
    uint16_t parts[BM25_TABLE_COUNT_MAX + 1][LENGTH_NORMS];
};

/* The table for entries of this many words on average, more than 0. */
void bm25_table_make(double average_words, struct bm25_table *table);

/* The score of a word of this weight (at most BM25_TABLE_WEIGHT_MAX) for a part out of the table; at most
 * (2^16 - 1)^2 / 2^5, so that BM25_TABLE_TERMS_MAX of them are less than 2^32. */
static inline uint32_t bm25_table_score(uint32_t weight, uint16_t part)
{
    return (weight * part) >> BM25_TABLE_SHIFT;
}

/* ==== postings.c: which entries hold a word ======================================================= */

#define POSTING_ENTRY_MAX (UINT32_MAX - 1) /* so that there is a number behind each */
#define POSTING_BLOCK_MAX 128

/* Up to 128 postings of one word, unpacked: which entries hold it, and how often each does. */
struct posting_block {
    uint32_t entries[POSTING_BLOCK_MAX]; /* rising, at most POSTING_ENTRY_MAX */
    uint8_t counts[POSTING_BLOCK_MAX];   /* 1 to 255 */
    size_t count;                        /* of postings */
};

/* Postings fall into bands by their counts: 1, 2, 3 and 4, 5 and more. A band is bounded by the shortest
 * entry and the largest count in it, which need not be the same posting's. */
#define POSTING_BOUND_BANDS 4
#define POSTING_BOUND_BYTES (1 + POSTING_BOUND_BANDS)

/* The most that any of many postings can be worth, said in counts and lengths: so it can be stored, and
 * holds whatever the average length and the word's weight are when a question comes. */
struct posting_bound {
    uint8_t largest;                       /* count of all */
    uint8_t shortest[POSTING_BOUND_BANDS]; /* length class of each band; the last one where it is empty */
};

/* Of no posting; of the postings of both. */
void posting_bound_init(struct posting_bound *bound);
void posting_bound_merge(struct posting_bound *bound, const struct posting_bound *other);

/* The largest part that a posting within the bound can have; exact where all postings are alike. */
uint16_t posting_bound_part(const struct posting_bound *bound, const struct bm25_table *table);

/* A stretch of one word's postings as bytes that stand for themselves: what is stored, read and replaced as one
 * piece. All of a word's chunks, in order, are its list.
 *
 * The bytes are of two kinds. Few postings (POSTING_CHUNK_FEW at most), which is what most words have:
 *
 *   1 byte     how many
 *   for each   varint: twice the distance from the entry before (the first: from 0), plus 1 where the
 *              count is not 1; then, only there, 1 byte: the count
 *
 * More of them, numbers being unsigned and low bytes first:
 *
 *   1 byte     0
 *   2 bytes    how many
 *   4 bytes    the first entry
 *   5 bytes    their bound, as struct posting_bound has it
 *   for each POSTING_BLOCK_MAX postings, the last block having what remains:
 *     4 bytes  the last entry
 *     2 bytes  where the block's bytes end, counted from where the first block's begin
 *     5 bytes  their bound
 *   the blocks (postings.c), each packed from behind the last entry of the one before (the first: from the
 *   first entry)
 *
 * The headers come before the blocks, so that a search reads them all at one place and unpacks what it cannot skip. */
struct posting_chunk {
    struct faqbot_view bytes; /* borrowed */
    uint32_t first;           /* entry */
    uint32_t last;
    uint32_t count;       /* of postings */
    uint32_t block_count; /* 1 to POSTING_CHUNK_BLOCKS_MAX */
    struct posting_bound bound;
};

#define POSTING_CHUNK_BLOCKS_MAX 64

/* Where a block lies, and what can be said of it without unpacking it. */
struct posting_chunk_block {
    uint32_t base; /* its entries lie from here */
    uint32_t last; /* to here */
    struct posting_bound bound;
};

/* Reads the head of a chunk; `classes` are the length classes of all entries, and all bytes of a chunk of few
 * postings are read. False: damaged, or an entry is not below `entry_count`. */
bool posting_chunk_open(struct faqbot_view bytes, const uint8_t *classes, uint32_t entry_count,
                        struct posting_chunk *chunk);

/* The blocks of an open chunk, as many as block_count. False: damaged; otherwise they are in order and each
 * lies within the chunk's entries. */
bool posting_chunk_blocks(const struct posting_chunk *chunk, struct posting_chunk_block *blocks);

/* Unpacks block number `index`, as posting_chunk_blocks() gave it. False: damaged. */
bool posting_chunk_unpack(const struct posting_chunk *chunk, size_t index,
                          const struct posting_chunk_block *place, struct posting_block *block);

/* How often `entry`, which lies within that block, holds the word, 0 where it does not, unpacking as little
 * as can be. False: damaged, as far as was looked. */
bool posting_chunk_find(const struct posting_chunk *chunk, size_t index,
                        const struct posting_chunk_block *place, uint32_t entry, uint8_t *times);

#endif
