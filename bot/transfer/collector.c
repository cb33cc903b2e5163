/* transfer/collector.c - rows become entries: which of them belong together, and what is told of each.
 * Ids, our format and the telling itself are delivery.c's. */
#include "transfer/collector.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "text/rich.h"
#include "text/utf8.h"
#include "transfer/items.h"
#include "transfer/ready.h"

#define NO_TEXT view_make(NULL, 0)
#define SENTENCE_BYTES (4 * FAQBOT_FAULT_SENTENCE_BYTES) /* before it is cut to what a fault holds */

bool collector_failed(const struct collector *collector)
{
    return collector->fault->status != FAQBOT_OK;
}

void collector_fail(struct collector *collector, enum faqbot_status status, unsigned line,
                    const char *sentence, ...)
{
    char whole[SENTENCE_BYTES];
    va_list list;
    if (collector_failed(collector)) {
        return;
    }
    va_start(list, sentence);
    (void)vsnprintf(whole, sizeof whole, sentence, list);
    va_end(list);
    fault_set(collector->fault, status, collector->path, line, "%s", whole);
}

/* Checks what builders and interners say: false is no memory. */
static void need(struct collector *collector, bool fine)
{
    if (!fine) {
        collector_fail(collector, FAQBOT_NO_MEMORY, 0,
                       "there is not enough memory for what the file unfolds to");
    }
}

/* -- The report ------------------------------------------------------------------------------------------ */

static void add_event(struct collector *collector, struct event event)
{
    if (collector->event_count == 2 * (size_t)FAQBOT_IMPORT_ROWS_MAX) {
        collector_fail(collector, FAQBOT_LIMIT, (unsigned)event.row,
                       "there are more than %d rows; divide the file", FAQBOT_IMPORT_ROWS_MAX);
    }
    event.question = utf8_first(event.question, COLLECTOR_QUESTION_CHARACTERS);
    need(collector,
         items_grow(&collector->events, collector->event_count, &collector->event_capacity, sizeof event) &&
             arena_copy(&collector->arena, event.question, &event.question) &&
             arena_copy(&collector->arena, event.sentence, &event.sentence));
    if (!collector_failed(collector)) {
        collector->events[collector->event_count++] = event;
    }
}

static void tell(struct collector *collector, struct event event, const char *format, va_list list)
    __attribute__((format(printf, 3, 0)));

static void tell(struct collector *collector, struct event event, const char *format, va_list list)
{
    char sentence[FAQBOT_FAULT_SENTENCE_BYTES];
    if (collector_failed(collector)) {
        return;
    }
    int size = vsnprintf(sentence, sizeof sentence, format, list);
    event.item = ITEMS_NONE;
    event.sentence = view_make(sentence, size < 0 ? 0 : strlen(sentence));
    while (!utf8_is_valid(event.sentence)) {
        event.sentence.size--; /* half a character, where the sentence was cut */
    }
    add_event(collector, event);
}

void collector_leave_out(struct collector *collector, size_t row, struct faqbot_view question,
                         const char *sentence, ...)
{
    va_list list;
    va_start(list, sentence);
    tell(collector, (struct event){.fate = FAQBOT_IMPORT_LEFT_OUT, .row = row, .question = question},
         sentence, list);
    va_end(list);
}

void collector_note(struct collector *collector, size_t row, const char *sentence, ...)
{
    va_list list;
    va_start(list, sentence);
    tell(collector, (struct event){.fate = FAQBOT_IMPORT_NOTE, .row = row}, sentence, list);
    va_end(list);
}

void collector_note_cell(struct collector *collector, size_t row, size_t column, struct faqbot_view cell,
                         const char *why)
{
    if (!view_is_empty(view_trim(cell))) {
        collector_note(collector, row, "cell %zu %s and is not kept: \"%.*s\"", column + 1, why,
                       VIEW_ARGS(cell));
    }
}

/* -- Entries --------------------------------------------------------------------------------------------- */

/* Appends a copy. */
static void keep_text(struct collector *collector, struct texts *texts, struct faqbot_view text)
{
    need(collector, arena_copy(&collector->arena, text, &text));
    if (!collector_failed(collector)) {
        items_add_text(texts, &collector->arena, text);
        need(collector, !texts->failed);
    }
}

/* Adds a phrasing unless the item has it. An entry may have thousands, so they are looked up by a hash, each
 * with its item's number before it. */
