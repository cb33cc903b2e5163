/* convert/export_jsonl.c - a knowledge base as our own JSON Lines: settings and synonyms first, then a line
 * an entry.
 *
 *     {"settings": {"name": "Shop", "lang": "en", "threshold.answered": "0.450000"}}
 *     {"synonym": "bike, bicycle"}
 *     {"id": "hours", "question": "When are you open?", "answer": "From **nine** to **five**.", "lang": "en"}
 *     {"id": "terms-1", "text": "A passage ...", "title": "Terms", "section": "Terms > Returns"}
 *
 * Keys are written in one order and only where they say something, so that two exports can be compared line
 * by line with the tools that people have. Answers are Markdown, whatever they were written in.
 *
 * What is read from them is the same knowledge base, its version included. That is proved line by line and
 * not assumed: each line is read back, so that a form of answer that Markdown cannot say (emphasis within
 * emphasis within emphasis, say) is told of. What the keys mean stands in kb/jsonl.c. */
#include "convert/convert_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TAG_MARK ", " /* between the tags of an entry, which the reader has joined */

/* An entry has its tags as one text. No tag has the mark in it, for commas part them where they are read. */
static void add_tags(struct json_writer *writer, struct faqbot_view tags)
{
    if (view_is_empty(tags)) {
        return;
    }
    json_writer_open_array(writer, "tags");
    while (!view_is_empty(tags)) {
        size_t end = 0;
        while (end < tags.size && !view_starts_with(view_slice(tags, end, tags.size), TAG_MARK)) {
            end++;
        }
        json_writer_add_string(writer, NULL, view_slice(tags, 0, end));
        tags = view_slice(tags, end + sizeof TAG_MARK - 1, tags.size);
    }
    json_writer_close_array(writer);
}

/* Each line is a JSON document of its own, so it has a writer of its own. */
static void start_line(struct exporter *exporter)
{
    exporter->writer = json_writer_make(&exporter->out);
    json_writer_open_object(&exporter->writer, NULL);
}

/* The reader takes lines apart before it parses any of them: a line feed within a text is escaped by the
 * writer. */
static void end_line(struct exporter *exporter)
{
    json_writer_close_object(&exporter->writer);
    buffer_add_byte(&exporter->out, '\n');
}

/* With six decimals, as the version has it; not by "%f", whose point is the locale's. */
static void add_threshold(struct json_writer *writer, const char *key, double threshold)
{
    char text[24];
    long millionths = lround(threshold * 1e6);
    if (threshold >= 0) {
        (void)snprintf(text, sizeof text, "%ld.%06ld", millionths / 1000000, millionths % 1000000);
        json_writer_add_text(writer, key, text);
    }
}

/* As bot.yml writes them in one line: "sentences.thanks.de". */
static void add_sentences(struct json_writer *writer, const struct settings *settings)
{
    for (size_t i = 0; i < settings->sentence_count; i++) {
        const struct settings_sentence *sentence = &settings->sentences[i];
        char key[128];
        (void)snprintf(key, sizeof key, "sentences.%.*s%s%.*s", VIEW_ARGS(sentence->key),
                       view_is_empty(sentence->lang) ? "" : ".", VIEW_ARGS(sentence->lang));
        json_writer_add_string(writer, key, sentence->text);
    }
}

/* In one line, too: "starters./basket". */
static void add_page_starters(struct json_writer *writer, const struct settings *settings)
{
    for (size_t i = 0; i < settings->page_count; i++) {
        const struct settings_page *page = &settings->pages[i];
        char key[sizeof "starters." + KB_STARTER_PATH_BYTES_MAX];
        (void)snprintf(key, sizeof key, "starters.%.*s", VIEW_ARGS(page->path));
        json_writer_open_array(writer, key);
        for (size_t j = 0; j < page->starter_count; j++) {
            json_writer_add_string(writer, NULL, page->starters[j]);
        }
        json_writer_close_array(writer);
    }
}

/* Only what the owner has set: a default that is written down would outlive the next version's better one. The
 * encoder is left out: its path leads from bot.yml's folder to a file of this machine, and where the export is read,
 * a path that leads nowhere keeps the knowledge base from being opened. */
static void add_settings(struct exporter *exporter, const struct settings *settings)
{
    struct json_writer *writer = &exporter->writer;
    size_t before = exporter->out.size;
    start_line(exporter);
    json_writer_open_object(writer, "settings");
    size_t empty = exporter->out.size;
    json_writer_add_optional(writer, "name", settings->name);
    json_writer_add_optional(writer, "greeting", settings->greeting);
    json_writer_add_optional(writer, "no_answer", settings->no_answer);
    json_writer_add_optional(writer, "unsure", settings->unsure);
    json_writer_add_optional(writer, "disclaimer", settings->disclaimer);
    json_writer_add_optional(writer, "contact", settings->contact.text);
    json_writer_add_optional(writer, "contact.mail", settings->contact.mail);
    json_writer_add_optional(writer, "contact.phone", settings->contact.phone);
    json_writer_add_optional(writer, "contact.url", settings->contact.url);
    json_writer_add_optional(writer, "contact.hours", settings->contact.hours);
    json_writer_add_optional(writer, "consent", settings->consent);
    json_writer_add_optional(writer, "privacy", settings->privacy);
    json_writer_add_optional(writer, "lang", settings->lang);
    json_add_list(writer, "starters", settings->starters, settings->starter_count);
    add_page_starters(writer, settings);
    add_threshold(writer, "threshold.answered", settings->answered_threshold);
    add_threshold(writer, "threshold.unsure", settings->unsure_threshold);
    json_writer_add_optional(writer, "lexicon", view_of(settings->has_lexicon ? "" : "no"));
    add_sentences(writer, settings);
    json_writer_add_optional(writer, "smalltalk", view_of(settings->has_small_talk ? "" : "no"));
    if (exporter->out.size == empty && !exporter->out.failed) {
        buffer_truncate(&exporter->out, before); /* nothing is set: no line */
        return;
    }
    json_writer_close_object(writer);
    end_line(exporter);
}

