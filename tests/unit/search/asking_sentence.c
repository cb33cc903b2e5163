/* tests/unit/search/asking_sentence.c - which sentences of a message ask, and what of it is only polite. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "search/search_internal.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* A message with '[' and ']' around what is plain of it, and '{' and '}' around each sentence that asks. Where it has no
 * brackets, all of it is plain. */
struct message {
    const char *lang;
    const char *text;
};

/* What is around a question in a story of more than ASKING_STORY_WORDS words; none of it asks. */
#define EN                                                                                                   \
    "I moved to this town with my two children in March. My older one lost her bag on the bus yesterday, "   \
    "and the "                                                                                               \
    "driver has not found it. "
#define DE                                                                                                    \
    "Ich bin im März mit meinen zwei Kindern in diese Stadt gezogen. Meine Tochter hat gestern im Bus ihre " \
    "Tasche "                                                                                                 \
    "verloren, und der Fahrer hat sie nicht gefunden. "
#define ES                                                                                                   \
    "Vivo en esta ciudad desde marzo con mis dos hijos. Ayer mi hija perdió su bolso en el autobús, y el " \
    "conductor "                                                                                             \
    "no lo ha encontrado todavía. "
#define FR                                                                                                   \
    "J'habite cette ville depuis mars avec mes deux enfants. Hier ma fille a perdu son sac dans le bus, et " \
    "le "                                                                                                    \
    "chauffeur ne l'a pas encore retrouvé. "

static const struct message messages[] = {
    /* short ones: only what is polite matters */
    {"en", "What does a card cost?"},
    {"en", "Hello!"},
    {"en", "Thank you very much. Bye!"},
    {"en", "Hello! [What does a card cost?]"},
    {"en", "Hi, [what does a card cost?] Thanks in advance."},
    {"en", "Good morning! [I lost my card. What now?] Kind regards"},
    {"en", "Dear Anna, [how long may I keep a book?]"},
    {"en", "hello\n[can i renew a book]\nthanks"},
    {"en", "[I lost my card. What now?]"},
    {"en", "[Hello world programs are where?]"},
    {"en", "[Is it open at 9 a.m. on Dec. 3?] Thx!"},
    {"de", "Guten Tag! [Was kostet ein Ausweis?]"},
    {"de", "Hallo zusammen, [wo finde ich die Karten?] Vielen Dank im Voraus!"},
    {"de", "Sehr geehrte Damen und Herren, [was kostet ein Ausweis?] Mit freundlichen Grüßen"},
    {"es", "¡Buenos días! [¿Cuánto cuesta el carné?] Gracias de antemano."},
    {"fr", "Bonjour, [combien coûte la carte ?] Merci d'avance !"},
    {"ru", "Здравствуйте! [Сколько стоит билет?] Заранее спасибо."},
    {"zh", "你好！[借书证多少钱？]谢谢！"},
    {"ar", "مرحبا، [كم سعر البطاقة؟] شكرا جزيلا"},
    /* stories */
    {"en", EN "{What does a new card cost?}"},
    {"en", "Hello! [" EN "{What does a new card cost?}] Thanks!"},
    {"en", EN "{I would like to know what a new card costs.} We live near the station."},
    {"en", EN "{how do I get a new card}"},
    {"en", "{Can I get a new card?} " EN},
    {"en", EN "{What does a card cost?} {And how long may I keep a book?}"},
    {"en", EN "{What about books?!} Where is it?"},
    {"en", EN "Can you help me? {I need a new library card soon.}"},
    {"en", EN "When I called, nobody answered. {Who issues cards?}"},
    {"en", EN "{Tell me the price of a card, e.g. for children, please.}"},
    {"de", DE "{Was kostet ein neuer Ausweis?}"},
    {"de", "Hallo, [" DE "{ich würde gern wissen, was ein neuer Ausweis kostet.}] Danke!"},
    {"de", DE "{Kann ich z. B. am 3. Mai einen neuen Ausweis abholen}"},
    {"de", DE "Können Sie mir helfen? {Ich brauche einen neuen Ausweis.}"},
    {"es", ES "{¿Cuánto cuesta un carné nuevo?}"},
    {"es", "Hola, [" ES "{quisiera saber el precio de un carné nuevo.}] Muchas gracias."},
    {"es", "[" ES "{Necesito un carné nuevo.}] Gracias."},
    {"fr", FR "{Combien coûte une nouvelle carte ?}"},
    {"fr", "Bonjour Madame, [" FR "{Je voudrais savoir si la carte est gratuite.}] Cordialement"},
    {"fr", FR "{Est-ce que je peux avoir une nouvelle carte}"},
    {"ru", "Мы переехали в этот город в марте с двумя детьми. Вчера дочь потеряла сумку в автобусе, и "
           "водитель её до "
           "сих пор не нашёл. Там была книга и её билет из вашей библиотеки. {Подскажите, сколько стоит "
           "новый билет.}"},
    {"zh", "我三月搬到这个城市，有两个孩子。昨天大女儿在公交车上丢了书包。{新的借书证多少钱？}"},
    {"ar",
     "انتقلت الى هذه المدينة مع اطفالي في شهر مارس. فقدت ابنتي حقيبتها امس في الحافلة ولم يجدها السائق حتى "
     "الان. وكانت فيها كتب المكتبة وبطاقتها وبعض الاوراق المهمة. {كم سعر البطاقة الجديدة؟}"},
};

