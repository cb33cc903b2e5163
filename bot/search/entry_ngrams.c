/* search/entry_ngrams.c - the character n-grams of an entry, counted once and kept: a question is compared with an
 * entry by looking up its own few dozen n-grams, and not by walking through all words of the entry. All of it depends
 * on the entry alone; what the question makes of it is features.c's business. */
#include "search/search_internal.h"

#include <math.h>
#include <string.h>

/* Where whole texts are compared, n-grams in more than this share of the entries are skipped: their idf is so small that
 * they decide nothing. In tiny knowledge bases everything is common, hence the least number of entries. */
#define COMMON_SHARE .2
#define COMMON_LEAST 10

/* N-grams that are put together, with counts in place of their roots. */
struct gathered {
    struct entry_ngram *list;
    uint32_t count;
    double *lengths; /* of the vectors, squared: of the whole text, and behind it of each text of the head */
};

bool entry_ngrams_is_common(const struct ngram_stats *stats, uint32_t slot)
{
    return stats->doc_freqs[slot] > fmax(COMMON_SHARE * stats->entries, COMMON_LEAST);
}

static void gather(uint32_t slot, uint32_t text, float count, struct gathered *gathered)
{
    gathered->list[gathered->count++] = (struct entry_ngram){.slot = slot, .text = text, .root = count};
}

/* Words come in the order of their numbers, which are others where an index was updated: sums are of doubles, so that
 * no digit of a cosine tells the order. */
static void gather_whole(const struct collection *collection, const struct forward_entry *entry,
                         struct gathered *gathered)
{
    for (const struct forward_word *word = entry->words; word < entry->words + entry->word_count; word++) {
        const struct form_details *details = collection->forms[word->form].details;
        if (word->compared == 0) {
            continue;
        }
        gathered->lengths[0] += (double)details->square * word->compared;
        for (uint32_t i = 0; i < details->ngram_count; i++) {
            if (!entry_ngrams_is_common(&collection->ngram_stats, details->ngrams[i])) {
                gather(details->ngrams[i], 0, word->compared, gathered);
            }
        }
    }
}

/* Words count 1, and a content word NGRAMS_CONTENT_WEIGHT. */
static void gather_head(const struct collection *collection, const struct forward_entry *entry,
                        struct gathered *gathered)
{
    const uint32_t *form = entry->sequence;
    for (uint32_t text = 0; text < entry->head_texts; text++, form++) {
        for (; *form != FORWARD_END; form++) {
            const struct form_details *details = collection->forms[*form].details;
            float weight = details->traits.is_content ? NGRAMS_CONTENT_WEIGHT * NGRAMS_CONTENT_WEIGHT : 1;
            gathered->lengths[1 + text] += (double)(weight * details->square);
            for (uint32_t i = 0; i < details->ngram_count; i++) {
                gather(details->ngrams[i], text, weight, gathered);
            }
        }
    }
}

/* Makes sure that the details of all words are there that are compared. Returns how many n-grams the texts have. */
static size_t read_words(struct collection *collection, const struct forward_entry *entry,
                         enum faqbot_status *status)
{
    size_t count = 0;
    for (uint32_t i = 0; i < entry->word_count && *status == FAQBOT_OK; i++) {
        if (entry->words[i].compared > 0) {
            (void)collection_get_details(collection, entry->words[i].form, status);
        }
    }
    for (uint32_t i = 0; i < entry->sequence_count && *status == FAQBOT_OK; i++) {
        const struct form_details *details =
            entry->sequence[i] == FORWARD_END ? NULL : collection->forms[entry->sequence[i]].details;
        count += details == NULL ? 0 : details->ngram_count;
    }
    fail_if(count > UINT32_MAX / 2, FAQBOT_NO_MEMORY, status);
    return count;
}

/* Adds an n-gram to those of its bucket, in which the same of the same text may be. */
static void put(const struct entry_ngram *added, struct ngram_bucket *bucket, struct entry_ngram *list)
{
    struct entry_ngram *first = list + bucket->start;
    for (uint32_t at = bucket->count; at > 0 && first[at - 1].text == added->text; at--) {
        if (first[at - 1].slot == added->slot) {
            first[at - 1].root += added->root;
            return;
        }
    }
    first[bucket->count++] = *added;
}

