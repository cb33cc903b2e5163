/* tests/unit/journal/redact.c - what is redacted, and what stays. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "journal/journal_internal.h"

static const char *const rows[][2] = {
    {"", ""},
    {"how much does it cost", "how much does it cost"},
    {"write to ann.lee@mail.example please", "write to [email] please"},
    {"ann@mail.example", "[email]"},
    {"is ann+faq@mail.example.", "is [email]."},
    {"<ann@mail.example>", "<[email]>"},
    {"a@b", "[email]"},
    {"\xc3\xa4nn@m\xc3\xbcller.example", "[email]"},
    {"a@b@c.example", "[email]@c.example"},
    {"call +49 (30) 123-4567 today", "call +[number] today"},
    {"4111 1111 1111 1111", "[number]"},
    {"4111-1111-1111-1111!", "[number]!"},
    {"my id is 123456789", "my id is [number]"},
    {"id123456789x", "id[number]x"},
    {"in 2024 or 2025", "in 2024 or 2025"},
    {"salary of 600000", "salary of 600000"},
    {"1, 2, 3, 4, 5, 6, 7", "1, 2, 3, 4, 5, 6, 7"},
    {"\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6\xd9\xa7", "[number]"},
    {"\xef\xbc\x91\xef\xbc\x92\xef\xbc\x93\xef\xbc\x94\xef\xbc\x95\xef\xbc\x96\xef\xbc\x97", "[number]"},
    {"@", "@"},
    {"ann@ mail", "ann@ mail"},
    {"what is C++ @ work", "what is C++ @ work"},
};

/* Long enough for every text here, whatever becomes of it. */
#define ROOM ((size_t)4096)

static void what_tells_who_asked_is_redacted(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer out;
        buffer_init(&out, ROOM);
        redact_text((struct faqbot_view){rows[i][0], strlen(rows[i][0])}, &out);
        buffer_add_byte(&out, '\0');
        assert_false(out.failed);
        assert_string_equal(out.bytes, rows[i][1]);
        buffer_release(&out);
    }
}

/* An address is shorter than what stands for it, and many may follow one another with nothing between them:
 * three bytes become seven. */
static void addresses_without_end_are_redacted(void **state)
{
    char text[3 + 3 * 165];
    struct buffer out;
    (void)state;
    memcpy(text, "a@b", 3);
    for (size_t at = 3; at < sizeof text; at += 3) {
        memcpy(text + at, ".@c", 3);
    }
    buffer_init(&out, ROOM);
    redact_text((struct faqbot_view){text, sizeof text}, &out);
    assert_false(out.failed);
    assert_int_equal(out.size, 166 * strlen("[email]"));
    buffer_release(&out);
}

/* Whatever the ceiling, it is kept, and what was written is the beginning of what would have been. */
static void what_does_not_fit_is_left_out_and_said(void **state)
{
    struct faqbot_view text = {"ann@mail.example and 123456789", 30};
    static const char whole[] = "[email] and [number]";
    (void)state;
    for (size_t limit = 0; limit <= sizeof whole; limit++) {
        struct buffer out;
        buffer_init(&out, limit);
        redact_text(text, &out);
        assert_true(out.size <= limit);
        assert_int_equal(out.failed, limit < sizeof whole - 1);
        assert_true(out.size == 0 || memcmp(out.bytes, whole, out.size) == 0);
        buffer_release(&out);
    }
}

/* The sanitizers see to the rest. */
static void any_bytes_are_taken(void **state)
{
    uint32_t seed = 1;
    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        static const char letters[] = "a1@. -\xd9\xa1\xef\xbc\x91\xff\0b";
        char text[24];
        struct buffer out;
        size_t size = round % sizeof text;
        for (size_t i = 0; i < size; i++) {
            seed = seed * 1664525 + 1013904223;
            text[i] = letters[(seed >> 16) % (sizeof letters - 1)];
        }
        char *in = malloc(size + 1);
        assert_non_null(in);
        memcpy(in, text, size);
        buffer_init(&out, ROOM);
        redact_text((struct faqbot_view){in, size}, &out);
        assert_false(out.failed);
        free(in);
        buffer_release(&out);
    }
}

int test_journal_redact(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_tells_who_asked_is_redacted),
        cmocka_unit_test(addresses_without_end_are_redacted),
        cmocka_unit_test(what_does_not_fit_is_left_out_and_said),
        cmocka_unit_test(any_bytes_are_taken),
    };
    return cmocka_run_group_tests_name("redact", tests, NULL, NULL);
}
