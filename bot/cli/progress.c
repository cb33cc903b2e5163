/* cli/progress.c - how far a long operation has come, on stderr. It has the clock, so that the library, which does the
 * work and says how far it is, need not. */
#include "cli/cli_internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/util.h"

#define SECONDS_BETWEEN 0.1        /* two drawings: more often is only flicker */
#define SECONDS_BETWEEN_LINES 10.0 /* so that short work leaves nothing in a log */
#define BAR_COLUMNS_MAX 24
#define BAR_COLUMNS_MIN 6
#define TEXT_BYTES 128
#define SIGN_BYTES 3 /* of a full or empty block in UTF-8 */

static double now(void)
{
    return (double)terminal_microseconds(NULL) / 1e6;
}

/* The program sets no locale of the user's, so the variables are read in the order of setlocale(3). Where the
 * language is Chinese, Japanese or Korean, terminals may make blocks two columns wide. */
static bool has_blocks(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    static const char *const wide[] = {"zh", "ja", "ko"};
    const char *locale = NULL;
    for (size_t i = 0; i < 3 && (locale == NULL || locale[0] == '\0'); i++) {
        locale = getenv(variables[i]);
    }
    if (locale == NULL) {
        return false;
    }
    for (size_t i = 0; i < 3; i++) {
        if (strncmp(locale, wide[i], 2) == 0) {
            return false;
        }
    }
    return strstr(locale, "UTF-8") != NULL || strstr(locale, "utf8") != NULL;
}

void progress_start(struct progress *progress, const struct options *options, const char *noun,
                    const char *ending)
{
    const char *term = getenv("TERM");
    bool can_go_back =
        isatty(STDERR_FILENO) != 0 && term != NULL && term[0] != '\0' && strcmp(term, "dumb") != 0;
    *progress = (struct progress){.noun = noun, .ending = ending, .started = now()};
    progress->form = options_has(options, OPTION_QUIET) ? PROGRESS_NONE
                     : !can_go_back                     ? PROGRESS_LINES
                     : has_blocks()                     ? PROGRESS_UTF8
                                                        : PROGRESS_ASCII;
}

/* Of an unknown total nothing is done; a total may turn out too small. */
static double share_of(const struct progress_state *state)
{
    return state->total == 0             ? 0
           : state->done >= state->total ? 1
                                         : (double)state->done / (double)state->total;
}

/* What is known of the time that is left: nothing before something was done, or beyond 100 hours. */
static void write_remaining(char *text, size_t size, const struct progress *progress, double seconds,
                            double share)
{
    double left = share > 0 ? seconds / share - seconds : 360000;
    /* From 100 hours on the estimate is worth nothing, and has no room. */
    unsigned whole = left < 360000 ? (unsigned)(left + 0.5) : 0;
    if (share >= 1) {
        (void)snprintf(text, size, "%s", progress->ending == NULL ? "" : progress->ending);
    } else if (left >= 360000) {
        text[0] = '\0';
    } else if (whole >= 3600) {
        (void)snprintf(text, size, "%u:%02u:%02u left", whole / 3600, whole / 60 % 60, whole % 60);
    } else {
        (void)snprintf(text, size, "%u:%02u left", whole / 60, whole % 60);
    }
}

/* Returns the bar's end. */
static char *write_bar(char *to, bool is_utf8, unsigned columns, double share)
{
    static const char *const signs[2][2] = {{"-", "#"}, {"\xe2\x96\x91", "\xe2\x96\x88"}};
    unsigned room = is_utf8 ? columns : columns - 2;
    unsigned full = (unsigned)(share * room);
    *to = '[';
    to += !is_utf8;
    for (unsigned i = 0; i < room; i++) {
        const char *sign = signs[is_utf8][i < full];
        memcpy(to, sign, strlen(sign));
        to += strlen(sign);
    }
    *to = ']';
    to += !is_utf8;
    *to++ = ' ';
    return to;
}

/* Everything but the bar, in ASCII. */
static void write_text(char text[TEXT_BYTES], const struct progress *progress, double seconds,
                       const struct progress_state *state)
{
    char remaining[32];
    char percent[16] = "";
    double share = share_of(state);
    write_remaining(remaining, sizeof remaining, progress, seconds, share);
    if (state->total > 0) {
        (void)snprintf(percent, sizeof percent, "%3u %%  ", (unsigned)(share * 100));
    }
    (void)snprintf(text, TEXT_BYTES, "%s%zu %s  %s/s  %s", percent, state->count, progress->noun,
                   number_text(seconds > 0 ? (double)state->count / seconds : 0, 0).text, remaining);
}

/* Without a clock, so that the tests can look at any moment. The last column stays free: a terminal may go to
 * the next line when it is written to. */
void progress_write(char line[PROGRESS_LINE_BYTES], const struct progress *progress, unsigned columns,
                    double seconds, const struct progress_state *state)
{
    char text[TEXT_BYTES];
    char *to = line;
    write_text(text, progress, seconds, state);
    unsigned taken = (unsigned)strlen(text) + 2;
    unsigned room = state->total > 0 && columns > taken ? columns - taken : 0;
    if (room >= BAR_COLUMNS_MIN) {
        to = write_bar(to, progress->form == PROGRESS_UTF8, room < BAR_COLUMNS_MAX ? room : BAR_COLUMNS_MAX,
                       share_of(state));
    } else if (strlen(text) >= columns) {
        text[columns > 0 ? columns - 1 : 0] = '\0';
    }
    (void)snprintf(to, PROGRESS_LINE_BYTES - BAR_COLUMNS_MAX * SIGN_BYTES, "%s", text);
}

bool progress_is_due(struct progress *progress, double seconds, const struct progress_state *state)
{
    unsigned step = (unsigned)(share_of(state) * 10);
    for (size_t count = state->count; state->total == 0 && count >= 10; count /= 10) {
        step++;
    }
    if (step == progress->step || seconds - progress->drawn < SECONDS_BETWEEN_LINES) {
        return false;
    }
    progress->step = step;
    progress->drawn = seconds;
    return true;
}

static void tell_line(struct progress *progress, double seconds, const struct progress_state *state)
{
    char text[TEXT_BYTES];
    if (progress_is_due(progress, seconds, state)) {
        write_text(text, progress, seconds, state);
        (void)error_say("%s", text + strspn(text, " "));
    }
}

/* Called for every entry, so most calls return at once. */
void progress_draw(struct progress *progress, const struct progress_state *state)
{
    char line[PROGRESS_LINE_BYTES];
    bool is_end = state->total > 0 && state->done >= state->total;
    if (progress->form == PROGRESS_NONE) {
        return;
    }
    double time = now();
    double seconds = time - progress->started;
    if (progress->form == PROGRESS_LINES) {
        tell_line(progress, seconds, state);
    } else if (is_end || progress->drawn <= 0 || time - progress->drawn >= SECONDS_BETWEEN) {
        progress_write(line, progress, terminal_columns(STDERR_FILENO), seconds, state);
        (void)fprintf(stderr, "\r%s\033[K", line);
        (void)fflush(stderr);
        progress->is_drawn = true;
        progress->drawn = time;
    }
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

enum faqbot_status progress_watch(void *user, const struct faqbot_progress *done)
{
    const struct progress_state state = {.done = done->done, .total = done->total, .count = done->done};
    progress_draw(user, &state);
    return FAQBOT_OK;
}

void progress_report(void *user, const struct faqbot_fault *fault)
{
    progress_wipe(user);
    error_report(NULL, fault);
}
