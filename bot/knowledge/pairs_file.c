/* knowledge/pairs_file.c - the keys and values of a file that is no knowledge (implements faqbot/pairs.h): read as
 * bot.yml is, by the same reader. What the keys mean is the caller's. */
#include <faqbot/pairs.h>

#include "base/fault.h"
#include "knowledge/pairs.h"
#include "knowledge/reader.h"
#include "knowledge/source.h"

_Static_assert(FAQBOT_PAIRS_MAX == PAIRS_COUNT_MAX, "the header says how many");

/* The first fault is the one to mend. */
static void keep_first(void *user, const struct faqbot_fault *fault)
{
    struct faqbot_fault *first = user;
    if (first->status == FAQBOT_OK) {
        *first = *fault;
    }
}

static void read_file(struct reader *reader, const char *path, struct pairs *pairs)
{
    struct buffer bytes;
    struct faqbot_view text;
    buffer_init(&bytes, PAIRS_BYTES_MAX);
    if (source_read(reader, path, &bytes, &text)) {
        (void)pairs_read(reader, (struct place){path, 1}, text, &reader->settings_arena, pairs);
    }
    buffer_release(&bytes);
}

enum faqbot_status faqbot_pairs_read(const char *path, faqbot_pairs_take *take, void *user,
                                     struct faqbot_fault *fault)
{
    struct reader reader;
    struct faqbot_fault first = {.status = FAQBOT_OK};
    struct fault_reporter reporter = {.report = keep_first, .user = &first};
    const struct knowledge_sink sink = {.reporter = &reporter};
    reader_init(&reader, &sink, &reporter);
    struct pairs *pairs = arena_take(&reader.arena, sizeof *pairs);
    if (reader_check_memory(&reader, pairs != NULL)) {
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
            take(user, &(struct faqbot_pair){pair->key, pair->values, pair->value_count, pair->is_list,
                                             pair->place.line});
        }
    }
    reader_release(&reader);
    return status;
}
