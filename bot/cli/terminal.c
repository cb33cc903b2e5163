/* cli/terminal.c - what the terminal can do, and the signals that its keys send. It reads the clock, so that the
 * library, which does the work, need not. */
#include "cli/cli_internal.h"

#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* A terminal that does not know its size (a serial line, some editors) is assumed to have the usual width. */
unsigned terminal_columns(int descriptor)
{
    struct winsize size;
    if (!isatty(descriptor)) {
        return 0;
    }
    bool is_known = ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return is_known && size.ws_col < TERMINAL_COLUMNS_MAX ? size.ws_col : TERMINAL_COLUMNS_MAX;
}

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};
#define ENDING_SIGNALS (sizeof ending_signals / sizeof *ending_signals)

/* Blocked rather than handled: a handler could do next to nothing safely, while a blocked signal ends the
 * program exactly as the user meant, only a moment later, once the temporary file is gone. Signals that are
 * ignored (nohup) stay ignored. */
void terminal_hold_signals(sigset_t *held, sigset_t *before)
{
    sigset_t ending;
    (void)sigemptyset(&ending);
    for (size_t i = 0; i < ENDING_SIGNALS; i++) {
        struct sigaction action;
        if (sigaction(ending_signals[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN) {
            (void)sigaddset(&ending, ending_signals[i]);
        }
    }
    (void)sigprocmask(SIG_BLOCK, &ending, before);
    if (held != NULL) {
        *held = ending;
    }
}

bool terminal_is_to_end(const sigset_t *held)
{
    sigset_t pending;
    bool is_to_end = false;
    (void)sigpending(&pending);
    for (size_t i = 0; i < ENDING_SIGNALS; i++) {
        is_to_end = is_to_end || (sigismember(held, ending_signals[i]) == 1 &&
                                  sigismember(&pending, ending_signals[i]) == 1);
    }
    return is_to_end;
}

/* Monotonic: if somebody sets the clock, neither the time that an answer took nor the estimate of how long an
 * index will take may turn into nonsense. */
uint64_t terminal_microseconds(void *unused)
{
    struct timespec now = {0, 0};
    (void)unused;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}
