/* alloc/commands.c - the command line while memory runs out. Each command runs once undisturbed; then again and again,
 * each time with another of its allocations failing, alone or with all that follow. A run may say that there is no
 * memory, or do what the undisturbed one did, to the byte. It may not crash, hang, say something else, or leave a file
 * behind.
 *
 * Usage: commands PROGRAM FAILING.so SCRATCH SAMPLES, from the root of the project. SAMPLES allocations of each command
 * are tried, evenly spread; 0: all. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <faqbot_tools.h>

#include "alloc/failing.h"

#define WORDS_MAX 12
#define PATH_BYTES 512
#define OUTPUT_BYTES_MAX (1 << 20)
#define SECONDS_MAX 60 /* of one run, on a busy machine */
#define FAULTS_TOLD 20 /* of one command */

/* In the words, @ at the front stands for the scratch folder. What a command writes is @product. */
struct command {
    const char *words[WORDS_MAX];
    const char *old;   /* the index that it finds where it writes; NULL: none */
    const char *input; /* a file; NULL: none */
};

#define NEW "--knowledge", "tests/alloc/new"
#define ENCODER "--encoder", "tests/fuzz/seeds/encoder_file/wordpiece"
#define IMPORTS "tests/e2e/fixtures/import/"
#define MAP "question=Customer*,answer=Reply,also=Or*,id=Number,url=Page,tags=Topic"

static const struct command commands[] = {
    {.words = {"index", NEW, "-o", "@product"}},
    {.words = {"index", NEW, "--update", "-o", "@product"}, .old = "old.index"}, /* it is made anew */
    {.words = {"index", "--knowledge", "@passages.jsonl", "--update", "-o", "@product"},
     .old = "passages.index"}, /* it is changed */
    {.words = {"index", NEW, ENCODER, "-o", "@product"}},
    {.words = {"index", NEW, ENCODER, "-o", "@product"}, .old = "encoded.index"}, /* its vectors are taken */
    {.words = {"check", "tests/alloc/new", "--today", "2026-11-30"}},
    {.words = {"check", "tests/check/faulty", "--today", "2026-11-30", "--json"}},
    {.words = {"ask", NEW, "how much is a reapir"}},
    {.words = {"ask", NEW, "cost of new bicycles"}}, /* what an entry never answers */
    {.words = {"ask", "--index", "@old.index", "--json", "--context", "cost", "and my bike?"}},
    {.words = {"ask", NEW, ENCODER, "how much is a reapir"}},
    {.words = {"ask", "--index", "@encoded.index", "--json", "cost of new bicycles"}},
    {.words = {"explain", "--index", "@encoded.index", "what do you charge to fix my bike"}},
    {.words = {"stats", "@encoded.index"}},
    {.words = {"eval", "tests/alloc/new/tests.tsv", NEW}},
    {.words = {"eval", "tests/alloc/new/tests.tsv", NEW, "--baseline", "tests/alloc/baseline.json"}},
    {.words = {"explain", "--index", "@old.index", "what do you charge to fix my bike"}},
    {.words = {"explain", "--index", "@old.index", "--json", "how long"}},
    {.words = {"search", "--index", "@old.index", "repair* bike"}},
    {.words = {"search", "--index", "@old.index", "--json", "\"new bike\" zyzzyva -car"}},
    {.words = {"mcp", "--index", "@old.index"}, .input = "tests/fuzz/seeds/mcp/batch"},
    {.words = {"diff", "@old.index", "tests/alloc/new"}},
    {.words = {"gaps", "--index", "@old.index", "--journal", "@journal"}},
    {.words = {"gaps", NEW, "--journal", "@journal"}}, /* proposals are tried out */
    {.words = {"stats", "@old.index"}},
    {.words = {"stats", "@old.index", "--json"}},
    {.words = {"journal", "export", "@journal", "--format", "csv"}},
    {.words = {"journal", "stats", "@journal"}},
    {.words = {"export", "jsonl", NEW, "-o", "@product"}},
    {.words = {"export", "jsonl", "--index", "@old.index"}},
    {.words = {"export", "faqpage", "--index", "@old.index", "-o", "@product"}},
    {.words = {"export", "qnabot", "--index", "@old.index", "-o", "@product"}},
    {.words = {"export", "csv", "--index", "@old.index", "-o", "@product"}},
    {.words = {"import", "jsonl", IMPORTS "ours.jsonl", "-o", "@product"}},
    {.words = {"import", "faqpage", IMPORTS "faqpage.html", "-o", "@product"}},
    {.words = {"import", "qnamaker", IMPORTS "qnamaker.tsv", "-o", "@product"}},
    {.words = {"import", "qnamaker", IMPORTS "qnamaker.json", "-o", "@product"}},
    {.words = {"import", "qnabot", IMPORTS "qnabot.json", "-o", "@product"}},
    {.words = {"import", "rasa", IMPORTS "rasa", "-o", "@product"}},
    {.words = {"import", "nlpjs", IMPORTS "nlpjs.json", "-o", "@product"}},
    {.words = {"import", "dialogflow", IMPORTS "dialogflow.csv", "-o", "@product"}},
    {.words = {"import", IMPORTS "page.html", "-o", "@product"}},
    {.words = {"import", IMPORTS "pairs.yml", "-o", "@product"}},
    {.words = {"import", IMPORTS "intents.json", "-o", "@product"}},
    {.words = {"import", IMPORTS "watson.json", "-o", "@product"}},
    {.words = {"import", IMPORTS "botpress.json", "-o", "@product"}},
    {.words = {"import", IMPORTS "framework.qna", "-o", "@product"}},
    {.words = {"import", IMPORTS "agent", "-o", "@product"}},
    {.words = {"import", "tests/fuzz/seeds/import_zip/a.xlsx", "-o", "@product"}},
    {.words = {"import", "tests/fuzz/seeds/import_zip/h.docx", "-o", "@product"}},
    {.words = {"import", "csv", IMPORTS "workshop.csv", "--json", "--map", MAP, "-o", "@product"}},
};

