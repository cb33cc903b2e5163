/* tests/unit/mcp/session.c - messages of JSON-RPC and what comes back, of a bot that says what the test tells it to.
 * The five functions of faqbot.h below stand in for the real ones. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot_chat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

#define META                                                                                                 \
    "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","                                 \
    "\"io.modelcontextprotocol/clientCapabilities\":{}}"
#define CALL(id, name, arguments)                                                                            \
    "{\"jsonrpc\":\"2.0\",\"id\":" id ",\"method\":\"tools/call\",\"params\":{\"name\":\"" name              \
    "\",\"arguments\":" arguments "}}"

struct faqbot {
    enum faqbot_status status; /* of the next call */
    struct faqbot_answer answer;
    struct faqbot_hits hits;
    struct faqbot_about about;
    char asked[32];
};

enum faqbot_status faqbot_ask(struct faqbot *bot, const struct faqbot_question *question,
                              struct faqbot_answer *answer)
{
    (void)snprintf(bot->asked, sizeof bot->asked, "%.*s (%.*s)", (int)question->text.size,
                   question->text.bytes, (int)question->context.size, question->context.bytes);
    *answer = bot->answer;
    return bot->status;
}

enum faqbot_status faqbot_get_in(struct faqbot *bot, struct faqbot_view id, struct faqbot_view lang,
                                 struct faqbot_answer *answer)
{
    (void)id, (void)lang;
    *answer = bot->answer;
    return bot->status;
}

struct faqbot_view faqbot_starters_path(const struct faqbot *bot, struct faqbot_view path)
{
    (void)bot;
    (void)path;
    return view_of("");
}

enum faqbot_status faqbot_starters_on(struct faqbot *bot, struct faqbot_view path, struct faqbot_view lang,
                                      const struct faqbot_entry_ref **refs, size_t *count)
{
    (void)path;
    (void)lang;
    *refs = faqbot_about(bot)->starters;
    *count = faqbot_about(bot)->starter_count;
    return FAQBOT_OK;
}

enum faqbot_status faqbot_suggest(struct faqbot *bot, struct faqbot_view typed,
                                  const struct faqbot_entry_ref **found, size_t *count)
{
    (void)typed, (void)found, (void)count;
    return bot->status;
}

enum faqbot_status faqbot_search(struct faqbot *bot, const struct faqbot_search_query *query,
                                 const struct faqbot_hits **hits)
{
    (void)snprintf(bot->asked, sizeof bot->asked, "%.*s (%.*s, %u)", (int)query->text.size, query->text.bytes,
                   (int)query->filter.tags.size, query->filter.tags.bytes, query->limit);
    *hits = &bot->hits;
    return bot->status;
}

enum faqbot_status faqbot_restrict(struct faqbot *bot, const struct faqbot_filter *filters, size_t count,
                                   size_t entries_max, struct faqbot **part, struct faqbot_fault *fault)
{
    (void)filters, (void)count, (void)entries_max, (void)fault;
    *part = bot;
    return bot->status;
}

enum faqbot_status faqbot_passes(struct faqbot *bot, const struct faqbot_filter *filters, size_t count,
                                 struct faqbot_view id, bool *passes)
{
    (void)filters, (void)count, (void)id;
    *passes = true;
    return bot->status;
}

const struct faqbot_about *faqbot_about(const struct faqbot *bot)
{
    return &bot->about;
}

struct faqbot_view faqbot_language(const struct faqbot *bot, struct faqbot_view lang)
{
    (void)bot;
    return view_is_empty(lang) ? view_of("en") : lang;
}

struct faqbot_view faqbot_sentence(const struct faqbot *bot, struct faqbot_view lang, const char *key,
                                   uint64_t count)
{
    (void)bot;
    (void)lang;
    (void)key;
    (void)count;
    return view_of("Hello.");
}

/* A session, and the bot behind it, which answers "No idea." */
struct fixture {
    struct faqbot bot;
    struct faqbot_mcp *mcp;
};

