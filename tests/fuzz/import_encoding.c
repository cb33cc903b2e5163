/* fuzz/import_encoding.c - any bytes as a table in whatever encoding they declare, and in one that is named. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const encodings[] = {NULL, "windows-1252", "UTF-16LE"};
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        struct import_builder builder;
        struct faqbot_fault fault;
        import_builder_init(&builder, "in", NULL, &fault);
        builder.encoding = encodings[i];
        struct faqbot_view text =
            input_text(&builder, "in", view_make((const char *)bytes, size), &builder.arena, &fault);
        assert(fault.status != FAQBOT_OK || (utf8_is_valid(text) && view_find(text, '\0') == text.size));
        if (fault.status == FAQBOT_OK) {
            import_format_find("csv")->read(&builder, text);
        }
        import_finish(&builder);
    }
    return 0;
}
