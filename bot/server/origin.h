/* origin.h - who may come: the rules for the Host and Origin headers, as pure functions. */
#ifndef SERVER_ORIGIN_H
#define SERVER_ORIGIN_H

#include <stdbool.h>

#include "server/listen.h"
#include "server/server.h"

/* What the operator allows. Borrowed texts that origin_is_valid() and origin_host_is_valid() have passed. */
struct origin_policy {
    struct faqbot_server_list origins; /* besides the page of our own */
    /* empty: any on a public address, the loopback's names on a loopback one */
    struct faqbot_server_list hosts;
};

/* How pages of our own are fetched: a proxy before us may have taken the encryption off. */
enum origin_scheme { ORIGIN_PLAIN, ORIGIN_SECURE, ORIGIN_EITHER };

/* Whether a text is an origin that can be allowed: SCHEME://NAME[:PORT] with http or https, `null`, or `*` for all. */
bool origin_is_valid(struct faqbot_view text);

/* Whether a text is a name that a host can have, without a port. */
bool origin_host_is_valid(struct faqbot_view text);

/* Whether a request for `host` (NAME or NAME:PORT) is meant for us. On a loopback address only localhost, 127.0.0.1,
 * [::1] and the listen address are, and what the policy names: a foreign page whose name was made to resolve to this
 * machine still sends its own name. Elsewhere any well-formed host is ours, or those that the policy names. The port is
 * free, for a tunnel may change it. */
bool origin_host_is_ours(const struct origin_policy *policy, const struct listen_address *address,
                         struct faqbot_view host);

/* Whether a page from `origin` is welcome: it is the page that `host` serves, or the policy allows it. "null" is not,
 * unless the policy names it. */
bool origin_is_welcome(const struct origin_policy *policy, struct faqbot_view origin, struct faqbot_view host,
                       enum origin_scheme scheme);

#endif
