/* asset.c - the page's frame and what belongs to it, embedded by the Makefile from web/. It reads no file. */
#include "server/asset.h"

#include <assert.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "util/util.h"

/* The Makefile makes the names of the paths. */
#define EMBEDDED(name)                                                                                       \
    extern const unsigned char embed_web_##name[];                                                           \
    extern const size_t embed_web_##name##_size
EMBEDDED(index_html);
EMBEDDED(widget_js);
EMBEDDED(widget_js_gz);
EMBEDDED(widget_css);
EMBEDDED(widget_css_gz);
EMBEDDED(icon_svg);
EMBEDDED(icon_svg_gz);

static struct faqbot_view bytes_of(const unsigned char *bytes, size_t size)
{
    return (struct faqbot_view){(const char *)bytes, size};
}

/* FNV-1a, 64 bits: it tells two builds' files apart; nobody is kept out by it. */
static void write_hash(struct faqbot_view body, char text[ASSET_HASH_BYTES])
{
    uint64_t value = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < body.size; i++) {
        value = (value ^ (unsigned char)body.bytes[i]) * UINT64_C(0x100000001b3);
    }
    snprintf(text, ASSET_HASH_BYTES, "%016" PRIx64, value);
}

static void put(struct asset_shelf *shelf, const char *path, const char *type, struct faqbot_view body,
                struct faqbot_view packed)
{
    assert(shelf->count < ASSET_COUNT_MAX);
    struct asset *asset = &shelf->assets[shelf->count++];
    *asset = (struct asset){.path = path, .type = type, .body = body, .packed = packed};
    write_hash(asset->body, asset->hash);
}

/* The asset whose name stands in quotes at the front of `rest`: `"widget.js"`. */
static const struct asset *named(const struct asset_shelf *shelf, struct faqbot_view rest)
{
    for (size_t i = 0; i < shelf->count; i++) {
        const char *name = shelf->assets[i].path + 1;
        size_t size = strlen(name);
        if (rest.size >= size + 2 && rest.bytes[0] == '"' && memcmp(rest.bytes + 1, name, size) == 0 &&
            rest.bytes[size + 1] == '"') {
            return &shelf->assets[i];
        }
    }
    return NULL;
}

/* What is kept for ever must have another address when it is another: `"widget.js?v=HASH"`. */
static void fill_frame(struct asset_shelf *shelf, struct faqbot_view page)
{
    size_t size = 0;
    for (size_t at = 0; at < page.size; at++) {
        struct faqbot_view rest = {page.bytes + at, page.size - at};
        const struct asset *asset = named(shelf, rest);
        assert(size < sizeof shelf->frame_bytes);
        if (asset != NULL) {
            size_t room = sizeof shelf->frame_bytes - size;
            int written =
                snprintf(shelf->frame_bytes + size, room, "\"%s?v=%s", asset->path + 1, asset->hash);
            assert(written >= 0 && (size_t)written < room);
            size += (size_t)written;
            at += strlen(asset->path) - 1;
        } else {
            shelf->frame_bytes[size++] = page.bytes[at];
        }
    }
    shelf->frame = (struct faqbot_view){shelf->frame_bytes, size};
    write_hash(shelf->frame, shelf->frame_hash);
}

void asset_fill(struct asset_shelf *shelf)
{
    shelf->count = 0;
    put(shelf, "/widget.js", "text/javascript; charset=utf-8",
        bytes_of(embed_web_widget_js, embed_web_widget_js_size),
        bytes_of(embed_web_widget_js_gz, embed_web_widget_js_gz_size));
    put(shelf, "/widget.css", "text/css; charset=utf-8",
        bytes_of(embed_web_widget_css, embed_web_widget_css_size),
        bytes_of(embed_web_widget_css_gz, embed_web_widget_css_gz_size));
    put(shelf, "/icon.svg", "image/svg+xml", bytes_of(embed_web_icon_svg, embed_web_icon_svg_size),
        bytes_of(embed_web_icon_svg_gz, embed_web_icon_svg_gz_size));
    fill_frame(shelf, bytes_of(embed_web_index_html, embed_web_index_html_size));
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

/* Whether one of the header's elements is gzip's (or everything's), and how it is weighed: "gzip;q=0" is a no. */
static bool is_gzip(struct faqbot_view element, bool *is_wanted)
{
    static const char *const names[] = {"gzip", "x-gzip"};
    size_t end = 0;
    while (end < element.size && element.bytes[end] != ';' && element.bytes[end] != ' ') {
        end++;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (end == strlen(names[i]) && ascii_compare(element.bytes, names[i], end) == 0) {
            bool is_refused = true; /* a weight of nothing but zeroes */
            const char *weight = memchr(element.bytes + end, '=', element.size - end);
            for (; weight != NULL && weight < element.bytes + element.size; weight++) {
                is_refused &= strchr("=0. ", *weight) != NULL;
            }
            *is_wanted = memchr(element.bytes + end, '=', element.size - end) == NULL || !is_refused;
            return true;
        }
    }
    return false;
}

bool asset_takes_gzip(struct faqbot_view accepted)
{
    bool is_wanted = false;
    size_t start = 0;
    for (size_t at = 0; at <= accepted.size; at++) {
        if (at < accepted.size && accepted.bytes[at] != ',') {
            continue;
        }
        while (start < at && accepted.bytes[start] == ' ') {
            start++;
        }
        if (is_gzip((struct faqbot_view){accepted.bytes + start, at - start}, &is_wanted)) {
            return is_wanted;
        }
        start = at + 1;
    }
    return is_wanted;
}
