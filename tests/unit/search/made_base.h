/* unit/search/made_base.h - a knowledge base written in a test, indexed and opened for searching as any other is, and
 * questions put to it step by step. */
#ifndef UNIT_SEARCH_MADE_BASE_H
#define UNIT_SEARCH_MADE_BASE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "search/search_internal.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define MADE_PHRASINGS_MAX 8

/* Passages of words that no question has, enough of which make most entries no candidates of a question. */
#define MADE_OTHERS 2000

/* An entry: a FAQ with phrasings, or a passage where `title` is set (phrasings[0] is its heading then). Entries are
 * numbered as they stand in their table, and are called "e" and that number. */
struct made_entry {
    const char *phrasings[MADE_PHRASINGS_MAX];
    const char *text;
    const char *title;
    bool is_german;
};

struct made_base {
    struct searcher *searcher;
    struct arena arena;
};

/* ==== making =========================================================================================== */

/* Opens what these lines of JSON say; nothing of it is wrong. */
static inline void made_open_lines(struct made_base *made, struct faqbot_view lines)
{
    char folder[] = "/tmp/faqbot-base-XXXXXX";
    char path[64];
    struct faqbot_fault fault;
    struct fault_reporter reporter = {.report = NULL};
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.jsonl", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(lines.bytes, 1, lines.size, file), lines.size);
    assert_int_equal(fclose(file), 0);
    if (search_open(&(struct search_source){.knowledge = path}, &reporter, &made->searcher, &fault) !=
        FAQBOT_OK) {
        fail_msg("%s", fault.sentence);
    }
    assert_int_equal(reporter.errors, 0);
    assert_int_equal(remove(path), 0);
    assert_int_equal(rmdir(folder), 0);
    arena_init(&made->arena, (size_t)256 << 20);
}

static inline void made_write_settings(struct buffer *lines, const char *lang, bool has_lexicon)
{
    struct json_writer writer = json_writer_make(lines);
    json_writer_open_object(&writer, NULL);
    json_writer_open_object(&writer, "settings");
    json_writer_add_text(&writer, "lang", lang);
    if (!has_lexicon) {
        json_writer_add_text(&writer, "lexicon", "no");
    }
    json_writer_close_object(&writer);
    json_writer_close_object(&writer);
    buffer_add_byte(lines, '\n');
}

static inline void made_write_entry(struct buffer *lines, size_t number, const struct made_entry *entry)
{
    char id[32];
    bool is_passage = entry->title != NULL;
    struct json_writer writer = json_writer_make(lines);
    snprintf(id, sizeof id, "e%zu", number);
    json_writer_open_object(&writer, NULL);
    json_writer_add_text(&writer, "id", id);
    if (is_passage) {
        json_writer_add_text(&writer, "title", entry->title);
        json_writer_add_optional(&writer, "heading", view_of(entry->phrasings[0]));
    } else {
        json_writer_add_text(&writer, "question", entry->phrasings[0]);
        json_writer_open_array(&writer, "also");
        for (size_t i = 1; i < MADE_PHRASINGS_MAX && entry->phrasings[i] != NULL; i++) {
            json_writer_add_text(&writer, NULL, entry->phrasings[i]);
        }
        json_writer_close_array(&writer);
    }
    json_writer_add_text(&writer, is_passage ? "text" : "answer", entry->text);
    if (entry->is_german) {
        json_writer_add_text(&writer, "lang", "de");
    }
    json_writer_close_object(&writer);
    buffer_add_byte(lines, '\n');
}

static inline void made_write_others(struct buffer *lines, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        char line[160];
        snprintf(line, sizeof line,
                 "{\"id\":\"z%u\",\"title\":\"Wub%ufol\",\"text\":\"Zib%ubal oz gub%u. Kaf kaf wom%uz.\"}\n",
                 i, i % 700, i % 90, i % 1300, i);
        buffer_add_text(lines, line);
    }
}

