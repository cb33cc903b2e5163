/* transfer/pair.h - a question with its answer as QnA Maker has it, whichever file it comes from. */
#ifndef TRANSFER_PAIR_H
#define TRANSFER_PAIR_H

#include "json/json.h"
#include "transfer/items.h"

/* What is read of a row, or of an object. */
struct qnamaker_pair_source {
    size_t row;
    struct faqbot_view number; /* of the pair; may be empty */
    struct texts questions;
    struct faqbot_view answer; /* Markdown with HTML in it */
    struct faqbot_view source; /* an address, a file's name, "Editorial" ... */
    struct faqbot_view source_name;
    struct faqbot_view lang;
    struct faqbot_view updated; /* a time, of which the day is kept */
    struct texts tags;
    const struct json *prompts; /* a list; may be NULL */
    bool is_follow_up;          /* asked behind another only */
};

/* Adds metadata as tags, "NAME:VALUE": of {"NAME": "VALUE"} or [{"name": "NAME", "value": "VALUE"}]. */
void qnamaker_pair_parse_metadata(struct arena *arena, const struct json *metadata, struct texts *tags);

/* Hands the pair on. */
void qnamaker_pair_add(struct import_builder *builder, const struct qnamaker_pair_source *pair);

/* The member called `name`, of which the first letter may be of either case: one portal writes them in upper
 * case. NULL: there is none. */
const struct json *qnamaker_pair_member(const struct json *object, const char *name);

/* A text, or a whole number as one in the arena; empty: neither, or no memory. */
struct faqbot_view qnamaker_pair_text(struct arena *arena, const struct json *value);

#endif
