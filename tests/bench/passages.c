/* bench/passages.c - a language of made words, and passages and entries in it. Whole numbers only, because the last digit of a
 * fraction depends on the machine. */
#include "passages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RANKS 200000U
#define WORD_BYTES_MAX 32
#define GUIDE_BITS 16
#define TITLE_WORDS 3
#define SENTENCE_WORDS_MIN 4
#define PASSAGES_OF_A_TITLE 8

struct passages {
    char words[RANKS][WORD_BYTES_MAX];
    uint64_t sums[RANKS];                    /* of the weights of all ranks up to this one */
    uint32_t guide[(1U << GUIDE_BITS) + 1U]; /* where among the sums to start looking */
};

/* -- Chance -------------------------------------------------------------------------------------------------------- */

/* SplitMix64 (Steele, Lea, Flood 2014, figure 16); `state` is the seed. */
static uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* One of 0 to limit - 1. */
static unsigned random_below(uint64_t *state, unsigned limit)
{
    return (unsigned)(random_next(state) % limit);
}

/* -- Words --------------------------------------------------------------------------------------------------------- */

/* Roughly as often as English uses them. */
static const char *const function_words[] = {
    "the", "of",   "and",  "to",    "a",     "in",    "is",   "it",    "you",   "that",  "for",   "on",
    "are", "with", "as",   "be",    "this",  "have",  "from", "or",    "by",    "not",   "but",   "what",
    "all", "were", "when", "we",    "there", "can",   "an",   "your",  "which", "their", "if",    "do",
    "how", "them", "then", "these", "so",    "some",  "her",  "would", "him",   "into",  "has",   "more",
    "no",  "my",   "than", "been",  "who",   "its",   "did",  "get",   "may",   "over",  "after", "where",
    "our", "me",   "just", "about", "could", "other", "only", "don't", "must",  "us",    "under", "while",
};
#define FUNCTION_WORDS (sizeof function_words / sizeof *function_words)

/* The same word for the same rank. Some ranks share one: the rarer, the fewer. */
static void make_word(uint32_t rank, char *word)
{
    static const char consonants[] = "bcdfghklmnprstvwz";
    static const char *const vowels[] = {"a", "e", "i", "o", "u", "ea", "ou", "ai"};
    static const char *const accents[] = {"\u00e9", "\u00fc", "\u00f1o", "\u00e0"};
    static const char *const endings[] = {"",  "",   "",    "",   "s",  "s",     "ed",   "ing",
                                          "e", "er", "ers", "ly", "al", "ation", "ness", "ments"};
    uint64_t state = rank;
    unsigned syllables = rank < 2000 ? 1 + random_below(&state, 2) : 2 + random_below(&state, 2);
    unsigned accented = random_below(&state, 128) == 0 ? random_below(&state, syllables) : syllables;
    size_t size = 0;
    for (unsigned i = 0; i < syllables; i++) {
        word[size++] = consonants[random_below(&state, sizeof consonants - 1)];
        const char *vowel =
            i == accented ? accents[random_below(&state, 4)] : vowels[random_below(&state, 8)];
        memcpy(word + size, vowel, strlen(vowel));
        size += strlen(vowel);
    }
    word[size++] = consonants[random_below(&state, sizeof consonants - 1)];
    strcpy(word + size, endings[random_below(&state, 16)]);
}

struct passages *passages_new(void)
{
    struct passages *passages = calloc(1, sizeof *passages);
    uint64_t sum = 0;
    for (uint32_t rank = 0; rank < RANKS && passages != NULL; rank++) {
        if (rank < FUNCTION_WORDS) {
            strcpy(passages->words[rank], function_words[rank]);
        } else {
            make_word(rank, passages->words[rank]);
        }
        sum += (UINT64_C(1) << 40) / (rank + 1);
        passages->sums[rank] = sum;
    }
    uint32_t rank = 0;
    for (uint64_t i = 0; i < UINT64_C(1) << GUIDE_BITS && passages != NULL; i++) {
        while (passages->sums[rank] <= (sum >> GUIDE_BITS) * i) {
            rank++;
        }
        passages->guide[i] = rank;
    }
    return passages;
}

void passages_free(struct passages *passages)
{
    free(passages);
}

/* A rank by Zipf's law. The guide (Chen and Asau 1974) leaves few sums to look at. */
static uint32_t draw_rank(const struct passages *passages, uint64_t *state)
{
    uint64_t step = passages->sums[RANKS - 1] >> GUIDE_BITS;
    uint64_t drawn = random_next(state) % (step << GUIDE_BITS);
    uint32_t rank = passages->guide[drawn / step];
    while (passages->sums[rank] <= drawn) {
        rank++;
    }
    return rank;
}

/* -- Passages ------------------------------------------------------------------------------------------------------ */

