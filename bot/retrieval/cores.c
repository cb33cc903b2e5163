/* retrieval/cores.c - counts which words an entry's phrasings have in common. confidence.c decides what follows from
 * one that a question lacks. */
#include "retrieval/cores.h"

#include <stdlib.h>
#include <string.h>

#define CORES_BYTES_MAX ((size_t)1 << 30)

void required_terms_builder_init(struct required_terms_builder *builder)
{
    *builder = (struct required_terms_builder){0};
    buffer_init(&builder->rows, SIZE_MAX);
    buffer_init(&builder->starts, CORES_BYTES_MAX);
    buffer_init(&builder->required_terms, CORES_BYTES_MAX);
}

void required_terms_builder_release(struct required_terms_builder *builder)
{
    free(builder->topic);
    buffer_release(&builder->rows);
    buffer_release(&builder->starts);
    buffer_release(&builder->required_terms);
    required_terms_builder_init(builder);
}

static int by_row(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void add_number(struct buffer *buffer, uint32_t number)
{
    buffer_add(buffer, view_make((const char *)&number, sizeof number));
}

static void add_core(struct buffer *buffer, struct required_term required_term)
{
    buffer_add(buffer, view_make((const char *)&required_term, sizeof required_term));
}

/* A word counts once for a phrasing, however often it stands there. */
void required_terms_builder_add(struct required_terms_builder *builder, uint32_t *rows, size_t count)
{
    if (count > 1) {
        qsort(rows, count, sizeof *rows, by_row);
    }
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || rows[i] != rows[i - 1]) {
            add_number(&builder->rows, rows[i]);
        }
    }
    builder->phrasings++;
}

static void add_topic(struct required_terms_builder *builder, uint32_t row, float share)
{
    if (row >= builder->topic_capacity) {
        size_t capacity = 2 * builder->topic_capacity + row + 1024;
        float *grown = realloc(builder->topic, capacity * sizeof *grown);
        if (grown == NULL) {
            builder->failed = true;
            return;
        }
        memset(grown + builder->topic_capacity, 0, (capacity - builder->topic_capacity) * sizeof *grown);
        builder->topic = grown;
        builder->topic_capacity = capacity;
    }
    builder->topic[row] += share;
}

void required_terms_builder_close(struct required_terms_builder *builder, bool is_listed)
{
    uint32_t *rows = (void *)builder->rows.bytes;
    size_t count = builder->rows.size / sizeof *rows;
    builder->failed = builder->failed || builder->rows.failed;
    add_number(&builder->starts, (uint32_t)(builder->required_terms.size / sizeof(struct required_term)));
    if (count > 1) {
        qsort(rows, count, sizeof *rows, by_row);
    }
    for (size_t start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count && rows[end] == rows[start];) {
            end++;
        }
        float share = (float)(end - start) / (float)builder->phrasings;
        if (is_listed && share >= REQUIRED_TERMS_SHARE_MIN) {
            add_core(&builder->required_terms, (struct required_term){.row = rows[start], .share = share});
        }
        add_topic(builder, rows[start], share);
    }
    buffer_reset(&builder->rows);
    builder->phrasings = 0;
    builder->entries++;
}

/* What most entries' phrasings hold. */
static void add_topics(const struct required_terms_builder *builder, struct buffer *topics)
{
    for (uint32_t row = 0; row < builder->topic_capacity; row++) {
        float share = builder->topic[row] / (float)(builder->entries + 1);
        if (share >= TOPIC_TERMS_SHARE_MIN) {
            add_core(topics, (struct required_term){.row = row, .share = share});
        }
    }
}

void required_terms_builder_encode(const struct required_terms_builder *builder, struct buffer *out)
{
    struct buffer topics;
    buffer_init(&topics, CORES_BYTES_MAX);
    add_topics(builder, &topics);
    buffer_add(out, buffer_view(&builder->starts));
    add_number(out, (uint32_t)(builder->required_terms.size / sizeof(struct required_term)));
    add_number(out, (uint32_t)(topics.size / sizeof(struct required_term)));
    buffer_add(out, buffer_view(&builder->required_terms));
    buffer_add(out, buffer_view(&topics));
    out->failed = out->failed || topics.failed || builder->failed || builder->starts.failed ||
                  builder->required_terms.failed;
    buffer_release(&topics);
}

static bool is_sound(const struct required_terms *required_terms, uint32_t entry_count, size_t count)
{
    bool sound = required_terms->starts[0] == 0;
    for (uint32_t i = 0; i < entry_count && sound; i++) {
        sound = required_terms->starts[i] <= required_terms->starts[i + 1];
    }
    for (size_t i = 0; i < count && sound; i++) {
        sound = required_terms->list[i].share >= 0 && required_terms->list[i].share <= 1;
    }
    return sound;
}

bool required_terms_decode(struct faqbot_view bytes, uint32_t entry_count,
                           struct required_terms *required_terms)
{
    size_t numbers = ((size_t)entry_count + 2) * sizeof(uint32_t);
    if (bytes.size < numbers) {
        return false;
    }
    struct required_terms decoded = {.starts = (const void *)bytes.bytes,
                                     .list = (const void *)(bytes.bytes + numbers)};
    size_t listed = decoded.starts[entry_count];
    size_t count = listed + decoded.starts[(size_t)entry_count + 1];
    if (bytes.size - numbers != count * sizeof(struct required_term) ||
        !is_sound(&decoded, entry_count, count)) {
        return false;
    }
    decoded.topics = decoded.list + listed;
    decoded.topic_count = count - listed;
    *required_terms = decoded;
    return true;
}
