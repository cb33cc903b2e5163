/* kb/kb.h - what kb/ offers to other modules. */
#ifndef KB_KB_H
#define KB_KB_H

#include <faqbot.h>

#include <cmark.h>
#include <sys/stat.h>

#include "util/util.h"

/* ==== kb.c ============================================================================================== */

/* What authors write, read one entry at a time. */

#define KB_FILE_BYTES_MAX ((size_t)16 * 1024 * 1024) /* any file but JSON Lines, which has no limit */
#define KB_LINE_BYTES_MAX ((size_t)2 * 1024 * 1024)  /* a line of JSON Lines */
#define KB_FOLDER_DEPTH_MAX 32
#define KB_PHRASINGS_MAX 20000 /* of one entry */
#define KB_ID_BYTES_MAX 200
#define KB_PASSAGE_WORDS 120 /* a longer passage is split at paragraphs */
#define KB_STARTERS_MAX 6

enum entry_kind { ENTRY_FAQ, ENTRY_PASSAGE };

/* All views and arrays are the reader's and valid until the sink's function returns. All text is valid UTF-8. */
struct entry {
    enum entry_kind kind;
    struct faqbot_view id;
    /* FAQ: the question, then its further phrasings. Passage: its heading alone, which may be empty. */
    const struct faqbot_view *phrasings;
    size_t phrasing_count;    /* 1 at least */
    struct faqbot_view title; /* the article's */
    /* The heading path below the title, joined by " > ": a passage's own heading is part of it, a question is not. */
    struct faqbot_view section;
    struct faqbot_view url;
    struct faqbot_view lang;
    struct faqbot_view tags; /* joined by ", " */
    struct faqbot_view updated;
    struct faqbot_view review_by;
    struct faqbot_view disclaimer_id; /* empty: none of its own; bot.yml's applies, where there is one */
    struct faqbot_view disclaimer;
    const struct faqbot_view *related; /* ids that the author named */
    size_t related_count;
    const struct faqbot_node *nodes; /* the answer */
    size_t node_count;
    struct faqbot_view text; /* what the answer says (rich_to_search_text) */
    const char *path;        /* where it stands */
    unsigned line;
    unsigned related_line; /* where the article says so; 0: it does not */
    unsigned review_by_line;
};

/* bot.yml. What the owner left out is empty. */
struct settings {
    struct faqbot_view name;
    struct faqbot_view greeting;
    struct faqbot_view no_answer;
    struct faqbot_view unsure;
    struct faqbot_view disclaimer;
    struct faqbot_view contact;
    struct faqbot_view lang;                      /* of entries that name none */
    struct faqbot_view starters[KB_STARTERS_MAX]; /* ids */
    size_t starter_count;
    double answered_threshold; /* 0..1; negative: the shipped default */
    double unsure_threshold;
    const char *path;
    unsigned starters_line;
};

/* A rule of synonyms.txt: where a question says `from`, `to` is looked for as well. A two-way line gives a rule for
 * each ordered pair. */
struct synonym {
    struct faqbot_view from;
    struct faqbot_view to;
    const char *path;
    unsigned line;
};

/* Where the reader puts what it finds. A function that returns anything but FAQBOT_OK ends the reading with that
 * status. Any of the functions may be NULL. */
struct kb_sink {
    void *user;
    /* Once, first of all, always. */
    enum faqbot_status (*settings)(void *user, const struct settings *settings);
    /* For each rule, before all entries. */
    enum faqbot_status (*synonym)(void *user, const struct synonym *synonym);
    /* Before an article, or a line of JSON Lines that may hold an entry, is taken apart: whether it is wanted. Its
     * bytes are valid until it returns. */
    bool (*should_parse)(void *user, const char *path, struct faqbot_view bytes);
    /* For each entry, in the order of files and lines. */
    enum faqbot_status (*entry)(void *user, const struct entry *entry);
    /* For each link to beside the file (no scheme): it leads visitors nowhere and is dropped, with a warning, but
     * authors may mean it to lead somewhere. */
    void (*local_link)(void *user, const char *path, unsigned line, struct faqbot_view address);
    struct fault_reporter *reporter; /* told of every fault that does not end the reading */
    /* Told how many bytes of the files were read since it was told last. */
    enum faqbot_status (*read)(void *user, size_t bytes);
};

