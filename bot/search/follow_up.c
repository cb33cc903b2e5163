/* search/follow_up.c - whether a question goes on from the last answer, by its form: "and at weekends?", "how do I
 * cancel it", "children?", "how much is it", "why?". What it then leads to, search.c finds out by asking.
 *
 * A question of any other form is never read with the last answer, however little it finds alone: what is a whole
 * question may be about something else, and a wrong answer costs more than none. */
#include "search/search_internal.h"

#include <string.h>

/* ==== words ============================================================================================ */

/* Of one language: plain words, a blank between two. */
struct follow_up_words {
    const char *code;
    const char *joiners; /* what goes on begins with one */
    const char *refers;  /* stand for what was spoken of */
    const char *persons; /* a text with one of these is no fragment, but tells something */
};

static const struct follow_up_words languages[] = {
    {"en", "and or but also", "it its they them their one ones this that those these",
     "i we you he she my our"},
    {"de", "und oder aber auch", "er es ihn ihm dies davon dafur dazu damit dort",
     "ich wir du sie man mein meine"},
    {"fr", "et ou mais", "elle ils elles ca cela celui celle ceux lui", "je j nous vous on mon ma mes"},
    {"es", "y o pero", "eso esto ello ellos ellas lo", "yo me mi mis nos"},
    {"it", "e o ma", "esso questo quello lo", "io mi ci mio mia"},
    {"pt", "e ou mas", "ele ela eles elas isso isto", "eu me meu minha nos"},
    {"nl", "en of maar", "hem dit daarvoor", "ik we wij u je mijn"},
    {"ru", "а и или но", "он она оно они это его ее их", "я мы вы мне меня у"},
};

/* Questions that have no subject of their own. In each list a bar between two phrases, as tokenize_folded() gives
 * them. */
struct subjectless {
    const char *phrases;  /* one of them asks */
    const char *others;   /* content words that may stand beside it */
    const char *evidence; /* what the text has that tells it */
};

static const struct subjectless kinds[] = {
    [FOLLOW_UP_PRICE] =
        {"|how much|cost|costs|price|fee|charge|expensive|free|kostet|kosten|preis|teuer|wie "
         "viel|wieviel|kostenlos|"
         "gratis|combien|coute|prix|tarif|gratuit|payant|cuanto|cuesta|cuestan|precio|quanto|costa|prezzo|"
         "custa|preco|"
         "hoeveel|kost|prijs|сколько|стоит|цена|",
         "|cost|costs|price|prices|fee|charge|expensive|free|much|kostet|kosten|preis|teuer|viel|wieviel|"
         "kostenlos|"
         "gratis|coute|prix|tarif|gratuit|payant|cuesta|cuestan|precio|costa|prezzo|custa|preco|kost|prijs|"
         "стоит|цена|",
         "|euro|euros|eur|pound|pounds|dollar|dollars|cent|cents|pence|franken|chf|usd|gbp|free|charge|"
         "kostenlos|"
         "kostenfrei|gebuhrenfrei|gratis|gratuit|gratuite|gratuito|gratuita|руб|рублеи|рубля|бесплатно|"},
    [FOLLOW_UP_REASON] =
        {"|why|how come|warum|wieso|weshalb|pourquoi|por que|perche|waarom|почему|зачем|", "|",
         "|because|since|reason|weil|damit|denn|grund|parce|afin|raison|porque|motivo|perche|affinche|"
         "omdat|zodat|потому|"},
};

/* Signs of money, which are no words. */
static const char *const currencies[] = {"$",        "\xc2\xa3",     "\xe2\x82\xac",
                                         "\xc2\xa5", "\xe2\x82\xbd", "\xe2\x82\xb9"};

#define PHRASE_BYTES_MAX (2 * TOKENIZE_WORD_BYTES_MAX + 3)

/* Whether a list with bars has the word or, where `second` is none, the two. */
static bool has_phrase(const char *list, struct faqbot_view word, struct faqbot_view second)
{
    char phrase[PHRASE_BYTES_MAX + 1];
    char *end = phrase;
    if (word.size + second.size > (size_t)2 * TOKENIZE_WORD_BYTES_MAX) {
        return false; /* joined words; no phrase is so long */
    }
    *end++ = '|';
    view_copy_to(&end, word);
    if (second.size > 0) {
        *end++ = ' ';
        view_copy_to(&end, second);
    }
    *end++ = '|';
    *end = '\0';
    return strstr(list, phrase) != NULL;
}

