/* kb/site_address.c - the address that a site gives to an article: from its path below the content, and from what its
 * front matter says about that.
 *
 *     content/faq/_index.md            Hugo        /faq/
 *     _posts/2026-11-30-prices.md      Jekyll      /2026/11/30/prices.html
 *     docs/02-hire/01-prices.md        Docusaurus  /docs/hire/prices
 *     docs/hire/README.md              MkDocs      /hire/
 *
 * Where a generator would have to be asked, there is no address: a wrong one is worse. */
#include "kb/kb_internal.h"

#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* An article on its way to an address. */
struct page {
    const struct site *site;
    const struct page_names *names;
    struct faqbot_view folder;    /* below the content, with a '/' at its end; empty: the content's own */
    struct faqbot_view name;      /* without extension */
    struct faqbot_view extension; /* with its dot */
    struct faqbot_view date;      /* "2026-11-30", or empty */
    struct faqbot_view collection;
    struct faqbot_view path; /* Jekyll: below the collection's folder, without extension */
    struct faqbot_view categories;
};

/* ==== Writing ========================================================================================= */

/* Percent-encodes what may not stand in a path (RFC 3986, 3.3); letters of any script stay, as browsers show them. */
static void add_encoded(struct buffer *out, struct faqbot_view path, bool is_hugo)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < path.size; i++) {
        char byte = is_hugo ? ascii_lower(path.bytes[i]) : path.bytes[i];
        byte = is_hugo && byte == ' ' ? '-' : byte;
        if ((unsigned char)byte <= ' ' || strchr("\"<>\\^`{|}%?#\x7f", byte) != NULL) {
            buffer_add_byte(out, '%');
            buffer_add_byte(out, digits[(unsigned char)byte >> 4]);
            buffer_add_byte(out, digits[(unsigned char)byte & 15]);
        } else {
            buffer_add_byte(out, byte);
        }
    }
}

static void add_ending(const struct page *page, struct buffer *out)
{
    static const char *const endings[] = {[SITE_FOLDERS] = "/", [SITE_HTML] = ".html", [SITE_BARE] = ""};
    if (page->site->shape == SITE_FILES) {
        buffer_add(out, page->extension);
    } else {
        buffer_add_text(out, endings[page->site->shape]);
    }
}

/* A path that an author wrote, below a folder's address. One that leads out of the site stays at its root. */
static void add_written(struct buffer *out, struct faqbot_view folder, struct faqbot_view path)
{
    struct buffer joined;
    buffer_init(&joined, SIZE_MAX);
    buffer_add(&joined, view_starts_with(path, "/") ? view_make(NULL, 0) : folder);
    buffer_add(&joined, view_slice(path, view_starts_with(path, "/"), path.size));
    struct buffer made;
    buffer_init(&made, SIZE_MAX);
    (void)link_add_path(&made, buffer_view(&joined));
    add_encoded(out, buffer_view(&made), false);
    out->failed |= joined.failed || made.failed;
    buffer_release(&joined);
    buffer_release(&made);
}

/* ==== Names with something in front ==================================================================== */

/* "2026-11-30-prices" as its day and "prices". */
static bool split_date(struct faqbot_view *name, struct faqbot_view *date)
{
    if (name->size < 12 || !field_is_date(view_slice(*name, 0, 10)) || name->bytes[10] != '-') {
        return false;
    }
    *date = view_slice(*name, 0, 10);
    *name = view_slice(*name, 11, name->size);
    return true;
}

/* "01-prices" without the number that Docusaurus sorts by; "2026-11" and "1.2" are dates and versions. */
static struct faqbot_view trim_number(struct faqbot_view name)
{
    size_t digits = 0;
    while (digits < name.size && ascii_is_digit(name.bytes[digits])) {
        digits++;
    }
    size_t at = digits;
    while (at < name.size && name.bytes[at] == ' ') {
        at++;
    }
    size_t signs = at;
    while (at < name.size && strchr("-_.", name.bytes[at]) != NULL) {
        at++;
    }
    bool has_sign = at > signs;
    while (at < name.size && name.bytes[at] == ' ') {
        at++;
    }
    bool is_prefix = digits > 0 && has_sign && at < name.size && !ascii_is_digit(name.bytes[at]);
    return is_prefix ? view_slice(name, at, name.size) : name;
}

