/* util/siphash.c - SipHash-1-3: a hash with a key, for tables whose keys strangers choose.
 *
 * Without the key nobody can choose strings that fall into one bucket and make each look-up as slow as a
 * list. (Aumasson and Bernstein 2012, "SipHash: a fast short-input PRF". The paper proposes 2-4; one round a
 * word and three at the end are what hash tables settled for, such as Rust's.) Bytes are read in
 * little-endian order whatever the machine is. What is written to a file or decides an order takes
 * view_hash() instead, which knows no key. */
#include "util/util.h"

#include <stddef.h>

static uint64_t rotated(uint64_t word, unsigned bits)
{
    return word << bits | word >> (64 - bits);
}

/* One SipRound: additions, rotations and exclusive ors of four words. */
static void mix(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotated(v[1], 13) ^ v[0];
    v[0] = rotated(v[0], 32);
    v[2] += v[3];
    v[3] = rotated(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotated(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotated(v[1], 17) ^ v[2];
    v[2] = rotated(v[2], 32);
}

static void take_word(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    mix(v);
    v[0] ^= word;
}

/* Little-endian, whatever the machine is. */
static uint64_t read_rest(const char *bytes, size_t count)
{
    uint64_t word = 0;
    for (size_t i = 0; i < count; i++) {
        word |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
    }
    return word;
}

/* The same of a whole word, written out: compilers make one load of it. */
static uint64_t read_word(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

/* The four constants spell "somepseudorandomlygeneratedbytes". The last word holds the bytes left over and,
 * in its highest byte, the length, so that strings of zeros of different lengths differ. */
uint64_t siphash(struct siphash_key key, struct faqbot_view bytes)
{
    uint64_t v[4] = {
        key.halves[0] ^ UINT64_C(0x736f6d6570736575), key.halves[1] ^ UINT64_C(0x646f72616e646f6d),
        key.halves[0] ^ UINT64_C(0x6c7967656e657261), key.halves[1] ^ UINT64_C(0x7465646279746573)};
    size_t whole = bytes.size / 8 * 8;
    for (size_t at = 0; at < whole; at += 8) {
        take_word(v, read_word(bytes.bytes + at));
    }
    uint64_t rest = bytes.size == whole ? 0 : read_rest(bytes.bytes + whole, bytes.size - whole);
    take_word(v, rest | (uint64_t)bytes.size << 56);
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++) {
        mix(v);
    }
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
