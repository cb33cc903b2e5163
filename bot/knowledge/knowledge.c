/* knowledge/knowledge.c - which file is what, and in which order they are read. Reads none of them itself. */
#include "knowledge/knowledge.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "knowledge/folder.h"
#include "knowledge/jsonlines.h"
#include "knowledge/markdown.h"
#include "knowledge/preface.h"
#include "knowledge/settings.h"
#include "knowledge/source.h"
#include "knowledge/synonyms.h"
#include "text/utf8.h"

struct reading {
    struct kb_reader *reader;
    struct buffer bytes; /* of the file being read */
};

static void read_markdown(struct reading *reading, const char *path)
{
    struct faqbot_view text;
    if (source_read(reading->reader, path, &reading->bytes, &text) &&
        kb_reader_should_parse(reading->reader, path, text)) {
        (void)markdown_read(reading->reader, path, text);
    }
    kb_reader_report_bytes(reading->reader, reading->bytes.size);
}

static bool is_markdown(const char *path)
{
    return view_ends_with(view_of(path), ".md");
}

static bool is_jsonlines(const char *path)
{
    return view_ends_with(view_of(path), ".jsonl");
}

static bool is_article(const char *path, const char *relative)
{
    return strcmp(relative, "README.md") != 0 && (is_markdown(path) || is_jsonlines(path));
}

static void read_file(struct reading *reading, const char *path)
{
    if (is_markdown(path)) {
        read_markdown(reading, path);
    } else {
        jsonl_read_file(reading->reader, path);
    }
}

static enum faqbot_status read_article(void *user, const char *path, const char *relative)
{
    struct reading *reading = user;
    if (is_article(path, relative)) {
        if (utf8_is_valid(view_of(path))) {
            read_file(reading, path);
        } else {
            kb_reader_error(reading->reader, "file-name", path, 0,
                            "the file's name is not UTF-8, and the file is left out; rename it");
        }
    }
    return reading->reader->status;
}

/* The path of a file in the folder, in the arena that lives longest; NULL: no memory. */
static const char *path_in(struct kb_reader *reader, const char *folder, const char *name)
{
    size_t folder_size = strlen(folder);
    size_t name_size = strlen(name);
    size_t slash = view_ends_with(view_of(folder), "/") ? 0 : 1;
    char *path = arena_alloc(&reader->settings_arena, folder_size + slash + name_size + 1);
    if (path != NULL) {
        memcpy(path, folder, folder_size);
        memcpy(path + folder_size, "/", slash);
        memcpy(path + folder_size + slash, name, name_size + 1);
    }
    return path;
}

/* Reads a file that need not be there, unless the reader has failed. False where it is not, or cannot be read. */
static bool read_optional(struct reading *reading, const char *folder, const char *name, const char **path,
                          struct faqbot_view *text)
{
    *path = path_in(reading->reader, folder, name);
    return kb_reader_check_memory(reading->reader, *path != NULL) &&
           (access(*path, F_OK) == 0 || errno != ENOENT) &&
           source_read(reading->reader, *path, &reading->bytes, text);
}

/* -- What is said once: bot.yml, synonyms.txt, then the heads of JSON Lines --------------------------------- */

/* One look at the heads of all files of JSON Lines. */
struct heads {
    struct kb_reader *reader;
    struct settings *settings; /* NULL: synonyms are read */
    bool found;
    struct fault_reporter *reporter; /* the reader's */
    struct fault_reporter silent;
};

static enum faqbot_status visit_head(void *user, const char *path, const char *relative)
{
    struct heads *heads = user;
    (void)relative;
    if (!is_jsonlines(path) || !utf8_is_valid(view_of(path))) {
        return FAQBOT_OK;
    }
    heads->reader->reporter = heads->reporter;
    if (heads->settings != NULL) {
        jsonl_header_read_settings(heads->reader, path, heads->settings, &heads->found);
    } else {
        jsonl_header_read_synonyms(heads->reader, path);
    }
    heads->reader->reporter = &heads->silent;
    return heads->reader->status;
}

/* What is wrong with the folder is told when its entries are read. */
static void read_heads(struct heads *heads, const char *folder, struct faqbot_fault *fault)
{
    struct kb_reader *reader = heads->reader;
    heads->reporter = reader->reporter;
    reader->reporter = &heads->silent;
    if (reader->status == FAQBOT_OK) {
        kb_reader_fail(reader, folder_walk(reader, folder, visit_head, heads, fault));
    }
    reader->reporter = heads->reporter;
}

static void emit_settings(struct kb_reader *reader, const struct settings *settings)
{
    reader->lang = settings->lang;
    kb_reader_emit_settings(reader, settings);
}

