/* check/gather.c - collects the questions of a knowledge base, of a file, or of the journal. It asks none of
 * them. */
#include "check/gather.h"

#include <sys/stat.h>
#include <unistd.h>

#include <faqbot_tools.h>

#include "knowledge/knowledge.h"
#include "knowledge/source.h"
#include "store/store.h"

#define TESTS_NAME "tests.tsv"
#define ENTRY_BYTES_MAX ((size_t)256 * 1024 * 1024)

static bool is_folder(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

bool questions_is_index(const char *path)
{
    struct faqbot_view name = view_of(path);
    return !is_folder(path) && !view_ends_with(name, ".md") && !view_ends_with(name, ".jsonl");
}

bool questions_collect_find_tests(const char *path, struct buffer *tests)
{
    if (!is_folder(path)) {
        return false;
    }
    buffer_add_text(tests, path);
    buffer_add_text(tests, view_ends_with(view_of(path), "/") ? TESTS_NAME : "/" TESTS_NAME);
    buffer_add_byte(tests, '\0');
    return !tests->failed && access(tests->bytes, F_OK) == 0;
}

enum faqbot_status questions_collect_each_line(const char *path, struct fault_reporter *reporter,
                                               questions_collect_visit_line *visit, void *user,
                                               bool *readable)
{
    const struct kb_sink sink = {.reporter = reporter};
    struct kb_reader reader;
    struct buffer bytes;
    struct faqbot_view text;
    struct faqbot_view line;
    kb_reader_init(&reader, &sink, reporter);
    buffer_init(&bytes, KB_FILE_BYTES_MAX);
    *readable = source_read(&reader, path, &bytes, &text);
    enum faqbot_status status = reader.status;
    for (unsigned number = 1; status == FAQBOT_OK && *readable && view_next_line(&text, &line); number++) {
        struct faqbot_view trimmed = view_trim(line);
        if (!view_is_empty(trimmed) && trimmed.bytes[0] != '#') {
            status = visit(user, number, line);
        }
    }
    buffer_release(&bytes);
    kb_reader_release(&reader);
    return status;
}

static enum faqbot_status add(struct string_table *questions, const struct faqbot_view *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (string_table_add(questions, texts[i]) == STRING_TABLE_NONE) {
            return FAQBOT_NO_MEMORY;
        }
    }
    return FAQBOT_OK;
}

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    return entry->kind == ENTRY_FAQ ? add(user, entry->phrasings, entry->phrasing_count) : FAQBOT_OK;
}

static enum faqbot_status take_numbered(struct store *store, uint32_t number, struct arena *arena,
                                        struct string_table *questions)
{
    struct store_entry entry;
    struct faqbot_view *texts;
    size_t count;
    enum faqbot_status status = store_get_entry(store, number, arena, &entry);
    if (status != FAQBOT_OK || entry.kind != ENTRY_FAQ) {
        return status;
    }
    status = store_get_phrasings(store, number, arena, &texts, &count);
    return status == FAQBOT_OK ? add(questions, texts, count) : status;
}

static enum faqbot_status gather_index(const char *path, struct string_table *questions,
                                       struct faqbot_fault *fault)
{
    struct store *store = NULL;
    struct arena arena;
    arena_init(&arena, ENTRY_BYTES_MAX);
    enum faqbot_status status = store_open(path, &store, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    for (uint32_t number = 0; status == FAQBOT_OK; number++) {
        arena_reset(&arena);
        status = take_numbered(store, number, &arena, questions);
    }
    status = store_is_intact(store) ? status : FAQBOT_CORRUPT;
    store_close(store);
    arena_release(&arena);
    return status == FAQBOT_NOT_FOUND ? FAQBOT_OK /* behind the last */
                                      : fault_set(fault, status, path, 0, "cannot read the index: it is %s",
                                                  faqbot_status_text(status));
}

enum faqbot_status questions_collect_knowledge(const char *path, struct string_table *questions,
                                               struct faqbot_fault *fault)
{
    const struct kb_sink sink = {.user = questions, .entry = take_entry};
    struct buffer tests;
    if (questions_is_index(path)) {
        return gather_index(path, questions, fault);
    }
    buffer_init(&tests, SIZE_MAX);
    enum faqbot_status status = kb_read(path, &sink, fault);
    if (status == FAQBOT_OK && questions_collect_find_tests(path, &tests)) {
        status = questions_collect_file(tests.bytes, questions, fault);
    } else if (status == FAQBOT_OK && tests.failed) {
        status = FAQBOT_NO_MEMORY;
    }
    buffer_release(&tests);
    return status;
}

/* A fault in the file ends the reading: it is the failure. */
static void take_fault(void *user, const struct faqbot_fault *fault)
{
    struct faqbot_fault *kept = user;
    *kept = *fault;
}

static enum faqbot_status take_line(void *user, unsigned number, struct faqbot_view line)
{
    (void)number;
    struct faqbot_view question = view_trim(view_slice(line, 0, view_find(line, '\t')));
    return view_is_empty(question) ? FAQBOT_OK : add(user, &question, 1);
}

enum faqbot_status questions_collect_file(const char *path, struct string_table *questions,
                                          struct faqbot_fault *fault)
{
    struct faqbot_fault found = {.status = FAQBOT_OK};
    struct fault_reporter reporter = {.report = take_fault, .user = &found};
    bool readable;
    enum faqbot_status status = questions_collect_each_line(path, &reporter, take_line, questions, &readable);
    if (status == FAQBOT_OK && !readable) {
        *fault = found;
        status = found.status;
    }
    return status;
}

struct listening {
    struct string_table *questions;
    enum faqbot_status status;
};

static bool take_row(void *user, const struct faqbot_journal_row *row)
{
    struct listening *listening = user;
    struct faqbot_view question = view_trim(row->ask.question);
    listening->status = view_is_empty(question) ? FAQBOT_OK : add(listening->questions, &question, 1);
    return listening->status == FAQBOT_OK;
}

enum faqbot_status questions_collect_journal(const char *path, int64_t since, struct string_table *questions,
                                             struct faqbot_fault *fault)
{
    struct listening listening = {.questions = questions, .status = FAQBOT_OK};
    const struct faqbot_journal_read_options options = {
        .path = path, .since = since, .ask = take_row, .user = &listening};
    enum faqbot_status status = faqbot_journal_read(&options, fault);
    return status == FAQBOT_OK ? listening.status : status;
}
