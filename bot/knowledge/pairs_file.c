/* knowledge/pairs_file.c - the keys and values of a file that is no knowledge (implements faqbot_tools.h): read as
 * bot.yml is, by the same reader. What the keys mean is the caller's. */
#include <faqbot_tools.h>

#include "base/fault.h"
#include "knowledge/pairs.h"
#include "knowledge/reader.h"
#include "knowledge/source.h"

_Static_assert(FAQBOT_YAML_PAIRS_MAX == YAML_MAP_COUNT_MAX, "the header says how many");

/* The first fault is the one to mend. */
static void keep_first(void *user, const struct faqbot_fault *fault)
{
    struct faqbot_fault *first = user;
    if (first->status == FAQBOT_OK) {
        *first = *fault;
    }
}

static void read_file(struct kb_reader *reader, const char *path, struct yaml_map *pairs)
{
    struct buffer bytes;
    struct faqbot_view text;
    buffer_init(&bytes, YAML_MAP_BYTES_MAX);
    if (source_read(reader, path, &bytes, &text)) {
        (void)yaml_map_read(reader, (struct source_place){path, 1}, text, &reader->settings_arena, pairs);
    }
    buffer_release(&bytes);
}

enum faqbot_status faqbot_yaml_map_read(const char *path, faqbot_yaml_callback *take, void *user,
                                        struct faqbot_fault *fault)
{
    struct kb_reader reader;
    struct faqbot_fault first = {.status = FAQBOT_OK};
    struct fault_reporter reporter = {.report = keep_first, .user = &first};
    const struct kb_sink sink = {.reporter = &reporter};
    kb_reader_init(&reader, &sink, &reporter);
    struct yaml_map *pairs = arena_alloc(&reader.arena, sizeof *pairs);
    if (kb_reader_check_memory(&reader, pairs != NULL)) {
        read_file(&reader, path, pairs);
    }
    enum faqbot_status status = reader.status;
    if (status != FAQBOT_OK) {
        fault_set(fault, status, path, 0, "%s", faqbot_status_text(status));
    } else if (reporter.errors > 0) {
        status = first.status;
        if (fault != NULL) {
            *fault = first;
        }
    } else {
        for (size_t i = 0; i < pairs->count; i++) {
            const struct pair *pair = &pairs->pairs[i];
            take(user, &(struct faqbot_yaml_pair){pair->key, pair->values, pair->value_count, pair->is_list,
                                                  pair->place.line});
        }
    }
    kb_reader_release(&reader);
    return status;
}
