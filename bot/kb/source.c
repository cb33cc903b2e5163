/* kb/source.c - the state that the readers of one knowledge base share, the way to the sink, and a file's
 * bytes.
 *
 * Files are opened with suspicion: a knowledge base may lie in a folder that many people write to, with
 * pipes, dangling links and files that an editor is saving at this moment. Deliberately not here: which files
 * there are (kb.c), and what their bytes say.
 *
 * What is guarded against, each with a fault of its own and none fatal: files that cannot be opened, that are
 * not regular files, that are too large, that are not UTF-8 or hold a NUL, and that change while they are
 * read. */
#include "kb/kb_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text/text.h"
#include "util/util.h"

/* ==== The reader ====================================================================================== */

/* An entry's text is never longer than its file or its line; nodes and the white space around it come on
 * top. */
#define ARENA_BYTES_MAX (8 * KB_FILE_BYTES_MAX)
#define LINES_BYTES_MAX (48 * KB_FILE_BYTES_MAX) /* no article of DOCUMENT_LINES_MAX takes as much */

/* Three arenas for three lifetimes: settings live as long as the reader, front matter as long as its article,
 * phrasings and texts as long as their entry. So the memory of an entry is free for the next one without a
 * single free(). */
void kb_reader_init(struct kb_reader *reader, const struct kb_sink *sink)
{
    *reader = (struct kb_reader){
        .sink = sink,
        .reporter = sink->reporter == NULL ? &reader->unheard : sink->reporter,
        .path = "",
        .settings = {
            .answered_threshold = -1, .unsure_threshold = -1, .has_lexicon = true, .has_small_talk = true}};
    arena_init(&reader->settings_arena, ARENA_BYTES_MAX);
    arena_init(&reader->arena, ARENA_BYTES_MAX);
    arena_init(&reader->lines_arena, LINES_BYTES_MAX);
    arena_init(&reader->entry_arena, ARENA_BYTES_MAX);
    buffer_init(&reader->bytes, KB_FILE_BYTES_MAX);
    answer_init(&reader->answer);
    buffer_init(&reader->text, ARENA_BYTES_MAX);
}

void kb_reader_release(struct kb_reader *reader)
{
    arena_release(&reader->settings_arena);
    arena_release(&reader->arena);
    arena_release(&reader->lines_arena);
    arena_release(&reader->entry_arena);
    buffer_release(&reader->bytes);
    answer_release(&reader->answer);
    if (!reader->gathers) {
        link_targets_free(reader->targets);
    }
    buffer_release(&reader->text);
}

void kb_fail(struct kb_reader *reader, enum faqbot_status status)
{
    if (reader->status == FAQBOT_OK) {
        reader->status = status;
    }
}

void kb_take_from_sink(struct kb_reader *reader, enum faqbot_status status)
{
    reader->sink_failed = status != FAQBOT_OK;
    kb_fail(reader, status);
}

/* Asked once for each article and line, never for what is said once (settings, synonyms). */
bool kb_should_parse(const struct kb_reader *reader, struct faqbot_view bytes)
{
    const struct kb_sink *sink = reader->sink;
    return sink->should_parse == NULL || sink->should_parse(sink->user, reader->path, bytes);
}

/* An entry of an article was read, which may take far longer than reading the file did. Lines stand for bytes. */
static void report_entry(struct kb_reader *reader, const struct entry *entry)
{
    if (entry->line <= reader->line_count) {
        double share = (double)entry->line / (double)reader->line_count;
        size_t bytes = (size_t)((double)reader->bytes.size * share);
        if (bytes > reader->bytes_told) {
            kb_report_bytes(reader, bytes - reader->bytes_told);
            reader->bytes_told = bytes;
        }
    }
}

