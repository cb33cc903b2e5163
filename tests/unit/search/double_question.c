/* tests/unit/search/double_question.c - which messages ask several things, by their form. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "search/search_internal.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

struct message {
    const char *lang;
    const char *text;
    const char *parts; /* a bar between two; NULL: it is one question, or none */
};

static const struct message messages[] = {
    {"en", "When do you open and can I pay by card?", "When do you open|can I pay by card"},
    {"en", "when do you open, and at what time do you close?", "when do you open|at what time do you close"},
    {"en", "Where are you? How much is a ticket?", "Where are you|How much is a ticket"},
    {"en", "Hi! Where are you? And is parking free? Thanks", "Where are you|is parking free"},
    {"en", "Opening hours? Parking?", "Opening hours|Parking"},
    {"en", "What is A1? What is B2? What is C3?", "What is A1|What is B2|What is C3"},
    {"de", "Wann öffnen Sie und haben Sie Parkplätze?", "Wann öffnen Sie|haben Sie Parkplätze"},
    {"de", "Was kostet ein Ausweis? Und ab wann ist er gültig?",
     "Was kostet ein Ausweis|ab wann ist er gültig"},
    {"fr", "Où jeter le verre et où donner des habits ?", "Où jeter le verre|où donner des habits"},
    {"fr", "ou jeter le verre et ou donner des habits", "ou jeter le verre|ou donner des habits"},
    {"fr", "Quand ouvrez-vous et y a-t-il un parking ?", "Quand ouvrez-vous|y a-t-il un parking"},
    {"es", "¿Cuánto cuesta y se puede aparcar gratis?", "Cuánto cuesta|se puede aparcar gratis"},
    {"es", "¿Cuánto cuesta la cuota y a qué hora abre?", "Cuánto cuesta la cuota|a qué hora abre"},
    {"it", "Quando aprite la piscina e posso pagare con la carta?",
     "Quando aprite la piscina|posso pagare con la carta"},
    {"pt", "Quando abre a piscina e onde fica o hotel?", "Quando abre a piscina|onde fica o hotel"},
    {"nl", "Hoe laat opent het zwembad en heeft u wifi?", "Hoe laat opent het zwembad|heeft u wifi"},
    {"ru", "Сколько стоит билет и где касса?", "Сколько стоит билет|где касса"},
    {"zh", "图书馆几点开门？借书证多少钱？", "图书馆几点开门|借书证多少钱"},
    /* one clause */
    {"en", "When do you open and close?", NULL},
    {"en", "Can I bring my dog and my cat?", NULL},
    {"en", "How do I freeze and end my membership?", NULL},
    {"de", "Kann ich meinen Hund an- und abmelden?", NULL},
    {"en", "What does it cost to sign up and have to pay late?", NULL},
    /* a choice */
    {"en", "Do you open at nine or do you open at ten?", NULL},
    {"en", "Is it open? Or is it closed?", NULL},
    {"de", "Ist das frei oder was kostet das? Und wo ist es?", NULL},
    {"fr", "Le musée est-il gratuit ou payant ? Où est le parking ?", NULL},
    {"zh", "图书馆几点开门？你们收现金还是刷卡？", NULL},
    /* what is told with it may change what it means */
    {"en", "My card was stolen. Can I block it? What does a new card cost?", NULL},
    {"en", "I lost my card and how do I get a new one?", NULL},
    /* nothing that it is about */
    {"en", "How do I renew a loan and why?", NULL},
    {"en", "How do I renew a loan? How?", NULL},
    /* more questions than are answered; a language that is not known */
    {"en", "What is A1? What is B2? What is C3? What is D4?", NULL},
    {"xx", "When do you open? Can I pay by card?", NULL},
    {"en", "", NULL},
    {"en", "and", NULL},
    {"en", "? and what ? and ?", NULL},
};

static void what_asks_several_things_is_taken_apart_and_nothing_else(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < COUNT(messages); i++) {
        struct stemmer *stems = stemmer_new(view_of(messages[i].lang));
        struct double_question found;
        struct buffer parts;
        enum faqbot_status status = FAQBOT_OK;
        buffer_init_in(&parts, &arena, 1000);
        double_question_find(view_of(messages[i].text), messages[i].lang, stems, &arena, &found, &status);
        assert_int_equal(status, FAQBOT_OK);
        for (size_t j = 0; j < found.count; j++) {
            buffer_add_text(&parts, j > 0 ? "|" : "");
            buffer_add(&parts, found.parts[j]);
        }
        if (!view_equals_text(buffer_view(&parts), messages[i].parts == NULL ? "" : messages[i].parts)) {
            fail_msg("%s\n%.*s", messages[i].text, (int)parts.size, parts.bytes);
        }
        stemmer_free(stems);
        arena_reset(&arena);
    }
    arena_release(&arena);
}

int test_search_double_question(void);
int test_search_double_question(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_asks_several_things_is_taken_apart_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
