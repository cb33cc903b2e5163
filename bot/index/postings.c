/* index/postings.c - reads posting lists, and packs postings into bits: blocks of up to 128, bounds on what
 * a block's postings can be worth, and the chunks that both are stored in. It trusts none of the bytes,
 * since the file may be damaged: whatever they are, nothing is read outside of them, and a damaged block is
 * refused or is a sound block.
 *
 * Deliberately without vector instructions: the loops below are what a compiler makes good use of, and
 * unpack several hundred million postings a second. */
#include "index/index_internal.h"

#include <assert.h>
#include <string.h>

#include "util/util.h"

/* -- Blocks: postings as bits -------------------------------------------------------------------------
 *
 * Entries are packed as Elias and Fano did, or as one bit for each number where that is smaller (Ottaviano
 * and Venturini 2014, "Partitioned Elias-Fano Indexes"): the low bits of each number stand side by side;
 * the rest, which rises, is said in unary, as a one for each entry with as many zeros before it as it rose.
 * That takes two bits more than the logarithm of the mean gap, however unequal the gaps are. Packing gaps
 * in as many bits as the largest needs takes a bit more than this on evenly spread words, and far more on
 * words that crowd together, as words of an article do.
 *
 *   1 byte   low bits of an entry, 0 to 31; or 32 (BITMAP): a bit for each number from base to last
 *   1 byte   form of the counts: 0 to 8, bits of each count less one; or 9 + n, all counts are 1 but n of them
 *   n bytes  the unary part: bit (number >> low bits) + i is set for entry i; or the bitmap
 *   n bytes  the low bits, entry after entry (none in a bitmap)
 *   n bytes  the counts, entry after entry; or n times the place of an entry in the block and its count, places rising
 *
 * Bits are numbered from the lowest of the first byte on. At most 128 x (2 + 25) bits of entries, as 2^32 /
 * 128 is 2^25, and 128 bytes of counts: 562 with the header, for which POSTING_BLOCK_BYTES_MAX leaves the
 * padding too. */

/* Four entries 3, 4, 9, 15 of base 0 with two low bits:
 *
 *   entry   high  low   bit of the unary part: high + i
 *   3       0     11    0
 *   4       1     00    2
 *   9       2     01    4
 *   15      3     11    6
 *
 *   unary part 1010101, low bits 11 00 01 11. Entry i is found again from the i-th one, at place p: (p - i)
 *   is the high part. To find an entry, skip as many zeros as its high part, and compare the low bits of the
 *   ones that follow.
 *
 * The unary part has as many ones as there are entries and as many zeros as the last high part: that is how
 * its size is known without being stored, and why the last entry of a block stands in its header. */

#define HEADER_BYTES 2
#define PADDING 8         /* bytes that are read, and written, behind a block's */
#define LOW_BITS_MAX 31   /* low bits of an entry */
#define BITMAP 32         /* in place of their number: a bit for each number from base to last */
#define COUNT_BITS_MAX 8  /* counts, less one, in so many bits each */
#define EXCEPTIONS_FROM 9 /* in place of their number: all are 1 but so many, each as its place and itself */
#define HIGH_BITS_MAX (8 * (uint64_t)POSTING_BLOCK_BYTES_MAX)

/* How a block is packed. */
struct shape {
    unsigned low_bits;   /* or BITMAP */
    unsigned count_form; /* COUNT_BITS_MAX or less, or EXCEPTIONS_FROM and more */
    uint64_t high_bits;
    size_t high_bytes;
    size_t low_bytes;
    size_t count_bytes;
};

static void measure(struct shape *shape, size_t count, uint32_t span)
{
    shape->high_bits = shape->low_bits == BITMAP ? (uint64_t)span + 1 : count + (span >> shape->low_bits);
    shape->high_bytes = (size_t)((shape->high_bits + 7) / 8);
    shape->low_bytes = shape->low_bits == BITMAP ? 0 : (count * shape->low_bits + 7) / 8;
    shape->count_bytes = shape->count_form >= EXCEPTIONS_FROM
                             ? 2 * (size_t)(shape->count_form - EXCEPTIONS_FROM)
                             : (count * shape->count_form + 7) / 8;
}

/* Eight bytes, the low ones first. */
static inline uint64_t load(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? word : __builtin_bswap64(word);
}

