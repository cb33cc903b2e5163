/* cli/cmd_try.c - `faqbot try`: a conversation for whoever writes the knowledge base. Explanations are at hand, a
 * phrasing that was missing is one command away from the file, and what is saved meanwhile is read before the next
 * question.
 *
 * The library finds files and lines, writes into them and takes it back. Here are the commands and their sentences. A
 * command is a line that begins with a slash; one slash more, and the line is a question that begins with it. */
#include "cli/cli_internal.h"

#include <stdlib.h>
#include <string.h>

#include <faqbot_tools.h>

#include "util/util.h"

#define PHRASINGS_SHOWN 20 /* of an entry */

struct trying {
    struct repl *repl;
    const char *knowledge; /* NULL: it answers from an index, which has no files to write into */
    const char *read;      /* what is watched: that, or the index */
    const char *today;
    uint64_t stamp;  /* of `read`, when it was opened */
    bool is_changed; /* it was read again for the line at hand */
    struct faqbot_added added;
    bool has_added;       /* so that it may be taken back */
    struct buffer failed; /* lines of tests.tsv that failed before a change, each an unsigned */
    size_t failures;      /* after it, that are new */
};

/* -- Reading again ------------------------------------------------------------------------------------------------- */

static void note_stamp(struct trying *trying)
{
    struct faqbot_fault ignored;
    (void)faqbot_knowledge_stamp(trying->read, &trying->stamp, &ignored);
}

/* The stamp is taken first: what changes while files are read is read once more. */
static bool reload(struct trying *trying)
{
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    note_stamp(trying);
    ask_reopen(trying->repl->ask, &fault);
    if (fault.status != FAQBOT_OK) {
        (void)error_fault(&fault);
        (void)error_say("answers are still those of before");
        return false;
    }
    print_count("reloaded: ", faqbot_about(trying->repl->ask->bot)->entries, "entry\n", "entries\n");
    return true;
}

/* Called before each line is taken, so that a question is answered from what is saved. Where the files cannot be looked
 * at, as while an editor replaces one, the next line will see. */
static void reload_if_changed(struct trying *trying)
{
    struct faqbot_fault ignored;
    uint64_t stamp = trying->stamp;
    trying->is_changed = faqbot_knowledge_stamp(trying->read, &stamp, &ignored) == FAQBOT_OK &&
                         stamp != trying->stamp && reload(trying);
}

/* -- What a command is about --------------------------------------------------------------------------------------- */

/* The entry that is meant: the one with that number on the screen, the one of that id, or, where nothing is said, the
 * one that answered. False: none is, which was said. */
static bool find_entry(const struct repl *repl, struct faqbot_view said, char id[REPL_ID_BYTES])
{
    bool is_digit = said.size == 1 && said.bytes[0] > '0' && said.bytes[0] <= '9';
    size_t choice = is_digit ? (size_t)(said.bytes[0] - '0') : 0;
    if (said.size >= REPL_ID_BYTES) {
        (void)error_say("no id is as long as that");
        return false;
    }
    repl_keep(id, choice > 0 && choice <= repl->choice_count ? view_of(repl->choices[choice - 1])
                  : said.size > 0                            ? said
                                                             : view_of(repl->entry));
    if (id[0] == '\0') {
        (void)error_say("no entry answered; say which one you mean, by its id or its number above");
    }
    return id[0] != '\0';
}

static bool has_question(const struct repl *repl)
{
    return repl->question[0] != '\0' || (error_say("nothing was asked yet"), false);
}

static bool has_files(const struct trying *trying)
{
    return trying->knowledge != NULL ||
           (error_say("an index does not say where its entries stand; try the knowledge base itself"), false);
}

/* -- Looking ------------------------------------------------------------------------------------------------------- */

static void explain(struct trying *trying, struct faqbot_view said)
{
    struct repl *repl = trying->repl;
    if (said.size == 0 && !has_question(repl)) {
        return;
    }
    const struct faqbot_question question = {.text = said.size > 0 ? said : view_of(repl->question),
                                             .context =
                                                 view_of(said.size > 0 ? repl->context : repl->asked_after)};
    struct faqbot_explanation explanation;
    enum faqbot_status status = faqbot_explain(repl->ask->bot, &question, &explanation);
    if (status == FAQBOT_OK) {
        explain_render(stdout, &repl->ask->style, &explanation);
    } else {
        (void)error_say("%s", ask_failure(question.text, status));
    }
}

