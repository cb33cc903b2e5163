/* asset.h - the page and what belongs to it, as they lie in the program. */
#ifndef SERVER_ASSET_H
#define SERVER_ASSET_H

#include <faqbot/view.h>

#define ASSET_COUNT_MAX 8
#define ASSET_TAG_BYTES 24

struct asset {
    const char *path;          /* where it is served */
    const char *type;          /* its content type */
    struct faqbot_view body;   /* static */
    char tag[ASSET_TAG_BYTES]; /* its ETag, quotes included: another content has another */
};

struct asset_shelf {
    struct asset assets[ASSET_COUNT_MAX];
    size_t count;
};

/* Fills the shelf with what was embedded when the program was built. */
void asset_fill(struct asset_shelf *shelf);

/* The asset served at `path`; NULL where there is none. The shelf's. */
const struct asset *asset_find(const struct asset_shelf *shelf, struct faqbot_view path);

#endif