static void add_phrasing(struct collector *collector, size_t number, struct faqbot_view text)
{
    struct buffer key;
    uint32_t before = collector->given.count;
    buffer_init_in(&key, &collector->scratch, ITEMS_BYTES_MAX);
    buffer_add_number(&key, number);
    buffer_add_byte(&key, '\0');
    buffer_add(&key, text);
    uint32_t given = key.failed ? INTERNER_NONE : interner_add(&collector->given, buffer_view(&key));
    need(collector, given != INTERNER_NONE);
    if (given == before) {
        keep_text(collector, &collector->items[number].phrasings, text);
    }
}

/* *full is set where the list is longer than it may be. */
static void add_list(struct collector *collector, struct texts *kept, const struct texts *list, bool *full)
{
    for (size_t i = 0; i < list->count; i++) {
        struct faqbot_view text = view_trim(list->items[i]);
        bool has_room = kept->count < COLLECTOR_LIST_MAX;
        if (!view_is_empty(text) && has_room && !items_has_text(kept, text)) {
            keep_text(collector, kept, text);
        }
        *full |= !has_room;
    }
}

/* A field that has one value: the first that comes. */
static void take_field(struct collector *collector, size_t row, const char *name, struct faqbot_view value,
                       struct faqbot_view *field)
{
    value = view_trim(value);
    if (view_is_empty(value) || view_equals(value, *field)) {
        return;
    }
    if (view_is_empty(*field)) {
        need(collector, arena_copy(&collector->arena, value, field));
    } else {
        collector_note(collector, row, "%s is \"%.*s\", where the entry has another already; it is not kept",
                       name, VIEW_ARGS(value));
    }
}

static void take_fields(struct collector *collector, const struct ready *row, struct item *item)
{
    const struct record *record = row->record;
    struct faqbot_view url = view_trim(record->url);
    if (!view_is_empty(url) && !rich_is_safe_address(url)) {
        url = NO_TEXT;
        collector_note(collector, record->row,
                       "the address \"%.*s\" is none of https:// or http:// and is not kept",
                       VIEW_ARGS(record->url));
    }
    take_field(collector, record->row, "the id", record->id, &item->source_id);
    take_field(collector, record->row, "the title", row->title, &item->title);
    take_field(collector, record->row, "the address", url, &item->url);
    take_field(collector, record->row, "the language", record->lang, &item->lang);
    take_field(collector, record->row, "the day of its update", record->updated, &item->updated);
    take_field(collector, record->row, "the day of its review", record->review_by, &item->review_by);
    take_field(collector, record->row, "the disclaimer", record->disclaimer, &item->disclaimer);
}

/* Appends an item, zeroed but for its row, and gives its number. */
static size_t make_item(struct collector *collector, size_t row)
{
    need(collector, items_grow(&collector->items, collector->item_count, &collector->item_capacity,
                               sizeof *collector->items));
    if (collector_failed(collector)) {
        return ITEMS_NONE;
    }
    collector->items[collector->item_count] = (struct item){.row = row};
    return collector->item_count++;
}

static size_t add_item(struct collector *collector, const struct ready *row)
{
    size_t number = make_item(collector, row->record->row);
    if (number != ITEMS_NONE) {
        struct item *item = &collector->items[number];
        item->is_draft = row->record->is_draft;
        item->is_passage = row->record->is_passage;
        need(collector, arena_copy(&collector->arena, row->answer, &item->answer) &&
                            items_add(&collector->same, row->pair_key, number) &&
                            items_add(&collector->questions, row->question_key, number));
    }
    return number;
}

/* By what later rows, and what they are related to, find the item. */
static void add_names(struct collector *collector, const struct ready *row, size_t number)
{
    struct faqbot_view name = view_trim(row->record->id);
    struct faqbot_view group = row->record->group;
    need(collector, items_add(&collector->same, row->same_key, number) &&
                        (view_is_empty(name) || items_add(&collector->names, name, number)) &&
                        (view_is_empty(group) || items_add(&collector->groups, group, number)));
}

/* -- Rows ------------------------------------------------------------------------------------------------ */

/* The item that the row says more of; ITEMS_NONE: it is a new one. */
static size_t find_item(const struct collector *collector, const struct ready *row)
{
    size_t number = items_find(&collector->same, row->same_key);
    number = number == ITEMS_NONE ? items_find(&collector->same, row->pair_key) : number;
    if (number == ITEMS_NONE && view_is_empty(row->answer) && !view_is_empty(row->record->group)) {
        number = items_find(&collector->groups, row->record->group);
    }
    return number;
}

/* A new entry beside an older one of the same question or group: two answers, of which neither may be
 * lost. */
static void note_twin(struct collector *collector, const struct ready *row, size_t twin, const char *what)
{
    if (twin != ITEMS_NONE) {
        collector_note(collector, row->record->row,
                       "row %zu has the same %s and another answer; both are kept",
                       collector->items[twin].row, what);
    }
}