static void write_list(const char *mark, const struct faqbot_view *list, size_t count)
{
    for (size_t i = 0; i < count && i < PHRASINGS_SHOWN; i++) {
        print(mark, list[i], "\n");
    }
    if (count > PHRASINGS_SHOWN) {
        (void)printf("  ... and %zu more\n", count - PHRASINGS_SHOWN);
    }
}

/* As compilers name a place, so that an editor can be told to go there. */
static void write_source(void *user, const struct faqbot_source *source)
{
    (void)user;
    print("", view_of(source->path), "");
    (void)printf(":%u: ", source->line);
    print("", source->id, source->is_question ? "\n" : " (a passage)\n");
    print("  ", source->phrasings[0], "\n");
    write_list("  - also: ", source->phrasings + 1, source->phrasing_count - 1);
    write_list("  - not: ", source->exclusions, source->exclusion_count);
}

static void show_entry(struct trying *trying, struct faqbot_view said)
{
    char id[REPL_ID_BYTES];
    struct faqbot_fault fault;
    if (has_files(trying) && find_entry(trying->repl, said, id) &&
        faqbot_find_source(trying->knowledge, trying->today, view_of(id), write_source, NULL, &fault) !=
            FAQBOT_OK) {
        (void)error_fault(&fault);
    }
}

/* The hits take the place of the choices, so that a number picks one of them. */
static void search(struct trying *trying, struct faqbot_view said)
{
    struct repl *repl = trying->repl;
    const struct faqbot_search_query query = {.text = said, .limit = REPL_CHOICES_MAX};
    const struct faqbot_hits *hits;
    enum faqbot_status status = faqbot_search(repl->ask->bot, &query, &hits);
    if (status != FAQBOT_OK || hits->count == 0) {
        (void)error_say("%s", status != FAQBOT_OK ? ask_failure(said, status) : "no entry has these words");
        return;
    }
    repl->choice_count = hits->count;
    for (size_t i = 0; i < hits->count; i++) {
        render_hit(stdout, &repl->ask->style, i + 1, &hits->list[i]);
        repl_keep(repl->choices[i], hits->list[i].id);
    }
}

/* -- Tests --------------------------------------------------------------------------------------------------------- */

static bool is_test(const struct faqbot_fault *fault)
{
    return strcmp(fault->rule, "failed-test") == 0;
}

static void note_failure(void *user, const struct faqbot_fault *fault)
{
    struct trying *trying = user;
    if (is_test(fault)) {
        buffer_add(&trying->failed, view_make((const char *)&fault->line, sizeof fault->line));
    }
}

/* Says which tests failed only now. */
static void tell_failure(void *user, const struct faqbot_fault *fault)
{
    struct trying *trying = user;
    const unsigned *failed = (const void *)trying->failed.bytes;
    bool is_new = is_test(fault);
    for (size_t i = 0; i < trying->failed.size / sizeof *failed; i++) {
        is_new = is_new && failed[i] != fault->line;
    }
    if (is_new) {
        trying->failures++;
        error_report(NULL, fault);
    }
}

/* The tests that fail before the change are not the change's. */
static bool test_before(struct trying *trying)
{
    struct faqbot_tests_result result;
    buffer_reset(&trying->failed);
    enum faqbot_status status =
        faqbot_test(trying->repl->ask->bot, trying->knowledge, note_failure, trying, &result);
    status = status == FAQBOT_OK && trying->failed.failed ? FAQBOT_NO_MEMORY : status;
    return status == FAQBOT_OK || (error_status(status), false);
}

static void test_after(struct trying *trying)
{
    struct faqbot_tests_result result = {.tests = 0};
    trying->failures = 0;
    enum faqbot_status status =
        faqbot_test(trying->repl->ask->bot, trying->knowledge, tell_failure, trying, &result);
    if (status != FAQBOT_OK) {
        (void)error_status(status);
    } else if (trying->failures > 0) {
        print_count("", trying->failures, "test that held fails", "tests that held fail");
        (void)puts(" now; /undo takes the line out again");
    } else if (result.tests > 0) {
        print_count("no test fails that held before, of ", result.tests, "test\n", "tests\n");
    }
}

