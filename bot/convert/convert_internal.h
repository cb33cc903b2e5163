/* convert/convert_internal.h - what the files of convert/ share: foreign formats in, our own and others
 * out.
 *
 * An import runs through four stages, a section each: a file is read whole (files.c), or several are
 * (inputs.c); an importer takes it apart and hands its rows to the builder (import_<format>.c over readers.h);
 * the builder makes entries of the rows (import_builder.c); and the entries are written as our own JSON Lines
 * with a report (import_commit.c). An export is shorter: entries stream from an index through a table of
 * callbacks (export_<format>.c) to the output.
 *
 * The public side, faqbot_import() and faqbot_export(), is <faqbot_tools.h>. */
#ifndef CONVERT_CONVERT_INTERNAL_H
#define CONVERT_CONVERT_INTERNAL_H

#include <faqbot.h>
#include <faqbot_tools.h>

#include <gumbo.h>

#include "kb/kb.h"
#include "util/util.h"

struct import_builder;

/* ==== files.c, encoding.c: the file that is read, and the file that is written ========================= */

/* Reads the file, or file descriptor 0 where `path` is "-", into `bytes`, whose limit is the file's. Fails with
 * FAQBOT_NOT_FOUND, FAQBOT_IO, FAQBOT_LIMIT or FAQBOT_NO_MEMORY, and fills `fault`. */
struct faqbot_view input_load(const char *path, struct buffer *bytes, struct faqbot_fault *fault);

/* The text of the bytes: valid UTF-8 without NUL, and without a byte order mark. FAQBOT_INVALID: they are none. */
struct faqbot_view input_check(const char *path, struct faqbot_view bytes, struct faqbot_fault *fault);

/* The judgement of bytes that may be in another encoding: in the builder's, in UTF-16 with a mark at its beginning, or
 * in what they declare themselves, which is told. The text is valid as long as the bytes and the arena. */
struct faqbot_view input_text(struct import_builder *builder, const char *path, struct faqbot_view bytes,
                              struct arena *arena, struct faqbot_fault *fault);

bool path_is_folder(const char *path);

/* A file's name without its extension; a name that begins with its only dot is all stem. */
struct faqbot_view path_stem(struct faqbot_view name);

/* Says that no format is called so; it was typed by a person, so the nearest of the `names` is offered.
 * `what` is "imported" or "exported". */
void refuse_format(const char *name, const char *const *names, size_t count, const char *what,
                   struct faqbot_fault *fault);

/* One file in one folder, there as a whole or not at all. */
struct output;

/* Begins the file `name` (no slashes) in `folder`, which is made if it does not exist, but its parents are
 * not. Links at `name` are not followed. Fails with FAQBOT_INVALID (`name` exists and `force` is not set),
 * FAQBOT_NOT_FOUND, FAQBOT_IO or FAQBOT_NO_MEMORY: then `fault` is filled and NULL comes back. The output
 * is the caller's, released by output_free(); it borrows `folder`. Each function here does nothing where
 * `fault` is filled already. */
struct output *output_open(const char *folder, const char *name, bool force, struct faqbot_fault *fault);

/* Appends to what is to be the file. */
void output_add(struct output *output, struct faqbot_view bytes, struct faqbot_fault *fault);

/* Makes it durable and gives it its name. NULL: there is nothing to do. */
void output_commit(struct output *output, struct faqbot_fault *fault);

/* What was not committed is removed, and the folder with it if it was made for the file. NULL is allowed. */
void output_free(struct output *output);

/* ==== texts.c: lists that grow ========================================================================== */

/* A list of texts that grows in an arena. Start with a zeroed one. It is as sticky as a buffer, and a
 * record that holds one that failed makes the builder fail, so nobody else has to look. */
struct texts {
    struct faqbot_view *items;
    size_t count;
    size_t capacity;
    bool failed;
};

/* Appends the view, not a copy of its bytes. */
void texts_add(struct texts *texts, struct arena *arena, struct faqbot_view text);

/* Adds the parts of a text between any of the separators, trimmed; empty ones too. */
void texts_split(struct texts *texts, struct arena *arena, struct faqbot_view text, const char *separators);

/* The first of two texts that says something. */
struct faqbot_view texts_first(struct faqbot_view first, struct faqbot_view second);

/* ==== import_builder.c: rows become entries ============================================================= */

