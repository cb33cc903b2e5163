/* tests/unit/bot/restrict.c - parts of a knowledge base: which entries they have, that they answer as a bot of these
 * entries alone, and how many are kept. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot.h>
#include <string.h>

#include "unit/bot/opened.h"
#include "util/util.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define OK(call) assert_int_equal((call), FAQBOT_OK)

/* Entries that share words, so that each changes what words tell in the others. */
#define SETTINGS "{\"settings\":{\"starters\":[\"hire\",\"sale\",\"bus\"]}}\n"
#define HIRE                                                                                                 \
    "{\"id\":\"hire\",\"question\":\"What does it cost to hire a bicycle?\",\"also\":[\"bicycle hire per "   \
    "day\",\"rent a bike\"],\"answer\":\"Ten euros, see [buying](#sale) and [the "                           \
    "rules](#rules).\",\"tags\":"                                                                            \
    "[\"Bicycles\",\"prices\"],\"related\":[\"sale\",\"rules\"]}\n"
#define RULES                                                                                                \
    "{\"id\":\"rules\",\"title\":\"The rules of hire\",\"text\":\"Bring the bicycle back, "                  \
    "clean.\",\"tags\":"                                                                                     \
    "[\"bicycles\"]}\n"
#define SALE                                                                                                 \
    "{\"id\":\"sale\",\"question\":\"What does it cost to buy a bicycle?\",\"also\":[\"bicycle "             \
    "prices\",\"price of a new bike\"],\"answer\":\"A lot.\",\"tags\":[\"shop\",\"prices\"]}\n"
#define BUS                                                                                                  \
    "{\"id\":\"bus\",\"question\":\"Was kostet der Bus?\",\"also\":[\"Fahrkarte f\xc3\xbcr den "             \
    "Bus\"],\"answer\":\"Zwei "                                                                              \
    "Euro.\",\"lang\":\"de\",\"tags\":[\"prices\"]}\n"

static struct faqbot *restricted(struct faqbot *bot, const char *tags, const char *lang)
{
    struct faqbot *part = NULL;
    struct faqbot_fault fault;
    const struct faqbot_filter filter = {.tags = view_of(tags), .lang = view_of(lang)};
    if (faqbot_restrict(bot, &filter, 1, FAQBOT_FILTER_ENTRIES_MAX, &part, &fault) != FAQBOT_OK) {
        fail_msg("%s", fault.sentence);
    }
    return part;
}

static void take(void *user, struct faqbot_view text)
{
    buffer_add(user, text);
    buffer_add_byte(user, '\n');
}

/* All that a bot says of a question. */
static void say(struct faqbot *bot, const char *text, struct buffer *out)
{
    const struct faqbot_question question = {.text = view_of(text), .context = view_of("hire")};
    const struct faqbot_search_query words = {.text = question.text};
    const struct faqbot_entry_ref *refs;
    const struct faqbot_hits *hits;
    struct faqbot_explanation explanation;
    size_t count;
    OK(faqbot_explain(bot, &question, &explanation));
    OK(faqbot_explain_json(&explanation, take, out));
    OK(faqbot_suggest(bot, question.text, &refs, &count));
    for (size_t i = 0; i < count; i++) {
        take(out, refs[i].id);
    }
    OK(faqbot_search(bot, &words, &hits));
    for (size_t i = 0; i < hits->count; i++) {
        take(out, hits->list[i].id);
    }
    for (size_t i = 0; i < faqbot_about(bot)->starter_count; i++) {
        take(out, faqbot_about(bot)->starters[i].id);
    }
}

static void a_part_says_what_a_bot_of_its_entries_says(void **state)
{
    static const struct {
        const char *tags;
        const char *lang;
        const char *alone;
    } cases[] = {
        {"bicycles", "", SETTINGS HIRE RULES},
        {" B\xc3\xad"
         "cycles ,, prices",
         "", SETTINGS HIRE},
        {"prices", "", SETTINGS HIRE SALE BUS},
        {"prices", "en-GB", SETTINGS HIRE SALE},
        {"", "de", SETTINGS BUS},
        {"shop", "", SETTINGS SALE},
    };
    static const char *const texts[] = {"what does it cost", "price",         "hire a bike",
                                        "Was kostet es?",    "bicycle rules", "new bycicle"};
    (void)state;
    struct faqbot *whole = opened(SETTINGS HIRE RULES SALE BUS, 16);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct faqbot *alone = opened(cases[i].alone, 16);
        for (size_t j = 0; j < 2 * COUNT(texts); j++) { /* twice, for what is kept */
            struct buffer left;
            struct buffer right;
            buffer_init(&left, SIZE_MAX);
            buffer_init(&right, SIZE_MAX);
            say(restricted(whole, cases[i].tags, cases[i].lang), texts[j / 2], &left);
            say(alone, texts[j / 2], &right);
            if (!view_equals(buffer_view(&left), buffer_view(&right))) {
                fail_msg("%s, %s: %.*s\nis not\n%.*s", cases[i].tags, texts[j / 2], (int)left.size,
                         left.bytes, (int)right.size, right.bytes);
            }
            buffer_release(&left);
            buffer_release(&right);
        }
        assert_true(view_equals(faqbot_about(restricted(whole, cases[i].tags, cases[i].lang))->version,
                                faqbot_about(whole)->version));
        faqbot_close(alone);
    }
    faqbot_close(whole);
}

