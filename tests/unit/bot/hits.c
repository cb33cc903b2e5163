/* tests/unit/bot/hits.c - what faqbot.h promises of a search by words: what is found by what, in which order, and how it
 * is shown. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <faqbot.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opened.h"
#include "text/text.h"
#include "util/util.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static const char knowledge[] =
    "{\"id\":\"wage\",\"question\":\"What is the minimum wage?\",\"also\":[\"lowest legal pay\"],"
    "\"answer\":\"At least 12.50 an hour. Apprentices earn less: see *Registrations* of contracts.\","
    "\"title\":\"Work\",\"section\":\"Pay > By hour\",\"tags\":[\"pay\",\"Law & Order\"]}\n"
    "{\"id\":\"tax\",\"question\":\"Who pays the wage tax?\",\"answer\":\"The employer does, for each hour "
    "and "
    "worker.\",\"title\":\"Work\",\"section\":\"Pay\",\"tags\":[\"pay\"],\"disclaimer\":\"No advice.\"}\n"
    "{\"id\":\"cafe\",\"title\":\"Canteen\",\"heading\":\"Caf\u00e9\",\"text\":\"The caf\u00e9 opens at 7 "
    "and a "
    "half. C++ is not on the menu, nor is NEAR or AND. Lunch is happily served. It is worked in shifts by "
    "hour.\","
    "\"url\":\"https://example.org/caf\u00e9\"}\n"
    "{\"id\":\"kosten\",\"question\":\"Was kosten die H\u00e4user?\",\"answer\":\"Jedes Haus kostet viel.\","
    "\"lang\":\"de-AT\"}\n"
    "{\"id\":\"cheval\",\"question\":\"O\u00f9 sont les chevaux mang\u00e9s?\",\"answer\":\"Nulle part: les "
    "chevaux travaillent.\",\"lang\":\"fr\"}\n"
    "{\"id\":\"kniga\",\"question\":\"\u0413\u0434\u0435 \u043a\u043d\u0438\u0433\u0438?\",\"answer\":"
    "\"\u0412 \u0431\u0438\u0431\u043b\u0438\u043e\u0442\u0435\u043a\u0435.\",\"lang\":\"ru\"}\n"
    "{\"id\":\"renmin\",\"question\":\"\u4eba\u6c11\u5e01\u662f\u4ec0\u4e48\uff1f\",\"answer\":"
    "\"\u4e2d\u56fd\u7684"
    "\u8d27\u5e01\u3002\",\"lang\":\"zh\"}\n";

static int set_up(void **state)
{
    *state = opened(knowledge, 0);
    return 0;
}

static int tear_down(void **state)
{
    faqbot_close(*state);
    return 0;
}

static const struct faqbot_hits *search(struct faqbot *bot, const struct faqbot_search_query *query)
{
    const struct faqbot_hits *hits = NULL;
    assert_int_equal(faqbot_search(bot, query, &hits), FAQBOT_OK);
    return hits;
}

/* The ids, with blanks between them; "any: " in front where no entry has all words. */
static void write_ids(const struct faqbot_hits *hits, struct buffer *out)
{
    buffer_reset(out);
    buffer_add_text(out, hits->is_any ? "any:" : "");
    for (size_t i = 0; i < hits->count; i++) {
        buffer_add_text(out, out->size > 0 ? " " : "");
        buffer_add(out, hits->list[i].id);
    }
    buffer_add_byte(out, '\0');
}

static void assert_found(struct faqbot *bot, const struct faqbot_search_query *query, const char *ids)
{
    struct buffer found;
    buffer_init(&found, 10000);
    write_ids(search(bot, query), &found);
    if (strcmp(found.bytes, ids) != 0) {
        fail_msg("%.*s: found \"%s\", not \"%s\"", VIEW_ARGS(query->text), found.bytes, ids);
    }
    buffer_release(&found);
}

