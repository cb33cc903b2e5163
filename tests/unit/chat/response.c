/* tests/unit/chat/response.c - which requests the response cache answers, and what it does not keep. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "chat/chat_internal.h"
#include "util/util.h"

#define ASK(words)                                                                                           \
    {                                                                                                        \
        .type = FAQBOT_CHAT_ASK, .text = { words, sizeof words - 1 }                                         \
    }

static const struct faqbot_view version = {"0123456789abcdef", 16};
static const struct faqbot_view newer = {"fedcba9876543210", 16};

static struct faqbot_response_cache *make(size_t bytes)
{
    struct faqbot_response_cache *replies;
    struct cached_response known;
    const struct faqbot_chat_request request = ASK("first");
    assert_int_equal(faqbot_response_cache_new(bytes, (const uint64_t[2]){1, 2}, &replies), FAQBOT_OK);
    assert_false(response_cache_find(&(struct faqbot_chat_options){.response_cache = replies}, &request,
                                     version, &known));
    return replies;
}

static void keep(struct faqbot_response_cache *replies, const struct faqbot_chat_request *request,
                 const char *body)
{
    const struct cached_response known = {
        .body = view_of(body), .entry = view_of("e"), .outcome = FAQBOT_UNSURE, .confidence = .25};
    response_cache_put(&(struct faqbot_chat_options){.response_cache = replies}, request, version, &known);
}

static bool has(struct faqbot_response_cache *replies, const struct faqbot_chat_request *request,
                const char *body)
{
    struct cached_response known;
    return response_cache_find(&(struct faqbot_chat_options){.response_cache = replies}, request, version,
                               &known) &&
           view_equals_text(known.body, body) && view_equals_text(known.entry, "e") &&
           known.outcome == FAQBOT_UNSURE && known.confidence == .25;
}

static void only_the_very_same_request_finds_it(void **state)
{
    static const struct faqbot_chat_request others[] = {
        ASK("why?"),
        ASK("Why"),
        ASK("why "),
        {.type = FAQBOT_CHAT_ASK, .text = {"why", 3}, .top = 3},
        {.type = FAQBOT_CHAT_ASK, .text = {"why", 3}, .wants_blocks = true},
        {.type = FAQBOT_CHAT_ASK, .text = {"why", 3}, .context = {"e", 1}},
        {.type = FAQBOT_CHAT_ASK, .text = {"wh", 2}, .context = {"y", 1}},
        {.type = FAQBOT_CHAT_GET, .entry = {"why", 3}},
        {.type = FAQBOT_CHAT_ASK, .text = {"why", 3}, .rest = {"a", 1}},
        {.type = FAQBOT_CHAT_ASK, .text = {"why", 3}, .path = {"a", 1}},
        {.type = FAQBOT_CHAT_ASK, .text = {"why", 3}, .filter.tags = {"a", 1}},
        {.type = FAQBOT_CHAT_ASK, .text = {"why", 3}, .filter.section = {"a", 1}},
        {.type = FAQBOT_CHAT_ASK, .text = {"why", 3}, .filter.lang = {"a", 1}},
    };
    (void)state;
    struct faqbot_response_cache *replies = make(100000);
    const struct faqbot_chat_request request = {.type = FAQBOT_CHAT_ASK, .id = {"1", 1}, .text = {"why", 3}};
    const struct faqbot_chat_request again = {
        .type = FAQBOT_CHAT_ASK, .id = {"other", 5}, .text = {"why", 3}};
    keep(replies, &request, ",\"a\":1");
    assert_true(has(replies, &again, ",\"a\":1"));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct cached_response known;
        assert_false(response_cache_find(&(struct faqbot_chat_options){.response_cache = replies}, &others[i],
                                         version, &known));
    }
    faqbot_response_cache_free(replies);
}

static void another_knowledge_base_forgets_them(void **state)
{
    (void)state;
    struct cached_response known;
    struct faqbot_response_cache *replies = make(100000);
    const struct faqbot_chat_request request = ASK("why");
    keep(replies, &request, ",\"a\":1");
    assert_false(response_cache_find(&(struct faqbot_chat_options){.response_cache = replies}, &request,
                                     newer, &known));
    keep(replies, &request, ",\"late\":1"); /* of the version that is gone */
    assert_false(response_cache_find(&(struct faqbot_chat_options){.response_cache = replies}, &request,
                                     newer, &known));
    assert_false(response_cache_find(&(struct faqbot_chat_options){.response_cache = replies}, &request,
                                     version, &known));
    assert_false(has(replies, &request, ",\"a\":1"));
    faqbot_response_cache_free(replies);
}

static void what_may_not_fit_with_another_id_is_not_kept(void **state)
{
    static char body[FAQBOT_CHAT_REPLY_BYTES_MAX + 1];
    (void)state;
    struct faqbot_response_cache *replies = make(1000000);
    const struct faqbot_chat_request request = ASK("why");
    memset(body, 'x', FAQBOT_CHAT_REPLY_BYTES_MAX - 100);
    keep(replies, &request, body);
    assert_false(has(replies, &request, body));
    body[8000] = '\0';
    keep(replies, &request, body);
    assert_true(has(replies, &request, body));
    faqbot_response_cache_free(replies);
}

static void without_a_body_or_with_a_long_question_nothing_is_kept(void **state)
{
    static char words[16384];
    (void)state;
    struct faqbot_response_cache *replies = make(100000);
    const struct faqbot_chat_request shortened = ASK("why");
    const struct faqbot_chat_request endless = {.type = FAQBOT_CHAT_ASK, .text = {words, sizeof words}};
    memset(words, 'w', sizeof words);
    keep(replies, &shortened, "");
    keep(replies, &endless, ",\"a\":1");
    assert_false(has(replies, &shortened, ""));
    assert_false(has(replies, &endless, ",\"a\":1"));
    faqbot_response_cache_free(replies);
}

static void where_there_are_none_nothing_is_found(void **state)
{
    (void)state;
    struct cached_response known = {.body = view_of("x")};
    const struct faqbot_chat_request request = ASK("why");
    response_cache_put(&(struct faqbot_chat_options){.response_cache = NULL}, &request, version, &known);
    assert_false(response_cache_find(&(struct faqbot_chat_options){.response_cache = NULL}, &request, version,
                                     &known));
    faqbot_response_cache_free(NULL);
}

int test_chat_response(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_very_same_request_finds_it),
        cmocka_unit_test(another_knowledge_base_forgets_them),
        cmocka_unit_test(what_may_not_fit_with_another_id_is_not_kept),
        cmocka_unit_test(without_a_body_or_with_a_long_question_nothing_is_kept),
        cmocka_unit_test(where_there_are_none_nothing_is_found),
    };
    return cmocka_run_group_tests_name("response_cache", tests, NULL, NULL);
}
