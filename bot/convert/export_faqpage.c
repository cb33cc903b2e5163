/* convert/export_faqpage.c - a knowledge base as a FAQPage of schema.org, in JSON-LD: FAQPage, Question and
 * Answer, with the properties that they inherit from CreativeWork and Thing.
 *
 *     {"@context": "https://schema.org", "@type": "FAQPage", "name": "Shop", "inLanguage": "en",
 *      "mainEntity": [
 *         {"@type": "Question", "identifier": "hours", "name": "When are you open?",
 *          "acceptedAnswer": {"@type": "Answer", "text": "<p>From nine to five.</p>"}}]}
 *
 * Each question has its further phrasings as alternateName and its id as identifier; the article's title is the
 * name of what it isPartOf, the day of its review is when it expires, and related entries are its mentions.
 * Answers are HTML, the form that search engines ask for, and end with their disclaimers: they will be shown
 * far from us. */
#include "convert/convert_internal.h"

#include "text/text.h"
#include "util/util.h"

static void begin(struct exporter *exporter)
{
    struct json_writer *writer = &exporter->writer;
    json_writer_open_object(writer, NULL);
    json_writer_add_text(writer, "@context", "https://schema.org");
    json_writer_add_text(writer, "@type", "FAQPage");
}

/* Name and language describe the page; all other settings are about the bot and are told of as lost. */
static void add_settings(struct exporter *exporter, const struct settings *settings)
{
    json_writer_add_optional(&exporter->writer, "name", settings->name);
    json_writer_add_optional(&exporter->writer, "inLanguage", settings->lang);
    exporter_add_loss(exporter, EXPORT_LOSS_SETTINGS, NULL); /* the others */
    json_writer_open_array(&exporter->writer, "mainEntity");
}

/* Reads the answer's HTML as an import would. */
static void check_answer(struct exporter *exporter, const struct entry *entry)
{
    struct arena arena;
    struct html_text read;
    struct html html = html_make(&exporter->scratch);
    html.is_minimal = true;
    rich_to_html(entry->nodes, entry->node_count, &html);
    html_finish(&html);
    arena_init(&arena, SIZE_MAX);
    html_convert(exporter_take_scratch(exporter), NULL, false, view_make(NULL, 0), &arena, &read);
    exporter->out.failed |= read.status == FAQBOT_NO_MEMORY;
    exporter_check_answer(exporter, entry, read.text);
    arena_release(&arena);
    buffer_reset(&exporter->scratch);
}

/* Minimal HTML: it stands within JSON, in which each escape is one more to read, and what a browser wants
 * besides is the business of the page that the answer will stand in (page/page.c, of ours). */
static void add_answer(struct exporter *exporter, const struct entry *entry)
{
    check_answer(exporter, entry);
    struct html html = html_make(&exporter->scratch);
    struct faqbot_view disclaimer = exporter_disclaimer(exporter, entry);
    html.is_minimal = true;
    rich_to_html(entry->nodes, entry->node_count, &html);
    if (!view_is_empty(disclaimer)) {
        html_open(&html, "p");
        html_add(&html, "strong", view_of("Disclaimer:"));
        html_words(&html, " ");
        html_text(&html, disclaimer);
        html_close(&html);
        exporter_add_loss(exporter, EXPORT_LOSS_DISCLAIMER, entry);
    }
    html_finish(&html);
    json_writer_open_object(&exporter->writer, "acceptedAnswer");
    json_writer_add_text(&exporter->writer, "@type", "Answer");
    json_writer_add_string(&exporter->writer, "text", exporter_take_scratch(exporter));
    json_writer_close_object(&exporter->writer);
}

/* By their identifiers alone: a Question without an answer is none that is asked here. */
static void add_related(struct json_writer *writer, const struct entry *entry)
{
    if (entry->related_count == 0) {
        return;
    }
    json_writer_open_array(writer, "mentions");
    for (size_t i = 0; i < entry->related_count; i++) {
        json_writer_open_object(writer, NULL);
        json_writer_add_text(writer, "@type", "Question");
        json_writer_add_string(writer, "identifier", entry->related[i]);
        json_writer_close_object(writer);
    }
    json_writer_close_array(writer);
}

/* Names are read as HTML, by us too: what would be mark-up or an entity there is escaped, and nothing else. */
static void add_name(struct exporter *exporter, const char *key, struct faqbot_view name)
{
    bool is_escaped = html_line_needs_reading(name);
    for (size_t i = 0; i < name.size && is_escaped; i++) {
        char byte = name.bytes[i];
        if (byte == '<' || byte == '&') {
            buffer_add_text(&exporter->scratch, byte == '<' ? "&lt;" : "&amp;");
        } else {
            buffer_add_byte(&exporter->scratch, byte);
        }
    }
    json_writer_add_string(&exporter->writer, key, is_escaped ? exporter_take_scratch(exporter) : name);
    buffer_reset(&exporter->scratch);
}

static void add_names(struct exporter *exporter, const struct entry *entry)
{
    add_name(exporter, "name", entry->phrasings[0]);
    if (entry->phrasing_count < 2) {
        return;
    }
    json_writer_open_array(&exporter->writer, "alternateName");
    for (size_t i = 1; i < entry->phrasing_count; i++) {
        add_name(exporter, NULL, entry->phrasings[i]);
    }
    json_writer_close_array(&exporter->writer);
}

static void add_entry(struct exporter *exporter, const struct entry *entry)
{
    struct json_writer *writer = &exporter->writer;
    json_writer_open_object(writer, NULL);
    json_writer_add_text(writer, "@type", "Question");
    json_writer_add_string(writer, "identifier", entry->id);
    add_names(exporter, entry);
    json_writer_add_optional(writer, "url", entry->url);
    json_writer_add_optional(writer, "inLanguage", entry->lang);
    json_writer_add_optional(writer, "keywords", entry->tags);
    json_writer_add_optional(writer, "dateModified", entry->updated);
    json_writer_add_optional(writer, "expires", entry->review_by);
    json_writer_open_object(writer, "isPartOf"); /* without a name too: the page's is no article's */
    json_writer_add_text(writer, "@type", "WebPage");
    json_writer_add_optional(writer, "name", entry->title);
    json_writer_close_object(writer);
    add_related(writer, entry);
    add_answer(exporter, entry);
    json_writer_close_object(writer);
}

const struct exporter_format export_faqpage_format = {.name = "faqpage",
                                                      .extension = ".faqpage.json",
                                                      .description = "a FAQPage of schema.org, as JSON-LD",
                                                      .lost = EXPORT_BIT(EXPORT_LOSS_EXCLUSIONS) |
                                                              EXPORT_BIT(EXPORT_LOSS_SECTION),
                                                      .begin = begin,
                                                      .settings = add_settings,
                                                      .entry = add_entry,
                                                      .end = exporter_end_json};
