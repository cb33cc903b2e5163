/* index/index_internal.h - what the files of index/ share among themselves, in the order in which they rest on each
 * other: words and features, posting lists, and then making and updating an index. Below them is the store
 * (store_internal.h). */
#ifndef INDEX_INDEX_INTERNAL_H
#define INDEX_INDEX_INTERNAL_H

#include <faqbot.h>
#include <faqbot_tools.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "index/index.h"
#include "index/store_internal.h"
#include "kb/kb.h"
#include "text/text.h"
#include "util/sqlite.h"
#include "util/util.h"

/* ==== content_hash.c: versions, and segments of files ============================================= */

/* The version of a knowledge base: a hash of all that it says. It is a sum over the entries, so that an
 * update replaces one of them without reading the others. */

struct content_hash {
    uint64_t settings; /* of all that comes before the entries */
    uint64_t entries;  /* of all entries, each with its number */
    uint64_t part;     /* of the settings, then of the entry at hand */
};

void content_hash_init(struct content_hash *content_hash);

/* Adds a text to the settings or to the entry at hand. */
void content_hash_add(struct content_hash *content_hash, struct faqbot_view text);

/* Ends the settings; the first entry begins. */
void content_hash_close_settings(struct content_hash *content_hash);

/* Ends an entry: it counts from now on; or, of one that did, no longer. The next begins. */
void content_hash_close_entry(struct content_hash *content_hash, uint32_t number);
void content_hash_remove_entry(struct content_hash *content_hash, uint32_t number);

/* As settings of the store: written, replacing those that are there; and read. As the store fails;
 * NOT_FOUND where they were never written. */
void content_hash_write(const struct content_hash *content_hash, struct store *store);
void content_hash_read(struct content_hash *content_hash, struct store *store, struct arena *arena,
                       enum faqbot_status *status);

uint64_t content_hash_version(const struct content_hash *content_hash);

/* The segments that a knowledge base was read in, in order: each article and each line of JSON Lines, by a
 * hash of its bytes and of the file's path, and how many entries it gave. An update parses only the
 * segments that are not as before.
 *
 * Deliberately one list in order and not a table by path: entries are numbered in the order of the
 * segments, so that a segment that moved has other numbers, and the index is made anew. */

#define SOURCE_SEGMENTS_MODEL "units"   /* the store's name for them */
#define SOURCE_SEGMENTS_ENTRIES_MAX 254 /* they are counted in a byte, where 255 means more */

/* -- Making: declare it, source_segments_init() it, source_segments_release() it. ------------------ */

struct source_segments {
    struct buffer bytes;
    uint64_t hash; /* of the segment at hand */
    size_t entries;
    bool is_open;
    /* a segment gave more than SOURCE_SEGMENTS_ENTRIES_MAX entries, so that the list says too little */
    bool has_large;
};

void source_segments_init(struct source_segments *segments);
void source_segments_release(struct source_segments *segments);

/* Ends the segment at hand, and begins the one of these bytes. */
void source_segments_start(struct source_segments *segments, const char *path, struct faqbot_view bytes);

/* Counts an entry of the segment at hand. */
void source_segments_count(struct source_segments *segments);

/* Ends the last segment; false: has_large, or NO_MEMORY. */
bool source_segments_finish(struct source_segments *segments, enum faqbot_status *status);

/* -- Using ----------------------------------------------------------------------------------------- */

/* What source_segments_finish() left in `bytes`, segment by segment; whether one is the same as the segment at hand. */
size_t source_segments_size(struct faqbot_view bytes);
bool source_segments_is_unchanged(struct faqbot_view bytes, size_t number,
                                  const struct source_segments *segments);
size_t source_segments_entries(struct faqbot_view bytes, size_t number);

/* ==== term_counts.c: documents as bags of features ================================================ */

/* Tables of features: open addressing with linear probing, in a power of two of slots of which at least half are
 * free. A feature is a finished hash, so its low bits are the slot; 0 is no feature and marks a free slot. */

/* The slots for a table of so many features; 1 for none, so that a search ends at once. */
static inline size_t feature_slots(size_t count)
{
    size_t slots = 1;
    while (slots < 2 * count) {
        slots *= 2;
    }
    return slots;
}