/* What a run left behind. */
struct outcome {
    int status; /* as wait() has it */
    bool hung;
    char *output;
    char *complaint;
    char *product; /* NULL: there is none */
    size_t product_bytes;
    size_t files; /* in the scratch folder, and in the folders in it */
};

struct bench {
    const char *program;
    const char *library;
    const char *scratch;
    struct failing_control *control;
    sigset_t child;
};

static void die(const char *what)
{
    perror(what);
    exit(2);
}

static void path_of(const struct bench *bench, const char *name, char path[PATH_BYTES])
{
    (void)snprintf(path, PATH_BYTES, "%s/%s", bench->scratch, name);
}

/* The bytes of a file with a NUL behind them; NULL: there is none. */
static char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *bytes = file == NULL ? NULL : malloc(OUTPUT_BYTES_MAX + 1);
    *size = bytes == NULL ? 0 : fread(bytes, 1, OUTPUT_BYTES_MAX, file);
    if (bytes != NULL) {
        bytes[*size] = '\0';
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return bytes;
}

static void write_file(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
        die(path);
    }
}

/* What an import writes is in a folder: the one file there. */
static bool find_product(const char *path, char found[PATH_BYTES])
{
    struct stat about;
    (void)snprintf(found, PATH_BYTES, "%s", path);
    if (stat(path, &about) != 0 || !S_ISDIR(about.st_mode)) {
        return stat(path, &about) == 0;
    }
    bool any = false;
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.' && snprintf(found, PATH_BYTES, "%s/%s", path, entry->d_name) > 0) {
            any = true;
        }
    }
    (void)closedir(folder);
    return any;
}

/* Files in a folder and in those right within; where they are `doomed`, they are removed. */
static size_t sweep(const char *path, bool doomed)
{
    size_t count = 0;
    char inner[PATH_BYTES];
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
            snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name) >= (int)sizeof inner) {
            continue;
        }
        struct stat about;
        if (lstat(inner, &about) == 0 && S_ISDIR(about.st_mode)) {
            count += sweep(inner, doomed);
            (void)(doomed && rmdir(inner));
        } else {
            count++;
            (void)(doomed && unlink(inner));
        }
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    return count;
}

static void fill_words(const struct bench *bench, const struct command *command, char paths[][PATH_BYTES],
                       char *words[WORDS_MAX + 2])
{
    size_t count = 0;
    (void)snprintf(paths[count], PATH_BYTES, "%s", bench->program);
    words[count] = paths[count];
    for (const char *const *word = command->words; *word != NULL; word++) {
        count++;
        if (**word == '@') {
            path_of(bench, *word + 1, paths[count]);
        } else {
            (void)snprintf(paths[count], PATH_BYTES, "%s", *word);
        }
        words[count] = paths[count];
    }
    words[count + 1] = NULL;
}

static pid_t start(const struct bench *bench, char **words, const char *input, const char *output,
                   const char *complaint)
{
    char preload[PATH_BYTES];
    char control[PATH_BYTES];
    char *environment[] = {preload, control, NULL};
    posix_spawn_file_actions_t actions;
    pid_t child;
    (void)snprintf(preload, sizeof preload, "LD_PRELOAD=%s", bench->library);
    (void)snprintf(control, sizeof control, "FAILING_CONTROL=%s/control", bench->scratch);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, input == NULL ? "/dev/null" : input, O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, 2, complaint, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    errno = posix_spawn(&child, words[0], &actions, NULL, words, environment);
    posix_spawn_file_actions_destroy(&actions);
    if (errno != 0) {
        die(words[0]);
    }
    return child;
}