/* A folder's path as the site shows it. */
static void add_folder(const struct page *page, struct buffer *out)
{
    struct faqbot_view rest = page->folder;
    struct faqbot_view skipped = page->site->skipped;
    if (skipped.size <= rest.size && view_equals(view_slice(rest, 0, skipped.size), skipped)) {
        rest = view_slice(rest, skipped.size, rest.size);
    }
    while (rest.size > 0) {
        struct faqbot_view name = view_slice(rest, 0, view_find(rest, '/'));
        rest = view_slice(rest, name.size + 1, rest.size);
        name = page->site->generator == SITE_DOCUSAURUS ? trim_number(name) : name;
        add_encoded(out, name, page->site->generator == SITE_HUGO);
        buffer_add_byte(out, '/');
    }
}

/* ==== Patterns ======================================================================================== */

/* What a placeholder stands for. False: it is not known here. */
static bool expand(const struct page *page, struct faqbot_view name, struct faqbot_view *value)
{
    bool is_hugo = page->site->generator == SITE_HUGO;
    struct faqbot_view slug = view_is_empty(page->names->slug) ? page->name : page->names->slug;
    struct faqbot_view folders = view_slice(page->folder, 0, page->folder.size - (page->folder.size > 0));
    const struct {
        const char *name;
        struct faqbot_view value;
        bool is_known;
    } values[] = {
        {"year", view_slice(page->date, 0, 4), page->date.size > 0},
        {"month", view_slice(page->date, 5, 2), page->date.size > 0},
        {"day", view_slice(page->date, 8, 2), page->date.size > 0},
        {"short_year", view_slice(page->date, 2, 2), page->date.size > 0},
        {"title", slug, !is_hugo}, /* Hugo's is the title in the front matter, spelled in its own way */
        {"slug", slug, !is_hugo || !view_is_empty(page->names->slug)},
        {"slugorcontentbasename", slug, true},
        {"slugorfilename", slug, true},
        {"filename", page->name, true},
        {"contentbasename", page->name, true},
        {"basename", page->name, true},
        {"name", page->name, true},
        {"path", page->path, !is_hugo},
        {"section", view_slice(folders, 0, view_find(folders, '/')), true},
        {"sections", folders, true},
        {"categories", page->categories, !is_hugo},
        {"collection", page->collection, true},
        {"output_ext", view_of(".html"), true},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (view_equals_text(name, values[i].name)) {
            *value = values[i].value;
            return values[i].is_known;
        }
    }
    return false;
}

/* Appends what a pattern gives, below the site's root; an empty part takes its slash with it. */
static bool add_pattern(const struct page *page, struct faqbot_view pattern, struct buffer *out)
{
    bool is_hugo = page->site->generator == SITE_HUGO;
    for (size_t i = 0; i < pattern.size;) {
        if (pattern.bytes[i] != ':') {
            bool is_double = pattern.bytes[i] == '/' && (out->size == 0 || out->bytes[out->size - 1] == '/');
            add_encoded(out, view_slice(pattern, i++, is_double ? 0 : 1), false);
            continue;
        }
        size_t end = i + 1;
        while (end < pattern.size && (ascii_is_alpha(pattern.bytes[end]) || pattern.bytes[end] == '_')) {
            end++;
        }
        struct faqbot_view value;
        if (!expand(page, view_slice(pattern, i + 1, end - i - 1), &value)) {
            return false;
        }
        add_encoded(out, value, is_hugo);
        i = end;
    }
    return true;
}

/* The pattern of that name; NULL: there is none. */
static const struct site_pattern *pattern_of(const struct site *site, struct faqbot_view name)
{
    for (size_t i = 0; i < site->pattern_count; i++) {
        if (view_equals(site->patterns[i].name, name)) {
            return &site->patterns[i];
        }
    }
    return NULL;
}

/* ==== Each generator's way ============================================================================ */

/* The page of a file in its folder; one of these names is the folder's own page. */
static void add_file(const struct page *page, const char *const *indexes, struct faqbot_view name,
                     struct buffer *out)
{
    bool is_index = false;
    for (size_t i = 0; indexes[i] != NULL && page->site->shape != SITE_FILES; i++) {
        is_index = is_index || ascii_equals(page->name, view_of(indexes[i]));
    }
    add_folder(page, out);
    if (!is_index) {
        add_encoded(out, name, page->site->generator == SITE_HUGO);
        add_ending(page, out);
    }
}

