/* cli/output.c - stdout, which may be full, closed or gone. Writers need not check: stdio remembers the
 * failure, and this asks for it. */
#include "cli/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdio_ext.h> /* __fpurge: what cannot be written must not be tried again at exit */
#include <string.h>

#include "cli/complain.h"

enum cli_exit output_flush(void)
{
    errno = 0;
    if (fflush(stdout) == 0 && ferror(stdout) == 0) {
        return CLI_GOOD;
    }
    int reason = errno;
    __fpurge(stdout);
    clearerr(stdout);
    return reason != 0 ? complain("cannot write the output: %s", strerror(reason))
                       : complain("cannot write the output");
}
