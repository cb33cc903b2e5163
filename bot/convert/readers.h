/* convert/readers.h - what the importers read foreign files with: tables, JSON and YAML, the one reader of the
 * formats that are written in these, XML, and pages. What an import is, and what becomes of what was read, is
 * convert_internal.h. */
#ifndef CONVERT_READERS_H
#define CONVERT_READERS_H

#include <gumbo.h>

#include "convert/convert_internal.h"

/* ==== xml.c: XML within bounds ========================================================================== */

#define XML_DEPTH_MAX 256 /* elements within each other */

/* Told of a file's elements, by their names without a prefix, and of the text in them. Attributes are names and
 * values in turn, ended by NULL. All is valid until it returns. */
struct xml_handlers {
    void (*start)(void *user, const char *name, const char *const *attributes);
    void (*end)(void *user, const char *name);
    void (*text)(void *user, struct faqbot_view text);
};

/* Reads a file; NULL: there is nothing to do. Ends when the builder fails, which it does with FAQBOT_INVALID (no
 * XML, or with a DOCTYPE), FAQBOT_LIMIT or FAQBOT_NO_MEMORY. */
void xml_read(struct import_builder *builder, const struct import_input *input,
              const struct xml_handlers *handlers, void *user);

/* The attribute of that name, whatever its prefix; empty: there is none. */
struct faqbot_view xml_attribute(const char *const *attributes, const char *name);

/* What the files of an office document call each other by. */
struct xml_relation {
    struct faqbot_view id;
    struct faqbot_view target;
};

/* Reads a file of relationships into the arena, and gives how many there are. */
size_t xml_read_relations(struct import_builder *builder, const struct import_input *input,
                          struct arena *arena, struct xml_relation **list);
struct faqbot_view xml_find_relation(const struct xml_relation *list, size_t count, struct faqbot_view id);

/* ==== field_names.c: what people call a question and an answer ========================================== */

/* The fields of a table's rows, by the names of `faqbot export csv` and of the map's left side. Order matters
 * in one place only: the question and the answer come first, as in the lists of names of the services. */
enum import_field {
    IMPORT_FIELD_QUESTION,
    IMPORT_FIELD_ANSWER,
    IMPORT_FIELD_MARKDOWN, /* an answer too, in Markdown */
    IMPORT_FIELD_ALSO,
    IMPORT_FIELD_ID,
    IMPORT_FIELD_TITLE,
    IMPORT_FIELD_URL,
    IMPORT_FIELD_LANG,
    IMPORT_FIELD_TAGS,
    IMPORT_FIELD_UPDATED,
    IMPORT_FIELD_REVIEW_BY,
    IMPORT_FIELD_DISCLAIMER,
    IMPORT_FIELD_RELATED,
    IMPORT_FIELD_STATUS,
    IMPORT_FIELD_COUNT,
    IMPORT_FIELD_NONE = IMPORT_FIELD_COUNT /* the column is not kept */
};
extern const char *const import_field_names[IMPORT_FIELD_COUNT];

/* The field that people call so, in any language that we know names of, whatever its case, accents and signs,
 * and with any number behind it; IMPORT_FIELD_NONE. `is_weak`: names that may as well mean something else.
 * Without memory the builder fails. */
enum import_field import_field_called(struct import_builder *builder, struct faqbot_view heading,
                                      bool is_weak);

/* Whether an entry is to be shown, by a field of that name ("status", "enabled", "is_hidden") and its value; an empty
 * one says nothing, and STATE_UNKNOWN is a word that is not known. */
enum import_state { STATE_LIVE, STATE_OFF, STATE_UNKNOWN };
enum import_state import_state_of(struct faqbot_view name, struct faqbot_view value);

/* Says that the record is a draft for that, where it is one and the value is another word for it. */
void import_note_state(struct import_builder *builder, const struct import_record *record,
                       struct faqbot_view name, struct faqbot_view value);

/* ==== import_table.c: tables ============================================================================ */

struct table_row {
    size_t line; /* where the row begins, from 1 */
    /* without their quotes; blanks around an unquoted cell are not part of it */
    const struct faqbot_view *cells;
    size_t count; /* 1 at least */
};

/* Told of each row that has a cell with something in it, the heading first. The row is valid until it
 * returns. */
typedef void table_take(void *user, const struct table_row *row);

