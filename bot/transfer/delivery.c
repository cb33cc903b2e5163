/* transfer/delivery.c - from a collector to a file of our own, with the report. Which rows belong together
 * was collector.c's to find out. */
#include "transfer/delivery.h"

#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "knowledge/knowledge.h"
#include "transfer/lines.h"
#include "transfer/naming.h"

#define LINE_BYTES_SPARE ((size_t)32 * 1024) /* for the related ids, which are not tried */

struct delivery {
    struct collector *collector;
    struct output *output;
    faqbot_tell_import *tell;
    void *tell_user;
    struct faqbot_import_result result;
    struct buffer line;
    size_t row; /* being told of */
};

static void tell(struct delivery *delivery, struct faqbot_import_event event)
{
    delivery->result.rows[event.fate]++;
    if (delivery->tell != NULL) {
        delivery->tell(delivery->tell_user, &event);
    }
}

static void note(struct delivery *delivery, struct faqbot_view sentence)
{
    tell(delivery, (struct faqbot_import_event){
                       .fate = FAQBOT_IMPORT_NOTE, .row = delivery->row, .sentence = sentence});
}

/* -- Trying ---------------------------------------------------------------------------------------------- */

/* A faqbot_report: keeps the last, which is what the line was left out for. */
static void keep_fault(void *user, const struct faqbot_fault *fault)
{
    struct faqbot_fault *kept = user;
    *kept = *fault;
}

/* Finds out whether our own reader takes the item, before anything is told or written: what is related to an
 * item that is left out is not kept either. */
static void try_item(struct delivery *delivery, struct item *item)
{
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    struct lines_verdict verdict = {.is_accepted = true};
    struct buffer *line = &delivery->line;
    buffer_reset(line);
    lines_add(item, NULL, 0, false, line);
    bool fine = !line->no_memory;
    if (fine && (line->failed || line->size > KNOWLEDGE_LINE_BYTES_MAX - LINE_BYTES_SPARE)) {
        item->complaint = view_of("the entry is longer than a line of knowledge can be; divide it");
        return;
    }
    fine = fine && lines_try(buffer_view(line), keep_fault, &fault, &verdict) == FAQBOT_OK;
    if (fine && !verdict.is_accepted) {
        fine = arena_copy(&delivery->collector->arena, view_of(fault.sentence), &item->complaint);
    }
    if (!fine) {
        collector_fail(delivery->collector, FAQBOT_NO_MEMORY, 0, "there is not enough memory for the import");
    }
}

/* -- Telling --------------------------------------------------------------------------------------------- */

/* A faqbot_report: what our reader will not show of an entry that it takes. */
static void note_fault(void *user, const struct faqbot_fault *fault)
{
    note(user, view_of(fault->sentence));
}

/* The ids of the related items; those that are nobody's are told of. */
static size_t find_related(struct delivery *delivery, const struct item *item, struct faqbot_view *related)
{
    const struct collector *collector = delivery->collector;
    size_t count = 0;
    for (size_t i = 0; i < item->related.count; i++) {
        struct faqbot_view name = item->related.items[i];
        size_t number = items_find(&collector->names, name);
        number = number == ITEMS_NONE ? items_find(&collector->groups, name) : number;
        const struct item *found = number == ITEMS_NONE ? NULL : &collector->items[number];
        if (found != NULL && view_is_empty(found->complaint) && found != item) {
            related[count++] = found->id;
        } else if (found != item) {
            char sentence[FAQBOT_FAULT_SENTENCE_BYTES];
            (void)snprintf(sentence, sizeof sentence,
                           "the related \"%.*s\" is no entry of this file; it is not kept", VIEW_ARGS(name));
            note(delivery, view_of(sentence));
        }
    }
    return count;
}

static void write_item(struct delivery *delivery, const struct item *item)
{
    struct faqbot_view related[COLLECTOR_LIST_MAX];
    struct lines_verdict verdict = {.phrasings = 0};
    size_t count = find_related(delivery, item, related);
    struct buffer *line = &delivery->line;
    buffer_reset(line);
    lines_add(item, related, count, false, line);
    bool fine = !line->failed && lines_try(buffer_view(line), note_fault, delivery, &verdict) == FAQBOT_OK;
    if (fine && item->is_draft) {
        buffer_reset(line);
        lines_add(item, related, count, true, line);
    }
    if (!fine || line->failed) {
        collector_fail(delivery->collector, FAQBOT_NO_MEMORY, 0, "out of memory");
        return;
    }
    delivery->result.entries += (size_t)!view_is_empty(item->id); /* settings and synonyms have none */
    delivery->result.phrasings += verdict.phrasings;
    if (delivery->output != NULL) {
        output_add(delivery->output, buffer_view(line), delivery->collector->fault);
    }
}

/* An id that is not what it was. */
static void note_id(struct delivery *delivery, const struct item *item)
{
    char sentence[FAQBOT_FAULT_SENTENCE_BYTES];
    if (!view_is_empty(item->source_id) && !view_equals(item->source_id, item->id)) {
        (void)snprintf(sentence, sizeof sentence, "its id was \"%.*s\"", VIEW_ARGS(item->source_id));
        note(delivery, view_of(sentence));
    }
}

static void deliver(struct delivery *delivery, const struct event *event)
{
    struct faqbot_import_event told = {event->fate, event->row, {NULL, 0}, event->question, event->sentence};
    const struct item *item = event->item == ITEMS_NONE ? NULL : &delivery->collector->items[event->item];
    delivery->row = event->row;
    if (item != NULL && !view_is_empty(item->complaint)) {
        told.fate = FAQBOT_IMPORT_LEFT_OUT;
        told.sentence = item->complaint;
    } else if (item != NULL) {
        told.id = item->id;
    }
    tell(delivery, told);
    if (item != NULL && told.fate == FAQBOT_IMPORT_TAKEN) {
        note_id(delivery, item);
        write_item(delivery, item);
    }
}

enum faqbot_status delivery_run(struct collector *collector, struct output *output,
                                faqbot_tell_import *tell_row, void *tell_user,
                                struct faqbot_import_result *result)
{
    struct delivery delivery = {
        .collector = collector, .output = output, .tell = tell_row, .tell_user = tell_user};
    buffer_init(&delivery.line, 4 * KNOWLEDGE_LINE_BYTES_MAX);
    if (!collector_failed(collector) && !naming_run(collector)) {
        collector_fail(collector, FAQBOT_NO_MEMORY, 0, "there is not enough memory for the import");
    }
    for (size_t i = 0; i < collector->item_count && !collector_failed(collector); i++) {
        try_item(&delivery, &collector->items[i]);
    }
    for (size_t i = 0; i < collector->event_count && !collector_failed(collector); i++) {
        deliver(&delivery, &collector->events[i]);
    }
    buffer_release(&delivery.line);
    if (delivery.result.entries == 0) {
        collector_fail(collector, FAQBOT_INVALID, 0, "nothing in it can be imported");
    }
    if (!collector_failed(collector)) {
        memcpy(result->rows, delivery.result.rows, sizeof result->rows);
        result->entries = delivery.result.entries;
        result->phrasings = delivery.result.phrasings;
    }
    return collector->fault->status;
}
