/* remote/address.c - tells addresses of engines from names of files, whatever the program was built with. */
#include <string.h>

#include "remote/remote_internal.h"

bool remote_is_postgres(const char *text)
{
    return text != NULL && (strncmp(text, "postgres://", 11) == 0 || strncmp(text, "postgresql://", 13) == 0);
}

bool remote_is_opensearch(const char *text)
{
    return text != NULL &&
           (strncmp(text, "opensearch://", 13) == 0 || strncmp(text, "opensearchs://", 14) == 0);
}
