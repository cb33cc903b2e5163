/* search/compounds.c - reads a word of a question as a compound of the knowledge base, or as the parts of one.
 *
 * It is done with the knowledge base's own words and the question's, and without a dictionary: a compound is a word
 * that begins or ends with the asked one and has another word as its rest, a linking element between them. Of long
 * rests it is enough that they look like a word, because what a knowledge base calls "Versandkosten" it need not
 * call "Kosten" anywhere. What is certainly no rest is listed: endings by which other words are derived ("Person"
 * is no part of "persoenlich"), and prefixes of verbs ("Halt" is none of "Unterhalt"). */
#include "search/search_internal.h"

#include <string.h>

/* ==== the languages ==================================================================================== */

#define WORD_LETTERS_MIN 4      /* of a word whose rest is only likely to be one */
#define SUPPORTED_LETTERS_MIN 2 /* of a word, where the rest is a word of the question */
#define REST_LETTERS_MIN 4      /* of a rest that is only likely to be a word */
#define PART_LETTERS_MIN 3 /* of a rest that is one of the knowledge base, and of each part of a compound */

/* Lists are of words in their plain form, each between blanks. */
struct compounding {
    char lang[3];
    const char *links;    /* what may stand between two parts; nothing always may */
    const char *prefixes; /* no first part */
    const char *endings;  /* how no last part begins */
};

#define GERMAN_PREFIXES                                                                                      \
    " ausser durch gegen heraus hinaus hinein hinter nieder uber unter voraus weiter wider wieder zuruck "   \
    "zusammen "
#define GERMAN_ENDINGS                                                                                       \
    " ation bar chen haft heit ierbar ieren iert ierung ig isch ismus itat keit lein lich sam schaft tion "  \
    "ular ung "
#define DUTCH_PREFIXES " achter door mede onder over samen tegen terug tussen voort weder "
#define DUTCH_ENDINGS                                                                                        \
    " achtig atie baar eerd eren ering heid ingen isch isme iteit lijk loos schap tie tje ular zaam "
#define NORDIC_PREFIXES " efter etter genom gennem gjennom over samman sammen tilbage tilbake tillbaka under "
#define NORDIC_ENDINGS                                                                                       \
    " aktig asjon ation bar elig else erad era erede eret ering het hed isk isme itet lig ning sam skab "    \
    "skap "

static const struct compounding languages[] = {
    {"de", " e en ens er es n s ", GERMAN_PREFIXES, GERMAN_ENDINGS},
    {"nl", " e en er n s ", DUTCH_PREFIXES, DUTCH_ENDINGS},
    {"sv", " a e o s u ", NORDIC_PREFIXES, NORDIC_ENDINGS},
    {"da", " e er s ", NORDIC_PREFIXES, NORDIC_ENDINGS},
    {"no", " e er s ", NORDIC_PREFIXES, NORDIC_ENDINGS},
    {"nb", " e er s ", NORDIC_PREFIXES, NORDIC_ENDINGS},
    {"nn", " a e er s ", NORDIC_PREFIXES, NORDIC_ENDINGS},
};

/* By the primary subtag: "de-AT" is German. NULL: compounds of that language are not written as one word. */
static const struct compounding *find_language(const char *tag)
{
    bool is_primary = tag[0] != '\0' && tag[1] != '\0' && (tag[2] == '\0' || tag[2] == '-' || tag[2] == '_');
    for (size_t i = 0; is_primary && i < sizeof languages / sizeof *languages; i++) {
        if (ascii_lower(tag[0]) == languages[i].lang[0] && ascii_lower(tag[1]) == languages[i].lang[1]) {
            return &languages[i];
        }
    }
    return NULL;
}

/* Moves on to the next word of a list; false: there is none. */
static bool next_of(struct faqbot_view *list, struct faqbot_view *word)
{
    *list = view_trim(*list);
    size_t end = view_find(*list, ' ');
    *word = view_slice(*list, 0, end);
    *list = view_slice(*list, end, list->size);
    return word->size > 0;
}

static bool ends_with(struct faqbot_view text, struct faqbot_view end)
{
    return text.size >= end.size && view_equals(view_slice(text, text.size - end.size, text.size), end);
}

static bool starts_with(struct faqbot_view text, struct faqbot_view start)
{
    return text.size >= start.size && view_equals(view_slice(text, 0, start.size), start);
}

