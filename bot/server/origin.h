/* origin.h - who may come: the rules for the Host and Origin headers, as pure functions. */
#ifndef SERVER_ORIGIN_H
#define SERVER_ORIGIN_H

#include <stdbool.h>

#include <faqbot/view.h>

#include "server/listen.h"

/* Whether a request for `host` (NAME or NAME:PORT) is meant for us. On a loopback address only localhost, 127.0.0.1,
 * [::1] and the listen address are: a foreign page whose name was made to resolve to this machine still sends its own
 * name. Elsewhere any well-formed host is ours. The port is free, for a tunnel may change it. */
bool origin_host_is_ours(const struct listen_address *address, struct faqbot_view host);

/* Whether `origin` (SCHEME://NAME[:PORT]) is the origin of the page that `host` serves. "null" is not. */
bool origin_is_same(struct faqbot_view origin, struct faqbot_view host);

#endif
