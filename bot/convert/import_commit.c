/* convert/import_commit.c - from a collector to a file of our own, with the report. Which rows belong
 * together was collector.c's to find out. */
#include "convert/convert_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kb/kb.h"
#include "text/text.h"
#include "util/json.h"
#include "util/util.h"

/* ==== lines ============================================================================================= */

/* An item as a line of our own format. What the format is stands in knowledge/jsonlines.c. */

void jsonl_write_add_text(struct json_writer *writer, const char *key, struct faqbot_view text)
{
    if (!view_is_empty(text)) {
        json_writer_add_string(writer, key, text);
    }
}

void jsonl_write_add_list(struct json_writer *writer, const char *key, const struct faqbot_view *list,
                          size_t count)
{
    if (count > 0) {
        json_writer_open_array(writer, key);
        for (size_t i = 0; i < count; i++) {
            json_writer_add_string(writer, NULL, list[i]);
        }
        json_writer_close_array(writer);
    }
}

/* Appends the item as one JSON object and a line feed. `related` holds our ids. A draft's line says so
 * where `status` is set. */
static void jsonl_write_entry(const struct import_entry *item, const struct faqbot_view *related,
                              size_t related_count, bool status, struct buffer *out)
{
    struct json_writer writer = json_writer_make(out);
    const struct texts *asks = &item->phrasings;
    if (!view_is_empty(item->line)) {
        buffer_add(out, item->line);
        buffer_add_byte(out, '\n');
        return;
    }
    json_writer_open_object(&writer, NULL);
    json_writer_add_string(&writer, "id", item->id);
    if (item->is_passage) {
        jsonl_write_add_text(&writer, "title", asks->count == 0 ? item->title : asks->items[0]);
        json_writer_add_string(&writer, "text", item->answer);
    } else {
        json_writer_add_string(&writer, "question", asks->items[0]);
        jsonl_write_add_list(&writer, "also", asks->items + 1, asks->count - 1);
        json_writer_add_string(&writer, "answer", item->answer);
        jsonl_write_add_text(&writer, "title", item->title);
    }
    jsonl_write_add_text(&writer, "url", item->url);
    jsonl_write_add_text(&writer, "lang", item->lang);
    jsonl_write_add_list(&writer, "tags", item->tags.items, item->tags.count);
    jsonl_write_add_list(&writer, "related", related, related_count);
    jsonl_write_add_text(&writer, "disclaimer", item->disclaimer);
    jsonl_write_add_text(&writer, "updated", item->updated);
    jsonl_write_add_text(&writer, "review_by", item->review_by);
    if (item->is_draft && status) {
        json_writer_add_text(&writer, "status", "draft");
    }
    json_writer_close_object(&writer);
    buffer_add_byte(out, '\n');
}

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct jsonl_write_verdict *verdict = user;
    verdict->is_accepted = true;
    verdict->phrasings = entry->kind == ENTRY_FAQ ? entry->phrasing_count : 0;
    return FAQBOT_OK;
}

/* What our own reader says of the line: each fault goes to `report` (may be NULL) with `user`. Fails with
 * FAQBOT_NO_MEMORY. */
static enum faqbot_status jsonl_write_check(struct faqbot_view line, faqbot_fault_callback *report,
                                            void *user, struct jsonl_write_verdict *verdict)
{
    struct fault_reporter reporter = {.report = report, .user = user};
    const struct kb_sink sink = {.user = verdict, .entry = take_entry, .reporter = &reporter};
    struct kb_reader reader;
    *verdict = (struct jsonl_write_verdict){.is_accepted = false};
    kb_reader_init(&reader, &sink, &reporter);
    enum faqbot_status status = jsonl_read_line(&reader, "", 1, line);
    verdict->is_accepted |= reporter.errors == 0;
    kb_reader_release(&reader);
    return status;
}

/* ==== naming ============================================================================================ */

/* Ids that are fit and distinct, made of those that a service gave, or of the questions. ids that are fit
 * and distinct. Not about what refers to them, which is delivery.c's. */

#define ASSIGN_IDS_SLUG_BYTES_MAX 80 /* of an id that is made of a question */

#define NUMBER_BYTES 8 /* of "-2" and the like, for a million entries */

struct naming {
    struct import_builder *builder;
    struct import_lookup given; /* to the number that the id was last given with */
    struct buffer id;
};

/* Appends a number to what is in `id` until nobody has it. The last number is kept for each beginning, so
 * that a million equal questions are not a million times a million tries. */
