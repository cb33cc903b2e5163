/* kb/site.c - which site a knowledge base is part of: the configuration of Hugo, Jekyll, Docusaurus or MkDocs in its
 * folder or above, and `base_url` of bot.yml.
 *
 *     what wins     the `url` of an article, if it is whole
 *                   base_url in bot.yml: the address of the knowledge base's folder (or of the content's, if that lies
 *                   in it); a generator says how files are shown there, and without one "b.md" is "b", which hosts
 *                   of static sites take for "b.html" and "b/" alike
 *                   the generator's own base address
 *
 * A knowledge base is often the `docs` of a repository, so its configuration lies above it. Reading it must not make
 * the result depend on the machine: what is kept is relative to the configuration's folder, the search ends at the
 * repository's root, and everything that was read is in the settings' `site`, which the version covers. What the
 * address of an article is says site_address.c. */
#define _XOPEN_SOURCE 700 /* realpath() */

#include "kb/kb_internal.h"

#include <faqbot_tools.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text/text.h"
#include "util/util.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const generator_names[] = {[SITE_HUGO] = "Hugo",
                                              [SITE_JEKYLL] = "Jekyll",
                                              [SITE_DOCUSAURUS] = "Docusaurus",
                                              [SITE_MKDOCS] = "MkDocs"};

/* In the order in which they are looked for in a folder. */
static const struct {
    const char *name;
    enum site_generator generator;
} configurations[] = {
    {"hugo.toml", SITE_HUGO},
    {"hugo.yaml", SITE_HUGO},
    {"hugo.yml", SITE_HUGO},
    {"hugo.json", SITE_HUGO},
    {"config/_default/hugo.toml", SITE_HUGO},
    {"config/_default/hugo.yaml", SITE_HUGO},
    {"docusaurus.config.js", SITE_DOCUSAURUS},
    {"docusaurus.config.ts", SITE_DOCUSAURUS},
    {"docusaurus.config.mjs", SITE_DOCUSAURUS},
    {"docusaurus.config.cjs", SITE_DOCUSAURUS},
    {"mkdocs.yml", SITE_MKDOCS},
    {"mkdocs.yaml", SITE_MKDOCS},
    {"_config.yml", SITE_JEKYLL},
    {"_config.yaml", SITE_JEKYLL},
    {"config.toml", SITE_HUGO}, /* if it has a baseURL: other programs have files of these names */
    {"config.yaml", SITE_HUGO},
    {"config.yml", SITE_HUGO},
    {"config.json", SITE_HUGO},
};

/* ==== Values ========================================================================================== */

/* The member of that name, case aside: that is how Hugo reads its keys. */
static const struct yaml_tree *member_of(const struct yaml_tree *tree, const char *name)
{
    for (const struct yaml_tree *one = yaml_first(tree); one != NULL; one = one->next) {
        if (ascii_equals(one->key, view_of(name))) {
            return one;
        }
    }
    return NULL;
}

static struct faqbot_view text_of(const struct yaml_tree *tree, const char *name)
{
    return yaml_text(member_of(tree, name));
}

/* The parts one after the other, in the arena for settings. */
static struct faqbot_view join(struct kb_reader *reader, struct faqbot_view first, struct faqbot_view second)
{
    struct buffer joined;
    buffer_init_in(&joined, &reader->settings_arena, SIZE_MAX);
    buffer_add(&joined, first);
    buffer_add(&joined, second);
    kb_check_memory(reader, !joined.failed);
    return joined.failed ? view_make(NULL, 0) : buffer_view(&joined);
}

/* "./docs" as "docs/", "." as nothing. A folder outside of the configuration's is none that is known. */
static struct faqbot_view folder_path(struct kb_reader *reader, struct faqbot_view path)
{
    struct buffer made;
    buffer_init_in(&made, &reader->settings_arena, SIZE_MAX);
    bool is_within = link_add_path(&made, path) && !view_starts_with(path, "/");
    buffer_add_text(&made, made.size > 0 && made.bytes[made.size - 1] != '/' ? "/" : "");
    kb_check_memory(reader, !made.failed);
    return made.failed ? view_make(NULL, 0) : is_within ? buffer_view(&made) : view_of("../");
}

