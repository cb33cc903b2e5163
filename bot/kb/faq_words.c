/* kb/faq_words.c - how authors say that a page holds questions, and what they call a question and its answer.
 *
 * In the languages that we stem, and some more that many pages are written in. Words are kept as
 * tokenize_folded() gives them: without case, accents and signs, so that "F.A.Q." and "Häufige Fragen:" need no
 * places of their own. */
#include "kb/kb_internal.h"

#include <string.h>

#include "text/text.h"
#include "util/util.h"

#define FAQ_HEADING_WORDS_MAX                                                                                \
    10 /* a longer heading tells something about questions and is no title of them */

static const char *const faq_names[] = {
    "faq",
    "questions answers",
    "dudas frecuentes",
    "duvidas frequentes",
    "часті запитання",
    "よく くあ ある るこ こ質 質問",
    "faqs",
    "f a q",
    "q a",
    "q and a",
    "frequently asked questions",
    "commonly asked questions",
    "common questions",
    "questions and answers",
    "haufige fragen",
    "haufig gestellte fragen",
    "fragen und antworten",
    "preguntas frecuentes",
    "preguntas y respuestas",
    "questions frequentes",
    "questions frequemment posees",
    "foire aux questions",
    "questions et reponses",
    "domande frequenti",
    "domande e risposte",
    "perguntas frequentes",
    "perguntas e respostas",
    "preguntes frequents",
    "veelgestelde vragen",
    "vragen en antwoorden",
    "vanliga fragor",
    "fragor och svar",
    "ofte stillede spørgsmal",
    "spørgsmal og svar",
    "ofte stilte spørsmal",
    "vanlige spørsmal",
    "spørsmal og svar",
    "usein kysytyt kysymykset",
    "usein kysyttya",
    "kysymyksia ja vastauksia",
    "gyakori kerdesek",
    "gyakran ismetelt kerdesek",
    "kerdesek es valaszok",
    "intrebari frecvente",
    "intrebari si raspunsuri",
    "часто задаваемые вопросы",
    "частые вопросы",
    "вопросы и ответы",
    "често постављана питања",
    "cesto postavljana pitanja",
    "питања и одговори",
    "sıkca sorulan sorular",
    "sık sorulan sorular",
    "sorular ve cevaplar",
    "الاسيلة الشايعة",
    "الاسيلة المتكررة",
    "اسيلة واجوبة",
    "συχνεσ ερωτησεισ",
    "ερωτησεισ και απαντησεισ",
    "अक्सर पूछे जाने वाले प्रश्न",
    "सामान्य प्रश्न",
    "अक्सर सोधिने प्रश्नहरू",
    "ohiko galderak",
    "maiz egindako galderak",
    "ceisteanna coitianta",
    "pertanyaan umum",
    "pertanyaan yang sering diajukan",
    "tanya jawab",
    "dazniausiai uzduodami klausimai",
    "klausimai ir atsakymai",
    "հաճախ տրվող հարցեր",
    "அடிக்கடி கேட்கப்படும் கேள்விகள்",
    "אפט געשטעלטע פראגעס",
    "שאלות נפוצות",
    "cesto kladene otazky",
    "casto kladene otazky",
    "najczesciej zadawane pytania",
    "pytania i odpowiedzi",
    "поширені запитання",
    "よく くあ ある る質 質問",
    "常见 见问 问题",
    "常見 見問 問題",
    "자주 묻는 질문",
    "cau hoi thuong gap",
    "คํา ําถ ถา าม มท ที ี่ ่พ พบ บบ บ่ ่อ อย",
    "سوالات متداول",
    "frequently asked",
    "most asked questions",
    "most frequent questions",
    "most common questions",
    "most frequently asked",
    "haufigste fragen",
    "haufigsten fragen",
    "oft gestellte fragen",
    "fragen antworten",
    "haufige probleme und fragen",
    "preguntas mas frecuentes",
    "preguntas mas comunes",
    "preguntas comunes",
    "preguntas habituales",
    "preguntas mas habituales",
    "preguntas respuestas",
    "dudas mas frecuentes",
    "questions les plus frequentes",
    "questions les plus posees",
    "questions courantes",
    "questions reponses",
    "domande piu frequenti",
    "domande comuni",
    "domande piu comuni",
    "domande ricorrenti",
    "domande risposte",
    "perguntas mais frequentes",
    "perguntas mais comuns",
    "perguntas comuns",
    "perguntas respostas",
    "duvidas mais frequentes",
    "duvidas comuns",
    "preguntes mes frequents",
    "preguntes i respostes",
    "meest gestelde vragen",
    "veel gestelde vragen",
    "vaak gestelde vragen",
    "vanligaste fragorna",
    "vanligt stallda fragor",
    "oftest stillede spørgsmal",
    "hyppigt stillede spørgsmal",
    "mest stilte spørsmal",
    "useimmin kysytyt kysymykset",
    "yleisimmat kysymykset",
    "leggyakoribb kerdesek",
    "leggyakrabban ismetelt kerdesek",
    "cele mai frecvente intrebari",
    "intrebari frecvent puse",
    "наиболее частые вопросы",
    "самые частые вопросы",
    "наиболее часто задаваемые вопросы",
    "популярные вопросы",
    "вопросы ответы",
    "частозадаваемые вопросы",
    "најчешћа питања",
    "најчешће постављана питања",
    "честа питања",
    "en cok sorulan sorular",
    "sıkca sorulanlar",
    "sık sorulanlar",
    "الاسيلة الاكثر شيوعا",
    "اسيلة شايعة",
    "اسيلة متكررة",
    "πιο συχνεσ ερωτησεισ",
    "ερωτησεισ απαντησεισ",
    "najczestsze pytania",
    "caste dotazy",
    "caste otazky",
    "nejcastejsi dotazy",
    "nejcastejsi otazky",
    "najcastejsie otazky",
    "найпоширеніші запитання",
    "запитання та відповіді",
    "питання та відповіді",
    "soalan lazim",
    "vragen antwoorden",
    "常见 见问 问答",
    "常見 見問 問答",
    "常见 见疑 疑问",
    "常見 見疑 疑問",
    "热门 门问 问题",
    "熱門 門問 問題",
    "问与 与答",
    "問與 與答",
    "问答",
    "問答",
    "質問 問と と回 回答",
    "질문과 답변",
    "अक्सर पूछे जाने वाले सवाल",
};

