/* store/store.h - the index file: entries, their phrasings, and the lists by which candidates are found. Retrieval
 * writes it once and then only reads it; this is the only module that retrieval knows SQLite by. It deliberately knows
 * no language and no ranking: words come to it as stems, already split. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <faqbot.h>

#include "base/arena.h"

struct store;

struct store_entry {
    uint32_t number; /* 0, 1, 2 ... in the order of the knowledge base */
    unsigned kind;   /* as the caller numbers them */
    struct faqbot_view id;
    struct faqbot_view question;
    struct faqbot_view title;
    struct faqbot_view section;
    struct faqbot_view url;
    struct faqbot_view lang;
    struct faqbot_view tags;
    struct faqbot_view updated;
    struct faqbot_view review_by;
    struct faqbot_view disclaimer_id;
    struct faqbot_view disclaimer; /* empty: none */
    struct faqbot_view content;
    struct faqbot_view path;
    unsigned line;
};

/* -- Life ------------------------------------------------------------------------------------------------------- */

/* An empty index in the file `path`, which must be empty or not exist, or in memory where it is NULL, for writing.
 * *store is the caller's, released by store_close(). IO, NO_MEMORY with `fault` filled. */
enum faqbot_status store_create(const char *path, struct store **store, struct faqbot_fault *fault);

/* A copy of an index that was finished, for changing what is in it: after a failure the copy is worth nothing. Ended by
 * store_finish(), which takes no time here. Statuses as store_open(). */
enum faqbot_status store_change(const char *path, struct store **store, struct faqbot_fault *fault);

/* The same in place: store_close() without store_finish() leaves the file as it was. IO where another process has it
 * open. */
enum faqbot_status store_change_in_place(const char *path, struct store **store, struct faqbot_fault *fault);

/* What changes in place that were broken off left beside an index that is to be replaced: they are taken back, and
 * where that is not possible forgotten, so that they are not taken back in the index that comes. */
void store_discard_changes(const char *path);

/* An index that was finished, read-only. NOT_FOUND, IO, INVALID (not an index), VERSION, CORRUPT, NO_MEMORY with
 * `fault` filled. Damage within may also come to light only when it is read. A small file is copied into memory, and
 * nothing that becomes of it matters any more; a large one is read where it lies. */
enum faqbot_status store_open(const char *path, struct store **store, struct faqbot_fault *fault);

/* False: the file was written to since, and what was read from it may not belong together. It stays false. */
bool store_is_intact(const struct store *store);

/* Reads all of the index. CORRUPT where a page of the file is damaged, IO. */
enum faqbot_status store_verify(struct store *store);

/* NULL is allowed. A store that was not finished leaves a file that does not open as an index: the caller
 * removes it. */
void store_close(struct store *store);

/* -- Writing: all of it before store_finish(), after which the file is whole but in the system's cache only. ----------
 *
 * Writing is sticky: the first failure stays, later calls write nothing, and store_status() or store_finish() tells of
 * it. So a caller writes one row after the other and checks once. IO (a full disk), NO_MEMORY, LIMIT (a text over
 * SQLite's thousand million bytes), CORRUPT (a row whose key is taken). */

enum faqbot_status store_status(const struct store *store);
enum faqbot_status store_finish(struct store *store);

/* FAQBOT_INVALID: the id is taken, and `taken` says by what; its path is the arena's. That is the author's mistake and
 * not a failure: it does not stay. Otherwise as store_status(). */
enum faqbot_status store_add_entry(struct store *store, const struct store_entry *entry, struct arena *arena,
                                   struct store_entry *taken);
/* Ordinal 0 is the entry's question, which is kept with it; `typed` is the phrasing's folded words, joined by
 * blanks; empty: the phrasing is not suggested. */
void store_add_phrasing(struct store *store, uint32_t entry, unsigned ordinal, struct faqbot_view text,
                        struct faqbot_view typed);
void store_add_related(struct store *store, uint32_t entry, unsigned ordinal, struct faqbot_view id);
void store_add_synonym(struct store *store, struct faqbot_view source, struct faqbot_view target);
void store_add_word(struct store *store, uint32_t number, struct faqbot_view text, uint32_t entries);
/* A piece of the list of entries that hold a word; `first_entry` is the first in it. There are fewer than 2^31 words.
 * */
void store_add_posting(struct store *store, uint32_t word, uint32_t first_entry, struct faqbot_view bytes);
void store_add_spelling(struct store *store, struct faqbot_view text, uint32_t uses);
/* These replace what is there, in a new index too. */
void store_change_model(struct store *store, const char *name, struct faqbot_view bytes);
void store_change_setting(struct store *store, const char *name, struct faqbot_view value);
void store_change_number(struct store *store, const char *name, uint64_t value); /* a setting, in decimal */

/* -- Changing what store_change() opened; sticky too. ------------------------------------------------------------- */

/* Replaces the row of that number; its id, kind and path stay, and its further phrasings and related ids are gone. */
void store_change_entry(struct store *store, const struct store_entry *entry);
/* Takes back what store_add_phrasing() said of a phrasing's words. */
void store_change_remove_suggestion(struct store *store, uint32_t entry, unsigned ordinal,
                                    struct faqbot_view typed);
