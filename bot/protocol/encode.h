/* protocol/encode.h - replies as JSON, one object each, as PROTOCOL.md has them.
 *
 * Each function appends one reply to `out`, whose limit is where the reply must end. False: even shortened it
 * does not fit, or there is no memory; `out` is then as it was. Ids that are empty are written as null. */
#ifndef PROTOCOL_ENCODE_H
#define PROTOCOL_ENCODE_H

#include <faqbot_chat.h>

#include "base/buffer.h"
#include "protocol/code.h"

/* What an answer says of itself, besides the answer. */
struct encode_heading {
    struct faqbot_view id;
    struct faqbot_view version; /* of the knowledge base */
    bool is_timed;
    uint64_t microseconds; /* where timed */
};

bool encode_hello(struct buffer *out, const struct faqbot_about *about,
                  const struct faqbot_chat_options *options);
bool encode_notice(struct buffer *out, const struct faqbot_about *about);

/* *body is what the reply says whoever asks, valid until the buffer changes; empty where the answer had to be
 * shortened, for that depends on the id. */
bool encode_answer(struct buffer *out, const struct encode_heading *heading,
                   const struct faqbot_answer *answer, struct faqbot_view *body);

/* The same answer again, from its body; the heading's version is in it. */
bool encode_cached_answer(struct buffer *out, const struct encode_heading *heading, struct faqbot_view body);

bool encode_suggestions(struct buffer *out, struct faqbot_view id, const struct faqbot_entry_ref *links,
                        size_t count);

/* A reply that says nothing but its type: "pong", "ok". */
bool encode_plain(struct buffer *out, const char *type, struct faqbot_view id);
bool encode_error(struct buffer *out, struct faqbot_view id, const struct error_code *code,
                  const char *sentence, unsigned retry_after_ms);

#endif
