/* tests/unit/convert/import_qnamaker.c - QnA Maker's files: pairs in tables and in JSON, with what goes with them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/convert/report.h"

#define HEADING                                                                                              \
    "Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\tIsContextOnly\tPrompts\tQnaId\tSourceDisplayNa" \
    "me\n"

static void rows_of_one_number_are_one_entry(void **state)
{
    (void)state;
    report_check(
        "qnamaker", NULL,
        HEADING "What does it cost?\t**12** euros\\n\\na day\thttps://example.org/hire\tkind:price | "
                "for:all\t[]\tFalse\t"
                "[{\"displayOrder\":1,\"qnaId\":7,\"displayText\":\"Hours\"}]\t3\tHire\r\n"
                "price\t**12** euros\\n\\na day\thttps://example.org/hire\tkind:price | "
                "for:all\t[]\tFalse\t[]\t3\tHire\r\n"
                "\"When\" is it open?\tFrom 8 to "
                "18\tEditorial\t\t[{\"clusterHead\":\"x\"}]\tTRUE\t[]\t7\tEditorial\r\n"
                "\r\n"
                "When?\tNever\tCustom Editorial\t\t[]\tfalse\tno list\t7\t\r\n"
                "\tNothing asks for this\tmanual.pdf\t\t[]\tfalse\t[]\t8\t\r\n",
        "2 imported what-does-it-cost: What does it cost?\n"
        "3 joined what-does-it-cost: price\n"
        "4 imported when-is-it-open: \"When\" is it open?\n"
        "4 note: it was asked behind another question only; it is found by itself now\n"
        "4 note: questions that were suggested and not decided on are not kept\n"
        "6 note: the cell Prompts is no JSON and not kept: something stands where a value must be\n"
        "6 imported when: When?\n"
        "6 note: row 4 has the same id and another answer; both are kept\n"
        "7 left out: there is no question\n"
        "0 note: prompts became related entries, which are shown by their own questions\n",
        "{\"id\":\"what-does-it-cost\",\"question\":\"What does it "
        "cost?\",\"also\":[\"price\"],\"answer\":\"**12** "
        "euros\\n\\na day\",\"title\":\"Hire\",\"url\":\"https://example.org/hire\",\"tags\":[\"kind:price\","
        "\"for:all\"],\"related\":[\"when-is-it-open\"]}\n"
        "{\"id\":\"when-is-it-open\",\"question\":\"\\\"When\\\" is it open?\",\"answer\":\"From 8 to 18\"}\n"
        "{\"id\":\"when\",\"question\":\"When?\",\"answer\":\"Never\"}\n");
}

static void without_numbers_rows_of_one_answer_are_one_entry(void **state)
{
    (void)state;
    report_check(
        "qnamaker", NULL,
        "Hello\tHi there\tqna_chitchat.tsv\teditorial:chitchat\nGood day\tHi "
        "there\tqna_chitchat.tsv\t\nBye\tSo "
        "long\t\t\n",
        "1 imported hello: Hello\n"
        "2 joined hello: Good day\n"
        "3 imported bye: Bye\n",
        "{\"id\":\"hello\",\"question\":\"Hello\",\"also\":[\"Good day\"],\"answer\":\"Hi there\",\"title\":"
        "\"qna_chitchat.tsv\",\"tags\":[\"editorial:chitchat\"]}\n"
        "{\"id\":\"bye\",\"question\":\"Bye\",\"answer\":\"So long\"}\n");
}

/* What a spreadsheet made of the same table: quotation marks, and line ends within cells. */
static void a_table_that_a_spreadsheet_saved_is_read_too(void **state)
{
    (void)state;
    report_check("qnamaker", NULL,
                 "question\tanswer\tMetadata\tPrompts\tQnaId\tColour\n"
                 "\"A \"\"b\"\"?\"\t\"c\n\nd\"\t\"[{\"\"name\"\":\"\"e\"\",\"\"value\"\":\"\"f\"\"}]\"\t"
                 "\"[{\"\"qnaId\"\":2},{\"\"displayText\"\":\"\"g\"\"}]\"\t1\tred\n"
                 "H?\ti\t[]\t[]\t2\t\n",
                 "1 note: the column \"Colour\" is not kept\n"
                 "2 imported a-b: A \"b\"?\n"
                 "2 note: 1 of its prompts name no pair by its number and are not kept\n"
                 "5 imported h: H?\n"
                 "0 note: prompts became related entries, which are shown by their own questions\n",
                 "{\"id\":\"a-b\",\"question\":\"A "
                 "\\\"b\\\"?\",\"answer\":\"c\\n\\nd\",\"tags\":[\"e:f\"],\"related\":"
                 "[\"h\"]}\n"
                 "{\"id\":\"h\",\"question\":\"H?\",\"answer\":\"i\"}\n");
    report_check("qnamaker", NULL, "Question\tAnswer\n\"A \"\"b\"\"?\"\t\"c\"\n\"D\" e?\tf \"g\"\n",
                 "2 imported a-b: A \"b\"?\n3 imported d-e: \"D\" e?\n",
                 "{\"id\":\"a-b\",\"question\":\"A \\\"b\\\"?\",\"answer\":\"c\"}\n"
                 "{\"id\":\"d-e\",\"question\":\"\\\"D\\\" e?\",\"answer\":\"f \\\"g\\\"\"}\n");
}

