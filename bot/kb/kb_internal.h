/* kb/kb_internal.h - what the files of kb/ share among themselves.
 *
 * One convention holds throughout: `reader->status` is the first failure (no memory, or the sink's), and
 * functions that take a reader do nothing after it. So a sequence of calls is written without checks and
 * looked at once. A fault in what an author wrote is not a failure: it is reported, and the item is left
 * out. */
#ifndef KB_KB_INTERNAL_H
#define KB_KB_INTERNAL_H

#include <faqbot_tools.h>

#include "kb/kb.h"
#include "util/util.h"

/* ==== answer.c ======================================================================================== */

/* Appends a block of a document and everything in it. Headings become strong paragraphs, rules nothing. A link
 * that leads elsewhere than rich_is_safe_address() allows is dropped and its text kept; of an image that is not
 * on the web the alternative text is kept; HTML that says more than how its text looks is dropped: links and HTML
 * with a warning, HTML's once an answer. What is nested deeper than FAQBOT_RICH_DEPTH_MAX is flattened. */
void answer_add_block(struct answer *answer, const struct answer_source *source,
                      struct commonmark_node *block);

/* Where a reader's Markdown comes from. */
static inline struct answer_source answer_source_of(struct kb_reader *reader, unsigned line_before,
                                                    bool one_line)
{
    return (struct answer_source){.reader = reader,
                                  .arena = &reader->entry_arena,
                                  .reporter = reader->reporter,
                                  .sink = reader->sink,
                                  .path = reader->path,
                                  .line_before = line_before,
                                  .one_line = one_line};
}

/* Whether the text is one paragraph without any mark-up, so that parsing can be skipped. Never true of a text
 * that the parser would turn into something else; not always true of one that it would not. */
bool answer_is_plain(struct faqbot_view text);

/* ==== sieve.c: before Markdown is parsed ============================================================== */

#define FOOTNOTE_LABEL_BYTES_MAX 100 /* a longer one is none */

/* The definitions of a document: their labels, and for each number what it says and where. */
struct footnotes {
    struct string_table labels;
    struct footnote {
        struct commonmark_node *node; /* of the definition: commonmark.c's */
        struct faqbot_view text;      /* without the label and the indentation */
        unsigned line_before;
    } * list; /* in the document's arena */
    size_t capacity;
};

/* Takes the definitions of footnotes out of a text, mends its tables, and ends its last line, which md4c must have.
 * *rest is what is left, in the document's buffer or, where there was nothing to do, the text itself. The labels are
 * to be released, whatever the status: NO_MEMORY, LIMIT (of the document). */
enum faqbot_status sieve_text(struct commonmark *commonmark, struct faqbot_view text,
                              struct footnotes *footnotes, struct faqbot_view *rest);

/* ==== answer_html.c: what tags mean ==================================================================== */

/* Adds a tag or comment, `text`, that stands within a line. */
void answer_add_tag(struct rich_builder *builder, struct faqbot_view text, unsigned line);

/* Adds lines of HTML that are a block. */
void answer_add_html(struct rich_builder *builder, struct faqbot_view html, unsigned line);

/* ==== source.c ======================================================================================== */

/* Report a fault in the reader's file, which goes on being read. */
#define kb_error(reader, rule, line, ...)                                                                    \
    fault_report((reader)->reporter, FAQBOT_ERROR, rule, (reader)->path, line, __VA_ARGS__)
#define kb_warning(reader, rule, line, ...)                                                                  \
    fault_report((reader)->reporter, FAQBOT_WARNING, rule, (reader)->path, line, __VA_ARGS__)

#define kb_hint(reader, rule, line, ...)                                                                     \
    fault_report((reader)->reporter, FAQBOT_HINT, rule, (reader)->path, line, __VA_ARGS__)

/* Makes the reader fail, unless `status` is FAQBOT_OK or it failed before. */
void kb_fail(struct kb_reader *reader, enum faqbot_status status);

/* Makes the reader fail with FAQBOT_NO_MEMORY unless `has_memory`. Whether the reader is still fine. Inline,
 * so that static analysis sees that nobody goes on without memory. */
static inline bool kb_check_memory(struct kb_reader *reader, bool has_memory)
{
    kb_fail(reader, has_memory ? FAQBOT_OK : FAQBOT_NO_MEMORY);
    return has_memory && reader->status == FAQBOT_OK;
}

/* Makes the reader fail with what one of the sink's functions returned. */
void kb_take_from_sink(struct kb_reader *reader, enum faqbot_status status);

