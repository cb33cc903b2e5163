/* unit/search/made_collection.h - entries written in a test, in a store as those of a large knowledge base
 * are, however few they be. */
#ifndef UNIT_SEARCH_MADE_COLLECTION_H
#define UNIT_SEARCH_MADE_COLLECTION_H

#include "unit/search/made_model.h"

#include <stdio.h>

#include "search/search_internal.h"
#include "index/index_internal.h"
#include "text/text.h"
#include "unit/status_of.h"

struct made_collection {
    struct store *store; /* in memory */
    struct large_index *large_index;
    struct synonyms *synonyms;
    struct languages languages; /* English, German */
    struct arena loaded;
    struct arena arena;
    uint32_t count;
};

/* What is needed while it is made. */
struct made_collecting {
    struct made_collection *made;
    struct vocabulary vocabulary;
    struct large_index_builder builder;
    struct buffer content;
};

static inline void made_collect_row(struct made_collecting *making, const struct entry *entry)
{
    char id[32];
    struct store_entry taken;
    struct made_collection *made = making->made;
    struct entry named = *entry;
    snprintf(id, sizeof id, "e%u", made->count);
    named.id = view_of(id);
    named.path = "made";
    const struct faqbot_node nodes[] = {{.kind = FAQBOT_NODE_PARAGRAPH},
                                        {.kind = FAQBOT_NODE_TEXT, .text = entry->text},
                                        {.kind = FAQBOT_NODE_CLOSE}};
    buffer_reset(&making->content);
    rich_encode(nodes, COUNT(nodes), &making->content);
    assert_false(making->content.failed);
    struct store_entry row =
        index_entry_row(&named, made->count, view_of("en"), buffer_view(&making->content));
    assert_int_equal(store_add_entry(made->store, &row, &made->arena, &taken), FAQBOT_OK);
    for (size_t i = 0; i < entry->phrasing_count; i++) {
        store_add_phrasing(made->store, made->count, (unsigned)i, entry->phrasings[i], view_of(""));
    }
}

static inline void made_collect(struct made_collecting *making, const struct entry *entry, size_t language)
{
    struct made_collection *made = making->made;
    struct index_entry_words words = {
        .synonyms = made->synonyms, .vocabulary = &making->vocabulary, .arena = &made->arena};
    arena_reset(&made->arena);
    made_collect_row(making, entry);
    enum faqbot_status status = FAQBOT_OK;
    index_entry_count(entry, made->languages.stems[language], language, &words, &status);
    large_index_builder_close(&making->builder, &making->vocabulary, words.head, words.body, &status);
    assert_int_equal(status, FAQBOT_OK);
    made->count++;
}

static inline void made_collect_start(struct made_collection *made, struct made_collecting *making)
{
    *made = (struct made_collection){0};
    *making = (struct made_collecting){.made = made};
    arena_init(&made->loaded, (size_t)64 << 20);
    arena_init(&made->arena, (size_t)256 << 20);
    buffer_init(&making->content, SIZE_MAX);
    assert_int_equal(STATUS_OF(languages_init, &made->languages, view_of("en")), FAQBOT_OK);
    assert_int_equal(STATUS_OF(languages_add, &made->languages, view_of("de")), FAQBOT_OK);
    made->synonyms = synonyms_new(view_of("en"));
    assert_non_null(made->synonyms);
    assert_int_equal(STATUS_OF(synonyms_finish, made->synonyms), FAQBOT_OK);
    assert_int_equal(store_create(NULL, &made->store, NULL), FAQBOT_OK);
    vocabulary_init(&making->vocabulary);
    assert_int_equal(large_index_builder_init(&making->builder, made->store), FAQBOT_OK);
}

static inline void made_collect_finish(struct made_collection *made, struct made_collecting *making)
{
    enum faqbot_status status = FAQBOT_OK;
    vocabulary_write(&making->vocabulary, made->store, &status);
    large_index_builder_write(&making->builder, &making->vocabulary, &status);
    assert_int_equal(status, FAQBOT_OK);
    vocabulary_release(&making->vocabulary);
    large_index_builder_release(&making->builder);
    buffer_release(&making->content);
    large_index_open(made->store, made->count, &made->loaded, &made->large_index, &status);
    assert_int_equal(status, FAQBOT_OK);
}

static inline void made_collection_close(struct made_collection *made)
{
    large_index_close(made->large_index);
    store_close(made->store);
    synonyms_free(made->synonyms);
    languages_release(&made->languages);
    arena_release(&made->loaded);
    arena_release(&made->arena);
}

/* The model of a question's candidates, in the arena, which is not reset; so are the question's words. */
struct made_rerank {
    const struct model *model;
    uint32_t *entries; /* by the model's numbers: the store's */
};

static inline struct made_rerank made_rerank(struct made_collection *made, const char *question,
                                             struct synonyms_words *words)
{
    const struct searcher searcher = {
        .large_index = made->large_index, .languages = made->languages, .synonyms = made->synonyms};
    const struct question_language language = made_language(&made->languages);
    struct made_rerank rerank;
    enum faqbot_status status = FAQBOT_OK;
    query_split(view_of(question), &made->arena, words, &status);
    rerank.model = rerank_build(&searcher, words, &language, 10, &made->arena, &rerank.entries, &status);
    assert_int_equal(status, FAQBOT_OK);
    return rerank;
}

#endif
