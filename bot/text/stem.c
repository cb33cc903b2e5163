/* text/stem.c - stems by libstemmer's Snowball algorithms, and the stop words of five languages.
 *
 * A stem is what "opening", "opened" and "opens" have in common, so that a question finds an entry that uses
 * another form. The algorithms are Porter's and his colleagues' (snowballstem.org). Stop words hold sentences
 * together: articles, pronouns, prepositions, auxiliaries, question words and the polite phrases of
 * questions. The lists were drawn up from the languages' closed word classes, not from any collection, and
 * are evidence of the weak kind, wherever it is asked for, never a list of what to throw away: "what is it"
 * is a question too. */
#include "text/text.h"

#include <errno.h>
#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "util/util.h"

/* ==== Stop words ===================================================================================== */

#define STOPWORDS_MAX 200 /* of one language */

/* The words of each language in byte order, a blank between two; folded as struct word's `plain` is: small
 * letters, without accents and apostrophes. */
static const struct stopwords {
    char lang[3];
    const char *words;
} languages[] = {
    {"en",
     "a about after all also am an and any anybody anyone anything are arent as at be because been "
     "before being but by can cannot cant could couldnt did didnt do does doesnt doing done dont else "
     "for from get give got had has hasnt have havent having he hello her here hers hey hi him his how "
     "hows i id if ill im in into is isnt it its itself ive just know let lets like may me might mine "
     "must my myself need no not of off on one ones onto or other our ours out over please really shall "
     "she should shouldnt so some somebody someone something such tell than thank thanks that thats the "
     "their theirs them then there theres these they theyre this those to too up us very want was wasnt "
     "we were werent what whats when whens where wheres whether which while who whom whos whose why whys "
     "will with wont would wouldnt yes you your youre yours"},
    {"de",
     "aber alle als am an auch auf aus bei bin bis bitte da damit das dass dein dem den denn der des die "
     "dies diese dieser dieses du durch ein eine einem einen einer eines er es etwas fur gibt habe haben "
     "hat hatte ich ihr ihre im in ist kann kein keine konnen man mein meine meinen meiner mich mir mit "
     "muss nach nicht noch nur ob oder sich sie sind so soll uber um und uns unser unsere von vor wann "
     "war warum was welche welchem welchen welcher welches wem wen wenn wer werden wessen wie wieso wir "
     "wird wo woher wohin zu zum zur"},
    {"es",
     "a al como con cual cuales cuando cuanto de del desde donde e el ella ellos en es esa ese eso esta "
     "estan estar este esto estoy favor fue ha han hasta hay he la las le les lo los mas me mi mis muy "
     "no nos o para pero por porque puede puedo que quien quienes se ser si sin sobre son soy su sus te "
     "tengo tiene tu tus u un una unas uno unos usted y ya yo"},
    {"fr",
     "a ai as au aux avec avez ce ces cest cet cette comment dans de des dois doit du elle elles en est "
     "estce et etre faire faut il ils je la le les leur leurs ma mais me mes moi mon ne nos notre nous "
     "on ont ou par pas peut peux plus pour pourquoi puis quand que quel quelle quelles quels qui quoi "
     "sa sans se ses si son sont suis sur ta te tes toi ton tu un une vos votre vous y"},
    {"ru",
     "а без был была были было быть в вам вас ваш во вот вы где да для до его ее еи если есть еще же за "
     "и из или им их к как какая какие какои какую когда кого кому кто куда ли мне можно мои моя мы на "
     "надо нам нас не него нет ни них но нужно о об он она они оно от откуда по почему при с свои себя "
     "сколько со так там то тоже только ты у чего чем что чтобы эта эти это этот я"},
};

/* ==== Stems ========================================================================================== */

struct stemmer {
    struct sb_stemmer *stemmer;                  /* NULL: words stay as they are */
    struct faqbot_view stopwords[STOPWORDS_MAX]; /* sorted; none for a language that has no list */
    size_t stopword_count;
    char plain[TOKENIZE_WORD_BYTES_MAX + 1]; /* of a stem that had accents */
    bool has_failed;
};

/* "pt-BR" -> "pt", lower case; the empty language is English. What is longer than three letters is no primary
 * subtag that libstemmer knows. */
static void primary_subtag(struct faqbot_view lang, char code[4])
{
    size_t size = 0;
    lang = view_is_empty(lang) ? view_of("en") : lang;
    for (; size < lang.size && lang.bytes[size] != '-' && lang.bytes[size] != '_'; size++) {
        code[size < 3 ? size : 3] = ascii_lower(lang.bytes[size]);
    }
    code[size < 4 ? size : 0] = '\0';
}