static struct fixture fixture_make(const char *revision)
{
    struct fixture fixture = {.bot.about.version = view_of("0123456789abcdef")};
    struct faqbot_view reply;
    char message[256];
    fixture.bot.answer.outcome = FAQBOT_NONE;
    fixture.bot.answer.text = view_of("No idea.");
    assert_int_equal(faqbot_mcp_new(&fixture.mcp), FAQBOT_OK);
    if (revision != NULL) {
        (void)snprintf(message, sizeof message,
                       "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                       "\"protocolVersion\":\"%s\"}}",
                       revision);
        assert_int_equal(faqbot_mcp_receive(fixture.mcp, &fixture.bot, view_of(message), &reply), FAQBOT_OK);
        assert_true(reply.size > 0);
    }
    return fixture;
}

/* What comes back, to be freed; a line, and JSON. */
static char *reply_to(struct fixture *fixture, const char *message)
{
    struct faqbot_view reply;
    struct json *document;
    const char *complaint;
    assert_int_equal(faqbot_mcp_receive(fixture->mcp, &fixture->bot, view_of(message), &reply), FAQBOT_OK);
    if (reply.size > 0) {
        assert_int_equal(view_find(reply, '\n'), reply.size);
        assert_int_equal(json_parse(reply, &document, &complaint), FAQBOT_OK);
        json_free(document);
    }
    char *copy = strndup(reply.size > 0 ? reply.bytes : "", reply.size);
    assert_non_null(copy);
    return copy;
}

static void assert_reply(struct fixture *fixture, const char *message, const char *expected)
{
    char *reply = reply_to(fixture, message);
    assert_string_equal(reply, expected);
    free(reply);
}

/* Each of `parts`, which end in NULL, is in the reply. */
static void assert_has(struct fixture *fixture, const char *message, const char *const *parts)
{
    char *reply = reply_to(fixture, message);
    for (; *parts != NULL; parts++) {
        if (strstr(reply, *parts) == NULL) {
            fail_msg("%s\nis not in\n%s", *parts, reply);
        }
    }
    free(reply);
}
#define ASSERT_HAS(fixture, message, ...)                                                                    \
    assert_has((fixture), (message), (const char *const[]){__VA_ARGS__, NULL})

/* ==== Revisions ======================================================================================= */

static void a_known_revision_is_agreed_to_and_another_gets_the_latest_with_a_handshake(void **state)
{
    static const char *const table[][2] = {
        {"2024-11-05", "2024-11-05"}, {"2025-03-26", "2025-03-26"}, {"2025-06-18", "2025-06-18"},
        {"2025-11-25", "2025-11-25"}, {"2026-07-28", "2025-11-25"}, {"1999-01-01", "2025-11-25"},
        {"", "2025-11-25"},
    };
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char message[256];
        char expected[64];
        (void)snprintf(message, sizeof message,
                       "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{"
                       "\"protocolVersion\":\"%s\"}}",
                       table[i][0]);
        (void)snprintf(expected, sizeof expected, "\"result\":{\"protocolVersion\":\"%s\",", table[i][1]);
        ASSERT_HAS(&fixture, message, expected, "\"capabilities\":{\"tools\":{}}",
                   "\"serverInfo\":{\"name\":\"faqbot\"");
    }
    faqbot_mcp_free(fixture.mcp);
}

static void what_the_knowledge_base_is_about_is_in_the_instructions(void **state)
{
    static const struct faqbot_entry_ref starter = {{"e1", 2}, {"How much is it?", 15}};
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    fixture.bot.about.name = view_of("Bicycles");
    fixture.bot.about.starters = &starter;
    fixture.bot.about.starter_count = 1;
    ASSERT_HAS(&fixture,
               "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
               "\"2025-11-25\"}}",
               "The name of the knowledge base: Bicycles.", "\\n- How much is it?");
    faqbot_mcp_free(fixture.mcp);
}

