/* search/asking_sentence.c - which part of a message asks. A visitor who tells a story says what they want in
 * a sentence of it, and greets and thanks around that; the rest is words that no entry has to have.
 *
 * Sentences are told apart by their marks, and judged by lists of a few words of each language, as stem.c
 * judges function words: nothing here understands a sentence. It errs towards finding nothing, since then the
 * message is read whole, as every message is. Neither case nor accents are looked at, because visitors write
 * without them. */
#include "search/search_internal.h"

#include <string.h>

/* ==== words and phrases ================================================================================ */

/* Folded as struct word's `plain` is, a blank between two words and a bar between two phrases. */

/* What a greeting or a thanks begins with; a name may follow. */
static const char openers[] =
    "hello hi hey hiya dear thanks thank thx ty hallo moin servus liebe lieber liebes danke hola gracias "
    "bonjour bonsoir salut merci ola obrigado obrigada ciao grazie buongiorno merhaba привет здравствуите "
    "спасибо 你好 您好 谢谢 مرحبا شكرا";

/* Without one of these or of those above, a sentence is no greeting and no thanks. */
static const char courtesies[] =
    "morning afternoon evening greetings cheers regards bye goodbye sincerely hope appreciate appreciated "
    "forward geehrte geehrter guten gruss grusse grussen gruesse dank bedanke mfg lg vg tschuss buenos "
    "buenas saludos saludo "
    "adios atentamente agradezco cordialement salutations remercie revoir boa добрыи доброе добрая уважением "
    "заранее 感谢 السلام عليكم";

/* They may be there too. Like function words, they say nothing of what a sentence is about. */
static const char fillers[] =
    "advance help lot much many very kind best good great day everyone everybody team sir madam folks people "
    "well time answer reply response support attention looking hearing soon mr mrs ms nice question "
    "questions idea ideas advice ask asking wondering understand explain okay ok hilfe antwort voraus schon "
    "schone schonen tag tage morgen abend damen herren zusammen sehr beste besten viele "
    "vielen lieben freundlichen leute freue ruckmeldung muhe frage fragen rat helfen weiterhelfen sagen "
    "antelacion antemano ayuda ayudar dias tardes noches mucho muchas muchos dia todos respuesta equipo "
    "pregunta preguntas duda hacer avance davance aide aider beaucoup reponse monsieur madame messieurs "
    "mesdames journee bonne bon bien tous equipe question conseil помощь помочь помогите ответ день утро "
    "вечер большое огромное всем вопрос подскажите скажите 非常 常感 جزيلا لكم مسبقا";

/* A question begins with one of these. */
static const char starters[] =
    "what whats which who whos whom whose why how hows can could may might shall should will would do does "
    "did is are were has any whether was wer wen wem wessen welche welcher welches welchen welchem wann wo "
    "woher wohin wofur womit wozu warum wieso weshalb wie wieviel wieviele kann konnen konnte konnten darf "
    "durfen muss mussen soll sollte gibt ist sind wird werden kostet ob que cual cuales quien quienes "
    "cuanto cuanta cuantos cuantas puedo puede pueden podria podrian quel quelle quels quelles qui quoi "
    "combien comment pourquoi qual quais quanto onde posso pode perche wat waar hoe waarom welke kan mag "
    "что кто какои какая какое какие сколько почему зачем куда откуда можно هل ماذا متى اين كيف كم لماذا";

/* So does a clause that asks nothing ("When I came home, ..."), which has a comma. */
static const char clause_starters[] = "when where quand ou cuando donde como когда где как";

/* These may come before it. */
static const char joiners[] =
    "and so but or also now well ok okay please und aber oder also bitte nun dann y o "
    "pero entonces et mais alors donc e и а но или";

/* A sentence with one of these asks, wherever it stands. */
static const char phrases[] =
    "like to know|want to know|wanted to know|need to know|know if|know whether|know how|wanted to ask|"
    "like to ask|want to ask|wonder|wondering|tell me|let me know|my question|wissen ob|gern wissen|"
    "gerne wissen|mochte wissen|wollte wissen|wollte fragen|mochte fragen|meine frage|frage mich|"
    "quisiera saber|gustaria saber|quiero saber|queria saber|necesito saber|saber si|quisiera preguntar|"
    "queria preguntar|mi pregunta|me pregunto|savoir si|voudrais savoir|aimerais savoir|souhaite savoir|"
    "souhaiterais savoir|voulais savoir|ma question|me demande|dites moi|est ce que|puis je|peut on|"
    "pouvez vous|pourriez vous|dois je|a t il|faut il|ai je|gostaria de saber|vorrei sapere|хочу узнать|"
    "хотел узнать|хотела узнать|бы узнать|подскажите|скажите|мои вопрос|ли|اريد ان اعرف|اود ان اعرف|سوالي";

