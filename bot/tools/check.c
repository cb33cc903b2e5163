/* tools/check.c - what is wrong with a knowledge base (check.h): the parts of a check, one after the
 * other. The knowledge base is read twice, because only a bot that has read all of it can be asked about
 * its beginning. */
#include "tools/tools_internal.h"

#include <faqbot_tools.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kb/kb.h"
#include "text/text.h"
#include "util/util.h"

/* ==== entries =========================================================================================== */

/* What reading the knowledge base once more shows: entry by entry, rule by rule. what the entries show by
 * themselves. Asks nothing: that is questions.c's. */

#define ENTRY_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define LINES_MAX 64 /* a paragraph and what it announces */
#define PATH_BYTES_MAX ((size_t)64 * 1024)

/* Entries of one file that have no disclaimer, told together: mostly it is all of them. */
struct bare {
    struct buffer path;
    unsigned line;
    size_t count;
};

/* Answers without a question that wait for their text. */
struct unasked {
    struct buffer path;
    unsigned lines[LINES_MAX];
    size_t count;
};

struct walk {
    struct check_context *context;
    struct selftest *questions;
    struct synonym_cycles cycles;
    bool has_disclaimer; /* for entries that have none of their own */
    struct bare bare;
    uint64_t told; /* a hash of the file whose front matter was looked at last */
    struct unasked unasked;
    struct arena arena; /* one entry's */
    struct buffer scratch;
    bool no_memory; /* in what has no status; what is told after it may be wrong */
};

/* Whether a path, kept with its NUL, is not the `other`. */
static bool is_elsewhere(const struct buffer *path, const char *other)
{
    size_t size = strlen(other) + 1;
    return path->size != size || memcmp(path->bytes, other, size) != 0;
}

/* -- What is said once ------------------------------------------------------------------------------------------- */

static enum faqbot_status take_settings(void *user, const struct settings *settings)
{
    struct walk *walk = user;
    enum faqbot_status status = FAQBOT_OK;
    walk->has_disclaimer = !view_is_empty(settings->disclaimer);
    for (size_t i = 0; i < settings->starter_count && status == FAQBOT_OK; i++) {
        status = check_context_check_id(walk->context, settings->path, settings->starters_line, "the starter",
                                        settings->starters[i]);
    }
    return status;
}

static enum faqbot_status take_synonym(void *user, const struct synonym *synonym)
{
    struct walk *walk = user;
    return synonym_cycles_add(&walk->cycles, synonym) ? FAQBOT_OK : FAQBOT_NO_MEMORY;
}

/* The value of two hexadecimal digits, or -1. */
static int read_escape(struct faqbot_view text)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    int value = 0;
    for (size_t i = 0; i < 2; i++) {
        const char *found = text.size < 2 || text.bytes[i] == '\0' ? NULL : strchr(digits, text.bytes[i]);
        if (found == NULL) {
            return -1;
        }
        value = 16 * value + (int)(found - digits) % 16;
    }
    return value == 0 ? -1 : value;
}

/* A link to a place in its own file is not looked at: the file is there. */
static void take_local_link(void *user, const char *path, unsigned line, struct faqbot_view address)
{
    struct walk *walk = user;
    const char *slash = strrchr(path, '/');
    struct buffer *file = &walk->scratch;
    size_t hash = view_find(address, '#');
    size_t mark = view_find(address, '?');
    struct faqbot_view name = view_slice(address, 0, hash < mark ? hash : mark);
    if (view_is_empty(name)) {
        return;
    }
    buffer_reset(file);
    buffer_add(file, view_make(path, slash == NULL ? 0 : (size_t)(slash - path) + 1));
    for (size_t i = 0; i < name.size; i++) {
        int escaped = name.bytes[i] == '%' ? read_escape(view_slice(name, i + 1, 2)) : -1;
        buffer_add_byte(file, escaped < 0 ? name.bytes[i] : (char)escaped);
        i += escaped < 0 ? 0 : 2;
    }
    buffer_add_byte(file, '\0');
    walk->no_memory |= file->no_memory;
    if (!file->failed && access(file->bytes, F_OK) != 0) {
        check_context_warning(
            walk->context, "dead-link", path, line,
            "there is no file \"%.*s\" for the link to lead to; correct the link, or take it out",
            VIEW_ARGS(address));
    }
}

/* -- What a file says of all its entries ---------------------------------------------------------------------------
 */

static void tell_bare(struct walk *walk)
{
    struct bare *bare = &walk->bare;
    if (bare->count > 0 && !bare->path.failed) {
        char others[64] = "";
        if (bare->count > 1) {
            snprintf(others, sizeof others, ", with %zu more of this file,", bare->count - 1);
        }
        check_context_warning(walk->context, "no-disclaimer", bare->path.bytes, bare->line,
                              "this entry%s has no disclaimer; write one for the file, or for all in bot.yml",
                              others);
    }
    bare->count = 0;
}

