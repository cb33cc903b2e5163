/* tests/unit/kb/collector.h - a sink that writes down what it is told, as text that a test can compare. */
#ifndef UNIT_KB_COLLECTOR_H
#define UNIT_KB_COLLECTOR_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "util/util.h"
#include "kb/kb_internal.h"

struct collector {
    struct buffer entries; /* "faq ID :LINE\n? PHRASING\n! EXCLUSION\n= TEXT\n" for each */
    /* "ID|title|section|url|lang|tags|updated|review_by|disclaimer_id|disclaimer|related\n" */
    struct buffer details;
    struct buffer faults;                       /* "LINE SEVERITY RULE\n" for each */
    char sentence[FAQBOT_FAULT_SENTENCE_BYTES]; /* the last fault's */
    char path[FAQBOT_FAULT_PATH_BYTES];
    size_t count;
    size_t most_words; /* of an entry's text */
    size_t nodes;
    size_t depth;              /* the deepest nesting seen */
    enum faqbot_status answer; /* what the sink gives back */
    struct fault_reporter reporter;
    struct kb_sink sink;
    struct kb_reader reader;
};

static void collector_view(struct buffer *buffer, const char *before, struct faqbot_view view)
{
    buffer_add_text(buffer, before);
    buffer_add(buffer, view);
}

static void collector_nesting(struct collector *collector, const struct entry *entry)
{
    size_t depth = 0;
    for (size_t i = 0; i < entry->node_count; i++) {
        enum faqbot_node_kind kind = entry->nodes[i].kind;
        if (kind == FAQBOT_NODE_CLOSE) {
            assert_true(depth-- > 0);
        } else if (kind != FAQBOT_NODE_TEXT && kind != FAQBOT_NODE_CODE && kind != FAQBOT_NODE_BREAK &&
                   kind != FAQBOT_NODE_CODE_BLOCK && kind != FAQBOT_NODE_IMAGE &&
                   kind != FAQBOT_NODE_FOOTNOTE) {
            depth++;
        }
        collector->depth = depth > collector->depth ? depth : collector->depth;
    }
    assert_int_equal(depth, 0);
    collector->nodes += entry->node_count;
}

static enum faqbot_status collector_entry(void *user, const struct entry *entry)
{
    struct collector *collector = user;
    struct buffer *out = &collector->entries;
    size_t words = 0;
    collector->count++;
    buffer_add_text(out, entry->kind == ENTRY_FAQ ? "faq " : "passage ");
    collector_view(out, "", entry->id);
    buffer_add_text(out, " :");
    buffer_add_number(out, entry->line);
    for (size_t i = 0; i < entry->phrasing_count; i++) {
        collector_view(out, "\n? ", entry->phrasings[i]);
    }
    for (size_t i = 0; i < entry->exclusion_count; i++) {
        collector_view(out, "\n! ", entry->exclusions[i]);
    }
    collector_view(out, "\n= ", entry->text);
    buffer_add_text(out, "\n");
    out = &collector->details;
    const struct faqbot_view fields[] = {entry->title,     entry->section,       entry->url,
                                         entry->lang,      entry->tags,          entry->updated,
                                         entry->review_by, entry->disclaimer_id, entry->disclaimer};
    collector_view(out, "", entry->id);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        collector_view(out, "|", fields[i]);
    }
    buffer_add_text(out, "|");
    for (size_t i = 0; i < entry->related_count; i++) {
        collector_view(out, i == 0 ? "" : " ", entry->related[i]);
    }
    buffer_add_text(out, "\n");
    for (size_t i = 0; i < entry->text.size; i++) {
        words += entry->text.bytes[i] > ' ' && (i == 0 || entry->text.bytes[i - 1] <= ' ');
    }
    collector->most_words = words > collector->most_words ? words : collector->most_words;
    collector_nesting(collector, entry);
    return collector->answer;
}

static enum faqbot_status collector_synonym(void *user, const struct synonym *synonym)
{
    struct collector *collector = user;
    collector_view(&collector->entries, "", synonym->from);
    collector_view(&collector->entries, " => ", synonym->to);
    buffer_add_text(&collector->entries, " :");
    buffer_add_number(&collector->entries, synonym->line);
    buffer_add_text(&collector->entries, "\n");
    return collector->answer;
}

static enum faqbot_status collector_settings(void *user, const struct settings *settings)
{
    struct collector *collector = user;
    collector_view(&collector->entries, "settings ", settings->name);
    buffer_add_text(&collector->entries, "\n");
    return collector->answer;
}

static void collector_fault(void *user, const struct faqbot_fault *fault)
{
    struct collector *collector = user;
    buffer_add_number(&collector->faults, fault->line);
    buffer_add_text(&collector->faults, fault->severity == FAQBOT_ERROR  ? " error "
                                        : fault->severity == FAQBOT_HINT ? " hint "
                                                                         : " warning ");
    buffer_add_text(&collector->faults, fault->rule);
    buffer_add_text(&collector->faults, "\n");
    memcpy(collector->sentence, fault->sentence, sizeof collector->sentence);
    memcpy(collector->path, fault->path, sizeof collector->path);
    assert_true(strlen(fault->rule) > 0 && strlen(fault->sentence) > 0 && strlen(fault->path) > 0);
    assert_true(fault->sentence[strlen(fault->sentence) - 1] != '.');
}

static void collector_init(struct collector *collector)
{
    memset(collector, 0, sizeof *collector);
    buffer_init(&collector->entries, (size_t)1 << 28);
    buffer_init(&collector->details, (size_t)1 << 28);
    buffer_init(&collector->faults, (size_t)1 << 28);
    collector->reporter = (struct fault_reporter){.report = collector_fault, .user = collector};
    collector->sink = (struct kb_sink){.user = collector,
                                       .settings = collector_settings,
                                       .synonym = collector_synonym,
                                       .entry = collector_entry,
                                       .reporter = &collector->reporter};
    kb_reader_init(&collector->reader, &collector->sink);
    collector->reader.path = "a.md";
}

static void collector_release(struct collector *collector)
{
    kb_reader_release(&collector->reader);
    buffer_release(&collector->entries);
    buffer_release(&collector->details);
    buffer_release(&collector->faults);
}

/* The buffer as a C string, until the next write. */
static const char *collector_text(struct buffer *buffer)
{
    buffer_add_byte(buffer, '\0');
    buffer_truncate(buffer, buffer->size - 1);
    return buffer->bytes;
}

/* An article, what comes of it, and what is said of it. */
struct article_row {
    const char *markdown;
    const char *entries;
    const char *faults;
};

/* Every row that comes out otherwise is shown. */
static inline void check_articles(const struct article_row *rows, size_t count)
{
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        struct collector collector;
        collector_init(&collector);
        assert_int_equal(markdown_read(&collector.reader, "some/pay.md", view_of(rows[i].markdown)),
                         FAQBOT_OK);
        const char *entries = collector_text(&collector.entries);
        const char *faults = collector_text(&collector.faults);
        if (strcmp(entries, rows[i].entries) != 0 || strcmp(faults, rows[i].faults) != 0) {
            print_error("row %zu:\n%s\n-- gives\n%s%s-- and not\n%s%s", i, rows[i].markdown, entries, faults,
                        rows[i].entries, rows[i].faults);
            wrong++;
        }
        collector_release(&collector);
    }
    assert_int_equal(wrong, 0);
}
#define CHECK_ARTICLES(rows) check_articles(rows, sizeof(rows) / sizeof(rows)[0])

#endif