/* The same for scripts without blanks, where words are not told apart. */
static const char pieces[] =
    "什么|怎么|怎样|哪|多少|几点|几天|几号|谁|如何|是否|吗|呢|能不能|可不可以|想知道|请问";

/* Takes what is before `mark` off the front, and the mark; false: nothing is left. */
static bool take_until(struct faqbot_view *rest, char mark, struct faqbot_view *first)
{
    size_t end = view_find(*rest, mark);
    *first = view_slice(*rest, 0, end);
    *rest = view_slice(*rest, end + 1, rest->size);
    return first->size > 0;
}

/* Whether `part`, which is not empty, stands in `text`; where `is_whole`, from one blank or end to
 * another. */
static bool holds(struct faqbot_view text, struct faqbot_view part, bool is_whole)
{
    for (size_t at = 0; at + part.size <= text.size; at++) {
        size_t end = at + part.size;
        if (text.bytes[at] == part.bytes[0] && memcmp(text.bytes + at, part.bytes, part.size) == 0 &&
            (!is_whole ||
             ((at == 0 || text.bytes[at - 1] == ' ') && (end == text.size || text.bytes[end] == ' ')))) {
            return true;
        }
    }
    return false;
}

static bool is_listed(const char *list, struct faqbot_view word)
{
    return word.size > 0 && holds(view_of(list), word, true);
}

static bool holds_any(struct faqbot_view text, const char *list, bool is_whole)
{
    struct faqbot_view rest = view_of(list);
    struct faqbot_view part;
    while (take_until(&rest, '|', &part)) {
        if (holds(text, part, is_whole)) {
            return true;
        }
    }
    return false;
}

/* ==== sentences ======================================================================================== */

#define ABBREVIATION_BYTES_MAX 8
#define COURTESY_BYTES_MAX 80 /* of one before a comma */

/* A part of a message. */
struct sentence {
    struct faqbot_view text;
    struct faqbot_view words; /* joined by blanks, as tokenize_folded() gives them */
};

/* Whether the full stop at `at` belongs to the word before it: a letter alone ("z. B."), a number ("3. Mai"),
 * letters with stops between them ("e.g."), or one that is often cut short. Sentences that are not told apart
 * are read together, which does less harm than half a sentence. */
static bool is_abbreviation(struct faqbot_view text, size_t at)
{
    static const char known[] =
        "dr mr mrs ms st prof nr bzw ca usw etc vs sr sra mme tel str inkl ggf evtl approx ул г";
    size_t start = at;
    char lower[ABBREVIATION_BYTES_MAX];
    bool is_number = true;
    for (; start > 0 && (unsigned char)text.bytes[start - 1] > ' '; start--) {
        is_number = is_number && ascii_is_digit(text.bytes[start - 1]);
    }
    struct faqbot_view word = view_slice(text, start, at - start);
    if (is_number || word.size > sizeof lower) {
        return is_number;
    }
    for (size_t i = 0; i < word.size; i++) {
        lower[i] = ascii_lower(word.bytes[i]);
    }
    word.bytes = lower;
    return utf8_length(word) == 1 || is_listed(known, word) ||
           (word.size <= 4 && view_find(word, '.') < word.size);
}

/* Whether the character before `behind` ends a sentence. */
static bool is_end(struct faqbot_view text, size_t behind, uint32_t character)
{
    char next = behind < text.size ? text.bytes[behind] : ' ';
    switch (character) {
    case '\n':
    case 0x3002: /* the ideographic full stop, and its like */
    case 0xff01:
    case 0xff1f:
    case 0x061f:
    case 0x203d:
    case 0x0964:
        return true;
    case '!':
    case '?': /* the last of several, and not within an address */
        return !ascii_is_alnum(next) && strchr("!?.=&/", next) == NULL;
    case '.':
        return ((unsigned char)next <= ' ' || strchr("\"')", next) != NULL) &&
               !is_abbreviation(text, behind - 1);
    case 0x2026: /* an ellipsis */
        return (unsigned char)next <= ' ';
    default:
        return false;
    }
}

