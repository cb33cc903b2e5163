/* tests/unit/search/wording.c - a question in the words of the knowledge base: written apart and as one, in
 * compounds, misspelled. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "search/search_internal.h"
#include "unit/search/made_base.h"

static const char *const english[] = {
    "Do you have Wi-Fi?",
    "How do I set up voicemail?",
    "How do I log in?",
    "Where do I renew a passport?",
    "Is an e-bike allowed?",
    "Is the software up-to-date?",
    "What does error E17 mean?",
    "What does alarm F 20 mean?",
    "What is form 1040a for?",
    "Is it business to business or B2B?",
    "What is the fare in zone 2?",
    "Which parking zone4 sticker do I need?",
    "Does the chapter stand apart?",
    "Do you ship online?",
    "Is there a long way to go?",
    "Where can I keep voice and mail records?",
    "Is there a check-in or a checkin?",
    "When is the 24 hour clock used?",
    NULL,
};

static const char *const german[] = {
    "Wie hoch sind die Versandkosten?",
    "Was kostet die Jahreskarte?",
    "Gibt es einen Mengenrabatt?",
    "Wer unterschreibt den Kaufvertrag?",
    "Wo stehen die Fahrr\xc3\xa4"
    "der?",
    "Wann \xc3\xb6"
    "ffnet das Schulbad?",
    "Wo melde ich mein Formular an?",
    "Liegt das Stadtgebiet im Tal?",
    "Wie lange dauert die Garantie f\xc3\xbcr ein Ger\xc3\xa4t?",
    "Wo ist der Empfang f\xc3\xbcr den Besuch?",
    "Haben Sie Tageskurse und Abendkurse?",
    "Was ist die Kundenkarte und der Kundendienst, der Kundendienst?",
    "Darf der Unterhalt sinken?",
    "Wo gibt es Eintrittsmarken?",
    NULL,
};

static const char *const dutch[] = {
    "Wat zijn de verzendkosten?",
    "Hoe koop ik een jaarkaart?",
    "Is er een groepskorting?",
    NULL,
};

static const char *const swedish[] = {
    "Vad kostar ett m\xc3\xa5nadskort?",
    "Finns det studentrabatt?",
    "Hur avbest\xc3\xa4ller jag ett bord?",
    NULL,
};

struct reading {
    const char *typed,
        *read; /* the words read: "~" before one that is a little doubtful, "*" before a corrected one */
};

static const char *read_question(struct made_base *made, const char *typed, struct search_result *result)
{
    static char text[512];
    struct synonyms_words words;
    enum faqbot_status status = FAQBOT_OK;
    size_t size = 0;
    *result = (struct search_result){0};
    query_split(view_of(typed), &made->arena, &words, &status);
    wording_read(made->searcher, 0, &made->arena, &words, result, &status);
    assert_int_equal(status, FAQBOT_OK);
    text[0] = '\0';
    for (size_t i = 0; i < words.count; i++) {
        const struct word *word = &words.list[i];
        assert_true(word->source.bytes >= typed && word->source.bytes < typed + strlen(typed));
        assert_true(word->is_corrected == (word->doubt == WORDING_DOUBT));
        size += (size_t)snprintf(text + size, sizeof text - size, "%s%s%.*s", i > 0 ? " " : "",
                                 word->is_corrected ? "*"
                                 : word->doubt > 0  ? "~"
                                                    : "",
                                 (int)word->plain.size, word->plain.bytes);
    }
    return text;
}

static void check(const char *lang, const char *const *questions, unsigned others,
                  const struct reading *readings, size_t count)
{
    struct made_base made;
    struct search_result result;
    made_open_questions(&made, lang, questions, others);
    for (size_t i = 0; i < count; i++) {
        const char *read = read_question(&made, readings[i].typed, &result);
        if (strcmp(read, readings[i].read) != 0) {
            fail_msg("\"%s\" is read as \"%s\", not \"%s\"", readings[i].typed, read, readings[i].read);
        }
    }
    made_close(&made);
}

/* A small knowledge base and a large one read alike. */
static void check_both(const char *lang, const char *const *questions, const struct reading *readings,
                       size_t count)
{
    check(lang, questions, 0, readings, count);
    check(lang, questions, MADE_OTHERS, readings, count);
}

