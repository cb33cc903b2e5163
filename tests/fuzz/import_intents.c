/* fuzz/import_intents.c - any text as a file of the format intents. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    import_fuzz("intents", NULL, bytes, size);
    return 0;
}
