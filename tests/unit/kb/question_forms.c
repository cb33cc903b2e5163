/* tests/unit/kb/question_forms.c - questions in all the forms that people write them in, and what only looks like
 * one. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "kb/kb_internal.h"
#include "text/text.h"
#include "unit/kb/collector.h"

static void boxes_with_a_title_are_questions(void **state)
{
    static const struct article_row rows[] = {
        {"<details>\n<summary>a?</summary>\n\n1\n\n</details>\n<details><summary><b>b?</b></summary>2</"
         "details>\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :7\n? b?\n= 2\n", ""},
        {"<details>\n<summary>\n  a\n  b?\n</summary>\n1\n</details>\nend\n",
         "faq pay/a-b :1\n? a b?\n= 1\npassage pay/pay :8\n? \n= end\n", ""},
        {"# FAQ\n<details><summary>Costs</summary>\n\n5\n</details>\n", "faq pay/costs :2\n? Costs\n= 5\n",
         ""},
        {"## s\nx\n<details><summary>More</summary>\n\n5\n</details>\n",
         "passage pay/s :2\n? s\n= x\n\nMore\n\n5\n", ""},
        {"<details><summary>Money</summary>\n<details><summary>a?</summary>\n1\n</details>\n</details>\n",
         "faq pay/a :2\n? a?\n= 1\n", ""},
        {"## a?\n1\n## b?\n2\n<details><summary>c?</summary>\n3\n</details>\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :3\n? b?\n= 2\n\nc?\n\n3\n", ""},
        {"<Accordion title=\"a?\">\n    1\n</Accordion>\n<Accordion\n  title='b?'\n>\n\n  "
         "2\n\n</Accordion>\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :6\n? b?\n= 2\n", ""},
        {"<Faq question={\"a?\"} answer=\"1\" />\n", "faq pay/a :1\n? a?\n= 1\n", ""},
        {"??? question \"a?\"\n    1\n\n    2\n\n!!! faq \"b?\"\n    3\nend\n",
         "faq pay/a :1\n? a?\n= 1\n\n2\nfaq pay/b :6\n? b?\n= 3\npassage pay/pay :8\n? \n= end\n", ""},
        {":::details a?\n1\n:::\n\n:::tip[b?]\n2\n:::\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :5\n? b?\n= 2\n", ""},
        {"> [!question]- a?\n> 1\n> 2\n\n> [!faq] b?\n> 3\n",
         "faq pay/a :1\n? a?\n= 1 2\nfaq pay/b :5\n? b?\n= 3\n", ""},
        {"{{< expand \"a?\" >}}\n1\n{{< /expand >}}\n{% details b? %}\n2\n{% enddetails %}\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :4\n? b?\n= 2\n", ""},
        {"<table>\n<tr><th>Question</th><th>Answer</th></tr>\n<tr>\n<td>a\nb?</td>\n<td>\n\n- 1\n- "
         "2\n\n```\nx\n```\n</td></tr>\n"
         "<tr><td><p><b>c</b></p></td><td>3<br>4</td></tr>\n</table>\nend\n",
         "faq pay/a-b :4\n? a b?\n= - 1\n- 2\n\nx\nfaq pay/c :15\n? c\n= 3\n4\npassage pay/pay :17\n? \n= "
         "end\n",
         ""},
        {"<table><tr><td>a?<td>1<tr><td>b?<td>2</table>\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :1\n? b?\n= 2\n", ""},
        {"## s\n<table>\n<tr><td>x</td><td>a?</td></tr>\n</table>\n", "passage pay/s :2\n? s\n= x; a?\n", ""},
        {"<dl><dt>a?</dt><dd>1</dd>\n<dt>b?</dt>\n<dd>2</dd></dl>\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :2\n? b?\n= 2\n", ""},
        {"<h2 id=\"x\">a?</h2>\n<p>1</p>\n<h2>b?</h2>\n<ul><li>2</li>\n<li>3</li></ul>\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :3\n? b?\n= - 2\n- 3\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void labels_tables_and_definitions_are_questions(void **state)
{
    static const struct article_row rows[] = {
        {"Q: a?\nA: 1\n\nQ: b?\nA: 2\n\nmore\n", "faq pay/a :1\n? a?\n= 1\nfaq pay/b :4\n? b?\n= 2\n\nmore\n",
         ""},
        {"**Q1.** a?\n\n**A1.** 1\n\n**Q2.** b?\n\n**A2.** 2\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :5\n? b?\n= 2\n", ""},
        {"**Question:** open hours\n**Answer:** nine\n", "faq pay/open-hours :1\n? open hours\n= nine\n", ""},
        {"Frage 1: Wann?\nAntwort: Um neun.\n", "faq pay/wann :1\n? Wann?\n= Um neun.\n", ""},
        {"P: \xc2\xbf"
         "a?\nR: 1\n",
         "faq pay/a :1\n? \xc2\xbf"
         "a?\n= 1\n",
         ""},
        {"\xd0\x92: a?\n\xd0\x9e: 1\n", "faq pay/a :1\n? a?\n= 1\n", ""},
        {"**Q: a?**\n\n**A: 1** more\n", "faq pay/a :1\n? a?\n= 1 more\n", ""},
        {"**Q. a?** 1\n\nQ. b\n\nA. 2\n", "faq pay/a :1\n? a?\n= 1\n\nQ. b\n\nA. 2\n", ""},
        {"# FAQ\n- **Q: a**\n  - A: 1\n", "faq pay/a :2\n? a\n= 1\n", ""},
        {"- Q: a?\n- A: 1\n- Q: b?\n- A: 2\n  more\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :3\n? b?\n= 2 more\n", ""},
        {"**Q : a ?**\n\nR\xc2\xa0: 1\n", "faq pay/a :1\n? a ?\n= 1\n", ""},
        {"## a?\n*A:* 1\n## b?\n**Answer:**\n\n2\n", "faq pay/a :1\n? a?\n= 1\nfaq pay/b :3\n? b?\n= 2\n",
         ""},
        {"## a?\nC: is a drive.\n## b?\nA4 - 210 mm.\n## c?\nAnswer.\n",
         "faq pay/a :1\n? a?\n= C: is a drive.\nfaq pay/b :3\n? b?\n= A4 - 210 mm.\nfaq pay/c :5\n? c?\n= "
         "Answer.\n",
         ""},
        {"## Motor\nV: 12\n\nA: 2\n", "passage pay/motor :2\n? Motor\n= V: 12\n\nA: 2\n", ""},
        {"# FAQ\n## 1. a\n1\n## (2) b?\n2\n## 6.1 c\n3\n## 4 d\n4\n## Q: e\nA: 5\n",
         "faq pay/a :2\n? a\n= 1\nfaq pay/b :4\n? b?\n= 2\nfaq pay/c :6\n? c\n= 3\nfaq pay/4-d :8\n? 4 d\n= "
         "4\n"
         "faq pay/e :10\n? e\n= 5\n",
         ""},
        {"# FAQ\na?\n\n\n: 1\n\n: 2\n", "faq pay/a :2\n? a?\n= 1\n\n2\n", ""},
        {"Q: a long\nquestion?\nA: 1\n", "faq pay/a-long-question :1\n? a long question?\n= 1\n", ""},
        {"| Question | Answer |\n|---|---|\n| a? | 1 |\n| b \\| c | **2** |\n",
         "faq pay/a :3\n? a?\n= 1\nfaq pay/b-c :4\n? b | c\n= 2\n", ""},
        {"x | Frage | Antwort\n--|--|--\n1 | a? | 1\n", "faq pay/a :3\n? a?\n= 1\n", ""},
        {"### Question\na?\n### Answer\n1\n#### x\n2\n### Question\nb?\n### Answer\n3\n",
         "faq pay/a :1\n? a?\n= 1\n\nx\n\n2\nfaq pay/b :7\n? b?\n= 3\n", ""},
        {"## s\nx\n## Question 1\nx\nb?\n\nAnswer: 1\n\n## Question 2:\n\nc\n\n**Answer**\n\n2\n",
         "passage pay/s :2\n? s\n= x\nfaq pay/x-b :3\n? x b?\n= 1\nfaq pay/c :9\n? c\n= 2\n", ""},
        {"# FAQ\nFrage 1\n-------\nx\n\nAntwort 1\n---------\n1\n\n## \xe9\x97\xae\xe9\xa2\x98\nb\n## "
         "\xe7\xad\x94\xe6\xa1\x88\n2\n",
         "faq pay/x :2\n? x\n= 1\nfaq pay/b :10\n? b\n= 2\n", ""},
        {"## a?\n### Answer\n1\n## b?\n\n#### A:\n\n2\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :4\n? b?\n= 2\n", ""},
        {"## Questions\n1. a\n2. b\n3. c\n4. d\n\n## Answers\n1. e\n",
         "passage pay/questions :2\n? Questions\n= - a\n- b\n- c\n- d\npassage pay/answers :8\n? "
         "Answers\n= - e\n",
         ""},
        {"a?\n: 1\n\nb?\n\n:   2\n\n    3\n", "faq pay/a :1\n? a?\n= 1\nfaq pay/b :4\n? b?\n= 2\n\n3\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void what_an_article_uses_for_its_questions_is_one(void **state)
{
    static const struct article_row rows[] = {
        {"**a?**\n\n1\n\n**b?**\n2\n", "faq pay/a :1\n? a?\n= 1\nfaq pay/b :5\n? b?\n= 2\n", ""},
        {"**a?** 1\n\n__b__? 2\n", "faq pay/a :1\n? a?\n= 1\nfaq pay/b :3\n? b?\n= 2\n", ""},
        {"# FAQ\n## Money\n**a?**\n\n1\n\n**Note**\n\n2\n", "faq pay/a :3\n? a?\n= 1\n\nNote\n\n2\n", ""},
        {"# FAQ\n**Costs**\n\n5\n\n**Hours**\n\n9\n",
         "faq pay/costs :2\n? Costs\n= 5\nfaq pay/hours :6\n? Hours\n= 9\n", ""},
        {"# FAQ\n## a?\n1\n\n**Why?**\n\n2\n## b?\n3\n",
         "faq pay/a :2\n? a?\n= 1\n\nWhy?\n\n2\nfaq pay/b :8\n? b?\n= 3\n", ""},
        {"## a?\n1\n\n**b?**\n\n2\n\n**c?**\n\n3\n## d?\n4\n## e?\n5\n",
         "faq pay/a :1\n? a?\n= 1\n\nb?\n\n2\n\nc?\n\n3\nfaq pay/d :11\n? d?\n= 4\nfaq pay/e :13\n? e?\n= "
         "5\n",
         "1 hint question-form\n"},
        {"## s\n**Why?** Because.\n", "passage pay/s :2\n? s\n= Why? Because.\n", ""},
        {"- **a?**\n  1\n- b?\n    - 2\n\nend\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :3\n? b?\n= - 2\npassage pay/pay :6\n? \n= end\n", ""},
        {"1. a?\n\n   1\n\n   - x\n\n2. b?\n\n   2\n",
         "faq pay/a :1\n? a?\n= 1\n\n- x\nfaq pay/b :7\n? b?\n= 2\n", ""},
        {"1. a?\n\n1\n\n2. b?\n\n2\n", "faq pay/a :1\n? a?\n= 1\nfaq pay/b :5\n? b?\n= 2\n", ""},
        {"## s\n- a?\n- b?\n- c?\n\nend\n", "passage pay/s :2\n? s\n= - a?\n- b?\n- c?\n\nend\n", ""},
        {"# FAQ\n1. **Leaks**\n   - Pump.\n2. **Oar**\n   - Buy.\n",
         "faq pay/leaks :2\n? Leaks\n= - Pump.\nfaq pay/oar :4\n? Oar\n= - Buy.\n", ""},
        {"# FAQ\n- a?\n  - 1\n- b\n  - 2\n", "faq pay/a :2\n? a?\n= - 1\nfaq pay/b :4\n? b\n= - 2\n", ""},
        {"# FAQ\n**a?**\n\n1\n\n**Option 1**\n\n2\n\n**Option 2**\n\n3\n",
         "faq pay/a :2\n? a?\n= 1\n\nOption 1\n\n2\n\nOption 2\n\n3\n", ""},
        {"# FAQ\n## a?\n::: tip Did you know?\n1\n:::\n2\n",
         "faq pay/a :2\n? a?\n= Did you know?\n\n1\n\n2\n", ""},
        {"# Questions?\n- a?\n  - 1\n- b?\n  - 2\n", "faq pay/a :2\n? a?\n= - 1\nfaq pay/b :4\n? b?\n= - 2\n",
         ""},
        {"<b>a?</b><br>\n1\n\n<p><strong>b?</strong><br>2</p>\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :4\n? b?\n= 2\n", ""},
        {"# FAQ\n## a?\n1\n---\n\n## b?\n2\n", "faq pay/a :2\n? a?\n= 1\nfaq pay/b :6\n? b?\n= 2\n", ""},
        {"# FAQ\n<details><summary>s</summary>\n<details><summary>a?</summary>\n1\n</details>\n</details>\n",
         "faq pay/a :3\n? a?\n= 1\n", ""},
        {"> ## a?\n\n1\n\n> ## b?\n\n2\n", "faq pay/a :1\n? a?\n= 1\nfaq pay/b :5\n? b?\n= 2\n", ""},
        {"> a?\n\n1\n\n> b?\n>\n> 2\n", "faq pay/a :1\n? a?\n= 1\nfaq pay/b :5\n? b?\n= 2\n", ""},
        {"# FAQ\na?\n\n1\n\nb?\n2\n", "faq pay/a :2\n? a?\n= 1\nfaq pay/b :6\n? b?\n= 2\n", ""},
        {"## s\nWhy?\n\nBecause.\n", "passage pay/s :2\n? s\n= Why?\n\nBecause.\n", ""},
        {"# FAQ\n##a?\n1\n", "faq pay/a :2\n? a?\n= 1\n", ""},
        {"# FAQ\n```\n## no?\nQ: no?\n```\n## a?\n1\n",
         "passage pay/faq :2\n? \n= ## no?\nQ: no?\nfaq pay/a :6\n? a?\n= 1\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void a_section_of_a_form_of_its_own_is_read_in_it(void **state)
{
    static const struct article_row rows[] = {
        {"# FAQ\n## x\n### a?\n1\n### b?\n2\n### c?\n3\n## y\n**d?**\n\n4\n\n**e?**\n\n5\n",
         "faq pay/a :3\n? a?\n= 1\nfaq pay/b :5\n? b?\n= 2\nfaq pay/c :7\n? c?\n= 3\nfaq pay/d :10\n? d?\n= "
         "4\n"
         "faq pay/e :14\n? e?\n= 5\n",
         "1 hint question-form\n"},
        {"## x\n**a?**\n\n1\n\n**b?**\n\n2\n\n**c?**\n\n3\n## y\n- d?\n  - 4\n- e?\n  - 5\n",
         "faq pay/a :2\n? a?\n= 1\nfaq pay/b :6\n? b?\n= 2\nfaq pay/c :10\n? c?\n= 3\nfaq pay/d :14\n? d?\n= "
         "- 4\n"
         "faq pay/e :16\n? e?\n= - 5\n",
         "1 hint question-form\n"},
        {"# FAQ\n## x\n**a?**\n\n1\n\n**b?**\n\n2\n## y\n> d?\n\n4\n",
         "faq pay/a :3\n? a?\n= 1\nfaq pay/b :7\n? b?\n= 2\nfaq pay/d :11\n? d?\n= 4\n",
         "1 hint question-form\n"},
        {"# FAQ\n## a?\n1\n### More\n**Why?**\n\n2\n\n**How?**\n\n3\n## b?\n4\n",
         "faq pay/a :2\n? a?\n= 1\n\nMore\n\nWhy?\n\n2\n\nHow?\n\n3\nfaq pay/b :12\n? b?\n= 4\n",
         "1 hint question-form\n"},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void a_footer_is_no_part_of_the_last_answer(void **state)
{
    static const struct article_row rows[] = {
        {"# FAQ\n## a?\n1\n\n## b?\n2\n\n---\n\n*Last change: May.*\n\n[Home](https://e/) | "
         "[Next](https://e/n)\n",
         "faq pay/a :2\n? a?\n= 1\nfaq pay/b :5\n? b?\n= 2\npassage pay/faq :10\n? \n= Last change: May.\n",
         ""},
        {"**a?**\n\n1\n\n**b?**\n\n2\n\n***\nLicense: free\n",
         "faq pay/a :1\n? a?\n= 1\nfaq pay/b :5\n? b?\n= 2\npassage pay/pay :10\n? \n= License: free\n", ""},
        {"# FAQ\n## a?\n1\n\n---\n\n2\n", "faq pay/a :2\n? a?\n= 1\n\n2\n", ""},
        {"# FAQ\n\n---\n\n## a?\n1\n\n---\n\n## b?\n2\n\n---\n\n3\n",
         "faq pay/a :5\n? a?\n= 1\nfaq pay/b :10\n? b?\n= 2\npassage pay/faq-2 :15\n? \n= 3\n", ""},
        {"# FAQ\n## a?\n1\n\n---\n\n[Home](https://e/)\n", "faq pay/a :2\n? a?\n= 1\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void what_is_for_site_generators_reaches_no_visitor(void **state)
{
    static const struct article_row rows[] = {
        {"import X from './x';\nexport const a = {\n  b: 1,\n};\n\n## a\nx {/* y */}z\n",
         "passage pay/a :7\n? a\n= x z\n", ""},
        {"# FAQ\n## a?\n<figure>\n    <figcaption>1</figcaption>\n</figure>\n\n2 [\xe2\xac\x86 up](#x)\n",
         "faq pay/a :2\n? a?\n= 1\n\n2\n", ""},
        {"# FAQ\n**Contents**\n\n- [a?](#a)\n- [b?](#b)\n\n## a?\nSee [b?](#b).\n\n1\n",
         "faq pay/a :7\n? a?\n= See b?.\n\n1\n", "8 warning local-link\n"},
        {"## a\nb <a name=\"x\"></a>c {/* d\ne */}f\n", "passage pay/a :2\n? a\n= b c f\n", ""},
        {"# FAQ\n{{< faq question=\"a?\" answer=\"1\" >}}\n{% include faq.html q=\"b?\" a=\"2\" %}\n",
         "faq pay/a :2\n? a?\n= 1\nfaq pay/b :3\n? b?\n= 2\n", ""},
        {"# FAQ\n<TabItem label=\"Mac\">\n1\n</TabItem>\n\n## a?\n2\n",
         "passage pay/faq :2\n? \n= Mac\n\n1\nfaq pay/a :6\n? a?\n= 2\n", ""},
        {"## a\n{: .no_toc }\nb{: .c}\n\n[d](https://e.org/){ .f }\n", "passage pay/a :3\n? a\n= b\n\nd\n",
         ""},
        {"## a\n{% if b %}\nc {% include d %}e\n{% endif %}\n", "passage pay/a :3\n? a\n= c e\n", ""},
        {"## a\n`{% raw %}` {{< b >}}c\n", "passage pay/a :2\n? a\n= {% raw %} c\n", ""},
        {"## a\n> [!NOTE]\n> Free.\n", "passage pay/a :3\n? a\n= Free.\n", ""},
        {"## a\n:::tip Hint\nKeep.\n:::\n", "passage pay/a :2\n? a\n= Hint\n\nKeep.\n", ""},
        {"## a\n!!! note\n    Keep.\n", "passage pay/a :3\n? a\n= Keep.\n", ""},
        {"## a\n=== \"Linux\"\n    b\n=== \"Mac\"\n    c\n",
         "passage pay/a :2\n? a\n= Linux\n\nb\n\nMac\n\nc\n", ""},
        {"## a\n<div align=\"center\">\n\nb\n\n</div>\n<Tip>c</Tip>\n", "passage pay/a :4\n? a\n= b\n\nc\n",
         ""},
        {"## a\n\\<b>c\\</b> \\<details> \\`{% d %}\\`\\\n",
         "passage pay/a :2\n? a\n= <b>c</b> <details> ``\\\n", ""},
        {"## a\n* TOC\n{:toc}\n\nb\n", "passage pay/a :5\n? a\n= b\n", ""},
        {"## a\nb <!-- c\nd --> e\n", "passage pay/a :2\n? a\n= b e\n", ""},
        {"## a\n{% highlight sh %}\n## b?\n{% endhighlight %}\n", "passage pay/a :2\n? a\n= ## b?\n", ""},
        {"## a\nUse List<String> or x<y.\n", "passage pay/a :2\n? a\n= Use List or x<y.\n",
         "2 warning html\n"},
        {"## a\n    <details>\n    {% b %}\n", "passage pay/a :2\n? a\n= <details>\n{% b %}\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void names_of_faqs_are_known_in_every_language(void **state)
{
    static const char *const names[] = {
        "FAQ",
        "F.A.Q.",
        "Q&A",
        "Boat FAQ",
        "Frequently Asked Questions (FAQ)",
        "\xe2\x9d\x93 Preguntas frecuentes",
        "Questions fr\xc3\xa9quentes",
        "Domande frequenti",
        "Perguntas Frequentes",
        "Veelgestelde vragen",
        "Vanliga fr\xc3\xa5gor",
        "Usein kysytyt kysymykset",
        "S\xc4\xb1k\xc3\xa7"
        "a Sorulan Sorular",
        "\xd0\x92\xd0\xbe\xd0\xbf\xd1\x80\xd0\xbe\xd1\x81\xd1\x8b \xd0\xb8 "
        "\xd0\xbe\xd1\x82\xd0\xb2\xd0\xb5\xd1\x82\xd1\x8b",
        "\xd8\xa7\xd9\x84\xd8\xa3\xd8\xb3\xd8\xa6\xd9\x84\xd8\xa9 "
        "\xd8\xa7\xd9\x84\xd8\xb4\xd8\xa7\xd8\xa6\xd8\xb9\xd8\xa9",
        "\xe3\x82\x88\xe3\x81\x8f\xe3\x81\x82\xe3\x82\x8b\xe8\xb3\xaa\xe5\x95\x8f"};
    static const char *const others[] = {"", "Frequently", "Questions", "Prices",
                                         "A very long heading that mentions the FAQ "
                                         "only somewhere in the middle of it all"};
    struct collector collector;
    (void)state;
    collector_init(&collector);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_true(faq_words_name_faq(&collector.reader, view_of(names[i])));
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(faq_words_name_faq(&collector.reader, view_of(others[i])));
    }
    collector_release(&collector);
}

int test_kb_question_forms(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_with_a_title_are_questions),
        cmocka_unit_test(labels_tables_and_definitions_are_questions),
        cmocka_unit_test(what_an_article_uses_for_its_questions_is_one),
        cmocka_unit_test(a_section_of_a_form_of_its_own_is_read_in_it),
        cmocka_unit_test(a_footer_is_no_part_of_the_last_answer),
        cmocka_unit_test(what_is_for_site_generators_reaches_no_visitor),
        cmocka_unit_test(names_of_faqs_are_known_in_every_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
