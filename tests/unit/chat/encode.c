/* tests/unit/chat/encode.c - replies byte for byte, and what is left of those that are too long. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot.h>
#include <stdio.h>
#include <string.h>

#include "chat/chat_internal.h"
#include "util/util.h"

/* ==== Replies, byte for byte ========================================================================= */

#define LONG_SIZE 20000

static const struct encode_heading heading = {.id = {"1", 1}, .version = {"0123456789abcdef", 16}};
static const struct faqbot_node every_node[] = {{.kind = FAQBOT_NODE_PARAGRAPH},
                                                {.kind = FAQBOT_NODE_TEXT, .text = {"T", 1}},
                                                {.kind = FAQBOT_NODE_CLOSE}};
static const struct faqbot_candidate made_candidates[] = {{{"e", 1}, {"Q?", 2}, 0.93333},
                                                          {{"f", 1}, {"R?", 2}, 0.1}};
static const struct faqbot_entry_ref related[] = {{{"f", 1}, {"R?", 2}}};
static const struct faqbot_correction made_corrections[] = {{{"salery", 6}, {"salary", 6}}};
static const struct faqbot_view unknown_words[] = {{"zebra", 5}, {"yak", 3}};

static const struct faqbot_span title_spans[] = {{{"Renew a ", 8}, false}, {{"loan", 4}, true}};
static const struct faqbot_span spans[] = {{{"A ", 2}, false}, {{"loan", 4}, true}, {{" <b>", 4}, false}};
static const struct faqbot_hit made_hits[] = {{.id = {"h", 1},
                                               .title = {"Renew a loan", 12},
                                               .section = {"S", 1},
                                               .url = {"https://example.org/", 20},
                                               .lang = {"en", 2},
                                               .title_spans = title_spans,
                                               .title_span_count = 2,
                                               .spans = spans,
                                               .span_count = 3},
                                              {.id = {"i", 1},
                                               .title = {"Plain", 5},
                                               .title_spans = spans,
                                               .title_span_count = 1,
                                               .spans = spans,
                                               .span_count = 1}};

#define FIRST_HIT                                                                                            \
    "{\"id\":\"h\",\"title\":\"Renew a loan\",\"title_spans\":[{\"text\":\"Renew a \"},{\"text\":\"loan\","  \
    "\"mark\":true}],\"section\":\"S\",\"url\":\"https://example.org/\",\"lang\":\"en\",\"spans\":"          \
    "[{\"text\":\"A \"},{\"text\":\"loan\",\"mark\":true},{\"text\":\" \\u003cb>\"}]}"
#define SECOND_HIT "{\"id\":\"i\",\"title\":\"Plain\",\"spans\":[{\"text\":\"A \"}]}"

static struct faqbot_answer full_answer(void)
{
    return (struct faqbot_answer){
        .outcome = FAQBOT_ANSWERED,
        .confidence = 0.93333,
        .question = view_of("Q?"),
        .text = view_of("T"),
        .nodes = every_node,
        .node_count = sizeof every_node / sizeof every_node[0],
        .entry = view_of("e"),
        .title = view_of("A"),
        .section = view_of("B > C"),
        .url = view_of("https://example.org/"),
        .lang = view_of("en"),
        .disclaimer_id = view_of("d"),
        .disclaimer = view_of("No advice."),
        .candidates = made_candidates,
        .candidate_count = 2,
        .related = related,
        .related_count = 1,
        .corrections = made_corrections,
        .correction_count = 1,
        .unknown_words = unknown_words,
        .unknown_word_count = 2,
    };
}

static void assert_encoded(const struct encode_heading *with, const struct faqbot_answer *answer,
                           const char *expected)
{
    struct buffer out;
    struct faqbot_view body;
    buffer_init(&out, 4096);
    assert_true(encode_answer(&out, with, answer, &body));
    buffer_add_byte(&out, '\0');
    assert_string_equal(out.bytes, expected);
    buffer_release(&out);
}

/* With another id, and another time. */
static void an_answer_from_its_body_says_the_same(void **state)
{
    (void)state;
    struct faqbot_answer answer = full_answer();
    struct encode_heading timed = {
        .id = view_of("another \"id\""), .version = heading.version, .is_timed = true, .microseconds = 7};
    struct faqbot_view body;
    struct faqbot_view none;
    struct buffer first;
    struct buffer again;
    struct buffer expected;
    buffer_init(&first, 4096);
    buffer_init(&again, 4096);
    buffer_init(&expected, 4096);
    assert_true(encode_answer(&first, &heading, &answer, &body));
    assert_true(encode_cached_answer(&again, &timed, body));
    assert_true(encode_answer(&expected, &timed, &answer, &none));
    assert_true(view_equals(buffer_view(&again), buffer_view(&expected)));
    again.limit = again.size + body.size;
    assert_false(encode_cached_answer(&again, &timed, body));
    assert_true(view_equals(buffer_view(&again), buffer_view(&expected)));
    buffer_release(&first);
    buffer_release(&again);
    buffer_release(&expected);
}

static void a_shortened_answer_has_no_body(void **state)
{
    (void)state;
    struct faqbot_answer answer = full_answer();
    struct faqbot_view body = view_of("untouched");
    struct buffer out;
    buffer_init(&out, 500);
    assert_true(encode_answer(&out, &heading, &answer, &body));
    assert_int_equal(body.size, 0);
    buffer_release(&out);
}

