/* tests/unit/page/page.c - what faqbot_page_render() promises, over a knowledge base that means harm and over
 * one that is large. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot_chat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "phrases/phrases.h"
#include "util/util.h"

#define ENTRIES (2 * FAQBOT_PAGE_ENTRIES + 1)
#define FRAME "<!doctype html><title>x</title><body><main>y</main></body>"

/* Opens a bot over what is written to the file. */
static struct faqbot *open_bot(void (*write)(FILE *file))
{
    char folder[] = "/tmp/faqbot-page-XXXXXX";
    char path[64];
    struct faqbot *bot;
    struct faqbot_fault fault;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/knowledge.jsonl", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    write(file);
    assert_int_equal(fclose(file), 0);
    const struct faqbot_options options = {.knowledge = path};
    assert_int_equal(faqbot_open(&options, &bot, &fault), FAQBOT_OK);
    assert_int_equal(remove(path) + rmdir(folder), 0);
    return bot;
}

/* The page as text, to be freed; `verdict` is what it must say. */
static char *make(struct faqbot *bot, struct faqbot_page_request request, enum faqbot_status verdict)
{
    struct faqbot_page page;
    request.frame = view_of(FRAME);
    assert_int_equal(faqbot_page_render(bot, &request, &page), FAQBOT_OK);
    assert_int_equal(page.verdict, verdict);
    char *text = calloc(1, page.size + 1);
    assert_non_null(text);
    memcpy(text, page.bytes, page.size);
    free(page.bytes);
    assert_int_equal(strlen(text), page.size);
    assert_non_null(strstr(text, "</main></body>"));
    return text;
}

static size_t occurrences(const char *text, const char *part)
{
    size_t count = 0;
    for (; (text = strstr(text, part)) != NULL; text += strlen(part)) {
        count++;
    }
    return count;
}

static void write_hostile(FILE *file)
{
    fputs("{\"id\":\"a\\\"><script>\",\"question\":\"<script>alert(1)</script> dangerous?\","
          "\"answer\":\"</script><img src=x onerror=alert(1)> [go](javascript:alert(1)) `<b>`\","
          "\"title\":\"<i>t\",\"url\":\"javascript:alert(1)\","
          "\"disclaimer\":\"</p><script>alert(2)</script>\"}\n",
          file);
}

static void write_many(FILE *file)
{
    for (int i = 0; i < ENTRIES; i++) {
        fprintf(file, "{\"id\":\"entry-%d\",\"question\":\"What is number %d?\",\"answer\":\"", i, i);
        for (int j = 0; j < (i == 0 ? FAQBOT_PAGE_ENTRY_BYTES_MAX / 10 : 1); j++) {
            fprintf(file, "It is %04d.", i);
        }
        fputs("\"}\n", file);
    }
}

static void write_contact(FILE *file)
{
    fputs("{\"settings\":{\"contact\":\"<b>Ask.\",\"contact.mail\":\"o'desk@library.example\","
          "\"contact.phone\":\"+49 (89) 12-3\",\"contact.url\":\"https://library.example/?a&b\","
          "\"contact.hours\":\"9-5\"}}\n{\"id\":\"a\",\"text\":\"Nothing.\"}\n",
          file);
}

static void assert_harmless(const char *page, size_t scripts)
{
    assert_int_equal(occurrences(page, "<script"), scripts);
    assert_int_equal(occurrences(page, "</script"), scripts);
    assert_null(strstr(page, "<img"));
    assert_null(strstr(page, "<i>"));
    assert_null(strstr(page, "href=\"javascript:"));
}