/* Whether the sink wants these bytes parsed. */
bool kb_should_parse(const struct kb_reader *reader, struct faqbot_view bytes);

/* Hands on `entry` with its nodes. Its plain text is made here; `lang` is filled in if it is empty. */
void kb_emit(struct kb_reader *reader, struct entry *entry);

/* Tells the sink how many more bytes were read: none before the last pass, but it can end the reading all the
 * same. */
void kb_report_bytes(struct kb_reader *reader, size_t bytes);

/* Reports that the file or folder cannot be read; `number` is errno's. Silent before the last pass. */
void source_report(struct kb_reader *reader, const char *path, int number);

/* Called for each line of a file without its line feed, valid until it returns; `number` counts from 1.
 * False: that is enough. */
typedef bool source_take_line(void *user, unsigned number, struct faqbot_view line);

/* Reads a file of any size line by line, as long as the reader does not fail: neither the file's size nor the
 * number of its lines costs memory. A line over KB_LINE_BYTES_MAX is reported and left out; a file that
 * cannot be read, or changes meanwhile, is reported. `path` becomes the reader's. */
void source_read_lines(struct kb_reader *reader, const char *path, source_take_line *take, void *user);

/* `text` without a leading byte order mark. */
struct faqbot_view source_skip_mark(struct faqbot_view text);

/* ==== field.c ========================================================================================= */

/* What a key of front matter, of bot.yml or of JSON Lines may hold. */
enum field_kind {
    FIELD_TEXT,     /* one line */
    FIELD_LINES,    /* text that keeps its line feeds and tabs */
    FIELD_MARKDOWN, /* kept as it is, to be parsed */
    FIELD_URL,
    FIELD_LANG,
    FIELD_DATE,
    FIELD_MAIL,
    FIELD_PHONE,
    FIELD_PAGE, /* the address of a page: http or https alone */
    FIELD_ID,
    FIELD_STATUS, /* `live` or `draft` */
    FIELD_SHARE,  /* a number from 0 to 1 */
    FIELD_SWITCH, /* yes or no */
    FIELD_FILE,   /* its name, or no */
    FIELD_PHRASINGS,
    FIELD_TAGS,
    FIELD_IDS
};

/* Whether a list of texts may stand for the one text. */
static inline bool field_may_be_list(enum field_kind kind)
{
    return kind >= FIELD_PHRASINGS;
}

/* A key that a format knows. One table for each format drives its parsing, its complaints and its
 * suggestions. */
struct record_field {
    const char *name;
    enum field_kind kind;
    size_t offset; /* of the view in the struct that is filled; 0: the format takes the value apart itself */
};

/* The view (for FIELD_SHARE: the double; for FIELD_SWITCH: the bool) in `record` that the field fills. */
static inline void *field_place(const struct record_field *field, void *record)
{
    return (char *)record + field->offset;
}

/* The field of that name among `count`, or NULL. */
const struct record_field *field_find(const struct record_field *fields, size_t count,
                                      struct faqbot_view name);

/* Warns that no field has that name, and suggests the nearest of those that there are. */
void field_warn_unknown(struct kb_reader *reader, unsigned line, struct faqbot_view name,
                        const struct record_field *fields, size_t count);

/* The same, but only if one of them is near: other keys are for other programs. */
void field_warn_misspelled(struct kb_reader *reader, unsigned line, struct faqbot_view name,
                           const struct record_field *fields, size_t count);

/* `value` if it is what a URL, LANG or DATE field holds, or empty; otherwise warns and returns nothing. Any
 * other kind returns it unseen. */
struct faqbot_view field_check(struct kb_reader *reader, const struct record_field *field, unsigned line,
                               struct faqbot_view value);

/* Whether `id` is one. If it is not, reports "WHAT "ID" COMPLAINT; ADVICE". */
bool field_check_id(struct kb_reader *reader, unsigned line, struct faqbot_view id, const char *what,
                    const char *advice);

/* Reads a `status`: *is_draft is set; false, with an error reported, if it is neither `live` nor `draft`. */
bool field_read_status(struct kb_reader *reader, unsigned line, struct faqbot_view value, bool *is_draft);

/* A copy of `text` in the arena with blanks in place of control characters, which a terminal would obey; line
 * feeds and tabs stay if `keeps_lines`. Empty if *status is a failure, or becomes FAQBOT_NO_MEMORY. */
struct faqbot_view field_clean(struct arena *arena, struct faqbot_view text, bool keeps_lines,
                               enum faqbot_status *status);