/* A word of a rule, in which a comma, an arrow and a backslash mean themselves. */
static void add_word(struct buffer *rule, struct faqbot_view word)
{
    for (size_t i = 0; i < word.size; i++) {
        if (strchr(",=\\", word.bytes[i]) != NULL) {
            buffer_add_byte(rule, '\\');
        }
        buffer_add_byte(rule, word.bytes[i]);
    }
}

/* How many words a two-way line at the front of the list has: such a line gave a rule for each ordered
 * pair, in the order of its words. 0: it is a one-way rule. */
static size_t two_way_words(const struct synonym *list, size_t count)
{
    size_t words = 1;
    while (words <= count && view_equals(list[words - 1].from, list[0].from)) {
        words++;
    }
    if (words > SYNONYMS_TERMS_MAX || words * (words - 1) > count) {
        return 0;
    }
    size_t at = words - 1;
    for (size_t i = 1; i < words; i++) {
        for (size_t j = 0; j < words; j++) {
            struct faqbot_view to = j == 0 ? list[0].from : list[j - 1].to;
            if (j != i && (!view_equals(list[at].from, list[i - 1].to) || !view_equals(list[at++].to, to))) {
                return 0;
            }
        }
    }
    return words;
}

/* The index has only rules; a line of several words that mean the same is put together again from its
 * pairs, which would otherwise grow with the square of their number. */
static void add_synonyms(struct exporter *exporter, const struct synonym *list, size_t count)
{
    struct buffer *rule = &exporter->scratch;
    for (size_t at = 0; at < count;) {
        size_t words = two_way_words(&list[at], count - at);
        buffer_reset(rule);
        add_word(rule, list[at].from);
        for (size_t i = 0; i + 1 < words; i++) {
            buffer_add_text(rule, ", ");
            add_word(rule, list[at + i].to);
        }
        if (words == 0) {
            buffer_add_text(rule, " => ");
            add_word(rule, list[at].to);
        }
        start_line(exporter);
        json_writer_add_string(&exporter->writer, "synonym", exporter_take_scratch(exporter));
        end_line(exporter);
        at += words == 0 ? 1 : words * (words - 1);
    }
}

/* The disclaimer's id goes along, because other entries may share its text, and the version depends on it.
 * A passage's heading is written only where it is not the title, which the reader takes for it. */
static void add_entry(struct exporter *exporter, const struct entry *entry)
{
    struct json_writer *writer = &exporter->writer;
    bool is_faq = entry->kind == ENTRY_FAQ;
    size_t before = exporter->out.size;
    md_writer_add_nodes(entry->nodes, entry->node_count, &exporter->scratch);
    struct faqbot_view answer = exporter_take_scratch(exporter);
    start_line(exporter);
    json_writer_add_string(writer, "id", entry->id);
    if (is_faq) {
        json_writer_add_string(writer, "question", entry->phrasings[0]);
        json_add_list(writer, "also", entry->phrasings + 1, entry->phrasing_count - 1);
        json_add_list(writer, "not", entry->exclusions, entry->exclusion_count);
    } else if (!view_equals(entry->phrasings[0], entry->title)) {
        json_writer_add_string(writer, "heading", entry->phrasings[0]);
    }
    json_writer_add_string(writer, is_faq ? "answer" : "text", answer);
    json_writer_add_optional(writer, "title", entry->title);
    json_writer_add_optional(writer, "section", entry->section);
    json_writer_add_optional(writer, "url", entry->url);
    json_writer_add_optional(writer, "lang", entry->lang);
    add_tags(writer, entry->tags);
    json_add_list(writer, "related", entry->related, entry->related_count);
    json_writer_add_optional(writer, "disclaimer", entry->disclaimer);
    json_writer_add_optional(writer, "disclaimer_id", entry->disclaimer_id);
    json_writer_add_optional(writer, "updated", entry->updated);
    json_writer_add_optional(writer, "review_by", entry->review_by);
    end_line(exporter);
    if (!exporter->out.failed) {
        exporter_check_line(exporter, entry,
                            view_slice(buffer_view(&exporter->out), before, exporter->out.size - before - 1));
    }
}

/* The one format without losses of its own; what FORM counts is found by reading back. */
const struct exporter_format export_jsonl_format = {.name = "jsonl",
                                                    .extension = ".jsonl",
                                                    .description = "our own: nothing is lost",
                                                    .has_passages = true,
                                                    .settings = add_settings,
                                                    .synonyms = add_synonyms,
                                                    .entry = add_entry};