/* False: no memory. libstemmer says by NULL both that it has no such language and that there is no memory;
 * malloc() says by errno which. A stemmer's room grows with the longest word, so it is given that word at
 * once: none that follows can fail for want of it. */
static bool open_stemmer(struct stemmer *stemmer, const char *code)
{
    char longest[TOKENIZE_WORD_BYTES_MAX];
    memset(longest, 'a', sizeof longest);
    errno = 0;
    stemmer->stemmer = sb_stemmer_new(code, "UTF_8");
    if (stemmer->stemmer == NULL) {
        return errno != ENOMEM;
    }
    return sb_stemmer_stem(stemmer->stemmer, (const sb_symbol *)longest, (int)sizeof longest) != NULL;
}

/* Divides the language's list into its words once, so that each look-up is a binary search. */
static void list_stopwords(struct stemmer *stemmer, const char *code)
{
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
        struct faqbot_view rest = view_of(strcmp(languages[i].lang, code) == 0 ? languages[i].words : "");
        while (rest.size > 0 && stemmer->stopword_count < STOPWORDS_MAX) {
            size_t end = view_find(rest, ' ');
            stemmer->stopwords[stemmer->stopword_count++] = view_slice(rest, 0, end);
            rest = view_slice(rest, end + 1, rest.size);
        }
    }
}

/* An unknown language gives a stemmer that leaves words as they are: the search then works as for exact
 * words. */
struct stemmer *stemmer_new(struct faqbot_view lang)
{
    struct stemmer *stemmer = calloc(1, sizeof *stemmer);
    char code[4];
    if (stemmer == NULL) {
        return NULL;
    }
    primary_subtag(lang, code);
    list_stopwords(stemmer, code);
    if (!open_stemmer(stemmer, code)) {
        stemmer_free(stemmer);
        return NULL;
    }
    return stemmer;
}

void stemmer_free(struct stemmer *stemmer)
{
    if (stemmer != NULL) {
        sb_stemmer_delete(stemmer->stemmer);
        free(stemmer);
    }
}

/* Drops accents into stemmer->plain; a stem that cannot be folded is left as it is. Stemming comes first,
 * because the algorithms look at accents: in French "é" and "e" end different forms. */
static struct faqbot_view without_marks(struct stemmer *stemmer, struct faqbot_view stem)
{
    const utf8proc_option_t options =
        UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK;
    /* and their bytes, in the same place, with a NUL */
    utf8proc_int32_t characters[TOKENIZE_WORD_BYTES_MAX + 1];
    utf8proc_ssize_t count =
        utf8proc_decompose((const utf8proc_uint8_t *)stem.bytes, (utf8proc_ssize_t)stem.size, characters,
                           TOKENIZE_WORD_BYTES_MAX, options);
    if (count <= 0 || count > TOKENIZE_WORD_BYTES_MAX) {
        return stem;
    }
    utf8proc_ssize_t size = utf8proc_reencode(characters, count, options);
    if (size > 0 && (size_t)size < sizeof stemmer->plain) {
        memcpy(stemmer->plain, characters, (size_t)size);
        stem = view_make(stemmer->plain, (size_t)size);
    }
    return stem;
}

/* A word whose folded form is also its plain one has no accents to lose. */
struct faqbot_view stemmer_stem(struct stemmer *stemmer, const struct word *word)
{
    struct faqbot_view folded = word->folded;
    if (stemmer->stemmer == NULL) {
        return word->plain;
    }
    const sb_symbol *symbols =
        sb_stemmer_stem(stemmer->stemmer, (const sb_symbol *)folded.bytes, (int)folded.size);
    if (symbols == NULL) {
        stemmer->has_failed = true;
        return word->plain;
    }
    struct faqbot_view stem = view_make((const char *)symbols, (size_t)sb_stemmer_length(stemmer->stemmer));
    return folded.bytes == word->plain.bytes ? stem : without_marks(stemmer, stem);
}

bool stemmer_failed(const struct stemmer *stemmer)
{
    return stemmer->has_failed;
}

static int compare(const void *key, const void *element)
{
    return view_compare(*(const struct faqbot_view *)key, *(const struct faqbot_view *)element);
}

bool stemmer_is_stopword(const struct stemmer *stemmer, struct faqbot_view plain)
{
    return bsearch(&plain, stemmer->stopwords, stemmer->stopword_count, sizeof plain, compare) != NULL;
}
