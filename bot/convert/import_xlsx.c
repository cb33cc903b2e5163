/* convert/import_xlsx.c - the sheets of a workbook (.xlsx), each a table as import_csv.c reads them.
 *
 * A workbook is a zip: xl/workbook.xml names the sheets, its relationships say in which file each is, texts stand
 * once in xl/sharedStrings.xml, and cells point there by number. A cell that is a formula has its last value. A
 * number is the text that it is written as in the file, and a day is a number there, which nothing here can tell:
 * questions and answers are texts.
 *
 * A sheet that is hidden is not read. One that holds no questions is left out where another does. */
#include "convert/readers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ==== Texts that are shared ============================================================================= */

struct shared {
    struct import_builder *builder;
    struct arena *arena;
    struct texts texts;
    struct buffer text;
    bool in_item;
    bool in_text;
    unsigned phonetic; /* within how many rPh: readings of Japanese beside the text */
};

static void start_shared(void *user, const char *name, const char *const *attributes)
{
    struct shared *shared = user;
    (void)attributes;
    shared->phonetic += strcmp(name, "rPh") == 0;
    shared->in_text = strcmp(name, "t") == 0 && shared->phonetic == 0;
    if (strcmp(name, "si") == 0) {
        buffer_init_in(&shared->text, shared->arena, FAQBOT_IMPORT_CELL_BYTES_MAX);
        shared->in_item = true;
    }
}

static void end_shared(void *user, const char *name)
{
    struct shared *shared = user;
    shared->in_text = false;
    shared->phonetic -= strcmp(name, "rPh") == 0 && shared->phonetic > 0;
    if (strcmp(name, "si") == 0 && shared->in_item) {
        shared->in_item = false;
        texts_add(&shared->texts, shared->arena, buffer_view(&shared->text));
        import_need(shared->builder, !shared->texts.failed && !shared->text.no_memory);
        if (shared->text.failed) {
            import_builder_fail(shared->builder, FAQBOT_LIMIT, 0, "a cell has more than %zu bytes",
                                FAQBOT_IMPORT_CELL_BYTES_MAX);
        }
    }
}

static void take_shared(void *user, struct faqbot_view text)
{
    struct shared *shared = user;
    if (shared->in_text && shared->in_item) {
        buffer_add(&shared->text, text);
    }
}

/* ==== A sheet =========================================================================================== */

struct sheet {
    struct import_builder *builder;
    const struct texts *shared;
    struct arena arena; /* of the rows */
    struct table_row *rows;
    size_t count;
    size_t capacity;
    size_t cells; /* of all sheets so far */
    /* The row and the cell at hand. */
    struct faqbot_view row[FAQBOT_IMPORT_COLUMNS_MAX];
    size_t width;
    size_t line;
    size_t column;
    struct buffer text;
    enum { CELL_PLAIN, CELL_SHARED, CELL_INLINE } kind;
    bool in_value;
};

/* "BC12" is column 54, which is 55 to people; SIZE_MAX: it names none. */
static size_t column_of(struct faqbot_view reference)
{
    size_t column = 0;
    size_t i = 0;
    for (; i < reference.size && ascii_is_alpha(reference.bytes[i]) && column <= FAQBOT_IMPORT_COLUMNS_MAX;
         i++) {
        column = 26 * column + (size_t)(ascii_upper(reference.bytes[i]) - 'A') + 1;
    }
    return i == 0 ? SIZE_MAX : column - 1;
}

static size_t number_of(struct faqbot_view text)
{
    size_t number = 0;
    for (size_t i = 0; i < text.size && ascii_is_digit(text.bytes[i]) && number < SIZE_MAX / 20; i++) {
        number = 10 * number + (size_t)(text.bytes[i] - '0');
    }
    return number;
}

static void start_row(struct sheet *sheet, const char *const *attributes)
{
    struct faqbot_view number = xml_attribute(attributes, "r");
    sheet->line = view_is_empty(number) ? sheet->line + 1 : number_of(number);
    sheet->width = 0;
    sheet->column = SIZE_MAX; /* before the first */
}