/* The tags of an entry as one text in the arena: each clean and trimmed, with ", " between them, empty ones
 * left out. Empty if *status is a failure, or becomes FAQBOT_NO_MEMORY. */
struct faqbot_view field_join_tags(struct arena *arena, const struct faqbot_view *tags, size_t count,
                                   enum faqbot_status *status);

/* Gives the entry, whose phrasings and line are set, the questions that it never answers. One that folds to the
 * same words as a phrasing contradicts it: that is reported, and the phrasing stays. `exclusions` is the
 * caller's array, in which those that are kept move to the front. */
void field_set_exclusions(struct kb_reader *reader, struct faqbot_view *exclusions, size_t count,
                          struct entry *entry);

/* ==== front_matter.c ================================================================================== */

/* Of an article's id, so that the ids of its entries (the id, a slash and a slug) stay within their limit. */
#define STEM_BYTES_MAX 100

#define YAML_MAP_BYTES_MAX ((size_t)64 * 1024) /* of the text */

/* A question that is data: an item with both of its halves, in a list below a key that is not ours. */
struct written_question {
    struct faqbot_view question;
    struct faqbot_view answer; /* Markdown */
    unsigned line;             /* of the file */
};

/* Keys with their values, as faqbot_yaml_map_read() passes them on: a text, a list of texts, or nothing. */
struct yaml_map {
    struct faqbot_yaml_pair pairs[FAQBOT_YAML_PAIRS_MAX];
    size_t count;
    struct written_question *questions; /* in the arena */
    size_t question_count;
    size_t question_capacity;
};

enum front_matter_syntax { FRONT_MATTER_YAML, FRONT_MATTER_TOML, FRONT_MATTER_JSON };

struct front_matter {
    enum front_matter_syntax syntax;
    struct faqbot_view text;
    unsigned first_line; /* within its file */
};

/* What front matter says about its page. */
struct page_names {
    struct faqbot_view url; /* a path; a whole address is the entry's */
    struct faqbot_view permalink;
    struct faqbot_view slug;
    struct faqbot_view id;
    struct faqbot_view date;
    struct faqbot_view categories; /* joined by "/" */
    unsigned url_line;
};

/* When an article may be answered from, and where it is shown. */
struct front_matter_state {
    bool is_draft;
    struct faqbot_view valid_from; /* the first and the last day; empty: there is none */
    struct faqbot_view valid_until;
    const struct written_question *questions; /* that the article has in its front matter */
    size_t question_count;
    struct page_names page;
};

/* Splits an article: `matter` is what stands between two `---` lines (or `---` and `...`), between two `+++` lines
 * (TOML), or in the braces that the file begins with (JSON); its text is empty if there is none. *body is the rest
 * and begins at *body_line. False: it is opened and never closed. */
bool front_matter_split(struct faqbot_view text, struct front_matter *matter, struct faqbot_view *body,
                        unsigned *body_line);

/* Reads what front_matter_split() found into the reader's arena. `shared` is filled with the fields that all
 * entries of the article have in common; its `id` is the article's. False: the article must be left out,
 * which was reported, or the reader failed. */
bool front_matter_read(struct kb_reader *reader, struct front_matter matter, struct entry *shared,
                       struct front_matter_state *state);

/* Gives an article that names no whole address the one of its page, where the site is known, and tells how links lead
 * on from it; *base is left alone where that is not known. Tells of a `url` that leads nowhere. */
void front_matter_place(struct kb_reader *reader, const struct front_matter_state *state,
                        struct entry *shared, struct link_base *base);

/* Whether the article is to be answered from on that day; NULL: days are not compared. */
bool front_matter_holds(const struct front_matter_state *state, const char *today);

/* Reads the text of bot.yml into the reader's settings, as far as it is right: each fault is reported, and
 * what it concerns keeps its default. If the YAML itself is broken, everything does. */
void settings_read(struct kb_reader *reader, const char *path, struct faqbot_view text);

/* Reads the settings from pairs whose texts live in the settings arena, as `path` does. Faults as above. */
void settings_take(struct kb_reader *reader, const char *path, const struct yaml_map *map);

/* ==== sentence.c ====================================================================================== */

/* Takes a pair of bot.yml that is a sentence: "sentences.KEY", with ".LANG" behind it or not, or "KEY.LANG" of a
 * setting that is one. What is wrong with it is reported. False: it is of another kind. */
bool sentence_take(struct kb_reader *reader, const struct faqbot_yaml_pair *pair, struct settings *settings);

/* ==== starters.c: questions to start with ============================================================== */