/* The slot that holds the feature, or the free one where it belongs. */
static inline size_t feature_slot(const uint64_t *keys, size_t slot_count, uint64_t key)
{
    size_t slot = (size_t)key & (slot_count - 1);
    while (keys[slot] != 0 && keys[slot] != key) {
        slot = (slot + 1) & (slot_count - 1);
    }
    return slot;
}

/* Declare it, term_counts_init() it, term_counts_release() it. */
struct term_counts {
    uint64_t *keys;      /* by row, in order of first appearance */
    uint32_t *documents; /* by row: how many documents hold the feature */
    uint32_t row_count;
    size_t key_capacity;
    size_t row_capacity; /* of `documents` */
    uint32_t *slots;     /* open addressing over the keys: row + 1; 0 is free */
    size_t slot_count;
    struct term_count_item *items; /* document after document, each by rising row */
    size_t item_count;
    size_t item_capacity;
    size_t *starts; /* by document: where its items start; one more at the end */
    uint32_t document_count;
    size_t document_capacity;
    bool failed; /* sticky: no memory; nothing is added after it, and the bags are worth nothing */
};

void term_counts_init(struct term_counts *term_counts);
void term_counts_release(struct term_counts *term_counts);

/* Adds features to the document that is open, and closes it: counts of a feature that came more than once
 * are added up. Sticky. */
void term_counts_append(struct term_counts *term_counts, const struct ngrams *ngrams);
void term_counts_close(struct term_counts *term_counts);

/* The row of a feature, a new one where it is new; its `documents` is 0 then. UINT32_MAX where the bags have failed. */
uint32_t term_counts_row(struct term_counts *term_counts, uint64_t key);

/* For documents of rows that are known: makes room for `items` more, then each is put, then the document is
 * closed. False: no memory; none may be put. */
bool term_counts_reserve(struct term_counts *term_counts, size_t items);
void term_counts_put(struct term_counts *term_counts, uint32_t row, float weight);

/* Turns counts into weights: (1 + ln count) idf, each document of length 1. Their dot product is then the cosine. */
void term_counts_weigh_cosine(struct term_counts *term_counts);

/* The bags by row: which documents hold a feature, in their order, and with what weight. */
struct term_count_rows {
    uint32_t *starts; /* by row: where its cells start; one more at the end */
    struct sparse_matrix_cell *cells;
};

/* Turns the bags round, for `row_count` rows, which may be more than theirs. Lies in the arena. NO_MEMORY. */
void term_counts_transpose(const struct term_counts *term_counts, uint32_t row_count, struct arena *arena,
                           struct term_count_rows *rows, enum faqbot_status *status);

/* ==== ngrams.c ==================================================================================== */

#define NGRAMS_CHARS_MIN 3 /* characters of the shortest and the longest run within a word; 2 is no better */
#define NGRAMS_CHARS_MAX 4

/* Counts how many entries hold each run of characters. Declare it, ngram_stats_builder_init() it,
 * ngram_stats_builder_release() it. */
struct ngram_stats_builder {
    struct term_counts entries; /* rows alone: a run's `documents` are the entries; `failed` is sticky */
    struct arena scratch;       /* for one word */
};

void ngram_stats_builder_init(struct ngram_stats_builder *builder);
void ngram_stats_builder_release(struct ngram_stats_builder *builder);

/* Appends the rows of a folded word's runs, each a uint32_t, behind how many they are. Sticky. */
void ngram_stats_builder_list(struct ngram_stats_builder *builder, struct faqbot_view plain,
                              struct buffer *rows);

/* Goes on from what ngram_stats_builder_encode() wrote; the builder is new. False: the bytes are damaged.
 * Sticky too. */
bool ngram_stats_builder_load(struct ngram_stats_builder *builder, struct faqbot_view bytes);

/* Adds the entries of another one, or takes them away. False: there were fewer. Sticky. */
bool ngram_stats_builder_merge(struct ngram_stats_builder *builder, const struct ngram_stats_builder *other,
                               bool is_gone);

/* Appends the table: runs that entries hold, in the order of their keys, so that equal counts give equal
 * bytes however they came about. `out` fails where the builder has. */
void ngram_stats_builder_encode(const struct ngram_stats_builder *builder, struct buffer *out);

/* The same into the store. NO_MEMORY, or as the store fails. */
void ngram_stats_builder_write(const struct ngram_stats_builder *builder, struct store *store,
                               enum faqbot_status *status);

/* ==== vocabulary.c ================================================================================ */

