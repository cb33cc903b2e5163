/* server/bench.c - the server's figures, each beside libwebsockets' bare echo in the same run.
 *
 *     bench FAQBOT ECHO KNOWLEDGE [FIGURE ...]
 *
 * FAQBOT and ECHO are the programs; FIGURE names those wanted (`ask`, `sparse`, `idle`, `many`, `flood`, `workers`,
 * `soak`), all where none is named. What counts is the CPU time of the server's process and ratios within the run: the machine may
 * be busy. Waits and the rate of connecting are of the clock and suffer where it is. All of it is bounded in count and
 * time, and on the loopback device. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/resource.h>

#include "figures.h"

/* As many descriptors as may be; each process of the run has its own. */
static size_t raise_descriptors(void)
{
    struct rlimit limit = {0, 0};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max < FIGURES_DESCRIPTORS) {
        struct rlimit higher = {FIGURES_DESCRIPTORS, FIGURES_DESCRIPTORS};
        if (setrlimit(RLIMIT_NOFILE, &higher) == 0) {
            return FIGURES_DESCRIPTORS;
        }
    }
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return (size_t)limit.rlim_cur;
}

static const struct {
    const char *name;
    bool (*measure)(const struct figures *figures);
} all[] = {
    {"ask", figures_ask},     {"sparse", figures_sparse},   {"idle", figures_idle}, {"many", figures_many},
    {"flood", figures_flood}, {"workers", figures_workers}, {"soak", figures_soak},
};

static bool is_wanted(const char *name, int count, char **names)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return count == 0;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: bench FAQBOT ECHO KNOWLEDGE [FIGURE ...]\n");
        return EXIT_FAILURE;
    }
    struct figures figures = {.faqbot = argv[1], .echo = argv[2], .knowledge = argv[3]};
    char tests[1024];
    snprintf(tests, sizeof tests, "%s/tests.tsv", argv[3]);
    figures.descriptors = raise_descriptors();
    bool good = questions_read(&figures.fresh, tests, QUESTIONS_VARIANTS_MAX) &&
                questions_read(&figures.repeated, tests, 1);
    if (good) {
        printf("%-58s %12s %12s %14s\n", "figure", "measured", "echo", "bound");
    }
    for (size_t i = 0; i < sizeof all / sizeof *all && good; i++) {
        fflush(stdout);
        good = !is_wanted(all[i].name, argc - 4, argv + 4) || all[i].measure(&figures);
    }
    selftest_release(&figures.fresh);
    selftest_release(&figures.repeated);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
