/* convert/convert_internal.h - what the files of convert/ share among themselves. */
#ifndef CONVERT_CONVERT_INTERNAL_H
#define CONVERT_CONVERT_INTERNAL_H

#include <faqbot.h>
#include <faqbot_tools.h>

#include <gumbo.h>

#include "kb/kb.h"
#include "util/json.h"
#include "util/util.h"

/* ==== import_builder.c ================================================================================== */

/* What the readers of foreign formats see. They hand over a record for each row; the
 * collector sees to the rest: repeated rows, ids, the report, our own format.
 * 
 * The collector is sticky. The first failure fills its fault, and from then on every function here does
 * nothing, so a reader makes its calls one after the other and looks at import_builder_failed() only where it
 * would otherwise go on for long. What is merely wrong with a row is not a failure: it goes into the report. */

#define IMPORT_BUILDER_LIST_MAX 64                                /* tags, and related ids, of one entry */
#define IMPORT_BUILDER_RECORD_BYTES_MAX ((size_t)4 * 1024 * 1024) /* of one record, its texts together */

#define IMPORT_BUILDER_QUESTION_CHARS 300 /* of the question of a row that is left out, for the report */

struct import_builder;

/* A list of texts that grows in an arena. Start with an empty one; it is as sticky as a buffer, and a record
 * that holds one that failed makes the collector fail, so nobody else has to look. */
struct texts {
    struct faqbot_view *items;
    size_t count;
    size_t room;
    bool failed;
};

/* How a text is written. */
enum import_markup {
    IMPORT_MARKDOWN, /* as our own answers: kept as it is */
    IMPORT_PLAIN /* characters that mean themselves, lines that end where they end: escaped into Markdown */
};

/* One row of the foreign file, as far as a FAQ entry has a place for it. What has no place is the reader's
 * to tell of, with import_builder_note(): nothing is lost in silence. Empty views and lists are allowed
 * everywhere. All text is valid UTF-8 without NUL; it is copied. */
struct import_record {
    size_t row; /* for the report: see faqbot_import_event */
    /* Rows of one group (the service's number of the question, say) are one entry as long as their answers
     * are equal or missing. Rows that have both question (case and signs aside) and answer of
     * an earlier one are that entry, too. Whatever else has two answers stays two entries. */
    struct faqbot_view group;
    struct faqbot_view id;       /* the service's own name of the entry: made fit and distinct */
    struct faqbot_view question; /* where empty, the first of `also` that is not */
    struct texts also;
    struct faqbot_view answer;
    enum import_markup markup; /* of `answer` */
    struct faqbot_view title;
    struct faqbot_view url;
    struct faqbot_view lang;
    struct faqbot_view updated;   /* a day, 2026-11-30 */
    struct faqbot_view review_by; /* the same */
    struct faqbot_view disclaimer;
    struct texts tags;
    /* What may be asked next: `id`s or, where a record has none, `group`s of other records, before or
     * behind. */
    struct texts related;
    bool is_draft; /* kept, but not to be answered yet */
    /* a text that answers no question of its own: `question` is its heading, and may be empty */
    bool is_passage;
};

/* Each fails with FAQBOT_NO_MEMORY, or FAQBOT_LIMIT where there are too many rows or a text is too long. */

/* Takes a row: it becomes an entry, joins one, or is left out because it lacks question or answer (or has
 * more than IMPORT_BUILDER_RECORD_BYTES_MAX). */
void import_builder_add(struct import_builder *builder, const struct import_record *record);

/* Takes a line of our own format, which must live as long as the collector; `id` and `question` are what it
 * says. A line whose id an earlier one had joins it if both are the same, and is left out otherwise. */
void import_builder_add_line(struct import_builder *builder, size_t row, struct faqbot_view id,
                             struct faqbot_view question, struct faqbot_view line);

/* Says that a row is left out. The sentence is printf-like, without a final full stop; views are given as
 * "%.*s" with VIEW_ARGS (base/fault.h). */
void import_builder_skip(struct import_builder *builder, size_t row, struct faqbot_view question,
                         const char *sentence, ...) __attribute__((format(printf, 4, 5)));

/* Says what of a row is not kept, or is kept otherwise than it stands; call it after the row itself is added.
 * Row 0: of the whole file. */
void import_builder_note(struct import_builder *builder, size_t row, const char *sentence, ...)
    __attribute__((format(printf, 3, 4)));

/* Notes a cell that has no place: `why` stands between "cell N " and "is not kept". Empty cells are not
 * missed, and nothing is said of them. */
void import_builder_note_cell(struct import_builder *builder, size_t row, size_t column,
                              struct faqbot_view cell, const char *why);

/* The import fails: fills the fault unless it is filled already. Line 0: of the whole file. */
void import_builder_fail(struct import_builder *builder, enum faqbot_status status, unsigned line,
                         const char *sentence, ...) __attribute__((format(printf, 4, 5)));
bool import_builder_failed(const struct import_builder *builder);

/* What a collector holds: for collector.c, which fills it, and delivery.c, which empties it. */

#define IMPORT_ENTRIES_NONE SIZE_MAX
/* of all texts: a file that unfolds is stopped there */
#define IMPORT_ENTRIES_BYTES_MAX (8 * FAQBOT_IMPORT_FILE_BYTES_MAX)

