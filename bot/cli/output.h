/* cli/output.h - stdout, which may be full, closed or gone. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "cli/cli.h"

/* Flushes stdout. CLI_GOOD, or CLI_ERROR after saying why it cannot be written; what could not be written is
 * dropped, so that the same failure is said once. */
enum cli_exit output_flush(void);

#endif
