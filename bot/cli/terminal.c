/* cli/terminal.c - what the terminal can do, the progress of a long operation, and the signals that its keys
 * send. It reads the clock, so that the library, which does the work, need not. */
#include "cli/cli_internal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "util/util.h"

#define SECONDS_BETWEEN 0.1 /* two drawings: more often is only flicker */
#define BAR_COLUMNS_MAX 24
#define BAR_COLUMNS_MIN 6

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

/* Blocked rather than handled: a handler could do next to nothing safely, while a blocked signal ends the
 * program exactly as the user meant, only a moment later, once the temporary file is gone. Signals that are
 * ignored (nohup) stay ignored. */
void terminal_hold_signals(sigset_t *held, sigset_t *before)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    sigset_t ending;
    (void)sigemptyset(&ending);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction action;
        if (sigaction(signals[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN) {
            (void)sigaddset(&ending, signals[i]);
        }
    }
    (void)sigprocmask(SIG_BLOCK, &ending, before);
    if (held != NULL) {
        *held = ending;
    }
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

static double now(void)
{
    return (double)terminal_microseconds(NULL) / 1e6;
}

/* Only on a terminal that can return to the beginning of a line: a pipe or a log would fill with progress
 * bars. */
void progress_start(struct progress *progress)
{
    const char *term = getenv("TERM");
    bool can_go_back = term != NULL && term[0] != '\0' && strcmp(term, "dumb") != 0;
    *progress = (struct progress){.is_shown = can_go_back && isatty(STDERR_FILENO) != 0, .started = now()};
}

/* What is known of the time that is left: nothing before something was read, or beyond 100 hours. */
static void write_remaining(char *text, size_t size, double seconds, double share)
{
    double left = share > 0 ? seconds / share - seconds : 360000;
    /* From 100 hours on the estimate is worth nothing, and has no room. */
    unsigned whole = left < 360000 ? (unsigned)(left + 0.5) : 0;
    if (share >= 1) {
        (void)snprintf(text, size, "writing");
    } else if (left >= 360000) {
        text[0] = '\0';
    } else if (whole >= 3600) {
        (void)snprintf(text, size, "%u:%02u:%02u left", whole / 3600, whole / 60 % 60, whole % 60);
    } else {
        (void)snprintf(text, size, "%u:%02u left", whole / 60, whole % 60);
    }
}

/* In ASCII: blocks of Unicode are wider than a column in some terminals. */
static void write_bar(char *bar, unsigned columns, double share)
{
    unsigned full = (unsigned)(share * (columns - 2));
    bar[0] = '[';
    memset(bar + 1, '#', full);
    memset(bar + 1 + full, '-', columns - 2 - full);
    bar[columns - 1] = ']';
    bar[columns] = '\0';
}

/* Separate from progress_draw() and without a clock, so that the tests can look at any moment. The share is
 * that of the bytes read, because the number of entries is not known before the end; it exceeds 1 if a file
 * grows meanwhile. */
void progress_write(char line[PROGRESS_LINE_BYTES], unsigned columns, double seconds,
                    const struct faqbot_index_progress *state)
{
    char remaining[32];
    char text[PROGRESS_LINE_BYTES - BAR_COLUMNS_MAX - 2];
    char bar[BAR_COLUMNS_MAX + 1] = "";
    double share = state->bytes_total == 0 ? 1 : (double)state->bytes / (double)state->bytes_total;
    share = share > 1 ? 1 : share;
    write_remaining(remaining, sizeof remaining, seconds, share);
    (void)snprintf(text, sizeof text, "%3u %%  %zu entries  %s/s  %s", (unsigned)(share * 100),
                   state->entries, number_text(seconds > 0 ? (double)state->entries / seconds : 0, 0).text,
                   remaining);
    /* The last column stays free: a terminal may go to the next line when it is written to. */
    unsigned taken = (unsigned)strlen(text) + 2;
    unsigned room = columns > taken ? columns - taken : 0;
    if (room >= BAR_COLUMNS_MIN) {
        write_bar(bar, room < BAR_COLUMNS_MAX ? room : BAR_COLUMNS_MAX, share);
    }
    (void)snprintf(line, PROGRESS_LINE_BYTES, "%s%s%s", bar, bar[0] == '\0' ? "" : " ", text);
    if (strlen(line) >= columns) {
        line[columns > 0 ? columns - 1 : 0] = '\0';
    }
}

/* Called for every entry, so most calls return at once. */
void progress_draw(struct progress *progress, const struct faqbot_index_progress *state)
{
    char line[PROGRESS_LINE_BYTES];
    double time = now();
    if (!progress->is_shown || (progress->is_drawn && state->bytes < state->bytes_total &&
                                time - progress->drawn < SECONDS_BETWEEN)) {
        return;
    }
    progress_write(line, terminal_columns(STDERR_FILENO), time - progress->started, state);
    (void)fprintf(stderr, "\r%s\033[K", line);
    (void)fflush(stderr);
    progress->is_drawn = true;
    progress->drawn = time;
}

/* Erasing to the end of the line (ECMA-48, EL) works whatever was drawn. */
void progress_wipe(struct progress *progress)
{
    if (progress->is_drawn) {
        (void)fputs("\r\033[K", stderr);
        (void)fflush(stderr);
        progress->is_drawn = false;
    }
}
