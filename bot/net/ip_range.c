/* ip_range.c - which addresses are of the public internet. Whoever connects to where somebody else says (a page to
 * import, a receiver of conversations) asks it of each address that it is about to connect to, so that a name which
 * leads elsewhere the second time (DNS rebinding) gains nothing. */
#include "net/ip_range.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

/* What no stranger's page may lead to: this machine, the network around it, and what is set aside (RFC 6890). */
static bool is_private_4(uint32_t address)
{
    static const struct {
        uint32_t network;
        unsigned bits;
    } networks[] = {{0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},  {0xa9fe0000, 16},
                    {0xac100000, 12}, {0xc0000000, 24}, {0xc0000200, 24}, {0xc0a80000, 16}, {0xc6120000, 15},
                    {0xc6336400, 24}, {0xcb007100, 24}, {0xe0000000, 3}};
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
        if ((address ^ networks[i].network) >> (32 - networks[i].bits) == 0) {
            return true;
        }
    }
    return false;
}

/* The address of version 4 within one of version 6: mapped, behind 64:ff9b::, or 2002::; NULL: there is none. */
static const unsigned char *inner_of(const unsigned char *bytes)
{
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    static const unsigned char translated[12] = {0x00, 0x64, 0xff, 0x9b};
    if (memcmp(bytes, mapped, sizeof mapped) == 0 || memcmp(bytes, translated, sizeof translated) == 0) {
        return bytes + 12;
    }
    return bytes[0] == 0x20 && bytes[1] == 0x02 ? bytes + 2 : NULL;
}

/* Of version 6 only 2000::/3 is public; an address of version 4 within one is judged as that. */
static bool is_private_6(const unsigned char *bytes)
{
    bool is_documentation = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8;
    const unsigned char *inner = inner_of(bytes);
    if (inner != NULL) {
        return is_private_4((uint32_t)inner[0] << 24 | (uint32_t)inner[1] << 16 | (uint32_t)inner[2] << 8 |
                            inner[3]);
    }
    return (bytes[0] & 0xe0) != 0x20 || is_documentation;
}

/* Where clouds tell a machine its secrets: 169.254.0.0/16, fe80::/10, and the first within the second. */
bool ip_is_link_local(const struct sockaddr *address)
{
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    if (address->sa_family == AF_INET) {
        memcpy(&four, address, sizeof four);
        return ntohl(four.sin_addr.s_addr) >> 16 == 0xa9fe;
    }
    if (address->sa_family == AF_INET6) {
        memcpy(&six, address, sizeof six);
        const unsigned char *bytes = six.sin6_addr.s6_addr;
        const unsigned char *inner = inner_of(bytes);
        return (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80) ||
               (inner != NULL && inner[0] == 0xa9 && inner[1] == 0xfe);
    }
    return false;
}

bool ip_is_private(const struct sockaddr *address)
{
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    if (address->sa_family == AF_INET) {
        memcpy(&four, address, sizeof four);
        return is_private_4(ntohl(four.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        memcpy(&six, address, sizeof six);
        return is_private_6(six.sin6_addr.s6_addr);
    }
    return true;
}