/* Reads a folder (its files in byte order of their paths; hidden files, drafts and README.md at its root are passed
 * over), or one *.md or *.jsonl file. A broken file or line is reported and left out; the rest is read. Fails with
 * FAQBOT_NOT_FOUND, FAQBOT_IO (the folder or the one file cannot be read), FAQBOT_INVALID (the one file is neither
 * format), FAQBOT_NO_MEMORY or the sink's status, with `fault` filled unless the sink failed. That ids are distinct is
 * the caller's to check: the reader keeps none. */
enum faqbot_status kb_read(const char *path, const struct kb_sink *sink, struct faqbot_fault *fault);

/* The bytes of all files that kb_read() would read; what cannot be looked at counts nothing. NO_MEMORY. */
enum faqbot_status kb_count_bytes(const char *path, uint64_t *bytes);

/* ==== commonmark.c ====================================================================================== */

/* Cmark within bounds: Markdown as a tree, in memory that can run out. */

/* What one document may take. For each byte cmark needs 15 to 35 of ordinary text, and up to 200 of mark-up that parts
 * every letter from the next: the largest file of ordinary text fits. */
#define COMMONMARK_BYTES_MAX ((size_t)512 * 1024 * 1024)

/* Declare it, commonmark_init() it, commonmark_release() it; it stays where it is meanwhile. Holds one document. */
struct commonmark {
    struct arena arena;
    cmark_mem memory; /* the arena, as cmark knows it */
};

/* An empty one. Allocates nothing yet. */
void commonmark_init(struct commonmark *commonmark);
void commonmark_release(struct commonmark *commonmark);

/* Parses a document, which is valid until the next one is parsed or the release; nodes may be unlinked and freed, but
 * none may be made: outside of these two functions cmark has no memory, so its iterators are no use either.
 * FAQBOT_NO_MEMORY; FAQBOT_LIMIT: it would take more than COMMONMARK_BYTES_MAX. */
enum faqbot_status commonmark_parse(struct commonmark *commonmark, struct faqbot_view text,
                                    cmark_node **document);

/* Its document as HTML, with the HTML within it, valid as long as the document. Fails as parsing does. */
enum faqbot_status commonmark_render_html(struct commonmark *commonmark, cmark_node *document,
                                          struct faqbot_view *html);

/* All nodes of a tree, in the order of the text, each when it begins and when it ends; takes no memory, however deep
 * they nest. */
struct commonmark_walk {
    cmark_node *top;
    cmark_node *node;
    bool is_leaving;
};

void commonmark_walk_start(struct commonmark_walk *walk, cmark_node *top);

/* Goes to the next, `walk->node`; false: there is none. That node's children may not be unlinked meanwhile. */
bool commonmark_walk_next(struct commonmark_walk *walk);

/* ==== answer.c ========================================================================================== */

/* Markdown as rich text: the only place that knows both cmark's nodes and ours. */

#define ANSWER_NODES_MAX ((size_t)1000000)

/* Rich text that is being made. Sticky: after a failure it ignores what is added. */
struct answer {
    struct faqbot_node *nodes;
    size_t count;
    size_t capacity;
    struct buffer run;            /* of text that is not yet a node */
    struct commonmark commonmark; /* what answer_add_markdown() parses */
    bool too_long;                /* over ANSWER_NODES_MAX */
    bool warned_html;             /* once an answer is enough */
    bool no_memory;
};

/* Where the Markdown stands and where its texts go. */
struct answer_source {
    struct arena *arena; /* the texts of the nodes are copied into it */
    struct fault_reporter *reporter;
    const struct kb_sink *sink; /* told of local links; may be NULL */
    const char *path;
    unsigned line_before; /* of the Markdown's first line, less one */
    bool one_line;        /* the whole Markdown stands in that one line (JSON) */
};

/* Whether cmark would take time that grows with the square of the text's size: very many images within one paragraph,
 * closed and not. */
bool answer_is_laborious(struct faqbot_view text);

/* The plain text of a block's or inline's content (a heading's, a list item's), appended without mark-up. */
void answer_plain_text(cmark_node *node, struct buffer *out);

/* ==== source.c ========================================================================================== */

/* What the readers of one knowledge base share while it is read. */

#define KB_READER_TOLD_KEYS_MAX 16