static void a_full_answer_has_every_field(void **state)
{
    (void)state;
    struct faqbot_answer answer = full_answer();
    struct encode_heading timed = heading;
    timed.is_timed = true;
    timed.microseconds = 412;
    assert_encoded(
        &timed, &answer,
        "{\"type\":\"answer\",\"id\":\"1\",\"outcome\":\"answered\",\"confidence\":0.9333,"
        "\"question\":\"Q?\","
        "\"text\":\"T\",\"blocks\":[{\"type\":\"paragraph\",\"inline\":[{\"type\":\"text\","
        "\"text\":\"T\"}]}],"
        "\"lang\":\"en\",\"dir\":\"ltr\",\"source\":{\"entry\":\"e\",\"title\":\"A\",\"section\":\"B > C\","
        "\"url\":\"https://example.org/\"},\"disclaimer\":{\"id\":\"d\",\"text\":\"No advice.\"},"
        "\"corrections\":[{\"from\":\"salery\",\"to\":\"salary\"}],"
        "\"related\":[{\"id\":\"f\",\"question\":\"R?\"}],"
        "\"candidates\":[{\"id\":\"e\",\"question\":\"Q?\",\"score\":0.9333},"
        "{\"id\":\"f\",\"question\":\"R?\",\"score\":0.1}],\"unknown_words\":[\"zebra\",\"yak\"],"
        "\"knowledge\":\"0123456789abcdef\",\"took_us\":412}");
}

static void what_is_empty_is_left_out(void **state)
{
    (void)state;
    const struct faqbot_answer answer = {
        .outcome = FAQBOT_ANSWERED, .confidence = 1, .text = {"T", 1}, .entry = {"e", 1}};
    assert_encoded(
        &heading, &answer,
        "{\"type\":\"answer\",\"id\":\"1\",\"outcome\":\"answered\",\"confidence\":1,\"text\":\"T\","
        "\"source\":{\"entry\":\"e\"},\"knowledge\":\"0123456789abcdef\"}");
}

static void not_knowing_has_no_source(void **state)
{
    (void)state;
    const struct faqbot_answer answer = {.outcome = FAQBOT_UNSURE,
                                         .confidence = 0.4,
                                         .text = {"Which?", 6},
                                         .contact = {.text = {"Ask us.", 7}, .line = {"Ask us.", 7}},
                                         .candidates = made_candidates,
                                         .candidate_count = 1};
    assert_encoded(
        &heading, &answer,
        "{\"type\":\"answer\",\"id\":\"1\",\"outcome\":\"unsure\",\"confidence\":0.4,\"text\":\"Which?\","
        "\"contact\":\"Ask us.\",\"candidates\":[{\"id\":\"e\",\"question\":\"Q?\",\"score\":0.9333}],"
        "\"knowledge\":\"0123456789abcdef\"}");
}

static void a_person_comes_in_parts_and_in_one_text(void **state)
{
    (void)state;
    const struct faqbot_answer answer = {.outcome = FAQBOT_NONE,
                                         .text = {"No.", 3},
                                         .contact = {.text = {"Ask.", 4},
                                                     .mail = {"a@b.c", 5},
                                                     .phone = {"123", 3},
                                                     .url = {"http://d", 8},
                                                     .hours = {"9-5", 3},
                                                     .has_ways = true,
                                                     .line = {"Ask.", 4}}};
    assert_encoded(&heading, &answer,
                   "{\"type\":\"answer\",\"id\":\"1\",\"outcome\":\"none\",\"confidence\":0,\"text\":\"No.\","
                   "\"contact\":\"Ask.\",\"person\":{\"text\":\"Ask.\",\"mail\":\"a@b.c\",\"phone\":\"123\","
                   "\"url\":\"http://d\",\"hours\":\"9-5\"},\"knowledge\":\"0123456789abcdef\"}");
}

static void mentions_stand_behind_the_candidates(void **state)
{
    (void)state;
    const struct faqbot_answer answer = {.outcome = FAQBOT_UNSURE,
                                         .confidence = 0.4,
                                         .text = {"Which?", 6},
                                         .candidates = made_candidates,
                                         .candidate_count = 1,
                                         .mentions = made_hits,
                                         .mention_count = 2,
                                         .unknown_words = unknown_words,
                                         .unknown_word_count = 1};
    assert_encoded(
        &heading, &answer,
        "{\"type\":\"answer\",\"id\":\"1\",\"outcome\":\"unsure\",\"confidence\":0.4,\"text\":\"Which?\","
        "\"candidates\":[{\"id\":\"e\",\"question\":\"Q?\",\"score\":0.9333}],"
        "\"mentions\":[" FIRST_HIT "," SECOND_HIT "],"
        "\"unknown_words\":[\"zebra\"],\"knowledge\":\"0123456789abcdef\"}");
}

/* The reply to `answer` where there are `limit` bytes for it: parsed, to be released; NULL where there is
 * none. */
static struct json *encoded(const struct faqbot_answer *answer, size_t limit)
{
    struct buffer out;
    struct faqbot_view body;
    struct json *reply = NULL;
    const char *complaint;
    buffer_init(&out, limit + 2);
    buffer_add_text(&out, "x\n"); /* a reply that waits already */
    if (encode_answer(&out, &heading, answer, &body)) {
        struct faqbot_view view = buffer_view(&out);
        assert_int_equal(json_parse(view_slice(view, 2, view.size), &reply, &complaint), FAQBOT_OK);
    } else {
        assert_int_equal(out.size, 2);
    }
    buffer_release(&out);
    return reply;
}