static void words_find_the_entries_that_have_them(void **state)
{
    static const struct {
        const char *text;
        const char *ids;
    } cases[] = {
        /* and */
        {"wage", "tax wage"},
        {"minimum wage", "wage"},
        {"wage minimum", "wage"},
        {"hour wage", "wage tax"},
        {"hour wage worker", "tax wage"},
        /* what stands in a title, a section or a further phrasing alone */
        {"canteen", "cafe"},
        {"lowest", "wage"},
        {"by hour pay", "wage"},
        /* none has all */
        {"zyzzyva", ""},
        {"minimum zyzzyva", "any: wage"},
        {"what is the zyzzyva menu", "any: cafe"},
        {"zyzzyva the", "any: tax wage cafe"},
        /* inflections, capitals and accents, in the language of each entry */
        {"WAGES", "tax wage"},
        {"hourly", "wage tax cafe"},
        {"employers", "tax"},
        {"cafe", "cafe"},
        {"CAF\u00c9S", "cafe"},
        {"haus", "kosten"},
        {"H\u00c4USERN", "kosten"},
        {"cheval chevaux", "cheval"},
        {"manger", "cheval"},
        {"\u043a\u043d\u0438\u0433\u0430", "kniga"},
        {"\u0431\u0438\u0431\u043b\u0438\u043e\u0442\u0435\u043a\u0430", "kniga"},
        /* scripts without blanks: pairs in a row, and each character */
        {"\u4eba\u6c11", "renmin"},
        {"\u4eba\u6c11\u5e01", "renmin"},
        {"\u6c11\u4eba", ""},
        {"\u4eba", "renmin"},
        {"\u5e01", "renmin"},
        {"\u4e48", "renmin"},
        /* phrases */
        {"\"minimum wage\"", "wage"},
        {"\"wage minimum\"", ""},
        {"\u201cwage tax\u201d", "tax"},
        {"\u00abwages taxes\u00bb", "tax"},
        {"\"each hour\" worker", "tax"},
        {"12.50", "wage"},
        {"50.12", ""},
        {"\"\"", ""},
        /* a mark without its other half */
        {"\"minimum wage", "wage"},
        {"wage minimum\"", "wage"},
        {"5\" wage", "any: tax wage"},
        /* prefixes */
        {"min*", "wage"},
        {"registrat*", "wage"},
        {"registrations*", "wage"},
        {"happ*", "cafe"},
        {"happil*", "cafe"},
        {"wa* ta*", "tax"},
        {"*", ""},
        {"min *", ""},
        /* without */
        {"wage -minimum", "tax"},
        {"wage -\"minimum wage\"", "tax"},
        {"wage -min*", "tax"},
        {"hour -wage", "cafe"},
        {"wage-tax", "tax"},
        {"wage - tax", "tax"},
        {"wage --tax", "tax"},
        /* only that: then it is no sign */
        {"-minimum", "wage"},
        {"-minimum -wage", "wage"},
        {"-", ""},
        /* FTS5's operators are words, and its signs none */
        {"NEAR AND menu", "cafe"},
        {"near(menu, lunch)", "cafe"},
        {"title:canteen", "any: cafe"},
        {"NOT OR AND", "cafe"},
        {"^wage", "tax wage"},
        {"{text phrasings} : wage", "any: tax wage"},
        {"c++", "cafe"},
        {"c", ""},
        {"'; DROP TABLE entry; --", ""},
        {"", ""},
        {" \t\n", ""},
        {"?!.,", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_found(*state, &(struct faqbot_search_query){.text = view_of(cases[i].text)}, cases[i].ids);
    }
}

#define MANY_TAGS                                                                                            \
    "pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,"                                       \
    "pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,"                                       \
    "pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,"                                       \
    "pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,pay,"

static void filters_leave_out_all_others(void **state)
{
    static const struct {
        const char *text;
        const char *tag;
        const char *section;
        const char *lang;
        const char *ids;
    } cases[] = {
        {"hour", NULL, NULL, NULL, "wage tax cafe"},
        {"hour", "pay", NULL, NULL, "wage tax"},
        {"hour", " PAY ", NULL, NULL, "wage tax"},
        {"hour", "pay,law & order", NULL, NULL, "wage"},
        {"hour", ",,pay,", NULL, NULL, "wage tax"},
        {"hour", "law", NULL, NULL, ""},
        {"hour", "pay,zyzzyva", NULL, NULL, ""},
        {"hour", NULL, "Pay", NULL, "wage tax"},
        {"hour", NULL, "pay > by hour", NULL, "wage"},
        {"hour", NULL, "By hour", NULL, ""},
        {"hour", "pay", "Pay > By hour", "en", "wage"},
        {"hour", NULL, NULL, "de", ""},
        {"haus", NULL, NULL, "de", "kosten"},
        {"haus", NULL, NULL, "de-CH", "kosten"},
        {"haus", NULL, NULL, "DE", "kosten"},
        {"haus", NULL, NULL, "en", ""},
        {"haus", NULL, NULL, "x-none", ""},
        {"menu minimum", "pay", NULL, NULL, "any: wage"},
        {"hour", MANY_TAGS "pay,pay", NULL, NULL, ""}, /* there is an end to a list */
        {"hour", ",,,,,,,,,pay", NULL, NULL, "wage tax"},
        {"hour", "\" OR \"", NULL, NULL, ""},
        {"hour", "\xff", "\x01t", "\"", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct faqbot_search_query query = {.text = view_of(cases[i].text),
                                                  .filter = {.tags = view_of(cases[i].tag),
                                                             .section = view_of(cases[i].section),
                                                             .lang = view_of(cases[i].lang)}};
        assert_found(*state, &query, cases[i].ids);
    }
}

/* A label is no word, and no word a label. */
static void filters_are_not_found_as_words(void **state)
{
    static const char *const texts[] = {"tpay", "len", "\001tpay", "\"\001tpay\"", "\002wage*", "order"};
    static const char *const ids[] = {"", "", "", "", "tax wage", ""};
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_found(*state, &(struct faqbot_search_query){.text = view_of(texts[i])}, ids[i]);
    }
}

static void write_spans(const struct faqbot_span *spans, size_t count, struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(out, spans[i].mark ? "[" : "");
        buffer_add(out, spans[i].text);
        buffer_add_text(out, spans[i].mark ? "]" : "");
    }
}

