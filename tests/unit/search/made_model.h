/* unit/search/made_model.h - a model of a few entries written in a test, and questions put to it step by
 * step. */
#ifndef UNIT_SEARCH_MADE_MODEL_H
#define UNIT_SEARCH_MADE_MODEL_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "search/search_internal.h"
#include "index/index_internal.h"
#include "unit/status_of.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define MADE_PHRASINGS_MAX 8

/* An entry: a FAQ with phrasings, or a passage where `title` is set (phrasings[0] is its heading then). */
struct made_entry {
    const char *phrasings[MADE_PHRASINGS_MAX];
    const char *text;
    const char *title;
    size_t language;
};

struct made {
    struct store *store; /* in memory */
    struct model model;
    struct synonyms *synonyms;
    struct languages languages; /* English, German */
    struct arena arena;
};

static void made_add(struct model_builder *builder, const struct made_entry *from)
{
    struct faqbot_view phrasings[MADE_PHRASINGS_MAX];
    struct entry entry = {.kind = from->title == NULL ? ENTRY_FAQ : ENTRY_PASSAGE,
                          .phrasings = phrasings,
                          .title = view_of(from->title),
                          .text = view_of(from->text)};
    while (entry.phrasing_count < MADE_PHRASINGS_MAX && from->phrasings[entry.phrasing_count] != NULL) {
        phrasings[entry.phrasing_count] = view_of(from->phrasings[entry.phrasing_count]);
        entry.phrasing_count++;
    }
    enum faqbot_status status = FAQBOT_OK;
    model_builder_add(builder, &entry, from->language, &status);
    assert_int_equal(status, FAQBOT_OK);
}

/* The store, not yet read back; with the vectors of the lexicon where it is wanted. */
static inline void made_write_with(struct made *made, const struct made_entry *entries, size_t count,
                                   bool has_lexicon)
{
    memset(made, 0, sizeof *made);
    arena_init(&made->arena, (size_t)64 << 20);
    assert_int_equal(STATUS_OF(languages_init, &made->languages, view_of("en")), FAQBOT_OK);
    assert_int_equal(STATUS_OF(languages_add, &made->languages, view_of("de")), FAQBOT_OK);
    if (has_lexicon) {
        assert_int_equal(STATUS_OF(languages_open_lexicon, &made->languages), FAQBOT_OK);
    }
    made->synonyms = synonyms_new(view_of("en"));
    assert_non_null(made->synonyms);
    assert_int_equal(STATUS_OF(synonyms_finish, made->synonyms), FAQBOT_OK);
    struct model_builder *builder = model_builder_new(made->synonyms, &made->languages);
    assert_non_null(builder);
    for (size_t i = 0; i < count; i++) {
        made_add(builder, &entries[i]);
    }
    assert_int_equal(store_create(NULL, &made->store, NULL), FAQBOT_OK);
    enum faqbot_status status = FAQBOT_OK;
    model_builder_write(builder, made->store, &status);
    assert_int_equal(status, FAQBOT_OK);
    model_builder_free(builder);
}

static inline void made_write(struct made *made, const struct made_entry *entries, size_t count)
{
    made_write_with(made, entries, count, false);
}

static inline void made_open_with(struct made *made, const struct made_entry *entries, size_t count,
                                  bool has_lexicon)
{
    made_write_with(made, entries, count, has_lexicon);
    assert_int_equal(STATUS_OF(model_read, &made->model, made->store), FAQBOT_OK);
}

static inline void made_open(struct made *made, const struct made_entry *entries, size_t count)
{
    made_open_with(made, entries, count, false);
}

static inline void made_close(struct made *made)
{
    model_release(&made->model);
    store_close(made->store);
    synonyms_free(made->synonyms);
    languages_release(&made->languages);
    arena_release(&made->arena);
}

/* A question and what came of it; all in the arena. */
struct made_search {
    struct terms terms;
    struct features features;
    struct ranking ranking;
    struct confidence confidence;
};

/* What a question in the first language is read with. */
static inline struct question_language made_language(const struct languages *languages)
{
    return (struct question_language){.stems = languages->stems[0],
                                      .lexicon = languages_lexicon(languages, 0)};
}

static inline void made_take(struct made *made, const char *question, struct terms *terms,
                             struct features *features)
{
    struct synonyms_words words;
    const struct question_language language = made_language(&made->languages);
    enum faqbot_status status = FAQBOT_OK;
    query_split(view_of(question), &made->arena, &words, &status);
    terms_collect(&made->model, &language, &words, &made->arena, terms, &status);
    features_compute(&made->model, &language, terms, &made->arena, features, &status);
    assert_int_equal(status, FAQBOT_OK);
}

static inline void made_ask(struct made *made, const char *question, size_t language,
                            struct made_search *search)
{
    struct made_search asked;
    made_take(made, question, &asked.terms, &asked.features);
    enum faqbot_status status = FAQBOT_OK;
    rank_entries(&made->model, &asked.features, language, 10, &made->arena, &asked.ranking, &status);
    assert_int_equal(status, FAQBOT_OK);
    asked.confidence = confidence_of(&made->model, &asked.terms, &asked.features, &asked.ranking);
    *search = asked;
}

#endif
