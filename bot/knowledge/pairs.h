/* knowledge/pairs.h - keys and their values, from the safe part of YAML: for front matter and bot.yml. */
#ifndef KNOWLEDGE_PAIRS_H
#define KNOWLEDGE_PAIRS_H

#include "knowledge/field.h"

#define YAML_MAP_BYTES_MAX ((size_t)64 * 1024) /* of the text */
#define YAML_MAP_COUNT_MAX 64                  /* keys */

/* A key with its value: a text, a list of texts, or nothing. The key of a mapping within the mapping is
 * "outer.inner". */
struct pair {
    struct faqbot_view key;
    struct faqbot_view text;          /* the text; empty for a list, and for nothing */
    const struct faqbot_view *values; /* the list, or the text alone; nothing has none */
    size_t value_count;
    bool is_list;
    struct source_place place; /* of the key */
};

struct yaml_map {
    struct pair pairs[YAML_MAP_COUNT_MAX];
    size_t count;
};

/* Reads `yaml`, whose first line is `place`'s, into the arena. Anchors, aliases, tags, merge keys, a second document,
 * equal keys, mappings and lists deeper than above, and broken YAML are faults: one error was reported then, *pairs
 * holds what stood before it, and false is returned, as where the reader failed. */
bool yaml_map_read(struct kb_reader *reader, struct source_place place, struct faqbot_view yaml,
                   struct arena *arena, struct yaml_map *pairs);

#endif
