/* index/index_dump.c - reads an index back into what authors wrote: an entry for an update, and all of
 * it for export. What indexing made of the text (words, lists, models) is
 * left aside: it can be made again, so it is never read back. */
#include "index/index_internal.h"

#include <assert.h>
#include <faqbot_tools.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kb/kb.h"
#include "util/util.h"

#define INDEX_DUMP_ENTRY_BYTES_MAX ((size_t)256 * 1024 * 1024) /* of one entry, all forms of it together */

/* Text comes back by way of the packed nodes: they are what answers are shown from, and the plain text that
 * is searched is made of them in the same way as when the file was read, so it needs no column. */

/* -- Entries --------------------------------------------------------------------------------------- */

/* Its nodes and its text, out of `content` as rich_encode() packed it; they lie in the arena. CORRUPT,
 * NO_MEMORY. */
static void unpack_content(struct faqbot_view content, struct arena *arena, struct entry *entry,
                           enum faqbot_status *status)
{
    struct buffer text;
    if (*status != FAQBOT_OK) {
        return;
    }
    if (!rich_decode(content, arena, &entry->nodes, &entry->node_count)) {
        *status = FAQBOT_CORRUPT;
        return;
    }
    buffer_init_in(&text, arena, SIZE_MAX);
    rich_to_search_text(entry->nodes, entry->node_count, &text);
    entry->text = buffer_view(&text);
    *status = text.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
}

void stored_entry_read(struct store *store, uint32_t number, struct arena *arena, struct store_entry *row,
                       struct entry *entry, enum faqbot_status *status)
{
    struct entry read = {0};
    struct faqbot_view *phrasings = NULL;
    struct faqbot_view *exclusions = NULL;
    struct faqbot_view *related = NULL;
    store_get_entry(store, number, arena, row, status);
    store_get_phrasings(store, number, arena, &phrasings, &read.phrasing_count, status);
    store_get_exclusions(store, number, arena, &exclusions, &read.exclusion_count, status);
    store_get_related(store, number, arena, &related, &read.related_count, status);
    unpack_content(row->content, arena, &read, status);
    fail_if(read.phrasing_count == 0, FAQBOT_CORRUPT, status);
    *entry = (struct entry){.kind = row->kind == ENTRY_FAQ ? ENTRY_FAQ : ENTRY_PASSAGE,
                            .id = row->id,
                            .phrasings = phrasings,
                            .phrasing_count = read.phrasing_count,
                            .exclusions = exclusions,
                            .exclusion_count = read.exclusion_count,
                            .title = row->title,
                            .section = row->section,
                            .url = row->url,
                            .lang = row->lang,
                            .tags = row->tags,
                            .updated = row->updated,
                            .review_by = row->review_by,
                            .disclaimer_id = row->disclaimer_id,
                            .disclaimer = row->disclaimer,
                            .related = related,
                            .related_count = read.related_count,
                            .nodes = read.nodes,
                            .node_count = read.node_count,
                            .text = read.text,
                            .path = row->path.bytes,
                            .line = row->line};
}

/* -- The whole knowledge base ---------------------------------------------------------------------- */

/* What the store hands out is a copy that ends with a NUL, so that strtol() ends there too. */
static double threshold_of(struct faqbot_view text)
{
    return view_is_empty(text) ? -1 : (double)strtol(text.bytes, NULL, 10) / INDEX_THRESHOLD_SCALE;
}

/* Sentences out of their lines. */
static void read_sentences(struct faqbot_view lines, struct arena *arena, struct settings *settings,
                           enum faqbot_status *status)
{
    struct faqbot_view line;
    size_t count = 0;
    for (struct faqbot_view rest = lines; view_next_line(&rest, &line);) {
        count++;
    }
    struct settings_sentence *list = arena_need(arena, count, sizeof *list, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK && view_next_line(&lines, &line); i++) {
        index_split_sentence(line, &list[i].key, &list[i].lang, &list[i].text);
    }
    settings->sentences = list;
    settings->sentence_count = list == NULL ? 0 : count;
}

/* The pages out of their lines. */
static void read_pages(struct faqbot_view lines, struct arena *arena, struct settings *settings,
                       enum faqbot_status *status)
{
    struct faqbot_view line;
    struct settings_page *pages = NULL;
    if (!view_is_empty(lines)) {
        pages = arena_need(arena, KB_STARTER_PAGES_MAX, sizeof *pages, status);
    }
    settings->pages = pages;
    while (pages != NULL && settings->page_count < KB_STARTER_PAGES_MAX && view_next_line(&lines, &line)) {
        struct settings_page *page = &pages[settings->page_count++];
        *page = (struct settings_page){.path = index_take_column(&line)};
        while (page->starter_count < KB_STARTERS_MAX && !view_is_empty(line)) {
            page->starters[page->starter_count++] = index_take_column(&line);
        }
    }
}

