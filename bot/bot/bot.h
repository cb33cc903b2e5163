/* bot/bot.h - what the bot offers to other modules of the library besides faqbot.h. */
#ifndef BOT_BOT_H
#define BOT_BOT_H

#include <faqbot.h>

#include "search/search.h"

/* Opens a bot as faqbot_open() does, with a change of its `knowledge`, which is no index. NULL: without one. */
enum faqbot_status bot_open_edited(const struct faqbot_options *options, const struct index_edit *edit,
                                   struct faqbot **bot, struct faqbot_fault *fault);

/* What the bot searches with; valid until the bot is closed. */
struct searcher *bot_searcher(struct faqbot *bot);

#endif