static void hostile_knowledge_is_text_on_every_page(void **state)
{
    struct faqbot *bot = open_bot(write_hostile);
    char *page = make(bot, (struct faqbot_page_request){.kind = FAQBOT_PAGE_LIST, .number = 1}, FAQBOT_OK);
    (void)state;
    assert_harmless(page, 1); /* the data */
    assert_non_null(
        strstr(page, "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\""));
    assert_non_null(strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt; dangerous?"));
    free(page);
    page =
        make(bot, (struct faqbot_page_request){.kind = FAQBOT_PAGE_ENTRY, .entry = view_of("a\"><script>")},
             FAQBOT_OK);
    assert_harmless(page, 0);
    assert_non_null(strstr(page, "From: <span dir=\"auto\">&lt;i&gt;t"));
    free(page);
    page = make(bot, (struct faqbot_page_request){.kind = FAQBOT_PAGE_HOME}, FAQBOT_OK);
    assert_harmless(page, 0);
    free(page);
    faqbot_close(bot);
}

static void hostile_questions_are_text(void **state)
{
    static const struct {
        struct faqbot_view text;
        enum faqbot_status verdict;
    } cases[] = {
        {{"\"><script>alert(1)</script>", 27}, FAQBOT_OK},
        {{"<img src=x onerror=alert(1)>", 28}, FAQBOT_OK},
        {{"caf\xe9 <i>", 8}, FAQBOT_INVALID},
        {{"nul \0 <i>", 9}, FAQBOT_INVALID},
        {{" \n", 2}, FAQBOT_INVALID},
    };
    struct faqbot *bot = open_bot(write_hostile);
    char letters[FAQBOT_QUESTION_CHARS_MAX + 1];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *page =
            make(bot, (struct faqbot_page_request){.kind = FAQBOT_PAGE_QUESTION, .question = cases[i].text},
                 cases[i].verdict);
        assert_harmless(page, 0);
        free(page);
    }
    memset(letters, 'x', sizeof letters);
    free(make(bot,
              (struct faqbot_page_request){.kind = FAQBOT_PAGE_QUESTION,
                                           .question = view_make(letters, sizeof letters)},
              FAQBOT_LIMIT));
    faqbot_close(bot);
}

static void write_foreign(FILE *file)
{
    fputs("{\"id\":\"a\",\"question\":\"Was kostet ein Rad?\",\"answer\":\"Zehn Euro.\",\"lang\":\"de\"}\n"
          "{\"id\":\"b\",\"question\":\"Where is it?\",\"answer\":\"Here.\"}\n",
          file);
}

/* A page is in English, and a visitor may have asked in any language. */
static void an_answer_has_its_language_and_so_has_its_heading(void **state)
{
    struct faqbot *bot = open_bot(write_foreign);
    const struct faqbot_page_request requests[] = {
        {.kind = FAQBOT_PAGE_QUESTION, .question = view_of("Was kostet ein Rad?")},
        {.kind = FAQBOT_PAGE_ENTRY, .entry = view_of("a")},
        {.kind = FAQBOT_PAGE_LIST, .number = 1}};
    (void)state;
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        char *page = make(bot, requests[i], FAQBOT_OK);
        assert_non_null(strstr(page, " dir=\"auto\" lang=\"de\">Was kostet ein Rad?</h"));
        assert_non_null(strstr(page, "<div class=\"rich\" dir=\"auto\" lang=\"de\"><p>Zehn Euro."));
        free(page);
    }
    faqbot_close(bot);
}

static char *search(struct faqbot *bot, const char *words)
{
    return make(bot, (struct faqbot_page_request){.kind = FAQBOT_PAGE_SEARCH, .question = view_of(words)},
                FAQBOT_OK);
}

