/* fuzz/import.h - what every importer promises, whatever it is fed with. */
#ifndef FUZZ_IMPORT_H
#define FUZZ_IMPORT_H

#include <assert.h>
#include <stdint.h>

#include "kb/kb_internal.h"
#include "util/util.h"
#include "convert/convert_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static inline void import_check(void *user, const struct faqbot_import_event *event)
{
    size_t *entries = user;
    bool is_entry = event->outcome == FAQBOT_IMPORT_ADDED || event->outcome == FAQBOT_IMPORT_MERGED;
    assert(is_entry == (event->sentence.size == 0));
    assert(utf8_is_valid(event->sentence) && utf8_is_valid(event->question));
    *entries += event->outcome == FAQBOT_IMPORT_ADDED;
}

/* What an import promises once its rows are read; the builder is released. */
static inline void import_finish(struct import_builder *read)
{
    struct import_builder builder = *read;
    struct faqbot_import_result result = {.entries = 0};
    struct faqbot_fault fault = *builder.fault;
    size_t entries = 0;
    builder.fault = &fault;
    enum faqbot_status status = import_commit(&builder, NULL, import_check, &entries, &result);
    /* A line of our own may be no entry: it may say something of the whole knowledge base. */
    assert(status != FAQBOT_OK || (result.entries > 0 && result.entries <= entries));
    assert(status == FAQBOT_OK || status == FAQBOT_INVALID || status == FAQBOT_LIMIT);
    assert((status == FAQBOT_OK) == (fault.sentence[0] == '\0'));
    for (size_t i = 0; i < builder.entry_count && status == FAQBOT_OK; i++) {
        const struct import_entry *item = &builder.entries[i];
        assert(item->complaint.size > 0 || item->line.size > 0 || field_id_complaint(item->id) == NULL);
    }
    import_builder_release(&builder);
}

/* Bytes that are no text never reach a reader of a format: input_check() sees to that. NULL: the format is found
 * out. */
static inline void import_fuzz(const char *format, const char *map, const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct import_builder builder;
    struct faqbot_fault fault;
    if (!utf8_is_valid(text) || view_find(text, '\0') < size) {
        return;
    }
    import_builder_init(&builder, "in", map, &fault);
    format = format == NULL ? import_detect(&builder, "in", text) : format;
    if (format != NULL) {
        import_format_find(format)->read(&builder, text);
    }
    assert(format != NULL || import_builder_failed(&builder));
    import_finish(&builder);
}

/* Reads files as what they are together. */
static inline void import_fuzz_inputs(struct import_inputs *inputs)
{
    const char *format = import_detect_together(inputs);
    if (format != NULL && !import_builder_failed(inputs->builder)) {
        import_format_find(format)->read_all(inputs->builder, inputs);
    }
    inputs_release(inputs);
    import_finish(inputs->builder);
}

#endif