static void before_initialize_only_that_and_ping_are_answered(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    assert_reply(&fixture, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
                 "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
    ASSERT_HAS(&fixture, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}", "\"code\":-32602",
               "`initialize`");
    ASSERT_HAS(&fixture, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}",
               "\"code\":-32602");
    ASSERT_HAS(&fixture, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}", "\"code\":-32602");
    faqbot_mcp_free(fixture.mcp);
}

static void a_request_that_says_its_revision_needs_no_handshake(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    ASSERT_HAS(
        &fixture, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\",\"params\":{" META "}}",
        "\"resultType\":\"complete\"", "\"io.modelcontextprotocol/serverInfo\":{\"name\":\"faqbot\"",
        "\"supportedVersions\":[\"2026-07-28\",\"2025-11-25\"", "\"ttlMs\":0", "\"cacheScope\":\"public\"");
    ASSERT_HAS(&fixture, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{" META "}}",
               "\"resultType\":\"complete\"", "\"tools\":[{\"name\": \"ask\"", "\"ttlMs\":3600000");
    ASSERT_HAS(&fixture,
               "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{" META
               ",\"name\":\"ask\",\"arguments\":{\"text\":\"x\"}}}",
               "\"resultType\":\"complete\"", "\"outcome\":\"none\"");
    ASSERT_HAS(&fixture, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{" META "}}",
               "\"code\":-32601");
    ASSERT_HAS(&fixture, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}", "\"code\":-32602");
    faqbot_mcp_free(fixture.mcp);
}

static void a_request_that_says_its_revision_must_say_it_right(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    ASSERT_HAS(&fixture,
               "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{"
               "\"io.modelcontextprotocol/protocolVersion\":\"1900-01-01\"}}}",
               "\"code\":-32022", "\"supported\":[\"2026-07-28\"", "\"requested\":\"1900-01-01\"");
    ASSERT_HAS(&fixture,
               "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{"
               "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}",
               "\"code\":-32602", "clientCapabilities");
    ASSERT_HAS(&fixture,
               "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{"
               "\"io.modelcontextprotocol/protocolVersion\":7}}}",
               "\"code\":-32602", "protocolVersion");
    ASSERT_HAS(&fixture, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\"}", "\"code\":-32602");
    faqbot_mcp_free(fixture.mcp);
}

/* ==== JSON-RPC ======================================================================================== */

static void an_id_comes_back_as_it_was_written(void **state)
{
    static const char *const ids[] = {
        "1",   "0",    "-7",   "12345678901234567890", "9007199254740993",  "1.50",
        "1e2", "1E+2", "\"\"", "\"a\\u00e9\\/\"",      "\"\xc3\xa9 \\\"x\""};
    (void)state;
    struct fixture fixture = fixture_make("2025-11-25");
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        char message[256];
        char expected[256];
        (void)snprintf(message, sizeof message,
                       "{\"method\":\"ping\",\"i\\u0064\" : %s ,\"jsonrpc\":\"2.0\"}", ids[i]);
        (void)snprintf(expected, sizeof expected, "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{}}", ids[i]);
        assert_reply(&fixture, message, expected);
    }
    faqbot_mcp_free(fixture.mcp);
}