/* Reads RFC 4180 with any delimiter: cells may be quoted, a quote within quotes is doubled, a quoted cell
 * may hold delimiters and line ends; lines end in LF, CR LF or CR. A quote elsewhere stands for itself.
 * Fails with FAQBOT_INVALID (a quote that is never closed), FAQBOT_LIMIT (FAQBOT_IMPORT_*, or 16 MiB in one
 * row) or FAQBOT_NO_MEMORY. */
void table_read(struct import_builder *builder, struct faqbot_view text, char delimiter, table_take *take,
                void *user);

/* Reads lines with tabs between their cells. Where every line has as many tabs as the first, each is a row:
 * a quotation mark stands for itself then, but for a pair of them right around a cell, within which they
 * are doubled. Otherwise some cell has a line end in it, and the text is table_read()'s. Fails as that
 * does. */
void table_read_lines(struct import_builder *builder, struct faqbot_view text, table_take *take, void *user);

/* Of ',', ';' and tab the one that stands most often in the first line, outside quotes; ',' where none
 * does. */
char table_guess_delimiter(struct faqbot_view text);

/* Whether a heading is this name, in any case (ASCII) and with any blanks around it. */
bool table_is_called(struct faqbot_view heading, const char *name);

/* Whether it begins as that text, in any case. */
bool table_begins_as(struct faqbot_view heading, struct faqbot_view beginning);

/* Notes the cells from `from` on, which have no place: `why` stands between "cell N " and "and is not
 * kept". Empty cells are not missed. */
void table_note_cells(struct import_builder *builder, const struct table_row *row, size_t from,
                      const char *why);

/* A table while its rows come. What each column is: the place of its name in a list of names. */
struct column_map {
    struct import_builder *builder;
    size_t fields[FAQBOT_IMPORT_COLUMNS_MAX];
    size_t count;              /* 0: the heading is still to come */
    struct faqbot_view status; /* what the column is called that says whether a row is shown */
};

/* For a service's table, whose columns have `names` (ended by NULL), question and answer first. Only the
 * first row is looked at. It is the heading if both of these are in it, which is true: columns of other
 * names are noted as not kept, `what` being what the service calls a column. Otherwise it is a row like any
 * other, and the columns are the first `plain_count` of the names. */
bool column_map_settle(struct column_map *map, const struct table_row *row, const char *const *names,
                       size_t plain_count, const char *what);

/* import_csv.c: reads rows as those of any table. */
void import_rows(struct import_builder *builder, const struct table_row *rows, size_t count);

/* Whether a row names a question and an answer, as a heading does. */
bool table_is_heading(struct import_builder *builder, const struct table_row *row);

#define SHEET_CELLS_MAX 4000000 /* of all sheets of a workbook */

/* ==== import_json.c: JSON =============================================================================== */

/* Parses a file. NULL, and the builder fails with FAQBOT_INVALID, naming the line, where it is no JSON or
 * passes a limit (JSON_DEPTH_MAX too), or FAQBOT_NO_MEMORY. The document is the caller's, released by
 * json_free(). */
struct json *import_json_parse(struct import_builder *builder, struct faqbot_view text);

/* The value that a text is, to be released by json_free(). NULL: it is none, and *complaint says why; or
 * there is no memory, the builder fails and *complaint is NULL. */
struct json *import_json_value(struct import_builder *builder, struct faqbot_view text,
                               const struct json_limits *limits, const char **complaint);

/* The limits of a file, and those of one line of our own, which our reader will read again, or of a cell. */
extern const struct json_limits import_json_whole;
extern const struct json_limits import_json_small;

/* Whether the text, blanks aside, begins as JSON does, with '{' or '['; and whether it looks like JSON
 * Lines: its first two lines begin with '{' and end with '}'. */
bool import_json_is_json(struct faqbot_view text);
bool import_json_is_lines(struct faqbot_view text);

/* The string that the member is; empty where there is none, or it is no string. */
struct faqbot_view json_text(const struct json *object, const char *key);

/* Whether `word` is one of those in the text, which have white space between them. */
bool has_word(struct faqbot_view words, struct faqbot_view word);

/* The day of a time such as 2026-11-30T12:00:00Z; empty where the text begins with none. */
struct faqbot_view day_of(struct faqbot_view time);
#define DAY_BYTES 10 /* of a time those that are the day */

/* ==== tree.c: JSON and YAML as one kind of tree ========================================================= */

enum tree_kind { TREE_JSON, TREE_ANY };

/* Reads JSON, JSON Lines or, with TREE_ANY, YAML as a list of its documents, which lies in the arena; a line's
 * `line` is its number. Numbers are texts that are plain, null is YAML_UNREAD. NULL: the builder fails as
 * import_json_parse() and yaml_parse() do. */
