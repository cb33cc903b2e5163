/* kb/kb.c - which file is what, and in which order they are read. Reads none of them itself. */
#include "kb/kb_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/util.h"

/* ==== folder ============================================================================================ */

/* The one directory walker. Knows names, not what the files hold. */

#define PATH_BYTES_MAX ((size_t)64 * 1024)

struct walk {
    struct kb_reader *reader;
    folder_visit *visit;
    void *user;
    struct faqbot_fault *fault;
    struct buffer path; /* of what is being looked at, with a NUL behind it whenever it is used */
    size_t root_size;   /* of the folder's own part, with its '/' */
    unsigned depth;
};

/* A folder's names, each with a '/' behind it where it is a folder: the paths below "a" sort behind "a.md" then, and
 * sorting each folder by itself sorts all paths. */
struct listing {
    char **names;
    size_t count;
    size_t capacity;
};

static void listing_free(struct listing *listing)
{
    for (size_t i = 0; i < listing->count; i++) {
        free(listing->names[i]);
    }
    free(listing->names);
}

static bool listing_add(struct listing *listing, const char *name, bool is_folder)
{
    if (listing->count == listing->capacity) {
        size_t capacity = listing->capacity == 0 ? 64 : 2 * listing->capacity;
        char **names = realloc(listing->names, capacity * sizeof *names);
        if (names == NULL) {
            return false;
        }
        listing->names = names;
        listing->capacity = capacity;
    }
    size_t size = strlen(name);
    char *copy = malloc(size + 2);
    if (copy == NULL) {
        return false;
    }
    memcpy(copy, name, size);
    memcpy(copy + size, is_folder ? "/" : "", is_folder ? 2 : 1);
    listing->names[listing->count++] = copy;
    return true;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The path so far with a NUL, which is not counted; NULL: it failed. */
static const char *path_text(struct walk *walk)
{
    size_t size = walk->path.size;
    buffer_add_byte(&walk->path, '\0');
    if (walk->path.failed) {
        return NULL;
    }
    buffer_truncate(&walk->path, size);
    return walk->path.bytes;
}

enum sort { SORT_FILE, SORT_FOLDER, SORT_NEITHER };

/* What the name is, links to files followed. Pipes, sockets and links to folders are neither. */
static enum sort sort_of(struct walk *walk, int folder, const char *name)
{
    struct stat status;
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return SORT_FILE; /* opening it will say what is wrong */
    }
    if (S_ISDIR(status.st_mode)) {
        return SORT_FOLDER;
    }
    if (S_ISLNK(status.st_mode) && fstatat(folder, name, &status, 0) == 0 && S_ISDIR(status.st_mode)) {
        kb_reader_warning(
            walk->reader, "linked-folder", path_text(walk), 0,
            "\"%.200s\" here is a link to a folder, which is not followed; put the folder itself here", name);
        return SORT_NEITHER;
    }
    return SORT_FILE;
}

/* The sorted names of the folder at the path; FAQBOT_IO: it cannot be read, and errno says why. */
static enum faqbot_status list(struct walk *walk, struct listing *listing)
{
    const char *path = path_text(walk);
    if (path == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return FAQBOT_IO;
    }
    enum faqbot_status status = FAQBOT_OK;
    const struct dirent *found;
    while (status == FAQBOT_OK && (errno = 0, found = readdir(folder)) != NULL) {
        if (found->d_name[0] == '.') {
            continue;
        }
        enum sort sort = sort_of(walk, dirfd(folder), found->d_name);
        if (sort != SORT_NEITHER && !listing_add(listing, found->d_name, sort == SORT_FOLDER)) {
            status = FAQBOT_NO_MEMORY;
        }
    }
    if (status == FAQBOT_OK && errno != 0) {
        status = FAQBOT_IO;
    }
    int number = errno;
    closedir(folder);
    errno = number;
    if (listing->count > 0) {
        qsort(listing->names, listing->count, sizeof *listing->names, compare_names);
    }
    return status;
}

static enum faqbot_status walk_folder(struct walk *walk);

static enum faqbot_status walk_name(struct walk *walk, const char *name)
{
    size_t size = walk->path.size;
    buffer_add_text(&walk->path, name);
    const char *path = path_text(walk);
    if (path == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status status = FAQBOT_OK;
    if (path[walk->path.size - 1] != '/') {
        status = walk->visit(walk->user, path, path + walk->root_size);
    } else if (walk->depth == KB_FOLDER_DEPTH_MAX) {
        kb_reader_error(walk->reader, "deep-folder", path, 0,
                        "the folder lies more than %d folders deep and is left out; move it up",
                        KB_FOLDER_DEPTH_MAX);
    } else {
        walk->depth++;
        status = walk_folder(walk);
        walk->depth--;
    }
    buffer_truncate(&walk->path, size);
    return status;
}

/* Without the outermost folder there is nothing to read; any other is one fault among the rest. */
static enum faqbot_status report_unreadable(struct walk *walk, int number)
{
    const char *path = path_text(walk);
    if (walk->depth > 0) {
        source_report(walk->reader, path, number);
        return FAQBOT_OK;
    }
    return fault_set(walk->fault, number == ENOENT ? FAQBOT_NOT_FOUND : FAQBOT_IO, path, 0,
                     "the folder cannot be read: %s", fault_reason(number).text);
}

static enum faqbot_status walk_folder(struct walk *walk)
{
    struct listing listing = {0};
    enum faqbot_status status = list(walk, &listing);
    if (status == FAQBOT_IO) {
        status = report_unreadable(walk, errno);
    }
    for (size_t i = 0; i < listing.count && status == FAQBOT_OK; i++) {
        status = walk_name(walk, listing.names[i]);
    }
    listing_free(&listing);
    return status;
}

enum faqbot_status folder_walk(struct kb_reader *reader, const char *path, folder_visit *visit, void *user,
                               struct faqbot_fault *fault)
{
    struct walk walk = {.reader = reader, .visit = visit, .user = user, .fault = fault};
    buffer_init(&walk.path, PATH_BYTES_MAX);
    buffer_add_text(&walk.path, path);
    if (!view_ends_with(view_of(path), "/")) {
        buffer_add_byte(&walk.path, '/');
    }
    walk.root_size = walk.path.size;
    enum faqbot_status status = walk_folder(&walk);
    buffer_release(&walk.path);
    return status;
}

/* ==== knowledge ========================================================================================= */

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
