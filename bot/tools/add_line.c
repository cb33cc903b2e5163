/* tools/add_line.c - one line more in an author's own file, and taking it back (faqbot_add() and faqbot_add_undo() of
 * faqbot_tools.h). What the file is to be kb/entry_edit.c says; here it is read, kept, replaced, and looked at again.
 *
 * The order is what makes it safe: the new bytes are made and found right before anything is written; the old ones lie
 * beside the file, under its name and "~", before it is replaced; it is replaced as a whole; and then the knowledge
 * base is read once more. Links are not followed, since what they lead to may lie anywhere. */
#include "tools/tools_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kb/kb.h"
#include "util/util.h"

#define TESTS_HEADER                                                                                         \
    "# A test a line: a question, a tab, and the id of the entry that must answer it; - for none.\n"
#define SCRATCH_BYTES_MAX ((size_t)1024 * 1024) /* of a question that is cleaned */

/* A file in a folder that is held open, so that neither can be another one in the middle. */
struct place {
    const char *path; /* the file's */
    const char *name; /* its last part */
    int folder;
    bool is_there;
    struct stat about; /* as it was read */
    struct buffer bytes;
};

static bool fail(const struct place *place, const char *what, int number, struct faqbot_fault *fault)
{
    (void)fault_set(fault, number == ENOMEM ? FAQBOT_NO_MEMORY : FAQBOT_IO, place->path, 0, "%s: %s", what,
                    fault_reason(number).text);
    return false;
}

/* `knowledge` itself may be a link: its owner named it. What lies below was none when it was read. */
static bool open_folder(struct place *place, const char *knowledge, struct faqbot_fault *fault)
{
    char folder[FAQBOT_FAULT_PATH_BYTES];
    const char *slash = strrchr(place->path, '/');
    size_t size = slash == NULL ? 0 : (size_t)(slash - place->path);
    size_t root = strlen(knowledge);
    while (root > 1 && knowledge[root - 1] == '/') {
        root--;
    }
    bool is_below = slash != NULL && size > root && is_folder(knowledge);
    place->name = slash == NULL ? place->path : slash + 1;
    (void)snprintf(folder, sizeof folder, "%.*s", slash == NULL || size == 0 ? 1 : (int)size,
                   slash == NULL ? "." : place->path);
    place->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (is_below ? O_NOFOLLOW : 0));
    return place->folder >= 0 || fail(place, "the folder cannot be opened", errno, fault);
}

static bool read_bytes(struct place *place, int file, struct faqbot_fault *fault)
{
    char chunk[16384];
    ssize_t size = 1;
    while (size != 0 && !place->bytes.failed) {
        size = read(file, chunk, sizeof chunk);
        if (size < 0 && errno != EINTR) {
            return fail(place, "the file cannot be read", errno, fault);
        }
        buffer_add(&place->bytes, view_make(chunk, size < 0 ? 0 : (size_t)size));
    }
    if (place->bytes.failed) {
        (void)fault_set(fault, place->bytes.no_memory ? FAQBOT_NO_MEMORY : FAQBOT_LIMIT, place->path, 0,
                        "the file has more than %zu bytes; write the line by hand", KB_FILE_BYTES_MAX);
    }
    return !place->bytes.failed;
}

/* Whether the file may be replaced. Renaming would do it whatever its mode says, but whoever made it read-only meant
 * something by it. */
static bool check_file(const struct place *place, struct faqbot_fault *fault)
{
    bool may_write =
        (place->about.st_mode & 0222) != 0 && faccessat(place->folder, place->name, W_OK, AT_EACCESS) == 0;
    if (!S_ISREG(place->about.st_mode)) {
        (void)fault_set(fault, FAQBOT_INVALID, place->path, 0,
                        "this is no ordinary file; write the line by hand");
        return false;
    }
    return may_write || fail(place, "the file may not be written to", EACCES, fault);
}

/* Reads the file, if it is there. */
static bool read_place(struct place *place, const char *knowledge, struct faqbot_fault *fault)
{
    if (!open_folder(place, knowledge, fault)) {
        return false;
    }
    int file = openat(place->folder, place->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0 && errno == ENOENT) {
        return true;
    }
    if (file < 0 && errno == ELOOP) {
        (void)fault_set(fault, FAQBOT_INVALID, place->path, 0,
                        "this is a link, which is not followed for writing; write the line into the file "
                        "that it leads to");
        return false;
    }
    if (file < 0) {
        return fail(place, "the file cannot be read", errno, fault);
    }
    place->is_there = true;
    bool is_read = fstat(file, &place->about) == 0
                       ? check_file(place, fault) && read_bytes(place, file, fault)
                       : fail(place, "the file cannot be read", errno, fault);
    close(file);
    return is_read;
}

/* The stamp of a file of the folder; 0: it is not there. */
static uint64_t stamp_at(int folder, const char *name)
{
    struct stat about;
    return fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == 0 ? stamp_of(VIEW_HASH_SEED, &about) : 0;
}