/* The message without its brackets, which are noted as they come. */
struct marked {
    char text[2048];
    size_t size;
    struct faqbot_view plain;
    struct faqbot_view list[16];
    size_t count;
};

static void read_marked(const char *from, struct marked *marked)
{
    *marked = (struct marked){.plain = {marked->text, 0}};
    bool has_plain = false;
    for (; *from != '\0'; from++) {
        char *at = marked->text + marked->size;
        switch (*from) {
        case '[':
            marked->plain.bytes = at;
            has_plain = true;
            break;
        case ']':
            marked->plain.size = (size_t)(at - marked->plain.bytes);
            break;
        case '{':
            marked->list[marked->count].bytes = at;
            break;
        case '}':
            marked->list[marked->count].size = (size_t)(at - marked->list[marked->count].bytes);
            marked->count++;
            break;
        default:
            *at = *from;
            marked->size++;
        }
    }
    marked->plain = has_plain ? marked->plain : view_make(marked->text, marked->size);
}

static void assert_view(const char *text, struct faqbot_view found, struct faqbot_view expected)
{
    if (!view_equals(view_trim(found), view_trim(expected))) {
        fail_msg("%s\nfound:    \"%.*s\"\nexpected: \"%.*s\"", text, (int)found.size, found.bytes,
                 (int)expected.size, expected.bytes);
    }
}

static void find(const char *lang, struct faqbot_view text, struct arena *arena,
                 struct asking_sentences *found)
{
    enum faqbot_status status = FAQBOT_OK;
    struct stemmer *stems = stemmer_new(view_of(lang));
    assert_non_null(stems);
    asking_sentences_find(text, stems, arena, found, &status);
    assert_int_equal(status, FAQBOT_OK);
    stemmer_free(stems);
}

static void what_is_polite_and_what_asks_is_told_apart(void **state)
{
    (void)state;
    static struct marked marked;
    struct asking_sentences found;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < COUNT(messages); i++) {
        read_marked(messages[i].text, &marked);
        struct faqbot_view text = view_make(marked.text, marked.size);
        find(messages[i].lang, text, &arena, &found);
        assert_view(marked.text, found.plain, marked.plain);
        for (size_t j = 0; j < found.count && j < marked.count; j++) {
            assert_view(marked.text, found.list[j], marked.list[marked.count - 1 - j]);
        }
        if (found.count != marked.count) {
            fail_msg("%s\n%zu sentences, not %zu", marked.text, found.count, marked.count);
        }
        arena_reset(&arena);
    }
    arena_release(&arena);
}

static void the_last_three_of_many_questions_are_taken(void **state)
{
    (void)state;
    struct asking_sentences found;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    find("en", view_of(EN "Is one there? Is two there? Is three there? Is four there?"), &arena, &found);
    assert_int_equal(found.count, ASKING_SENTENCES_MAX);
    assert_true(view_equals_text(found.list[0], "Is four there?"));
    assert_true(view_equals_text(found.list[2], "Is two there?"));
    arena_release(&arena);
}

static void a_part_has_the_words_that_were_written_in_it(void **state)
{
    (void)state;
    struct arena arena;
    struct synonyms_words words = {.count = 0};
    enum faqbot_status status = FAQBOT_OK;
    struct faqbot_view text = view_of("One two. Three four! Five");
    arena_init(&arena, 1 << 20);
    query_split(text, &arena, &words, &status);
    struct synonyms_words part = asking_words(words, view_slice(text, 9, 11));
    assert_int_equal(status, FAQBOT_OK);
    assert_int_equal(part.count, 2);
    assert_true(view_equals_text(part.list[0].plain, "three"));
    assert_int_equal(asking_words(words, text).count, words.count);
    assert_int_equal(asking_words(words, view_slice(text, 20, 1)).count, 0);
    arena_release(&arena);
}

int test_search_asking_sentence(void);
int test_search_asking_sentence(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_polite_and_what_asks_is_told_apart),
        cmocka_unit_test(the_last_three_of_many_questions_are_taken),
        cmocka_unit_test(a_part_has_the_words_that_were_written_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