const struct yaml_tree *tree_read(struct import_builder *builder, struct faqbot_view text,
                                  enum tree_kind kind, struct arena *arena);

/* Whether a document of JSON Lines is a line that is no JSON, which is then skipped. */
bool tree_is_broken_line(struct import_builder *builder, const struct yaml_tree *tree);

/* One value of JSON so; NULL: no memory. Nothing of the value is kept. */
const struct yaml_tree *tree_of_json(struct arena *arena, const struct json *value);

/* The first member of that name, whatever its case and its '_', '-' and blanks; NULL. A name that ends in '#'
 * may have digits behind it. */
const struct yaml_tree *tree_member(const struct yaml_tree *tree, const char *name);

/* The value at a path of names with '.' between them, without going into lists; NULL. */
const struct yaml_tree *tree_walk(const struct yaml_tree *tree, const char *path);

/* Told of a value; true: it was what is looked for. */
typedef bool tree_take(void *user, const struct yaml_tree *value);

/* Calls for each value at the path, in which `*` is any name; a list stands for each of its elements, at the
 * end of the path too. Gives whether any call was true. */
bool tree_each(const struct yaml_tree *tree, struct faqbot_view path, tree_take *take, void *user);

/* Splits off the next of several paths, which have blanks between them; false at the end. */
bool tree_next_path(struct faqbot_view *paths, struct faqbot_view *path);

/* The first text at the first of the paths (NULL: none) where there is one that is not empty, trimmed. */
struct faqbot_view tree_text(const struct yaml_tree *tree, const char *paths);

/* Whether anything would be missed: not null, false, an empty text, or a list or mapping of nothing else. */
bool tree_says_something(const struct yaml_tree *tree);

/* Notes "PATH is not kept" of what of a mapping is on none of the `known` paths, several of which may stand in
 * one text (NULL: none), and says something. */
void tree_note_others(struct import_builder *builder, size_t row, const struct yaml_tree *tree,
                      const char *const *known, size_t count);

/* Appends the JSON without comments, the marks that pages put around scripts, and commas before brackets; with null for
 * NaN, and with line ends in strings escaped.
 * False: there was nothing of the kind. */
bool json_mend(struct faqbot_view text, struct buffer *out);

/* What it is once mended; NULL: no JSON even so, or no memory and the builder fails. Released by json_free(). */
struct json *json_parse_mended(struct import_builder *builder, struct faqbot_view text);

/* ==== tree_formats.c, import_tree.c: formats that are written in JSON or YAML ============================ */

/* Paths, as tree_each() takes them; blanks part several, of which the first that says something counts, and
 * all of them for questions, tags and related entries. */
enum tree_field {
    TREE_QUESTION,
    TREE_ANSWER,   /* one, or variations of which one is chosen */
    TREE_MARKDOWN, /* an answer in Markdown, which goes first */
    TREE_PASSAGE,  /* the text of an entry that answers no question of its own */
    TREE_GROUP,
    TREE_ID,
    TREE_TITLE,
    TREE_URL,
    TREE_SOURCE, /* an address, or the name of a document */
    TREE_LANG,
    TREE_UPDATED,
    TREE_TAGS,    /* with commas between them, or a list */
    TREE_PAIRS,   /* tags too, "NAME:VALUE" */
    TREE_RELATED, /* ids or groups */
    TREE_ENABLED, /* a draft where it says no */
    TREE_KNOWN,   /* what is read otherwise, or says nothing */
    TREE_COUNT
};

enum answer_form {
    ANSWER_PLAIN,   /* or HTML, where tags that answers are written with stand in it */
    ANSWER_LOOSE,   /* the same, or Markdown where that is unmistakable */
    ANSWER_MARKDOWN /* in which HTML may stand */
};

struct reader;
struct tree_format;

/* An entry while it is read. */
struct entry_reading {
    struct reader *reader;
    const struct yaml_tree *tree;
    struct import_record record;
    size_t strange;       /* questions that are no texts */
    size_t other_answers; /* beside the one that is taken */
};

/* Says with import_builder_skip() that an entry is none. */
typedef bool entry_refuse(struct entry_reading *entry);

/* `is_added` is false before the record is added, to change it, and true after, to tell. */
typedef void entry_look(struct entry_reading *entry, bool is_added);

