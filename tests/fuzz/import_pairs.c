/* fuzz/import_pairs.c - any text as a file of the format pairs. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    import_fuzz("pairs", NULL, bytes, size);
    return 0;
}