static inline void store(uint8_t *bytes, uint64_t word)
{
    word = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? word : __builtin_bswap64(word);
    memcpy(bytes, &word, sizeof word);
}

/* Numbers of `width` bits, one after the other, into zeroed bytes. */
static inline void pack(uint8_t *bytes, size_t index, unsigned width, uint32_t number)
{
    size_t bit = index * width;
    uint64_t low = number & ((UINT64_C(1) << width) - 1);
    store(bytes + bit / 8, load(bytes + bit / 8) | low << (bit % 8));
}

/* Tries all widths, as the cost has no closed form that includes the rounding; 32 additions for 128
 * postings. Of equals the bitmap wins, then fewer low bits: both unpack faster. */
static unsigned choose_low_bits(size_t count, uint32_t span)
{
    unsigned best = BITMAP;
    uint64_t least = (uint64_t)span + 1;
    for (unsigned low_bits = 0; low_bits <= LOW_BITS_MAX; low_bits++) {
        uint64_t bits = (uint64_t)count * (1 + low_bits) + (span >> low_bits);
        if (bits < least) {
            least = bits;
            best = low_bits;
        }
    }
    return best;
}

/* Most words stand once in most entries, so the counts of a block are often all 1 but a few: two bytes for
 * each of those beat a width that the largest sets for all. A width of 0 says that all counts are 1, in no
 * bytes at all. */
static unsigned choose_count_form(const struct posting_block *block)
{
    unsigned width = 0;
    size_t exceptions = 0;
    for (size_t i = 0; i < block->count; i++) {
        while (block->counts[i] - 1U >= 1U << width) {
            width++;
        }
        exceptions += block->counts[i] > 1;
    }
    return 2 * exceptions < (block->count * width + 7) / 8 ? EXCEPTIONS_FROM + (unsigned)exceptions : width;
}

static void pack_counts(const struct posting_block *block, unsigned form, uint8_t *bytes)
{
    for (size_t i = 0; i < block->count; i++) {
        if (form < EXCEPTIONS_FROM) {
            pack(bytes, i, form, block->counts[i] - 1U);
        } else if (block->counts[i] > 1) {
            *bytes++ = (uint8_t)i;
            *bytes++ = block->counts[i];
        }
    }
}

size_t posting_block_encode(const struct posting_block *block, uint32_t base,
                            uint8_t bytes[POSTING_BLOCK_BYTES_MAX])
{
    size_t count = block->count;
    assert(count > 0 && count <= POSTING_BLOCK_MAX && block->entries[0] >= base);
    uint32_t span = block->entries[count - 1] - base;
    struct shape shape = {.low_bits = choose_low_bits(count, span), .count_form = choose_count_form(block)};
    measure(&shape, count, span);
    size_t size = HEADER_BYTES + shape.high_bytes + shape.low_bytes + shape.count_bytes;
    assert(size + PADDING <= POSTING_BLOCK_BYTES_MAX);
    memset(bytes, 0, size + PADDING);
    bytes[0] = (uint8_t)shape.low_bits;
    bytes[1] = (uint8_t)shape.count_form;
    uint8_t *high = bytes + HEADER_BYTES;
    uint8_t *low = high + shape.high_bytes;
    for (size_t i = 0; i < count; i++) {
        uint32_t number = block->entries[i] - base;
        size_t place = shape.low_bits == BITMAP ? number : (number >> shape.low_bits) + i;
        high[place / 8] |= (uint8_t)(1U << (place % 8));
        pack(low, i, shape.low_bits % BITMAP, number);
    }
    pack_counts(block, shape.count_form, low + shape.low_bytes);
    return size;
}

/* Number `index` of those of `width` bits. Reads eight bytes, which is why blocks are padded. */
static inline uint32_t unpack(const uint8_t *bytes, size_t index, unsigned width)
{
    size_t bit = index * width;
    return (uint32_t)(load(bytes + bit / 8) >> (bit % 8)) & (uint32_t)((UINT64_C(1) << width) - 1);
}

