/* fuzz/import_zip.c - any bytes as an archive, and what is in it as what it is. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct import_builder builder;
    struct import_inputs inputs;
    struct faqbot_fault fault;
    import_builder_init(&builder, "in", NULL, &fault);
    inputs_init(&inputs, &builder);
    inputs_read_zip(&inputs, view_make((const char *)bytes, size));
    import_fuzz_inputs(&inputs);
    return 0;
}
