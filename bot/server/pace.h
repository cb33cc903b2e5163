/* pace.h - how long a knowledge base takes to answer. */
#ifndef SERVER_PACE_H
#define SERVER_PACE_H

#include <stdint.h>

#include <faqbot.h>

/* Asks the bot some of its own questions; microseconds that the one in the middle took. 0: it has none. */
uint64_t pace_measure(struct faqbot *bot);

#endif
