/* unit/index/made_store.h - an index in memory of a few lines of JSON Lines. */
#ifndef UNIT_INDEX_MADE_STORE_H
#define UNIT_INDEX_MADE_STORE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index/index_internal.h"

/* The index of the knowledge base at that path. The caller's, released by store_close(). */
static inline struct store *made_store_of(const char *path)
{
    struct store *store;
    struct faqbot_fault fault = {0};
    struct faqbot_index_result result;
    struct fault_reporter reporter = {.report = NULL};
    const struct faqbot_index_options options = {.knowledge = path};
    assert_int_equal(store_create(NULL, &store, &fault), FAQBOT_OK);
    if (index_build(store, &options, &reporter, &result, &fault) != FAQBOT_OK) {
        fail_msg("%s", fault.sentence);
    }
    assert_int_equal(result.errors, 0);
    return store;
}

static inline struct store *made_store(const char *lines)
{
    char folder[] = "/tmp/faqbot-made-XXXXXX";
    char path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.jsonl", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(lines, file) >= 0);
    assert_int_equal(fclose(file), 0);
    struct store *store = made_store_of(path);
    assert_int_equal(unlink(path) + rmdir(folder), 0);
    return store;
}

/* An entry as it was packed; the caller frees it. */
static inline struct forward_entry *made_store_entry(struct store *store, uint32_t number)
{
    struct arena arena;
    struct faqbot_view bytes = {0};
    struct faqbot_view forms = {0};
    enum faqbot_status status = FAQBOT_OK;
    arena_init(&arena, (size_t)64 << 20);
    store_get_forward(store, number, &arena, &bytes, &status);
    store_get_setting(store, ENTRY_INDEX_FORMS, &arena, &forms, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_true(forward_size(bytes) > 0);
    struct forward_entry *entry = malloc(forward_size(bytes));
    assert_non_null(entry);
    assert_true(forward_decode(bytes, number, (uint32_t)strtoul(forms.bytes, NULL, 10), entry));
    arena_release(&arena);
    return entry;
}

/* The sums of the classifier. */
static inline void made_store_sums(struct store *store, struct meaning_sums *sums)
{
    struct arena arena;
    struct faqbot_view bytes = {0};
    enum faqbot_status status = FAQBOT_OK;
    arena_init(&arena, (size_t)16 << 20);
    store_get_model(store, ENTRY_INDEX_MEANING_SUMS, &arena, &bytes, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_int_equal(bytes.size, sizeof *sums);
    memcpy(sums, bytes.bytes, sizeof *sums);
    arena_release(&arena);
}

/* Whether sums are the same but for rounding; the upper half is not used. */
static inline bool made_sums_are_near(const struct meaning_sums *left, const struct meaning_sums *right)
{
    for (size_t i = 0; i < LEXICON_DIMENSIONS; i++) {
        for (size_t j = 0; j <= i; j++) {
            double difference = left->matrix[i][j] - right->matrix[i][j];
            if (!(difference < 1e-9 && difference > -1e-9)) {
                return false;
            }
        }
    }
    return true;
}

#endif