/* Where the numbers of a passage, a title, a phrasing or a question begin: each has its own, so that a hundred passages
 * are the first hundred of a million. */
static uint64_t seed(unsigned kind, uint32_t number)
{
    uint64_t state = (uint64_t)kind << 32 | number;
    return random_next(&state);
}
enum { SEED_PASSAGE = 1, SEED_TITLE, SEED_QUESTION, SEED_SUBJECT, SEED_PHRASING, SEED_ANSWER };

static void take_ranks(const struct passages *passages, uint64_t *state,
                       uint32_t ranks[PASSAGES_WORDS_OF_ONE])
{
    for (size_t i = 0; i < PASSAGES_WORDS_OF_ONE; i++) {
        ranks[i] = draw_rank(passages, state);
    }
}

static void add_capitalized(struct buffer *out, const char *word)
{
    buffer_add_byte(out, (char)(word[0] - 'a' + 'A')); /* words begin with a letter of ASCII */
    buffer_add_text(out, word + 1);
}

static void add_text(const struct passages *passages, uint32_t number, struct buffer *out)
{
    uint32_t ranks[PASSAGES_WORDS_OF_ONE];
    uint64_t state = seed(SEED_PASSAGE, number);
    take_ranks(passages, &state, ranks);
    unsigned bold = random_below(&state, 64) == 0 ? random_below(&state, PASSAGES_WORDS_OF_ONE) : UINT32_MAX;
    unsigned in_sentence = 0;
    for (unsigned i = 0; i < PASSAGES_WORDS_OF_ONE; i++) {
        const char *word = passages->words[ranks[i]];
        buffer_add_text(out, i == bold ? "**" : "");
        if (in_sentence == 0) {
            add_capitalized(out, word);
        } else {
            buffer_add_text(out, word);
        }
        buffer_add_text(out, i == bold ? "**" : "");
        in_sentence++;
        unsigned mark = random_below(&state, 12);
        if (i + 1 == PASSAGES_WORDS_OF_ONE || (mark == 0 && in_sentence >= SENTENCE_WORDS_MIN)) {
            buffer_add_text(out, ". ");
            in_sentence = 0;
        } else {
            buffer_add_text(out, mark == 1 ? ", " : " ");
        }
    }
    buffer_truncate(out, out->size - 1);
}

static void add_title(const struct passages *passages, uint32_t number, struct buffer *out)
{
    uint64_t state = seed(SEED_TITLE, number / PASSAGES_OF_A_TITLE);
    for (size_t words = 0; words < TITLE_WORDS;) {
        uint32_t rank = draw_rank(passages, &state);
        if (rank >= PASSAGES_FREQUENT) {
            buffer_add_text(out, words == 0 ? "" : " ");
            add_capitalized(out, passages->words[rank]);
            words++;
        }
    }
}

/* The passage whose text the one of that number has. */
static uint32_t text_of(uint32_t number, uint32_t count, enum passages_kind kind)
{
    uint32_t distance = count > PASSAGES_EDITS ? count / PASSAGES_EDITS : 1;
    bool is_edited = kind == PASSAGES_EDITED && number % distance == 0;
    return kind == PASSAGES_SAME ? 0 : is_edited ? number + count : number;
}

/* Both writers of a line return how many bytes of it are text. */
static size_t write_passage(const struct passages *passages, uint32_t number, uint32_t text,
                            struct buffer *out)
{
    buffer_add_text(out, "{\"id\": \"passage-");
    buffer_add_number(out, number);
    buffer_add_text(out, "\", \"title\": \"");
    size_t start = out->size;
    add_title(passages, text == 0 ? 0 : number, out);
    size_t size = out->size - start;
    buffer_add_text(out, "\", \"text\": \"");
    start = out->size;
    add_text(passages, text, out);
    size += out->size - start;
    buffer_add_text(out, "\"}\n");
    return size;
}

/* -- Entries ------------------------------------------------------------------------------------------------------- */

#define SUBJECT_WORDS 6
#define PHRASINGS 4
#define ANSWER_WORDS 40

/* Words that hold any question together around words of the entry's subject. */
static void add_phrasing(const struct passages *passages, uint32_t entry, uint64_t *state, struct buffer *out)
{
    static const char *const openings[] = {
        "how do i",  "can you tell me about", "what is the",        "i need to",
        "why is my", "where can i find the",  "please help me with"};
    uint32_t subject[SUBJECT_WORDS];
    uint64_t subject_state = seed(SEED_SUBJECT, entry);
    for (size_t i = 0; i < SUBJECT_WORDS; i++) {
        do {
            subject[i] = draw_rank(passages, &subject_state);
        } while (subject[i] < PASSAGES_FREQUENT);
    }
    buffer_add_text(out, openings[random_below(state, sizeof openings / sizeof *openings)]);
    unsigned words = 2 + random_below(state, 4);
    for (unsigned i = 0; i < words; i++) {
        bool is_other = random_below(state, 4) == 0;
        uint32_t rank = is_other ? draw_rank(passages, state) : subject[random_below(state, SUBJECT_WORDS)];
        buffer_add_byte(out, ' ');
        buffer_add_text(out, passages->words[rank]);
    }
}

