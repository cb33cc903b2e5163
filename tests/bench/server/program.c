/* server/program.c - a server as a process of its own. */
#include "program.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Reads what the program says until it serves. */
static bool wait_until_serving(struct program *program)
{
    char said[4096];
    size_t size = 0;
    while (size < sizeof said - 1) {
        ssize_t more = read(program->output, said + size, sizeof said - 1 - size);
        if (more <= 0) {
            break;
        }
        size += (size_t)more;
        said[size] = '\0';
        const char *found = strstr(said, "serving http://127.0.0.1:");
        if (found != NULL && strchr(found, '\n') != NULL) {
            program->port = (unsigned short)atoi(found + strlen("serving http://127.0.0.1:"));
            return true;
        }
    }
    fprintf(stderr, "bench: the server does not serve: %.*s\n", (int)size, said);
    return false;
}

void program_keep_to(pid_t process, size_t required_term)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(required_term % (size_t)sysconf(_SC_NPROCESSORS_ONLN), &set);
    sched_setaffinity(process, sizeof set, &set); /* where it may not be, the figures are less steady */
}

void program_roam(void)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    for (size_t required_term = 0; required_term < (size_t)sysconf(_SC_NPROCESSORS_ONLN); required_term++) {
        CPU_SET(required_term, &set);
    }
    sched_setaffinity(0, sizeof set, &set);
}

/* The words of a program do not change under it. */
static void become(const char *const *words, int output)
{
    char *copies[64] = {NULL};
    for (size_t i = 0; i < 63 && words[i] != NULL; i++) {
        copies[i] = strdup(words[i]);
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* it does not outlive the bench */
    dup2(output, STDERR_FILENO);
    execv(copies[0], copies);
    fprintf(stderr, "%s cannot be run\n", copies[0]);
    _exit(127);
}

bool program_start(struct program *program, const char *const *words)
{
    int ends[2];
    if (pipe(ends) == -1) {
        return false;
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    program->process = fork();
    if (program->process == 0) {
        become(words, ends[1]);
    }
    close(ends[1]);
    program->output = ends[0];
    if (program->process > 0 && wait_until_serving(program)) {
        return true;
    }
    program_stop(program);
    return false;
}

bool program_stop(struct program *program)
{
    int status = -1;
    if (program->process <= 0) {
        return true;
    }
    kill(program->process, SIGTERM);
    bool ended = waitpid(program->process, &status, 0) == program->process;
    close(program->output);
    *program = (struct program){.process = 0};
    return ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

double program_cpu(const struct program *program)
{
    clockid_t clock;
    struct timespec used = {0, 0};
    if (clock_getcpuclockid(program->process, &clock) == 0) {
        clock_gettime(clock, &used);
    }
    return (double)used.tv_sec * 1e6 + (double)used.tv_nsec / 1e3;
}

double program_memory(const struct program *program)
{
    char path[64];
    char line[256];
    double kibibytes = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)program->process);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "RssAnon:", 8) == 0) {
            kibibytes = atof(line + 8);
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return kibibytes * 1024;
}

size_t program_descriptors(const struct program *program)
{
    char path[64];
    size_t count = 0;
    snprintf(path, sizeof path, "/proc/%d/fd", (int)program->process);
    DIR *folder = opendir(path);
    while (folder != NULL && readdir(folder) != NULL) {
        count++;
    }
    if (folder != NULL) {
        closedir(folder);
    }
    return count > 2 ? count - 2 : 0; /* `.` and `..` */
}
