/* fuzz/export_qnabot.c - any knowledge base in the format qnabot. */
#include "export.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    export_fuzz("qnabot", bytes, size);
    return 0;
}