/* Takes "starters", a list of ids, or "starters.PATH", one for the pages with that path. False: the pair is of another
 * kind. Whether the ids are entries can only be said once all entries are known. */
bool starters_take(struct kb_reader *reader, const struct faqbot_yaml_pair *pair, struct settings *settings);

/* ==== tag.c =========================================================================================== */

#define MARKUP_BYTES_MAX 4096 /* of a tag, a code span or a template: a longer one is text */

/* A tag of HTML or of a component (JSX). All views are of the text that it was read from. */
struct tag {
    struct faqbot_view name;
    struct faqbot_view attributes;
    size_t size; /* in the text, with both brackets */
    bool is_closing;
    bool is_empty; /* <x /> */
};

/* Reads the tag that the text begins with. False: there is none (then `name` is empty), or it does not end within
 * the text. */
bool tag_read(struct faqbot_view text, struct tag *tag);

/* The value of an attribute; empty if there is none. */
struct faqbot_view tag_attribute(struct faqbot_view attributes, const char *name);

/* What a component is called by its author, in whatever attribute; empty: it is not. */
struct faqbot_view tag_title(struct faqbot_view attributes);

/* The text between the quotes that the value begins with, within braces or not; empty: it has none. */
struct faqbot_view tag_quoted(struct faqbot_view value);

/* What the tag is: one of these names, a heading, something around blocks that says nothing itself, anything that
 * begins or ends a block, or a component, which is written with a capital. */
bool tag_is_one_of(const struct tag *tag, const char *const *names, size_t count);
bool tag_is_heading(const struct tag *tag);
bool tag_is_wrapper(const struct tag *tag);
bool tag_is_block(const struct tag *tag);
bool tag_is_component(const struct tag *tag);

/* Whether anything is left of the text without its tags. */
bool tag_text_says_something(struct faqbot_view text);

/* ==== template.c ====================================================================================== */

#define TEMPLATE_ATTEMPTS_MAX                                                                                \
    1000 /* to find the end of what may have none: no file wastes more time than that */

struct template_state {
    const char *comment;     /* what ends the comment that goes on in the next line; NULL: there is none */
    size_t attempts;         /* that found no end */
    struct faqbot_view hole; /* the first tag that stands for what only the site's generator knows */
    size_t hole_count;
    bool is_raw; /* {% raw %}: tags are text */
    bool failed; /* no memory */
};

/* The line without comments, icons and the tags of templates, with Markdown in place of HTML that says the same, and
 * without a link back to the top of its page. A part of the line, or in the arena. */
struct faqbot_view template_strip(struct arena *arena, struct faqbot_view line, struct template_state *state);

/* Where `text` stands in the view, ASCII case aside; the view's size if it does not. */
size_t template_find(struct faqbot_view view, const char *text);

/* The size of the code span that begins at `at`; of its signs alone if it does not end in the line. */
size_t template_code_size(struct faqbot_view line, size_t at);

/* ==== markdown_line.c ================================================================================= */

#define CODE_COLUMNS 4 /* of indentation: what makes a line code, and the width of a tab */

/* The columns of white space that a line begins with, and how many bytes they are. */
size_t line_indent(struct faqbot_view line, size_t *bytes);

/* How many of a sign the text begins with. */
size_t line_signs(struct faqbot_view text, char sign);

/* The line without the first `columns` columns of white space, as far as it has them. */
struct faqbot_view line_strip(struct faqbot_view line, size_t columns);

/* Whether a text begins an item of a list: *mark is the size of its mark with the blanks behind it. */
bool line_is_item(struct faqbot_view text, size_t *mark);

/* The level of a heading written with `#`, and its text; 0: the line is none. A missing blank behind two signs or
 * more is forgiven. */
int line_heading_level(struct faqbot_view line, struct faqbot_view *title);

/* The level of the heading that this line underlines; 0: it is no underline. */
int line_underline_level(struct faqbot_view line);

/* Whether the line is a rule across the page: `---`, `* * *`, <hr>. A `---` may underline a heading all the same. */
bool line_is_rule(struct faqbot_view line);

/* Whether the line is links alone, and signs between them. */
bool line_is_links(struct faqbot_view line);

/* The line without the sign of a quote. */
struct faqbot_view line_unquote(struct faqbot_view line);

/* Splits off the next cell of a table's row, which line_open_row() begins. False: there is none. */
struct faqbot_view line_open_row(struct faqbot_view line);
bool line_next_cell(struct faqbot_view *row, struct faqbot_view *cell);

/* The cell in that column of a row; empty if it has fewer. */
struct faqbot_view line_cell(struct faqbot_view line, size_t column);

