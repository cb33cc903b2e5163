/* unit/journal/mask.c - what is masked, and what is left. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "journal/mask.h"

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

static void what_tells_who_asked_is_masked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct faqbot_view text = {rows[i][0], strlen(rows[i][0])};
        char *out = malloc(mask_room(text.size) + 1);
        assert_non_null(out);
        size_t size = mask_text(text, out);
        assert_true(size <= mask_room(text.size));
        out[size] = '\0';
        assert_string_equal(out, rows[i][1]);
        free(out);
    }
}

/* Whatever the bytes, the room is enough; the sanitizers see to the rest. */
static void any_bytes_fit(void **state)
{
    uint32_t seed = 1;
    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        static const char letters[] = "a1@. -\xd9\xa1\xef\xbc\x91\xff\0b";
        char text[24];
        size_t size = round % sizeof text;
        for (size_t i = 0; i < size; i++) {
            seed = seed * 1664525 + 1013904223;
            text[i] = letters[(seed >> 16) % (sizeof letters - 1)];
        }
        char *in = malloc(size + 1);
        char *out = malloc(mask_room(size));
        assert_true(in != NULL && out != NULL);
        memcpy(in, text, size);
        assert_true(mask_text((struct faqbot_view){in, size}, out) <= mask_room(size));
        free(in);
        free(out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_tells_who_asked_is_masked),
        cmocka_unit_test(any_bytes_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
