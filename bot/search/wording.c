/* search/wording.c - reads a question in the words of the knowledge base: what the visitor writes apart, with a
 * hyphen or as one, what is a part of a compound, and what is misspelled.
 *
 * A word that the knowledge base knows stays as it is, unless it and its neighbour are one word there. A word that
 * it does not know is read in the first of these ways that gives anything: as two of its words that stand side by
 * side, by a compound, as misspelled. The order is that of certainty: the first is another spelling of the same
 * word, the last a guess. */
#include "search/search_internal.h"

#include <string.h>

#define JOINED_MAX 3 /* words that are read as one: "B 2 B" */
#define SPLIT_MAX 4  /* words that one is read as: "b2b", "uptodate" */

struct reader {
    struct known known;
    const char *tag;                    /* of the question's language */
    const struct lexicon *lexicon;      /* of that language; NULL: none */
    const struct synonyms_words *typed; /* all of them: the context of each */
    struct word read[SPLIT_MAX];        /* what the word at hand is read as */
    unsigned compounds;                 /* words looked for in compounds */
    size_t other;                       /* typed word that is read as the same; typed->count: none */
};

/* ==== written apart, read as one ======================================================================= */

static bool is_capital(const struct word *word)
{
    return word->source.size == 1 && word->source.bytes[0] != word->plain.bytes[0];
}

static bool is_function_word(const struct reader *reader, const struct word *word)
{
    return word->is_function_word || stemmer_is_stopword(reader->known.stems, word->plain);
}

static struct faqbot_view join_views(struct reader *reader, struct faqbot_view left, struct faqbot_view right)
{
    struct faqbot_view joined = {0};
    char *bytes = arena_need(reader->known.arena, left.size + right.size, 1, reader->known.status);
    if (bytes != NULL) {
        memcpy(bytes, left.bytes, left.size);
        memcpy(bytes + left.size, right.bytes, right.size);
        joined = view_make(bytes, left.size + right.size);
    }
    return joined;
}

static struct word join(struct reader *reader, const struct word *left, const struct word *right)
{
    const char *end = right->source.bytes + right->source.size;
    struct word joined = {
        .source = view_make(left->source.bytes, (size_t)(end - left->source.bytes)),
        .plain = join_views(reader, left->plain, right->plain),
    };
    joined.folded = left->folded.bytes == left->plain.bytes && right->folded.bytes == right->plain.bytes
                        ? joined.plain
                        : join_views(reader, left->folded, right->folded);
    return joined;
}

/* Whether two words of the question may be one word that somebody wrote apart. Beyond what may be anywhere, a single
 * capital beside a number is a name ("vitamin A 1"), and a function word is a part of what the knowledge base has not
 * without it ("on line"). */
static bool may_be_one(struct reader *reader, const struct word *left, const struct word *right)
{
    if (respelling_gap_between(left, right) != RESPELLING_BLANK ||
        respelling_may_join(reader->known.stems, left, right)) {
        return respelling_may_join(reader->known.stems, left, right);
    }
    if (respelling_is_number(left)) {
        return is_capital(right);
    }
    if (respelling_is_number(right)) {
        return is_capital(left) && left->source.bytes != reader->typed->list[0].source.bytes;
    }
    return is_function_word(reader, left) && left->plain.size > 1 && known_is_strange(&reader->known, right);
}

/* The word that the words from `first` on are together, `count` of them: one that the knowledge base has, where it
 * does not have them side by side. */
static bool find_joined(struct reader *reader, const struct word *first, size_t count, struct word *joined)
{
    bool are_neighbours = true;
    *joined = first[0];
    for (size_t i = 1; i < count; i++) {
        if (!may_be_one(reader, &first[i - 1], &first[i])) {
            return false;
        }
        *joined = join(reader, joined, &first[i]);
    }
    if (*reader->known.status != FAQBOT_OK || is_function_word(reader, joined) ||
        !known_spelling(&reader->known, joined)) {
        return false;
    }
    for (size_t i = 1; i < count && are_neighbours; i++) {
        are_neighbours = known_pair(&reader->known, &first[i - 1], &first[i]);
    }
    return !are_neighbours && *reader->known.status == FAQBOT_OK;
}

/* How many words from `at` on are read as one, reader->read[0]; 0: none. */
static size_t read_joined(struct reader *reader, size_t at)
{
    size_t left = reader->typed->count - at;
    for (size_t count = left < JOINED_MAX ? left : JOINED_MAX; count > 1; count--) {
        if (find_joined(reader, &reader->typed->list[at], count, &reader->read[0])) {
            return count;
        }
    }
    return 0;
}

/* ==== written as one, read apart ======================================================================= */

