/* check/gather.c - the questions that a knowledge, or a file, has. Asks none of them. */
#include "check/gather.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <faqbot/journal_read.h>

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

bool gather_is_index(const char *path)
{
    struct faqbot_view name = view_of(path);
    return !is_folder(path) && !view_ends_with(name, ".md") && !view_ends_with(name, ".jsonl");
}

static enum faqbot_status add(struct interner *questions, const struct faqbot_view *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (interner_add(questions, texts[i]) == INTERNER_NONE) {
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
                                        struct interner *questions)
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

static enum faqbot_status gather_index(const char *path, struct interner *questions,
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

static enum faqbot_status gather_tests(const char *folder, struct interner *questions,
                                       struct faqbot_fault *fault)
{
    struct buffer path;
    buffer_init(&path, strlen(folder) + sizeof "/" TESTS_NAME);
    buffer_add_text(&path, folder);
    buffer_add_text(&path, view_ends_with(view_of(folder), "/") ? TESTS_NAME : "/" TESTS_NAME);
    buffer_add_byte(&path, '\0');
    enum faqbot_status status = path.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    if (status == FAQBOT_OK && access(path.bytes, F_OK) == 0) {
        status = gather_file(path.bytes, questions, fault);
    }
    buffer_release(&path);
    return status;
}

enum faqbot_status gather_knowledge(const char *path, struct interner *questions, struct faqbot_fault *fault)
{
    const struct knowledge_sink sink = {.user = questions, .entry = take_entry};
    if (gather_is_index(path)) {
        return gather_index(path, questions, fault);
    }
    enum faqbot_status status = knowledge_read(path, &sink, fault);
    return status == FAQBOT_OK && is_folder(path) ? gather_tests(path, questions, fault) : status;
}

/* What reading a file reports ends the reading: it is the failure. */
static void take_fault(void *user, const struct faqbot_fault *fault)
{
    struct faqbot_fault *kept = user;
    *kept = *fault;
}

enum faqbot_status gather_file(const char *path, struct interner *questions, struct faqbot_fault *fault)
{
    struct faqbot_fault found = {.status = FAQBOT_OK};
    struct fault_reporter reporter = {.report = take_fault, .user = &found};
    const struct knowledge_sink sink = {.reporter = &reporter};
    struct reader reader;
    struct buffer bytes;
    struct faqbot_view text;
    struct faqbot_view line;
    bool readable;
    reader_init(&reader, &sink, &reporter);
    buffer_init(&bytes, KNOWLEDGE_FILE_BYTES_MAX);
    enum faqbot_status status = source_read(&reader, path, &bytes, &text, &readable);
    if (status == FAQBOT_OK && !readable) {
        *fault = found;
        status = found.status;
    }
    while (status == FAQBOT_OK && view_next_line(&text, &line)) {
        struct faqbot_view question = view_trim(view_slice(line, 0, view_find(line, '\t')));
        if (!view_is_empty(question) && question.bytes[0] != '#') {
            status = add(questions, &question, 1);
        }
    }
    buffer_release(&bytes);
    reader_release(&reader);
    return status;
}

struct listening {
    struct interner *questions;
    enum faqbot_status status;
};

static bool take_row(void *user, const struct faqbot_journal_row *row)
{
    struct listening *listening = user;
    struct faqbot_view question = view_trim(row->ask.question);
    listening->status = view_is_empty(question) ? FAQBOT_OK : add(listening->questions, &question, 1);
    return listening->status == FAQBOT_OK;
}

enum faqbot_status gather_journal(const char *path, int64_t since, struct interner *questions,
                                  struct faqbot_fault *fault)
{
    struct listening listening = {.questions = questions, .status = FAQBOT_OK};
    const struct faqbot_journal_read_options options = {
        .path = path, .since = since, .ask = take_row, .user = &listening};
    enum faqbot_status status = faqbot_journal_read(&options, fault);
    return status == FAQBOT_OK ? listening.status : status;
}
