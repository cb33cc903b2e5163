/* tests/unit/chat/rest.c - pieces of rich text: at whatever place it is parted, front and rest put together are the
 * whole; and at whatever size of replies, all of it is to be had. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "chat/chat_internal.h"
#include "text/text.h"
#include "util/util.h"

#define OPEN(name)                                                                                           \
    {                                                                                                        \
        .kind = FAQBOT_NODE_##name                                                                           \
    }
#define NUMBER(name, value)                                                                                  \
    {                                                                                                        \
        .kind = FAQBOT_NODE_##name, .number = (value)                                                        \
    }
#define TEXT(name, literal)                                                                                  \
    {                                                                                                        \
        .kind = FAQBOT_NODE_##name, .text = { literal, sizeof literal - 1 }                                  \
    }
#define CLOSE OPEN(CLOSE)

/* Everything that can be parted, within everything. */
static const struct faqbot_node whole[] = {OPEN(PARAGRAPH),
                                           TEXT(TEXT, "One "),
                                           OPEN(STRONG),
                                           TEXT(TEXT, "zwei \xc3\xa4 "),
                                           OPEN(LINK),
                                           TEXT(TEXT, "three"),
                                           CLOSE,
                                           CLOSE,
                                           TEXT(CODE, "code\xf0\x9f\x98\x80"),
                                           OPEN(BREAK),
                                           TEXT(IMAGE, "a picture"),
                                           NUMBER(FOOTNOTE, 1),
                                           CLOSE,
                                           NUMBER(ORDERED, 7),
                                           NUMBER(ITEM, FAQBOT_TASK_OPEN),
                                           OPEN(PARAGRAPH),
                                           TEXT(TEXT, "item"),
                                           CLOSE,
                                           OPEN(LIST),
                                           OPEN(ITEM),
                                           OPEN(PARAGRAPH),
                                           TEXT(TEXT, "inner"),
                                           CLOSE,
                                           CLOSE,
                                           OPEN(ITEM),
                                           CLOSE,
                                           CLOSE,
                                           CLOSE,
                                           NUMBER(ITEM, FAQBOT_TASK_DONE),
                                           OPEN(PARAGRAPH),
                                           TEXT(TEXT, "next"),
                                           CLOSE,
                                           CLOSE,
                                           CLOSE,
                                           OPEN(TABLE),
                                           NUMBER(ROW, 1),
                                           NUMBER(CELL, FAQBOT_ALIGN_LEFT),
                                           TEXT(TEXT, "Name"),
                                           CLOSE,
                                           NUMBER(CELL, FAQBOT_ALIGN_RIGHT),
                                           TEXT(TEXT, "Price"),
                                           CLOSE,
                                           NUMBER(CELL, FAQBOT_ALIGN_NONE),
                                           CLOSE,
                                           CLOSE,
                                           OPEN(ROW),
                                           NUMBER(CELL, FAQBOT_ALIGN_LEFT),
                                           TEXT(TEXT, "a"),
                                           OPEN(EMPHASIS),
                                           TEXT(TEXT, "b"),
                                           CLOSE,
                                           CLOSE,
                                           NUMBER(CELL, FAQBOT_ALIGN_RIGHT),
                                           CLOSE,
                                           NUMBER(CELL, FAQBOT_ALIGN_NONE),
                                           TEXT(TEXT, "long cell"),
                                           CLOSE,
                                           CLOSE,
                                           OPEN(ROW),
                                           NUMBER(CELL, FAQBOT_ALIGN_LEFT),
                                           TEXT(TEXT, "c"),
                                           CLOSE,
                                           NUMBER(CELL, FAQBOT_ALIGN_RIGHT),
                                           TEXT(TEXT, "d"),
                                           CLOSE,
                                           NUMBER(CELL, FAQBOT_ALIGN_NONE),
                                           TEXT(TEXT, "e"),
                                           CLOSE,
                                           CLOSE,
                                           CLOSE,
                                           TEXT(CODE_BLOCK, "first line\nsecond line\nthird\n"),
                                           OPEN(QUOTE),
                                           OPEN(PARAGRAPH),
                                           TEXT(TEXT, "quoted"),
                                           CLOSE,
                                           TEXT(CODE_BLOCK, "x\n"),
                                           CLOSE,
                                           NUMBER(NOTE, 1),
                                           OPEN(PARAGRAPH),
                                           TEXT(TEXT, "noted"),
                                           CLOSE,
                                           CLOSE};
