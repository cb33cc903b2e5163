/* tests/unit/search/adversaries.c - knowledge bases as nobody would write them: each is indexed, and a few questions to it
 * have the right outcome, or an honest one. */
#include "unit/search/made_base.h"

struct asked {
    const char *question;
    enum faqbot_outcome outcome;
    uint32_t best; /* the entry; NO_ENTRY: any, or none */
};

#define NO_ENTRY UINT32_MAX

static struct search_result ask(struct made_base *made, const char *question)
{
    const struct search_query query = {.text = view_of(question), .top = 12};
    struct search_result result;
    enum faqbot_status status = FAQBOT_OK;
    search_find(made->searcher, &query, &made->arena, &result, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_true(result.confidence >= 0 && result.confidence <= 1);
    for (size_t i = 0; i < result.match_count; i++) {
        assert_true(result.matches[i].score >= 0 && result.matches[i].score <= 1);
        assert_true(result.matches[i].entry < made->searcher->entry_count);
    }
    return result;
}

static void check(struct made_base *made, const struct asked *asked, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct search_result result = ask(made, asked[i].question);
        uint32_t best = result.match_count > 0 ? result.matches[0].entry : NO_ENTRY;
        if (result.outcome != asked[i].outcome || (asked[i].best != NO_ENTRY && best != asked[i].best)) {
            fail_msg("\"%.60s\": outcome %d, entry %u, %f", asked[i].question, (int)result.outcome, best,
                     result.confidence);
        }
    }
}

static void one_entry(void **state)
{
    (void)state;
    static const struct made_entry entry = {.phrasings = {"How do I reset my password?"},
                                            .text = "Press Reset."};
    static const struct asked asked[] = {
        {"How do I reset my password?", FAQBOT_ANSWERED, 0},
        {"password reset", FAQBOT_ANSWERED, 0},
        {"what is the capital of france", FAQBOT_NONE, NO_ENTRY},
        {"zyzzyva", FAQBOT_NONE, NO_ENTRY},
        {"?", FAQBOT_NONE, NO_ENTRY},
    };
    for (int has_lexicon = 0; has_lexicon < 2; has_lexicon++) {
        struct made_base made;
        made_open_with(&made, &entry, 1, has_lexicon);
        check(&made, asked, COUNT(asked));
        made_close(&made);
    }
}

/* Which of them is meant nobody can say: they are offered, in their order. Those that were walked through are equal. */
static void two_thousand_identical_entries(void **state)
{
    (void)state;
    static struct made_entry entries[2000];
    static const struct asked asked[] = {
        {"How do I reset my password?", FAQBOT_UNSURE, 0},
        {"password", FAQBOT_UNSURE, 0},
        {"how do I", FAQBOT_NONE, NO_ENTRY},
        {"what is the capital of france", FAQBOT_NONE, NO_ENTRY},
    };
    struct made_base made;
    for (size_t i = 0; i < COUNT(entries); i++) {
        entries[i] =
            (struct made_entry){.phrasings = {"How do I reset my password?"}, .text = "Press Reset."};
    }
    made_open_with(&made, entries, COUNT(entries), true);
    check(&made, asked, COUNT(asked));
    struct search_result result = ask(&made, "How do I reset my password?");
    assert_int_equal(result.match_count, 12);
    for (uint32_t i = 0; i < 12; i++) {
        assert_int_equal(result.matches[i].entry, i);
        assert_true(i >= FEATURES_CANDIDATES_MAX || result.matches[i].score == result.confidence);
    }
    made_close(&made);
}

/* Words of four syllables, each unlike all others. */
static void write_name(char *out, unsigned number)
{
    static const char *const syllables[] = {"ba", "do", "gi", "ku", "le", "mo", "na", "pi", "ro", "su"};
    unsigned mixed = (number * 7919 + 13) % 10000;
    out[0] = '\0';
    for (unsigned i = 0; i < 4; i++, mixed /= 10) {
        strcat(out, syllables[mixed % 10]);
    }
}

