/* tests/unit/phrases/heard.c - what is small talk, of which kind and in which language, and above all what is not. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "phrases/phrases.h"

#define SCRATCH_BYTES_MAX ((size_t)16 * 1024 * 1024)

static struct small_talk_heard hear(const char *message, const char *name, const char *first)
{
    struct arena arena;
    enum faqbot_status status = FAQBOT_OK;
    int order = phrases_language(view_of(first));
    arena_init(&arena, SCRATCH_BYTES_MAX);
    struct small_talk_heard heard =
        small_talk_hear(view_of(message), view_of(name), &order, 1, &arena, &status);
    assert_int_equal(status, FAQBOT_OK);
    arena_release(&arena);
    return heard;
}

struct row {
    const char *message;
    enum small_talk kind;
};

static void check(const char *first, const char *code, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct small_talk_heard heard = hear(rows[i].message, "Desk", first);
        if (heard.kind != rows[i].kind || !view_equals_text(phrases_code(heard.language), code)) {
            fail_msg("%s: \"%s\" is %s in %s", code, rows[i].message, small_talk_name(heard.kind),
                     phrases_code(heard.language).bytes);
        }
    }
}

#define CHECK(first, code, rows) check(first, code, rows, sizeof(rows) / sizeof *(rows))

static void english_is_heard(void **state)
{
    static const struct row rows[] = {
        {"hello", SMALL_TALK_GREETING},
        {"  Hello!! ", SMALL_TALK_GREETING},
        {"hellooo", SMALL_TALK_GREETING},
        {"HEYYYY", SMALL_TALK_GREETING},
        {"goooood morning", SMALL_TALK_GREETING},
        {"hi there", SMALL_TALK_GREETING},
        {"hi bot", SMALL_TALK_GREETING},
        {"hello desk", SMALL_TALK_GREETING},
        {"hello everybody \xf0\x9f\x91\x8b", SMALL_TALK_GREETING},
        {"what's up?", SMALL_TALK_GREETING},
        {"whats up", SMALL_TALK_GREETING},
        {"thx!!", SMALL_TALK_THANKS},
        {"ok thanks", SMALL_TALK_THANKS},
        {"hello, thank you", SMALL_TALK_THANKS},
        {"ok thanks bye", SMALL_TALK_GOODBYE},
        {"Good-bye.", SMALL_TALK_GOODBYE},
        {"are you a bot?", SMALL_TALK_BOT},
        {"hi, are you human", SMALL_TALK_BOT},
        {"who made you", SMALL_TALK_MAKER},
        {"HELP", SMALL_TALK_HELP},
        {"hello, can you help me please?", SMALL_TALK_HELP},
        {"you suck", SMALL_TALK_INSULT},
        {"test", SMALL_TALK_TEST},
        {"yes", SMALL_TALK_YES},
        {"yes please", SMALL_TALK_YES},
        {"no", SMALL_TALK_NO},
        {"no thanks", SMALL_TALK_NO},
        {"OK.", SMALL_TALK_OK},
        {"ok ok", SMALL_TALK_OK},
        {"I want to talk to someone!", SMALL_TALK_PERSON},
        {"hello, can I speak to a human please", SMALL_TALK_PERSON},
        {"agent", SMALL_TALK_PERSON},
        {"Please call me", SMALL_TALK_PERSON},
    };
    (void)state;
    CHECK("en", "en", rows);
}

static void german_is_heard(void **state)
{
    static const struct row rows[] = {
        {"Hallo zusammen!", SMALL_TALK_GREETING},
        {"gruess gott", SMALL_TALK_GREETING},
        {"Gr\xc3\xbc\xc3\x9f Gott", SMALL_TALK_GREETING},
        {"danke sch\xc3\xb6n", SMALL_TALK_THANKS},
        {"ok, danke!", SMALL_TALK_THANKS},
        {"tschuss", SMALL_TALK_GOODBYE},
        {"sind Sie ein Mensch?", SMALL_TALK_BOT},
        {"Wer hat dich programmiert", SMALL_TALK_MAKER},
        {"Hilfe", SMALL_TALK_HELP},
        {"Ich h\xc3\xa4tte eine Frage", SMALL_TALK_HELP},
        {"du bist dumm", SMALL_TALK_INSULT},
        {"Test 123", SMALL_TALK_TEST},
        {"ja gerne", SMALL_TALK_YES},
        {"nein danke", SMALL_TALK_NO},
        {"alles klar", SMALL_TALK_OK},
        {"Mitarbeiter sprechen", SMALL_TALK_PERSON},
        {"Ich will mit jemandem sprechen.", SMALL_TALK_PERSON},
    };
    (void)state;
    CHECK("de", "de", rows);
}

/* Of each language what people type, with and without accents, in the order of a greeting, thanks, a question about the
 * bot, a call for help, a farewell and a call for a person. */