/* Declare it, kb_reader_init() it, kb_reader_release() it. Nothing in it grows with the number of entries. */
struct kb_reader {
    const struct kb_sink *sink;      /* borrowed */
    struct fault_reporter *reporter; /* borrowed; never NULL */
    struct faqbot_view lang;         /* of entries that name none; its bytes are `settings_arena`'s */
    struct arena settings_arena;     /* lives as long as the reader */
    struct arena arena;              /* one file's front matter, or one line; reset by whoever reads it */
    struct arena entry_arena;        /* one entry; reset by whoever makes it */
    struct answer answer;            /* of the entry being made */
    struct buffer text;              /* the answer as plain text */
    uint64_t told_keys[KB_READER_TOLD_KEYS_MAX]; /* hashes of one file's unknown keys that were warned of */
    size_t told_key_count;
    bool after_header;         /* an entry of the file of JSON Lines was read */
    bool is_prescan;           /* what is read now is read once more: it counts then */
    enum faqbot_status status; /* the first failure: after it, whatever takes the reader does nothing more */
    bool sink_failed;          /* the sink ended the reading, so the fault is the sink's to fill */
};

/* `spare` serves where the sink has no reporter. Both are borrowed until release. */
void kb_reader_init(struct kb_reader *reader, const struct kb_sink *sink, struct fault_reporter *spare);
void kb_reader_release(struct kb_reader *reader);

/* Both report a fault in a file that goes on being read. */
#define kb_reader_error(reader, rule, path, line, ...)                                                       \
    fault_report((reader)->reporter, FAQBOT_ERROR, rule, path, line, __VA_ARGS__)
#define kb_reader_warning(reader, rule, path, line, ...)                                                     \
    fault_report((reader)->reporter, FAQBOT_WARNING, rule, path, line, __VA_ARGS__)

/* ==== kb.c ============================================================================================== */

/* The one directory walker. */

/* Told of one file: its path begins with the folder's; `relative` is the rest, without a leading '/'. Both are valid
 * until it returns. Anything but FAQBOT_OK ends the walk with that status. */
typedef enum faqbot_status folder_visit(void *user, const char *path, const char *relative);

/* Visits the files below `path` in byte order of their relative paths, sub-folders to KB_FOLDER_DEPTH_MAX.
 * Hidden files and folders are passed over. A link to a file is followed; a link to a folder is not, with a warning,
 * so that no ring of links can hold the walk. What cannot be read below `path` is reported and passed over. Fails with
 * FAQBOT_NOT_FOUND or FAQBOT_IO (`path` itself cannot be read; `fault` is filled), FAQBOT_NO_MEMORY, or the visit's. */
enum faqbot_status folder_walk(struct kb_reader *reader, const char *path, folder_visit *visit, void *user,
                               struct faqbot_fault *fault);

/* ==== source.c ========================================================================================== */

/* A file's bytes: opened with care, read whole. */

/* Reads the whole file into `bytes` (reset first; its limit is the file's) and checks that it is UTF-8 without NUL.
 * *text is the bytes without a byte order mark. False where something is wrong, which was reported, or the reader
 * failed. */
bool source_read(struct kb_reader *reader, const char *path, struct buffer *bytes, struct faqbot_view *text);

/* ==== field.c =========================================================================================== */

/* What the fields of an entry may hold, whichever format they come from. */

/* Where a field stands, for the fault. */
struct source_place {
    const char *path;
    unsigned line;
};

/* What is wrong with an id, as a clause ("is empty"), or NULL: 1 to KB_ID_BYTES_MAX bytes, no white space,
 * control character or comma (tests.tsv joins ids by it), and not "-" (which tests.tsv gives another meaning). */
const char *field_id_complaint(struct faqbot_view id);

/* Whether it is a day of the calendar, as 2026-11-30. */
bool field_is_date(struct faqbot_view text);

/* `values` joined by ", " in the arena; false: no memory. */
bool field_join(struct arena *arena, const struct faqbot_view *values, size_t count,
                struct faqbot_view *joined);

/* ==== jsonl.c =========================================================================================== */

/* One entry a line, for exports and large collections. */

/* Reads one line, without its line feed. What a preface says is passed over: see preface.h. */
enum faqbot_status jsonl_read_line(struct kb_reader *reader, const char *path, unsigned number,
                                   struct faqbot_view line);

/* ==== synonyms.c ======================================================================================== */

/* Synonyms.txt, in Solr's syntax. */

#define SYNONYMS_TERMS_MAX 64 /* of one line: a two-way line gives a rule for each pair */

#endif