/* What an importer does, in full:
 *
 *     const struct import_record record = {.row = 1, .question = question, .answer = text, .is_plain = true};
 *     import_builder_add(builder, &record);
 *     import_builder_note(builder, 1, "the price is not kept: \"%.*s\"", VIEW_ARGS(price));
 *
 * Ids, repeated rows, limits, our own format and the report are none of its business.
 *
 * The builder is sticky. The first failure fills its fault, and from then on every function here does
 * nothing, so an importer makes its calls one after the other and looks at import_builder_failed() only
 * where it would otherwise go on for long. What is merely wrong with a row is not a failure: it goes into
 * the report. */

#define IMPORT_LIST_MAX                                                                                      \
    64 /* tags, and related ids, of one entry: more are a mistake in the columns, not a wish */

/* Of one record, its texts together: twice the longest line of our own format, so that a text that shrinks
 * while it becomes Markdown has room. */
#define IMPORT_RECORD_BYTES_MAX ((size_t)4 * 1024 * 1024)

#define IMPORT_NONE SIZE_MAX /* no entry */

/* One row of the foreign file, as far as a FAQ entry has a place for it. What has no place is the
 * importer's to tell of, with import_builder_note(): nothing is lost in silence. Empty views and lists are
 * allowed everywhere. All text is valid UTF-8 without NUL; it is copied. */
