/* knowledge/stream.c - a file of any size, line by line: neither its size nor the number of its lines costs memory. */
#include "knowledge/stream.h"

#include <errno.h>
#include <unistd.h>

#include "knowledge/source.h"

#define CHUNK_BYTES ((size_t)64 * 1024)

/* What was read of a file and is not yet a whole line. */
struct stream {
    struct kb_reader *reader;
    const char *path;
    stream_take *take;
    void *user;
    struct buffer line;
    unsigned number;
    bool enough;
};

static void end_line(struct stream *stream)
{
    stream->number++;
    if (!kb_reader_check_memory(stream->reader, !stream->line.no_memory)) {
        return;
    }
    if (!stream->line.failed) {
        stream->take(stream->user, stream->path, stream->number, buffer_view(&stream->line), &stream->enough);
    } else {
        kb_reader_error(stream->reader, "long-line", stream->path, stream->number,
                        "the line has more than %zu bytes and is left out; divide its text",
                        KB_LINE_BYTES_MAX);
    }
    buffer_reset(&stream->line);
}

static bool goes_on(const struct stream *stream)
{
    return stream->reader->status == FAQBOT_OK && !stream->enough;
}

static void feed(struct stream *stream, struct faqbot_view chunk)
{
    while (goes_on(stream) && chunk.size > 0) {
        size_t end = view_find(chunk, '\n');
        bool ends = end < chunk.size;
        buffer_add(&stream->line, view_slice(chunk, 0, end));
        chunk = view_slice(chunk, end + 1, chunk.size);
        if (ends) {
            end_line(stream);
        }
    }
}

/* Reads to the end of the file, or to where it cannot be read, which was reported. */
static void read_lines(struct stream *stream, int file)
{
    char chunk[CHUNK_BYTES];
    ssize_t size = 1;
    while (goes_on(stream) && size != 0) {
        size = read(file, chunk, sizeof chunk);
        if (size > 0) {
            feed(stream, view_make(chunk, (size_t)size));
            if (!stream->enough) {
                kb_reader_report_bytes(stream->reader, (size_t)size);
            }
        } else if (size < 0 && errno != EINTR) {
            source_report(stream->reader, stream->path, errno);
            break;
        }
    }
    if (size == 0 && (stream->line.size > 0 || stream->line.failed)) {
        end_line(stream);
    }
}

void stream_read(struct kb_reader *reader, const char *path, stream_take *take, void *user)
{
    struct stream stream = {.reader = reader, .path = path, .take = take, .user = user};
    struct stat before;
    int file = reader->status == FAQBOT_OK ? source_open(reader, path) : -1;
    if (file < 0) {
        return;
    }
    bool known = fstat(file, &before) == 0;
    buffer_init(&stream.line, KB_LINE_BYTES_MAX);
    read_lines(&stream, file);
    if (reader->status == FAQBOT_OK && known) {
        source_check_unchanged(reader, path, file, &before);
    }
    buffer_release(&stream.line);
    close(file);
}
