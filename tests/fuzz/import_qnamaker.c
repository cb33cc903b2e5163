/* fuzz/import_qnamaker.c - any text as a file of the format qnamaker. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    import_fuzz("qnamaker", NULL, bytes, size);
    return 0;
}
