/* convert/import_commit.c - from the builder's entries to a file of our own, and the report.
 *
 * Three passes, because each needs the one before for all entries: every entry gets an id, every entry is
 * tried on our own reader, and then the notes are told in the order of the rows while the entries that the
 * reader takes are written. What is related to an entry that was refused is thus known to be dropped.
 *
 * Nothing of this knows where an entry came from: what a format could not say is empty here, and what it
 * said too much was noted by its importer.
 *
 * Trying an entry means to have our own reader read its line. So an import cannot write what the reader
 * would refuse, and what it says of an entry is in the reader's words: there is no second list of rules to
 * keep in step.
 *
 * What a line of JSON Lines means is kb/jsonl.c's to say; this file only writes keys that it reads. */
#include "convert/convert_internal.h"

#include <stdio.h>
#include <string.h>

#include "text/text.h"

static const struct faqbot_view no_text = {NULL, 0};

/* ==== Lines ============================================================================================= */

/* An empty list says nothing that its absence does not, and our reader takes both alike. */
void json_add_list(struct json_writer *writer, const char *key, const struct faqbot_view *list, size_t count)
{
    if (count > 0) {
        json_writer_open_array(writer, key);
        for (size_t i = 0; i < count; i++) {
            json_writer_add_string(writer, NULL, list[i]);
        }
        json_writer_close_array(writer);
    }
}

/* Replaces `out` by the entry as one JSON object and a line feed; `related` holds our ids. Only where
 * `with_status` is set does a draft's line say that it is one: without it our reader looks at the entry,
 * which it would pass over as a draft. */
static void write_line(const struct import_entry *entry, const struct texts *related, bool with_status,
                       struct buffer *out)
{
    struct json_writer writer = json_writer_make(out);
    const struct import_record *record = &entry->record;
    const struct texts *asks = &record->also;
    buffer_reset(out);
    if (!view_is_empty(entry->line)) {
        struct faqbot_view line = entry->line;
        if (entry->needs_id) {
            json_writer_open_object(&writer, NULL);
            json_writer_add_string(&writer, "id", entry->id);
            buffer_add_text(out, ",");
            line = view_slice(line, view_find(line, '{') + 1, line.size);
        }
        buffer_add(out, line);
        buffer_add_byte(out, '\n');
        return;
    }
    json_writer_open_object(&writer, NULL);
    json_writer_add_string(&writer, "id", entry->id);
    if (record->is_passage) {
        json_writer_add_optional(&writer, "title", asks->count == 0 ? record->title : asks->items[0]);
        json_writer_add_string(&writer, "text", record->answer);
    } else {
        json_writer_add_string(&writer, "question", asks->items[0]);
        json_add_list(&writer, "also", asks->items + 1, asks->count - 1);
        json_writer_add_string(&writer, "answer", record->answer);
        json_writer_add_optional(&writer, "title", record->title);
    }
    json_writer_add_optional(&writer, "url", record->url);
    json_writer_add_optional(&writer, "lang", record->lang);
    json_add_list(&writer, "tags", record->tags.items, record->tags.count);
    json_add_list(&writer, "related", related->items, related->count);
    json_writer_add_optional(&writer, "disclaimer", record->disclaimer);
    json_writer_add_optional(&writer, "updated", record->updated);
    json_writer_add_optional(&writer, "review_by", record->review_by);
    if (record->is_draft && with_status) {
        json_writer_add_text(&writer, "status", "draft");
    }
    json_writer_close_object(&writer);
    buffer_add_byte(out, '\n');
}

/* ==== Ids =============================================================================================== */

/* Ids are seen: in addresses of pages, in logs, in tests. So they are made of words, and are stable as long
 * as the question is: importing the same file again gives the same ids. */
#define SLUG_BYTES_MAX 80 /* of an id that is made of a question: still readable in a log */
#define NUMBER_BYTES 8    /* of "-2" and the like, for a million entries */

/* Appends a number to the id until nobody has it. The last number that each beginning was given is kept, so
 * that a million equal questions do not take a million tries each. */