/* An entry that is being made. */
struct import_entry {
    size_t row;                   /* its first */
    struct faqbot_view source_id; /* as the record has it; may be empty */
    struct faqbot_view id;        /* ours, fit and distinct: delivery's to fill in */
    struct texts phrasings;       /* the question first */
    struct faqbot_view answer;    /* Markdown */
    struct faqbot_view title;
    struct faqbot_view url;
    struct faqbot_view lang;
    struct faqbot_view updated;
    struct faqbot_view review_by;
    struct faqbot_view disclaimer;
    struct texts tags;
    struct texts related;    /* as the service names them */
    struct faqbot_view line; /* one of our own that stays as it is; the rest is then empty; borrowed */
    bool is_draft;
    bool is_passage;              /* its one phrasing, or none, is the heading */
    struct faqbot_view complaint; /* why our own reader would not take it; empty: it does */
};

/* What is to be told, in this order. */
struct import_note {
    enum faqbot_import_outcome outcome;
    size_t row;
    size_t item; /* TAKEN, JOINED: its number; else IMPORT_ENTRIES_NONE */
    struct faqbot_view question;
    struct faqbot_view sentence;
};

/* The item that first came with a key. */
struct import_lookup {
    struct string_table keys;
    size_t *items; /* by the key's number */
    size_t capacity;
};

struct import_builder {
    const char *path;           /* the input's name, for faults; borrowed */
    const char *map;            /* what --map says; NULL: nothing; borrowed */
    struct faqbot_fault *fault; /* what failed first; borrowed */
    struct arena arena;         /* lives as long as the collector */
    struct arena row_arena;     /* a reader's, for what it makes up of one row: the reader resets it */
    struct arena scratch;       /* what one record needs; reset with the next */
    struct import_entry *items;
    size_t item_count;
    size_t item_capacity;
    struct import_note *events;
    size_t event_count;
    size_t event_capacity;
    struct import_lookup same;      /* by group, or else question, and answer */
    struct import_lookup groups;    /* by group alone */
    struct import_lookup names;     /* by the record's id */
    struct import_lookup questions; /* by the folded question */
    struct string_table taken;      /* ids that are somebody else's */
    struct string_table given;      /* phrasings, each behind its item's number */
};

/* All are borrowed until release. `fault` is emptied. */
void import_entries_init(struct import_builder *builder, const char *path, const char *map,
                         struct faqbot_fault *fault);
void import_entries_release(struct import_builder *builder);

/* Doubles the room of an array of elements of `size` bytes where `count` have none left. *array stays as it
 * is where there is no memory, which is false. */
bool import_entries_grow(void *array, size_t count, size_t *capacity, size_t size);

/* Appends the view, not a copy of its bytes. */
void import_entries_add_text(struct texts *texts, struct arena *arena, struct faqbot_view text);

/* The item of `key`; IMPORT_ENTRIES_NONE: there is none. */
size_t import_entries_find(const struct import_lookup *lookup, struct faqbot_view key);

/* Gives the key to the item, unless it has one already; false: no memory. */
bool import_entries_add(struct import_lookup *lookup, struct faqbot_view key, size_t item);

/* ==== import.c ========================================================================================== */

/* The table of formats that can be imported. A format is a file of its name with one function. */

/* Reads a whole file (valid UTF-8 without NUL and byte order mark, valid as long as the collector) and
 * hands its rows to the collector, in their order. Makes the collector fail with FAQBOT_INVALID where the file
 * is not of the format, FAQBOT_LIMIT or FAQBOT_NO_MEMORY. */
typedef void import_formats_read(struct import_builder *builder, struct faqbot_view text);

/* Reads a folder as one import. Fails also with FAQBOT_NOT_FOUND or FAQBOT_IO. */
typedef void import_formats_read_folder(struct import_builder *builder, const char *path);

struct import_format {
    const char *name;        /* as `faqbot import NAME` has it: lower-case letters, digits and '-' */
    const char *description; /* a line */
    bool takes_map;          /* collector->map means something to it */
    import_formats_read *read;
    import_formats_read_folder *read_folder; /* NULL: it is always one file */
};

/* The format of that name, or NULL. */
const struct import_format *import_formats_find(const char *name);

/* ==== import_builder.c ================================================================================== */

/* The file that is imported, whole. */

/* Reads the file, or file descriptor 0 where `path` is "-", into `bytes`, whose limit is the file's. Gives its
 * text: valid UTF-8 without NUL, and without a byte order mark. Fails with FAQBOT_NOT_FOUND, FAQBOT_IO,
 * FAQBOT_INVALID (no text), FAQBOT_LIMIT or FAQBOT_NO_MEMORY, and fills `fault`. */
struct faqbot_view import_input_read(const char *path, struct buffer *bytes, struct faqbot_fault *fault);

/* ==== export_sink.c ===================================================================================== */

/* One file in one folder, there as a whole or not at all. */

struct output;

/* Begins the file `name` (letters, digits, '-' and '.') in `folder`, which is made where it is not there,
 * but not its parents. Links at `name` are not followed. Fails with FAQBOT_INVALID (`name` is there and
 * `force` is not set), FAQBOT_NOT_FOUND, FAQBOT_IO or FAQBOT_NO_MEMORY: then `fault` is filled and NULL comes
 * back. The output is the caller's, released by output_free(). Each function here does nothing where `fault`
 * is filled already. */
