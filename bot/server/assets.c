/* assets.c - the page's frame and its script, style and icon, embedded by the Makefile from web/.
 *
 * No file is read at run time: the program is one file, cannot be deployed with the wrong page, and has no
 * path that a request could break out of. The Makefile also packs what is worth it, so nothing is compressed
 * while clients wait.
 *
 * Each asset has a hash of its content. Under the address with its hash in it, a browser may keep it forever;
 * under its plain name it asks each time whether it has changed. So a new program's page never meets an old
 * program's script. */
#include "server/server_internal.h"

#include <inttypes.h>

/* The Makefile makes these names out of the paths, and packs all files but pages. */
#define EMBEDDED(name)                                                                                       \
    extern const unsigned char embed_web_##name[], embed_web_##name##_gz[];                                  \
    extern const size_t embed_web_##name##_size, embed_web_##name##_gz_size
EMBEDDED(index_html);
EMBEDDED(widget_js);
EMBEDDED(widget_css);
EMBEDDED(icon_svg);

#define BYTES(name)                                                                                          \
    {                                                                                                        \
        (const char *)embed_web_##name, embed_web_##name##_size                                              \
    }
#define ASSET(served, kind, name)                                                                            \
    {                                                                                                        \
        .path = (served), .type = (kind), .body = BYTES(name), .packed = BYTES(name##_gz)                    \
    }

/* It tells the files of two builds apart; it protects nothing. */
static void write_hash(struct faqbot_view body, char text[ASSET_HASH_BYTES])
{
    snprintf(text, ASSET_HASH_BYTES, "%016" PRIx64, view_hash(VIEW_HASH_SEED, body));
}

/* The asset whose name is quoted at the front of `rest`: `"widget.js"`. */
static const struct asset *named(const struct assets *assets, struct faqbot_view rest)
{
    for (size_t i = 0; i < assets->count; i++) {
        const char *name = assets->assets[i].path + 1;
        size_t size = strlen(name);
        if (rest.size >= size + 2 && rest.bytes[0] == '"' && memcmp(rest.bytes + 1, name, size) == 0 &&
            rest.bytes[size + 1] == '"') {
            return &assets->assets[i];
        }
    }
    return NULL;
}

/* Browsers keep assets forever, so a changed one needs another address: `"widget.js?v=HASH"`. */
static void fill_frame(struct assets *assets, struct faqbot_view page)
{
    struct text frame = {.bytes = assets->frame_bytes, .capacity = sizeof assets->frame_bytes};
    for (size_t at = 0; at < page.size; at++) {
        const struct asset *asset = named(assets, (struct faqbot_view){page.bytes + at, page.size - at});
        if (asset != NULL) {
            text_add(&frame, "\"%s?v=%s", asset->path + 1, asset->hash);
            at += strlen(asset->path) - 1;
        } else {
            text_add(&frame, "%c", page.bytes[at]);
        }
    }
    assert(frame.size + 1 < frame.capacity); /* nothing was cut */
    assets->frame = (struct faqbot_view){frame.bytes, frame.size};
    write_hash(assets->frame, assets->frame_hash);
}

/* Hashes are computed at the start, which takes less time than the build would need another tool for it. */
void assets_fill(struct assets *assets)
{
    const struct asset files[] = {ASSET("/widget.js", "text/javascript; charset=utf-8", widget_js),
                                  ASSET("/widget.css", "text/css; charset=utf-8", widget_css),
                                  ASSET("/icon.svg", "image/svg+xml", icon_svg)};
    const struct faqbot_view page = BYTES(index_html);
    assets->count = sizeof files / sizeof files[0];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        assets->assets[i] = files[i];
        write_hash(files[i].body, assets->assets[i].hash);
    }
    fill_frame(assets, page);
}

/* There are three: a loop is faster than any table. */
const struct asset *assets_find(const struct assets *assets, struct faqbot_view path)
{
    for (size_t i = 0; i < assets->count; i++) {
        if (view_equals_text(path, assets->assets[i].path)) {
            return &assets->assets[i];
        }
    }
    return NULL;
}

/* Whether one element of the header is about gzip, and whether it accepts it: "gzip;q=0" says no. A weight
 * counts as zero where nothing but zeros stands behind the equals sign. */
static bool is_gzip(struct faqbot_view element, bool *is_accepted)
{
    size_t end = 0;
    while (end < element.size && element.bytes[end] != ';' && element.bytes[end] != ' ') {
        end++;
    }
    struct faqbot_view name = {element.bytes, end};
    if (!word_equals(name, "gzip") && !word_equals(name, "x-gzip")) {
        return false;
    }
    const char *weight = memchr(element.bytes + end, '=', element.size - end);
    *is_accepted = weight == NULL;
    for (; weight != NULL && weight < element.bytes + element.size; weight++) {
        *is_accepted |= strchr("=0. ", *weight) == NULL;
    }
    return true;
}

/* Of the header's grammar only as much is read as the question needs. What is not understood is taken for a
 * no, and the client gets the plain bytes, which everybody can read. */
bool assets_accept_gzip(struct faqbot_view accepted)
{
    bool is_accepted = false;
    struct faqbot_view element;
    while (list_take(&accepted, &element) && !is_gzip(element, &is_accepted)) {
    }
    return is_accepted;
}