/* ==== forms ============================================================================================ */

static const struct follow_up_words *find_words(const char *code)
{
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        if (strcmp(code, languages[i].code) == 0) {
            return &languages[i];
        }
    }
    return NULL;
}

static bool has_one_of(const char *list, const struct word *words, size_t count)
{
    bool has = false;
    for (size_t i = 0; i < count; i++) {
        has = has || view_is_listed(words[i].plain, list);
    }
    return has;
}

/* "What about", and what begins with "and"; but "où" is no "ou". */
static bool goes_on(const struct follow_up_words *known, const struct word *words, size_t count)
{
    struct faqbot_view first = words[0].plain;
    bool is_about = view_equals_text(first, "what") || view_equals_text(first, "how");
    return count > 1 &&
           ((view_is_listed(first, known->joiners) && !view_equals_text(words[0].folded, "o\xc3\xb9")) ||
            (is_about && view_equals_text(words[1].plain, "about")));
}

enum follow_up_form follow_up_form(const char *code, const struct stemmer *stems, const struct word *words,
                                   size_t count)
{
    const struct follow_up_words *known = find_words(code);
    size_t content = 0;
    for (size_t i = 0; i < count; i++) {
        content += !stemmer_is_stopword(stems, words[i].plain);
    }
    if (known == NULL || count == 0) {
        return FOLLOW_UP_NONE;
    }
    if (goes_on(known, words, count)) {
        return FOLLOW_UP_GOES_ON;
    }
    if (has_one_of(known->refers, words, count)) {
        return FOLLOW_UP_REFERS;
    }
    bool is_fragment = content <= FOLLOW_UP_FRAGMENT_WORDS && !has_one_of(known->persons, words, count) &&
                       !double_question_opens(code, stems, words, count);
    return is_fragment ? FOLLOW_UP_FRAGMENT : FOLLOW_UP_NONE;
}

/* ==== questions without a subject ====================================================================== */

enum follow_up_asks follow_up_asks(const struct stemmer *stems, const struct word *words, size_t count)
{
    for (enum follow_up_asks kind = FOLLOW_UP_NOTHING + 1; kind < FOLLOW_UP_KINDS; kind++) {
        bool asks = false;
        bool has_subject = false;
        for (size_t i = 0; i < count; i++) {
            struct faqbot_view word = words[i].plain;
            struct faqbot_view next = i + 1 < count ? words[i + 1].plain : view_of("");
            asks = asks || has_phrase(kinds[kind].phrases, word, view_of("")) ||
                   (next.size > 0 && has_phrase(kinds[kind].phrases, word, next));
            has_subject = has_subject || (!stemmer_is_stopword(stems, word) &&
                                          !has_phrase(kinds[kind].phrases, word, view_of("")) &&
                                          !has_phrase(kinds[kind].others, word, view_of("")));
        }
        if (asks && !has_subject) {
            return kind;
        }
    }
    return FOLLOW_UP_NOTHING;
}

static bool has_currency(struct faqbot_view text)
{
    bool has = false;
    for (size_t at = 0; at < text.size && !has; at++) {
        for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++) {
            size_t size = strlen(currencies[i]);
            has = has || view_equals_text(view_slice(text, at, size), currencies[i]);
        }
    }
    return has;
}

bool follow_up_tells(enum follow_up_asks kind, struct faqbot_view text, struct arena *arena,
                     enum faqbot_status *status)
{
    struct word *words = NULL;
    size_t count = 0;
    bool tells = kind == FOLLOW_UP_PRICE && has_currency(text);
    fail_if(!tokenize(arena, text, &words, &count), FAQBOT_NO_MEMORY, status);
    for (size_t i = 0; i < count && !tells; i++) {
        tells = has_phrase(kinds[kind].evidence, words[i].plain, view_of(""));
    }
    return tells;
}
