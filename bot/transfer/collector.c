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

const char *collector_path(const struct collector *collector)
{
    return collector->path;
}

const char *collector_map(const struct collector *collector)
{
    return collector->map;
}

struct arena *collector_arena(struct collector *collector)
{
    return &collector->arena;
}

static enum faqbot_status no_memory(const struct collector *collector, struct faqbot_fault *fault)
{
    return fault_set(fault, FAQBOT_NO_MEMORY, collector->path, 0,
                     "there is not enough memory for what the file unfolds to");
}

/* -- The report ------------------------------------------------------------------------------------------ */

static enum faqbot_status add_event(struct collector *collector, struct event event,
                                    struct faqbot_fault *fault)
{
    if (collector->event_count == 2 * (size_t)FAQBOT_IMPORT_ROWS_MAX) {
        return fault_set(fault, FAQBOT_LIMIT, collector->path, (unsigned)event.row,
                         "there are more than %d rows; divide the file", FAQBOT_IMPORT_ROWS_MAX);
    }
    if (collector->event_count == collector->event_capacity) {
        size_t capacity = collector->event_capacity == 0 ? 64 : 2 * collector->event_capacity;
        struct event *events = realloc(collector->events, capacity * sizeof *events);
        if (events == NULL) {
            return no_memory(collector, fault);
        }
        collector->events = events;
        collector->event_capacity = capacity;
    }
    event.question = utf8_first(event.question, COLLECTOR_QUESTION_CHARACTERS);
    if (!arena_copy(&collector->arena, event.question, &event.question) ||
        !arena_copy(&collector->arena, event.sentence, &event.sentence)) {
        return no_memory(collector, fault);
    }
    collector->events[collector->event_count++] = event;
    return FAQBOT_OK;
}

static enum faqbot_status tell(struct collector *collector, struct event event, struct faqbot_fault *fault,
                               const char *format, va_list list) __attribute__((format(printf, 4, 0)));

static enum faqbot_status tell(struct collector *collector, struct event event, struct faqbot_fault *fault,
                               const char *format, va_list list)
{
    char sentence[FAQBOT_FAULT_SENTENCE_BYTES];
    int size = vsnprintf(sentence, sizeof sentence, format, list);
    event.item = ITEMS_NONE;
    event.sentence = view_make(sentence, size < 0 ? 0 : strlen(sentence));
    while (!utf8_is_valid(event.sentence)) {
        event.sentence.size--; /* half a character, where the sentence was cut */
    }
    return add_event(collector, event, fault);
}

enum faqbot_status collector_leave_out(struct collector *collector, size_t row, struct faqbot_view question,
                                       struct faqbot_fault *fault, const char *sentence, ...)
{
    va_list list;
    va_start(list, sentence);
    enum faqbot_status status =
        tell(collector, (struct event){.fate = FAQBOT_IMPORT_LEFT_OUT, .row = row, .question = question},
             fault, sentence, list);
    va_end(list);
    return status;
}

enum faqbot_status collector_note(struct collector *collector, size_t row, struct faqbot_fault *fault,
                                  const char *sentence, ...)
{
    va_list list;
    va_start(list, sentence);
    enum faqbot_status status =
        tell(collector, (struct event){.fate = FAQBOT_IMPORT_NOTE, .row = row}, fault, sentence, list);
    va_end(list);
    return status;
}

/* -- Entries --------------------------------------------------------------------------------------------- */

/* Adds a phrasing unless the item has it; false: no memory. */
static bool add_phrasing(struct collector *collector, size_t number, struct faqbot_view text)
{
    struct buffer key;
    struct item *item = &collector->items[number];
    uint32_t before = collector->given.count;
    buffer_init_in(&key, &collector->scratch, ITEMS_BYTES_MAX);
    buffer_add_number(&key, number);
    buffer_add_byte(&key, '\0');
    buffer_add(&key, text);
    uint32_t given = key.failed ? INTERNER_NONE : interner_add(&collector->given, buffer_view(&key));
    if (given == INTERNER_NONE) {
        return false;
    }
    return given < before || items_chain(collector, &item->phrasings, text);
}

/* *full is set where the list is longer than it may be. */
static bool add_list(struct collector *collector, struct chain *chain, const struct faqbot_view *list,
                     size_t count, bool *full)
{
    for (size_t i = 0; i < count; i++) {
        struct faqbot_view text = view_trim(list[i]);
        bool has_room = chain->count < COLLECTOR_LIST_MAX;
        if (!view_is_empty(text) && has_room && !items_chain_has(chain, text) &&
            !items_chain(collector, chain, text)) {
            return false;
        }
        *full |= !has_room;
    }
    return true;
}

