/* mcp/mcp_internal.h - what the files of mcp/ share, lower ones first: an object of the protocol as text for a language
 * model, the tools, and the messages around them. */
#ifndef MCP_MCP_INTERNAL_H
#define MCP_MCP_INTERNAL_H

#include <faqbot.h>
#include <faqbot_chat.h>

#include "util/util.h"

/* ==== model_text.c: an object of the protocol as text ================================================== */

/* Appends what a language model should read of an answer, results or an error of faqbot.v1: the text with its source
 * and disclaimer; without an answer, what to tell the user, and what to offer. */
void model_text_write(const struct json *object, struct buffer *out);

/* ==== tools.c: the tools, and what they return ======================================================== */

/* The descriptions of all tools, an array; to be released by json_free(). NO_MEMORY. */
enum faqbot_status tools_parse(struct json **tools);

/* Writes the same array, without line breaks, as the value of `key`. */
void tools_write(struct json_writer *writer, const char *key);

/* NULL: there is no such tool. */
const struct json *tools_find(const struct json *tools, struct faqbot_view name);

/* What a tool is called with. */
struct tool_call {
    const struct json *tool;
    const struct json *arguments; /* an object; NULL: there are none */
    struct faqbot_view source;    /* their text */
    struct faqbot_chat *chat;     /* with an empty outbox */
    struct faqbot *bot;
};

/* Writes the members of a tool's result: `content`, `structuredContent` where there is an answer or results, and
 * `isError`. What is wrong with the arguments is a result too. Any other status than OK is the world's failure; then
 * there is a result nonetheless, unless it is NO_MEMORY. */
enum faqbot_status tools_call(const struct tool_call *call, struct json_writer *writer);

#endif