static void what_is_no_request_is_refused_with_the_code_that_json_rpc_has(void **state)
{
    static const char *const table[][3] = {
        {"", "null", "-32700"},
        {"{", "null", "-32700"},
        {"nonsense", "null", "-32700"},
        {"{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":1,\"method\":\"ping\"}", "null", "-32700"},
        {"{\"jsonrpc\":\"2.0\",\"id\":1e999,\"method\":\"ping\"}", "null", "-32700"},
        {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}", "null", "-32700"},
        {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} {}", "null", "-32700"},
        {"1", "null", "-32600"},
        {"\"ping\"", "null", "-32600"},
        {"{}", "null", "-32600"},
        {"{\"id\":5,\"method\":\"ping\"}", "5", "-32600"},
        {"{\"jsonrpc\":2.0,\"id\":5,\"method\":\"ping\"}", "5", "-32600"},
        {"{\"jsonrpc\":\"1.0\",\"id\":5,\"method\":\"ping\"}", "5", "-32600"},
        {"{\"jsonrpc\":\"2.0\",\"id\":5}", "5", "-32600"},
        {"{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":7}", "5", "-32600"},
        {"{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", "null", "-32600"},
        {"{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}", "null", "-32600"},
        {"{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"ping\"}", "null", "-32600"},
        {"{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"Ping\"}", "5", "-32601"},
        {"{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"resources/list\"}", "5", "-32601"},
        {"{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/list\",\"params\":[]}", "5", "-32602"},
        {"{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/list\",\"params\":{\"cursor\":\"x\"}}", "5",
         "-32602"},
        {"{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\"}", "5", "-32602"},
        {"{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":3}}", "5", "-32602"},
        {CALL("5", "answer", "{}"), "5", "-32602"},
        {CALL("5", "ask", "[]"), "5", "-32602"},
    };
    (void)state;
    struct fixture fixture = fixture_make("2025-11-25");
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char expected[128];
        (void)snprintf(expected, sizeof expected,
                       "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":%s,\"message\":\"", table[i][1],
                       table[i][2]);
        ASSERT_HAS(&fixture, table[i][0], expected);
    }
    faqbot_mcp_free(fixture.mcp);
}

static void what_is_no_question_gets_no_answer(void **state)
{
    static const char *const table[] = {
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/"
        "cancelled\",\"params\":{\"requestId\":1,\"reason\":\"x\"}}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"no/such\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":[1]}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"x\"}}",
    };
    (void)state;
    struct fixture fixture = fixture_make("2025-11-25");
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_reply(&fixture, table[i], "");
    }
    faqbot_mcp_free(fixture.mcp);
}

static void the_longest_message_is_read_and_a_longer_one_refused(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make("2025-11-25");
    char *message = malloc(FAQBOT_MCP_MESSAGE_BYTES_MAX + 2);
    assert_non_null(message);
    int head = sprintf(message, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
    memset(message + head, ' ', FAQBOT_MCP_MESSAGE_BYTES_MAX + 1 - (size_t)head);
    message[FAQBOT_MCP_MESSAGE_BYTES_MAX] = '\0';
    ASSERT_HAS(&fixture, message, "\"id\":1,\"result\":{}");
    message[FAQBOT_MCP_MESSAGE_BYTES_MAX] = ' ';
    message[FAQBOT_MCP_MESSAGE_BYTES_MAX + 1] = '\0';
    ASSERT_HAS(&fixture, message, "\"id\":null,\"error\":{\"code\":-32600", "65536 bytes");
    free(message);
    faqbot_mcp_free(fixture.mcp);
}

/* ==== Batches ========================================================================================= */

#define PING(id) "{\"jsonrpc\":\"2.0\",\"id\":" id ",\"method\":\"ping\"}"
#define NOTE "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"

static void a_batch_is_answered_in_the_revision_that_has_them_and_in_no_other(void **state)
{
    static const char *const others[] = {NULL, "2024-11-05", "2025-06-18", "2025-11-25"};
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct fixture other = fixture_make(others[i]);
        ASSERT_HAS(&other, "[" PING("1") "]", "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600");
        faqbot_mcp_free(other.mcp);
    }
    struct fixture fixture = fixture_make("2025-03-26");
    assert_reply(
        &fixture, "[" PING("1") "," NOTE "," PING("\"b\"") "]",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}},{\"jsonrpc\":\"2.0\",\"id\":\"b\",\"result\":{}}]");
    assert_reply(&fixture, "[" NOTE "," NOTE "]", "");
    ASSERT_HAS(&fixture, "[" PING("1") ",5,[]]",
               "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}},{\"jsonrpc\":\"2.0\",\"id\":null,\"error\"");
    ASSERT_HAS(&fixture, "[]", "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600");
    ASSERT_HAS(&fixture,
               "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
               "\"2025-11-25\"}}]",
               "\"code\":-32600");
    faqbot_mcp_free(fixture.mcp);
}