#define WHOLE_COUNT (sizeof whole / sizeof *whole)
#define ROOM (2 * WHOLE_COUNT + RICH_LINK_NODES)

/* ==== Putting together =============================================================================== */

/* Brothers: some nodes in a list that begin no deeper than the first. */
struct brothers {
    const struct faqbot_node *nodes;
    size_t count;
};

static size_t size_of(const struct faqbot_node *node)
{
    return rich_is_container(node->kind) ? rich_container_end(node, 0) + 1 : 1;
}

static struct brothers take(struct brothers *rest)
{
    struct brothers first = {rest->nodes, size_of(rest->nodes)};
    rest->nodes += first.count;
    rest->count -= first.count;
    return first;
}

static struct brothers children(struct brothers node)
{
    return (struct brothers){node.nodes + 1, node.count - 2};
}

static void add(struct rich_piece *joined, struct brothers nodes)
{
    memcpy(joined->nodes + joined->count, nodes.nodes, nodes.count * sizeof *nodes.nodes);
    joined->count += nodes.count;
}

/* The texts of a node that was parted are made one in here. */
static char texts[256];
static size_t texts_size;

static void join(struct brothers front, struct brothers rest, unsigned levels, struct rich_piece *joined);

static void join_rows(struct brothers front, struct brothers rest, unsigned levels, struct rich_piece *joined)
{
    joined->nodes[joined->count++] = front.nodes[0];
    front = children(front);
    rest = children(rest);
    while (front.count > 0) {
        struct brothers left = take(&front);
        struct brothers right = take(&rest);
        bool is_both = left.count > 2 && right.count > 2;
        joined->nodes[joined->count++] = left.nodes[0];
        assert_int_equal(left.nodes[0].number, right.nodes[0].number);
        join(children(left), children(right), is_both && levels > 0 ? levels - 1 : 0, joined);
        joined->nodes[joined->count++] = (struct faqbot_node)CLOSE;
    }
    assert_int_equal(rest.count, 0);
    joined->nodes[joined->count++] = (struct faqbot_node)CLOSE;
}

/* Two halves of one node. */
static void merge(struct brothers front, struct brothers rest, unsigned levels, struct rich_piece *joined)
{
    const struct faqbot_node *left = front.nodes;
    const struct faqbot_node *right = rest.nodes;
    assert_int_equal(left->kind, right->kind);
    if (left->kind == FAQBOT_NODE_ROW) {
        join_rows(front, rest, levels, joined);
        return;
    }
    joined->nodes[joined->count++] = *left;
    if (!rich_is_container(left->kind)) {
        char *start = texts + texts_size;
        assert_true(left->text.size > 0 && right->text.size > 0);
        assert_true(utf8_is_valid(left->text) && utf8_is_valid(right->text));
        memcpy(start, left->text.bytes, left->text.size);
        memcpy(start + left->text.size, right->text.bytes, right->text.size);
        texts_size += left->text.size + right->text.size;
        joined->nodes[joined->count - 1].text = view_make(start, left->text.size + right->text.size);
        return;
    }
    front = children(front);
    rest = children(rest);
    if (left->kind == FAQBOT_NODE_TABLE && rest.nodes->number == 1 &&
        (levels == 0 || front.count > size_of(front.nodes))) {
        (void)take(&rest); /* the header, once more */
    }
    join(front, rest, levels, joined);
    joined->nodes[joined->count++] = (struct faqbot_node)CLOSE;
}