static void check_disclaimer(struct walk *walk, const struct entry *entry)
{
    struct bare *bare = &walk->bare;
    if (bare->count > 0 && is_elsewhere(&bare->path, entry->path)) {
        tell_bare(walk);
    }
    if (walk->has_disclaimer || !view_is_empty(entry->disclaimer)) {
        return;
    }
    if (bare->count++ == 0) {
        bare->line = entry->line;
        buffer_reset(&bare->path);
        buffer_add(&bare->path, view_make(entry->path, strlen(entry->path) + 1));
        walk->no_memory |= bare->path.no_memory;
    }
}

static enum faqbot_status check_related(struct walk *walk, const struct entry *entry, unsigned line)
{
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < entry->related_count && status == FAQBOT_OK; i++) {
        status = check_context_check_id(walk->context, entry->path, line, "the related", entry->related[i]);
    }
    return status;
}

static void check_review(struct walk *walk, const struct entry *entry, unsigned line)
{
    struct faqbot_view today = walk->context->today;
    if (!view_is_empty(entry->review_by) && view_compare(entry->review_by, today) < 0) {
        check_context_warning(walk->context, "review-overdue", entry->path, line,
                              "this was to be reviewed by %.*s; read it again, and set a later day",
                              VIEW_ARGS(entry->review_by));
    }
}

/* What all entries of an article share is told once; a line of JSON speaks for itself. */
static enum faqbot_status check_source(struct walk *walk, const struct entry *entry)
{
    uint64_t file = view_hash(VIEW_HASH_SEED, view_of(entry->path));
    bool told = file == walk->told;
    walk->told = file;
    if (!told || entry->review_by_line == 0) {
        check_review(walk, entry, entry->review_by_line == 0 ? entry->line : entry->review_by_line);
    }
    return told && entry->related_line > 0
               ? FAQBOT_OK
               : check_related(walk, entry, entry->related_line == 0 ? entry->line : entry->related_line);
}

/* -- Answers without a question ------------------------------------------------------------------------------------
 */

static void tell_unasked(struct walk *walk, unsigned line, const struct entry *entry)
{
    struct buffer *proposed = &walk->scratch;
    buffer_reset(proposed);
    if (entry != NULL) {
        suggest_questions(entry->text, entry->lang, &walk->arena, proposed);
    }
    walk->no_memory |= proposed->no_memory;
    bool proposes = proposed->size > 0 && !proposed->failed;
    check_context_warning(
        walk->context, "answer-without-question", walk->unasked.path.bytes, line,
        "this answer has no question; put a heading above it that asks what it answers%s%.*s",
        proposes ? ", such as " : "", VIEW_ARGS(proposes ? buffer_view(proposed) : view_make(NULL, 0)));
}

/* Tells of those that wait, up to the line of `entry`, all where that is NULL: of the entry's own with proposals, of
 * those before it, whose text is part of another entry or of none, without. */
static void tell_waiting(struct walk *walk, const struct entry *entry)
{
    struct unasked *unasked = &walk->unasked;
    size_t kept = 0;
    for (size_t i = 0; i < unasked->count; i++) {
        unsigned line = unasked->lines[i];
        if (entry != NULL && line > entry->line) {
            unasked->lines[kept++] = line;
        } else {
            tell_unasked(walk, line, entry != NULL && line == entry->line ? entry : NULL);
        }
    }
    unasked->count = kept;
}

/* What reading reports was told when the bot was opened, but for what can only be told with the text at hand. */
static void take_fault(void *user, const struct faqbot_fault *fault)
{
    struct walk *walk = user;
    struct unasked *unasked = &walk->unasked;
    if (strcmp(fault->rule, "answer-without-question") != 0) {
        return;
    }
    if (unasked->count == LINES_MAX || is_elsewhere(&unasked->path, fault->path)) {
        tell_waiting(walk, NULL);
        buffer_reset(&unasked->path);
        buffer_add(&unasked->path, view_make(fault->path, strlen(fault->path) + 1));
        walk->no_memory |= unasked->path.no_memory;
    }
    if (!unasked->path.failed) {
        unasked->lines[unasked->count++] = fault->line;
    }
}

/* -- An entry ---------------------------------------------------------------------------------------------------- */