static void a_batch_has_16_messages_at_most(void **state)
{
    (void)state;
    char message[(FAQBOT_MCP_BATCH_MAX + 1) * sizeof(PING("1") ",") + 2] = "[" PING("1");
    struct fixture fixture = fixture_make("2025-03-26");
    for (size_t i = 1; i < FAQBOT_MCP_BATCH_MAX; i++) {
        (void)strcat(message, "," PING("1"));
    }
    size_t end = strlen(message);
    (void)strcat(message, "]");
    ASSERT_HAS(&fixture, message, "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}},");
    (void)strcpy(message + end, "," PING("1") "]");
    ASSERT_HAS(&fixture, message, "\"code\":-32600", "16");
    faqbot_mcp_free(fixture.mcp);
}

/* ==== Tools =========================================================================================== */

static void an_answer_has_its_source_and_its_disclaimer_in_the_text_and_in_the_object(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make("2025-11-25");
    fixture.bot.answer = (struct faqbot_answer){.outcome = FAQBOT_ANSWERED,
                                                .confidence = 1,
                                                .question = view_of("How much?"),
                                                .text = view_of("Ten \"euros\"."),
                                                .entry = view_of("price"),
                                                .title = view_of("Prices"),
                                                .section = view_of("A > B"),
                                                .url = view_of("https://example.org/p"),
                                                .disclaimer = view_of("No warranty."),
                                                .disclaimer_id = view_of("legal")};
    const char *expected = "\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"Ten "
                           "\\\"euros\\\".\\n\\nAnswers the question: How much?\\n\\n"
                           "Source: Prices, A > B, https://example.org/p [price]\\n\\nDisclaimer: No "
                           "warranty.\"}],\"structuredContent\":"
                           "{\"type\":\"answer\",\"id\":null,\"outcome\":\"answered\"";
    ASSERT_HAS(&fixture, CALL("1", "ask", "{\"text\":\"how much\",\"context\":\"e\"}"), expected,
               "\"disclaimer\":{\"id\":\"legal\",\"text\":\"No warranty.\"}", "},\"isError\":false}}");
    assert_string_equal(fixture.bot.asked, "how much (e)");
    ASSERT_HAS(&fixture, CALL("1", "entry", "{\"entry\":\"price\"}"), expected);
    faqbot_mcp_free(fixture.mcp);
}

static void without_an_answer_the_model_is_told_to_say_so(void **state)
{
    static const struct faqbot_candidate candidates[] = {{{"e1", 2}, {"Q one?", 6}, .5}};
    (void)state;
    struct fixture fixture = fixture_make("2025-11-25");
    fixture.bot.answer.candidates = candidates;
    fixture.bot.answer.candidate_count = 1;
    ASSERT_HAS(&fixture, CALL("1", "ask", "{\"text\":\"x\"}"), "\"text\":\"NO ANSWER. ", "Say so plainly",
               "No idea.\"", "\"outcome\":\"none\"", "\"isError\":false");
    fixture.bot.answer.outcome = FAQBOT_UNSURE;
    ASSERT_HAS(&fixture, CALL("1", "ask", "{\"text\":\"x\"}"), "\"text\":\"UNSURE. ", "\\n- Q one? [e1]",
               "\"outcome\":\"unsure\"", "\"isError\":false");
    ASSERT_HAS(&fixture, CALL("1", "search", "{\"text\":\"x\",\"tags\":[\"a\"],\"limit\":3}"),
               "NOTHING FOUND", "\"hits\":[]");
    faqbot_mcp_free(fixture.mcp);
}

