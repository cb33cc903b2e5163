/* fuzz/export_csv.c - any knowledge base in the format csv. */
#include "export.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    export_fuzz("csv", bytes, size);
    return 0;
}
