/* tests/unit/chat/session.c - a conversation with a bot that says what the test tells it to. The
 * functions of faqbot.h below stand in for the real ones. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot_chat.h>
#include <stdio.h>
#include <string.h>

#include "util/util.h"

struct faqbot {
    enum faqbot_status status; /* of the next call */
    struct faqbot_answer answer;
    struct faqbot_question asked;        /* the last one */
    struct faqbot_search_query searched; /* likewise */
    struct faqbot_hits hits;
    struct faqbot_about about;
    unsigned calls;
    enum faqbot_status part_status;  /* of the next part */
    struct faqbot_filter filters[2]; /* of the last one: the chat's, and the request's */
    char filter_texts[64];
    size_t entries_max; /* likewise */
    unsigned parts;     /* that were asked for */
};

static const struct faqbot_entry_ref links[2] = {{{"e1", 2}, {"Q one?", 6}}, {{"e2", 2}, {"Q two?", 6}}};

enum faqbot_status faqbot_ask(struct faqbot *bot, const struct faqbot_question *question,
                              struct faqbot_answer *answer)
{
    bot->calls++;
    bot->asked = *question;
    if (bot->status == FAQBOT_OK) {
        *answer = bot->answer;
    }
    return bot->status;
}

enum faqbot_status faqbot_get_in(struct faqbot *bot, struct faqbot_view id, struct faqbot_view lang,
                                 struct faqbot_answer *answer)
{
    struct faqbot_question question = {.text = id, .lang = lang};
    return faqbot_ask(bot, &question, answer);
}

/* The page /shop has one of its own. */
struct faqbot_view faqbot_starters_path(const struct faqbot *bot, struct faqbot_view path)
{
    (void)bot;
    return view_of(view_starts_with(path, "/shop/") ? "/shop/*" : "");
}

enum faqbot_status faqbot_starters_on(struct faqbot *bot, struct faqbot_view path, struct faqbot_view lang,
                                      const struct faqbot_entry_ref **refs, size_t *count)
{
    (void)lang;
    bool is_shop = !view_is_empty(faqbot_starters_path(bot, path));
    *refs = is_shop ? &links[1] : faqbot_about(bot)->starters;
    *count = is_shop ? 1 : faqbot_about(bot)->starter_count;
    return FAQBOT_OK;
}

enum faqbot_status faqbot_suggest(struct faqbot *bot, struct faqbot_view typed,
                                  const struct faqbot_entry_ref **found, size_t *count)
{
    bot->calls++;
    bot->asked.text = typed;
    *found = links;
    *count = 2;
    return bot->status;
}

enum faqbot_status faqbot_search(struct faqbot *bot, const struct faqbot_search_query *query,
                                 const struct faqbot_hits **hits)
{
    bot->calls++;
    bot->searched = *query;
    *hits = &bot->hits;
    return bot->status;
}

enum faqbot_status faqbot_restrict(struct faqbot *bot, const struct faqbot_filter *filters, size_t count,
                                   size_t entries_max, struct faqbot **part, struct faqbot_fault *fault)
{
    assert_int_equal(count, 2);
    char *end = bot->filter_texts;
    for (size_t i = 0; i < count; i++) {
        bot->filters[i].tags = view_copy_to(&end, filters[i].tags);
        bot->filters[i].section = view_copy_to(&end, filters[i].section);
        bot->filters[i].lang = view_copy_to(&end, filters[i].lang);
    }
    bot->entries_max = entries_max;
    bot->parts++;
    if (bot->part_status == FAQBOT_OK) {
        bot->about.indexed += 5;
        *part = bot;
        return FAQBOT_OK;
    }
    return fault_set(fault, bot->part_status, NULL, 0, "no entry has the tag \"t\"");
}

enum faqbot_status faqbot_passes(struct faqbot *bot, const struct faqbot_filter *filters, size_t count,
                                 struct faqbot_view id, bool *passes)
{
    (void)bot, (void)filters, (void)count;
    *passes = view_equals_text(id, "e2");
    return FAQBOT_OK;
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
    (void)key;
    (void)count;
    return view_equals_text(lang, "ar") ? view_of("Marhaba") : bot->about.greeting;
}

struct fixture {
    struct faqbot bot;
    struct faqbot_chat *chat;
};

static uint64_t tick(void *user)
{
    uint64_t *time = user;
    return *time += 42;
}

static struct fixture fixture_make(const struct faqbot_chat_options *options)
{
    static const struct faqbot_chat_options plain = {0};
    struct fixture fixture = {.bot.about.version = view_of("0123456789abcdef"), .bot.about.entries = 2};
    fixture.bot.answer.outcome = FAQBOT_NONE;
    fixture.bot.answer.text = view_of("No idea.");
    assert_int_equal(faqbot_chat_new(options == NULL ? &plain : options, &fixture.chat), FAQBOT_OK);
    return fixture;
}

/* The next reply is `expected`. */
static void assert_reply(struct fixture *fixture, const char *expected)
{
    struct faqbot_view reply;
    assert_true(faqbot_chat_next(fixture->chat, &reply));
    if (!view_equals_text(reply, expected)) {
        fail_msg("%.*s\nis not\n%s", (int)reply.size, reply.bytes, expected);
    }
}

static void assert_silence(struct fixture *fixture)
{
    struct faqbot_view reply;
    assert_false(faqbot_chat_next(fixture->chat, &reply));
}

/* `message` is taken, and is answered by `expected` alone. */
static void assert_exchange(struct fixture *fixture, const char *message, const char *expected)
{
    assert_int_equal(faqbot_chat_receive(fixture->chat, &fixture->bot, view_of(message)), FAQBOT_OK);
    assert_reply(fixture, expected);
    assert_silence(fixture);
}

#define NO_IDEA                                                                                              \
    "\"outcome\":\"none\",\"confidence\":0,\"text\":\"No idea.\",\"knowledge\":\"0123456789abcdef\""
#define BAD "{\"type\":\"ask\"}"

static void a_chat_greets_when_it_is_told_to(void **state)
{
    (void)state;
    const struct faqbot_chat_options options = {.asks_per_minute = 60};
    struct fixture fixture = fixture_make(&options);
    assert_silence(&fixture);
    fixture.bot.about.encoder = view_of("tiny");
    fixture.bot.about.greeting = view_of("Hi");
    fixture.bot.about.starters = links;
    fixture.bot.about.starter_count = 1;
    assert_int_equal(faqbot_chat_greet(fixture.chat, &fixture.bot), FAQBOT_OK);
    assert_reply(&fixture,
                 "{\"type\":\"hello\",\"protocol\":\"faqbot.v1\",\"server\":\"faqbot/" FAQBOT_VERSION_TEXT
                 "\","
                 "\"knowledge\":{\"version\":\"0123456789abcdef\",\"entries\":2,\"encoder\":\"tiny\"},"
                 "\"limits\":{\"message_bytes\":24576,\"question_chars\":2000,\"search_hits\":50,\"reply_"
                 "bytes\":16384,\"blocks_bytes\":65536,\"asks_per_"
                 "minute\":60},\"feedback\":false,\"greeting\":"
                 "\"Hi\",\"lang\":\"en\",\"dir\":\"ltr\","
                 "\"starters\":[{\"id\":\"e1\",\"question\":\"Q one?\"}]}");
    assert_silence(&fixture);
    faqbot_chat_free(fixture.chat);
}

