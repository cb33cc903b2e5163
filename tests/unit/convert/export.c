/* tests/unit/convert/export.c - a knowledge base as each format has it, to the byte, and what is told not to be
 * carried. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot_tools.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/util.h"

static const char knowledge[] =
    "{\"settings\":{\"name\":\"Bicycles: "
    "all\",\"lang\":\"en\",\"starters\":[\"a\"],\"starters./x/*\":[\"a\"],\"starters./"
    "y\":[],\"threshold.answered\":\"0.45\",\"lexicon\":\"no\"}}\n"
    "{\"synonym\":\"bike, bicycle\"}\n"
    "{\"synonym\":\"fee\\\\, charge => price\"}\n"
    "{\"id\":\"a\",\"question\":\"What, \\\"then\\\"?\",\"also\":[\"=cmd|x\",\"b; "
    "c\"],\"not\":[\"who\"],\"answer\":\"One.\\n\\n- two\\n- "
    "**three** & [four](https://b.example/?c&d)\",\"title\":\"T\",\"section\":\"S > "
    "U\",\"url\":\"https://a.example\","
    "\"lang\":\"de\",\"tags\":[\"x\",\"y\"],\"related\":[\"b\"],\"disclaimer\":\"No.\",\"updated\":\"2026-01-"
    "01\","
    "\"review_by\":\"2027-01-01\"}\n"
    "{\"id\":\"b\",\"question\":\"And?\",\"answer\":\"Four five.\"}\n"
    "{\"id\":\"p\",\"text\":\"Plain text.\",\"title\":\"T\"}\n";

static const char as_jsonl[] =
    "{\"settings\":{\"name\":\"Bicycles: "
    "all\",\"lang\":\"en\",\"starters\":[\"a\"],\"starters./x/*\":[\"a\"],\"starters./"
    "y\":[],\"threshold.answered\":\"0.450000\",\"lexicon\":\"no\"}"
    "}\n"
    "{\"synonym\":\"bike, bicycle\"}\n"
    "{\"synonym\":\"fee\\\\, charge => price\"}\n"
    "{\"id\":\"a\",\"question\":\"What, \\\"then\\\"?\",\"also\":[\"=cmd|x\",\"b; "
    "c\"],\"not\":[\"who\"],\"answer\":\"One.\\n\\n- two\\n- "
    "**three** & [four](\\u003chttps://b.example/?c&amp;d>)\",\"title\":\"T\",\"section\":\"S > "
    "U\",\"url\":\"https://a.example\","
    "\"lang\":\"de\",\"tags\":[\"x\",\"y\"],\"related\":[\"b\"],\"disclaimer\":\"No.\",\"disclaimer_id\":"
    "\"disclaimer-37643c19c348229c\",\"updated\":\"2026-01-01\",\"review_by\":\"2027-01-01\"}\n"
    "{\"id\":\"b\",\"question\":\"And?\",\"answer\":\"Four five.\",\"lang\":\"en\"}\n"
    "{\"id\":\"p\",\"text\":\"Plain text.\",\"title\":\"T\",\"lang\":\"en\"}\n";

static const char as_faqpage[] =
    "{\"@context\":\"https://schema.org\",\"@type\":\"FAQPage\",\"name\":\"Bicycles: "
    "all\",\"inLanguage\":\"en\","
    "\"mainEntity\":[{\"@type\":\"Question\",\"identifier\":\"a\",\"name\":\"What, "
    "\\\"then\\\"?\",\"alternateName\":["
    "\"=cmd|x\",\"b; c\"],\"url\":\"https://a.example\",\"inLanguage\":\"de\",\"keywords\":\"x, "
    "y\",\"dateModified\":\"2026-01-01\",\"expires\":\"2027-01-01\",\"isPartOf\":{\"@type\":\"WebPage\","
    "\"name\":\"T\"},\"mentions\":[{\"@type\":\"Question\",\"identifier\":\"b\"}],\"acceptedAnswer\":{\"@"
    "type\":\"Answer\",\"text\":\"\\u003cp>One."
    "\\u003c/"
    "p>\\u003cul>\\u003cli>\\u003cp>two\\u003c/p>\\u003c/li>\\u003cli>\\u003cp>\\u003cstrong>three\\u003c/"
    "strong> &amp; "
    "\\u003ca href=\\\"https://b.example/?c&amp;d\\\">four\\u003c/a>\\u003c/p>\\u003c/li>\\u003c/"
    "ul>\\u003cp>\\u003cstrong>Disclaimer:\\u003c/strong> "
    "No.\\u003c/p>\"}},{\"@type\":\"Question\",\"identifier\":\"b\",\"name\":\"And?\",\"inLanguage\":\"en\","
    "\"isPartOf\":{\"@type\":\"WebPage\"},"
    "\"acceptedAnswer\":{\"@type\":\"Answer\",\"text\":\"\\u003cp>Four five.\\u003c/p>\"}}]}\n";

static const char as_qnabot[] =
    "{\"qna\":[{\"qid\":\"a\",\"type\":\"qna\",\"q\":[\"What, \\\"then\\\"?\",\"=cmd|x\",\"b; "
    "c\"],\"tags\":\"x, y\",\"a\":\"One.\\n\\n- two\\n- three & four\\n\\nDisclaimer: "
    "No.\",\"alt\":{\"markdown\":\"One.\\n\\n- two\\n- "
    "**three** & [four](\\u003chttps://b.example/?c&amp;d>)\\n\\n**Disclaimer:** "
    "No.\"}},{\"qid\":\"b\",\"type\":\"qna\",\"q\":[\"And?\"],\"a\":\"Four "
    "five.\",\"alt\":{\"markdown\":\"Four "
    "five.\"}}]}\n";

static const char as_csv[] =
    "id,question,also,answer,title,url,lang,tags,related,disclaimer,updated,review_by\r\n"
    "\"a\",\"What, \"\"then\"\"?\",\"=cmd|x\nb; c\",\"One.\n\n- two\n- **three** & "
    "[four](<https://b.example/?c&amp;d>)\",\"T\",\"https://a.example\",\"de\",\"x, "
    "y\",\"b\",\"No.\",\"2026-01-01\",\"2027-01-01\"\r\n"
    "\"b\",\"And?\",\"\",\"Four five.\",\"\",\"\",\"en\",\"\",\"\",\"\",\"\",\"\"\r\n";

struct place {
    char folder[64];
    char knowledge[96];
    char index[96];
};

static int set_up(void **state)
{
    static struct place place;
    strcpy(place.folder, "/tmp/faqbot-export-XXXXXX");
    assert_non_null(mkdtemp(place.folder));
    (void)snprintf(place.knowledge, sizeof place.knowledge, "%s/a.jsonl", place.folder);
    (void)snprintf(place.index, sizeof place.index, "%s/a.index", place.folder);
    FILE *file = fopen(place.knowledge, "wb");
    assert_non_null(file);
    assert_true(fputs(knowledge, file) >= 0);
    assert_int_equal(fclose(file), 0);
    *state = &place;
    return 0;
}

static int tear_down(void **state)
{
    const struct place *place = *state;
    (void)unlink(place->index);
    return unlink(place->knowledge) + rmdir(place->folder);
}

static bool take(void *user, struct faqbot_view bytes)
{
    struct buffer *out = user;
    buffer_add(out, bytes);
    return true;
}

static bool refuse(void *user, struct faqbot_view bytes)
{
    (void)user;
    (void)bytes;
    return false;
}

/* "SENTENCE, ENTRIES FIRST\n" for each. */
static void take_loss(void *user, const struct faqbot_export_loss *loss)
{
    struct buffer *losses = user;
    buffer_add(losses, loss->sentence);
    buffer_add_text(losses, ", ");
    buffer_add_number(losses, loss->entries);
    buffer_add_text(losses, " ");
    buffer_add(losses, loss->first);
    buffer_add_text(losses, "\n");
}

