/* asset.c - the page and what belongs to it, embedded by the Makefile from web/. It reads no file. */
#include "server/asset.h"

#include <assert.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The Makefile makes the names of the paths. */
#define EMBEDDED(name)                                                                                       \
    extern const unsigned char embed_web_##name[];                                                           \
    extern const size_t embed_web_##name##_size
EMBEDDED(index_html);
EMBEDDED(widget_js);
EMBEDDED(widget_css);
EMBEDDED(icon_svg);

/* FNV-1a, 64 bits: it tells two builds' files apart; nobody is kept out by it. */
static uint64_t hash(struct faqbot_view body)
{
    uint64_t value = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < body.size; i++) {
        value = (value ^ (unsigned char)body.bytes[i]) * UINT64_C(0x100000001b3);
    }
    return value;
}

static void put(struct asset_shelf *shelf, const char *path, const char *type, const unsigned char *bytes,
                size_t size)
{
    assert(shelf->count < ASSET_COUNT_MAX);
    struct asset *asset = &shelf->assets[shelf->count++];
    *asset = (struct asset){.path = path, .type = type, .body = {(const char *)bytes, size}};
    snprintf(asset->tag, sizeof asset->tag, "\"%016" PRIx64 "\"", hash(asset->body));
}

void asset_fill(struct asset_shelf *shelf)
{
    static const char html[] = "text/html; charset=utf-8";
    static const char script[] = "text/javascript; charset=utf-8";
    static const char style[] = "text/css; charset=utf-8";
    shelf->count = 0;
    put(shelf, "/", html, embed_web_index_html, embed_web_index_html_size);
    put(shelf, "/widget.js", script, embed_web_widget_js, embed_web_widget_js_size);
    put(shelf, "/widget.css", style, embed_web_widget_css, embed_web_widget_css_size);
    put(shelf, "/icon.svg", "image/svg+xml", embed_web_icon_svg, embed_web_icon_svg_size);
}

const struct asset *asset_find(const struct asset_shelf *shelf, struct faqbot_view path)
{
    for (size_t i = 0; i < shelf->count; i++) {
        if (path.size == strlen(shelf->assets[i].path) &&
            memcmp(path.bytes, shelf->assets[i].path, path.size) == 0) {
            return &shelf->assets[i];
        }
    }
    return NULL;
}