static void every_kind_of_json_has_its_pairs(void **state)
{
    static const char pair[] =
        "[{\"id\":1,\"answer\":\"B\",\"source\":\"Editorial\",\"questions\":[\"A?\",\"\",\"a\"],"
        "\"metadata\":[{\"name\":\"c\",\"value\":\"d\"}],\"context\":{\"isContextOnly\":false,"
        "\"prompts\":[]},\"lastUpdatedTimestamp\":\"2026-11-01T10:00:00+00:00\"}]";
    static const char line[] =
        "{\"id\":\"a\",\"question\":\"A?\",\"also\":[\"a\"],\"answer\":\"B\",\"tags\":[\"c:d\"],"
        "\"updated\":\"2026-11-01\"}\n";
    static const char *const fronts[] = {"",
                                         "{\"qnaDocuments\":",
                                         "{\"qnaList\":",
                                         "{\"qnAList\":",
                                         "{\"value\":",
                                         "{\"assets\":{\"qnas\":",
                                         "{\"Assets\":{\"Qnas\":"};
    static const char *const backs[] = {"", "}", "}", "}", "}", "}}", "}}"};
    char text[1024];
    (void)state;
    for (size_t i = 0; i < sizeof fronts / sizeof fronts[0]; i++) {
        (void)snprintf(text, sizeof text, "%s%s%s", fronts[i], pair, backs[i]);
        report_check("qnamaker", NULL, text, "1 imported a: A?\n", line);
    }
}

static void a_project_of_azure_keeps_what_it_can(void **state)
{
    (void)state;
    report_check("qnamaker", NULL,
                 "{\"metadata\":{\"projectName\":\"p\",\"language\":\"de\",\"settings\":{\"defaultAnswer\":"
                 "\"Nothing\"}},"
                 "\"assets\":{\"synonyms\":[{\"alterations\":[\"rad\",\"fahrrad\"]}],\"qnas\":["
                 "{\"Id\":1,\"Answer\":\"<p>B "
                 "<b>c</b></p>\",\"Source\":\"https://example.org/\",\"Questions\":[\"A?\"],"
                 "\"Metadata\":{\"d\":\"e\"},\"Dialog\":{\"IsContextOnly\":true,\"Prompts\":[{\"QnaId\":2,"
                 "\"DisplayOrder\":0,"
                 "\"DisplayText\":\"f\"}]}},\n"
                 "{\"id\":2,\"answer\":\"g <br/> "
                 "**h**\",\"questions\":[\"I?\"],\"activeLearningSuggestions\":[{\"x\":1}]}]}}",
                 "0 note: the default answer is not kept; it is what bot.yml calls no_answer: \"Nothing\"\n"
                 "0 note: synonyms are not kept; this line belongs into synonyms.txt: rad, fahrrad\n"
                 "1 imported a: A?\n"
                 "1 note: it was asked behind another question only; it is found by itself now\n"
                 "2 imported i: I?\n"
                 "2 note: activeLearningSuggestions is not kept\n"
                 "0 note: prompts became related entries, which are shown by their own questions\n",
                 "{\"id\":\"a\",\"question\":\"A?\",\"answer\":\"B "
                 "**c**\",\"url\":\"https://example.org/\",\"lang\":\"de\","
                 "\"tags\":[\"d:e\"],\"related\":[\"i\"]}\n"
                 "{\"id\":\"i\",\"question\":\"I?\",\"answer\":\"g\\\\\\n**h**\",\"lang\":\"de\"}\n");
}

static void hostile_files_are_refused(void **state)
{
    char *arrays = repeat("[", 1000000);
    char *tabs = repeat("\t", 2000);
    char *cell = repeat("a", 3 * 1024 * 1024);
    (void)state;
    report_check_failure("qnamaker", NULL, view_of(arrays), FAQBOT_INVALID, "no JSON");
    report_check_failure("qnamaker", NULL, view_of("{\"qna\":[]}"), FAQBOT_INVALID, "no export of QnA Maker");
    report_check_failure("qnamaker", NULL, view_of(tabs), FAQBOT_INVALID, "nothing in it");
    tabs[1999] = 'a';
    report_check_failure("qnamaker", NULL, view_of(tabs), FAQBOT_LIMIT, "more than 1024 columns");
    report_check_failure("qnamaker", NULL, view_of(cell), FAQBOT_LIMIT, "bytes in a cell");
    report_check_failure("qnamaker", NULL, view_of("Question\tAnswer\na\t\"b\nc"), FAQBOT_INVALID,
                         "never closed");
    free(arrays);
    free(tabs);
    free(cell);
}

int test_convert_import_qnamaker(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_one_number_are_one_entry),
        cmocka_unit_test(without_numbers_rows_of_one_answer_are_one_entry),
        cmocka_unit_test(a_table_that_a_spreadsheet_saved_is_read_too),
        cmocka_unit_test(every_kind_of_json_has_its_pairs),
        cmocka_unit_test(a_project_of_azure_keeps_what_it_can),
        cmocka_unit_test(hostile_files_are_refused),
    };
    return cmocka_run_group_tests_name("qnamaker", tests, NULL, NULL);
}
