/* assets.c - the page's frame and its scripts, style and icon, embedded by the Makefile from web/, and the
 * widget's words.
 *
 * No file is read at run time: the program is one file, cannot be deployed with the wrong page, and has no
 * path that a request could break out of. The Makefile also packs what is worth it, and what is made of a
 * knowledge base is packed when that is loaded; so nothing is compressed while clients wait.
 *
 * Two things come from the knowledge base. Into widget.js goes what bot.yml says of the language, so that the
 * widget knows it before it has a connection. And for each language there is a module of words, since a
 * visitor needs one or none. All languages are made at once: they take a megabyte and some milliseconds for
 * each knowledge base, which a cache would save at the price of a lifetime of its own.
 *
 * Each asset has a hash of its content. Under the address with its hash in it, a browser may keep it forever;
 * under its plain name it asks each time whether it has changed. So a new program's page never meets an old
 * program's script. */
#include "server/server_internal.h"

#include <inttypes.h>
#define ZLIB_CONST
#include <zlib.h>

/* The Makefile makes these names out of the paths. */
#define EMBEDDED(name)                                                                                       \
    extern const unsigned char embed_web_##name[];                                                           \
    extern const size_t embed_web_##name##_size
EMBEDDED(index_html);
EMBEDDED(widget_js_head);
EMBEDDED(widget_js_tail);
EMBEDDED(widget_js_tail_gz);
EMBEDDED(widget_more_js_lean);
EMBEDDED(widget_more_js_lean_gz);
EMBEDDED(widget_more_js_hash);
EMBEDDED(widget_css);
EMBEDDED(widget_css_gz);
EMBEDDED(icon_svg);
EMBEDDED(icon_svg_gz);

#define BYTES(name)                                                                                          \
    {                                                                                                        \
        (const char *)embed_web_##name, embed_web_##name##_size                                              \
    }

#define SCRIPT "text/javascript; charset=utf-8"
#define WORDS "/words/"
#define GZIP_WINDOW_BITS (15 + 16) /* the largest window, and gzip's header */

/* It tells the files of two builds apart; it protects nothing. */
static void write_hash(struct faqbot_view body, char text[ASSET_HASH_BYTES])
{
    snprintf(text, ASSET_HASH_BYTES, "%016" PRIx64, view_hash(VIEW_HASH_SEED, body));
}

/* -- What is made of a knowledge base -------------------------------------------------------------------- */

/* Assets in the making. After a failure nothing more is done. */
struct making {
    struct assets *assets;
    const struct faqbot *bot;
    enum faqbot_status status;
};

/* Gzips into the arena. The header has no time in it, so the same text gives the same bytes. */
static struct faqbot_view pack(struct making *making, struct faqbot_view text)
{
    z_stream stream = {.next_in = (const unsigned char *)text.bytes, .avail_in = (unsigned)text.size};
    struct faqbot_view packed = {NULL, 0};
    if (making->status != FAQBOT_OK || deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW_BITS,
                                                    MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
        fail_if(true, FAQBOT_NO_MEMORY, &making->status);
        return packed;
    }
    size_t most = deflateBound(&stream, text.size);
    unsigned char *bytes = arena_need(&making->assets->arena, most, 1, &making->status);
    if (bytes != NULL) {
        stream.next_out = bytes;
        stream.avail_out = (unsigned)most;
        int result = deflate(&stream, Z_FINISH);
        assert(result == Z_STREAM_END); /* there was room */
        (void)result;
        packed = (struct faqbot_view){(const char *)bytes, most - stream.avail_out};
    }
    deflateEnd(&stream);
    return packed;
}

/* The asset whose name is quoted at the front of `rest`: `"widget.js"`. */
static const struct asset *named(const struct assets *assets, struct faqbot_view rest)
{
    char quoted[64];
    for (size_t i = 0; i < assets->count && rest.bytes[0] == '"'; i++) {
        snprintf(quoted, sizeof quoted, "\"%s\"", assets->assets[i].path + 1);
        if (view_starts_with(rest, quoted)) {
            return &assets->assets[i];
        }
    }
    return NULL;
}