static bool stands_in(struct faqbot_view text, struct faqbot_view part)
{
    for (size_t i = 0; i + part.size <= text.size; i++) {
        if (view_equals(view_slice(text, i, part.size), part)) {
            return true;
        }
    }
    return false;
}

static bool is_listed(const char *list, struct faqbot_view text, bool is_start_enough)
{
    struct faqbot_view rest = view_of(list);
    struct faqbot_view word;
    while (next_of(&rest, &word)) {
        if (is_start_enough ? starts_with(text, word) : view_equals(text, word)) {
            return true;
        }
    }
    return false;
}

/* ==== what a rest is =================================================================================== */

/* How well the rest of a compound accounts for it. */
enum support { NO_WORD, LIKELY_WORD, KNOWN_WORD, ASKED_WORD };

struct judgement {
    enum support support;
    size_t asked; /* ASKED_WORD: the word of the question */
};

struct asker {
    const struct known *known;
    const struct compounding *language;
    const struct synonyms_words *words;
    size_t at;
    struct faqbot_view stem; /* of the word, in the arena */
    size_t letters;          /* of the word */
};

/* Whether they are forms of one word, roughly: "kostet", "Kosten". The stem does not tell for verbs. */
static bool are_akin(struct faqbot_view left, struct faqbot_view right)
{
    size_t same = 0;
    while (same < left.size && same < right.size && left.bytes[same] == right.bytes[same]) {
        same++;
    }
    return view_equals(left, right) || (same >= 4 && left.size - same <= 2 && right.size - same <= 2);
}

/* The other word of the question that says it; the number of words where none does. */
static size_t find_asked(const struct asker *asker, const struct word *part)
{
    uint64_t key = ngrams_stem_key(asker->known->stems, part);
    size_t i = 0;
    for (; i < asker->words->count; i++) {
        const struct word *word = &asker->words->list[i];
        if (i != asker->at && !stemmer_is_stopword(asker->known->stems, word->plain) &&
            (are_akin(word->plain, part->plain) || ngrams_stem_key(asker->known->stems, word) == key)) {
            break;
        }
    }
    return i;
}

static bool is_content_word(const struct asker *asker, const struct word *part)
{
    return utf8_length(part->plain) >= PART_LETTERS_MIN &&
           !stemmer_is_stopword(asker->known->stems, part->plain) &&
           !is_listed(asker->language->prefixes, part->plain, false) && known_word(asker->known, part);
}

/* The rest as it is without a link. */
static struct judgement judge_bare(const struct asker *asker, struct faqbot_view rest)
{
    const struct word part = {.folded = rest, .plain = rest};
    struct judgement made = {NO_WORD, asker->words->count};
    if (utf8_length(rest) >= SUPPORTED_LETTERS_MIN) {
        made.asked = find_asked(asker, &part);
    }
    if (made.asked < asker->words->count) {
        made.support = ASKED_WORD;
    } else if (asker->letters >= PART_LETTERS_MIN && is_content_word(asker, &part)) {
        made.support = KNOWN_WORD;
    }
    return made;
}

static bool has_vowel(struct faqbot_view text)
{
    uint32_t c;
    while (utf8_next(&text, &c)) {
        if (c > 0x7f || (c > 0 && strchr("aeiouy", (int)c) != NULL)) {
            return true;
        }
    }
    return false;
}

/* Whether a rest that is no word of anybody's looks like one. The syllables listed here belong to what follows
 * them: "stadtge" is no part of "Stadtgebiet". */
static bool is_likely(const struct asker *asker, struct faqbot_view rest, bool is_first)
{
    const struct compounding *language = asker->language;
    if (utf8_length(rest) < REST_LETTERS_MIN || !has_vowel(rest)) {
        return false;
    }
    return is_first ? !is_listed(language->prefixes, rest, false) && !view_ends_with(rest, "ge") &&
                          !view_ends_with(rest, "be") && !view_ends_with(rest, "ver") &&
                          !view_ends_with(rest, "ent") && !stemmer_is_stopword(asker->known->stems, rest)
                    : !is_listed(language->endings, rest, true);
}

/* What the rest of a compound is, with any link or none taken from where the parts meet. `is_whole`: the compound
 * has more of the asked word than its stem, or a long stem; a rest that is only likely takes that. */
