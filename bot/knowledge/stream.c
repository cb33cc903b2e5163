/* knowledge/stream.c - a file of any size, line by line: neither its size nor the number of its lines costs memory. */
#include "knowledge/stream.h"

#include <errno.h>
#include <unistd.h>

#include "knowledge/source.h"

#define CHUNK_BYTES ((size_t)64 * 1024)

/* What was read of a file and is not yet a whole line. */
struct stream {
    struct reader *reader;
    const char *path;
    stream_take *take;
    void *user;
    struct buffer line;
    unsigned number;
    bool enough;
};

static enum faqbot_status end_line(struct stream *stream)
{
    enum faqbot_status status = FAQBOT_OK;
    stream->number++;
    if (!stream->line.failed) {
        status = stream->take(stream->user, stream->path, stream->number, buffer_view(&stream->line),
                              &stream->enough);
    } else if (stream->line.no_memory) {
        status = FAQBOT_NO_MEMORY;
    } else {
        reader_error(stream->reader, "long-line", stream->path, stream->number,
                     "the line has more than %zu bytes and is left out; divide its text",
                     KNOWLEDGE_LINE_BYTES_MAX);
    }
    buffer_reset(&stream->line);
    return status;
}

static enum faqbot_status feed(struct stream *stream, struct faqbot_view chunk)
{
    enum faqbot_status status = FAQBOT_OK;
    while (status == FAQBOT_OK && chunk.size > 0 && !stream->enough) {
        size_t end = view_find(chunk, '\n');
        bool ends = end < chunk.size;
        buffer_add(&stream->line, view_slice(chunk, 0, end));
        chunk = view_slice(chunk, end + 1, chunk.size);
        if (ends) {
            status = end_line(stream);
        }
    }
    return status;
}

/* Reads to the end of the file, or to where it cannot be read, which was reported. */
static enum faqbot_status read_lines(struct stream *stream, int file)
{
    char chunk[CHUNK_BYTES];
    enum faqbot_status status = FAQBOT_OK;
    ssize_t size = 1;
    while (status == FAQBOT_OK && size != 0 && !stream->enough) {
        size = read(file, chunk, sizeof chunk);
        if (size > 0) {
            status = feed(stream, view_make(chunk, (size_t)size));
            if (status == FAQBOT_OK && !stream->enough) {
                status = reader_tell_read(stream->reader, (size_t)size);
            }
        } else if (size < 0 && errno != EINTR) {
            source_report(stream->reader, stream->path, errno);
            break;
        }
    }
    if (status == FAQBOT_OK && size == 0 && (stream->line.size > 0 || stream->line.failed)) {
        status = end_line(stream);
    }
    return status;
}

static enum faqbot_status read_file(struct stream *stream)
{
    struct stat before;
    int file = source_open(stream->reader, stream->path);
    if (file < 0) {
        return FAQBOT_OK;
    }
    bool known = fstat(file, &before) == 0;
    buffer_init(&stream->line, KNOWLEDGE_LINE_BYTES_MAX);
    enum faqbot_status status = read_lines(stream, file);
    if (status == FAQBOT_OK && known) {
        source_check_unchanged(stream->reader, stream->path, file, &before);
    }
    buffer_release(&stream->line);
    close(file);
    return status;
}

enum faqbot_status stream_read(struct reader *reader, const char *path, stream_take *take, void *user)
{
    struct stream stream = {.reader = reader, .path = path, .take = take, .user = user};
    return read_file(&stream);
}
