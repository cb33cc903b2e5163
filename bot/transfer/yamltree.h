/* transfer/yamltree.h - YAML as a tree, within bounds. What our own authors may write is knowledge/pairs.h. */
#ifndef TRANSFER_YAMLTREE_H
#define TRANSFER_YAMLTREE_H

#include <faqbot/fault.h>

#include "base/arena.h"

#define YAMLTREE_DEPTH_MAX 32      /* lists and mappings within each other */
#define YAMLTREE_NODES_MAX 2000000 /* of one text */
#define YAMLTREE_TEXT_BYTES_MAX                                                                              \
    ((size_t)4 * 1024 * 1024) /* of one value, and of all that aliases stand for */
#define YAMLTREE_ANCHORS_MAX 256

enum yamltree_type { YAMLTREE_TEXT, YAMLTREE_LIST, YAMLTREE_MAPPING };

/* A value. It lies in the arena that the tree was made in. */
struct yamltree {
    enum yamltree_type type;
    unsigned line;
    struct faqbot_view text;      /* of a text; valid UTF-8 without NUL */
    struct faqbot_view key;       /* of a mapping's value; a key that is no text is empty */
    const struct yamltree *first; /* within a list or mapping, in order */
    const struct yamltree *next;  /* in the list or mapping around */
};

/* Makes a list of the documents in `text` (valid UTF-8 without NUL). Tags mean nothing. An alias may stand for
 * a text; of lists and mappings within each other it could make more than there is room for. Fails, `fault`
 * filled with the line, with FAQBOT_INVALID (no YAML, or such an alias), FAQBOT_LIMIT or FAQBOT_NO_MEMORY. */
enum faqbot_status yamltree_parse(struct faqbot_view text, const char *path, struct arena *arena,
                                  const struct yamltree **documents, struct faqbot_fault *fault);

/* The first value of that key, NULL where there is none; `tree` may be NULL. */
const struct yamltree *yamltree_member(const struct yamltree *tree, const char *key);

/* What a text says; empty for anything else, and for NULL. */
struct faqbot_view yamltree_text(const struct yamltree *tree);

/* The values within; NULL where there are none, and for NULL. */
const struct yamltree *yamltree_first(const struct yamltree *tree);

#endif