static bool make_distinct(struct naming *naming)
{
    size_t size = naming->id.size;
    uint32_t first = string_table_find(&naming->given.keys, buffer_view(&naming->id));
    size_t number = first == STRING_TABLE_NONE ? 1 : naming->given.items[first];
    while (!naming->id.failed &&
           import_entries_find(&naming->given, buffer_view(&naming->id)) != IMPORT_ENTRIES_NONE) {
        buffer_truncate(&naming->id, size);
        buffer_add_byte(&naming->id, '-');
        buffer_add_number(&naming->id, ++number);
    }
    if (first != STRING_TABLE_NONE) {
        naming->given.items[first] = number;
    }
    return !naming->id.failed && import_entries_add(&naming->given, buffer_view(&naming->id), 1);
}

/* What a slug can be made of. */
static struct faqbot_view describe(const struct import_entry *item)
{
    if (!view_is_empty(item->source_id)) {
        return item->source_id;
    }
    return item->phrasings.count > 0 ? item->phrasings.items[0] : item->answer;
}

/* The service's id as it is, or a slug of it or of the question. */
static bool name_item(struct naming *naming, struct import_entry *item)
{
    struct faqbot_view source = item->source_id;
    buffer_reset(&naming->id);
    if (source.size <= KB_ID_BYTES_MAX - NUMBER_BYTES && field_id_complaint(source) == NULL) {
        buffer_add(&naming->id, source);
    } else {
        slug_add(describe(item), ASSIGN_IDS_SLUG_BYTES_MAX, &naming->id);
    }
    if (naming->id.size == 0) {
        buffer_add_text(&naming->id, "entry");
    }
    return make_distinct(naming) && arena_copy(&naming->builder->arena, buffer_view(&naming->id), &item->id);
}

static bool name_items(struct naming *naming, bool with_id)
{
    struct import_builder *builder = naming->builder;
    bool fine = true;
    for (size_t i = 0; i < builder->item_count && fine; i++) {
        struct import_entry *item = &builder->items[i];
        bool is_named = !view_is_empty(item->line);
        fine = is_named || view_is_empty(item->source_id) == with_id || name_item(naming, item);
    }
    return fine;
}

/* Fills in the ids of all items. The service's own are kept where they are fit, and go before those that
 * are made. What was given before, or is taken, has "-2", "-3" ... behind it. False: no memory. */
static bool assign_ids(struct import_builder *builder)
{
    struct naming naming = {.builder = builder};
    string_table_init(&naming.given.keys, IMPORT_ENTRIES_BYTES_MAX);
    buffer_init(&naming.id, 2 * (size_t)KB_ID_BYTES_MAX);
    bool fine = true;
    for (uint32_t i = 0; i < builder->taken.count && fine; i++) {
        fine = import_entries_add(&naming.given, builder->taken.strings[i], 1);
    }
    fine = fine && name_items(&naming, true) && name_items(&naming, false);
    string_table_release(&naming.given.keys);
    free(naming.given.items);
    buffer_release(&naming.id);
    return fine;
}

/* ==== delivery ========================================================================================== */

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

/* ==== neighbours ======================================================================================== */

/* The ids that a folder of knowledge has already, as our own reader finds them. Drafts have none to it. */

struct neighbours {
    struct string_table *taken;
    struct faqbot_view folder;
    struct faqbot_view name;
};

static enum faqbot_status neighbours_take_entry(void *user, const struct entry *entry)
{
    struct neighbours *neighbours = user;
    struct faqbot_view path = view_of(entry->path);
    size_t name = path.size - neighbours->name.size;
    bool is_replaced = view_ends_with(path, neighbours->name.bytes) && name <= neighbours->folder.size + 1;
    if (!is_replaced && string_table_add(neighbours->taken, entry->id) == STRING_TABLE_NONE) {
        return FAQBOT_NO_MEMORY;
    }
    return FAQBOT_OK;
}

void existing_ids_read(const char *folder, const char *name, struct string_table *taken,
                       struct faqbot_fault *fault)
{
    struct faqbot_fault passed_over = {.status = FAQBOT_OK};
    struct fault_reporter reporter = {.report = NULL};
    struct neighbours neighbours = {taken, view_of(folder), view_of(name)};
    const struct kb_sink sink = {.user = &neighbours, .entry = neighbours_take_entry, .reporter = &reporter};
    if (fault->status == FAQBOT_OK && kb_read(folder, &sink, &passed_over) == FAQBOT_NO_MEMORY) {
        fault_set(fault, FAQBOT_NO_MEMORY, folder, 0, "there is not enough memory to read the folder");
    }
}