static void start_cell(struct sheet *sheet, const char *const *attributes)
{
    struct faqbot_view type = xml_attribute(attributes, "t");
    size_t column = column_of(xml_attribute(attributes, "r"));
    sheet->column = column == SIZE_MAX ? sheet->column + 1 : column;
    sheet->kind = view_equals_text(type, "s")           ? CELL_SHARED
                  : view_equals_text(type, "inlineStr") ? CELL_INLINE
                                                        : CELL_PLAIN;
    buffer_init_in(&sheet->text, &sheet->arena, FAQBOT_IMPORT_CELL_BYTES_MAX);
    if (sheet->column >= FAQBOT_IMPORT_COLUMNS_MAX) {
        import_builder_fail(sheet->builder, FAQBOT_LIMIT, (unsigned)sheet->line,
                            "the row has more than %d columns", FAQBOT_IMPORT_COLUMNS_MAX);
    } else if (++sheet->cells > SHEET_CELLS_MAX) {
        import_builder_fail(sheet->builder, FAQBOT_LIMIT, (unsigned)sheet->line,
                            "there are more than %d cells; divide the file", SHEET_CELLS_MAX);
    }
}

static void start_element(void *user, const char *name, const char *const *attributes)
{
    struct sheet *sheet = user;
    if (strcmp(name, "row") == 0) {
        start_row(sheet, attributes);
    } else if (strcmp(name, "c") == 0) {
        start_cell(sheet, attributes);
    }
    sheet->in_value = strcmp(name, sheet->kind == CELL_INLINE ? "t" : "v") == 0;
}

static void end_cell(struct sheet *sheet)
{
    struct faqbot_view text = buffer_view(&sheet->text);
    if (sheet->kind == CELL_SHARED) {
        size_t number = number_of(view_trim(text));
        text = number < sheet->shared->count ? sheet->shared->items[number] : view_make(NULL, 0);
    }
    while (sheet->width <= sheet->column) {
        sheet->row[sheet->width++] = view_make(NULL, 0);
    }
    sheet->row[sheet->column] = text;
    import_need(sheet->builder, !sheet->text.no_memory);
    if (sheet->text.failed) {
        import_builder_fail(sheet->builder, FAQBOT_LIMIT, (unsigned)sheet->line,
                            "a cell has more than %zu bytes", FAQBOT_IMPORT_CELL_BYTES_MAX);
    }
}

static void end_row(struct sheet *sheet)
{
    struct faqbot_view *cells = arena_alloc_array(&sheet->arena, sheet->width + 1, sizeof *cells);
    bool has_text = false;
    for (size_t i = 0; i < sheet->width; i++) {
        has_text |= !view_is_empty(view_trim(sheet->row[i]));
    }
    if (!has_text) {
        return;
    }
    import_need(sheet->builder, cells != NULL && array_grow(NULL, &sheet->rows, sheet->count,
                                                            &sheet->capacity, sizeof *sheet->rows));
    if (sheet->count == FAQBOT_IMPORT_ROWS_MAX) {
        import_builder_fail(sheet->builder, FAQBOT_LIMIT, (unsigned)sheet->line,
                            "there are more than %d rows", FAQBOT_IMPORT_ROWS_MAX);
    }
    if (cells != NULL && !import_builder_failed(sheet->builder)) {
        memcpy(cells, sheet->row, sheet->width * sizeof *cells);
        sheet->rows[sheet->count++] = (struct table_row){sheet->line, cells, sheet->width};
    }
}

static void end_element(void *user, const char *name)
{
    struct sheet *sheet = user;
    sheet->in_value = false;
    if (strcmp(name, "c") == 0 && sheet->column < FAQBOT_IMPORT_COLUMNS_MAX) {
        end_cell(sheet);
    } else if (strcmp(name, "row") == 0) {
        end_row(sheet);
    }
}

static void take_text(void *user, struct faqbot_view text)
{
    struct sheet *sheet = user;
    if (sheet->in_value) {
        buffer_add(&sheet->text, text);
    }
}

/* ==== The workbook ====================================================================================== */

#define SHEETS_MAX 256

struct workbook {
    struct import_builder *builder;
    const struct import_inputs *inputs;
    struct arena arena;
    struct {
        struct faqbot_view name;
        struct faqbot_view id;
    } sheets[SHEETS_MAX];
    size_t count;
};

static void start_workbook(void *user, const char *name, const char *const *attributes)
{
    struct workbook *workbook = user;
    struct faqbot_view called = xml_attribute(attributes, "name");
    if (strcmp(name, "sheet") != 0) {
        return;
    }
    struct faqbot_view state = xml_attribute(attributes, "state");
    if (view_equals_text(state, "hidden") || view_equals_text(state, "veryHidden")) {
        import_builder_note(workbook->builder, 0, "the sheet \"%.*s\" is hidden and is not read",
                            VIEW_ARGS(called));
    } else if (workbook->count == SHEETS_MAX) {
        import_builder_fail(workbook->builder, FAQBOT_LIMIT, 0, "there are more than %d sheets", SHEETS_MAX);
    } else {
        size_t at = workbook->count++;
        import_need(workbook->builder, arena_copy(&workbook->arena, called, &workbook->sheets[at].name) &&
                                           arena_copy(&workbook->arena, xml_attribute(attributes, "id"),
                                                      &workbook->sheets[at].id));
    }
}

