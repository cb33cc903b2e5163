/* util/yaml.h - YAML as a tree, within bounds. Front matter, bot.yml and faqbot.conf read flat mappings from
 * it, with everything refused that can refer, expand or carry a type; imports take what other tools write.
 * Resolves no types: whatever is written is text. */
#ifndef UTIL_YAML_H
#define UTIL_YAML_H

#include <faqbot.h>

#include <stdbool.h>

#include "util/util.h"

/* Limits on one text. libyaml parses what it is given; these bound what is kept of it, so that neither a
 * flood of brackets nor a chain of aliases can take more memory than a large file of ordinary YAML. */
#define YAML_DEPTH_MAX 32                             /* lists and mappings within each other */
#define YAML_NODES_MAX 2000000                        /* of one text */
#define YAML_TEXT_BYTES_MAX ((size_t)4 * 1024 * 1024) /* of one value, and of all that aliases stand for */
#define YAML_ANCHORS_MAX 256

/* YAML_UNREAD: reading failed before it began. */
enum yaml_type { YAML_UNREAD, YAML_TEXT, YAML_LIST, YAML_MAPPING };

/* A value. It lies in the arena that the tree was made in. */
struct yaml_tree {
    enum yaml_type type;
    unsigned line;     /* the first one is 1 */
    unsigned end_line; /* of a list or mapping: where YAML sees its end, which may be the line behind it */
    bool is_whole;     /* false: reading failed within it */
    bool is_plain;     /* a text without quotes, not a block */
    struct faqbot_view text;       /* of a text; valid UTF-8 without NUL */
    struct faqbot_view key;        /* of a mapping's value; a key that is no text is empty */
    const struct yaml_tree *name;  /* that key as it stands there; NULL in a list */
    const struct yaml_tree *first; /* within a list or mapping, in order */
    const struct yaml_tree *next;  /* in the list or mapping around */
};

/* Why reading ended early. */
enum yaml_problem {
    YAML_FINE,
    YAML_SYNTAX,    /* no YAML */
    YAML_REFERENCE, /* an anchor, alias or tag where none is allowed, or an alias that cannot be followed */
    YAML_DOCUMENT,  /* a second document where none is allowed */
    YAML_NUL,
    YAML_MUCH, /* over one of the limits above */
    YAML_MEMORY
};

struct yaml_failure {
    enum yaml_problem problem;
    unsigned line;
    const char *sentence; /* constant; of YAML_SYNTAX what libyaml says */
};

/* Makes a list of the documents in `text` (valid UTF-8 without NUL). After a failure, which is the first
 * there is, it holds what was read before it, so that a reader that finds fault with an earlier line can
 * report that instead. NULL only without memory. `is_safe` allows one document, and in it no anchors, aliases
 * and tags; otherwise tags mean nothing, and an alias may stand for a text: with lists and mappings within
 * each other it could expand to more than there is room for. */
const struct yaml_tree *yaml_read(struct faqbot_view text, bool is_safe, struct arena *arena,
                                  struct yaml_failure *failure);

/* The documents as whole trees; NULL, and `fault` filled with the line, with FAQBOT_INVALID, FAQBOT_LIMIT or
 * FAQBOT_NO_MEMORY. */
const struct yaml_tree *yaml_parse(struct faqbot_view text, const char *path, struct arena *arena,
                                   struct faqbot_fault *fault);

/* The first value of that key, NULL where there is none; `tree` may be NULL. */
const struct yaml_tree *yaml_member(const struct yaml_tree *tree, const char *key);

/* What a text says; empty for anything else, and for NULL. */
struct faqbot_view yaml_text(const struct yaml_tree *tree);

/* The values within; NULL where there are none, and for NULL. */
const struct yaml_tree *yaml_first(const struct yaml_tree *tree);

#endif