struct output *output_open(const char *folder, const char *name, bool force, struct faqbot_fault *fault);

/* Appends to what is to be the file. */
void output_add(struct output *output, struct faqbot_view bytes, struct faqbot_fault *fault);

/* Makes it durable and gives it its name. */
void output_commit(struct output *output, struct faqbot_fault *fault);

/* What was not committed is removed, the folder with it where it was made for the file. NULL is allowed. */
void output_free(struct output *output);

/* ==== import_commit.c =================================================================================== */

/* From a collector to a file of our own, with the report. */

/* Gives every item an id that is fit and distinct, finds out whom the related ones are, tries each on our
 * own reader, writes those that it takes to `output` (NULL: nowhere) and tells of every row in order.
 * Fills the counts of `result`. Does nothing where the collector has failed. Gives the status of the
 * collector's fault: FAQBOT_INVALID where nothing is left to write, the output's, or FAQBOT_NO_MEMORY. */
enum faqbot_status import_commit(struct import_builder *builder, struct output *output,
                                 faqbot_import_callback *tell, void *tell_user,
                                 struct faqbot_import_result *result);

/* An item as a line of our own format, JSON Lines. */

/* Members of a JSON object that are there only where they say something; the formats of export use them too. */
void jsonl_write_add_text(struct json_writer *writer, const char *key, struct faqbot_view text);
void jsonl_write_add_list(struct json_writer *writer, const char *key, const struct faqbot_view *list,
                          size_t count);

struct jsonl_write_verdict {
    bool is_accepted; /* a draft too, which is handed to nobody */
    size_t phrasings; /* by which it is asked: of a FAQ entry that is no draft */
};

/* The ids that a folder of knowledge has already. */

/* Adds the ids of all entries of the folder to `taken`, but for those of its file `name`, which is to be
 * replaced. What cannot be read has none. Fails with FAQBOT_NO_MEMORY, `fault` filled. */
void existing_ids_read(const char *folder, const char *name, struct string_table *taken,
                       struct faqbot_fault *fault);

/* ==== import_table.c ==================================================================================== */

/* Any table with a question and an answer in each row. */

/* The first row names the columns; the map says which is what (mapping.h). Answers are Markdown,
 * in which HTML may stand. A cell of further phrasings holds one a line; tags and related ids have commas
 * between them. Rows of one id are one entry. Columns are told apart by what the first row has most of:
 * commas, semicolons or tabs. */
import_formats_read import_csv;

/* The same with tabs, whatever the first row has. */
import_formats_read import_tsv;

/* CSV and TSV as rows of cells, over libcsv. */

#define CSV_TABLE_ROW_BYTES_MAX (16 * FAQBOT_IMPORT_CELL_BYTES_MAX)

struct csv_table_row {
    size_t line; /* where the row begins, from 1 */
    /* without their quotes; blanks around an unquoted cell are not part of it */
    const struct faqbot_view *cells;
    size_t count; /* 1 at least */
};

/* Told of each row that has a cell with something in it, the heading first. The row is valid until it
 * returns; the reading ends when the reader's fault is filled. */
typedef void csv_table_take(void *user, const struct csv_table_row *row);

/* Reads RFC 4180 with any delimiter: cells may be quoted, a quote within quotes is doubled, a quoted cell
 * may hold delimiters and line ends; lines end in LF, CR LF or CR. A quote elsewhere stands for itself.
 * Fails, with `fault` filled, with FAQBOT_INVALID (a quote that is never closed),
 * FAQBOT_LIMIT (FAQBOT_IMPORT_* and the above) or FAQBOT_NO_MEMORY. */
void csv_table_read(struct faqbot_view text, char delimiter, const char *path, csv_table_take *take,
                    void *user, struct faqbot_fault *fault);

/* Whether a heading is this name, or begins so, in any case (ASCII) and with any blanks around it. */
bool csv_table_is_called(struct faqbot_view heading, struct faqbot_view name);

/* Of ',', ';' and tab the one that stands most often in the first line, outside quotes; ',' where none
 * does. */
char csv_table_guess_delimiter(struct faqbot_view text);

/* Which column of a table is what. */

enum column_map_field {
    COLUMN_MAP_QUESTION,
    COLUMN_MAP_ANSWER,
    COLUMN_MAP_ALSO,
    COLUMN_MAP_ID,
    COLUMN_MAP_TITLE,
    COLUMN_MAP_URL,
    COLUMN_MAP_LANG,
    COLUMN_MAP_TAGS,
    COLUMN_MAP_UPDATED,
    COLUMN_MAP_REVIEW_BY,
    COLUMN_MAP_DISCLAIMER,
    COLUMN_MAP_RELATED,
    COLUMN_MAP_STATUS,
    COLUMN_MAP_NONE, /* the column is not kept */
    COLUMN_MAP_COUNT = COLUMN_MAP_NONE
};

/* The field of each column; of a service's own tables, the place of its name in a list of theirs. */
struct column_map {
    size_t fields[FAQBOT_IMPORT_COLUMNS_MAX];
    size_t count; /* 0: the heading is still to come */
};

