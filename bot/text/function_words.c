/* text/function_words.c - articles, pronouns, prepositions, auxiliaries, question words and the polite phrases of
 * questions. Drawn up from the languages' closed word classes, not from any collection: evidence of the weak kind,
 * wherever it is asked for, never a list of what to throw away. Folded, without accents and apostrophes. */
#include "text/function_words.h"

#include <stdlib.h>
#include <string.h>

struct stopwords {
    char lang[3];
    size_t count;
    const char *const *words; /* in byte order */
};

static const char *const english[] = {
    "a",       "about",     "after",    "all",   "also",   "am",       "an",      "and",    "any",
    "anybody", "anyone",    "anything", "are",   "arent",  "as",       "at",      "be",     "because",
    "been",    "before",    "being",    "but",   "by",     "can",      "cannot",  "cant",   "could",
    "couldnt", "did",       "didnt",    "do",    "does",   "doesnt",   "doing",   "done",   "dont",
    "else",    "for",       "from",     "get",   "give",   "got",      "had",     "has",    "hasnt",
    "have",    "havent",    "having",   "he",    "hello",  "her",      "here",    "hers",   "hey",
    "hi",      "him",       "his",      "how",   "hows",   "i",        "id",      "if",     "ill",
    "im",      "in",        "into",     "is",    "isnt",   "it",       "its",     "itself", "ive",
    "just",    "know",      "let",      "lets",  "like",   "may",      "me",      "might",  "mine",
    "must",    "my",        "myself",   "need",  "no",     "not",      "of",      "off",    "on",
    "one",     "ones",      "onto",     "or",    "other",  "our",      "ours",    "out",    "over",
    "please",  "really",    "shall",    "she",   "should", "shouldnt", "so",      "some",   "somebody",
    "someone", "something", "such",     "tell",  "than",   "thank",    "thanks",  "that",   "thats",
    "the",     "their",     "theirs",   "them",  "then",   "there",    "theres",  "these",  "they",
    "theyre",  "this",      "those",    "to",    "too",    "up",       "us",      "very",   "want",
    "was",     "wasnt",     "we",       "were",  "werent", "what",     "whats",   "when",   "whens",
    "where",   "wheres",    "whether",  "which", "while",  "who",      "whom",    "whos",   "whose",
    "why",     "whys",      "will",     "with",  "wont",   "would",    "wouldnt", "yes",    "you",
    "your",    "youre",     "yours",
};

static const char *const german[] = {
    "aber",    "alle",  "als",   "am",     "an",    "auch",   "auf",    "aus",     "bei",     "bin",
    "bis",     "bitte", "da",    "damit",  "das",   "dass",   "dein",   "dem",     "den",     "denn",
    "der",     "des",   "die",   "dies",   "diese", "dieser", "dieses", "du",      "durch",   "ein",
    "eine",    "einem", "einen", "einer",  "eines", "er",     "es",     "etwas",   "fur",     "gibt",
    "habe",    "haben", "hat",   "hatte",  "ich",   "ihr",    "ihre",   "im",      "in",      "ist",
    "kann",    "kein",  "keine", "konnen", "man",   "mein",   "meine",  "meinen",  "meiner",  "mich",
    "mir",     "mit",   "muss",  "nach",   "nicht", "noch",   "nur",    "ob",      "oder",    "sich",
    "sie",     "sind",  "so",    "soll",   "uber",  "um",     "und",    "uns",     "unser",   "unsere",
    "von",     "vor",   "wann",  "war",    "warum", "was",    "welche", "welchem", "welchen", "welcher",
    "welches", "wem",   "wen",   "wenn",   "wer",   "werden", "wessen", "wie",     "wieso",   "wir",
    "wird",    "wo",    "woher", "wohin",  "zu",    "zum",    "zur",
};

