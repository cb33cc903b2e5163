/* cli/member.c - one member of a JSON object, without decoding the rest. The command line needs two words of each
 * reply for its exit code, and a JSON library for that would be one too many in this layer. Not a parser: it trusts
 * that the reply is valid JSON. */
#include "cli/member.h"

#include <string.h>

/* The place behind the string whose opening quote is at `at`. */
static size_t skip_string(struct faqbot_view json, size_t at)
{
    for (at++; at < json.size && json.bytes[at] != '"'; at++) {
        at += json.bytes[at] == '\\';
    }
    return at + 1;
}

static size_t skip_space(struct faqbot_view json, size_t at)
{
    while (at < json.size && memchr(" \t\r\n", json.bytes[at], 4) != NULL) {
        at++;
    }
    return at;
}

static bool string_is(struct faqbot_view json, size_t at, const char *text)
{
    size_t size = strlen(text);
    return at + size + 2 <= json.size && json.bytes[at] == '"' &&
           memcmp(json.bytes + at + 1, text, size) == 0 && json.bytes[at + 1 + size] == '"';
}

bool member_is(struct faqbot_view json, const char *name, const char *value)
{
    unsigned depth = 0;
    for (size_t at = 0; at < json.size;) {
        char byte = json.bytes[at];
        if (byte == '"') {
            size_t behind = skip_space(json, skip_string(json, at));
            if (depth == 1 && behind < json.size && json.bytes[behind] == ':' && string_is(json, at, name)) {
                return string_is(json, skip_space(json, behind + 1), value);
            }
            at = behind;
            continue;
        }
        depth += byte == '{' || byte == '[';
        depth -= byte == '}' || byte == ']';
        at++;
    }
    return false;
}
