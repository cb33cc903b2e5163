/* tests/unit/remote/opensearch.c - which addresses of search clusters are accepted, what a query looks like, and what is
 * made of what a cluster answers. What needs something to ask is in tests/e2e/opensearch.test.mjs. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "remote/remote_internal.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* ==== Addresses ======================================================================================= */

static void an_address_is_told_from_a_file(void **state)
{
    (void)state;
    assert_true(remote_is_opensearch("opensearch://a/b"));
    assert_true(remote_is_opensearch("opensearchs://"));
    assert_false(remote_is_opensearch("opensearch.index"));
    assert_false(remote_is_opensearch("./opensearch://a"));
    assert_false(remote_is_opensearch(NULL));
}

static void an_address_is_read(void **state)
{
    struct os_address address;
    (void)state;
    assert_int_equal(
        os_address_read("opensearchs://me@one,two:9,[::1],[::2]:7/faq-1?ca=/etc/ca.pem&shards=12", &address,
                        NULL),
        FAQBOT_OK);
    assert_true(address.is_tls);
    assert_string_equal(address.user, "me");
    assert_int_equal(address.host_count, 4);
    assert_string_equal(address.hosts[0], "one:9200");
    assert_string_equal(address.hosts[1], "two:9");
    assert_string_equal(address.hosts[2], "[::1]:9200");
    assert_string_equal(address.hosts[3], "[::2]:7");
    assert_string_equal(address.name, "faq-1");
    assert_string_equal(address.ca, "/etc/ca.pem");
    assert_int_equal(address.shards, 12);
    assert_int_equal(os_address_read("opensearch://h/n", &address, NULL), FAQBOT_OK);
    assert_false(address.is_tls);
    assert_string_equal(address.user, "");
    assert_int_equal(address.shards, OS_SHARDS_DEFAULT);
}

/* No sentence repeats what was given. */
static void other_addresses_are_refused_with_a_sentence(void **state)
{
    static const struct {
        const char *address;
        const char *part;
    } bad[] = {{"http://a/secret", "of the form"},
               {"opensearch://", "of the form"},
               {"opensearch:///secret", "of the form"},
               {"opensearch://a,,b/secret", "of the form"},
               {"opensearch://a b/secret", "of the form"},
               {"opensearch://:9200/secret", "of the form"},
               {"opensearch://a", "the name at the end"},
               {"opensearch://a/", "the name at the end"},
               {"opensearch://a/Secret", "the name at the end"},
               {"opensearch://a/_secret", "the name at the end"},
               {"opensearch://a/secret*", "the name at the end"},
               {"opensearch://a/secret/b", "the name at the end"},
               {"opensearch://a/secret,b", "the name at the end"},
               {"opensearchs://me:secret@a/b", "holds a password"},
               {"opensearch://secret@a/b", "over TLS only"},
               {"opensearchs://@a/secret", "is empty"},
               {"opensearch://a/b?secret=1", "ca=FILE and shards=N"},
               {"opensearch://a/b?shards=0", "ca=FILE and shards=N"},
               {"opensearch://a/b?shards=-1", "ca=FILE and shards=N"},
               {"opensearch://a/b?shards=1025", "ca=FILE and shards=N"},
               {"opensearch://a/b?ca=", "ca=FILE and shards=N"},
               {"opensearch://1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17/secret", "of the form"}};
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        assert_int_equal(remote_check_opensearch(bad[i].address, &fault), FAQBOT_INVALID);
        if (strstr(fault.sentence, bad[i].part) == NULL || strstr(fault.sentence, "secret") != NULL) {
            fail_msg("%s: %s", bad[i].address, fault.sentence);
        }
    }
}

/* ==== Queries ========================================================================================= */

