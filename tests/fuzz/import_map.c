/* fuzz/import_map.c - any text as a map of columns. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char table[] = "question,answer,also 1,also 2,also\nQ,A,B,C,D\n";
    char map[4097];
    if (size < sizeof map) {
        for (size_t i = 0; i < size; i++) {
            map[i] = (char)bytes[i];
        }
        map[size] = '\0';
        import_fuzz("csv", map, (const uint8_t *)table, sizeof table - 1);
    }
    return 0;
}
