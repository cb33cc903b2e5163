/* search/double_question.c - a message that asks several things: "When do you open, and can I pay by card?". It finds
 * the questions by their form alone. Whether they are worth answering one by one, search.c finds out by asking them.
 *
 * It errs towards finding nothing, since the message is then answered as a whole, as every message is: each part has
 * to begin as questions of its language do, and to stand beside nothing that tells a story, because a part without its
 * story may mean something else. Questions with "or" offer a choice and are one question. */
#include "search/search_internal.h"

/* ==== how questions begin ============================================================================== */

/* Of one language: plain words, a blank between two. */
struct question_words {
    const char *code;
    const char *ands;    /* join two questions */
    const char *ors;     /* make a choice of them, except where a question begins so ("ou jeter le verre") */
    const char *openers; /* begin a question; empty: questions are not known by how they begin */
    const char *verbs;   /* so do these before one of `subjects`: "have you", but not "have to" */
    const char *subjects;
};

static const struct question_words languages[] = {
    {"en", "and", "or",
     "what whats which who whom whose when where why how hows can could may might shall should will "
     "would do does did is are was were",
     "have has must am", "i you we they he she it there"},
    {"de", "und sowie", "oder",
     "was wer wen wem wann wo wohin woher wofur womit wozu warum wieso weshalb wie wieviel wieviele "
     "welche welcher welches welchen welchem kann konnen konnte darf durfen muss mussen soll sollte "
     "gibt ist sind wird werden kostet kosten",
     "ab bis habe hat haben bekomme bekommt bekommen brauche braucht brauchen bieten bietet nehmen "
     "nimmt verkaufen gelten gilt findet finden akzeptieren machen hilft helfen",
     "ich du er sie es wir ihr man wann welchem"},
    {"fr", "et", "ou",
     "que qui quoi quel quelle quels quelles quand ou comment combien pourquoi peut puis dois faut est",
     "a y avez acceptez proposez vendez faites pouvez offrez louez", "a t il vous on je"},
    {"es", "y e", "o u",
     "que cual cuales quien quienes cuanto cuanta cuantos cuantas cuando donde como puedo puede "
     "pueden podemos podria hay tienen teneis necesito debo aceptan aceptais",
     "se es esta estan",
     "puede pueden necesita permite admiten aceptan gratis posible obligatorio necesario abierto"},
    {"it", "e ed", "o oppure",
     "che cosa chi quale quali quanto quanta quanti quante quando dove come perche posso possiamo puo "
     "devo accettate avete fate vendete",
     "si ce ci", "puo possono sono e"},
    {"pt", "e", "ou",
     "que qual quais quem quanto quanta quantos quantas quando onde como porque posso podemos pode "
     "preciso devo aceitam vendem",
     "ha tem", "um uma o a os as"},
    {"nl", "en", "of",
     "wat wie wanneer waar waarom hoe hoeveel welke welk kan kunnen mag mogen moet moeten is zijn "
     "wordt worden kost",
     "heb heeft hebben krijg krijgen hebt verkopen accepteert", "ik je jij u we wij jullie men er"},
    {"sv", "och", "eller", "vad vem nar var hur varfor vilken vilket vilka kan far maste ar finns", "har tar",
     "ni du det"},
    {"da", "og", "eller", "hvad hvem hvornar hvor hvordan hvorfor hvilken hvilke kan ma skal er",
     "har findes tager", "i du der det man"},
    {"no", "og", "eller", "hva hvem nar hvor hvordan hvorfor hvilken hvilke kan ma skal er", "har finnes tar",
     "dere du det man"},
    {"pl", "i oraz", "lub albo", "co kto kiedy gdzie jak ile dlaczego jaki jaka jakie ktory czy moge mozna",
     "", ""},
    {"ru", "и", "или", "что кто когда где куда откуда как сколько почему зачем какои какая какое какие можно",
     "", ""},
    {"zh", "", "还是 或者", "", "", ""},
    {"ar", "", "او ام", "", "", ""},
};

/* NULL: none are known of this language. */
static const struct question_words *find_words(const char *code)
{
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        if (view_equals_text(view_of(code), languages[i].code)) {
            return &languages[i];
        }
    }
    return NULL;
}

/* ==== the parts of a sentence ========================================================================== */

