/* index/filter.c - which entries pass a filter: those that have all of its labels. Labels are what the full-text table
 * has of an entry's tags, section and language (fulltext_add_label()), so that entries are found by them as fast as by
 * a rare word, and a filter means the same in a search by words and everywhere else.
 *
 * It deliberately makes nothing of the entries that pass: build.c makes an index of them. */
#include "index/index_internal.h"

#include <stdio.h>

/* What is quoted of a filter that nothing passes. */
#define QUOTED_CHARACTERS_MAX 60

/* -- Reading --------------------------------------------------------------------------------------- */

/* Puts a label where it belongs, unless it is there. */
static void add_label(struct entry_filter *filter, enum fulltext_label kind, struct faqbot_view text,
                      struct arena *arena, enum faqbot_status *status)
{
    struct buffer label;
    size_t at = 0;
    text = view_trim(text);
    if (view_is_empty(text) || *status != FAQBOT_OK) {
        return;
    }
    buffer_init_in(&label, arena, SIZE_MAX);
    fulltext_add_label(kind, text, arena, &label, status);
    fail_if(label.failed, FAQBOT_NO_MEMORY, status);
    while (at < filter->count && view_compare(filter->list[at].label, buffer_view(&label)) < 0) {
        at++;
    }
    if (at < filter->count && view_equals(filter->list[at].label, buffer_view(&label))) {
        return;
    }
    fail_if(filter->count == FAQBOT_FILTER_TAGS_MAX, FAQBOT_LIMIT, status);
    if (*status == FAQBOT_OK) {
        memmove(filter->list + at + 1, filter->list + at, (filter->count - at) * sizeof *filter->list);
        filter->list[at] =
            (struct entry_filter_label){.kind = kind, .text = text, .label = buffer_view(&label)};
        filter->count++;
    }
}

/* Each label begins with a mark, so that nothing need stand between them. */
static struct faqbot_view join_labels(const struct entry_filter *filter, struct arena *arena,
                                      enum faqbot_status *status)
{
    struct buffer key;
    buffer_init_in(&key, arena, SIZE_MAX);
    for (size_t i = 0; i < filter->count; i++) {
        buffer_add(&key, filter->list[i].label);
    }
    fail_if(key.failed, FAQBOT_NO_MEMORY, status);
    return buffer_view(&key);
}

void entry_filter_read(const struct faqbot_filter *filters, size_t count, struct arena *arena,
                       struct entry_filter *filter, enum faqbot_status *status)
{
    filter->count = 0;
    for (size_t i = 0; i < count; i++) {
        struct faqbot_view tags = filters[i].tags;
        while (tags.size > 0 && *status == FAQBOT_OK) {
            struct faqbot_view tag = view_slice(tags, 0, view_find(tags, ','));
            add_label(filter, FULLTEXT_TAG, tag, arena, status);
            tags = view_slice(tags, tag.size + 1, tags.size);
        }
        add_label(filter, FULLTEXT_SECTION, filters[i].section, arena, status);
        add_label(filter, FULLTEXT_LANGUAGE, filters[i].lang, arena, status);
    }
    filter->key = join_labels(filter, arena, status);
}

/* -- Finding --------------------------------------------------------------------------------------- */

/* Labels of `count` of the filter's labels, all of which an entry must have. Their text is words alone, so that there
 * is nothing in it for FTS5 to take for a sign. */
static size_t find(const struct entry_filter_label *labels, size_t label_count, struct store *store,
                   size_t limit, uint32_t *entries, enum faqbot_status *status)
{
    struct buffer expression;
    buffer_init(&expression, SIZE_MAX);
    for (size_t i = 0; i < label_count; i++) {
        buffer_add_text(&expression, i == 0 ? "\"" : " AND \"");
        buffer_add(&expression, labels[i].label);
        buffer_add_byte(&expression, '"');
    }
    fail_if(expression.failed, FAQBOT_NO_MEMORY, status);
    const struct fulltext_match match = {.expression = buffer_view(&expression)};
    size_t count = *status == FAQBOT_OK ? store_list_fulltext(store, &match, limit, entries, status) : 0;
    buffer_release(&expression);
    return *status == FAQBOT_OK ? count : 0;
}

size_t entry_filter_find(const struct entry_filter *filter, struct store *store, size_t limit,
                         uint32_t *entries, enum faqbot_status *status)
{
    return find(filter->list, filter->count, store, limit, entries, status);
}

/* Whether the label is one of them. */
static bool is_among(struct faqbot_view label, struct faqbot_view labels)
{
    while (labels.size > 0) {
        size_t size = 1 + view_find(view_slice(labels, 1, labels.size), FULLTEXT_LABEL);
        if (view_equals(view_slice(labels, 0, size), label)) {
            return true;
        }
        labels = view_slice(labels, size, labels.size);
    }
    return false;
}

bool entry_filter_passes(const struct entry_filter *filter, struct store *store, uint32_t number,
                         struct arena *arena, enum faqbot_status *status)
{
    struct store_entry row = {0};
    store_get_entry(store, number, arena, &row, status);
    struct faqbot_view labels = *status == FAQBOT_OK ? index_entry_labels(&row, arena, status) : view_of("");
    bool passes = *status == FAQBOT_OK;
    for (size_t i = 0; i < filter->count && passes; i++) {
        passes = is_among(filter->list[i].label, labels);
    }
    return passes;
}

/* -- What nothing passes --------------------------------------------------------------------------- */

enum faqbot_status entry_filter_fault(const struct entry_filter *filter, struct store *store,
                                      struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < filter->count; i++) {
        const struct entry_filter_label *label = &filter->list[i];
        size_t found = find(label, 1, store, 1, NULL, &status);
        if (status == FAQBOT_OK && found == 0 && utf8_is_valid(label->text)) {
            return fault_set(fault, FAQBOT_NOT_FOUND, NULL, 0, "no entry %s \"%.*s\"",
                             label->kind == FULLTEXT_TAG       ? "has the tag"
                             : label->kind == FULLTEXT_SECTION ? "stands in the section"
                                                               : "is in the language",
                             VIEW_ARGS(utf8_first(label->text, QUOTED_CHARACTERS_MAX)));
        }
    }
    return fault_set(fault, status == FAQBOT_OK ? FAQBOT_NOT_FOUND : status, NULL, 0,
                     "no entry has all of these tags, this section and this language");
}
