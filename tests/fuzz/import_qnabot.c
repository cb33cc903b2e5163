/* fuzz/import_qnabot.c - any text as a file of the format qnabot. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    import_fuzz("qnabot", NULL, bytes, size);
    return 0;
}
