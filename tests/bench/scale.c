/* bench/scale.c - how cost grows with the number of passages: asking beside plain FTS5, and building.
 *
 *     scale PROGRAM SCRATCH [MOST]
 *
 * PROGRAM is faqbot, which builds the indexes; SCRATCH takes what is made; MOST is the largest number of passages.
 * CPU time, one thread, warm, the ten best, everything that an ask does included. Fails where the first stage does not
 * find what an exhaustive one finds; a figure beyond its bound is printed as missed. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "exact.h"
#include "trial.h"

#define PATH_BYTES 1024
#define QUESTIONS 1000
#define PLAIN_QUESTIONS 500 /* at most: at a million passages one takes more than a second */
#define EXACT_QUESTIONS 200 /* that are also answered without any pruning */
#define SECONDS_MAX 20.0    /* for a round of them */
#define PLAIN_SECONDS_MAX 12.0
#define GROWTH_FROM 10000 /* fewer fit into the processor's caches */

/* What is to be reached. */
#define P99_OF_MEAN_MAX 5.0
#define RESIDENT_MAX 150.0
#define INDEX_OF_TEXT_MAX 1.6
#define BUILD_RATE_MIN 40000.0
#define BUILD_MEMORY_MAX 512.0
#define UPDATE_SHARE_MAX 0.02

static const struct size {
    uint32_t passages;
    double speed_up; /* over plain FTS5, at least; 0: none is asked for */
} sizes[] = {{1000, 10}, {10000, 0}, {100000, 50}, {1000000, 150}};
#define SIZES (sizeof sizes / sizeof *sizes)

struct result {
    uint32_t passages;
    double text_bytes;
    double index_bytes;
    struct trial_run build;
    struct trial_asking bot;
    struct trial_asking plain;
    double mismatches;
    bool is_same; /* all passages are; then there is neither plain FTS5 nor an update */
    struct trial_run update;
};

/* -- One size ------------------------------------------------------------------------------------------------------ */

static double file_bytes(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 ? (double)about.st_size : 0;
}

struct paths {
    char knowledge[PATH_BYTES];
    char index[PATH_BYTES];
    char plain[PATH_BYTES];
};

static void name_files(const char *scratch, uint32_t count, struct paths *paths)
{
    snprintf(paths->knowledge, PATH_BYTES, "%s/passages-%u.jsonl", scratch, (unsigned)count);
    snprintf(paths->index, PATH_BYTES, "%s/passages-%u.index", scratch, (unsigned)count);
    snprintf(paths->plain, PATH_BYTES, "%s/passages-%u.plain", scratch, (unsigned)count);
}

static bool build(char *program, struct paths *paths, bool is_update, struct trial_run *run)
{
    char verb[] = "index";
    char from[] = "--knowledge";
    char to[] = "--output";
    char update[] = "--update";
    char *const arguments[] = {
        program, verb, from, paths->knowledge, to, paths->index, is_update ? update : NULL, NULL};
    return trial_run(arguments, run);
}

static bool measure_plain(struct paths *paths, struct trial_questions questions, struct trial_asking *asking)
{
    questions.most = PLAIN_QUESTIONS;
    questions.seconds_max = PLAIN_SECONDS_MAX;
    bool good =
        trial_make_plain(paths->plain, paths->knowledge) && trial_ask_plain(paths->plain, &questions, asking);
    remove(paths->plain);
    return good;
}

/* A few passages are edited, and the index goes on from what it was. */
static bool measure_update(char *program, const struct passages *passages, struct paths *paths,
                           struct result *result)
{
    uint64_t ignored;
    return passages_write(passages, paths->knowledge, result->passages, PASSAGES_EDITED, &ignored) &&
           build(program, paths, true, &result->update);
}

static bool measure(char *program, const char *scratch, const struct passages *passages,
                    struct result *result)
{
    struct paths paths;
    uint64_t text_bytes = 0;
    struct trial_questions questions = {.passages = passages,
                                        .passage_count = result->is_same ? 1 : result->passages,
                                        .most = QUESTIONS,
                                        .seconds_max = SECONDS_MAX};
    struct trial_questions few = questions;
    few.most = EXACT_QUESTIONS;
    name_files(scratch, result->passages, &paths);
    remove(paths.index);
    bool good = passages_write(passages, paths.knowledge, result->passages,
                               result->is_same ? PASSAGES_SAME : PASSAGES_DISTINCT, &text_bytes) &&
                build(program, &paths, false, &result->build);
    result->text_bytes = (double)text_bytes;
    result->index_bytes = file_bytes(paths.index);
    good = good && trial_ask_bot(paths.index, &questions, &result->bot) &&
           exact_mismatches(paths.index, &few, &result->mismatches);
    if (good && !result->is_same) {
        good = measure_plain(&paths, questions, &result->plain) &&
               measure_update(program, passages, &paths, result);
    }
    return good;
}

static bool is_mismatched(const struct result *results, size_t count)
{
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        found = found || results[i].mismatches > 0;
    }
    return found;
}

/* -- The tables ---------------------------------------------------------------------------------------------------- */

static void print_asking(const struct result *results, size_t count)
{
    printf("asking, CPU       mean ms   p99 ms  p99/mean  asked  mismatches  resident MiB  memory    file   "
           "plain ms  asked   faster\n");
    for (size_t i = 0; i < count; i++) {
        const struct result *result = &results[i];
        char mismatches[16] = "-"; /* all entries are looked at anyway */
        if (result->mismatches != EXACT_NONE) {
            snprintf(mismatches, sizeof mismatches, "%.0f", result->mismatches);
        }
        printf("%9u %-5s %9.3f %8.3f %9.1f %6.0f %11s %13.1f %7.1f %7.1f", (unsigned)result->passages,
               result->is_same ? "alike" : "", result->bot.mean / 1e3, result->bot.p99 / 1e3,
               result->bot.p99 / result->bot.mean, result->bot.asked, mismatches, result->bot.peak,
               result->bot.memory, result->bot.file);
        if (!result->is_same) {
            printf(" %10.2f %6.0f %8.1f", result->plain.mean / 1e3, result->plain.asked,
                   result->plain.mean / result->bot.mean);
        }
        printf("\n");
    }
}

