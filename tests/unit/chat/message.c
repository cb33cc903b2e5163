/* tests/unit/chat/message.c - which messages are requests, and how the others are refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include <stdio.h>

#include "chat/chat_internal.h"
#include "util/util.h"

#define TOKEN "0123456789abcdef0123456789abcdef"
#define ID64 "0123456789012345678901234567890123456789012345678901234567890123"

static void good_requests_are_taken(void **state)
{
    static const struct {
        const char *text;
        enum faqbot_chat_request_type type;
    } table[] = {
        {"{\"type\":\"ask\",\"id\":\"1\",\"text\":\"a\"}", FAQBOT_CHAT_ASK},
        {" {\"id\":\"1\",\"text\":\"\",\"type\":\"ask\"}\n", FAQBOT_CHAT_ASK},
        {"{\"type\":\"ask\",\"id\":\"1\",\"text\":\"a\",\"context\":\"b\",\"top\":1}", FAQBOT_CHAT_ASK},
        {"{\"type\":\"ask\",\"id\":\"1\",\"text\":\"a\",\"context\":null,\"top\":null}", FAQBOT_CHAT_ASK},
        {"{\"type\":\"ask\",\"id\":\"1\",\"text\":\"a\",\"top\":100}", FAQBOT_CHAT_ASK},
        {"{\"type\":\"ask\",\"id\":\"1\",\"text\":\"a\",\"lang\":\"pt-BR\"}", FAQBOT_CHAT_ASK},
        {"{\"type\":\"ask\",\"id\":\"1\",\"text\":\"a\",\"lang\":null}", FAQBOT_CHAT_ASK},
        {"{\"type\":\"get\",\"id\":\"1\",\"entry\":\"a\",\"lang\":\"de\"}", FAQBOT_CHAT_GET},
        {"{\"type\":\"ask\",\"id\":\"1\",\"text\":\"a\",\"content\":\"blocks\"}", FAQBOT_CHAT_ASK},
        {"{\"type\":\"get\",\"id\":\"1\",\"entry\":\"a\",\"content\":null}", FAQBOT_CHAT_GET},
        {"{\"type\":\"ask\",\"id\":\"1\",\"text\":\"a\",\"TOP\":\"x\",\"more\":[1,{}]}", FAQBOT_CHAT_ASK},
        {"{\"type\":\"ask\",\"id\":\"" ID64 "\",\"text\":\"a\"}", FAQBOT_CHAT_ASK},
        {"{\"type\":\"get\",\"id\":\"1\",\"entry\":\"e\"}", FAQBOT_CHAT_GET},
        {"{\"type\":\"suggest\",\"id\":\"1\",\"text\":\"wh\"}", FAQBOT_CHAT_SUGGEST},
        {"{\"type\":\"ping\",\"id\":\"1\"}", FAQBOT_CHAT_PING},
        {"{\"type\":\"consent\",\"id\":\"1\",\"given\":false}", FAQBOT_CHAT_CONSENT},
        {"{\"type\":\"handover\",\"id\":\"1\",\"transcript\":\"a\"}", FAQBOT_CHAT_HANDOVER},
        {"{\"type\":\"handover\",\"id\":\"1\",\"transcript\":[{\"text\":\"\",\"role\":null}],\"name\":null,"
         "\"reply_to\":\"r\"}",
         FAQBOT_CHAT_HANDOVER},
        {"{\"type\":\"forget\",\"id\":\"1\"}", FAQBOT_CHAT_FORGET},
        {"{\"type\":\"forget\",\"id\":\"1\",\"conversation\":null}", FAQBOT_CHAT_FORGET},
        {"{\"type\":\"forget\",\"id\":\"1\",\"conversation\":\"" TOKEN "\"}", FAQBOT_CHAT_FORGET},
        {"{\"type\":\"resume\",\"id\":\"1\",\"conversation\":\"" TOKEN "\"}", FAQBOT_CHAT_RESUME},
        {"{\"type\":\"p\\u0069ng\",\"id\":\"1\"}", FAQBOT_CHAT_PING},
        {"{\"type\":\"search\",\"id\":\"1\",\"text\":\"\"}", FAQBOT_CHAT_SEARCH},
        {"{\"type\":\"search\",\"id\":\"1\",\"text\":\"a\",\"tags\":[],\"section\":\"\",\"lang\":\"\"}",
         FAQBOT_CHAT_SEARCH},
        {"{\"type\":\"search\",\"id\":\"1\",\"text\":\"a\",\"tags\":null,\"lang\":null,\"limit\":null}",
         FAQBOT_CHAT_SEARCH},
        {"{\"type\":\"search\",\"id\":\"1\",\"text\":\"a\",\"limit\":50}", FAQBOT_CHAT_SEARCH},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct message message;
        assert_int_equal(message_read(view_of(table[i].text), FAQBOT_CHAT_REQUEST_TYPES, &message),
                         FAQBOT_OK);
        if (message.code != NULL || message.request.type != table[i].type) {
            fail_msg("%s: %s", table[i].text, message.sentence);
        }
        message_release(&message);
    }
}

/* `id`: what is echoed; NULL: nothing. */
static const struct refusal {
    const char *text;
    const struct error_code *code;
    const char *id;
} refusals[] = {
    {"", &error_code_bad_json, NULL},
    {"hello", &error_code_bad_json, NULL},
    {"{\"type\":\"ping\",\"id\":\"1\"", &error_code_bad_json, NULL},
    {"{\"type\":\"ping\",\"id\":\"1\"}{}", &error_code_bad_json, NULL},
    {"{\"type\":\"ping\",\"id\":\"1\",\"id\":\"2\"}", &error_code_bad_json, NULL},
    {"{\"type\":\"ping\",\"id\":\"\xff\"}", &error_code_bad_json, NULL},
    {"{\"type\":\"ping\",\"id\":\"\\u0000\"}", &error_code_bad_json, NULL},
    {"[]", &error_code_bad_message, NULL},
    {"\"ping\"", &error_code_bad_message, NULL},
    {"null", &error_code_bad_message, NULL},
    {"{}", &error_code_bad_message, NULL},
    {"{\"type\":\"ping\"}", &error_code_bad_message, NULL},
    {"{\"type\":\"ping\",\"id\":null}", &error_code_bad_message, NULL},
    {"{\"type\":\"ping\",\"id\":1}", &error_code_bad_message, NULL},
    {"{\"type\":\"ping\",\"id\":\"\"}", &error_code_bad_message, NULL},
    {"{\"type\":\"ping\",\"id\":\"" ID64 "4\"}", &error_code_bad_message, NULL},
    {"{\"type\":\"ping\",\"ID\":\"1\"}", &error_code_bad_message, NULL},
    {"{\"type\":\"sing\"}", &error_code_bad_message, NULL},
    {"{\"id\":\"1\"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":7}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"\"}", &error_code_unsupported, "1"},
    {"{\"id\":\"1\",\"type\":\"sing\"}", &error_code_unsupported, "1"},
    {"{\"id\":\"1\",\"type\":\"Ping\"}", &error_code_unsupported, "1"},
    {"{\"id\":\"1\",\"type\":\"feedback\",\"helpful\":true}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"feedback\",\"answer\":\"\",\"helpful\":true}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"feedback\",\"answer\":\"0\",\"helpful\":1}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"feedback\",\"answer\":\"0\",\"comment\":1}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"handover\"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"handover\",\"transcript\":\" \"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"handover\",\"transcript\":[]}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"handover\",\"transcript\":{\"text\":\"a\"}}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"handover\",\"transcript\":[\"a\"]}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"handover\",\"transcript\":[{\"role\":\"bot\"}]}", &error_code_bad_message,
     "1"},
    {"{\"id\":\"1\",\"type\":\"handover\",\"transcript\":[{\"text\":\"a\",\"role\":7}]}",
     &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"handover\",\"transcript\":[{\"text\":\"a\",\"role\":\"" TOKEN "0\"}]}",
     &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"handover\",\"transcript\":\"a\",\"reply_to\":[]}", &error_code_bad_message,
     "1"},
    {"{\"id\":\"1\",\"type\":\"handover\",\"transcript\":\"a\",\"name\":\"" TOKEN TOKEN TOKEN "01234\"}",
     &error_code_too_long, "1"},
    {"{\"id\":\"1\",\"type\":\"consent\"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"consent\",\"given\":null}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"consent\",\"given\":1}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"resume\"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"resume\",\"conversation\":null}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"resume\",\"conversation\":\"" TOKEN "0\"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"forget\",\"conversation\":\"\"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"forget\",\"conversation\":7}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"forget\",\"conversation\":\"0123456789ABCDEF0123456789abcdef\"}",
     &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"ask\"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"ask\",\"text\":null}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"ask\",\"text\":[\"a\"]}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"ask\",\"text\":\"a\",\"context\":1}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"ask\",\"text\":\"a\",\"lang\":\"d\"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"ask\",\"text\":\"a\",\"lang\":\"de AT\"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"ask\",\"text\":\"a\",\"lang\":1}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"get\",\"entry\":\"a\",\"lang\":\"de-\"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"ask\",\"text\":\"a\",\"lang\":\"abcdefgh-abcdefgh-abcdefgh-abcdefgh-a\"}",
     &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"ask\",\"text\":\"a\",\"top\":0}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"ask\",\"text\":\"a\",\"content\":\"text\"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"get\",\"entry\":\"a\",\"content\":true}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"ask\",\"text\":\"a\",\"top\":101}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"ask\",\"text\":\"a\",\"top\":1.5}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"ask\",\"text\":\"a\",\"top\":-1}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"ask\",\"text\":\"a\",\"top\":1e99}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"ask\",\"text\":\"a\",\"top\":\"3\"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"get\"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"get\",\"entry\":1}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"suggest\"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"search\"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"search\",\"text\":1}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"search\",\"text\":\"a\",\"tags\":\"b\"}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"search\",\"text\":\"a\",\"tags\":{\"b\":\"c\"}}", &error_code_bad_message,
     "1"},
    {"{\"id\":\"1\",\"type\":\"search\",\"text\":\"a\",\"tags\":[\"b\",1]}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"search\",\"text\":\"a\",\"tags\":[\"b\",\" \"]}", &error_code_bad_message,
     "1"},
    {"{\"id\":\"1\",\"type\":\"search\",\"text\":\"a\",\"tags\":[\"b,c\"]}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"search\",\"text\":\"a\",\"section\":1}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"search\",\"text\":\"a\",\"lang\":[\"de\"]}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"search\",\"text\":\"a\",\"limit\":0}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"search\",\"text\":\"a\",\"limit\":51}", &error_code_bad_message, "1"},
    {"{\"id\":\"1\",\"type\":\"search\",\"text\":\"a\",\"limit\":2.5}", &error_code_bad_message, "1"},
};