static void the_words_are_marked_where_they_stand(void **state)
{
    static const struct {
        const char *text;
        const char *shown; /* of the first hit: the title, a bar, the text */
    } cases[] = {
        {"minimum wage", "What is the [minimum] [wage]?|At least 12.50 an hour. Apprentices earn less: see "
                         "Registrations of contracts."},
        {"\"minimum wage\"", "What is the [minimum wage]?|At least 12.50 an hour. Apprentices earn less: see "
                             "Registrations of contracts."},
        {"registration", "What is the minimum wage?|At least 12.50 an hour. Apprentices earn less: see "
                         "[Registrations] of contracts."},
        {"registr* 12.50", "What is the minimum wage?|At least [12.50] an hour. Apprentices earn less: see "
                           "[Registrations] of contracts."},
        /* in a further phrasing alone: that is shown */
        {"legal", "What is the minimum wage?|lowest [legal] pay"},
        {"haus", "Was kosten die [H\u00e4user]?|Jedes [Haus] kostet viel."},
        {"\u6c11", "\u4eba[\u6c11]\u5e01\u662f\u4ec0\u4e48\uff1f|\u4e2d\u56fd\u7684\u8d27\u5e01\u3002"},
        {"\u4eba\u6c11\u5e01", "[\u4eba\u6c11\u5e01]\u662f\u4ec0\u4e48\uff1f|"
                               "\u4e2d\u56fd\u7684\u8d27\u5e01\u3002"},
        /* what did not find the entry is not marked */
        {"wage -tax", "What is the minimum [wage]?|At least 12.50 an hour. Apprentices earn less: see "
                      "Registrations of contracts."},
        {"what is the zyzzyva wage minimum",
         "What is the [minimum] [wage]?|At least 12.50 an hour. Apprentices "
         "earn less: see Registrations of contracts."},
    };
    struct buffer shown;
    buffer_init(&shown, 10000);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct faqbot_hits *hits =
            search(*state, &(struct faqbot_search_query){.text = view_of(cases[i].text)});
        assert_true(hits->count > 0);
        buffer_reset(&shown);
        write_spans(hits->list[0].title_spans, hits->list[0].title_span_count, &shown);
        buffer_add_byte(&shown, '|');
        write_spans(hits->list[0].spans, hits->list[0].span_count, &shown);
        buffer_add_byte(&shown, '\0');
        assert_string_equal(shown.bytes, cases[i].shown);
    }
    buffer_release(&shown);
}

/* Whatever there is: spans are not empty, no two of a kind follow each other, and each is one line of UTF-8. */
static void check_spans(const struct faqbot_span *spans, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_true(spans[i].text.size > 0);
        assert_true(utf8_is_valid(spans[i].text));
        assert_int_equal(view_find(spans[i].text, '\n'), spans[i].text.size);
        assert_true(i == 0 || spans[i].mark != spans[i - 1].mark);
    }
}