/* The same for a service's table, whose columns have `names` (ended by NULL), question and answer first. Only
 * the first row is looked at. It is the heading if both of these are in it, which is true: columns of other
 * names are noted as not kept, `what` being what the service calls a column. Otherwise it is a row like any
 * other, and the columns are the first `plain_count` of the names. */
bool column_map_settle(struct import_builder *builder, struct column_map *mapping,
                       const struct csv_table_row *row, const char *const *names, size_t plain_count,
                       const char *what);

/* ==== import_json.c ===================================================================================== */

/* A whole file that is one JSON text, and what formats ask of its values. */

#define JSON_DOCUMENT_VALUES_MAX 2000000 /* of one file: some 200 MB of memory */
#define JSON_DOCUMENT_KEYS_MAX 256       /* of one object */
#define JSON_DOCUMENT_DAY_BYTES 10       /* of 2026-11-30T12:00:00Z those that are the day */

/* Parses the text. Gives NULL and fills `fault` with FAQBOT_INVALID, where it is no JSON or passes a limit
 * (JSON_DEPTH_MAX too), or FAQBOT_NO_MEMORY; `fault` names the line. The document is the caller's, released by
 * json_free(). */
struct json *json_document_parse(const char *path, struct faqbot_view text, struct faqbot_fault *fault);

/* Told of each row: `row` for the report. */
typedef void json_document_take(void *user, size_t row, const struct json *value);

/* Whether the text looks like JSON Lines: its first two lines begin with '{' and end with '}'. */
bool json_document_is_lines(struct faqbot_view text);

/* Whether the text, blanks aside, begins as JSON does, with '{' or '['. */
bool json_document_is_json(struct faqbot_view text);

/* Hands over the value of each line; a line that is no JSON is left out. Rows are lines. Ends when the
 * collector fails. */
void json_document_each_line(struct import_builder *builder, struct faqbot_view text,
                             json_document_take *take, void *user);

/* Hands over each element of the array (of none, where it is no array). Rows count from 1. Ends when the
 * collector fails. */
void json_document_each(const struct import_builder *builder, const struct json *array,
                        json_document_take *take, void *user);

/* The string that the member is; empty where there is none, or it is no string. */
struct faqbot_view json_document_text(const struct json *object, const char *key);

/* Adds the strings of an array, or the one string that stands for it; what is no string is passed over. Gives
 * how many elements that are. `value` may be NULL. */
size_t json_document_list(struct arena *arena, const struct json *value, struct texts *list);

/* Adds the parts of a text between separators, trimmed. */
void json_document_split(struct arena *arena, struct faqbot_view text, char separator, struct texts *list);

/* Notes "WHATNAME is not kept" of a member that `known` (ended by NULL) does not name and that holds
 * something: not null, false, an empty text, or a list or object of nothing else. `what` stands before its
 * name, as "args." does. */
void json_document_note_member(struct import_builder *builder, size_t row, const struct json *member,
                               const char *const *known, const char *what);

/* The same of each member of `object`, which may be NULL. */
void json_document_note_others(struct import_builder *builder, size_t row, const struct json *object,
                               const char *const *known, const char *what);

/* The day of a time such as 2026-11-30T12:00:00Z; empty where the text begins with none. */
struct faqbot_view json_document_day(struct faqbot_view time);

/* Our own JSON Lines, as `faqbot export jsonl` writes them. */

/* Each line that our own reader takes is written again as it is, byte for byte; the others are left out
 * with what the reader says of them. Of two lines with one id, the second is left out. */
import_formats_read import_jsonl;

/* The FAQ table of a knowledge base of Dialogflow. */

/* CSV without a heading: questions in the first column, answers, plain text or HTML, in the second. A
 * first row that says "question" and "answer" is taken for a heading all the same. */
import_formats_read import_dialogflow;

/* A corpus of nlp.js. */

/* {"name", "locale", "data": [{"intent", "utterances", "answers"}...]}, or a list of such. An intent is an
 * entry: its utterances ask, its first answer that has no condition answers, as plain text or HTML. Intents
 * without answers and the intent None are left out; entities, contexts, slots and further answers have no
 * place here. */
import_formats_read import_nlpjs;

/* ==== import_faqpage.c ================================================================================== */

/* The questions that a web page says it answers, in the words of schema.org. */

/* A saved page with JSON-LD in it (<script type="application/ld+json">) or, where that has no questions,
 * microdata; or a file of JSON-LD alone. Each Question is an entry wherever it stands: within a FAQPage
 * or QAPage, a list, a @graph. Its name asks, as do its alternateNames; its acceptedAnswer answers, or
 * else the suggestedAnswer with the most votes; answers are HTML. identifier, url, keywords, inLanguage
 * and dateModified are kept, title, address and language of the page too. */
import_formats_read import_faqpage;

/* ==== import_kendra.c =================================================================================== */

/* The FAQ files of Amazon Kendra. */

/* JSON, {"FaqDocuments": [{"Question", "Answer", "Attributes"}...]}; CSV with a heading that has _question
 * and _answer in it; or CSV without one: question, answer, address. Of the attributes _source_uri is the
 * address, _language_code the language, _category a tag, _document_title the title and _last_updated_at
 * the day; others, and who may see an answer (AccessControlList), have no place here. Answers are plain
 * text or HTML. */