static struct judgement judge_rest(const struct asker *asker, struct faqbot_view rest, bool is_first,
                                   bool is_whole)
{
    struct judgement best = judge_bare(asker, rest);
    struct faqbot_view links = view_of(asker->language->links);
    struct faqbot_view link;
    while (best.support < ASKED_WORD && next_of(&links, &link)) {
        if (is_first ? ends_with(rest, link) : starts_with(rest, link)) {
            struct judgement judged =
                judge_bare(asker, view_slice(rest, is_first ? 0 : link.size, rest.size - link.size));
            best = judged.support > best.support ? judged : best;
        }
    }
    if (best.support == NO_WORD && is_whole && asker->letters >= WORD_LETTERS_MIN &&
        is_likely(asker, rest, is_first)) {
        best.support = LIKELY_WORD;
    }
    return best;
}

/* ==== the compound of a part =========================================================================== */

/* A compound in all its forms. */
struct seen {
    uint64_t stem;
    struct faqbot_view text; /* of its most used form */
    uint32_t text_uses;
    uint32_t uses; /* of all forms */
    struct judgement judgement;
};

struct seen_list {
    struct seen list[COMPOUNDS_SEEN_MAX];
    size_t count;
};

/* What speaks for a word of the knowledge base being a compound with the asked word in it. */
static struct judgement judge(const struct asker *asker, struct faqbot_view text, struct faqbot_view stem)
{
    struct faqbot_view plain = asker->words->list[asker->at].plain;
    bool is_long = utf8_length(asker->stem) > WORD_LETTERS_MIN;
    struct judgement first = {NO_WORD, 0};
    struct judgement last = {NO_WORD, 0};
    if (stem.size > asker->stem.size && ends_with(stem, asker->stem)) {
        size_t rest = stem.size - asker->stem.size;
        last = judge_rest(asker, view_slice(stem, 0, rest), true,
                          is_long || starts_with(view_slice(text, rest, text.size), plain));
    }
    if (last.support < ASKED_WORD && starts_with(text, asker->stem)) {
        first = judge_rest(asker, view_slice(text, asker->stem.size, text.size), false,
                           is_long || starts_with(text, plain));
    }
    return first.support > last.support ? first : last;
}

static void see(struct seen_list *seen, const struct spelling_word *word, uint64_t stem,
                struct judgement judgement)
{
    size_t at = 0;
    while (at < seen->count && seen->list[at].stem != stem) {
        at++;
    }
    if (at == COMPOUNDS_SEEN_MAX) {
        return;
    }
    struct seen *one = &seen->list[at];
    if (at == seen->count) {
        *one = (struct seen){.stem = stem};
        seen->count++;
    }
    if (word->uses > one->text_uses) {
        one->text = word->text;
        one->text_uses = word->uses;
    }
    one->uses += word->uses;
    one->judgement = judgement.support > one->judgement.support ? judgement : one->judgement;
}

/* Whether the asked word's stem may stand in a word of the knowledge base at either end. The letters spare
 * reading most words: in a large knowledge base they are spread over memory. */
static bool may_hold(const struct spelling_word *word, const struct spelling_word *asked)
{
    size_t tail = asked->text.size + 3; /* an ending may follow the stem */
    return (asked->letters & ~word->letters) == 0 && word->length >= asked->length + SUPPORTED_LETTERS_MIN &&
           (starts_with(word->text, asked->text) ||
            stands_in(view_slice(word->text, word->text.size > tail ? word->text.size - tail : 0, tail),
                      asked->text));
}

static bool is_better(const struct seen *one, const struct seen *other)
{
    bool is_asked_of_one = one->judgement.support == ASKED_WORD;
    bool is_asked_of_other = other->judgement.support == ASKED_WORD;
    return is_asked_of_one != is_asked_of_other ? is_asked_of_one : one->uses > other->uses;
}

/* The best one; NULL: none, or several as good. */
static const struct seen *choose(const struct seen_list *seen)
{
    const struct seen *best = NULL;
    bool is_tied = false;
    for (size_t i = 0; i < seen->count; i++) {
        const struct seen *one = &seen->list[i];
        if (best == NULL || is_better(one, best)) {
            best = one;
            is_tied = false;
        } else {
            is_tied = is_tied || !is_better(best, one);
        }
    }
    return is_tied ? NULL : best;
}

