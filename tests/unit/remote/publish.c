/* tests/unit/remote/publish.c - the hash by which an index is known. What needs a server is in tests/cluster. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "remote/remote_internal.h"

/* By sha256sum of the bytes that sha256sum gives. */
static void the_hash_of_one_piece_is_that_of_its_hash(void **state)
{
    struct pg_index_hash hash = {.digests = NULL};
    char hex[REMOTE_HASH_BYTES];
    (void)state;
    pg_hash_add(&hash, view_of("abc"));
    pg_hash_end(&hash, hex);
    assert_string_equal(hex, "4f8b42c22dd3729b519ba6f68d2da7cc5b2d606d05daed5ad5128cc03e6c6358");
    pg_hash_end(&hash, hex);
    assert_string_equal(hex, ""); /* nothing was added */
}

/* Of nothing, a piece that is not full, one that is, and one byte more. */
static void a_file_is_hashed_in_pieces_of_a_mebibyte(void **state)
{
    static const size_t sizes[] = {0, 1, PG_CHUNK_BYTES - 1, PG_CHUNK_BYTES, PG_CHUNK_BYTES + 1};
    char *bytes = malloc(PG_CHUNK_BYTES + 1);
    (void)state;
    assert_non_null(bytes);
    memset(bytes, 'x', PG_CHUNK_BYTES + 1);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct pg_index_hash hash = {.digests = NULL};
        char expected[REMOTE_HASH_BYTES];
        char found[REMOTE_HASH_BYTES];
        uint64_t size;
        FILE *file = tmpfile();
        assert_non_null(file);
        assert_int_equal(fwrite(bytes, 1, sizes[i], file), sizes[i]);
        assert_int_equal(fflush(file), 0);
        for (size_t at = 0; at < sizes[i]; at += PG_CHUNK_BYTES) {
            size_t rest = sizes[i] - at;
            pg_hash_add(&hash, view_make(bytes + at, rest < PG_CHUNK_BYTES ? rest : PG_CHUNK_BYTES));
        }
        pg_hash_end(&hash, expected);
        assert_int_equal(pg_hash_file(fileno(file), found, &size), FAQBOT_OK);
        assert_int_equal(size, sizes[i]);
        assert_string_equal(found, expected);
        (void)fclose(file);
    }
    free(bytes);
}

static void a_file_that_cannot_be_read_has_no_hash(void **state)
{
    char found[REMOTE_HASH_BYTES];
    uint64_t size;
    (void)state;
    assert_int_equal(pg_hash_file(-1, found, &size), FAQBOT_IO);
    assert_string_equal(found, "");
}

int test_remote_publish(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hash_of_one_piece_is_that_of_its_hash),
        cmocka_unit_test(a_file_is_hashed_in_pieces_of_a_mebibyte),
        cmocka_unit_test(a_file_that_cannot_be_read_has_no_hash),
    };
    return cmocka_run_group_tests_name("remote/publish", tests, NULL, NULL);
}