static void what_does_not_pass_cannot_be_had(void **state)
{
    (void)state;
    struct faqbot_answer answer;
    struct faqbot *whole = opened(SETTINGS HIRE RULES SALE BUS, 0);
    struct faqbot *part = restricted(whole, "bicycles", "");
    assert_int_equal(faqbot_about(part)->entries, 2);
    assert_int_equal(faqbot_get(part, view_of("sale"), &answer), FAQBOT_NOT_FOUND);
    OK(faqbot_get(part, view_of("hire"), &answer));
    assert_true(view_equals_text(answer.text, "Ten euros, see buying and the rules."));
    assert_int_equal(answer.related_count, 1);
    assert_true(view_equals_text(answer.related[0].id, "rules"));
    size_t links = 0;
    for (size_t i = 0; i < answer.node_count; i++) {
        if (answer.nodes[i].kind == FAQBOT_NODE_LINK) {
            links++;
            assert_true(view_equals_text(answer.nodes[i].entry.id, "rules"));
        }
    }
    assert_int_equal(links, 1);
    faqbot_close(whole);
}

static void where_all_entries_pass_the_bot_itself_answers(void **state)
{
    (void)state;
    struct faqbot *whole = opened(HIRE SALE, 0);
    assert_ptr_equal(restricted(whole, "prices", "en"), whole);
    assert_ptr_equal(restricted(whole, "", " "), whole);
    assert_int_equal(faqbot_about(whole)->indexed, 0);
    assert_ptr_not_equal(restricted(whole, "shop", "en"), whole);
    assert_int_equal(faqbot_about(whole)->indexed, 3);
    faqbot_close(whole);
}

static void a_part_is_made_once_while_it_is_used(void **state)
{
    (void)state;
    static char lines[FAQBOT_FILTER_PARTS_MAX * 120 + 200];
    size_t size = 0;
    for (int i = 0; i <= FAQBOT_FILTER_PARTS_MAX; i++) {
        size += (size_t)snprintf(
            lines + size, sizeof lines - size,
            "{\"id\":\"e%d\",\"question\":\"What is %d?\",\"answer\":\"It.\",\"tags\":[\"t%d\"]}\n", i, i, i);
    }
    struct faqbot *whole = opened(lines, 0);
    for (int i = 0; i < FAQBOT_FILTER_PARTS_MAX; i++) {
        char tag[16];
        (void)snprintf(tag, sizeof tag, "t%d", i);
        (void)restricted(whole, tag, "");
        (void)restricted(whole, "t0", "");
    }
    assert_int_equal(faqbot_about(whole)->indexed, FAQBOT_FILTER_PARTS_MAX);
    (void)restricted(whole, "t8", ""); /* in place of t1, as t0 was used */
    (void)restricted(whole, "t0", "");
    assert_int_equal(faqbot_about(whole)->indexed, FAQBOT_FILTER_PARTS_MAX + 1);
    (void)restricted(whole, "t1", "");
    assert_int_equal(faqbot_about(whole)->indexed, FAQBOT_FILTER_PARTS_MAX + 2);
    faqbot_close(whole);
}