/* The words of a knowledge base, counted while an index is made, or those of the entries that an update is
 * about. Stems are what is searched; forms are what texts consist of; spellings, which are forms whatever
 * their language and stem, are what suggestions of a better spelling come from. */

#define VOCABULARY_BYTES_MAX ((size_t)1 << 30) /* of all stems, and of all spellings */

struct vocabulary_stem {
    uint32_t entries;              /* that hold it */
    uint32_t tallies[FIELD_COUNT]; /* how often each field of the entry at hand holds it */
};

/* A word as it is written, folded, in one language and with one stem: what a text is a sequence of. Of one
 * spelling there are several where it stands in several languages, and where it had other accents. */
struct vocabulary_form {
    uint32_t spelling;
    uint32_t language;
    uint32_t stem;
    uint32_t uses;   /* how often it stands anywhere */
    uint32_t entry;  /* the last one that held it, counted from 1 on */
    uint32_t ngrams; /* where its list begins in `ngrams_of_forms` */
    uint32_t next;   /* the next of the same spelling, plus 1; 0: none */
    uint32_t number; /* the lexicon's, or LEXICON_NONE */
    bool is_content; /* no function word */
};

struct vocabulary_spelling {
    uint32_t first;    /* form, plus 1 */
    uint32_t plain;    /* the form that it last had without accents, plus 1; 0: none */
    uint32_t language; /* of that */
};

/* What a vocabulary reads words with. */
struct vocabulary_language {
    struct stemmer *stems;
    const struct lexicon *lexicon; /* NULL: none knows it */
    size_t number;
};

/* Declare it, vocabulary_init() it, vocabulary_release() it. */
struct vocabulary {
    struct string_table stem_texts;
    struct string_table spelling_texts;
    struct vocabulary_stem *stems;         /* by number */
    struct vocabulary_spelling *spellings; /* by number */
    struct vocabulary_form *forms;         /* by number */
    uint32_t form_count;
    uint32_t *held; /* stems of the entry at hand, each once */
    uint32_t held_count;
    size_t stem_capacity, held_capacity, spelling_capacity, form_capacity;
    struct buffer sequence; /* uint32_t: the forms of the entry at hand, FORWARD_END behind each text */
    struct ngram_stats_builder ngrams; /* how many entries hold each character run */
    struct buffer ngrams_of_forms;     /* uint32_t: of each form how many there are, then their rows */
    struct buffer ngram_entries;       /* uint32_t by row: the last entry that held it, counted from 1 on */
    uint32_t entry;                    /* at hand, counted from 1 on */
    enum field field;                  /* of the text at hand */
    bool failed;                       /* sticky: some word could not be counted for want of memory */
};

void vocabulary_init(struct vocabulary *vocabulary);
void vocabulary_release(struct vocabulary *vocabulary);

/* Fetches from memory what is known of the first VOCABULARY_BATCH words; it changes nothing but how soon
 * they are counted. */
#define VOCABULARY_BATCH STRING_TABLE_BATCH
void vocabulary_fetch(const struct vocabulary *vocabulary, const struct word *words, size_t count);

/* Counts a word of the text at hand. Sticky: a failure is told by `failed`. */
void vocabulary_add(struct vocabulary *vocabulary, const struct vocabulary_language *language,
                    const struct word *word);

/* Ends a text; the next one is of that field. An entry's texts begin with its head. */
void vocabulary_end_text(struct vocabulary *vocabulary, enum field next);

/* Ends the entry, whose stems are `held`, each with its tallies, and whose forms are `sequence`, until then. */
void vocabulary_close(struct vocabulary *vocabulary);

/* Writes stems and forms, which are numbered in order of first appearance, and the counts of character runs.
 * NO_MEMORY, or as the store fails. */
void vocabulary_write(const struct vocabulary *vocabulary, struct store *store, enum faqbot_status *status);

/* ==== sparse_matrix.c ============================================================================= */

/* Appends the matrix of `term_counts`, whose features are those of `features` (often the same bags),
 * columns being documents. A row that is at least half full is kept dense: it takes no more room than its cells
 * would, and is scored many columns at a time. The bytes depend on the machine's byte order, which decoding checks. */
void sparse_matrix_encode(const struct term_counts *features, const struct term_counts *term_counts,
                          struct buffer *out);

/* ==== text_vectors.c ============================================================================== */

