/* cli/share.c - the files of cli/share/, so that the program can show its manual where none is installed. */
#include "cli/share.h"

#include <assert.h>
#include <string.h>

extern const unsigned char embed_bot_cli_share_pack[]; /* ends with a NUL */

void share_write(FILE *out, const char *name)
{
    char mark[64];
    (void)snprintf(mark, sizeof mark, "\1%s\n", name);
    const char *found = strstr((const char *)embed_bot_cli_share_pack, mark);
    assert(found != NULL);
    const char *text = found + strlen(mark);
    (void)fwrite(text, 1, strcspn(text, "\1"), out);
}