/* Reads a handover with that transcript. */
static void read_handover(struct faqbot_view transcript, struct message *message)
{
    struct buffer text;
    buffer_init(&text, SIZE_MAX);
    buffer_add_text(&text, "{\"type\":\"handover\",\"id\":\"1\",\"transcript\":");
    buffer_add(&text, transcript);
    buffer_add_text(&text, "}");
    assert_int_equal(message_read(buffer_view(&text), FAQBOT_CHAT_REQUEST_TYPES, message), FAQBOT_OK);
    buffer_release(&text);
}

static void a_transcript_is_passed_on_as_turns_and_nothing_else(void **state)
{
    static const struct {
        const char *transcript;
        const char *passed_on;
    } table[] = {
        {"\"a\\n<b>\"", "[{\"text\":\"a\\n\\u003cb>\"}]"},
        {"[{\"text\":\"a\",\"role\":\"bot\",\"key\":\"x\"},{\"text\":\"\"}]",
         "[{\"role\":\"bot\",\"text\":\"a\"},{\"text\":\"\"}]"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct message message;
        read_handover(view_of(table[i].transcript), &message);
        assert_null(message.code);
        assert_true(view_equals_text(message.request.transcript, table[i].passed_on));
        message_release(&message);
    }
}

static void a_transcript_that_is_too_long_is_refused(void **state)
{
    struct buffer turns;
    struct buffer signs;
    (void)state;
    buffer_init(&turns, SIZE_MAX);
    for (size_t i = 0; i < FAQBOT_CHAT_TURNS_MAX + 1; i++) {
        struct message message;
        buffer_add_text(&turns, i == 0 ? "[" : ",");
        buffer_add_text(&turns, "{\"text\":\"a\"}");
        if (i + 1 >= FAQBOT_CHAT_TURNS_MAX) {
            buffer_add_text(&turns, "]");
            read_handover(buffer_view(&turns), &message);
            assert_ptr_equal(message.code, i < FAQBOT_CHAT_TURNS_MAX ? NULL : &error_code_too_long);
            message_release(&message);
            buffer_truncate(&turns, turns.size - 1);
        }
    }
    buffer_release(&turns);
    buffer_init(&signs, SIZE_MAX); /* each of them takes six bytes to be passed on */
    buffer_add_text(&signs, "\"");
    for (size_t i = 0; i < FAQBOT_CHAT_TRANSCRIPT_BYTES_MAX / 6; i++) {
        buffer_add_text(&signs, "<");
    }
    buffer_add_text(&signs, "\"");
    struct message message;
    read_handover(buffer_view(&signs), &message);
    assert_ptr_equal(message.code, &error_code_too_long);
    message_release(&message);
    buffer_release(&signs);
}

static void bad_messages_are_refused_and_their_id_is_kept(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct message message;
        assert_int_equal(message_read(view_of(refusals[i].text), FAQBOT_CHAT_REQUEST_TYPES, &message),
                         FAQBOT_OK);
        if (message.code != refusals[i].code || !view_equals_text(message.request.id, refusals[i].id)) {
            fail_msg("%s: %s", refusals[i].text, message.code == NULL ? "taken" : message.sentence);
        }
        assert_true(strlen(message.sentence) > 10);
        assert_int_equal(message.sentence[strlen(message.sentence) - 1], '.');
        message_release(&message);
    }
}