/* An address with a path behind it and one '/' between and at the end; empty if it is none of the web. */
static struct faqbot_view base_address(struct kb_reader *reader, struct faqbot_view address,
                                       struct faqbot_view path)
{
    while (view_ends_with(address, "/")) {
        address.size--;
    }
    while (view_starts_with(path, "/")) {
        path = view_slice(path, 1, path.size);
    }
    if (!rich_is_image_address(address)) {
        return view_make(NULL, 0);
    }
    address = join(reader, address, view_of("/"));
    address = join(reader, address, path);
    address = view_ends_with(address, "/") ? address : join(reader, address, view_of("/"));
    return rich_is_image_address(address) ? address : view_make(NULL, 0);
}

static void add_pattern(struct kb_reader *reader, struct site *site, struct faqbot_view name,
                        struct faqbot_view pattern)
{
    if (site->pattern_count < SITE_PATTERNS_MAX) {
        site->patterns[site->pattern_count++] =
            (struct site_pattern){join(reader, name, view_of("")), join(reader, pattern, view_of(""))};
    }
}

/* ==== Each generator's keys =========================================================================== */

/* Without a baseURL a config.toml is some other program's. Where languages have folders of their own, the address
 * depends on which of them is the default one, and is not guessed. */
static void read_hugo(struct kb_reader *reader, const struct yaml_tree *tree, struct site *site)
{
    struct faqbot_view content = text_of(tree, "contentDir");
    struct faqbot_view base = text_of(tree, "baseURL");
    const struct yaml_tree *sections = member_of(tree, "permalinks");
    const struct yaml_tree *pages = member_of(sections, "page"); /* the newer form has kinds of pages */
    sections = pages != NULL ? pages : sections;
    bool has_folders = false;
    for (const struct yaml_tree *one = yaml_first(member_of(tree, "languages")); one != NULL;
         one = one->next) {
        has_folders = has_folders || member_of(one, "contentDir") != NULL;
    }
    site->content = folder_path(reader, view_is_empty(content) ? view_of("content") : content);
    site->shape = ascii_equals(text_of(tree, "uglyURLs"), view_of("true")) ? SITE_HTML : SITE_FOLDERS;
    site->base = has_folders ? view_make(NULL, 0) : base_address(reader, base, view_of(""));
    for (const struct yaml_tree *one = yaml_first(sections); one != NULL; one = one->next) {
        add_pattern(reader, site, one->key, yaml_text(one));
    }
}

/* Hexo has a file of the same name. The permalink is one of Jekyll's names for patterns, or a pattern. */
static void read_jekyll(struct kb_reader *reader, const struct yaml_tree *tree, struct site *site)
{
    const struct yaml_tree *collections = member_of(tree, "collections");
    struct faqbot_view permalink = text_of(tree, "permalink");
    if (member_of(tree, "source_dir") != NULL || member_of(tree, "public_dir") != NULL) {
        site->generator = SITE_NONE;
        return;
    }
    site->content = folder_path(reader, text_of(tree, "source"));
    site->permalink = join(reader, permalink, view_of(""));
    site->base = base_address(reader, text_of(tree, "url"), text_of(tree, "baseurl"));
    bool is_date = view_is_empty(permalink) || view_equals_text(permalink, "date") ||
                   view_equals_text(permalink, "ordinal") || view_equals_text(permalink, "weekdate") ||
                   view_equals_text(permalink, "none") || view_ends_with(permalink, ":output_ext") ||
                   view_ends_with(permalink, ".html");
    bool is_pretty = view_equals_text(permalink, "pretty") || view_ends_with(permalink, "/");
    site->shape = is_date ? SITE_HTML : is_pretty ? SITE_FOLDERS : SITE_BARE;
    for (const struct yaml_tree *one = yaml_first(collections); one != NULL; one = one->next) {
        if (ascii_equals(text_of(one, "output"), view_of("true"))) {
            add_pattern(reader, site, one->key, text_of(one, "permalink"));
        }
    }
}

