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

/* Told of each row: `row` for the report. Anything but FAQBOT_OK ends the walk with that status. */
typedef enum faqbot_status document_take(void *user, size_t row, const struct json *value,
                                         struct faqbot_fault *fault);

/* Whether the text looks like JSON Lines: its first two lines begin with '{' and end with '}'. */
bool document_is_lines(struct faqbot_view text);

/* Hands over the value of each line; a line that is no JSON is left out. Rows are lines. */
enum faqbot_status document_each_line(struct collector *collector, struct faqbot_view text,
                                      document_take *take, void *user, struct faqbot_fault *fault);

/* Hands over each element of the array (of none, where it is no array). Rows count from 1. */
enum faqbot_status document_each(const struct json *array, document_take *take, void *user,
                                 struct faqbot_fault *fault);

/* The string that the member is; empty where there is none, or it is no string. */
struct faqbot_view document_text(const struct json *object, const char *key);

/* The first of these members that is a string with something in it. The keys end with NULL. */
struct faqbot_view document_first_text(const struct json *object, const char *const *keys);

/* The strings of an array, or the one string that stands for it, in the arena; what is no string is passed
 * over, and *others counts it. `value` may be NULL. False: no memory. */
bool document_list(struct arena *arena, const struct json *value, struct faqbot_view **list, size_t *count,
                   size_t *others);

/* The parts of a text between separators, trimmed, in the arena. False: no memory. */
bool document_split(struct arena *arena, struct faqbot_view text, char separator, struct faqbot_view **list,
                    size_t *count);

/* Notes "WHATNAME is not kept" of a member that `known` (ended by NULL) does not name and that holds
 * something: not null, false, an empty text, or a list or object of nothing else. `what` stands before its
 * name, as "args." does. */
enum faqbot_status document_note_member(struct collector *collector, size_t row, const struct json *member,
                                        const char *const *known, const char *what,
                                        struct faqbot_fault *fault);

/* The same of each member of `object`, which may be NULL. */
enum faqbot_status document_note_others(struct collector *collector, size_t row, const struct json *object,
                                        const char *const *known, const char *what,
                                        struct faqbot_fault *fault);

#endif
