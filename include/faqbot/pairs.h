/* pairs.h - keys and their values from a file in YAML, for a program's own configuration. Only its safe part is read,
 * as it is in the knowledge: a flat mapping of texts and lists of texts, without anchors, tags and second documents. */
#ifndef FAQBOT_PAIRS_H
#define FAQBOT_PAIRS_H

#include <stdbool.h>

#include <faqbot/fault.h>
#include <faqbot/view.h>

#define FAQBOT_PAIRS_MAX 64 /* of a file, which has 64 KiB at most */

struct faqbot_pair {
    struct faqbot_view key; /* of a mapping within the mapping: "outer.inner" */
    const struct faqbot_view
        *values;        /* the list, or the one text; no white space around them, no NUL in them */
    size_t value_count; /* 0: nothing stands there */
    bool is_list;
    unsigned line; /* of the key */
};

/* Told each pair in the order of the file; it is valid until the function returns. */
typedef void faqbot_pairs_take(void *user, const struct faqbot_pair *pair);

/* Reads a file, and tells its pairs once all of it is known to be well. FAQBOT_INVALID: it cannot be read, or is
 * something else, and `fault` says what and where; NO_MEMORY. */
enum faqbot_status faqbot_pairs_read(const char *path, faqbot_pairs_take *take, void *user,
                                     struct faqbot_fault *fault);

#endif
