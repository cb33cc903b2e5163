/* address.h - visitors' addresses, as pure functions: reading them, blocks of them, and who stands behind a proxy. */
#ifndef SERVER_ADDRESS_H
#define SERVER_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include <sys/socket.h>

#include <faqbot.h>

/* An IPv6 address; an IPv4 address is mapped (::ffff:192.0.2.1). */
struct address {
    unsigned char bytes[16];
};

struct address_block {
    struct address base;
    unsigned bits; /* of the base that count, 0 to 128 */
};

/* False: the socket is of another family and has no address. */
bool address_of_socket(const struct sockaddr_storage *socket, struct address *address);

/* Reads 192.0.2.1, 192.0.2.1:80, 2001:db8::1, [2001:db8::1] and [2001:db8::1]:80. False: it is none of them. */
bool address_parse(struct faqbot_view text, struct address *address);

/* Reads ADDRESS/BITS, or an address alone. False: it is neither. */
bool address_block_parse(struct faqbot_view text, struct address_block *block);
bool address_block_has(const struct address_block *block, const struct address *address);

/* Whether one of the blocks has it. */
bool address_is_among(const struct address *address, const struct address_block *blocks, size_t count);

/* What one visitor can be told by: an IPv4 address, or the first 64 bits of an IPv6 address, for whoever has one of
 * those has them all. */
struct address address_household(const struct address *address);

/* Takes the last address off a list with commas. False: what stands there is none. */
bool address_take_last(struct faqbot_view *list, struct address *address);

/* Who stands behind `peer`, by the X-Forwarded-For list that came with the request: the list is read from its end, each
 * address being the word of the one behind it, for as long as that one is of `proxies`. */
struct address address_forwarded(struct address peer, struct faqbot_view list,
                                 const struct address_block *proxies, size_t count);

#endif
