/* convert/import_xlsx.c - the sheets of a workbook (.xlsx), each a table as import_csv.c reads them.
 *
 * A workbook is a zip: xl/workbook.xml names the sheets, its relationships say in which file each is, texts stand
 * once in xl/sharedStrings.xml, and cells point there by number. A cell that is a formula has its last value. A
 * number is the text that it is written as in the file, unless its style in xl/styles.xml shows it as a day, a time
 * or a percentage; those become 2026-11-30, 09:30 and 50%, in which nobody can mistake a day for a month.
 *
 * A sheet that is hidden is not read. One that holds no questions is left out where another does. */
#include "convert/readers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ==== Texts that are shared ============================================================================= */

/* "_x000D_" is how a carriage return and other signs are written that XML has not, and "_x005F_" the bar itself. */
static struct faqbot_view unescape(struct import_builder *builder, struct arena *arena,
                                   struct faqbot_view text)
{
    struct buffer out;
    bool is_changed = false;
    buffer_init_in(&out, arena, text.size + 1);
    for (size_t i = 0; i < text.size; i++) {
        struct faqbot_view rest = view_slice(text, i, text.size);
        unsigned code = 0;
        size_t digits = 0;
        while (view_starts_with(rest, "_x") && digits < 4 && digits + 2 < rest.size &&
               strchr("0123456789ABCDEFabcdef", rest.bytes[digits + 2]) != NULL) {
            char digit = ascii_lower(rest.bytes[2 + digits++]);
            code = 16 * code + (unsigned)(ascii_is_digit(digit) ? digit - '0' : digit - 'a' + 10);
        }
        bool is_escape = digits == 4 && rest.size > 6 && rest.bytes[6] == '_' && code < 0x80;
        if (is_escape && (code >= ' ' || code == '\n' || code == '\t')) {
            buffer_add_byte(&out, (char)code);
        } else if (!is_escape) {
            buffer_add_byte(&out, text.bytes[i]);
        }
        i += is_escape ? 6 : 0;
        is_changed |= is_escape;
    }
    import_need(builder, !out.failed);
    return is_changed ? buffer_view(&out) : text;
}

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
        texts_add(&shared->texts, shared->arena,
                  unescape(shared->builder, shared->arena, buffer_view(&shared->text)));
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

/* ==== How numbers are shown ============================================================================= */

#define STYLES_MAX 65536 /* of cells; a workbook may have 64 000 */

enum number_form { NUMBER_PLAIN, NUMBER_DAY, NUMBER_TIME, NUMBER_DAY_AND_TIME, NUMBER_PERCENT };

struct styles {
    struct import_builder *builder;
    unsigned char *forms; /* of each style of a cell */
    size_t count;
    size_t capacity;
    struct {
        size_t number;
        enum number_form form;
    } own[256]; /* formats that the workbook has itself; more of them are plain */
    size_t own_count;
    bool in_cells;
};

/* By the letters of a format outside of quotes and brackets: y and d make a day, h and s a time. */
static enum number_form form_of(struct faqbot_view code)
{
    bool has_day = false;
    bool has_time = false;
    char quote = '\0';
    for (size_t i = 0; i < code.size && code.bytes[i] != ';'; i++) {
        char byte = ascii_lower(code.bytes[i]);
        if (quote != '\0') {
            quote = byte == quote ? '\0' : quote;
        } else if (byte == '"' || byte == '[') {
            quote = byte == '[' ? ']' : byte;
        } else if (byte == '\\' || byte == '_') {
            i++;
        } else if (byte == '%') {
            return NUMBER_PERCENT;
        } else {
            has_day |= byte == 'y' || byte == 'd';
            has_time |= byte == 'h' || byte == 's';
        }
    }
    return has_day && has_time ? NUMBER_DAY_AND_TIME
           : has_day           ? NUMBER_DAY
           : has_time          ? NUMBER_TIME
                               : NUMBER_PLAIN;
}

/* The formats that every workbook has (ECMA-376, part 1, 18.8.30). */
static enum number_form form_of_number(const struct styles *styles, size_t number)
{
    for (size_t i = 0; i < styles->own_count; i++) {
        if (styles->own[i].number == number) {
            return styles->own[i].form;
        }
    }
    return number == 9 || number == 10    ? NUMBER_PERCENT
           : number >= 14 && number <= 17 ? NUMBER_DAY
           : number >= 18 && number <= 21 ? NUMBER_TIME
           : number == 22                 ? NUMBER_DAY_AND_TIME
           : number >= 45 && number <= 47 ? NUMBER_TIME
                                          : NUMBER_PLAIN;
}

static size_t number_of(struct faqbot_view text)
{
    size_t number = 0;
    for (size_t i = 0; i < text.size && ascii_is_digit(text.bytes[i]) && number < SIZE_MAX / 20; i++) {
        number = 10 * number + (size_t)(text.bytes[i] - '0');
    }
    return number;
}

static void start_style(void *user, const char *name, const char *const *attributes)
{
    struct styles *styles = user;
    styles->in_cells |= strcmp(name, "cellXfs") == 0;
    if (strcmp(name, "numFmt") == 0 && styles->own_count < sizeof styles->own / sizeof *styles->own) {
        size_t at = styles->own_count++;
        styles->own[at].number = number_of(xml_attribute(attributes, "numFmtId"));
        styles->own[at].form = form_of(xml_attribute(attributes, "formatCode"));
    } else if (styles->in_cells && strcmp(name, "xf") == 0 && styles->count < STYLES_MAX) {
        import_need(styles->builder, array_grow(NULL, &styles->forms, styles->count, &styles->capacity,
                                                sizeof *styles->forms));
        if (!import_builder_failed(styles->builder)) {
            styles->forms[styles->count++] =
                (unsigned char)form_of_number(styles, number_of(xml_attribute(attributes, "numFmtId")));
        }
    }
}

