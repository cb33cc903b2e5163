/* fuzz/import_rasa.c - any text as a file of the format rasa. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    import_fuzz("rasa", NULL, bytes, size);
    return 0;
}
