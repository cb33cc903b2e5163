/* kb/kb.h - the knowledge base as its authors write it, handed on entry by entry.
 *
 * A knowledge base is a folder of Markdown articles and JSON Lines, with `bot.yml` (settings), `synonyms.txt`
 * and `tests.tsv` beside them; one Markdown or JSON Lines file alone will do too. kb_read() walks it and
 * passes everything to a sink in a fixed order, so that the same files give the same index. The rest of this
 * header is what imports, exports and checks share with the reader: Markdown as rich text, the rules for ids
 * and dates, safe reading of a file, and the folder walk.
 *
 * The module deliberately keeps nothing: an entry is gone when the sink returns, so that a collection of any
 * size takes the memory of its largest article. Whether ids are distinct, related ids exist or synonyms form
 * a circle can only be said of the whole, and is left to those that hold the whole (index and tools). */
#ifndef KB_KB_H
#define KB_KB_H

#include <faqbot.h>

#include "util/util.h"

/* ==== Entries, settings and synonyms ================================================================== */

/* Limits on what authors write. They bound time and memory for files that nobody wrote by hand; none of them
 * is meant to be met in earnest. */
#define KB_FILE_BYTES_MAX ((size_t)16 * 1024 * 1024) /* any file but JSON Lines, which has no limit */
#define KB_LINE_BYTES_MAX ((size_t)2 * 1024 * 1024)  /* a line of JSON Lines */
#define KB_FOLDER_DEPTH_MAX 32
#define KB_PHRASINGS_MAX 20000 /* of one entry */
#define KB_EXCLUSIONS_MAX 200  /* of one entry: a search compares a question with each of them */
#define KB_ID_BYTES_MAX 200
#define KB_PASSAGE_WORDS 400 /* a longer passage is split between blocks */
#define KB_CONSENT_CHARS_MAX 1000
#define KB_STARTERS_MAX 6
#define KB_STARTER_PAGES_MAX 64       /* with starters of their own */
#define KB_STARTER_PATH_BYTES_MAX 256 /* of such a page */
#define SYNONYMS_TERMS_MAX 64         /* of one line: a two-way line gives a rule for each ordered pair */

enum entry_kind { ENTRY_FAQ, ENTRY_PASSAGE };

/* What can be found and shown. All views and arrays are the reader's and valid until the sink's function
 * returns. All text is valid UTF-8 without control characters (the disclaimer may have line feeds and
 * tabs). */
struct entry {
    enum entry_kind kind;
    struct faqbot_view id;
    /* FAQ: the question, then its alternative phrasings. Passage: its heading alone, which may be empty. */
    const struct faqbot_view *phrasings;
    size_t phrasing_count; /* 1 at least */
    /* FAQ: questions that it must never answer; none of them is a phrasing too. */
    const struct faqbot_view *exclusions;
    size_t exclusion_count;
    struct faqbot_view title; /* the article's */
    /* The heading path below the title, joined by " > ": a passage's own heading is part of it, a question is
     * not. */
    struct faqbot_view section;
    struct faqbot_view url;
    struct faqbot_view lang;
    struct faqbot_view tags; /* joined by ", " */
    struct faqbot_view updated;
    struct faqbot_view review_by;
    struct faqbot_view disclaimer_id; /* empty: none of its own; bot.yml's applies, if there is one */
    struct faqbot_view disclaimer;
    const struct faqbot_view *related; /* ids that the author named */
    size_t related_count;
    const struct faqbot_node *nodes; /* the answer */
    size_t node_count;
    struct faqbot_view text; /* what the answer says (rich_to_search_text) */
    const char *path;        /* the file it comes from */
    unsigned line;
    unsigned related_line; /* where the article names related ids; 0: it does not */
    unsigned review_by_line;
};

/* What an owner wrote in place of one of the bot's own sentences (phrases/keys.def), or of `contact` or
 * `disclaimer`. */
struct settings_sentence {
    struct faqbot_view key;
    struct faqbot_view lang; /* a BCP 47 tag; empty: the bot's language */
    struct faqbot_view text;
};