static void fields_are_read(void **state)
{
    (void)state;
    struct message message;
    const char *text = "{\"type\":\"ask\",\"id\":\"i\",\"text\":\"caf\\u00e9?\",\"context\":\"c\",\"top\":7,"
                       "\"content\":\"blocks\"}";
    assert_int_equal(message_read(view_of(text), FAQBOT_CHAT_REQUEST_TYPES, &message), FAQBOT_OK);
    assert_true(view_equals_text(message.request.id, "i"));
    assert_true(view_equals_text(message.request.text, "caf\xc3\xa9?"));
    assert_true(view_equals_text(message.request.context, "c"));
    assert_int_equal(message.request.top, 7);
    assert_true(message.request.wants_blocks);
    message_release(&message);
    assert_int_equal(message_read(view_of("{\"type\":\"get\",\"id\":\"i\",\"entry\":\"e\"}"),
                                  FAQBOT_CHAT_REQUEST_TYPES, &message),
                     FAQBOT_OK);
    assert_true(view_equals_text(message.request.entry, "e"));
    message_release(&message);
    text = "{\"type\":\"search\",\"id\":\"i\",\"text\":\"w\",\"tags\":[\"a\",\"b c\"],\"section\":\"s\","
           "\"lang\":\"de\",\"limit\":5}";
    assert_int_equal(message_read(view_of(text), FAQBOT_CHAT_REQUEST_TYPES, &message), FAQBOT_OK);
    assert_true(view_equals_text(message.request.text, "w"));
    assert_true(view_equals_text(message.request.filter.tags, "a,b c"));
    assert_true(view_equals_text(message.request.filter.section, "s"));
    assert_true(view_equals_text(message.request.filter.lang, "de"));
    assert_int_equal(message.request.limit, 5);
    message_release(&message);
}

