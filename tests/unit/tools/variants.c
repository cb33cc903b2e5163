/* tests/unit/tools/variants.c - entries in several languages, with an author's tools: only an id that is there twice in
 * one language is reported, and indexes and exports lose nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot.h>
#include <faqbot_tools.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/util.h"

#define OK(call) assert_int_equal((call), FAQBOT_OK)

#define LINES                                                                                                \
    "{\"settings\":{\"lang\":\"en\"}}\n"                                                                     \
    "{\"id\":\"opening\",\"question\":\"When do you open?\",\"answer\":\"At nine.\"}\n"                      \
    "{\"id\":\"opening\",\"lang\":\"de\",\"question\":\"Wann macht ihr auf?\",\"answer\":\"Um neun.\"}\n"    \
    "{\"id\":\"notes\",\"title\":\"Notes\",\"text\":\"Some words on the house.\"}\n"                         \
    "{\"id\":\"notes\",\"lang\":\"de\",\"title\":\"Hinweise\",\"text\":\"Einiges zum Haus.\"}\n"             \
    "{\"id\":\"opening\",\"lang\":\"es\",\"question\":\"\xc2\xbf"                                            \
    "A qu\xc3\xa9 hora abren?\",\"answer\":\"A las nueve.\"}\n"
#define FURTHER                                                                                              \
    "{\"id\":\"notes\",\"lang\":\"es\",\"title\":\"Notas\",\"text\":\"Algunas palabras sobre la casa.\"}\n"

struct place {
    char folder[64];
    char knowledge[96];
    char index[96];
    char other[96];
};

static int set_up(void **state)
{
    static struct place place;
    strcpy(place.folder, "/tmp/faqbot-variants-XXXXXX");
    assert_non_null(mkdtemp(place.folder));
    (void)snprintf(place.knowledge, sizeof place.knowledge, "%s/a.jsonl", place.folder);
    (void)snprintf(place.index, sizeof place.index, "%s/a.index", place.folder);
    (void)snprintf(place.other, sizeof place.other, "%s/b.jsonl", place.folder);
    *state = &place;
    return 0;
}

static int tear_down(void **state)
{
    const struct place *place = *state;
    (void)unlink(place->index), (void)unlink(place->other), (void)unlink(place->knowledge);
    return rmdir(place->folder);
}

static void save(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

struct findings {
    size_t count;
    struct faqbot_fault last;
};

static void take(void *user, const struct faqbot_fault *fault)
{
    struct findings *findings = user;
    if (strcmp(fault->rule, "equal-ids") == 0) {
        findings->count++;
        findings->last = *fault;
    }
}

static struct faqbot_check_result checked(const struct place *place, const char *text,
                                          struct findings *findings)
{
    struct faqbot_check_result result;
    struct faqbot_fault fault;
    const struct faqbot_check_options options = {
        .knowledge = place->knowledge, .report = take, .report_user = findings};
    memset(findings, 0, sizeof *findings);
    save(place->knowledge, text);
    OK(faqbot_check(&options, &result, &fault));
    return result;
}

static void an_id_is_taken_within_a_language_only(void **state)
{
    struct findings findings;
    struct faqbot_check_result result = checked(*state, LINES, &findings);
    assert_int_equal(findings.count, 0);
    assert_int_equal(result.phrasings, 3); /* those of all languages are asked */
    checked(*state,
            LINES "{\"id\":\"opening\",\"lang\":\"de-CH\",\"question\":\"Offen?\",\"answer\":\"Ja.\"}\n",
            &findings);
    assert_int_equal(findings.count, 1);
    assert_int_equal(findings.last.line, 7);
    assert_non_null(strstr(findings.last.sentence, "\"opening\" is taken by"));
    assert_non_null(strstr(findings.last.sentence, "a.jsonl:3;"));
    checked(*state,
            LINES "{\"id\":\"opening\",\"lang\":\"en-US\",\"question\":\"Open?\",\"answer\":\"Yes.\"}\n",
            &findings);
    assert_int_equal(findings.count, 1);
    assert_non_null(strstr(findings.last.sentence, "a.jsonl:2;"));
}

static struct faqbot_index_result indexed(const struct place *place, const char *text, bool update)
{
    struct faqbot_index_result result;
    struct faqbot_fault fault;
    const struct faqbot_index_options options = {
        .knowledge = place->knowledge, .output = place->index, .update = update};
    save(place->knowledge, text);
    OK(faqbot_index(&options, &result, &fault));
    return result;
}

/* The text of an entry in a language, out of the index. */
static void assert_answer(const struct place *place, const char *id, const char *lang, const char *text)
{
    struct faqbot *bot;
    struct faqbot_fault fault;
    struct faqbot_answer answer;
    const struct faqbot_options options = {.index = place->index};
    OK(faqbot_open(&options, &bot, &fault));
    OK(faqbot_get_in(bot, view_of(id), view_of(lang), &answer));
    assert_true(view_equals_text(answer.entry, id));
    assert_true(view_equals_text(answer.text, text));
    faqbot_close(bot);
}

static void an_update_gives_what_a_new_index_gives(void **state)
{
    const struct place *place = *state;
    indexed(place, LINES, false);
    assert_answer(place, "opening", "de", "Um neun.");
    struct faqbot_index_result updated = indexed(place, LINES FURTHER, true);
    assert_answer(place, "notes", "es", "Algunas palabras sobre la casa.");
    assert_answer(place, "notes", "de", "Einiges zum Haus.");
    struct faqbot_index_result anew = indexed(place, LINES FURTHER, false);
    assert_string_equal(updated.version, anew.version);
    assert_int_equal(updated.entries, 6);
}

/* As JSON Lines, it comes back as it was. */
static void an_export_keeps_ids_and_languages(void **state)
{
    const struct place *place = *state;
    struct faqbot_export_result result;
    struct faqbot_fault fault;
    struct faqbot_index_result before = indexed(place, LINES, false);
    const struct faqbot_export_options options = {
        .format = "jsonl", .index = place->index, .output = place->other};
    OK(faqbot_export(&options, &result, &fault));
    assert_int_equal(result.entries, 5);
    const struct faqbot_index_options again = {.knowledge = place->other, .output = place->index};
    struct faqbot_index_result after;
    OK(faqbot_index(&again, &after, &fault));
    assert_string_equal(after.version, before.version);
    assert_int_equal(after.errors, 0);
    assert_answer(place, "opening", "es", "A las nueve.");
}

int test_tools_variants(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_id_is_taken_within_a_language_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_update_gives_what_a_new_index_gives, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_export_keeps_ids_and_languages, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