/* Whether the line divides a table's head from its rows. */
bool line_is_delimiter_row(struct faqbot_view line);

/* ==== label.c: what only kb/ needs of it ================================================================ */

/* The name of a label that is all of the text, with or without a number, a colon and emphasis: "Question 3", "**A:**";
 * empty: the text is something else. */
struct faqbot_view label_alone(struct faqbot_view text);

/* Takes note of a table's column whose name is that of questions or of answers: SIZE_MAX as long as none is. */
void label_name_column(struct kb_reader *reader, struct faqbot_view name, size_t column, size_t *question,
                       size_t *answer);

/* ==== document.c ====================================================================================== */

#define DOCUMENT_LINES_MAX ((size_t)500 * 1000)

/* The forms that authors write questions in. Those up to FORM_LABEL enclose or name what answers them; the others
 * may be meant otherwise. */
enum question_form {
    FORM_HEADING,
    FORM_DETAILS,    /* <details><summary> */
    FORM_COMPONENT,  /* <Accordion title="…">, {{< expand "…" >}} */
    FORM_ADMONITION, /* ??? question "…", :::tip …, > [!NOTE] … */
    FORM_TERM,       /* <dt>, or a line with ": …" below it */
    FORM_TABLE,      /* a row of a table of questions and answers, or an item of such data */
    FORM_LABEL,      /* Q: … */
    FORM_BOLD,
    FORM_LIST,
    FORM_QUOTE,
    FORM_PLAIN, /* a paragraph that asks */
    QUESTION_FORMS
};

enum document_line_kind {
    DOCUMENT_TEXT,
    DOCUMENT_CODE,
    DOCUMENT_OPEN, /* something that encloses lines begins: `text` is its title, which may be empty */
    DOCUMENT_CLOSE /* the innermost of them ends */
};

struct document_line {
    struct faqbot_view text;
    unsigned number; /* of the line in the Markdown that it comes from, from 1 */
    uint8_t kind;    /* enum document_line_kind */
    uint8_t form;    /* enum question_form, of what opens */
};

/* An article in lines, all in the reader's arena for lines or in the text that it was read from. */
struct document {
    struct document_line *lines;
    size_t count;
    bool is_too_long;        /* more than DOCUMENT_LINES_MAX lines */
    struct faqbot_view hole; /* the first tag in place of a text that only the site's generator knows */
    unsigned hole_line;
    size_t hole_count;
};

/* Takes an article's Markdown, which begins behind line `line_before`, apart into lines, with the questions of its
 * front matter before it. False: it has too many, or the reader failed. */
bool document_read(struct kb_reader *reader, struct faqbot_view body, unsigned line_before,
                   const struct front_matter_state *state, struct document *document);

/* ==== question_candidates.c =========================================================================== */

/* What may be a question, or a heading. */
struct candidate {
    size_t line;              /* of the document */
    size_t lines;             /* that the title takes up */
    size_t end;               /* the line that ends the answer; 0: the next question or heading does */
    struct faqbot_view title; /* empty: a box without one */
    struct faqbot_view rest;  /* the answer's beginning, in the title's last line */
    struct faqbot_view label; /* what the question is called: "Q" */
    struct faqbot_view also;  /* other wordings, as its author wrote them */
    size_t columns;           /* of indentation, of the answer in a list */
    size_t head_lines;        /* before a table's first row */
    size_t section;           /* the number of the section: what stands below a heading that does not ask */
    size_t box; /* the candidate, counted from 1, of the box around this one; 0: there is none */
    enum question_form form;
    int level;           /* of a heading */
    bool is_quoted;      /* a label in a quote, as its answer may be */
    bool is_box;         /* encloses its answer: a container of the document */
    bool asks;           /* ends in a question mark */
    bool is_in_faq;      /* below a heading that is called FAQ, or in an article that is */
    bool is_in_question; /* below a heading that asks */
    bool begins_section; /* right below its heading */
    bool holds_questions;
    bool is_taken;
};

/* In the order of their lines, in the reader's arena for lines. */
struct candidates {
    struct candidate *list;
    size_t count;
    size_t footer; /* the line of the rule that divides the page's footer from its text; 0: there is none */
};

/* Finds whatever may be a question. `is_faq`: the article's title says that it is one. Returns whether the reader is
 * still fine. */
bool question_candidates_find(struct kb_reader *reader, const struct document *document, bool is_faq,
                              struct candidates *found);

/* ==== question_forms.c ================================================================================ */