static void a_wish_goes_with_every_ask_that_has_none_of_its_own(void **state)
{
    (void)state;
    const struct faqbot_chat_options options = {.reply_bytes_max = 0};
    struct fixture fixture = fixture_make(&options);
    struct faqbot_view reply;
    const struct faqbot_chat_request ask = {.type = FAQBOT_CHAT_ASK, .text = view_of("a")};
    const struct faqbot_chat_request german = {
        .type = FAQBOT_CHAT_ASK, .text = view_of("a"), .lang = view_of("de")};
    faqbot_chat_wish(fixture.chat, view_of("ar"));
    assert_int_equal(faqbot_chat_greet(fixture.chat, &fixture.bot), FAQBOT_OK);
    assert_true(faqbot_chat_next(fixture.chat, &reply));
    assert_true(view_ends_with(reply, "\"greeting\":\"Marhaba\",\"lang\":\"ar\",\"dir\":\"rtl\"}"));
    assert_int_equal(faqbot_chat_request(fixture.chat, &fixture.bot, &ask), FAQBOT_OK);
    assert_true(view_equals_text(fixture.bot.asked.lang, "ar"));
    assert_int_equal(faqbot_chat_request(fixture.chat, &fixture.bot, &german), FAQBOT_OK);
    assert_true(view_equals_text(fixture.bot.asked.lang, "de"));
    faqbot_chat_wish(fixture.chat, view_of("no tag"));
    assert_int_equal(faqbot_chat_request(fixture.chat, &fixture.bot, &ask), FAQBOT_OK);
    assert_int_equal(fixture.bot.asked.lang.size, 0);
    faqbot_chat_free(fixture.chat);
}

static void every_request_has_its_reply(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    assert_exchange(&fixture, "{\"type\":\"ping\",\"id\":\"p\"}", "{\"type\":\"pong\",\"id\":\"p\"}");
    assert_exchange(&fixture, "{\"type\":\"ask\",\"id\":\"a\",\"text\":\"x\"}",
                    "{\"type\":\"answer\",\"id\":\"a\"," NO_IDEA "}");
    assert_exchange(&fixture, "{\"type\":\"get\",\"id\":\"g\",\"entry\":\"e\"}",
                    "{\"type\":\"answer\",\"id\":\"g\"," NO_IDEA "}");
    assert_exchange(
        &fixture, "{\"type\":\"suggest\",\"id\":\"s\",\"text\":\"q\"}",
        "{\"type\":\"suggestions\",\"id\":\"s\",\"suggestions\":[{\"id\":\"e1\",\"question\":\"Q one?\"},"
        "{\"id\":\"e2\",\"question\":\"Q two?\"}]}");
    faqbot_chat_free(fixture.chat);
}

static enum faqbot_status accept(void *user, const struct faqbot_chat_request *request)
{
    (void)user;
    (void)request;
    return FAQBOT_OK;
}

static void who_was_not_helped_is_told_where_else_to_turn(void **state)
{
    static const struct {
        const char *helpful;
        const char *reply;
    } cases[] = {
        {"false", "{\"type\":\"ok\",\"id\":\"f\",\"contact\":\"Ask.\",\"person\":{\"hours\":\"9-5\"}}"},
        {"true", "{\"type\":\"ok\",\"id\":\"f\"}"},
        {"null", "{\"type\":\"ok\",\"id\":\"f\"}"}};
    const struct faqbot_chat_options options = {.feedback = accept};
    struct fixture fixture = fixture_make(&options);
    fixture.bot.about.contact =
        (struct faqbot_contact){.line = view_of("Ask."), .hours = view_of("9-5"), .has_ways = true};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char message[128];
        (void)snprintf(message, sizeof message,
                       "{\"type\":\"feedback\",\"id\":\"f\",\"answer\":\"a\",\"helpful\":%s}",
                       cases[i].helpful);
        assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, view_of(message)), FAQBOT_OK);
        assert_int_equal(faqbot_chat_acknowledge(fixture.chat, &fixture.bot, view_of("f"), true), FAQBOT_OK);
        assert_reply(&fixture, cases[i].reply);
        assert_silence(&fixture);
    }
    faqbot_chat_free(fixture.chat);
}

/* Notes of each request whether it may be kept: "+" or "-". */
static void note_may_keep(void *user, const struct faqbot_chat_event *event)
{
    (void)strcat(user, event->may_keep ? "+" : "-");
}

static void nothing_may_be_kept_before_consent_is_given(void **state)
{
    static const struct {
        const char *message;
        const char *noted;
    } steps[] = {
        {"{\"type\":\"ask\",\"id\":\"a\",\"text\":\"x\"}", "-"},
        {"{\"type\":\"consent\",\"id\":\"c\",\"given\":true}", "--"},
        {"{\"type\":\"ask\",\"id\":\"a\",\"text\":\"x\"}", "--+"},
        {"{\"type\":\"consent\",\"id\":\"c\",\"given\":false}", "--++"},
        {"{\"type\":\"ask\",\"id\":\"a\",\"text\":\"x\"}", "--++-"},
        {"{\"type\":\"feedback\",\"id\":\"f\",\"answer\":\"a\",\"helpful\":true}", "--++--"},
    };
    char noted[16] = "";
    const struct faqbot_chat_options options = {.observe = note_may_keep, .feedback = accept, .user = noted};
    struct fixture fixture = fixture_make(&options);
    struct faqbot_view reply;
    (void)state;
    fixture.bot.about.consent = view_of("May we?");
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, view_of(steps[i].message)),
                         FAQBOT_OK);
        assert_true(faqbot_chat_next(fixture.chat, &reply));
        assert_string_equal(noted, steps[i].noted);
    }
    assert_string_equal(faqbot_chat_error(fixture.chat), "unsupported"); /* the feedback */
    fixture.bot.about.consent = view_of("");
    assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, view_of(steps[0].message)), FAQBOT_OK);
    assert_string_equal(noted, "--++--+");
    faqbot_chat_free(fixture.chat);
}

static void a_hello_tells_what_is_kept_and_asks_for_consent(void **state)
{
    const struct faqbot_chat_options options = {.privacy = view_of("privacy"), .conversation = view_of("0f")};
    struct fixture fixture = fixture_make(&options);
    struct faqbot_view reply;
    (void)state;
    fixture.bot.about.consent = view_of("May we?");
    assert_int_equal(faqbot_chat_greet(fixture.chat, &fixture.bot), FAQBOT_OK);
    assert_true(faqbot_chat_next(fixture.chat, &reply));
    assert_true(view_ends_with(reply, "\"feedback\":false,\"conversation\":\"0f\",\"consent\":\"May we?\","
                                      "\"privacy\":\"privacy\",\"lang\":\"en\",\"dir\":\"ltr\"}"));
    faqbot_chat_free(fixture.chat);
}

#define TOKEN "0123456789abcdef0123456789abcdef"

static enum faqbot_status forget(void *user, const struct faqbot_chat_request *request)
{
    (void)snprintf(user, 64, "forget %.*s", (int)request->conversation.size, request->conversation.bytes);
    return FAQBOT_OK;
}

static void resume(void *user, const struct faqbot_chat_request *request)
{
    (void)snprintf(user, 64, "resume %.*s", (int)request->conversation.size, request->conversation.bytes);
}