/* Questions that are offered first on the pages with a path. */
struct settings_page {
    struct faqbot_view path; /* from its slash on; all that begin so, where it ends with "*" */
    struct faqbot_view starters[KB_STARTERS_MAX];
    size_t starter_count;
    unsigned line;
};

/* bot.yml, or the `settings` line of a JSON Lines file. What the owner left out is empty. */
struct settings {
    struct faqbot_view name;
    struct faqbot_view greeting;
    struct faqbot_view no_answer;
    struct faqbot_view unsure;
    struct faqbot_view disclaimer;
    struct faqbot_contact contact;
    struct faqbot_view consent;
    struct faqbot_view privacy;  /* a text, or an address */
    struct faqbot_view lang;     /* of entries that name none */
    struct faqbot_view base_url; /* where visitors read what is in the folder */
    /* How articles get the addresses of their pages, in words: whatever it was found by. Empty: they have none but
     * their own. It is part of what entries say, so that a change of it is a change of the knowledge base. */
    struct faqbot_view site;
    struct faqbot_view starters[KB_STARTERS_MAX]; /* ids of the questions offered first */
    size_t starter_count;
    const struct settings_page *pages; /* which have others */
    size_t page_count;
    double answered_threshold; /* 0..1; negative: the shipped default */
    double unsure_threshold;
    bool has_lexicon; /* words of a like meaning find each other; the default */
    const struct settings_sentence *sentences;
    size_t sentence_count;
    bool has_small_talk; /* "hello" is a greeting and no question; the default */
    /* The file of a sentence encoder, seen from the folder of the settings; empty: none. */
    struct faqbot_view encoder;
    unsigned encoder_line;
    const char *path; /* the file they come from; NULL: nobody wrote any */
    unsigned starters_line;
};

/* A rule of synonyms.txt: where a question says `from`, `to` is looked for as well. A two-way line gives a
 * rule for each ordered pair of its terms. */
struct synonym {
    struct faqbot_view from;
    struct faqbot_view to;
    const char *path;
    unsigned line;
};

/* ==== Reading a knowledge base ======================================================================== */

/* Where the reader puts what it finds. A function that returns anything but FAQBOT_OK ends the reading with
 * that status. Any of the functions may be NULL.
 *
 * The index is one such sink, `check` another, and an import that reads its own output back a third: all of
 * them see the same entries, because nobody else parses what authors write. */
struct kb_sink {
    void *user;
    /* Called once, first of all, even if nobody wrote any. */
    enum faqbot_status (*settings)(void *user, const struct settings *settings);
    /* Called for each rule, before all entries: what a question means depends on them. */
    enum faqbot_status (*synonym)(void *user, const struct synonym *synonym);
    /* Called before an article, or a line of JSON Lines that may hold an entry, is parsed: whether it is
     * wanted. An incremental index says no to what it has seen. The bytes are valid until it returns. */
    bool (*should_parse)(void *user, const char *path, struct faqbot_view bytes);
    /* Called for each entry, in the order of files and lines. */
    enum faqbot_status (*entry)(void *user, const struct entry *entry);
    /* Called for each link to a place beside the file (one without a scheme). It leads visitors nowhere and
     * is dropped with a warning, but authors may mean it to lead somewhere, which `check` looks into. */
    void (*local_link)(void *user, const char *path, unsigned line, struct faqbot_view address);
    /* Called, before the first entry that has a link to a place of the knowledge base, with a hash of all that such
     * links can lead to: with another one, an entry may have other links though its own text is the same. */
    void (*link_targets)(void *user, uint64_t hash);
    bool needs_link_targets;         /* it is called in any case, before all entries */
    bool skips_links;                /* where they lead does not matter */
    struct fault_reporter *reporter; /* receives every fault that does not end the reading */
    /* YYYY-MM-DD, for articles that hold from some day or until some day; NULL: they always do. */
    const char *today;
    /* Called with the bytes read since the last call: progress, and the chance to interrupt a long file. */
    enum faqbot_status (*read)(void *user, size_t bytes);
};

