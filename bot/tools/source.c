/* tools/source.c - what somebody needs who tries a knowledge base out while writing it: where an entry stands, whether
 * the files have changed, and whether the tests still hold (the functions are faqbot_tools.h's). */
#include "tools/tools_internal.h"

#include <string.h>
#include <sys/stat.h>

#include "kb/kb.h"
#include "util/util.h"

/* ==== Where an entry stands =========================================================================== */

struct finding_source {
    struct faqbot_view id;
    faqbot_source_callback *take;
    void *user;
    bool is_found;
};

/* Ends the reading at the entry: as in an index, the first of an id is the one that counts. */
static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct finding_source *finding = user;
    if (!view_equals(entry->id, finding->id)) {
        return FAQBOT_OK;
    }
    const struct faqbot_source source = {.path = entry->path,
                                         .line = entry->line,
                                         .is_question = entry->kind == ENTRY_FAQ,
                                         .id = entry->id,
                                         .phrasings = entry->phrasings,
                                         .phrasing_count = entry->phrasing_count,
                                         .exclusions = entry->exclusions,
                                         .exclusion_count = entry->exclusion_count};
    finding->is_found = true;
    finding->take(finding->user, &source);
    return FAQBOT_INTERRUPTED;
}

enum faqbot_status faqbot_find_source(const char *knowledge, const char *today, struct faqbot_view id,
                                      faqbot_source_callback *take, void *user, struct faqbot_fault *fault)
{
    struct finding_source finding = {.id = id, .take = take, .user = user};
    struct fault_reporter nobody = {.report = NULL};
    const struct kb_sink sink = {
        .user = &finding, .entry = take_entry, .reporter = &nobody, .today = today, .skips_links = true};
    fault_begin(fault);
    enum faqbot_status status = kb_read(knowledge, &sink, fault);
    if (finding.is_found) {
        return FAQBOT_OK;
    }
    if (status == FAQBOT_OK) {
        return fault_set(fault, FAQBOT_NOT_FOUND, knowledge, 0, "there is no entry \"%.*s\"", VIEW_ARGS(id));
    }
    return fault_end(fault, status, knowledge);
}

/* ==== Whether the files have changed ================================================================== */

/* By what the system keeps of a file. The time of change is set by the system alone, and a file that was saved under
 * another name and renamed has another number. */
uint64_t stamp_of(uint64_t stamp, const struct stat *about)
{
    const int64_t numbers[] = {(int64_t)about->st_dev,          (int64_t)about->st_ino,
                               (int64_t)about->st_size,         (int64_t)about->st_mtim.tv_sec,
                               (int64_t)about->st_mtim.tv_nsec, (int64_t)about->st_ctim.tv_sec,
                               (int64_t)about->st_ctim.tv_nsec};
    return view_hash(stamp, view_make((const char *)numbers, sizeof numbers));
}

static void add_file(uint64_t *stamp, const char *path)
{
    struct stat about;
    *stamp = view_hash(*stamp, view_of(path));
    if (stat(path, &about) == 0 && !S_ISDIR(about.st_mode)) {
        *stamp = stamp_of(*stamp, &about);
    }
}

/* What editors leave beside a file, and we too, is no part of the knowledge base. */
static enum faqbot_status visit(void *user, const char *path, const char *relative)
{
    (void)relative;
    if (!view_ends_with(view_of(path), "~")) {
        add_file(user, path);
    }
    return FAQBOT_OK;
}

enum faqbot_status faqbot_knowledge_stamp(const char *knowledge, uint64_t *stamp, struct faqbot_fault *fault)
{
    static const struct kb_sink nobody = {.user = NULL};
    char site[FAQBOT_FAULT_PATH_BYTES];
    uint64_t made = VIEW_HASH_SEED;
    enum faqbot_status status = FAQBOT_OK;
    fault_begin(fault);
    if (is_folder(knowledge)) {
        struct kb_reader reader;
        kb_reader_init(&reader, &nobody);
        status = folder_walk(&reader, knowledge, visit, &made, fault);
        kb_reader_release(&reader);
    } else {
        add_file(&made, knowledge);
    }
    if (faqbot_site_file(knowledge, site, sizeof site)) {
        add_file(&made, site);
    }
    if (status == FAQBOT_OK) {
        *stamp = made;
    }
    return fault_end(fault, status, knowledge);
}

/* ==== Tests =========================================================================================== */

enum faqbot_status faqbot_test(struct faqbot *bot, const char *knowledge, faqbot_fault_callback *report,
                               void *report_user, struct faqbot_tests_result *result)
{
    struct check check = {.bot = bot, .reporter = {.report = report, .user = report_user}};
    struct buffer tests;
    buffer_init(&tests, SIZE_MAX);
    if (find_tests(knowledge, &tests)) {
        regression_run(&check, tests.bytes);
    } else if (tests.failed) {
        check.status = FAQBOT_NO_MEMORY;
    }
    buffer_release(&tests);
    if (check.status == FAQBOT_OK) {
        *result =
            (struct faqbot_tests_result){.tests = check.result.tests, .failed = check.result.failed_tests};
    }
    return check.status;
}