/* The plain text is made here and not by the formats, so that it cannot differ between them. */
void kb_emit(struct kb_reader *reader, struct entry *entry)
{
    const struct kb_sink *sink = reader->sink;
    link_targets_add_entry(reader, entry);
    if (reader->status != FAQBOT_OK || sink->entry == NULL) {
        return;
    }
    answer_add_notes(&reader->answer, entry);
    if (reader->answer.status == FAQBOT_LIMIT) {
        kb_error(reader, "long-answer", entry->line,
                 "the answer's footnotes are too long, and it is left out");
        return;
    }
    kb_check_memory(reader, reader->answer.status == FAQBOT_OK);
    buffer_reset(&reader->text);
    rich_to_search_text(entry->nodes, entry->node_count, &reader->text);
    if (kb_check_memory(reader, !reader->text.failed)) {
        entry->text = buffer_view(&reader->text);
        entry->lang = view_is_empty(entry->lang) ? reader->settings.lang : entry->lang;
        kb_take_from_sink(reader, sink->entry(sink->user, entry));
        report_entry(reader, entry);
    }
}

/* Also the place where a long reading can be interrupted: it is called for every line and every entry. */
void kb_report_bytes(struct kb_reader *reader, size_t bytes)
{
    const struct kb_sink *sink = reader->sink;
    if (reader->status == FAQBOT_OK && sink->read != NULL) {
        kb_take_from_sink(reader, sink->read(sink->user, reader->pass == KB_ENTRIES ? bytes : 0));
    }
}

/* ==== Opening and reading ============================================================================= */

/* As much at a time as makes the number of system calls irrelevant; it lies on the stack. */
#define CHUNK_BYTES ((size_t)64 * 1024)

/* A fault of the file as a whole, reported in the last pass. */
#define file_error(reader, rule, line, ...)                                                                  \
    do {                                                                                                     \
        if ((reader)->pass == KB_ENTRIES) {                                                                  \
            kb_error(reader, rule, line, __VA_ARGS__);                                                       \
        }                                                                                                    \
    } while (0)

void source_report(struct kb_reader *reader, const char *path, int number)
{
    reader->path = path;
    file_error(reader, "unreadable-file", 0, "the file cannot be read: %s; see to its owner and permissions",
               fault_reason(number).text);
}

/* Opens the reader's file; -1, with an error reported, if that fails or it is not a regular file. A device or
 * a pipe among the articles is a mistake or a trap: reading it may never end. */
static int open_regular(struct kb_reader *reader, struct stat *about)
{
    /* Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever. */
    int file = open(reader->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        source_report(reader, reader->path, errno);
        return -1;
    }
    if (fstat(file, about) == 0 && S_ISREG(about->st_mode)) {
        return file;
    }
    file_error(reader, "unreadable-file", 0, "this is no ordinary file; put a text file in its place");
    close(file);
    return -1;
}

static bool is_same_time(struct timespec left, struct timespec right)
{
    return left.tv_sec == right.tv_sec && left.tv_nsec == right.tv_nsec;
}

/* Reports a file that is no longer what it was at the start: what was read of it may be half of one version
 * and half of another. The time of modification can be set by anybody; the time of change, which a file also
 * gets when its name is taken away, is kept by the system alone. So both are looked at. */
static void check_unchanged(struct kb_reader *reader, int file, const struct stat *before)
{
    struct stat now;
    if (fstat(file, &now) != 0 || now.st_size != before->st_size ||
        !is_same_time(now.st_mtim, before->st_mtim) || !is_same_time(now.st_ctim, before->st_ctim)) {
        file_error(reader, "changed-file", 0,
                   "the file was changed or removed while it was read; read the knowledge base again");
    }
}

/* Called for each piece of a file, then once with an empty one for its end. False: that is enough. */
typedef bool take_chunk(void *user, struct faqbot_view chunk);

/* False: the file cannot be read, which was reported, or the reader had failed. What was taken before a
 * failure stays taken: lines that were read are entries. */
static bool read_chunks(struct kb_reader *reader, const char *path, take_chunk *take, void *user)
{
    char chunk[CHUNK_BYTES];
    struct stat before;
    reader->path = path;
    int file = reader->status == FAQBOT_OK ? open_regular(reader, &before) : -1;
    if (file < 0) {
        return false;
    }
    ssize_t size;
    bool goes_on;
    do {
        size = read(file, chunk, sizeof chunk);
        goes_on = size < 0 ? errno == EINTR : take(user, view_make(chunk, (size_t)size)) && size > 0;
    } while (goes_on);
    if (size < 0) {
        source_report(reader, path, errno);
    } else if (reader->status == FAQBOT_OK) {
        check_unchanged(reader, file, &before);
    }
    close(file);
    return size >= 0;
}