/* Reads a folder, or one file of Markdown (*.md, *.markdown, *.mdx) or *.jsonl. Within a folder files come in byte
 * order of their paths; hidden files and drafts are passed over, and README.md at the root unless it is all there
 * is. A broken file or line is reported and left out, and the rest is read. Fails with FAQBOT_NOT_FOUND, FAQBOT_IO
 * (the folder or the one file cannot be read), FAQBOT_INVALID (the one file is of neither format), FAQBOT_NO_MEMORY or
 * the sink's status; `fault` is filled unless the sink failed. */
enum faqbot_status kb_read(const char *path, const struct kb_sink *sink, struct faqbot_fault *fault);

/* The size of all files that kb_read() would read, for a progress bar; what cannot be looked at counts
 * nothing. Fails with FAQBOT_NO_MEMORY. */
enum faqbot_status kb_count_bytes(const char *path, uint64_t *bytes);

/* ==== commonmark.c: Markdown as a tree ================================================================= */

/* What one document may take, without what md4c needs while it reads. A node takes some hundred bytes, so the
 * largest file of ordinary text fits. */
#define COMMONMARK_BYTES_MAX ((size_t)512 * 1024 * 1024)

#define COMMONMARK_FOOTNOTES_MAX 1000 /* definitions in one document; those beyond are ordinary text */

/* CommonMark with GitHub's tables, task lists, strikethrough and bare addresses, and with footnotes. */
enum commonmark_kind {
    COMMONMARK_DOCUMENT,
    COMMONMARK_PARAGRAPH,
    COMMONMARK_HEADING, /* `number`: its level, 1 to 6 */
    COMMONMARK_LIST,    /* bulleted: children are ITEM */
    COMMONMARK_ORDERED, /* numbered: likewise; `number`: the first item's */
    COMMONMARK_ITEM,    /* `number`: an enum faqbot_task */
    COMMONMARK_QUOTE,
    COMMONMARK_CODE_BLOCK, /* `text`: its lines */
    COMMONMARK_HTML_BLOCK, /* `text`: its lines */
    COMMONMARK_RULE,
    COMMONMARK_TABLE, /* children are ROW, the header first */
    COMMONMARK_ROW,   /* `number`: 1 for the header, otherwise 0; children are CELL, in each row as many */
    COMMONMARK_CELL,  /* `number`: an enum faqbot_align */
    COMMONMARK_FOOTNOTE_DEFINITION, /* `number`: from 1; children are blocks. At the document's end */
    COMMONMARK_TEXT,                /* this and the following are inline; `text` */
    COMMONMARK_SOFT_BREAK,
    COMMONMARK_LINE_BREAK,
    COMMONMARK_CODE, /* `text` */
    COMMONMARK_HTML, /* `text`: one tag or comment */
    COMMONMARK_STRONG,
    COMMONMARK_EMPHASIS,
    COMMONMARK_STRIKE,
    COMMONMARK_LINK,    /* `text`: the address */
    COMMONMARK_IMAGE,   /* `text`: the address; its children are the alternative text */
    COMMONMARK_FOOTNOTE /* `definition`; `text`: its label */
};

/* A view's bytes have a NUL behind them, which does not count. `line` and `end_line` count from 1; a block of
 * which nothing is seen but its sign (a rule, an empty item) may have the line after the one before it. */
struct commonmark_node {
    enum commonmark_kind kind;
    unsigned number;
    unsigned line;
    unsigned end_line;
    struct faqbot_view text;
    struct commonmark_node *parent;
    struct commonmark_node *first_child;
    struct commonmark_node *last_child;
    struct commonmark_node *previous;
    struct commonmark_node *next;
    struct commonmark_node *definition;
    const void *mark; /* NULL; free for whoever walks the tree */
};

/* Holds one document. Declare it, commonmark_init() it, commonmark_release() it. */
struct commonmark {
    struct arena arena;
    struct buffer text; /* as sieve.c leaves it */
};

/* An empty one. Allocates nothing yet. */
void commonmark_init(struct commonmark *commonmark);
void commonmark_release(struct commonmark *commonmark);

