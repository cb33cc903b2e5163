/* unit/index/made_kb.h - a folder with a knowledge base of some thousand entries, made of seeds, so that any
 * of them can be edited and edited back; and all that a bot says, as bytes. */
#ifndef UNIT_INDEX_MADE_KB_H
#define UNIT_INDEX_MADE_KB_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3.h>
#include <unistd.h>

#include <faqbot.h>
#include <faqbot_tools.h>

#include "util/util.h"
#include "index/index_internal.h"

#define MADE_FAQ_EVERY 25 /* lines; the others are passages */
#define MADE_LINES 5248
#define MADE_LINES_MAX (MADE_LINES + 400)
#define MADE_WORDS 1500 /* of the language; those behind are rare ones */
#define MADE_RARE 40

/* A line of JSON Lines, as seeds; 0 words: the line is broken. */
struct made_line {
    uint32_t id;
    uint32_t text;
    uint32_t words; /* of the text */
    uint32_t asked; /* the phrasings of a question */
    uint32_t beside;
    bool is_terse; /* no titles and headings, and few words: quick to take apart */
};

struct made_knowledge {
    char folder[64];
    char lines_path[96];
    char index[96];  /* the one that is updated */
    char anew[96];   /* made anew of the same */
    char litter[96]; /* where a temporary file would be */
    struct made_line lines[MADE_LINES_MAX];
    size_t line_count;
    uint32_t article; /* the seed of the Markdown's texts */
    uint64_t state;
};

static inline uint32_t made_random(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) % below);
}

/* -- Text ---------------------------------------------------------------------------------------------------------- */

static inline void made_word(struct buffer *out, uint32_t number)
{
    static const char consonants[] = "bdfgklmnprstvz";
    static const char vowels[] = "aeiou";
    number = number * 7 + 70;
    for (; number > 0; number /= 70) {
        buffer_add_byte(out, consonants[number % 14]);
        buffer_add_byte(out, vowels[number % 70 / 14]);
    }
}

/* Words of which the first are the most frequent; one in sixty is rare, one in twenty a function word. */
static inline void made_words(struct buffer *out, uint32_t seed, size_t count)
{
    static const char *const function_words[] = {"the", "of", "how", "is", "und", "with"};
    uint64_t state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    (void)made_random(&state, 2);
    for (size_t i = 0; i < count; i++) {
        uint32_t kind = made_random(&state, 60);
        if (i > 0) {
            buffer_add_byte(out, ' ');
        }
        if (kind < 3) {
            buffer_add_text(out, function_words[made_random(&state, 6)]);
        } else if (kind == 3) {
            made_word(out, MADE_WORDS + made_random(&state, MADE_RARE));
        } else {
            made_word(out, made_random(&state, 1 + made_random(&state, MADE_WORDS)));
        }
    }
}

static inline void made_key(struct buffer *out, const char *key, uint32_t seed, size_t words)
{
    buffer_add_text(out, ",\"");
    buffer_add_text(out, key);
    buffer_add_text(out, "\":\"");
    made_words(out, seed, words);
    buffer_add_text(out, "\"");
}

/* What stands beside an entry's texts: each of it may be there or not. */
static inline void made_beside(struct buffer *out, const struct made_line *line)
{
    uint64_t state = line->beside;
    if (made_random(&state, 2) == 0) {
        buffer_add_text(out, ",\"url\":\"https://example.org/");
        buffer_add_number(out, line->beside);
        buffer_add_byte(out, '"');
    }
    if (made_random(&state, 3) == 0) {
        buffer_add_text(out, ",\"tags\":[\"a\",\"t");
        buffer_add_number(out, line->beside % 7);
        buffer_add_text(out, "\"],\"updated\":\"2024-01-0");
        buffer_add_number(out, 1 + line->beside % 9);
        buffer_add_text(out, "\",\"review_by\":\"2031-02-03\"");
    }
    if (made_random(&state, 4) == 0) {
        made_key(out, "disclaimer", line->beside % 5, 4);
    }
    if (made_random(&state, 3) == 0) {
        buffer_add_text(out, ",\"related\":[\"e");
        buffer_add_number(out, line->beside % 1000);
        buffer_add_text(out, "\",\"e7\"]");
    }
}