static void see_all(const struct asker *asker, struct seen_list *seen)
{
    const struct known *known = asker->known;
    const struct spelling *spelling = &known->searcher->collection->spelling;
    const struct spelling_word asked = spelling_measure(asker->stem);
    seen->count = 0;
    for (uint32_t i = 0; i < spelling->count && *known->status == FAQBOT_OK; i++) {
        const struct spelling_word *word = &spelling->words[i];
        if (!may_hold(word, &asked)) {
            continue;
        }
        const struct word form = {.folded = word->text, .plain = word->text};
        struct faqbot_view stem = {0};
        if (!arena_copy(known->arena, stemmer_stem(known->stems, &form), &stem)) {
            *known->status = FAQBOT_NO_MEMORY;
            return;
        }
        struct judgement judgement = judge(asker, word->text, stem);
        if (judgement.support != NO_WORD) {
            see(seen, word, ngrams_stem_key(known->stems, &form), judgement);
        }
    }
}

/* ==== the parts of a compound ========================================================================== */

/* The content word that the knowledge base has of the first part of a compound, which may have a link at its
 * end; false: none. */
static bool find_first_part(const struct asker *asker, const struct word *first, struct word *part)
{
    struct faqbot_view links = view_of(asker->language->links);
    struct faqbot_view link;
    size_t letters = utf8_length(first->plain);
    *part = *first;
    if (is_content_word(asker, part)) {
        return true;
    }
    while (next_of(&links, &link)) {
        if (letters > link.size && ends_with(first->plain, link)) {
            *part = query_slice_word(first, 0, letters - link.size);
            if (is_content_word(asker, part)) {
                return true;
            }
        }
    }
    return false;
}

/* Takes a word apart into `count` parts; of several ways the one whose parts are of most equal length. */
static bool take_apart(const struct asker *asker, const struct word *word, size_t count, struct word *parts)
{
    size_t letters = utf8_length(word->plain);
    size_t best = 0;
    for (size_t cut = PART_LETTERS_MIN; cut + PART_LETTERS_MIN * (count - 1) <= letters; cut++) {
        struct word found[COMPOUNDS_PARTS_MAX];
        struct word first = query_slice_word(word, 0, cut);
        struct word rest = query_slice_word(word, cut, letters);
        size_t shorter = cut < letters - cut ? cut : letters - cut;
        if (shorter <= best || !find_first_part(asker, &first, &found[0])) {
            continue;
        }
        found[1] = rest;
        if (count == 2 ? is_content_word(asker, &rest) : take_apart(asker, &rest, count - 1, found + 1)) {
            best = shorter;
            for (size_t i = 0; i < count; i++) {
                parts[i] = found[i];
            }
        }
    }
    return best > 0;
}

static size_t find_parts(const struct asker *asker, const struct word *word, struct word *parts)
{
    for (size_t count = 2; count <= COMPOUNDS_PARTS_MAX; count++) {
        if (take_apart(asker, word, count, parts)) {
            return count;
        }
    }
    return 0;
}

/* ==== the whole ======================================================================================== */

size_t compounds_read(const struct known *known, const char *tag, const struct synonyms_words *words,
                      size_t at, struct word *parts, size_t *other)
{
    const struct word *word = &words->list[at];
    struct asker asker = {.known = known,
                          .language = find_language(tag),
                          .words = words,
                          .at = at,
                          .letters = utf8_length(word->plain)};
    struct seen_list seen;
    size_t count = 0;
    *other = words->count;
    if (asker.language == NULL || asker.letters < SUPPORTED_LETTERS_MIN ||
        asker.letters > COMPOUNDS_LETTERS_MAX || ascii_has_digit(word->plain)) {
        return 0;
    }
    if (!arena_copy(known->arena, stemmer_stem(known->stems, word), &asker.stem)) {
        *known->status = FAQBOT_NO_MEMORY;
        return 0;
    }
    see_all(&asker, &seen);
    const struct seen *best = choose(&seen);
    if (best != NULL) {
        parts[count++] = (struct word){.source = word->source, .folded = best->text, .plain = best->text};
        *other = best->judgement.support == ASKED_WORD ? best->judgement.asked : words->count;
    } else {
        count = find_parts(&asker, word, parts);
    }
    for (size_t i = 0; i < count; i++) {
        parts[i].doubt = COMPOUNDS_DOUBT;
    }
    return *known->status == FAQBOT_OK ? count : 0;
}
