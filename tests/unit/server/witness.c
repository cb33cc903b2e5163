/* tests/unit/server/witness.c - what was refused is told once, by reason: a flood of visitors is no flood of
 * lines. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "server/server_internal.h"
#include "server/witness.h"
#include "util/util.h"

static struct server server;

static void take(void *user, struct faqbot_view line)
{
    buffer_add(user, line);
    buffer_add_byte(user, '\n');
}

static void refusals_are_told_since_the_last_time(void **state)
{
    struct buffer taken;
    (void)state;
    buffer_init(&taken, SIZE_MAX);
    server.log = (struct log){.write = take, .user = &taken};
    witness_refusals(&server);
    server.tally.refusals[TALLY_HOST] = 1000;
    server.tally.refusals[TALLY_SLOW] = 1;
    witness_refusals(&server);
    witness_refusals(&server);
    server.tally.refusals[TALLY_HOST] += 2;
    witness_refusals(&server);
    buffer_add_byte(&taken, '\0');
    assert_string_equal(taken.bytes,
                        "refused 1 times: slow\nrefused 1000 times: host\nrefused 2 times: host\n");
    buffer_release(&taken);
}

int test_server_witness(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(refusals_are_told_since_the_last_time)};
    return cmocka_run_group_tests_name("witness", tests, NULL, NULL);
}
