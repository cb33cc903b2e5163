/* fuzz/import_watson.c - any text as a file of the format watson. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    import_fuzz("watson", NULL, bytes, size);
    return 0;
}