static struct faqbot_view string_at(const struct json *value, const char *key)
{
    struct faqbot_view text = {0};
    json_get_string(json_member(value, key), &text);
    return text;
}

static size_t length_of(const struct json *array)
{
    size_t length = 0;
    for (const struct json *element = json_first(array); element != NULL; element = json_next(element)) {
        length++;
    }
    return length;
}

/* At every limit there is either no reply, or a shorter one that has the disclaimer and more than nothing to
 * say. */
static void the_disclaimer_outlives_everything(void **state)
{
    (void)state;
    struct faqbot_answer answer = full_answer();
    answer.text =
        view_of("A text of some length.\n\nWith two paragraphs, the second of which is quite a bit longer.");
    unsigned replies = 0;
    for (size_t limit = 1; limit < 1000; limit++) {
        struct json *reply = encoded(&answer, limit);
        if (reply != NULL) {
            assert_true(view_equals_text(string_at(json_member(reply, "disclaimer"), "text"), "No advice."));
            assert_true(string_at(reply, "text").size > 0);
            replies++;
        }
        json_free(reply);
    }
    assert_true(replies > 500);
}

#define SENTENCE "012345678901234567890123456789"
static const struct faqbot_node three_paragraphs[] = {{.kind = FAQBOT_NODE_PARAGRAPH},
                                                      {.kind = FAQBOT_NODE_TEXT, .text = {SENTENCE, 30}},
                                                      {.kind = FAQBOT_NODE_CLOSE},
                                                      {.kind = FAQBOT_NODE_PARAGRAPH},
                                                      {.kind = FAQBOT_NODE_TEXT, .text = {SENTENCE, 30}},
                                                      {.kind = FAQBOT_NODE_CLOSE},
                                                      {.kind = FAQBOT_NODE_PARAGRAPH},
                                                      {.kind = FAQBOT_NODE_TEXT, .text = {SENTENCE, 30}},
                                                      {.kind = FAQBOT_NODE_CLOSE}};

static void things_go_in_their_order(void **state)
{
    (void)state;
    struct faqbot_answer answer = full_answer();
    unsigned lost = 0; /* 1: related, 2: blocks at the end, 3: all blocks, 4: candidates */
    answer.text = view_of(SENTENCE "\n\n" SENTENCE "\n\n" SENTENCE);
    answer.nodes = three_paragraphs;
    answer.node_count = sizeof three_paragraphs / sizeof *three_paragraphs;
    for (size_t limit = 1000; limit > 0; limit--) {
        struct json *reply = encoded(&answer, limit);
        if (reply == NULL) {
            break;
        }
        const struct json *blocks = json_member(reply, "blocks");
        bool has_related = json_member(reply, "related") != NULL;
        bool is_whole = view_equals(string_at(reply, "text"), answer.text);
        bool has_candidates = json_member(reply, "candidates") != NULL;
        unsigned now = !has_candidates ? 4 : blocks == NULL ? 3 : !is_whole ? 2 : !has_related ? 1 : 0;
        assert_true(has_related == (now < 1));
        assert_true(is_whole || json_member(reply, "more") != NULL);
        assert_true(now == lost || now == lost + 1);
        lost = now;
        json_free(reply);
    }
    assert_int_equal(lost, 4);
}

/* A reply with blocks alone, at most `limit` bytes long. */
static struct json *encoded_blocks(const struct faqbot_answer *answer, size_t limit)
{
    const struct encode_heading wanting = {.id = view_of("1"), .version = view_of("0"), .wants_blocks = true};
    struct faqbot_view body;
    struct buffer out;
    struct json *reply = NULL;
    const char *complaint;
    buffer_init(&out, limit);
    if (encode_answer(&out, &wanting, answer, &body)) {
        assert_int_equal(json_parse(buffer_view(&out), &reply, &complaint), FAQBOT_OK);
    }
    buffer_release(&out);
    return reply;
}

static void blocks_alone_are_cut_at_a_block_with_a_link_to_the_page(void **state)
{
    static struct faqbot_node nodes[4000];
    struct faqbot_answer answer = full_answer();
    size_t count = 0;
    (void)state;
    nodes[count++] = (struct faqbot_node){.kind = FAQBOT_NODE_LIST};
    for (size_t i = 0; i < 500; i++) {
        nodes[count++] = (struct faqbot_node){.kind = FAQBOT_NODE_ITEM, .number = FAQBOT_TASK_DONE};
        nodes[count++] = (struct faqbot_node){.kind = FAQBOT_NODE_PARAGRAPH};
        nodes[count++] = (struct faqbot_node){.kind = FAQBOT_NODE_TEXT, .text = view_of(SENTENCE)};
        nodes[count++] = (struct faqbot_node){.kind = FAQBOT_NODE_CLOSE};
        nodes[count++] = (struct faqbot_node){.kind = FAQBOT_NODE_CLOSE};
    }
    nodes[count++] = (struct faqbot_node){.kind = FAQBOT_NODE_CLOSE};
    answer.nodes = nodes;
    answer.node_count = count;
    answer.url = view_of("https://a.example/b");
    struct json *reply = encoded_blocks(&answer, 65535);
    assert_null(json_member(reply, "text"));
    assert_null(json_member(reply, "more"));
    assert_int_equal(length_of(json_member(json_first(json_member(reply, "blocks")), "items")), 500);
    json_free(reply);
    reply = encoded_blocks(&answer, 16383);
    const struct json *list = json_first(json_member(reply, "blocks"));
    size_t items = length_of(json_member(list, "items"));
    assert_non_null(json_member(reply, "more"));
    assert_in_range(items, 130, 499);
    assert_int_equal(length_of(json_member(list, "tasks")), items);
    const struct json *link = json_first(json_member(json_next(list), "inline"));
    assert_true(view_equals_text(string_at(link, "url"), "https://a.example/b"));
    json_free(reply);
}

