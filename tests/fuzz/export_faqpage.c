/* fuzz/export_faqpage.c - any knowledge base in the format faqpage. */
#include "export.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    export_fuzz("faqpage", bytes, size);
    return 0;
}