static void a_message_may_have_24576_bytes(void **state)
{
    (void)state;
    char text[FAQBOT_CHAT_MESSAGE_BYTES_MAX + 1];
    struct message message;
    const char *start = "{\"type\":\"ping\",\"id\":\"1\"}";
    memset(text, ' ', sizeof text);
    memcpy(text, start, strlen(start));
    assert_int_equal(message_read(view_make(text, sizeof text - 1), FAQBOT_CHAT_REQUEST_TYPES, &message),
                     FAQBOT_OK);
    assert_null(message.code);
    message_release(&message);
    assert_int_equal(message_read(view_make(text, sizeof text), FAQBOT_CHAT_REQUEST_TYPES, &message),
                     FAQBOT_OK);
    assert_ptr_equal(message.code, &error_code_too_long);
    assert_true(view_is_empty(message.request.id));
    message_release(&message);
}

/* Over a WebSocket the connection says both. */
static void a_body_may_say_which_conversation_it_belongs_to(void **state)
{
    static const struct {
        enum faqbot_chat_request_type type;
        const char *text;
        bool belongs;
    } table[] = {
        {FAQBOT_CHAT_ASK, "\"text\":\"a\"", true},
        {FAQBOT_CHAT_SEARCH, "\"text\":\"a\"", true},
        {FAQBOT_CHAT_FEEDBACK, "\"answer\":\"a\",\"helpful\":true", true},
        {FAQBOT_CHAT_HANDOVER, "\"transcript\":\"a\"", true},
        {FAQBOT_CHAT_GET, "\"entry\":\"a\"", false}, /* of which nothing is kept */
        {FAQBOT_CHAT_REQUEST_TYPES, "\"type\":\"ask\",\"id\":\"1\",\"text\":\"a\"", false},
        {FAQBOT_CHAT_REQUEST_TYPES, "\"type\":\"feedback\",\"id\":\"1\",\"answer\":\"a\"", false},
    };
    static const char *const wrong[] = {"\"conversation\":\"" TOKEN "0\"",
                                        "\"conversation\":7",
                                        "\"conversation\":\"\"",
                                        "\"consent\":1",
                                        "\"consent\":\"true\"",
                                        "\"consent\":[]"};
    static const char right[] = "\"conversation\":\"" TOKEN "\",\"consent\":true";
    struct message message;
    char text[256];
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        (void)snprintf(text, sizeof text, "{%s,%s}", table[i].text, right);
        assert_int_equal(message_read(view_of(text), table[i].type, &message), FAQBOT_OK);
        assert_null(message.code);
        assert_true(view_equals_text(message.request.conversation, table[i].belongs ? TOKEN : ""));
        assert_int_equal(message.request.is_given, table[i].belongs);
        message_release(&message);
        (void)snprintf(text, sizeof text, "{%s,\"conversation\":null,\"consent\":null}", table[i].text);
        assert_int_equal(message_read(view_of(text), table[i].type, &message), FAQBOT_OK);
        assert_null(message.code);
        assert_true(view_is_empty(message.request.conversation) && !message.request.is_given);
        message_release(&message);
        for (size_t j = 0; j < sizeof wrong / sizeof *wrong; j++) {
            (void)snprintf(text, sizeof text, "{%s,%s}", table[i].text, wrong[j]);
            assert_int_equal(message_read(view_of(text), table[i].type, &message), FAQBOT_OK);
            assert_ptr_equal(message.code, table[i].belongs ? &error_code_bad_message : NULL);
            message_release(&message);
        }
    }
}

