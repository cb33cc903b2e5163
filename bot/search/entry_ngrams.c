/* search/entry_ngrams.c - the character n-grams of an entry, counted once and kept: a question is compared with an
 * entry by looking up its own few dozen n-grams, and not by walking through all words of the entry. All of it depends
 * on the entry alone; what the question makes of it is features.c's business. */
#include "search/search_internal.h"

#include <math.h>
#include <string.h>

/* Where whole texts are compared, n-grams in more than this share of the entries are skipped: their idf is so small
 * that they decide nothing. In tiny knowledge bases everything is common, hence the least number of entries. */
#define COMMON_SHARE .2
#define COMMON_LEAST 10

/* An n-gram of a text. */
struct found {
    uint32_t slot;
    uint32_t text;
    float count;
};

struct gathered {
    struct found *list;
    uint32_t count;
    double *lengths; /* of the vectors, squared: of the whole text, and behind it of each text of the head */
};

bool entry_ngrams_is_common(const struct ngram_stats *stats, uint32_t slot)
{
    return stats->doc_freqs[slot] > fmax(COMMON_SHARE * stats->entries, COMMON_LEAST);
}

static void gather(uint32_t slot, uint32_t text, float count, struct gathered *gathered)
{
    gathered->list[gathered->count++] = (struct found){.slot = slot, .text = text, .count = count};
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

/* Adds an n-gram to those from `start` to before `end`, in which the same of the same text may be; returns the new
 * end. */
static uint32_t put(const struct found *added, struct found *list, uint32_t start, uint32_t end)
{
    for (uint32_t at = end; at > start && list[at - 1].text == added->text; at--) {
        if (list[at - 1].slot == added->slot) {
            list[at - 1].count += added->count;
            return end;
        }
    }
    list[end] = *added;
    return end + 1;
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

/* Sorts n-grams, of which those of a text follow each other, into buckets of `sorted`: a counting sort. `ends` is where
 * those of each bucket end. */
static void sort(const struct found *list, uint32_t count, uint32_t mask, uint32_t *starts, uint32_t *ends,
                 struct found *sorted)
{
    uint32_t start = 0;
    for (uint32_t i = 0; i < count; i++) {
        starts[list[i].slot & mask]++;
    }
    for (uint32_t i = 0; i <= mask; i++) {
        uint32_t next = start + starts[i];
        starts[i] = ends[i] = start;
        start = next;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t bucket = list[i].slot & mask;
        ends[bucket] = put(&list[i], sorted, starts[bucket], ends[bucket]);
    }
}

/* The numbers of a table of so many n-grams. */
static size_t table_size(uint32_t mask, size_t count, bool has_texts)
{
    return (size_t)mask + 2 + count * (has_texts ? 3 : 2);
}

/* Makes a table in `room`, which is zeroed, of n-grams that it sorts with the help of `sorted` and `ends`. */
static void fill_table(const struct found *list, uint32_t count, bool has_texts, uint32_t *room,
                       struct found *sorted, uint32_t *ends, struct ngram_table *table)
{
    uint32_t *slots = room + table->mask + 2;
    float *roots = (void *)(slots + count);
    uint32_t *texts = has_texts ? slots + 2 * (size_t)count : NULL;
    uint32_t kept = 0;
    sort(list, count, table->mask, room, ends, sorted);
    for (uint32_t bucket = 0; bucket <= table->mask; bucket++) {
        uint32_t start = room[bucket];
        room[bucket] = kept;
        for (uint32_t i = start; i < ends[bucket]; i++, kept++) {
            slots[kept] = sorted[i].slot;
            roots[kept] = sqrtf(sorted[i].count);
            if (has_texts) {
                texts[kept] = sorted[i].text;
            }
        }
    }
    room[table->mask + 1] = kept;
    *table = (struct ngram_table){
        .mask = table->mask, .starts = room, .slots = slots, .roots = roots, .texts = texts};
}

/* Keeps everything in one piece of the cache, in which what has doubles comes first. */
static const struct entry_ngrams *keep(struct collection *collection, const struct forward_entry *entry,
                                       const struct gathered *gathered, uint32_t whole,
                                       enum faqbot_status *status)
{
    const struct faqbot_view key = view_make((const char *)&entry->number, sizeof entry->number);
    uint32_t head = gathered->count - whole;
    size_t lengths = 1 + (size_t)entry->head_texts;
    struct entry_ngrams made = {.whole = {.mask = mask_for(whole)}, .head = {.mask = mask_for(head)}};
    size_t whole_size = table_size(made.whole.mask, whole, false);
    size_t size = sizeof made + lengths * sizeof(double) +
                  (whole_size + table_size(made.head.mask, head, true)) * sizeof(uint32_t);
    struct found *sorted =
        arena_need(&collection->scratch, (size_t)gathered->count + 1, sizeof *sorted, status);
    uint32_t *ends =
        arena_need(&collection->scratch, (size_t)made.whole.mask + made.head.mask + 1, sizeof *ends, status);
    struct entry_ngrams *room = *status == FAQBOT_OK ? lru_cache_add(collection->ngrams, key, size) : NULL;
    fail_if(room == NULL, FAQBOT_NO_MEMORY, status);
    if (room == NULL) {
        return NULL;
    }
    double *kept = memset(room + 1, 0, size - sizeof *room);
    uint32_t *tables = (void *)(kept + lengths);
    fill_table(gathered->list, whole, false, tables, sorted, ends, &made.whole);
    fill_table(gathered->list + whole, head, true, tables + whole_size, sorted, ends, &made.head);
    for (size_t i = 0; i < lengths; i++) {
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
        made = keep(collection, entry, &gathered, whole, status);
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