static void a_hit_says_where_it_comes_from(void **state)
{
    const struct faqbot_hits *hits = search(*state, &(struct faqbot_search_query){.text = view_of("menu")});
    assert_int_equal(hits->count, 1);
    assert_true(view_equals_text(hits->list[0].title, "Caf\u00e9"));
    assert_true(view_equals_text(hits->list[0].url, "https://example.org/caf\u00e9"));
    assert_true(view_equals_text(hits->list[0].lang, ""));
    hits = search(*state, &(struct faqbot_search_query){.text = view_of("minimum")});
    assert_true(view_equals_text(hits->list[0].section, "Pay > By hour"));
}

static void a_long_text_is_cut_to_the_part_with_the_words(void **state)
{
    (void)state;
    struct buffer text;
    struct buffer shown;
    buffer_init(&text, 100000);
    buffer_init(&shown, 10000);
    buffer_add_text(&text, "{\"id\":\"long\",\"title\":\"Long\",\"text\":\"First apple.");
    for (int i = 0; i < 300; i++) {
        buffer_add_text(&text, i == 150 ? " pear and apple" : i == 200 ? " \u4eba\u6c11" : " filling");
    }
    buffer_add_text(&text, "\"}\n");
    buffer_add_byte(&text, '\0');
    struct faqbot *bot = opened(text.bytes, 0);
    const struct faqbot_hits *hits =
        search(bot, &(struct faqbot_search_query){.text = view_of("apple pear")});
    write_spans(hits->list[0].spans, hits->list[0].span_count, &shown);
    buffer_add_byte(&shown, '\0');
    const char *start = "\u2026filling filling filling filling filling [pear] and [apple] filling ";
    assert_memory_equal(shown.bytes, start, strlen(start));
    assert_true(utf8_length(buffer_view(&shown)) < 220);
    assert_non_null(strstr(shown.bytes, "filling\u2026"));
    check_spans(hits->list[0].spans, hits->list[0].span_count);
    faqbot_close(bot);
    buffer_release(&text);
    buffer_release(&shown);
}

/* 10^4 words, NUL bytes and bytes that are no UTF-8 are a search like any other. */
static void any_bytes_are_a_search(void **state)
{
    struct buffer text;
    buffer_init(&text, 1000000);
    for (int i = 0; i < 10000; i++) {
        buffer_add_text(&text, i == 3 ? "wage " : i % 2 == 0 ? "word" : "-x");
        buffer_add_number(&text, (uint64_t)i);
        buffer_add_byte(&text, i % 5 == 0 ? '*' : ' ');
    }
    const struct faqbot_hits *hits =
        search(*state, &(struct faqbot_search_query){.text = buffer_view(&text)});
    assert_true(hits->is_any && hits->count == 2);
    for (int byte = 0; byte < 256; byte++) {
        memset(text.bytes, byte, 5000);
        (void)search(*state, &(struct faqbot_search_query){.text = view_make(text.bytes, 5000)});
    }
    buffer_release(&text);
    assert_found(*state, &(struct faqbot_search_query){.text = view_make("minimum\0wage", 12)}, "wage");
    assert_found(*state, &(struct faqbot_search_query){.text = view_of("minimum\xff\xc3wage\xe2\x82")},
                 "wage");
    assert_found(*state, &(struct faqbot_search_query){.text = view_make("minimum\0\"*-", 11)}, "wage");
    assert_found(*state, &(struct faqbot_search_query){.text = view_make(NULL, 0)}, "");
}

static void as_many_are_found_as_are_wanted(void **state)
{
    const struct faqbot_hits *hits;
    struct faqbot_search_query query = {.text = view_of("hour"), .limit = 1};
    assert_int_equal(search(*state, &query)->count, 1);
    query.limit = FAQBOT_HITS_MAX;
    assert_int_equal(search(*state, &query)->count, 3);
    query.limit = FAQBOT_HITS_MAX + 1;
    assert_int_equal(faqbot_search(*state, &query, &hits), FAQBOT_LIMIT);
}