static void a_block_that_does_not_fit_becomes_text(void **state)
{
    static char text[5000];
    struct faqbot_answer answer = full_answer();
    (void)state;
    memset(text, 'a', sizeof text);
    const struct faqbot_node nodes[] = {{.kind = FAQBOT_NODE_CODE_BLOCK, .text = {text, sizeof text}}};
    answer.nodes = nodes;
    answer.node_count = 1;
    answer.text = nodes[0].text;
    struct json *reply = encoded_blocks(&answer, 1000);
    const struct json *block = json_first(json_member(reply, "blocks"));
    assert_non_null(json_member(reply, "more"));
    assert_true(view_equals_text(string_at(block, "type"), "paragraph"));
    assert_in_range(string_at(json_first(json_member(block, "inline")), "text").size, 400, 900);
    json_free(reply);
}

static void mentions_go_first(void **state)
{
    (void)state;
    struct faqbot_answer answer = full_answer();
    answer.outcome = FAQBOT_NONE;
    answer.related_count = 0;
    answer.mentions = made_hits;
    answer.mention_count = 2;
    struct json *whole = encoded(&answer, 1000);
    struct json *shortened = encoded(&answer, 500);
    assert_int_equal(length_of(json_member(whole, "mentions")), 2);
    assert_null(json_member(shortened, "mentions"));
    assert_int_equal(length_of(json_member(shortened, "candidates")), 2);
    json_free(whole);
    json_free(shortened);
}

static void candidates_after_the_third_go_as_far_as_they_must(void **state)
{
    (void)state;
    static struct faqbot_candidate many[FAQBOT_TOP_MAX];
    for (size_t i = 0; i < FAQBOT_TOP_MAX; i++) {
        many[i] = made_candidates[0];
    }
    struct faqbot_answer answer = full_answer();
    answer.candidates = many;
    answer.candidate_count = FAQBOT_TOP_MAX;
    size_t expected[][2] = {{16383, 100}, {4000, 50}, {2000, 25}, {1100, 12}, {800, 6}, {600, 3}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        struct json *reply = encoded(&answer, expected[i][0]);
        assert_int_equal(length_of(json_member(reply, "candidates")), expected[i][1]);
        assert_non_null(json_member(reply, "blocks"));
        json_free(reply);
    }
}

static void of_many_words_of_the_question_sixteen_stay_and_at_last_none(void **state)
{
    (void)state;
    static struct faqbot_correction corrections[300];
    static struct faqbot_view words[300];
    struct faqbot_answer answer = full_answer();
    for (size_t i = 0; i < 300; i++) {
        corrections[i] = answer.corrections[0];
        words[i] = answer.unknown_words[0];
    }
    answer.corrections = corrections;
    answer.unknown_words = words;
    answer.correction_count = answer.unknown_word_count = 300;
    size_t expected[][3] = {{16383, 300, 300}, {12000, 16, 16}, {1500, 16, 16}, {400, 0, 0}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        struct json *reply = encoded(&answer, expected[i][0]);
        assert_int_equal(length_of(json_member(reply, "corrections")), expected[i][1]);
        assert_int_equal(length_of(json_member(reply, "unknown_words")), expected[i][2]);
        assert_true(view_equals_text(string_at(json_member(reply, "disclaimer"), "text"), "No advice."));
        json_free(reply);
    }
}

/* Fills `text` with the unit over and over, and gives what is left of it in a reply. */
static void assert_cut(const char *unit, const char *ending, size_t at_least)
{
    static char text[LONG_SIZE];
    size_t size = strlen(unit);
    for (size_t i = 0; i < LONG_SIZE; i++) {
        text[i] = unit[i % size];
    }
    struct faqbot_answer answer = full_answer();
    answer.text = view_make(text, LONG_SIZE - LONG_SIZE % size);
    struct json *reply = encoded(&answer, FAQBOT_CHAT_REPLY_BYTES_MAX - 1);
    struct faqbot_view left = string_at(reply, "text");
    assert_true(left.size >= at_least);
    assert_true(view_ends_with(left, ending));
    assert_memory_equal(left.bytes, text, left.size - strlen(ending));
    json_free(reply);
}

static void a_long_text_is_cut_between_characters_or_paragraphs(void **state)
{
    (void)state;
    assert_cut("a", "a\xe2\x80\xa6", 15000);
    assert_cut("\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80\xe2\x80\xa6", 15000);
    assert_cut("\x01", "\x01\xe2\x80\xa6", 2500); /* six bytes each as JSON */
    assert_cut("Nine words are in this line, no more here.\n\n", "here.\n\n\xe2\x80\xa6", 14000);
}