static bool add_lists(struct collector *collector, struct ready *row, size_t number)
{
    const struct record *record = row->record;
    for (size_t i = 0; i < row->phrasing_count; i++) {
        if (!add_phrasing(collector, number, row->phrasings[i])) {
            return false;
        }
    }
    struct item *item = &collector->items[number];
    return add_list(collector, &item->tags, record->tags, record->tag_count, &row->full) &&
           add_list(collector, &item->related, record->related, record->related_count, &row->full);
}

/* A field that has one value: the first that comes. */
static enum faqbot_status take_field(struct collector *collector, const struct ready *row, const char *name,
                                     struct faqbot_view value, struct faqbot_view *field,
                                     struct faqbot_fault *fault)
{
    value = view_trim(value);
    if (view_is_empty(value) || view_equals(value, *field)) {
        return FAQBOT_OK;
    }
    if (!view_is_empty(*field)) {
        return collector_note(collector, row->record->row, fault,
                              "%s is \"%.*s\", where the entry has another already; it is not kept", name,
                              VIEW_ARGS(value));
    }
    return arena_copy(&collector->arena, value, field) ? FAQBOT_OK : no_memory(collector, fault);
}

static enum faqbot_status take_fields(struct collector *collector, const struct ready *row, struct item *item,
                                      struct faqbot_fault *fault)
{
    const struct record *record = row->record;
    struct faqbot_view url = view_trim(record->url);
    enum faqbot_status status = FAQBOT_OK;
    if (!view_is_empty(url) && !rich_is_safe_address(url)) {
        url = NO_TEXT;
        status = collector_note(collector, record->row, fault,
                                "the address \"%.*s\" is none of https:// or http:// and is not kept",
                                VIEW_ARGS(record->url));
    }
    const struct {
        const char *name;
        struct faqbot_view value;
        struct faqbot_view *field;
    } fields[] = {{"the id", record->id, &item->source_id},
                  {"the title", row->title, &item->title},
                  {"the address", url, &item->url},
                  {"the language", record->lang, &item->lang},
                  {"the day of its update", record->updated, &item->updated},
                  {"the day of its review", record->review_by, &item->review_by},
                  {"the disclaimer", record->disclaimer, &item->disclaimer}};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0] && status == FAQBOT_OK; i++) {
        status = take_field(collector, row, fields[i].name, fields[i].value, fields[i].field, fault);
    }
    return status;
}

/* Room for one more item, which is the next; NULL: no memory. */
static struct item *make_room(struct collector *collector)
{
    if (collector->item_count == collector->item_capacity) {
        size_t capacity = collector->item_capacity == 0 ? 64 : 2 * collector->item_capacity;
        struct item *items = realloc(collector->items, capacity * sizeof *items);
        if (items == NULL) {
            return NULL;
        }
        collector->items = items;
        collector->item_capacity = capacity;
    }
    return &collector->items[collector->item_count];
}

static bool make_item(struct collector *collector, const struct ready *row, size_t *number)
{
    const struct record *record = row->record;
    struct item *item = make_room(collector);
    if (item == NULL) {
        return false;
    }
    *number = collector->item_count;
    *item = (struct item){.row = record->row, .is_draft = record->is_draft, .is_passage = record->is_passage};
    collector->item_count++;
    return arena_copy(&collector->arena, row->answer, &item->answer) &&
           items_add(&collector->same, row->pair_key, *number) &&
           items_add(&collector->questions, row->question_key, *number);
}

