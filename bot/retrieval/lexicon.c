/* retrieval/lexicon.c - the stems of a knowledge, held in memory while the bot is open. */
#include "retrieval/lexicon.h"

#include <math.h>
#include <stdlib.h>

void lexicon_init(struct lexicon *lexicon)
{
    *lexicon = (struct lexicon){0};
    interner_init(&lexicon->words, LEXICON_BYTES_MAX);
}

void lexicon_release(struct lexicon *lexicon)
{
    interner_release(&lexicon->words);
    free(lexicon->entries);
    lexicon_init(lexicon);
}

uint32_t lexicon_add(struct lexicon *lexicon, struct faqbot_view stem)
{
    uint32_t word = interner_add(&lexicon->words, stem);
    if (word == INTERNER_NONE) {
        return LEXICON_UNKNOWN;
    }
    if (word >= lexicon->capacity) {
        uint32_t capacity = lexicon->words.capacity;
        uint32_t *entries = realloc(lexicon->entries, capacity * sizeof *entries);
        if (entries == NULL) {
            return LEXICON_UNKNOWN;
        }
        for (uint32_t i = lexicon->capacity; i < capacity; i++) {
            entries[i] = 0;
        }
        lexicon->entries = entries;
        lexicon->capacity = capacity;
    }
    return word;
}

void lexicon_count(struct lexicon *lexicon, uint32_t word)
{
    lexicon->entries[word]++;
}

uint32_t lexicon_find(const struct lexicon *lexicon, struct faqbot_view stem)
{
    return interner_find(&lexicon->words, stem);
}

double lexicon_idf(const struct lexicon *lexicon, uint32_t word)
{
    double all = (double)lexicon->entry_count + LEXICON_UNSEEN_ENTRIES;
    double with = word == LEXICON_UNKNOWN ? 0 : lexicon->entries[word];
    return log(1 + (all - with + .5) / (with + .5));
}

enum faqbot_status lexicon_write(const struct lexicon *lexicon, struct store *store)
{
    enum faqbot_status status = FAQBOT_OK;
    for (uint32_t i = 0; i < lexicon->words.count && status == FAQBOT_OK; i++) {
        status = store_add_word(store, i, lexicon->words.strings[i], lexicon->entries[i]);
    }
    return status;
}

static enum faqbot_status read_word(void *user, uint32_t number, struct faqbot_view text, uint32_t count)
{
    struct lexicon *lexicon = user;
    uint32_t word = lexicon_add(lexicon, text);
    if (word == LEXICON_UNKNOWN) {
        return FAQBOT_NO_MEMORY;
    }
    if (word != number) {
        return FAQBOT_CORRUPT;
    }
    lexicon->entries[word] = count;
    return FAQBOT_OK;
}

enum faqbot_status lexicon_read(struct lexicon *lexicon, struct store *store, uint32_t entry_count)
{
    lexicon->entry_count = entry_count;
    return store_each_word(store, read_word, lexicon);
}
