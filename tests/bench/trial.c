/* bench/trial.c - runs processes that ask or build, and reads what they used. It judges nothing. */
#define _DEFAULT_SOURCE /* wait4(), which tells of one child what getrusage() tells of all */

#include "trial.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <faqbot.h>

#include "plain.h"
#include "timing.h"

#define ROUNDS 3 /* after one that warms */
#define QUESTION_BYTES_MAX 1024

/* -- Asking -------------------------------------------------------------------------------------------------------- */

/* Whoever answers. */
struct contestant {
    struct faqbot *bot;
    struct plain plain;
};

typedef bool ask_function(struct contestant *contestant, struct faqbot_view question);

static bool ask_bot(struct contestant *contestant, struct faqbot_view text)
{
    struct faqbot_question question = {.text = text, .top = 10};
    struct faqbot_answer answer;
    return faqbot_ask(contestant->bot, &question, &answer) == FAQBOT_OK;
}

static bool ask_plain(struct contestant *contestant, struct faqbot_view text)
{
    return plain_ask(&contestant->plain, text);
}

/* One round; ends early where `seconds_max` are over, and *count is then lower. `best` is NULL where nothing is
 * kept. */
static bool run_round(struct contestant *contestant, ask_function *ask,
                      const struct trial_questions *questions, uint32_t *count, double *best, double *mean)
{
    struct buffer question;
    double total = 0;
    uint32_t i = 0;
    bool good = true;
    buffer_init(&question, QUESTION_BYTES_MAX);
    for (; i < *count && total < questions->seconds_max * 1e6 && good; i++) {
        passages_ask(questions->passages, i, questions->passage_count, &question);
        double before = timing_cpu_microseconds();
        good = !question.failed && ask(contestant, buffer_view(&question));
        double taken = timing_cpu_microseconds() - before;
        total += taken;
        if (best != NULL) {
            best[i] = best[i] == 0 || taken < best[i] ? taken : best[i];
        }
    }
    buffer_release(&question);
    *count = i;
    *mean = total / (double)(i == 0 ? 1 : i);
    return good && i > 0;
}

static bool run_rounds(struct contestant *contestant, ask_function *ask,
                       const struct trial_questions *questions, struct trial_asking *asking)
{
    double rounds[ROUNDS];
    double mean;
    uint32_t count = questions->most;
    double *best = calloc(count, sizeof *best);
    bool good = best != NULL && run_round(contestant, ask, questions, &count, NULL, &mean);
    for (size_t i = 0; i < ROUNDS && good; i++) {
        good = run_round(contestant, ask, questions, &count, best, &rounds[i]);
    }
    if (good) {
        asking->asked = count;
        asking->mean = timing_middle(rounds, ROUNDS);
        asking->p99 = timing_percentile_99(best, count);
    }
    free(best);
    return good;
}

/* A value of /proc/self/status, in MiB. */
static double resident(const char *name)
{
    char line[256];
    unsigned long kibibytes = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, name, strlen(name)) == 0) {
            kibibytes = strtoul(line + strlen(name), NULL, 10);
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return (double)kibibytes / 1024;
}

/* What a child asks whom. */
struct job {
    ask_function *ask;
    const char *file;
    const struct trial_questions *questions;
};

static bool ask_all(const void *context, void *result)
{
    const struct job *job = context;
    struct trial_asking *asking = result;
    struct contestant contestant = {.bot = NULL};
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    const struct faqbot_options options = {.index = job->file};
    bool opened = job->ask == ask_plain ? plain_open(&contestant.plain, job->file)
                                        : faqbot_open(&options, &contestant.bot, &fault) == FAQBOT_OK;
    if (!opened) {
        fprintf(stderr, "bench: %s: cannot be opened: %s\n", job->file, fault.sentence);
    }
    bool good = opened && run_rounds(&contestant, job->ask, job->questions, asking);
    asking->memory = resident("RssAnon:");
    asking->file = resident("RssFile:");
    asking->peak = resident("VmHWM:");
    return good;
}

bool trial_apart(trial_work *work, const void *context, void *result, size_t size)
{
    int ends[2];
    int status = -1;
    if (pipe(ends) != 0) {
        return false;
    }
    pid_t child = fork();
    if (child == 0) {
        void *made = calloc(1, size);
        bool told = made != NULL && work(context, made) && write(ends[1], made, size) == (ssize_t)size;
        _exit(told ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    close(ends[1]);
    bool told = child > 0 && read(ends[0], result, size) == (ssize_t)size;
    close(ends[0]);
    return child > 0 && waitpid(child, &status, 0) == child && status == EXIT_SUCCESS && told;
}

bool trial_ask_bot(const char *index, const struct trial_questions *questions, struct trial_asking *asking)
{
    const struct job job = {.ask = ask_bot, .file = index, .questions = questions};
    return trial_apart(ask_all, &job, asking, sizeof *asking);
}

bool trial_ask_plain(const char *file, const struct trial_questions *questions, struct trial_asking *asking)
{
    const struct job job = {.ask = ask_plain, .file = file, .questions = questions};
    return trial_apart(ask_all, &job, asking, sizeof *asking);
}

/* -- Building ------------------------------------------------------------------------------------------------------ */

bool trial_make_plain(const char *file, const char *path)
{
    int status = -1;
    unlink(file);
    pid_t child = fork();
    if (child == 0) {
        struct plain plain;
        bool made = plain_make(&plain, file, path);
        plain_close(&plain);
        _exit(made ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    return child > 0 && waitpid(child, &status, 0) == child && status == EXIT_SUCCESS;
}

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

bool trial_run(char *const arguments[], struct trial_run *run)
{
    struct timespec start;
    struct timespec end;
    struct rusage usage;
    int status = -1;
    clock_gettime(CLOCK_MONOTONIC, &start);
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        if (nowhere >= 0) {
            dup2(nowhere, STDOUT_FILENO);
        }
        execv(arguments[0], arguments);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child || status != EXIT_SUCCESS) {
        return false;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    *run = (struct trial_run){.cpu_seconds = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime),
                              .seconds = (double)(end.tv_sec - start.tv_sec) +
                                         (double)(end.tv_nsec - start.tv_nsec) / 1e9,
                              .peak = (double)usage.ru_maxrss / 1024};
    return true;
}
