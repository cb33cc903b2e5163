/* transfer/conversion.h - one conversion of HTML into Markdown. */
#ifndef TRANSFER_CONVERSION_H
#define TRANSFER_CONVERSION_H

#include "transfer/md_writer.h"
#include "transfer/markup.h"

/* Declare it, conversion_init() it, run it once, conversion_release() it. */
struct conversion {
    struct arena *arena;
    struct prose prose;      /* the paragraph that is being read */
    struct md_writer writer; /* writes into `out` */
    struct buffer out;
    struct buffer code; /* the preformatted text that is being read */
    struct markup markup;
    bool keeps_lines; /* line ends mean themselves */
    bool too_long;
    bool no_memory;
};

/* What is lost is copied into the arena. */
void conversion_init(struct conversion *conversion, struct arena *arena, bool keeps_lines);
void conversion_release(struct conversion *conversion);

/* Writes what the element holds into `out`. It has no place for failures but `too_long` and `no_memory`. */
void conversion_run(struct conversion *conversion, const GumboNode *element);

/* Gathers the text of what it holds in `prose`, as one line. */
void conversion_run_flat(struct conversion *conversion, const GumboNode *element);

#endif
