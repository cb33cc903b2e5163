/* text/stem.c - stems by libstemmer's Snowball algorithms.
 *
 * A stem is what "opening", "opened" and "opens" have in common, so that a question finds an entry that uses
 * another form. The algorithms are Porter's and his colleagues' (snowballstem.org). */
#include "text/text.h"

#include <errno.h>
#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "util/util.h"

#define STOPWORD_SLOTS 1024 /* more than twice the words of any list */

/* Words that were stemmed lately, by their hash. Most words of texts and questions are frequent ones, and to stem one
 * takes twenty times as long as to find it here. Longer words are not kept. */
#define CACHED_WORDS 8192
#define CACHED_BYTES_MAX 24

struct cached_stem {
    uint8_t word_size; /* 0: none */
    uint8_t stem_size;
    bool has_accents; /* the word, as it was written */
    char word[CACHED_BYTES_MAX];
    char stem[CACHED_BYTES_MAX];
};

struct stemmer {
    struct sb_stemmer *stemmer;              /* NULL: words stay as they are */
    struct faqbot_view stopwords;            /* empty for a language that has no list */
    uint16_t slots[STOPWORD_SLOTS];          /* open addressing: 1 + where a stop word starts; 0: free */
    char plain[TOKENIZE_WORD_BYTES_MAX + 1]; /* of a stem that had accents */
    bool has_failed;
    struct cached_stem cached[CACHED_WORDS];
};

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

static size_t first_slot(struct faqbot_view word)
{
    return (size_t)view_hash(VIEW_HASH_SEED, word) % STOPWORD_SLOTS;
}

static struct faqbot_view stopword_at(struct faqbot_view list, size_t start)
{
    size_t end = start;
    while (end < list.size && list.bytes[end] != ' ') {
        end++;
    }
    return view_slice(list, start, end - start);
}

/* Each word of a question, and of a text that is indexed, is looked up a few times. */
static void list_stopwords(struct stemmer *stemmer)
{
    struct faqbot_view word;
    for (size_t start = 0; start < stemmer->stopwords.size; start += word.size + 1) {
        word = stopword_at(stemmer->stopwords, start);
        size_t slot = first_slot(word);
        while (stemmer->slots[slot] != 0) {
            slot = (slot + 1) % STOPWORD_SLOTS;
        }
        stemmer->slots[slot] = (uint16_t)(start + 1);
    }
}

/* An unknown language gives a stemmer that leaves words as they are: the search then works as for exact
 * words. */
struct stemmer *stemmer_new(struct faqbot_view lang)
{
    struct stemmer *stemmer = calloc(1, sizeof *stemmer);
    char code[LANGUAGE_CODE_BYTES];
    if (stemmer == NULL) {
        return NULL;
    }
    language_code(lang, code);
    stemmer->stopwords = stopwords_of(code);
    list_stopwords(stemmer);
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
    enum { CHARACTERS_MAX = 2 * TOKENIZE_WORD_BYTES_MAX }; /* one of three bytes may be four */
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE;
    /* and their bytes, in the same place, with a NUL */
    utf8proc_int32_t characters[CHARACTERS_MAX + 1];
    utf8proc_ssize_t count =
        utf8proc_decompose((const utf8proc_uint8_t *)stem.bytes, (utf8proc_ssize_t)stem.size, characters,
                           CHARACTERS_MAX, options);
    if (count <= 0 || count > CHARACTERS_MAX) {
        return stem;
    }
    utf8proc_ssize_t size = utf8proc_reencode(characters, count, options);
    size_t kept = size > 0 ? tokenize_drop_accents((char *)characters, (size_t)size) : 0;
    if (kept > 0 && kept < sizeof stemmer->plain) {
        memcpy(stemmer->plain, characters, kept);
        stem = view_make(stemmer->plain, kept);
    }
    return stem;
}

/* A word whose folded form is also its plain one has no accents to lose. */
/* Without accents a word's stem has none either. */
static struct faqbot_view find_stem(struct stemmer *stemmer, const struct word *word, bool has_accents)
{
    struct faqbot_view folded = word->folded;
    const sb_symbol *symbols =
        sb_stemmer_stem(stemmer->stemmer, (const sb_symbol *)folded.bytes, (int)folded.size);
    if (symbols == NULL) {
        stemmer->has_failed = true;
        return word->plain;
    }
    struct faqbot_view stem = view_make((const char *)symbols, (size_t)sb_stemmer_length(stemmer->stemmer));
    return has_accents ? without_marks(stemmer, stem) : stem;
}

struct faqbot_view stemmer_stem(struct stemmer *stemmer, const struct word *word)
{
    struct faqbot_view folded = word->folded;
    bool has_accents = folded.bytes != word->plain.bytes;
    if (stemmer->stemmer == NULL) {
        return word->plain;
    }
    if (folded.size == 0 || folded.size > CACHED_BYTES_MAX) {
        return find_stem(stemmer, word, has_accents);
    }
    struct cached_stem *cached = &stemmer->cached[view_hash(VIEW_HASH_SEED, folded) % CACHED_WORDS];
    if (cached->has_accents == has_accents &&
        view_equals(view_make(cached->word, cached->word_size), folded)) {
        return view_make(cached->stem, cached->stem_size);
    }
    struct faqbot_view stem = find_stem(stemmer, word, has_accents);
    if (stem.size <= CACHED_BYTES_MAX && !stemmer->has_failed) {
        *cached = (struct cached_stem){
            .word_size = (uint8_t)folded.size, .stem_size = (uint8_t)stem.size, .has_accents = has_accents};
        memcpy(cached->word, folded.bytes, folded.size);
        memcpy(cached->stem, stem.bytes, stem.size);
    }
    return stem;
}

bool stemmer_failed(const struct stemmer *stemmer)
{
    return stemmer->has_failed;
}

bool stemmer_is_stopword(const struct stemmer *stemmer, struct faqbot_view plain)
{
    for (size_t slot = first_slot(plain); stemmer->slots[slot] != 0; slot = (slot + 1) % STOPWORD_SLOTS) {
        if (view_equals(stopword_at(stemmer->stopwords, stemmer->slots[slot] - 1u), plain)) {
            return plain.size > 0;
        }
    }
    return false;
}