/* What an entry means, whose texts the vocabulary has at hand; `lexicon` knows its language. An FAQ entry is added
 * to the sums, and so is a passage's heading; an update takes it away by subtracting what others add up to. */
void entry_meaning_find(const struct lexicon *lexicon, const struct entry *entry,
                        const struct vocabulary *vocabulary, struct entry_meaning *meaning,
                        struct meaning_sums *sums);

/* ==== forward.c =================================================================================== */

/* Whether a passage's heading says more than its article's title, which all its passages have. */
bool forward_has_heading(const struct entry *entry);

/* Appends the entry whose texts the vocabulary has at hand. `meaning` is NULL where no lexicon knows its language.
 * NO_MEMORY. */
void forward_encode(const struct vocabulary *vocabulary, unsigned kind, size_t language,
                    const struct entry_meaning *meaning, struct arena *scratch, struct buffer *out,
                    enum faqbot_status *status);

/* Appends what forward_encode() made, with other numbers for its forms. */
void forward_renumber(struct faqbot_view bytes, const uint32_t *numbers, struct buffer *out);

/* ==== learn.c: classifiers of entries ============================================================ */

/* Weights of features for entries, learned from the owner's own phrasings, however many. */

/* The most weights of an entry in each of its two bags: of the commonest rows, which are the same for all entries,
 * and of others, which are the largest it has. */
#define LEARN_SHARED_WEIGHTS 200
#define LEARN_OWN_WEIGHTS 400

/* What learning takes besides its result, at most: so many bytes for a feature of either bag, for a phrasing and for
 * an item of `words`. It is half of that, as the pieces of an arena leave gaps. */
#define LEARN_BYTES_LEAST ((size_t)1 << 16)
#define LEARN_ROW_BYTES ((size_t)2 * 32)
#define LEARN_PHRASING_BYTES ((size_t)2 * 96)
#define LEARN_WORD_BYTES ((size_t)2 * 8)
size_t learn_bytes_max(const struct term_counts *characters, const struct term_counts *words);

/* For every entry a linear classifier that tells its phrasings from all others: a support vector machine with squared
 * hinge loss, trained on its phrasings and the others that are most easily taken for them. Two phrasings are alike by
 * half the cosine of `characters` and half that of `words`, both weighed by term_counts_weigh_cosine() and in the same
 * order. `owners` gives each phrasing's entry, of `entry_count`; never falling.
 *
 * True where there was something to learn from: two entries, and one with two phrasings or more. Then
 * `character_weights` and `word_weights`, initialised by the call and the caller's, hold a bag an entry over the rows
 * of `characters` and of `words`: an entry's value for a question is the dot product with both of the question's bags,
 * at most about 1. NO_MEMORY. The same input gives the same output.
 *
 * Time grows with the phrasings and with the entries, and not as their product: for an entry of n phrasings, 3n
 * phrasings are visited, or 256 where that is more, most of them 3 times and none more than 44 times; a visit takes as
 * long as a phrasing has features. Memory is learn_bytes_max(). */
bool learn_weights(const struct term_counts *characters, const struct term_counts *words,
                   const uint32_t *owners, uint32_t entry_count, struct term_counts *character_weights,
                   struct term_counts *word_weights, enum faqbot_status *status);

/* ==== train.c: learning from phrasings ============================================================ */

/* The bags of more phrasings than this would take more than some 200 MiB: nothing is learned from them. */
#define LEARN_PHRASINGS_MAX 131072

/* Gathers the phrasings of all entries, to learn from them. */
struct trainer_bags;

/* The caller's, released by trainer_bags_free(). NULL: no memory. */
struct trainer_bags *trainer_bags_new(void);
void trainer_bags_free(struct trainer_bags *bags); /* NULL is allowed */

/* Adds a phrasing of entry number `entry`, which never falls; the words are read with synonyms. NO_MEMORY. */
void trainer_bags_add(struct trainer_bags *bags, uint32_t entry, const struct synonyms_words *words,
                      struct stemmer *stems, enum faqbot_status *status);

/* Learns, and writes what was learned of so many entries, if anything. NO_MEMORY, or as the store fails. */
void trainer_bags_write(struct trainer_bags *bags, uint32_t entry_count, struct store *store,
                        enum faqbot_status *status);

/* ==== postings.c: blocks ========================================================================== */