/* What is said of each part fits twice or not at all: it stands in the whole answer. Sources and disclaimers stay. */
static void parts_lose_what_they_say_and_never_their_disclaimers(void **state)
{
    (void)state;
    static char text[LONG_SIZE];
    memset(text, 'a', sizeof text);
    struct faqbot_answer parts[] = {full_answer(), full_answer()};
    struct faqbot_answer answer = full_answer();
    answer.parts = parts;
    answer.part_count = 2;
    parts[1].entry = view_of("f");
    parts[1].disclaimer = view_of("No liability.");
    parts[0].text = parts[1].text = view_make(text, 3000);
    answer.text = view_make(text, 6000);
    struct json *whole = encoded(&answer, FAQBOT_CHAT_REPLY_BYTES_MAX - 1);
    const struct json *part = json_next(json_first(json_member(whole, "parts")));
    assert_int_equal(string_at(part, "text").size, 3000);
    assert_non_null(json_member(part, "blocks"));
    assert_null(json_member(whole, "more"));
    json_free(whole);
    for (size_t size = 12000; size <= LONG_SIZE; size += LONG_SIZE - 12000) {
        answer.text = view_make(text, size);
        struct json *shortened = encoded(&answer, FAQBOT_CHAT_REPLY_BYTES_MAX - 1);
        part = json_next(json_first(json_member(shortened, "parts")));
        assert_null(json_member(part, "text"));
        assert_null(json_member(part, "blocks"));
        assert_true(view_equals_text(string_at(json_member(part, "source"), "entry"), "f"));
        assert_true(view_equals_text(string_at(json_member(part, "disclaimer"), "text"), "No liability."));
        assert_true(view_equals_text(string_at(json_member(shortened, "disclaimer"), "text"), "No advice."));
        assert_int_equal(json_member(shortened, "more") != NULL, size == LONG_SIZE);
        json_free(shortened);
    }
}

static void a_disclaimer_that_does_not_fit_is_no_answer(void **state)
{
    (void)state;
    static char text[LONG_SIZE];
    memset(text, 'a', sizeof text);
    struct faqbot_answer answer = full_answer();
    answer.disclaimer = view_make(text, sizeof text);
    assert_null(encoded(&answer, FAQBOT_CHAT_REPLY_BYTES_MAX - 1));
}

static void suggestions_and_starters_that_do_not_fit_are_left_out(void **state)
{
    (void)state;
    const struct faqbot_entry_ref links[] = {related[0], related[0], related[0]};
    struct buffer out;
    buffer_init(&out, 100);
    assert_true(encode_suggestions(&out, view_of("1"), links, 3));
    buffer_add_byte(&out, '\0');
    assert_string_equal(out.bytes, "{\"type\":\"suggestions\",\"id\":\"1\",\"suggestions\":[{\"id\":\"f\","
                                   "\"question\":\"R?\"}]}");
    buffer_release(&out);
    const struct faqbot_about about = {.starters = links, .starter_count = 3, .version = view_of("0")};
    buffer_init(&out, 240);
    assert_true(encode_hello(&out, &about, view_of("Hi"), view_of(""),
                             &(struct faqbot_chat_options){.message_bytes = 4096}));
    assert_true(out.size <= 240);
    buffer_release(&out);
}

/* The reply where there are `limit` bytes for it, behind another. */
static void assert_results(const struct faqbot_hits *hits, size_t limit, const char *expected)
{
    struct buffer out;
    buffer_init(&out, limit + 2);
    buffer_add_text(&out, "x\n");
    bool fits = encode_results(&out, view_of("1"), hits);
    assert_true(fits == (expected != NULL));
    assert_int_equal(out.limit, limit + 2);
    if (!view_equals_text(view_slice(buffer_view(&out), 2, out.size), fits ? expected : "")) {
        fail_msg("%.*s\nis not\n%s", (int)out.size, out.bytes, expected);
    }
    buffer_release(&out);
}

#define RESULTS "{\"type\":\"results\",\"id\":\"1\","

static void results_are_entries_with_their_texts_in_pieces(void **state)
{
    (void)state;
    struct faqbot_hits hits = {.list = made_hits, .count = 2};
    assert_results(&hits, 4096, RESULTS "\"hits\":[" FIRST_HIT "," SECOND_HIT "]}");
    hits.is_any = true;
    hits.is_cut_short = true;
    hits.count = 0;
    assert_results(&hits, 4096, RESULTS "\"any\":true,\"partial\":true,\"hits\":[]}");
}

static void results_lose_the_pieces_of_titles_and_then_whole_hits(void **state)
{
    (void)state;
    static const char plain[] =
        "{\"id\":\"h\",\"title\":\"Renew a loan\",\"section\":\"S\","
        "\"url\":\"https://example.org/\",\"lang\":\"en\",\"spans\":[{\"text\":\"A \"},"
        "{\"text\":\"loan\",\"mark\":true},{\"text\":\" \\u003cb>\"}]}";
    const struct faqbot_hits hits = {.list = made_hits, .count = 2};
    char without_pieces[1000];
    static const char first_left_out[] = RESULTS "\"hits\":[" SECOND_HIT "],\"more\":true}";
    static const char all_left_out[] = RESULTS "\"hits\":[],\"more\":true}";
    size_t room = sizeof ",\"more\":true" - 1; /* is kept free for what might have to be said */
    snprintf(without_pieces, sizeof without_pieces, RESULTS "\"hits\":[%s," SECOND_HIT "]}", plain);
    assert_results(&hits, strlen(without_pieces) + room, without_pieces);
    assert_results(&hits, sizeof first_left_out - 1, first_left_out);
    assert_results(&hits, sizeof first_left_out - 2, all_left_out);
    assert_results(&hits, sizeof all_left_out - 1, all_left_out);
    assert_results(&hits, sizeof all_left_out - 2, NULL);
    assert_results(&hits, 1, NULL);
}

