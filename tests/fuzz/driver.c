/* fuzz/driver.c - runs a fuzz target without libFuzzer: PROGRAM SEEDS REGRESSIONS. First every file of both folders,
 * then mutations of them that are the same in every run. No coverage guides it: `make fuzz-long` finds new faults, this
 * keeps old ones from coming back.
 *
 * An input that crashes the target is saved beside the program, as PROGRAM.crash. */
#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MUTATIONS 3000
#define INPUT_BYTES_MAX 32768 /* more than any message or address may have */
#define SEEDS_MAX 1024

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

struct input {
    uint8_t *bytes;
    size_t size;
};

static struct input seeds[SEEDS_MAX];
static size_t seed_count;

/* -- What is left behind by a crash -------------------------------------------------------------------------------- */

/* The sanitizers end with abort(), so that the handler below sees their findings too. */
const char *__asan_default_options(void)
{
    return "abort_on_error=1";
}

const char *__ubsan_default_options(void)
{
    return "abort_on_error=1:print_stacktrace=1";
}

static struct input current;
static char crash_path[4096];

static void on_crash(int number)
{
    int file = open(crash_path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file >= 0 && write(file, current.bytes, current.size) == (ssize_t)current.size) {
        static const char sentence[] = "the input that did it is beside the program: *.crash\n";
        (void)!write(STDERR_FILENO, sentence, sizeof sentence - 1);
    }
    signal(number, SIG_DFL);
    raise(number);
}

/* -- Running --------------------------------------------------------------------------------------------------------- */

/* In memory of exactly its size, so that one byte too far is seen. */
static void run(const uint8_t *bytes, size_t size)
{
    current.bytes = malloc(size == 0 ? 1 : size);
    current.size = size;
    assert(current.bytes != NULL);
    if (size > 0) {
        memcpy(current.bytes, bytes, size);
    }
    int result = LLVMFuzzerTestOneInput(current.bytes, size);
    assert(result == 0);
    (void)result;
    free(current.bytes);
}

static void keep_file(const char *folder, const char *name)
{
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    assert(length > 0 && (size_t)length < sizeof path);
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || seed_count == SEEDS_MAX) {
        fprintf(stderr, "%s: cannot be read, or there are too many\n", path);
        exit(2);
    }
    size_t size = (size_t)ftell(file);
    struct input *seed = &seeds[seed_count++];
    *seed = (struct input){.bytes = malloc(size + 1), .size = size};
    rewind(file);
    if (seed->bytes == NULL || fread(seed->bytes, 1, size, file) != size) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(2);
    }
    fclose(file);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

