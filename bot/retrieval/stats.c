/* retrieval/stats.c - counts what is in an index file. A front end decides how to show it. */
#include <faqbot_tools.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fault.h"
#include "retrieval/collection.h"
#include "retrieval/index.h"

#define SETTING_BYTES_MAX ((size_t)1 << 20)

/* A setting into the caller's text, which stays empty where there is none. Whether there is one. */
static bool take_setting(struct store *store, const char *name, char *text, size_t size,
                         enum faqbot_status *status)
{
    struct arena arena;
    struct faqbot_view value;
    arena_init(&arena, SETTING_BYTES_MAX);
    enum faqbot_status got =
        *status == FAQBOT_OK ? store_get_setting(store, name, &arena, &value) : FAQBOT_NOT_FOUND;
    if (got == FAQBOT_OK) {
        (void)snprintf(text, size, "%.*s", (int)(value.size < size ? value.size : size - 1), value.bytes);
    } else if (got != FAQBOT_NOT_FOUND) {
        *status = got;
    }
    arena_release(&arena);
    return got == FAQBOT_OK;
}

/* Tags stand one a line; where the knowledge base names no language, the first is empty and means English. */
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

/* Every index has a version and languages; older ones do not say which program made them, and small ones have a model
 * in place of counts of words. */
static void take_settings(struct store *store, struct faqbot_stats *stats, enum faqbot_status *status)
{
    char words[32];
    char tags[sizeof stats->languages - 2] = "";
    if (!take_setting(store, INDEX_VERSION, stats->version, sizeof stats->version, status) ||
        !take_setting(store, INDEX_LANGUAGES, tags, sizeof tags, status)) {
        *status = *status == FAQBOT_OK ? FAQBOT_CORRUPT : *status;
    }
    join_tags(tags, stats->languages, sizeof stats->languages);
    (void)take_setting(store, INDEX_PROGRAM, stats->program, sizeof stats->program, status);
    stats->is_large = take_setting(store, LARGE_INDEX_BODY_WORDS, words, sizeof words, status);
}

static void count_rows(struct store *store, struct faqbot_stats *stats, enum faqbot_status *status)
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
    for (size_t i = 0; i < sizeof counts / sizeof *counts && *status == FAQBOT_OK; i++) {
        *status = store_stats_count(store, counts[i].which, counts[i].count);
    }
    stats->phrasings = stats->questions + stats->passages + further;
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
    take_settings(store, &found, &status);
    count_rows(store, &found, &status);
    status = status == FAQBOT_OK ? store_stats_tables(store, take_table, &found) : status;
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