#define POSTING_BLOCK_BYTES_MAX 576  /* packed: see postings.c */
#define POSTING_CHUNK_FEW 32         /* from one more on, blocks take less */
#define POSTING_CHUNK_HEAD_BYTES 12  /* of a chunk of blocks */
#define POSTING_CHUNK_BLOCK_BYTES 11 /* of a block's header */

/* Packs 1 to POSTING_BLOCK_MAX postings, of which the first is not below `base`, and says how many bytes that took. */
size_t posting_block_encode(const struct posting_block *block, uint32_t base,
                            uint8_t bytes[POSTING_BLOCK_BYTES_MAX]);

/* Unpacks `count` postings (1 to POSTING_BLOCK_MAX) that lie from `base` to `last`, and end there. False: the bytes
 * are damaged, and the block is not to be used; otherwise it is as the struct says, whatever the bytes were. */
bool posting_block_decode(struct faqbot_view bytes, uint32_t base, uint32_t last, size_t count,
                          struct posting_block *block);

/* How often `entry`, which lies from `base` to `last`, holds the word, 0 where it does not, without unpacking the
 * others: an eighth of the work. False: damaged; not all damage is seen, as not all bytes are looked at. */
bool posting_block_find(struct faqbot_view bytes, uint32_t base, uint32_t last, size_t count, uint32_t entry,
                        uint8_t *times);

void posting_bound_add(struct posting_bound *bound, uint8_t count, uint8_t length);

/* ==== posting_writer.c: making lists ============================================================== */

/* One word's postings, one after the other, into chunks. */

/* The most bytes of a chunk: four of them fit a page of the file, with what SQLite adds. */
#define POSTING_CHUNK_BYTES_MAX 2000

#define POSTING_BYTES_MAX 6 /* a varint of 33 bits, a count */

/* Takes a chunk of a word; the bytes are valid during the call. Any status but OK ends the writing. */
typedef enum faqbot_status posting_writer_sink(void *context, uint32_t word, uint32_t first_entry,
                                               struct faqbot_view bytes);

/* Declare it, posting_writer_init() it; 4 KiB, and nothing to release. Its members are its own. */
struct posting_writer {
    const uint8_t *classes;
    posting_writer_sink *sink;
    void *context;
    uint32_t word; /* what the sink is told; 0 until it is set */
    enum faqbot_status status;
    struct posting_block pending; /* not packed yet */
    struct posting_bound bound;   /* of the chunk's blocks */
    uint32_t first;               /* entry of the chunk */
    uint32_t last;                /* entry packed */
    uint32_t count;               /* of postings packed */
    size_t block_count;
    size_t size;                                                           /* of the blocks */
    uint8_t headers[POSTING_CHUNK_BLOCKS_MAX * POSTING_CHUNK_BLOCK_BYTES]; /* as many as there are blocks */
    uint8_t blocks[POSTING_CHUNK_BYTES_MAX];
};

/* `classes` are the length classes of all entries that will be added, by entry; borrowed until the end. */
void posting_writer_init(struct posting_writer *writer, const uint8_t *classes, posting_writer_sink *sink,
                         void *context);

/* Entries rise, and are at most POSTING_ENTRY_MAX; counts are from 1 on, those over BM25_TABLE_COUNT_MAX
 * are kept as that. What the sink said is sticky. */
void posting_writer_add(struct posting_writer *writer, uint32_t entry, uint32_t count);

/* Gives away the last chunk, if there is any. Afterwards another word may follow. What the sink said, or OK. */
enum faqbot_status posting_writer_finish(struct posting_writer *writer);

/* Postings come by entry, and go by word: an index turned inside out, in memory. */

struct posting_builder;

/* An empty builder that takes at most `limit` bytes of memory, and never 4 GiB; posting_builder_free()
 * releases it. NULL: no memory. */
struct posting_builder *posting_builder_new(size_t limit);
void posting_builder_free(struct posting_builder *builder);

/* `word` is held by `entry` `count` times, at least once. The entries of one word rise; words are numbered
 * from 0 on, without large gaps, as 16 bytes are taken for each number. NO_MEMORY also where the limit is
 * reached: what was added before is still there, so it can be given away, and this posting added again. */
enum faqbot_status posting_builder_add(struct posting_builder *builder, uint32_t word, uint32_t entry,
                                       uint32_t count);

