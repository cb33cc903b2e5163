/* tests/unit/kb/site_syntax.c - what one site generator or another adds to Markdown: its boxes are read, its text is
 * kept, and its marks are gone. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "kb/kb_internal.h"
#include "unit/kb/collector.h"

static void boxes_that_fold_are_questions_below_faq(void **state)
{
    static const struct article_row rows[] = {
        {"# FAQ\n??? note \"No light\"\n    1\n\n    2\n\n???+ tip \"No water?\"\n    3\n",
         "faq pay/no-light :2\n? No light\n= 1\n\n2\nfaq pay/no-water :7\n? No water?\n= 3\n", ""},
        {"# FAQ\n> [!note]- No light\n> 1\n\n> [!question] No water\n> 2\n\n> [!faq]+ Heat?\n> 3\n",
         "faq pay/no-light :2\n? No light\n= 1\nfaq pay/no-water :5\n? No water\n= 2\nfaq pay/heat :8\n? "
         "Heat?\n= 3\n",
         ""},
        {"# FAQ\n!!! question \"No light\"\n    1\n## a?\n!!! note \"Why\"\n    2\n",
         "faq pay/no-light :2\n? No light\n= 1\nfaq pay/a :4\n? a?\n= Why\n\n2\n", ""},
        {"## s\n??? note \"Log\"\n    1\n", "passage pay/s :2\n? s\n= Log\n\n1\n", ""},
        {"# FAQ\n{{< faq \"a\" >}}\n1\n{{</ faq >}}\n{{<faq \"b\">}}\n2\n{{< / faq>}}\n{{% faq \"c\" "
         "%}}\n3\n{{%/faq%}}\n",
         "faq pay/a :2\n? a\n= 1\nfaq pay/b :5\n? b\n= 2\nfaq pay/c :8\n? c\n= 3\n", ""},
        {"## s\n{{< faq \"a\" >}}\n1\n{{< /faqs >}}\n", "passage pay/s :3\n? s\n= 1\n", ""},
        {"# FAQ\n+++ a\n\n1\n\n+++\n\n+++b?\n2\n+++\n\nend\n",
         "faq pay/a :2\n? a\n= 1\nfaq pay/b :8\n? b?\n= 2\npassage pay/faq :12\n? \n= end\n", ""},
        {"## s\n+++ a\n\n1\n", "passage pay/s :2\n? s\n= +++ a\n\n1\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void boxes_without_a_title_are_their_text(void **state)
{
    static const struct article_row rows[] = {
        {"## a\n::: moniker range=\">= 2\"\n1\n::: moniker-end\n::: zone pivot=\"x\"\n2\n::: zone-end\n3\n",
         "passage pay/a :3\n? a\n= 1\n\n2\n\n3\n", ""},
        {"## a\n:::row:::\n:::column span=\"2\":::\n1\n:::column-end:::\n:::row-end:::\n",
         "passage pay/a :4\n? a\n= 1\n", ""},
        {"## a\n:::image type=\"content\" source=\"https://e.org/i.png\" alt-text=\"b\":::\n",
         "passage pay/a :2\n? a\n= b\n", ""},
        {"## a\n{% hint style=\"info\" %}\n#### Why?\n1\n{% endhint %}\n2\n",
         "passage pay/a :3\n? a\n= Why?\n\n1\n\n2\n", ""},
        {"## a?\n:::note\n## b\n1\n:::\n2\n", "faq pay/a :1\n? a?\n= b\n\n1\n\n2\n", ""},
        {"## a\n1\n\n{% content-ref url=\"b.md\" %}\n\n[b.md](b.md)\n\n{% endcontent-ref %}\n2\n",
         "passage pay/a :2\n? a\n= 1\n\n2\n", ""},
        {"## a\n:::note Use a_b*c & d \\<-> e\n1\n:::\n",
         "passage pay/a :2\n? a\n= Use a_b*c & d <-> e\n\n1\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void templates_leave_their_text_and_holes_are_told_of(void **state)
{
    static const struct article_row rows[] = {
        {"## a\nb {{ site.c }} d {{ e }}\nf {{ 'g' | h }}\n", "passage pay/a :2\n? a\n= b d f g\n",
         "2 warning template\n"},
        {"---\ntitle: t\n---\n## a\nb\n\nc <%= d %> <% if (e) { %>f<% } %>\n",
         "passage pay/a :5\n? a\n= b\n\nc f\n", "7 warning template\n"},
        {"## a\n[b](https://e.org/{{ c }}/d) [e]({{ '/f' | relative_url }}) [g]({{ site.baseurl }}/h)\n",
         "passage pay/a :2\n? a\n= b e g\n",
         "2 warning template\n2 warning local-link\n2 warning local-link\n"},
        {"---\nurl: https://e.org/x/\n---\n## a\n[b]({{ site.baseurl }}/c) [d]({{< ref \"e.md\" >}}) [f]({% "
         "link g.md %})\n",
         "passage pay/a :5\n? a\n= b d f\n", ""},
        {"## a\n[b {{ c }}]({{ url_for('d') }}) e {{< ref \"f\" >}}\n", "passage pay/a :2\n? a\n= b e\n",
         "2 warning template\n"},
        {"## a\n`{{ b }}` \\{{ c }} ${{ d }} {% raw %}{{ e }}{% endraw %}\n",
         "passage pay/a :2\n? a\n= {{ b }} {{ c }} ${{ d }} {{ e }}\n", ""},
        {"## a\n<div style={{b: 1}}>\nc\n</div>\n", "passage pay/a :3\n? a\n= c\n", ""},
        {"## a\nb **[!UICONTROL c d]** [!DNL e]. [!BADGE f]{type=g}\n\n[!INCLUDE [h](i.md)]\n[!NOTE] j\n",
         "passage pay/a :2\n? a\n= b c d e. f\n\n[!NOTE] j\n", "4 warning template\n"},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void what_leads_about_the_page_is_left_out(void **state)
{
    static const struct article_row rows[] = {
        {"[English](faq.md) | [Deutsch](faq.de.md) | Espa\xc3\xb1ol\n\n# FAQ\n**Contents**\n\n1. [s](#s)\n   "
         "- "
         "[a?](#a)\n\n## a?\n1\n",
         "faq pay/a :9\n? a?\n= 1\n", ""},
        {"# Pay\n* Here comes a list\n{: toc .x}\n\n- [a?](#a)\n\n## a?\n1\n", "faq pay/a :7\n? a?\n= 1\n",
         ""},
        {"## a?\n1\n\n**[nach oben](#x)**\n## b?\n2\n\n<sub>[\xe2\x86\x91 top](#x)</sub>\n\n***\n## c?\n3\n"
         "<div><a href=\"#top\">Back</a></div>\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :5\n? b?\n= 2\nfaq pay/c :11\n? c?\n= 3\n", ""},
        {"# Pay\n[a](https://e.org/a/) | [b](https://e.org/b/)\n\nSee a | b.\n",
         "passage pay/pay :2\n? Pay\n= a | b\n\nSee a | b.\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void components_of_two_halves_are_questions(void **state)
{
    static const struct article_row rows[] = {
        {"# FAQ\n<Question>a</Question>\n<Answer>1</Answer>\n\n<Question>b?</Question> "
         "<Answer>\n2\n</Answer>\nend\n",
         "faq pay/a :2\n? a\n= 1\nfaq pay/b :5\n? b?\n= 2\npassage pay/faq :8\n? \n= end\n", ""},
        {"<FaqItem>\n<FaqQuestion>\n  a?\n</FaqQuestion>\n<FaqAnswer>\n1\n</FaqAnswer>\n</FaqItem>\n",
         "faq pay/a :2\n? a?\n= 1\n", ""},
        {"<AccordionItem value=\"1\">\n  <AccordionTrigger>a?</AccordionTrigger>\n  "
         "<AccordionContent>1</AccordionContent>\n</AccordionItem>\n",
         "faq pay/a :2\n? a?\n= 1\n", ""},
        {"<Details summary={<span>a?</span>}>1</Details>\n", "faq pay/a :1\n? a?\n= 1\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void questions_in_front_matter_are_read(void **state)
{
    static const struct article_row rows[] = {
        {"---\ntitle: Boat\nfaqs:\n  - question: a\n    answer: |\n      1\n\n      - 2\n  - question: b?\n  "
         "  answer: "
         "3\n---\n# Boat\n4\n",
         "faq pay/a :4\n? a\n= 1\n\n- 2\nfaq pay/b :9\n? b?\n= 3\npassage pay/boat :13\n? Boat\n= 4\n", ""},
        {"---\nfaq:\n  title: t\n  items:\n    - q: a?\n      a: 1\n    - q: b?\n---\n",
         "faq pay/a :5\n? a?\n= 1\n", ""},
        {"+++\n[[faq]]\nquestion = \"a?\"\nanswer = \"1\"\n+++\n", "faq pay/a :2\n? a?\n= 1\n", ""},
        {"{\"faq\": [{\"question\": \"a?\", \"answer\": \"1\"}]}\n", "faq pay/a :1\n? a?\n= 1\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void icons_are_left_out(void **state)
{
    static const struct article_row rows[] = {
        {"## :question: a?\n:tada: 1 :material-home:{ .c } [b](https://e.org/:id:/) (:+1:)\n",
         "faq pay/a :1\n? a?\n= 1 b ()\n", ""},
        {"## a\n=== \":fontawesome-brands-x: X\"\n    1\n", "passage pay/a :2\n? a\n= X\n\n1\n", ""},
        {"## a\n10:30:45, std::vec::x, b:c:d, :e:`f`, :: g\n",
         "passage pay/a :2\n? a\n= 10:30:45, std::vec::x, b:c:d, :e:f, :: g\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

int test_kb_site_syntax(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_that_fold_are_questions_below_faq),
        cmocka_unit_test(boxes_without_a_title_are_their_text),
        cmocka_unit_test(templates_leave_their_text_and_holes_are_told_of),
        cmocka_unit_test(what_leads_about_the_page_is_left_out),
        cmocka_unit_test(components_of_two_halves_are_questions),
        cmocka_unit_test(questions_in_front_matter_are_read),
        cmocka_unit_test(icons_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