static bool is_digit_at(struct faqbot_view text, size_t at)
{
    return ascii_is_digit(text.bytes[at]);
}

/* Reads a code at the borders of its letters and digits: "E17" as "E 17". */
static size_t read_code(struct reader *reader, const struct word *word)
{
    size_t count = 0;
    size_t start = 0;
    struct faqbot_view plain = word->plain;
    for (size_t end = 1; end <= plain.size; end++) {
        if (end < plain.size && is_digit_at(plain, end) == is_digit_at(plain, end - 1)) {
            continue;
        }
        struct faqbot_view part = view_slice(plain, start, end - start);
        if (count == SPLIT_MAX) {
            return 0;
        }
        reader->read[count] = (struct word){.source = word->source, .folded = part, .plain = part};
        if (count > 0 && !known_pair(&reader->known, &reader->read[count - 1], &reader->read[count])) {
            return 0;
        }
        count++;
        start = end;
    }
    return count > 1 ? count : 0;
}

/* Whether a word of `count` parts, this one and what is behind it, may be cut here. A function word does not begin a
 * pair: "along" is not "a long". A single letter is a part of a pair alone, before a content word: "e-bike". */
static bool may_cut(struct reader *reader, const struct word *part, const struct word *rest, size_t count,
                    bool is_first)
{
    size_t letters = utf8_length(part->plain);
    bool is_pair = is_first && count == 2;
    return rest->plain.size > 1 && known_spelling(&reader->known, part) &&
           (letters > 1 || (is_pair && !is_function_word(reader, rest))) &&
           !(is_pair && is_function_word(reader, part));
}

/* Reads a word as `count` words that stand side by side in the knowledge base. */
static bool split(struct reader *reader, const struct word *word, size_t count, struct word *parts)
{
    size_t letters = utf8_length(word->plain);
    for (size_t cut = letters; cut-- > 1;) {
        parts[0] = query_slice_word(word, 0, cut);
        struct word rest = query_slice_word(word, cut, letters);
        if (!may_cut(reader, &parts[0], &rest, count, parts == reader->read)) {
            continue;
        }
        parts[1] = rest;
        if ((count > 2
                 ? split(reader, &rest, count - 1, parts + 1)
                 : respelling_may_end(reader->known.stems, &rest) && known_spelling(&reader->known, &rest)) &&
            known_pair(&reader->known, &parts[0], &parts[1])) {
            return true;
        }
    }
    return false;
}

/* How many words a word is read as, reader->read; 0: it stays one. */
static size_t read_apart(struct reader *reader, const struct word *word)
{
    if (ascii_has_digit(word->plain)) {
        return read_code(reader, word);
    }
    unsigned rank;
    if (reader->lexicon != NULL && spelling_find_rank(reader->lexicon, word->plain, &rank) &&
        rank < WORDING_COMMON_RANK) {
        return 0;
    }
    size_t letters = utf8_length(word->plain);
    for (size_t count = 2; count <= JOINED_MAX && letters <= EDIT_DISTANCE_WORD_MAX; count++) {
        if (split(reader, word, count, reader->read)) {
            return count;
        }
    }
    return 0;
}

/* ==== misspelled ======================================================================================= */

/* Whether the word, in the place of word number `at`, stands in the knowledge base beside the word before it or
 * behind it. */
static bool fits_before(struct reader *reader, size_t at, const struct word *word)
{
    return at > 0 && known_pair(&reader->known, &reader->typed->list[at - 1], word);
}

static bool fits_behind(struct reader *reader, size_t at, const struct word *word)
{
    return at + 1 < reader->typed->count && known_pair(&reader->known, word, &reader->typed->list[at + 1]);
}

static bool is_content_at(const struct reader *reader, size_t at)
{
    return at < reader->typed->count && !is_function_word(reader, &reader->typed->list[at]);
}

/* Whether the knowledge base knows all content words of a question but one, and at least one. */
static bool is_known_otherwise(const struct reader *reader, size_t at)
{
    size_t known = 0;
    for (size_t i = 0; i < reader->typed->count; i++) {
        const struct word *word = &reader->typed->list[i];
        if (i != at && !is_function_word(reader, word)) {
            if (known_is_strange(&reader->known, word)) {
                return false;
            }
            known++;
        }
    }
    return known > 0;
}

/* A word of the language is meant as it is written, unless what stands around it makes a slip much likelier: for a
 * rare one a pair of words that the knowledge base has. For others that is weak, if the pair is not with a content
 * word and there is none on the other side. Then an uncommon one needs a question that is known otherwise as well,
 * and a common one always does, and a strong pair ("how do I chance my address"). */
