/* encoder/unigram.c - a text as the pieces of SentencePiece's unigram model, as XLM-R was trained with it: words, each
 * with a mark for the blank before it, and of all ways to spell a word with pieces the likeliest (Kudo 2018, "Subword
 * Regularization", section 3; the search is Viterbi's).
 *
 * The text is brought into Unicode's form NFKC first, but for what SentencePiece's own rules ("nmt_nfkc") say of
 * control characters and blanks. */
#include "encoder/encoder_internal.h"

#include <utf8proc.h>

#define BLANK_MARK 0x2581
#define WAVE 0xFF5E /* the one character that those rules keep from NFKC */

/* A character with marks behind it is composed as a whole; of more marks the rest stands alone. */
#define GROUP_CHARACTERS_MAX 32
#define GROUP_PARTS_MAX ((utf8proc_ssize_t)GROUP_CHARACTERS_MAX * 18)

static bool is_dropped(uint32_t character)
{
    return (character > 0 && character < 0x20 &&
            (character < '\t' || character > '\r' || character == '\v')) ||
           character == 0x7f || character == 0x8f || character == 0x9f;
}

static bool is_blank(uint32_t character)
{
    return (character >= '\t' && character <= '\r' && character != '\v') || character == ' ' ||
           character == 0x1680 || (character >= 0x200B && character <= 0x200F) || character == 0x2028 ||
           character == 0x2029 || character == BLANK_MARK || character == 0xFEFF || character == 0xFFFD;
}

/* Whether it may become one character with the one before it: marks, and the vowels and ends of Korean syllables. */
static bool joins(uint32_t character)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)character);
    return (character >= 0x1160 && character <= 0x11FF) || category == UTF8PROC_CATEGORY_MN ||
           category == UTF8PROC_CATEGORY_MC;
}

/* ==== pieces ===================================================================================================== */

static size_t character_size(char lead)
{
    unsigned char byte = (unsigned char)lead;
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

static void offer(struct encoder_step *step, double score, uint32_t piece, size_t size)
{
    if (step->size == 0 || score > step->score) {
        *step = (struct encoder_step){.score = score, .piece = piece, .size = (uint32_t)size};
    }
}

/* Finds the likeliest way to each place of the word. A character that no piece has is a step too, an unlikely one. */
static void find_steps(const struct encoder *encoder, struct encoder_tokens *tokens)
{
    struct encoder_step *steps = tokens->steps;
    memset(steps, 0, (tokens->word_size + 1) * sizeof *steps);
    for (size_t at = 0; at < tokens->word_size; at++) {
        struct encoder_range range = encoder_all_pieces(encoder);
        double score = at == 0 ? 0 : steps[at].score;
        uint32_t piece;
        if (at > 0 && steps[at].size == 0) {
            continue;
        }
        for (size_t i = at; i < tokens->word_size && encoder_narrow(encoder, &range, tokens->word[i], &piece);
             i++) {
            if (piece != UINT32_MAX) {
                offer(&steps[i + 1], score + (double)encoder->scores[piece], piece, i + 1 - at);
            }
        }
        size_t size = character_size(tokens->word[at]);
        offer(&steps[at + size], score + (double)encoder->unknown_score,
              encoder->piece_count + ENCODER_ROW_UNKNOWN, size);
    }
}

/* Ends the word at hand. Unknown characters that follow each other are one token. */
static void end_word(const struct encoder *encoder, struct encoder_tokens *tokens)
{
    struct encoder_step *steps = tokens->steps;
    uint32_t unknown = encoder->piece_count + ENCODER_ROW_UNKNOWN;
    find_steps(encoder, tokens);
    /* The way leads back from the end: each step's size is written where it starts, so that it leads forwards. */
    uint32_t size = 0;
    uint32_t piece = 0;
    for (size_t at = tokens->word_size;; at -= size) {
        struct encoder_step here = steps[at];
        steps[at].size = size;
        steps[at].piece = piece;
        if (at == 0) {
            break;
        }
        size = here.size;
        piece = here.piece;
    }
    for (size_t at = 0; at < tokens->word_size;) {
        size_t end = at + steps[at].size;
        while (steps[at].piece == unknown && end < tokens->word_size && steps[end].piece == unknown) {
            end += steps[end].size;
        }
        encoder_token_add(tokens, steps[at].piece, at, end);
        at = end;
    }
    tokens->word_size = 0;
}

/* ==== words ====================================================================================================== */

/* A character of the normal form. */
static void add_character(const struct encoder *encoder, uint32_t character, uint32_t start, uint32_t end,
                          struct encoder_tokens *tokens)
{
    if (character == ' ') {
        if (tokens->word_size > 0) {
            end_word(encoder, tokens);
        }
        return;
    }
    if (tokens->word_size == 0) {
        encoder_word_add(tokens, BLANK_MARK, start, start);
    }
    encoder_word_add(tokens, character, start, end);
}

/* Takes a character and the marks behind it off the text. */
static struct faqbot_view take_group(struct faqbot_view *rest)
{
    struct faqbot_view whole = *rest;
    struct faqbot_view behind;
    uint32_t character;
    (void)utf8_next(rest, &character);
    behind = *rest;
    for (size_t i = 1; i < GROUP_CHARACTERS_MAX && utf8_next(&behind, &character) && joins(character); i++) {
        *rest = behind;
    }
    return view_slice(whole, 0, whole.size - rest->size);
}

static void add_group(const struct encoder *encoder, struct faqbot_view group, uint32_t start,
                      struct encoder_tokens *tokens)
{
    utf8proc_int32_t parts[GROUP_PARTS_MAX];
    uint32_t end = start + (uint32_t)group.size;
    utf8proc_ssize_t count =
        utf8proc_decompose((const utf8proc_uint8_t *)group.bytes, (utf8proc_ssize_t)group.size, parts,
                           GROUP_PARTS_MAX, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STABLE);
    if (count > 0 && count <= GROUP_PARTS_MAX) {
        count = utf8proc_normalize_utf32(parts, count, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    }
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        add_character(encoder, (uint32_t)parts[i], start, end, tokens);
    }
}

void encoder_add_unigrams(const struct encoder *encoder, struct faqbot_view text,
                          struct encoder_tokens *tokens)
{
    tokens->word_size = 0;
    for (struct faqbot_view rest = text; rest.size > 0 && !encoder_tokens_are_full(tokens);) {
        uint32_t start = (uint32_t)(text.size - rest.size);
        struct faqbot_view behind = rest;
        uint32_t character;
        if (!utf8_next(&behind, &character)) {
            break;
        }
        uint32_t end = (uint32_t)(text.size - behind.size);
        bool is_kept =
            character == WAVE || (character < 0x80 && (behind.size == 0 || (behind.bytes[0] & 0x80) == 0));
        if (is_dropped(character)) {
            rest = behind;
        } else if (is_blank(character) || is_kept) {
            rest = behind;
            add_character(encoder, is_blank(character) ? ' ' : character, start, end, tokens);
        } else {
            struct faqbot_view group = take_group(&rest);
            add_group(encoder, group, start, tokens);
        }
    }
    if (tokens->word_size > 0 && !encoder_tokens_are_full(tokens)) {
        end_word(encoder, tokens);
    }
}