/* Changes nothing, but makes adding these words, as many as an entry has, a third faster: what is known of
 * them is fetched from memory all at once, where adding waits for one after the other. */
void posting_builder_expect(const struct posting_builder *builder, const uint32_t *words, size_t count);

/* Bytes of memory taken: 16 for a word, and about 2 for a posting. */
size_t posting_builder_size(const struct posting_builder *builder);

/* Gives away all chunks, words rising, the chunks of each in order, and is empty then, but keeps its memory; later
 * chunks of a word come behind those given, as their entries do. `classes` are the length classes of all entries added
 * since, by entry. What the sink said; unless that is OK, the builder is of no further use. */
enum faqbot_status posting_builder_emit(struct posting_builder *builder, const uint8_t *classes,
                                        posting_writer_sink *sink, void *context);

/* A chunk with some of its postings changed, for an index that is updated in place. */

/* How often an entry holds the word from now on; 0: it does not. An entry whose length is of another class
 * than before needs an edit for each of its words, though the counts be the same: bounds depend on it. */
struct posting_edit {
    uint32_t entry;
    uint32_t count;
};

/* Gives the postings of `chunk`, which is the word's (empty: there are none) with `edits`, whose entries rise, in as
 * many chunks as they take, which is none where nothing is left. Of a word with several chunks, an edit belongs to the
 * last chunk that does not begin behind its entry, or to the first chunk. `classes` are the length classes of all
 * `entry_count` entries, those that the edits name as they are from now on. CORRUPT, or what the sink said. */
enum faqbot_status posting_edit_chunk(struct faqbot_view chunk, uint32_t word,
                                      const struct posting_edit *edits, size_t edit_count,
                                      const uint8_t *classes, uint32_t entry_count, posting_writer_sink *sink,
                                      void *context);

/* ==== entry_index.c =============================================================================== */

/* The class of a text of so many words; classes rise with lengths. From 507904 words on all are of the last
 * one: more than fit on the longest line that is read. */
uint8_t length_norm(uint64_t words);

/* The shortest length of a class: length_norm(length_norm_words(c)) == c. */
uint32_t length_norm_words(uint8_t length);

/* Gathers postings and lengths. */
struct entry_index_builder {
    struct store *store; /* borrowed */
    struct posting_builder *postings[FIELD_COUNT];
    struct buffer lengths[FIELD_COUNT]; /* by entry: the class of the field's length */
    uint64_t words[FIELD_COUNT];        /* of all entries */
};

/* Released by entry_index_builder_release(), also after a failure. NO_MEMORY. */
enum faqbot_status entry_index_builder_init(struct entry_index_builder *builder, struct store *store);
void entry_index_builder_release(struct entry_index_builder *builder);

/* Takes the entry that the vocabulary has at hand, whose fields have so many words. NO_MEMORY, or as the store
 * fails. */
void entry_index_builder_add(struct entry_index_builder *builder, const struct vocabulary *vocabulary,
                             const uint64_t words[FIELD_COUNT], enum faqbot_status *status);

/* Writes all that is left. NO_MEMORY, or as the store fails. */
void entry_index_builder_write(struct entry_index_builder *builder, enum faqbot_status *status);

/* ==== build.c ===================================================================================== */

/* What making an index and updating one have in common: reading a knowledge base, and what of an entry goes
 * into an index: its row, its lists, its part of the version, its words. */

#define INDEX_ENTRY_BYTES_MAX ((size_t)256 * 1024 * 1024) /* of one entry, all forms of it together */

/* Declare it, index_reading_init() it, index_reading_release() it, also after a failure. Whoever hands
 * functions of it to a kb_sink makes it the first member of the sink's user. */
struct index_reading {
    const struct faqbot_index_options *options;
    const struct index_part *part; /* what is read; NULL: the knowledge base that the options name */
    struct store *store; /* takes settings, synonyms, respellings; NULL: they are in the index already */
    struct faqbot_index_progress progress; /* `entries` is for the owner to count */
    struct languages languages;
    struct synonyms *synonyms;        /* NULL until the settings have come */
    struct buffer respellings;        /* found before */
    struct buffer site;               /* as the settings describe it */
    struct encoder *encoder;          /* NULL: none is wanted */
    struct embedder *embedder;        /* likewise */
    bool has_embeddings;              /* those of the part's index are the encoder's */
    struct faqbot_fault *fault;       /* what says why reading failed; may be NULL */
    char link_targets[24];            /* as kb/ hashes them; empty: no entry has such a link */
    bool has_all_settings;            /* and all synonyms */
    struct content_hash content_hash; /* of what was read */
    struct source_segments segments;
    struct arena arena;    /* for one entry */
    struct buffer content; /* its nodes, packed */
};

