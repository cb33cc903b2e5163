/* fuzz/import_csv.c - any text as a table: by its headings, with a map, and with tabs. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    import_fuzz("csv", NULL, bytes, size);
    import_fuzz("csv", "question=1,answer=2,also=a*", bytes, size);
    import_fuzz("tsv", NULL, bytes, size);
    return 0;
}