/* -- Writing ------------------------------------------------------------------------------------------------------- */

static void tell_added(const struct trying *trying, const char *mark)
{
    const struct faqbot_added *added = &trying->added;
    print("", view_of(added->path), "");
    (void)printf(":%u: %s", added->line, mark);
    print("", view_of(trying->repl->question), "\n");
    if (added->backup[0] != '\0') {
        print("the file as it was is ", view_of(added->backup), "; /undo puts it back\n");
    }
}

/* Writes the line. False: it was not written, which was said. */
static bool add(struct trying *trying, enum faqbot_addition addition, const char *id, const char *mark)
{
    const struct faqbot_add_options options = {.knowledge = trying->knowledge,
                                               .today = trying->today,
                                               .addition = addition,
                                               .entry = view_of(id),
                                               .question = view_of(trying->repl->question)};
    struct faqbot_fault fault;
    sigset_t before;
    terminal_hold_signals(NULL, &before); /* so that no half-written file stays beside the author's */
    enum faqbot_status status = faqbot_add(&options, &trying->added, &fault);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    if (status != FAQBOT_OK) {
        (void)error_fault(&fault);
        return false;
    }
    trying->has_added = true;
    tell_added(trying, mark);
    return true;
}

/* Asks the last question again, as it was asked. */
static bool ask_again(struct repl *repl, struct faqbot_view *line)
{
    repl_keep(repl->context, view_of(repl->asked_after));
    repl->choice_count = 0; /* a question that is one digit is asked, and picks nothing */
    *line = view_of(repl->question);
    return true;
}

/* Asks the question again when the line is in: *line becomes it. Whether it is to be asked. What the author has just
 * changed may answer it already, and the entry may be another one: then nothing is written before they have seen. */
static bool add_line(struct trying *trying, enum faqbot_addition addition, struct faqbot_view said,
                     struct faqbot_view *line)
{
    struct repl *repl = trying->repl;
    char id[REPL_ID_BYTES];
    if (!has_files(trying) || !has_question(repl) || !find_entry(repl, said, id)) {
        return false;
    }
    if (trying->is_changed) {
        (void)error_say("the files have changed since the question was asked; nothing is written before you "
                        "have seen what it gets now");
        return ask_again(repl, line);
    }
    if (!test_before(trying) ||
        !add(trying, addition, id, addition == FAQBOT_ADD_ALSO ? "- also: " : "- not: ") || !reload(trying)) {
        return false;
    }
    test_after(trying);
    (void)putchar('\n');
    return ask_again(repl, line);
}

static void add_test(struct trying *trying, struct faqbot_view said)
{
    char id[REPL_ID_BYTES] = "-";
    bool is_none = view_equals_text(said, "none") || view_equals_text(said, "-");
    if (has_files(trying) && has_question(trying->repl) && (is_none || find_entry(trying->repl, said, id)) &&
        add(trying, FAQBOT_ADD_TEST, id, "")) {
        print("expects ", view_of(is_none ? "no answer" : id), "\n");
        note_stamp(trying); /* tests are none of what is answered from */
    }
}

static void undo(struct trying *trying)
{
    struct faqbot_fault fault;
    if (!trying->has_added) {
        (void)error_say("there is nothing to undo");
    } else if (faqbot_add_undo(&trying->added, &fault) != FAQBOT_OK) {
        (void)error_fault(&fault);
    } else {
        trying->has_added = false;
        print("", view_of(trying->added.path), " is as it was\n");
        (void)reload(trying);
    }
}

/* -- The commands -------------------------------------------------------------------------------------------------- */

enum word { HELP, WHY, ENTRY, SEARCH, ALSO, NOT, TEST, UNDO, RELOAD, QUIT, WORDS };