/* By what later rows, and what they are related to, find the item. */
static bool add_names(struct collector *collector, const struct ready *row, size_t number)
{
    const struct record *record = row->record;
    struct faqbot_view name = view_trim(record->id);
    return items_add(&collector->same, row->same_key, number) &&
           (view_is_empty(name) || items_add(&collector->names, name, number)) &&
           (view_is_empty(record->group) || items_add(&collector->groups, record->group, number));
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
static enum faqbot_status note_twin(struct collector *collector, const struct ready *row, size_t twin,
                                    const char *what, struct faqbot_fault *fault)
{
    return twin == ITEMS_NONE ? FAQBOT_OK
                              : collector_note(collector, row->record->row, fault,
                                               "row %zu has the same %s and another answer; both are kept",
                                               collector->items[twin].row, what);
}

static enum faqbot_status note_changes(struct collector *collector, const struct ready *row,
                                       struct item *item, struct faqbot_fault *fault)
{
    size_t number = row->record->row;
    enum faqbot_status status = FAQBOT_OK;
    if (row->record->is_draft != item->is_draft) {
        item->is_draft = true;
        status =
            collector_note(collector, number, fault,
                           "one of its rows is a draft and another is not; the entry is kept as a draft");
    }
    if (status == FAQBOT_OK && row->entities) {
        status = collector_note(collector, number, fault,
                                "HTML entities are read as the characters that they stand for");
    }
    if (status == FAQBOT_OK && row->full) {
        status =
            collector_note(collector, number, fault,
                           "the entry has more than %d tags or related entries; those beyond are not kept",
                           COLLECTOR_LIST_MAX);
    }
    return status;
}

static enum faqbot_status add_row(struct collector *collector, struct ready *row, struct faqbot_fault *fault)
{
    const struct record *record = row->record;
    struct faqbot_view question = row->phrasing_count > 0 ? row->phrasings[0] : NO_TEXT;
    size_t number = find_item(collector, row);
    bool joined = number != ITEMS_NONE;
    size_t twin = joined ? ITEMS_NONE : items_find(&collector->questions, row->question_key);
    size_t sibling =
        joined || view_is_empty(record->group) ? ITEMS_NONE : items_find(&collector->groups, record->group);
    if (!joined && view_is_empty(row->answer)) {
        return collector_leave_out(collector, record->row, question, fault, "there is no answer");
    }
    if ((!joined && !make_item(collector, row, &number)) || !add_names(collector, row, number) ||
        !add_lists(collector, row, number)) {
        return no_memory(collector, fault);
    }
    const struct event event = {.fate = joined ? FAQBOT_IMPORT_JOINED : FAQBOT_IMPORT_TAKEN,
                                .row = record->row,
                                .item = number,
                                .question = question};
    enum faqbot_status status = add_event(collector, event, fault);
    if (status == FAQBOT_OK) {
        status = take_fields(collector, row, &collector->items[number], fault);
    }
    if (status == FAQBOT_OK) {
        status = note_changes(collector, row, &collector->items[number], fault);
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    return sibling != ITEMS_NONE ? note_twin(collector, row, sibling, "id", fault)
                                 : note_twin(collector, row, twin, "question", fault);
}

enum faqbot_status collector_add(struct collector *collector, const struct record *record,
                                 struct faqbot_fault *fault)
{
    struct ready row = {.record = record};
    size_t size = record->question.size + record->answer.size;
    for (size_t i = 0; i < record->also_count; i++) {
        size += record->also[i].size;
    }
    if (size > COLLECTOR_RECORD_BYTES_MAX) {
        return collector_leave_out(collector, record->row, record->question, fault,
                                   "question and answer have more than %zu bytes together; divide them",
                                   COLLECTOR_RECORD_BYTES_MAX);
    }
    if (!ready_make(&collector->scratch, &row)) {
        return no_memory(collector, fault);
    }
    if (row.phrasing_count == 0 && !record->is_passage) {
        return collector_leave_out(collector, record->row, NO_TEXT, fault, "there is no question");
    }
    return add_row(collector, &row, fault);
}

enum faqbot_status collector_add_line(struct collector *collector, size_t row, struct faqbot_view id,
                                      struct faqbot_view question, struct faqbot_view line,
                                      struct faqbot_fault *fault)
{
    /* Settings and synonyms have no id. */
    size_t number = view_is_empty(id) ? ITEMS_NONE : items_find(&collector->names, id);
    struct event event = {.fate = FAQBOT_IMPORT_TAKEN, .row = row, .item = number, .question = question};
    if (number != ITEMS_NONE) {
        event.fate = FAQBOT_IMPORT_JOINED;
        return view_equals(collector->items[number].line, line)
                   ? add_event(collector, event, fault)
                   : collector_leave_out(collector, row, question, fault,
                                         "the id \"%.*s\" is taken by row %zu", VIEW_ARGS(id),
                                         collector->items[number].row);
    }
    if (interner_find(&collector->taken, id) != INTERNER_NONE) {
        return collector_leave_out(collector, row, question, fault,
                                   "the id \"%.*s\" is taken by another file of the folder", VIEW_ARGS(id));
    }
    struct item *item = make_room(collector);
    if (item == NULL) {
        return no_memory(collector, fault);
    }
    *item = (struct item){.row = row, .line = line};
    event.item = collector->item_count;
    if (!arena_copy(&collector->arena, id, &item->id) ||
        (!view_is_empty(id) && !items_add(&collector->names, id, event.item))) {
        return no_memory(collector, fault);
    }
    collector->item_count++;
    return add_event(collector, event, fault);
}
