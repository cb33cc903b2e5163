/* unit/knowledge/pairs_file.c - keys and values of a file, and what is said of a file that has none. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <faqbot_tools.h>

#include "base/view.h"

static const char PATH[] = "/tmp/faqbot-pairs-XXXXXX";

/* The pairs as "line key=value|value;", a list in brackets. */
static void write_pair(void *user, const struct faqbot_yaml_pair *pair)
{
    char *text = user;
    size_t at = strlen(text);
    at += (size_t)sprintf(text + at, "%u %.*s=%s", pair->line, (int)pair->key.size, pair->key.bytes,
                          pair->is_list ? "[" : "");
    for (size_t i = 0; i < pair->value_count; i++) {
        at += (size_t)sprintf(text + at, "%s%.*s", i > 0 ? "|" : "", (int)pair->values[i].size,
                              pair->values[i].bytes);
    }
    (void)sprintf(text + at, "%s;", pair->is_list ? "]" : "");
}

static enum faqbot_status read_text(const char *yaml, size_t size, char text[1024],
                                    struct faqbot_fault *fault)
{
    char path[sizeof PATH];
    memcpy(path, PATH, sizeof path);
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, yaml, size), (ssize_t)size);
    close(file);
    text[0] = '\0';
    enum faqbot_status status = faqbot_yaml_map_read(path, write_pair, text, fault);
    unlink(path);
    if (status != FAQBOT_OK) {
        assert_string_equal(text, ""); /* nothing is told of what is not well as a whole */
        assert_string_equal(fault->path, path);
    }
    return status;
}

static void pairs_are_told_in_the_order_of_the_file(void **state)
{
    static const char *const rows[][2] = {
        {"", ""},
        {"# nothing but a comment\n", ""},
        {"a: b\n", "1 a=b;"},
        {"\xef\xbb\xbf"
         "a: b\r\nc: d\r\n",
         "1 a=b;2 c=d;"},
        {"a: b # why\n\nc:\n", "1 a=b;3 c=;"},
        {"a: ~\nb: null\nc: \"\"\nd: '~'\n", "1 a=;2 b=;3 c=;4 d=~;"},
        {"a: [x, y z]\nb:\n  - x\n  - \"y: z\"\n", "1 a=[x|y z];2 b=[x|y: z];"},
        {"a:\n  b: c\n", "2 a.b=c;"},
        {"a: []\n", "1 a=[];"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        char text[1024];
        assert_int_equal(read_text(rows[i][0], strlen(rows[i][0]), text, &fault), FAQBOT_OK);
        assert_string_equal(text, rows[i][1]);
    }
}

static void what_is_no_flat_mapping_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *yaml;
        unsigned line;
    } rows[] = {
        {"- a\n", 1},
        {"a\n", 1},
        {"a: b\na: c\n", 2},
        {"a: &x b\n", 1},
        {"a: !tag b\n", 1},
        {"a: *x\n", 1},
        {"a: [[b]]\n", 1},
        {"a:\n  b:\n    c: d\n", 3},
        {"a: b\n--- \nc: d\n", 2},
        {"a: \"b\n", 2},
        {"a: b\n\xff: c\n", 2},
        {"a: b\nnull: c\n", 2},
        {"~:\n", 1},
        {"\"\": a\n", 1},
        {"a:\n  \" \": b\n", 2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        char text[1024];
        assert_int_equal(read_text(rows[i].yaml, strlen(rows[i].yaml), text, &fault), FAQBOT_INVALID);
        assert_int_equal(fault.line, rows[i].line);
        assert_true(fault.sentence[0] != '\0');
    }
}

static void what_is_too_much_is_refused(void **state)
{
    static char yaml[200 * 1024];
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    char text[1024];
    (void)state;
    for (size_t i = 0, at = 0; i <= FAQBOT_YAML_PAIRS_MAX; i++) {
        at += (size_t)sprintf(yaml + at, "key-%zu: x\n", i);
    }
    assert_int_equal(read_text(yaml, strlen(yaml), text, &fault), FAQBOT_INVALID);
    memset(yaml, '#', sizeof yaml);
    assert_int_equal(read_text(yaml, sizeof yaml, text, &fault), FAQBOT_INVALID);
}

static void what_is_no_file_is_refused(void **state)
{
    static const char *const paths[] = {"/tmp", "/nowhere/faqbot.conf", "/dev/null"};
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        char text[16] = "";
        assert_int_equal(faqbot_yaml_map_read(paths[i], write_pair, text, &fault), FAQBOT_INVALID);
        assert_string_equal(fault.path, paths[i]);
        assert_string_equal(text, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_told_in_the_order_of_the_file),
        cmocka_unit_test(what_is_no_flat_mapping_is_refused_with_its_line),
        cmocka_unit_test(what_is_too_much_is_refused),
        cmocka_unit_test(what_is_no_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
