/* transfer/tabs.c - TSV. A service that quotes nothing writes a question that begins with a quotation mark as
 * it is, which would swallow all up to the next one if it were read as a spreadsheet's. */
#include "transfer/tabs.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/fault.h"

struct tabs {
    const char *path;
    csv_table_take *take;
    void *user;
    struct faqbot_fault *fault;
    struct arena arena; /* one row's cells without quotation marks */
    struct faqbot_view cells[FAQBOT_IMPORT_COLUMNS_MAX];
};

static size_t count_byte(struct faqbot_view text, char byte)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        count += text.bytes[i] == byte;
    }
    return count;
}

/* Whether all lines but empty ones have as many cells as the first. */
static bool is_even(struct faqbot_view text)
{
    struct faqbot_view line;
    size_t tabs = SIZE_MAX;
    while (view_next_line(&text, &line)) {
        size_t count = count_byte(line, '\t');
        if (view_is_empty(view_trim(line))) {
            continue;
        }
        if (tabs != SIZE_MAX && count != tabs) {
            return false;
        }
        tabs = count;
    }
    return true;
}

/* Whether the marks within a cell that stands between marks are doubled. */
static bool is_quoted(struct faqbot_view cell)
{
    if (cell.size < 2 || cell.bytes[0] != '"' || cell.bytes[cell.size - 1] != '"') {
        return false;
    }
    for (size_t i = 1; i + 1 < cell.size; i++) {
        if (cell.bytes[i] == '"') {
            if (cell.bytes[i + 1] != '"' || i + 2 == cell.size) {
                return false;
            }
            i++;
        }
    }
    return true;
}

static bool unquote(struct arena *arena, struct faqbot_view *cell)
{
    char *bytes = arena_alloc(arena, cell->size);
    size_t size = 0;
    if (bytes == NULL) {
        return false;
    }
    for (size_t i = 1; i + 1 < cell->size; i++) {
        bytes[size++] = cell->bytes[i];
        i += cell->bytes[i] == '"';
    }
    *cell = view_make(bytes, size);
    return true;
}

static void take_line(struct tabs *tabs, size_t number, struct faqbot_view line)
{
    struct csv_table_row row = {.line = number, .cells = tabs->cells};
    arena_reset(&tabs->arena);
    if (count_byte(line, '\t') >= FAQBOT_IMPORT_COLUMNS_MAX) {
        fault_set(tabs->fault, FAQBOT_LIMIT, tabs->path, (unsigned)number, "the row has more than %d columns",
                  FAQBOT_IMPORT_COLUMNS_MAX);
        return;
    }
    bool ends = false;
    while (!ends) {
        size_t end = view_find(line, '\t');
        struct faqbot_view *cell = &tabs->cells[row.count++];
        *cell = view_trim(view_slice(line, 0, end));
        if (cell->size > FAQBOT_IMPORT_CELL_BYTES_MAX) {
            fault_set(tabs->fault, FAQBOT_LIMIT, tabs->path, (unsigned)number,
                      "the row has more than %zu bytes in a cell", FAQBOT_IMPORT_CELL_BYTES_MAX);
            return;
        }
        if (is_quoted(*cell) && !unquote(&tabs->arena, cell)) {
            fault_set(tabs->fault, FAQBOT_NO_MEMORY, tabs->path, 0, "out of memory");
            return;
        }
        ends = end == line.size;
        line = view_slice(line, end + 1, line.size);
    }
    tabs->take(tabs->user, &row);
}

void qnamaker_tsv_read(struct faqbot_view text, const char *path, csv_table_take *take, void *user,
                       struct faqbot_fault *fault)
{
    if (!is_even(text)) {
        csv_table_read(text, '\t', path, take, user, fault);
        return;
    }
    struct tabs *tabs = calloc(1, sizeof *tabs);
    struct faqbot_view line;
    if (tabs == NULL) {
        fault_set(fault, FAQBOT_NO_MEMORY, path, 0, "out of memory");
        return;
    }
    tabs->path = path;
    tabs->take = take;
    tabs->user = user;
    tabs->fault = fault;
    arena_init(&tabs->arena, SIZE_MAX);
    for (size_t number = 1; fault->status == FAQBOT_OK && view_next_line(&text, &line); number++) {
        if (!view_is_empty(view_trim(line))) {
            take_line(tabs, number, line);
        }
    }
    arena_release(&tabs->arena);
    free(tabs);
}

bool qnamaker_tsv_unescape(struct arena *arena, struct faqbot_view cell, struct faqbot_view *text)
{
    struct buffer out;
    buffer_init_in(&out, arena, cell.size);
    for (size_t i = 0; i < cell.size; i++) {
        char next = cell.bytes[i] == '\\' && i + 1 < cell.size ? cell.bytes[i + 1] : '\0';
        if (next == 'n' || next == 't') {
            buffer_add_byte(&out, next == 'n' ? '\n' : ' ');
        } else if (next != 'r') {
            buffer_add_byte(&out, cell.bytes[i]);
        }
        i += next == 'n' || next == 't' || next == 'r';
    }
    *text = buffer_view(&out);
    return !out.failed;
}
