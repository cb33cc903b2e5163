/* retrieval/cores.c - counts which words an entry's phrasings have in common. confidence.c decides what follows from
 * one that a question lacks. */
#include "retrieval/cores.h"

#include <stdlib.h>
#include <string.h>

#define CORES_BYTES_MAX ((size_t)1 << 30)

void cores_builder_init(struct cores_builder *builder)
{
    *builder = (struct cores_builder){0};
    buffer_init(&builder->rows, SIZE_MAX);
    buffer_init(&builder->starts, CORES_BYTES_MAX);
    buffer_init(&builder->cores, CORES_BYTES_MAX);
}

void cores_builder_release(struct cores_builder *builder)
{
    free(builder->topic);
    buffer_release(&builder->rows);
    buffer_release(&builder->starts);
    buffer_release(&builder->cores);
    cores_builder_init(builder);
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

static void add_core(struct buffer *buffer, struct core core)
{
    buffer_add(buffer, view_make((const char *)&core, sizeof core));
}

/* A word counts once for a phrasing, however often it stands there. */
void cores_builder_add(struct cores_builder *builder, uint32_t *rows, size_t count)
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

static void add_topic(struct cores_builder *builder, uint32_t row, float share)
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

void cores_builder_close(struct cores_builder *builder, bool is_listed)
{
    uint32_t *rows = (void *)builder->rows.bytes;
    size_t count = builder->rows.size / sizeof *rows;
    builder->failed = builder->failed || builder->rows.failed;
    add_number(&builder->starts, (uint32_t)(builder->cores.size / sizeof(struct core)));
    if (count > 1) {
        qsort(rows, count, sizeof *rows, by_row);
    }
    for (size_t start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count && rows[end] == rows[start];) {
            end++;
        }
        float share = (float)(end - start) / (float)builder->phrasings;
        if (is_listed && share >= CORES_SHARE_LEAST) {
            add_core(&builder->cores, (struct core){.row = rows[start], .share = share});
        }
        add_topic(builder, rows[start], share);
    }
    buffer_reset(&builder->rows);
    builder->phrasings = 0;
    builder->entries++;
}

/* What most entries' phrasings hold. */
static void add_topics(const struct cores_builder *builder, struct buffer *topics)
{
    for (uint32_t row = 0; row < builder->topic_capacity; row++) {
        float share = builder->topic[row] / (float)(builder->entries + 1);
        if (share >= CORES_TOPIC_LEAST) {
            add_core(topics, (struct core){.row = row, .share = share});
        }
    }
}

void cores_builder_encode(const struct cores_builder *builder, struct buffer *out)
{
    struct buffer topics;
    buffer_init(&topics, CORES_BYTES_MAX);
    add_topics(builder, &topics);
    buffer_add(out, buffer_view(&builder->starts));
    add_number(out, (uint32_t)(builder->cores.size / sizeof(struct core)));
    add_number(out, (uint32_t)(topics.size / sizeof(struct core)));
    buffer_add(out, buffer_view(&builder->cores));
    buffer_add(out, buffer_view(&topics));
    out->failed =
        out->failed || topics.failed || builder->failed || builder->starts.failed || builder->cores.failed;
    buffer_release(&topics);
}

static bool is_sound(const struct cores *cores, uint32_t entry_count, size_t count)
{
    bool sound = cores->starts[0] == 0;
    for (uint32_t i = 0; i < entry_count && sound; i++) {
        sound = cores->starts[i] <= cores->starts[i + 1];
    }
    for (size_t i = 0; i < count && sound; i++) {
        sound = cores->list[i].share >= 0 && cores->list[i].share <= 1;
    }
    return sound;
}

bool cores_decode(struct faqbot_view bytes, uint32_t entry_count, struct cores *cores)
{
    size_t numbers = ((size_t)entry_count + 2) * sizeof(uint32_t);
    if (bytes.size < numbers) {
        return false;
    }
    struct cores decoded = {.starts = (const void *)bytes.bytes,
                            .list = (const void *)(bytes.bytes + numbers)};
    size_t listed = decoded.starts[entry_count];
    size_t count = listed + decoded.starts[(size_t)entry_count + 1];
    if (bytes.size - numbers != count * sizeof(struct core) || !is_sound(&decoded, entry_count, count)) {
        return false;
    }
    decoded.topics = decoded.list + listed;
    decoded.topic_count = count - listed;
    *cores = decoded;
    return true;
}
