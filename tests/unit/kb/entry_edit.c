/* tests/unit/kb/entry_edit.c - a line put in below a question: what the file is afterwards, byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "kb/kb_internal.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* NULL: refused. */
struct sample {
    const char *name;
    const char *path;
    const char *id;
    enum line_kind kind;
    const char *question;
    const char *before;
    const char *after;
    unsigned line;
};

static const struct sample samples[] = {
    {"a heading", "a.md", "a/why", LINE_ALSO, "how so", "## Why?\n\nSo.\n",
     "## Why?\n\n- also: how so\n\nSo.\n", 3},
    {"a question never answered", "a.md", "a/why", LINE_NOT, "how so", "## Why?\n\nSo.\n",
     "## Why?\n\n- not: how so\n\nSo.\n", 3},
    {"no blank line", "a.md", "a/why", LINE_ALSO, "how so", "## Why?\nSo.\n",
     "## Why?\n\n- also: how so\n\nSo.\n", 3},
    {"CRLF", "a.md", "a/why", LINE_ALSO, "how so", "## Why?\r\n\r\nSo.\r\n",
     "## Why?\r\n\r\n- also: how so\r\n\r\nSo.\r\n", 3},
    {"CRLF and a list", "a.md", "a/why", LINE_ALSO, "how so", "## Why?\r\n\r\n- also: b\r\n\r\nSo.",
     "## Why?\r\n\r\n- also: b\r\n- also: how so\r\n\r\nSo.", 4},
    {"no final newline", "a.md", "a/why", LINE_ALSO, "how so", "## Why?\n\nSo.",
     "## Why?\n\n- also: how so\n\nSo.", 3},
    {"a byte order mark", "a.md", "a/why", LINE_ALSO, "how so", "\xef\xbb\xbf## Why?\n\nSo.\n",
     "\xef\xbb\xbf## Why?\n\n- also: how so\n\nSo.\n", 3},
    {"several lines", "a.md", "a/why", LINE_ALSO, "how so",
     "## Why?\n\n- also: b\n- not: c\n- also: d\n\nSo.\n",
     "## Why?\n\n- also: b\n- not: c\n- also: d\n- also: how so\n\nSo.\n", 6},
    {"another bullet, indented", "a.md", "a/why", LINE_NOT, "how so", "## Why?\n  *  also: b\n\nSo.\n",
     "## Why?\n  *  also: b\n  *  not: how so\n\nSo.\n", 3},
    {"a line that goes on in the next", "a.md", "a/why", LINE_ALSO, "how so",
     "## Why?\n\n- also: b\n  c\n\nSo.\n", "## Why?\n\n- also: how so\n- also: b\n  c\n\nSo.\n", 3},
    {"an answer that is a list", "a.md", "a/why", LINE_ALSO, "how so", "## Why?\n\n- One.\n- Two.\n",
     "## Why?\n\n* also: how so\n\n- One.\n- Two.\n", 3},
    {"an answer that is a nested list", "a.md", "a/why", LINE_ALSO, "how so",
     "## Why?\n\n- also: b\n\n* One:\n  - deep\n\n    more\n",
     "## Why?\n\n- also: b\n- also: how so\n\n* One:\n  - deep\n\n    more\n", 4},
    {"a heading with a line below it", "a.md", "a/why", LINE_ALSO, "how so", "Why?\n----\nSo.\n",
     "Why?\n----\n\n- also: how so\n\nSo.\n", 4},
    {"such a heading of two lines", "a.md", "a/why-then", LINE_ALSO, "how so", "Why\nthen?\n====\n\nSo.\n",
     "Why\nthen?\n====\n\n- also: how so\n\nSo.\n", 5},
    {"the entry among others", "a.md", "b", LINE_ALSO, "how so",
     "# Title\n\n## A?\n\nOne.\n\n## B? {#b}\n\nTwo.\n\n## C?\n\nThree.\n",
     "# Title\n\n## A?\n\nOne.\n\n## B? {#b}\n\n- also: how so\n\nTwo.\n\n## C?\n\nThree.\n", 9},
    {"two of the same id", "a.md", "b", LINE_ALSO, "how so", "## A? {#b}\n\nOne.\n\n## B? {#b}\n\nTwo.\n",
     "## A? {#b}\n\n- also: how so\n\nOne.\n\n## B? {#b}\n\nTwo.\n", 3},
    {"a title in front matter", "a.md", "a/why", LINE_ALSO, "how so", "---\ntitle: Why?\n---\nSo.\n",
     "---\ntitle: Why?\n---\n- also: how so\n\nSo.\n", 4},
    {"signs of Markdown", "a.md", "a/why", LINE_ALSO, "*why* <b> [x](y) `c` a_b_c & #1 ~~z~~ \\ {{x}} |",
     "## Why?\n\nSo.\n",
     "## Why?\n\n- also: \\*why\\* \\<b\\> \\[x\\](y) \\`c\\` a\\_b\\_c \\& \\#1 \\~\\~z\\~\\~ \\\\ "
     "\\{\\{x\\}\\} \\|\n\nSo.\n",
     3},
    {"white space", "a.md", "a/why", LINE_ALSO, "  how\t\n so ", "## Why?\n\nSo.\n",
     "## Why?\n\n- also: how so\n\nSo.\n", 3},
    {"a bold question", "a.md", "a/why", LINE_ALSO, "how so", "**Why?**\n\nSo.\n\n**What?**\n\nThat.\n",
     "**Why?**\n\n- also: how so\n\nSo.\n\n**What?**\n\nThat.\n", 3},
    {"a fence that shows such lines", "a.md", "a/why", LINE_ALSO, "how so",
     "## Why?\n\n```\n- also: x\n```\n", "## Why?\n\n- also: how so\n\n```\n- also: x\n```\n", 3},

    {"JSON without a list", "a.jsonl", "b", LINE_ALSO, "how \"so\"",
     "{\"id\": \"a\", \"question\": \"A?\", \"answer\": \"One.\"}\n"
     "{\"id\":\"b\",\"question\":\"B \\\"?\", \"answer\":\"Two.\"}\n",
     "{\"id\": \"a\", \"question\": \"A?\", \"answer\": \"One.\"}\n"
     "{\"id\":\"b\",\"question\":\"B \\\"?\", \"also\": [\"how \\\"so\\\"\"], \"answer\":\"Two.\"}\n",
     2},
    {"JSON with a list", "a.jsonl", "b", LINE_NOT, "how so",
     "\xef\xbb\xbf{\"id\":\"b\",\"not\":[ \"x]\" ],\"question\":\"B?\",\"answer\":\"Two.\"}\r\n",
     "\xef\xbb\xbf{\"id\":\"b\",\"not\":[ \"x]\", \"how so\" ],\"question\":\"B?\",\"answer\":\"Two.\"}\r\n",
     1},
    {"JSON with an empty list and no line feed", "a.jsonl", "b", LINE_ALSO, "how so",
     "{\"id\":\"b\",\"also\":[ ],\"question\":\"B?\",\"answer\":\"Two.\"}",
     "{\"id\":\"b\",\"also\":[\"how so\" ],\"question\":\"B?\",\"answer\":\"Two.\"}", 1},

    {"no such entry", "a.md", "a/what", LINE_ALSO, "how so", "## Why?\n\nSo.\n", NULL, 0},
    {"no such line of JSON", "a.jsonl", "c", LINE_ALSO, "x", "{\"id\":\"b\"}\n", NULL, 0},
    {"a draft", "a.md", "a/why", LINE_ALSO, "how so", "---\nstatus: draft\n---\n## Why?\n\nSo.\n", NULL, 0},
    {"a passage", "a.md", "a/why", LINE_ALSO, "how so", "## Why\n\nSo.\n", NULL, 0},
    {"a phrasing that it has", "a.md", "a/why", LINE_ALSO, "How, so!", "## Why?\n\n- also: how so\n\nSo.\n",
     NULL, 0},
    {"its own question", "a.md", "a/why", LINE_ALSO, "why", "## Why?\n\nSo.\n", NULL, 0},
    {"what it never answers", "a.md", "a/why", LINE_ALSO, "how so", "## Why?\n\n- not: how so\n\nSo.\n", NULL,
     0},
    {"a phrasing as a question never answered", "a.md", "a/why", LINE_NOT, "why", "## Why?\n\nSo.\n", NULL,
     0},
    {"a row of a table", "a.md", "a/why", LINE_ALSO, "how so",
     "| Question | Answer |\n| --- | --- |\n| Why? | So. |\n| What? | That. |\n", NULL, 0},
    {"control characters", "a.md", "a/why", LINE_ALSO, "how\033[2Jso", "## Why?\n\nSo.\n", NULL, 0},
    {"no question", "a.md", "a/why", LINE_ALSO, " \n", "## Why?\n\nSo.\n", NULL, 0},
    {"no UTF-8", "a.md", "a/why", LINE_ALSO, "how\xff", "## Why?\n\nSo.\n", NULL, 0},
    {"a list of JSON that is none", "a.jsonl", "b", LINE_ALSO, "how so",
     "{\"id\":\"b\",\"also\":\"x\",\"question\":\"B?\",\"answer\":\"Two.\"}", NULL, 0},
};

static void every_other_byte_stays_and_the_rest_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        const struct sample *sample = &samples[i];
        const struct entry_edit edit = {.path = sample->path,
                                        .id = view_of(sample->id),
                                        .kind = sample->kind,
                                        .question = view_of(sample->question)};
        struct buffer out;
        struct faqbot_fault fault = {.status = FAQBOT_OK};
        unsigned line = 0;
        buffer_init(&out, SIZE_MAX);
        enum faqbot_status status = entry_edit(&edit, view_of(sample->before), &out, &line, &fault);
        bool is_as_meant = sample->after == NULL ? status != FAQBOT_OK && fault.sentence[0] != '\0'
                                                 : status == FAQBOT_OK && line == sample->line &&
                                                       view_equals_text(buffer_view(&out), sample->after);
        if (!is_as_meant) {
            print_error("%s: status %d, line %u, %s\n%.*s\n", sample->name, (int)status, line, fault.sentence,
                        (int)out.size, out.size > 0 ? out.bytes : "");
        }
        assert_true(is_as_meant);
        buffer_release(&out);
    }
}

int test_kb_entry_edit(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_other_byte_stays_and_the_rest_is_refused),
    };
    return cmocka_run_group_tests_name("entry_edit", tests, NULL, NULL);
}