struct faqbot_view source_skip_mark(struct faqbot_view text)
{
    return view_starts_with(text, "\xef\xbb\xbf") ? view_slice(text, 3, text.size) : text;
}

/* ==== A whole file ==================================================================================== */

static bool take_bytes(void *user, struct faqbot_view chunk)
{
    struct buffer *bytes = user;
    buffer_add(bytes, chunk);
    return !bytes->failed;
}

/* Whether the text is UTF-8 without NUL. A file that is neither is left out as a whole: its encoding is
 * probably wrong throughout, and half-right text is worse than none. The first line at fault is found for the
 * author, which takes a second look, but only at files that are broken. */
static bool is_text(struct kb_reader *reader, struct faqbot_view text)
{
    if (utf8_is_valid(text) && view_find(text, '\0') == text.size) {
        return true;
    }
    struct faqbot_view line;
    for (unsigned number = 1; view_next_line(&text, &line); number++) {
        bool is_utf8 = utf8_is_valid(line);
        if (!is_utf8 || view_find(line, '\0') < line.size) {
            file_error(reader, is_utf8 ? "nul" : "not-utf8", number, "this line %s. The file is left out",
                       is_utf8 ? "has a NUL byte in it; save the file as text in UTF-8"
                               : "is not UTF-8; save the file in the encoding UTF-8");
            break;
        }
    }
    return false;
}

/* The size is not asked beforehand: it may change, and for some file systems it is 0. */
bool source_read(struct kb_reader *reader, const char *path, struct buffer *bytes, struct faqbot_view *text)
{
    buffer_reset(bytes);
    if (!read_chunks(reader, path, take_bytes, bytes) || !kb_check_memory(reader, !bytes->no_memory)) {
        return false;
    }
    if (bytes->failed) {
        file_error(
            reader, "large-file", 0,
            "the file is larger than %zu bytes; divide it, or make it JSON Lines, which may have any size",
            bytes->limit);
        return false;
    }
    *text = source_skip_mark(buffer_view(bytes));
    return is_text(reader, buffer_view(bytes));
}

/* ==== Line by line ==================================================================================== */

struct lines {
    struct kb_reader *reader;
    source_take_line *take;
    void *user;
    struct buffer line; /* what was read of a line that has not ended yet */
    unsigned number;
    bool is_enough;
};

static bool goes_on(const struct lines *lines)
{
    return lines->reader->status == FAQBOT_OK && !lines->is_enough;
}

/* A line that was too long has failed the buffer, which is good again after the reset. */
static void end_line(struct lines *lines)
{
    lines->number++;
    if (!kb_check_memory(lines->reader, !lines->line.no_memory)) {
        return;
    }
    if (!lines->line.failed) {
        lines->is_enough = !lines->take(lines->user, lines->number, buffer_view(&lines->line));
    } else {
        file_error(lines->reader, "long-line", lines->number,
                   "the line has more than %zu bytes and is left out; divide its text", KB_LINE_BYTES_MAX);
    }
    buffer_reset(&lines->line);
}

/* A line may span chunks, and a chunk may hold many lines. */
static bool split_chunk(void *user, struct faqbot_view chunk)
{
    struct lines *lines = user;
    if (chunk.size == 0 && (lines->line.size > 0 || lines->line.failed)) {
        end_line(lines); /* the last one has no line feed */
    }
    while (goes_on(lines) && chunk.size > 0) {
        size_t end = view_find(chunk, '\n');
        bool ends = end < chunk.size;
        size_t read = end + ends;
        buffer_add(&lines->line, view_slice(chunk, 0, end));
        chunk = view_slice(chunk, end + 1, chunk.size);
        if (ends) {
            end_line(lines);
        }
        if (!lines->is_enough) {
            kb_report_bytes(lines->reader, read);
        }
    }
    return goes_on(lines);
}

/* The buffer for a line is the one thing that grows, and only to KB_LINE_BYTES_MAX. */
void source_read_lines(struct kb_reader *reader, const char *path, source_take_line *take, void *user)
{
    struct lines lines = {.reader = reader, .take = take, .user = user};
    buffer_init(&lines.line, KB_LINE_BYTES_MAX);
    (void)read_chunks(reader, path, split_chunk, &lines);
    buffer_release(&lines.line);
}
