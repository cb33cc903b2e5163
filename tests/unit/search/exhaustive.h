/* unit/search/exhaustive.h - what maxscore_find() promises, done without any thought: every posting of every
 * list is scored, every entry is looked at. What the search is held against, in tests and in the bench. */
#ifndef UNIT_SEARCH_EXHAUSTIVE_H
#define UNIT_SEARCH_EXHAUSTIVE_H

#include "search/search_internal.h"

/* Adds a chunk's scores to those of all entries; false: damaged. */
static inline bool exhaustive_add(const struct posting_scale *scale, struct faqbot_view bytes,
                                  uint32_t weight, uint32_t *scores)
{
    struct posting_chunk chunk;
    struct posting_chunk_block places[POSTING_CHUNK_BLOCKS_MAX];
    struct posting_block block;
    bool sound = posting_chunk_open(bytes, scale->classes, scale->entry_count, &chunk) &&
                 posting_chunk_blocks(&chunk, places);
    for (size_t i = 0; sound && i < chunk.block_count; i++) {
        sound = posting_chunk_unpack(&chunk, i, &places[i], &block);
        for (size_t j = 0; sound && j < block.count; j++) {
            uint32_t entry = block.entries[j];
            scores[entry] +=
                bm25_table_score(weight, scale->saturation->parts[block.counts[j]][scale->classes[entry]]);
        }
    }
    return sound;
}

/* The arguments of maxscore_find(), but that there is room for `most` hits at `hits`, and that `scores` has
 * room for a number for each entry. Returns how many hits there are; a damaged chunk counts as empty. */
static inline size_t exhaustive_find(uint32_t entry_count, const struct maxscore_term *terms,
                                     size_t term_count, size_t most, uint32_t *scores,
                                     struct maxscore_hit *hits)
{
    size_t count = 0;
    for (uint32_t entry = 0; entry < entry_count; entry++) {
        scores[entry] = 0;
    }
    for (size_t i = 0; i < term_count; i++) {
        for (size_t j = 0; j < terms[i].chunk_count; j++) {
            (void)exhaustive_add(terms[i].scale, terms[i].chunks[j], terms[i].weight, scores);
        }
    }
    for (uint32_t entry = 0; entry < entry_count; entry++) {
        if (scores[entry] == 0 || (count == most && scores[entry] <= hits[most - 1].score)) {
            continue;
        }
        size_t place = count < most ? count++ : most - 1;
        for (; place > 0 && hits[place - 1].score < scores[entry]; place--) {
            hits[place] = hits[place - 1];
        }
        hits[place] = (struct maxscore_hit){.entry = entry, .score = scores[entry]};
    }
    return count;
}

#endif
