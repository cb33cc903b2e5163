/* knowledge/folder.c - the one directory walker. Knows names, not what the files hold. */
#include "knowledge/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "knowledge/source.h"

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