static void check_export(struct faqbot_export_options options, const char *expected,
                         const char *expected_losses, size_t entries)
{
    struct buffer out;
    struct buffer losses;
    struct faqbot_export_result result;
    struct faqbot_fault fault;
    buffer_init(&out, SIZE_MAX);
    buffer_init(&losses, SIZE_MAX);
    options.write = take;
    options.write_user = &out;
    options.tell = take_loss;
    options.tell_user = &losses;
    assert_int_equal(faqbot_export(&options, &result, &fault), FAQBOT_OK);
    buffer_add_byte(&out, '\0');
    buffer_add_byte(&losses, '\0');
    assert_string_equal(out.bytes, expected);
    assert_string_equal(losses.bytes, expected_losses);
    assert_int_equal(result.entries, entries);
    assert_int_equal(result.left_out, 3 - entries);
    assert_int_equal(strlen(result.version), 16);
    assert_string_equal(result.output, "");
    buffer_release(&out);
    buffer_release(&losses);
}

static const struct {
    const char *format;
    const char *bytes;
    const char *losses;
    size_t entries;
} formats[] = {
    {"jsonl", as_jsonl, "", 3},
    {"faqpage", as_faqpage,
     "the settings are not carried, 0 \nthe synonyms are not carried, 0 \n"
     "a passage has no question and is left out, 1 p\n"
     "the questions that it never answers are not carried, 1 a\n"
     "where in its article it stands is not carried, 1 a\n"
     "the disclaimer is carried as a part of the answer, 1 a\n",
     2},
    {"qnabot", as_qnabot,
     "the settings are not carried, 0 \nthe synonyms are not carried, 0 \n"
     "a passage has no question and is left out, 1 p\n"
     "the questions that it never answers are not carried, 1 a\n"
     "where in its article it stands is not carried, 1 a\n"
     "the article's title is not carried, 1 a\nthe address is not carried, 1 a\nthe language is not carried, "
     "2 a\n"
     "the day of the last change is not carried, 1 a\n"
     "the day of the next review is not carried, 1 a\nrelated entries are not carried, 1 a\n"
     "the disclaimer is carried as a part of the answer, 1 a\n",
     2},
    {"csv", as_csv,
     "the settings are not carried, 0 \nthe synonyms are not carried, 0 \n"
     "a passage has no question and is left out, 1 p\n"
     "the questions that it never answers are not carried, 1 a\n"
     "where in its article it stands is not carried, 1 a\n",
     2},
};
#define FORMAT_COUNT (sizeof formats / sizeof *formats)