static void a_conversation_is_resumed_and_forgotten_by_its_token(void **state)
{
    char last[64] = "";
    const struct faqbot_chat_options options = {
        .forget = forget, .resume = resume, .user = last, .conversation = view_of(TOKEN)};
    struct fixture fixture = fixture_make(&options);
    (void)state;
    assert_exchange(&fixture, "{\"type\":\"resume\",\"id\":\"r\",\"conversation\":\"" TOKEN "\"}",
                    "{\"type\":\"ok\",\"id\":\"r\"}");
    assert_string_equal(last, "resume " TOKEN);
    assert_int_equal(
        faqbot_chat_receive(fixture.chat, &fixture.bot, view_of("{\"type\":\"forget\",\"id\":\"f\"}")),
        FAQBOT_OK);
    assert_string_equal(last, "forget ");
    assert_silence(&fixture); /* until it is forgotten */
    assert_false(faqbot_chat_has_room(fixture.chat));
    assert_int_equal(faqbot_chat_acknowledge(fixture.chat, &fixture.bot, view_of("f"), true), FAQBOT_OK);
    assert_reply(&fixture, "{\"type\":\"ok\",\"id\":\"f\"}");
    faqbot_chat_free(fixture.chat);
}

static void without_a_conversation_one_must_be_named(void **state)
{
    char last[64] = "";
    const struct faqbot_chat_options options = {.forget = forget, .user = last};
    struct fixture fixture = fixture_make(&options);
    (void)state;
    assert_int_equal(faqbot_chat_receive_body(fixture.chat, &fixture.bot, FAQBOT_CHAT_FORGET, view_of("{}")),
                     FAQBOT_OK);
    assert_string_equal(faqbot_chat_error(fixture.chat), "bad_message");
    assert_int_equal(faqbot_chat_receive_body(fixture.chat, &fixture.bot, FAQBOT_CHAT_FORGET,
                                              view_of("{\"conversation\":\"" TOKEN "\"}")),
                     FAQBOT_OK);
    assert_string_equal(last, "forget " TOKEN);
    faqbot_chat_free(fixture.chat);
}

static void post(struct fixture *fixture, enum faqbot_chat_request_type type, const char *body)
{
    assert_int_equal(faqbot_chat_receive_body(fixture->chat, &fixture->bot, type, view_of(body)), FAQBOT_OK);
}

static void what_is_posted_belongs_to_the_conversation_that_it_names(void **state)
{
    char last[64] = "";
    const struct faqbot_chat_options options = {.resume = resume, .user = last};
    struct fixture fixture = fixture_make(&options);
    struct fixture keepless = fixture_make(NULL);
    (void)state;
    post(&fixture, FAQBOT_CHAT_ASK, "{\"text\":\"a\"}");
    assert_string_equal(last, "");
    post(&fixture, FAQBOT_CHAT_ASK, "{\"text\":1,\"conversation\":\"" TOKEN "\"}");
    assert_string_equal(last, "");
    post(&fixture, FAQBOT_CHAT_ASK, "{\"text\":\"a\",\"conversation\":\"" TOKEN "\"}");
    assert_string_equal(last, "resume " TOKEN);
    assert_null(faqbot_chat_error(fixture.chat));
    /* A client may know the token from when a journal was kept. */
    post(&keepless, FAQBOT_CHAT_ASK, "{\"text\":\"a\",\"conversation\":\"" TOKEN "\"}");
    assert_null(faqbot_chat_error(keepless.chat));
    faqbot_chat_free(fixture.chat);
    faqbot_chat_free(keepless.chat);
}

static void posted_feedback_needs_a_conversation_and_consent(void **state)
{
    static const struct {
        const char *body;
        const char *code; /* "": it is taken */
        bool asks_consent;
    } table[] = {
        {"{\"answer\":\"a\",\"helpful\":true}", "bad_message", false},
        {"{\"answer\":\"a\",\"helpful\":true,\"conversation\":\"" TOKEN "\"}", "", false},
        {"{\"answer\":\"a\",\"helpful\":true,\"conversation\":\"" TOKEN "\"}", "unsupported", true},
        {"{\"answer\":\"a\",\"helpful\":true,\"conversation\":\"" TOKEN "\",\"consent\":false}",
         "unsupported", true},
        {"{\"answer\":\"a\",\"helpful\":true,\"conversation\":\"" TOKEN "\",\"consent\":true}", "", true},
        {"{\"answer\":\"a\",\"helpful\":true,\"consent\":true}", "bad_message", true},
    };
    char last[64] = "";
    const struct faqbot_chat_options options = {.feedback = accept, .resume = resume, .user = last};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct fixture fixture = fixture_make(&options);
        fixture.bot.about.consent = view_of(table[i].asks_consent ? "May we?" : "");
        post(&fixture, FAQBOT_CHAT_FEEDBACK, table[i].body);
        const char *code = faqbot_chat_error(fixture.chat);
        assert_string_equal(code == NULL ? "" : code, table[i].code);
        assert_int_equal(faqbot_chat_has_room(fixture.chat), code != NULL); /* it waits for the disk */
        faqbot_chat_free(fixture.chat);
    }
    struct fixture keepless = fixture_make(NULL);
    post(&keepless, FAQBOT_CHAT_FEEDBACK, table[0].body);
    assert_string_equal(faqbot_chat_error(keepless.chat), "unsupported");
    faqbot_chat_free(keepless.chat);
}

static void a_question_reaches_the_bot_whole(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    struct faqbot_chat_request request = {
        .text = view_of("why?"), .context = view_of("last"), .top = 9, .id = view_of("1")};
    assert_int_equal(faqbot_chat_request(fixture.chat, &fixture.bot, &request), FAQBOT_OK);
    assert_true(view_equals_text(fixture.bot.asked.text, "why?"));
    assert_true(view_equals_text(fixture.bot.asked.context, "last"));
    assert_int_equal(fixture.bot.asked.top, 9);
    faqbot_chat_free(fixture.chat);
}

static void too_many_candidates_are_refused_and_never_asked_for(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    const struct faqbot_chat_request request = {.text = view_of("x"), .top = FAQBOT_TOP_MAX + 1};
    assert_int_equal(faqbot_chat_request(fixture.chat, &fixture.bot, &request), FAQBOT_OK);
    assert_string_equal(faqbot_chat_error(fixture.chat), "bad_message");
    assert_int_equal(fixture.bot.calls, 0);
    faqbot_chat_free(fixture.chat);
}

static void a_face_is_told_what_the_reply_says(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    const struct faqbot_chat_request request = {.text = view_of("x")};
    assert_null(faqbot_chat_error(fixture.chat));
    assert_int_equal(faqbot_chat_request(fixture.chat, &fixture.bot, &request), FAQBOT_OK);
    assert_null(faqbot_chat_error(fixture.chat));
    assert_false(faqbot_chat_has_answered(fixture.chat));
    fixture.bot.answer.outcome = FAQBOT_ANSWERED;
    assert_int_equal(faqbot_chat_request(fixture.chat, &fixture.bot, &request), FAQBOT_OK);
    assert_true(faqbot_chat_has_answered(fixture.chat));
    fixture.bot.status = FAQBOT_LIMIT;
    assert_int_equal(faqbot_chat_request(fixture.chat, &fixture.bot, &request), FAQBOT_OK);
    assert_string_equal(faqbot_chat_error(fixture.chat), "too_long");
    assert_false(faqbot_chat_has_answered(fixture.chat));
    faqbot_chat_free(fixture.chat);
}

static void nothing_typed_suggests_nothing(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    assert_exchange(&fixture, "{\"type\":\"suggest\",\"id\":\"s\",\"text\":\" \\n\"}",
                    "{\"type\":\"suggestions\",\"id\":\"s\",\"suggestions\":[]}");
    assert_int_equal(fixture.bot.calls, 0);
    faqbot_chat_free(fixture.chat);
}