/* The entries, of which there are `count`; false: there are fewer, or they do not rise up to `last`. */
static bool unpack_entries(const struct shape *shape, const uint8_t *high, uint32_t base, uint32_t last,
                           size_t count, uint32_t *entries)
{
    const uint8_t *low = high + shape->high_bytes;
    const unsigned width = shape->low_bits % BITMAP;
    const uint32_t step = shape->low_bits != BITMAP; /* each entry before takes a place, but in a bitmap */
    uint32_t taken = 0;
    uint64_t least = base; /* that the next entry may be */
    size_t found = 0;
    bool rises = true;
    for (uint32_t start = 0; start < shape->high_bits && found < count; start += 64) {
        uint64_t word = load(high + start / 8);
        if (shape->high_bits - start < 64) {
            word &= (UINT64_C(1) << (shape->high_bits - start)) - 1;
        }
        for (; word != 0 && found < count; word &= word - 1) {
            uint32_t rest = start + (uint32_t)__builtin_ctzll(word) - taken;
            uint64_t entry = base + ((uint64_t)rest << width | unpack(low, found, width));
            rises &= entry >= least;
            least = entry + 1;
            taken += step;
            entries[found++] = (uint32_t)entry;
        }
    }
    return rises && found == count && least == (uint64_t)last + 1;
}

/* Counts of a fixed width are one less than they are, so only a width of 8 bits can say 256, which is no
 * count: it overflows to 0, and is damage. */
static bool unpack_counts(const uint8_t *bytes, unsigned form, size_t count, uint8_t *counts)
{
    if (form > 0 && form < EXCEPTIONS_FROM) {
        for (size_t i = 0; i < count; i++) {
            counts[i] = (uint8_t)(unpack(bytes, i, form) + 1);
        }
        return form < COUNT_BITS_MAX || memchr(counts, 0, count) == NULL;
    }
    memset(counts, 1, count);
    size_t least = 0; /* place of an exception: they rise */
    for (unsigned i = EXCEPTIONS_FROM; i < form; i++, bytes += 2) {
        if (bytes[0] < least || bytes[0] >= count || bytes[1] == 0) {
            return false;
        }
        least = bytes[0] + (size_t)1;
        counts[bytes[0]] = bytes[1];
    }
    return true;
}

/* The copy is what makes reading eight bytes at once safe, and costs a twentieth of the rest. */
static bool copy_padded(struct faqbot_view bytes, size_t count, uint32_t span, struct shape *shape,
                        uint8_t *padded)
{
    if (bytes.size < HEADER_BYTES || bytes.size > POSTING_BLOCK_BYTES_MAX) {
        return false;
    }
    memcpy(padded, bytes.bytes, bytes.size);
    memset(padded + bytes.size, 0, PADDING);
    *shape = (struct shape){.low_bits = padded[0], .count_form = padded[1]};
    if (shape->low_bits > BITMAP) {
        return false;
    }
    measure(shape, count, span);
    return shape->high_bits <= HIGH_BITS_MAX &&
           bytes.size == HEADER_BYTES + shape->high_bytes + shape->low_bytes + shape->count_bytes;
}

bool posting_block_decode(struct faqbot_view bytes, uint32_t base, uint32_t last, size_t count,
                          struct posting_block *block)
{
    uint8_t padded[POSTING_BLOCK_BYTES_MAX + PADDING];
    struct shape shape;
    assert(count > 0 && count <= POSTING_BLOCK_MAX);
    if (last < base || !copy_padded(bytes, count, last - base, &shape, padded)) {
        return false;
    }
    const uint8_t *high = padded + HEADER_BYTES;
    block->count = count;
    return unpack_entries(&shape, high, base, last, count, block->entries) &&
           unpack_counts(high + shape.high_bytes + shape.low_bytes, shape.count_form, count, block->counts);
}

