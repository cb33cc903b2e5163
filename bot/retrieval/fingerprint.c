/* retrieval/fingerprint.c - the content hash of a knowledge base. index_entry.c and index_settings.c decide what
 * counts.
 *
 * * Deliberately not cryptographic: it tells versions of one owner's text apart, and nobody gains by making two of
 * them alike. */
#include "retrieval/fingerprint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define SETTINGS_HASH "settings_hash"
#define ENTRIES_HASH "entries_hash"

static uint64_t hash_number(uint64_t hash, uint64_t number)
{
    char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (char)(number >> 8 * i);
    }
    return view_hash(hash, view_make(bytes, sizeof bytes));
}

void content_hash_init(struct content_hash *content_hash)
{
    *content_hash = (struct content_hash){.part = VIEW_HASH_SEED};
}

void content_hash_add(struct content_hash *content_hash, struct faqbot_view text)
{
    content_hash->part = view_hash(content_hash->part, text);
    content_hash->part = view_hash(content_hash->part, view_make("", 1)); /* "ab", "c" is not "a", "bc" */
}

static uint64_t take_part(struct content_hash *content_hash)
{
    uint64_t part = content_hash->part;
    content_hash->part = VIEW_HASH_SEED;
    return part;
}

void content_hash_close_settings(struct content_hash *content_hash)
{
    content_hash->settings = take_part(content_hash);
}

void content_hash_close_entry(struct content_hash *content_hash, uint32_t number)
{
    content_hash->entries += hash_number(take_part(content_hash), number);
}

void content_hash_remove_entry(struct content_hash *content_hash, uint32_t number)
{
    content_hash->entries -= hash_number(take_part(content_hash), number);
}

static void write_hash(struct store *store, const char *name, uint64_t hash)
{
    char text[24];
    snprintf(text, sizeof text, "%016" PRIx64, hash);
    store_change_setting(store, name, view_of(text));
}

void content_hash_write(const struct content_hash *content_hash, struct store *store)
{
    write_hash(store, SETTINGS_HASH, content_hash->settings);
    write_hash(store, ENTRIES_HASH, content_hash->entries);
}

static uint64_t read_hash(struct store *store, const char *name, struct arena *arena,
                          enum faqbot_status *status)
{
    struct faqbot_view text;
    *status = *status == FAQBOT_OK ? store_get_setting(store, name, arena, &text) : *status;
    return *status == FAQBOT_OK ? strtoull(text.bytes, NULL, 16) : 0;
}

void content_hash_read(struct content_hash *content_hash, struct store *store, struct arena *arena,
                       enum faqbot_status *status)
{
    uint64_t settings = read_hash(store, SETTINGS_HASH, arena, status);
    uint64_t entries = read_hash(store, ENTRIES_HASH, arena, status);
    if (*status == FAQBOT_OK) {
        *content_hash =
            (struct content_hash){.settings = settings, .entries = entries, .part = VIEW_HASH_SEED};
    }
}

uint64_t content_hash_version(const struct content_hash *content_hash)
{
    return hash_number(content_hash->settings, content_hash->entries);
}