static void one_word_each(void **state)
{
    (void)state;
    static char names[600][16];
    static struct made_entry entries[COUNT(names)];
    struct made_base made;
    for (unsigned i = 0; i < COUNT(names); i++) {
        write_name(names[i], i);
        entries[i] = (struct made_entry){.phrasings = {i % 2 == 0 ? names[i] : ""},
                                         .text = i % 2 == 0 ? "Yes" : names[i],
                                         .title = i % 2 == 0 ? NULL : ""};
    }
    made_open_with(&made, entries, COUNT(entries), true);
    for (uint32_t i = 0; i < COUNT(names); i += 7) {
        const struct asked asked = {names[i], FAQBOT_ANSWERED, i};
        check(&made, &asked, i % 2 == 0);
        assert_int_equal(ask(&made, names[i]).matches[0].entry, i);
    }
    static const struct asked others[] = {{"yes", FAQBOT_NONE, NO_ENTRY},
                                          {"zyzzyva", FAQBOT_NONE, NO_ENTRY},
                                          {"what is the capital of france", FAQBOT_NONE, NO_ENTRY}};
    check(&made, others, COUNT(others));
    made_close(&made);
}

/* All of them are its own, and it is not the answer to everything for that. */
static void three_thousand_phrasings_of_one_entry(void **state)
{
    (void)state;
    struct made_base made;
    struct buffer lines;
    char name[16];
    buffer_init(&lines, SIZE_MAX);
    made_write_settings(&lines, "en", true);
    buffer_add_text(
        &lines, "{\"id\":\"many\",\"answer\":\"Yes.\",\"question\":\"What is it for?\",\"also\":[\"for it\"");
    for (unsigned i = 0; i < 3000; i++) {
        write_name(name, i);
        buffer_add_text(&lines, i % 2 == 0 ? ",\"How do I use a " : ",\"Where can I get the ");
        buffer_add_text(&lines, name);
        buffer_add_text(&lines, "?\"");
    }
    buffer_add_text(&lines, "]}\n");
    for (unsigned i = 0; i < 20; i++) {
        char question[64];
        char answer[32];
        write_name(name, 4000 + i);
        snprintf(question, sizeof question, "How do I repair a %s?", name);
        snprintf(answer, sizeof answer, "Wub%ufol.", i);
        const struct made_entry entry = {.phrasings = {question}, .text = answer};
        made_write_entry(&lines, i, &entry);
    }
    assert_false(lines.failed);
    made_open_lines(&made, buffer_view(&lines));
    buffer_release(&lines);
    for (unsigned i = 0; i < 3000; i += 331) {
        char question[64];
        write_name(name, i);
        snprintf(question, sizeof question, "How do I use a %s?", name);
        const struct asked asked = {question, FAQBOT_ANSWERED, 0};
        check(&made, &asked, 1);
    }
    for (uint32_t i = 0; i < 20; i++) {
        char question[64];
        write_name(name, 4000 + i);
        snprintf(question, sizeof question, "how can I repair the %s", name);
        const struct asked asked = {question, FAQBOT_ANSWERED, 1 + i};
        check(&made, &asked, 1);
    }
    static const struct asked others[] = {{"what is the capital of france", FAQBOT_NONE, NO_ENTRY}};
    check(&made, others, COUNT(others));
    made_close(&made);
}

static void chinese_alone(void **state)
{
    (void)state;
    static const char *const questions[] = {
        "\u5982\u4f55\u91cd\u7f6e\u5bc6\u7801\uff1f",                   /* How is the password reset? */
        "\u5982\u4f55\u53d6\u6d88\u8ba2\u5355\uff1f",                   /* How is an order cancelled? */
        "\u8fd0\u8d39\u662f\u591a\u5c11\uff1f",                         /* How much is shipping? */
        "\u8425\u4e1a\u65f6\u95f4\u662f\u4ec0\u4e48\u65f6\u5019\uff1f", /* When are you open? */
        NULL,
    };
    static const struct asked asked[] = {
        {"\u5982\u4f55\u91cd\u7f6e\u5bc6\u7801", FAQBOT_ANSWERED, 0},
        {"\u53d6\u6d88\u8ba2\u5355", FAQBOT_ANSWERED, 1},
        {"\u8425\u4e1a\u65f6\u95f4", FAQBOT_ANSWERED, 3},
        {"\u5929\u6c14\u9884\u62a5", FAQBOT_NONE, NO_ENTRY}, /* the weather forecast */
        {"zyzzyva", FAQBOT_NONE, NO_ENTRY},
    };
    static const unsigned others[] = {0, MADE_OTHERS};
    for (size_t i = 0; i < COUNT(others); i++) {
        struct made_base made;
        made_open_questions(&made, "zh", questions, others[i]);
        check(&made, asked, COUNT(asked));
        struct search_result result =
            ask(&made, "\u8fd0\u8d39\u591a\u5c11"); /* of its three pairs one is unknown */
        assert_true(result.outcome != FAQBOT_NONE && result.matches[0].entry == 2);
        made_close(&made);
    }
}

