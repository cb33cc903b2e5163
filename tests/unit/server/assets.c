/* unit/server/assets.c - what is served besides pages, and what of it a knowledge base changes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "server/server_internal.h"
#include "unit/bot/opened.h"

#define ENTRY "{\"id\":\"open\",\"question\":\"When are you open?\",\"answer\":\"At nine.\"}\n"

static size_t count_of(struct faqbot_view text, const char *mark)
{
    size_t count = 0;
    for (size_t at = 0; at < text.size; at++) {
        count += view_starts_with(view_slice(text, at, text.size), mark);
    }
    return count;
}

static struct assets *assets_of(const char *knowledge)
{
    struct faqbot *bot = opened(knowledge, 0);
    struct assets *assets = assets_new(bot);
    assert_non_null(assets);
    faqbot_close(bot); /* nothing of it is needed any more */
    return assets;
}

static const struct asset *find(const struct assets *assets, const char *path)
{
    return assets_find(assets, view_of(path));
}

static void what_bot_yml_says_is_written_into_the_widget_once(void **state)
{
    static const struct {
        const char *knowledge;
        const char *served;
    } table[] = {
        {ENTRY, "const SERVED = {\"bot\":true};"},
        {"{\"settings\":{\"lang\":\"de\"}}\n" ENTRY, "const SERVED = {\"bot\":true,\"lang\":\"de\"};"},
        {"{\"settings\":{\"greeting\":\"Hi.\"}}\n" ENTRY, "const SERVED = {\"bot\":true};"},
        {"{\"settings\":{\"sentences.title\":\"Desk\"}}\n" ENTRY,
         "const SERVED = {\"bot\":true,\"words\":true};"},
        {"{\"settings\":{\"lang\":\"fr\",\"sentences.title.en\":\"Desk\"}}\n" ENTRY,
         "const SERVED = {\"bot\":true,\"lang\":\"fr\",\"words\":true};"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct assets *assets = assets_of(table[i].knowledge);
        struct faqbot_view script = find(assets, "/widget.js")->body;
        assert_int_equal(count_of(script, table[i].served), 1);
        assert_int_equal(count_of(script, "const SERVED"), 1);
        assets_free(assets);
    }
}

static void names_of_assets_have_the_hash_of_their_content(void **state)
{
    struct assets *assets = assets_of(ENTRY);
    struct assets *german = assets_of("{\"settings\":{\"lang\":\"de\"}}\n" ENTRY);
    const struct asset *widget = find(assets, "/widget.js");
    char name[64];
    (void)state;
    (void)snprintf(name, sizeof name, "\"widget.js?v=%s\"", widget->hash);
    assert_int_equal(count_of(assets->frame, name), 1);
    (void)snprintf(name, sizeof name, "\"widget.css?v=%s\"", find(assets, "/widget.css")->hash);
    assert_int_equal(count_of(assets->frame, name), 1);
    (void)snprintf(name, sizeof name, "\"icon.svg?v=%s\"", find(assets, "/icon.svg")->hash);
    assert_int_equal(count_of(assets->frame, name), 1);
    (void)snprintf(name, sizeof name, "'./widget-more.js?v=%s'", find(assets, "/widget-more.js")->hash);
    assert_true(count_of(widget->body, name) > 0);
    assert_int_equal(count_of(widget->body, "'./widget-more.js'"), 0);
    assert_string_not_equal(widget->hash, find(german, "/widget.js")->hash);
    assert_string_not_equal(assets->frame_hash, german->frame_hash);
    assert_string_equal(find(assets, "/widget-more.js")->hash, find(german, "/widget-more.js")->hash);
    assets_free(assets);
    assets_free(german);
}

static void words_are_found_by_any_tag_of_their_language(void **state)
{
    struct assets *assets = assets_of("{\"settings\":{\"sentences.title.de-AT\":\"Schalter\"}}\n" ENTRY);
    const struct asset *german = find(assets, "/words/de.js");
    (void)state;
    assert_non_null(german);
    assert_int_equal(count_of(german->body, "export default {\"lang\":\"de\",\"dir\":\"ltr\","), 1);
    assert_ptr_equal(find(assets, "/words/de-CH.js"), german);
    assert_ptr_equal(find(assets, "/words/DE-ch-1996.js"), german);
    assert_ptr_not_equal(find(assets, "/words/de-AT.js"), german);
    assert_ptr_equal(find(assets, "/words/de-at.js"), find(assets, "/words/de-AT.js"));
    assert_null(find(assets, "/words/tlh.js"));
    assert_null(find(assets, "/words/tlh-de.js"));
    assert_null(find(assets, "/words/-.js"));
    assert_null(find(assets, "/words/de-.css"));
    assert_null(find(assets, "/Widget.js"));
    assert_null(find(assets, "/words/"));
    assets_free(assets);
}

int test_server_assets(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_bot_yml_says_is_written_into_the_widget_once),
        cmocka_unit_test(names_of_assets_have_the_hash_of_their_content),
        cmocka_unit_test(words_are_found_by_any_tag_of_their_language),
    };
    return cmocka_run_group_tests_name("assets", tests, NULL, NULL);
}