struct tree_format {
    const char *name;
    const char *complaint; /* where there is no list of entries */
    enum tree_kind kind;
    enum answer_form form;
    const char *where; /* paths of the lists of entries, in the order in which they are looked for; "." is
                          the document */
    const char *mark;  /* a path that an entry has, or the mapping around: by this the format is recognised */
    const char *fields[TREE_COUNT];
    const char *within;    /* of a question or an answer that is a mapping, its text */
    const char *condition; /* of an answer that is a mapping, what makes it depend on something */
    const char *outer_title;
    const char *outer_lang; /* of the mapping around the list */
    const char *outer_known;
    bool is_by_language; /* questions and answers are mappings from languages */
    entry_refuse *refuse;
    entry_look *look;
    void (*look_around)(struct reader *reader, const struct yaml_tree *around);
};

/* One file while it is read. */
struct reader {
    struct import_builder *builder;
    const struct tree_format *format;
    struct arena arena;
    const struct yaml_tree *around; /* the mapping that holds the list at hand */
    size_t row;
    size_t lists;
    bool is_lines;
    bool has_prompts;
};

/* Ended by one without a name. */
extern const struct tree_format import_tree_formats[];

/* The sentences that both forms of QnA Maker say. */
#define IMPORT_PROMPTS_WITHOUT_NUMBER "%zu of its prompts name no pair by its number and are not kept"
#define IMPORT_ASKED_BEHIND_ANOTHER "it was asked behind another question only; it is found by itself now"
#define IMPORT_PROMPTS_ARE_RELATED "prompts became related entries, which are shown by their own questions"

/* tree_take functions whose user is an entry_reading: a question, a tag, or several with commas. That of an answer
 * has a choice as its user. */
bool entry_take_question(void *user, const struct yaml_tree *tree);
bool entry_take_tag(void *user, const struct yaml_tree *tree);
bool entry_take_answer(void *user, const struct yaml_tree *tree);

/* The answers of an entry, gone through: the first with a text that depends on nothing is taken, else the
 * first with a text. Start with zeroes and the format. */
struct answer_choice {
    const struct tree_format *format;
    struct faqbot_view text;
    bool is_sure;
    size_t count; /* of those with a text */
};

/* Adds a record whose answer is Markdown where that is unmistakable, and plain text or HTML where it is not:
 * for services that show either, depending on what their bot is asked through. */
void import_add_loose(struct import_builder *builder, struct import_record *record);

/* The row of that name, which there is. */
const struct tree_format *import_tree_format(const char *name);

/* Takes one entry. With `is_lines`, the tree's `line` is the row. */
void import_tree_take(struct reader *reader, const struct yaml_tree *tree);

/* Reads a whole file as the format of that name. */
void import_tree_file(struct import_builder *builder, struct faqbot_view text, const char *name);

/* The name of the format whose entries the documents have; NULL: of none. */
const char *import_tree_recognise(struct import_builder *builder, const struct yaml_tree *documents,
                                  bool is_json);

/* import_pairs.c: whether there is a pair of question and answer in the documents. */
bool import_pairs_recognise(struct import_builder *builder, const struct yaml_tree *documents);

/* ==== html_dom.c: HTML as a tree ======================================================================== */

#define HTML_DOM_BYTES_MAX ((size_t)16 * 1024 * 1024)   /* of the HTML */
#define HTML_DOM_MEMORY_MAX ((size_t)256 * 1024 * 1024) /* of the tree, and of what parsing it takes */
#define HTML_DOM_DEPTH_MAX 512 /* elements within each other; browsers stop there too */

/* Elements and texts of one page, and its attributes. libgumbo takes two seconds for as many in each other,
 * and four times as long for twice as many; pages have some thousands. */
#define HTML_DOM_NODES_MAX 32768
#define HTML_DOM_TAG_ATTRIBUTES_MAX 1024 /* of one tag: each is compared with all others */

struct html_dom {
    struct arena arena;
    enum faqbot_status status;
    const char *complaint; /* FAQBOT_LIMIT: a static clause that says which ("it has too many elements") */
    const GumboNode *root; /* the html element; valid until release, and only with FAQBOT_OK */
};

/* Parses a page or a part of one: any bytes are HTML. All texts of the tree are valid UTF-8; `html` must
 * live as long as the tree. FAQBOT_LIMIT: a limit above, or more than `nodes_max` nodes or attributes
 * (HTML_DOM_NODES_MAX at most). FAQBOT_NO_MEMORY. To be released in any case. */
void html_dom_parse(struct html_dom *tree, struct faqbot_view html, size_t nodes_max);
void html_dom_release(struct html_dom *tree);

/* The nodes right within an element; none for any other node. */
size_t html_dom_child_count(const GumboNode *node);
const GumboNode *html_dom_child(const GumboNode *node, size_t index);

