/* transfer/project.c - a folder of files that is imported as one. A link could lead anywhere, so none is
 * followed: what is imported is what is there. */
#include "transfer/project.h"

#include <sys/stat.h>

#include "base/fault.h"
#include "knowledge/folder.h"
#include "transfer/input.h"

struct project {
    struct collector *collector;
    const char *const *endings;
    project_take *take;
    void *user;
    struct faqbot_fault *fault;
    struct buffer bytes;       /* of the file at hand */
    size_t total;              /* bytes of the files so far */
    enum faqbot_status status; /* of what the walker reported */
};

bool project_is_folder(const char *path)
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

static enum faqbot_status leave_out(struct project *project, const struct faqbot_fault *why)
{
    struct faqbot_view none = {NULL, 0};
    return why->line == 0 ? collector_leave_out(project->collector, 0, none, project->fault, "%s: %s",
                                                why->path, why->sentence)
                          : collector_leave_out(project->collector, 0, none, project->fault, "%s:%u: %s",
                                                why->path, why->line, why->sentence);
}

static enum faqbot_status visit(void *user, const char *path, const char *relative)
{
    struct project *project = user;
    struct stat found;
    struct faqbot_view text;
    struct faqbot_fault why = {.status = FAQBOT_OK};
    if (project->status != FAQBOT_OK || !is_wanted(project, relative)) {
        return project->status;
    }
    if (lstat(path, &found) == 0 && S_ISLNK(found.st_mode)) {
        return collector_leave_out(project->collector, 0, view_make(NULL, 0), project->fault,
                                   "%s: this is a link, which is not followed; put the file itself there",
                                   path);
    }
    buffer_reset(&project->bytes);
    enum faqbot_status status = input_read(path, &project->bytes, &text, &why);
    project->total += project->bytes.size;
    if (project->total > FAQBOT_IMPORT_FILE_BYTES_MAX) {
        return fault_set(project->fault, FAQBOT_LIMIT, path, 0, "the files have more than %zu bytes together",
                         FAQBOT_IMPORT_FILE_BYTES_MAX);
    }
    if (status == FAQBOT_OK) {
        status = project->take(project->user, path, text, &why);
    }
    if (status == FAQBOT_NO_MEMORY) {
        *project->fault = why;
        return status;
    }
    return status == FAQBOT_OK ? status : leave_out(project, &why);
}

/* What the walker finds and cannot read. */
static void report(void *user, const struct faqbot_fault *fault)
{
    struct project *project = user;
    if (project->status == FAQBOT_OK) {
        project->status = leave_out(project, fault);
    }
}

enum faqbot_status project_read(struct collector *collector, const char *path, const char *const *endings,
                                project_take *take, void *user, struct faqbot_fault *fault)
{
    struct project project = {
        .collector = collector, .endings = endings, .take = take, .user = user, .fault = fault};
    struct fault_reporter reporter = {.report = report, .user = &project};
    const struct knowledge_sink sink = {.reporter = &reporter};
    struct reader reader;
    reader_init(&reader, &sink, &reporter);
    buffer_init(&project.bytes, FAQBOT_IMPORT_FILE_BYTES_MAX);
    enum faqbot_status status = folder_walk(&reader, path, visit, &project, fault);
    buffer_release(&project.bytes);
    reader_release(&reader);
    return status == FAQBOT_OK ? project.status : status;
}
