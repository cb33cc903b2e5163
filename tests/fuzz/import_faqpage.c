/* fuzz/import_faqpage.c - any text as a file of the format faqpage. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    import_fuzz("faqpage", NULL, bytes, size);
    return 0;
}
