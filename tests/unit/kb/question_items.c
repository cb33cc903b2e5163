/* tests/unit/kb/question_items.c - questions in items and quotes, with labels, in quotation marks, and with the answer
 * in the same line. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "kb/kb_internal.h"
#include "unit/kb/collector.h"

static void labels_stand_in_items_and_quotes(void **state)
{
    static const struct article_row rows[] = {
        {"# FAQ\n- Q: a\n- A: 1\n  2\n\n  - x\n- **Q:** b?\n- **A:** 3\n\nend\n",
         "faq pay/a :2\n? a\n= 1 2\n\n- x\nfaq pay/b :7\n? b?\n= 3\npassage pay/faq :10\n? \n= end\n", ""},
        {"1. Frage: a?\n   Antwort: 1\n2. Frage: b?\n   Antwort: 2\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :3\n? b?\n= 2\n", ""},
        {"# FAQ\n> **Q.** a  \n**A.** 1\n\n> **Q.** b\n> **A.** 2\n> 3\n",
         "faq pay/a :2\n? a\n= 1\nfaq pay/b :5\n? b\n= 2 3\n", ""},
        {"Q - a?\nA - 1\n\nQ) b?\nA) 2\n\nQ \xe2\x80\x93 c?\nA \xe2\x80\x93 3\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :4\n? b?\n= 2\nfaq pay/c :7\n? c?\n= 3\n", ""},
        {"## Plan\n- A - b\n- Q - c\n", "passage pay/plan :2\n? Plan\n= - A - b\n- Q - c\n", ""},
        {"## F.A.Q.\n### a\n1\n", "faq pay/a :2\n? a\n= 1\n", ""},
        {"## Preguntas m\xc3\xa1s frecuentes\n### a\n1\n", "faq pay/a :2\n? a\n= 1\n", ""},
        {"## \xe5\xb8\xb8\xe8\xa7\x81\xe9\x97\xae\xe7\xad\x94\n### a\n1\n", "faq pay/a :2\n? a\n= 1\n", ""},
        {"# FAQ - Boat\n## a\n1\n", "faq pay/a :2\n? a\n= 1\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void an_answer_may_have_a_label_alone(void **state)
{
    static const struct article_row rows[] = {
        {"## a?\nA: 1\n## D2: b?\nA2: 2\n## c?\nR: 3\n## d?\n\xd0\x9e"
         "1: 4\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :3\n? b?\n= 2\nfaq pay/c :5\n? c?\n= 3\nfaq pay/d :7\n? d?\n= "
         "4\n",
         ""},
        {"# FAQ\n* **a?** A: 1\n* **b?** A: 2\n", "faq pay/a :2\n? a?\n= 1\nfaq pay/b :3\n? b?\n= 2\n", ""},
        {"## a?\nV: 12\n## b?\nA.M. is before noon.\n",
         "faq pay/a :1\n? a?\n= V: 12\nfaq pay/b :3\n? b?\n= A.M. is before noon.\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void items_ask_and_answer_in_one_line(void **state)
{
    static const struct article_row rows[] = {
        {"# FAQ\n- \"a?\": 1\n- \"b?\" / \"c?\": 2\n",
         "faq pay/a :2\n? a?\n= 1\nfaq pay/b :3\n? b?\n? c?\n= 2\n", ""},
        {"# FAQ\n* a? 1\n* b? - 2\n* **c?** 3\n",
         "faq pay/a :2\n? a?\n= 1\nfaq pay/b :3\n? b?\n= 2\nfaq pay/c :4\n? c?\n= 3\n", ""},
        {"# FAQ\n-\"a?\"\n  + 1\n-b?\n  2\n", "faq pay/a :2\n? a?\n= - 1\nfaq pay/b :4\n? b?\n= 2\n", ""},
        {"## s\n- Red? Blue.\n- -x?\n-5 degrees?\n",
         "passage pay/s :2\n? s\n= - Red? Blue.\n- -x? -5 degrees?\n", ""},
        {"# FAQ\n## a?\n- Red? Then b.\n- Blue? Then c.\n",
         "faq pay/a :2\n? a?\n= - Red? Then b.\n- Blue? Then c.\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void decoration_is_no_part_of_a_question(void **state)
{
    static const struct article_row rows[] = {
        {"## \xe2\x9d\x93 a?\n1\n## \xf0\x9f\x9a\xa2 2. b?:\n2\n## \"c?\"\n3\n## \"d\" or \"e?\"\n4\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :3\n? b?\n= 2\nfaq pay/c :5\n? c?\n= 3\nfaq pay/d-or-e :7\n? "
         "\"d\" or "
         "\"e?\"\n= 4\n",
         ""},
        {"# FAQ\na?\n: 1\n\nb\n: 2\n", "faq pay/a :2\n? a?\n= 1\nfaq pay/b :5\n? b\n= 2\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

int test_kb_question_items(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_stand_in_items_and_quotes),
        cmocka_unit_test(an_answer_may_have_a_label_alone),
        cmocka_unit_test(items_ask_and_answer_in_one_line),
        cmocka_unit_test(decoration_is_no_part_of_a_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