static inline void made_write_line(struct buffer *out, const struct made_line *line)
{
    if (line->words == 0) {
        buffer_add_text(out, "{\"id\": broken\n");
        return;
    }
    buffer_add_text(out, "{\"id\":\"e");
    buffer_add_number(out, line->id);
    buffer_add_text(out, line->id % 9 == 4 ? "\",\"lang\":\"de\"" : "\"");
    if (line->id % MADE_FAQ_EVERY == 3) {
        made_key(out, "question", line->asked, line->is_terse ? 1 : 3 + line->asked % 5);
        buffer_add_text(out, ",\"also\":[\"");
        for (uint32_t i = 0; i < line->asked % 4 && !line->is_terse; i++) {
            made_words(out, line->asked + 1 + i, 2 + i);
            buffer_add_text(out, "\",\"");
        }
        buffer_add_text(out, "wie geht das\"]");
        if (line->asked % 3 == 0) {
            made_key(out, "not", line->asked + 9, line->is_terse ? 2 : 3 + line->asked % 5);
        }
        made_key(out, "answer", line->text, line->words);
    } else {
        if (!line->is_terse) {
            made_key(out, "title", line->id / 50, 1);
            made_key(out, "heading", line->id / 3, 2);
        }
        made_key(out, "text", line->text, line->words);
    }
    made_beside(out, line);
    buffer_add_text(out, "}\n");
}

/* -- Files --------------------------------------------------------------------------------------------------------- */

static inline void made_save(const struct made_knowledge *made, const char *name, struct faqbot_view bytes)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", made->folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.bytes, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
}

static inline void made_save_lines(const struct made_knowledge *made)
{
    struct buffer text;
    buffer_init(&text, SIZE_MAX);
    for (size_t i = 0; i < made->line_count; i++) {
        made_write_line(&text, &made->lines[i]);
    }
    assert_false(text.failed);
    made_save(made, "z.jsonl", buffer_view(&text));
    buffer_release(&text);
}

static inline void made_save_article(const struct made_knowledge *made)
{
    struct buffer text;
    buffer_init(&text, SIZE_MAX);
    buffer_add_text(&text, "# An article\n\nIt begins: ");
    made_words(&text, made->article, 20);
    buffer_add_text(&text, ".\n\n## A part\n\n");
    made_words(&text, made->article + 1, 30 + made->article % 20);
    buffer_add_text(&text, "\n\n## FAQ\n\n### How is it done? {#done}\n\n- also: ");
    made_words(&text, made->article + 2, 4);
    buffer_add_text(&text, "\n\nIt is done **so**: ");
    made_words(&text, made->article + 3, 9);
    buffer_add_text(&text, ".\n");
    assert_false(text.failed);
    made_save(made, "b.md", buffer_view(&text));
    buffer_release(&text);
}

static inline void made_save_settings(const struct made_knowledge *made)
{
    made_save(made, "bot.yml", view_of("name: A made one\nlang: en\ndisclaimer: Without warranty.\n"));
    made_save(made, "synonyms.txt", view_of("ml, machine learning\nbaba, dada\ngaga => fafa\n"));
}