static void function_words_alone(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {"who are you"}, .text = "I am."},
        {.phrasings = {"what is it"}, .text = "It is this."},
        {.phrasings = {"how is it here"}, .text = "As it was."},
        {.phrasings = {""}, .text = "of the and to", .title = "the"},
    };
    static const char *const questions[] = {"who are you", "what is it", "how is it here", "of the and to"};
    static const struct asked others[] = {{"zyzzyva", FAQBOT_NONE, NO_ENTRY},
                                          {"what is the capital of france", FAQBOT_NONE, NO_ENTRY}};
    for (int has_lexicon = 0; has_lexicon < 2; has_lexicon++) {
        struct made_base made;
        made_open_with(&made, entries, COUNT(entries), has_lexicon);
        for (uint32_t i = 0; i < COUNT(questions); i++) {
            struct search_result result = ask(&made, questions[i]);
            assert_true(result.match_count > 0);
            assert_int_equal(result.matches[0].entry, i);
        }
        check(&made, others, COUNT(others));
        made_close(&made);
    }
}

#define LONG_BYTES 900000

/* Their last words are found like any others. */
static void entries_as_long_as_can_be(void **state)
{
    (void)state;
    static char text[LONG_BYTES + 16];
    struct made_base made;
    struct made_search search;
    struct buffer lines;
    for (size_t i = 0; i < LONG_BYTES; i++) {
        text[i] = "bc de "[i % 6];
    }
    strcpy(text + LONG_BYTES, " needle");
    const struct made_entry entries[] = {
        {.phrasings = {"Where is it?"}, .text = text},
        {.phrasings = {""}, .text = text, .title = "Long"},
        {.phrasings = {""}, .text = "A needle.", .title = "Short"},
    };
    buffer_init(&lines, SIZE_MAX);
    made_write_settings(&lines, "en", true);
    for (size_t i = 0; i < COUNT(entries); i++) {
        made_write_entry(&lines, i, &entries[i]);
    }
    buffer_add_text(&lines, "{\"id\":\"many\",\"answer\":\"Here.\",\"question\":\"Needle?\",\"also\":[");
    for (unsigned i = 2; i < KB_PHRASINGS_MAX; i++) {
        buffer_add_text(&lines, "\"where is the needle\",");
    }
    buffer_add_text(&lines, "\"thread\"]}\n");
    assert_false(lines.failed);
    made_open_lines(&made, buffer_view(&lines));
    buffer_release(&lines);
    made_ask(&made, "a needle and a thread", 0, &search);
    assert_int_equal(search.candidates->count, COUNT(entries) + 1);
    for (uint32_t i = 0; i < search.candidates->count; i++) {
        const uint8_t *held = search.features.held + i * search.terms.count;
        for (size_t j = 0; j < search.terms.count; j++) {
            const struct term *term = &search.terms.list[j];
            bool is_needle = view_equals_text(term->word->plain, "needle");
            bool is_thread = view_equals_text(term->word->plain, "thread");
            bool is_many = i == COUNT(entries);
            if (is_needle || is_thread) {
                assert_int_equal((held[j] & COVERAGE_HELD(FIELD_HEAD)) != 0, is_many);
                assert_int_equal((held[j] & COVERAGE_HELD(FIELD_BODY)) != 0, is_needle && !is_many);
            }
        }
    }
    /* In a long text a word says less than in a short one. */
    assert_true(search.features.saturation[2] > search.features.saturation[1]);
    static const struct asked asked[] = {{"where is the needle", FAQBOT_ANSWERED, COUNT(entries)},
                                         {"thread", FAQBOT_ANSWERED, COUNT(entries)},
                                         {"zyzzyva", FAQBOT_NONE, NO_ENTRY}};
    check(&made, asked, COUNT(asked));
    made_close(&made);
}

int test_search_adversaries(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_entry),
        cmocka_unit_test(two_thousand_identical_entries),
        cmocka_unit_test(one_word_each),
        cmocka_unit_test(three_thousand_phrasings_of_one_entry),
        cmocka_unit_test(chinese_alone),
        cmocka_unit_test(function_words_alone),
        cmocka_unit_test(entries_as_long_as_can_be),
    };
    return cmocka_run_group_tests_name("adversaries", tests, NULL, NULL);
}
