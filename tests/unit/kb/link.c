/* tests/unit/kb/link.c - where relative links lead from a page of a site. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "kb/kb_internal.h"

static void a_link_leads_on_from_its_page(void **state)
{
    static const struct {
        const char *url;
        const char *address;
        const char *resolved;
    } rows[] = {
        {"https://e.org/docs/faq", "/x/y", "https://e.org/x/y"},
        {"https://e.org/docs/faq", "b.html#c", "https://e.org/docs/b.html#c"},
        {"https://e.org/docs/faq", "b.md", "https://e.org/docs/b"},
        {"https://e.org/docs/faq/", "b.md#c", "https://e.org/docs/b/#c"},
        {"https://e.org/docs/faq.html", "./b.md?d", "https://e.org/docs/b.html?d"},
        {"https://e.org/docs/faq", "../b.mdx", "https://e.org/b"},
        {"https://e.org/docs/faq", "../../../b", "https://e.org/b"},
        {"https://e.org/docs/faq", "a/../b/./c", "https://e.org/docs/b/c"},
        {"https://e.org/docs/faq", "c/README.md", "https://e.org/docs/c/"},
        {"https://e.org/docs/faq?a#b", "#c", "https://e.org/docs/faq#c"},
        {"https://e.org/docs/faq", "?c", "https://e.org/docs/faq?c"},
        {"https://e.org", "b.md", "https://e.org/b"},
        {"http://e.org/", "b", "http://e.org/b"},
        {"http://e.org/a", "//f.org/b", "http://f.org/b"},
        {"", "b", ""},
        {"mailto:a@e.org", "b", ""},
        {"https://e.org/a", "", ""},
    };
    struct arena arena;
    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct faqbot_view resolved;
        assert_true(link_resolve(&arena, view_of(rows[i].url), NULL, view_of(rows[i].address), &resolved));
        if (!view_equals_text(resolved, rows[i].resolved)) {
            print_error("%s from %s: %.*s", rows[i].address, rows[i].url, VIEW_ARGS(resolved));
        }
        assert_true(view_equals_text(resolved, rows[i].resolved));
    }
    arena_release(&arena);
}

int test_kb_link(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_link_leads_on_from_its_page)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
