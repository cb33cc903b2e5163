/* cli/scratch.c - a folder for an index that is made only to be sent somewhere else. */
#include "cli/cli_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* mkdtemp() makes it so that nobody else can look into it. */
void scratch_make(struct scratch *scratch, struct faqbot_fault *fault)
{
    const char *temporary = getenv("TMPDIR");
    temporary = temporary != NULL && temporary[0] != '\0' ? temporary : "/tmp";
    int size = snprintf(scratch->folder, sizeof scratch->folder, "%s/faqbot-XXXXXX", temporary);
    if (size < 0 || (size_t)size >= sizeof scratch->folder || mkdtemp(scratch->folder) == NULL) {
        scratch->folder[0] = '\0';
        (void)fault_set(fault, FAQBOT_IO, temporary, 0, "cannot make a folder for the index there: %s",
                        fault_reason(errno).text);
        return;
    }
    (void)snprintf(scratch->file, sizeof scratch->file, "%s/index", scratch->folder);
}

void scratch_remove(const struct scratch *scratch)
{
    if (scratch->folder[0] != '\0') {
        (void)unlink(scratch->file); /* where it has not been made, there is nothing to remove */
        (void)rmdir(scratch->folder);
    }
}
