/* server/program.h - a server as a process of its own: started, observed from outside, ended. */
#ifndef BENCH_SERVER_PROGRAM_H
#define BENCH_SERVER_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include <sys/types.h>

/* Zeroed: not running. */
struct program {
    pid_t process;
    unsigned short port;
    int output; /* its stderr, which is read for the first line and then left to itself */
};

/* Starts it, its words ended by NULL, and waits for the line that says "serving http://127.0.0.1:PORT". False, and said
 * on stderr: it does not serve. */
bool program_start(struct program *program, const char *const *words);

/* SIGTERM, and waits for the end. False: it did not end well. Allowed where it is not running. */
bool program_stop(struct program *program);

/* Microseconds of CPU that it has taken so far, in all threads. */
double program_cpu(const struct program *program);

/* Bytes of its own memory: anonymous pages that are in use. */
double program_memory(const struct program *program);

/* Descriptors that it has open. */
size_t program_descriptors(const struct program *program);

/* A process stays on one core; 0: this one. This one may go anywhere again. */
void program_keep_to(pid_t process, size_t required_term);
void program_roam(void);

#endif
