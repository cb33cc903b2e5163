/* base/view.h - what can be asked of borrowed bytes. Pure functions; nothing is owned and nothing fails. */
#ifndef BASE_VIEW_H
#define BASE_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include <faqbot.h>

/* A view of a literal or of any NUL-terminated text, as long as that text lives; NULL gives the empty view. */
struct faqbot_view view_of(const char *text);

struct faqbot_view view_make(const char *bytes, size_t size);

/* `size` bytes from `start`, cut to what there is; nothing is left at the view's end, not at its start. */
struct faqbot_view view_slice(struct faqbot_view view, size_t start, size_t size);

/* Without leading and trailing ASCII white space. */
struct faqbot_view view_trim(struct faqbot_view view);

bool view_is_empty(struct faqbot_view view);
bool view_equals(struct faqbot_view left, struct faqbot_view right);
bool view_equals_text(struct faqbot_view view, const char *text);
bool view_starts_with(struct faqbot_view view, const char *prefix);
bool view_ends_with(struct faqbot_view view, const char *suffix);

/* Order of bytes, as memcmp has it, the shorter first: <0, 0, >0. */
int view_compare(struct faqbot_view left, struct faqbot_view right);

/* Where `byte` first stands, or view.size. */
size_t view_find(struct faqbot_view view, char byte);

/* Splits off what stands before the next line feed (a carriage return before it goes too); false at the end. */
bool view_next_line(struct faqbot_view *rest, struct faqbot_view *line);

/* FNV-1a, 64 bits (Fowler, Noll, Vo: draft-eastlake-fnv). Start from VIEW_HASH_SEED; results can be chained. Not for
 * keys that a stranger chooses to collide. */
#define VIEW_HASH_SEED UINT64_C(14695981039346656037)
uint64_t view_hash(uint64_t hash, struct faqbot_view view);

#endif
