/* transfer/project.c - a folder of files that is imported as one. A link could lead anywhere, so none is
 * followed: what is imported is what is there. */
#include "transfer/project.h"

#include <sys/stat.h>

#include "base/fault.h"
#include "knowledge/folder.h"
#include "transfer/input.h"

struct project {
    struct import_builder *builder;
    const char *const *endings;
    rasa_project_take *take;
    void *user;
    struct buffer bytes; /* of the file at hand */
    size_t total;        /* bytes of the files so far */
};

bool rasa_project_is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool is_wanted(const struct project *project, const char *name)
{
    for (size_t i = 0; project->endings[i] != NULL; i++) {
        if (view_ends_with(view_of(name), project->endings[i])) {
            return true;
        }
    }
    return false;
}

/* A faqbot_fault_callback as well: the walker tells of what it finds and cannot read. */
static void leave_out(void *user, const struct faqbot_fault *why)
{
    struct project *project = user;
    struct faqbot_view none = {NULL, 0};
    if (why->line == 0) {
        import_builder_skip(project->builder, 0, none, "%s: %s", why->path, why->sentence);
    } else {
        import_builder_skip(project->builder, 0, none, "%s:%u: %s", why->path, why->line, why->sentence);
    }
}

static void take_file(struct project *project, const char *path)
{
    struct faqbot_fault *fault = project->builder->fault;
    struct faqbot_fault why = {.status = FAQBOT_OK};
    buffer_reset(&project->bytes);
    struct faqbot_view text = import_input_read(path, &project->bytes, &why);
    project->total += project->bytes.size;
    if (project->total > FAQBOT_IMPORT_FILE_BYTES_MAX) {
        fault_set(fault, FAQBOT_LIMIT, path, 0, "the files have more than %zu bytes together",
                  FAQBOT_IMPORT_FILE_BYTES_MAX);
        return;
    }
    if (why.status == FAQBOT_OK) {
        project->take(project->user, path, text, &why);
    }
    if (why.status == FAQBOT_NO_MEMORY && fault->status == FAQBOT_OK) {
        *fault = why;
    } else if (why.status != FAQBOT_OK) {
        leave_out(project, &why);
    }
}

static enum faqbot_status visit(void *user, const char *path, const char *relative)
{
    struct project *project = user;
    struct stat found;
    if (import_builder_failed(project->builder) || !is_wanted(project, relative)) {
        return project->builder->fault->status;
    }
    if (lstat(path, &found) == 0 && S_ISLNK(found.st_mode)) {
        import_builder_skip(project->builder, 0, view_make(NULL, 0),
                            "%s: this is a link, which is not followed; put the file itself there", path);
    } else {
        take_file(project, path);
    }
    return project->builder->fault->status;
}

void rasa_project_read(struct import_builder *builder, const char *path, const char *const *endings,
                       rasa_project_take *take, void *user)
{
    struct project project = {.builder = builder, .endings = endings, .take = take, .user = user};
    struct fault_reporter reporter = {.report = leave_out, .user = &project};
    const struct kb_sink sink = {.reporter = &reporter};
    struct kb_reader reader;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    kb_reader_init(&reader, &sink, &reporter);
    buffer_init(&project.bytes, FAQBOT_IMPORT_FILE_BYTES_MAX);
    enum faqbot_status status = folder_walk(&reader, path, visit, &project, &fault);
    if (status != FAQBOT_OK && !import_builder_failed(builder)) {
        *builder->fault = fault;
        (void)fault_end(builder->fault, status, path);
    }
    buffer_release(&project.bytes);
    kb_reader_release(&reader);
}
