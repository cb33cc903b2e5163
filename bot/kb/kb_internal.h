/* kb/kb_internal.h - what the files of kb/ share among themselves. */
#ifndef KB_KB_INTERNAL_H
#define KB_KB_INTERNAL_H

#include <faqbot.h>

#include <cmark.h>
#include <sys/stat.h>

#include "kb/kb.h"
#include "util/json.h"
#include "util/util.h"

/* ==== answer.c ========================================================================================== */

/* Declare it, answer_init() it, answer_release() it. */
void answer_init(struct answer *answer);
void answer_release(struct answer *answer);
void answer_reset(struct answer *answer); /* empty, not failed; keeps the memory */

/* Appends a block of a cmark document and all within it. Headings become strong paragraphs, images their alternative
 * text, rules nothing; links that lead elsewhere than rich_is_safe_address() allows lose the link and keep their text,
 * HTML is dropped: both with a warning, the latter once an answer. What is nested deeper than FAQBOT_RICH_DEPTH_MAX is
 * flattened. */
void answer_add_block(struct answer *answer, const struct answer_source *source, cmark_node *block);

/* Appends a document of Markdown. False: it would take too long to parse (see answer_is_laborious), or more memory than
 * commonmark.h allows, and nothing is added. */
bool answer_add_markdown(struct answer *answer, const struct answer_source *source, struct faqbot_view text);

/* Whether the text is one paragraph without any mark-up, so that parsing it can be spared. Never true of a text that
 * the parser would give something else for; not always true of one that it would not. */
bool answer_is_plain(struct faqbot_view text);

/* ==== source.c ========================================================================================== */

/* Remembers a failure, unless there was one before. */
void kb_reader_fail(struct kb_reader *reader, enum faqbot_status status);

/* Fails with FAQBOT_NO_MEMORY unless `has_memory`. Whether the reader has not failed, now or before. */
bool kb_reader_check_memory(struct kb_reader *reader, bool has_memory);

/* Whether the sink wants what these bytes say. */
bool kb_reader_should_parse(const struct kb_reader *reader, const char *path, struct faqbot_view bytes);

/* Hands on `entry` with its nodes, of which the plain text is made here; `lang` is filled in where it is empty. */
void kb_reader_emit(struct kb_reader *reader, struct entry *entry);
/* Tells the sink that so many bytes more were read, or at a first look none: it can end the reading all the same. */
void kb_reader_report_bytes(struct kb_reader *reader, size_t bytes);
void kb_reader_emit_synonym(struct kb_reader *reader, const struct synonym *synonym);
void kb_reader_emit_settings(struct kb_reader *reader, const struct settings *settings);

/* Opens a regular file for reading; -1, with an error reported, where that fails. The caller closes it. */
int source_open(struct kb_reader *reader, const char *path);

/* Reports an error where the open file is no longer what it was when fstat() filled `before`: cut short or written to
 * since, or gone. What was read of it may then be half of one and half of the other. */
void source_check_unchanged(struct kb_reader *reader, const char *path, int file, const struct stat *before);

/* Reports that reading failed in the midst of a file; `number` is errno's. */
void source_report(struct kb_reader *reader, const char *path, int number);

/* `text` without a leading byte order mark. */
struct faqbot_view source_skip_mark(struct faqbot_view text);

/* ==== field.c =========================================================================================== */

/* Each gives the value back, or nothing with a warning where it is not what its field holds; empty is always right. */
struct faqbot_view field_date(struct kb_reader *reader, struct source_place place, const char *name,
                              struct faqbot_view value);
struct faqbot_view field_lang(struct kb_reader *reader, struct source_place place, struct faqbot_view value);
struct faqbot_view field_url(struct kb_reader *reader, struct source_place place, struct faqbot_view value);

/* Reads `status`: *draft is set; false, with an error reported, where it is neither `live` nor `draft`. */
bool field_status(struct kb_reader *reader, struct source_place place, struct faqbot_view value, bool *draft);

/* A copy of `text` in the arena with blanks for control characters, which a terminal would obey; line feeds and tabs
 * stay where `lines` says so. False: no memory. */
bool field_clean(struct arena *arena, struct faqbot_view text, bool lines, struct faqbot_view *copy);

/* The place of `key` in `names` (count of them); `count` where it is not there. */
size_t field_find_key(const char *const *names, size_t count, struct faqbot_view key);

/* Warns of a key that `names` (count of them) do not hold, naming the nearest that they do. */
void field_unknown_key(struct kb_reader *reader, struct source_place place, struct faqbot_view key,
                       const char *const *names, size_t count);

/* ==== front_matter.c ==================================================================================== */

/* The block between two `---` lines at an article's beginning. */

/* of an article's id, so that those of its entries stay within their limit */
#define FRONTMATTER_STEM_BYTES_MAX 100

