/* index/respelling.c - words that a knowledge base writes both as one and apart: "login" in one entry, "log in" or
 * "log-in" in another. They become synonyms, so that either finds both. What only one side writes so is left to
 * search/wording.c, which reads questions as the entries are written; this is for entries that differ among
 * themselves.
 *
 * Which words those are is known only when all entries have been read, and by then the first are in the index.
 * So a knowledge base is read once more, ahead of all else, and quietly: what is wrong with it is for the reading
 * that counts to say. One of more than RESPELLING_ENTRIES_MAX entries is not, as that would take long. An update
 * finds them again: where they are others than before, all entries would have to be read in another way, and the
 * index is made anew. */
#include "index/index_internal.h"

#include <string.h>

#include "kb/kb.h"
#include "text/text.h"
#include "util/util.h"

/* Of a knowledge base that is read ahead: room for some 1500 bytes an entry (RESPELLING_ENTRIES_MAX). To read more
 * would take long for nothing, because it almost certainly has too many entries. */
#define RESPELLING_BYTES_MAX ((size_t)32 << 20)

#define TABLE_BYTES_MAX ((size_t)256 * 1024 * 1024)

/* ==== what can be one word ============================================================================== */

bool respelling_is_number(const struct word *word)
{
    for (size_t i = 0; i < word->plain.size; i++) {
        if (!ascii_is_digit(word->plain.bytes[i])) {
            return false;
        }
    }
    return true;
}

/* Both ends are views of one text; scripts without blanks have words that overlap. */
enum respelling_gap respelling_gap_between(const struct word *left, const struct word *right)
{
    static const char *const hyphens[] = {"-", "\xe2\x80\x90", "\xe2\x80\x91", "\xe2\x80\x93"};
    const char *start = left->source.bytes + left->source.size;
    if (start >= right->source.bytes) {
        return RESPELLING_OTHER;
    }
    struct faqbot_view gap = view_trim(view_make(start, (size_t)(right->source.bytes - start)));
    for (size_t i = 0; i < sizeof hyphens / sizeof *hyphens; i++) {
        if (view_equals_text(gap, hyphens[i])) {
            return RESPELLING_HYPHEN;
        }
    }
    return view_is_empty(gap) ? RESPELLING_BLANK : RESPELLING_OTHER;
}

/* Function words that end a word, as in "login" and "backup". */
static bool is_particle(const struct word *word)
{
    static const char *const particles[] = {"by", "down", "in", "off", "on", "out", "over", "up"};
    for (size_t i = 0; i < sizeof particles / sizeof *particles; i++) {
        if (view_equals_text(word->plain, particles[i])) {
            return true;
        }
    }
    return false;
}

bool respelling_may_end(const struct stemmer *stems, const struct word *word)
{
    return !stemmer_is_stopword(stems, word->plain) || is_particle(word);
}

bool respelling_may_join(const struct stemmer *stems, const struct word *left, const struct word *right)
{
    enum respelling_gap gap = respelling_gap_between(left, right);
    if (gap == RESPELLING_OTHER || (respelling_is_number(left) && respelling_is_number(right))) {
        return false;
    }
    return gap == RESPELLING_HYPHEN ||
           (!stemmer_is_stopword(stems, left->plain) && respelling_may_end(stems, right) &&
            (left->plain.size > 1 || !stemmer_is_stopword(stems, right->plain)));
}

/* ==== finding them ====================================================================================== */

struct finder {
    struct languages languages;
    struct string_table words;
    struct string_table pairs; /* two words and a blank between them */
    struct arena arena;        /* of one text */
    struct buffer scratch;
    size_t entries;
    bool is_large; /* there are too many entries */
};

static enum faqbot_status take_settings(void *user, const struct settings *settings)
{
    struct finder *finder = user;
    enum faqbot_status status = FAQBOT_OK;
    languages_init(&finder->languages, settings->lang, &status);
    return status;
}

static enum faqbot_status take_synonym(void *user, const struct synonym *synonym)
{
    (void)user, (void)synonym;
    return FAQBOT_OK;
}

static bool is_wanted(void *user, const char *path, struct faqbot_view bytes)
{
    (void)path, (void)bytes;
    return !((const struct finder *)user)->is_large;
}

static enum faqbot_status is_read(void *user, size_t bytes)
{
    (void)user, (void)bytes;
    return FAQBOT_OK;
}

/* Even where it has a hyphen in one place, "to do" is not "to-do" in all. A number is worth more alone: whoever
 * asks what is open at 3 should find "3 pm". */
static bool may_be_respelled(const struct stemmer *stems, const struct word *left, const struct word *right)
{
    return !respelling_is_number(left) && !stemmer_is_stopword(stems, left->plain) &&
           respelling_may_end(stems, right) && respelling_may_join(stems, left, right);
}