static const char *const question_names[] = {
    "ques",      "question",     "questions", "q",         "faq",        "frage",   "fragen",   "pregunta",
    "preguntas", "pergunta",     "perguntas", "domanda",   "domande",    "vraag",   "vragen",   "fraga",
    "fragor",    "spørgsmal",    "spørsmal",  "kysymys",   "kysymykset", "kerdes",  "kerdesek", "intrebare",
    "intrebari", "вопрос",       "вопросы",   "питање",    "питања",     "soru",    "sorular",  "سوال",
    "السوال",    "الاسيلة",      "ερωτηση",   "ερωτησεισ", "प्रश्न",       "galdera", "ceist",    "pertanyaan",
    "klausimas", "klausimai",    "հարց",      "கேள்வி",     "שאלה",       "問題",    "质问",     "问题",
    "質問",      "질문", "quesito",   "galderak",  "ceisteanna", "اسيلة",   "सवाल",     "pitanje",
    "pitanja",   "פראגע",        "pytanie",   "pytania",   "otazka",
};

static const char *const answer_names[] = {
    "ans",        "answer",     "answers",    "a",       "antwort",    "antworten",    "respuesta",
    "respuestas", "resposta",   "respostas",  "reponse", "reponses",   "risposta",     "risposte",
    "antwoord",   "antwoorden", "svar",       "vastaus", "vastaukset", "valasz",       "valaszok",
    "raspuns",    "raspunsuri", "ответ",      "ответы",  "одговор",    "cevap",        "cevaplar",
    "yanıt",      "اجابة",      "الاجابة",    "جواب",    "الجواب",     "απαντηση",     "απαντησεισ",
    "उत्तर",       "जवाफ",       "erantzuna",  "freagra", "jawaban",    "atsakymas",    "պատասխան",
    "பதில்",       "תשובה",      "回答",       "答案",    "答复",       "답변", "erantzunak",
    "freagrai",   "जवाब",       "atsakymai",  "odgovor", "odgovori",   "одговори",     "ענטפער",
    "答え",       "odpowiedz",  "odpowiedzi", "odpoved",
};