static void read_mkdocs(struct kb_reader *reader, const struct yaml_tree *tree, struct site *site)
{
    struct faqbot_view folder = text_of(tree, "docs_dir");
    site->content = folder_path(reader, view_is_empty(folder) ? view_of("docs") : folder);
    site->shape =
        ascii_equals(text_of(tree, "use_directory_urls"), view_of("false")) ? SITE_HTML : SITE_FOLDERS;
    site->base = base_address(reader, text_of(tree, "site_url"), view_of(""));
}

/* What a configuration of Docusaurus says in literals. The outermost counts: a menu has addresses too. */
struct docusaurus {
    struct faqbot_view url;
    struct faqbot_view base;
    struct faqbot_view route;
    struct faqbot_view folder;
    struct faqbot_view slash;
    size_t url_depth;
    size_t base_depth;
    size_t slash_depth;
};

static void take_outermost(struct faqbot_view *place, size_t *found_at, size_t depth,
                           struct faqbot_view value)
{
    if (*found_at == 0 || depth < *found_at) {
        *place = value;
        *found_at = depth;
    }
}

static void take_docusaurus(void *user, size_t depth, struct faqbot_view within, struct faqbot_view name,
                            struct faqbot_view value)
{
    struct docusaurus *found = user;
    bool is_docs = view_equals_text(within, "docs");
    if (view_equals_text(name, "url")) {
        take_outermost(&found->url, &found->url_depth, depth, value);
    } else if (view_equals_text(name, "baseUrl")) {
        take_outermost(&found->base, &found->base_depth, depth, value);
    } else if (view_equals_text(name, "trailingSlash")) {
        take_outermost(&found->slash, &found->slash_depth, depth, value);
    } else if (is_docs && view_equals_text(name, "routeBasePath")) {
        found->route = value;
    } else if (is_docs && view_equals_text(name, "path")) {
        found->folder = value;
    }
}

static void read_docusaurus(struct kb_reader *reader, struct faqbot_view text, struct site *site)
{
    struct docusaurus found = {.route = view_of("docs"), .folder = view_of("docs")};
    script_read(text, take_docusaurus, &found);
    site->content = folder_path(reader, found.folder);
    site->shape = view_equals_text(found.slash, "true") ? SITE_FOLDERS : SITE_BARE;
    site->base = base_address(reader, found.url, found.base);
    site->base = base_address(reader, site->base, found.route);
}

void site_read(struct kb_reader *reader, const char *name, struct faqbot_view text, struct site *site)
{
    struct yaml_failure failure;
    if (site->generator == SITE_DOCUSAURUS) {
        read_docusaurus(reader, text, site);
        return;
    }
    const struct yaml_tree *documents = view_ends_with(view_of(name), ".toml")
                                            ? toml_read(text, &reader->arena, &failure)
                                            : yaml_read(text, false, &reader->arena, &failure);
    const struct yaml_tree *tree = yaml_first(documents);
    kb_check_memory(reader, documents != NULL && failure.problem != YAML_MEMORY);
    bool is_others = strncmp(name, "config.", 7) == 0 && member_of(tree, "baseURL") == NULL;
    if (tree == NULL || tree->type != YAML_MAPPING || is_others) {
        site->generator = SITE_NONE;
    } else if (site->generator == SITE_HUGO) {
        read_hugo(reader, tree, site);
    } else if (site->generator == SITE_JEKYLL) {
        read_jekyll(reader, tree, site);
    } else {
        read_mkdocs(reader, tree, site);
    }
}

/* ==== Finding the configuration ======================================================================= */