struct import_record {
    size_t row; /* for the report: see faqbot_import_event */
    /* Rows of one group (the service's number of the question, say) are one entry as long as their answers
     * are equal or missing. Rows that have both question (case and signs aside) and answer of an earlier
     * one are that entry, too. Whatever else has two answers stays two entries. */
    struct faqbot_view group;
    struct faqbot_view id;       /* the service's own name of the entry: made fit and distinct */
    struct faqbot_view question; /* where empty, the first of `also` that is not */
    struct texts also;
    struct faqbot_view answer;
    bool is_plain; /* signs of `answer` mean themselves, and lines end where they end; else it is Markdown */
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

/* An entry that is being made: what its rows said, in copies that live as long as the builder. */
struct import_entry {
    struct import_record record; /* `row` is its first, `also` all of its phrasings with the question first */
    struct faqbot_view id;       /* ours, fit and distinct: import_commit() fills it in */
    struct faqbot_view line;     /* one of our own that stays as it is; the record is then empty; borrowed */
    bool needs_id;               /* that line has no id, and gets one: `also` has what it is made of */
    struct faqbot_view complaint; /* why our own reader would not take it; empty: it does */
};

/* What is to be told, in this order; the event's id is import_commit()'s to fill in. */
struct import_note {
    struct faqbot_import_event event;
    size_t entry; /* ADDED, MERGED: its number; else IMPORT_NONE */
};

/* What an entry, or something about it, is looked up by. The second text is empty where none is named. */
enum import_key {
    IMPORT_KEY_QUESTION_ANSWER = 'a', /* the folded question, and the answer */
    IMPORT_KEY_GROUP_ANSWER,          /* the group, and the answer */
    IMPORT_KEY_QUESTION,              /* the folded question */
    IMPORT_KEY_GROUP,
    IMPORT_KEY_ID,       /* the service's, or of a line of our own */
    IMPORT_KEY_PHRASING, /* the entry's number in decimal, and the phrasing */
    IMPORT_KEY_INTENT,   /* an intent, by its name; its value is no entry but its number */
    IMPORT_KEY_RESPONSE, /* the same of a response */
    IMPORT_KEY_LANG,     /* a language that an entry has been written in */
    IMPORT_KEY_TAKEN     /* an id of ours; its value is the last number that was put behind it */
};

struct import_builder {
    const char *path;           /* the input's name, for faults; borrowed */
    const char *map;            /* what --map says; NULL: nothing; borrowed */
    const char *encoding;       /* of what is read; NULL: UTF-8, or what it says itself; borrowed */
    bool is_markdown;           /* plain answers are Markdown */
    bool told_of_markdown;      /* that one looks like it, and is none */
    bool no_header;             /* the first row of a table is one like the others */
    struct faqbot_view base;    /* the address that a page's links are told from; empty: not known */
    struct faqbot_fault *fault; /* what failed first; borrowed */
    struct faqbot_fault said;   /* the sentence that is being told */
    struct arena arena;         /* lives as long as the builder */
    struct arena row_arena;     /* an importer's, for what it makes up of one row: reset before each */
    struct arena scratch;       /* what one record needs; reset with the next */
    struct import_entry *entries;
    size_t entry_count;
    size_t entry_capacity;
    struct import_note *notes;
    size_t note_count;
    size_t note_capacity;
    struct buffer key; /* being looked up */
    struct string_table keys;
    size_t *key_values; /* by the key's number */
    size_t key_capacity;
    faqbot_progress_callback *watch; /* may be NULL */
    void *watch_user;
};

/* All are borrowed until release. `fault` is emptied. */
void import_builder_init(struct import_builder *builder, const char *path, const char *map,
                         struct faqbot_fault *fault);
void import_builder_release(struct import_builder *builder);

/* Takes a row: it becomes an entry, joins one, or is skipped because it lacks question or answer (or has
 * more than IMPORT_RECORD_BYTES_MAX). Fails with FAQBOT_NO_MEMORY, or FAQBOT_LIMIT where there are too many
 * rows. */
void import_builder_add(struct import_builder *builder, const struct import_record *record);

/* Takes a line of our own format, which must live as long as the builder; `id` and `question` are what it
 * says. A line whose id an earlier one had joins it if both are the same, and is skipped otherwise. A line that
 * `is_entry` and has no id gets one, or joins the same line before it. Fails as the above. */
void import_builder_add_line(struct import_builder *builder, size_t row, struct faqbot_view id,
                             struct faqbot_view question, bool is_entry, struct faqbot_view line);

/* Tells how many rows are done, if anybody listens, who may make the import fail. */
void import_builder_watch(struct import_builder *builder, uint64_t done, uint64_t total);

/* Adds to the report. The sentence is printf-like, without a final full stop; views are given as "%.*s"
 * with VIEW_ARGS. Sentences are made as those of faults are, and cut to the same length. */
#define import_builder_tell(builder, outcome, row, question, ...)                                            \
    (fault_set(&(builder)->said, FAQBOT_INVALID, NULL, 0, __VA_ARGS__),                                      \
     import_builder_tell_said(builder, outcome, row, question))
void import_builder_tell_said(struct import_builder *builder, enum faqbot_import_outcome outcome, size_t row,
                              struct faqbot_view question);

/* Says why a row is skipped. */
#define import_builder_skip(builder, row, question, ...)                                                     \
    import_builder_tell(builder, FAQBOT_IMPORT_SKIPPED, row, question, __VA_ARGS__)

/* Says what of a row is not kept, or is kept otherwise than it stands; to be called after the row itself is
 * added. Row 0: of the whole file. */
#define import_builder_note(builder, row, ...)                                                               \
    import_builder_tell(builder, FAQBOT_IMPORT_NOTE, row, view_make(NULL, 0), __VA_ARGS__)

/* The import fails: fills the fault unless it is filled already. Line 0: of the whole file. */
#define import_builder_fail(builder, status, line, ...)                                                      \
    (void)(import_builder_failed(builder)                                                                    \
               ? FAQBOT_OK                                                                                   \
               : fault_set((builder)->fault, status, (builder)->path, line, __VA_ARGS__))
bool import_builder_failed(const struct import_builder *builder);

/* Where `is_fine` is false, what was asked of an arena, a buffer or a table found no memory: the import
 * fails. */
void import_need(struct import_builder *builder, bool is_fine);

/* The value of a key, IMPORT_NONE if it has none; and sets it, over any it has. */
size_t import_builder_find(struct import_builder *builder, enum import_key kind, struct faqbot_view first,
                           struct faqbot_view second);
void import_builder_put(struct import_builder *builder, enum import_key kind, struct faqbot_view first,
                        struct faqbot_view second, size_t value);

/* ==== import_commit.c: entries become our own file, with the report ===================================== */

/* Gives every entry an id that is fit and distinct, finds out which the related ones are, tries each on our
 * own reader, writes those that it takes to `output` (NULL: nowhere) and tells of every row in order. Fills
 * the counts of `result` and empties the rest. Does nothing where the builder has failed. Gives the status
 * of the builder's fault: FAQBOT_INVALID where nothing is left to write, the output's, or FAQBOT_NO_MEMORY. */
enum faqbot_status import_commit(struct import_builder *builder, struct output *output,
                                 faqbot_import_callback *tell, void *tell_user,
                                 struct faqbot_import_result *result);

/* An array of strings, left out if it would be empty; exports use it too. */
void json_add_list(struct json_writer *writer, const char *key, const struct faqbot_view *list, size_t count);

/* ==== inputs.c: several files as one import ============================================================= */

#define INPUTS_MAX 10000 /* files of a folder or an archive */

struct import_input {
    const char *path; /* as a person finds it: within the folder's, or in the archive */
    struct faqbot_view text;
};

/* The files that may say something, by their extensions, in the order of the folder or archive. Hidden ones are
 * passed over. Declare it, inputs_init() it, inputs_release() it. */
struct import_inputs {
    struct import_builder *builder; /* borrowed; is told what is left out, and fails */
    struct arena arena;             /* of all that is read */
    struct import_input *items;
    size_t count;
    size_t capacity;
    size_t total; /* bytes that were read; FAQBOT_IMPORT_FILE_BYTES_MAX at most */
};

void inputs_init(struct import_inputs *inputs, struct import_builder *builder);
void inputs_release(struct import_inputs *inputs);

/* Reads what is below the folder. Links are not followed; what cannot be read, or is no text, is left out and
 * told of. The builder fails with FAQBOT_NOT_FOUND, FAQBOT_IO, FAQBOT_LIMIT or FAQBOT_NO_MEMORY. */
void inputs_read_folder(struct import_inputs *inputs, const char *path);

/* Reads what is within an archive, whose bytes must live until it returns. The builder fails with
 * FAQBOT_INVALID, FAQBOT_LIMIT or FAQBOT_NO_MEMORY. */
void inputs_read_zip(struct import_inputs *inputs, struct faqbot_view bytes);

/* Whether the bytes begin as a zip does. */
bool input_is_zip(struct faqbot_view bytes);

/* The file of exactly that path, or NULL. */
const struct import_input *inputs_find(const struct import_inputs *inputs, const char *path);

/* Tells that a file is left out for that. */
void inputs_leave_out(struct import_builder *builder, const struct faqbot_fault *why);

/* ==== import_detect.c: what a file is =================================================================== */

/* The name of the format of one text, of which `path` is the name; NULL: it cannot be told, and the builder fails
 * with a sentence that says what to do. */
const char *import_detect(struct import_builder *builder, const char *path, struct faqbot_view text);

/* The name of the format that several files are together; NULL: each is one of its own. */
const char *import_detect_together(const struct import_inputs *inputs);

/* ==== import.c: the table of formats that can be imported =============================================== */

/* Reads a whole file (text as input_read() gives it, valid as long as the builder) and hands its rows to
 * the builder, in their order. Makes the builder fail with FAQBOT_INVALID where the file is not of the
 * format, FAQBOT_LIMIT or FAQBOT_NO_MEMORY. */
typedef void import_read(struct import_builder *builder, struct faqbot_view text);

/* The same for files that are one thing together. */
typedef void import_read_all(struct import_builder *builder, const struct import_inputs *inputs);

struct import_format {
    const char *name;        /* as `faqbot import NAME` has it: lower-case letters, digits and '-' */
    const char *description; /* a line */
    bool takes_map;          /* builder->map means something to it */
    import_read *read;
    import_read_all *read_all; /* a folder or an archive; NULL: each of its files is one of its own */
};

/* The format of that name, or NULL. */
const struct import_format *import_format_find(const char *name);

/* What each of them is stands in its file, and at the top of its section where a file holds several. */
import_read import_csv;        /* import_csv.c */
import_read import_tsv;        /* import_csv.c */
import_read import_dialogflow; /* import_csv.c */
import_read import_jsonl;      /* import_json.c */
import_read import_nlpjs;      /* import_tree.c, and the next three */
import_read import_qnabot;
import_read import_botpress;
import_read import_intents;
import_read import_pairs;
import_read import_faqpage;
import_read import_kendra;   /* import_services.c */
import_read import_qnamaker; /* import_services.c */
import_read import_html;
import_read import_qna;
import_read import_rasa;
import_read import_watson;            /* import_agents.c */
import_read import_dialogflow_intent; /* import_agents.c */
import_read_all import_rasa_all;
import_read_all import_dialogflow_all; /* import_agents.c */
import_read_all import_xlsx_all;
import_read_all import_docx_all;

/* An example of Rasa's without its annotations, in the arena: of "[TEXT](ENTITY)" and "[TEXT]{"entity":
 * ...}" the text alone. False: no memory. */
bool rasa_example_strip(struct arena *arena, struct faqbot_view example, struct faqbot_view *text);

/* ==== html_import.c: rows whose answers are HTML ======================================================== */

/* All of these are import_builder_add() with another answer than the record's, and note what of it is not
 * kept; a row whose answer passes a limit is skipped. */

/* The answer is what `element` holds or, where that is NULL, `html`, which may be plain text with
 * entities. */
void import_html_add(struct import_builder *builder, const struct import_record *record,
                     struct faqbot_view html, const GumboNode *element);

/* Whether Markdown stands in a text and nothing else can be meant: a link, strong text, a block of code. */
bool import_is_surely_markdown(struct faqbot_view text);

/* The record's own answer is plain text, unless an element that answers are written with (p, br, a, li ...)
 * stands in it: then it is HTML, which is noted. */
void import_html_add_either(struct import_builder *builder, const struct import_record *record);

/* The record's own answer is Markdown in which HTML may stand; without any it is kept as it is. */
void import_html_add_mixed(struct import_builder *builder, const struct import_record *record);

/* A text that may have mark-up in it or, where `element` is given, what that holds: as one line without any,
 * in the builder's arena. Where mark-up of the text was dropped, *had_markup is set. A text that cannot be
 * read is given back as it is. */
struct faqbot_view import_html_flatten(struct import_builder *builder, struct faqbot_view text,
                                       const GumboNode *element, bool *had_markup);

/* ==== html_convert.c: HTML as Markdown ================================================================== */

/* Whether a line of text may say something else as HTML: there is an angle or an entity in it. */
bool html_line_needs_reading(struct faqbot_view text);

#define HTML_LOSSES_MAX 8 /* that are told of */

/* Something that Markdown, as our answers have it, has no place for. */
struct html_loss {
    const char *sentence;    /* what is not kept, and what is in its place */
    struct faqbot_view what; /* the address; may be empty */
};

/* What HTML became; its texts lie in the arena that the function was given. */
struct html_text {
    enum faqbot_status status; /* FAQBOT_LIMIT, FAQBOT_NO_MEMORY: the rest is empty */
    const char *complaint;     /* FAQBOT_LIMIT: a static clause that says which */
    struct faqbot_view text;   /* without a line end behind it; empty where nothing is to be seen */
    struct html_loss losses[HTML_LOSSES_MAX]; /* the first of them */
    size_t loss_count;                        /* of all, also those that have no room above */
};

/* Turns what an element holds or, where that is NULL, a part of a page (any bytes) into Markdown that says
 * the same, all that rich text can say. Where no element of a part of a
 * page ends a line, line ends do: such HTML is text that was given marks. `is_flat`: as one line without
 * any mark-up, for questions. Links without a scheme are told from `base`, or are none where it is empty. */
void html_convert(struct faqbot_view html, const GumboNode *element, bool is_flat, struct faqbot_view base,
                  struct arena *arena, struct html_text *result);

/* ==== md_writer.c: the nodes of rich text as Markdown ==================================================== */

/* Appends the nodes of an answer, without a line feed at the end: what our own reader makes of it are the
 * same nodes. No more is escaped than must be. */
void md_writer_add_nodes(const struct faqbot_node *nodes, size_t count, struct buffer *out);

/* The same for people to edit: bare addresses are not escaped, so that they become links. */
void md_writer_add_readable(const struct faqbot_node *nodes, size_t count, struct buffer *out);

/* Whether the byte at `at` of a line makes an item's number of what stands before it: up to nine digits
 * (5.2). */
bool md_numbers_item(struct faqbot_view line, size_t at);

/* Whether this is what stands behind the scheme of an address, but no address. */
bool md_is_no_address(struct faqbot_view text);

/* ==== md_plain.c: plain text as Markdown ================================================================ */

/* Appends the text with one blank for each run of white space and control characters (C0, DEL, C1), none at either
 * end of what is added. */
void md_add_tidied(struct faqbot_view text, struct buffer *out);

/* Appends plain text (valid UTF-8) as Markdown that reads as the same text: what Markdown would take for
 * mark-up is escaped, a line end stays one, empty lines part paragraphs, https:// and http:// addresses
 * become links. HTML entities ("&amp;") are left as they are, for Markdown reads them as the characters
 * that they stand for; gives whether there are any. */
bool md_escape_text(struct faqbot_view text, struct buffer *out);

/* Appends plain text as one line: HTML entities as the characters that they stand for (gives whether there
 * are any), each run of white space and control characters as one blank, none at either end. */
bool md_escape_line(struct faqbot_view text, struct buffer *out);

/* ==== export_writer.c: what the formats of export share ================================================= */

/* What a format may have no place for. */
enum export_loss {
    EXPORT_LOSS_SETTINGS, /* of the knowledge base; the others are of entries */
    EXPORT_LOSS_SYNONYMS,
    EXPORT_LOSS_PASSAGE, /* the whole entry */
    EXPORT_LOSS_FORM,    /* the answer would be read otherwise */
    EXPORT_LOSS_EXCLUSIONS,
    EXPORT_LOSS_SECTION,
    EXPORT_LOSS_TITLE,
    EXPORT_LOSS_URL,
    EXPORT_LOSS_LANG,
    EXPORT_LOSS_TAGS,
    EXPORT_LOSS_UPDATED,
    EXPORT_LOSS_REVIEW_BY,
    EXPORT_LOSS_RELATED,
    EXPORT_LOSS_DISCLAIMER, /* it is there, but as a part of the answer */
    EXPORT_LOSSES
};

/* One export. Its fault is what failed first. */
struct exporter {
    const struct faqbot_export_options *options;
    const struct exporter_format *format;
    struct output *output; /* NULL: the options' function takes the bytes */
    struct faqbot_fault *fault;
    struct buffer out;     /* handed on after each call */
    struct buffer scratch; /* a format's, for a text of the entry at hand; empty when the entry comes */
    struct json_writer writer;
    struct arena arena; /* of the synonyms, and of the ids below */
    struct synonym *synonyms;
    size_t synonym_count;
    size_t synonym_capacity;
    struct buffer disclaimer; /* the knowledge base's own, for entries without one */
    size_t entries;
    size_t losses[EXPORT_LOSSES];             /* entries, or 1 */
    struct faqbot_view firsts[EXPORT_LOSSES]; /* the first entry's id, in the arena */
};

#define EXPORT_BIT(loss) (1U << (loss))

/* A format: each function adds to `out`, in this order; NULL: nothing is added. `settings` is called once,
 * `synonyms` once if there are any, `entry` for each entry; none of them looks for failures, for all
 * writers are sticky. What a function has added is handed on when it returns, so a knowledge base of any
 * size needs the memory of its largest entry. */
struct exporter_format {
    const char *name;
    const char *extension; /* of a file's name */
    const char *description;
    bool has_passages; /* else they are left out, and told of */
    unsigned lost;     /* EXPORT_BIT of the fields that it has no place for */
    void (*begin)(struct exporter *exporter);
    /* NULL: settings, or synonyms, are not carried, which is told. */
    void (*settings)(struct exporter *exporter, const struct settings *settings);
    void (*synonyms)(struct exporter *exporter, const struct synonym *list, size_t count);
    void (*entry)(struct exporter *exporter, const struct entry *entry);
    void (*end)(struct exporter *exporter);
};

extern const struct exporter_format export_csv_format;
extern const struct exporter_format export_faqpage_format;
extern const struct exporter_format export_jsonl_format;
extern const struct exporter_format export_qnabot_format;

/* Counts a loss of the entry, `entry` NULL: of the knowledge base. */
void exporter_add_loss(struct exporter *exporter, enum export_loss loss, const struct entry *entry);

/* The disclaimer that goes with the entry's answer: its own or the knowledge base's; empty: none. */
struct faqbot_view exporter_disclaimer(const struct exporter *exporter, const struct entry *entry);

/* Counts a loss of form where our own reader does not make the same entry of the line of JSON, or the same answer of
 * the Markdown, to which an import would turn what was written. */
void exporter_check_line(struct exporter *exporter, const struct entry *entry, struct faqbot_view line);
void exporter_check_answer(struct exporter *exporter, const struct entry *entry, struct faqbot_view markdown);

/* The end of a list in an object, with which two formats end. */
void exporter_end_json(struct exporter *exporter);

/* What is in `scratch`, valid until it is written to again; the exporter fails if it has failed. */
struct faqbot_view exporter_take_scratch(struct exporter *exporter);

#endif
