/* protocol/code.h - the stable names of errors, and what each one means for what comes next. */
#ifndef PROTOCOL_CODE_H
#define PROTOCOL_CODE_H

#include <stdbool.h>

/* Points at static text of this module, so that two codes are equal where their pointers are. */
struct error_code {
    const char *name;
    bool temporary; /* the same request may succeed later */
    bool bad;       /* the client could have known: three in a row end a chat */
};

extern const struct error_code error_code_bad_json;
extern const struct error_code error_code_bad_message;
extern const struct error_code error_code_too_long;
extern const struct error_code error_code_unsupported;
extern const struct error_code error_code_not_found;
extern const struct error_code error_code_rate_limited;
extern const struct error_code error_code_busy;
extern const struct error_code error_code_internal;

/* NULL: there is no such code. */
const struct error_code *error_code_find(const char *name);

#endif