static void words_are_joined_where_the_knowledge_base_joins_them(void **state)
{
    (void)state;
    static const struct reading readings[] = {
        {"voice mail", "voicemail"},
        {"my Voice-Mails", "my voicemails"},
        {"a pass port", "a passport"},
        {"error E 17", "error e17"},
        {"error e-17", "error e17"},
        {"e 17 error", "e17 error"},
        {"form 1040 A", "form 1040a"},
        {"is it B 2 B", "is it b2b"},
        {"on line", "online"},
        {"on-line", "online"},
        {"check in", "checkin"}, /* where the knowledge base has both they are the same */
        /* other marks end a word, and what is not known as one stays apart */
        {"voice, mail", "voice mail"},
        {"mail voice", "mail voice"},
        {"E 18", "e 18"},
        {"zone 2", "zone 2"},
        {"zone 4", "zone4"},
        {"10 40", "10 40"},
        /* function words belong to the sentence */
        {"is a part included", "is a part included"},
        {"a part", "a part"},
    };
    check_both("en", english, readings, sizeof readings / sizeof *readings);
}

static void a_word_is_split_where_the_knowledge_base_splits_it(void **state)
{
    (void)state;
    static const struct reading readings[] = {
        {"is there wifi", "is there wi fi"},
        {"login", "log in"},
        {"my logins", "my log ins"},
        {"any ebikes", "any e bikes"},
        {"uptodate", "up to date"},
        {"alarm F20", "alarm f 20"},
        {"alarm f21", "alarm f21"},
        {"24hour", "24 hour"},
        {"along", "along"}, /* "a long" is another thing */
        {"zone2", "zone 2"},
        {"2024", "2024"},
        {"voicemail", "voicemail"},
        {"checkin", "checkin"},
    };
    check_both("en", english, readings, sizeof readings / sizeof *readings);
}

static void a_part_is_read_as_the_compound_of_the_knowledge_base(void **state)
{
    (void)state;
    static const struct reading readings[] = {
        {"wie teuer ist der Versand", "wie teuer ist der ~versandkosten"},
        {"Kosten f\xc3\xbcr den Versand", "~versandkosten fur den ~versandkosten"},
        /* the other half of the compound may be a word that is known */
        {"Was kostet der Versand?", "was ~versandkosten der ~versandkosten"},
        {"Karte f\xc3\xbcr ein Jahr", "~jahreskarte fur ein ~jahreskarte"},
        {"Rabatt bei gro\xc3\x9f"
         "er Menge",
         "~mengenrabatt bei grosser ~mengenrabatt"},
        {"der Vertrag", "der ~kaufvertrag"},
        {"eine Marke", "eine ~eintrittsmarken"},
        {"die Vertr\xc3\xa4ge", "die ~kaufvertrag"},
        {"ein Rad", "ein rad"}, /* too short for a rest that is only likely */
        {"mein Rad zum Fahren", "mein ~fahrrader zum ~fahrrader"},
        /* of several the supported one, then the most used, and of equals none */
        {"Kurse am Abend", "~abendkurse am ~abendkurse"},
        {"welche Kurse", "welche kurse"},
        {"unsere Kunden", "unsere ~kundendienst"},
        /* derived words and verbs are no compounds */
        {"in welcher Form", "in welcher form"},
        {"was bieten Sie", "was bieten sie"},
        {"Halt", "halt"},
        /* a known word is never replaced */
        {"die Garantie", "die garantie"},
        {"Ger\xc3\xa4te", "gerate"},
    };
    check_both("de", german, readings, sizeof readings / sizeof *readings);
}

static void a_compound_is_read_as_its_parts(void **state)
{
    (void)state;
    static const struct reading readings[] = {
        {"die Garantiedauer", "die garantiedauer"},
        {"der Besuchsempfang", "der ~besuchs ~empfang"},
        {"Ger\xc3\xa4tegarantie", "~gerate ~garantie"},
        {"Besuchergarantie", "~besucher ~garantie"},
        {"Ger\xc3\xa4tegarantieempfang", "~gerate ~garantie ~empfang"},
        {"Fahrradgarantie", "~fahrrad ~garantie"},
    };
    check_both("de", german, readings, sizeof readings / sizeof *readings);
}

static void compounds_are_known_in_the_languages_that_have_them(void **state)
{
    (void)state;
    static const struct reading in_dutch[] = {
        {"korting voor een groep", "~groepskorting voor een ~groepskorting"},
        {"kaart voor een jaar", "~jaarkaart voor een ~jaarkaart"},
        {"is verzending gratis", "is ~verzendkosten gratis"},
    };
    static const struct reading in_swedish[] = {
        {"kort f\xc3\xb6r en m\xc3\xa5nad", "~manadskort for en ~manadskort"},
        {"rabatt till student", "~studentrabatt till ~studentrabatt"},
    };
    static const struct reading in_english[] = {
        {"a port", "a port"},
        {"a pass", "a pass"},
    };
    check("nl", dutch, 0, in_dutch, sizeof in_dutch / sizeof *in_dutch);
    check("sv-SE", swedish, 0, in_swedish, sizeof in_swedish / sizeof *in_swedish);
    check("en", english, 0, in_english, sizeof in_english / sizeof *in_english);
}

