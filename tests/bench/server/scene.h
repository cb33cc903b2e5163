/* server/scene.h - a server with visitors, and the rows of the table. */
#ifndef BENCH_SERVER_SCENE_H
#define BENCH_SERVER_SCENE_H

#include "figures.h"
#include "program.h"
#include "visitors.h"

#define SCENE_SECONDS_MAX 300 /* for any one step */

struct scene {
    struct program program;
    struct visitors visitors;
};

enum scene_program {
    SCENE_ECHO,
    SCENE_FORGETFUL, /* ours, without limits for one address, and no answer is kept for whoever asks the same */
    SCENE_PLAIN,     /* with its cache */
    SCENE_WORKER,    /* as forgetful, and each ask goes to one worker */
    SCENE_WORKERS,   /* or to two */
    SCENE_LIMITED    /* with its limits */
};

/* Starts the program, and nobody is there yet. Closed by scene_close(), also after a failure. What fails is said on
 * stderr, here and below. */
bool scene_open(struct scene *scene, const struct figures *figures, const struct questions *questions,
                enum scene_program program);
void scene_close(struct scene *scene);

bool scene_come(struct scene *scene, size_t count);

/* False also where there was any error. */
bool scene_follow(struct scene *scene, const struct visitors_plan *plan);

/* A row; `echo` below 0: there is none to compare with. */
void scene_row(const char *figure, double measured, double echo, double bound, bool is_floor,
               const char *unit);

#endif