static void end_workbook(void *user, const char *name)
{
    (void)user;
    (void)name;
}

static void pass_text(void *user, struct faqbot_view text)
{
    (void)user;
    (void)text;
}

/* The file of a sheet: targets are told from the folder xl, or from the top with a slash. */
static const struct import_input *find_sheet(const struct import_inputs *inputs, struct faqbot_view target)
{
    char path[256];
    bool is_whole = view_starts_with(target, "/");
    (void)snprintf(path, sizeof path, "%s%.*s", is_whole ? "" : "xl/",
                   VIEW_ARGS(is_whole ? view_slice(target, 1, target.size) : target));
    return inputs_find(inputs, path);
}

/* One sheet. What is wrong with it alone goes into `first`, and is told of. */
static bool take_sheet(struct workbook *workbook, size_t number, const struct import_input *input,
                       struct sheet *sheet, struct faqbot_fault *first)
{
    static const struct xml_handlers handlers = {start_element, end_element, take_text};
    struct import_builder *builder = workbook->builder;
    arena_reset(&sheet->arena);
    sheet->count = 0;
    sheet->line = 0;
    xml_read(builder, input, &handlers, sheet);
    if (import_builder_failed(builder) || sheet->count == 0) {
        return false;
    }
    if (workbook->count > 1) {
        import_builder_note(builder, 0, "the rows that follow are of the sheet \"%.*s\"",
                            VIEW_ARGS(workbook->sheets[number].name));
    }
    import_rows(builder, sheet->rows, sheet->count);
    bool is_other = builder->fault->status == FAQBOT_INVALID;
    if (is_other) {
        *first = first->status == FAQBOT_OK ? *builder->fault : *first;
        struct faqbot_fault why = *builder->fault;
        fault_begin(builder->fault);
        import_builder_note(builder, 0, "the sheet \"%.*s\" is left out: %s",
                            VIEW_ARGS(workbook->sheets[number].name), why.sentence);
    }
    return !is_other;
}

static void take_sheets(struct workbook *workbook, const struct texts *shared)
{
    struct import_builder *builder = workbook->builder;
    struct sheet sheet = {.builder = builder, .shared = shared};
    struct faqbot_fault first = {.status = FAQBOT_OK};
    struct xml_relation *relations = NULL;
    size_t taken = 0;
    arena_init(&sheet.arena, 4 * FAQBOT_IMPORT_FILE_BYTES_MAX);
    size_t count = xml_read_relations(builder, inputs_find(workbook->inputs, "xl/_rels/workbook.xml.rels"),
                                      &workbook->arena, &relations);
    for (size_t i = 0; i < workbook->count && !import_builder_failed(builder); i++) {
        struct faqbot_view target = xml_find_relation(relations, count, workbook->sheets[i].id);
        taken += take_sheet(workbook, i, find_sheet(workbook->inputs, target), &sheet, &first);
    }
    if (taken == 0 && !import_builder_failed(builder)) {
        if (first.status != FAQBOT_OK) {
            *builder->fault = first;
        }
        import_builder_fail(builder, FAQBOT_INVALID, 0, "there is nothing in its sheets");
    }
    arena_release(&sheet.arena);
    free(sheet.rows);
}

void import_xlsx_all(struct import_builder *builder, const struct import_inputs *inputs)
{
    static const struct xml_handlers handlers = {start_workbook, end_workbook, pass_text};
    static const struct xml_handlers shared_handlers = {start_shared, end_shared, take_shared};
    struct workbook *workbook = calloc(1, sizeof *workbook);
    import_need(builder, workbook != NULL);
    if (workbook == NULL) {
        return;
    }
    workbook->builder = builder;
    workbook->inputs = inputs;
    arena_init(&workbook->arena, 4 * FAQBOT_IMPORT_FILE_BYTES_MAX);
    struct shared shared = {.builder = builder, .arena = &workbook->arena};
    xml_read(builder, inputs_find(inputs, "xl/workbook.xml"), &handlers, workbook);
    xml_read(builder, inputs_find(inputs, "xl/sharedStrings.xml"), &shared_handlers, &shared);
    if (!import_builder_failed(builder)) {
        take_sheets(workbook, &shared.texts);
    }
    arena_release(&workbook->arena);
    free(workbook);
}
