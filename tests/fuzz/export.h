/* fuzz/export.h - what every exporter promises for any knowledge base: it writes all of it or says why not, and what it
 * writes can be read again. */
#ifndef FUZZ_EXPORT_H
#define FUZZ_EXPORT_H

#include <stdbool.h>

#include <faqbot_tools.h>

#include "file.h"
#include "util/util.h"
#include "convert/convert_internal.h"

#define EXPORT_BYTES_MAX ((size_t)1 << 26)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static inline bool export_take(void *user, struct faqbot_view bytes)
{
    buffer_add(user, bytes);
    return true;
}

static inline void export_check_loss(void *user, const struct faqbot_export_loss *loss)
{
    size_t *losses = user;
    ++*losses;
    assert(loss->sentence.size > 0 && (loss->entries > 0) == (loss->first.size > 0));
}

/* Exports the knowledge base at `path`, and counts what is told not to be carried. False: there is none that can be
 * read. */
static inline bool export_run(const char *format, const char *path, struct buffer *out,
                              struct faqbot_export_result *result, size_t *losses)
{
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    *losses = 0;
    const struct faqbot_export_options options = {.format = format,
                                                  .knowledge = path,
                                                  .write = export_take,
                                                  .write_user = out,
                                                  .tell = export_check_loss,
                                                  .tell_user = losses};
    enum faqbot_status status = faqbot_export(&options, result, &fault);
    assert(status == FAQBOT_OK || status == FAQBOT_INVALID);
    assert((status == FAQBOT_OK) == (fault.sentence[0] == '\0'));
    assert(!out->failed && utf8_is_valid(buffer_view(out)));
    return status == FAQBOT_OK;
}

/* The input is a file of JSON Lines where it begins as one, and else an article. */
static inline const char *export_input(const uint8_t *bytes, size_t size)
{
    return file_write(size > 0 && bytes[0] == '{' ? "in.jsonl" : "in.md", bytes, size);
}

static inline void export_count(void *user, const struct faqbot_import_event *event)
{
    size_t *fates = user;
    fates[event->outcome]++;
}

/* Exports the input, and imports what came of it: every entry is there again, be it within another. */
static inline void export_fuzz(const char *format, const uint8_t *bytes, size_t size)
{
    struct buffer out;
    struct import_builder builder;
    struct faqbot_export_result written;
    struct faqbot_import_result read;
    struct faqbot_fault fault;
    size_t fates[FAQBOT_IMPORT_OUTCOMES] = {0};
    size_t losses;
    buffer_init(&out, EXPORT_BYTES_MAX);
    const char *path = export_input(bytes, size);
    if (export_run(format, path, &out, &written, &losses) && written.entries > 0) {
        import_builder_init(&builder, "in", NULL, &fault);
        import_format_find(format)->read(&builder, buffer_view(&out));
        assert(import_commit(&builder, NULL, export_count, fates, &read) == FAQBOT_OK);
        assert(fates[FAQBOT_IMPORT_SKIPPED] == 0);
        assert(fates[FAQBOT_IMPORT_ADDED] + fates[FAQBOT_IMPORT_MERGED] == written.entries);
        import_builder_release(&builder);
    }
    buffer_release(&out);
}

#endif