/* Replaces what is there; a word that is there keeps its number. No uses: the spelling is gone. */
void store_change_word(struct store *store, uint32_t number, struct faqbot_view text, uint32_t entries);
void store_change_spelling(struct store *store, struct faqbot_view text, uint32_t uses);
void store_change_remove_posting(struct store *store, uint32_t word, uint32_t first_entry);

/* -- Reading: what is handed out lies in the caller's arena. CORRUPT, IO, NO_MEMORY; NOT_FOUND where it is said. --- */

enum faqbot_status store_get_setting(struct store *store, const char *name, struct arena *arena,
                                     struct faqbot_view *value); /* NOT_FOUND */
enum faqbot_status store_get_model(struct store *store, const char *name, struct arena *arena,
                                   struct faqbot_view *bytes); /* NOT_FOUND */
enum faqbot_status store_get_entry(struct store *store, uint32_t number, struct arena *arena,
                                   struct store_entry *entry); /* NOT_FOUND */
/* Of an entry only the number, id, question and title: what a list of entries shows. */
enum faqbot_status store_get_label(struct store *store, uint32_t number, struct arena *arena,
                                   struct store_entry *entry); /* NOT_FOUND */
/* Of an entry only the number, kind, question, title, language and content: what it is found by. */
enum faqbot_status store_get_text(struct store *store, uint32_t number, struct arena *arena,
                                  struct store_entry *entry); /* NOT_FOUND */
enum faqbot_status store_find_entry(struct store *store, struct faqbot_view id,
                                    uint32_t *number); /* NOT_FOUND */
enum faqbot_status store_get_related(struct store *store, uint32_t entry, struct arena *arena,
                                     struct faqbot_view **ids, size_t *count);
enum faqbot_status store_get_phrasings(struct store *store, uint32_t entry, struct arena *arena,
                                       struct faqbot_view **texts, size_t *count);
/* The number of a stem and in how many entries it stands. NOT_FOUND. */
enum faqbot_status store_find_word(struct store *store, struct faqbot_view text, uint32_t *number,
                                   uint32_t *entries);

/* How often a word stands anywhere. NOT_FOUND. */
enum faqbot_status store_find_spelling(struct store *store, struct faqbot_view text, uint32_t *uses);

/* A piece of a word's list, by its first entry: the last that does not begin behind `entry`, or the first that does.
 * NOT_FOUND. */
enum faqbot_status store_find_posting_before(struct store *store, uint32_t word, uint32_t entry,
                                             struct arena *arena, uint32_t *first_entry,
                                             struct faqbot_view *bytes);
enum faqbot_status store_find_posting_behind(struct store *store, uint32_t word, uint32_t entry,
                                             struct arena *arena, uint32_t *first_entry,
                                             struct faqbot_view *bytes);

/* Calls `visit` for each row in order (of words: byte order, with the place in it as `number`); the views are valid
 * until it returns; what it returns ends the reading unless it is FAQBOT_OK. */
typedef enum faqbot_status store_visit_word(void *user, uint32_t number, struct faqbot_view text,
                                            uint32_t count);
typedef enum faqbot_status store_visit_pair(void *user, struct faqbot_view source, struct faqbot_view target);
typedef enum faqbot_status store_visit_bytes(void *user, struct faqbot_view bytes);
enum faqbot_status store_each_posting(struct store *store, uint32_t word, store_visit_bytes *visit,
                                      void *user);
enum faqbot_status store_each_spelling(struct store *store, store_visit_word *visit, void *user);
enum faqbot_status store_each_synonym(struct store *store, store_visit_pair *visit, void *user);

/* What there is of it all; some of these read the whole store. CORRUPT, IO. */
enum store_count {
    STORE_COUNT_FAQ,
    STORE_COUNT_PASSAGES,
    STORE_COUNT_FURTHER, /* phrasings but the first of each entry */
    STORE_COUNT_STEMS,
    STORE_COUNT_SPELLINGS,
    STORE_COUNT_USES /* of all spellings together */
};
enum faqbot_status store_stats_count(struct store *store, enum store_count which, uint64_t *count);

/* Each table of the file and its bytes, the largest first; none where this SQLite does not tell. CORRUPT, IO. */
typedef enum faqbot_status store_visit_table(void *user, struct faqbot_view name, uint64_t bytes);
enum faqbot_status store_stats_tables(struct store *store, store_visit_table *visit, void *user);

/* The version of the schema that stores have. */
unsigned store_stats_format(void);

/* The entries of which a phrasing matches an expression of FTS5's language, `limit` at most, an entry once for each of
 * its phrasings that match. The expression is one that retrieval/query.h builds: of any other it cannot be told from a
 * damaged index that FTS5 refuses it. */
enum faqbot_status store_suggest(struct store *store, struct faqbot_view expression, size_t limit,
                                 struct arena *arena, uint32_t **entries, size_t *count);

#endif