static void every_language_is_heard(void **state)
{
    static const struct {
        const char *code;
        struct row row;
    } rows[] = {
        {"fr", {"Bonjour !", SMALL_TALK_GREETING}},
        {"fr", {"merci pour votre aide", SMALL_TALK_THANKS}},
        {"fr", {"es-tu un robot ?", SMALL_TALK_BOT}},
        {"fr", {"aidez moi svp", SMALL_TALK_HELP}},
        {"fr", {"a bientot", SMALL_TALK_GOODBYE}},
        {"fr", {"je voudrais parler à quelqu’un", SMALL_TALK_PERSON}},
        {"es", {"¡Hola, buenos días!", SMALL_TALK_GREETING}},
        {"es", {"muchas gracias!!", SMALL_TALK_THANKS}},
        {"es", {"¿eres un robot?", SMALL_TALK_BOT}},
        {"es", {"ayuda por favor", SMALL_TALK_HELP}},
        {"es", {"adios", SMALL_TALK_GOODBYE}},
        {"es", {"¡Quiero hablar con una persona!", SMALL_TALK_PERSON}},
        {"it", {"Buongiorno a tutti", SMALL_TALK_GREETING}},
        {"it", {"grazie mille", SMALL_TALK_THANKS}},
        {"it", {"sei un robot?", SMALL_TALK_BOT}},
        {"it", {"ho una domanda", SMALL_TALK_HELP}},
        {"it", {"arrivederci", SMALL_TALK_GOODBYE}},
        {"it", {"parlare con un operatore", SMALL_TALK_PERSON}},
        {"pt", {"Olá, tudo bem?", SMALL_TALK_GREETING}},
        {"pt", {"obrigada", SMALL_TALK_THANKS}},
        {"pt", {"você é um robô?", SMALL_TALK_BOT}},
        {"pt", {"preciso de ajuda", SMALL_TALK_HELP}},
        {"pt", {"ate logo", SMALL_TALK_GOODBYE}},
        {"pt", {"falar com uma pessoa", SMALL_TALK_PERSON}},
        {"nl", {"Goedemorgen", SMALL_TALK_GREETING}},
        {"nl", {"dank u wel", SMALL_TALK_THANKS}},
        {"nl", {"ben je een robot", SMALL_TALK_BOT}},
        {"nl", {"ik heb een vraag", SMALL_TALK_HELP}},
        {"nl", {"tot ziens", SMALL_TALK_GOODBYE}},
        {"nl", {"ik wil iemand spreken", SMALL_TALK_PERSON}},
        {"sv", {"Hejsan allihop", SMALL_TALK_GREETING}},
        {"sv", {"tack så mycket!", SMALL_TALK_THANKS}},
        {"sv", {"är du en robot?", SMALL_TALK_BOT}},
        {"sv", {"jag behöver hjälp", SMALL_TALK_HELP}},
        {"sv", {"hej då", SMALL_TALK_GOODBYE}},
        {"sv", {"jag vill prata med en person", SMALL_TALK_PERSON}},
        {"da", {"Goddag", SMALL_TALK_GREETING}},
        {"da", {"mange tak", SMALL_TALK_THANKS}},
        {"da", {"er du et menneske?", SMALL_TALK_BOT}},
        {"da", {"jeg har et spørgsmål", SMALL_TALK_HELP}},
        {"da", {"farvel", SMALL_TALK_GOODBYE}},
        {"da", {"jeg vil tale med nogen", SMALL_TALK_PERSON}},
        {"no", {"God morgen", SMALL_TALK_GREETING}},
        {"no", {"tusen takk", SMALL_TALK_THANKS}},
        {"no", {"er du et menneske?", SMALL_TALK_BOT}},
        {"no", {"jeg trenger hjelp", SMALL_TALK_HELP}},
        {"no", {"ha det bra", SMALL_TALK_GOODBYE}},
        {"no", {"jeg vil snakke med et menneske", SMALL_TALK_PERSON}},
        {"fi", {"Hyvää päivää", SMALL_TALK_GREETING}},
        {"fi", {"kiitos paljon", SMALL_TALK_THANKS}},
        {"fi", {"oletko robotti?", SMALL_TALK_BOT}},
        {"fi", {"tarvitsen apua", SMALL_TALK_HELP}},
        {"fi", {"nakemiin", SMALL_TALK_GOODBYE}},
        {"fi", {"haluan puhua asiakaspalvelijan kanssa", SMALL_TALK_PERSON}},
        {"hu", {"Jó napot kívánok!", SMALL_TALK_GREETING}},
        {"hu", {"koszonom szepen", SMALL_TALK_THANKS}},
        {"hu", {"te robot vagy?", SMALL_TALK_BOT}},
        {"hu", {"van egy kérdésem", SMALL_TALK_HELP}},
        {"hu", {"viszlát", SMALL_TALK_GOODBYE}},
        {"hu", {"szeretnék egy ügyintézővel beszélni", SMALL_TALK_PERSON}},
        {"ro", {"Bună ziua", SMALL_TALK_GREETING}},
        {"ro", {"multumesc mult", SMALL_TALK_THANKS}},
        {"ro", {"ești un robot?", SMALL_TALK_BOT}},
        {"ro", {"am o întrebare", SMALL_TALK_HELP}},
        {"ro", {"la revedere", SMALL_TALK_GOODBYE}},
        {"ro", {"vreau să vorbesc cu un om", SMALL_TALK_PERSON}},
        {"ru", {"Здравствуйте!", SMALL_TALK_GREETING}},
        {"ru", {"спасибо большое", SMALL_TALK_THANKS}},
        {"ru", {"ты бот?", SMALL_TALK_BOT}},
        {"ru", {"у меня вопрос", SMALL_TALK_HELP}},
        {"ru", {"до свидания", SMALL_TALK_GOODBYE}},
        {"ru", {"хочу поговорить с оператором", SMALL_TALK_PERSON}},
        {"uk", {"Добрий день", SMALL_TALK_GREETING}},
        {"uk", {"щиро дякую", SMALL_TALK_THANKS}},
        {"uk", {"ти бот?", SMALL_TALK_BOT}},
        {"uk", {"маю питання", SMALL_TALK_HELP}},
        {"uk", {"до побачення", SMALL_TALK_GOODBYE}},
        {"uk", {"я хочу поговорити з кимось", SMALL_TALK_PERSON}},
        {"bg", {"Добър ден", SMALL_TALK_GREETING}},
        {"bg", {"много благодаря", SMALL_TALK_THANKS}},
        {"bg", {"бот ли си?", SMALL_TALK_BOT}},
        {"bg", {"имам въпрос", SMALL_TALK_HELP}},
        {"bg", {"довиждане", SMALL_TALK_GOODBYE}},
        {"bg", {"бих искал да говоря с някого", SMALL_TALK_PERSON}},
        {"pl", {"Dzień dobry", SMALL_TALK_GREETING}},
        {"pl", {"dziekuje bardzo", SMALL_TALK_THANKS}},
        {"pl", {"czy jesteś botem?", SMALL_TALK_BOT}},
        {"pl", {"mam pytanie", SMALL_TALK_HELP}},
        {"pl", {"do widzenia", SMALL_TALK_GOODBYE}},
        {"pl", {"chce porozmawiac z konsultantem", SMALL_TALK_PERSON}},
        {"cs", {"Dobrý den", SMALL_TALK_GREETING}},
        {"cs", {"dekuji moc", SMALL_TALK_THANKS}},
        {"cs", {"jsi robot?", SMALL_TALK_BOT}},
        {"cs", {"mám otázku", SMALL_TALK_HELP}},
        {"cs", {"na shledanou", SMALL_TALK_GOODBYE}},
        {"cs", {"chci mluvit s pracovníkem", SMALL_TALK_PERSON}},
        {"sr", {"Dobar dan", SMALL_TALK_GREETING}},
        {"sr", {"hvala vam", SMALL_TALK_THANKS}},
        {"sr", {"jesi li robot?", SMALL_TALK_BOT}},
        {"sr", {"imam pitanje", SMALL_TALK_HELP}},
        {"sr", {"doviđenja", SMALL_TALK_GOODBYE}},
        {"sr", {"хвала", SMALL_TALK_THANKS}},
        {"sr", {"hoću da razgovaram sa nekim", SMALL_TALK_PERSON}},
        {"lt", {"Laba diena", SMALL_TALK_GREETING}},
        {"lt", {"labai ačiū", SMALL_TALK_THANKS}},
        {"lt", {"ar tu robotas?", SMALL_TALK_BOT}},
        {"lt", {"turiu klausimą", SMALL_TALK_HELP}},
        {"lt", {"viso gero", SMALL_TALK_GOODBYE}},
        {"lt", {"noriu kalbėti su darbuotoju", SMALL_TALK_PERSON}},
        {"ca", {"Bon dia a tothom", SMALL_TALK_GREETING}},
        {"ca", {"moltes gracies", SMALL_TALK_THANKS}},
        {"ca", {"ets un robot?", SMALL_TALK_BOT}},
        {"ca", {"tinc un dubte", SMALL_TALK_HELP}},
        {"ca", {"a reveure", SMALL_TALK_GOODBYE}},
        {"ca", {"vull parlar amb una persona", SMALL_TALK_PERSON}},
        {"eu", {"Egun on", SMALL_TALK_GREETING}},
        {"eu", {"eskerrik asko", SMALL_TALK_THANKS}},
        {"eu", {"robot bat zara?", SMALL_TALK_BOT}},
        {"eu", {"galdera bat daukat", SMALL_TALK_HELP}},
        {"eu", {"agur", SMALL_TALK_GOODBYE}},
        {"eu", {"langile batekin hitz egin nahi dut", SMALL_TALK_PERSON}},
        {"ga", {"Dia duit", SMALL_TALK_GREETING}},
        {"ga", {"go raibh maith agat", SMALL_TALK_THANKS}},
        {"ga", {"an róbat thú?", SMALL_TALK_BOT}},
        {"ga", {"tá ceist agam", SMALL_TALK_HELP}},
        {"ga", {"slán leat", SMALL_TALK_GOODBYE}},
        {"ga", {"ba mhaith liom labhairt le duine éigin", SMALL_TALK_PERSON}},
        {"el", {"Καλημέρα σας", SMALL_TALK_GREETING}},
        {"el", {"ευχαριστω πολυ", SMALL_TALK_THANKS}},
        {"el", {"έχω μια ερώτηση", SMALL_TALK_HELP}},
        {"el", {"αντίο", SMALL_TALK_GOODBYE}},
        {"el", {"θα ήθελα να μιλήσω με κάποιον", SMALL_TALK_PERSON}},
        {"hy", {"Բարև ձեզ", SMALL_TALK_GREETING}},
        {"hy", {"շնորհակալ եմ", SMALL_TALK_THANKS}},
        {"hy", {"ո՞վ ես դու", SMALL_TALK_BOT}},
        {"hy", {"հարց ունեմ", SMALL_TALK_HELP}},
        {"hy", {"ցտեսություն", SMALL_TALK_GOODBYE}},
        {"hy", {"կարող եմ խոսել մարդու հետ", SMALL_TALK_PERSON}},
        {"tr", {"Günaydın", SMALL_TALK_GREETING}},
        {"tr", {"çok teşekkürler", SMALL_TALK_THANKS}},
        {"tr", {"robot musun?", SMALL_TALK_BOT}},
        {"tr", {"bir sorum var", SMALL_TALK_HELP}},
        {"tr", {"görüşürüz", SMALL_TALK_GOODBYE}},
        {"tr", {"bir temsilciyle konuşmak istiyorum", SMALL_TALK_PERSON}},
        {"id", {"Selamat pagi", SMALL_TALK_GREETING}},
        {"id", {"terima kasih banyak", SMALL_TALK_THANKS}},
        {"id", {"apakah kamu robot?", SMALL_TALK_BOT}},
        {"id", {"mau tanya dong", SMALL_TALK_HELP}},
        {"id", {"sampai jumpa", SMALL_TALK_GOODBYE}},
        {"id", {"saya ingin bicara dengan petugas", SMALL_TALK_PERSON}},
        {"vi", {"Xin chào bạn", SMALL_TALK_GREETING}},
        {"vi", {"cảm ơn nhiều", SMALL_TALK_THANKS}},
        {"vi", {"bạn là ai?", SMALL_TALK_BOT}},
        {"vi", {"cho tôi hỏi", SMALL_TALK_HELP}},
        {"vi", {"tạm biệt", SMALL_TALK_GOODBYE}},
        {"vi", {"tôi muốn nói chuyện với nhân viên", SMALL_TALK_PERSON}},
        {"ar", {"السلام عليكم", SMALL_TALK_GREETING}},
        {"ar", {"شكراً جزيلاً", SMALL_TALK_THANKS}},
        {"ar", {"هل أنت روبوت؟", SMALL_TALK_BOT}},
        {"ar", {"لدي سؤال", SMALL_TALK_HELP}},
        {"ar", {"مع السلامة", SMALL_TALK_GOODBYE}},
        {"ar", {"أود التحدث مع شخص", SMALL_TALK_PERSON}},
        {"he", {"בוקר טוב לכולם", SMALL_TALK_GREETING}},
        {"he", {"תודה רבה!", SMALL_TALK_THANKS}},
        {"he", {"אתה רובוט?", SMALL_TALK_BOT}},
        {"he", {"יש לי שאלה", SMALL_TALK_HELP}},
        {"he", {"להתראות", SMALL_TALK_GOODBYE}},
        {"he", {"אני רוצה לדבר עם נציג אנושי", SMALL_TALK_PERSON}},
        {"fa", {"سلام، خوبید؟", SMALL_TALK_GREETING}},
        {"fa", {"خیلی ممنون", SMALL_TALK_THANKS}},
        {"fa", {"شما ربات هستید؟", SMALL_TALK_BOT}},
        {"fa", {"یک سوال دارم", SMALL_TALK_HELP}},
        {"fa", {"خداحافظ", SMALL_TALK_GOODBYE}},
        {"fa", {"می‌خواهم با کارشناس صحبت کنم", SMALL_TALK_PERSON}},
        {"yi", {"שלום־עליכם", SMALL_TALK_GREETING}},
        {"yi", {"אַ שיינעם דאַנק", SMALL_TALK_THANKS}},
        {"yi", {"ביסטו אַ ראָבאָט?", SMALL_TALK_BOT}},
        {"yi", {"איך האָב אַ פֿראַגע", SMALL_TALK_HELP}},
        {"yi", {"זײַט געזונט", SMALL_TALK_GOODBYE}},
        {"yi", {"איך וואָלט געוואָלט רעדן מיט עמעצן", SMALL_TALK_PERSON}},
        {"hi", {"नमस्ते!", SMALL_TALK_GREETING}},
        {"hi", {"बहुत धन्यवाद", SMALL_TALK_THANKS}},
        {"hi", {"आप कौन हैं?", SMALL_TALK_BOT}},
        {"hi", {"मुझे मदद चाहिए", SMALL_TALK_HELP}},
        {"hi", {"फिर मिलेंगे", SMALL_TALK_GOODBYE}},
        {"hi", {"मुझे इंसान से बात करनी है", SMALL_TALK_PERSON}},
        {"ne", {"नमस्ते", SMALL_TALK_GREETING}},
        {"ne", {"धेरै धन्यवाद", SMALL_TALK_THANKS}},
        {"ne", {"तपाईं को हो?", SMALL_TALK_BOT}},
        {"ne", {"मलाई मद्दत चाहियो", SMALL_TALK_HELP}},
        {"ne", {"शुभ रात्री", SMALL_TALK_GOODBYE}},
        {"ne", {"मलाई कसैसँग कुरा गर्नु छ", SMALL_TALK_PERSON}},
        {"ta", {"வணக்கம்!", SMALL_TALK_GREETING}},
        {"ta", {"மிக்க நன்றி", SMALL_TALK_THANKS}},
        {"ta", {"நீங்கள் யார்?", SMALL_TALK_BOT}},
        {"ta", {"ஒரு கேள்வி", SMALL_TALK_HELP}},
        {"ta", {"இரவு வணக்கம்", SMALL_TALK_GOODBYE}},
        {"ta", {"நான் ஒரு மனிதரிடம் பேச வேண்டும்", SMALL_TALK_PERSON}},
        {"ja", {"こんにちは！", SMALL_TALK_GREETING}},
        {"ja", {"ありがとうございます。", SMALL_TALK_THANKS}},
        {"ja", {"あなたは人間ですか？", SMALL_TALK_BOT}},
        {"ja", {"質問があります", SMALL_TALK_HELP}},
        {"ja", {"さようなら", SMALL_TALK_GOODBYE}},
        {"ja", {"こんにちは、ありがとう", SMALL_TALK_THANKS}},
        {"ja", {"担当者と話したい", SMALL_TALK_PERSON}},
        {"ko", {"안녕하세요!", SMALL_TALK_GREETING}},
        {"ko", {"정말 감사합니다", SMALL_TALK_THANKS}},
        {"ko", {"너 로봇이야?", SMALL_TALK_BOT}},
        {"ko", {"질문이 있습니다", SMALL_TALK_HELP}},
        {"ko", {"안녕히 계세요", SMALL_TALK_GOODBYE}},
        {"ko", {"사람과 이야기하고 싶어요", SMALL_TALK_PERSON}},
        {"zh", {"你好！", SMALL_TALK_GREETING}},
        {"zh", {"谢谢您", SMALL_TALK_THANKS}},
        {"zh", {"你是机器人吗？", SMALL_TALK_BOT}},
        {"zh", {"我有一个问题", SMALL_TALK_HELP}},
        {"zh", {"再见", SMALL_TALK_GOODBYE}},
        {"zh", {"您好谢谢", SMALL_TALK_THANKS}},
        {"zh", {"转人工！", SMALL_TALK_PERSON}},
        {"th", {"สวัสดีครับ", SMALL_TALK_GREETING}},
        {"th", {"ขอบคุณมากค่ะ", SMALL_TALK_THANKS}},
        {"th", {"คุณเป็นใคร", SMALL_TALK_BOT}},
        {"th", {"มีคำถามค่ะ", SMALL_TALK_HELP}},
        {"th", {"ลาก่อน", SMALL_TALK_GOODBYE}},
        {"th", {"ต้องการคุยกับคน", SMALL_TALK_PERSON}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check(rows[i].code, rows[i].code, &rows[i].row, 1);
    }
    for (int language = 2; language < phrases_language_count; language++) {
        size_t i = 0;
        while (i < sizeof rows / sizeof *rows && !view_equals_text(phrases_code(language), rows[i].code)) {
            i++;
        }
        assert_true(i < sizeof rows / sizeof *rows);
    }
}

static void questions_are_not_small_talk(void **state)
{
    static const char *const messages[] = {
        "",
        " ",
        "?",
        "...",
        "!!!",
        "hello, when do you open",
        "hi can you help me with my card",
        "thanks but how much is it",
        "help desk opening hours",
        "test results",
        "no refund",
        "are you a library",
        "are you open",
        "who made this cake",
        "yes or no: is it open",
        "bye law",
        "there",
        "bot",
        "please",
        "desk",
        "all",
        "hellooworld",
        "aaaaaaa",
        "aaabbbcccdddeee",
        "42",
        "5 \xf0\x9f\x91\x8d",
        "sim",
        "da",
        "cc",
        "hello hello hello hello hello hello hello hello hello hello hello hello hello hello hello hello "
        "hello hello "
        "hello hello hello hello hello hello hello hello hello hello hello hello hello hello hello hello "
        "hello hello",
    };
    (void)state;
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        struct small_talk_heard heard = hear(messages[i], "Desk", "en");
        if (heard.kind != SMALL_TALK_NONE) {
            fail_msg("\"%s\" is %s", messages[i], small_talk_name(heard.kind));
        }
        assert_int_equal(heard.language, -1);
    }
}