/* Of a word that thousands of entries have: an end, and what has it in its question all the same. */
static void a_frequent_word_is_cut_short_and_a_rare_one_is_not(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text, 10000000);
    for (unsigned i = 0; i < 6000; i++) {
        buffer_add_text(&text, "{\"id\":\"p");
        buffer_add_number(&text, i);
        buffer_add_text(&text, "\",\"title\":\"Part\",\"text\":\"A frequent word, and rare");
        buffer_add_number(&text, i);
        buffer_add_text(&text, "\"}\n");
    }
    buffer_add_text(&text, "{\"id\":\"asked\",\"question\":\"Is frequent asked?\",\"answer\":\"Yes.\"}\n");
    buffer_add_byte(&text, '\0');
    struct faqbot *bot = opened(text.bytes, 0);
    const struct faqbot_hits *hits = search(bot, &(struct faqbot_search_query){.text = view_of("frequent")});
    assert_true(hits->is_cut_short);
    assert_true(view_equals_text(hits->list[0].id, "asked"));
    assert_int_equal(hits->count, FAQBOT_HITS_DEFAULT);
    hits = search(bot, &(struct faqbot_search_query){.text = view_of("frequent word rare5999")});
    assert_false(hits->is_cut_short);
    assert_int_equal(hits->count, 1);
    assert_true(view_equals_text(hits->list[0].id, "p5999"));
    /* a prefix of more words than are looked at finds the entries with some, and a narrower one all */
    hits = search(bot, &(struct faqbot_search_query){.text = view_of("rare*")});
    assert_true(hits->is_cut_short && hits->count == FAQBOT_HITS_DEFAULT);
    hits = search(bot, &(struct faqbot_search_query){.text = view_of("rare599*"), .limit = FAQBOT_HITS_MAX});
    assert_true(!hits->is_cut_short && hits->count == 11);
    hits = search(bot, &(struct faqbot_search_query){.text = view_of("f* w* r* a* p* rare5999")});
    assert_true(hits->count > 0);
    /* the rarest word decides which of some are shown */
    hits = search(bot, &(struct faqbot_search_query){.text = view_of("frequent rare5 zyzzyva")});
    assert_true(hits->is_any);
    assert_int_equal(hits->count, 1);
    assert_true(view_equals_text(hits->list[0].id, "p5"));
    faqbot_close(bot);
    buffer_release(&text);
}

/* By content words only, and never beside an answer or among what is offered to choose from. */
static void a_question_without_an_answer_names_what_mentions_it(void **state)
{
    (void)state;
    static const struct {
        const char *question;
        const char *mentions;
    } cases[] = {
        {"music concert tickets", "loan-period"},
        {"-music concert \"tickets", "loan-period"},
        {"who is she", ""},
        {"How long may I keep a book?", ""},
    };
    const struct faqbot_options options = {.knowledge = "tests/transcripts/knowledge/library"};
    struct faqbot *bot;
    struct faqbot_answer answer;
    struct buffer ids;
    assert_int_equal(faqbot_open(&options, &bot, NULL), FAQBOT_OK);
    buffer_init(&ids, 1000);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct faqbot_question question = {.text = view_of(cases[i].question)};
        assert_int_equal(faqbot_ask(bot, &question, &answer), FAQBOT_OK);
        buffer_reset(&ids);
        for (size_t j = 0; j < answer.mention_count; j++) {
            buffer_add(&ids, answer.mentions[j].id);
            check_spans(answer.mentions[j].spans, answer.mentions[j].span_count);
        }
        buffer_add_byte(&ids, '\0');
        assert_string_equal(ids.bytes, cases[i].mentions);
    }
    assert_int_equal(answer.outcome, FAQBOT_ANSWERED); /* of the last */
    buffer_release(&ids);
    faqbot_close(bot);
}

/* -- Whole knowledge bases ----------------------------------------------------------------------------------------- */

/* The words of a knowledge base, and the entry that has each; SEVERAL where more than one has. */
#define SEVERAL UINT32_MAX
struct word_owners {
    struct string_table words;
    struct buffer owners; /* uint32_t by word */
};

static void own_words(struct word_owners *all, struct arena *arena, struct faqbot_view text, uint32_t entry)
{
    struct word *words;
    size_t count;
    assert_true(tokenize(arena, text, &words, &count));
    for (size_t i = 0; i < count; i++) {
        uint32_t number = string_table_add(&all->words, words[i].folded);
        assert_true(number != STRING_TABLE_NONE);
        if ((size_t)number * sizeof entry == all->owners.size) {
            buffer_add(&all->owners, view_make((const char *)&entry, sizeof entry));
        }
        uint32_t *owner = (uint32_t *)(void *)all->owners.bytes + number;
        *owner = *owner == entry ? entry : SEVERAL;
    }
}