/* A question that was no heading: the heading made of it, and the line that its answer ends before. Lines are
 * those of the rewritten text, from 1. */
struct question_extent {
    unsigned line;
    unsigned end; /* UINT_MAX: the next heading ends it */
};

/* An article in which every question is a heading. In the reader's arena for lines. */
struct rewritten {
    struct faqbot_view text; /* plain Markdown */
    unsigned *numbers;       /* for each of its lines, the line of the article that it comes from */
    size_t count;
    struct question_extent *extents; /* in the order of their lines */
    size_t extent_count;
    unsigned footer; /* the line that the page's footer begins in; UINT_MAX: it has none */
};

/* Makes headings of an article's questions, and tells which form they are in where that is in doubt. `is_faq`: the
 * article's title says that it is one. Returns whether the reader is still fine. */
bool question_forms_rewrite(struct kb_reader *reader, const struct document *document, bool is_faq,
                            struct rewritten *out);

/* The line of the file that a node of what was parsed begins in; `line_before` is the last one before the Markdown. */
unsigned question_forms_line(const struct rewritten *rewritten, unsigned line_before,
                             const struct commonmark_node *node);

/* ==== question_lines.c: `- also:` and `- not:` ========================================================= */

/* How a kind is written, how many a question may have, and the rules that its mistakes break. */
struct question_line_kind {
    const char *mark;
    const char *name;
    const char *plural;
    size_t most;
    const char *many_rule;
    const char *empty_rule;
    const char *long_rule;
    const char *mixed_rule;
    const char *stray_rule;
    const char *unasked_rule;
};
extern const struct question_line_kind question_line_kinds[LINE_KINDS];

struct line_list {
    struct faqbot_view *items; /* in the entry's arena */
    size_t count;
    size_t capacity;
};

/* Whether the block is a bulleted list whose first item is of a kind. */
bool question_lines_begin(struct commonmark_node *block, enum line_kind *kind);

/* Takes the lines of both kinds off the beginning of the blocks from `first` to `end`: items and lists are removed from
 * the document. Returns the first block that is left, or `end`. In the list of phrasings the first place is left free
 * for the question itself. */
struct commonmark_node *question_lines_take(struct kb_reader *reader, const struct rewritten *rewritten,
                                            unsigned line_before, struct commonmark_node *first,
                                            const struct commonmark_node *end,
                                            struct line_list lists[LINE_KINDS]);

/* ==== heading.c ======================================================================================= */

#define HEADING_LEVELS 6   /* as Markdown has them */
#define HEADING_TAGS_MAX 8 /* of one heading; more are the styles of some program */

struct heading {
    struct faqbot_view text;                   /* without `{#id}`, number and label */
    struct faqbot_view whole;                  /* with number and label: what generators make anchors of */
    struct faqbot_view id;                     /* what `{#id}` sets, or empty */
    struct faqbot_view tags[HEADING_TAGS_MAX]; /* what `{.tag}` sets */
    size_t tag_count;
    int level; /* 1 to HEADING_LEVELS */
    unsigned line;
    bool is_question;   /* ends in a question mark, or stands for a question of another form */
    bool is_faq;        /* "FAQ" or the like, in any language */
    bool is_disclaimer; /* "Disclaimer" */
};

/* Reads a heading that begins in that line; texts go into the arena. What decorates it is taken out of the document.
 * `is_silent`: faults are not reported, because it is read again later. */
struct heading heading_read(struct kb_reader *reader, unsigned line, struct arena *arena,
                            struct commonmark_node *node, bool is_silent);

/* The article's tags and those of the headings that an entry is below, HEADING_LEVELS at most, each once; in the
 * reader's arena for entries. */
struct faqbot_view heading_join_tags(struct kb_reader *reader, struct faqbot_view shared,
                                     const struct heading *headings, size_t count);

/* How many headings of each level ask, and have a text of their own. */
struct heading_counts {
    size_t asking[HEADING_LEVELS + 1];
    size_t telling[HEADING_LEVELS + 1];
};

/* The level that most of the headings that ask have, or where none does, of those with a text; 0: there is none. */
int heading_level_of_questions(const struct heading_counts *counts);

/* ==== link.c ========================================================================================== */

/* How links lead on from a page of a site that is known. */
struct link_base {
    struct faqbot_view
        folder;         /* the address at which the site shows the article's folder, with a '/' at its end */
    const char *ending; /* of an article's address there: "/", ".html" or "" */
    bool is_page;       /* links to what is no article lead on from the page and not from the folder */
};