/* Writes a file of that name and, if there was one, with its mode, and its owner as far as this is allowed. */
static bool write_place(const struct place *place, const char *name, struct faqbot_view bytes, bool replaces,
                        struct faqbot_fault *fault)
{
    struct atomic_file file;
    char stem[FAQBOT_FAULT_PATH_BYTES];
    (void)snprintf(stem, sizeof stem, ".%s.new", place->name);
    atomic_file_sweep(place->folder, stem, NULL);
    bool is_written = atomic_file_open(&file, place->folder, stem);
    if (is_written && place->is_there) {
        (void)!fchown(file.file, place->about.st_uid, place->about.st_gid);
        is_written = fchmod(file.file, place->about.st_mode & 0777) == 0;
    }
    is_written = is_written && atomic_file_write(&file, bytes) && atomic_file_place(&file, name, replaces);
    int number = errno;
    atomic_file_close(&file);
    return is_written || fail(place, "the file cannot be written", number, fault);
}

/* Keeps the old bytes, puts the new ones in their place, and says how both can be told again. */
static bool replace(struct place *place, struct faqbot_view bytes, struct faqbot_added *added,
                    struct faqbot_fault *fault)
{
    char backup[FAQBOT_FAULT_PATH_BYTES];
    (void)snprintf(backup, sizeof backup, "%s~", place->name);
    if (place->is_there) {
        (void)snprintf(added->backup, sizeof added->backup, "%s~", place->path);
        if (!write_place(place, backup, buffer_view(&place->bytes), true, fault)) {
            return false;
        }
        added->backup_stamp = stamp_at(place->folder, backup);
    }
    if (place->is_there && stamp_at(place->folder, place->name) != stamp_of(VIEW_HASH_SEED, &place->about)) {
        (void)fault_set(fault, FAQBOT_IO, place->path, 0,
                        "the file was changed meanwhile, and nothing is written; try again");
        return false;
    }
    if (!write_place(place, place->name, bytes, place->is_there, fault)) {
        return false;
    }
    added->stamp = stamp_at(place->folder, place->name);
    return true;
}

/* ==== Below a question ================================================================================ */

struct wanted {
    char path[FAQBOT_FAULT_PATH_BYTES];
    enum faqbot_addition addition;
    struct faqbot_view question;
    bool is_there; /* the entry has the question */
};

static void take_source(void *user, const struct faqbot_source *source)
{
    struct wanted *wanted = user;
    bool is_also = wanted->addition == FAQBOT_ADD_ALSO;
    const struct faqbot_view *list = is_also ? source->phrasings : source->exclusions;
    size_t count = is_also ? source->phrasing_count : source->exclusion_count;
    /* A path that has no room with what is appended would be another file's. */
    bool has_room = strlen(source->path) + sizeof ".new" < sizeof wanted->path;
    (void)snprintf(wanted->path, sizeof wanted->path, "%s", has_room ? source->path : "");
    for (size_t i = 0; i < count; i++) {
        wanted->is_there |= view_equals(list[i], wanted->question);
    }
}

/* Reads the knowledge base again, as a bot will. */
static bool check_added(const struct faqbot_add_options *options, struct wanted *wanted,
                        const struct place *place, const struct faqbot_added *added,
                        struct faqbot_fault *fault)
{
    struct faqbot_fault ignored;
    enum faqbot_status status =
        faqbot_find_source(options->knowledge, options->today, options->entry, take_source, wanted, &ignored);
    if (status == FAQBOT_OK && wanted->is_there) {
        return true;
    }
    if (faqbot_add_undo(added, fault) == FAQBOT_OK) {
        (void)fault_set(fault, FAQBOT_INVALID, place->path, added->line,
                        "the entry does not have the question after it was written; the file is as it was");
    }
    return false;
}

static void add_to_entry(const struct faqbot_add_options *options, struct arena *arena, struct buffer *out,
                         struct faqbot_added *added, struct faqbot_fault *fault)
{
    struct wanted wanted = {.addition = options->addition};
    struct place place = {.path = wanted.path, .folder = -1};
    buffer_init(&place.bytes, KB_FILE_BYTES_MAX);
    if (question_clean(options->question, arena, &wanted.question, fault) &&
        faqbot_find_source(options->knowledge, options->today, options->entry, take_source, &wanted, fault) ==
            FAQBOT_OK &&
        read_place(&place, options->knowledge, fault)) {
        const struct entry_edit edit = {.path = wanted.path,
                                        .today = options->today,
                                        .id = options->entry,
                                        .kind = options->addition == FAQBOT_ADD_NOT ? LINE_NOT : LINE_ALSO,
                                        .question = wanted.question};
        (void)snprintf(added->path, sizeof added->path, "%s", wanted.path);
        wanted.is_there = false;
        (void)(entry_edit(&edit, buffer_view(&place.bytes), out, &added->line, fault) == FAQBOT_OK &&
               replace(&place, buffer_view(out), added, fault) &&
               check_added(options, &wanted, &place, added, fault));
    }
    if (place.folder >= 0) {
        close(place.folder);
    }
    buffer_release(&place.bytes);
}

/* ==== A test ========================================================================================== */