static void assert_filter(const struct faqbot_filter *filter, const char *tags, const char *section,
                          const char *lang)
{
    assert_true(view_equals_text(filter->tags, tags));
    assert_true(view_equals_text(filter->section, section));
    assert_true(view_equals_text(filter->lang, lang));
}

#define FILTER                                                                                               \
    {                                                                                                        \
        .tags = {"a,b", 3}, .section = {"c", 1}, .lang = { "de", 2 }                                         \
    }

static void a_search_reaches_the_bot_whole(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    const struct faqbot_chat_request request = {
        .type = FAQBOT_CHAT_SEARCH, .text = view_of("loan"), .filter = FILTER, .limit = 7};
    assert_int_equal(faqbot_chat_request(fixture.chat, &fixture.bot, &request), FAQBOT_OK);
    assert_true(view_equals_text(fixture.bot.searched.text, "loan"));
    assert_filter(&fixture.bot.filters[1], "a,b", "c", "de");
    assert_filter(&fixture.bot.searched.filter, "", "", ""); /* it is the part's bot */
    assert_int_equal(fixture.bot.searched.limit, 7);
    fixture.bot.part_status = FAQBOT_LIMIT; /* there is no part, and the whole is searched */
    assert_int_equal(faqbot_chat_request(fixture.chat, &fixture.bot, &request), FAQBOT_OK);
    assert_filter(&fixture.bot.searched.filter, "a,b", "c", "de");
    faqbot_chat_free(fixture.chat);
}

static void every_request_of_a_filtered_chat_is_about_a_part(void **state)
{
    static const struct {
        const char *message;
        const char *tags; /* the request's own */
    } cases[] = {
        {"{\"type\":\"ask\",\"id\":\"1\",\"text\":\"x\"}", ""},
        {"{\"type\":\"ask\",\"id\":\"1\",\"text\":\"x\",\"tags\":[\"t\",\"u\"]}", "t,u"},
        {"{\"type\":\"get\",\"id\":\"1\",\"entry\":\"x\",\"tags\":[\"t\"]}", "t"},
        {"{\"type\":\"suggest\",\"id\":\"1\",\"text\":\"x\",\"tags\":[\"t\"]}", "t"},
        {"{\"type\":\"search\",\"id\":\"1\",\"text\":\"x\",\"tags\":[\"t\"]}", "t"},
    };
    char section[] = "c";
    (void)state;
    const struct faqbot_chat_options options = {.filter = {.section = {section, 1}}, .part_entries_max = 7};
    struct fixture fixture = fixture_make(&options);
    section[0] = 'x'; /* the chat has a copy */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct faqbot_view reply;
        assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, view_of(cases[i].message)),
                         FAQBOT_OK);
        assert_true(faqbot_chat_next(fixture.chat, &reply));
        assert_int_equal(fixture.bot.parts, i + 1);
        assert_int_equal(fixture.bot.entries_max, 7);
        assert_filter(&fixture.bot.filters[0], "", "c", "");
        assert_filter(&fixture.bot.filters[1], cases[i].tags, "", "");
    }
    faqbot_chat_free(fixture.chat);
}

static void without_a_filter_there_is_no_part(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    const struct faqbot_chat_request request = {.type = FAQBOT_CHAT_ASK, .text = view_of("x")};
    assert_int_equal(faqbot_chat_request(fixture.chat, &fixture.bot, &request), FAQBOT_OK);
    assert_int_equal(fixture.bot.parts, 0);
    faqbot_chat_free(fixture.chat);
}

static void a_filter_that_nothing_or_too_much_passes_is_told(void **state)
{
    static const struct {
        enum faqbot_status status;
        const char *type;
        const char *reply;
    } cases[] = {
        {FAQBOT_NOT_FOUND, "ask",
         "{\"type\":\"error\",\"id\":\"1\",\"code\":\"not_found\",\"message\":\"No entry has the tag "
         "\\\"t\\\".\",\"temporary\":false,\"retry_after_ms\":0}"},
        {FAQBOT_LIMIT, "suggest",
         "{\"type\":\"error\",\"id\":\"1\",\"code\":\"unsupported\",\"message\":\"No entry has the tag "
         "\\\"t\\\".\",\"temporary\":false,\"retry_after_ms\":0}"},
        {FAQBOT_NOT_FOUND, "search", "{\"type\":\"results\",\"id\":\"1\",\"hits\":[]}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char message[128];
        struct fixture fixture = fixture_make(NULL);
        fixture.bot.part_status = cases[i].status;
        (void)snprintf(message, sizeof message,
                       "{\"type\":\"%s\",\"id\":\"1\",\"text\":\"x\",\"tags\":[\"t\"]}", cases[i].type);
        assert_exchange(&fixture, message, cases[i].reply);
        assert_int_equal(fixture.bot.calls, 0);
        faqbot_chat_free(fixture.chat);
    }
}

static void a_filtered_chat_greets_with_starters_that_pass(void **state)
{
    (void)state;
    struct faqbot_view reply;
    const struct faqbot_chat_options options = {.filter = FILTER};
    struct fixture fixture = fixture_make(&options);
    fixture.bot.about.starters = links;
    fixture.bot.about.starter_count = 2;
    assert_int_equal(faqbot_chat_greet(fixture.chat, &fixture.bot), FAQBOT_OK);
    assert_true(faqbot_chat_next(fixture.chat, &reply));
    char text[1024];
    (void)snprintf(text, sizeof text, "%.*s", (int)reply.size, reply.bytes);
    assert_non_null(strstr(text, "\"starters\":[{\"id\":\"e2\",\"question\":\"Q two?\"}]"));
    assert_int_equal(fixture.bot.parts, 0); /* which would take too long */
    faqbot_chat_free(fixture.chat);
}

static void assert_greeting(struct fixture *fixture, const char *path, const char *starter)
{
    struct faqbot_view reply;
    char text[1024];
    faqbot_chat_visit(fixture->chat, view_of(path));
    assert_int_equal(faqbot_chat_greet(fixture->chat, &fixture->bot), FAQBOT_OK);
    assert_true(faqbot_chat_next(fixture->chat, &reply));
    (void)snprintf(text, sizeof text, "%.*s", (int)reply.size, reply.bytes);
    assert_non_null(strstr(text, starter));
}

static void a_chat_greets_with_the_starters_of_its_page(void **state)
{
    (void)state;
    static char path[FAQBOT_CHAT_PATH_BYTES_MAX + 2] = "/shop/";
    struct fixture fixture = fixture_make(&(struct faqbot_chat_options){.message_bytes = 0});
    fixture.bot.about.starters = links;
    fixture.bot.about.starter_count = 1;
    assert_greeting(&fixture, "", "\"starters\":[{\"id\":\"e1\",");
    assert_greeting(&fixture, "/shop/x", "\"starters\":[{\"id\":\"e2\",");
    assert_greeting(&fixture, "/", "\"starters\":[{\"id\":\"e1\",");
    memset(path + 6, 'x', sizeof path - 8);
    assert_int_equal(strlen(path), FAQBOT_CHAT_PATH_BYTES_MAX);
    assert_greeting(&fixture, path, "\"starters\":[{\"id\":\"e2\",");
    path[FAQBOT_CHAT_PATH_BYTES_MAX] = 'x';
    assert_greeting(&fixture, path, "\"starters\":[{\"id\":\"e1\",");
    faqbot_chat_visit(fixture.chat, view_make("/shop/\0", 7));
    assert_greeting(&fixture, "", "\"starters\":[{\"id\":\"e1\",");
    faqbot_chat_free(fixture.chat);
}

/* By what pages have in common, so that they share what is kept. */
static void a_question_is_asked_on_the_page_of_its_chat(void **state)
{
    (void)state;
    struct faqbot_view reply;
    struct fixture fixture = fixture_make(&(struct faqbot_chat_options){.message_bytes = 0});
    faqbot_chat_visit(fixture.chat, view_of("/shop/x"));
    const char *ask = "{\"type\":\"ask\",\"id\":\"1\",\"text\":\"hello\"}";
    assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, view_of(ask)), FAQBOT_OK);
    assert_true(faqbot_chat_next(fixture.chat, &reply));
    assert_true(view_equals_text(fixture.bot.asked.path, "/shop/*"));
    faqbot_chat_free(fixture.chat);
}

