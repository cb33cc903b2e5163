/* encoder/wordpiece.c - a text as the pieces of BERT's uncased models: words without case and accents, each taken
 * apart into the longest pieces from its front, of which all but the first are written "##ing".
 *
 * What a character is to this tokenizer is said by Unicode's categories, as utf8proc knows them; search/ has words of
 * its own (text/tokenize.c), which a model trained on these would not understand. */
#include "encoder/encoder_internal.h"

#include <utf8proc.h>

#define WORD_CHARACTERS_MAX 100 /* a longer word is an unknown one */
#define CONTINUED "##"
#define DECOMPOSED_MAX 18 /* code points that one decomposes into, at most */

enum kind { KIND_WORD, KIND_BLANK, KIND_NONE, KIND_ALONE };

/* Ideographs stand alone, for no blanks are between Chinese words: those that the model's authors list. */
static bool is_ideograph(uint32_t character)
{
    static const struct {
        uint32_t first;
        uint32_t last;
    } ranges[] = {{0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xF900, 0xFAFF},   {0x20000, 0x2A6DF},
                  {0x2A700, 0x2B73F}, {0x2B740, 0x2B81F}, {0x2B820, 0x2CEAF}, {0x2F800, 0x2FA1F}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if (character >= ranges[i].first && character <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

/* All signs of ASCII are punctuation here, currency and mathematics included. */
static enum kind kind_of(uint32_t character)
{
    if (character < 0x80) {
        bool is_blank = character == ' ' ||
                        (character >= '\t' && character <= '\r' && character != '\v' && character != '\f');
        return is_blank                               ? KIND_BLANK
               : character < ' ' || character == 0x7f ? KIND_NONE
               : ascii_is_alnum((char)character)      ? KIND_WORD
                                                      : KIND_ALONE;
    }
    switch (utf8proc_category((utf8proc_int32_t)character)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
        return KIND_NONE;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return KIND_BLANK;
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
        return KIND_ALONE;
    default:
        return character == 0xFFFD ? KIND_NONE : is_ideograph(character) ? KIND_ALONE : KIND_WORD;
    }
}

/* ==== pieces ===================================================================================================== */

/* The longest piece that the bytes from `at` on begin with; its size, or 0. */
static size_t longest_piece(const struct encoder *encoder, const struct encoder_tokens *tokens, size_t at,
                            uint32_t *piece)
{
    struct encoder_range range = encoder_all_pieces(encoder);
    size_t longest = 0;
    uint32_t found;
    for (const char *mark = CONTINUED; at > 0 && *mark != '\0'; mark++) {
        if (!encoder_narrow(encoder, &range, *mark, &found)) {
            return 0;
        }
    }
    for (size_t i = at; i < tokens->word_size && encoder_narrow(encoder, &range, tokens->word[i], &found);
         i++) {
        if (found != UINT32_MAX) {
            longest = i + 1 - at;
            *piece = found;
        }
    }
    return longest;
}

/* Ends the word at hand. A word of which some part is no piece is unknown as a whole. */
static void end_word(const struct encoder *encoder, size_t characters, struct encoder_tokens *tokens)
{
    uint32_t pieces[WORD_CHARACTERS_MAX];
    size_t ends[WORD_CHARACTERS_MAX];
    size_t count = 0;
    size_t at = 0;
    bool is_known = characters <= WORD_CHARACTERS_MAX;
    while (at < tokens->word_size && is_known) {
        size_t size = longest_piece(encoder, tokens, at, &pieces[count]);
        is_known = size > 0;
        at += size;
        ends[count++] = at;
    }
    if (!is_known) {
        encoder_token_add(tokens, encoder->piece_count + ENCODER_ROW_UNKNOWN, 0, tokens->word_size);
        count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        encoder_token_add(tokens, pieces[i], i == 0 ? 0 : ends[i - 1], ends[i]);
    }
    tokens->word_size = 0;
}

/* ==== words ====================================================================================================== */

void encoder_add_wordpieces(const struct encoder *encoder, struct faqbot_view text,
                            struct encoder_tokens *tokens)
{
    struct faqbot_view rest = text;
    size_t characters = 0; /* of the word at hand */
    uint32_t character;
    tokens->word_size = 0;
    while (!encoder_tokens_are_full(tokens)) {
        uint32_t start = (uint32_t)(text.size - rest.size);
        if (!utf8_next(&rest, &character)) {
            break;
        }
        utf8proc_int32_t parts[DECOMPOSED_MAX] = {(utf8proc_int32_t)character};
        utf8proc_ssize_t count = 1;
        int boundary = 0;
        if (kind_of(character) == KIND_NONE) {
            continue;
        }
        if (character >= 0x80) {
            count = utf8proc_decompose_char(parts[0], parts, DECOMPOSED_MAX, UTF8PROC_DECOMPOSE, &boundary);
        }
        for (utf8proc_ssize_t i = 0; i < count; i++) {
            enum kind kind = kind_of((uint32_t)parts[i]);
            bool is_accent = utf8proc_category(parts[i]) == UTF8PROC_CATEGORY_MN;
            if (kind == KIND_NONE || is_accent) {
                continue;
            }
            if (kind != KIND_WORD && characters > 0) {
                end_word(encoder, characters, tokens);
                characters = 0;
            }
            if (kind != KIND_BLANK) {
                encoder_word_add(tokens, (uint32_t)utf8proc_tolower(parts[i]), start,
                                 (uint32_t)(text.size - rest.size));
                characters++;
            }
            if (kind == KIND_ALONE) {
                end_word(encoder, characters, tokens);
                characters = 0;
            }
        }
    }
    if (characters > 0) {
        end_word(encoder, characters, tokens);
    }
}