static void make_distinct(struct import_builder *builder, struct buffer *id)
{
    size_t size = id->size;
    size_t last = import_builder_find(builder, IMPORT_KEY_TAKEN, buffer_view(id), no_text);
    size_t number = last;
    while (!id->failed &&
           import_builder_find(builder, IMPORT_KEY_TAKEN, buffer_view(id), no_text) != IMPORT_NONE) {
        buffer_truncate(id, size);
        buffer_add_byte(id, '-');
        buffer_add_number(id, ++number);
    }
    if (last != IMPORT_NONE) {
        import_builder_put(builder, IMPORT_KEY_TAKEN, view_slice(buffer_view(id), 0, size), no_text, number);
    }
    import_builder_put(builder, IMPORT_KEY_TAKEN, buffer_view(id), no_text, 1);
}

/* One id in several languages is several entries: the first keeps it, and those of other languages add theirs. */
static void add_lang(struct import_builder *builder, struct faqbot_view lang, struct buffer *id)
{
    size_t size = id->size;
    if (view_is_empty(lang) ||
        import_builder_find(builder, IMPORT_KEY_TAKEN, buffer_view(id), no_text) == IMPORT_NONE) {
        return;
    }
    buffer_add_byte(id, '-');
    buffer_add(id, lang);
    if (field_id_complaint(buffer_view(id)) != NULL) {
        buffer_truncate(id, size);
    }
}

/* Keeps the service's id if it is fit to be one of ours, and makes a slug of it or of the question if not. */
static void name_entry(struct import_builder *builder, struct import_entry *entry, struct buffer *id)
{
    struct faqbot_view source = entry->record.id;
    buffer_reset(id);
    if (source.size <= KB_ID_BYTES_MAX - NUMBER_BYTES && field_id_complaint(source) == NULL) {
        buffer_add(id, source);
    } else {
        bool is_asked = entry->record.also.count > 0;
        struct faqbot_view text = is_asked ? entry->record.also.items[0] : entry->record.answer;
        slug_add(view_is_empty(source) ? text : source, SLUG_BYTES_MAX, id);
    }
    if (id->size == 0) {
        buffer_add_text(id, "entry");
    }
    add_lang(builder, entry->record.lang, id);
    make_distinct(builder, id);
    import_need(builder, !id->failed && arena_copy(&builder->arena, buffer_view(id), &entry->id));
}

/* Gives every entry an id that is fit and distinct. The service's own go first, so that none of them yields
 * to one that is made up: they may be known outside of the file. */
static void assign_ids(struct import_builder *builder)
{
    struct buffer id;
    buffer_init(&id, 2 * (size_t)KB_ID_BYTES_MAX);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < builder->entry_count && !import_builder_failed(builder); i++) {
            struct import_entry *entry = &builder->entries[i];
            bool is_unnamed = view_is_empty(entry->line) || entry->needs_id;
            if (is_unnamed && view_is_empty(entry->record.id) == (pass == 1)) {
                name_entry(builder, entry, &id);
            }
        }
    }
    buffer_release(&id);
}

/* ==== Delivery ========================================================================================== */

/* A line is tried without what it is related to, because that depends on the trials of others. What is
 * added later must not make it too long: 64 ids of 200 bytes are 13 KB, and escapes could double them. */
#define LINE_BYTES_SPARE ((size_t)32 * 1024)

/* What the last two passes share. */
struct delivery {
    struct import_builder *builder;
    struct output *output;
    faqbot_import_callback *tell;
    void *tell_user;
    struct faqbot_import_result *result; /* only its counts */
    struct buffer line;
    size_t row; /* being told of */
    /* What our own reader made of the line: it reports faults through one callback and entries through
     * another; a draft is neither, so a line without a fault is accepted too. */
    bool is_accepted;
    size_t phrasings;          /* by which it is asked: of a FAQ entry that is no draft */
    struct faqbot_fault fault; /* the last */
};

/* A kb_sink: of an entry that is accepted only the number of its phrasings is of interest. */
static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct delivery *delivery = user;
    delivery->is_accepted = true;
    delivery->phrasings = entry->kind == ENTRY_FAQ ? entry->phrasing_count : 0;
    return FAQBOT_OK;
}

