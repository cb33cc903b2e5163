/* fuzz/import_html.c - any text as a file of the format html. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    import_fuzz("html", NULL, bytes, size);
    return 0;
}