/* Our weight without the engine's idf, which multiplies it again: ln(1 + (9 - 1 + .5) / (1 + .5)) is 1.897. */
static void a_weight_is_divided_by_the_idf_of_each_field(void **state)
{
    const struct faqbot_stage_term terms[] = {{.stem = 7, .weight = 189.7, .frequencies = {1, 0}},
                                              {.stem = 4294967294, .weight = 1, .frequencies = {0, 11}}};
    const struct faqbot_stage_query query = {.terms = terms, .count = 2, .limit = 3, .entries = {9, 10}};
    struct buffer out;
    (void)state;
    buffer_init(&out, SIZE_MAX);
    struct json_writer writer = json_writer_make(&out);
    json_writer_open_object(&writer, NULL);
    os_query_write(&query, &writer);
    json_writer_close_object(&writer);
    buffer_add_byte(&out, '\0');
    assert_memory_equal(out.bytes,
                        "{\"bool\":{\"should\":[{\"term\":{\"head\":{\"value\":\"7\",\"boost\":", 56);
    double boost = 0;
    assert_true(
        number_read(view_make(out.bytes + 56, strcspn(out.bytes + 56, ",}")), &boost)); /* in any locale */
    assert_true(boost > 99.9 && boost < 100.1);
    assert_null(strstr(out.bytes, "\"body\"")); /* more than all: damaged */
    buffer_release(&out);
}

/* ==== Answers ========================================================================================= */

struct taken {
    char text[256];
    enum faqbot_status answer;
};

static enum faqbot_status take(void *user, uint32_t entry, struct faqbot_view packed)
{
    struct taken *taken = user;
    size_t used = strlen(taken->text);
    (void)snprintf(taken->text + used, sizeof taken->text - used, "%u:%.*s ", (unsigned)entry,
                   (int)packed.size, packed.bytes);
    return taken->answer;
}

#define SHARDS "\"_shards\":{\"failed\":0}"

