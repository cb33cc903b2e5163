/* server/figures.c - the figures of the server. Each starts the two programs anew, together or in turn. */
#include "figures.h"

#include <stdio.h>

#include "inside.h"
#include "scene.h"

#define ROUNDS 9

/* -- The CPU of an ask --------------------------------------------------------------------------------------------- */

#define ASKS_A_ROUND 10000

static double least(const double *values, size_t count)
{
    double found = values[0];
    for (size_t i = 1; i < count; i++) {
        found = values[i] < found ? values[i] : found;
    }
    return found;
}

/* Microseconds of CPU an ask, over a round; negative: it failed. The echo keeps the client so busy that it never
 * sleeps; so it must not before the other either, whose sends would wake it each time, at some microseconds. */
static double round_cpu(struct scene *scene)
{
    struct visitors_plan plan = {.asks = ASKS_A_ROUND, .seconds = SCENE_SECONDS_MAX, .is_sleepless = true};
    double before = program_cpu(&scene->program);
    return scene_follow(scene, &plan) ? (program_cpu(&scene->program) - before) / ASKS_A_ROUND : -1;
}

/* The three take turns, so that they meet the same weather; of each the best round counts, for whatever else runs on
 * the machine only adds. */
static bool ask_in_turns(struct scene *echo, struct scene *server, struct inside *inside,
                         const struct questions *questions, double cpu[3])
{
    double rounds[3][ROUNDS];
    bool good = scene_come(echo, 100) && scene_come(server, 100);
    /* Otherwise client and server push each other off their cores, and the figures tell of that. */
    program_keep_to(echo->program.process, 0);
    program_keep_to(server->program.process, 0);
    program_keep_to(0, 1);
    for (int round = -1; round < ROUNDS && good; round++) { /* the first one warms */
        double now[3] = {round_cpu(echo), round_cpu(server), inside_ask(inside, questions, ASKS_A_ROUND)};
        for (int i = 0; i < 3; i++) {
            good = good && now[i] > 0;
            rounds[i][round < 0 ? 0 : round] = now[i];
        }
    }
    for (int i = 0; i < 3 && good; i++) {
        cpu[i] = least(rounds[i], ROUNDS);
    }
    return good;
}

static bool measure_ask(const struct figures *figures, bool is_cached, double cpu[3])
{
    const struct questions *questions = &figures->repeated;
    struct scene echo;
    struct scene server = {.visitors.epoll = -1};
    struct inside inside = {.bot = NULL};
    bool good = scene_open(&echo, figures, questions, SCENE_ECHO) &&
                scene_open(&server, figures, questions, is_cached ? SCENE_PLAIN : SCENE_FORGETFUL) &&
                inside_open(&inside, figures->knowledge, is_cached) &&
                ask_in_turns(&echo, &server, &inside, questions, cpu);
    program_roam();
    inside_close(&inside);
    scene_close(&server);
    scene_close(&echo);
    return good;
}

bool figures_ask(const struct figures *figures)
{
    double cpu[3];
    if (!measure_ask(figures, false, cpu)) {
        return false;
    }
    char label[128];
    snprintf(label, sizeof label, "an ask not kept, CPU (%.1f us) less that inside (%.1f us)", cpu[1],
             cpu[2]);
    scene_row(label, cpu[1] - cpu[2], cpu[0], 1.5 * cpu[0], false, "us");
    if (!measure_ask(figures, true, cpu)) {
        return false;
    }
    snprintf(label, sizeof label, "the same again, CPU (inside %.1f us)", cpu[2]);
    scene_row(label, cpu[1], cpu[0], 1.5 * cpu[0], false, "us");
    return true;
}

/* -- Many who seldom ask ------------------------------------------------------------------------------------------- */

#define SPARSE_VISITORS 10000
#define SPARSE_PER_SECOND 5000
#define SPARSE_SECONDS 8

struct sparse {
    double share; /* of a core, in percent */
    double wait;  /* the 99th percentile, in milliseconds */
};

static bool measure_sparse(const struct figures *figures, enum scene_program program, struct sparse *sparse)
{
    struct scene scene;
    struct visitors_plan plan = {.asks = (uint64_t)SPARSE_PER_SECOND * SPARSE_SECONDS,
                                 .seconds = SCENE_SECONDS_MAX,
                                 .per_second = SPARSE_PER_SECOND};
    struct visitors_plan warm = {
        .asks = SPARSE_PER_SECOND, .seconds = SCENE_SECONDS_MAX, .per_second = SPARSE_PER_SECOND};
    bool good = scene_open(&scene, figures, &figures->repeated, program) &&
                scene_come(&scene, SPARSE_VISITORS) && scene_follow(&scene, &warm);
    double before = program_cpu(&scene.program);
    good = good && scene_follow(&scene, &plan);
    if (good) {
        sparse->share = (program_cpu(&scene.program) - before) / (SPARSE_SECONDS * 1e6) * 100;
        sparse->wait = visitors_wait(&scene.visitors, .99) / 1e3;
    }
    scene_close(&scene);
    return good;
}

