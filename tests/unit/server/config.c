/* unit/server/config.c - the options of an operator: what they come to, and which one is to blame. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "server/server_internal.h"

#define LIST(texts)                                                                                          \
    {                                                                                                        \
        (texts), sizeof(texts) / sizeof *(texts)                                                             \
    }

static const char *const blocks[] = {"10.0.0.0/8", "10.0.0.0/33"};
static const char *const words[] = {"here"};
static const char *const origins[] = {"https://a.example", "*", "a.example"};
static const char *const ports[] = {"a.example:80"};
static const char *const frames[] = {"self", "null"};
static const char *const pages[] = {"self", "https://a.example:8443"};
static const char *const everybody[] = {"*"};

static struct server server;

static enum faqbot_status configure(const struct faqbot_server_options *options, struct faqbot_fault *fault)
{
    memset(&server, 0, sizeof server);
    *fault = (struct faqbot_fault){.status = FAQBOT_OK};
    server_config_read(&server, options, fault);
    return fault->status;
}

static void a_fault_names_its_option_and_which_of_a_list(void **state)
{
    static const struct {
        struct faqbot_server_options options;
        const char *rule;
        unsigned line;
        const char *sentence;
    } rows[] = {
        {{.listen = "8080"}, "listen", 1, "'8080' is not an address to listen on"},
        {{.listen = "0.0.0.0:80"}, "listen", 1, "without TLS anybody on the way can read along"},
        {{.listen = "127.0.0.1:0", .tls_key = "key"}, "tls-key", 1, "a certificate and its key go together"},
        {{.listen = "127.0.0.1:0", .tls_certificate = "cert"},
         "tls-cert",
         1,
         "a certificate and its key go together"},
        {{.listen = "127.0.0.1:0", .tls_certificate = "/nowhere", .tls_key = "/nowhere"},
         "tls-cert",
         1,
         "the certificate /nowhere cannot be used"},
        {{.listen = "127.0.0.1:0", .proxies = LIST(blocks)},
         "trust-proxy",
         2,
         "'10.0.0.0/33' is not an address; write ADDRESS or ADDRESS/BITS"},
        {{.listen = "127.0.0.1:0", .watchers = LIST(words)}, "metrics-from", 1, "'here' is not an address"},
        {{.listen = "127.0.0.1:0", .origins = LIST(origins)}, "origin", 3, "'a.example' is not an origin"},
        {{.listen = "127.0.0.1:0", .hosts = LIST(ports)}, "host", 1, "write it without a port"},
        {{.listen = "127.0.0.1:0", .ancestors = LIST(frames)}, "frame-ancestor", 2, "'null' cannot frame"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct faqbot_fault fault;
        assert_int_equal(configure(&rows[i].options, &fault), FAQBOT_INVALID);
        assert_string_equal(fault.rule, rows[i].rule);
        assert_int_equal(fault.line, rows[i].line);
        if (strstr(fault.sentence, rows[i].sentence) == NULL) {
            fail_msg("\"%s\" does not say \"%s\"", fault.sentence, rows[i].sentence);
        }
        config_free(&server);
    }
}

static void check_ancestors(struct faqbot_server_list ancestors, const char *expected)
{
    struct faqbot_fault fault;
    const struct faqbot_server_options options = {.listen = "127.0.0.1:0", .ancestors = ancestors};
    assert_int_equal(configure(&options, &fault), FAQBOT_OK);
    assert_string_equal(server.frame_ancestors, expected);
    config_free(&server);
}

static void who_may_frame_our_pages_becomes_a_header(void **state)
{
    static const char name[] = "https://a-name-of-sixty-three-bytes-which-is-as-many-as-there-may-be.example";
    const char *many[LIMITS_ANCESTORS_BYTES / (sizeof name - 1) + 1];
    struct faqbot_fault fault;
    (void)state;
    check_ancestors((struct faqbot_server_list){NULL, 0}, "'none'");
    check_ancestors((struct faqbot_server_list)LIST(pages), "'self' https://a.example:8443");
    check_ancestors((struct faqbot_server_list)LIST(everybody), "*");
    size_t count = sizeof many / sizeof *many;
    for (size_t i = 0; i < count; i++) {
        many[i] = name;
    }
    const struct faqbot_server_options options = {.listen = "127.0.0.1:0", .ancestors = {many, count}};
    assert_int_equal(configure(&options, &fault), FAQBOT_INVALID);
    assert_string_equal(fault.sentence, "the origins that may frame our pages take more than 1023 bytes");
    assert_string_equal(fault.rule, "frame-ancestor");
    config_free(&server);
}

static void without_tls_only_this_machine_is_served_unasked(void **state)
{
    static const struct faqbot_server_options good[] = {
        {.listen = "127.0.0.1:0"},
        {.listen = "[::1]:0"},
        {.listen = "unix:/tmp/socket"},
        {.listen = "0.0.0.0:0", .insecure = true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct faqbot_fault fault;
        assert_int_equal(configure(&good[i], &fault), FAQBOT_OK);
        config_free(&server);
    }
}

static void a_chat_is_told_the_lower_of_two_rates(void **state)
{
    static const struct {
        unsigned connection;
        unsigned address;
        unsigned told; /* 0: no limit */
    } rows[] = {{60, 300, 60}, {300, 60, 60}, {0, 60, 60}, {60, 0, 60}, {0, 0, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct faqbot_fault fault;
        struct faqbot_server_options options = {.listen = "127.0.0.1:0",
                                                .limits = FAQBOT_SERVER_LIMITS_DEFAULT};
        options.limits.asks_per_connection = rows[i].connection;
        options.limits.asks_per_address = rows[i].address;
        assert_int_equal(configure(&options, &fault), FAQBOT_OK);
        assert_int_equal(server.chat.asks_per_minute, rows[i].told);
        assert_int_equal(server.chat.message_bytes, options.limits.message_bytes);
        assert_int_equal(server.ip_table.connections_max, options.limits.connections_per_address);
        config_free(&server);
    }
}

static void unless_told_there_is_a_worker_for_each_core(void **state)
{
    unsigned cores = uv_available_parallelism();
    unsigned most = FAQBOT_SERVER_WORKERS_MAX;
    const unsigned rows[][2] = {{0, cores < most ? cores : most}, {1, 1}, {most, most}, {most + 1, most}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct faqbot_fault fault;
        struct faqbot_server_options options = {.listen = "127.0.0.1:0",
                                                .limits = FAQBOT_SERVER_LIMITS_DEFAULT};
        options.limits.workers = rows[i][0];
        assert_int_equal(configure(&options, &fault), FAQBOT_OK);
        assert_int_equal(server.limits.workers, rows[i][1]);
        config_free(&server);
    }
}

int test_server_config(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fault_names_its_option_and_which_of_a_list),
        cmocka_unit_test(who_may_frame_our_pages_becomes_a_header),
        cmocka_unit_test(without_tls_only_this_machine_is_served_unasked),
        cmocka_unit_test(a_chat_is_told_the_lower_of_two_rates),
        cmocka_unit_test(unless_told_there_is_a_worker_for_each_core),
    };
    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