/* Files in the order of their names' bytes; a folder that is not there holds none. */
static void keep_folder(const char *folder)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_visible, by_bytes);
    for (int i = 0; i < count; i++) {
        keep_file(folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

/* -- Mutating -------------------------------------------------------------------------------------------------------- */

/* xorshift64 (Marsaglia 2003, "Xorshift RNGs", 13-7-17) with a fixed seed: the same inputs in every run. */
static uint64_t random_state = UINT64_C(0x9e3779b97f4a7c15);

static size_t below(size_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return limit == 0 ? 0 : (size_t)(random_state % limit);
}

#define TOKEN(text)                                                                                          \
    {                                                                                                        \
        (const uint8_t *)(text), sizeof(text) - 1                                                            \
    }
static const struct {
    const uint8_t *bytes;
    size_t size;
} tokens[] = {
    TOKEN("\0"),
    TOKEN("\xff"),
    TOKEN("\xc3"),
    TOKEN("\xed\xa0\x80"),
    TOKEN("\xef\xbb\xbf"),
    TOKEN("\xf4\x8f\xbf\xbf"),
    TOKEN("\xe2\x80\xae"),
    TOKEN("\xcc\x81"),
    TOKEN("\xe4\xb8\xad\xe6\x96\x87"),
    TOKEN("\xef\xb7\xba"),
    TOKEN("\xcd\xba"),
    TOKEN("\xe2\x91\xb4"),
    TOKEN("\""),
    TOKEN("\"\""),
    TOKEN("'"),
    TOKEN("\\"),
    TOKEN("\\u0000"),
    TOKEN("\\ud800"),
    TOKEN("{"),
    TOKEN("}"),
    TOKEN("["),
    TOKEN("]"),
    TOKEN(":"),
    TOKEN(","),
    TOKEN("null"),
    TOKEN("true"),
    TOKEN("-1"),
    TOKEN("1e999"),
    TOKEN("18446744073709551616"),
    TOKEN("{\"a\":"),
    TOKEN("---\n"),
    TOKEN("\n"),
    TOKEN("\r\n"),
    TOKEN("\r"),
    TOKEN("\t"),
    TOKEN("# "),
    TOKEN("## "),
    TOKEN("- "),
    TOKEN("- also: "),
    TOKEN("- not: "),
    TOKEN("1. "),
    TOKEN("> "),
    TOKEN("```\n"),
    TOKEN("    "),
    TOKEN("*"),
    TOKEN("**"),
    TOKEN("_"),
    TOKEN("`"),
    TOKEN("["),
    TOKEN("](javascript:a)"),
    TOKEN("](http://a)"),
    TOKEN("![a](b)"),
    TOKEN("<"),
    TOKEN("<script>"),
    TOKEN("&amp;"),
    TOKEN("&#0;"),
    TOKEN(" AND "),
    TOKEN(" OR "),
    TOKEN(" NOT "),
    TOKEN(" NEAR("),
    TOKEN("^"),
    TOKEN("("),
    TOKEN(")"),
    TOKEN("+"),
    TOKEN("#"),
    TOKEN("*\""),
    TOKEN("{id}"),
    TOKEN("!!binary"),
    TOKEN("&a *a"),
    TOKEN("%s%n"),
};

struct work {
    uint8_t bytes[INPUT_BYTES_MAX];
    size_t size;
};

/* Puts bytes in at `at`; what no longer fits falls off the end. `bytes` is not the work's own. */
static void insert(struct work *work, size_t at, const uint8_t *bytes, size_t size)
{
    size = size < INPUT_BYTES_MAX - at ? size : INPUT_BYTES_MAX - at;
    size_t rest = work->size - at;
    rest = rest < INPUT_BYTES_MAX - at - size ? rest : INPUT_BYTES_MAX - at - size;
    memmove(work->bytes + at + size, work->bytes + at, rest);
    if (size > 0) {
        memcpy(work->bytes + at, bytes, size);
    }
    work->size = at + size + rest;
}

static void insert_run(struct work *work)
{
    uint8_t run_bytes[1024];
    size_t token = below(sizeof tokens / sizeof *tokens);
    size_t size = 1 + below(sizeof run_bytes);
    for (size_t i = 0; i < size; i++) {
        run_bytes[i] = tokens[token].bytes[i % tokens[token].size];
    }
    insert(work, below(work->size + 1), run_bytes, size);
}

static void splice(struct work *work)
{
    const struct input *other = &seeds[below(seed_count)];
    size_t from = below(other->size + 1);
    work->size = below(work->size + 1);
    insert(work, work->size, other->bytes + from, other->size - from);
}

static void delete_some(struct work *work)
{
    size_t at = below(work->size + 1);
    size_t size = 1 + below(8);
    size = size < work->size - at ? size : work->size - at;
    memmove(work->bytes + at, work->bytes + at + size, work->size - at - size);
    work->size -= size;
}

static void duplicate_some(struct work *work)
{
    uint8_t copy[256];
    size_t at = below(work->size + 1);
    size_t size = below(sizeof copy);
    size = size < work->size - at ? size : work->size - at;
    memcpy(copy, work->bytes + at, size);
    insert(work, below(work->size + 1), copy, size);
}

static void mutate(struct work *work)
{
    size_t token = below(sizeof tokens / sizeof *tokens);
    uint8_t byte = (uint8_t)below(256);
    switch (below(8)) {
    case 0:
        if (work->size > 0) {
            work->bytes[below(work->size)] ^= (uint8_t)(1U << (byte & 7));
        }
        break;
    case 1:
        insert(work, below(work->size + 1), &byte, 1);
        break;
    case 2:
        delete_some(work);
        break;
    case 3:
        duplicate_some(work);
        break;
    case 4:
        insert_run(work);
        break;
    case 5:
        splice(work);
        break;
    default:
        insert(work, below(work->size + 1), tokens[token].bytes, tokens[token].size);
    }
}

static void run_mutations(void)
{
    static struct work work;
    for (size_t i = 0; i < MUTATIONS; i++) {
        const struct input *seed = &seeds[below(seed_count)];
        work.size = 0;
        insert(&work, 0, seed->bytes, seed->size);
        for (size_t left = 1 + below(6); left > 0; left--) {
            mutate(&work);
        }
        run(work.bytes, work.size);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: %s SEEDS REGRESSIONS\n", argv[0]);
        return 2;
    }
    snprintf(crash_path, sizeof crash_path, "%s.crash", argv[0]);
    signal(SIGABRT, on_crash);
    signal(SIGSEGV, on_crash);
    seeds[seed_count++] = (struct input){.bytes = malloc(1)}; /* the empty input is always one */
    keep_folder(argv[1]);
    keep_folder(argv[2]);
    for (size_t i = 0; i < seed_count; i++) {
        run(seeds[i].bytes, seeds[i].size);
    }
    run_mutations();
    const char *slash = strrchr(argv[0], '/');
    printf("%s: %zu inputs\n", slash == NULL ? argv[0] : slash + 1, seed_count + MUTATIONS);
    for (size_t i = 0; i < seed_count; i++) {
        free(seeds[i].bytes);
    }
    return 0;
}
