/* kb/link.c - where a relative link leads, seen from the address of the page that it stands on (RFC 3986, 5.2).
 *
 * An article is a file beside others, and a page of a site beside others. Sites show a file in three ways: as
 * "faq.html", as "faq" or as "faq/". The article's own address tells which, and links to other files are written
 * in the same way. */
#include "kb/kb_internal.h"

#include <string.h>

#include "util/util.h"

/* The parts of an address that is whole. */
struct base {
    struct faqbot_view origin; /* "https://example.org" */
    struct faqbot_view path;   /* "/docs/faq", without query and fragment */
    struct faqbot_view folder; /* "/docs/", where the page's file lies */
    const char *ending;        /* ".html", "/" or "": how the site shows a file */
};

static bool split_base(struct faqbot_view url, struct base *base)
{
    size_t scheme = view_starts_with(url, "https://") ? 8 : view_starts_with(url, "http://") ? 7 : 0;
    if (scheme == 0) {
        return false;
    }
    size_t host = scheme + view_find(view_slice(url, scheme, url.size), '/');
    url = view_slice(url, 0, view_find(url, '#'));
    url = view_slice(url, 0, view_find(url, '?'));
    base->origin = view_slice(url, 0, host);
    base->path = view_slice(url, host, url.size);
    bool is_folder = base->path.size > 1 && view_ends_with(base->path, "/");
    size_t end = base->path.size - is_folder;
    while (end > 0 && base->path.bytes[end - 1] != '/') {
        end--;
    }
    base->folder = end == 0 ? view_of("/") : view_slice(base->path, 0, end);
    base->ending = view_ends_with(base->path, ".html") ? ".html" : is_folder ? "/" : "";
    return true;
}

void link_add_decoded(struct buffer *out, struct faqbot_view text)
{
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.bytes[i];
        int decoded = ascii_percent_byte(view_slice(text, i, text.size));
        if (decoded > 0) {
            byte = (char)decoded;
            i += 2;
        }
        buffer_add_byte(out, byte);
    }
}

bool link_add_path(struct buffer *out, struct faqbot_view path)
{
    size_t root = out->size;
    bool is_within = true;
    while (path.size > 0) {
        size_t size = view_find(path, '/');
        struct faqbot_view part = view_slice(path, 0, size);
        bool is_last = size == path.size;
        path = view_slice(path, size + 1, path.size);
        if (view_equals_text(part, "..")) {
            is_within = is_within && out->size > root;
            size_t end = out->size > root ? out->size - 1 : root;
            while (end > root && out->bytes[end - 1] != '/') {
                end--;
            }
            buffer_truncate(out, end);
        } else if (!view_equals_text(part, ".")) {
            buffer_add(out, part);
            buffer_add_text(out, is_last ? "" : "/");
        }
    }
    return is_within;
}

struct faqbot_view link_trim_extension(struct faqbot_view path, bool *is_article)
{
    static const char *const extensions[] = {".mdx", ".md", ".markdown"};
    *is_article = false;
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions && !*is_article; i++) {
        size_t size = strlen(extensions[i]);
        *is_article = path.size > size &&
                      ascii_equals(view_slice(path, path.size - size, size), view_of(extensions[i]));
        path.size -= *is_article ? size : 0;
    }
    return path;
}

/* Writes a file of Markdown as its site shows it: "b.md" as "b.html", "b" or "b/", and README.md as its folder. */
static void add_target(struct buffer *out, struct faqbot_view path, const char *ending)
{
    bool is_article;
    struct faqbot_view stem = link_trim_extension(path, &is_article);
    bool is_folder = is_article && (view_ends_with(stem, "README") || view_ends_with(stem, "index"));
    stem.size -= !is_folder ? 0 : view_ends_with(stem, "README") ? 6 : 5;
    (void)link_add_path(out, stem);
    buffer_add_text(out, is_article && !is_folder ? ending : "");
}

/* The folder that a relative path begins in, without its first '/'. What is no article is left to browsers by some
 * generators: they see the page's address, and not the file's folder. */
static struct faqbot_view folder_of(const struct base *base, const struct link_base *known,
                                    struct faqbot_view path)
{
    bool is_article;
    struct base of_folder;
    struct faqbot_view folder = base->folder;
    (void)link_trim_extension(path, &is_article);
    if (known != NULL && known->is_page && !is_article) {
        folder = base->path;
        while (folder.size > 0 && folder.bytes[folder.size - 1] != '/') {
            folder.size--;
        }
    } else if (known != NULL && split_base(known->folder, &of_folder)) {
        folder = of_folder.path;
    }
    return view_slice(folder, 1, folder.size);
}

bool link_resolve(struct arena *arena, struct faqbot_view url, const struct link_base *known,
                  struct faqbot_view address, struct faqbot_view *resolved)
{
    struct base base;
    struct buffer out;
    *resolved = view_make(NULL, 0);
    if (!split_base(url, &base) || view_is_empty(address)) {
        return true;
    }
    base.ending = known == NULL ? base.ending : known->ending;
    size_t end = view_find(address, '#');
    size_t query = view_find(address, '?');
    end = query < end ? query : end;
    struct faqbot_view path = view_slice(address, 0, end);
    buffer_init_in(&out, arena, SIZE_MAX);
    if (view_starts_with(address, "//")) {
        buffer_add(&out, view_slice(base.origin, 0, view_find(base.origin, ':') + 1));
        buffer_add(&out, address);
        end = address.size;
    } else {
        buffer_add(&out, base.origin);
        if (view_is_empty(path)) {
            buffer_add(&out, base.path);
        } else if (view_starts_with(path, "/")) {
            buffer_add_byte(&out, '/');
            add_target(&out, view_slice(path, 1, path.size), base.ending);
        } else {
            struct buffer joined;
            buffer_init_in(&joined, arena, SIZE_MAX);
            buffer_add(&joined, folder_of(&base, known, path));
            buffer_add(&joined, path);
            buffer_add_byte(&out, '/');
            add_target(&out, buffer_view(&joined), base.ending);
            out.failed |= joined.failed;
        }
    }
    buffer_add(&out, view_slice(address, end, address.size));
    *resolved = out.failed ? view_make(NULL, 0) : buffer_view(&out);
    return !out.failed;
}