/* A folder being looked into, always with a NUL behind it. */
struct search {
    struct kb_reader *reader;
    struct buffer path;
    size_t size;       /* of the folder's own path, with a '/' */
    size_t whole;      /* of the knowledge base's folder, likewise */
    struct stat about; /* the same */
};

static const char *set_name(struct search *search, const char *name)
{
    buffer_truncate(&search->path, search->size);
    buffer_add_text(&search->path, name);
    buffer_add_byte(&search->path, '\0');
    return kb_check_memory(search->reader, !search->path.failed) ? search->path.bytes : "";
}

/* Whether the knowledge base's folder is part of the site's content, or holds it. */
static bool is_part_of(const struct site *site)
{
    struct faqbot_view shorter = site->content.size < site->below.size ? site->content : site->below;
    return view_equals(view_slice(site->content, 0, shorter.size), shorter) &&
           view_equals(view_slice(site->below, 0, shorter.size), shorter);
}

/* Reads the file, if it is one that may be read and it says something. Its faults are for its generator to tell. */
static bool read_configuration(struct search *search, const char *name, struct faqbot_view below,
                               struct site *site)
{
    struct fault_reporter nobody = {.report = NULL};
    struct kb_reader *reader = search->reader;
    struct fault_reporter *reporter = reader->reporter;
    struct faqbot_view text;
    struct faqbot_view path;
    struct stat about;
    if (stat(set_name(search, name), &about) != 0 || !S_ISREG(about.st_mode) ||
        about.st_size > SITE_FILE_BYTES_MAX || (about.st_uid != search->about.st_uid && about.st_uid != 0) ||
        !kb_check_memory(reader, arena_copy(&reader->settings_arena,
                                            view_make(search->path.bytes, search->path.size), &path))) {
        return false;
    }
    reader->reporter = &nobody;
    bool is_read = source_read(reader, path.bytes, &reader->bytes, &text);
    reader->reporter = reporter;
    if (is_read) {
        arena_reset(&reader->arena);
        site->path = path.bytes;
        site->below = join(reader, below, view_of(""));
        site_read(reader, name, text, site);
    }
    return is_read && site->generator != SITE_NONE && is_part_of(site);
}

/* From the knowledge base's folder upwards. */
static void search_folders(struct search *search, struct faqbot_view folder, struct site *site)
{
    for (size_t i = 0; i <= SITE_PARENTS_MAX && search->reader->status == FAQBOT_OK; i++) {
        struct faqbot_view below = view_slice(folder, search->size, folder.size);
        for (size_t j = 0; j < COUNT(configurations) && search->reader->status == FAQBOT_OK; j++) {
            *site = (struct site){.generator = configurations[j].generator};
            if (read_configuration(search, configurations[j].name, below, site)) {
                return;
            }
        }
        *site = (struct site){.generator = SITE_NONE};
        if (access(set_name(search, ".git"), F_OK) == 0 || search->size <= 1) {
            return;
        }
        search->size--;
        while (search->size > 0 && folder.bytes[search->size - 1] != '/') {
            search->size--;
        }
    }
}

/* The folder without links in it, so that what is above it is the same however it was named. NULL: it is not there, or
 * no memory. */
static char *real_folder(struct kb_reader *reader, bool is_folder)
{
    char *path = realpath(reader->root, NULL);
    kb_check_memory(reader, path != NULL || errno != ENOMEM);
    char *slash = path == NULL || is_folder ? NULL : strrchr(path, '/');
    if (slash != NULL) {
        slash[slash == path] = '\0';
    }
    return path;
}

static void look(struct kb_reader *reader, bool is_folder, struct site *site)
{
    struct search search = {.reader = reader};
    char *real = real_folder(reader, is_folder);
    struct buffer folder;
    buffer_init(&folder, SIZE_MAX);
    buffer_init(&search.path, SIZE_MAX);
    if (real != NULL && stat(real, &search.about) == 0) {
        buffer_add_text(&folder, real);
        buffer_add_text(&folder, view_ends_with(view_of(real), "/") ? "" : "/");
        buffer_add(&search.path, buffer_view(&folder));
        search.size = folder.size;
        if (kb_check_memory(reader, !folder.failed && !search.path.failed)) {
            search_folders(&search, buffer_view(&folder), site);
        }
    }
    free(real);
    buffer_release(&folder);
    buffer_release(&search.path);
}

