/* fuzz/import_qna.c - any text as a file of the format qna. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    import_fuzz("qna", NULL, bytes, size);
    return 0;
}
