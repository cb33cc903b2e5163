/* protocol/parts.c - parts of replies that several kinds of reply have. The caller decides which reply has them. */
#include "protocol/parts.h"

void json_fields_add_corrections(struct json_writer *writer, const struct faqbot_correction *corrections,
                                 size_t count)
{
    json_writer_open_array(writer, "corrections");
    for (size_t i = 0; i < count; i++) {
        json_writer_open_object(writer, NULL);
        json_writer_add_string(writer, "from", corrections[i].from);
        json_writer_add_string(writer, "to", corrections[i].to);
        json_writer_close_object(writer);
    }
    json_writer_close_array(writer);
}

void json_fields_add_texts(struct json_writer *writer, const char *key, const struct faqbot_view *texts,
                           size_t count)
{
    json_writer_open_array(writer, key);
    for (size_t i = 0; i < count; i++) {
        json_writer_add_string(writer, NULL, texts[i]);
    }
    json_writer_close_array(writer);
}
