/* server/scene.c - a server with visitors, and the rows of the table. */
#include "scene.h"

#include <stdio.h>

static bool complain(const char *what)
{
    fprintf(stderr, "bench: %s\n", what);
    return false;
}

bool scene_open(struct scene *scene, const struct figures *figures, const struct questions *questions,
                enum scene_program program)
{
    bool is_echo = program == SCENE_ECHO;
    bool has_workers = program == SCENE_WORKER || program == SCENE_WORKERS;
    const char *const echo[] = {figures->echo, NULL};
    const char *const faqbot[] = {figures->faqbot,
                                  "serve",
                                  "--knowledge",
                                  figures->knowledge,
                                  "--listen",
                                  "127.0.0.1:0",
                                  "--log",
                                  "text",
                                  "--ping-seconds",
                                  "3000",
                                  program == SCENE_LIMITED ? NULL : "--asks-per-connection",
                                  "0",
                                  "--asks-per-address",
                                  "0",
                                  "--connections-per-address",
                                  "0",
                                  "--cached-questions",
                                  program == SCENE_FORGETFUL || has_workers ? "0" : "4096",
                                  has_workers ? "--inline-microseconds" : NULL,
                                  "0",
                                  "--workers",
                                  program == SCENE_WORKER ? "1" : "2",
                                  NULL};
    *scene = (struct scene){.visitors.epoll = -1};
    if (!program_start(&scene->program, is_echo ? echo : faqbot)) {
        return false;
    }
    struct visitors_options options = {.port = scene->program.port,
                                       .questions = questions,
                                       .answer = is_echo ? "{\"type\":\"ask\"" : "{\"type\":\"answer\"",
                                       .is_greeted = !is_echo,
                                       .addresses = 64};
    return visitors_make(&scene->visitors, &options);
}

void scene_close(struct scene *scene)
{
    visitors_release(&scene->visitors);
    program_stop(&scene->program);
}

bool scene_come(struct scene *scene, size_t count)
{
    return visitors_come(&scene->visitors, count, 512, SCENE_SECONDS_MAX) ||
           complain("the visitors do not get in");
}

bool scene_follow(struct scene *scene, const struct visitors_plan *plan)
{
    const struct visitors *visitors = &scene->visitors;
    bool followed = visitors_follow(&scene->visitors, plan) && visitors->errors == 0;
    if (!followed) {
        fprintf(stderr, "bench: %llu asks, %llu answers, %llu errors, %llu visitors turned away\n",
                (unsigned long long)visitors->sent, (unsigned long long)visitors->answers,
                (unsigned long long)visitors->errors, (unsigned long long)visitors->turned_away);
    }
    return followed;
}

void scene_row(const char *figure, double measured, double echo, double bound, bool is_floor,
               const char *unit)
{
    char beside[32] = "";
    if (echo >= 0) {
        snprintf(beside, sizeof beside, "%.2f", echo);
    }
    bool holds = is_floor ? measured >= bound : measured <= bound;
    printf("%-58s %12.2f %12s %s %9.2f %-8s %s\n", figure, measured, beside, is_floor ? ">=" : "<=", bound,
           unit, holds ? "holds" : "DOES NOT HOLD");
    fflush(stdout);
}