/* Sums of ever wider fields (Knuth, The Art of Computer Programming 7.1.3): what every x86-64 can do. */
static unsigned count_ones(uint64_t word)
{
    word -= word >> 1 & UINT64_C(0x5555555555555555);
    word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
    word = (word + (word >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (unsigned)(word * UINT64_C(0x0101010101010101) >> 56);
}

static bool is_one(const uint8_t *bits, size_t place)
{
    return (bits[place / 8] >> (place % 8) & 1) != 0;
}

/* The ones before a place. */
static size_t rank_of(const uint8_t *bits, size_t place)
{
    size_t rank = 0;
    for (size_t start = 0; start + 64 <= place; start += 64) {
        rank += count_ones(load(bits + start / 8));
    }
    uint64_t below = (UINT64_C(1) << (place % 64)) - 1;
    return rank + count_ones(load(bits + place / 64 * 8) & below);
}

/* The place behind zero number `zeros`, counted from 1, among so many bits; `bits_size` where there are
 * fewer. */
static size_t find_behind_zeros(const uint8_t *bits, size_t bits_size, size_t zeros)
{
    for (size_t start = 0; start < bits_size && zeros > 0; start += 64) {
        uint64_t word = ~load(bits + start / 8);
        size_t here = count_ones(word);
        if (here >= zeros) {
            for (; zeros > 1; zeros--) {
                word &= word - 1;
            }
            return start + (size_t)__builtin_ctzll(word) + 1;
        }
        zeros -= here;
    }
    return zeros == 0 ? 0 : bits_size;
}

/* The index of the entry that lies `number` behind the base; `count` where there is none. */
static size_t find_index(const struct shape *shape, const uint8_t *high, uint32_t number, size_t count)
{
    if (shape->low_bits == BITMAP) {
        return is_one(high, number) ? rank_of(high, number) : count;
    }
    const uint8_t *low = high + shape->high_bytes;
    uint32_t wanted = number & (uint32_t)((UINT64_C(1) << shape->low_bits) - 1);
    size_t zeros = number >> shape->low_bits;
    size_t place = find_behind_zeros(high, (size_t)shape->high_bits, zeros);
    for (; place < shape->high_bits && is_one(high, place) && place - zeros < count; place++) {
        if (unpack(low, place - zeros, shape->low_bits) == wanted) {
            return place - zeros;
        }
    }
    return count;
}

/* The count of one posting; exceptions are few, so they are walked. */
static uint8_t find_count(const uint8_t *bytes, unsigned form, size_t index)
{
    if (form < EXCEPTIONS_FROM) {
        return (uint8_t)(unpack(bytes, index, form) + 1);
    }
    for (unsigned i = EXCEPTIONS_FROM; i < form; i++, bytes += 2) {
        if (bytes[0] == index) {
            return bytes[1];
        }
    }
    return 1;
}

bool posting_block_find(struct faqbot_view bytes, uint32_t base, uint32_t last, size_t count, uint32_t entry,
                        uint8_t *times)
{
    uint8_t padded[POSTING_BLOCK_BYTES_MAX + PADDING];
    struct shape shape;
    assert(count > 0 && count <= POSTING_BLOCK_MAX && entry >= base && entry <= last);
    if (!copy_padded(bytes, count, last - base, &shape, padded)) {
        return false;
    }
    const uint8_t *high = padded + HEADER_BYTES;
    size_t index = find_index(&shape, high, entry - base, count);
    *times =
        index < count ? find_count(high + shape.high_bytes + shape.low_bytes, shape.count_form, index) : 0;
    return index <= count;
}

/* -- Bounds: what a block's postings can be worth -----------------------------------------------------
 *
 * A few pairs of count and length that no posting exceeds, so that a search skips blocks that cannot reach
 * its best hits (Ding and Suel 2011, "Faster Top-k Document Retrieval Using Block-Max Indexes").
 *
 * The paper keeps the largest score. That would be wrong after the next update, as a score depends on the
 * average length and on the word's weight. Lucene's impacts keep all pairs that no other pair exceeds; four
 * bands come close to that and have a fixed size. */

static const uint8_t band_tops[POSTING_BOUND_BANDS] = {1, 2, 4, BM25_TABLE_COUNT_MAX};

void posting_bound_init(struct posting_bound *bound)
{
    bound->largest = 0;
    memset(bound->shortest, LENGTH_NORMS - 1, sizeof bound->shortest);
}

/* Widens the bound to hold one more posting. */
void posting_bound_add(struct posting_bound *bound, uint8_t count, uint8_t length)
{
    size_t band = 0;
    while (count > band_tops[band]) {
        band++;
    }
    bound->largest = count > bound->largest ? count : bound->largest;
    bound->shortest[band] = length < bound->shortest[band] ? length : bound->shortest[band];
}

void posting_bound_merge(struct posting_bound *bound, const struct posting_bound *other)
{
    bound->largest = other->largest > bound->largest ? other->largest : bound->largest;
    for (size_t i = 0; i < POSTING_BOUND_BANDS; i++) {
        uint8_t shortest = other->shortest[i];
        bound->shortest[i] = shortest < bound->shortest[i] ? shortest : bound->shortest[i];
    }
}

/* BM25's part rises with the count and falls with the length, so a band is worth at most what its largest
 * count in its shortest entry would be. An empty band has the last class, for which every part is all but
 * 0. */
uint16_t posting_bound_part(const struct posting_bound *bound, const struct bm25_table *table)
{
    uint16_t most = 0;
    for (size_t band = 0; band < POSTING_BOUND_BANDS; band++) {
        uint8_t count = bound->largest < band_tops[band] ? bound->largest : band_tops[band];
        uint16_t part = table->parts[count][bound->shortest[band]];
        most = part > most ? part : most;
    }
    return most;
}

/* -- Chunks: a stretch of a list as it is stored --------------------------------------------------- */

/* A bound is copied into a chunk and out of it as it is. */
_Static_assert(sizeof(struct posting_bound) == POSTING_BOUND_BYTES, "bytes alone: in memory as in a chunk");

static const uint8_t *bytes_at(const struct posting_chunk *chunk, size_t offset)
{
    return (const uint8_t *)chunk->bytes.bytes + offset;
}

static uint32_t read_two(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

static uint32_t read_four(const uint8_t *bytes)
{
    return read_two(bytes) | read_two(bytes + 2) << 16;
}

static bool is_few(const struct posting_chunk *chunk)
{
    return *bytes_at(chunk, 0) != 0;
}

/* The header of a block: last entry (4), end of its bytes (2), bound (5). */
static const uint8_t *header_of(const struct posting_chunk *chunk, size_t index)
{
    return bytes_at(chunk, POSTING_CHUNK_HEAD_BYTES + index * POSTING_CHUNK_BLOCK_BYTES);
}

/* A chunk of few postings, which is one block that is not packed into bits. */
static bool unpack_few(const struct posting_chunk *chunk, struct posting_block *block)
{
    struct faqbot_view rest = view_slice(chunk->bytes, 1, chunk->bytes.size);
    uint64_t entry = 0;
    block->count = *bytes_at(chunk, 0);
    if (block->count > POSTING_CHUNK_FEW) {
        return false;
    }
    for (size_t i = 0; i < block->count; i++) {
        uint64_t number;
        if (!buffer_read_varint(&rest, &number) || number / 2 > POSTING_ENTRY_MAX ||
            (i > 0 && number / 2 == 0)) {
            return false;
        }
        entry += number / 2;
        uint8_t count = 1;
        if (number % 2 == 1) {
            if (view_is_empty(rest) || rest.bytes[0] == 0) {
                return false;
            }
            count = (uint8_t)rest.bytes[0];
            rest = view_slice(rest, 1, rest.size);
        }
        if (entry > POSTING_ENTRY_MAX) {
            return false;
        }
        block->entries[i] = (uint32_t)entry;
        block->counts[i] = count;
    }
    return view_is_empty(rest);
}

/* Its bound is not stored: it would take more than most of these lists do. */
static bool open_few(struct posting_chunk *chunk, const uint8_t *classes, uint32_t entry_count)
{
    struct posting_block block;
    if (!unpack_few(chunk, &block) || block.entries[block.count - 1] >= entry_count) {
        return false;
    }
    posting_bound_init(&chunk->bound);
    for (size_t i = 0; i < block.count; i++) {
        posting_bound_add(&chunk->bound, block.counts[i], classes[block.entries[i]]);
    }
    chunk->count = (uint32_t)block.count;
    chunk->block_count = 1;
    chunk->first = block.entries[0];
    chunk->last = block.entries[block.count - 1];
    return true;
}

/* The head alone: blocks are checked when they are listed and unpacked. */
static bool open_many(struct posting_chunk *chunk, uint32_t entry_count)
{
    if (chunk->bytes.size < POSTING_CHUNK_HEAD_BYTES) {
        return false;
    }
    chunk->count = read_two(bytes_at(chunk, 1));
    chunk->first = read_four(bytes_at(chunk, 3));
    memcpy(&chunk->bound, bytes_at(chunk, 7), POSTING_BOUND_BYTES);
    chunk->block_count = (chunk->count + POSTING_BLOCK_MAX - 1) / POSTING_BLOCK_MAX;
    if (chunk->block_count == 0 || chunk->block_count > POSTING_CHUNK_BLOCKS_MAX ||
        chunk->bytes.size < POSTING_CHUNK_HEAD_BYTES + chunk->block_count * POSTING_CHUNK_BLOCK_BYTES) {
        return false;
    }
    chunk->last = read_four(header_of(chunk, chunk->block_count - 1));
    return chunk->first <= chunk->last && chunk->last < entry_count;
}

/* Headers are checked to rise and to stay within the chunk, so that a search that skips by them cannot run
 * backwards. */
static bool blocks_of_many(const struct posting_chunk *chunk, struct posting_chunk_block *blocks)
{
    uint32_t base = chunk->first;
    bool sound = true;
    for (size_t i = 0; i < chunk->block_count && sound; i++) {
        const uint8_t *header = header_of(chunk, i);
        blocks[i].base = base;
        blocks[i].last = read_four(header);
        memcpy(&blocks[i].bound, header + 6, POSTING_BOUND_BYTES);
        sound = base <= blocks[i].last && blocks[i].last <= chunk->last;
        base = blocks[i].last + 1;
    }
    return sound;
}

/* The bytes of a block; false: they are not there. */
static bool slice_block(const struct posting_chunk *chunk, size_t index, struct faqbot_view *bytes)
{
    size_t start = index == 0 ? 0 : read_two(header_of(chunk, index - 1) + 4);
    size_t end = read_two(header_of(chunk, index) + 4);
    size_t head = POSTING_CHUNK_HEAD_BYTES + (size_t)chunk->block_count * POSTING_CHUNK_BLOCK_BYTES;
    if (start > end || end > chunk->bytes.size - head) {
        return false;
    }
    *bytes = view_slice(chunk->bytes, head + start, end - start);
    return true;
}

/* All blocks but the last are full. */
static size_t count_of(const struct posting_chunk *chunk, size_t index)
{
    return index + 1 < chunk->block_count ? POSTING_BLOCK_MAX : (chunk->count - 1) % POSTING_BLOCK_MAX + 1;
}

bool posting_chunk_open(struct faqbot_view bytes, const uint8_t *classes, uint32_t entry_count,
                        struct posting_chunk *chunk)
{
    struct posting_chunk opened = {.bytes = bytes};
    if (entry_count == UINT32_MAX) {
        entry_count--; /* the largest number is never an entry's */
    }
    if (bytes.size == 0 ||
        !(is_few(&opened) ? open_few(&opened, classes, entry_count) : open_many(&opened, entry_count))) {
        return false;
    }
    *chunk = opened;
    return true;
}

bool posting_chunk_blocks(const struct posting_chunk *chunk, struct posting_chunk_block *blocks)
{
    if (is_few(chunk)) {
        *blocks =
            (struct posting_chunk_block){.base = chunk->first, .last = chunk->last, .bound = chunk->bound};
        return true;
    }
    return blocks_of_many(chunk, blocks);
}

bool posting_chunk_unpack(const struct posting_chunk *chunk, size_t index,
                          const struct posting_chunk_block *place, struct posting_block *block)
{
    struct faqbot_view bytes;
    assert(index < chunk->block_count);
    if (is_few(chunk)) {
        return unpack_few(chunk, block);
    }
    return slice_block(chunk, index, &bytes) &&
           posting_block_decode(bytes, place->base, place->last, count_of(chunk, index), block);
}

bool posting_chunk_find(const struct posting_chunk *chunk, size_t index,
                        const struct posting_chunk_block *place, uint32_t entry, uint8_t *times)
{
    struct faqbot_view bytes;
    struct posting_block block;
    assert(index < chunk->block_count);
    if (!is_few(chunk)) {
        return slice_block(chunk, index, &bytes) &&
               posting_block_find(bytes, place->base, place->last, count_of(chunk, index), entry, times);
    }
    if (!unpack_few(chunk, &block)) {
        return false;
    }
    *times = 0;
    for (size_t i = 0; i < block.count; i++) {
        *times = block.entries[i] == entry ? block.counts[i] : *times;
    }
    return true;
}