/* Parses valid UTF-8 without NUL, in time linear in its size. The document is valid until the next one is
 * parsed or until the release; its nodes may be changed and unlinked. FAQBOT_NO_MEMORY; FAQBOT_LIMIT: it would
 * take more than COMMONMARK_BYTES_MAX. */
enum faqbot_status commonmark_parse(struct commonmark *commonmark, struct faqbot_view text,
                                    struct commonmark_node **document);

/* Takes a node and what is below it out of its tree. */
void commonmark_unlink(struct commonmark_node *node);

/* Appends the text as HTML, including the HTML written in it. Footnotes stay as they are written. A failure is
 * the buffer's. */
void commonmark_to_html(struct faqbot_view text, struct buffer *out);

/* Appends what an entity ("&copy;", "&#xa9;") stands for; one that HTML does not have, as it is. */
void commonmark_add_entity(struct faqbot_view entity, struct buffer *out);

/* All nodes of a tree in the order of the text, each once on entering and once on leaving. Takes no memory
 * however deep they nest, unlike recursion. It starts as {.top = node}. */
struct commonmark_walk {
    struct commonmark_node *top;
    struct commonmark_node *node;
    bool is_leaving;
};

/* Moves on to the next, `walk->node`; false: there is none. That node's children must not be unlinked
 * meanwhile. */
bool commonmark_walk_next(struct commonmark_walk *walk);

/* Whether a block consists of links to places of its own page, with nothing but signs between them; *links is how many
 * there are. */
bool commonmark_is_contents(struct commonmark_node *block, size_t *links);

/* ==== answer.c: Markdown as rich text ================================================================= */

#define ANSWER_NODES_MAX ((size_t)1000000)

struct kb_reader;

/* Where the Markdown comes from and where its texts go. */
struct answer_source {
    struct kb_reader *reader; /* whose knowledge base links may lead into; NULL: none */
    struct arena *arena;      /* receives copies of the nodes' texts */
    struct fault_reporter *reporter;
    const struct kb_sink *sink; /* receives local links; may be NULL */
    const char *path;
    unsigned line_before;  /* the line before the Markdown's first */
    const unsigned *lines; /* for each of its lines, that of the article; NULL: they are the same */
    size_t line_count;
    bool one_line;          /* all of the Markdown is in one line of the file (JSON) */
    struct faqbot_view url; /* where visitors read it, from which relative links lead on; empty: nowhere */
    const struct link_base *base; /* how they do, if the site is known; NULL: as the address looks */
};

/* Rich text that is being built. Sticky: after a failure it ignores what is added. */
struct answer {
    struct faqbot_node *nodes;
    size_t count;
    size_t capacity;
    struct buffer run;            /* text that is not yet a node */
    struct commonmark commonmark; /* for answer_add_markdown() */
    enum faqbot_status status;    /* FAQBOT_LIMIT: over ANSWER_NODES_MAX; FAQBOT_NO_MEMORY */
    bool warned_html;             /* one warning an answer is enough */
    struct answer_source source;  /* of what was added last */
    /* The definitions of the footnotes so far, which answer_add_notes() needs: the number of a FOOTNOTE is until
     * then its definition's place here, from 1. */
    struct commonmark_node *notes[COMMONMARK_FOOTNOTES_MAX];
    size_t note_count;
    uint16_t places[COMMONMARK_FOOTNOTES_MAX]; /* by the definition's number - 1; 0: not in `notes` */
};

/* Declare it, answer_init() it, answer_release() it. */
void answer_init(struct answer *answer);
void answer_release(struct answer *answer);
void answer_reset(struct answer *answer); /* empty, not failed; keeps the memory */

/* Appends a document of Markdown. False: parsing would take more memory than COMMONMARK_BYTES_MAX, and nothing
 * is added. */
bool answer_add_markdown(struct answer *answer, const struct answer_source *source, struct faqbot_view text);

/* Gives an entry whose nodes are the first of the answer's the notes that they refer to, and numbers both. The
 * entry's nodes are then the arena's, unless there are none. A failure is the answer's. */
void answer_add_notes(struct answer *answer, struct entry *entry);

