/* retrieval/fingerprint.c - a hash of a knowledge. What of it counts is index.c's. */
#include "retrieval/fingerprint.h"

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

uint64_t fingerprint_version(const struct fingerprint *fingerprint)
{
    return hash_number(fingerprint->settings, fingerprint->entries);
}
