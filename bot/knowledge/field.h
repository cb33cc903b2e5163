/* knowledge/field.h - what the fields of an entry may hold, whichever format they come from. */
#ifndef KNOWLEDGE_FIELD_H
#define KNOWLEDGE_FIELD_H

#include "knowledge/reader.h"

/* Where a field stands, for the fault. */
struct source_place {
    const char *path;
    unsigned line;
};

/* What is wrong with an id, as a clause ("is empty"), or NULL: 1 to KB_ID_BYTES_MAX bytes, no white space,
 * control character or comma (tests.tsv joins ids by it), and not "-" (which tests.tsv gives another meaning). */
const char *field_id_complaint(struct faqbot_view id);

/* Each gives the value back, or nothing with a warning where it is not what its field holds; empty is always right. */
struct faqbot_view field_date(struct kb_reader *reader, struct source_place place, const char *name,
                              struct faqbot_view value);
struct faqbot_view field_lang(struct kb_reader *reader, struct source_place place, struct faqbot_view value);
struct faqbot_view field_url(struct kb_reader *reader, struct source_place place, struct faqbot_view value);

/* Whether it is a day of the calendar, as 2026-11-30. */
bool field_is_date(struct faqbot_view text);

/* Reads `status`: *draft is set; false, with an error reported, where it is neither `live` nor `draft`. */
bool field_status(struct kb_reader *reader, struct source_place place, struct faqbot_view value, bool *draft);

/* A copy of `text` in the arena with blanks for control characters, which a terminal would obey; line feeds and tabs
 * stay where `lines` says so. False: no memory. */
bool field_clean(struct arena *arena, struct faqbot_view text, bool lines, struct faqbot_view *copy);

/* `values` joined by ", " in the arena; false: no memory. */
bool field_join(struct arena *arena, const struct faqbot_view *values, size_t count,
                struct faqbot_view *joined);

/* The place of `key` in `names` (count of them); `count` where it is not there. */
size_t field_find_key(const char *const *names, size_t count, struct faqbot_view key);

/* Warns of a key that `names` (count of them) do not hold, naming the nearest that they do. */
void field_unknown_key(struct kb_reader *reader, struct source_place place, struct faqbot_view key,
                       const char *const *names, size_t count);

#endif