/* Browsers keep assets forever, so a changed one needs another address: `"widget.js?v=HASH"`. */
static void make_frame(struct making *making)
{
    const struct faqbot_view page = BYTES(index_html);
    struct assets *assets = making->assets;
    struct buffer frame;
    buffer_init_in(&frame, &assets->arena, SIZE_MAX);
    for (size_t at = 0; at < page.size; at++) {
        const struct asset *asset = named(assets, view_slice(page, at, page.size));
        buffer_add_byte(&frame, page.bytes[at]);
        if (asset != NULL) {
            buffer_add_text(&frame, asset->path + 1);
            buffer_add_text(&frame, "?v=");
            buffer_add_text(&frame, asset->hash);
            at += strlen(asset->path) - 1;
        }
    }
    fail_if(frame.failed, FAQBOT_NO_MEMORY, &making->status);
    assets->frame = buffer_view(&frame);
    write_hash(assets->frame, assets->frame_hash);
}

/* `bot` says that a bot serves the script, whose address is then the bot's. */
static void add_served(struct buffer *out, const struct faqbot *bot)
{
    struct json_writer writer = json_writer_make(out);
    json_writer_open_object(&writer, NULL);
    json_writer_add_bool(&writer, "bot", true);
    json_writer_add_optional(&writer, "lang", faqbot_about(bot)->stated_lang);
    if (faqbot_has_own_words(bot, view_of("en"))) {
        json_writer_add_bool(&writer, "words", true);
    }
    json_writer_close_object(&writer);
}

static void add_little_endian(struct buffer *out, uint64_t number, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++) {
        buffer_add_byte(out, (char)(number >> (8 * i) & 0xff));
    }
}

/* Gzips a text whose tail the build has packed, far better than there is time for here: its front as a block that is
 * stored as it is (RFC 1951, section 3.2.4), which ends where a byte ends, and then the blocks of the tail. */
static struct faqbot_view join(struct making *making, struct faqbot_view text, size_t front_size,
                               struct faqbot_view tail)
{
    static const char header[] = {'\x1f', '\x8b', '\x08', 0, 0, 0, 0, 0, '\x02', '\x03'};
    const size_t trailer_size = 8; /* the text's checksum and size (RFC 1952, section 2.3.1) */
    struct buffer out;
    assert(front_size <= UINT16_MAX && tail.bytes[3] == 0); /* its header has no more than ours */
    buffer_init_in(&out, &making->assets->arena, SIZE_MAX);
    buffer_add(&out, (struct faqbot_view){header, sizeof header});
    buffer_add_byte(&out, 0); /* stored, and not the last */
    add_little_endian(&out, front_size, 2);
    add_little_endian(&out, ~front_size, 2);
    buffer_add(&out, view_slice(text, 0, front_size));
    buffer_add(&out, view_slice(tail, sizeof header, tail.size - sizeof header - trailer_size));
    add_little_endian(&out, crc32(0, (const unsigned char *)text.bytes, (unsigned)text.size), 4);
    add_little_endian(&out, text.size, 4);
    fail_if(out.failed, FAQBOT_NO_MEMORY, &making->status);
    return buffer_view(&out);
}

/* The widget with what it has to know before it speaks. */
static void make_widget(struct making *making, struct asset *asset)
{
    const struct faqbot_view head = BYTES(widget_js_head);
    const struct faqbot_view tail = BYTES(widget_js_tail);
    const struct faqbot_view packed_tail = BYTES(widget_js_tail_gz);
    struct buffer text;
    buffer_init_in(&text, &making->assets->arena, SIZE_MAX);
    buffer_add(&text, head);
    add_served(&text, making->bot);
    size_t front_size = text.size;
    buffer_add(&text, tail);
    fail_if(text.failed, FAQBOT_NO_MEMORY, &making->status);
    if (making->status == FAQBOT_OK) {
        asset->body = buffer_view(&text);
        asset->packed = join(making, asset->body, front_size, packed_tail);
        write_hash(asset->body, asset->hash);
    }
}

