/* retrieval/fingerprint.h - the version of a knowledge base: a hash of all that it says. It is a sum over the entries,
 * so that an update replaces one of them without reading the others. */
#ifndef RETRIEVAL_FINGERPRINT_H
#define RETRIEVAL_FINGERPRINT_H

#include "store/store.h"

struct content_hash {
    uint64_t settings; /* of all that comes before the entries */
    uint64_t entries;  /* of all entries, each with its number */
    uint64_t part;     /* of the settings, then of the entry at hand */
};

void content_hash_init(struct content_hash *content_hash);

/* Adds a text to the settings or to the entry at hand. */
void content_hash_add(struct content_hash *content_hash, struct faqbot_view text);

/* Ends the settings; the first entry begins. */
void content_hash_close_settings(struct content_hash *content_hash);

/* Ends an entry: it counts from now on; or, of one that did, no longer. The next begins. */
void content_hash_close_entry(struct content_hash *content_hash, uint32_t number);
void content_hash_remove_entry(struct content_hash *content_hash, uint32_t number);

/* As settings of the store: written, replacing those that are there; and read. As the store fails; NOT_FOUND where they
 * were never written. */
void content_hash_write(const struct content_hash *content_hash, struct store *store);
void content_hash_read(struct content_hash *content_hash, struct store *store, struct arena *arena,
                       enum faqbot_status *status);

uint64_t content_hash_version(const struct content_hash *content_hash);

#endif
