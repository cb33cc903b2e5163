/* protocol/code.c - the table of errors, as PROTOCOL.md has it. The sentences are those who refuse. */
#include "protocol/code.h"

#include <stddef.h>
#include <string.h>

const struct code code_bad_json = {.name = "bad_json", .bad = true};
const struct code code_bad_message = {.name = "bad_message", .bad = true};
const struct code code_too_long = {.name = "too_long", .bad = true};
const struct code code_unsupported = {.name = "unsupported"};
const struct code code_not_found = {.name = "not_found"};
const struct code code_rate_limited = {.name = "rate_limited", .temporary = true};
const struct code code_busy = {.name = "busy", .temporary = true};
const struct code code_internal = {.name = "internal", .temporary = true};

const struct code *code_find(const char *name)
{
    static const struct code *const all[] = {
        &code_bad_json,  &code_bad_message,  &code_too_long, &code_unsupported,
        &code_not_found, &code_rate_limited, &code_busy,     &code_internal,
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (strcmp(all[i]->name, name) == 0) {
            return all[i];
        }
    }
    return NULL;
}