bool figures_sparse(const struct figures *figures)
{
    struct sparse echo;
    struct sparse new;
    struct sparse again;
    if (!measure_sparse(figures, SCENE_ECHO, &echo) || !measure_sparse(figures, SCENE_FORGETFUL, &new) ||
        !measure_sparse(figures, SCENE_PLAIN, &again)) {
        return false;
    }
    scene_row("10 000 visitors, 5 000 asks a second, none kept: of a core", new.share, echo.share, 35, false,
              "%");
    scene_row("  with the cache", again.share, echo.share, 35, false, "%");
    scene_row("  99th percentile of the wait, none kept", new.wait, echo.wait, 5, false, "ms");
    scene_row("  with the cache", again.wait, echo.wait, 5, false, "ms");
    return true;
}

/* -- An idle connection -------------------------------------------------------------------------------------------- */

#define IDLE_VISITORS 10000

struct idle {
    double bytes;      /* of a connection that came */
    double used_bytes; /* and of one that has asked */
    double rate;       /* connections a second, best of three */
    double cpu;        /* microseconds a connection */
};

static bool measure_idle(const struct figures *figures, bool is_echo, struct idle *idle)
{
    struct scene scene;
    struct visitors_plan warm = {.asks = 2000, .seconds = SCENE_SECONDS_MAX};
    struct visitors_plan once = {.asks = IDLE_VISITORS, .seconds = SCENE_SECONDS_MAX, .per_second = 20000};
    bool good = scene_open(&scene, figures, &figures->repeated, is_echo ? SCENE_ECHO : SCENE_PLAIN) &&
                scene_come(&scene, 10) && scene_follow(&scene, &warm);
    double memory = program_memory(&scene.program);
    double cpu = program_cpu(&scene.program);
    double start = visitors_clock();
    good = good && scene_come(&scene, IDLE_VISITORS);
    if (good) {
        idle->rate = IDLE_VISITORS / ((visitors_clock() - start) / 1e6);
        idle->cpu = (program_cpu(&scene.program) - cpu) / IDLE_VISITORS;
        idle->bytes = (program_memory(&scene.program) - memory) / IDLE_VISITORS;
        good = scene_follow(&scene, &once);
        visitors_rest(.5);
        idle->used_bytes = (program_memory(&scene.program) - memory) / IDLE_VISITORS;
    }
    scene_close(&scene);
    return good;
}

bool figures_idle(const struct figures *figures)
{
    struct idle echo = {0};
    struct idle best = {0};
    for (int i = 0; i < 3; i++) {
        struct idle now_echo;
        struct idle now;
        if (!measure_idle(figures, true, &now_echo) || !measure_idle(figures, false, &now)) {
            return false;
        }
        now_echo.rate = echo.rate > now_echo.rate ? echo.rate : now_echo.rate;
        now.rate = best.rate > now.rate ? best.rate : now.rate;
        echo = now_echo;
        best = now;
    }
    scene_row("an idle connection of 10 000, memory", best.bytes, echo.bytes, 3000, false, "B");
    scene_row("  after it has asked", best.used_bytes, echo.used_bytes, 3000, false, "B");
    scene_row("10 000 connections made, no error, a second", best.rate, echo.rate, 10000, true, "/s");
    scene_row("  CPU of each", best.cpu, echo.cpu, 100, false, "us");
    return true;
}

/* -- Very many ----------------------------------------------------------------------------------------------------- */

#define MANY_VISITORS 18000

bool figures_many(const struct figures *figures)
{
    struct scene scene;
    size_t possible = figures->descriptors - 100;
    size_t count = possible < MANY_VISITORS ? possible : MANY_VISITORS;
    struct visitors_plan plan = {.asks = count, .seconds = SCENE_SECONDS_MAX, .per_second = 10000};
    if (count < MANY_VISITORS) {
        printf("only %zu descriptors may be open (ulimit -n)\n", figures->descriptors);
    }
    bool good = scene_open(&scene, figures, &figures->repeated, SCENE_PLAIN) && scene_come(&scene, count) &&
                scene_follow(&scene, &plan);
    scene_close(&scene);
    if (good) {
        scene_row("connections held, each has asked, no error", (double)count, -1, MANY_VISITORS, true, "");
    }
    return good;
}
