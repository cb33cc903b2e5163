/* bench/ask.c - what one `ask` costs, beside plain FTS5 on the same questions in the same run.
 *
 *     ask FOLDER ...
 *
 * Each folder holds knowledge.jsonl and questions.tsv (a question, a tab, anything). CPU time of this process, not the
 * clock: the machine may be busy. Rounds over all questions alternate between the contestants, and the middle round
 * counts. Memory is that of building and asking alone, so each set runs in a process of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <faqbot_chat.h>

#include "heap.h"
#include "plain.h"
#include "set.h"

#define ROUNDS 7
#define PATH_BYTES 1024

/* -- The contestants ----------------------------------------------------------------------------------------------- */

struct contest {
    char knowledge[PATH_BYTES];
    struct set set;
    struct faqbot *bot;
    struct faqbot *remembering; /* the same with a cache that holds all questions */
    struct faqbot_chat *chat;
    struct plain plain;
};

/* One question; false: it could not be asked, which a question of the sets never is. */
typedef bool ask_function(struct contest *contest, struct faqbot_view question);

static bool ask_bot(struct contest *contest, struct faqbot_view text)
{
    struct faqbot_question question = {.text = text};
    struct faqbot_answer answer;
    return faqbot_ask(contest->bot, &question, &answer) == FAQBOT_OK;
}

/* After the first round every question has been asked before; the middle round is one of those. */
static bool ask_remembering(struct contest *contest, struct faqbot_view text)
{
    struct faqbot_question question = {.text = text};
    struct faqbot_answer answer;
    return faqbot_ask(contest->remembering, &question, &answer) == FAQBOT_OK;
}

static bool ask_chat(struct contest *contest, struct faqbot_view text)
{
    struct faqbot_chat_request request = {.type = FAQBOT_CHAT_ASK, .text = text};
    struct faqbot_view reply;
    return faqbot_chat_request(contest->chat, contest->bot, &request) == FAQBOT_OK &&
           faqbot_chat_next(contest->chat, &reply);
}

static bool ask_plain(struct contest *contest, struct faqbot_view text)
{
    return plain_ask(&contest->plain, text);
}

/* -- Measuring ----------------------------------------------------------------------------------------------------- */

/* Of this process so far. */
static double cpu_microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int by_size(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;
    return (*a > *b) - (*a < *b);
}

/* Both sort the values, of which there is one at least. */
static double middle(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return values[count / 2];
}

static double percentile_99(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return values[count - 1 - count / 100];
}

struct timing {
    double rounds[ROUNDS]; /* mean of a question */
    double *best;          /* by question */
};

/* One round; false: a question could not be asked. */
static bool run(struct contest *contest, ask_function *ask, unsigned round, struct timing *timing)
{
    bool asked = true;
    double start = cpu_microseconds();
    double before = start;
    for (size_t i = 0; i < contest->set.count && asked; i++) {
        asked = ask(contest, contest->set.questions[i]);
        double after = cpu_microseconds();
        timing->best[i] = round == 0 || after - before < timing->best[i] ? after - before : timing->best[i];
        before = after;
    }
    timing->rounds[round] = (before - start) / (double)contest->set.count;
    return asked;
}

static double peak_mebibytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

/* Opens the bot, and warms it. */
static bool start_bot(struct contest *contest, double *seconds)
{
    struct faqbot_options options = {.knowledge = contest->knowledge};
    struct faqbot_chat_options chat_options = {.asks_per_minute = 0};
    struct faqbot_fault fault;
    double before = cpu_microseconds();
    bool started = faqbot_open(&options, &contest->bot, &fault) == FAQBOT_OK &&
                   faqbot_chat_new(&chat_options, &contest->chat) == FAQBOT_OK;
    *seconds = (cpu_microseconds() - before) / 1e6;
    for (size_t i = 0; i < contest->set.count && started; i++) {
        started = ask_bot(contest, contest->set.questions[i]);
    }
    return started;
}

static bool start_remembering(struct contest *contest)
{
    struct faqbot_options options = {.knowledge = contest->knowledge, .cached_questions = contest->set.count};
    struct faqbot_fault fault;
    return faqbot_open(&options, &contest->remembering, &fault) == FAQBOT_OK;
}

static bool measure(struct contest *contest, const char *name)
{
    enum { BOT, REMEMBERING, CHAT, PLAIN, CONTESTANTS };
    static ask_function *const asks[CONTESTANTS] = {ask_bot, ask_remembering, ask_chat, ask_plain};
    struct timing timings[CONTESTANTS] = {0};
    double seconds;
    bool good = start_bot(contest, &seconds);
    double memory = peak_mebibytes();
    struct heap_count before = heap_count();
    for (size_t i = 0; i < contest->set.count && good; i++) {
        good = ask_bot(contest, contest->set.questions[i]);
    }
    struct heap_count after = heap_count();
    double count = (double)contest->set.count;
    good = good && plain_make(&contest->plain, NULL, contest->knowledge) && start_remembering(contest);
    for (size_t i = 0; i < CONTESTANTS && good; i++) {
        timings[i].best = calloc(contest->set.count, sizeof *timings[i].best);
        good = timings[i].best != NULL;
    }
    for (unsigned round = 0; round < ROUNDS && good; round++) {
        for (size_t i = 0; i < CONTESTANTS && good; i++) {
            good = run(contest, asks[i], round, &timings[i]);
        }
    }
    if (good) {
        double ask = middle(timings[BOT].rounds, ROUNDS);
        double plain = middle(timings[PLAIN].rounds, ROUNDS);
        printf("%-19s %8.1f %8.1f %8.1f %8.1f %10.1f %6.2f %8.2f %8.1f %8.2f %8.1f\n", name, ask,
               percentile_99(timings[BOT].best, contest->set.count),
               middle(timings[REMEMBERING].rounds, ROUNDS), middle(timings[CHAT].rounds, ROUNDS), plain,
               ask / plain, seconds, memory, (double)(after.own - before.own) / count,
               (double)(after.all - before.all) / count);
    }
    for (size_t i = 0; i < CONTESTANTS; i++) {
        free(timings[i].best);
    }
    return good;
}

static bool run_set(const char *folder)
{
    struct contest contest = {.bot = NULL};
    char questions[PATH_BYTES];
    const char *slash = strrchr(folder, '/');
    snprintf(contest.knowledge, PATH_BYTES, "%s/knowledge.jsonl", folder);
    snprintf(questions, PATH_BYTES, "%s/questions.tsv", folder);
    bool good = set_read(&contest.set, questions) && measure(&contest, slash == NULL ? folder : slash + 1);
    if (!good) {
        fprintf(stderr, "bench: %s cannot be measured\n", folder);
    }
    plain_close(&contest.plain);
    faqbot_chat_free(contest.chat);
    faqbot_close(contest.bot);
    faqbot_close(contest.remembering);
    set_release(&contest.set);
    return good;
}

/* Runs a set in a process of its own. */
static bool run_apart(const char *folder)
{
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        bool good = run_set(folder);
        exit(good && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    return child > 0 && waitpid(child, &status, 0) == child && status == EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: ask FOLDER ...\n");
        return EXIT_FAILURE;
    }
    printf("%-19s %8s %8s %8s %8s %10s %6s %8s %8s %8s %8s\n", "microseconds of CPU", "an ask", "p99",
           "again", "as JSON", "plain FTS5", "ratio", "build s", "MiB", "mallocs", "in all");
    fflush(stdout);
    bool good = true;
    for (int i = 1; i < argc; i++) {
        good = run_apart(argv[i]) && good;
    }
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
