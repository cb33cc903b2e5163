/* unit/cli/prose.c - tests of cli/prose.c, cli/supplement.c and cli/hint.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "cli/hint.h"
#include "cli/prose.h"
#include "cli/supplement.h"

static void assert_written(void (*write)(FILE *out, const char *text), const char *text, const char *expected)
{
    char *written = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&written, &size);
    assert_non_null(out);
    write(out, text);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(written, expected);
    free(written);
}

struct example {
    const char *text;
    const char *expected;
};

static void paragraphs_become_a_sentence_a_line(void **state)
{
    (void)state;
    static const struct example table[] = {
        {"", ""},
        {"One\nand two. Three\n", "One and two.\nThree.\n"},
        {"One.\n\nTwo\n", "One.\n.Pp\nTwo.\n"},
        {"Before\n\n  a  b\n  c\n\nAfter\n", "Before.\n.Bd -literal\n  a  b\n  c\n.Ed\nAfter.\n"},
        {".hidden. 'It stays\n", "\\&.hidden. 'It stays.\n"},
        {"a\\b --all-right -k well-known\n", "a\\eb \\-\\-all-right \\-k well-known.\n"},
        {"Version 1.2 is it? Yes\n", "Version 1.2 is it?\nYes.\n"},
        {"As follows:\n", "As follows:\n"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_written(prose_write_paragraphs, table[i].text, table[i].expected);
    }
}

static void words_are_never_macros(void **state)
{
    (void)state;
    static const struct example table[] = {
        {"say what is", "say what is"},
        {"No Em dash", "\\&No \\&Em dash"},
        {"a \"quoted\" word", "a \\(dqquoted\\(dq word"},
        {"--x", "\\-\\-x"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_written(prose_write_words, table[i].text, table[i].expected);
    }
}

static void operands_become_macros(void **state)
{
    (void)state;
    static const struct example table[] = {
        {"", ""},
        {"[QUESTION...]", ".Op Ar QUESTION ...\n"},
        {"OLD NEW [QUESTIONS]", ".Ar OLD\n.Ar NEW\n.Op Ar QUESTIONS\n"},
        {"on|off FILE", ".Cm on | off\n.Ar FILE\n"},
        {"[OLD NEW]", ".Op Ar OLD Ar NEW\n"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_written(prose_write_operands, table[i].text, table[i].expected);
    }
}

static void a_part_is_found_by_its_whole_key(void **state)
{
    (void)state;
    static const char bytes[] = ".\\\" @ask\nOne.\n.Pp\nTwo.\n.\\\" @ask --top\nThree.\n.\\\" @last\n";
    static const struct example table[] = {
        {"ask", "One.\n.Pp\nTwo.\n"}, {"ask --top", "Three.\n"}, {"last", ""}, {"as", ""}, {"--top", ""},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct faqbot_view part = supplement_find((struct faqbot_view){bytes, strlen(bytes)}, table[i].text);
        assert_int_equal(part.size, strlen(table[i].expected));
        assert_memory_equal(part.bytes, table[i].expected, part.size);
    }
}

static void a_value_is_told_by_its_name(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum hint_kind kind;
    } table[] = {{NULL, HINT_NONE},           {"N", HINT_NONE},      {"FILE", HINT_FILE},
                 {"FILE|FOLDER", HINT_FILE},  {"PATH", HINT_FILE},   {"FOLDER", HINT_FOLDER},
                 {"ADDRESS:PORT", HINT_NONE}, {"on|off", HINT_WORDS}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct flag flag = {.name = "x", .value = table[i].name};
        struct hint hint = hint_of_flag(&flag);
        assert_int_equal(hint.kind, table[i].kind);
        assert_string_equal(hint.words, hint.kind == HINT_WORDS ? "on off" : "");
    }
}

static void an_operand_is_told_by_its_name_and_place(void **state)
{
    (void)state;
    static const struct {
        const char *operands;
        size_t index;
        enum hint_kind kind;
    } table[] = {{"", 0, HINT_NONE},
                 {"[QUESTION...]", 0, HINT_NONE},
                 {"[QUESTION...]", 5, HINT_NONE},
                 {"QUESTIONS.tsv", 0, HINT_FILE},
                 {"OLD NEW [QUESTIONS]", 2, HINT_FILE},
                 {"OLD NEW [QUESTIONS]", 3, HINT_NONE},
                 {"on|off FILE...", 0, HINT_WORDS},
                 {"on|off FILE...", 7, HINT_FILE},
                 {"[COMMAND]", 0, HINT_VERB}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct verb verb = {.operands = table[i].operands};
        assert_int_equal(hint_of_operand(&verb, table[i].index).kind, table[i].kind);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paragraphs_become_a_sentence_a_line),
        cmocka_unit_test(words_are_never_macros),
        cmocka_unit_test(operands_become_macros),
        cmocka_unit_test(a_part_is_found_by_its_whole_key),
        cmocka_unit_test(a_value_is_told_by_its_name),
        cmocka_unit_test(an_operand_is_told_by_its_name_and_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