import_formats_read import_kendra;

/* ==== import_qnabot.c =================================================================================== */

/* What QnABot on AWS exports: JSON or JSON Lines. */

/* {"qna": [ITEM...]}, [ITEM...], or an ITEM a line. The questions of an item are `q`, a text or a list of
 * texts or of {"q"}, or `questions`, the same, or `question1`, `question2` ... of its spreadsheets. The
 * answer is alt.markdown or, as plain text or HTML, `a`; `t` and `tags` are tags; `next` and buttons that
 * lead to an item are related. An item of the type "text" is a passage; those of other types, and records
 * of use, are left out. */
import_formats_read import_qnabot;

/* ==== import_qnamaker.c ================================================================================= */

/* QnA Maker, and Azure's custom question answering after it. */

/* TSV, with the columns Question, Answer, Source, Metadata, SuggestedQuestions, IsContextOnly, Prompts, QnaId
 * and SourceDisplayName or the first four of them, of which each row has a question; or JSON, as the portals
 * and the services' own interfaces give it (qnaDocuments, qnaList, assets.qnas). Pairs of one number are one
 * entry; without numbers those of one answer are. Answers are Markdown, with HTML in it or not. Metadata
 * become tags ("name:value"), follow-up prompts related entries, an address as source the url. */
import_formats_read import_qnamaker;

/* ==== import_rasa.c ===================================================================================== */

/* The questions of Rasa's retrieval intents, with their responses. */

/* YAML: training data (nlu) and responses, in one file or, of a folder, in any. An intent NAME/QUESTION is an
 * entry of that id and the tag NAME: its examples ask, without their annotations, and the response
 * utter_NAME/QUESTION answers, of several the first that is for every channel, as Markdown. Buttons that lead
 * to such an intent become related entries. Other intents are left out. */
import_formats_read import_rasa;
import_formats_read_folder import_rasa_folder;

/* A folder of files that is imported as one. */

/* Told of a file: its text as import_input_read() gives it, valid until it returns. `fault` is for what is wrong with
 * the file alone: INVALID or LIMIT leaves it out, NO_MEMORY ends the reading. */
typedef void rasa_project_take(void *user, const char *path, struct faqbot_view text,
                               struct faqbot_fault *fault);

/* Whether `path` is a folder. */
bool rasa_project_is_folder(const char *path);

/* What a visitor may say, as Rasa's training data have it. */

#define RASA_EXAMPLE_MARK_BYTES_MAX 1024 /* of a marked text with its annotation; a longer one is none */

/* The example without its annotations, in the arena: of "[TEXT](ENTITY)" and "[TEXT]{"entity": ...}" the text
 * alone. False: no memory. */
bool rasa_example_strip(struct arena *arena, struct faqbot_view example, struct faqbot_view *text);

/* ==== html_dom.c ======================================================================================== */

/* HTML as a tree, within bounds: the only place that calls libgumbo. */

#define HTML_DOM_BYTES_MAX ((size_t)16 * 1024 * 1024)   /* of the HTML */
#define HTML_DOM_MEMORY_MAX ((size_t)256 * 1024 * 1024) /* of the tree, and of what parsing it takes */
#define HTML_DOM_DEPTH_MAX 512 /* elements within each other; browsers stop there too */
/* Elements and texts of one page, and its attributes. libgumbo takes two seconds for as many in each other, and four
 * times as long for twice as many; pages have some thousands. */
#define HTML_DOM_NODES_MAX 32768
#define HTML_DOM_TAG_ATTRIBUTES_MAX 1024 /* of one tag: each is compared with all others */

/* Declare it, html_dom_init() it, html_dom_release() it. */
struct html_dom {
    struct arena arena;
    const GumboNode *root; /* the html element; valid until release */
};

/* An empty tree. Allocates nothing yet. */
void html_dom_init(struct html_dom *tree);
void html_dom_release(struct html_dom *tree);

/* Parses a page or a part of one, once: any bytes are HTML. All texts of the tree are valid UTF-8;
 * `html` must live as long as the tree. FAQBOT_LIMIT: a limit above, or more than `nodes_max` nodes or
 * attributes (HTML_DOM_NODES_MAX at most); *complaint is a static clause that says which ("it has too many
 * elements"). FAQBOT_NO_MEMORY. */
enum faqbot_status html_dom_parse(struct html_dom *tree, struct faqbot_view html, size_t nodes_max,
                                  const char **complaint);

/* The nodes right within an element; none for any other node. */
size_t html_dom_child_count(const GumboNode *node);
const GumboNode *html_dom_child(const GumboNode *node, size_t index);

/* Whether it is an element of HTML of that kind. */
bool html_dom_is(const GumboNode *node, GumboTag tag);

/* An attribute's value, valid as long as the tree; empty where the node has none of that name. */
struct faqbot_view html_dom_attribute(const GumboNode *node, const char *name);
bool html_dom_has_attribute(const GumboNode *node, const char *name);

/* What a node of text says; empty for any other node. */
struct faqbot_view html_dom_text(const GumboNode *node);

/* What an element of HTML is to the conversion into Markdown. */