static unsigned note_cost(void *user, enum faqbot_chat_request_type type)
{
    *(enum faqbot_chat_request_type *)user = type;
    return 0;
}

static void a_suggestion_with_a_filter_of_its_own_costs_an_ask(void **state)
{
    (void)state;
    enum faqbot_chat_request_type cost = FAQBOT_CHAT_PING;
    const struct faqbot_chat_options options = {.gate = note_cost, .user = &cost, .filter = FILTER};
    struct fixture fixture = fixture_make(&options);
    struct faqbot_chat_request request = {.type = FAQBOT_CHAT_SUGGEST, .text = view_of("x")};
    assert_int_equal(faqbot_chat_request(fixture.chat, &fixture.bot, &request), FAQBOT_OK);
    assert_int_equal(cost, FAQBOT_CHAT_SUGGEST);
    request.filter.tags = view_of("t");
    assert_int_equal(faqbot_chat_request(fixture.chat, &fixture.bot, &request), FAQBOT_OK);
    assert_int_equal(cost, FAQBOT_CHAT_ASK);
    faqbot_chat_free(fixture.chat);
}

static void a_search_gets_its_hits(void **state)
{
    (void)state;
    static const struct faqbot_span spans[] = {{{"on ", 3}, false}, {{"loan", 4}, true}};
    static const struct faqbot_hit hit = {.id = {"e", 1}, .title = {"T", 1}, .spans = spans, .span_count = 2};
    struct fixture fixture = fixture_make(NULL);
    assert_exchange(&fixture, "{\"type\":\"search\",\"id\":\"s\",\"text\":\"\"}",
                    "{\"type\":\"results\",\"id\":\"s\",\"hits\":[]}");
    assert_false(faqbot_chat_has_answered(fixture.chat));
    fixture.bot.hits = (struct faqbot_hits){.list = &hit, .count = 1, .is_any = true};
    assert_exchange(&fixture, "{\"type\":\"search\",\"id\":\"s\",\"text\":\"loan\",\"tags\":[\"a\",\"b\"]}",
                    "{\"type\":\"results\",\"id\":\"s\",\"any\":true,\"hits\":[{\"id\":\"e\",\"title\":\"T\","
                    "\"spans\":[{\"text\":\"on \"},{\"text\":\"loan\",\"mark\":true}]}]}");
    assert_true(faqbot_chat_has_answered(fixture.chat));
    fixture.bot.status = FAQBOT_IO;
    assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot,
                                         view_of("{\"type\":\"search\",\"id\":\"s\",\"text\":\"loan\"}")),
                     FAQBOT_IO);
    assert_string_equal(faqbot_chat_error(fixture.chat), "busy");
    assert_false(faqbot_chat_has_answered(fixture.chat));
    faqbot_chat_free(fixture.chat);
}

static void too_many_hits_are_refused_and_never_searched_for(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    const struct faqbot_chat_request request = {
        .type = FAQBOT_CHAT_SEARCH, .text = view_of("x"), .limit = FAQBOT_HITS_MAX + 1};
    assert_int_equal(faqbot_chat_request(fixture.chat, &fixture.bot, &request), FAQBOT_OK);
    assert_string_equal(faqbot_chat_error(fixture.chat), "bad_message");
    assert_int_equal(fixture.bot.calls, 0);
    faqbot_chat_free(fixture.chat);
}

static void a_request_without_an_id_gets_null(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    const struct faqbot_view body = view_of("{\"text\":\"x\"}");
    assert_int_equal(faqbot_chat_receive_body(fixture.chat, &fixture.bot, FAQBOT_CHAT_ASK, body), FAQBOT_OK);
    assert_reply(&fixture, "{\"type\":\"answer\",\"id\":null," NO_IDEA "}");
    faqbot_chat_free(fixture.chat);
}

static void time_is_told_only_where_there_is_a_clock(void **state)
{
    (void)state;
    uint64_t time = 0;
    const struct faqbot_chat_options options = {.microseconds = tick, .microseconds_user = &time};
    struct fixture fixture = fixture_make(&options);
    assert_exchange(&fixture, "{\"type\":\"ask\",\"id\":\"a\",\"text\":\"x\"}",
                    "{\"type\":\"answer\",\"id\":\"a\"," NO_IDEA ",\"took_us\":42}");
    faqbot_chat_free(fixture.chat);
}

static void what_was_answered_before_is_answered_without_the_bot(void **state)
{
    (void)state;
    uint64_t time = 0;
    struct faqbot_chat_options options = {.microseconds = tick, .microseconds_user = &time};
    assert_int_equal(faqbot_response_cache_new(100000, (const uint64_t[2]){1, 2}, &options.response_cache),
                     FAQBOT_OK);
    struct fixture fixture = fixture_make(&options);
    fixture.bot.answer.outcome = FAQBOT_ANSWERED;
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot,
                                             view_of("{\"type\":\"ask\",\"id\":\"a\",\"text\":\"x\"}")),
                         FAQBOT_OK);
        assert_true(faqbot_chat_has_answered(fixture.chat));
        assert_int_equal(fixture.bot.calls, 1);
        assert_reply(&fixture, "{\"type\":\"answer\",\"id\":\"a\",\"outcome\":\"answered\",\"confidence\":0,"
                               "\"text\":\"No idea.\",\"source\":{\"entry\":\"\"},"
                               "\"knowledge\":\"0123456789abcdef\",\"took_us\":42}");
    }
    fixture.bot.about.version = view_of("fedcba9876543210");
    assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot,
                                         view_of("{\"type\":\"ask\",\"id\":\"a\",\"text\":\"x\"}")),
                     FAQBOT_OK);
    assert_int_equal(fixture.bot.calls, 2);
    faqbot_chat_free(fixture.chat);
    faqbot_response_cache_free(options.response_cache);
}

/* A face that carries asks away, and is told what became of them. */
struct carrier {
    struct faqbot_chat_options options;
    struct faqbot_chat *chat;
    struct faqbot_async_ask *async_ask; /* the one that is under way */
    bool is_willing;
    unsigned told;
    struct faqbot_chat_event event; /* but for its views */
    char text[16];
    char entry[16];
};

static bool carry(void *user, const struct faqbot_chat_request *request)
{
    struct carrier *carrier = user;
    return carrier->is_willing &&
           faqbot_async_ask_new(carrier->chat, request, &carrier->async_ask) == FAQBOT_OK;
}

static void look(void *user, const struct faqbot_chat_event *event)
{
    struct carrier *carrier = user;
    carrier->told++;
    carrier->event = *event;
    snprintf(carrier->text, sizeof carrier->text, "%.*s", (int)event->text.size, event->text.bytes);
    snprintf(carrier->entry, sizeof carrier->entry, "%.*s", (int)event->entry.size, event->entry.bytes);
}