/* ==== The whole ======================================================================================= */

/* bot.yml names the address of the knowledge base's folder. That of the content is above it by as many folders, if the
 * address ends as the path does; otherwise the paths lose them. */
static void take_base(struct kb_reader *reader, struct site *site)
{
    struct faqbot_view base = base_address(reader, reader->settings.base_url, view_of(""));
    struct faqbot_view inner = view_slice(site->below, site->content.size, site->below.size);
    if (view_is_empty(base)) {
        return;
    }
    site->base = base;
    if (site->generator == SITE_NONE) {
        bool is_code = template_find(base, "/blob/") < base.size;
        site->shape = is_code ? SITE_FILES : SITE_BARE;
    } else if (base.size > inner.size &&
               view_equals(view_slice(base, base.size - inner.size, inner.size), inner)) {
        site->base.size -= inner.size;
    } else {
        site->skipped = inner;
    }
}

/* What addresses depend on, in one text. */
static void describe(struct kb_reader *reader, const struct site *site)
{
    struct buffer out;
    buffer_init_in(&out, &reader->settings_arena, SIZE_MAX);
    if (view_is_empty(site->base)) {
        return;
    }
    const struct faqbot_view parts[] = {site->base, site->content, site->below, site->skipped,
                                        site->permalink};
    buffer_add_number(&out, site->generator);
    buffer_add_number(&out, site->shape);
    for (size_t i = 0; i < COUNT(parts); i++) {
        buffer_add_byte(&out, '\n');
        buffer_add(&out, parts[i]);
    }
    for (size_t i = 0; i < site->pattern_count; i++) {
        buffer_add_byte(&out, '\n');
        buffer_add(&out, site->patterns[i].name);
        buffer_add_byte(&out, ' ');
        buffer_add(&out, site->patterns[i].pattern);
    }
    if (kb_check_memory(reader, !out.failed)) {
        reader->settings.site = buffer_view(&out);
    }
}

static void report(struct kb_reader *reader, const struct site *site)
{
    if (site->path == NULL || reader->status != FAQBOT_OK) {
        return;
    }
    reader->path = site->path;
    if (view_is_empty(site->base)) {
        kb_hint(
            reader, "site", 0,
            "this is the configuration of %s, and it names no address of the site; write base_url in bot.yml "
            "for articles to get one",
            generator_names[site->generator]);
    } else {
        kb_hint(reader, "site", 0, "this is the configuration of %s; articles get addresses below %.*s",
                generator_names[site->generator], VIEW_ARGS(site->base));
    }
}

void site_find(struct kb_reader *reader, bool is_folder)
{
    struct site *site = arena_need(&reader->settings_arena, 1, sizeof *site, &reader->status);
    if (site == NULL || reader->status != FAQBOT_OK) {
        return;
    }
    *site = (struct site){.generator = SITE_NONE};
    look(reader, is_folder, site);
    take_base(reader, site);
    describe(reader, site);
    report(reader, site);
    reader->site = site;
}

bool faqbot_site_file(const char *knowledge, char *path, size_t size)
{
    const struct kb_sink nobody = {.user = NULL};
    struct kb_reader reader;
    struct stat found;
    bool is_there = false;
    if (stat(knowledge, &found) != 0) {
        return false;
    }
    kb_reader_init(&reader, &nobody);
    reader.root = knowledge;
    site_find(&reader, S_ISDIR(found.st_mode));
    if (reader.site != NULL && reader.site->path != NULL && strlen(reader.site->path) < size) {
        memcpy(path, reader.site->path, strlen(reader.site->path) + 1);
        is_there = true;
    }
    kb_reader_release(&reader);
    return is_there;
}