/* Waits for the end of the child, and makes it where it does not come. */
static void await(const struct bench *bench, pid_t child, struct outcome *outcome)
{
    const struct timespec limit = {.tv_sec = SECONDS_MAX};
    while (waitpid(child, &outcome->status, WNOHANG) == 0) {
        if (sigtimedwait(&bench->child, NULL, &limit) < 0 && errno == EAGAIN) {
            outcome->hung = true;
            kill(child, SIGKILL);
            (void)waitpid(child, &outcome->status, 0);
            return;
        }
    }
}

/* Runs the command with nothing of an earlier run left; allocation `at` fails, 0: none. */
static struct outcome run(const struct bench *bench, const struct command *command, int64_t at, bool from)
{
    char paths[WORDS_MAX + 1][PATH_BYTES];
    char *words[WORDS_MAX + 2];
    char output[PATH_BYTES];
    char complaint[PATH_BYTES];
    char product[PATH_BYTES];
    char old[PATH_BYTES];
    char found[PATH_BYTES];
    size_t size;
    struct outcome outcome = {0};
    fill_words(bench, command, paths, words);
    path_of(bench, "output", output);
    path_of(bench, "complaint", complaint);
    path_of(bench, "product", product);
    (void)sweep(product, true);
    (void)(rmdir(product) != 0 && unlink(product));
    if (command->old != NULL) {
        path_of(bench, command->old, old);
        char *bytes = read_file(old, &size);
        write_file(product, bytes, size);
        free(bytes);
    }
    atomic_store(&bench->control->count, 0);
    atomic_store(&bench->control->fails_from, from);
    atomic_store(&bench->control->fail_at, at);
    await(bench, start(bench, words, command->input, output, complaint), &outcome);
    atomic_store(&bench->control->fail_at, 0);
    outcome.output = read_file(output, &size);
    outcome.complaint = read_file(complaint, &size);
    outcome.product = find_product(product, found) ? read_file(found, &outcome.product_bytes) : NULL;
    outcome.files = sweep(bench->scratch, false);
    return outcome;
}

static void release(struct outcome *outcome)
{
    free(outcome->output);
    free(outcome->complaint);
    free(outcome->product);
}

static bool same_product(const struct outcome *one, const struct outcome *other)
{
    return (one->product == NULL) == (other->product == NULL) && one->product_bytes == other->product_bytes &&
           (one->product == NULL || memcmp(one->product, other->product, one->product_bytes) == 0);
}

/* What is wrong with a run, beside the good one and what was there before; NULL: nothing. */
static const char *judge(const struct outcome *outcome, const struct outcome *good,
                         const struct outcome *before)
{
    if (outcome->hung) {
        return "it hangs";
    }
    if (!WIFEXITED(outcome->status)) {
        return "it crashes";
    }
    if (outcome->files > good->files) {
        return "it leaves a file behind";
    }
    if (WEXITSTATUS(outcome->status) == WEXITSTATUS(good->status)) {
        return strcmp(outcome->output, good->output) != 0 || !same_product(outcome, good)
                   ? "it says nothing and its result is wrong"
               : strcmp(outcome->complaint, good->complaint) != 0
                   ? "its result is right and its complaints wrong"
                   : NULL;
    }
    if (!same_product(outcome, before)) {
        return "it fails and writes nevertheless";
    }
    if (WEXITSTATUS(outcome->status) != 2) {
        return "its exit code is wrong";
    }
    return strcasestr(outcome->complaint, "memory") == NULL ? "it does not say that memory is short" : NULL;
}

static void tell(const struct command *command, int64_t at, bool from, const char *fault,
                 const struct outcome *outcome)
{
    printf("  ");
    for (const char *const *word = command->words; *word != NULL; word++) {
        printf("%s ", *word);
    }
    printf("\n    allocation %lld%s: %s (status %#x): %.300s\n", (long long)at,
           from ? " and all behind it" : "", fault, (unsigned)outcome->status,
           outcome->complaint == NULL ? "" : outcome->complaint);
    (void)fflush(stdout);
}