static void what_is_read_has_the_source_of_all_that_it_was_read_from(void **state)
{
    (void)state;
    struct made_base made;
    struct search_result result = {.correction_count = 0};
    struct synonyms_words words;
    enum faqbot_status status = FAQBOT_OK;
    made_open_questions(&made, "en", english, 0);
    query_split(view_of("my Voice - mail or wifi"), &made.arena, &words, &status);
    wording_read(made.searcher, 0, &made.arena, &words, &result, &status);
    assert_int_equal(words.count, 5);
    assert_true(view_equals_text(words.list[1].source, "Voice - mail"));
    assert_true(view_equals_text(words.list[3].source, "wifi"));
    assert_true(view_equals_text(words.list[4].source, "wifi"));
    assert_int_equal(result.correction_count, 0);
    made_close(&made);
}

/* ==== misspelled ======================================================================================= */

/* Words that are one slip from many words of the language. */
static const char *const plain_words[] = {
    "prices month write grams change water plant board table phone place state store stage?",
    "paper power point light sound space share shift story taste trade treat voice waste?",
    "wheel white whole beach bread break bring cause chain chair check clear close coach?",
    "count court cover cream dance depth drink drive event field final floor force front?",
    "fruit grade grand grant grass guard image judge large layer leave local march metal?",
    "minor mouse novel order panel phase plane plate print prize quiet range river route?",
    "scale scene score serve shape sheet shell shock sight skill sleep smoke solve speed?",
    "spend staff steel stick style suite teeth thank theme thing think throw tough trail?",
    "trend trial tribe troop weight winter youth filet?",
    "Minimum, receive, password, address, account, separate, definitely, accommodation, appointment, "
    "library?",
    "Is there a hammer drill?",
    "How do I change my address?",
    NULL,
};

/* Common words, a blank behind each, of which no entry has one. */
static const char common_words[] =
    "anyone banana because begin believe bench better bigger blown bottle bought breach breed "
    "bridge bright broad broken brother building button camera careful carried castle catch "
    "caused ceiling centre certain chance changing charge cheapest choir choose chose chuck "
    "church circle cities clause closer coffee colder colour coming common company corner "
    "country county couple cousin crossing customer damage danger daughter death decide "
    "deeper different difficult dinner dirty doctor dollar double dozen driven driving "
    "dropped drove drunk during easier easily eastern eating edge effort eight either empty "
    "enough evening every everyone exactly except family famous farmer father favourite fewer "
    "figure filed finale finger finish fishing flight flour flower follow foreign forest "
    "forge forget forgotten friday friend funniest further future garden gentle getting giant "
    "goodbye grace gradually grandmother grassy grave greatest gross growing grown guess "
    "happen happier harder hardly height helpful herself highest history holiday honest "
    "hospital however hundred hungry husband image imagine important indeed inside instead "
    "interesting island january jumped keeping kitchen knife knowing language larger largest "
    "laser later laughing launch lawyer leading learning lease leather length letter library "
    "likely listen little lonely longer losing lovely luckily lynch machine manager manor "
    "married marsh matter maybe measure medal member mental middle million minute mirror "
    "monday months morning mother mountain mouth narrow nearest nearly neither nephew nobel "
    "nobody noisy normal nothing number object obvious office often older opened opposite "
    "orange ordinary otherwise outside oxygen paint painting palace papers parent partly "
    "pence people perhaps person phrase picture piece placed planet planned pocket pointing "
    "poorest possible potato powder powers pretty priced prime prince probably problem "
    "promise prone proper public pulled purple pushed quarter question quickly quite rather "
    "reading reason recently remember repeat rider rouge scare serie server shake shall shame "
    "shaped shared sharing sheep sheer shook shore skills skull slight smart smell solved "
    "spare spell spends spill spite spoke stake stated statue steal steep stiff still stole "
    "stones storing stream stuck stuff sweep sweet swift tables tenth their themes thick "
    "though threat threw thrown throws torch toxic trace tracking traded trails treats treaty "
    "trent tribal tying voiced voices weigh whale wheels whites whose winger winner writer "
    "writing wrote ";