static void own_all_words(struct word_owners *all, struct faqbot *bot, struct arena *arena)
{
    struct faqbot_answer answer;
    struct buffer text;
    bool is_question;
    buffer_init(&text, SIZE_MAX);
    for (size_t i = 0; i < faqbot_about(bot)->entries; i++) {
        assert_int_equal(faqbot_entry_at(bot, i, &answer, &is_question), FAQBOT_OK);
        buffer_reset(&text);
        rich_to_search_text(answer.nodes, answer.node_count, &text);
        arena_reset(arena);
        own_words(all, arena, buffer_view(&text), (uint32_t)i);
        own_words(all, arena, answer.question, (uint32_t)i);
        own_words(all, arena, answer.title, (uint32_t)i);
        own_words(all, arena, answer.section, (uint32_t)i);
    }
    buffer_release(&text);
}

/* Whether the entry of that number is found by the word. */
static bool finds(struct faqbot *bot, struct faqbot_view word, uint32_t entry)
{
    struct faqbot_answer answer;
    struct arena arena;
    struct faqbot_view id;
    bool is_question;
    bool is_found = false;
    arena_init(&arena, 10000);
    assert_int_equal(faqbot_entry_at(bot, entry, &answer, &is_question), FAQBOT_OK);
    assert_true(arena_copy(&arena, answer.entry, &id));
    const struct faqbot_hits *hits =
        search(bot, &(struct faqbot_search_query){.text = word, .limit = FAQBOT_HITS_MAX});
    for (size_t i = 0; i < hits->count; i++) {
        is_found = is_found || view_equals(hits->list[i].id, id);
    }
    arena_release(&arena);
    return is_found;
}

static size_t assert_words_find_their_entries(const char *path)
{
    const struct faqbot_options options = {.knowledge = path};
    struct faqbot *bot;
    struct faqbot_fault fault;
    struct arena arena;
    struct word_owners all;
    size_t searched = 0;
    if (faqbot_open(&options, &bot, &fault) != FAQBOT_OK) {
        fail_msg("%s: %s", path, fault.sentence);
    }
    arena_init(&arena, SIZE_MAX);
    string_table_init(&all.words, SIZE_MAX);
    buffer_init(&all.owners, SIZE_MAX);
    own_all_words(&all, bot, &arena);
    for (uint32_t i = 0; (size_t)i * sizeof i < all.owners.size; i++) {
        uint32_t owner = ((uint32_t *)(void *)all.owners.bytes)[i];
        struct faqbot_view word = all.words.strings[i];
        if (owner != SEVERAL && !finds(bot, word, owner)) {
            fail_msg("%s: \"%.*s\" does not find entry %u", path, VIEW_ARGS(word), owner);
        }
        searched += owner != SEVERAL;
    }
    string_table_release(&all.words);
    buffer_release(&all.owners);
    arena_release(&arena);
    faqbot_close(bot);
    return searched;
}

/* Of each knowledge base that comes with the source, in six languages. */
static void a_word_that_stands_in_one_entry_alone_finds_it(void **state)
{
    (void)state;
    size_t searched = assert_words_find_their_entries("knowledge");
    DIR *judged = opendir("tests/judged");
    assert_non_null(judged);
    for (struct dirent *item = readdir(judged); item != NULL; item = readdir(judged)) {
        char path[300];
        snprintf(path, sizeof path, "tests/judged/%s/kb.md", item->d_name);
        searched +=
            item->d_name[0] != '.' && access(path, R_OK) == 0 ? assert_words_find_their_entries(path) : 0;
    }
    closedir(judged);
    assert_true(searched > 1000);
    print_message("%zu words\n", searched);
}

int test_bot_hits(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_find_the_entries_that_have_them, set_up, tear_down),
        cmocka_unit_test_setup_teardown(filters_leave_out_all_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(filters_are_not_found_as_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_words_are_marked_where_they_stand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_hit_says_where_it_comes_from, set_up, tear_down),
        cmocka_unit_test(a_long_text_is_cut_to_the_part_with_the_words),
        cmocka_unit_test_setup_teardown(any_bytes_are_a_search, set_up, tear_down),
        cmocka_unit_test_setup_teardown(as_many_are_found_as_are_wanted, set_up, tear_down),
        cmocka_unit_test(a_frequent_word_is_cut_short_and_a_rare_one_is_not),
        cmocka_unit_test(a_question_without_an_answer_names_what_mentions_it),
        cmocka_unit_test(a_word_that_stands_in_one_entry_alone_finds_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