static void pictures_alone_are_emoji(void **state)
{
    static const char *const messages[] = {"\xf0\x9f\x91\x8d",
                                           "\xf0\x9f\x98\x80 \xf0\x9f\x98\x80!",
                                           "\xe2\x9d\xa4\xef\xb8\x8f",
                                           "\xf0\x9f\x91\x8b\xf0\x9f\x8f\xbd",
                                           ":-)",
                                           ":D :D",
                                           "<3"};
    (void)state;
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        assert_int_equal(hear(messages[i], "", "en").kind, SMALL_TALK_EMOJI);
    }
}

static void what_is_said_in_a_foreign_language_is_heard_in_it(void **state)
{
    static const struct row rows[] = {{"danke", SMALL_TALK_THANKS}, {"Guten Tag", SMALL_TALK_GREETING}};
    (void)state;
    CHECK("en", "de", rows);
}

static void a_word_of_two_languages_is_of_the_one_that_comes_first(void **state)
{
    static const struct row rows[] = {{"hallo", SMALL_TALK_GREETING}, {"ok", SMALL_TALK_OK}};
    (void)state;
    CHECK("de", "de", rows);
    CHECK("en", "en", rows);
}

/* What no owner writes in a list twice must not be found twice: the rows are sorted, and each has a kind. */
static void the_table_is_in_order(void **state)
{
    (void)state;
    for (size_t i = 1; i < phrases_heard_count; i++) {
        const struct phrases_heard *one = &phrases_heard[i - 1];
        const struct phrases_heard *other = &phrases_heard[i];
        int order = view_compare(view_make(phrases_bytes + one->start, one->size),
                                 view_make(phrases_bytes + other->start, other->size));
        assert_true(order < 0 || (order == 0 && one->kind < other->kind));
        assert_true(other->languages != 0);
    }
}