/* Appends the plain text of a block's or inline's content (a heading's, a list item's), without mark-up. */
void answer_plain_text(struct commonmark_node *node, struct buffer *out);

/* ==== link.c ========================================================================================== */

/* Percent-decodes (RFC 3986, 2.1). A broken escape, and one of a NUL, stays as it is: it names no file. */
void link_add_decoded(struct buffer *out, struct faqbot_view text);

/* ==== rich_builder.c: nodes one after the other ======================================================== */

/* Containers open in the answer, the outermost first. Those that a tag of HTML opened end with the Markdown
 * around them at the latest. */
struct rich_builder {
    struct answer *answer;
    const struct answer_source *source;
    struct rich_level {
        enum faqbot_node_kind kind;
        bool is_html;
    } levels[FAQBOT_RICH_DEPTH_MAX];
    size_t depth;
    size_t cells;     /* of the row opened last */
    bool within_link; /* an autolink may stand in a link, but ours do not nest */
    bool within_code; /* of HTML: what comes is text of it */
    bool break_due;   /* text that comes begins a line, if some stands before it */
};

/* Whether so many containers more, one within the other, have room. */
bool rich_builder_has_room(const struct rich_builder *builder, size_t count);

/* The kind of the innermost container; FAQBOT_NODE_CLOSE where none is open. */
enum faqbot_node_kind rich_builder_top(const struct rich_builder *builder);

/* Opens a container, for which there is room. */
void rich_builder_open(struct rich_builder *builder, struct faqbot_node node, bool is_html);

/* Closes the innermost container, or takes it back if nothing is in it and it does not mean anything empty. */
void rich_builder_close(struct rich_builder *builder);

/* Closes what tags have opened in the innermost container of Markdown. */
void rich_builder_close_html(struct rich_builder *builder);

/* Ends the run of text: it becomes a node. `ends_line`: blanks at its end go. */
void rich_builder_end_run(struct rich_builder *builder, bool ends_line);

/* A node without content of its own: a break, a mark. */
void rich_builder_add(struct rich_builder *builder, struct faqbot_node node);

/* A node with a text, which is copied and cleaned. */
void rich_builder_add_text(struct rich_builder *builder, enum faqbot_node_kind kind, struct faqbot_view text);

/* A block of code, unless it is blank. */
void rich_builder_add_lines(struct rich_builder *builder, struct faqbot_view lines);

/* An image, whose texts are copied; or its alternative text where the address is not on the web. */
void rich_builder_add_image(struct rich_builder *builder, struct faqbot_node image);

/* A width or a height of HTML in pixels, "300" or "300px"; 0: it is not told, or in parts of something else. */
unsigned rich_builder_pixels(struct faqbot_view value);

/* Makes a link of an address, copied for the answer. False, with a warning, if the link is to be dropped. `text_is_it`:
 * the text is the address, so that nothing is lost and nothing is said. */
bool rich_builder_link(struct rich_builder *builder, unsigned line, struct faqbot_view address,
                       bool text_is_it, struct faqbot_node *link);

/* The line of the file. */
unsigned rich_builder_line(const struct rich_builder *builder, unsigned line);

/* ==== faq_words.c: what people call a question and its answer ========================================= */

enum faq_word { FAQ_WORD_OTHER, FAQ_WORD_QUESTION, FAQ_WORD_ANSWER };

/* What is called so, in any language that we know the words of. False: no memory. */
bool faq_words_find(struct arena *arena, struct faqbot_view name, enum faq_word *found);

/* ==== field.c: what a field of an entry may hold ====================================================== */

/* What is wrong with an id, as a clause ("is empty"), or NULL. An id has 1 to KB_ID_BYTES_MAX bytes, without
 * white space, control characters and commas (tests.tsv separates ids by commas), and is not "-" (which means
 * "no answer" there). */
const char *field_id_complaint(struct faqbot_view id);

/* Whether it is a day of the calendar, such as 2026-11-30. */
bool field_is_date(struct faqbot_view text);

/* ==== source.c: the state of a reading, and a file's bytes ============================================ */

#define KB_READER_TOLD_KEYS_MAX 16