static void note_changes(struct collector *collector, const struct ready *row, struct item *item)
{
    if (row->record->is_draft != item->is_draft) {
        item->is_draft = true;
        collector_note(collector, row->record->row,
                       "one of its rows is a draft and another is not; the entry is kept as a draft");
    }
    if (row->entities) {
        collector_note(collector, row->record->row,
                       "HTML entities are read as the characters that they stand for");
    }
    if (row->full) {
        collector_note(collector, row->record->row,
                       "the entry has more than %d tags or related entries; those beyond are not kept",
                       COLLECTOR_LIST_MAX);
    }
}

static void add_row(struct collector *collector, struct ready *row)
{
    const struct record *record = row->record;
    struct faqbot_view question = row->phrasings.count > 0 ? row->phrasings.items[0] : NO_TEXT;
    size_t number = find_item(collector, row);
    bool joined = number != ITEMS_NONE;
    size_t twin = joined ? ITEMS_NONE : items_find(&collector->questions, row->question_key);
    size_t sibling =
        joined || view_is_empty(record->group) ? ITEMS_NONE : items_find(&collector->groups, record->group);
    if (!joined && view_is_empty(row->answer)) {
        collector_leave_out(collector, record->row, question, "there is no answer");
        return;
    }
    number = joined ? number : add_item(collector, row);
    if (number == ITEMS_NONE) {
        return; /* it failed */
    }
    struct item *item = &collector->items[number];
    add_names(collector, row, number);
    for (size_t i = 0; i < row->phrasings.count; i++) {
        add_phrasing(collector, number, row->phrasings.items[i]);
    }
    add_list(collector, &item->tags, &record->tags, &row->full);
    add_list(collector, &item->related, &record->related, &row->full);
    add_event(collector, (struct event){.fate = joined ? FAQBOT_IMPORT_JOINED : FAQBOT_IMPORT_TAKEN,
                                        .row = record->row,
                                        .item = number,
                                        .question = question});
    take_fields(collector, row, item);
    note_changes(collector, row, item);
    note_twin(collector, row, sibling != ITEMS_NONE ? sibling : twin,
              sibling != ITEMS_NONE ? "id" : "question");
}

void collector_add(struct collector *collector, const struct record *record)
{
    struct ready row = {.record = record};
    size_t size = record->question.size + record->answer.size;
    need(collector, !record->also.failed && !record->tags.failed && !record->related.failed);
    if (collector_failed(collector)) {
        return;
    }
    for (size_t i = 0; i < record->also.count; i++) {
        size += record->also.items[i].size;
    }
    if (size > COLLECTOR_RECORD_BYTES_MAX) {
        collector_leave_out(collector, record->row, record->question,
                            "question and answer have more than %zu bytes together; divide them",
                            COLLECTOR_RECORD_BYTES_MAX);
        return;
    }
    need(collector, ready_make(&collector->scratch, &row));
    if (collector_failed(collector)) {
        return;
    }
    if (row.phrasings.count == 0 && !record->is_passage) {
        collector_leave_out(collector, record->row, NO_TEXT, "there is no question");
    } else {
        add_row(collector, &row);
    }
}

void collector_add_line(struct collector *collector, size_t row, struct faqbot_view id,
                        struct faqbot_view question, struct faqbot_view line)
{
    /* Settings and synonyms have no id. */
    size_t number = view_is_empty(id) ? ITEMS_NONE : items_find(&collector->names, id);
    const struct item *twin = number == ITEMS_NONE ? NULL : &collector->items[number];
    struct event event = {.fate = FAQBOT_IMPORT_TAKEN, .row = row, .item = number, .question = question};
    if (twin != NULL && !view_equals(twin->line, line)) {
        collector_leave_out(collector, row, question, "the id \"%.*s\" is taken by row %zu", VIEW_ARGS(id),
                            twin->row);
        return;
    }
    if (twin == NULL && interner_find(&collector->taken, id) != INTERNER_NONE) {
        collector_leave_out(collector, row, question,
                            "the id \"%.*s\" is taken by another file of the folder", VIEW_ARGS(id));
        return;
    }
    if (twin != NULL) {
        event.fate = FAQBOT_IMPORT_JOINED;
    } else if ((event.item = make_item(collector, row)) != ITEMS_NONE) {
        struct item *item = &collector->items[event.item];
        item->line = line;
        need(collector, arena_copy(&collector->arena, id, &item->id) &&
                            (view_is_empty(id) || items_add(&collector->names, id, event.item)));
    }
    add_event(collector, event);
}