static const struct {
    const char *name;
    const char *said;
    const char *meaning;
} words[WORDS] = {
    [HELP] = {"/help", "", "show this"},
    [WHY] = {"/why", "[QUESTION]", "explain the last answer, or that to another question"},
    [ENTRY] = {"/entry", "[ID]", "show where an entry stands, and its phrasings"},
    [SEARCH] = {"/search", "WORDS", "find entries by their words"},
    [ALSO] = {"/also", "[ID]", "make the last question a phrasing of the entry, in its file"},
    [NOT] = {"/not", "[ID]", "have the entry never answer the last question"},
    [TEST] = {"/test", "[ID|none]", "add the last question to tests.tsv, with what is expected"},
    [UNDO] = {"/undo", "", "put the file back that was written last"},
    [RELOAD] = {"/reload", "", "read the knowledge base again; changes are noticed without it"},
    [QUIT] = {"/quit", "", "end"},
};

static void help(void)
{
    for (size_t i = 0; i < WORDS; i++) {
        (void)printf("  %-8s %-11s %s\n", words[i].name, words[i].said, words[i].meaning);
    }
    (void)puts("\nWithout an ID the entry that answered is meant; a number means that one on the screen.\n"
               "Any other line is a question. One that begins with / is written with two: //usr is full.");
}

static enum word find_word(struct faqbot_view name)
{
    const char *names[WORDS];
    char typed[16];
    enum word word = HELP;
    while (word < WORDS && !view_equals_text(name, words[word].name)) {
        names[word] = words[word].name;
        word++;
    }
    if (word == WORDS) {
        (void)snprintf(typed, sizeof typed, "%.*s", name.size < sizeof typed ? (int)name.size : 0,
                       name.bytes);
        const char *nearest = faqbot_nearest_name(typed, names, WORDS);
        (void)error_say("there is no command %.*s; %s%s. A question that begins with / is written with two",
                        (int)(name.size < 80 ? name.size : 80), name.bytes,
                        nearest != NULL ? "the nearest is " : "/help shows them",
                        nearest != NULL ? nearest : "");
    }
    return word;
}

/* Whether the command is done; otherwise *line is to be asked. */
static bool run(struct trying *trying, enum word word, struct faqbot_view said, struct faqbot_view *line)
{
    switch (word) {
    case HELP:
        help();
        break;
    case WHY:
        explain(trying, said);
        break;
    case ENTRY:
        show_entry(trying, said);
        break;
    case SEARCH:
        search(trying, said);
        break;
    case ALSO:
        return !add_line(trying, FAQBOT_ADD_ALSO, said, line);
    case NOT:
        return !add_line(trying, FAQBOT_ADD_NOT, said, line);
    case TEST:
        add_test(trying, said);
        break;
    case UNDO:
        undo(trying);
        break;
    case RELOAD:
        (void)reload(trying);
        break;
    case QUIT:
        trying->repl->is_over = true;
        break;
    case WORDS:
        break;
    }
    return true;
}

static bool take(void *user, struct repl *repl, struct faqbot_view *line)
{
    struct trying *trying = user;
    trying->repl = repl;
    reload_if_changed(trying);
    if (line->bytes[0] != '/') {
        return false;
    }
    if (line->size > 1 && line->bytes[1] == '/') {
        *line = view_slice(*line, 1, line->size);
        return false;
    }
    struct faqbot_view name = view_slice(*line, 0, view_find(*line, ' '));
    struct faqbot_view said = view_trim(view_slice(*line, name.size, line->size));
    bool is_done = run(trying, find_word(name), said, line);
    (void)fputs(is_done && !repl->is_over ? "\n" : "", stdout);
    return is_done;
}

enum cli_exit cmd_try(const struct options *options, struct faqbot_fault *fault)
{
    struct ask ask;
    struct faqbot_options source;
    struct trying trying = {.today = options->today};
    struct repl repl = {.ask = &ask, .command = take, .command_user = &trying};
    enum cli_exit end = CLI_ERROR;
    buffer_init(&trying.failed, SIZE_MAX);
    open_find(options, &source, fault);
    trying.knowledge = source.knowledge;
    trying.read = source.knowledge != NULL ? source.knowledge : source.index;
    if (fault->status == FAQBOT_OK) {
        note_stamp(&trying);
    }
    ask_open(&ask, options, fault);
    if (fault->status == FAQBOT_OK) {
        end = repl_run(&repl);
    }
    ask_close(&ask);
    buffer_release(&trying.failed);
    return end;
}