static void print_building(const struct result *results, size_t count)
{
    printf(
        "\nbuilding, CPU    text MB  index MB  index/text   CPU s  passages/s  seconds  peak MiB  update s  "
        "share %%\n");
    for (size_t i = 0; i < count; i++) {
        const struct result *result = &results[i];
        printf("%9u %-5s %8.1f %9.1f %11.2f %7.2f %11.0f %8.2f %9.1f", (unsigned)result->passages,
               result->is_same ? "alike" : "", result->text_bytes / 1e6, result->index_bytes / 1e6,
               result->index_bytes / result->text_bytes, result->build.cpu_seconds,
               result->passages / result->build.cpu_seconds, result->build.seconds, result->build.peak);
        if (!result->is_same) {
            printf(" %9.2f %8.1f", result->update.cpu_seconds,
                   100 * result->update.cpu_seconds / result->build.cpu_seconds);
        }
        printf("\n");
    }
}

/* The slope of the straight line nearest to the logarithms of cost over those of size: the power that it grows by. */
static void print_growth(const struct result *results, size_t count)
{
    double n = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    for (size_t i = 0; i < count; i++) {
        if (results[i].passages >= GROWTH_FROM && !results[i].is_same) {
            double size = log(results[i].passages);
            double cost = log(results[i].bot.mean);
            n++;
            x += size;
            y += cost;
            xx += size * size;
            xy += size * cost;
        }
    }
    if (n > 1) {
        printf("\ngrowth: the mean grows as passages^%.2f from %d on; less than 1 is wanted\n",
               (n * xy - x * y) / (n * xx - x * x), GROWTH_FROM);
    }
}

static void judge(bool reached, uint32_t passages, const char *what, double is, const char *relation,
                  double bound)
{
    if (!reached) {
        printf("missed: %u passages: %s is %.2f, %s %.2f is wanted\n", (unsigned)passages, what, is, relation,
               bound);
    }
}

static void at_most(const struct result *result, const char *what, double is, double bound)
{
    judge(is <= bound, result->passages, what, is, "at most", bound);
}

static void at_least(const struct result *result, const char *what, double is, double bound)
{
    judge(is >= bound, result->passages, what, is, "at least", bound);
}

static void judge_million(const struct result *result)
{
    at_most(result, "resident memory in MiB", result->bot.peak, RESIDENT_MAX);
    at_most(result, "the index over the text", result->index_bytes / result->text_bytes, INDEX_OF_TEXT_MAX);
    at_least(result, "building in passages a second", result->passages / result->build.cpu_seconds,
             BUILD_RATE_MIN);
    at_most(result, "memory for building in MiB", result->build.peak, BUILD_MEMORY_MAX);
    at_most(result, "an update as a share of building",
            result->update.cpu_seconds / result->build.cpu_seconds, UPDATE_SHARE_MAX);
}

static void judge_all(const struct result *results, size_t count)
{
    for (size_t i = 0; i < count && !results[i].is_same; i++) {
        const struct result *result = &results[i];
        at_least(result, "the speed beside plain FTS5", result->plain.mean / result->bot.mean,
                 sizes[i].speed_up);
        if (result->passages == 100000) {
            at_most(result, "the 99th percentile over the mean", result->bot.p99 / result->bot.mean,
                    P99_OF_MEAN_MAX);
        }
        if (result->passages == 1000000) {
            judge_million(result);
        }
    }
}

/* Measures each size up to `most`, then the largest with all passages alike; gives how many results there are. */
static bool measure_all(char *program, const char *scratch, unsigned long most, struct result *results,
                        size_t *count)
{
    struct passages *passages = passages_new();
    bool good = passages != NULL && (mkdir(scratch, 0777) == 0 || errno == EEXIST);
    for (*count = 0; good && *count < SIZES && sizes[*count].passages <= most; *count += good) {
        results[*count].passages = sizes[*count].passages;
        fprintf(stderr, "%u passages ...\n", (unsigned)sizes[*count].passages);
        good = measure(program, scratch, passages, &results[*count]);
    }
    if (good && *count > 0) {
        results[*count].passages = results[*count - 1].passages;
        results[*count].is_same = true;
        fprintf(stderr, "%u passages, all alike ...\n", (unsigned)results[*count].passages);
        good = measure(program, scratch, passages, &results[*count]);
        *count += good;
    }
    passages_free(passages);
    return good;
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

int main(int argc, char **argv)
{
    struct result results[SIZES + 1] = {{0}};
    size_t count = 0;
    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: scale PROGRAM SCRATCH [MOST]\n");
        return EXIT_FAILURE;
    }
    unsigned long most = argc == 4 ? strtoul(argv[3], NULL, 10) : sizes[SIZES - 1].passages;
    bool good = measure_all(argv[1], argv[2], most, results, &count);
    print_asking(results, count);
    print_building(results, count);
    print_growth(results, count);
    judge_all(results, count);
    if (!good) {
        fprintf(stderr, "bench: not everything could be measured\n");
    }
    return good && !is_mismatched(results, count) ? EXIT_SUCCESS : EXIT_FAILURE;
}
