/* knowledge/frontmatter.c - what an article says of itself. Broken front matter leaves the article out: it may have
 * said `draft`. */
#include "knowledge/frontmatter.h"

#include "knowledge/pairs.h"

static bool is_fence(struct faqbot_view line, const char *fence)
{
    while (line.size > 0 && (line.bytes[line.size - 1] == ' ' || line.bytes[line.size - 1] == '\t')) {
        line.size--;
    }
    return view_equals_text(line, fence);
}

bool frontmatter_split(struct faqbot_view text, struct faqbot_view *yaml, struct faqbot_view *body,
                       unsigned *body_line)
{
    struct faqbot_view rest = text;
    struct faqbot_view line;
    *yaml = view_make(NULL, 0);
    *body = text;
    *body_line = 1;
    if (!view_next_line(&rest, &line) || !is_fence(line, "---")) {
        return true;
    }
    struct faqbot_view inside = rest;
    for (unsigned number = 2; view_next_line(&rest, &line); number++) {
        if (is_fence(line, "---") || is_fence(line, "...")) {
            *yaml = view_slice(inside, 0, (size_t)(line.bytes - inside.bytes));
            *body = rest;
            *body_line = number + 1;
            return true;
        }
    }
    return false;
}

/* The article's own keys, with where each is put and whether it may be a list. */
enum key {
    KEY_ID,
    KEY_TITLE,
    KEY_URL,
    KEY_LANG,
    KEY_TAGS,
    KEY_UPDATED,
    KEY_REVIEW_BY,
    KEY_STATUS,
    KEY_DISCLAIMER,
    KEY_RELATED,
    KEY_COUNT
};
static const char *const key_names[KEY_COUNT] = {"id",      "title",     "url",    "lang",       "tags",
                                                 "updated", "review_by", "status", "disclaimer", "related"};

static bool take_id(struct kb_reader *reader, const struct pair *pair, struct frontmatter *frontmatter)
{
    const char *complaint = field_id_complaint(pair->text);
    if (view_is_empty(pair->text)) {
        return true;
    }
    if (complaint == NULL && pair->text.size > FRONTMATTER_STEM_BYTES_MAX) {
        complaint = "is longer than 100 bytes";
    }
    if (complaint != NULL) {
        kb_reader_error(reader, "id", pair->place.path, pair->place.line,
                        "the id \"%.*s\" %s; choose another. The article is left out", VIEW_ARGS(pair->text),
                        complaint);
        return false;
    }
    frontmatter->id = pair->text;
    return true;
}

static bool take_related(struct kb_reader *reader, const struct pair *pair, struct frontmatter *frontmatter)
{
    for (size_t i = 0; i < pair->value_count; i++) {
        const char *complaint = field_id_complaint(pair->values[i]);
        if (complaint != NULL) {
            kb_reader_error(reader, "id", pair->place.path, pair->place.line,
                            "the related id \"%.*s\" %s; name an entry's id. The article is left out",
                            VIEW_ARGS(pair->values[i]), complaint);
            return false;
        }
    }
    frontmatter->related = pair->values;
    frontmatter->related_count = pair->value_count;
    frontmatter->related_line = pair->place.line;
    return true;
}

/* Puts one pair where it belongs; false: the article must be left out. */
static bool take_pair(struct kb_reader *reader, const struct pair *pair, struct frontmatter *to)
{
    enum key key = (enum key)field_find_key(key_names, KEY_COUNT, pair->key);
    if (pair->is_list && key != KEY_TAGS && key != KEY_RELATED && key != KEY_COUNT) {
        kb_reader_error(reader, "front-matter-value", pair->place.path, pair->place.line,
                        "%s must be one text, not a list. The article is left out", key_names[key]);
        return false;
    }
    switch (key) {
    case KEY_ID:
        return take_id(reader, pair, to);
    case KEY_TITLE:
        to->title = pair->text;
        return true;
    case KEY_URL:
        to->url = field_url(reader, pair->place, pair->text);
        return true;
    case KEY_LANG:
        to->lang = field_lang(reader, pair->place, pair->text);
        return true;
    case KEY_TAGS:
        return kb_reader_check_memory(reader,
                                      field_join(&reader->arena, pair->values, pair->value_count, &to->tags));
    case KEY_UPDATED:
        to->updated = field_date(reader, pair->place, "updated", pair->text);
        return true;
    case KEY_REVIEW_BY:
        to->review_by = field_date(reader, pair->place, "review_by", pair->text);
        to->review_by_line = pair->place.line;
        return true;
    case KEY_STATUS:
        return field_status(reader, pair->place, pair->text, &to->draft);
    case KEY_DISCLAIMER:
        to->disclaimer = pair->text;
        return true;
    case KEY_RELATED:
        return take_related(reader, pair, to);
    case KEY_COUNT:
        field_unknown_key(reader, pair->place, pair->key, key_names, KEY_COUNT);
        return true;
    }
    return true;
}

bool frontmatter_read(struct kb_reader *reader, const char *path, struct faqbot_view yaml,
                      struct frontmatter *frontmatter)
{
    struct yaml_map *pairs = arena_alloc(&reader->arena, sizeof *pairs);
    *frontmatter = (struct frontmatter){0};
    bool is_usable = kb_reader_check_memory(reader, pairs != NULL) &&
                     yaml_map_read(reader, (struct source_place){path, 2}, yaml, &reader->arena, pairs);
    for (size_t i = 0; is_usable && i < pairs->count; i++) {
        is_usable = take_pair(reader, &pairs->pairs[i], frontmatter);
    }
    return is_usable;
}