static void a_knowledge_base_is_written_as_each_format_has_it(void **state)
{
    const struct place *place = *state;
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        const struct faqbot_export_options options = {.format = formats[i].format,
                                                      .knowledge = place->knowledge};
        check_export(options, formats[i].bytes, formats[i].losses, formats[i].entries);
    }
}

static void an_index_is_written_as_its_knowledge(void **state)
{
    const struct place *place = *state;
    struct faqbot_index_result built;
    struct faqbot_fault fault;
    const struct faqbot_index_options making = {.knowledge = place->knowledge, .output = place->index};
    assert_int_equal(faqbot_index(&making, &built, &fault), FAQBOT_OK);
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        const struct faqbot_export_options options = {.format = formats[i].format, .index = place->index};
        check_export(options, formats[i].bytes, formats[i].losses, formats[i].entries);
    }
}

static void the_formats_are_listed(void **state)
{
    const char *name;
    const char *description;
    (void)state;
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        assert_true(faqbot_export_format(i, &name, &description));
        assert_string_equal(name, formats[i].format);
        assert_true(strlen(description) > 0);
    }
    assert_false(faqbot_export_format(FORMAT_COUNT, &name, &description));
}

static void a_folder_gets_a_file_named_after_the_knowledge_base(void **state)
{
    static const char *const names[FORMAT_COUNT] = {"b.jsonl", "a.faqpage.json", "a.qnabot.json", "a.csv"};
    const struct place *place = *state;
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        char path[128];
        struct faqbot_export_result result;
        struct faqbot_fault fault;
        (void)snprintf(path, sizeof path, "%s/%s", place->folder, names[i]);
        struct faqbot_export_options options = {.format = formats[i].format,
                                                .knowledge = place->knowledge,
                                                .output = i == 0 ? path : place->folder};
        assert_int_equal(faqbot_export(&options, &result, &fault), FAQBOT_OK);
        assert_string_equal(result.output, path);
        assert_int_equal(faqbot_export(&options, &result, &fault), FAQBOT_INVALID);
        assert_non_null(strstr(fault.sentence, "is there already"));
        options.force = true;
        assert_int_equal(faqbot_export(&options, &result, &fault), FAQBOT_OK);
        assert_int_equal(unlink(path), 0);
    }
}

static void what_cannot_be_exported_is_told(void **state)
{
    const struct place *place = *state;
    const struct {
        struct faqbot_export_options options;
        enum faqbot_status status;
        const char *sentence;
    } rows[] = {
        {{.format = "cvs", .knowledge = place->knowledge}, FAQBOT_INVALID, "the nearest is csv"},
        {{.format = "parquet", .knowledge = place->knowledge}, FAQBOT_INVALID, "parquet is no format"},
        {{.format = "csv", .knowledge = "/nowhere"}, FAQBOT_NOT_FOUND, ""},
        {{.format = "csv", .index = place->knowledge}, FAQBOT_INVALID, ""},
        {{.format = "csv", .knowledge = place->knowledge, .output = "/nowhere/a.csv"},
         FAQBOT_NOT_FOUND,
         "there is no such folder"},
        {{.format = "csv", .knowledge = place->knowledge, .output = "/nowhere/"},
         FAQBOT_INVALID,
         "this is no name for a file"},
        {{.format = "csv", .knowledge = place->knowledge, .write = refuse},
         FAQBOT_IO,
         "the output cannot be written"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct faqbot_export_result result = {.entries = 7};
        struct faqbot_fault fault;
        assert_int_equal(faqbot_export(&rows[i].options, &result, &fault), rows[i].status);
        assert_true(strlen(fault.sentence) > 0);
        assert_non_null(strstr(fault.sentence, rows[i].sentence));
        assert_int_equal(result.entries, 7);
    }
}

int test_convert_export(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_knowledge_base_is_written_as_each_format_has_it),
        cmocka_unit_test(an_index_is_written_as_its_knowledge),
        cmocka_unit_test(the_formats_are_listed),
        cmocka_unit_test(a_folder_gets_a_file_named_after_the_knowledge_base),
        cmocka_unit_test(what_cannot_be_exported_is_told),
    };
    return cmocka_run_group_tests_name("export", tests, set_up, tear_down);
}