enum html_element_role {
    HTML_ELEMENT_INLINE = 0, /* its content alone counts; unknown elements too */
    HTML_ELEMENT_DROPPED,    /* says nothing to a reader: scripts, styles, fields of a form */
    HTML_ELEMENT_MEDIA,      /* cannot be shown: films, frames, drawings */
    HTML_ELEMENT_STRUCK,     /* text that no longer holds */
    HTML_ELEMENT_STRONG,
    HTML_ELEMENT_EMPHASIS,
    HTML_ELEMENT_CODE,
    HTML_ELEMENT_BREAK,
    HTML_ELEMENT_LINK,
    HTML_ELEMENT_IMAGE,
    HTML_ELEMENT_BLOCK, /* stands in lines of its own */
    HTML_ELEMENT_HEADING,
    HTML_ELEMENT_LIST,
    HTML_ELEMENT_ORDERED,
    HTML_ELEMENT_ITEM,
    HTML_ELEMENT_QUOTE,
    HTML_ELEMENT_PREFORMATTED,
    HTML_ELEMENT_TABLE,
    HTML_ELEMENT_ROW,
    HTML_ELEMENT_CELL,
    HTML_ELEMENT_HEADING_CELL
};

/* The role of an element; of what is none (text, a comment) HTML_ELEMENT_INLINE. */
enum html_element_role html_element_role(const GumboNode *node);

/* How many cells a row has. */
size_t html_element_cell_count(const GumboNode *row);

/* Whether anything within the node ends a line. Where nothing does, its line ends are likely to be meant. */
bool html_element_breaks_lines(const GumboNode *node);

/* Whether the node says anything: a text, or an image's alternative. */
bool html_element_shows_text(const GumboNode *node);

/* ==== html_import.c ===================================================================================== */

/* Rows whose answers are HTML. */

/* All of them are import_builder_add() with another answer than the record's, and note what of it is not kept; a
 * row whose answer passes a limit of markup.h is left out. */

/* The answer is HTML, or plain text with entities where it has no element. */
void import_html_add(struct import_builder *builder, const struct import_record *record,
                     struct faqbot_view html);

/* The record's own answer is plain text, unless an element that answers are written with (p, br, a, li ...)
 * stands in it: then it is HTML, which is noted. */
void import_html_add_either(struct import_builder *builder, const struct import_record *record);

/* The answer is what an element holds. */
void import_html_add_element(struct import_builder *builder, const struct import_record *record,
                             const GumboNode *element);

/* The answer is Markdown in which HTML may stand; without any it is kept as it is. */
void import_html_add_mixed(struct import_builder *builder, const struct import_record *record,
                           struct faqbot_view markdown);

/* A text that may have mark-up in it as one line without, in the collector's arena. Where mark-up was
 * dropped, *had_markup is set. What cannot be read is given back as it is. */
struct faqbot_view import_html_flatten(struct import_builder *builder, struct faqbot_view text,
                                       bool *had_markup);

/* HTML as Markdown: for the answers of services that keep theirs in HTML. */

#define HTML_MARKDOWN_NODES_MAX 8192                      /* elements and texts of one answer */
#define HTML_MARKDOWN_BYTES_MAX ((size_t)4 * 1024 * 1024) /* of the Markdown */
#define HTML_MARKDOWN_LOSSES_MAX 8                        /* that are told of */

/* What Markdown, as our answers have it, has no place for. */
enum html_markdown_loss_kind {
    HTML_MARKDOWN_IMAGE,         /* its alternative text is kept */
    HTML_MARKDOWN_MEDIA,         /* a film, a frame ... */
    HTML_MARKDOWN_RELATIVE_LINK, /* leads to beside the page; its text is kept */
    HTML_MARKDOWN_EMPTY_LINK,    /* has nothing to be seen or read out, and so is not kept */
    HTML_MARKDOWN_LINK_IN_CODE,  /* where Markdown has none; its text is kept */
    HTML_MARKDOWN_STRUCK,        /* text that no longer holds; `what` is empty */
    HTML_MARKDOWN_UNSAFE_LINK /* javascript:, data: or another that is not http, https or mailto; its text is kept */
};

struct html_markdown_loss {
    enum html_markdown_loss_kind kind;
    struct faqbot_view what; /* the address; may be empty */
};

/* All of it lies in the arena that the function was given. */
struct html_markdown {
    struct faqbot_view markdown; /* without a line end behind it; empty where nothing is to be seen */
    struct html_markdown_loss losses[HTML_MARKDOWN_LOSSES_MAX]; /* the first of them */
    size_t loss_count; /* of all, also those that have no room above */
};

/* Turns a part of a page (any bytes) into Markdown that says the same: paragraphs, lists, quotations,
 * code, strong, emphasis, links. Headings become strong paragraphs, the rows of a table items with " | "
 * between their cells; scripts, styles and forms are dropped. Where no element ends a line, line ends
 * do: such HTML is text that was given marks. FAQBOT_LIMIT: a limit above or of tree.h; *complaint is a static
 * clause that says which. FAQBOT_NO_MEMORY. */
enum faqbot_status html_markdown_convert(struct faqbot_view html, struct arena *arena,
                                         struct html_markdown *markup, const char **complaint);