void index_reading_init(struct index_reading *reading, const struct faqbot_index_options *options,
                        struct store *store);
void index_reading_release(struct index_reading *reading);

/* Hands the knowledge base to the sink, after measuring it where somebody watches. As kb_read() fails. */
void index_reading_run(struct index_reading *reading, const struct kb_sink *sink, struct faqbot_fault *fault,
                       enum faqbot_status *status);

/* What the sink's function of that name is given; `user` is a struct index_reading. NO_MEMORY, or as the
 * store fails; what the watch returned. */
enum faqbot_status index_reading_settings(struct index_reading *reading, const struct settings *settings);
enum faqbot_status index_reading_synonym(void *user, const struct synonym *synonym);
enum faqbot_status index_reading_progress(void *user, size_t bytes);
void index_reading_link_targets(void *user, uint64_t hash);

/* Makes an entry's embeddings, if there are to be any. NO_MEMORY, or as the store fails. */
void index_reading_embed(struct index_reading *reading, const struct entry *entry, uint32_t number,
                         struct store *store, enum faqbot_status *status);

/* Writes how many entries each language has, after the last entry. NO_MEMORY. */
void index_reading_write_language_entries(struct index_reading *reading, struct store *store,
                                          enum faqbot_status *status);

/* Ends settings and synonyms, which all come before the first entry; harmless where they are ended. NO_MEMORY. */
void index_reading_close_settings(struct index_reading *reading, enum faqbot_status *status);

/* Begins an entry: empties the arena, and packs its content. The row; it borrows all. NO_MEMORY. */
struct store_entry index_reading_open_entry(struct index_reading *reading, const struct entry *entry,
                                            uint32_t number, enum faqbot_status *status);

/* Writes the version and the number of entries, and says them in the result. */
void index_write_version(struct store *store, uint64_t version, size_t entries,
                         struct faqbot_index_result *result);

/* Fills `fault` where a failure has not yet, `what_failed` being "cannot index this knowledge base" or the
 * like. The status. */
enum faqbot_status index_reading_fault(const struct index_reading *reading, enum faqbot_status status,
                                       const char *what_failed, struct faqbot_fault *fault);

/* The row; it borrows all. `lang` is of entries that name none, `content` their nodes as rich_encode() packs them. */
struct store_entry index_entry_row(const struct entry *entry, uint32_t number, struct faqbot_view lang,
                                   struct faqbot_view content);

/* Writes what stands beside the row: phrasings, suggested while a visitor types where `is_suggested`, and
 * related ids. NO_MEMORY, or as the store fails. */
void index_entry_write_lists(const struct entry *entry, uint32_t number, bool is_suggested,
                             struct arena *arena, struct store *store, enum faqbot_status *status);

/* What an entry is filtered by, as labels: each place in its headings' path, each tag, and its language. NO_MEMORY. */
struct faqbot_view index_entry_labels(const struct store_entry *row, struct arena *arena,
                                      enum faqbot_status *status);
/* Writes, or takes back, what the full-text search finds an entry by. NO_MEMORY, or as the store fails. */
void index_entry_write_fulltext(const struct entry *entry, const struct store_entry *row,
                                struct stemmer *stems, enum store_change change, struct arena *arena,
                                struct store *store, enum faqbot_status *status);

/* Adds all that the authors say of an entry: its row, but for where it stands, its phrasings and related ids. */
void index_entry_hash(const struct store_entry *row, const struct entry *entry,
                      struct content_hash *content_hash);

/* Where the words of an entry are counted, and what they are read with. */
struct index_entry_words {
    const struct synonyms *synonyms;
    struct vocabulary *vocabulary;
    struct trainer_bags *bags;           /* NULL: nothing is learned from its phrasings */
    struct arena *arena;                 /* for taking texts apart */
    struct vocabulary_language language; /* the entry's */
    uint64_t words[FIELD_COUNT];         /* how many its fields have, once it is counted */
};

