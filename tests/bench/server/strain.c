/* server/strain.c - the figures of a server under strain: a flood from one address, asks that workers answer, and
 * millions of asks. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scene.h"

/* -- A flood from one address -------------------------------------------------------------------------------------- */

#define OTHERS 500
#define OTHERS_PER_SECOND 250
#define OTHERS_SECONDS 10
#define FLOOD_VISITORS 50 /* under the limit of connections of an address */
#define FLOOD_ADDRESS 60000

/* In a process of its own, until it is ended: asks as fast as it can, and comes again when it is sent away. */
static void flood(unsigned short port, const struct questions *questions)
{
    struct visitors visitors;
    struct visitors_options options = {.port = port,
                                       .questions = questions,
                                       .answer = "{",
                                       .is_greeted = true,
                                       .first_address = FLOOD_ADDRESS,
                                       .addresses = 1,
                                       .is_rude = true};
    struct visitors_plan plan = {.asks = UINT64_MAX, .seconds = 60, .at_once = 20};
    if (visitors_make(&visitors, &options) && visitors_come(&visitors, FLOOD_VISITORS, 10, 10)) {
        visitors_follow(&visitors, &plan);
    }
    _exit(EXIT_SUCCESS);
}

/* The 99th percentile of the others' wait, in milliseconds. */
static bool measure_others(struct scene *scene, double *wait)
{
    struct visitors_plan plan = {.asks = (uint64_t)OTHERS_PER_SECOND * OTHERS_SECONDS,
                                 .seconds = SCENE_SECONDS_MAX,
                                 .per_second = OTHERS_PER_SECOND};
    bool good = scene_follow(scene, &plan);
    *wait = visitors_wait(&scene->visitors, .99) / 1e3;
    return good;
}

static bool measure_flooded(struct scene *scene, const struct figures *figures, double *wait)
{
    pid_t child = fork();
    if (child == 0) {
        flood(scene->program.port, &figures->fresh);
    }
    visitors_rest(1);
    bool good = child > 0 && measure_others(scene, wait);
    if (child > 0) {
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
    }
    return good;
}

bool figures_flood(const struct figures *figures)
{
    struct scene scene;
    double calm = 0;
    double flooded = 0;
    bool good = scene_open(&scene, figures, &figures->fresh, SCENE_LIMITED);
    scene.visitors.options.addresses = OTHERS; /* each has one of its own, and stays within its limits */
    good = good && scene_come(&scene, OTHERS) && measure_others(&scene, &calm) &&
           measure_flooded(&scene, figures, &flooded);
    scene_close(&scene);
    if (good) {
        char label[128];
        snprintf(label, sizeof label, "a flood: 99th percentile of the others (without %.2f)", calm);
        scene_row(label, flooded, -1, 2 * calm, false, "ms");
    }
    return good;
}

/* -- Workers ------------------------------------------------------------------------------------------------------- */

#define WORKERS_VISITORS 16
#define WORKERS_ROUNDS 7
#define WORKERS_ASKS 1000 /* in a round */

struct pace {
    struct scene scene;
    double rate; /* asks a second, in the best round */
    double cpu;  /* milliseconds an ask, of the server, in its best round */
};

static bool measure_pace(struct pace *pace)
{
    struct visitors_plan plan = {.asks = WORKERS_ASKS, .seconds = SCENE_SECONDS_MAX};
    double cpu = program_cpu(&pace->scene.program);
    double start = visitors_clock();
    if (!scene_follow(&pace->scene, &plan)) {
        return false;
    }
    double rate = WORKERS_ASKS / ((visitors_clock() - start) / 1e6);
    cpu = (program_cpu(&pace->scene.program) - cpu) / WORKERS_ASKS / 1e3;
    pace->rate = rate > pace->rate ? rate : pace->rate;
    pace->cpu = pace->cpu == 0 || cpu < pace->cpu ? cpu : pace->cpu;
    return true;
}

/* Means something where an ask takes milliseconds: below that the loop, which hands them over, is what it measures.
 * The two take turns; in the first round each bot reads what it then keeps. */
bool figures_workers(const struct figures *figures)
{
    static const enum scene_program programs[] = {SCENE_WORKER, SCENE_WORKERS};
    struct pace paces[2] = {{.scene.visitors.epoll = -1}, {.scene.visitors.epoll = -1}};
    bool good = true;
    for (int i = 0; i < 2 && good; i++) {
        good = scene_open(&paces[i].scene, figures, &figures->fresh, programs[i]) &&
               scene_come(&paces[i].scene, WORKERS_VISITORS);
    }
    for (int round = 0; round < WORKERS_ROUNDS && good; round++) {
        good = measure_pace(&paces[0]) && measure_pace(&paces[1]);
    }
    for (int i = 0; i < 2; i++) {
        char label[128];
        snprintf(label, sizeof label,
                 i == 0 ? "asks a second by one worker (%.2f ms of CPU each)" : "  by two (%.2f ms)",
                 paces[i].cpu);
        scene_close(&paces[i].scene);
        if (good) {
            scene_row(label, paces[i].rate, -1, i == 0 ? 0 : 1.6 * paces[0].rate, true, "/s");
        }
    }
    return good;
}

/* -- Millions of asks ---------------------------------------------------------------------------------------------- */

#define SOAK_ASKS 2000000
#define SOAK_VISITORS 200
#define SOAK_ASKS_A_VISIT 20
#define SOAK_SECONDS 600
#define SOAK_GROWTH 1048576 /* bytes: what the C library may keep for itself */

struct soak {
    struct scene scene;
    double memory; /* after the first tenth */
    size_t descriptors;
};

static void look(void *user)
{
    struct soak *soak = user;
    soak->memory = program_memory(&soak->scene.program);
    soak->descriptors = program_descriptors(&soak->scene.program);
}

/* Those that were left are gone from the server too, but for the last of them. */
bool figures_soak(const struct figures *figures)
{
    struct soak soak = {.memory = 0};
    struct visitors_plan plan = {.asks = SOAK_ASKS,
                                 .seconds = SOAK_SECONDS,
                                 .asks_a_visit = SOAK_ASKS_A_VISIT,
                                 .report_at = SOAK_ASKS / 10,
                                 .report = look,
                                 .report_user = &soak};
    bool good = scene_open(&soak.scene, figures, &figures->fresh, SCENE_PLAIN) &&
                scene_come(&soak.scene, SOAK_VISITORS) && scene_follow(&soak.scene, &plan);
    double memory = program_memory(&soak.scene.program);
    size_t descriptors = program_descriptors(&soak.scene.program);
    size_t came = soak.scene.visitors.came;
    scene_close(&soak.scene);
    if (good) {
        char label[128];
        snprintf(label, sizeof label, "2 million asks by %zu visitors: growth since the first tenth", came);
        scene_row(label, (memory - soak.memory) / 1024, -1, SOAK_GROWTH / 1024.0, false, "KiB");
        scene_row("  descriptors more than then", (double)descriptors - (double)soak.descriptors, -1,
                  SOAK_VISITORS / 10.0, false, "");
    }
    return good;
}
