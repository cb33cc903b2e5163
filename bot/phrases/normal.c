/* phrases/normal.c - the form in which small talk is compared: the same for the lists, in the build, and for what a
 * visitor types. */
#include "phrases/phrases.h"

/* Where there are no blanks, words are pairs of characters that overlap: of each but the first its last character is
 * new. */
static struct faqbot_view last_character(struct faqbot_view word)
{
    size_t at = word.size;
    while (at > 0 && ((unsigned char)word.bytes[--at] & 0xc0) == 0x80) {
    }
    return view_slice(word, at, word.size);
}

/* Armenian has the marks of questions, exclamations and stress within a word. */
static bool without_inner_marks(struct arena *arena, struct faqbot_view *text)
{
    struct buffer kept;
    struct faqbot_view rest = *text;
    const char *start = rest.bytes;
    uint32_t character;
    buffer_init_in(&kept, arena, SIZE_MAX);
    for (; utf8_next(&rest, &character); start = rest.bytes) {
        if (character < 0x55b || character > 0x55e) {
            buffer_add(&kept, view_make(start, (size_t)(rest.bytes - start)));
        }
    }
    *text = buffer_view(&kept);
    return !kept.failed;
}

bool phrases_normalise(struct arena *arena, struct faqbot_view text, struct buffer *out)
{
    struct word *words;
    size_t count;
    const char *end = NULL; /* of the word before */
    if (!without_inner_marks(arena, &text) || !tokenize(arena, text, &words, &count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct faqbot_view source = words[i].source;
        bool overlaps = end != NULL && source.bytes < end;
        buffer_add_text(out, end == NULL || overlaps ? "" : " ");
        buffer_add(out, overlaps ? last_character(words[i].plain) : words[i].plain);
        end = source.bytes + source.size;
    }
    return !out->failed;
}