static void results_lead_to_entries_and_mark_what_was_found(void **state)
{
    struct faqbot *bot = open_bot(write_hostile);
    char *page = search(bot, "dangerous");
    (void)state;
    assert_harmless(page, 0);
    assert_non_null(strstr(page, "<title>\xe2\x81\xa8"
                                 "dangerous\xe2\x81\xa9 "));
    assert_non_null(strstr(page, "value=\"dangerous\""));
    assert_non_null(strstr(page, "<h2>Entries that have all of these words</h2>"));
    assert_non_null(strstr(page, "<a href=\"./?entry=a%22%3E%3Cscript%3E\" dir=\"auto\">"));
    assert_non_null(strstr(page, "<mark>dangerous</mark>"));
    assert_non_null(strstr(page, "href=\"./?q=dangerous\""));
    free(page);
    page = search(bot, "dangerous unicorn");
    assert_non_null(strstr(page, "No entry has all of these words. These have some of them."));
    assert_int_equal(occurrences(page, "<li"), 1);
    free(page);
    page = search(bot, "unicorn");
    assert_non_null(strstr(page, "No entry has any of these words."));
    assert_int_equal(occurrences(page, "<li"), 0);
    assert_non_null(strstr(page, "href=\"./?q=unicorn\""));
    free(page);
    faqbot_close(bot);
}

static void a_search_without_words_is_a_form(void **state)
{
    struct faqbot *bot = open_bot(write_hostile);
    char *page = search(bot, "");
    (void)state;
    assert_non_null(strstr(page, "<form action=\"search\""));
    assert_null(strstr(page, "<h2"));
    assert_null(strstr(page, "hidden"));
    free(page);
    page =
        make(bot,
             (struct faqbot_page_request){
                 .kind = FAQBOT_PAGE_SEARCH,
                 .filter = {.tags = view_of("\"><i>"), .section = view_of("a > b"), .lang = view_of("en")}},
             FAQBOT_OK);
    assert_harmless(page, 0);
    assert_non_null(strstr(page, "<input type=\"hidden\" name=\"tags\" value=\"&quot;&gt;&lt;i&gt;\">"));
    assert_non_null(strstr(page, "<input type=\"hidden\" name=\"section\" value=\"a &gt; b\">"));
    assert_non_null(strstr(page, "<input type=\"hidden\" name=\"entry_lang\" value=\"en\">"));
    free(page);
    faqbot_close(bot);
}

static void of_many_results_the_first_are_shown(void **state)
{
    struct faqbot *bot = open_bot(write_many);
    char *page = search(bot, "number");
    (void)state;
    assert_int_equal(occurrences(page, "<li"), FAQBOT_PAGE_HITS);
    assert_non_null(strstr(page, "There may be more."));
    free(page);
    page = search(bot, "number 77");
    assert_null(strstr(page, "There may be more."));
    free(page);
    faqbot_close(bot);
}

static void any_bytes_are_a_search(void **state)
{
    static const struct faqbot_view words[] = {{"\"><script>alert(1)</script>", 27},
                                               {"caf\xe9 <i>", 8},
                                               {"nul \0 <i>", 9},
                                               {" \n", 2},
                                               {"\" AND (NEAR/", 12}};
    struct faqbot *bot = open_bot(write_hostile);
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char *page = make(bot, (struct faqbot_page_request){.kind = FAQBOT_PAGE_SEARCH, .question = words[i]},
                          FAQBOT_OK);
        assert_harmless(page, 0);
        free(page);
    }
    faqbot_close(bot);
}

static void a_question_leads_to_a_search_for_its_words(void **state)
{
    struct faqbot *bot = open_bot(write_hostile);
    const struct faqbot_page_request asked = {.kind = FAQBOT_PAGE_QUESTION, .question = view_of("a b?")};
    char *page = make(bot, asked, FAQBOT_OK);
    (void)state;
    assert_non_null(
        strstr(page, "<a href=\"search?q=a%20b%3F\">Search the knowledge base for these words</a>"));
    free(page);
    page = make(bot, (struct faqbot_page_request){.kind = FAQBOT_PAGE_HOME}, FAQBOT_OK);
    assert_non_null(strstr(page, "<a href=\"search\">Search the knowledge base</a>"));
    free(page);
    faqbot_close(bot);
}

