/* protocol/parts.c - parts of replies that several kinds of reply have. The caller decides which reply has them. */
#include "protocol/parts.h"

void parts_add_corrections(struct writer *writer, const struct faqbot_correction *corrections, size_t count)
{
    writer_open_array(writer, "corrections");
    for (size_t i = 0; i < count; i++) {
        writer_open_object(writer, NULL);
        writer_add_string(writer, "from", corrections[i].from);
        writer_add_string(writer, "to", corrections[i].to);
        writer_close_object(writer);
    }
    writer_close_array(writer);
}

void parts_add_texts(struct writer *writer, const char *key, const struct faqbot_view *texts, size_t count)
{
    writer_open_array(writer, key);
    for (size_t i = 0; i < count; i++) {
        writer_add_string(writer, NULL, texts[i]);
    }
    writer_close_array(writer);
}