/* A folder as it is at first. */
static inline struct made_knowledge *made_knowledge_new(uint64_t seed, bool is_terse)
{
    struct made_knowledge *made = calloc(1, sizeof *made);
    assert_non_null(made);
    strcpy(made->folder, "/tmp/faqbot-made-XXXXXX");
    assert_non_null(mkdtemp(made->folder));
    snprintf(made->lines_path, sizeof made->lines_path, "%s/z.jsonl", made->folder);
    snprintf(made->index, sizeof made->index, "%s/index", made->folder);
    snprintf(made->anew, sizeof made->anew, "%s/anew", made->folder);
    snprintf(made->litter, sizeof made->litter, "%s/index.new-0", made->folder);
    made->state = seed;
    made->line_count = MADE_LINES;
    for (uint32_t i = 0; i < MADE_LINES; i++) {
        made->lines[i] = (struct made_line){.id = i,
                                            .text = made_random(&made->state, 1 << 30),
                                            .words = is_terse ? 1 : 4 + made_random(&made->state, 9),
                                            .asked = made_random(&made->state, 1 << 30),
                                            .beside = made_random(&made->state, 1 << 30),
                                            .is_terse = is_terse};
    }
    made_save_settings(made);
    made_save(made, "a.md", view_of("# First\n\nThe first article stays as it is.\n"));
    made_save_article(made);
    made_save_lines(made);
    return made;
}

static inline void made_knowledge_free(struct made_knowledge *made)
{
    static const char *const names[] = {"bot.yml", "synonyms.txt", "a.md", "b.md",
                                        "z.jsonl", "index",        "anew"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", made->folder, names[i]);
        remove(path);
    }
    assert_int_equal(rmdir(made->folder), 0); /* nothing else was left there */
    free(made);
}

/* Takes what was learned from an index, and says that it has so many phrasings: as if they were too many to be learned
 * from, so that questions may be edited too. */
