/* transfer/document.h - a whole file that is one JSON text, and what formats ask of its values. */
#ifndef TRANSFER_DOCUMENT_H
#define TRANSFER_DOCUMENT_H

#include "json/json.h"
#include "transfer/items.h"

#define JSON_DOCUMENT_VALUES_MAX 2000000 /* of one file: some 200 MB of memory */
#define JSON_DOCUMENT_KEYS_MAX 256       /* of one object */
#define JSON_DOCUMENT_DAY_BYTES 10       /* of 2026-11-30T12:00:00Z those that are the day */

/* Parses the text. Gives NULL and fills `fault` with FAQBOT_INVALID, where it is no JSON or passes a limit
 * (JSON_DEPTH_MAX too), or FAQBOT_NO_MEMORY; `fault` names the line. The document is the caller's, released by
 * json_free(). */
struct json *json_document_parse(const char *path, struct faqbot_view text, struct faqbot_fault *fault);

/* Told of each row: `row` for the report. */
typedef void json_document_take(void *user, size_t row, const struct json *value);

/* Whether the text looks like JSON Lines: its first two lines begin with '{' and end with '}'. */
bool json_document_is_lines(struct faqbot_view text);

/* Whether the text, blanks aside, begins as JSON does, with '{' or '['. */
bool json_document_is_json(struct faqbot_view text);

/* Hands over the value of each line; a line that is no JSON is left out. Rows are lines. Ends when the
 * collector fails. */
void json_document_each_line(struct import_builder *builder, struct faqbot_view text,
                             json_document_take *take, void *user);

/* Hands over each element of the array (of none, where it is no array). Rows count from 1. Ends when the
 * collector fails. */
void json_document_each(const struct import_builder *builder, const struct json *array,
                        json_document_take *take, void *user);

/* The string that the member is; empty where there is none, or it is no string. */
struct faqbot_view json_document_text(const struct json *object, const char *key);

/* The first of these members that is a string with something in it. The keys end with NULL. */
struct faqbot_view json_document_first_text(const struct json *object, const char *const *keys);

/* Adds the strings of an array, or the one string that stands for it; what is no string is passed over. Gives
 * how many elements that are. `value` may be NULL. */
size_t json_document_list(struct arena *arena, const struct json *value, struct texts *list);

/* Adds the parts of a text between separators, trimmed. */
void json_document_split(struct arena *arena, struct faqbot_view text, char separator, struct texts *list);

/* Notes "WHATNAME is not kept" of a member that `known` (ended by NULL) does not name and that holds
 * something: not null, false, an empty text, or a list or object of nothing else. `what` stands before its
 * name, as "args." does. */
void json_document_note_member(struct import_builder *builder, size_t row, const struct json *member,
                               const char *const *known, const char *what);

/* The same of each member of `object`, which may be NULL. */
void json_document_note_others(struct import_builder *builder, size_t row, const struct json *object,
                               const char *const *known, const char *what);

/* The day of a time such as 2026-11-30T12:00:00Z; empty where the text begins with none. */
struct faqbot_view json_document_day(struct faqbot_view time);

#endif
