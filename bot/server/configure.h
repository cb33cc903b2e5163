/* configure.h - from the operator's options to the server's own fields. */
#ifndef SERVER_CONFIGURE_H
#define SERVER_CONFIGURE_H

struct server;

/* FAQBOT_INVALID: one of them is not what it must be, and `fault` says which. What was taken is released by
 * configure_release(), whether it succeeds or not. */

#include "server/server.h"
enum faqbot_status configure_read(struct server *server, const struct faqbot_server_options *options,
                                  struct faqbot_fault *fault);
void configure_release(struct server *server);

#endif
