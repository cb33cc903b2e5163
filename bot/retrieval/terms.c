/* retrieval/terms.c - a question as weighted terms. What they are looked for in is rank.c's. */
#include "retrieval/terms.h"

/* A function word counts this much of its idf. It must not carry an answer on its own, yet it tells kinds of question
 * apart ("what does one do", "who is one"): evidence of the weak kind. */
#define FUNCTION_WORD_SHARE .25

static bool is_among(const struct terms *terms, struct faqbot_view stem)
{
    for (size_t i = 0; i < terms->count; i++) {
        if (view_equals(terms->list[i].stem, stem)) {
            return true;
        }
    }
    return false;
}

enum faqbot_status terms_take(const struct lexicon *lexicon, struct stems *stems, struct faqbot_view question,
                              struct arena *arena, struct terms *terms)
{
    struct word *words;
    size_t count;
    if (!words_take(arena, question, &words, &count)) {
        return FAQBOT_NO_MEMORY;
    }
    struct terms taken = {.list = arena_take_array(arena, count, sizeof *taken.list)};
    if (taken.list == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < count && taken.count < TERMS_MAX; i++) {
        struct faqbot_view stem = stems_find(stems, &words[i]);
        if (is_among(&taken, stem)) {
            continue;
        }
        struct term term = {.source = words[i].source,
                            .word = lexicon_find(lexicon, stem),
                            .is_function_word = stems_is_function_word(stems, words[i].plain)};
        if (!arena_copy(arena, stem, &term.stem)) {
            return FAQBOT_NO_MEMORY;
        }
        term.idf = lexicon_idf(lexicon, term.word);
        term.weight = term.is_function_word ? FUNCTION_WORD_SHARE * term.idf : term.idf;
        taken.list[taken.count++] = term;
    }
    *terms = taken;
    return FAQBOT_OK;
}