static void add_answer(const struct passages *passages, uint32_t entry, struct buffer *out)
{
    uint64_t state = seed(SEED_ANSWER, entry);
    for (unsigned i = 0; i < ANSWER_WORDS; i++) {
        buffer_add_text(out, i == 0 ? "" : i % 10 == 0 ? ". " : " ");
        buffer_add_text(out, passages->words[draw_rank(passages, &state)]);
    }
    buffer_add_byte(out, '.');
}

static size_t write_entry(const struct passages *passages, uint32_t number, struct buffer *out)
{
    static const char *const before[PHRASINGS] = {"\", \"question\": \"", "\", \"also\": [\"", "\", \"",
                                                  "\", \""};
    size_t text = 0;
    buffer_add_text(out, "{\"id\": \"entry-");
    buffer_add_number(out, number);
    for (unsigned i = 0; i < PHRASINGS; i++) {
        uint64_t state = seed(SEED_PHRASING, number * PHRASINGS + i);
        buffer_add_text(out, before[i]);
        size_t start = out->size;
        add_phrasing(passages, number, &state, out);
        text += out->size - start;
    }
    buffer_add_text(out, "\"], \"answer\": \"");
    size_t start = out->size;
    add_answer(passages, number, out);
    text += out->size - start;
    buffer_add_text(out, "\"}\n");
    return text;
}

bool passages_write(const struct passages *passages, enum passages_kind kind, uint32_t count,
                    const char *path, uint64_t *text_bytes)
{
    struct buffer line;
    FILE *file = fopen(path, "wb");
    bool good = file != NULL;
    buffer_init(&line, SIZE_MAX);
    *text_bytes = 0;
    for (uint32_t i = 0; i < count && good; i++) {
        buffer_reset(&line);
        *text_bytes += kind == PASSAGES_ENTRIES ? write_entry(passages, i, &line)
                                                : write_passage(passages, i, text_of(i, count, kind), &line);
        good = !line.failed && fwrite(line.bytes, 1, line.size, file) == line.size;
    }
    buffer_release(&line);
    return file != NULL && fclose(file) == 0 && good;
}

/* -- Questions ----------------------------------------------------------------------------------------------------- */

#define QUESTION_WORDS 8

/* A rank on one side of the frequent ones that `ranks` does not hold yet. */
static uint32_t draw_new(const struct passages *passages, uint64_t *state, bool is_frequent,
                         const uint32_t *ranks, size_t count)
{
    for (;;) {
        uint32_t rank = draw_rank(passages, state);
        bool is_new = (rank < PASSAGES_FREQUENT) == is_frequent;
        for (size_t i = 0; i < count && is_new; i++) {
            is_new = ranks[i] != rank;
        }
        if (is_new) {
            return rank;
        }
    }
}

static void add_question(const struct passages *passages, uint32_t number, uint32_t meant, uint64_t *state,
                         struct buffer *out)
{
    uint32_t ranks[QUESTION_WORDS];
    uint32_t passage[PASSAGES_WORDS_OF_ONE];
    uint64_t passage_state = seed(SEED_PASSAGE, meant);
    take_ranks(passages, &passage_state, passage);
    unsigned at = number % 2 == 0 ? 0 : PASSAGES_WORDS_OF_ONE;
    for (size_t i = 0; i < QUESTION_WORDS; i++) {
        while (at < PASSAGES_WORDS_OF_ONE && passage[at] < PASSAGES_FREQUENT) {
            at++;
        }
        bool is_frequent = i % 2 == 0;
        ranks[i] = !is_frequent && at < PASSAGES_WORDS_OF_ONE
                       ? passage[at++]
                       : draw_new(passages, state, is_frequent, ranks, i);
    }
    for (size_t i = 0; i < QUESTION_WORDS; i++) {
        buffer_add_text(out, i == 0 ? "" : " ");
        buffer_add_text(out, passages->words[ranks[i]]);
    }
}

uint32_t passages_ask(const struct passages *passages, enum passages_kind kind, uint32_t count,
                      uint32_t number, struct buffer *out)
{
    uint64_t state = seed(SEED_QUESTION, number);
    uint32_t meant = random_below(&state, kind == PASSAGES_SAME ? 1 : count);
    buffer_reset(out);
    if (kind == PASSAGES_ENTRIES) {
        add_phrasing(passages, meant, &state, out);
        return meant;
    }
    add_question(passages, number, meant, &state, out);
    return number % 2 == 0 ? meant : PASSAGES_NONE;
}