static void make_words(struct making *making, struct faqbot_view lang, struct asset *asset)
{
    struct buffer path;
    struct buffer text;
    char *json = NULL;
    size_t size = 0;
    if (making->status == FAQBOT_OK) {
        making->status = faqbot_words(making->bot, lang, &json, &size);
    }
    buffer_init_in(&path, &making->assets->arena, SIZE_MAX);
    buffer_add_text(&path, WORDS);
    buffer_add(&path, lang);
    buffer_add(&path, (struct faqbot_view){".js", sizeof ".js"}); /* with its NUL */
    buffer_init_in(&text, &making->assets->arena, SIZE_MAX);
    buffer_add_text(&text, "export default ");
    buffer_add(&text, (struct faqbot_view){json, size});
    buffer_add_text(&text, ";\n");
    free(json);
    fail_if(path.failed, FAQBOT_NO_MEMORY, &making->status);
    fail_if(text.failed, FAQBOT_NO_MEMORY, &making->status);
    if (making->status == FAQBOT_OK) {
        struct faqbot_view body = buffer_view(&text);
        *asset = (struct asset){.path = path.bytes,
                                .type = SCRIPT,
                                .body = body,
                                .packed = pack(making, body),
                                .is_made = true,
                                .is_shared = true};
        write_hash(body, asset->hash);
    }
}

static void make(struct making *making)
{
    enum { STYLE, ICON, MORE, WIDGET, FILES };
    const struct asset files[FILES] = {
        [STYLE] = {.path = "/widget.css",
                   .type = "text/css; charset=utf-8",
                   .body = BYTES(widget_css),
                   .packed = BYTES(widget_css_gz)},
        [ICON] = {.path = "/icon.svg",
                  .type = "image/svg+xml",
                  .body = BYTES(icon_svg),
                  .packed = BYTES(icon_svg_gz)},
        [MORE] = {.path = "/widget-more.js",
                  .type = SCRIPT,
                  .body = BYTES(widget_more_js_lean),
                  .packed = BYTES(widget_more_js_lean_gz),
                  .is_shared = true},
        [WIDGET] = {.path = "/widget.js", .type = SCRIPT, .is_made = true, .is_shared = true}};
    const struct faqbot_view named_hash = BYTES(widget_more_js_hash);
    const struct faqbot_about *about = faqbot_about(making->bot);
    struct assets *assets = making->assets;
    assets->assets =
        arena_need(&assets->arena, FILES + about->speaks_count, sizeof files[0], &making->status);
    for (size_t i = 0; i < FILES && making->status == FAQBOT_OK; i++) {
        assets->assets[i] = files[i];
        write_hash(files[i].body, assets->assets[i].hash);
    }
    if (making->status == FAQBOT_OK) {
        assets->count = FILES;
        assert(named_hash.size == ASSET_HASH_BYTES - 1); /* the one that is in the widget */
        memcpy(assets->assets[MORE].hash, named_hash.bytes, named_hash.size);
        make_widget(making, &assets->assets[WIDGET]);
        make_frame(making);
    }
    for (size_t i = 0; i < about->speaks_count && making->status == FAQBOT_OK; i++) {
        make_words(making, about->speaks[i], &assets->assets[assets->count++]);
    }
}

struct assets *assets_new(const struct faqbot *bot)
{
    struct assets *assets = calloc(1, sizeof *assets);
    struct making making = {.assets = assets, .bot = bot};
    if (assets == NULL) {
        return NULL;
    }
    arena_init(&assets->arena, SIZE_MAX);
    make(&making);
    if (making.status != FAQBOT_OK) {
        assets_free(assets);
        assets = NULL;
    }
    return assets;
}

void assets_free(struct assets *assets)
{
    if (assets != NULL) {
        arena_release(&assets->arena);
        free(assets);
    }
}

/* -- What is asked for ----------------------------------------------------------------------------------- */

/* Capitals mean nothing in a language's tag alone. */
static const struct asset *find_path(const struct assets *assets, struct faqbot_view path)
{
    bool is_words = view_starts_with(path, WORDS);
    for (size_t i = 0; i < assets->count; i++) {
        struct faqbot_view served = view_of(assets->assets[i].path);
        if (is_words ? ascii_equals(path, served) : view_equals(path, served)) {
            return &assets->assets[i];
        }
    }
    return NULL;
}

/* Of "de-AT", where it has no words of its own, those of "de". */
const struct asset *assets_find(const struct assets *assets, struct faqbot_view path)
{
    char shorter[64];
    const struct asset *asset = find_path(assets, path);
    size_t end = view_find(path, '-');
    if (asset == NULL && view_starts_with(path, WORDS) && view_ends_with(path, ".js") && end < path.size &&
        end + sizeof ".js" < sizeof shorter) {
        snprintf(shorter, sizeof shorter, "%.*s.js", (int)end, path.bytes);
        asset = find_path(assets, view_of(shorter));
    }
    return asset;
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