/* A text under two kinds of one language would be replied to by chance. */
static void no_text_is_of_two_kinds_in_one_language(void **state)
{
    (void)state;
    for (size_t i = 1; i < phrases_heard_count; i++) {
        const struct phrases_heard *one = &phrases_heard[i - 1];
        const struct phrases_heard *other = &phrases_heard[i];
        struct faqbot_view text = view_make(phrases_bytes + one->start, one->size);
        bool is_same = view_equals(text, view_make(phrases_bytes + other->start, other->size));
        if (is_same && other->kind < SMALL_TALK_KINDS && (one->languages & other->languages) != 0) {
            int language = __builtin_ctzll(one->languages & other->languages);
            fail_msg("%s: \"%.*s\" is %s and %s", phrases_code(language).bytes, (int)text.size, text.bytes,
                     small_talk_name((enum small_talk)one->kind),
                     small_talk_name((enum small_talk)other->kind));
        }
    }
}

int test_phrases_heard(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(english_is_heard),
        cmocka_unit_test(german_is_heard),
        cmocka_unit_test(every_language_is_heard),
        cmocka_unit_test(questions_are_not_small_talk),
        cmocka_unit_test(pictures_alone_are_emoji),
        cmocka_unit_test(what_is_said_in_a_foreign_language_is_heard_in_it),
        cmocka_unit_test(a_word_of_two_languages_is_of_the_one_that_comes_first),
        cmocka_unit_test(the_table_is_in_order),
        cmocka_unit_test(no_text_is_of_two_kinds_in_one_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