static void a_body_may_leave_out_type_and_id(void **state)
{
    static const struct {
        const char *text;
        const struct error_code *code;
        const char *id;
    } table[] = {
        {"{\"text\":\"a\"}", NULL, NULL},
        {"{\"text\":\"a\",\"id\":\"1\"}", NULL, "1"},
        {"{\"text\":\"a\",\"id\":null,\"type\":null}", NULL, NULL},
        {"{\"text\":\"a\",\"type\":\"ask\"}", NULL, NULL},
        {"{\"text\":\"a\",\"id\":1}", &error_code_bad_message, NULL},
        {"{\"text\":\"a\",\"id\":\"\"}", &error_code_bad_message, NULL},
        {"{\"text\":\"a\",\"type\":\"suggest\"}", &error_code_unsupported, NULL},
        {"{\"text\":\"a\",\"type\":\"sing\",\"id\":\"1\"}", &error_code_unsupported, "1"},
        {"{\"text\":\"a\",\"type\":1}", &error_code_bad_message, NULL},
        {"{}", &error_code_bad_message, NULL},
        {"q=a", &error_code_bad_json, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct message message;
        assert_int_equal(message_read(view_of(table[i].text), FAQBOT_CHAT_ASK, &message), FAQBOT_OK);
        if (message.code != table[i].code || !view_equals_text(message.request.id, table[i].id)) {
            fail_msg("%s: %s", table[i].text, message.code == NULL ? "taken" : message.sentence);
        }
        message_release(&message);
    }
}

int test_chat_message(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_requests_are_taken),
        cmocka_unit_test(a_transcript_is_passed_on_as_turns_and_nothing_else),
        cmocka_unit_test(a_transcript_that_is_too_long_is_refused),
        cmocka_unit_test(bad_messages_are_refused_and_their_id_is_kept),
        cmocka_unit_test(fields_are_read),
        cmocka_unit_test(a_message_may_have_24576_bytes),
        cmocka_unit_test(a_body_may_leave_out_type_and_id),
        cmocka_unit_test(a_body_may_say_which_conversation_it_belongs_to),
    };
    return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