static const char *const spanish[] = {
    "a",     "al",      "como",  "con",  "cual",  "cuales", "cuando", "cuanto", "de",    "del",   "desde",
    "donde", "e",       "el",    "ella", "ellos", "en",     "es",     "esa",    "ese",   "eso",   "esta",
    "estan", "estar",   "este",  "esto", "estoy", "favor",  "fue",    "ha",     "han",   "hasta", "hay",
    "he",    "la",      "las",   "le",   "les",   "lo",     "los",    "mas",    "me",    "mi",    "mis",
    "muy",   "no",      "nos",   "o",    "para",  "pero",   "por",    "porque", "puede", "puedo", "que",
    "quien", "quienes", "se",    "ser",  "si",    "sin",    "sobre",  "son",    "soy",   "su",    "sus",
    "te",    "tengo",   "tiene", "tu",   "tus",   "u",      "un",     "una",    "unas",  "uno",   "unos",
    "usted", "y",       "ya",    "yo",
};

static const char *const french[] = {
    "a",        "ai",      "as",    "au",   "aux",   "avec",   "avez",    "ce",    "ces",  "cest",  "cet",
    "cette",    "comment", "dans",  "de",   "des",   "dois",   "doit",    "du",    "elle", "elles", "en",
    "est",      "estce",   "et",    "etre", "faire", "faut",   "il",      "ils",   "je",   "la",    "le",
    "les",      "leur",    "leurs", "ma",   "mais",  "me",     "mes",     "moi",   "mon",  "ne",    "nos",
    "notre",    "nous",    "on",    "ont",  "ou",    "par",    "pas",     "peut",  "peux", "plus",  "pour",
    "pourquoi", "puis",    "quand", "que",  "quel",  "quelle", "quelles", "quels", "qui",  "quoi",  "sa",
    "sans",     "se",      "ses",   "si",   "son",   "sont",   "suis",    "sur",   "ta",   "te",    "tes",
    "toi",      "ton",     "tu",    "un",   "une",   "vos",    "votre",   "vous",  "y",
};

static const char *const russian[] = {
    "а",      "без",   "был",    "была",  "были",  "было", "быть", "в",       "вам",   "вас",  "ваш",
    "во",     "вот",   "вы",     "где",   "да",    "для",  "до",   "его",     "ее",    "еи",   "если",
    "есть",   "еще",   "же",     "за",    "и",     "из",   "или",  "им",      "их",    "к",    "как",
    "какая",  "какие", "какои",  "какую", "когда", "кого", "кому", "кто",     "куда",  "ли",   "мне",
    "можно",  "мои",   "моя",    "мы",    "на",    "надо", "нам",  "нас",     "не",    "него", "нет",
    "ни",     "них",   "но",     "нужно", "о",     "об",   "он",   "она",     "они",   "оно",  "от",
    "откуда", "по",    "почему", "при",   "с",     "свои", "себя", "сколько", "со",    "так",  "там",
    "то",     "тоже",  "только", "ты",    "у",     "чего", "чем",  "что",     "чтобы", "эта",  "эти",
    "это",    "этот",  "я",
};

#define COUNT(words) (sizeof(words) / sizeof *(words))
static const struct stopwords languages[] = {
    {"en", COUNT(english), english}, {"de", COUNT(german), german},   {"es", COUNT(spanish), spanish},
    {"fr", COUNT(french), french},   {"ru", COUNT(russian), russian},
};

const struct stopwords *stopwords_find(const char *lang)
{
    for (size_t i = 0; i < COUNT(languages); i++) {
        if (strcmp(languages[i].lang, lang) == 0) {
            return &languages[i];
        }
    }
    return NULL;
}

static int compare(const void *key, const void *element)
{
    return view_compare(*(const struct faqbot_view *)key, view_of(*(const char *const *)element));
}

bool stopwords_has(const struct stopwords *words, struct faqbot_view plain)
{
    return words != NULL &&
           bsearch(&plain, words->words, words->count, sizeof *words->words, compare) != NULL;
}