/* Where a relative link leads on the page with this address, which is http or https: "b.md#c" on
 * "https://e.org/docs/a/" leads to "https://e.org/docs/b/#c". `base`: NULL if all that is known is the address.
 * *resolved is the arena's; empty: the page has no such address. False: no memory. */
bool link_resolve(struct arena *arena, struct faqbot_view url, const struct link_base *base,
                  struct faqbot_view address, struct faqbot_view *resolved);

/* Appends a path without "." and ".."; those that lead out of it are dropped. False: some did. */
bool link_add_path(struct buffer *out, struct faqbot_view path);

/* The path without what Markdown's files end in; *is_article: it ended so. */
struct faqbot_view link_trim_extension(struct faqbot_view path, bool *is_article);

/* ==== site.c: how a site shows its articles ============================================================ */

#define SITE_PARENTS_MAX 4 /* folders above the knowledge base's that a configuration is looked for in */
#define SITE_FILE_BYTES_MAX ((int64_t)256 * 1024) /* of a configuration */
#define SITE_PATTERNS_MAX 32                      /* addresses by section or collection */

enum site_generator { SITE_NONE, SITE_HUGO, SITE_JEKYLL, SITE_DOCUSAURUS, SITE_MKDOCS };

/* How it shows "b.md". */
enum site_shape {
    SITE_FOLDERS /* "b/" */,
    SITE_HTML /* "b.html" */,
    SITE_BARE /* "b" */,
    SITE_FILES /* "b.md" */
};

/* Addresses of a section or collection: "/:year/:slug/". */
struct site_pattern {
    struct faqbot_view name;
    struct faqbot_view pattern; /* empty: as all others */
};

/* What the configuration of a site generator says, and bot.yml's `base_url`. Of a site that is not known `base` is
 * empty. All views are in the reader's arena for settings. */
struct site {
    enum site_generator generator;
    enum site_shape shape;
    const char *path;             /* the configuration; NULL: there is none */
    struct faqbot_view base;      /* the address of the content's folder, with a '/' at its end */
    struct faqbot_view content;   /* that folder, below the configuration's: "docs/"; empty: the same */
    struct faqbot_view below;     /* the knowledge base's folder, likewise */
    struct faqbot_view skipped;   /* what paths in the content begin with and addresses do not */
    struct faqbot_view permalink; /* Jekyll: the pattern of posts */
    struct site_pattern patterns[SITE_PATTERNS_MAX];
    size_t pattern_count;
};

/* Looks for a site generator's configuration in the folder of the knowledge base and in those above it, up to
 * SITE_PARENTS_MAX and to the root of its repository, and reads it as data: no code in it is run, and what cannot be
 * read means nothing. A file that belongs to somebody else than the knowledge base is passed over: whoever may write
 * to a folder above must not say where links lead. Sets the reader's site, and `site` of its settings. */
void site_find(struct kb_reader *reader, bool is_folder);

/* Reads a configuration's text into the site, whose generator is set. */
void site_read(struct kb_reader *reader, const char *name, struct faqbot_view text, struct site *site);

/* ==== site_scripts.c: literals of JavaScript ============================================================ */

#define SCRIPT_DEPTH_MAX 32 /* braces and brackets within each other; what is deeper is passed over */

/* Called for each member of an object that has a string or a truth written out as its value. `within`: the name that
 * the object has, or empty. All views are of the text: a string with escapes is not handed over. */
typedef void script_take(void *user, size_t depth, struct faqbot_view within, struct faqbot_view name,
                         struct faqbot_view value);

/* Finds such members in a program without running anything, in linear time. */
void script_read(struct faqbot_view text, script_take *take, void *user);

/* ==== site_address.c: the address of an article ======================================================== */

/* The address of the page that the site makes of the article at `relative`, below the knowledge base's folder; empty:
 * it makes none, or it is not known. In the arena. False: no memory. */
bool site_address(const struct site *site, struct faqbot_view relative, const struct page_names *names,
                  struct arena *arena, struct faqbot_view *address);

/* How links lead on from that article. False: the site is not known, or no memory. */
bool site_link_base(const struct site *site, struct faqbot_view relative, struct arena *arena,
                    struct link_base *base);

/* ==== link_targets.c: what links may lead to =========================================================== */

#define LINK_TARGETS_BYTES_MAX ((size_t)256 * 1024 * 1024) /* of each table of names */
#define LINK_ANCHOR_BYTES_MAX 200 /* of a name that is compared; the rest does not count */

/* The pages and entries of a knowledge base with all their names. Memory grows with the number of entries, but it is
 * only made for those that have a link into it. */
