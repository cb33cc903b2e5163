/* knowledge/reader.c - the memory that the readers of one knowledge base share, and the way to the sink. Reads
 * nothing. */
#include "knowledge/reader.h"

#include "text/rich.h"

/* An entry's text is never longer than its file, or its line; nodes and white space around it come on top. */
#define ARENA_BYTES_MAX (8 * KB_FILE_BYTES_MAX)

void kb_reader_init(struct kb_reader *reader, const struct kb_sink *sink, struct fault_reporter *spare)
{
    *reader = (struct kb_reader){.sink = sink, .reporter = sink->reporter == NULL ? spare : sink->reporter};
    arena_init(&reader->settings_arena, ARENA_BYTES_MAX);
    arena_init(&reader->arena, ARENA_BYTES_MAX);
    arena_init(&reader->entry_arena, ARENA_BYTES_MAX);
    answer_init(&reader->answer);
    buffer_init(&reader->text, ARENA_BYTES_MAX);
}

void kb_reader_release(struct kb_reader *reader)
{
    arena_release(&reader->settings_arena);
    arena_release(&reader->arena);
    arena_release(&reader->entry_arena);
    answer_release(&reader->answer);
    buffer_release(&reader->text);
}

void kb_reader_fail(struct kb_reader *reader, enum faqbot_status status)
{
    if (reader->status == FAQBOT_OK) {
        reader->status = status;
    }
}

bool kb_reader_check_memory(struct kb_reader *reader, bool has_memory)
{
    if (!has_memory) {
        kb_reader_fail(reader, FAQBOT_NO_MEMORY);
    }
    return reader->status == FAQBOT_OK;
}

static void take_from_sink(struct kb_reader *reader, enum faqbot_status status)
{
    reader->sink_failed = status != FAQBOT_OK;
    kb_reader_fail(reader, status);
}

void kb_reader_emit(struct kb_reader *reader, struct entry *entry)
{
    if (reader->status != FAQBOT_OK || reader->sink->entry == NULL) {
        return;
    }
    buffer_reset(&reader->text);
    rich_to_search_text(entry->nodes, entry->node_count, &reader->text);
    if (kb_reader_check_memory(reader, !reader->text.failed)) {
        entry->text = buffer_view(&reader->text);
        entry->lang = view_is_empty(entry->lang) ? reader->lang : entry->lang;
        take_from_sink(reader, reader->sink->entry(reader->sink->user, entry));
    }
}

void kb_reader_report_bytes(struct kb_reader *reader, size_t bytes)
{
    if (reader->status == FAQBOT_OK && reader->sink->read != NULL) {
        take_from_sink(reader, reader->sink->read(reader->sink->user, reader->is_prescan ? 0 : bytes));
    }
}

bool kb_reader_should_parse(const struct kb_reader *reader, const char *path, struct faqbot_view bytes)
{
    return reader->sink->should_parse == NULL || reader->sink->should_parse(reader->sink->user, path, bytes);
}

void kb_reader_emit_synonym(struct kb_reader *reader, const struct synonym *synonym)
{
    if (reader->status == FAQBOT_OK && reader->sink->synonym != NULL) {
        take_from_sink(reader, reader->sink->synonym(reader->sink->user, synonym));
    }
}

void kb_reader_emit_settings(struct kb_reader *reader, const struct settings *settings)
{
    if (reader->status == FAQBOT_OK && reader->sink->settings != NULL) {
        take_from_sink(reader, reader->sink->settings(reader->sink->user, settings));
    }
}
