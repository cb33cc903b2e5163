/* cli/talk.h - a conversation on a terminal. */
#ifndef CLI_TALK_H
#define CLI_TALK_H

#include "cli/exchange.h"

/* Greets, then asks and answers until the end of input. Each answer is the context of the next question;
 * where the bot is unsure, a number picks one of the choices. Lines are edited with libedit; they are kept in
 * the history file, see memory_path(). Ends with CLI_GOOD, or CLI_ERROR where there can be no
 * conversation. */
enum cli_exit talk_run(struct exchange *exchange);

#endif
