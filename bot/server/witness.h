/* witness.h - what is seen of each request: it is counted, and told to the log and the journal where the
 * operator wants that. */
#ifndef SERVER_WITNESS_H
#define SERVER_WITNESS_H

#include <faqbot_chat.h>

struct guest;
struct server;

void witness_request(struct guest *guest, const struct faqbot_chat_event *event);

/* Tells the log what was refused since the last call, by reason; to be called now and then, so that a flood of visitors
 * is no flood of lines. */
void witness_refusals(struct server *server);

#endif
