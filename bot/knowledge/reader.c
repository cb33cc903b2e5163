/* knowledge/reader.c - the memory that the readers of one knowledge share, and the way to the sink. Reads nothing. */
#include "knowledge/reader.h"

#include "text/rich.h"

/* An entry's text is never longer than its file, or its line; nodes and white space around it come on top. */
#define ARENA_BYTES_MAX (8 * KNOWLEDGE_FILE_BYTES_MAX)

void reader_init(struct reader *reader, const struct knowledge_sink *sink, struct fault_reporter *spare)
{
    *reader = (struct reader){.sink = sink, .reporter = sink->reporter == NULL ? spare : sink->reporter};
    arena_init(&reader->settings_arena, ARENA_BYTES_MAX);
    arena_init(&reader->arena, ARENA_BYTES_MAX);
    arena_init(&reader->entry_arena, ARENA_BYTES_MAX);
    answer_init(&reader->answer);
    buffer_init(&reader->text, ARENA_BYTES_MAX);
}

void reader_release(struct reader *reader)
{
    arena_release(&reader->settings_arena);
    arena_release(&reader->arena);
    arena_release(&reader->entry_arena);
    answer_release(&reader->answer);
    buffer_release(&reader->text);
}

void reader_fail(struct reader *reader, enum faqbot_status status)
{
    if (reader->status == FAQBOT_OK) {
        reader->status = status;
    }
}

bool reader_check_memory(struct reader *reader, bool has_memory)
{
    if (!has_memory) {
        reader_fail(reader, FAQBOT_NO_MEMORY);
    }
    return reader->status == FAQBOT_OK;
}

static void take_from_sink(struct reader *reader, enum faqbot_status status)
{
    reader->sink_failed = status != FAQBOT_OK;
    reader_fail(reader, status);
}

void reader_emit(struct reader *reader, struct entry *entry)
{
    if (reader->status != FAQBOT_OK || reader->sink->entry == NULL) {
        return;
    }
    buffer_reset(&reader->text);
    rich_gather(entry->nodes, entry->node_count, &reader->text);
    if (reader_check_memory(reader, !reader->text.failed)) {
        entry->text = buffer_view(&reader->text);
        entry->lang = view_is_empty(entry->lang) ? reader->lang : entry->lang;
        take_from_sink(reader, reader->sink->entry(reader->sink->user, entry));
    }
}

void reader_tell_read(struct reader *reader, size_t bytes)
{
    if (reader->status == FAQBOT_OK && reader->sink->read != NULL) {
        take_from_sink(reader, reader->sink->read(reader->sink->user, reader->is_first_look ? 0 : bytes));
    }
}

bool reader_wants(const struct reader *reader, const char *path, struct faqbot_view bytes)
{
    return reader->sink->wants == NULL || reader->sink->wants(reader->sink->user, path, bytes);
}

void reader_emit_synonym(struct reader *reader, const struct synonym *synonym)
{
    if (reader->status == FAQBOT_OK && reader->sink->synonym != NULL) {
        take_from_sink(reader, reader->sink->synonym(reader->sink->user, synonym));
    }
}

void reader_emit_settings(struct reader *reader, const struct settings *settings)
{
    if (reader->status == FAQBOT_OK && reader->sink->settings != NULL) {
        take_from_sink(reader, reader->sink->settings(reader->sink->user, settings));
    }
}