static struct fixture carried_make(struct carrier *carrier)
{
    *carrier = (struct carrier){.is_willing = true};
    carrier->options = (struct faqbot_chat_options){.begin_async = carry, .observe = look, .user = carrier};
    assert_int_equal(
        faqbot_response_cache_new(100000, (const uint64_t[2]){1, 2}, &carrier->options.response_cache),
        FAQBOT_OK);
    struct fixture fixture = fixture_make(&carrier->options);
    carrier->chat = fixture.chat;
    return fixture;
}

static void carried_free(struct fixture *fixture, struct carrier *carrier)
{
    faqbot_chat_free(fixture->chat);
    faqbot_async_ask_free(carrier->async_ask);
    faqbot_response_cache_free(carrier->options.response_cache);
}

static void an_ask_that_is_carried_away_holds_the_chat_until_it_is_back(void **state)
{
    (void)state;
    struct carrier carrier;
    struct fixture fixture = carried_make(&carrier);
    const struct faqbot_view ask = view_of("{\"type\":\"ask\",\"id\":\"a\",\"text\":\"x\"}");
    const struct faqbot_view ping = view_of("{\"type\":\"ping\",\"id\":\"p\"}");
    assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, ping), FAQBOT_OK);
    assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, ask), FAQBOT_OK);
    assert_false(faqbot_chat_has_room(fixture.chat));
    assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, ping), FAQBOT_LIMIT);
    assert_reply(&fixture, "{\"type\":\"pong\",\"id\":\"p\"}");
    assert_silence(&fixture);
    assert_int_equal(carrier.told, 1);

    struct faqbot elsewhere = fixture.bot;
    elsewhere.answer.entry = view_of("e1");
    elsewhere.answer.outcome = FAQBOT_UNSURE;
    strcpy(elsewhere.answer.question_lang, "pt-BR");
    faqbot_async_ask_run(carrier.async_ask, &elsewhere);
    assert_int_equal(elsewhere.calls, 1);
    assert_int_equal(fixture.bot.calls, 0);
    assert_int_equal(faqbot_chat_complete_ask(fixture.chat, carrier.async_ask), FAQBOT_OK);
    assert_int_equal(carrier.told, 2);
    assert_int_equal(carrier.event.type, FAQBOT_CHAT_ASK);
    assert_int_equal(carrier.event.outcome, FAQBOT_UNSURE);
    assert_string_equal(carrier.text, "x");
    assert_string_equal(carrier.entry, "e1");
    assert_string_equal(carrier.event.lang, "pt-BR");
    assert_true(faqbot_chat_has_room(fixture.chat));
    assert_reply(&fixture, "{\"type\":\"answer\",\"id\":\"a\",\"outcome\":\"unsure\",\"confidence\":0,"
                           "\"text\":\"No idea.\",\"knowledge\":\"0123456789abcdef\"}");
    assert_silence(&fixture);
    carried_free(&fixture, &carrier);
}

static void what_was_brought_once_is_not_carried_again(void **state)
{
    (void)state;
    struct carrier carrier;
    struct fixture fixture = carried_make(&carrier);
    const struct faqbot_view ask = view_of("{\"type\":\"ask\",\"id\":\"a\",\"text\":\"x\"}");
    struct faqbot_view reply;
    assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, ask), FAQBOT_OK);
    strcpy(fixture.bot.answer.question_lang, "de");
    faqbot_async_ask_run(carrier.async_ask, &fixture.bot);
    assert_int_equal(faqbot_chat_complete_ask(fixture.chat, carrier.async_ask), FAQBOT_OK);
    assert_true(faqbot_chat_next(fixture.chat, &reply));
    assert_exchange(&fixture, "{\"type\":\"ask\",\"id\":\"b\",\"text\":\"x\"}",
                    "{\"type\":\"answer\",\"id\":\"b\"," NO_IDEA "}");
    assert_int_equal(fixture.bot.calls, 1);
    assert_true(carrier.event.is_cached);
    assert_string_equal(carrier.event.lang, "de");
    carried_free(&fixture, &carrier);
}

static void what_nobody_carries_is_answered_here(void **state)
{
    (void)state;
    struct carrier carrier;
    struct fixture fixture = carried_make(&carrier);
    carrier.is_willing = false;
    assert_exchange(&fixture, "{\"type\":\"ask\",\"id\":\"a\",\"text\":\"x\"}",
                    "{\"type\":\"answer\",\"id\":\"a\"," NO_IDEA "}");
    assert_int_equal(fixture.bot.calls, 1);
    carried_free(&fixture, &carrier);
}

static void what_is_about_a_part_is_carried_away_with_its_filters(void **state)
{
    static const struct {
        enum faqbot_chat_request_type type;
        const char *message;
        const char *reply;
    } cases[] = {
        {FAQBOT_CHAT_SEARCH,
         "{\"type\":\"search\",\"id\":\"a\",\"text\":\"x\",\"tags\":[\"t\",\"u\"],\"section\":\"s\","
         "\"lang\":\"de\",\"limit\":7}",
         "{\"type\":\"results\",\"id\":\"a\",\"hits\":[]}"},
        {FAQBOT_CHAT_ASK,
         "{\"type\":\"ask\",\"id\":\"a\",\"text\":\"x\",\"tags\":[\"t\",\"u\"],\"section\":\"s\","
         "\"entry_lang\":\"de\"}",
         "{\"type\":\"answer\",\"id\":\"a\"," NO_IDEA "}"},
        {FAQBOT_CHAT_GET,
         "{\"type\":\"get\",\"id\":\"a\",\"entry\":\"x\",\"tags\":[\"t\",\"u\"],\"section\":\"s\","
         "\"entry_lang\":\"de\"}",
         "{\"type\":\"answer\",\"id\":\"a\"," NO_IDEA "}"},
        {FAQBOT_CHAT_SUGGEST,
         "{\"type\":\"suggest\",\"id\":\"a\",\"text\":\"x\",\"tags\":[\"t\",\"u\"],\"section\":\"s\","
         "\"entry_lang\":\"de\"}",
         "{\"type\":\"suggestions\",\"id\":\"a\",\"suggestions\":[{\"id\":\"e1\",\"question\":\"Q one?\"},"
         "{\"id\":\"e2\",\"question\":\"Q two?\"}]}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct carrier carrier;
        struct fixture fixture = carried_make(&carrier);
        assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, view_of(cases[i].message)),
                         FAQBOT_OK);
        assert_silence(&fixture);
        faqbot_async_ask_run(carrier.async_ask, &fixture.bot);
        assert_true(view_equals_text(fixture.bot.searched.text, i == 0 ? "x" : ""));
        assert_filter(&fixture.bot.filters[1], "t,u", "s", "de");
        assert_int_equal(fixture.bot.searched.limit, i == 0 ? 7 : 0);
        assert_int_equal(faqbot_chat_complete_ask(fixture.chat, carrier.async_ask), FAQBOT_OK);
        assert_int_equal(carrier.event.type, cases[i].type);
        assert_string_equal(carrier.text, i < 2 ? "x" : "");
        assert_int_equal(carrier.event.indexed, 5);
        assert_reply(&fixture, cases[i].reply);
        assert_silence(&fixture);
        carried_free(&fixture, &carrier);
    }
}