static void what_is_wrong_with_an_argument_is_a_result_that_a_model_can_act_on(void **state)
{
    static const char *const table[][2] = {
        {CALL("1", "ask", "{}"), "`text` must be a string."},
        {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"ask\"}}",
         "`text` must be a string."},
        {CALL("1", "ask", "null"), "`text` must be a string."},
        {CALL("1", "ask", "{\"text\":5}"), "`text` must be a string."},
        {CALL("1", "ask", "{\"text\":\"x\",\"content\":\"blocks\"}"), "This tool has no argument `content`."},
        {CALL("1", "ask", "{\"question\":\"x\"}"), "This tool has no argument `question`."},
        {CALL("1", "search", "{\"text\":\"x\",\"limit\":51}"),
         "`limit` must be a whole number from 1 to 50."},
        {CALL("1", "search", "{\"text\":\"x\",\"tags\":\"a\"}"), "`tags` must be an array"},
        {CALL("1", "entry", "{\"entry\":[]}"), "`entry` must be a string"},
    };
    (void)state;
    struct fixture fixture = fixture_make("2025-11-25");
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char expected[128];
        (void)snprintf(expected, sizeof expected, "\"content\":[{\"type\":\"text\",\"text\":\"%s",
                       table[i][1]);
        ASSERT_HAS(&fixture, table[i][0], expected, "}],\"isError\":true}}");
    }
    fixture.bot.status = FAQBOT_NOT_FOUND;
    ASSERT_HAS(&fixture, CALL("1", "entry", "{\"entry\":\"x\"}"),
               "There is no entry with this id.\"}],\"isError\":true}}");
    faqbot_mcp_free(fixture.mcp);
}

static void a_failure_of_the_world_is_told_to_both_sides(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make("2025-11-25");
    struct faqbot_view reply;
    fixture.bot.status = FAQBOT_IO;
    assert_int_equal(
        faqbot_mcp_receive(fixture.mcp, &fixture.bot, view_of(CALL("1", "ask", "{\"text\":\"x\"}")), &reply),
        FAQBOT_IO);
    assert_true(view_ends_with(reply, "please try again later.\"}],\"isError\":true}}"));
    fixture.bot.status = FAQBOT_OK;
    ASSERT_HAS(&fixture, CALL("1", "ask", "{\"text\":\"x\"}"), "\"isError\":false");
    faqbot_mcp_free(fixture.mcp);
}

int test_mcp_session(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_known_revision_is_agreed_to_and_another_gets_the_latest_with_a_handshake),
        cmocka_unit_test(what_the_knowledge_base_is_about_is_in_the_instructions),
        cmocka_unit_test(before_initialize_only_that_and_ping_are_answered),
        cmocka_unit_test(a_request_that_says_its_revision_needs_no_handshake),
        cmocka_unit_test(a_request_that_says_its_revision_must_say_it_right),
        cmocka_unit_test(an_id_comes_back_as_it_was_written),
        cmocka_unit_test(what_is_no_request_is_refused_with_the_code_that_json_rpc_has),
        cmocka_unit_test(what_is_no_question_gets_no_answer),
        cmocka_unit_test(the_longest_message_is_read_and_a_longer_one_refused),
        cmocka_unit_test(a_batch_is_answered_in_the_revision_that_has_them_and_in_no_other),
        cmocka_unit_test(a_batch_has_16_messages_at_most),
        cmocka_unit_test(an_answer_has_its_source_and_its_disclaimer_in_the_text_and_in_the_object),
        cmocka_unit_test(without_an_answer_the_model_is_told_to_say_so),
        cmocka_unit_test(what_is_wrong_with_an_argument_is_a_result_that_a_model_can_act_on),
        cmocka_unit_test(a_failure_of_the_world_is_told_to_both_sides),
    };
    return cmocka_run_group_tests_name("mcp", tests, NULL, NULL);
}
