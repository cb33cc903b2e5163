/* tests/unit/cli/fetch.c - what robots.txt lets be read, and what sitemaps name. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "cli/cli_internal.h"

static void the_longest_rule_of_our_group_decides(void **state)
{
    static const struct {
        const char *text;
        const char *path;
        bool is_allowed;
    } table[] = {
        {"", "/a", true},
        {"User-agent: *\nDisallow: /\n", "/a", false},
        {"User-agent: *\nDisallow:\n", "/a", true},
        {"user-agent: *\ndisallow: /a\nallow: /a/b\n", "/a/b/c", true},
        {"user-agent: *\nallow: /a/b\ndisallow: /a\n", "/a/c", false},
        {"User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", true},
        {"User-agent: FaqBot\nAllow: /\n\nUser-agent: *\nDisallow: /\n", "/a", true},
        {"User-agent: faqbot # us\nDisallow: /x\n\nUser-agent: *\nDisallow: /\n", "/a", true},
        {"User-agent: other\nUser-agent: faqbot\nDisallow: /a\n", "/a", false},
        {"User-agent: other\nDisallow: /a\nUser-agent: faqbot\nDisallow: /b\n", "/a", true},
        {"User-agent: *\nDisallow: /*.pdf$\n", "/a/b.pdf", false},
        {"User-agent: *\nDisallow: /*.pdf$\n", "/a/b.pdf?x", true},
        {"User-agent: *\nDisallow: /*?session=\n", "/a?session=1", false},
        {"User-agent: *\nDisallow: /a*b*c\n", "/axxbxx", true},
        {"Disallow: /\n", "/a", true},
        {"<html>nothing</html>", "/a", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(robots_allow(view_of(table[i].text), "faqbot", view_of(table[i].path)),
                         table[i].is_allowed);
    }
}

static void how_long_to_wait_is_what_the_group_asks_for(void **state)
{
    static const struct {
        const char *text;
        unsigned delay;
    } table[] = {
        {"", 0},
        {"User-agent: *\nCrawl-delay: 2\n", 2000},
        {"User-agent: *\ncrawl-delay: 0.25 # s\nDisallow:\n", 250},
        {"User-agent: *\nCrawl-delay: 2\nUser-agent: faqbot\nDisallow: /a\n", 0},
        {"User-agent: faqbot\nUser-agent: x\nCrawl-delay: 1.5\nUser-agent: y\nCrawl-delay: 9\n", 1500},
        {"Crawl-delay: 5\n", 0},
        {"User-agent: *\nCrawl-delay: soon\n", 0},
        {"User-agent: *\nCrawl-delay: -1\n", 0}};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(robots_delay(view_of(table[i].text), "faqbot"), table[i].delay);
    }
    assert_true(robots_delay(view_of("User-agent: *\nCrawl-delay: 99999999999999\n"), "faqbot") > 1000000);
}

static void a_sitemap_names_pages_or_other_sitemaps(void **state)
{
    static const char map[] =
        "<urlset><url><loc>\n https://e.org/a?b&amp;c=d </loc></url><url><loc></loc></url>"
        "<url><loc>https://e.org/x</url>";
    struct faqbot_view rest = view_of(map);
    struct buffer address;
    (void)state;
    buffer_init(&address, 256);
    assert_true(sitemap_next(&rest, &address));
    assert_true(view_equals_text(buffer_view(&address), "https://e.org/a?b&c=d"));
    assert_true(sitemap_next(&rest, &address));
    assert_int_equal(address.size, 0);
    assert_false(sitemap_next(&rest, &address));
    assert_false(sitemap_is_index(view_of(map)));
    assert_true(sitemap_is_index(view_of("<?xml?><sitemapindex>")));
    assert_true(view_equals_text(robots_sitemap(view_of("a: b\nSITEMAP: https://e.org/s.xml # x\n")),
                                 "https://e.org/s.xml"));
    assert_true(view_is_empty(robots_sitemap(view_of("sitemap\n"))));
    buffer_release(&address);
}

int test_cli_fetch(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_rule_of_our_group_decides),
        cmocka_unit_test(how_long_to_wait_is_what_the_group_asks_for),
        cmocka_unit_test(a_sitemap_names_pages_or_other_sitemaps),
    };
    return cmocka_run_group_tests_name("fetch", tests, NULL, NULL);
}
