/* retrieval/stats.c - what is in an index file. How it is shown is a face's. */
#include <faqbot/stats.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fault.h"
#include "retrieval/collection.h"
#include "retrieval/index.h"

#define SETTING_BYTES_MAX ((size_t)1 << 20)

static enum faqbot_status take_setting(struct store *store, const char *name, char *text, size_t size)
{
    struct arena arena;
    struct faqbot_view value = {.size = 0};
    arena_init(&arena, SETTING_BYTES_MAX);
    enum faqbot_status status = store_get_setting(store, name, &arena, &value);
    if (status == FAQBOT_OK) {
        (void)snprintf(text, size, "%.*s", (int)(value.size < size ? value.size : size - 1), value.bytes);
    }
    arena_release(&arena);
    return status;
}

/* Tags stand one a line; where the knowledge names no language, the first is empty and means English. */
static void join_tags(const char *lines, char *tags, size_t size)
{
    (void)snprintf(tags, size, "%s%s", lines[0] == '\0' || lines[0] == '\n' ? "en" : "", lines);
    size_t used = strlen(tags);
    while (used > 0 && tags[used - 1] == '\n') {
        tags[--used] = '\0';
    }
    for (size_t i = 0; i < used; i++) {
        tags[i] = tags[i] == '\n' ? ' ' : tags[i];
    }
}

static enum faqbot_status take_settings(struct store *store, struct faqbot_stats *stats)
{
    char words[32];
    char tags[sizeof stats->languages - 2] = "";
    enum faqbot_status status = take_setting(store, INDEX_VERSION, stats->version, sizeof stats->version);
    if (status == FAQBOT_OK) {
        status = take_setting(store, INDEX_LANGUAGES, tags, sizeof tags);
        join_tags(tags, stats->languages, sizeof stats->languages);
    }
    if (status == FAQBOT_OK) {
        status = take_setting(store, INDEX_PROGRAM, stats->program, sizeof stats->program);
        status = status == FAQBOT_NOT_FOUND ? FAQBOT_OK : status;
    }
    if (status == FAQBOT_OK) {
        status = take_setting(store, COLLECTION_BODY_WORDS, words, sizeof words);
        stats->is_large = status == FAQBOT_OK;
        status = status == FAQBOT_NOT_FOUND ? FAQBOT_OK : status;
    }
    return status;
}

static enum faqbot_status count_rows(struct store *store, struct faqbot_stats *stats)
{
    uint64_t further = 0;
    const struct {
        enum store_count which;
        uint64_t *count;
    } counts[] = {{STORE_COUNT_FAQ, &stats->questions},
                  {STORE_COUNT_PASSAGES, &stats->passages},
                  {STORE_COUNT_FURTHER, &further},
                  {STORE_COUNT_STEMS, &stats->stems},
                  {STORE_COUNT_SPELLINGS, &stats->spellings},
                  {STORE_COUNT_USES, &stats->words}};
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < sizeof counts / sizeof *counts && status == FAQBOT_OK; i++) {
        status = store_stats_count(store, counts[i].which, counts[i].count);
    }
    stats->phrasings = stats->questions + stats->passages + further;
    return status;
}

static enum faqbot_status take_table(void *user, struct faqbot_view name, uint64_t bytes)
{
    struct faqbot_stats *stats = user;
    if (stats->table_count < FAQBOT_STATS_TABLES_MAX) {
        struct faqbot_stats_table *table = &stats->tables[stats->table_count++];
        table->bytes = bytes;
        (void)snprintf(table->name, sizeof table->name, "%.*s", (int)(name.size < 31 ? name.size : 31),
                       name.bytes);
    }
    return FAQBOT_OK;
}

enum faqbot_status faqbot_stats(const char *index, struct faqbot_stats *stats, struct faqbot_fault *fault)
{
    struct store *store = NULL;
    struct stat about;
    struct faqbot_stats found = {.format = store_stats_format()};
    enum faqbot_status status = store_open(index, &store, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    found.bytes = stat(index, &about) == 0 ? (uint64_t)about.st_size : 0;
    status = take_settings(store, &found);
    if (status == FAQBOT_OK) {
        status = count_rows(store, &found);
    }
    if (status == FAQBOT_OK) {
        status = store_stats_tables(store, take_table, &found);
    }
    bool is_intact = store_is_intact(store);
    store_close(store);
    if (status != FAQBOT_OK || !is_intact) {
        status = status == FAQBOT_NOT_FOUND || !is_intact ? FAQBOT_CORRUPT : status;
        return fault_set(fault, status, index, 0, "cannot read the index: it is %s",
                         faqbot_status_text(status));
    }
    *stats = found;
    return FAQBOT_OK;
}