static void take_text(struct finder *finder, const struct stemmer *stems, struct faqbot_view text,
                      enum faqbot_status *status)
{
    struct word *words;
    size_t count;
    arena_reset(&finder->arena);
    if (*status != FAQBOT_OK || !tokenize(&finder->arena, text, &words, &count)) {
        *status = *status == FAQBOT_OK ? FAQBOT_NO_MEMORY : *status;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        (void)string_table_add(&finder->words, words[i].plain);
        if (i > 0 && may_be_respelled(stems, &words[i - 1], &words[i])) {
            buffer_reset(&finder->scratch);
            buffer_add(&finder->scratch, words[i - 1].plain);
            buffer_add_byte(&finder->scratch, ' ');
            buffer_add(&finder->scratch, words[i].plain);
            (void)string_table_add(&finder->pairs, buffer_view(&finder->scratch));
        }
    }
    fail_if(string_table_failed(&finder->words) || string_table_failed(&finder->pairs) ||
                finder->scratch.failed,
            FAQBOT_NO_MEMORY, status);
}

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct finder *finder = user;
    enum faqbot_status status = FAQBOT_OK;
    finder->entries++;
    finder->is_large = finder->entries > RESPELLING_ENTRIES_MAX;
    if (finder->is_large) {
        return FAQBOT_LIMIT; /* ends the reading */
    }
    size_t language = languages_add(&finder->languages, entry->lang, &status);
    const struct stemmer *stems = finder->languages.stems[language];
    take_text(finder, stems, entry->title, &status);
    for (size_t i = 0; i < entry->phrasing_count; i++) {
        take_text(finder, stems, entry->phrasings[i], &status);
    }
    take_text(finder, stems, entry->text, &status);
    return status;
}

/* Writes the pairs whose two words stand as one word somewhere, in the order in which they came. */
static void list_found(struct finder *finder, struct buffer *out)
{
    size_t count = 0;
    for (uint32_t i = 0; i < finder->pairs.count && count < RESPELLINGS_MAX; i++) {
        struct faqbot_view pair = finder->pairs.strings[i];
        size_t blank = view_find(pair, ' ');
        buffer_reset(&finder->scratch);
        buffer_add(&finder->scratch, view_slice(pair, 0, blank));
        buffer_add(&finder->scratch, view_slice(pair, blank + 1, pair.size));
        struct faqbot_view joined = buffer_view(&finder->scratch);
        if (!stemmer_is_stopword(finder->languages.stems[0], joined) &&
            string_table_find(&finder->words, joined) != STRING_TABLE_NONE) {
            buffer_add(out, pair);
            buffer_add_byte(out, '\n');
            count++;
        }
    }
}

void respellings_find(const struct index_reading *reading, struct buffer *out, enum faqbot_status *status)
{
    const char *knowledge = reading->options->knowledge;
    struct finder finder = {.is_large = false};
    const struct kb_sink sink = {.user = &finder,
                                 .settings = take_settings,
                                 .synonym = take_synonym,
                                 .should_parse = is_wanted,
                                 .entry = take_entry,
                                 .read = is_read,
                                 .skips_links = true,
                                 .today = reading->options->today};
    uint64_t bytes = 0;
    bool is_part = reading->part != NULL;
    if (*status != FAQBOT_OK || (!is_part && kb_count_bytes(knowledge, &bytes) != FAQBOT_OK) ||
        bytes > RESPELLING_BYTES_MAX) {
        return;
    }
    string_table_init(&finder.words, TABLE_BYTES_MAX);
    string_table_init(&finder.pairs, TABLE_BYTES_MAX);
    arena_init(&finder.arena, INDEX_ENTRY_BYTES_MAX);
    buffer_init(&finder.scratch, INDEX_ENTRY_BYTES_MAX);
    enum faqbot_status found =
        is_part ? index_dump_read(reading->part, &sink) : kb_read(knowledge, &sink, NULL);
    if (found == FAQBOT_OK) {
        list_found(&finder, out);
    }
    /* Everything else that is wrong will be met again, and told. */
    fail_if(found == FAQBOT_NO_MEMORY || finder.scratch.failed || out->failed, FAQBOT_NO_MEMORY, status);
    languages_release(&finder.languages);
    string_table_release(&finder.words);
    string_table_release(&finder.pairs);
    arena_release(&finder.arena);
    buffer_release(&finder.scratch);
}

/* ==== reading them ====================================================================================== */

void respellings_add(struct faqbot_view lines, struct synonyms *synonyms, enum faqbot_status *status)
{
    struct faqbot_view apart;
    while (*status == FAQBOT_OK && view_next_line(&lines, &apart)) {
        char joined[2 * TOKENIZE_WORD_BYTES_MAX];
        size_t blank = view_find(apart, ' ');
        struct faqbot_view last = view_slice(apart, blank + 1, apart.size);
        if (blank + last.size <= sizeof joined && last.size > 0) {
            memcpy(joined, apart.bytes, blank);
            memcpy(joined + blank, last.bytes, last.size);
            struct faqbot_view one = view_make(joined, blank + last.size);
            synonyms_add(synonyms, apart, one, status);
            synonyms_add(synonyms, one, apart, status);
        }
    }
}
