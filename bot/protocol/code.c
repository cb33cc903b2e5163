/* protocol/code.c - the table of errors, as PROTOCOL.md has it. The sentences are those who refuse. */
#include "protocol/code.h"

#include <stddef.h>
#include <string.h>

const struct error_code error_code_bad_json = {.name = "bad_json", .bad = true};
const struct error_code error_code_bad_message = {.name = "bad_message", .bad = true};
const struct error_code error_code_too_long = {.name = "too_long", .bad = true};
const struct error_code error_code_unsupported = {.name = "unsupported"};
const struct error_code error_code_not_found = {.name = "not_found"};
const struct error_code error_code_rate_limited = {.name = "rate_limited", .temporary = true};
const struct error_code error_code_busy = {.name = "busy", .temporary = true};
const struct error_code error_code_internal = {.name = "internal", .temporary = true};

const struct error_code *error_code_find(const char *name)
{
    static const struct error_code *const all[] = {
        &error_code_bad_json,  &error_code_bad_message,  &error_code_too_long, &error_code_unsupported,
        &error_code_not_found, &error_code_rate_limited, &error_code_busy,     &error_code_internal,
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (strcmp(all[i]->name, name) == 0) {
            return all[i];
        }
    }
    return NULL;
}
