/* retrieval/fingerprint.h - the version of a knowledge base: a hash of all that it says. It is a sum over the entries,
 * so that an update replaces one of them without reading the others. */
#ifndef RETRIEVAL_FINGERPRINT_H
#define RETRIEVAL_FINGERPRINT_H

#include "store/store.h"

struct fingerprint {
    uint64_t settings; /* of all that comes before the entries */
    uint64_t entries;  /* of all entries, each with its number */
    uint64_t part;     /* of the settings, then of the entry at hand */
};

void fingerprint_init(struct fingerprint *fingerprint);

/* Adds a text to the settings or to the entry at hand. */
void fingerprint_add(struct fingerprint *fingerprint, struct faqbot_view text);

/* Ends the settings; the first entry begins. */
void fingerprint_close_settings(struct fingerprint *fingerprint);

/* Ends an entry: it counts from now on; or, of one that did, no longer. The next begins. */
void fingerprint_close_entry(struct fingerprint *fingerprint, uint32_t number);
void fingerprint_take_back_entry(struct fingerprint *fingerprint, uint32_t number);

/* As settings of the store: written, replacing those that are there; and read. As the store fails; NOT_FOUND where they
 * were never written. */
void fingerprint_write(const struct fingerprint *fingerprint, struct store *store);
void fingerprint_read(struct fingerprint *fingerprint, struct store *store, struct arena *arena,
                      enum faqbot_status *status);

uint64_t fingerprint_version(const struct fingerprint *fingerprint);

#endif
