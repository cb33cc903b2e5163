/* retrieval/fingerprint.c - a hash of a knowledge. What of it counts is index.c's. */
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

void fingerprint_close_settings(struct fingerprint *fingerprint)
{
    fingerprint->settings = fingerprint->part;
    fingerprint->part = VIEW_HASH_SEED;
}

static uint64_t take_part(struct fingerprint *fingerprint, uint32_t number)
{
    uint64_t part = hash_number(fingerprint->part, number);
    fingerprint->part = VIEW_HASH_SEED;
    return part;
}

void fingerprint_close_entry(struct fingerprint *fingerprint, uint32_t number)
{
    fingerprint->entries += take_part(fingerprint, number);
}

void fingerprint_take_back_entry(struct fingerprint *fingerprint, uint32_t number)
{
    fingerprint->entries -= take_part(fingerprint, number);
}

static enum faqbot_status write_hash(struct store *store, const char *name, uint64_t hash)
{
    char text[24];
    snprintf(text, sizeof text, "%016" PRIx64, hash);
    return store_change_setting(store, name, view_of(text));
}

enum faqbot_status fingerprint_write(const struct fingerprint *fingerprint, struct store *store)
{
    enum faqbot_status status = write_hash(store, SETTINGS_HASH, fingerprint->settings);
    return status == FAQBOT_OK ? write_hash(store, ENTRIES_HASH, fingerprint->entries) : status;
}

enum faqbot_status fingerprint_read(struct fingerprint *fingerprint, struct store *store, struct arena *arena)
{
    struct faqbot_view settings;
    struct faqbot_view entries;
    enum faqbot_status status = store_get_setting(store, SETTINGS_HASH, arena, &settings);
    if (status == FAQBOT_OK) {
        status = store_get_setting(store, ENTRIES_HASH, arena, &entries);
    }
    if (status == FAQBOT_OK) {
        fingerprint_init(fingerprint);
        fingerprint_close_settings(fingerprint);
        fingerprint->settings = strtoull(settings.bytes, NULL, 16);
        fingerprint->entries = strtoull(entries.bytes, NULL, 16);
    }
    return status;
}

uint64_t fingerprint_version(const struct fingerprint *fingerprint)
{
    return hash_number(fingerprint->settings, fingerprint->entries);
}