static void read_settings(struct reading *reading, const char *folder, struct faqbot_fault *fault)
{
    struct kb_reader *reader = reading->reader;
    struct settings settings = settings_default();
    struct heads heads = {.reader = reader, .settings = &settings};
    const char *path;
    struct faqbot_view text;
    heads.found = read_optional(reading, folder, "bot.yml", &path, &text);
    if (heads.found) {
        (void)settings_read(reader, path, text, &settings);
    }
    read_heads(&heads, folder, fault);
    emit_settings(reader, &settings);
}

static void read_synonyms(struct reading *reading, const char *folder, struct faqbot_fault *fault)
{
    const char *path;
    struct faqbot_view text;
    if (read_optional(reading, folder, "synonyms.txt", &path, &text)) {
        (void)synonyms_parse(reading->reader, path, text);
    }
    read_heads(&(struct heads){.reader = reading->reader}, folder, fault);
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

static void read_folder(struct reading *reading, const char *folder, struct faqbot_fault *fault)
{
    read_settings(reading, folder, fault);
    read_synonyms(reading, folder, fault);
    if (reading->reader->status == FAQBOT_OK) {
        kb_reader_fail(reading->reader, folder_walk(reading->reader, folder, read_article, reading, fault));
    }
}

static enum faqbot_status fail(struct faqbot_fault *fault, const char *path, int number)
{
    return fault_set(fault, number == ENOENT || number == ENOTDIR ? FAQBOT_NOT_FOUND : FAQBOT_IO, path, 0,
                     "the knowledge base cannot be read: %s", fault_reason(number).text);
}

static enum faqbot_status read_one_file(struct reading *reading, const char *path, struct faqbot_fault *fault)
{
    if (!is_markdown(path) && !is_jsonlines(path)) {
        return fault_set(fault, FAQBOT_INVALID, path, 0,
                         "this is neither a folder nor a file whose name ends in .md or .jsonl; name one");
    }
    if (!utf8_is_valid(view_of(path))) {
        return fault_set(fault, FAQBOT_INVALID, path, 0,
                         "the path is not UTF-8; rename the file or its folder");
    }
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        return fail(fault, path, errno);
    }
    close(file);
    struct settings settings = settings_default();
    bool found = false;
    if (is_jsonlines(path)) {
        jsonl_header_read_settings(reading->reader, path, &settings, &found);
    }
    emit_settings(reading->reader, &settings);
    if (is_jsonlines(path)) {
        jsonl_header_read_synonyms(reading->reader, path);
    }
    if (reading->reader->status == FAQBOT_OK) {
        read_file(reading, path);
    }
    return reading->reader->status;
}

enum faqbot_status kb_read(const char *path, const struct kb_sink *sink, struct faqbot_fault *fault)
{
    struct fault_reporter spare = {0};
    struct kb_reader reader;
    struct stat found;
    if (stat(path, &found) != 0) {
        return fail(fault, path, errno);
    }
    kb_reader_init(&reader, sink, &spare);
    struct reading reading = {.reader = &reader};
    buffer_init(&reading.bytes, KB_FILE_BYTES_MAX);
    enum faqbot_status status;
    if (S_ISDIR(found.st_mode)) {
        read_folder(&reading, path, fault);
        status = reader.status;
    } else {
        status = read_one_file(&reading, path, fault);
    }
    if (status == FAQBOT_NO_MEMORY && !reader.sink_failed) {
        fault_set(fault, status, path, 0, "there is not enough memory to read the knowledge base");
    }
    buffer_release(&reading.bytes);
    kb_reader_release(&reader);
    return status;
}

static enum faqbot_status measure_file(void *user, const char *path, const char *relative)
{
    uint64_t *bytes = user;
    struct stat found;
    if (is_article(path, relative) && stat(path, &found) == 0) {
        *bytes += (uint64_t)found.st_size;
    }
    return FAQBOT_OK;
}

enum faqbot_status kb_count_bytes(const char *path, uint64_t *bytes)
{
    static const struct kb_sink nobody = {.user = NULL};
    struct fault_reporter silent = {0};
    struct faqbot_fault fault;
    struct kb_reader reader;
    struct stat found;
    *bytes = 0;
    if (stat(path, &found) != 0 || !S_ISDIR(found.st_mode)) {
        return measure_file(bytes, path, "");
    }
    kb_reader_init(&reader, &nobody, &silent);
    enum faqbot_status status = folder_walk(&reader, path, measure_file, bytes, &fault);
    kb_reader_release(&reader);
    return status == FAQBOT_NO_MEMORY ? status : FAQBOT_OK;
}