static void hits_are_passed_or_the_answer_is_refused(void **state)
{
    static const struct {
        const char *text;
        enum faqbot_status status;
        const char *taken;
    } cases[] = {
        {"{" SHARDS ",\"hits\":{\"hits\":[{\"_id\":\"12\",\"_source\":{\"packed\":\"YWI=\"}},"
         "{\"_id\":\"0\",\"_source\":{\"packed\":\"YWJj\"}}]}}",
         FAQBOT_OK, "12:ab 0:abc "},
        {"{" SHARDS "}", FAQBOT_OK, ""},
        {"{\"timed_out\":true," SHARDS "}", FAQBOT_UNAVAILABLE, ""},
        {"{\"_shards\":{\"failed\":1},\"hits\":{\"hits\":[{\"_id\":\"1\",\"_source\":{\"packed\":\"YWI=\"}}]}"
         "}",
         FAQBOT_UNAVAILABLE, ""},
        {"{}", FAQBOT_CORRUPT, ""},
        {"[]", FAQBOT_CORRUPT, ""},
        {"", FAQBOT_CORRUPT, ""},
        {"{" SHARDS ",\"hits\":{\"hits\":7}}", FAQBOT_CORRUPT, ""},
        {"{" SHARDS ",\"hits\":{\"hits\":[7]}}", FAQBOT_CORRUPT, ""},
        {"{" SHARDS ",\"hits\":{\"hits\":[{\"_id\":\"\",\"_source\":{\"packed\":\"YWI=\"}}]}}",
         FAQBOT_CORRUPT, ""},
        {"{" SHARDS ",\"hits\":{\"hits\":[{\"_id\":\"_collection\",\"_source\":{\"packed\":\"YWI=\"}}]}}",
         FAQBOT_CORRUPT, ""},
        {"{" SHARDS ",\"hits\":{\"hits\":[{\"_id\":\"4294967295\",\"_source\":{\"packed\":\"YWI=\"}}]}}",
         FAQBOT_CORRUPT, ""},
        {"{" SHARDS ",\"hits\":{\"hits\":[{\"_id\":\"1\",\"_source\":{\"packed\":\"YWI\"}}]}}",
         FAQBOT_CORRUPT, ""},
        {"{" SHARDS ",\"hits\":{\"hits\":[{\"_id\":\"1\",\"_source\":{}}]}}", FAQBOT_CORRUPT, ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct taken taken = {.answer = FAQBOT_OK};
        assert_int_equal(os_answer_read_hits(view_of(cases[i].text), take, &taken), cases[i].status);
        assert_string_equal(taken.text, cases[i].taken);
    }
    struct taken taken = {.answer = FAQBOT_LIMIT};
    assert_int_equal(os_answer_read_hits(view_of(cases[0].text), take, &taken), FAQBOT_LIMIT);
    assert_string_equal(taken.text, "12:ab ");
}

static void documents_are_passed_as_far_as_they_are_there(void **state)
{
    struct taken taken = {.answer = FAQBOT_OK};
    (void)state;
    assert_int_equal(
        os_answer_read_documents(view_of("{\"docs\":[{\"_id\":\"5\",\"found\":false},{\"_id\":\"6\","
                                         "\"found\":true,\"_source\":{\"packed\":\"YQ==\"}}]}"),
                                 take, &taken),
        FAQBOT_OK);
    assert_string_equal(taken.text, "6:a ");
    assert_int_equal(
        os_answer_read_documents(view_of("{\"docs\":[{\"_id\":\"5\",\"error\":{}}]}"), take, &taken),
        FAQBOT_UNAVAILABLE);
    /* None is passed where some are missing, for all are asked for once more. */
    assert_int_equal(
        os_answer_read_documents(view_of("{\"docs\":[{\"_id\":\"6\",\"found\":true,\"_source\":{\"packed\":"
                                         "\"YQ==\"}},{\"_id\":\"5\",\"error\":{}}]}"),
                                 take, &taken),
        FAQBOT_UNAVAILABLE);
    assert_string_equal(taken.text, "6:a ");
    assert_int_equal(os_answer_read_documents(view_of("{\"docs\":[{\"_id\":\"5\"}]}"), take, &taken),
                     FAQBOT_CORRUPT);
    assert_int_equal(os_answer_read_documents(view_of("{}"), take, &taken), FAQBOT_CORRUPT);
}

static void an_alias_leads_to_one_index_of_ours(void **state)
{
    static const char *const bad[] = {"{}",
                                      "[]",
                                      "7",
                                      "{\"faq-1\":{},\"faq-2\":{}}",
                                      "{\"other-1\":{}}",
                                      "{\"faq\":{}}",
                                      "{\"faq-1/../x\":{}}",
                                      "{\"faq-1?x\":{}}"};
    char index[OS_INDEX_BYTES];
    (void)state;
    assert_int_equal(os_answer_read_alias(view_of("{\"faq-2\":{\"aliases\":{\"faq\":{}}}}"), "faq", index),
                     FAQBOT_OK);
    assert_string_equal(index, "faq-2");
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(os_answer_read_alias(view_of(bad[i]), "faq", index), FAQBOT_CORRUPT);
    }
}

static void what_became_of_each_item_is_told(void **state)
{
    uint16_t codes[2];
    (void)state;
    assert_int_equal(os_answer_read_bulk(view_of("{\"items\":[{\"create\":{\"status\":201}},"
                                                 "{\"create\":{\"status\":429}}]}"),
                                         codes, 2),
                     FAQBOT_OK);
    assert_int_equal(codes[0], 201);
    assert_int_equal(codes[1], 429);
    assert_int_equal(os_answer_read_bulk(view_of("{\"items\":[{\"create\":{\"status\":201}}]}"), codes, 2),
                     FAQBOT_CORRUPT);
    assert_int_equal(os_answer_read_bulk(view_of("{\"items\":[{\"create\":{\"status\":201}},{}]}"), codes, 1),
                     FAQBOT_CORRUPT);
    assert_int_equal(os_answer_read_bulk(view_of("{\"items\":[{\"create\":{}}]}"), codes, 1), FAQBOT_CORRUPT);
    assert_int_equal(os_answer_read_bulk(view_of("{\"items\":[{}]}"), codes, 1), FAQBOT_CORRUPT);
}

static void a_count_is_of_all_shards(void **state)
{
    uint64_t count = 0;
    (void)state;
    assert_int_equal(os_answer_read_count(view_of("{\"count\":3," SHARDS "}"), &count), FAQBOT_OK);
    assert_int_equal(count, 3);
    assert_int_equal(os_answer_read_count(view_of("{\"count\":2,\"_shards\":{\"failed\":1}}"), &count),
                     FAQBOT_UNAVAILABLE);
    assert_int_equal(os_answer_read_count(view_of("{\"count\":2.5," SHARDS "}"), &count), FAQBOT_CORRUPT);
    assert_int_equal(count, 3);
}

