/* fuzz/import_detect.c - any text as a file of which nobody says what it is. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    import_fuzz(NULL, NULL, bytes, size);
    return 0;
}
