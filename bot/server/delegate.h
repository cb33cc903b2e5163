/* delegate.h - asks that are given to the worker, and what comes back. */
#ifndef SERVER_DELEGATE_H
#define SERVER_DELEGATE_H

#include <faqbot_chat.h>

/* A chat's carrier hook, whose user is the guest: gives the ask to the worker where this knowledge base takes long, and
 * lets the WebSocket visitor or the HTTP request wait for it. */
bool delegate_carry(void *user, const struct faqbot_chat_request *request);

#endif