/* The words of a sentence that asks. */
struct clause_words {
    const struct question_words *known;
    const struct stemmer *stems;
    const struct word *list;
    size_t count;
};

static struct faqbot_view word_at(const struct clause_words *words, size_t at)
{
    return at < words->count ? words->list[at].plain : view_of("");
}

/* Whether a question begins with this word, or one function word later: "and at what time", "y desde qué edad". */
static bool opens(const struct clause_words *words, size_t at)
{
    const struct question_words *known = words->known;
    struct faqbot_view first = word_at(words, at);
    struct faqbot_view second = word_at(words, at + 1);
    bool may_precede = stemmer_is_stopword(words->stems, first) && !view_is_listed(first, known->ors);
    return view_is_listed(first, known->openers) ||
           (view_is_listed(first, known->verbs) && view_is_listed(second, known->subjects)) ||
           (may_precede && view_is_listed(second, known->openers) && !view_is_listed(first, known->subjects));
}

bool double_question_opens(const char *code, const struct stemmer *stems, const struct word *words,
                           size_t count)
{
    const struct clause_words clause = {
        .known = find_words(code), .stems = stems, .list = words, .count = count};
    return clause.known != NULL && opens(&clause, 0);
}

#define BARE_WORDS 3 /* "Where are you?" may be a question of the knowledge base; "and why?" only goes on */

static bool is_telling(const struct clause_words *words, size_t start, size_t end)
{
    bool has_content = false;
    for (size_t i = start; i < end; i++) {
        has_content = has_content || !stemmer_is_stopword(words->stems, words->list[i].plain);
    }
    return has_content || end - start >= BARE_WORDS;
}

/* Adds the words from `start` up to `end`; false: they are no question, or there are too many. */
static bool add_part(const struct clause_words *words, size_t start, size_t end,
                     struct double_question *found)
{
    if (start == end || !is_telling(words, start, end) || found->count == DOUBLE_QUESTION_PARTS_MAX) {
        return false;
    }
    const char *first = words->list[start].source.bytes;
    struct faqbot_view last = words->list[end - 1].source;
    found->parts[found->count++] = view_make(first, (size_t)(last.bytes + last.size - first));
    return true;
}

#define KEYWORDS_MAX                                                                                         \
    3 /* a sentence of no more words need not begin as questions do: "Opening hours? Parking?" */

/* Adds the questions that a sentence asks: all of it, or what its "and"s part where each part begins as a question.
 * False: it offers a choice, or is no question to be answered alone. */
static bool add_sentence(const struct clause_words *words, struct double_question *found)
{
    const struct question_words *known = words->known;
    size_t start = view_is_listed(word_at(words, 0), known->ands) && words->count > 1;
    bool is_opened = known->openers[0] == '\0' || opens(words, start);
    for (size_t i = start; i < words->count; i++) {
        bool begins = i == start || view_is_listed(word_at(words, i - 1), known->ands);
        if (view_is_listed(word_at(words, i), known->ors) &&
            !(begins && view_is_listed(word_at(words, i), known->openers))) {
            return false;
        }
    }
    for (size_t end = start + 1; is_opened && end + 1 < words->count; end++) {
        if (view_is_listed(word_at(words, end), known->ands) && opens(words, end + 1)) {
            if (!add_part(words, start, end, found)) {
                return false;
            }
            start = ++end;
        }
    }
    return (is_opened || words->count <= KEYWORDS_MAX) && add_part(words, start, words->count, found);
}

/* ==== the parts of a message =========================================================================== */

void double_question_find(struct faqbot_view text, const char *code, const struct stemmer *stems,
                          struct arena *arena, struct double_question *found, enum faqbot_status *status)
{
    struct clause_words words = {.known = find_words(code), .stems = stems};
    struct faqbot_view sentence;
    enum asking_kind kind;
    found->count = 0;
    bool is_good = words.known != NULL;
    while (is_good && asking_take_sentence(&text, stems, arena, &sentence, &kind, status)) {
        struct word *list = NULL;
        fail_if(!tokenize(arena, sentence, &list, &words.count), FAQBOT_NO_MEMORY, status);
        words.list = list;
        is_good = *status == FAQBOT_OK &&
                  (kind == ASKING_NOTHING || (kind == ASKING_ASKS && add_sentence(&words, found)));
    }
    found->count = is_good && found->count > 1 ? found->count : 0;
}
