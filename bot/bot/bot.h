/* bot/bot.h - what the bot offers to other modules of the library besides faqbot.h. */
#ifndef BOT_BOT_H
#define BOT_BOT_H

#include <faqbot.h>

#include "search/search.h"

/* What the bot searches with; valid until the bot is closed. */
struct searcher *bot_searcher(struct faqbot *bot);

#endif
