/* kb/kb.c - which file is what, and in which order they are read.
 *
 * The order is part of the result, because an index must come out the same on every machine: settings, then
 * synonyms, then entries, and within each the files in byte order of their paths, never in the order in which
 * a file system happens to list them. Knows names and folders; what the files say is read by the other files
 * of this module.
 *
 * For a folder with a.md, b/c.md, d.jsonl, bot.yml and synonyms.txt the sink hears of
 *
 *     1. the settings: bot.yml's; if there is none, those of the first JSON Lines file that has some
 *     2. the synonyms of synonyms.txt, then those at the head of d.jsonl
 *     3. the entries of a.md, b/c.md and d.jsonl
 *
 * A file of several megabytes is read three times for that, but the first two readings end at its first
 * entry. */
#include "kb/kb_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/util.h"

/* ==== The folder walk ================================================================================= */

#define PATH_BYTES_MAX ((size_t)64 * 1024) /* far over PATH_MAX: the system says what it cannot open */

/* A walk under way. The reader's first failure ends it. */
struct walk {
    struct kb_reader *reader;
    folder_visit *visit;
    void *user;
    struct faqbot_fault *fault;
    struct buffer path; /* of what is being looked at, always with a NUL behind it */
    size_t root_size;   /* of the folder's own part, with its '/' */
    unsigned depth;
};

/* The names of one folder. */
struct listing {
    struct buffer names; /* each with a NUL behind it */
    const char **sorted;
    size_t count;
};

/* Puts `name` behind the first `size` bytes of the path. False: the reader failed. */
static bool set_path(struct walk *walk, size_t size, const char *name)
{
    buffer_truncate(&walk->path, size);
    buffer_add_text(&walk->path, name);
    buffer_add_byte(&walk->path, '\0');
    return kb_check_memory(walk->reader, !walk->path.failed);
}

/* qsort() hands over pointers to the elements. */
static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Keeps a name. A folder's gets a '/' behind it, so that the paths below "a" sort behind "a.md", and sorting
 * each folder by itself sorts all paths. Links to files are followed, since people share articles that way; a
 * link to a folder may lead back up. Pipes and sockets fail when they are opened. */
static void add_name(struct walk *walk, int folder, const char *name, struct listing *listing)
{
    struct stat about;
    bool is_known = fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0; /* else opening it tells why */
    bool is_folder = is_known && S_ISDIR(about.st_mode);
    if (is_known && S_ISLNK(about.st_mode) && fstatat(folder, name, &about, 0) == 0 &&
        S_ISDIR(about.st_mode)) {
        if (walk->reader->pass == KB_ENTRIES) {
            fault_report(
                walk->reader->reporter, FAQBOT_WARNING, "linked-folder", walk->path.bytes, 0,
                "\"%.200s\" here is a link to a folder, which is not followed; put the folder itself here",
                name);
        }
        return;
    }
    buffer_add_text(&listing->names, name);
    buffer_add_text(&listing->names, is_folder ? "/" : "");
    buffer_add_byte(&listing->names, '\0');
    listing->count++;
}

/* strcmp() compares bytes as unsigned, so the order is that of code points and the same in every locale. */
static void sort_names(struct walk *walk, struct listing *listing)
{
    listing->sorted = malloc((listing->count + 1) * sizeof *listing->sorted);
    if (listing->sorted == NULL || listing->names.failed) {
        kb_fail(walk->reader, FAQBOT_NO_MEMORY);
        listing->count = 0;
        return;
    }
    const char *name = listing->names.bytes;
    for (size_t i = 0; i < listing->count; i++) {
        listing->sorted[i] = name;
        name += strlen(name) + 1;
    }
    qsort(listing->sorted, listing->count, sizeof *listing->sorted, compare_names);
}

/* Lists the folder at the path, sorted. False: it cannot be read, and errno says why; *listing is empty or
 * holds what could be read. */
static bool list(struct walk *walk, struct listing *listing)
{
    DIR *folder = opendir(walk->path.bytes);
    if (folder == NULL) {
        return false;
    }
    const struct dirent *found;
    while ((errno = 0, found = readdir(folder)) != NULL && !listing->names.failed) {
        if (found->d_name[0] != '.') {
            add_name(walk, dirfd(folder), found->d_name, listing);
        }
    }
    int number = errno;
    closedir(folder);
    sort_names(walk, listing);
    errno = number;
    return number == 0 || listing->names.failed;
}

