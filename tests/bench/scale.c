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

static bool build(char *program, struct paths *paths, struct result *result)
{
    char verb[] = "index";
    char from[] = "--knowledge";
    char to[] = "--output";
    char *const arguments[] = {program, verb, from, paths->knowledge, to, paths->index, NULL};
    remove(paths->index);
    bool built = trial_run(arguments, &result->build);
    result->index_bytes = file_bytes(paths->index);
    return built;
}

static bool measure(char *program, const char *scratch, const struct passages *passages,
                    struct result *result)
{
    struct paths paths;
    uint64_t text_bytes = 0;
    struct trial_questions questions = {.passages = passages,
                                        .passage_count = result->passages,
                                        .most = QUESTIONS,
                                        .seconds_max = SECONDS_MAX};
    name_files(scratch, result->passages, &paths);
    bool good = passages_write(passages, paths.knowledge, result->passages, false, &text_bytes) &&
                build(program, &paths, result) && trial_ask_bot(paths.index, &questions, &result->bot);
    result->text_bytes = (double)text_bytes;
    questions.most = EXACT_QUESTIONS;
    good = good && exact_mismatches(paths.index, &questions, &result->mismatches);
    questions.most = PLAIN_QUESTIONS;
    questions.seconds_max = PLAIN_SECONDS_MAX;
    good = good && trial_make_plain(paths.plain, paths.knowledge) &&
           trial_ask_plain(paths.plain, &questions, &result->plain);
    remove(paths.plain);
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
    printf("asking, CPU    mean ms   p99 ms  p99/mean  asked   plain ms  asked   faster  bound  mismatches  "
           "resident MiB  memory    file\n");
    for (size_t i = 0; i < count; i++) {
        const struct result *result = &results[i];
        char mismatches[16] = "-"; /* all entries are looked at anyway */
        if (result->mismatches != EXACT_NONE) {
            snprintf(mismatches, sizeof mismatches, "%.0f", result->mismatches);
        }
        printf("%11u %10.3f %8.3f %9.1f %6.0f %10.2f %6.0f %8.1f %6.0f %11s %13.1f %7.1f %7.1f\n",
               (unsigned)result->passages, result->bot.mean / 1e3, result->bot.p99 / 1e3,
               result->bot.p99 / result->bot.mean, result->bot.asked, result->plain.mean / 1e3,
               result->plain.asked, result->plain.mean / result->bot.mean, sizes[i].speed_up, mismatches,
               result->bot.peak, result->bot.memory, result->bot.file);
    }
}

static void print_building(const struct result *results, size_t count)
{
    printf("\nbuilding     text MB  index MB  index/text  CPU s  passages/s  seconds  peak MiB\n");
    for (size_t i = 0; i < count; i++) {
        const struct result *result = &results[i];
        printf("%11u %8.1f %9.1f %11.2f %6.2f %11.0f %8.2f %9.1f\n", (unsigned)result->passages,
               result->text_bytes / 1e6, result->index_bytes / 1e6, result->index_bytes / result->text_bytes,
               result->build.cpu_seconds, result->passages / result->build.cpu_seconds, result->build.seconds,
               result->build.peak);
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
        if (results[i].passages >= GROWTH_FROM) {
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

static void judge_all(const struct result *results, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct result *result = &results[i];
        at_least(result, "the speed beside plain FTS5", result->plain.mean / result->bot.mean,
                 sizes[i].speed_up);
        if (result->passages == 100000) {
            at_most(result, "the 99th percentile over the mean", result->bot.p99 / result->bot.mean,
                    P99_OF_MEAN_MAX);
        }
        if (result->passages >= 100000) {
            at_most(result, "resident memory in MiB", result->bot.peak, RESIDENT_MAX);
            at_most(result, "the index over the text", result->index_bytes / result->text_bytes,
                    INDEX_OF_TEXT_MAX);
            at_least(result, "building in passages a second", result->passages / result->build.cpu_seconds,
                     BUILD_RATE_MIN);
            at_most(result, "memory for building in MiB", result->build.peak, BUILD_MEMORY_MAX);
        }
    }
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

int main(int argc, char **argv)
{
    struct result results[SIZES] = {{0}};
    size_t count = 0;
    bool good = true;
    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: scale PROGRAM SCRATCH [MOST]\n");
        return EXIT_FAILURE;
    }
    unsigned long most = argc == 4 ? strtoul(argv[3], NULL, 10) : sizes[SIZES - 1].passages;
    struct passages *passages = passages_new();
    good = passages != NULL && (mkdir(argv[2], 0777) == 0 || errno == EEXIST);
    while (good && count < SIZES && sizes[count].passages <= most) {
        results[count].passages = sizes[count].passages;
        fprintf(stderr, "%u passages ...\n", (unsigned)sizes[count].passages);
        good = measure(argv[1], argv[2], passages, &results[count]);
        count += good;
    }
    passages_free(passages);
    print_asking(results, count);
    print_building(results, count);
    print_growth(results, count);
    judge_all(results, count);
    if (!good) {
        fprintf(stderr, "bench: %u passages cannot be measured\n", (unsigned)sizes[count].passages);
    }
    return good && !is_mismatched(results, count) ? EXIT_SUCCESS : EXIT_FAILURE;
}