static void join(struct brothers front, struct brothers rest, unsigned levels, struct rich_piece *joined)
{
    while (front.count > 0) {
        struct brothers node = take(&front);
        if (front.count > 0 || levels == 0) {
            add(joined, node);
        } else {
            assert_true(rest.count > 0);
            merge(node, take(&rest), levels - 1, joined);
        }
    }
    add(joined, rest);
}

/* As JSON, since that is what a client has of it. */
static void assert_same(const struct rich_piece *made)
{
    struct buffer expected;
    struct buffer actual;
    buffer_init(&expected, SIZE_MAX);
    buffer_init(&actual, SIZE_MAX);
    struct json_writer writers[] = {json_writer_make(&expected), json_writer_make(&actual)};
    rich_json_write(&writers[0], NULL, whole, WHOLE_COUNT);
    rich_json_write(&writers[1], NULL, made->nodes, made->count);
    if (!view_equals(buffer_view(&expected), buffer_view(&actual))) {
        fail_msg("%.*s\nis not\n%.*s", (int)actual.size, actual.bytes, (int)expected.size, expected.bytes);
    }
    buffer_release(&expected);
    buffer_release(&actual);
}

/* Whether a front may end there: not with something empty that goes on. */
static bool is_end(struct rich_place place)
{
    return place.offset > 0 || (place.node > 0 && !rich_is_container(whole[place.node - 1].kind));
}

static void at_every_place_front_and_rest_are_the_whole(void **state)
{
    (void)state;
    static struct faqbot_node front_nodes[ROOM];
    static struct faqbot_node rest_nodes[ROOM];
    static struct faqbot_node joined_nodes[ROOM];
    unsigned places = 0;
    for (size_t node = 0; node < WHOLE_COUNT; node++) {
        for (size_t offset = 0; offset == 0 || offset <= whole[node].text.size; offset++) {
            struct rich_place place = {node, offset};
            struct rich_piece front = {.nodes = front_nodes};
            struct rich_piece rest = {.nodes = rest_nodes};
            struct rich_piece joined = {.nodes = joined_nodes};
            if (!rich_has_place(whole, WHOLE_COUNT, place) || !is_end(place)) {
                continue;
            }
            rich_front(whole, place, &front);
            rich_rest(whole, WHOLE_COUNT, place, offset % 2 == 0, &rest);
            assert_true(front.count <= WHOLE_COUNT && rest.count <= WHOLE_COUNT);
            texts_size = 0;
            join((struct brothers){front.nodes, front.count}, (struct brothers){rest.nodes, rest.count},
                 rest.levels, &joined);
            assert_same(&joined);
            places++;
        }
    }
    assert_in_range(places, 100, 200);
}

