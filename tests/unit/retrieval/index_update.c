/* unit/retrieval/index_update.c - an index that was brought up to date says, byte for byte, what one says that was made
 * anew, whatever the edits and however many of them came before. When it is made anew is index_anew.c's. */
#include "made_knowledge.h"

#define EDITS 50
#define ASKED 16

/* -- Asking -------------------------------------------------------------------------------------------------------- */

/* A question of words that stand in some entry, of rare ones, misspelled or unknown. */
static void write_question(const struct made_knowledge *made, uint64_t *state, struct buffer *text)
{
    const struct made_line *line = &made->lines[made_random(state, (uint32_t)made->line_count)];
    buffer_reset(text);
    made_words(text, made_random(state, 2) == 0 ? line->asked : line->text, 1 + made_random(state, 6));
    if (made_random(state, 3) == 0) {
        buffer_add_byte(text, ' ');
        made_word(text, MADE_WORDS + made_random(state, MADE_RARE));
    }
    if (made_random(state, 4) == 0) {
        buffer_add_text(text, made_random(state, 2) == 0 ? " gaga ml" : " xylophonium");
    }
    if (made_random(state, 3) == 0 && text->size > 8) {
        text->bytes[text->size - 2] = 'q';
    }
}

/* All that a bot with that index says to some questions, and of some entries. */
static void say_all(const struct made_knowledge *made, const char *index, uint64_t seed, struct buffer *said)
{
    struct faqbot *bot;
    struct faqbot_fault fault = {0};
    struct buffer text;
    const struct faqbot_options options = {.index = index};
    if (faqbot_open(&options, &bot, &fault) != FAQBOT_OK) {
        fail_msg("%s", fault.sentence);
    }
    size_t entries = faqbot_about(bot)->entries;
    buffer_init(&text, SIZE_MAX);
    made_say(said, faqbot_about(bot)->version);
    for (size_t i = 0; i < ASKED; i++) {
        write_question(made, &seed, &text);
        made_say_asked(said, bot, buffer_view(&text), made_random(&seed, 4) == 0);
    }
    for (size_t i = 0; i < ASKED; i++) {
        made_say_entry(said, bot, made_random(&seed, (uint32_t)entries));
        made_say_entry(said, bot, entries - 1 - i); /* of which some may be new */
    }
    made_say_asked(said, bot, view_of("how is it done"), false);
    buffer_release(&text);
    faqbot_close(bot);
}

static void assert_says_the_same(const struct made_knowledge *made, uint64_t seed)
{
    struct buffer updated;
    struct buffer anew;
    buffer_init(&updated, SIZE_MAX);
    buffer_init(&anew, SIZE_MAX);
    say_all(made, made->index, seed, &updated);
    say_all(made, made->anew, seed, &anew);
    assert_false(updated.failed || anew.failed);
    assert_int_equal(updated.size, anew.size);
    assert_memory_equal(updated.bytes, anew.bytes, anew.size);
    buffer_release(&updated);
    buffer_release(&anew);
}

/* Brings the index up to date and makes another one anew. */
static struct faqbot_index_result assert_update(const struct made_knowledge *made, uint64_t seed)
{
    struct faqbot_index_result updated = made_index(made, made->index, true);
    struct faqbot_index_result anew = made_index(made, made->anew, false);
    assert_true(updated.is_updated);
    assert_false(anew.is_updated);
    assert_string_equal(updated.version, anew.version);
    assert_int_equal(updated.entries, anew.entries);
    assert_says_the_same(made, seed);
    return updated;
}

/* -- Editing ------------------------------------------------------------------------------------------------------- */

static uint32_t any_seed(struct made_knowledge *made)
{
    return made_random(&made->state, 1 << 30);
}

static void edit_line(struct made_knowledge *made, struct made_line *line)
{
    switch (made_random(&made->state, 6)) {
    case 0:
        line->words = made_random(&made->state, 2) == 0 ? 1 : 200 + made_random(&made->state, 200);
        break;
    case 1:
        line->asked = any_seed(made);
        break;
    case 2:
        line->beside = any_seed(made);
        break;
    default:
        line->text = any_seed(made);
        line->words = 3 + made_random(&made->state, 12);
        break;
    }
}

static void append(struct made_knowledge *made, size_t count)
{
    for (size_t i = 0; i < count && made->line_count < MADE_LINES_MAX; i++) {
        made->lines[made->line_count] = (struct made_line){.id = (uint32_t)made->line_count,
                                                           .text = any_seed(made),
                                                           .words = 1 + made_random(&made->state, 30),
                                                           .asked = any_seed(made),
                                                           .beside = any_seed(made)};
        made->line_count++;
    }
}

static void edit(struct made_knowledge *made, uint64_t round)
{
    for (size_t i = 0; i < EDITS; i++) {
        uint32_t any = made_random(&made->state, (uint32_t)made->line_count);
        /* Questions are few, and edited as often as passages. */
        uint32_t question = any / MADE_FAQ_EVERY * MADE_FAQ_EVERY + 3;
        bool asks = made_random(&made->state, 2) == 0 && question < made->line_count;
        edit_line(made, &made->lines[asks ? question : any]);
    }
    if (round % 2 == 0) {
        made->article = any_seed(made);
        made_save_article(made);
    }
    append(made, round % 3 == 0 ? 0 : 1 + made_random(&made->state, 20));
    made_save_lines(made);
}

/* -- The tests ----------------------------------------------------------------------------------------------------- */