/* Has our own reader read the line: each fault that it finds goes to `report`. False: no memory. */
static bool try_line(struct delivery *delivery, faqbot_fault_callback *report)
{
    struct fault_reporter reporter = {.report = report, .user = delivery};
    const struct kb_sink sink = {.user = delivery, .entry = take_entry, .reporter = &reporter};
    struct kb_reader reader;
    delivery->is_accepted = false;
    delivery->phrasings = 0;
    kb_reader_init(&reader, &sink);
    enum faqbot_status status = jsonl_read_line(&reader, "", 1, buffer_view(&delivery->line));
    delivery->is_accepted |= reporter.errors == 0;
    kb_reader_release(&reader);
    return status == FAQBOT_OK;
}

/* A faqbot_fault_callback: keeps the last fault, which is what the line was refused for. */
static void keep_fault(void *user, const struct faqbot_fault *fault)
{
    struct delivery *delivery = user;
    delivery->fault = *fault;
}

/* Finds out whether our own reader takes the entry, and why not. */
static void try_entry(struct delivery *delivery, struct import_entry *entry)
{
    static const struct texts none = {.count = 0};
    struct buffer *line = &delivery->line;
    write_line(entry, &none, false, line);
    bool is_fine = !line->no_memory;
    if (is_fine && (line->failed || line->size > KB_LINE_BYTES_MAX - LINE_BYTES_SPARE)) {
        entry->complaint = view_of("the entry is longer than a line of knowledge can be; divide it");
        return;
    }
    is_fine = is_fine && try_line(delivery, keep_fault);
    if (is_fine && !delivery->is_accepted) {
        is_fine = arena_copy(&delivery->builder->arena, view_of(delivery->fault.sentence), &entry->complaint);
    }
    import_need(delivery->builder, is_fine);
}

/* Rows that are skipped for the same reason are counted with it, as far as there is room for reasons. */
static void count_reason(struct faqbot_import_result *result, struct faqbot_view sentence)
{
    struct faqbot_view cut = utf8_cut(sentence, FAQBOT_IMPORT_REASON_BYTES - 1);
    size_t i = 0;
    while (i < result->reason_count && !view_equals_text(cut, result->reasons[i].sentence)) {
        i++;
    }
    if (i < FAQBOT_IMPORT_REASONS_MAX) {
        struct faqbot_import_reason *reason = &result->reasons[i];
        (void)snprintf(reason->sentence, sizeof reason->sentence, "%.*s", VIEW_ARGS(cut));
        reason->rows++;
        result->reason_count += i == result->reason_count;
    }
}

/* Counts the outcome whether anybody listens or not. */
static void tell(struct delivery *delivery, struct faqbot_import_event event)
{
    delivery->result->rows[event.outcome]++;
    if (event.outcome == FAQBOT_IMPORT_SKIPPED) {
        count_reason(delivery->result, event.sentence);
    }
    if (delivery->tell != NULL) {
        delivery->tell(delivery->tell_user, &event);
    }
}

/* Tells of the row at hand. A faqbot_fault_callback too: what our reader will not show of an entry that it
 * takes. */
static void note_fault(void *user, const struct faqbot_fault *fault)
{
    struct delivery *delivery = user;
    tell(delivery, (struct faqbot_import_event){.outcome = FAQBOT_IMPORT_NOTE,
                                                .row = delivery->row,
                                                .sentence = view_of(fault->sentence)});
}

/* The same, printf-like. */
#define note(delivery, ...)                                                                                  \
    (fault_set(&(delivery)->fault, FAQBOT_INVALID, NULL, 0, __VA_ARGS__),                                    \
     note_fault(delivery, &(delivery)->fault))

/* The entry of that id or, where there is none, group, in a language (empty: in any). */
static size_t find_named(struct import_builder *builder, struct faqbot_view name, struct faqbot_view lang)
{
    size_t number = import_builder_find(builder, IMPORT_KEY_ID, name, lang);
    return number == IMPORT_NONE ? import_builder_find(builder, IMPORT_KEY_GROUP, name, lang) : number;
}

/* Counts a language the first time that it comes. */
static void count_lang(struct delivery *delivery, struct faqbot_view lang)
{
    struct import_builder *builder = delivery->builder;
    if (!view_is_empty(lang) && import_builder_find(builder, IMPORT_KEY_LANG, lang, no_text) == IMPORT_NONE) {
        import_builder_put(builder, IMPORT_KEY_LANG, lang, no_text, 1);
        delivery->result->languages++;
    }
}