static void an_answer_has_its_source_and_its_disclaimer(void **state)
{
    struct faqbot *bot = open_bot(write_hostile);
    char *page = make(
        bot,
        (struct faqbot_page_request){.kind = FAQBOT_PAGE_QUESTION, .question = view_of("is it dangerous")},
        FAQBOT_OK);
    (void)state;
    assert_non_null(strstr(page, "<title>\xe2\x81\xa8is it dangerous\xe2\x81\xa9 "));
    assert_non_null(strstr(page, "value=\"is it dangerous\""));
    assert_non_null(strstr(page, "class=\"source\""));
    assert_non_null(strstr(page, "Disclaimer:</strong> <bdi>&lt;/p&gt;"));
    free(page);
    faqbot_close(bot);
}

static void write_two(FILE *file)
{
    fputs("{\"id\":\"a\",\"question\":\"When does the library open?\",\"answer\":\"At "
          "nine.\",\"title\":\"Hours\","
          "\"disclaimer\":\"Hours may change.\"}\n"
          "{\"id\":\"b\",\"question\":\"How long may I keep a book?\",\"answer\":\"A "
          "month.\",\"title\":\"Lending\","
          "\"disclaimer\":\"Fines apply.\"}\n",
          file);
}

static void each_of_two_answers_has_its_heading_its_source_and_its_disclaimer(void **state)
{
    struct faqbot *bot = open_bot(write_two);
    struct faqbot_view asked = view_of("When does the library open and how long may I keep a book?");
    char *page =
        make(bot, (struct faqbot_page_request){.kind = FAQBOT_PAGE_QUESTION, .question = asked}, FAQBOT_OK);
    (void)state;
    const char *second = strstr(page, ">How long may I keep a book?</h2>");
    assert_non_null(strstr(page, ">When does the library open?</h2>"));
    assert_non_null(second);
    assert_non_null(strstr(second, ">Lending"));
    assert_non_null(strstr(second, "<bdi>Fines apply.</bdi>"));
    assert_int_equal(occurrences(page, "class=\"source\""), 2);
    assert_int_equal(occurrences(page, "Disclaimer:</strong>"), 2);
    free(page);
    faqbot_close(bot);
}

static void a_large_knowledge_base_comes_in_pages_and_each_entry_once(void **state)
{
    struct faqbot *bot = open_bot(write_many);
    size_t entries = 0;
    (void)state;
    for (size_t number = 1; number <= 3; number++) {
        char *page =
            make(bot, (struct faqbot_page_request){.kind = FAQBOT_PAGE_LIST, .number = number}, FAQBOT_OK);
        size_t count = occurrences(page, "<article id=");
        assert_int_equal(occurrences(page, "\"@type\":\"Question\""), number == 1 ? count - 1 : count);
        assert_int_equal(occurrences(page, "Read this long answer"), number == 1);
        assert_int_equal(occurrences(page, "Previous page"), number > 1);
        assert_int_equal(occurrences(page, "Next page"), number < 3);
        entries += count;
        free(page);
    }
    assert_int_equal(entries, ENTRIES);
    for (size_t number = 0; number <= 4; number += 4) {
        free(make(bot, (struct faqbot_page_request){.kind = FAQBOT_PAGE_LIST, .number = number},
                  FAQBOT_NOT_FOUND));
    }
    free(make(bot, (struct faqbot_page_request){.kind = FAQBOT_PAGE_ENTRY, .entry = view_of("entry-0")},
              FAQBOT_OK));
    free(make(bot, (struct faqbot_page_request){.kind = FAQBOT_PAGE_ENTRY, .entry = view_of("entry-x")},
              FAQBOT_NOT_FOUND));
    faqbot_close(bot);
}

