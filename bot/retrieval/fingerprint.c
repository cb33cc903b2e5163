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

void fingerprint_init(struct fingerprint *fingerprint)
{
    *fingerprint = (struct fingerprint){.part = VIEW_HASH_SEED};
}

void fingerprint_add(struct fingerprint *fingerprint, struct faqbot_view text)
{
    fingerprint->part = view_hash(fingerprint->part, text);
    fingerprint->part = view_hash(fingerprint->part, view_make("", 1)); /* "ab", "c" is not "a", "bc" */
}

static uint64_t take_part(struct fingerprint *fingerprint)
{
    uint64_t part = fingerprint->part;
    fingerprint->part = VIEW_HASH_SEED;
    return part;
}

void fingerprint_close_settings(struct fingerprint *fingerprint)
{
    fingerprint->settings = take_part(fingerprint);
}

void fingerprint_close_entry(struct fingerprint *fingerprint, uint32_t number)
{
    fingerprint->entries += hash_number(take_part(fingerprint), number);
}

void fingerprint_take_back_entry(struct fingerprint *fingerprint, uint32_t number)
{
    fingerprint->entries -= hash_number(take_part(fingerprint), number);
}

static void write_hash(struct store *store, const char *name, uint64_t hash)
{
    char text[24];
    snprintf(text, sizeof text, "%016" PRIx64, hash);
    store_change_setting(store, name, view_of(text));
}

void fingerprint_write(const struct fingerprint *fingerprint, struct store *store)
{
    write_hash(store, SETTINGS_HASH, fingerprint->settings);
    write_hash(store, ENTRIES_HASH, fingerprint->entries);
}

static uint64_t read_hash(struct store *store, const char *name, struct arena *arena,
                          enum faqbot_status *status)
{
    struct faqbot_view text;
    *status = *status == FAQBOT_OK ? store_get_setting(store, name, arena, &text) : *status;
    return *status == FAQBOT_OK ? strtoull(text.bytes, NULL, 16) : 0;
}

void fingerprint_read(struct fingerprint *fingerprint, struct store *store, struct arena *arena,
                      enum faqbot_status *status)
{
    uint64_t settings = read_hash(store, SETTINGS_HASH, arena, status);
    uint64_t entries = read_hash(store, ENTRIES_HASH, arena, status);
    if (*status == FAQBOT_OK) {
        *fingerprint = (struct fingerprint){.settings = settings, .entries = entries, .part = VIEW_HASH_SEED};
    }
}

uint64_t fingerprint_version(const struct fingerprint *fingerprint)
{
    return hash_number(fingerprint->settings, fingerprint->entries);
}