static void an_async_ask_that_failed_or_was_not_run_is_answered_too(void **state)
{
    static const struct {
        enum faqbot_status status;
        enum faqbot_status settled;
        bool is_run;
        const char *reply;
    } table[] = {
        {FAQBOT_LIMIT, FAQBOT_OK, true,
         "{\"type\":\"error\",\"id\":\"a\",\"code\":\"too_long\",\"message\":\"A question may have 2000 "
         "characters.\",\"temporary\":false,\"retry_after_ms\":0}"},
        {FAQBOT_CORRUPT, FAQBOT_CORRUPT, true,
         "{\"type\":\"error\",\"id\":\"a\",\"code\":\"busy\",\"message\":\"The answers cannot be read "
         "just now; please try again later.\",\"temporary\":true,\"retry_after_ms\":5000}"},
        {FAQBOT_OK, FAQBOT_NO_MEMORY, false,
         "{\"type\":\"error\",\"id\":\"a\",\"code\":\"internal\",\"message\":\"The bot failed to "
         "answer.\",\"temporary\":true,\"retry_after_ms\":0}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct carrier carrier;
        struct fixture fixture = carried_make(&carrier);
        const struct faqbot_view ask = view_of("{\"type\":\"ask\",\"id\":\"a\",\"text\":\"x\"}");
        fixture.bot.status = table[i].status;
        assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, ask), FAQBOT_OK);
        if (table[i].is_run) {
            faqbot_async_ask_run(carrier.async_ask, &fixture.bot);
        }
        assert_int_equal(faqbot_chat_complete_ask(fixture.chat, carrier.async_ask), table[i].settled);
        assert_non_null(carrier.event.error);
        assert_reply(&fixture, table[i].reply);
        assert_silence(&fixture);
        carried_free(&fixture, &carrier);
    }
}

static void a_bad_message_counts_as_one_when_its_async_ask_is_back(void **state)
{
    (void)state;
    struct carrier carrier;
    struct fixture fixture = carried_make(&carrier);
    const char *const blank = "{\"type\":\"ask\",\"id\":\"a\",\"text\":\" \"}";
    const char *const good = "{\"type\":\"ask\",\"id\":\"a\",\"text\":\"x\"}";
    const char *const messages[] = {blank, BAD, good, BAD, blank};
    struct faqbot_view reply;
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        fixture.bot.status = messages[i] == blank ? FAQBOT_INVALID : FAQBOT_OK;
        assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, view_of(messages[i])), FAQBOT_OK);
        if (carrier.async_ask != NULL) {
            faqbot_async_ask_run(carrier.async_ask, &fixture.bot);
            assert_int_equal(faqbot_chat_complete_ask(fixture.chat, carrier.async_ask), FAQBOT_OK);
            faqbot_async_ask_free(carrier.async_ask);
            carrier.async_ask = NULL;
        }
        assert_true(faqbot_chat_next(fixture.chat, &reply));
        assert_int_equal(faqbot_chat_close_code(fixture.chat), FAQBOT_CHAT_OPEN);
    }
    assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, view_of(BAD)), FAQBOT_OK);
    assert_int_equal(faqbot_chat_close_code(fixture.chat), FAQBOT_CHAT_CLOSE_BROKEN_CLIENT);
    carried_free(&fixture, &carrier);
}

static void a_request_that_is_no_message_is_never_counted_as_a_bad_one(void **state)
{
    (void)state;
    struct carrier carrier;
    struct fixture fixture = carried_make(&carrier);
    struct faqbot_view reply;
    fixture.bot.status = FAQBOT_INVALID;
    for (unsigned i = 0; i < 5; i++) {
        const struct faqbot_chat_request request = {.type = FAQBOT_CHAT_ASK, .text = view_of(" ")};
        assert_int_equal(faqbot_chat_request(fixture.chat, &fixture.bot, &request), FAQBOT_OK);
        faqbot_async_ask_run(carrier.async_ask, &fixture.bot);
        assert_int_equal(faqbot_chat_complete_ask(fixture.chat, carrier.async_ask), FAQBOT_OK);
        faqbot_async_ask_free(carrier.async_ask);
        carrier.async_ask = NULL;
        assert_true(faqbot_chat_next(fixture.chat, &reply));
        assert_int_equal(faqbot_chat_close_code(fixture.chat), FAQBOT_CHAT_OPEN);
    }
    carried_free(&fixture, &carrier);
}

static void what_the_bot_refuses_is_the_visitors_fault(void **state)
{
    static const struct {
        enum faqbot_status status;
        const char *reply;
    } table[] = {
        {FAQBOT_INVALID,
         "{\"type\":\"error\",\"id\":\"1\",\"code\":\"bad_message\",\"message\":\"The text is empty, is "
         "not UTF-8, or holds a NUL character.\",\"temporary\":false,\"retry_after_ms\":0}"},
        {FAQBOT_LIMIT,
         "{\"type\":\"error\",\"id\":\"1\",\"code\":\"too_long\",\"message\":\"A question may have 2000 "
         "characters.\",\"temporary\":false,\"retry_after_ms\":0}"},
        {FAQBOT_NOT_FOUND,
         "{\"type\":\"error\",\"id\":\"1\",\"code\":\"not_found\",\"message\":\"There is no entry with "
         "this id.\",\"temporary\":false,\"retry_after_ms\":0}"},
    };
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        fixture.bot.status = table[i].status;
        assert_exchange(&fixture, "{\"type\":\"get\",\"id\":\"1\",\"entry\":\"x\"}", table[i].reply);
    }
    faqbot_chat_free(fixture.chat);
}

static void what_the_world_breaks_is_told_to_both_sides(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    fixture.bot.status = FAQBOT_CORRUPT;
    const struct faqbot_view ask = view_of("{\"type\":\"ask\",\"id\":\"1\",\"text\":\"x\"}");
    assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, ask), FAQBOT_CORRUPT);
    assert_reply(
        &fixture,
        "{\"type\":\"error\",\"id\":\"1\",\"code\":\"busy\",\"message\":\"The answers cannot be read "
        "just now; please try again later.\",\"temporary\":true,\"retry_after_ms\":5000}");
    assert_int_equal(faqbot_chat_close_code(fixture.chat), FAQBOT_CHAT_OPEN);
    fixture.bot.status = FAQBOT_NO_MEMORY;
    assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, ask), FAQBOT_NO_MEMORY);
    assert_reply(&fixture,
                 "{\"type\":\"error\",\"id\":\"1\",\"code\":\"internal\",\"message\":\"The bot failed to "
                 "answer.\",\"temporary\":true,\"retry_after_ms\":0}");
    assert_int_equal(faqbot_chat_close_code(fixture.chat), FAQBOT_CHAT_OPEN);
    faqbot_chat_free(fixture.chat);
}

static void the_third_bad_message_in_a_row_ends_the_chat(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    const char *error =
        "{\"type\":\"error\",\"id\":null,\"code\":\"bad_message\",\"message\":\"A request needs an `id`, "
        "a string of 1 to 64 bytes.\",\"temporary\":false,\"retry_after_ms\":0}";
    for (unsigned i = 0; i < 2; i++) { /* a good message starts the count anew */
        assert_exchange(&fixture, BAD, error);
        assert_exchange(&fixture, BAD, error);
        assert_int_equal(faqbot_chat_close_code(fixture.chat), FAQBOT_CHAT_OPEN);
        assert_exchange(&fixture, "{\"type\":\"ping\",\"id\":\"p\"}", "{\"type\":\"pong\",\"id\":\"p\"}");
    }
    for (unsigned i = 0; i < 3; i++) {
        assert_exchange(&fixture, BAD, error);
    }
    assert_int_equal(faqbot_chat_close_code(fixture.chat), FAQBOT_CHAT_CLOSE_BROKEN_CLIENT);
    assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, view_of(BAD)), FAQBOT_LIMIT);
    assert_silence(&fixture);
    faqbot_chat_free(fixture.chat);
}

