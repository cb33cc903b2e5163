/* base/siphash.h - a hash with a key: whoever does not know the key cannot choose strings that fall together. */
#ifndef BASE_SIPHASH_H
#define BASE_SIPHASH_H

#include <stdint.h>

#include <faqbot.h>

struct siphash_key {
    uint64_t halves[2];
};

/* SipHash-1-3 of the bytes (Aumasson and Bernstein 2012, "SipHash: a fast short-input PRF"; one round a word and three
 * at the end are what hash tables take it for). The same on every machine. */
uint64_t siphash(struct siphash_key key, struct faqbot_view bytes);

#endif