/* Puts gathered n-grams, of which those of a text follow each other, into buckets by slot: a counting sort. */
static void fill_table(const struct entry_ngram *gathered, uint32_t count, struct ngram_table *table,
                       struct ngram_bucket *buckets, struct entry_ngram *list)
{
    uint32_t start = 0;
    table->buckets = buckets;
    table->list = list;
    for (uint32_t i = 0; i < count; i++) {
        buckets[gathered[i].slot & table->mask].count++;
    }
    for (uint32_t i = 0; i <= table->mask; i++) {
        buckets[i].start = start;
        start += buckets[i].count;
        buckets[i].count = 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        put(&gathered[i], &buckets[gathered[i].slot & table->mask], list);
    }
    for (uint32_t i = 0; i < count; i++) {
        list[i].root = sqrtf(list[i].root);
    }
}

/* A bucket for two n-grams on average. */
static uint32_t mask_for(size_t count)
{
    uint32_t buckets = 1;
    while (buckets < count / 2) {
        buckets *= 2;
    }
    return buckets - 1;
}

/* Keeps everything in one piece of the cache, in which what has doubles comes first. */
static const struct entry_ngrams *keep(struct collection *collection, const struct forward_entry *entry,
                                       const struct gathered *gathered, uint32_t whole)
{
    const struct faqbot_view key = view_make((const char *)&entry->number, sizeof entry->number);
    uint32_t head = gathered->count - whole;
    size_t lengths = (1 + (size_t)entry->head_texts) * sizeof(double);
    struct entry_ngrams made = {.whole = {.mask = mask_for(whole)}, .head = {.mask = mask_for(head)}};
    size_t buckets = (size_t)made.whole.mask + made.head.mask + 2;
    size_t size = sizeof made + lengths + buckets * sizeof(struct ngram_bucket) +
                  gathered->count * sizeof(struct entry_ngram);
    struct entry_ngrams *room = lru_cache_add(collection->ngrams, key, size);
    if (room == NULL) {
        return NULL;
    }
    double *kept = memset(room + 1, 0, size - sizeof *room);
    struct ngram_bucket *whole_buckets = (void *)(kept + 1 + entry->head_texts);
    struct ngram_bucket *head_buckets = whole_buckets + made.whole.mask + 1;
    struct entry_ngram *list = (void *)(whole_buckets + buckets);
    fill_table(gathered->list, whole, &made.whole, whole_buckets, list);
    fill_table(gathered->list + whole, head, &made.head, head_buckets, list + whole);
    for (uint32_t i = 0; i <= entry->head_texts; i++) {
        kept[i] = sqrt(gathered->lengths[i]);
    }
    made.length = kept[0];
    made.head_lengths = kept + 1;
    *room = made;
    return room;
}

static const struct entry_ngrams *make(struct collection *collection, const struct forward_entry *entry,
                                       enum faqbot_status *status)
{
    struct arena *scratch = &collection->scratch;
    const struct entry_ngrams *made = NULL;
    size_t most = 2 * read_words(collection, entry, status); /* the head is gathered twice */
    arena_reset(scratch);
    struct gathered gathered = {
        .list = arena_need(scratch, most, sizeof *gathered.list, status),
        .lengths = arena_need(scratch, 1 + (size_t)entry->head_texts, sizeof(double), status)};
    if (*status == FAQBOT_OK) {
        gather_whole(collection, entry, &gathered);
        uint32_t whole = gathered.count;
        gather_head(collection, entry, &gathered);
        made = keep(collection, entry, &gathered, whole);
        fail_if(made == NULL, FAQBOT_NO_MEMORY, status);
    }
    return made;
}

const struct entry_ngrams *entry_ngrams_get(struct collection *collection, const struct forward_entry *entry,
                                            enum faqbot_status *status)
{
    const struct faqbot_view key = view_make((const char *)&entry->number, sizeof entry->number);
    const struct entry_ngrams *found = *status == FAQBOT_OK ? lru_cache_find(collection->ngrams, key) : NULL;
    return found != NULL || *status != FAQBOT_OK ? found : make(collection, entry, status);
}
