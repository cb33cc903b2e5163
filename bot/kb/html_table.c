/* kb/html_table.c - a table of HTML in Markdown whose rows are questions and their answers.
 *
 * Finds the cells, and which columns are meant. Answers are given as they stand there: they may be Markdown or HTML of
 * any kind, which document.c reads like the lines of the article. Other tables are no concern of this: answer_html.c
 * makes them part of an answer. */
#include "kb/document_internal.h"

#include "util/util.h"

/* Takes the next cell off the front. `cell` is the one before; at first its row is SIZE_MAX. False: there is none.
 * Cells end with the next tag of the table, for HTML requires none to be closed. */
static bool next_cell(struct faqbot_view *table, struct html_cell *cell)
{
    static const char *const parts[] = {"td", "th", "tr", "thead", "tbody", "tfoot", "caption", "table"};
    struct tag tag;
    const char *start = NULL;
    size_t i = 0;
    for (; i < table->size; i++) {
        struct faqbot_view rest = view_slice(*table, i, MARKUP_BYTES_MAX);
        if (rest.bytes[0] != '<' || !tag_read(rest, &tag) ||
            !tag_is_one_of(&tag, parts, sizeof parts / sizeof *parts)) {
            continue;
        }
        if (start != NULL) {
            break;
        }
        bool is_cell = tag_is_one_of(&tag, parts, 2);
        if (!tag.is_closing && ascii_equals(tag.name, view_of("tr"))) {
            cell->row++;
            cell->column = SIZE_MAX;
        } else if (!tag.is_closing && is_cell && cell->row != SIZE_MAX) {
            cell->column++;
            start = rest.bytes + tag.size;
        }
        i += tag.size - 1;
    }
    cell->text =
        start == NULL ? view_make(NULL, 0) : view_trim(view_make(start, (size_t)(table->bytes + i - start)));
    *table = view_slice(*table, i, table->size);
    return start != NULL;
}

/* The text of a cell in one line, without tags of blocks. */
static struct faqbot_view cell_line(struct kb_reader *reader, struct arena *arena, struct faqbot_view text)
{
    struct buffer line;
    struct tag tag;
    bool is_blank = true; /* at the end of what was written */
    buffer_init_in(&line, arena, SIZE_MAX);
    for (size_t i = 0; i < text.size; i++) {
        bool is_tag = text.bytes[i] == '<' && tag_read(view_slice(text, i, MARKUP_BYTES_MAX), &tag) &&
                      tag_is_block(&tag);
        if (!is_tag && !ascii_is_space(text.bytes[i])) {
            buffer_add_byte(&line, text.bytes[i]);
            is_blank = false;
        } else if (!is_blank) {
            buffer_add_byte(&line, ' ');
            is_blank = true;
        }
        i += is_tag ? tag.size - 1 : 0;
    }
    kb_check_memory(reader, !line.failed);
    return line.failed ? view_make(NULL, 0) : view_trim(buffer_view(&line));
}

/* Finds the columns of questions and answers by their names; without such names, the first of two if most of its
 * cells ask, as question_candidates.c does in Markdown's tables. */
static bool find_columns(struct kb_reader *reader, struct html_table *table)
{
    size_t asking = 0;
    size_t columns = 0;
    size_t head = 0;
    table->question = table->answer = SIZE_MAX;
    for (size_t i = 0; i < table->count; i++) {
        const struct html_cell *cell = &table->cells[i];
        arena_reset(&reader->entry_arena);
        struct faqbot_view line = cell_line(reader, &reader->entry_arena, cell->text);
        if (cell->row == 0) {
            label_name_column(reader, line, cell->column, &table->question, &table->answer);
            head = i + 1;
        }
        columns = cell->column >= columns ? cell->column + 1 : columns;
        asking += cell->column == 0 && question_asks(line);
    }
    table->next = head;
    if (table->question != SIZE_MAX && table->answer != SIZE_MAX) {
        return head < table->count;
    }
    bool is_header = !question_asks(cell_line(reader, &reader->entry_arena, table->cells[0].text));
    table->next = is_header ? head : 0;
    table->question = 0;
    table->answer = 1;
    return columns == 2 && asking > 1 && 2 * asking > table->cells[table->count - 1].row + !is_header;
}

bool html_table_read(struct kb_reader *reader, struct faqbot_view text, unsigned number,
                     struct html_table *table)
{
    struct html_table found = {.start = text.bytes, .number = number};
    struct html_cell cell = {.row = SIZE_MAX};
    size_t capacity = 0;
    while (next_cell(&text, &cell) &&
           kb_check_memory(
               reader, array_grow(&reader->lines_arena, &found.cells, found.count, &capacity, sizeof cell))) {
        found.cells[found.count++] = cell;
    }
    if (found.count == 0 || !find_columns(reader, &found)) {
        return false;
    }
    *table = found;
    return true;
}

/* Rows come in order, so counting their lines is linear. */
bool html_table_next_row(struct kb_reader *reader, struct html_table *table, struct faqbot_view *question,
                         struct faqbot_view *answer, unsigned *number)
{
    *question = *answer = view_make(NULL, 0);
    if (table->next == table->count) {
        return false;
    }
    for (const char *first = table->cells[table->next].text.bytes; table->start < first; table->start++) {
        table->number += *table->start == '\n';
    }
    for (size_t row = table->cells[table->next].row;
         table->next < table->count && table->cells[table->next].row == row; table->next++) {
        const struct html_cell *cell = &table->cells[table->next];
        *question = cell->column == table->question ? cell->text : *question;
        *answer = cell->column == table->answer ? cell->text : *answer;
    }
    *question = cell_line(reader, &reader->lines_arena, *question);
    *number = table->number;
    return true;
}