/* Settings must be known before synonyms, and both before all entries of all files. Both may stand at the
 * head of any JSON Lines file, so the folder is walked three times. Faults of files, and bytes, are reported
 * in the last pass alone, which reads everything. */
enum kb_pass { KB_ENTRIES, KB_SETTINGS, KB_SYNONYMS };

/* What the readers of one knowledge base share while it is read. Declare it, kb_reader_init() it,
 * kb_reader_release() it. Nothing in it grows with the number of entries. */
struct kb_reader {
    const struct kb_sink *sink;      /* borrowed */
    struct fault_reporter *reporter; /* borrowed; never NULL */
    struct fault_reporter unheard;   /* what stands in for it if the sink has none */
    const char *path;                /* of the file being read, for faults; borrowed */
    enum faqbot_status status; /* the first failure; after it, functions that take the reader do nothing */
    bool sink_failed;          /* the sink ended the reading, so filling the fault is up to it */
    struct settings settings;  /* as far as they were read */
    struct settings_sentence *sentences; /* the settings', while they are read */
    size_t sentence_capacity;
    struct settings_page *pages; /* likewise */
    bool has_settings;           /* somebody wrote them */
    struct arena settings_arena; /* lives as long as the reader */
    struct arena arena;          /* one article, or one line; reset by those who read it */
    struct arena lines_arena;    /* an article's lines, and its text written again; reset with the next */
    struct arena entry_arena;    /* one entry; reset by those who make it */
    struct buffer bytes;         /* the file being read */
    size_t line_count;           /* of the article being read; 0: it is none */
    size_t bytes_told;           /* of the article */
    struct answer answer;        /* of the entry being made */
    struct buffer text;          /* scratch: a heading, or the answer as plain text */
    uint64_t told_keys[KB_READER_TOLD_KEYS_MAX]; /* hashes of a file's unknown keys that were warned of */
    size_t told_key_count;
    bool reads_readme; /* the folder's README.md is all there is */
    const char *root;  /* the folder or the one file, as it was named; NULL: a part is read by itself */
    struct faqbot_view relative; /* of the file being read, its path below that folder */
    struct site *site;           /* in the settings arena; NULL: not looked for */
    /* What links may lead to. Gathered by a reading of its own when the first of them comes, which is this one if
     * `gathers`. */
    struct link_targets *targets;
    struct link_targets *(*gather)(struct kb_reader *reader);
    bool gathers;
    bool trusts_ids;   /* a line is read by itself, and "#id" leads to an entry that is elsewhere */
    bool after_header; /* an entry of this JSON Lines file was read */
    enum kb_pass pass;
};

/* The sink is borrowed until the release, until when the reader must not move. */
void kb_reader_init(struct kb_reader *reader, const struct kb_sink *sink);
void kb_reader_release(struct kb_reader *reader);

/* Reads a whole file into `bytes` (reset first; its limit is the file's) and checks that it is UTF-8 without
 * NUL. *text is the bytes without a byte order mark, and `path` becomes the reader's. False: something is
 * wrong and was reported, or the reader failed. */
bool source_read(struct kb_reader *reader, const char *path, struct buffer *bytes, struct faqbot_view *text);

/* ==== faq_words.c ===================================================================================== */

#define FAQ_NAME_BYTES_MAX 200 /* of a heading or name that is looked up; a longer one is none */

/* Whether a heading (or title) says that questions follow: "FAQ", "Boat FAQ", "Häufige Fragen", with any signs
 * around it. Words are folded in the reader's arena for entries. */
bool faq_words_name_faq(struct kb_reader *reader, struct faqbot_view heading);

/* Whether a label or a column is called so in some language: "Question", "Frage", "Pregunta"; "Answer", ... */
bool faq_words_name_question(struct kb_reader *reader, struct faqbot_view name);
bool faq_words_name_answer(struct kb_reader *reader, struct faqbot_view name);

/* Whether a line is what stands at a page's end: its licence, its holder, the day of its last change. */
bool faq_words_begin_footer(struct kb_reader *reader, struct faqbot_view line);

/* ==== label.c ========================================================================================= */

