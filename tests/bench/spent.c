/* bench/spent.c - runs a command, and prints what it took: seconds of CPU, seconds, and the most memory in MiB.
 *
 *     spent LOG COMMAND ...
 *
 * LOG takes what the command prints. The exit code is the command's. A program of its own, because the kernel counts
 * what the parent holds when it starts a child as the child's, and a Python holds more than some commands need. */
#define _DEFAULT_SOURCE /* wait4() */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    struct rusage usage;
    int status;
    int log = argc < 3 ? -1 : open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (log < 0) {
        fprintf(stderr, "usage: spent LOG COMMAND ...\n");
        return EXIT_FAILURE;
    }
    double start = now();
    pid_t child = fork();
    if (child == 0) {
        dup2(log, STDOUT_FILENO);
        dup2(log, STDERR_FILENO);
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        perror("spent");
        return EXIT_FAILURE;
    }
    printf("%f %f %f\n", seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime), now() - start,
           (double)usage.ru_maxrss / 1024);
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
