/* remote/common.c - what is there whatever the program was built with: addresses of engines are told from names of
 * files, and a clock for deadlines. */
#include <string.h>
#include <time.h>

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

int64_t remote_milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