/* Whether a question may hold a word that the entry is found by: an FAQ entry is not by its article's title. */
static bool has_word(struct walk *walk, const struct entry *entry)
{
    struct word *words;
    size_t count = 0;
    bool read = true;
    for (size_t i = 0; i < entry->phrasing_count && count == 0 && read; i++) {
        read = tokenize(&walk->arena, entry->phrasings[i], &words, &count);
    }
    const struct faqbot_view others[] = {entry->text,
                                         entry->kind == ENTRY_PASSAGE ? entry->title : view_of("")};
    for (size_t i = 0; i < sizeof others / sizeof *others && count == 0 && read; i++) {
        read = tokenize(&walk->arena, others[i], &words, &count);
    }
    return count > 0 || !read;
}

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct walk *walk = user;
    struct check_context *context = walk->context;
    arena_reset(&walk->arena);
    enum faqbot_status status = check_source(walk, entry);
    if (status != FAQBOT_OK) {
        return status;
    }
    check_disclaimer(walk, entry);
    tell_waiting(walk, is_elsewhere(&walk->unasked.path, entry->path) ? NULL : entry);
    size_t length = utf8_length(entry->text);
    if (length > FAQBOT_CHECK_ANSWER_CHARS) {
        check_context_warning(context, "lengthy-answer", entry->path, entry->line,
                              "the answer has %zu characters; visitors read up to %d: divide it, or say less",
                              length, FAQBOT_CHECK_ANSWER_CHARS);
    }
    context->result.entries++;
    if (!has_word(walk, entry)) {
        check_context_warning(
            context, "unreachable", entry->path, entry->line,
            "no word of a question can find this entry, because it has none; write it in words");
        return FAQBOT_OK;
    }
    if (entry->kind == ENTRY_FAQ && !selftest_add(walk->questions, entry)) {
        return FAQBOT_NO_MEMORY;
    }
    return FAQBOT_OK;
}

/* Reads the knowledge base at `path`, reports what its settings, synonyms and entries show by themselves, and adds the
 * phrasings to `questions`. What reading it reports is not told again. Statuses and `fault` as kb_read(). */
static enum faqbot_status check_entries(struct check_context *context, const char *path,
                                        struct selftest *questions, struct faqbot_fault *fault)
{
    struct walk walk = {.context = context, .questions = questions};
    struct fault_reporter reporter = {.report = take_fault, .user = &walk};
    const struct kb_sink sink = {.user = &walk,
                                 .settings = take_settings,
                                 .synonym = take_synonym,
                                 .entry = take_entry,
                                 .local_link = take_local_link,
                                 .reporter = &reporter};
    synonym_cycles_init(&walk.cycles);
    arena_init(&walk.arena, ENTRY_BYTES_MAX);
    buffer_init(&walk.scratch, PATH_BYTES_MAX);
    buffer_init(&walk.bare.path, PATH_BYTES_MAX);
    buffer_init(&walk.unasked.path, PATH_BYTES_MAX);
    if (fault != NULL) {
        fault->sentence[0] = '\0';
    }
    enum faqbot_status status = kb_read(path, &sink, fault);
    tell_bare(&walk);
    tell_waiting(&walk, NULL);
    if (status == FAQBOT_OK && (walk.no_memory || !synonym_cycles_report(&walk.cycles, context))) {
        status = FAQBOT_NO_MEMORY;
    }
    synonym_cycles_release(&walk.cycles);
    arena_release(&walk.arena);
    buffer_release(&walk.scratch);
    buffer_release(&walk.bare.path);
    buffer_release(&walk.unasked.path);
    return status;
}

/* ==== check ============================================================================================= */

static enum faqbot_status inspect(struct check_context *context, const char *knowledge,
                                  struct faqbot_fault *fault)
{
    struct selftest questions;
    struct buffer tests;
    selftest_init(&questions);
    buffer_init(&tests, SIZE_MAX);
    enum faqbot_status status = check_entries(context, knowledge, &questions, fault);
    if (status == FAQBOT_OK) {
        status = selftest_run(&questions, context);
    }
    if (status == FAQBOT_OK && questions_collect_find_tests(knowledge, &tests)) {
        status = regression_run(context, tests.bytes);
    }
    status = status == FAQBOT_OK && tests.failed ? FAQBOT_NO_MEMORY : status;
    if (status != FAQBOT_OK && fault != NULL && fault->sentence[0] == '\0') {
        fault_set(fault, status, knowledge, 0, "cannot check this knowledge base: %s",
                  faqbot_status_text(status));
    }
    buffer_release(&tests);
    selftest_release(&questions);
    return status;
}

enum faqbot_status faqbot_check(const struct faqbot_check_options *options,
                                struct faqbot_check_result *result, struct faqbot_fault *fault)
{
    struct check_context context = {.today = view_of(options->today),
                                    .reporter = {.report = options->report, .user = options->report_user}};
    if (options->today != NULL && !field_is_date(context.today)) {
        return fault_set(fault, FAQBOT_INVALID, NULL, 0, "\"%.*s\" is no day; write it as 2026-11-30",
                         VIEW_ARGS(context.today));
    }
    const struct faqbot_options opened = {
        .knowledge = options->knowledge, .report = check_context_forward, .report_user = &context};
    enum faqbot_status status = faqbot_open(&opened, &context.bot, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    status = inspect(&context, options->knowledge, fault);
    if (status == FAQBOT_OK) {
        context.result.warnings = context.reporter.warnings;
        context.result.errors = context.reporter.errors;
        *result = context.result;
    }
    faqbot_close(context.bot);
    return status;
}
