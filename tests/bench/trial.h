/* bench/trial.h - what asking and building take, each in a process of its own so that memory is not shared. */
#ifndef BENCH_TRIAL_H
#define BENCH_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "passages.h"

/* What is asked: questions 0, 1, 2 ... about that many passages. */
struct trial_questions {
    const struct passages *passages;
    uint32_t passage_count;
    uint32_t most;      /* questions, fewer where they take longer than the seconds */
    double seconds_max; /* of CPU, for one round */
};

/* Does some work in a process of its own, which ends then with all that it holds, and copies its result of `size`
 * bytes, a pipe's worth at most. False: it failed. */
typedef bool trial_work(const void *context, void *result);
bool trial_apart(trial_work *work, const void *context, void *result, size_t size);

struct trial_asking {
    double asked;        /* questions */
    double mean;         /* microseconds of CPU a question, the middle round's */
    double p99;          /* of the questions' best rounds */
    double peak;         /* MiB: the most that was resident, memory and mapped file together */
    double memory, file; /* MiB: what was resident at the end, apart */
};

/* Asks the bot on an index file, or plain FTS5 on a file of plain.h's, warm. False: it failed. */
bool trial_ask_bot(const char *index, const struct trial_questions *questions, struct trial_asking *asking);
bool trial_ask_plain(const char *file, const struct trial_questions *questions, struct trial_asking *asking);

/* Makes a file for plain FTS5 of the knowledge base in the file `path`. False: it failed. */
bool trial_make_plain(const char *file, const char *path);

struct trial_run {
    double cpu_seconds;
    double seconds;
    double peak; /* MiB */
};

/* Runs a program, its standard output thrown away. False: it failed. */
bool trial_run(char *const arguments[], struct trial_run *run);

#endif