/* The text of a part of a page as one line, without any mark-up: for questions. */
enum faqbot_status html_markdown_flatten(struct faqbot_view html, struct arena *arena,
                                         struct faqbot_view *line, const char **complaint);
enum faqbot_status html_markdown_flatten_element(const GumboNode *element, struct arena *arena,
                                                 struct faqbot_view *line, const char **complaint);

/* What a loss is, as a clause without its `what`. */
const char *html_markdown_loss_text(enum html_markdown_loss_kind kind);

/* ==== md_writer.c ======================================================================================= */

/* The text of one paragraph with its styles. */

enum md_inline_style {
    MD_INLINE_STRONG = 1,
    MD_INLINE_EMPHASIS = 2,
    MD_INLINE_CODE = 4
}; /* may be joined by | */

/* How a stretch of text looks. */
struct look {
    unsigned style;
    const struct faqbot_view
        *link; /* the address that it leads to, http, https or mailto; NULL: none. One link is
                                       one pointer. Valid until the prose is reset */
};

/* A stretch of the text of one look, up to where the next begins. */
struct md_inline_run {
    size_t start;
    struct look look;
};

/* Declare it, md_inline_init() it, md_inline_release() it. Sticky: after a failure it ignores what is added. */
struct md_inline {
    struct buffer text; /* all of it: white space made one blank, a line end where a line breaks */
    struct md_inline_run *runs;
    size_t run_count;
    size_t run_capacity;
    struct look blank_look; /* of a blank that stands here as soon as something follows in the line */
    bool blank;
    bool failed; /* no memory, or over the limit */
    bool no_memory;
};

/* An empty one of `limit` bytes at most. Allocates nothing yet. */
void md_inline_init(struct md_inline *prose, size_t limit);
void md_inline_release(struct md_inline *prose);
void md_inline_reset(struct md_inline *prose);

/* Appends text (valid UTF-8) as HTML shows it: white space in a row is one blank, none at a line's ends;
 * other control characters are blanks, byte order marks are left out. */
void md_inline_add(struct md_inline *prose, struct faqbot_view text, struct look look);

/* A line ends here. Nothing where none has begun. */
void md_inline_break(struct md_inline *prose);

/* Whether there is nothing to be seen yet. */
bool md_inline_is_empty(const struct md_inline *prose);

/* Whether nothing stands in the line yet. */
bool md_inline_is_at_line_start(const struct md_inline *prose);

/* The one writer of Markdown (CommonMark 0.30), for import and for export: paragraphs and code,
 * in lists and quotations. What it is given comes in one of two forms, prose from foreign HTML or the nodes of our own
 * rich text; escapes, fences and indents are the same.
 * 
 * Imported prose is edited by people: it is written as they would, and a style that Markdown cannot express where it
 * stands is left out. Exported nodes must be read back as the same nodes: what would run together is parted by an empty
 * comment, which readers pass over. */

/* Of an import: with two nodes each, a paragraph and its styles they are as deep as an answer may be. */
#define MD_WRITER_LEVELS_MAX 6
#define MD_WRITER_MARKER_BYTES 16

/* An item or a quotation that is open. */
struct md_writer_level {
    char marker[MD_WRITER_MARKER_BYTES]; /* what its first line begins with */
    bool is_quote;
    bool is_pending; /* nothing of it is written yet, and nothing will be if nothing comes */
    char list;       /* an item: what marks its list */
    char last_list;  /* what marks the list that was written last in it; 0: something else was */
};

/* Make it with md_writer_make(); it is as sticky as its buffer. */
struct md_writer {
    struct buffer *out;                                       /* borrowed */
    struct md_writer_level levels[FAQBOT_RICH_DEPTH_MAX + 1]; /* the first is the whole text */
    size_t depth;                                             /* of the innermost open one */
    bool is_exact;                                            /* for nodes */
    bool is_fresh; /* nothing is written yet, or just the marker of what is open */
};

/* A list while it is written. */
struct md_writer_list {
    bool is_ordered;
    unsigned number; /* of the next item */
    char mark;
};

struct md_writer md_writer_make(struct buffer *out);

/* A list that begins where the writer is; `number` is the first item's. Nothing is written before its items are. */
struct md_writer_list md_writer_begin_list(struct md_writer *writer, bool is_ordered, unsigned number);

/* What comes until md_writer_close() stands in an item, or in a quotation. False: too many are open, and nothing was
 * opened. */
bool md_writer_open_item(struct md_writer *writer, struct md_writer_list *list);
bool md_writer_open_quote(struct md_writer *writer);
void md_writer_close(struct md_writer *writer);

/* A paragraph; an empty one is none. */
void md_writer_add_prose(struct md_writer *writer, const struct md_inline *prose);

/* A block of code, its lines as they stand; empty lines at its ends are no part of it. */
void md_writer_add_code(struct md_writer *writer, struct faqbot_view lines);

/* Appends the nodes of an answer, without a line feed at the end: what our own reader makes of it are the same nodes.
 * No more is escaped than must be. */
void md_writer_add_nodes(const struct faqbot_node *nodes, size_t count, struct buffer *out);

/* Text without mark-up: as Markdown, and as one line. */