static void a_place_is_before_a_node_or_between_two_characters_of_its_text(void **state)
{
    (void)state;
    const struct {
        struct rich_place place;
        bool is_one;
    } rows[] = {{{0, 0}, true},
                {{1, 0}, true},
                {{1, 3}, true},
                {{1, 4}, false},
                {{0, 1}, false},
                {{3, 5}, true},
                {{3, 6}, false},
                {{3, 7}, true},
                {{6, 0}, false},
                {{WHOLE_COUNT, 0}, false},
                {{WHOLE_COUNT - 1, 0}, false},
                {{SIZE_MAX, SIZE_MAX}, false},
                {{9, 1}, false},
                {{10, 2}, true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(rich_has_place(whole, WHOLE_COUNT, rows[i].place) == rows[i].is_one);
    }
}

static void a_rest_has_the_number_of_its_item_and_the_header_of_its_table(void **state)
{
    (void)state;
    static struct faqbot_node nodes[ROOM];
    struct rich_piece rest = {.nodes = nodes};
    size_t item = 28;
    size_t row = 28;
    assert_int_equal(whole[item].kind, FAQBOT_NODE_ITEM);
    rich_rest(whole, WHOLE_COUNT, (struct rich_place){item, 0}, true, &rest);
    assert_int_equal(nodes[0].kind, FAQBOT_NODE_ORDERED);
    assert_int_equal(nodes[0].number, 8);
    assert_int_equal(rest.levels, 1);
    rich_rest(whole, WHOLE_COUNT, (struct rich_place){item - 12, 2}, true, &rest);
    assert_int_equal(nodes[0].number, 7);
    assert_int_equal(rest.levels, 4);
    while (whole[row].kind != FAQBOT_NODE_ROW || whole[row].number == 1) {
        row++;
    }
    rich_rest(whole, WHOLE_COUNT, (struct rich_place){row, 0}, true, &rest);
    assert_true(view_equals_text(nodes[3].text, "Name"));
    assert_int_equal(rest.levels, 1);
    rich_rest(whole, WHOLE_COUNT, (struct rich_place){row, 0}, false, &rest);
    assert_int_equal(nodes[3].kind, FAQBOT_NODE_CLOSE);
    assert_int_equal(nodes[4].number, FAQBOT_ALIGN_RIGHT);
}

/* ==== Cursors ========================================================================================= */

static void a_cursor_says_what_was_written_into_it_and_nothing_else_is_one(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      ".",
                                      "....",
                                      "12345678",
                                      "12345678.1.2.0",
                                      "1234567.1.2.0.en",
                                      "123456789.1.2.0.en",
                                      "1234567G.1.2.0.en",
                                      "1234567A.1.2.0.en",
                                      "12345678..2.0.en",
                                      "12345678.1.2.2.en",
                                      "12345678.1.2.0.en.",
                                      "12345678.123456789.2.0.en",
                                      "12345678.-1.2.0.en",
                                      "12345678.1.2.0.e"};
    struct rest read;
    char cursor[REST_BYTES];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(rest_read(view_of(bad[i]), &read));
    }
    const struct rest largest = {.hash = UINT32_MAX,
                                 .place = {UINT32_MAX, UINT32_MAX},
                                 .stand_ins = 1,
                                 .lang = view_of("de-abcdefgh-abcdefgh-abcdefgh-abcde")};
    rest_write(&largest, cursor);
    assert_int_equal(strlen(cursor), FAQBOT_CHAT_REST_BYTES_MAX);
    assert_true(rest_read(view_of(cursor), &read));
    assert_true(read.hash == largest.hash && read.place.node == UINT32_MAX &&
                read.place.offset == UINT32_MAX && read.stand_ins == 1 &&
                view_equals(read.lang, largest.lang));
    rest_write(&(struct rest){.hash = 10, .place = {3, 0}}, cursor);
    assert_string_equal(cursor, "0000000a.3.0.0.");
    assert_true(rest_read(view_of(cursor), &read) && view_is_empty(read.lang));
}

static void a_hash_tells_texts_kinds_and_numbers_apart(void **state)
{
    (void)state;
    static struct faqbot_node nodes[WHOLE_COUNT];
    uint32_t hash = rich_hash(whole, WHOLE_COUNT);
    memcpy(nodes, whole, sizeof nodes);
    assert_int_equal(rich_hash(nodes, WHOLE_COUNT), hash);
    nodes[1].text = view_of("Oné ");
    assert_int_not_equal(rich_hash(nodes, WHOLE_COUNT), hash);
    nodes[1] = whole[1];
    nodes[2].kind = FAQBOT_NODE_EMPHASIS;
    assert_int_not_equal(rich_hash(nodes, WHOLE_COUNT), hash);
    nodes[2] = whole[2];
    nodes[13].number = 70000;
    assert_int_not_equal(rich_hash(nodes, WHOLE_COUNT), hash);
    assert_int_not_equal(rich_hash(whole, WHOLE_COUNT - 1), hash);
}

/* ==== Replies of any size ============================================================================= */

