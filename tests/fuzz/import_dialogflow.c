/* fuzz/import_dialogflow.c - any text as a file of the format dialogflow. */
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    import_fuzz("dialogflow", NULL, bytes, size);
    return 0;
}
