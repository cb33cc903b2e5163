/* tests/unit/kb/site.c - what the configurations of site generators say, and the addresses that follow from it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "kb/kb_internal.h"

/* ==== Literals of JavaScript ========================================================================== */

static void write_literal(void *user, size_t depth, struct faqbot_view within, struct faqbot_view name,
                          struct faqbot_view value)
{
    struct buffer *out = user;
    buffer_add_number(out, depth);
    buffer_add_byte(out, ' ');
    buffer_add(out, within);
    buffer_add_byte(out, '.');
    buffer_add(out, name);
    buffer_add_byte(out, '=');
    buffer_add(out, value);
    buffer_add_byte(out, '\n');
}

static void literals_are_found_and_nothing_is_run(void **state)
{
    static const struct {
        const char *text;
        const char *found;
    } rows[] = {
        {"", ""},
        {"module.exports = {url: 'https://e.org', baseUrl: \"/\",};", "1 .url=https://e.org\n1 .baseUrl=/\n"},
        {"const c = {\n  'url': `https://e.org`, // , url: 'x'\n /* url: 'y', */ trailingSlash: true\n}",
         "1 .url=https://e.org\n1 .trailingSlash=true\n"},
        {"({a: [{docs: {routeBasePath: '/'}}]})", "5 docs.routeBasePath=/\n"},
        {"x = {url: process.env.URL || 'https://e.org', b: 'c'}", "1 .b=c\n"},
        {"x = {url: 'https://' + host, b: f('c'), d: 'e'.trim()}", ""},
        {"x = {url: 'a\\x2fb', t: `a${b}`, n: 5, f: false}", "1 .f=false\n"},
        {"url: 'top'", ""},
        {"x = {url: 'open\n, b: 'c'}", "1 .b=c\n"},
        {"x = {a ? url : 'b'}", ""},
        {"x = {url: 'e'", ""},
        {"}}}{a:'b'}", "1 .a=b\n"},
        {"/* open", ""},
        {"'open \\", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer out;
        buffer_init(&out, 4096);
        script_read(view_of(rows[i].text), write_literal, &out);
        buffer_add_byte(&out, '\0');
        assert_string_equal(out.bytes, rows[i].found);
        buffer_release(&out);
    }
}

/* ==== Addresses ======================================================================================= */

struct address_row {
    const char *path;
    struct page_names names;
    const char *address;
};

#define NAME(text)                                                                                           \
    {                                                                                                        \
        (text), sizeof(text) - 1                                                                             \
    }

/* `below`: the knowledge base's folder, seen from the configuration's. */
static void check_addresses(enum site_generator generator, const char *file, const char *text,
                            const char *below, const struct address_row *rows, size_t count)
{
    const struct kb_sink sink = {.user = NULL};
    struct kb_reader reader;
    struct site site = {.generator = generator, .below = view_of(below)};
    kb_reader_init(&reader, &sink);
    site_read(&reader, file, view_of(text), &site);
    assert_int_equal(reader.status, FAQBOT_OK);
    assert_int_equal(site.generator, generator);
    for (size_t i = 0; i < count; i++) {
        struct faqbot_view address;
        assert_true(
            site_address(&site, view_of(rows[i].path), &rows[i].names, &reader.entry_arena, &address));
        if (!view_equals_text(address, rows[i].address)) {
            print_error("%s: %.*s and not %s\n", rows[i].path, VIEW_ARGS(address), rows[i].address);
        }
        assert_true(view_equals_text(address, rows[i].address));
    }
    kb_reader_release(&reader);
}

#define CHECK_ADDRESSES(generator, file, text, below, rows)                                                  \
    check_addresses(generator, file, text, below, rows, sizeof(rows) / sizeof *(rows))

static void hugo_shows_an_article(void **state)
{
    static const struct address_row rows[] = {
        {"faq/prices.md", {.url_line = 0}, "https://e.org/site/faq/prices/"},
        {"faq/My Prices.md", {.url_line = 0}, "https://e.org/site/faq/my-prices/"},
        {"faq/_index.md", {.url_line = 0}, "https://e.org/site/faq/"},
        {"_index.md", {.url_line = 0}, "https://e.org/site/"},
        {"faq/hire/index.md", {.url_line = 0}, "https://e.org/site/faq/hire/"},
        {"faq/a.md", {.slug = NAME("b")}, "https://e.org/site/faq/b/"},
        {"faq/a.md", {.url = NAME("/help/c/")}, "https://e.org/site/help/c/"},
        {"faq/a.de.md", {.url_line = 0}, ""},
        {"posts/a.md", {.date = NAME("2026-11-30T10:00:00Z")}, "https://e.org/site/2026/11/a/"},
        {"posts/a.md", {.url_line = 0}, ""},
        {"posts/_index.md", {.url_line = 0}, "https://e.org/site/posts/"},
        {"notes/a.md", {.url_line = 0}, ""},
        {"faq/a.jsonl", {.url_line = 0}, ""},
    };
    static const struct address_row ugly[] = {
        {"content/faq/a.md", {.url_line = 0}, "https://e.org/faq/a.html"},
        {"content/faq/_index.md", {.url_line = 0}, "https://e.org/faq/"},
        {"faq/a.md", {.url_line = 0}, ""},
    };
    (void)state;
    CHECK_ADDRESSES(
        SITE_HUGO, "hugo.toml",
        "baseURL = 'https://e.org/site'\n[permalinks]\nposts = '/:year/:month/:contentbasename/'\n"
        "notes = '/:title/'\n",
        "content/", rows);
    CHECK_ADDRESSES(SITE_HUGO, "config.yaml", "baseurl: https://e.org/\nuglyurls: true\n", "", ugly);
    CHECK_ADDRESSES(SITE_HUGO, "hugo.json", "{\"baseURL\": \"https://e.org\", \"uglyURLs\": true}", "", ugly);
}

static void jekyll_shows_an_article(void **state)
{
    static const struct address_row rows[] = {
        {"faq.md", {.url_line = 0}, "https://e.org/base/faq.html"},
        {"docs/index.md", {.url_line = 0}, "https://e.org/base/docs/"},
        {"a.md", {.permalink = NAME("/help/prices/")}, "https://e.org/base/help/prices/"},
        {"_posts/2026-11-30-prices.md", {.url_line = 0}, "https://e.org/base/2026/11/30/prices.html"},
        {"shop/_posts/2026-11-30-a b.md", {.url_line = 0}, "https://e.org/base/shop/2026/11/30/a%20b.html"},
        {"_posts/2026-11-30-a.md", {.categories = NAME("x/y")}, "https://e.org/base/x/y/2026/11/30/a.html"},
        {"_faqs/hire/a.md", {.url_line = 0}, "https://e.org/base/faqs/hire/a.html"},
        {"_tips/a.md", {.url_line = 0}, "https://e.org/base/t/a/"},
        {"_includes/a.md", {.url_line = 0}, ""},
        {"a.md", {.permalink = NAME("/:unknown/x")}, ""},
    };
    static const struct address_row pretty[] = {
        {"faq.md", {.url_line = 0}, "https://e.org/faq/"},
        {"_posts/2026-11-30-a.md", {.url_line = 0}, "https://e.org/2026/11/30/a/"},
    };
    static const struct address_row unknown[] = {{"faq.md", {.url_line = 0}, ""}};
    (void)state;
    CHECK_ADDRESSES(SITE_JEKYLL, "_config.yml",
                    "url: https://e.org\nbaseurl: /base\ncollections:\n  faqs:\n    output: true\n  tips:\n"
                    "    output: true\n    permalink: /t/:name/\n  hidden:\n    output: false\n",
                    "", rows);
    CHECK_ADDRESSES(SITE_JEKYLL, "_config.yml", "url: https://e.org\npermalink: pretty\n", "", pretty);
    CHECK_ADDRESSES(SITE_JEKYLL, "_config.yml", "title: Help\n", "", unknown);
}

static void docusaurus_shows_an_article(void **state)
{
    static const struct address_row rows[] = {
        {"faq.md", {.url_line = 0}, "https://e.org/p/docs/faq"},
        {"02-hire/01-prices.mdx", {.url_line = 0}, "https://e.org/p/docs/hire/prices"},
        {"2026-11-30-a.md", {.url_line = 0}, "https://e.org/p/docs/2026-11-30-a"},
        {"1.2-a.md", {.url_line = 0}, "https://e.org/p/docs/1.2-a"},
        {"hire/README.md", {.url_line = 0}, "https://e.org/p/docs/hire/"},
        {"hire/a.md", {.id = NAME("b")}, "https://e.org/p/docs/hire/b"},
        {"hire/a.md", {.slug = NAME("/c")}, "https://e.org/p/docs/c"},
        {"hire/a.md", {.slug = NAME("../c")}, "https://e.org/p/docs/c"},
        {"hire/a.md", {.slug = NAME("/")}, "https://e.org/p/docs/"},
        {"hire/_part.md", {.url_line = 0}, ""},
    };
    static const struct address_row slashes[] = {
        {"handbook/a.md", {.url_line = 0}, "https://e.org/a/"},
        {"handbook/a.md", {.slug = NAME("b")}, "https://e.org/b/"},
        {"docs/a.md", {.url_line = 0}, ""},
    };
    (void)state;
    CHECK_ADDRESSES(SITE_DOCUSAURUS, "docusaurus.config.js",
                    "const config = {title: 'x', url: 'https://e.org', baseUrl: '/p/',\n"
                    "themeConfig: {items: [{url: 'https://other.org'}]}};\nexport default config;\n",
                    "docs/", rows);
    CHECK_ADDRESSES(
        SITE_DOCUSAURUS, "docusaurus.config.ts",
        "export default {url: 'https://e.org', baseUrl: '/', trailingSlash: true,\n presets: [['classic',"
        " {docs: {path: 'handbook', routeBasePath: '/'}, blog: {path: 'news', routeBasePath: 'n'}}]]}",
        "", slashes);
}

static void mkdocs_shows_an_article(void **state)
{
    static const struct address_row rows[] = {
        {"faq.md", {.url_line = 0}, "https://e.org/h/faq/"},
        {"hire/README.md", {.url_line = 0}, "https://e.org/h/hire/"},
        {"Hire/A.md", {.url_line = 0}, "https://e.org/h/Hire/A/"},
    };
    static const struct address_row files[] = {
        {"pages/faq.md", {.url_line = 0}, "https://e.org/faq.html"},
        {"../pages/faq.md", {.url_line = 0}, ""},
    };
    static const struct address_row unknown[] = {{"docs/a.md", {.url_line = 0}, ""}};
    (void)state;
    CHECK_ADDRESSES(SITE_MKDOCS, "mkdocs.yml",
                    "site_url: https://e.org/h/\nmarkdown_extensions:\n  - x:\n      y: !!python/name:z\n",
                    "docs/", rows);
    CHECK_ADDRESSES(SITE_MKDOCS, "mkdocs.yml",
                    "site_url: https://e.org\ndocs_dir: ./pages\nuse_directory_urls: false\n", "", files);
    CHECK_ADDRESSES(SITE_MKDOCS, "mkdocs.yml", "site_url: !ENV [SITE, 'https://e.org']\n", "", unknown);
    CHECK_ADDRESSES(SITE_MKDOCS, "mkdocs.yml", "site_url: javascript:alert(1)\n", "", unknown);
    CHECK_ADDRESSES(SITE_MKDOCS, "mkdocs.yml", "site_url: https://e.org\ndocs_dir: ../docs\n", "", unknown);
}

int test_kb_site(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literals_are_found_and_nothing_is_run),
        cmocka_unit_test(hugo_shows_an_article),
        cmocka_unit_test(jekyll_shows_an_article),
        cmocka_unit_test(docusaurus_shows_an_article),
        cmocka_unit_test(mkdocs_shows_an_article),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