struct link_targets *link_targets_new(void); /* NULL: no memory */
void link_targets_free(struct link_targets *targets);
bool link_targets_failed(const struct link_targets *targets); /* no memory, or over the limit */

/* Gathering, in the order of the text. These do nothing unless the reader gathers. `text`: the article, for the
 * anchors that tags of HTML set. */
void link_targets_add_page(struct kb_reader *reader, struct faqbot_view url, struct faqbot_view text);
void link_targets_add_heading(struct kb_reader *reader, const struct heading *heading, bool is_part);
void link_targets_add_entry(struct kb_reader *reader, const struct entry *entry);
void link_targets_end_page(struct kb_reader *reader);

/* What links of the reader's knowledge base may lead to. NULL: it is not known, because only a part of a knowledge base
 * is read, or this is the reading that gathers it, or there is no memory, with which the reader fails. */
const struct link_targets *link_targets_of(struct kb_reader *reader);

/* Where a link leads. */
struct link_target {
    bool has_page;            /* a file of the knowledge base */
    bool has_anchor;          /* something there is called so, be it an entry or not */
    struct faqbot_view url;   /* the page's, or the entry's, as far as known */
    struct faqbot_view entry; /* its id; empty: no entry */
};

/* Finds a local address (RFC 3986), seen from the file at `relative`. `web`: the same as an address of the web, or
 * empty. False: no memory. */
bool link_targets_find(const struct link_targets *targets, struct arena *arena, struct faqbot_view relative,
                       struct faqbot_view address, struct faqbot_view web, struct link_target *target);

/* ==== leftovers.c ===================================================================================== */

/* Takes tables of contents, each with its caption, out of the blocks from `first` up to `end`; of the answer to a
 * question only the links back at its end; at the top of a page the row of its languages too. Returns the first block
 * that is left. *had_contents is set if there was a table of contents. */
struct commonmark_node *leftovers_drop(struct commonmark_node *first, struct commonmark_node *end,
                                       bool is_question, bool is_top, bool *had_contents);

/* ==== section_slugs.c ================================================================================= */

/* The slugs that an article's sections have been given, and for each the number that it was last given with. */
struct section_slugs {
    struct string_table given;
    unsigned *last_numbers;
    size_t capacity;
    struct buffer slug; /* the last one */
};

void section_slugs_init(struct section_slugs *slugs);
void section_slugs_release(struct section_slugs *slugs);

/* Makes a slug of a heading: "section" if it has no letter, and with "-2", "-3" ... if the article had it before.
 * *slug is valid until the next one is made. Ids that authors set are not looked at: two equal ones are an error, not a
 * case for a number. False: no memory. */
bool section_slugs_make(struct section_slugs *slugs, struct faqbot_view heading, struct faqbot_view *slug);

/* ==== markdown.c ====================================================================================== */

/* Hands the entries of an article (valid UTF-8 without NUL) to the sink, in the order of its lines; none if
 * it is a draft, or broken, which is reported. An article without an id is named by `path`. Returns the
 * reader's status. */
enum faqbot_status markdown_read(struct kb_reader *reader, const char *path, struct faqbot_view text);

/* ==== synonyms.c ====================================================================================== */

/* Hands the rules of a synonyms.txt to the sink, line by line. A broken line is reported and left out. */
void synonyms_parse(struct kb_reader *reader, const char *path, struct faqbot_view text);

/* The same for one line, which is not a comment. */
void synonyms_parse_line(struct kb_reader *reader, unsigned number, struct faqbot_view line);

/* ==== jsonl.c ========================================================================================= */

/* Reads what the reader's pass wants of a JSON Lines file: the entries, which go to the sink, or its header.
 * A broken line is reported and left out; an unknown key is warned of where it first stands,
 * KB_READER_TOLD_KEYS_MAX different ones at most.
 *
 * A JSON Lines file may begin with header lines, so that one file can hold a whole knowledge base:
 *
 *     {"settings": {"name": "...", "starters": ["..."], "threshold.answered": "0.4"}}   the keys of bot.yml
 *     {"synonym": "pay, wage => salary"}                                               a line of synonyms.txt
 *
 * Settings become the reader's, unless it has some already, which is warned of; synonyms go to the sink. */
void jsonl_read_file(struct kb_reader *reader, const char *path);

/* Reads a line in a pass for settings or synonyms. Whether more of the header may come: the line belongs to
 * it, or is broken, which is reported when the entries are read. */
bool jsonl_read_header_line(struct kb_reader *reader, unsigned number, struct faqbot_view line);

#endif
