/* kb/source.c - a file's bytes. Not about folders, which are folder.c's, nor about what the bytes say. */
#include "kb/kb_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text/text.h"
#include "util/util.h"

/* ==== reader ============================================================================================ */

/* The memory that the readers of one knowledge base share, and the way to the sink. Reads nothing. */

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

/* ==== source ============================================================================================ */

#define CHUNK_BYTES ((size_t)64 * 1024)

void source_report(struct kb_reader *reader, const char *path, int number)
{
    kb_reader_error(reader, "unreadable-file", path, 0,
                    "the file cannot be read: %s; see to its owner and permissions",
                    fault_reason(number).text);
}

int source_open(struct kb_reader *reader, const char *path)
{
    /* Not blocking, because opening a pipe that nobody writes to would wait for ever. */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        source_report(reader, path, errno);
        return -1;
    }
    struct stat status;
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
        return file;
    }
    kb_reader_error(reader, "unreadable-file", path, 0,
                    "this is no ordinary file; put a text file in its place");
    close(file);
    return -1;
}

/* The time of change, which a file gets too when its name is taken away, is kept by the system alone. */
void source_check_unchanged(struct kb_reader *reader, const char *path, int file, const struct stat *before)
{
    struct stat now;
    if (fstat(file, &now) != 0 || now.st_size != before->st_size ||
        now.st_mtim.tv_sec != before->st_mtim.tv_sec || now.st_mtim.tv_nsec != before->st_mtim.tv_nsec ||
        now.st_ctim.tv_sec != before->st_ctim.tv_sec || now.st_ctim.tv_nsec != before->st_ctim.tv_nsec) {
        kb_reader_error(reader, "changed-file", path, 0,
                        "the file was changed or removed while it was read; read the knowledge base again");
    }
}

/* False: reading failed, and errno says why. A buffer that is full ends the reading, failed. */
static bool read_to_end(int file, struct buffer *bytes)
{
    char chunk[CHUNK_BYTES];
    while (!bytes->failed) {
        ssize_t size = read(file, chunk, sizeof chunk);
        if (size == 0) {
            return true;
        }
        if (size > 0) {
            buffer_add(bytes, view_make(chunk, (size_t)size));
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

static bool is_text(struct kb_reader *reader, const char *path, struct faqbot_view text)
{
    if (utf8_is_valid(text) && view_find(text, '\0') == text.size) {
        return true;
    }
    struct faqbot_view line;
    for (unsigned number = 1; view_next_line(&text, &line); number++) {
        if (!utf8_is_valid(line)) {
            kb_reader_error(
                reader, "not-utf8", path, number,
                "this line is not UTF-8; save the file in the encoding UTF-8. The file is left out");
            return false;
        }
        if (view_find(line, '\0') < line.size) {
            kb_reader_error(
                reader, "nul", path, number,
                "this line has a NUL byte in it; save the file as text in UTF-8. The file is left out");
            return false;
        }
    }
    return false;
}

struct faqbot_view source_skip_mark(struct faqbot_view text)
{
    return view_starts_with(text, "\xef\xbb\xbf") ? view_slice(text, 3, text.size) : text;
}

bool source_read(struct kb_reader *reader, const char *path, struct buffer *bytes, struct faqbot_view *text)
{
    struct stat before;
    buffer_reset(bytes);
    int file = source_open(reader, path);
    if (file < 0) {
        return false;
    }
    bool known = fstat(file, &before) == 0;
    bool read = read_to_end(file, bytes);
    int number = errno;
    if (read && known) {
        source_check_unchanged(reader, path, file, &before);
    }
    close(file);
    if (!read) {
        source_report(reader, path, number);
        return false;
    }
    if (!kb_reader_check_memory(reader, !bytes->no_memory)) {
        return false;
    }
    if (bytes->failed) {
        kb_reader_error(
            reader, "large-file", path, 0,
            "the file is larger than %zu bytes; divide it, or make it JSON Lines, which may have any size",
            bytes->limit);
        return false;
    }
    *text = source_skip_mark(buffer_view(bytes));
    return is_text(reader, path, buffer_view(bytes));
}