static void bad_lines_from_a_pipe_end_nothing(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    const struct faqbot_chat_request request = {.text = view_of("")};
    struct faqbot_view reply;
    fixture.bot.status = FAQBOT_INVALID;
    for (unsigned i = 0; i < 10; i++) {
        assert_int_equal(faqbot_chat_request(fixture.chat, &fixture.bot, &request), FAQBOT_OK);
        assert_int_equal(faqbot_chat_receive_body(fixture.chat, &fixture.bot, FAQBOT_CHAT_ASK, view_of("[]")),
                         FAQBOT_OK);
        assert_true(faqbot_chat_next(fixture.chat, &reply));
        assert_true(faqbot_chat_next(fixture.chat, &reply));
    }
    faqbot_chat_free(fixture.chat);
}

static void a_refusal_says_when_to_come_back(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    assert_int_equal(faqbot_chat_refuse(fixture.chat, view_of("7"), "rate_limited", "Slower.", 1500),
                     FAQBOT_OK);
    assert_reply(&fixture,
                 "{\"type\":\"error\",\"id\":\"7\",\"code\":\"rate_limited\",\"message\":\"Slower.\","
                 "\"temporary\":true,\"retry_after_ms\":1500}");
    faqbot_chat_free(fixture.chat);
}

static void replies_wait_in_order_until_there_is_no_room(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(NULL);
    struct faqbot_view reply;
    unsigned sent = 0;
    unsigned received = 0;
    while (faqbot_chat_has_room(fixture.chat)) {
        char ping[] = "{\"type\":\"ping\",\"id\":\"0000\"}";
        char digits[] = {(char)('0' + sent / 1000), (char)('0' + sent / 100 % 10),
                         (char)('0' + sent / 10 % 10), (char)('0' + sent % 10)};
        memcpy(strstr(ping, "0000"), digits, 4);
        assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, view_of(ping)), FAQBOT_OK);
        if (sent++ % 3 == 0) { /* some are taken in between */
            assert_true(faqbot_chat_next(fixture.chat, &reply));
            const char *id = reply.bytes + strlen("{\"type\":\"pong\",\"id\":\"");
            unsigned number = 0;
            for (unsigned i = 0; i < 4; i++) {
                number = 10 * number + (unsigned)(id[i] - '0');
            }
            assert_int_equal(number, received++);
        }
    }
    assert_true(sent > 1000);
    const struct faqbot_view ping = view_of("{\"type\":\"ping\",\"id\":\"x\"}");
    assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, ping), FAQBOT_LIMIT);
    while (faqbot_chat_next(fixture.chat, &reply)) {
        received++;
    }
    assert_int_equal(received, sent);
    assert_true(faqbot_chat_has_room(fixture.chat));
    faqbot_chat_free(fixture.chat);
}

/* Each reply is kept with a byte behind it; one may have 100. */
static void an_outbox_is_as_large_as_its_face_says(void **state)
{
    static const size_t sizes[] = {100, 1000, 100000};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const struct faqbot_chat_options options = {.reply_bytes_max = 100, .outbox_bytes_max = sizes[i]};
        struct fixture fixture = fixture_make(&options);
        struct faqbot_view reply;
        size_t bytes = 0;
        while (faqbot_chat_has_room(fixture.chat)) {
            const struct faqbot_view ping = view_of("{\"type\":\"ping\",\"id\":\"x\"}");
            assert_int_equal(faqbot_chat_receive(fixture.chat, &fixture.bot, ping), FAQBOT_OK);
        }
        while (faqbot_chat_next(fixture.chat, &reply)) {
            bytes += reply.size + 1;
        }
        assert_true(bytes <= sizes[i]);
        assert_true(bytes + 100 >= sizes[i]);
        faqbot_chat_free(fixture.chat);
    }
}

int test_chat_session(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chat_greets_when_it_is_told_to),
        cmocka_unit_test(a_wish_goes_with_every_ask_that_has_none_of_its_own),
        cmocka_unit_test(every_request_has_its_reply),
        cmocka_unit_test(a_question_reaches_the_bot_whole),
        cmocka_unit_test(too_many_candidates_are_refused_and_never_asked_for),
        cmocka_unit_test(a_face_is_told_what_the_reply_says),
        cmocka_unit_test(nothing_typed_suggests_nothing),
        cmocka_unit_test(a_search_reaches_the_bot_whole),
        cmocka_unit_test(every_request_of_a_filtered_chat_is_about_a_part),
        cmocka_unit_test(without_a_filter_there_is_no_part),
        cmocka_unit_test(a_filter_that_nothing_or_too_much_passes_is_told),
        cmocka_unit_test(a_filtered_chat_greets_with_starters_that_pass),
        cmocka_unit_test(a_chat_greets_with_the_starters_of_its_page),
        cmocka_unit_test(a_question_is_asked_on_the_page_of_its_chat),
        cmocka_unit_test(a_suggestion_with_a_filter_of_its_own_costs_an_ask),
        cmocka_unit_test(a_search_gets_its_hits),
        cmocka_unit_test(too_many_hits_are_refused_and_never_searched_for),
        cmocka_unit_test(who_was_not_helped_is_told_where_else_to_turn),
        cmocka_unit_test(nothing_may_be_kept_before_consent_is_given),
        cmocka_unit_test(a_hello_tells_what_is_kept_and_asks_for_consent),
        cmocka_unit_test(a_conversation_is_resumed_and_forgotten_by_its_token),
        cmocka_unit_test(without_a_conversation_one_must_be_named),
        cmocka_unit_test(what_is_posted_belongs_to_the_conversation_that_it_names),
        cmocka_unit_test(posted_feedback_needs_a_conversation_and_consent),
        cmocka_unit_test(a_request_without_an_id_gets_null),
        cmocka_unit_test(time_is_told_only_where_there_is_a_clock),
        cmocka_unit_test(what_was_answered_before_is_answered_without_the_bot),
        cmocka_unit_test(an_ask_that_is_carried_away_holds_the_chat_until_it_is_back),
        cmocka_unit_test(what_was_brought_once_is_not_carried_again),
        cmocka_unit_test(what_nobody_carries_is_answered_here),
        cmocka_unit_test(what_is_about_a_part_is_carried_away_with_its_filters),
        cmocka_unit_test(an_async_ask_that_failed_or_was_not_run_is_answered_too),
        cmocka_unit_test(a_bad_message_counts_as_one_when_its_async_ask_is_back),
        cmocka_unit_test(a_request_that_is_no_message_is_never_counted_as_a_bad_one),
        cmocka_unit_test(what_the_bot_refuses_is_the_visitors_fault),
        cmocka_unit_test(what_the_world_breaks_is_told_to_both_sides),
        cmocka_unit_test(the_third_bad_message_in_a_row_ends_the_chat),
        cmocka_unit_test(bad_lines_from_a_pipe_end_nothing),
        cmocka_unit_test(a_refusal_says_when_to_come_back),
        cmocka_unit_test(replies_wait_in_order_until_there_is_no_room),
        cmocka_unit_test(an_outbox_is_as_large_as_its_face_says),
    };
    return cmocka_run_group_tests_name("chat", tests, NULL, NULL);
}
