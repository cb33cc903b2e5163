/* fuzz/import_jsonl.c - any text as a file of the format jsonl. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    import_fuzz("jsonl", NULL, bytes, size);
    return 0;
}