static void what_is_no_part_is_told(void **state)
{
    static const struct {
        struct faqbot_filter filter;
        size_t entries_max;
        enum faqbot_status status;
        const char *sentence;
    } cases[] = {
        {{.tags = {"bycicles", 8}}, 9, FAQBOT_NOT_FOUND, "no entry has the tag \"bycicles\""},
        {{.tags = {"shop, \xff", 7}},
         9,
         FAQBOT_NOT_FOUND,
         "no entry has all of these tags, this section and this language"},
        {{.section = {"Roof", 4}}, 9, FAQBOT_NOT_FOUND, "no entry stands in the section \"Roof\""},
        {{.lang = {"fr", 2}}, 9, FAQBOT_NOT_FOUND, "no entry is in the language \"fr\""},
        {{.tags = {"shop,bicycles", 13}},
         9,
         FAQBOT_NOT_FOUND,
         "no entry has all of these tags, this section and this language"},
        {{.tags = {"prices", 6}},
         2,
         FAQBOT_LIMIT,
         "this filter has more than 64 tags, or leaves more than 2 entries or 20 phrasings, which are too "
         "many to be "
         "asked apart from the others"},
        {{.tags = {"prices", 6}}, 3, FAQBOT_OK, ""},
        {{.tags = {"prices", 6}}, 2, FAQBOT_OK, ""}, /* there it is */
    };
    (void)state;
    struct faqbot *whole = opened(SETTINGS HIRE RULES SALE BUS, 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct faqbot_fault fault;
        struct faqbot *part = NULL;
        assert_int_equal(faqbot_restrict(whole, &cases[i].filter, 1, cases[i].entries_max, &part, &fault),
                         cases[i].status);
        assert_string_equal(fault.sentence, cases[i].sentence);
        assert_true((part == NULL) == (cases[i].status != FAQBOT_OK));
    }
    faqbot_close(whole);
}

static void filters_hold_together_and_have_an_end(void **state)
{
    static char tags[4 * 70];
    struct faqbot *part = NULL;
    struct faqbot_fault fault;
    const struct faqbot_filter filters[] = {{.tags = view_of("prices")}, {.tags = view_of("shop")}};
    (void)state;
    struct faqbot *whole = opened(SETTINGS HIRE RULES SALE BUS, 0);
    OK(faqbot_restrict(whole, filters, 2, 9, &part, &fault));
    assert_int_equal(faqbot_about(part)->entries, 1);
    for (int i = 0; i < 65; i++) {
        char tag[16];
        (void)snprintf(tag, sizeof tag, "t%02d,", i);
        memcpy(tags + 4 * i, tag, 5);
    }
    const struct faqbot_filter many = {.tags = view_of(tags)};
    assert_int_equal(faqbot_restrict(whole, &many, 1, 9, &part, &fault), FAQBOT_LIMIT);
    faqbot_close(whole);
}

static void an_entry_passes_if_it_is_in_the_part(void **state)
{
    static const char *const ids[] = {"hire", "rules", "sale", "bus", "nobody"};
    static const char *const tags[] = {"bicycles", "prices", "shop", "prices,shop", "", "roof"};
    (void)state;
    struct faqbot *whole = opened(SETTINGS HIRE RULES SALE BUS, 0);
    for (size_t i = 0; i < COUNT(tags); i++) {
        const struct faqbot_filter filter = {.tags = view_of(tags[i])};
        for (size_t j = 0; j < COUNT(ids); j++) {
            struct faqbot *part = NULL;
            struct faqbot_answer answer;
            bool passes;
            bool has = faqbot_restrict(whole, &filter, 1, 9, &part, NULL) == FAQBOT_OK &&
                       faqbot_get(part, view_of(ids[j]), &answer) == FAQBOT_OK;
            OK(faqbot_passes(whole, &filter, 1, view_of(ids[j]), &passes));
            assert_int_equal(passes, has);
        }
    }
    faqbot_close(whole);
}

static void all_tags_are_told_once(void **state)
{
    (void)state;
    struct buffer out;
    struct faqbot *whole = opened(SETTINGS HIRE RULES SALE BUS, 0);
    buffer_init(&out, SIZE_MAX);
    OK(faqbot_each_tag(whole, take, &out));
    assert_true(view_equals_text(buffer_view(&out), "Bicycles\nprices\nbicycles\nshop\n"));
    buffer_release(&out);
    faqbot_close(whole);
}

int test_bot_restrict(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_says_what_a_bot_of_its_entries_says),
        cmocka_unit_test(what_does_not_pass_cannot_be_had),
        cmocka_unit_test(where_all_entries_pass_the_bot_itself_answers),
        cmocka_unit_test(a_part_is_made_once_while_it_is_used),
        cmocka_unit_test(what_is_no_part_is_told),
        cmocka_unit_test(filters_hold_together_and_have_an_end),
        cmocka_unit_test(an_entry_passes_if_it_is_in_the_part),
        cmocka_unit_test(all_tags_are_told_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
