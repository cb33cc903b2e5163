/* fuzz/import_kendra.c - any text as a file of the format kendra. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    import_fuzz("kendra", NULL, bytes, size);
    return 0;
}