/* What the lines of a footer begin with. */
static const char *const footer_words[] = {
    "last updated", "last modified", "last edited", "updated on",     "copyright",
    "licens",       "licenc",        "lizenz",      "licenza",        "zuletzt",
    "stand ",       "derniere ",     "mise a jour", "ultima ",        "actualizado",
    "atualizado",   "aggiornato",    "laatst ",     "senast ",        "sidst ",
    "обновлено",    "последнее",     "лицензия",    "son guncelleme", "all rights reserved",
};

#define COUNT(names) (sizeof(names) / sizeof *(names))

/* Whether the name stands in the text, with no other letter beside it. */
static bool has_name(struct faqbot_view text, const char *name)
{
    size_t size = strlen(name);
    for (size_t i = 0; i + size <= text.size; i++) {
        if (memcmp(text.bytes + i, name, size) == 0 && (i == 0 || text.bytes[i - 1] == ' ') &&
            (i + size == text.size || text.bytes[i + size] == ' ')) {
            return true;
        }
    }
    return false;
}

static size_t count_words(struct faqbot_view folded)
{
    size_t words = folded.size > 0;
    for (size_t i = 0; i < folded.size; i++) {
        words += folded.bytes[i] == ' ';
    }
    return words;
}

/* The name as the lists have theirs. False: it is too long to be one, or there is no memory. */
static bool fold(struct kb_reader *reader, struct faqbot_view name, struct faqbot_view *folded)
{
    return name.size <= FAQ_NAME_BYTES_MAX &&
           kb_check_memory(reader, tokenize_folded(&reader->entry_arena, name, folded));
}

bool faq_words_name_faq(struct kb_reader *reader, struct faqbot_view heading)
{
    struct faqbot_view folded;
    if (!fold(reader, heading, &folded) || count_words(folded) > FAQ_HEADING_WORDS_MAX) {
        return false;
    }
    for (size_t i = 0; i < COUNT(faq_names); i++) {
        if (has_name(folded, faq_names[i])) {
            return true;
        }
    }
    return false;
}

static bool is_one_of(struct faqbot_view folded, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (view_equals_text(folded, names[i])) {
            return true;
        }
    }
    return false;
}

bool faq_words_name_question(struct kb_reader *reader, struct faqbot_view name)
{
    struct faqbot_view folded;
    return fold(reader, name, &folded) && is_one_of(folded, question_names, COUNT(question_names));
}

bool faq_words_name_answer(struct kb_reader *reader, struct faqbot_view name)
{
    struct faqbot_view folded;
    return fold(reader, name, &folded) && is_one_of(folded, answer_names, COUNT(answer_names));
}

bool faq_words_find(struct arena *arena, struct faqbot_view name, enum faq_word *found)
{
    struct faqbot_view folded;
    *found = FAQ_WORD_OTHER;
    if (name.size > FAQ_NAME_BYTES_MAX) {
        return true;
    }
    if (!tokenize_folded(arena, name, &folded)) {
        return false;
    }
    *found = is_one_of(folded, question_names, COUNT(question_names)) ? FAQ_WORD_QUESTION
             : is_one_of(folded, answer_names, COUNT(answer_names))   ? FAQ_WORD_ANSWER
                                                                      : FAQ_WORD_OTHER;
    return true;
}

bool faq_words_begin_footer(struct kb_reader *reader, struct faqbot_view line)
{
    struct faqbot_view folded;
    if (!fold(reader, line, &folded)) {
        return false;
    }
    for (size_t i = 0; i < COUNT(footer_words); i++) {
        if (view_starts_with(folded, footer_words[i])) {
            return true;
        }
    }
    return false;
}