static void end_style(void *user, const char *name)
{
    struct styles *styles = user;
    styles->in_cells &= strcmp(name, "cellXfs") != 0;
}

#define DAY_MAX 2958465.0  /* 9999-12-31 */
#define DAY_OF_1904 1462   /* from which a workbook may count its days instead */
#define DAY_OF_EPOCH 25569 /* 1970-01-01 */
#define SECONDS_OF_DAY 86400

/* Days count from the last of 1899 on; the 29th of February 1900, which there was none of, is passed over. */
static void write_number(double number, enum number_form form, bool is_1904, char *out, size_t size)
{
    number += is_1904 && form != NUMBER_TIME && form != NUMBER_PERCENT ? DAY_OF_1904 : 0;
    if (form == NUMBER_PERCENT) {
        (void)snprintf(out, size, "%s%%", number_short(100 * number).text);
        return;
    }
    long long seconds = (long long)(number * SECONDS_OF_DAY + 0.5);
    long long days = seconds / SECONDS_OF_DAY;
    unsigned second = (unsigned)(seconds % SECONDS_OF_DAY);
    days += days < 60 ? 1 : 0;
    /* Years begin in March here, so that a leap day is the last of one (Hinnant, "chrono-compatible low-level date
     * algorithms", civil_from_days). */
    long long from = days - DAY_OF_EPOCH + 719468;
    long long era = from / 146097;
    unsigned of_era = (unsigned)(from - era * 146097);
    unsigned year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
    unsigned month = (5 * of_year + 2) / 153;
    unsigned day = of_year - (153 * month + 2) / 5 + 1;
    month = month < 10 ? month + 3 : month - 9;
    long long full = (long long)year + era * 400 + (month <= 2);
    bool has_day = form != NUMBER_TIME;
    bool has_time = form == NUMBER_TIME || (form == NUMBER_DAY_AND_TIME && second > 0);
    int used = has_day ? snprintf(out, size, "%04lld-%02u-%02u", full, month, day) : 0;
    if (has_time && used >= 0) {
        (void)snprintf(out + used, size - (size_t)used, second % 60 > 0 ? "%s%02u:%02u:%02u" : "%s%02u:%02u",
                       has_day ? " " : "", second / 3600, second / 60 % 60, second % 60);
    }
}

/* ==== A sheet =========================================================================================== */

struct sheet {
    struct import_builder *builder;
    const struct texts *shared;
    const struct styles *styles;
    bool is_1904;
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
    enum { CELL_PLAIN, CELL_SHARED, CELL_INLINE, CELL_TRUTH, CELL_TEXT } kind;
    size_t style;
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
    sheet->kind = view_equals_text(type, "s")                          ? CELL_SHARED
                  : view_equals_text(type, "inlineStr")                ? CELL_INLINE
                  : view_equals_text(type, "b")                        ? CELL_TRUTH
                  : view_is_empty(type) || view_equals_text(type, "n") ? CELL_PLAIN
                                                                       : CELL_TEXT;
    sheet->style = number_of(xml_attribute(attributes, "s"));
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

/* As the cell shows it. */
static struct faqbot_view text_of_number(struct sheet *sheet, struct faqbot_view text)
{
    char shown[64] = "";
    double number = 0;
    const struct styles *styles = sheet->styles;
    enum number_form form =
        sheet->style < styles->count ? (enum number_form)styles->forms[sheet->style] : NUMBER_PLAIN;
    bool is_shown =
        form != NUMBER_PLAIN && number_read(view_trim(text), &number) && number >= 0 && number <= DAY_MAX;
    if (is_shown) {
        write_number(number, form, sheet->is_1904, shown, sizeof shown);
        import_need(sheet->builder, arena_copy(&sheet->arena, view_of(shown), &text));
    }
    return text;
}

static void end_cell(struct sheet *sheet)
{
    struct faqbot_view text = buffer_view(&sheet->text);
    if (sheet->kind == CELL_SHARED) {
        size_t number = number_of(view_trim(text));
        text = number < sheet->shared->count ? sheet->shared->items[number] : view_make(NULL, 0);
    } else if (sheet->kind == CELL_TRUTH) {
        text = view_of(view_equals_text(view_trim(text), "1") ? "TRUE" : "FALSE");
    } else if (sheet->kind == CELL_PLAIN) {
        text = text_of_number(sheet, text);
    } else {
        text = unescape(sheet->builder, &sheet->arena, text);
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
    bool is_1904;
};

static void start_workbook(void *user, const char *name, const char *const *attributes)
{
    struct workbook *workbook = user;
    struct faqbot_view called = xml_attribute(attributes, "name");
    if (strcmp(name, "workbookPr") == 0) {
        struct faqbot_view counts = xml_attribute(attributes, "date1904");
        workbook->is_1904 = view_equals_text(counts, "1") || view_equals_text(counts, "true");
    }
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

static void take_sheets(struct workbook *workbook, const struct texts *shared, const struct styles *styles)
{
    struct import_builder *builder = workbook->builder;
    struct sheet sheet = {
        .builder = builder, .shared = shared, .styles = styles, .is_1904 = workbook->is_1904};
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
    static const struct xml_handlers style_handlers = {start_style, end_style, pass_text};
    struct styles styles = {.builder = builder};
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
    xml_read(builder, inputs_find(inputs, "xl/styles.xml"), &style_handlers, &styles);
    if (!import_builder_failed(builder)) {
        take_sheets(workbook, &shared.texts, &styles);
    }
    free(styles.forms);
    arena_release(&workbook->arena);
    free(workbook);
}