/* The kind of an element; GUMBO_TAG_SVG for all that are not HTML's, GUMBO_TAG_LAST for what is no
 * element. */
GumboTag html_dom_tag(const GumboNode *node);

/* Whether an element of HTML is called so, in any case. */
bool html_dom_is_tag(struct faqbot_view name);

/* An attribute's value, valid as long as the tree; empty, and its bytes NULL, where the node has none of
 * that name. */
struct faqbot_view html_dom_attribute(const GumboNode *node, const char *name);

/* What a node of text says; empty for any other node. */
struct faqbot_view html_dom_text(const GumboNode *node);

#define HTML_NO_BREAK_SPACE "\xc2\xa0"

/* Takes as many bytes that are no white space off the front of what the node says. */
void html_dom_skip(const GumboNode *node, size_t bytes);

/* Whether an address has no scheme, so that it leads to beside the page or within it. */
bool html_is_relative(struct faqbot_view address);

/* Where an address leads that stands on the page at `base` (RFC 3986, 5.2), in the arena; the address itself where
 * it is complete or the base is empty. Its bytes are NULL without memory. */
struct faqbot_view html_resolve(struct arena *arena, struct faqbot_view base, struct faqbot_view address);

/* ==== page_elements.c: what the elements of a page say =================================================== */

#define PAGE_QUESTION_BYTES_MAX 400 /* what is longer is no question but a text with one in it */
#define PAGE_LEVELS 7               /* h1 to h6 */

/* An element that asks, or one with which an answer ends. */
struct page_mark {
    const GumboNode *node;
    bool is_end;
};

/* A page that is looked at. Start with page_init(), end with page_release(). */
struct page {
    struct import_builder *builder;
    struct fault_reporter reporter;
    struct kb_sink sink;
    struct kb_reader reader; /* for kb's ways with labels and numbers */
    struct arena arena;
    struct buffer text; /* of an element that is looked at, up to `solid` without signs at its end */
    size_t solid;
    bool is_faq; /* it says so in its title or its first headings */
    struct page_mark *marks;
    size_t mark_count;
    size_t mark_capacity;
    /* import_page.c's: */
    struct piece *pieces;
    size_t count;
    size_t capacity;
    size_t asking[PAGE_LEVELS]; /* headings of each level that end in a question mark, and all of them */
    size_t all[PAGE_LEVELS];
    size_t named; /* elements that are there for questions, and how many of them end in a question mark */
    size_t named_asking;
    size_t bold;             /* bold texts that ask, whose line goes on with the answer */
    size_t hidden;           /* elements around that a style hides */
    const GumboNode *holder; /* what all questions that are no details and no terms lie in; NULL: not known */
};

void page_init(struct page *page, struct import_builder *builder);
void page_release(struct page *page);

/* Whether what the node holds is text to a reader: scripts and drawings are not; and whether it is not, or there to
 * find one's way about. */
bool page_is_heard(const GumboNode *node);
bool page_is_furniture(const GumboNode *node);

/* Whether the element itself is hidden until a script shows it. */
bool page_is_hidden(const GumboNode *node);

/* 1 to 6; 0: no heading. */
unsigned page_heading_level(const GumboNode *node);

/* Whether a class, or an attribute, says that the element asks. */
bool page_has_question_class(const GumboNode *node);
bool page_opens_panel(const GumboNode *node);

/* Whether there is a letter or a digit in it. */
bool page_says(const GumboNode *node);

/* The first bytes of its text as one line, without signs at its ends, valid until the next call. */
struct faqbot_view page_text(struct page *page, const GumboNode *node);

/* Whether a text of that kind ends as a question. */
bool page_asks(struct faqbot_view text);

/* Whether it is a list of links to places of the page, or a link to its top; and whether it asks for a click on one
 * of several buttons. */
bool page_is_contents(const GumboNode *node);
bool page_is_feedback(struct page *page, const GumboNode *node);

/* Marks the questions that stand in pairs with their answers, and where the answers end. */
void page_find_pairs(struct page *page, const GumboNode *root);
bool page_is_marked(const struct page *page, const GumboNode *node, bool is_end);

/* ==== import_page.c: a page that does not say which its questions are ==================================== */

/* Adds the questions of the page in the forms that pages have for them; records begin as `around` says, and their
 * rows count on from `row`. Gives how many there are. */
size_t import_page_forms(struct import_builder *builder, const GumboNode *root,
                         const struct import_record *around, size_t row);

#endif