static void a_collection_is_within_its_bounds(void **state)
{
    struct os_collection collection;
    struct buffer out;
    (void)state;
    assert_int_equal(os_answer_read_collection(
                         view_of("{\"_source\":{\"format\":1,\"bytes\":9,\"pieces\":2}}"), &collection),
                     FAQBOT_OK);
    assert_int_equal(collection.pieces, 2);
    assert_int_equal(os_answer_read_collection(
                         view_of("{\"_source\":{\"format\":1,\"bytes\":9,\"pieces\":10}}"), &collection),
                     FAQBOT_CORRUPT);
    assert_int_equal(os_answer_read_collection(
                         view_of("{\"_source\":{\"format\":1,\"bytes\":1e12,\"pieces\":1}}"), &collection),
                     FAQBOT_CORRUPT);
    buffer_init(&out, 4);
    assert_int_equal(os_answer_read_piece(view_of("{\"_source\":{\"packed\":\"YWJj\"}}"), &out), FAQBOT_OK);
    assert_int_equal(out.size, 3);
    assert_int_equal(os_answer_read_piece(view_of("{\"_source\":{\"packed\":7}}"), &out), FAQBOT_CORRUPT);
    assert_int_equal(os_answer_read_piece(view_of("{\"_source\":{\"packed\":\"YWJj\"}}"), &out),
                     FAQBOT_NO_MEMORY);
    buffer_release(&out);
}

static void an_error_is_said_in_a_line(void **state)
{
    char reason[64];
    (void)state;
    os_answer_read_error(view_of("{\"error\":{\"type\":\"a\",\"reason\":\"b\\nc\"}}"), reason, sizeof reason);
    assert_string_equal(reason, "a: b c");
    os_answer_read_error(view_of("{\"error\":\"plain\"}"), reason, sizeof reason);
    assert_string_equal(reason, "plain");
    os_answer_read_error(view_of("no JSON"), reason, sizeof reason);
    assert_string_equal(reason, "");
}

/* RFC 4648, 10. */
static void base64_goes_both_ways(void **state)
{
    static const char *const texts[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"\xff\xfe", "//4="},
                                           {"\xfb\xf0", "+/A="}};
    static const char *const bad[] = {"Z", "Zg", "Zg=", "Zg=a", "Zm9vYg==Zg==", "Zm 9", "Z===", "===="};
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct buffer out;
        struct buffer back;
        buffer_init(&out, SIZE_MAX);
        buffer_init(&back, SIZE_MAX);
        os_base64_add(&out, view_of(texts[i][0]));
        assert_true(view_equals_text(buffer_view(&out), texts[i][1]));
        assert_true(os_base64_read(buffer_view(&out), &back));
        assert_true(view_equals_text(buffer_view(&back), texts[i][0]));
        buffer_release(&out);
        buffer_release(&back);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct buffer back;
        buffer_init(&back, SIZE_MAX);
        assert_false(os_base64_read(view_of(bad[i]), &back));
        buffer_release(&back);
    }
}

int test_remote_opensearch(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_told_from_a_file),
        cmocka_unit_test(an_address_is_read),
        cmocka_unit_test(other_addresses_are_refused_with_a_sentence),
        cmocka_unit_test(a_weight_is_divided_by_the_idf_of_each_field),
        cmocka_unit_test(hits_are_passed_or_the_answer_is_refused),
        cmocka_unit_test(documents_are_passed_as_far_as_they_are_there),
        cmocka_unit_test(an_alias_leads_to_one_index_of_ours),
        cmocka_unit_test(what_became_of_each_item_is_told),
        cmocka_unit_test(a_count_is_of_all_shards),
        cmocka_unit_test(a_collection_is_within_its_bounds),
        cmocka_unit_test(an_error_is_said_in_a_line),
        cmocka_unit_test(base64_goes_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
