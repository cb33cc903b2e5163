/* transfer/pair.h - a question with its answer as QnA Maker has it, whichever file it comes from. */
#ifndef TRANSFER_PAIR_H
#define TRANSFER_PAIR_H

#include "json/json.h"
#include "transfer/collector.h"

/* What is read of a row, or of an object. */
struct pair_source {
    size_t row;
    struct faqbot_view number; /* of the pair; may be empty */
    const struct faqbot_view *questions;
    size_t question_count;
    struct faqbot_view answer; /* Markdown with HTML in it */
    struct faqbot_view source; /* an address, a file's name, "Editorial" ... */
    struct faqbot_view source_name;
    struct faqbot_view lang;
    struct faqbot_view updated; /* a time, of which the day is kept */
    const struct json *prompts; /* a list; may be NULL */
    bool is_follow_up;          /* asked behind another only */
};

/* Its metadata come one by one: those of a table, "NAME:VALUE | NAME:VALUE", or a list of names and values, or
 * an object. Appended to `tags`, in the arena. False: no memory. */
struct pair_tags {
    struct faqbot_view *tags;
    size_t count;
};
bool pair_take_tags(struct arena *arena, struct faqbot_view text, struct pair_tags *tags);
bool pair_take_metadata(struct arena *arena, const struct json *metadata, struct pair_tags *tags);

/* Hands the pair on; `arena` is for what is made up on the way. */
enum faqbot_status pair_add(struct collector *collector, struct arena *arena, const struct pair_source *pair,
                            const struct pair_tags *tags, struct faqbot_fault *fault);

/* The member called `name`, of which the first letter may be of either case: one portal writes them in upper
 * case. NULL: there is none. */
const struct json *pair_member(const struct json *object, const char *name);

/* A text, or a whole number as one in the arena; empty: neither, or no memory. */
struct faqbot_view pair_text(struct arena *arena, const struct json *value);

#endif