#define MADE_PHRASINGS 1000000
static inline void made_forget(const char *index, unsigned phrasings)
{
    char statement[256];
    sqlite3 *database = NULL;
    snprintf(
        statement, sizeof statement,
        "DELETE FROM model WHERE name IN ('%s', '%s'); INSERT OR REPLACE INTO setting VALUES ('%s', '%u')",
        ENTRY_INDEX_CHAR_NGRAM_WEIGHTS, ENTRY_INDEX_WORD_WEIGHTS, ENTRY_INDEX_UNTRAINED, phrasings);
    assert_int_equal(sqlite3_open(index, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, statement, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static inline struct faqbot_index_result made_index_learned(const struct made_knowledge *made,
                                                            const char *output, bool update)
{
    struct faqbot_fault fault = {0};
    struct faqbot_index_result result;
    const struct faqbot_index_options options = {
        .knowledge = made->folder, .output = output, .update = update};
    if (faqbot_index(&options, &result, &fault) != FAQBOT_OK) {
        fail_msg("%s", fault.sentence);
    }
    return result;
}

/* The same with nothing learned. */
static inline struct faqbot_index_result made_index(const struct made_knowledge *made, const char *output,
                                                    bool update)
{
    struct faqbot_index_result result = made_index_learned(made, output, update);
    made_forget(output, MADE_PHRASINGS);
    return result;
}

/* -- Editing ------------------------------------------------------------------------------------------------------- */

static inline uint32_t made_any_seed(struct made_knowledge *made)
{
    return made_random(&made->state, 1 << 30);
}

static inline void made_edit_line(struct made_knowledge *made, struct made_line *line)
{
    switch (made_random(&made->state, 6)) {
    case 0:
        line->words = made_random(&made->state, 2) == 0 ? 1 : 200 + made_random(&made->state, 200);
        break;
    case 1:
        line->asked = made_any_seed(made);
        break;
    case 2:
        line->beside = made_any_seed(made);
        break;
    default:
        line->text = made_any_seed(made);
        line->words = 3 + made_random(&made->state, 12);
        break;
    }
}

static inline void made_append(struct made_knowledge *made, size_t count)
{
    for (size_t i = 0; i < count && made->line_count < MADE_LINES_MAX; i++) {
        made->lines[made->line_count] = (struct made_line){.id = (uint32_t)made->line_count,
                                                           .text = made_any_seed(made),
                                                           .words = 1 + made_random(&made->state, 30),
                                                           .asked = made_any_seed(made),
                                                           .beside = made_any_seed(made)};
        made->line_count++;
    }
}

static inline void made_edit(struct made_knowledge *made, size_t edits, uint64_t round)
{
    for (size_t i = 0; i < edits; i++) {
        uint32_t any = made_random(&made->state, (uint32_t)made->line_count);
        /* Questions are few, and edited as often as passages. */
        uint32_t question = any / MADE_FAQ_EVERY * MADE_FAQ_EVERY + 3;
        bool asks = made_random(&made->state, 2) == 0 && question < made->line_count;
        made_edit_line(made, &made->lines[asks ? question : any]);
    }
    if (round % 2 == 0) {
        made->article = made_any_seed(made);
        made_save_article(made);
    }
    made_append(made, round % 3 == 0 ? 0 : 1 + made_random(&made->state, 20));
    made_save_lines(made);
}

/* -- What a bot says ----------------------------------------------------------------------------------------------- */

static inline void made_say(struct buffer *out, struct faqbot_view view)
{
    buffer_add_number(out, view.size);
    buffer_add_byte(out, ':');
    buffer_add(out, view);
}

static inline void made_say_number(struct buffer *out, double number)
{
    char text[64];
    snprintf(text, sizeof text, " %a\n", number);
    buffer_add_text(out, text);
}

static inline void made_say_answer(struct buffer *out, const struct faqbot_answer *answer)
{
    const struct faqbot_view views[] = {answer->question, answer->text,          answer->entry,
                                        answer->title,    answer->section,       answer->url,
                                        answer->lang,     answer->disclaimer_id, answer->disclaimer};
    made_say_number(out, answer->outcome);
    made_say_number(out, answer->confidence);
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        made_say(out, views[i]);
    }
    for (size_t i = 0; i < answer->candidate_count; i++) {
        made_say(out, answer->candidates[i].id);
        made_say(out, answer->candidates[i].question);
        made_say_number(out, answer->candidates[i].score);
    }
    for (size_t i = 0; i < answer->related_count; i++) {
        made_say(out, answer->related[i].id);
        made_say(out, answer->related[i].question);
    }
    for (size_t i = 0; i < answer->correction_count; i++) {
        made_say(out, answer->corrections[i].from);
        made_say(out, answer->corrections[i].to);
    }
    for (size_t i = 0; i < answer->unknown_word_count; i++) {
        made_say(out, answer->unknown_words[i]);
    }
    buffer_add_byte(out, '\n');
}

static inline void made_say_asked(struct buffer *out, struct faqbot *bot, struct faqbot_view text,
                                  bool follows)
{
    struct faqbot_answer answer;
    const struct faqbot_entry_ref *links;
    size_t count;
    const struct faqbot_hits *hits;
    const struct faqbot_search_query words = {
        .text = text, .filter.tags = view_of(follows ? "a" : ""), .limit = FAQBOT_HITS_MAX};
    const struct faqbot_question question = {
        .text = text, .context = view_of(follows ? "e3" : ""), .top = follows ? 0 : 12};
    assert_int_equal(faqbot_ask(bot, &question, &answer), FAQBOT_OK);
    made_say_answer(out, &answer);
    assert_int_equal(faqbot_search(bot, &words, &hits), FAQBOT_OK);
    made_say_number(out, hits->is_any);
    for (size_t i = 0; i < hits->count; i++) {
        made_say(out, hits->list[i].id);
        made_say_number(out, (double)hits->list[i].span_count);
    }
    assert_int_equal(faqbot_suggest(bot, text, &links, &count), FAQBOT_OK);
    for (size_t i = 0; i < count; i++) {
        made_say(out, links[i].id);
        made_say(out, links[i].question);
    }
}

static inline void made_say_entry(struct buffer *out, struct faqbot *bot, size_t number)
{
    struct faqbot_answer answer;
    bool is_question;
    char id[32];
    snprintf(id, sizeof id, "e%zu", number);
    enum faqbot_status status = faqbot_get(bot, view_of(id), &answer);
    made_say_number(out, status);
    if (status == FAQBOT_OK) {
        made_say_answer(out, &answer);
    }
    assert_int_equal(faqbot_entry_at(bot, number, &answer, &is_question), FAQBOT_OK);
    made_say_number(out, is_question);
    made_say_answer(out, &answer);
}

#endif