/* Returns the number of faults. */
static unsigned try_command(const struct bench *bench, const struct command *command, int64_t samples)
{
    unsigned faults = 0;
    struct outcome good = run(bench, command, 0, false);
    int64_t count = atomic_load(&bench->control->count);
    struct outcome before = {0};
    char old[PATH_BYTES];
    path_of(bench, command->old == NULL ? "" : command->old, old);
    before.product = command->old != NULL ? read_file(old, &before.product_bytes) : NULL;
    if (!WIFEXITED(good.status) || WEXITSTATUS(good.status) == 2 || good.hung) {
        tell(command, 0, false, "it fails by itself", &good);
        exit(2);
    }
    int64_t tries = samples == 0 || samples > count ? count : samples;
    for (int64_t i = 0; i < 2 * tries; i++) {
        bool from = i % 2 == 1;
        int64_t at = 1 + i / 2 * count / tries;
        struct outcome outcome = run(bench, command, at, from);
        const char *fault = judge(&outcome, &good, &before);
        if (fault != NULL && faults++ < FAULTS_TOLD) {
            tell(command, at, from, fault, &outcome);
        }
        release(&outcome);
    }
    printf("%-8s %-34.34s %6lld allocations %6lld runs %6u faults\n", command->words[0], command->words[1],
           (long long)count, (long long)(2 * tries), faults);
    (void)fflush(stdout);
    release(&good);
    release(&before);
    return faults;
}

/* A journal with questions that nobody answered. */
static void make_journal(const char *path)
{
    static const char *const questions[] = {"do you repair scooters", "can you repair a scooter",
                                            "are dogs allowed"};
    struct faqbot_journal *journal = NULL;
    struct faqbot_fault fault;
    const struct faqbot_journal_options options = {.path = path};
    if (faqbot_journal_open(&options, &journal, &fault) != FAQBOT_OK) {
        die(path);
    }
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        const struct faqbot_journal_ask ask = {.at = 1764460800,
                                               .request = {"1", 1},
                                               .question = {questions[i], strlen(questions[i])},
                                               .outcome = FAQBOT_NONE};
        (void)faqbot_journal_add_ask(journal, &ask);
    }
    faqbot_journal_close(journal);
}

/* Makes an index that commands begin with. */
/* `option` and its value may be NULL. */
static void make_index(const struct bench *bench, const char *knowledge, const char *option,
                       const char *value, const char *name)
{
    const struct command index = {
        .words = {"index", "--knowledge", knowledge, "-o", "@product", option, value}};
    char path[PATH_BYTES];
    char product[PATH_BYTES];
    path_of(bench, "product", product);
    path_of(bench, name, path);
    struct outcome made = run(bench, &index, 0, false);
    release(&made);
    if (rename(product, path) != 0) {
        die(path);
    }
}

static void copy_file(const struct bench *bench, const char *from, const char *name)
{
    size_t size;
    char path[PATH_BYTES];
    char *bytes = read_file(from, &size);
    path_of(bench, name, path);
    write_file(path, bytes, size);
    free(bytes);
}

static void prepare(struct bench *bench)
{
    char path[PATH_BYTES];
    static const struct failing_control none;
    (void)sweep(bench->scratch, true);
    if (mkdir(bench->scratch, 0700) != 0 && errno != EEXIST) {
        die(bench->scratch);
    }
    path_of(bench, "journal", path);
    make_journal(path);
    path_of(bench, "control", path);
    write_file(path, (const char *)&none, sizeof none);
    int descriptor = open(path, O_RDWR);
    void *mapped = mmap(NULL, sizeof *bench->control, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (mapped == MAP_FAILED) {
        die(path);
    }
    close(descriptor);
    bench->control = mapped;
    make_index(bench, "tests/alloc/old", NULL, NULL, "old.index");
    make_index(bench, "tests/alloc/old", ENCODER, "encoded.index");
    copy_file(bench, "tests/alloc/passages/old.jsonl", "passages.jsonl");
    make_index(bench, "@passages.jsonl", NULL, NULL, "passages.index");
    copy_file(bench, "tests/alloc/passages/new.jsonl", "passages.jsonl"); /* an update is of one path */
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        (void)fprintf(stderr, "usage: commands PROGRAM FAILING.so SCRATCH SAMPLES [COMMAND]\n");
        return 2;
    }
    struct bench bench = {.program = argv[1], .library = argv[2], .scratch = argv[3]};
    const struct rlimit no_core = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &no_core);
    (void)sigemptyset(&bench.child);
    (void)sigaddset(&bench.child, SIGCHLD);
    (void)sigprocmask(SIG_BLOCK, &bench.child, NULL);
    prepare(&bench);
    unsigned faults = 0;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (argc == 5 || strcmp(argv[5], commands[i].words[0]) == 0) {
            faults += try_command(&bench, &commands[i], strtoll(argv[4], NULL, 10));
        }
    }
    printf("%u faults\n", faults);
    return faults > 0;
}