static int set_up(void **state)
{
    *state = made_knowledge_new(41, false);
    (void)made_index(*state, ((struct made_knowledge *)*state)->index, false);
    return 0;
}

static int tear_down(void **state)
{
    made_knowledge_free(*state);
    return 0;
}

static void an_updated_index_says_what_a_new_one_says(void **state)
{
    struct made_knowledge *made = *state;
    for (uint64_t round = 0; round < 5; round++) {
        edit(made, round);
        struct faqbot_index_result result = assert_update(made, 1000 + round);
        assert_true(result.changed > EDITS / 2 && result.changed <= EDITS + 30);
    }
}

/* Lists are cut and grow together; words come and go. What stays at the end is what was there at first. */
static void edits_that_are_taken_back_lead_back_to_the_first_version(void **state)
{
    struct made_knowledge *made = *state;
    struct faqbot_index_result first = made_index(made, made->index, true);
    struct made_line *lines = malloc(sizeof made->lines);
    assert_non_null(lines);
    memcpy(lines, made->lines, sizeof made->lines);
    assert_true(first.is_updated);
    assert_int_equal(first.changed, 0);
    for (size_t round = 0; round < 4; round++) {
        for (size_t i = 0; i < 20; i++) { /* the same few again and again */
            struct made_line *line = &made->lines[100 + 7 * i];
            line->text = round % 2 == 0 ? 5 : any_seed(made);
            line->words = round % 2 == 0 ? 1 : 300;
        }
        made_save_lines(made);
        assert_true(made_index(made, made->index, true).is_updated);
    }
    assert_string_not_equal(made_index(made, made->index, true).version, first.version);
    memcpy(made->lines, lines, sizeof made->lines);
    made_save_lines(made);
    struct faqbot_index_result last = assert_update(made, 9);
    assert_string_equal(last.version, first.version);
    free(lines);
}

static void a_word_that_no_entry_has_any_more_is_unknown_until_it_comes_back(void **state)
{
    struct made_knowledge *made = *state;
    static const char *const texts[] = {"{\"id\":\"word\",\"text\":\"A quixotic zeppelin.\"}\n",
                                        "{\"id\":\"word\",\"text\":\"Nothing.\"}\n",
                                        "{\"id\":\"word\",\"text\":\"The zeppelins again.\"}\n"};
    for (size_t i = 0; i < 3; i++) {
        struct faqbot *bot;
        struct faqbot_answer answer;
        made_save(made, "zz.jsonl", view_of(texts[i]));
        (void)assert_update(made, 3);
        const struct faqbot_options options = {.index = made->index};
        const struct faqbot_question question = {.text = view_of("zeppelin"), .top = 3};
        assert_int_equal(faqbot_open(&options, &bot, NULL), FAQBOT_OK);
        assert_int_equal(faqbot_ask(bot, &question, &answer), FAQBOT_OK);
        assert_int_equal(answer.unknown_word_count, i == 1);
        assert_int_equal(answer.candidate_count, i != 1);
        faqbot_close(bot);
    }
    char path[128];
    snprintf(path, sizeof path, "%s/zz.jsonl", made->folder);
    assert_int_equal(remove(path), 0);
}

static void count_rule(void *user, const struct faqbot_fault *fault)
{
    if (strcmp(fault->rule, "unknown-key") == 0) {
        assert_int_equal(fault->line, 8);
        ++*(size_t *)user;
    }
}

static void what_is_wrong_with_a_changed_line_is_told_once(void **state)
{
    struct made_knowledge *made = *state;
    struct buffer text;
    buffer_init(&text, SIZE_MAX);
    /* The second time it cannot be updated, since one line more is broken. */
    for (size_t i = 0; i < 2; i++) {
        size_t told = 0;
        struct faqbot_index_result result;
        const struct faqbot_index_options options = {.knowledge = made->folder,
                                                     .output = made->index,
                                                     .report = count_rule,
                                                     .report_user = &told,
                                                     .update = true};
        buffer_reset(&text);
        made->lines[90].words = i == 0 ? 5 : 0;
        for (size_t at = 0; at < made->line_count; at++) {
            made_write_line(&text, &made->lines[at]);
            if (at == 7) { /* the line's end */
                buffer_truncate(&text, text.size - 2);
                buffer_add_text(&text, i == 0 ? ",\"colour\":\"red\"}\n" : ",\"shape\":\"round\"}\n");
            }
        }
        made_save(made, "z.jsonl", buffer_view(&text));
        assert_int_equal(faqbot_index(&options, &result, NULL), FAQBOT_OK);
        assert_int_equal(result.is_updated, i == 0);
        assert_int_equal(told, 1);
        assert_int_equal(result.warnings, 1);
        assert_int_equal(result.errors, i);
    }
    buffer_release(&text);
}

static void phrasings_of_what_changed_are_counted(void **state)
{
    struct made_knowledge *made = *state;
    made->lines[3].asked = 4 * 1000 + 2; /* a question, with three further ones */
    made->lines[4].text = 77;            /* a passage */
    made_save_lines(made);
    struct faqbot_index_result result = made_index(made, made->index, true);
    assert_true(result.is_updated);
    assert_int_equal(result.changed, 2);
    assert_int_equal(result.phrasings, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_updated_index_says_what_a_new_one_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(edits_that_are_taken_back_lead_back_to_the_first_version, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_word_that_no_entry_has_any_more_is_unknown_until_it_comes_back,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_wrong_with_a_changed_line_is_told_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(phrasings_of_what_changed_are_counted, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