/* Appends `text` (valid UTF-8) as Markdown that reads as the same text: what Markdown would take for
 * mark-up is escaped, a line end stays one, empty lines part paragraphs, https:// and http:// addresses
 * become links. HTML entities ("&amp;") are left as they are, for Markdown reads them as the characters
 * that they stand for; *entities tells whether there are any. */
void md_escape_text(struct faqbot_view text, struct buffer *out, bool *entities);

/* Appends `text` (valid UTF-8) as one line: HTML entities as the characters that they stand for (*entities
 * tells whether there are any), each run of white space and control characters as one blank, none at
 * either end. False: no memory. */
bool md_escape_line(struct faqbot_view text, struct buffer *out, bool *entities);

/* ==== export_sink.c ===================================================================================== */

/* What the writers of formats share: where their bytes go, and what they have no place for. */

#define EXPORTER_ENTRY_BYTES_MAX ((size_t)256 * 1024 * 1024) /* of one entry as the format has it */

/* What a format may have no place for. */
enum exporter_loss {
    EXPORTER_SETTINGS, /* of the knowledge base; the others are of entries */
    EXPORTER_SYNONYMS,
    EXPORTER_PASSAGE, /* the whole entry */
    EXPORTER_FORM,    /* the answer would be read otherwise */
    EXPORTER_SECTION,
    EXPORTER_TITLE,
    EXPORTER_URL,
    EXPORTER_LANG,
    EXPORTER_TAGS,
    EXPORTER_UPDATED,
    EXPORTER_REVIEW_BY,
    EXPORTER_RELATED,
    EXPORTER_DISCLAIMER, /* it is there, but as a part of the answer */
    EXPORTER_LOSSES
};

struct exporter {
    struct buffer out;     /* handed on after each call */
    struct buffer scratch; /* a writer's, for a text of the entry at hand */
    struct json_writer writer;
    struct arena arena; /* of the synonyms, until they are written */
    struct synonym *synonyms;
    size_t synonym_count;
    size_t synonym_capacity;
    struct buffer disclaimer; /* the knowledge base's own, for entries without one */
    size_t entries;
    size_t losses[EXPORTER_LOSSES];        /* entries, or 1 */
    struct buffer firsts[EXPORTER_LOSSES]; /* the first entry's id */
};

#define EXPORTER_BIT(loss) (1U << (loss))

/* A format: each function adds to `out`, in this order; NULL: nothing is added. */
struct exporter_format {
    const char *name;
    const char *extension; /* of a file's name */
    const char *description;
    bool has_passages; /* else they are left out, and told of */
    unsigned lost;     /* EXPORTER_BIT of the fields that it has no place for */
    void (*begin)(struct exporter *exporter);
    /* NULL: settings, or synonyms, are not carried, which is told. */
    void (*settings)(struct exporter *exporter, const struct settings *settings);
    void (*synonyms)(struct exporter *exporter, const struct synonym *list, size_t count);
    void (*entry)(struct exporter *exporter, const struct entry *entry);
    void (*end)(struct exporter *exporter);
};

void exporter_init(struct exporter *exporter);
void exporter_release(struct exporter *exporter);

/* Keeps a copy of a synonym; false: no memory. */
bool exporter_copy(struct exporter *exporter, const struct synonym *synonym);

/* Writes an entry as the format has it, or leaves it out, and counts what is lost of it. */
void exporter_add(struct exporter *exporter, const struct exporter_format *format, const struct entry *entry);

/* Counts a loss of the entry, `entry` NULL: of the knowledge base. */
void exporter_add_loss(struct exporter *exporter, enum exporter_loss loss, const struct entry *entry);

/* The disclaimer that goes with the entry's answer: its own or the knowledge base's; empty: none. */
struct faqbot_view exporter_disclaimer(const struct exporter *exporter, const struct entry *entry);

/* What is told of a loss. */
const char *exporter_sentence(enum exporter_loss loss);

/* The entry's tags one by one: takes the next off *tags; false at the end. */
bool exporter_next_tag(struct faqbot_view *tags, struct faqbot_view *tag);

/* ==== export_csv.c ====================================================================================== */

/* A knowledge base as a table, for spreadsheets and for other programs. */

/* The columns have the names by which our own import knows them. Further phrasings stand in one cell, one a line; tags
 * and related ids have commas between them; answers are Markdown. */
extern const struct exporter_format export_csv_format;

/* ==== export_faqpage.c ================================================================================== */

/* A knowledge base as a FAQPage of schema.org, in JSON-LD. */

/* Each question has its further phrasings as alternateName and its id as identifier; answers are HTML, and end with
 * their disclaimers, for they will be shown far from us. */
extern const struct exporter_format export_faqpage_format;

/* ==== export_jsonl.c ==================================================================================== */

/* A knowledge base as our own JSON Lines: what they are read to is the same, its version too. */

/* Each line is read back as it is written, so that a form of answer that Markdown cannot say is told of. */
extern const struct exporter_format export_jsonl_format;

/* ==== export_qnabot.c =================================================================================== */

/* A knowledge base as QnABot on AWS imports it. */

/* One object with a list "qna": each entry's id as qid, all phrasings as q, the answer as plain text and as
 * Markdown. Both end with the disclaimer. */
extern const struct exporter_format export_qnabot_format;

#endif
