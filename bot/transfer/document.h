/* transfer/document.h - a whole file that is one JSON text, and what formats ask of its values. */
#ifndef TRANSFER_DOCUMENT_H
#define TRANSFER_DOCUMENT_H

#include "json/json.h"
#include "transfer/collector.h"

#define DOCUMENT_VALUES_MAX 2000000 /* of one file: some 200 MB of memory */
#define DOCUMENT_KEYS_MAX 256       /* of one object */

/* Parses the text. Fails with FAQBOT_INVALID, where it is no JSON or passes a limit (JSON_DEPTH_MAX too), or
 * FAQBOT_NO_MEMORY; `fault` names the line. *document is the caller's, released by json_free(). */
enum faqbot_status document_parse(const struct collector *collector, struct faqbot_view text,
                                  struct json **document, struct faqbot_fault *fault);

/* The string that the member is; empty where there is none, or it is no string. */
struct faqbot_view document_text(const struct json *object, const char *key);

/* The first of these members that is a string with something in it. The keys end with NULL. */
struct faqbot_view document_first_text(const struct json *object, const char *const *keys);

/* The strings of an array, or the one string that stands for it, in the arena; what is no string is passed
 * over, and *others counts it. `value` may be NULL. False: no memory. */
bool document_list(struct arena *arena, const struct json *value, struct faqbot_view **list, size_t *count,
                   size_t *others);

/* Notes each member that `known` (ended by NULL) does not name and that holds something (not null, false,
 * "", [] or {}): "NAME is not kept". `what` stands before its name, as "args." does. */
enum faqbot_status document_note_others(struct collector *collector, size_t row, const struct json *object,
                                        const char *const *known, const char *what,
                                        struct faqbot_fault *fault);

#endif
