/* net/ip_range.h - which addresses are of the public internet. A header of its own, for the command line, which has no
 * use for the rest of net/. */
#ifndef NET_IP_RANGE_H
#define NET_IP_RANGE_H

#include <stdbool.h>

struct sockaddr;

/* Whether an address is none of the public internet: this machine, a network at home, what is set aside. */
bool ip_is_private(const struct sockaddr *address);

/* Whether it is of the link alone (169.254.0.0/16, fe80::/10), which is never connected to. */
bool ip_is_link_local(const struct sockaddr *address);

#endif
