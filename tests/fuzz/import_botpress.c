/* fuzz/import_botpress.c - any text as a file of the format botpress. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    import_fuzz("botpress", NULL, bytes, size);
    return 0;
}