static void who_gets_no_answer_gets_ways_to_a_person(void **state)
{
    struct faqbot *bot = open_bot(write_contact);
    char *page = make(
        bot, (struct faqbot_page_request){.kind = FAQBOT_PAGE_QUESTION, .question = {"zzzz", 4}}, FAQBOT_OK);
    (void)state;
    assert_non_null(strstr(page, "&lt;b&gt;Ask."));
    assert_non_null(strstr(page, "<a href=\"mailto:o&#39;desk@library.example\">"));
    assert_non_null(strstr(page, "<a href=\"tel:+4989123\"><bdi>+49 (89) 12-3</bdi>"));
    assert_non_null(strstr(page, "<a href=\"https://library.example/?a&amp;b\">"));
    assert_non_null(strstr(page, "Hours: <bdi>9-5</bdi>"));
    free(page);
    page = make(bot, (struct faqbot_page_request){.kind = FAQBOT_PAGE_QUESTION, .question = {"call me", 7}},
                FAQBOT_OK);
    assert_non_null(strstr(page, "Hours: <bdi>9-5</bdi>"));
    assert_int_equal(occurrences(page, "&lt;b&gt;Ask."), 1);
    free(page);
    page = make(bot,
                (struct faqbot_page_request){
                    .kind = FAQBOT_PAGE_QUESTION, .question = {"zzzz", 4}, .wish = {"de", 2}},
                FAQBOT_OK);
    assert_non_null(strstr(page, "<li>E-Mail: <a href=\"mailto:"));
    assert_non_null(strstr(page, "<li>Telefon: <a href=\"tel:"));
    assert_non_null(strstr(page, "<li>Webseite: <a href=\"https:"));
    assert_non_null(strstr(page, "<li>Zeiten: <bdi>9-5</bdi></li>"));
    free(page);
    faqbot_close(bot);
}

static void write_privacy(FILE *file)
{
    fputs("{\"settings\":{\"consent\":\"<b>May we?\",\"privacy\":\"<b>Ours.\"}}\n"
          "{\"id\":\"a\",\"text\":\"Nothing.\"}\n",
          file);
}

static void what_is_kept_is_what_the_options_say(void **state)
{
    static const struct {
        struct faqbot_chat_privacy privacy;
        const char *said;
        const char *not_said;
    } cases[] = {
        {{.keeps_journal = false}, "not kept.", "May we?"},
        {{.keeps_journal = true, .retention_days = 30, .is_bounded = true},
         "deleted after 30 days.",
         "fixed time"},
        {{.keeps_journal = true, .retention_days = 1}, "deleted after 1 day.", "make room"},
        {{.keeps_journal = true}, "not deleted after any fixed time", "deleted after 0"},
        {{.keeps_journal = true}, "&lt;b&gt;May we?", "<b>"},
        {{.logs_asks = true}, "without its words", "with its words"},
        {{.logs_asks = true, .logs_questions = true}, "with its words", "without its words"},
        {{.logs_asks = false}, "does not tell what is asked", "a line for each"},
        {{.logs_asks = false}, "&lt;b&gt;Ours.", "<b>"},
    };
    struct faqbot *bot = open_bot(write_privacy);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *page =
            make(bot, (struct faqbot_page_request){.kind = FAQBOT_PAGE_PRIVACY, .privacy = cases[i].privacy},
                 FAQBOT_OK);
        assert_non_null(strstr(page, cases[i].said));
        assert_null(strstr(page, cases[i].not_said));
        assert_harmless(page, 0);
        free(page);
    }
    char *home = make(bot, (struct faqbot_page_request){.kind = FAQBOT_PAGE_HOME}, FAQBOT_OK);
    assert_non_null(strstr(home, "&lt;b&gt;May we?"));
    assert_non_null(strstr(home, "<a href=\"privacy\">"));
    free(home);
    faqbot_close(bot);
}

static char *make_privacy(struct faqbot *bot, struct faqbot_view wish, unsigned days)
{
    const struct faqbot_chat_privacy privacy = {
        .keeps_journal = true, .is_bounded = true, .retention_days = days, .hands_over = true};
    return make(bot,
                (struct faqbot_page_request){.kind = FAQBOT_PAGE_PRIVACY, .wish = wish, .privacy = privacy},
                FAQBOT_OK);
}

