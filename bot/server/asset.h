/* asset.h - the page's frame and what belongs to it, as they lie in the program. */
#ifndef SERVER_ASSET_H
#define SERVER_ASSET_H

#include <stdbool.h>

#include <faqbot.h>

#define ASSET_COUNT_MAX 8
#define ASSET_HASH_BYTES 17
#define ASSET_FRAME_BYTES 4096

struct asset {
    const char *path;            /* where it is served */
    const char *type;            /* its content type */
    struct faqbot_view body;     /* static */
    struct faqbot_view packed;   /* the same, gzipped when the program was built */
    char hash[ASSET_HASH_BYTES]; /* of the content */
};

struct asset_shelf {
    struct asset assets[ASSET_COUNT_MAX];
    size_t count;
    /* web/index.html, its assets' addresses with `?v=HASH`: see faqbot_page_render() */
    struct faqbot_view frame;
    char frame_bytes[ASSET_FRAME_BYTES];
    char frame_hash[ASSET_HASH_BYTES];
};

/* Fills the shelf, which stays where it is, with what was embedded when the program was built. */
void asset_fill(struct asset_shelf *shelf);

/* The asset served at `path`; NULL where there is none. The shelf's. */
const struct asset *asset_find(const struct asset_shelf *shelf, struct faqbot_view path);

/* Whether an Accept-Encoding header allows gzip (RFC 9110, 12.5.3). Not naming it, it does not. */
bool asset_takes_gzip(struct faqbot_view accepted);

#endif