/* Without the outermost folder there is nothing to read; any other is one fault among the rest. */
static void report_unreadable(struct walk *walk, int number)
{
    if (number == ENOMEM) {
        kb_fail(walk->reader, FAQBOT_NO_MEMORY);
    } else if (walk->depth > 0) {
        source_report(walk->reader, walk->path.bytes, number);
    } else {
        kb_fail(walk->reader,
                fault_set(walk->fault, number == ENOENT ? FAQBOT_NOT_FOUND : FAQBOT_IO, walk->path.bytes, 0,
                          "the folder cannot be read: %s", fault_reason(number).text));
    }
}

/* Visits what is below the folder whose path has `size` bytes. The recursion ends at KB_FOLDER_DEPTH_MAX, and
 * each level has one folder's names in memory at a time. */
static void walk_folder(struct walk *walk, size_t size)
{
    struct listing listing = {.count = 0};
    buffer_init(&listing.names, SIZE_MAX);
    if (!list(walk, &listing)) {
        report_unreadable(walk, errno);
    }
    for (size_t i = 0; i < listing.count && set_path(walk, size, listing.sorted[i]); i++) {
        const char *name = listing.sorted[i];
        if (!view_ends_with(view_of(name), "/")) {
            kb_fail(walk->reader,
                    walk->visit(walk->user, walk->path.bytes, walk->path.bytes + walk->root_size));
        } else if (walk->depth < KB_FOLDER_DEPTH_MAX) {
            walk->depth++;
            walk_folder(walk, size + strlen(name));
            walk->depth--;
        } else if (walk->reader->pass == KB_ENTRIES) {
            fault_report(walk->reader->reporter, FAQBOT_ERROR, "deep-folder", walk->path.bytes, 0,
                         "the folder lies more than %d folders deep and is left out; move it up",
                         KB_FOLDER_DEPTH_MAX);
        }
    }
    free(listing.sorted);
    buffer_release(&listing.names);
}

enum faqbot_status folder_walk(struct kb_reader *reader, const char *path, folder_visit *visit, void *user,
                               struct faqbot_fault *fault)
{
    struct walk walk = {.reader = reader, .visit = visit, .user = user, .fault = fault};
    buffer_init(&walk.path, PATH_BYTES_MAX);
    buffer_add_text(&walk.path, path);
    /* Cut to nothing, a path for which there was no room would be one again, and "/" the folder that is walked. */
    if (kb_check_memory(reader, !walk.path.failed) &&
        set_path(&walk, walk.path.size, view_ends_with(view_of(path), "/") ? "" : "/")) {
        walk.root_size = walk.path.size - 1;
        walk_folder(&walk, walk.root_size);
    }
    buffer_release(&walk.path);
    return reader->status;
}

/* ==== Articles ======================================================================================== */