/* Takes a sentence off the front; false: there is none. It may be marks alone, without a word. */
static bool take_text(struct faqbot_view *rest, struct faqbot_view *text)
{
    struct faqbot_view left = *rest;
    uint32_t character;
    bool is_ended = false;
    while (!is_ended && utf8_next(&left, &character)) {
        is_ended = is_end(*rest, rest->size - left.size, character);
    }
    *text = view_slice(*rest, 0, rest->size - left.size);
    *rest = left;
    return text->size > 0;
}

static struct sentence make_sentence(struct faqbot_view text, struct arena *arena, enum faqbot_status *status)
{
    struct sentence sentence = {.text = view_trim(text), .words = view_of("")};
    fail_if(!tokenize_folded(arena, text, &sentence.words), FAQBOT_NO_MEMORY, status);
    return sentence;
}

/* The size of what stands before the first comma, or all. */
static size_t comma_find(struct faqbot_view text)
{
    struct faqbot_view left = text;
    uint32_t character;
    for (size_t at = 0; utf8_next(&left, &character); at = text.size - left.size) {
        if (character == ',' || character == 0xff0c || character == 0x060c || character == 0x3001) {
            return at;
        }
    }
    return text.size;
}

static bool has_question_mark(struct faqbot_view text)
{
    uint32_t character;
    bool has = false;
    while (utf8_next(&text, &character)) {
        has = has || character == '?' || character == 0xff1f || character == 0x061f || character == 0x203d;
    }
    return has;
}

/* ==== what a sentence is =============================================================================== */

static bool is_polite(struct faqbot_view word)
{
    return is_listed(openers, word) || is_listed(courtesies, word);
}

/* "Hello!", "Dear Anna", "Thank you very much in advance." */
static bool is_courtesy(const struct sentence *sentence, const struct stemmer *stems)
{
    struct faqbot_view rest = sentence->words;
    struct faqbot_view word;
    size_t names = is_listed(openers, view_slice(rest, 0, view_find(rest, ' '))); /* that may be there */
    size_t polite = 0;
    while (take_until(&rest, ' ', &word)) {
        if (is_polite(word)) {
            polite++;
        } else if (!is_listed(fillers, word) && !stemmer_is_stopword(stems, word) && names-- == 0) {
            return false;
        }
    }
    return polite > 0 && !has_question_mark(sentence->text);
}

/* Whether it names anything: "Can you help me?" is about what stands before it. */
static bool is_about_something(const struct sentence *sentence, const struct stemmer *stems)
{
    struct faqbot_view rest = sentence->words;
    struct faqbot_view word;
    while (take_until(&rest, ' ', &word)) {
        if (!stemmer_is_stopword(stems, word) && !is_listed(fillers, word) && !is_polite(word)) {
            return true;
        }
    }
    return false;
}

static bool is_asking(const struct sentence *sentence)
{
    struct faqbot_view rest = sentence->words;
    struct faqbot_view first;
    while (take_until(&rest, ' ', &first) && is_listed(joiners, first)) {
    }
    return has_question_mark(sentence->text) || is_listed(starters, first) ||
           (is_listed(clause_starters, first) && comma_find(sentence->text) == sentence->text.size) ||
           holds_any(sentence->words, phrases, true) || holds_any(sentence->text, pieces, false);
}

/* ==== what a message asks ============================================================================== */

/* A message while its sentences are looked at. */
struct message {
    const struct stemmer *stems;
    struct arena *arena;
    enum faqbot_status *status;
    struct asking_sentences found;
    struct faqbot_view told; /* the last sentence that is about something and asks nothing */
    size_t sentences;        /* that are no courtesies */
    size_t words;            /* in them */
    bool may_be_story;
};

/* The last first; the earliest goes where there are too many. */
static void add_asking(struct asking_sentences *found, struct faqbot_view text)
{
    found->count += found->count < ASKING_SENTENCES_MAX;
    memmove(found->list + 1, found->list, (found->count - 1) * sizeof *found->list);
    found->list[0] = text;
}

