/* fuzz/json.c - what is read can be written, and read and written again to the same bytes. */
#include <assert.h>

#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void write_value(struct json_writer *writer, const struct json *value, const char *key)
{
    struct faqbot_view text;
    double number;
    bool truth;
    enum json_type type = json_type(value);
    if (json_get_string(value, &text)) {
        json_writer_add_string(writer, key, text);
    } else if (json_get_number(value, &number)) {
        json_writer_add_number(writer, key, number);
    } else if (json_get_bool(value, &truth)) {
        json_writer_add_bool(writer, key, truth);
    } else if (type == JSON_NULL) {
        json_writer_add_null(writer, key);
    } else {
        (type == JSON_ARRAY ? json_writer_open_array : json_writer_open_object)(writer, key);
        for (const struct json *child = json_first(value); child != NULL; child = json_next(child)) {
            write_value(writer, child, type == JSON_ARRAY ? NULL : json_key(child).bytes);
        }
        (type == JSON_ARRAY ? json_writer_close_array : json_writer_close_object)(writer);
    }
}

/* `text`, read and written; false: it is no JSON. */
static bool rewrite(struct faqbot_view text, struct buffer *out)
{
    struct json *document;
    const char *complaint = NULL;
    struct json_writer writer = json_writer_make(out);
    if (json_parse(text, &document, &complaint) != FAQBOT_OK) {
        assert(complaint != NULL);
        return false;
    }
    write_value(&writer, document, NULL);
    json_free(document);
    assert(!out->failed);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct buffer once;
    struct buffer twice;
    buffer_init(&once, JSON_TEXT_BYTES_MAX);
    buffer_init(&twice, JSON_TEXT_BYTES_MAX);
    if (rewrite(view_make((const char *)bytes, size), &once)) {
        assert(rewrite(buffer_view(&once), &twice));
        assert(view_equals(buffer_view(&once), buffer_view(&twice)));
    }
    buffer_release(&once);
    buffer_release(&twice);
    return 0;
}