static bool is_markdown(const char *path)
{
    static const char *const extensions[] = {".md", ".markdown", ".mdx"};
    struct faqbot_view name = view_of(path);
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        size_t size = strlen(extensions[i]);
        if (name.size > size &&
            ascii_equals(view_slice(name, name.size - size, size), view_of(extensions[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_jsonl(const char *path)
{
    return view_ends_with(view_of(path), ".jsonl");
}

/* README.md at the root tells people about the folder, not visitors about the subject, unless it is all there is.
 * Further down it is an article like any other. */
static bool is_readme(const char *relative)
{
    return ascii_equals(view_of(relative), view_of("README.md"));
}

static bool is_article(const char *path, const char *relative)
{
    return !is_readme(relative) && (is_markdown(path) || is_jsonl(path));
}

/* Whether front matter names a day. Most does not, and need not be read twice. */
static bool is_dated(struct faqbot_view matter)
{
    return template_find(matter, "valid_") < matter.size || template_find(matter, "ublish") < matter.size ||
           template_find(matter, "xpiry") < matter.size;
}

/* Whether the article is to be answered from on the sink's day: asked before an article that has not changed is passed
 * over. What is wrong with it is not reported. */
static bool holds_today(struct kb_reader *reader, const char *path, struct faqbot_view text)
{
    struct fault_reporter nobody = {.report = NULL};
    struct fault_reporter *reporter = reader->reporter;
    struct front_matter matter;
    struct front_matter_state state;
    struct faqbot_view body;
    struct entry shared;
    unsigned body_line;
    if (reader->sink->today == NULL || !front_matter_split(text, &matter, &body, &body_line) ||
        !is_dated(matter.text)) {
        return true;
    }
    reader->path = path;
    arena_reset(&reader->arena);
    reader->reporter = &nobody;
    bool is_read = front_matter_read(reader, matter, &shared, &state);
    reader->reporter = reporter;
    return !is_read || front_matter_holds(&state, reader->sink->today);
}

static size_t count_lines(struct faqbot_view text)
{
    struct faqbot_view line;
    size_t lines = 0;
    while (view_next_line(&text, &line)) {
        lines++;
    }
    return lines;
}

static void read_markdown(struct kb_reader *reader, const char *path)
{
    struct faqbot_view text;
    reader->bytes_told = 0;
    if (source_read(reader, path, &reader->bytes, &text) &&
        (!holds_today(reader, path, text) || kb_should_parse(reader, text))) {
        reader->line_count = count_lines(text);
        (void)markdown_read(reader, path, text);
        reader->line_count = 0;
    }
    kb_report_bytes(reader, reader->bytes.size - reader->bytes_told);
}

/* Reads what the pass wants of one file. */
static enum faqbot_status read_article(void *user, const char *path, const char *relative)
{
    struct kb_reader *reader = user;
    bool is_last = reader->pass == KB_ENTRIES;
    const char *slash = strrchr(path, '/');
    reader->path = path;
    reader->relative = view_of(relative[0] != '\0' ? relative : slash != NULL ? slash + 1 : path);
    bool is_wanted = is_article(path, relative) || (reader->reads_readme && is_readme(relative));
    if (!is_wanted || reader->status != FAQBOT_OK) {
        return reader->status;
    }
    if (!utf8_is_valid(view_of(path))) {
        if (is_last) {
            kb_error(reader, "file-name", 0,
                     "the file's name is not UTF-8, and the file is left out; rename it");
        }
    } else if (is_jsonl(path)) {
        jsonl_read_file(reader, path);
    } else if (is_last) {
        read_markdown(reader, path);
    }
    return reader->status;
}

/* ==== The whole ======================================================================================= */

/* Reads a file that need not be there, unless the reader has failed. Its path lives as long as the reader,
 * because settings keep it. False: it is not there, or cannot be read. */
static bool read_optional(struct kb_reader *reader, const char *folder, const char *name,
                          struct faqbot_view *text)
{
    struct buffer path;
    buffer_init_in(&path, &reader->settings_arena, SIZE_MAX);
    buffer_add_text(&path, folder);
    buffer_add_text(&path, view_ends_with(view_of(folder), "/") ? "" : "/");
    buffer_add_text(&path, name);
    buffer_add_byte(&path, '\0');
    return kb_check_memory(reader, !path.failed) && (access(path.bytes, F_OK) == 0 || errno != ENOENT) &&
           source_read(reader, path.bytes, &reader->bytes, text);
}

/* Reads the folder or the one file for what the pass wants. */
static void read_pass(struct kb_reader *reader, const char *path, bool is_folder, enum kb_pass pass,
                      struct faqbot_fault *fault)
{
    reader->pass = pass;
    if (reader->status == FAQBOT_OK) {
        (void)(is_folder ? folder_walk(reader, path, read_article, reader, fault)
                         : read_article(reader, path, ""));
    }
    reader->pass = KB_ENTRIES;
}

/* Ends the walk at the first article. */
static enum faqbot_status find_article(void *user, const char *path, const char *relative)
{
    (void)user;
    return is_article(path, relative) ? FAQBOT_INTERRUPTED : FAQBOT_OK;
}

/* Whether the folder holds no article but, perhaps, a README.md. What is wrong with it is told when it is read. */
static bool has_no_article(const char *path)
{
    static const struct kb_sink nobody = {.user = NULL};
    struct faqbot_fault fault;
    struct kb_reader reader;
    kb_reader_init(&reader, &nobody);
    bool has_none = folder_walk(&reader, path, find_article, NULL, &fault) == FAQBOT_OK;
    kb_reader_release(&reader);
    return has_none;
}

/* Always once, even if nobody wrote any: the sink gets the defaults. */
static void emit_settings(struct kb_reader *reader)
{
    const struct kb_sink *sink = reader->sink;
    if (reader->status == FAQBOT_OK && sink->settings != NULL) {
        kb_take_from_sink(reader, sink->settings(sink->user, &reader->settings));
    }
}

/* What errno says of the knowledge base's own path. A path through a file (ENOTDIR) is one that does not
 * exist. */
static enum faqbot_status report_missing(struct faqbot_fault *fault, const char *path, int number)
{
    return fault_set(fault, number == ENOENT || number == ENOTDIR ? FAQBOT_NOT_FOUND : FAQBOT_IO, path, 0,
                     "the knowledge base cannot be read: %s", fault_reason(number).text);
}

/* One file is a whole knowledge base: that it cannot be read is a failure here, not a fault among others. So
 * it is opened once for nothing, before the readers report in their own way. */
static enum faqbot_status check_one_file(const char *path, struct faqbot_fault *fault)
{
    if (!is_markdown(path) && !is_jsonl(path)) {
        return fault_set(fault, FAQBOT_INVALID, path, 0,
                         "this is neither a folder nor a file whose name ends in .md, .markdown, .mdx or "
                         ".jsonl; name one");
    }
    if (!utf8_is_valid(view_of(path))) {
        return fault_set(fault, FAQBOT_INVALID, path, 0,
                         "the path is not UTF-8; rename the file or its folder");
    }
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        return report_missing(fault, path, errno);
    }
    close(file);
    return FAQBOT_OK;
}

/* The order of these calls is the order in which the sink is told. */
static void read_whole(struct kb_reader *reader, const char *path, bool is_folder, struct faqbot_fault *fault)
{
    struct faqbot_view text;
    reader->root = path;
    reader->reads_readme = is_folder && has_no_article(path);
    kb_fail(reader, is_folder ? FAQBOT_OK : check_one_file(path, fault));
    if (is_folder && read_optional(reader, path, "bot.yml", &text)) {
        settings_read(reader, reader->path, text);
    }
    read_pass(reader, path, is_folder, KB_SETTINGS, fault);
    site_find(reader, is_folder);
    emit_settings(reader);
    if (is_folder && read_optional(reader, path, "synonyms.txt", &text)) {
        synonyms_parse(reader, reader->path, text);
    }
    read_pass(reader, path, is_folder, KB_SYNONYMS, fault);
    if (reader->sink->needs_link_targets) {
        (void)link_targets_of(reader);
    }
    read_pass(reader, path, is_folder, KB_ENTRIES, fault);
}

/* Reads the knowledge base once more, for what links may lead to. What is wrong with it is told by the other reading.
 * NULL: no memory. */
static struct link_targets *gather_link_targets(struct kb_reader *reader)
{
    const struct kb_sink nobody = {.today = reader->sink->today};
    struct link_targets *targets = link_targets_new();
    struct faqbot_fault fault;
    struct kb_reader gatherer;
    struct stat found;
    if (targets == NULL || stat(reader->root, &found) != 0) {
        return targets;
    }
    kb_reader_init(&gatherer, &nobody);
    gatherer.targets = targets;
    gatherer.gathers = true;
    read_whole(&gatherer, reader->root, S_ISDIR(found.st_mode), &fault);
    bool has_failed = gatherer.status == FAQBOT_NO_MEMORY || link_targets_failed(targets);
    kb_reader_release(&gatherer);
    if (has_failed) {
        link_targets_free(targets);
        targets = NULL;
    }
    return targets;
}

enum faqbot_status kb_read(const char *path, const struct kb_sink *sink, struct faqbot_fault *fault)
{
    struct kb_reader reader;
    struct stat found;
    if (stat(path, &found) != 0) {
        return report_missing(fault, path, errno);
    }
    kb_reader_init(&reader, sink);
    reader.gather = sink->skips_links ? NULL : gather_link_targets;
    read_whole(&reader, path, S_ISDIR(found.st_mode), fault);
    if (reader.status == FAQBOT_NO_MEMORY && !reader.sink_failed) {
        fault_set(fault, FAQBOT_NO_MEMORY, path, 0, "there is not enough memory to read the knowledge base");
    }
    kb_reader_release(&reader);
    return reader.status;
}

/* Files that cannot be looked at count nothing; reading them will say why. */
static enum faqbot_status count_file(void *user, const char *path, const char *relative)
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
    struct faqbot_fault fault;
    struct kb_reader reader;
    struct stat found;
    *bytes = 0;
    if (stat(path, &found) != 0 || !S_ISDIR(found.st_mode)) {
        return count_file(bytes, path, "");
    }
    kb_reader_init(&reader, &nobody);
    enum faqbot_status status = folder_walk(&reader, path, count_file, bytes, &fault);
    kb_reader_release(&reader);
    return status == FAQBOT_NO_MEMORY ? status : FAQBOT_OK;
}