/* Adds the ids of the related entries to `related`, which has room; what is none of this file is told of. */
static void find_related(struct delivery *delivery, const struct import_entry *entry, struct texts *related)
{
    struct import_builder *builder = delivery->builder;
    for (size_t i = 0; i < entry->record.related.count; i++) {
        struct faqbot_view name = entry->record.related.items[i];
        size_t number = find_named(builder, name, entry->record.lang);
        number = number == IMPORT_NONE ? find_named(builder, name, no_text) : number;
        const struct import_entry *found = number == IMPORT_NONE ? NULL : &builder->entries[number];
        if (found != NULL && view_is_empty(found->complaint) && found != entry) {
            related->items[related->count++] = found->id;
        } else if (found != entry) {
            note(delivery, "the related \"%.*s\" is no entry of this file; it is not kept", VIEW_ARGS(name));
        }
    }
}

/* The line is read once more, now with what is related to it, and the reader's warnings become notes. Only
 * then is a draft marked as one, for the reader passes over drafts unread. */
static void write_entry(struct delivery *delivery, const struct import_entry *entry)
{
    struct faqbot_view ids[IMPORT_LIST_MAX];
    struct texts related = {.items = ids};
    struct buffer *line = &delivery->line;
    find_related(delivery, entry, &related);
    write_line(entry, &related, false, line);
    bool is_fine = !line->failed && try_line(delivery, note_fault);
    if (is_fine && entry->record.is_draft) {
        write_line(entry, &related, true, line);
    }
    import_need(delivery->builder, is_fine && !line->failed);
    if (import_builder_failed(delivery->builder)) {
        return;
    }
    delivery->result->entries += (size_t)!view_is_empty(entry->id); /* settings and synonyms have none */
    delivery->result->phrasings += delivery->phrasings;
    count_lang(delivery, entry->record.lang); /* lines of our own have theirs within */
    if (delivery->output != NULL) {
        output_add(delivery->output, buffer_view(line), delivery->builder->fault);
    }
}

/* Tells of one row. If its entry was refused it counts as skipped, whatever the builder had made of it; the
 * rows that joined that entry are skipped with it. */
static void deliver(struct delivery *delivery, const struct import_note *noted)
{
    struct faqbot_import_event event = noted->event;
    const struct import_entry *entry =
        noted->entry == IMPORT_NONE ? NULL : &delivery->builder->entries[noted->entry];
    delivery->row = event.row;
    if (entry != NULL && !view_is_empty(entry->complaint)) {
        event.outcome = FAQBOT_IMPORT_SKIPPED;
        event.sentence = entry->complaint;
    } else if (entry != NULL) {
        event.id = entry->id;
    }
    tell(delivery, event);
    if (entry != NULL && event.outcome == FAQBOT_IMPORT_ADDED) {
        if (!view_is_empty(entry->record.id) && !view_equals(entry->record.id, entry->id)) {
            note(delivery, "its id was \"%.*s\"", VIEW_ARGS(entry->record.id));
        }
        write_entry(delivery, entry);
    }
}

/* A line has four times its largest size as room: escapes make two bytes of one, and it is to be refused
 * with a sentence about its length and not for want of memory. */
enum faqbot_status import_commit(struct import_builder *builder, struct output *output,
                                 faqbot_import_callback *tell_row, void *tell_user,
                                 struct faqbot_import_result *result)
{
    struct delivery delivery = {
        .builder = builder, .output = output, .tell = tell_row, .tell_user = tell_user, .result = result};
    *result = (struct faqbot_import_result){.entries = 0};
    buffer_init(&delivery.line, 4 * KB_LINE_BYTES_MAX);
    assign_ids(builder);
    const size_t rows = builder->note_count;
    const size_t entries = builder->entry_count;
    for (size_t i = 0; i < entries && !import_builder_failed(builder); i++) {
        try_entry(&delivery, &builder->entries[i]);
        import_builder_watch(builder, (uint64_t)rows * i / entries / 2, rows); /* half of the work */
    }
    for (size_t i = 0; i < rows && !import_builder_failed(builder); i++) {
        deliver(&delivery, &builder->notes[i]);
        import_builder_watch(builder, (rows + i + 1) / 2, rows);
    }
    buffer_release(&delivery.line);
    if (result->entries == 0) {
        import_builder_fail(builder, FAQBOT_INVALID, 0, "nothing in it can be imported");
    }
    return builder->fault->status;
}