static int run_encode(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_answer_has_every_field),
        cmocka_unit_test(an_answer_from_its_body_says_the_same),
        cmocka_unit_test(a_shortened_answer_has_no_body),
        cmocka_unit_test(what_is_empty_is_left_out),
        cmocka_unit_test(not_knowing_has_no_source),
        cmocka_unit_test(a_person_comes_in_parts_and_in_one_text),
        cmocka_unit_test(mentions_stand_behind_the_candidates),
        cmocka_unit_test(mentions_go_first),
        cmocka_unit_test(results_are_entries_with_their_texts_in_pieces),
        cmocka_unit_test(results_lose_the_pieces_of_titles_and_then_whole_hits),
        cmocka_unit_test(the_disclaimer_outlives_everything),
        cmocka_unit_test(things_go_in_their_order),
        cmocka_unit_test(blocks_alone_are_cut_at_a_block_with_a_link_to_the_page),
        cmocka_unit_test(a_block_that_does_not_fit_becomes_text),
        cmocka_unit_test(candidates_after_the_third_go_as_far_as_they_must),
        cmocka_unit_test(of_many_words_of_the_question_sixteen_stay_and_at_last_none),
        cmocka_unit_test(a_long_text_is_cut_between_characters_or_paragraphs),
        cmocka_unit_test(parts_lose_what_they_say_and_never_their_disclaimers),
        cmocka_unit_test(a_disclaimer_that_does_not_fit_is_no_answer),
        cmocka_unit_test(suggestions_and_starters_that_do_not_fit_are_left_out),
    };
    return cmocka_run_group_tests_name("encode", tests, NULL, NULL);
}

/* ==== Rich text ====================================================================================== */

/* Each kind of node, and what is within what. */

#define OPEN(name)                                                                                           \
    {                                                                                                        \
        .kind = FAQBOT_NODE_##name                                                                           \
    }
#define TEXT(name, literal)                                                                                  \
    {                                                                                                        \
        .kind = FAQBOT_NODE_##name, .text = { literal, sizeof literal - 1 }                                  \
    }
#define CLOSE                                                                                                \
    {                                                                                                        \
        .kind = FAQBOT_NODE_CLOSE                                                                            \
    }

static void assert_blocks(const struct faqbot_node *nodes, size_t count, const char *expected)
{
    struct buffer out;
    buffer_init(&out, 65536);
    struct json_writer writer = json_writer_make(&out);
    rich_json_write(&writer, NULL, nodes, count);
    buffer_add_byte(&out, '\0');
    assert_false(out.failed);
    assert_string_equal(out.bytes, expected);
    buffer_release(&out);
}

#define COUNT(nodes) (sizeof(nodes) / sizeof(nodes)[0])

static void no_nodes_are_no_blocks(void **state)
{
    (void)state;
    assert_blocks(NULL, 0, "[]");
}

#define NUMBERED(name, value)                                                                                \
    {                                                                                                        \
        .kind = FAQBOT_NODE_##name, .number = value                                                          \
    }

static void what_github_adds_has_its_json(void **state)
{
    static const struct faqbot_node nodes[] = {
        OPEN(TABLE),
        NUMBERED(ROW, 1),
        NUMBERED(CELL, FAQBOT_ALIGN_RIGHT),
        TEXT(TEXT, "a"),
        CLOSE,
        OPEN(CELL),
        CLOSE,
        CLOSE,
        OPEN(ROW),
        NUMBERED(CELL, FAQBOT_ALIGN_RIGHT),
        OPEN(STRIKE),
        TEXT(TEXT, "b"),
        CLOSE,
        CLOSE,
        OPEN(CELL),
        CLOSE,
        CLOSE,
        CLOSE,
        OPEN(LIST),
        NUMBERED(ITEM, FAQBOT_TASK_DONE),
        CLOSE,
        NUMBERED(ITEM, FAQBOT_TASK_OPEN),
        CLOSE,
        OPEN(ITEM),
        CLOSE,
        CLOSE,
        OPEN(PARAGRAPH),
        {.kind = FAQBOT_NODE_IMAGE, .text = {"c", 1}, .address = {"http://d", 8}, .width = 300},
        NUMBERED(FOOTNOTE, 1),
        CLOSE,
        NUMBERED(NOTE, 1),
        OPEN(PARAGRAPH),
        TEXT(TEXT, "e"),
        CLOSE,
        CLOSE,
    };
    static const struct faqbot_node bare[] = {
        OPEN(TABLE), NUMBERED(ROW, 1), OPEN(CELL), CLOSE, CLOSE, CLOSE,
    };
    (void)state;
    assert_blocks(
        nodes, sizeof nodes / sizeof *nodes,
        "[{\"type\":\"table\",\"align\":[\"right\",\"none\"],\"header\":[[{\"type\":\"text\",\"text\":"
        "\"a\"}],[]],\"rows\":[[[{\"type\":\"strike\",\"inline\":[{\"type\":\"text\",\"text\":\"b\"}]}],"
        "[]]]},{\"type\":\"list\",\"ordered\":false,\"items\":[[],[],[]],\"tasks\":[\"done\",\"open\","
        "null]},{\"type\":\"paragraph\",\"inline\":[{\"type\":\"image\",\"src\":\"http://d\",\"alt\":"
        "\"c\",\"width\":300},{\"type\":\"footnote\",\"number\":1}]},{\"type\":\"note\",\"number\":1,"
        "\"blocks\":[{"
        "\"type\":\"paragraph\",\"inline\":[{\"type\":\"text\",\"text\":\"e\"}]}]}]");
    assert_blocks(bare, sizeof bare / sizeof *bare,
                  "[{\"type\":\"table\",\"align\":[\"none\"],\"header\":[[]],\"rows\":[]}]");
}

