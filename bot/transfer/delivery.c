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
    struct import_builder *builder;
    struct output *output;
    faqbot_import_callback *tell;
    void *tell_user;
    struct faqbot_import_result result;
    struct buffer line;
    size_t row; /* being told of */
};

static void tell(struct delivery *delivery, struct faqbot_import_event event)
{
    delivery->result.rows[event.outcome]++;
    if (delivery->tell != NULL) {
        delivery->tell(delivery->tell_user, &event);
    }
}

static void note(struct delivery *delivery, struct faqbot_view sentence)
{
    tell(delivery, (struct faqbot_import_event){
                       .outcome = FAQBOT_IMPORT_NOTE, .row = delivery->row, .sentence = sentence});
}

/* -- Trying ---------------------------------------------------------------------------------------------- */

/* A faqbot_fault_callback: keeps the last, which is what the line was left out for. */
static void keep_fault(void *user, const struct faqbot_fault *fault)
{
    struct faqbot_fault *kept = user;
    *kept = *fault;
}

/* Finds out whether our own reader takes the item, before anything is told or written: what is related to an
 * item that is left out is not kept either. */
static void try_item(struct delivery *delivery, struct import_entry *item)
{
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    struct jsonl_write_verdict verdict = {.is_accepted = true};
    struct buffer *line = &delivery->line;
    buffer_reset(line);
    jsonl_write_entry(item, NULL, 0, false, line);
    bool fine = !line->no_memory;
    if (fine && (line->failed || line->size > KB_LINE_BYTES_MAX - LINE_BYTES_SPARE)) {
        item->complaint = view_of("the entry is longer than a line of knowledge can be; divide it");
        return;
    }
    fine = fine && jsonl_write_check(buffer_view(line), keep_fault, &fault, &verdict) == FAQBOT_OK;
    if (fine && !verdict.is_accepted) {
        fine = arena_copy(&delivery->builder->arena, view_of(fault.sentence), &item->complaint);
    }
    if (!fine) {
        import_builder_fail(delivery->builder, FAQBOT_NO_MEMORY, 0,
                            "there is not enough memory for the import");
    }
}

/* -- Telling --------------------------------------------------------------------------------------------- */

/* A faqbot_fault_callback: what our reader will not show of an entry that it takes. */
static void note_fault(void *user, const struct faqbot_fault *fault)
{
    note(user, view_of(fault->sentence));
}

/* The ids of the related items; those that are nobody's are told of. */
static size_t find_related(struct delivery *delivery, const struct import_entry *item,
                           struct faqbot_view *related)
{
    const struct import_builder *builder = delivery->builder;
    size_t count = 0;
    for (size_t i = 0; i < item->related.count; i++) {
        struct faqbot_view name = item->related.items[i];
        size_t number = import_entries_find(&builder->names, name);
        number = number == IMPORT_ENTRIES_NONE ? import_entries_find(&builder->groups, name) : number;
        const struct import_entry *found = number == IMPORT_ENTRIES_NONE ? NULL : &builder->items[number];
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

static void write_item(struct delivery *delivery, const struct import_entry *item)
{
    struct faqbot_view related[IMPORT_BUILDER_LIST_MAX];
    struct jsonl_write_verdict verdict = {.phrasings = 0};
    size_t count = find_related(delivery, item, related);
    struct buffer *line = &delivery->line;
    buffer_reset(line);
    jsonl_write_entry(item, related, count, false, line);
    bool fine =
        !line->failed && jsonl_write_check(buffer_view(line), note_fault, delivery, &verdict) == FAQBOT_OK;
    if (fine && item->is_draft) {
        buffer_reset(line);
        jsonl_write_entry(item, related, count, true, line);
    }
    if (!fine || line->failed) {
        import_builder_fail(delivery->builder, FAQBOT_NO_MEMORY, 0, "out of memory");
        return;
    }
    delivery->result.entries += (size_t)!view_is_empty(item->id); /* settings and synonyms have none */
    delivery->result.phrasings += verdict.phrasings;
    if (delivery->output != NULL) {
        output_add(delivery->output, buffer_view(line), delivery->builder->fault);
    }
}

/* An id that is not what it was. */
static void note_id(struct delivery *delivery, const struct import_entry *item)
{
    char sentence[FAQBOT_FAULT_SENTENCE_BYTES];
    if (!view_is_empty(item->source_id) && !view_equals(item->source_id, item->id)) {
        (void)snprintf(sentence, sizeof sentence, "its id was \"%.*s\"", VIEW_ARGS(item->source_id));
        note(delivery, view_of(sentence));
    }
}

static void deliver(struct delivery *delivery, const struct import_note *event)
{
    struct faqbot_import_event told = {
        event->outcome, event->row, {NULL, 0}, event->question, event->sentence};
    const struct import_entry *item =
        event->item == IMPORT_ENTRIES_NONE ? NULL : &delivery->builder->items[event->item];
    delivery->row = event->row;
    if (item != NULL && !view_is_empty(item->complaint)) {
        told.outcome = FAQBOT_IMPORT_SKIPPED;
        told.sentence = item->complaint;
    } else if (item != NULL) {
        told.id = item->id;
    }
    tell(delivery, told);
    if (item != NULL && told.outcome == FAQBOT_IMPORT_ADDED) {
        note_id(delivery, item);
        write_item(delivery, item);
    }
}

enum faqbot_status import_commit(struct import_builder *builder, struct output *output,
                                 faqbot_import_callback *tell_row, void *tell_user,
                                 struct faqbot_import_result *result)
{
    struct delivery delivery = {
        .builder = builder, .output = output, .tell = tell_row, .tell_user = tell_user};
    buffer_init(&delivery.line, 4 * KB_LINE_BYTES_MAX);
    if (!import_builder_failed(builder) && !assign_ids(builder)) {
        import_builder_fail(builder, FAQBOT_NO_MEMORY, 0, "there is not enough memory for the import");
    }
    for (size_t i = 0; i < builder->item_count && !import_builder_failed(builder); i++) {
        try_item(&delivery, &builder->items[i]);
    }
    for (size_t i = 0; i < builder->event_count && !import_builder_failed(builder); i++) {
        deliver(&delivery, &builder->events[i]);
    }
    buffer_release(&delivery.line);
    if (delivery.result.entries == 0) {
        import_builder_fail(builder, FAQBOT_INVALID, 0, "nothing in it can be imported");
    }
    if (!import_builder_failed(builder)) {
        memcpy(result->rows, delivery.result.rows, sizeof result->rows);
        result->entries = delivery.result.entries;
        result->phrasings = delivery.result.phrasings;
    }
    return builder->fault->status;
}