static bool add_hugo(const struct page *page, struct buffer *out)
{
    static const char *const indexes[] = {"_index", "index", NULL};
    const struct page_names *names = page->names;
    struct faqbot_view section = view_slice(page->folder, 0, view_find(page->folder, '/'));
    const struct site_pattern *pattern = pattern_of(page->site, section);
    bool is_index = ascii_equals(page->name, view_of("_index"));
    if (!view_is_empty(names->url)) {
        add_written(out, view_make(NULL, 0), names->url);
        return true;
    }
    if (view_find(page->name, '.') < page->name.size) { /* "faq.de.md": of a language */
        return false;
    }
    if (pattern != NULL && !is_index && !view_is_empty(section)) {
        struct faqbot_view form = pattern->pattern;
        form = view_slice(form, view_starts_with(form, "/"), form.size);
        bool is_written = add_pattern(page, form, out);
        buffer_add_text(out, is_written && out->bytes != NULL && out->bytes[out->size - 1] != '/' ? "/" : "");
        return is_written;
    }
    add_file(page, indexes, view_is_empty(names->slug) ? page->name : names->slug, out);
    return true;
}

/* Posts, and what is in collections. Of the patterns with a name those that need no calendar. */
static bool add_dated(const struct page *page, bool is_post, struct faqbot_view pattern, struct buffer *out)
{
    static const struct {
        const char *name;
        const char *pattern;
    } named[] = {
        {"", "/:categories/:year/:month/:day/:title:output_ext"},
        {"date", "/:categories/:year/:month/:day/:title:output_ext"},
        {"pretty", "/:categories/:year/:month/:day/:title/"},
        {"none", "/:categories/:title:output_ext"},
    };
    for (size_t i = 0; is_post && i < sizeof named / sizeof *named; i++) {
        if (view_equals_text(pattern, named[i].name)) {
            pattern = view_of(named[i].pattern);
            break;
        }
    }
    if (!is_post && view_is_empty(pattern)) {
        if (!add_pattern(page, view_of(":collection/:path"), out)) {
            return false;
        }
        add_ending(page, out);
        return true;
    }
    return view_find(pattern, ':') < pattern.size &&
           add_pattern(page, view_slice(pattern, view_starts_with(pattern, "/"), pattern.size), out);
}

/* The folder whose name begins with "_": a collection. `rest` is what is below it. */
static struct faqbot_view find_collection(const struct page *page, struct faqbot_view *before,
                                          struct faqbot_view *rest)
{
    struct faqbot_view folder = page->folder;
    size_t at = 0;
    while (at < folder.size && folder.bytes[at] != '_') {
        at += view_find(view_slice(folder, at, folder.size), '/') + 1;
    }
    struct faqbot_view name = view_slice(folder, at, folder.size);
    name = view_slice(name, 0, view_find(name, '/'));
    *before = view_slice(folder, 0, at > 0 ? at - 1 : 0);
    *rest = view_slice(folder, at + name.size + 1, folder.size);
    return view_slice(name, 1, name.size);
}

static bool add_jekyll(struct page *page, struct arena *arena, struct buffer *out)
{
    static const char *const indexes[] = {"index", "README", NULL};
    struct faqbot_view before;
    struct faqbot_view below;
    struct faqbot_view permalink = page->names->permalink;
    struct buffer path;
    page->collection = find_collection(page, &before, &below);
    bool is_post = view_equals_text(page->collection, "posts");
    const struct site_pattern *collection = pattern_of(page->site, page->collection);
    page->categories = view_is_empty(page->names->categories) ? before : page->names->categories;
    (void)split_date(&page->name, &page->date);
    page->date = view_is_empty(page->names->date) ? page->date : page->names->date;
    buffer_init_in(&path, arena, SIZE_MAX);
    buffer_add(&path, below);
    buffer_add(&path, page->name);
    page->path = buffer_view(&path);
    if (path.failed || (!view_is_empty(page->collection) && !is_post && collection == NULL)) {
        out->failed |= path.failed;
        return false;
    }
    if (!view_is_empty(permalink) && !view_equals_text(permalink, "pretty")) {
        return add_pattern(page, view_slice(permalink, view_starts_with(permalink, "/"), permalink.size),
                           out);
    }
    if (!view_is_empty(page->collection)) {
        struct faqbot_view own = collection == NULL ? view_make(NULL, 0) : collection->pattern;
        return add_dated(page, is_post, is_post && view_is_empty(own) ? page->site->permalink : own, out);
    }
    add_file(page, indexes, page->name, out);
    return true;
}

