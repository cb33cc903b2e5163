/* tests/unit/remote/postgres.c - which addresses of databases are accepted, and what is said of others. What needs a
 * server is in tests/cluster. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "remote/remote_internal.h"

static void an_address_is_told_from_a_file(void **state)
{
    (void)state;
    assert_true(remote_is_postgres("postgres://a@b/c"));
    assert_true(remote_is_postgres("postgresql://"));
    assert_false(remote_is_postgres("postgres.db"));
    assert_false(remote_is_postgres("./postgres://a"));
    assert_false(remote_is_postgres(""));
    assert_false(remote_is_postgres(NULL));
}

static void addresses_are_those_of_libpq_and_may_name_a_schema(void **state)
{
    static const char *const good[] = {
        "postgres://faqbot@db.example/faqbot",
        "postgresql://faqbot@10.0.0.1:5432,10.0.0.2:5432/faqbot?target_session_attrs=read-write",
        "postgres://faqbot@db.example/faqbot?schema=library",
        "postgres://faqbot@db.example/faqbot?schema=library_2&sslmode=disable",
        "postgres://faqbot@db.example/faqbot?sslmode=disable&schema=library",
        "postgres://faqbot@db.example/faqbot?sslmode=disable&schema=library&connect_timeout=2",
        "postgres:///faqbot?host=/run/postgresql&schema=_",
    };
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        assert_int_equal(remote_check_postgres(good[i], &fault), FAQBOT_OK);
    }
}

/* What is said names the cause, and neither a password nor the text around it. */
static void a_bad_address_is_refused_with_its_cause(void **state)
{
    static const struct {
        const char *address;
        const char *cause;
    } bad[] = {
        {"postgres://faqbot:s3cret@db.example/faqbot", "holds a password"},
        {"postgres://faqbot@db.example/faqbot?password=s3cret", "holds a password"},
        {"postgres://faqbot:s3cret@db.example:port:/faqbot?x", "not of the form"},
        {"postgres://faqbot@db.example/faqbot?unknown=s3cret", "not of the form"},
        {"postgres://faqbot@[::1/faqbot", "not of the form"},
        {"postgres://faqbot@db.example/faqbot?schema=", "schema= of"},
        {"postgres://faqbot@db.example/faqbot?schema=Library", "schema= of"},
        {"postgres://faqbot@db.example/faqbot?schema=a%22b", "schema= of"},
        {"postgres://faqbot@db.example/faqbot?schema=a;b&sslmode=disable", "schema= of"},
        {"postgres://faqbot@db.example/faqbot?schema=1a", "schema= of"},
        {"postgres://faqbot@db.example/"
         "faqbot?schema=a12345678901234567890123456789012345678901234567890123456789012",
         NULL},
        {"postgres://faqbot@db.example/"
         "faqbot?schema=a123456789012345678901234567890123456789012345678901234567890123",
         "63 bytes"},
        {"postgres://faqbot@db.example/faqbot?schema=a&schema=b", "not of the form"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        enum faqbot_status status = remote_check_postgres(bad[i].address, &fault);
        assert_int_equal(status, bad[i].cause == NULL ? FAQBOT_OK : FAQBOT_INVALID);
        if (bad[i].cause != NULL) {
            assert_non_null(strstr(fault.sentence, bad[i].cause));
            assert_null(strstr(fault.sentence, "s3cret"));
        }
    }
}

int test_remote_postgres(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_told_from_a_file),
        cmocka_unit_test(addresses_are_those_of_libpq_and_may_name_a_schema),
        cmocka_unit_test(a_bad_address_is_refused_with_its_cause),
    };
    return cmocka_run_group_tests_name("remote/postgres", tests, NULL, NULL);
}