/* The words are told by a table; where another is meant is told by the neighbours, which the frames lack. */
static void common_words_are_not_corrected(void **state)
{
    (void)state;
    static const char *const frames[][2] = {{"", ""}, {"do you have a ", " organ"}, {"the ", ""}};
    struct made_base made;
    unsigned count = 0;
    made_open_questions(&made, "en", plain_words, 0);
    for (struct faqbot_view rest = view_of(common_words); rest.size > 0; count++) {
        size_t end = view_find(rest, ' ');
        for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
            char typed[96];
            struct search_result result;
            snprintf(typed, sizeof typed, "%s%.*s%s", frames[i][0], (int)end, rest.bytes, frames[i][1]);
            const char *read = read_question(&made, typed, &result);
            if (strcmp(read, typed) != 0) {
                fail_msg("\"%s\" is read as \"%s\"", typed, read);
            }
        }
        rest = view_slice(rest, end + 1, rest.size);
    }
    assert_true(count >= 300);
    made_close(&made);
}

static void slips_are_corrected(void **state)
{
    (void)state;
    static const struct reading readings[] = {
        {"minimun", "*minimum"},
        {"recieve", "*receive"},
        {"my passwrod", "my *password"},
        {"adress", "*address"},
        {"acount", "*account"},
        {"seperate", "*separate"},
        {"definately", "*definitely"},
        {"accomodation", "*accommodation"},
        {"apointment", "*appointment"},
        {"libary", "*library"},
        /* a word, though no one has it: what stands around it decides */
        {"a hammer droll", "a hammer *drill"},
        {"how droll", "how droll"},
        {"how do I chance my address", "how do i *change my address"},
        {"a chance for my address", "a chance for my address"},
        {"how do I chance my luck", "how do i chance my luck"},
    };
    static const struct reading in_german[] = {
        {"die Garantei", "die *garantie"}, {"wessen Bild", "wessen bild"}, /* a function word is none */
    };
    check("en", plain_words, 0, readings, sizeof readings / sizeof *readings);
    check("en-GB", plain_words, MADE_OTHERS, readings, sizeof readings / sizeof *readings);
    check("de", german, 0, in_german, sizeof in_german / sizeof *in_german);
}

/* ==== entries that differ ============================================================================== */

static const char *const both_spellings[] = {
    "How do I log in?",
    "Where is the login button?",
    "What does error E17 mean?",
    "Who mends the E-17 fault?",
    "Is there a part to buy?",
    "Do the houses stand apart?",
    NULL,
};

static void entries_that_spell_a_word_differently_are_all_found(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        uint32_t first, second; /* entries, in any order; UINT32_MAX: none */
    } cases[] = {
        {"login", 0, 1}, {"log in", 0, 1}, {"log-in", 0, 1},         {"logins", 0, 1},
        {"E17", 2, 3},   {"E 17", 2, 3},   {"apart", 5, UINT32_MAX},
    };
    struct made_base made;
    made_open_questions(&made, "en", both_spellings, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct search_query query = {.text = view_of(cases[i].typed), .top = 6};
        struct search_result result;
        enum faqbot_status status = FAQBOT_OK;
        search_find(made.searcher, &query, &made.arena, &result, &status);
        assert_int_equal(status, FAQBOT_OK);
        assert_int_equal(result.unknown_word_count + result.correction_count, 0);
        size_t most = cases[i].second == UINT32_MAX ? 1 : 2;
        assert_true(result.match_count >= most);
        for (size_t j = 0; j < most; j++) {
            uint32_t entry = result.matches[j].entry;
            if (entry != cases[i].first && entry != cases[i].second) {
                fail_msg("\"%s\" finds entry %u", cases[i].typed, entry);
            }
        }
    }
    made_close(&made);
}

int test_search_wording(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_joined_where_the_knowledge_base_joins_them),
        cmocka_unit_test(a_word_is_split_where_the_knowledge_base_splits_it),
        cmocka_unit_test(a_part_is_read_as_the_compound_of_the_knowledge_base),
        cmocka_unit_test(a_compound_is_read_as_its_parts),
        cmocka_unit_test(compounds_are_known_in_the_languages_that_have_them),
        cmocka_unit_test(entries_that_spell_a_word_differently_are_all_found),
        cmocka_unit_test(common_words_are_not_corrected),
        cmocka_unit_test(slips_are_corrected),
        cmocka_unit_test(what_is_read_has_the_source_of_all_that_it_was_read_from),
    };
    return cmocka_run_group_tests_name("wording", tests, NULL, NULL);
}
