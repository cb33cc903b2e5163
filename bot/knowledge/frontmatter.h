/* knowledge/frontmatter.h - the block between two `---` lines at an article's beginning. */
#ifndef KNOWLEDGE_FRONTMATTER_H
#define KNOWLEDGE_FRONTMATTER_H

#include "knowledge/field.h"

/* of an article's id, so that those of its entries stay within their limit */
#define FRONTMATTER_STEM_BYTES_MAX 100

/* What an article says of itself. What it does not say is empty. */
struct frontmatter {
    struct faqbot_view id;
    struct faqbot_view title;
    struct faqbot_view url;
    struct faqbot_view lang;
    struct faqbot_view tags; /* joined by ", " */
    struct faqbot_view updated;
    struct faqbot_view review_by;
    struct faqbot_view disclaimer;
    const struct faqbot_view *related;
    size_t related_count;
    unsigned related_line; /* where it stands; 0 where it does not */
    unsigned review_by_line;
    bool draft;
};

/* Splits an article: *yaml is what stands between the `---` lines, empty where there are none, and *body the rest,
 * which begins at *body_line. False: the block is opened and never closed. */
bool frontmatter_split(struct faqbot_view text, struct faqbot_view *yaml, struct faqbot_view *body,
                       unsigned *body_line);

/* Reads what frontmatter_split() found, into the reader's arena. False where the article must be left out, which was
 * reported, or where the reader failed. */
bool frontmatter_read(struct kb_reader *reader, const char *path, struct faqbot_view yaml,
                      struct frontmatter *frontmatter);

#endif
