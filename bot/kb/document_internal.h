/* kb/document_internal.h - what the files share that take an article apart into lines: document.c, document_boxes.c,
 * document_scan.c and html_table.c. Others need to know nothing of it. */
#ifndef KB_DOCUMENT_INTERNAL_H
#define KB_DOCUMENT_INTERNAL_H

#include "kb/kb_internal.h"

/* ==== html_table.c ==================================================================================== */

/* A table of HTML whose rows are questions. In the reader's arena for lines, or parts of the text that it was read
 * from. */
struct html_table {
    struct html_cell {
        struct faqbot_view text; /* as it stands there */
        size_t row;
        size_t column;
    } * cells;
    size_t count;
    size_t next;     /* the first cell of the row to be read */
    size_t question; /* columns */
    size_t answer;
    const char *start; /* of what is to be read, which stands in the line `number` */
    unsigned number;
};

/* Reads what stands between <table> and </table>, from the line `number` on. False: it has no columns of questions and
 * answers, or the reader failed; `table` is as it was. */
bool html_table_read(struct kb_reader *reader, struct faqbot_view text, unsigned number,
                     struct html_table *table);

/* Takes the next row: its question in one line, its answer as it stands there, and the line that it begins in. False:
 * there is none. */
bool html_table_next_row(struct kb_reader *reader, struct html_table *table, struct faqbot_view *question,
                         struct faqbot_view *answer, unsigned *number);

/* ==== Boxes =========================================================================================== */

#define CONTAINERS_MAX 16          /* deeper ones are text */
#define CLOSING_BYTES_MAX 65536    /* within which the end of a shortcode, box or table is looked for */
#define STRIP_UNKNOWN ((size_t)-1) /* until the container's first line */

enum container_kind {
    CONTAINER_TAG,    /* ends with its closing tag or shortcode */
    CONTAINER_COLONS, /* ends with `:::` */
    CONTAINER_PLUS,   /* ends with `+++` */
    CONTAINER_INDENT, /* ends with the first line that is not further in */
    CONTAINER_QUOTE   /* ends with the first line without `>` */
};

struct container {
    enum container_kind kind;
    enum question_form form;
    struct faqbot_view name; /* a TAG's */
    size_t strip;            /* columns of indentation that its lines have because they are in it */
    size_t indent;           /* an INDENT's own */
    size_t line;             /* where it opens, in the document */
    bool has_title;
    bool is_note; /* sets a remark apart: a heading in it begins no section */
};

/* The article while its lines are taken. */
struct document_scan {
    struct kb_reader *reader;
    struct document *document;
    size_t capacity;
    struct faqbot_view rest; /* behind the line at hand */
    unsigned number;         /* of the line at hand */
    struct container stack[CONTAINERS_MAX];
    size_t depth;
    struct faqbot_view fence; /* the run of signs that opened the code; empty: none is open */
    bool is_liquid_code;      /* opened by {% highlight %} */
    struct template_state templates;
    bool in_list;
    bool after_blank;
    size_t list_depth; /* of HTML lists */
    bool is_numbered;
    bool begins_item; /* the next text is an item's of an HTML list */
    size_t wrappers;  /* of HTML, that are open */
    struct html_table
        table; /* whose answers are being read like lines of the article; without cells: none is */
    struct faqbot_view behind_table;
    unsigned table_end; /* its last line */
};

/* ==== document_scan.c ================================================================================= */

/* Splits off the next line. A carriage return ends one too, with or without a line feed, as it does for the parser:
 * both must count the same lines. */
bool scan_next_line(struct faqbot_view *rest, struct faqbot_view *line);

/* Adds a line to the document; past DOCUMENT_LINES_MAX none is. */
void scan_add_line(struct document_scan *scan, struct faqbot_view text, enum document_line_kind kind,
                   enum question_form form);

/* Two texts in a row, in the arena for lines. */
struct faqbot_view scan_join(struct document_scan *scan, struct faqbot_view first, struct faqbot_view second);

/* What is left of a line between tags; nothing, if it is blank. */
void scan_add_text(struct document_scan *scan, struct faqbot_view text);

/* Opens a container, or passes its title on as text where they nest too deep. */
void scan_open(struct document_scan *scan, struct container container, struct faqbot_view title);

/* Closes the innermost container. */
void scan_close(struct document_scan *scan);

/* Closes the innermost container of that name, or of colons, and what is open in it. False: there is none. */
bool scan_close_named(struct document_scan *scan, struct faqbot_view name);
bool scan_close_kind(struct document_scan *scan, enum container_kind kind);

/* Whether something with that name hides its text until it is asked for, as FAQs do (FORM_COMPONENT). Tabs and cards
 * have titles too, which are questions only if they ask (FORM_ADMONITION). */
enum question_form scan_form_of(struct faqbot_view name);

/* ==== document_boxes.c ================================================================================ */

/* Takes a line outside of code that only says something to a site generator, or begins or ends one of its boxes; it
 * stands `indent` columns in. False: the line is text. */
bool scan_take_box(struct document_scan *scan, struct faqbot_view text, size_t indent);

#endif