/* What an article says of itself. What it does not say is empty. */
struct frontmatter {
    struct faqbot_view id;
    struct faqbot_view title;
    struct faqbot_view url;
    struct faqbot_view lang;
    struct faqbot_view tags; /* joined by ", " */
    struct faqbot_view updated;
    struct faqbot_view review_by;
    struct faqbot_view disclaimer;
    const struct faqbot_view *related;
    size_t related_count;
    unsigned related_line; /* where it stands; 0 where it does not */
    unsigned review_by_line;
    bool draft;
};

/* Splits an article: *yaml is what stands between the `---` lines, empty where there are none, and *body the rest,
 * which begins at *body_line. False: the block is opened and never closed. */
bool frontmatter_split(struct faqbot_view text, struct faqbot_view *yaml, struct faqbot_view *body,
                       unsigned *body_line);

/* Reads what frontmatter_split() found, into the reader's arena. False where the article must be left out, which was
 * reported, or where the reader failed. */
bool frontmatter_read(struct kb_reader *reader, const char *path, struct faqbot_view yaml,
                      struct frontmatter *frontmatter);

/* ==== article.c ========================================================================================= */

/* What a heading says of the text under it. */

#define HEADING_CHARACTERS_MAX 500 /* as many as a question may have; what is beyond is cut off */

struct heading {
    struct faqbot_view text; /* without `{#id}` */
    struct faqbot_view id;   /* what `{#id}` sets, or empty */
    int level;               /* 1 to 6 */
    struct source_place place;
    bool is_question;   /* ends in a question mark */
    bool is_faq;        /* "FAQ" or "Frequently asked questions" */
    bool is_disclaimer; /* "Disclaimer" */
};

/* Reads a heading of cmark's; texts go into the arena. `reader` NULL: faults are not reported. False: no memory. */
bool heading_read(struct kb_reader *reader, struct arena *arena, const char *path, unsigned line_before,
                  cmark_node *node, struct heading *heading);

/* The automatic ids of one article, each given once. */

/* Declare it, slug_set_init() it, slug_set_release() it. */
struct slug_set {
    struct string_table given;
    unsigned *last; /* by the slug's number: the number that it was last given with */
    size_t capacity;
    struct buffer slug;
};

/* An article while its entries are made: what they share, and where they go. */

#define ARTICLE_LEVELS 6 /* of headings, as Markdown has them */

/* All views are as long-lived as the reader's arena. What fails below fails the reader: its status tells, and what
 * is called after it does no harm. */
struct article {
    struct kb_reader *reader;
    const char *path;
    unsigned line_before; /* of the Markdown behind the front matter */
    struct frontmatter front;
    struct commonmark commonmark; /* the Markdown behind it */
    struct faqbot_view stem;      /* of the ids */
    struct faqbot_view title;
    struct faqbot_view disclaimer;
    const cmark_node *title_heading; /* the first h1, or NULL */
    /* The headings that the section is below, the outermost first, its own the last. */
    struct heading headings[ARTICLE_LEVELS];
    bool in_path[ARTICLE_LEVELS]; /* whether it is part of the heading path: the title's and FAQ are not */
    size_t depth;
    struct slug_set slugs;
    struct buffer id; /* of the entry being made */
};

/* A heading and the blocks below it, up to the next heading of any level. */
struct section {
    cmark_node *heading; /* NULL for what stands before the first */
    cmark_node *first;   /* block; equal to `end` where there is none */
    cmark_node *end;     /* the next heading, or NULL */
};

/* The article at `path`, without its stem; article_release() it. Both are borrowed. */
void article_init(struct article *article, struct kb_reader *reader, const char *path);
void article_release(struct article *article);

/* Finds the stem of the ids: the author's, or the file's name, or what of it an id may hold. */
void article_find_stem(struct article *article);

/* The line of the file that a node begins in. */
unsigned article_line(const struct article *article, cmark_node *node);

/* Adds a block to the reader's answer; false where that became too long, which was reported, or the reader failed. */
bool article_convert(struct article *article, cmark_node *block);

/* Narrates the reader's answer from node `start` on into the reader's text. */
void article_narrate(struct article *article, size_t start);

/* Puts a section's id into `id`: the author's own, or one made of the heading (the title's, where that is NULL). */
void article_name_section(struct article *article, const struct heading *heading);

/* The first `depth` headings of the path, joined, in the entry's arena. */
void article_join_path(const struct article *article, size_t depth, struct faqbot_view *joined);

/* Hands on the first `count` of the reader's nodes as an entry, filled up with what all of the article's share. */
void article_emit(const struct article *article, struct entry *entry, size_t count);

/* The `- also:` lines under a question. */

/* Whether the block is a list that begins with an `also:` item. */
bool alt_questions_is_line(cmark_node *block);

