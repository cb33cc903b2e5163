/* cli/progress.h - how far a long work has come: a line on the terminal, written over and over, and gone at the end. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>

#include <faqbot/index.h>

#define PROGRESS_LINE_BYTES 128

struct progress {
    bool is_shown; /* stderr is a terminal that can go back to a line's start */
    bool is_drawn; /* there is a line to wipe */
    double started;
    double drawn; /* when it was last */
};

/* Notes the time; nothing is drawn yet. */
void progress_start(struct progress *progress);

/* Draws the line, ten times a second at most, and the first and the last of what is read always. */
void progress_draw(struct progress *progress, const struct faqbot_index_progress *state);

/* Wipes the line, so that something else can be written. */
void progress_wipe(struct progress *progress);

/* The line for a terminal of so many columns, `seconds` after the start: a bar, the share that is read, the entries,
 * how many a second, and the time that is left. What has no room is left out. */
void progress_write(char line[PROGRESS_LINE_BYTES], unsigned columns, double seconds,
                    const struct faqbot_index_progress *state);

#endif
