/* fuzz/import_nlpjs.c - any text as a file of the format nlpjs. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    import_fuzz("nlpjs", NULL, bytes, size);
    return 0;
}
