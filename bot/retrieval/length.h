/* retrieval/length.h - the length of a text in one byte: exact up to 31 words, then in steps of 3 to 6 %. */
#ifndef RETRIEVAL_LENGTH_H
#define RETRIEVAL_LENGTH_H

#include <stdint.h>

#define LENGTH_NORMS 256

/* The class of a text of so many words; classes rise with lengths. From 507904 words on all are of the last one: more
 * than fit on the longest line that is read. */
uint8_t length_norm(uint64_t words);

/* The shortest length of a class: length_norm(length_norm_words(c)) == c. */
uint32_t length_norm_words(uint8_t length);

#endif