static bool add_docusaurus(const struct page *page, struct buffer *out)
{
    static const char *const indexes[] = {"index", "README", NULL};
    const struct page_names *names = page->names;
    struct faqbot_view slug = names->slug;
    struct faqbot_view name = view_is_empty(names->id) ? trim_number(page->name) : names->id;
    if (view_starts_with(page->name, "_")) {
        return false;
    }
    if (view_is_empty(slug)) {
        add_file(page, indexes, name, out);
        return true;
    }
    struct buffer folder;
    buffer_init(&folder, SIZE_MAX);
    add_folder(page, &folder);
    add_written(out, buffer_view(&folder), slug);
    out->failed |= folder.failed;
    buffer_release(&folder);
    buffer_add_text(out, page->site->shape == SITE_FOLDERS && !view_ends_with(slug, "/") ? "/" : "");
    return true;
}

/* ==== The whole ======================================================================================= */

/* Splits the path of an article. False: it is none, or lies outside of the content. */
static bool split(const struct site *site, struct faqbot_view relative, const struct page_names *names,
                  struct arena *arena, struct page *page, bool *no_memory)
{
    struct buffer path;
    bool is_article;
    buffer_init_in(&path, arena, SIZE_MAX);
    buffer_add(&path, site->below);
    buffer_add(&path, relative);
    *no_memory = path.failed;
    struct faqbot_view whole = buffer_view(&path);
    if (path.failed || view_is_empty(site->base) || whole.size < site->content.size ||
        !view_equals(view_slice(whole, 0, site->content.size), site->content)) {
        return false;
    }
    whole = view_slice(whole, site->content.size, whole.size);
    struct faqbot_view stem = link_trim_extension(whole, &is_article);
    size_t name = stem.size;
    while (name > 0 && stem.bytes[name - 1] != '/') {
        name--;
    }
    *page =
        (struct page){.site = site,
                      .names = names,
                      .folder = view_slice(stem, 0, name),
                      .name = view_slice(stem, name, stem.size),
                      .extension = view_slice(whole, stem.size, whole.size),
                      .date = field_is_date(view_slice(names->date, 0, 10)) ? view_slice(names->date, 0, 10)
                                                                            : view_make(NULL, 0)};
    return is_article;
}

bool site_address(const struct site *site, struct faqbot_view relative, const struct page_names *names,
                  struct arena *arena, struct faqbot_view *address)
{
    static const char *const indexes[] = {"index", "README", NULL};
    struct page page;
    struct buffer path;
    struct buffer out;
    bool no_memory;
    bool is_written = true;
    *address = view_make(NULL, 0);
    if (!split(site, relative, names, arena, &page, &no_memory)) {
        return !no_memory;
    }
    buffer_init_in(&path, arena, SIZE_MAX);
    buffer_init_in(&out, arena, SIZE_MAX);
    if (site->generator == SITE_HUGO) {
        is_written = add_hugo(&page, &path);
    } else if (site->generator == SITE_JEKYLL) {
        is_written = add_jekyll(&page, arena, &path);
    } else if (site->generator == SITE_DOCUSAURUS) {
        is_written = add_docusaurus(&page, &path);
    } else if (!view_is_empty(names->url)) {
        add_written(&path, view_make(NULL, 0), names->url);
    } else {
        add_file(&page, indexes, page.name, &path);
    }
    buffer_add(&out, site->base);
    buffer_add(&out, buffer_view(&path));
    if (is_written && !path.failed && !out.failed && rich_is_image_address(buffer_view(&out))) {
        *address = buffer_view(&out);
    }
    return !path.failed && !out.failed;
}

bool site_link_base(const struct site *site, struct faqbot_view relative, struct arena *arena,
                    struct link_base *base)
{
    static const char *const endings[] = {
        [SITE_FOLDERS] = "/", [SITE_HTML] = ".html", [SITE_BARE] = "", [SITE_FILES] = ".md"};
    static const struct page_names names = {.url_line = 0};
    struct page page;
    struct buffer out;
    bool no_memory;
    if (!split(site, relative, &names, arena, &page, &no_memory)) {
        return false;
    }
    buffer_init_in(&out, arena, SIZE_MAX);
    buffer_add(&out, site->base);
    add_folder(&page, &out);
    *base = (struct link_base){.folder = buffer_view(&out),
                               .ending = endings[site->shape],
                               .is_page = site->generator == SITE_HUGO || site->generator == SITE_JEKYLL};
    return !out.failed;
}