static struct faqbot_view string_at(const struct json *value, const char *key)
{
    struct faqbot_view text = {0};
    json_get_string(json_member(value, key), &text);
    return text;
}

/* The answer, or its rest, as a reply of `limit` bytes at most; NULL: nothing fits. */
static struct json *reply_of(const struct faqbot_answer *answer, const struct rest *rest, size_t limit)
{
    const struct encode_heading heading = {
        .id = view_of("1"), .version = view_of("0"), .wants_blocks = true, .rest = rest};
    struct faqbot_view body;
    struct buffer out;
    struct json *reply = NULL;
    const char *complaint;
    buffer_init(&out, limit);
    if (encode_answer(&out, &heading, answer, &body)) {
        assert_int_equal(json_parse(buffer_view(&out), &reply, &complaint), FAQBOT_OK);
        assert_true(rest == NULL || body.size == 0);
    }
    assert_true(out.size <= limit && !out.no_memory);
    buffer_release(&out);
    return reply;
}

static void at_every_size_all_of_it_is_to_be_had(void **state)
{
    (void)state;
    static struct faqbot_node nodes[ROOM];
    struct rich_piece piece = {.nodes = nodes};
    size_t most = 0;
    rich_rest(whole, WHOLE_COUNT, (struct rich_place){0, 0}, true, &piece);
    assert_same(&piece);
    const struct faqbot_answer answer = {.outcome = FAQBOT_ANSWERED,
                                         .confidence = 1,
                                         .question = view_of("Q?"),
                                         .text = view_of("One zwei three."),
                                         .nodes = whole,
                                         .node_count = WHOLE_COUNT,
                                         .entry = view_of("e"),
                                         .url = view_of("https://example.org/"),
                                         .lang = view_of("en"),
                                         .disclaimer_id = view_of("d"),
                                         .disclaimer = view_of("No advice.")};
    for (size_t limit = 600; limit < 3000; limit++) {
        struct json *reply = reply_of(&answer, NULL, limit);
        struct rest rest = {.place = {0, 0}};
        size_t count = 1;
        assert_non_null(reply);
        while (json_member(reply, "more") != NULL) {
            char cursor[REST_BYTES];
            struct rich_place before = rest.place;
            struct faqbot_view written = string_at(reply, "rest");
            assert_in_range(written.size, 1, FAQBOT_CHAT_REST_BYTES_MAX);
            assert_true(view_equals_text(string_at(json_member(reply, "disclaimer"), "text"), "No advice."));
            memcpy(cursor, written.bytes, written.size);
            json_free(reply);
            assert_true(rest_read(view_make(cursor, written.size), &rest));
            assert_int_equal(rest.hash, rich_hash(whole, WHOLE_COUNT));
            assert_true(rich_has_place(whole, WHOLE_COUNT, rest.place));
            bool is_further = rest.place.node > before.node ||
                              (rest.place.node == before.node && rest.place.offset > before.offset);
            assert_true(is_further || (count == 1 && rest.stand_ins == 1));
            reply = reply_of(&answer, &rest, limit);
            assert_non_null(reply);
            count++;
        }
        assert_null(json_member(reply, "rest"));
        json_free(reply);
        most = count > most ? count : most;
    }
    assert_in_range(most, 5, 100);
}

int test_chat_rest(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_every_place_front_and_rest_are_the_whole),
        cmocka_unit_test(a_place_is_before_a_node_or_between_two_characters_of_its_text),
        cmocka_unit_test(a_rest_has_the_number_of_its_item_and_the_header_of_its_table),
        cmocka_unit_test(a_cursor_says_what_was_written_into_it_and_nothing_else_is_one),
        cmocka_unit_test(a_hash_tells_texts_kinds_and_numbers_apart),
        cmocka_unit_test(at_every_size_all_of_it_is_to_be_had),
    };
    return cmocka_run_group_tests_name("rest", tests, NULL, NULL);
}
