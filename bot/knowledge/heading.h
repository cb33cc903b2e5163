/* knowledge/heading.h - what a heading says of the text under it. */
#ifndef KNOWLEDGE_HEADING_H
#define KNOWLEDGE_HEADING_H

#include <cmark.h>

#include "knowledge/field.h"

#define HEADING_CHARACTERS_MAX 500 /* as many as a question may have; what is beyond is cut off */

struct heading {
    struct faqbot_view text; /* without `{#id}` */
    struct faqbot_view id;   /* what `{#id}` sets, or empty */
    int level;               /* 1 to 6 */
    struct source_place place;
    bool is_question;   /* ends in a question mark */
    bool is_faq;        /* "FAQ" or "Frequently asked questions" */
    bool is_disclaimer; /* "Disclaimer" */
};

/* Reads a heading of cmark's; texts go into the arena. `reader` NULL: faults are not reported. False: no memory. */
bool heading_read(struct kb_reader *reader, struct arena *arena, const char *path, unsigned line_before,
                  cmark_node *node, struct heading *heading);

/* Whether the text ends in a question mark, of any script that has its own. */
bool heading_is_question(struct faqbot_view text);

#endif