/* The language of an entry; a new one gets a number. NO_MEMORY. */
struct vocabulary_language index_reading_language(struct index_reading *reading, struct faqbot_view tag,
                                                  enum faqbot_status *status);

/* Counts an entry's words; its texts are at hand in the vocabulary until vocabulary_close(). NO_MEMORY. */
void index_entry_count(const struct entry *entry, struct index_entry_words *words,
                       enum faqbot_status *status);

/* Packs the entry that was counted, in place of what the buffer holds, and adds what it means to the sums, unless they
 * are NULL. NO_MEMORY. */
void index_entry_pack(const struct entry *entry, const struct index_entry_words *words,
                      struct meaning_sums *sums, struct buffer *packed, enum faqbot_status *status);

/* The sums are of all of the first entries, and of some of the further ones: there they hardly change. */
#define MEANING_SUMS_ALL 32768
#define MEANING_SUMS_STEP 32

/* The sums, if an entry of this number is added to them; else NULL. */
struct meaning_sums *index_entry_sums(uint32_t number, struct meaning_sums *sums);

void index_write_sums(struct store *store, const struct meaning_sums *sums);

/* ==== respelling.c ================================================================================ */

#define RESPELLING_ENTRIES_MAX 20000 /* a larger knowledge base is not read ahead: that would take long */
#define RESPELLINGS_MAX 4096         /* further ones are left out */

/* Appends the words that what is to be read writes both as one and apart, as respellings_add() takes them; none of a
 * knowledge base of more than RESPELLING_ENTRIES_MAX entries, or that cannot be read. NO_MEMORY. */
void respellings_find(const struct index_reading *reading, struct buffer *out, enum faqbot_status *status);

/* ==== index_dump.c ================================================================================ */

/* The row and all that the authors wrote of an entry, as kb_read() handed it over; it borrows from the row
 * and the arena. NOT_FOUND, CORRUPT, IO, NO_MEMORY. */
void stored_entry_read(struct store *store, uint32_t number, struct arena *arena, struct store_entry *row,
                       struct entry *entry, enum faqbot_status *status);

/* ==== index_delta.c: the words of an update ======================================================= */

/* Words that an update takes out of an index and puts into it, and what follows for the store. */

/* Words of entries as they were, or as they are. */
struct index_delta_side {
    struct vocabulary vocabulary;
    struct buffer postings; /* as index_delta.c packs them */
    struct meaning_sums sums;
    uint64_t words[FIELD_COUNT];  /* of all of its entries */
    uint8_t lengths[FIELD_COUNT]; /* their classes, of the entry that was ended last */
};

struct index_delta {
    struct index_delta_side gone;
    struct index_delta_side come;
    struct buffer lengths[FIELD_COUNT]; /* classes of all entries' lengths, as they are now */
    struct buffer packed;               /* the entries that have come, as index_delta.c keeps them */
};

/* Declare it, index_delta_init() it, index_delta_release() it. */
void index_delta_init(struct index_delta *delta);
void index_delta_release(struct index_delta *delta);

/* Keeps an entry that has come, as forward_encode() packed it. NO_MEMORY. */
void index_delta_pack(struct index_delta *delta, uint32_t entry, struct faqbot_view bytes,
                      enum faqbot_status *status);

/* Ends an entry whose words were given to the side's vocabulary. NO_MEMORY. */
void index_delta_close(struct index_delta_side *side, uint32_t entry, const uint64_t words[FIELD_COUNT],
                       enum faqbot_status *status);

/* Puts it all into the store: words, lists, spellings, character runs, lengths and totals. CORRUPT where
 * what is gone was not there; IO, NO_MEMORY. */
enum faqbot_status index_delta_write(struct index_delta *delta, struct store *store);

/* ==== update.c ==================================================================================== */

/* Brings an index up to date where little of a knowledge base has changed. */

/* Where more than one in so many entries has changed, making the index anew is as quick. */
#define INDEX_UPDATE_SHARE 20

/* Reads the knowledge base again, of which `store` (store_change()) is an index, takes apart what has
 * changed, and finishes the store: it then answers as if it had been made anew. *fits: false where it must
 * be made anew, as faqbot_index() says, and the store is worth nothing. Statuses and `fault` as there. */
enum faqbot_status index_update(struct store *store, const struct faqbot_index_options *options,
                                struct fault_reporter *reporter, struct faqbot_index_result *result,
                                bool *fits, struct faqbot_fault *fault);

#endif