static void every_inline_kind_stands_in_a_paragraph(void **state)
{
    static const struct faqbot_node nodes[] = {
        OPEN(PARAGRAPH),
        TEXT(TEXT, "a <b>"),
        OPEN(STRONG),
        TEXT(TEXT, "s"),
        OPEN(EMPHASIS),
        TEXT(TEXT, "e"),
        CLOSE,
        CLOSE,
        OPEN(BREAK),
        TEXT(CODE, "c"),
        TEXT(LINK, "https://example.org"),
        TEXT(TEXT, "l"),
        CLOSE,
        CLOSE,
    };
    (void)state;
    assert_blocks(nodes, COUNT(nodes),
                  "[{\"type\":\"paragraph\",\"inline\":[{\"type\":\"text\",\"text\":\"a \\u003cb>\"},"
                  "{\"type\":\"strong\",\"inline\":[{\"type\":\"text\",\"text\":\"s\"},"
                  "{\"type\":\"emphasis\",\"inline\":[{\"type\":\"text\",\"text\":\"e\"}]}]},"
                  "{\"type\":\"break\"},{\"type\":\"code\",\"text\":\"c\"},"
                  "{\"type\":\"link\",\"url\":\"https://example.org\",\"inline\":"
                  "[{\"type\":\"text\",\"text\":\"l\"}]}]}]");
}

static void lists_hold_items_and_items_hold_blocks(void **state)
{
    static const struct faqbot_node nodes[] = {
        OPEN(LIST),      OPEN(ITEM), OPEN(PARAGRAPH),
        TEXT(TEXT, "1"), CLOSE,      {.kind = FAQBOT_NODE_ORDERED, .number = 3},
        OPEN(ITEM),      CLOSE,      CLOSE,
        CLOSE,           OPEN(ITEM), CLOSE,
        CLOSE,
    };
    (void)state;
    assert_blocks(nodes, COUNT(nodes),
                  "[{\"type\":\"list\",\"ordered\":false,\"items\":[[{\"type\":\"paragraph\",\"inline\":"
                  "[{\"type\":\"text\",\"text\":\"1\"}]},{\"type\":\"list\",\"ordered\":true,\"start\":3,"
                  "\"items\":[[]]}],[]]}]");
}

static void quotes_and_code_stand_beside_paragraphs(void **state)
{
    static const struct faqbot_node nodes[] = {
        OPEN(QUOTE), OPEN(PARAGRAPH), CLOSE, CLOSE, TEXT(CODE_BLOCK, "int x;\n"), OPEN(PARAGRAPH), CLOSE,
    };
    (void)state;
    assert_blocks(nodes, COUNT(nodes),
                  "[{\"type\":\"quote\",\"blocks\":[{\"type\":\"paragraph\",\"inline\":[]}]},"
                  "{\"type\":\"code\",\"text\":\"int x;\\n\"},{\"type\":\"paragraph\",\"inline\":[]}]");
}

static void the_deepest_nesting_is_written(void **state)
{
    (void)state;
    struct faqbot_node nodes[2 * FAQBOT_RICH_DEPTH_MAX] = {CLOSE};
    struct buffer out;
    buffer_init(&out, 65536);
    struct json_writer writer = json_writer_make(&out);
    for (size_t i = 0; i < FAQBOT_RICH_DEPTH_MAX; i++) {
        nodes[i].kind = FAQBOT_NODE_QUOTE;
    }
    rich_json_write(&writer, NULL, nodes, 2 * FAQBOT_RICH_DEPTH_MAX);
    assert_false(out.failed);
    assert_int_equal(out.size, 2 + FAQBOT_RICH_DEPTH_MAX * sizeof "{\"type\":\"quote\",\"blocks\":[]}" - 16);
    buffer_release(&out);
}

static int run_blocks(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_nodes_are_no_blocks),
        cmocka_unit_test(what_github_adds_has_its_json),
        cmocka_unit_test(every_inline_kind_stands_in_a_paragraph),
        cmocka_unit_test(lists_hold_items_and_items_hold_blocks),
        cmocka_unit_test(quotes_and_code_stand_beside_paragraphs),
        cmocka_unit_test(the_deepest_nesting_is_written),
    };
    return cmocka_run_group_tests_name("blocks", tests, NULL, NULL);
}