/* Takes the `also:` items off the beginning of the blocks from *first to `end` (not included), so that the answer alone
 * is left: items and lists are removed from the document and *first moves on. *phrasings is in the reader's entry
 * arena: an array whose first place is left free, for the question, and *count counts it. Faults are reported.
 * False: no memory. */
bool alt_questions_parse(struct kb_reader *reader, const char *path, unsigned line_before, cmark_node **first,
                         cmark_node *end, struct faqbot_view **phrasings, size_t *count);

/* The text under a heading that asks nothing. */

/* Hands on the section's text in passages of KB_PASSAGE_WORDS words at most, split between blocks; a single
 * block may be longer. The reader's answer and entry arena are reset beforehand by the caller. `heading` is NULL for
 * what stands before the first. Text directly under a FAQ heading is an answer without a question: each block is a
 * passage of its own then, and warned of. */
void passage_read(struct article *article, const struct section *section, const struct heading *heading);

/* ==== markdown.c ======================================================================================== */

/* An article of Markdown as entries. */

/* Hands the entries of the article `text` (valid UTF-8 without NUL) to the sink, in the order of its lines; none where
 * it is a draft, or broken, which is reported. `path` gives the name to an article without an id. Fails with the sink's
 * status or FAQBOT_NO_MEMORY. */
enum faqbot_status markdown_read(struct kb_reader *reader, const char *path, struct faqbot_view text);

/* ==== front_matter.c ==================================================================================== */

/* Keys and their values, from the safe part of YAML: for front matter and bot.yml. */

#define YAML_MAP_BYTES_MAX ((size_t)64 * 1024) /* of the text */
#define YAML_MAP_COUNT_MAX 64                  /* keys */

/* A key with its value: a text, a list of texts, or nothing. The key of a mapping within the mapping is
 * "outer.inner". */
struct pair {
    struct faqbot_view key;
    struct faqbot_view text;          /* the text; empty for a list, and for nothing */
    const struct faqbot_view *values; /* the list, or the text alone; nothing has none */
    size_t value_count;
    bool is_list;
    struct source_place place; /* of the key */
};

struct yaml_map {
    struct pair pairs[YAML_MAP_COUNT_MAX];
    size_t count;
};

/* Bot.yml. */

/* The settings of an owner who left everything out. */
struct settings settings_default(void);

/* Reads the text of bot.yml into the reader's settings arena, as far as it is right: each fault is reported, and what
 * it names keeps its default. Where the YAML itself is broken, all do. Fails with FAQBOT_NO_MEMORY. */
enum faqbot_status settings_read(struct kb_reader *reader, const char *path, struct faqbot_view text,
                                 struct settings *settings);

/* The settings that the pairs are, whose texts and `path` must live as long. Faults as above. */
struct settings settings_take(struct kb_reader *reader, const char *path, const struct yaml_map *pairs);

/* ==== jsonl.c =========================================================================================== */

/* Reads a file of any size, line by line, and hands its entries to the sink. A broken line is reported and left out;
 * an unknown key is warned of where it first stands, the first KB_READER_TOLD_KEYS_MAX of them. A
 * file that cannot be read is reported. */
void jsonl_read_file(struct kb_reader *reader, const char *path);

/* The head of a file of JSON Lines: lines before its first entry that say what bot.yml
 * and synonyms.txt say, so that one file can hold a whole knowledge base.
 * 
 * {"settings": {"name": "...", "starters": ["..."], "threshold.answered": "0.4"}}: the keys of bot.yml
 * {"synonym": "pay, wage => salary"}: a line of synonyms.txt */

/* Reads the settings in the file's preface into the reader's settings arena. *found is set, and *settings with it,
 * where there are any; where *found is set before, settings are warned of and passed over. */
void jsonl_header_read_settings(struct kb_reader *reader, const char *path, struct settings *settings,
                                bool *found);

/* Hands the synonyms in the file's preface to the sink. */
void jsonl_header_read_synonyms(struct kb_reader *reader, const char *path);

/* ==== synonyms.c ======================================================================================== */

/* Hands the rules of `text` to the sink, line by line. A broken line is reported and left out. Fails with the sink's
 * status or FAQBOT_NO_MEMORY. */
enum faqbot_status synonyms_parse(struct kb_reader *reader, const char *path, struct faqbot_view text);

/* The same for one line, which is no comment. */
void synonyms_parse_line(struct kb_reader *reader, struct source_place place, struct faqbot_view line);

/* Reads a line: its settings into *settings where *found is not set, which it then is; its synonyms to the sink
 * where `settings` is NULL. *is_preface: there may be more behind it, for it is of a preface, or broken, which is
 * told of when entries are read. Fails with the sink's status or FAQBOT_NO_MEMORY. */
enum faqbot_status jsonl_header_read_line(struct kb_reader *reader, struct source_place place,
                                                 struct faqbot_view line, struct settings *settings,
                                                 bool *found, bool *is_preface);

#endif