/* The entries, and `others` of the passages of MADE_OTHERS. */
static inline void made_open_among(struct made_base *made, const struct made_entry *entries, size_t count,
                                   bool has_lexicon, unsigned others)
{
    struct buffer lines;
    buffer_init(&lines, SIZE_MAX);
    made_write_settings(&lines, "en", has_lexicon);
    for (size_t i = 0; i < count; i++) {
        made_write_entry(&lines, i, &entries[i]);
    }
    made_write_others(&lines, others);
    assert_false(lines.failed);
    made_open_lines(made, buffer_view(&lines));
    buffer_release(&lines);
}

static inline void made_open_with(struct made_base *made, const struct made_entry *entries, size_t count,
                                  bool has_lexicon)
{
    made_open_among(made, entries, count, has_lexicon, 0);
}

static inline void made_open(struct made_base *made, const struct made_entry *entries, size_t count)
{
    made_open_with(made, entries, count, false);
}

/* The questions, up to a NULL, in the language `lang`, and others. Each question's answer is a word of its own. */
static inline void made_open_questions(struct made_base *made, const char *lang, const char *const *questions,
                                       unsigned others)
{
    struct buffer lines;
    buffer_init(&lines, SIZE_MAX);
    made_write_settings(&lines, lang, true);
    for (unsigned i = 0; questions[i] != NULL; i++) {
        char answer[32];
        snprintf(answer, sizeof answer, "Wub%ufol.", i);
        const struct made_entry entry = {.phrasings = {questions[i]}, .text = answer};
        made_write_entry(&lines, i, &entry);
    }
    made_write_others(&lines, others);
    assert_false(lines.failed);
    made_open_lines(made, buffer_view(&lines));
    buffer_release(&lines);
}

static inline void made_close(struct made_base *made)
{
    search_close(made->searcher);
    arena_release(&made->arena);
}

/* ==== asking =========================================================================================== */

/* A question and what came of it; all in the arena. Where entries are no more than CANDIDATES_MAX, the candidates are
 * all of them, and a candidate's number is its entry's. */
struct made_search {
    struct terms terms;
    struct candidates *candidates;
    struct features features;
    struct ranking ranking;
    struct confidence confidence;
};

/* The question's terms. */
static inline void made_read(struct made_base *made, const char *question, struct terms *terms)
{
    struct synonyms_words words;
    struct collection *collection = made->searcher->collection;
    const struct question_language language = search_language(made->searcher, 0);
    enum faqbot_status status = FAQBOT_OK;
    collection_begin(collection);
    query_split(view_of(question), &made->arena, &words, &status);
    terms_collect(collection, &language, &words, &made->arena, terms, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_int_equal(terms->word_count, words.count);
}

/* Terms, candidates (`most` by words) and their features. */
static inline void made_take(struct made_base *made, const char *question, size_t most,
                             struct made_search *search)
{
    const struct question_language language = search_language(made->searcher, 0);
    enum faqbot_status status = FAQBOT_OK;
    *search = (struct made_search){.candidates = NULL};
    made_read(made, question, &search->terms);
    search->candidates =
        candidates_find(made->searcher->collection, &search->terms, most, &made->arena, &status);
    assert_int_equal(status, FAQBOT_OK);
    features_compute(search->candidates, &language, &search->terms, &made->arena, &search->features, &status);
    assert_int_equal(status, FAQBOT_OK);
}

/* Asks in the first language; of equal entries those in the language `preferred` come first. */
static inline void made_ask(struct made_base *made, const char *question, size_t preferred,
                            struct made_search *search)
{
    enum faqbot_status status = FAQBOT_OK;
    made_take(made, question, 10, search);
    rank_entries(&search->features, preferred, 10, &made->arena, &search->ranking, &status);
    assert_int_equal(status, FAQBOT_OK);
    search->confidence = confidence_of(&search->terms, &search->features, &search->ranking);
}

#endif