/* ==== Explanations =================================================================================== */

/* An explanation is one line of JSON, whatever its texts hold. */

static void keep(void *user, struct faqbot_view json)
{
    struct buffer *out = user;
    buffer_reset(out);
    buffer_add(out, json);
    buffer_add_byte(out, '\0');
}

static void assert_json(const struct faqbot_explanation *explanation, const char *expected)
{
    struct buffer out;
    buffer_init(&out, 65536);
    assert_int_equal(faqbot_explain_json(explanation, keep, &out), FAQBOT_OK);
    assert_false(out.failed);
    assert_string_equal(out.bytes, expected);
    buffer_release(&out);
}

static void what_is_not_there_is_an_empty_list(void **state)
{
    (void)state;
    const struct faqbot_explanation explanation = {
        .text = view_of("?"), .outcome = FAQBOT_NONE, .answered_threshold = .5, .unsure_threshold = .25};
    assert_json(
        &explanation,
        "{\"type\":\"explanation\",\"text\":\"?\",\"lang\":\"\",\"reworded\":false,\"followed_up\":false,"
        "\"words\":[],\"corrections\":[],\"unknown_words\":[],\"candidates\":[],\"outcome\":\"none\","
        "\"confidence\":0,\"thresholds\":{\"answered\":0.5,\"unsure\":0.25},\"parts\":{},\"changes\":[]}");
}

static void every_part_of_an_explanation_is_written(void **state)
{
    (void)state;
    static const char *const features[] = {"words", "pairs"};
    static const double contributions[] = {1, .25};
    const struct faqbot_explained_word words[] = {{.written = view_of("ml\n"),
                                                   .read = view_of("machine"),
                                                   .stem = view_of("machin"),
                                                   .origin = FAQBOT_WORD_SYNONYM,
                                                   .role = FAQBOT_WORD_CONTENT,
                                                   .weight = .5,
                                                   .entries = 3},
                                                  {.written = view_of("novel"),
                                                   .read = view_of("novel"),
                                                   .stem = view_of("novel"),
                                                   .role = FAQBOT_WORD_UNKNOWN,
                                                   .weight = .5,
                                                   .like = view_of("book"),
                                                   .likeness = .75}};
    const struct faqbot_explained_candidate candidates[] = {{.id = view_of("a"),
                                                             .question = view_of("A \"b\"?"),
                                                             .score = .75,
                                                             .rank_score = 1.25,
                                                             .contributions = contributions}};
    const struct faqbot_explained_part parts[] = {
        {.name = "scope", .meaning = "in it", .value = .5, .effect = -.125}};
    const struct faqbot_correction corrections[] = {{.from = view_of("x"), .to = view_of("y")}};
    const struct faqbot_view texts[] = {view_of("one"), view_of("<two>")};
    const struct faqbot_explanation explanation = {.text = view_of("ml"),
                                                   .lang = view_of("de"),
                                                   .is_reworded = true,
                                                   .is_followed_up = true,
                                                   .words = words,
                                                   .word_count = 2,
                                                   .corrections = corrections,
                                                   .correction_count = 1,
                                                   .unknown_words = texts,
                                                   .unknown_word_count = 1,
                                                   .features = features,
                                                   .feature_count = 2,
                                                   .candidates = candidates,
                                                   .candidate_count = 1,
                                                   .outcome = FAQBOT_ANSWERED,
                                                   .confidence = .75,
                                                   .parts = parts,
                                                   .part_count = 1,
                                                   .answered_threshold = .5,
                                                   .unsure_threshold = .25,
                                                   .changes = texts,
                                                   .change_count = 2};
    assert_json(
        &explanation,
        "{\"type\":\"explanation\",\"text\":\"ml\",\"lang\":\"de\",\"reworded\":true,\"followed_up\":true,"
        "\"words\":[{\"written\":\"ml\\n\",\"read\":\"machine\",\"stem\":\"machin\","
        "\"origin\":\"synonym\",\"role\":\"content\",\"weight\":0.5,\"entries\":3},"
        "{\"written\":\"novel\",\"read\":\"novel\",\"stem\":\"novel\",\"origin\":\"typed\",\"role\":"
        "\"unknown\","
        "\"weight\":0.5,\"entries\":0,\"like\":\"book\",\"likeness\":0.75}],"
        "\"corrections\":[{\"from\":\"x\",\"to\":\"y\"}],\"unknown_words\":[\"one\"],"
        "\"candidates\":[{\"id\":\"a\",\"question\":\"A \\\"b\\\"?\",\"score\":0.75,\"points\":1.25,"
        "\"shares\":{\"words\":1,\"pairs\":0.25}}],\"outcome\":\"answered\",\"confidence\":0.75,"
        "\"thresholds\":{\"answered\":0.5,\"unsure\":0.25},"
        "\"parts\":{\"scope\":{\"value\":0.5,\"effect\":-0.125,\"meaning\":\"in it\"}},"
        "\"changes\":[\"one\",\"\\u003ctwo>\"]}");
}

static int run_encode_explanation(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_there_is_an_empty_list),
        cmocka_unit_test(every_part_of_an_explanation_is_written),
    };
    return cmocka_run_group_tests_name("explanations", tests, NULL, NULL);
}

int test_chat_encode(void)
{
    return run_encode() + run_blocks() + run_encode_explanation();
}