static void read_settings(struct store *store, const struct kb_sink *sink, struct arena *arena,
                          enum faqbot_status *status)
{
    struct settings settings = {.path = NULL};
    struct faqbot_view languages = {0};
    struct faqbot_view starters = {0};
    struct faqbot_view pages = {0};
    struct faqbot_view answered = {0};
    struct faqbot_view unsure = {0};
    struct faqbot_view lexicon = {0};
    struct faqbot_view small_talk = {0};
    struct faqbot_view sentences = {0};
    const struct {
        const char *name;
        struct faqbot_view *value;
    } all[] = {{INDEX_NAME, &settings.name},
               {INDEX_GREETING, &settings.greeting},
               {INDEX_NO_ANSWER, &settings.no_answer},
               {INDEX_UNSURE, &settings.unsure},
               {INDEX_CONTACT, &settings.contact.text},
               {INDEX_CONTACT_MAIL, &settings.contact.mail},
               {INDEX_CONTACT_PHONE, &settings.contact.phone},
               {INDEX_CONTACT_URL, &settings.contact.url},
               {INDEX_CONTACT_HOURS, &settings.contact.hours},
               {INDEX_CONSENT, &settings.consent},
               {INDEX_PRIVACY, &settings.privacy},
               {INDEX_DISCLAIMER, &settings.disclaimer},
               {INDEX_STARTERS, &starters},
               {INDEX_PAGE_STARTERS, &pages},
               {INDEX_LANGUAGES, &languages},
               {INDEX_ANSWERED_THRESHOLD, &answered},
               {INDEX_UNSURE_THRESHOLD, &unsure},
               {INDEX_LEXICON, &lexicon},
               {INDEX_SMALL_TALK, &small_talk},
               {INDEX_SENTENCES, &sentences}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        store_find_setting(store, all[i].name, arena, all[i].value, status);
    }
    settings.answered_threshold = threshold_of(answered);
    settings.unsure_threshold = threshold_of(unsure);
    settings.has_lexicon = view_is_empty(lexicon);
    settings.has_small_talk = view_is_empty(small_talk);
    read_sentences(sentences, arena, &settings, status);
    read_pages(pages, arena, &settings, status);
    (void)view_next_line(&languages, &settings.lang);
    while (settings.starter_count < KB_STARTERS_MAX &&
           view_next_line(&starters, &settings.starters[settings.starter_count])) {
        settings.starter_count++;
    }
    if (*status == FAQBOT_OK && sink->settings != NULL) {
        *status = sink->settings(sink->user, &settings);
    }
}

static enum faqbot_status take_synonym(void *user, struct faqbot_view source, struct faqbot_view target)
{
    const struct kb_sink *sink = user;
    const struct synonym synonym = {.from = source, .to = target};
    return sink->synonym == NULL ? FAQBOT_OK : sink->synonym(sink->user, &synonym);
}

/* -- A part of it ---------------------------------------------------------------------------------- */

static int by_number(const void *left, const void *right)
{
    const uint32_t one = *(const uint32_t *)left;
    const uint32_t other = *(const uint32_t *)right;
    return (one > other) - (one < other);
}

/* An entry in any of its languages. */
static bool part_has(const struct index_part *part, struct faqbot_view id, struct arena *arena,
                     enum faqbot_status *status)
{
    uint32_t number;
    struct faqbot_view lang;
    for (uint32_t i = 0; store_find_variant_at(part->from, id, i, arena, &number, &lang, status); i++) {
        if (bsearch(&number, part->entries, part->count, sizeof number, by_number) != NULL) {
            return true;
        }
    }
    return false;
}

/* Links to entries that the part does not have become links to their pages, or their text alone. */
static void cut_links(const struct index_part *part, struct arena *arena, struct entry *entry,
                      enum faqbot_status *status)
{
    struct faqbot_node *nodes = arena_need(arena, entry->node_count, sizeof *nodes, status);
    size_t kept = 0;
    size_t depth = 0;
    uint32_t dropped = 0; /* a bit for each open container: it is a link that is left out */
    for (size_t i = 0; i < entry->node_count && *status == FAQBOT_OK; i++) {
        struct faqbot_node node = entry->nodes[i];
        bool is_close = node.kind == FAQBOT_NODE_CLOSE;
        bool is_lost = node.kind == FAQBOT_NODE_LINK && !view_is_empty(node.entry.id) &&
                       !part_has(part, node.entry.id, arena, status);
        if (is_lost) {
            node.entry = (struct faqbot_entry_ref){.id = view_of(NULL)};
        }
        assert(!is_close || depth > 0); /* what rich_decode() gives is balanced */
        depth -= is_close;
        bool is_dropped = is_close ? (dropped >> depth & 1) != 0 : is_lost && view_is_empty(node.text);
        if (rich_is_container(node.kind)) {
            dropped = (dropped & ~(UINT32_C(1) << depth)) | (uint32_t)is_dropped << depth;
            depth++;
        }
        if (!is_dropped) {
            nodes[kept++] = node;
        }
    }
    entry->nodes = nodes;
    entry->node_count = kept;
}

enum faqbot_status index_dump_read(const struct index_part *part, const struct kb_sink *sink)
{
    struct arena arena;
    struct kb_sink copy = *sink;
    enum faqbot_status status = FAQBOT_OK;
    arena_init(&arena, INDEX_DUMP_ENTRY_BYTES_MAX);
    read_settings(part->from, sink, &arena, &status);
    store_each_synonym(part->from, take_synonym, &copy, &status);
    for (uint32_t i = 0; status == FAQBOT_OK && (part->entries == NULL || i < part->count); i++) {
        struct store_entry row;
        struct entry entry;
        arena_reset(&arena);
        stored_entry_read(part->from, part->entries == NULL ? i : part->entries[i], &arena, &row, &entry,
                          &status);
        if (part->entries != NULL) {
            cut_links(part, &arena, &entry, &status);
        }
        if (status == FAQBOT_OK && sink->entry != NULL) {
            status = sink->entry(sink->user, &entry);
        }
    }
    arena_release(&arena);
    return status == FAQBOT_NOT_FOUND && part->entries == NULL ? FAQBOT_OK /* behind the last */ : status;
}
