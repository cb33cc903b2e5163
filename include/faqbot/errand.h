/* errand.h - an ASK that is answered elsewhere: carried away from its chat, to a bot in another thread, and back.
 *
 * Where asking takes long, a face that serves many visitors in one thread lets another thread do it. The chat's
 * carrier hook makes an errand of the request; it is run, in whatever thread, with a bot that is that thread's at the
 * time; and brought back it is the reply that the chat has been waiting for. Replies keep the order of the requests,
 * because until then the chat receives nothing more. */
#ifndef FAQBOT_ERRAND_H
#define FAQBOT_ERRAND_H

#include <faqbot/chat.h>

struct faqbot_errand;

/* Copies the request. `options` is the chat's; its clock, and nothing else of it, is called in the thread that runs the
 * errand. The caller's, released by faqbot_errand_free(), whether or not its chat is still there. NO_MEMORY. */
enum faqbot_status faqbot_errand_new(const struct faqbot_chat_options *options,
                                     const struct faqbot_chat_request *request,
                                     struct faqbot_errand **errand);
void faqbot_errand_free(struct faqbot_errand *errand); /* NULL is allowed */

/* Asks the bot. Once. */
void faqbot_errand_run(struct faqbot_errand *errand, struct faqbot *bot);

/* Queues the reply that an errand has brought, or where it was not run `internal`; the chat's observer is told, and the
 * chat receives again, or has come to its close: a bad message counts as one here too. Statuses as for
 * faqbot_chat_receive(). */
enum faqbot_status faqbot_chat_settle(struct faqbot_chat *chat, const struct faqbot_errand *errand);

#endif