/* Whether the text ends in a question mark, of any script that has its own. */
bool question_asks(struct faqbot_view text);

/* A question without the number or label before it: "Q3: Why?", "2. Why?". `is_question`: it is one even if it does
 * not ask. */
struct faqbot_view question_trim(struct kb_reader *reader, struct faqbot_view text, bool is_question);

/* What stands before a text: "Q:", "**Q1.**", "Question 3:". */
struct label {
    struct faqbot_view name;
    struct faqbot_view rest;   /* the text */
    struct faqbot_view behind; /* what follows the text, if that ends with the label's emphasis */
    bool is_strong;            /* ends in a colon, or has a number */
    bool has_colon;
};

/* Reads a label at the beginning of a line. False: there is none. */
bool label_read(struct faqbot_view line, struct label *label);

/* Whether the names may be those of a question; of a question and its answer. */
bool label_may_name_question(struct kb_reader *reader, struct faqbot_view name);
bool label_is_pair(struct kb_reader *reader, struct faqbot_view question, struct faqbot_view answer);

/* The text without the label of an answer to a question with that label, which may be empty; in the arena, or the
 * text's own. */
struct faqbot_view label_strip_answer(struct kb_reader *reader, struct faqbot_view text,
                                      struct faqbot_view question);

/* ==== kb.c: the folder walk =========================================================================== */

/* Called for one file: its path begins with the folder's; `relative` is the rest, without a leading '/'. Both
 * are valid until it returns. Anything but FAQBOT_OK ends the walk with that status. */
typedef enum faqbot_status folder_visit(void *user, const char *path, const char *relative);

/* Visits the files below `path` in byte order of their relative paths, to a depth of KB_FOLDER_DEPTH_MAX.
 * Hidden files and folders are passed over. A link to a file is followed; a link to a folder is not, with a
 * warning, so that no ring of links can trap the walk. What cannot be read below `path` is reported and
 * passed over. Fails with FAQBOT_NOT_FOUND or FAQBOT_IO (`path` itself cannot be read; `fault` is filled),
 * FAQBOT_NO_MEMORY, or the visit's. */
enum faqbot_status folder_walk(struct kb_reader *reader, const char *path, folder_visit *visit, void *user,
                               struct faqbot_fault *fault);

/* ==== entry_edit.c: one line more below a question ==================================================== */

enum line_kind { LINE_ALSO, LINE_NOT, LINE_KINDS };

struct entry_edit {
    const char *path; /* the file's: what is in it, and how its entries are called */
    const char *today;
    struct faqbot_view id;
    enum line_kind kind;
    struct faqbot_view question; /* as somebody typed it */
};

/* A question that somebody typed as it is written into a file: one line, with single blanks, in the arena. False: it
 * is none, and `fault` says why (FAQBOT_INVALID, or NO_MEMORY). */
bool question_clean(struct faqbot_view typed, struct arena *arena, struct faqbot_view *question,
                    struct faqbot_fault *fault);

/* Puts into `out`, which is empty, a file's bytes with `- also: QUESTION` or `- not: QUESTION` put in below the
 * question of the first entry with that id, or into the list of its line of JSON. All other bytes stay, but for
 * blank lines around what is put in; read again, all entries say what they said before, that one has the question
 * besides, and nothing more is wrong. *line is where it stands. FAQBOT_NOT_FOUND (no such entry), FAQBOT_INVALID (not a
 * question that can be put in, or no place where it can), FAQBOT_LIMIT (a file over KB_FILE_BYTES_MAX), or NO_MEMORY;
 * `fault` is filled, and says what to do instead. */
enum faqbot_status entry_edit(const struct entry_edit *edit, struct faqbot_view bytes, struct buffer *out,
                              unsigned *line, struct faqbot_fault *fault);

/* ==== jsonl.c: one entry a line ======================================================================= */

/* Reads one line, without its line feed, and hands its entry to the sink. Header lines (settings, synonyms)
 * are passed over: they are read before all entries. Returns the reader's status. */
enum faqbot_status jsonl_read_line(struct kb_reader *reader, const char *path, unsigned number,
                                   struct faqbot_view line);

#endif
