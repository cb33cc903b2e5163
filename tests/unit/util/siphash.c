/* tests/unit/util/siphash.c - values that another implementation gave: CPython's, whose strings are hashed so,
 * with a key of zeros (PYTHONHASHSEED=0). */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "util/util.h"

static void it_gives_what_others_give(void **state)
{
    static const struct {
        const char *text;
        uint64_t hash;
    } rows[] = {{"a", UINT64_C(0x407448d2b89b1813)},
                {"ab", UINT64_C(0x555508cbc6add439)},
                {"12345678", UINT64_C(0x3489982430560a87)},
                {"How long may I keep a book?", UINT64_C(0x2c90b0589651aa72)}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(siphash((struct siphash_key){{0, 0}}, view_of(rows[i].text)) == rows[i].hash);
    }
}

static void another_key_gives_another_hash(void **state)
{
    struct faqbot_view text = view_of("How long may I keep a book?");
    uint64_t hash = siphash((struct siphash_key){{0, 0}}, text);
    (void)state;
    assert_true(siphash((struct siphash_key){{1, 0}}, text) != hash);
    assert_true(siphash((struct siphash_key){{0, 1}}, text) != hash);
}

int test_util_siphash(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_gives_what_others_give),
        cmocka_unit_test(another_key_gives_another_hash),
    };
    return cmocka_run_group_tests_name("siphash", tests, NULL, NULL);
}
