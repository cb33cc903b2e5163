/* retrieval/posting_builder.h - postings come by entry, and go by word: an index turned inside out, in memory. */
#ifndef RETRIEVAL_POSTING_BUILDER_H
#define RETRIEVAL_POSTING_BUILDER_H

#include "retrieval/posting_writer.h"

struct posting_builder;

/* An empty builder that takes at most `limit` bytes of memory, and never 4 GiB; posting_builder_free() releases it.
 * NULL: no memory. */
struct posting_builder *posting_builder_new(size_t limit);
void posting_builder_free(struct posting_builder *builder);

/* `word` is held by `entry` `count` times, at least once. The entries of one word rise; words are numbered from 0
 * on, without large gaps, as 16 bytes are taken for each number. NO_MEMORY also where the limit is reached: what was
 * added before is still there, so it can be given away, and this posting added again. */
enum faqbot_status posting_builder_add(struct posting_builder *builder, uint32_t word, uint32_t entry,
                                       uint32_t count);

/* Changes nothing, but makes adding these words, as many as an entry has, a third faster: what is known of them is
 * fetched from memory all at once, where adding waits for one after the other. */
void posting_builder_expect(const struct posting_builder *builder, const uint32_t *words, size_t count);

/* Bytes of memory taken: 16 for a word, and about 2 for a posting. */
size_t posting_builder_size(const struct posting_builder *builder);

/* Gives away all chunks, words rising, the chunks of each in order, and is empty then, but keeps its memory; later
 * chunks of a word come behind those given, as their entries do. `classes` are the length classes of all entries
 * added since, by entry. What the sink said; unless that is OK, the builder is of no further use. */
enum faqbot_status posting_builder_emit(struct posting_builder *builder, const uint8_t *classes,
                                        posting_writer_sink *sink, void *context);

#endif