static bool is_slip(struct reader *reader, size_t at, const struct word *meant)
{
    const struct word *word = &reader->typed->list[at];
    unsigned rank;
    if (reader->lexicon == NULL || !spelling_find_rank(reader->lexicon, word->plain, &rank)) {
        return true;
    }
    if (edit_distance(word->plain, meant->plain, 1) > 1) {
        return false;
    }
    bool before = fits_before(reader, at, meant);
    bool behind = fits_behind(reader, at, meant);
    bool is_strong = (before && behind) || (before && is_content_at(reader, at - 1)) ||
                     (behind && is_content_at(reader, at + 1));
    if (!before && !behind) {
        return false;
    }
    return rank > WORDING_RARE_RANK       ? true
           : rank > WORDING_UNCOMMON_RANK ? is_strong || is_known_otherwise(reader, at)
                                          : is_strong && is_known_otherwise(reader, at);
}

/* Corrects a word; 1, or 0: it is right as it is. A correction that would split into several words is not made. */
static size_t read_corrected(struct reader *reader, size_t at, struct search_result *result)
{
    struct known *known = &reader->known;
    const struct word *word = &reader->typed->list[at];
    struct synonyms_words meant = {.count = 0};
    struct faqbot_view text;
    if (!spelling_correct(&known->searcher->collection->spelling, word->plain, &text)) {
        return 0;
    }
    query_split(text, known->arena, &meant, known->status);
    if (*known->status != FAQBOT_OK || meant.count != 1 || !is_slip(reader, at, &meant.list[0])) {
        return 0;
    }
    reader->read[0] = meant.list[0];
    reader->read[0].source = word->source;
    reader->read[0].is_corrected = true;
    reader->read[0].doubt = WORDING_DOUBT;
    result->corrections[result->correction_count++] =
        (struct faqbot_correction){.from = word->source, .to = text};
    return 1;
}

/* ==== the whole ======================================================================================== */

/* Reads the word at `at`: `taken` words of the question as as many as it returns, in reader->read. */
static size_t read_word(struct reader *reader, size_t at, size_t *taken, struct search_result *result)
{
    const struct word *word = &reader->typed->list[at];
    size_t count = 0;
    *taken = read_joined(reader, at);
    reader->other = reader->typed->count;
    if (*taken > 0) {
        return 1;
    }
    *taken = 1;
    if (known_is_strange(&reader->known, word)) {
        count = read_apart(reader, word);
        if (count == 0 && reader->compounds++ < WORDING_COMPOUNDS_MAX) {
            count =
                compounds_read(&reader->known, reader->tag, reader->typed, at, reader->read, &reader->other);
        }
        count = count > 0 ? count : read_corrected(reader, at, result);
    }
    if (count == 0) {
        reader->read[0] = *word;
    }
    return count > 0 ? count : 1;
}

/* The rest of a compound that was found elsewhere in the question: it is read as the same compound. */
static struct word read_as(const struct word *compound, const struct word *typed)
{
    struct word word = *compound;
    word.source = typed->source;
    return word;
}

void wording_read(const struct searcher *searcher, size_t language, struct arena *arena,
                  struct synonyms_words *words, struct search_result *result, enum faqbot_status *status)
{
    const char *tag = searcher->languages.tags[language];
    struct reader reader = {.known = {.searcher = searcher,
                                      .stems = searcher->languages.stems[language],
                                      .arena = arena,
                                      .status = status},
                            .tag = tag,
                            .lexicon = languages_lexicon(&searcher->languages, language),
                            .typed = words};
    struct synonyms_words made = {.list =
                                      arena_need(arena, words->count * SPLIT_MAX, sizeof *made.list, status)};
    const struct word **compounds = arena_need(arena, words->count, sizeof *compounds, status);
    result->corrections = arena_need(arena, words->count, sizeof *result->corrections, status);
    for (size_t at = 0, taken; at < words->count && *status == FAQBOT_OK; at += taken) {
        size_t count = read_word(&reader, at, &taken, result);
        for (size_t i = 0; i < count; i++) {
            made.list[made.count++] = reader.read[i];
        }
        if (reader.other < words->count) {
            compounds[reader.other] = &made.list[made.count - 1];
        }
    }
    /* Words that were joined or split have another source, and stay. */
    for (size_t i = 0, at = 0; i < made.count && *status == FAQBOT_OK; i++) {
        while (words->list[at].source.bytes != made.list[i].source.bytes) {
            at++;
        }
        if (compounds[at] != NULL && view_equals(made.list[i].plain, words->list[at].plain)) {
            made.list[i] = read_as(compounds[at], &words->list[at]);
        }
    }
    if (*status == FAQBOT_OK) {
        *words = made;
    }
}
