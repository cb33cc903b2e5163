/* tests/unit/net/digest.c - digests by published examples. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "net/net.h"
#include "util/util.h"

static const char *hex(const unsigned char digest[DIGEST_BYTES], char text[2 * DIGEST_BYTES + 1])
{
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        (void)snprintf(text + 2 * i, 3, "%02x", digest[i]);
    }
    return text;
}

/* FIPS 180-4's "abc", and the empty text. */
static void digests_are_those_of_the_standard(void **state)
{
    unsigned char digest[DIGEST_BYTES];
    char text[2 * DIGEST_BYTES + 1];
    (void)state;
    digest_sha256(view_of("abc"), digest);
    assert_string_equal(hex(digest, text),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_sha256(view_of(""), digest);
    assert_string_equal(hex(digest, text),
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* RFC 4231, test case 2. */
static void a_keyed_digest_is_that_of_the_standard(void **state)
{
    unsigned char digest[DIGEST_BYTES];
    char text[2 * DIGEST_BYTES + 1];
    (void)state;
    assert_true(digest_hmac(view_of("Jefe"), view_of("what do ya want for nothing?"), digest));
    assert_string_equal(hex(digest, text),
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

int test_net_digest(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_are_those_of_the_standard),
        cmocka_unit_test(a_keyed_digest_is_that_of_the_standard),
    };
    return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
