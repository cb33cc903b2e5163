/* transfer/conversion.h - one conversion of HTML into Markdown. */
#ifndef TRANSFER_CONVERSION_H
#define TRANSFER_CONVERSION_H

#include "transfer/md_writer.h"
#include "transfer/markup.h"

/* Declare it, html_import_init() it, run it once, html_import_release() it. */
struct html_import {
    struct arena *arena;
    struct md_inline prose;  /* the paragraph that is being read */
    struct md_writer writer; /* writes into `out` */
    struct buffer out;
    struct buffer code; /* the preformatted text that is being read */
    struct html_markdown markup;
    bool keeps_lines; /* line ends mean themselves */
    bool too_long;
    bool no_memory;
};

/* What is lost is copied into the arena. */
void html_import_init(struct html_import *conversion, struct arena *arena, bool keeps_lines);
void html_import_release(struct html_import *conversion);

/* Writes what the element holds into `out`. It has no place for failures but `too_long` and `no_memory`. */
void html_import_run(struct html_import *conversion, const GumboNode *element);

/* Gathers the text of what it holds in `prose`, as one line. */
void html_import_run_flat(struct html_import *conversion, const GumboNode *element);

#endif