static void look_at(struct message *message, const struct sentence *sentence)
{
    struct faqbot_view *plain = &message->found.plain;
    if (sentence->words.size == 0 || is_courtesy(sentence, message->stems)) {
        return;
    }
    plain->bytes = message->sentences++ == 0 ? sentence->text.bytes : plain->bytes;
    plain->size = (size_t)(sentence->text.bytes + sentence->text.size - plain->bytes);
    for (struct faqbot_view rest = sentence->words, word; take_until(&rest, ' ', &word);) {
        message->words++;
    }
    if (!message->may_be_story || !is_about_something(sentence, message->stems)) {
        return;
    }
    if (is_asking(sentence)) {
        add_asking(&message->found, sentence->text);
    } else {
        message->told = sentence->text;
    }
}

/* A greeting often ends with a comma: "Hi, how do I ...". */
static struct sentence drop_greeting(struct faqbot_view text, const struct stemmer *stems,
                                     struct arena *arena, enum faqbot_status *status)
{
    size_t comma = comma_find(text);
    struct sentence first = make_sentence(view_slice(text, 0, comma), arena, status);
    bool is_greeted = comma < text.size && comma <= COURTESY_BYTES_MAX && is_courtesy(&first, stems);
    if (is_greeted) {
        struct faqbot_view rest = view_slice(text, comma, text.size);
        uint32_t mark;
        (void)utf8_next(&rest, &mark);
        text = rest;
    }
    return make_sentence(text, arena, status);
}

/* False: it has too few words for a story. Words have blanks between them, or are characters of three bytes
 * and more. */
static bool may_be_story(struct faqbot_view text)
{
    size_t blanks = 0;
    size_t bytes = 0;
    for (size_t i = 0; i < text.size; i++) {
        blanks += (unsigned char)text.bytes[i] <= ' ';
        bytes += (unsigned char)text.bytes[i] >= 0x80;
    }
    return blanks + bytes / 3 >= ASKING_STORY_WORDS;
}

/* Whether it is one sentence without a comma, as most questions are. */
static bool is_plain(struct faqbot_view text)
{
    struct faqbot_view rest = text;
    struct faqbot_view part;
    return comma_find(text) == text.size && take_text(&rest, &part) && !take_text(&rest, &part);
}

void asking_sentences_find(struct faqbot_view text, const struct stemmer *stems, struct arena *arena,
                           struct asking_sentences *found, enum faqbot_status *status)
{
    struct message message = {.stems = stems,
                              .arena = arena,
                              .status = status,
                              .found.plain = text,
                              .told = view_of(""),
                              .may_be_story = may_be_story(text)};
    struct faqbot_view rest = text;
    struct faqbot_view part;
    if (!message.may_be_story && is_plain(text)) {
        *found = message.found;
        return;
    }
    while (*status == FAQBOT_OK && take_text(&rest, &part)) {
        struct sentence sentence = drop_greeting(part, stems, arena, status);
        look_at(&message, &sentence);
    }
    if (*status != FAQBOT_OK) {
        return;
    }
    if (message.found.count == 0 && message.told.size > 0) {
        add_asking(&message.found, message.told);
        message.found.is_told = true;
    }
    if (message.sentences < 2 || message.words <= ASKING_STORY_WORDS) {
        message.found.count = 0;
    }
    *found = message.found;
}

bool asking_take_sentence(struct faqbot_view *rest, const struct stemmer *stems, struct arena *arena,
                          struct faqbot_view *text, enum asking_kind *kind, enum faqbot_status *status)
{
    if (*status != FAQBOT_OK || !take_text(rest, text)) {
        return false;
    }
    struct sentence sentence = drop_greeting(*text, stems, arena, status);
    *text = sentence.text;
    *kind = sentence.words.size == 0 || is_courtesy(&sentence, stems) ? ASKING_NOTHING
            : is_asking(&sentence)                                    ? ASKING_ASKS
                                                                      : ASKING_TELLS;
    return *status == FAQBOT_OK;
}

/* Compared as numbers, because C leaves comparing pointers into different objects undefined. */
bool asking_is_within(struct faqbot_view text, struct faqbot_view part)
{
    uintptr_t start = (uintptr_t)text.bytes;
    uintptr_t at = (uintptr_t)part.bytes;
    return at >= start && at < start + text.size;
}

struct synonyms_words asking_words(struct synonyms_words words, struct faqbot_view part)
{
    size_t first = 0;
    while (first < words.count && !asking_is_within(part, words.list[first].source)) {
        first++;
    }
    size_t end = first;
    while (end < words.count && asking_is_within(part, words.list[end].source)) {
        end++;
    }
    return (struct synonyms_words){.list = words.list + first, .count = end - first};
}