static void what_is_kept_is_said_in_the_visitors_language(void **state)
{
    static const struct {
        const char *wish;
        unsigned days;
        const char *said;
    } cases[] = {
        {"de-AT", 1, "<p>Gelöscht wird es nach 1 Tag.</p>"},
        {"de-AT", 30, "<p>Gelöscht wird es nach 30 Tagen.</p>"},
        {"pl", 22, "<p>Dane są usuwane po 22 dniach.</p>"},
        {"ro", 20, "<p>Se șterge după 20 de zile.</p>"},
        {"fr", 0, "<p>Aucun délai de suppression n’est fixé.</p>"},
        {"ja", 7, "<h2>ご質問の保存について</h2>"},
        {"he", 2, "lang=\"he\" dir=\"rtl\""},
    };
    struct faqbot *bot = open_bot(write_privacy);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *page = make_privacy(bot, view_of(cases[i].wish), cases[i].days);
        assert_non_null(strstr(page, cases[i].said));
        free(page);
    }
    for (int i = 1; i < phrases_language_count; i++) {
        char *page = make_privacy(bot, phrases_code(i), 30);
        assert_null(strstr(page, "Nothing is"));
        assert_null(strstr(page, "the server"));
        assert_null(strstr(page, "deleted"));
        assert_null(strchr(page, '{'));
        assert_harmless(page, 0);
        free(page);
    }
    faqbot_close(bot);
}

static void a_face_is_told_what_the_page_says(void **state)
{
    static const struct {
        struct faqbot_page_request request;
        enum faqbot_outcome outcome;
    } cases[] = {
        {{.kind = FAQBOT_PAGE_QUESTION, .question = {"is it dangerous", 15}}, FAQBOT_ANSWERED},
        {{.kind = FAQBOT_PAGE_QUESTION, .question = {"zzzz", 4}}, FAQBOT_NONE},
        {{.kind = FAQBOT_PAGE_ENTRY, .entry = {"a\"><script>", 11}}, FAQBOT_ANSWERED},
    };
    struct faqbot *bot = open_bot(write_hostile);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct faqbot_page_request request = cases[i].request;
        struct faqbot_page page;
        request.frame = view_of(FRAME);
        assert_int_equal(faqbot_page_render(bot, &request, &page), FAQBOT_OK);
        assert_int_equal(page.verdict, FAQBOT_OK);
        assert_int_equal(page.answer.outcome, cases[i].outcome);
        assert_int_equal(page.answer.entry.size, cases[i].outcome == FAQBOT_ANSWERED ? 11 : 0);
        free(page.bytes);
    }
    faqbot_close(bot);
}

int test_page_page(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_face_is_told_what_the_page_says),
        cmocka_unit_test(an_answer_has_its_language_and_so_has_its_heading),
        cmocka_unit_test(hostile_knowledge_is_text_on_every_page),
        cmocka_unit_test(hostile_questions_are_text),
        cmocka_unit_test(who_gets_no_answer_gets_ways_to_a_person),
        cmocka_unit_test(what_is_kept_is_what_the_options_say),
        cmocka_unit_test(what_is_kept_is_said_in_the_visitors_language),
        cmocka_unit_test(results_lead_to_entries_and_mark_what_was_found),
        cmocka_unit_test(a_search_without_words_is_a_form),
        cmocka_unit_test(of_many_results_the_first_are_shown),
        cmocka_unit_test(any_bytes_are_a_search),
        cmocka_unit_test(a_question_leads_to_a_search_for_its_words),
        cmocka_unit_test(an_answer_has_its_source_and_its_disclaimer),
        cmocka_unit_test(each_of_two_answers_has_its_heading_its_source_and_its_disclaimer),
        cmocka_unit_test(a_large_knowledge_base_comes_in_pages_and_each_entry_once),
    };
    return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