/* Whether every id of the list names an entry. */
static bool check_ids(const struct faqbot_add_options *options, struct faqbot_fault *fault)
{
    struct wanted wanted = {.addition = options->addition};
    struct faqbot_view rest = options->entry;
    struct faqbot_view id;
    bool is_known = rest.size > 0;
    while (!view_equals_text(options->entry, "-") && next_part(&rest, ',', &id)) {
        is_known = is_known && faqbot_find_source(options->knowledge, options->today, id, take_source,
                                                  &wanted, fault) == FAQBOT_OK;
    }
    if (!is_known && fault->status == FAQBOT_OK) {
        (void)fault_set(fault, FAQBOT_INVALID, NULL, 0, "a test needs an id, or - for none");
    }
    return is_known;
}

/* What the file is with the test at its end. */
static void write_tests(const struct place *place, struct faqbot_view question, struct faqbot_view ids,
                        struct buffer *out, unsigned *number, struct faqbot_fault *fault)
{
    struct faqbot_view bytes = buffer_view(&place->bytes);
    struct faqbot_view rest = bytes;
    struct faqbot_view line = {NULL, 0};
    size_t feed = view_find(bytes, '\n');
    const char *end = feed > 0 && feed < bytes.size && bytes.bytes[feed - 1] == '\r' ? "\r\n" : "\n";
    for (*number = 1; view_next_line(&rest, &line); ++*number) {
        if (view_equals(view_trim(view_slice(line, 0, view_find(line, '\t'))), question)) {
            (void)fault_set(fault, FAQBOT_INVALID, place->path, *number, "this question is a test already");
            return;
        }
    }
    buffer_add(out, bytes);
    if (bytes.size == 0) {
        buffer_add_text(out, TESTS_HEADER);
        ++*number;
    }
    buffer_add_text(out, bytes.size > 0 && !view_ends_with(bytes, "\n") ? end : "");
    buffer_add(out, question);
    buffer_add_byte(out, '\t');
    buffer_add(out, ids);
    buffer_add_text(out, end);
}

static void add_test(const struct faqbot_add_options *options, struct arena *arena, struct buffer *out,
                     struct faqbot_added *added, struct faqbot_fault *fault)
{
    struct faqbot_view question;
    struct place place = {.path = added->path, .folder = -1};
    buffer_init(&place.bytes, KB_FILE_BYTES_MAX);
    (void)snprintf(added->path, sizeof added->path, "%s%s" TESTS_NAME, options->knowledge,
                   view_ends_with(view_of(options->knowledge), "/") ? "" : "/");
    if (!is_folder(options->knowledge)) {
        (void)fault_set(fault, FAQBOT_INVALID, options->knowledge, 0,
                        "tests stand in a file beside others, and this is no folder; make one of it");
    } else if (question_clean(options->question, arena, &question, fault) && question.bytes[0] == '#') {
        (void)fault_set(fault, FAQBOT_INVALID, NULL, 0, "a line that begins with # is a comment and no test");
    } else if (fault->status == FAQBOT_OK && check_ids(options, fault) &&
               read_place(&place, options->knowledge, fault)) {
        write_tests(&place, question, options->entry, out, &added->line, fault);
        (void)(fault->status == FAQBOT_OK && replace(&place, buffer_view(out), added, fault));
    }
    if (place.folder >= 0) {
        close(place.folder);
    }
    buffer_release(&place.bytes);
}

/* ==== The whole ======================================================================================= */

enum faqbot_status faqbot_add(const struct faqbot_add_options *options, struct faqbot_added *added,
                              struct faqbot_fault *fault)
{
    struct faqbot_added made = {.line = 0};
    struct buffer out;
    struct arena arena;
    buffer_init(&out, 2 * KB_FILE_BYTES_MAX);
    arena_init(&arena, SCRATCH_BYTES_MAX);
    fault_begin(fault);
    (options->addition == FAQBOT_ADD_TEST ? add_test : add_to_entry)(options, &arena, &out, &made, fault);
    if (fault->status == FAQBOT_OK) {
        *added = made;
    }
    arena_release(&arena);
    buffer_release(&out);
    return fault->status;
}

enum faqbot_status faqbot_add_undo(const struct faqbot_added *added, struct faqbot_fault *fault)
{
    struct place place = {.path = added->path, .folder = -1};
    char backup[FAQBOT_FAULT_PATH_BYTES];
    bool has_backup = added->backup[0] != '\0';
    fault_begin(fault);
    if (!open_folder(&place, added->path, fault)) {
        return fault->status;
    }
    (void)snprintf(backup, sizeof backup, "%s~", place.name);
    if (stamp_at(place.folder, place.name) != added->stamp ||
        (has_backup && stamp_at(place.folder, backup) != added->backup_stamp)) {
        (void)fault_set(fault, FAQBOT_INVALID, place.path, 0,
                        "the file or its backup %s was changed since; take the line out by hand",
                        has_backup ? backup : "");
    } else if (has_backup ? renameat(place.folder, backup, place.folder, place.name) != 0
                          : unlinkat(place.folder, place.name, 0) != 0) {
        (void)fail(&place, "the file cannot be put back", errno, fault);
    }
    close(place.folder);
    return fault->status;
}
