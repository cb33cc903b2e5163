/* origin.c - who may come: the rules for the Host and Origin headers.
 *
 * Strict on purpose: whatever is not plainly a name and a port is refused, for every leniency here has been somebody's
 * way in. It is no URL parser. */
#include "server/origin.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define HTTP_PORT 80

struct authority {
    struct faqbot_view name;
    unsigned port;
};

static bool is_name_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '.' || byte == '-' || byte == '_';
}

/* The size of the name at the start: letters, digits, dots and dashes, or an IPv6 address in brackets. 0: none. */
static size_t name_size(struct faqbot_view text)
{
    size_t size = 0;
    if (text.size > 0 && text.bytes[0] == '[') {
        size = 1;
        while (size < text.size &&
               (isxdigit((unsigned char)text.bytes[size]) || strchr(":.", text.bytes[size]))) {
            size++;
        }
        return size > 2 && size < text.size && text.bytes[size] == ']' ? size + 1 : 0;
    }
    while (size < text.size && is_name_byte(text.bytes[size])) {
        size++;
    }
    return size;
}

static bool read_authority(struct faqbot_view text, struct authority *authority)
{
    size_t size = name_size(text);
    unsigned port = HTTP_PORT;
    if (size == 0) {
        return false;
    }
    if (size < text.size) {
        size_t digits = text.size - size - 1;
        if (text.bytes[size] != ':' || digits == 0 || digits > 5) {
            return false;
        }
        port = 0;
        for (size_t i = size + 1; i < text.size; i++) {
            if (!isdigit((unsigned char)text.bytes[i])) {
                return false;
            }
            port = port * 10 + (unsigned)(text.bytes[i] - '0');
        }
    }
    *authority = (struct authority){.name = {text.bytes, size}, .port = port};
    return port >= 1 && port <= 65535;
}

static bool is_named(struct faqbot_view name, const char *other)
{
    return name.size == strlen(other) && strncasecmp(name.bytes, other, name.size) == 0;
}

bool origin_host_is_ours(const struct listen_address *address, struct faqbot_view host)
{
    struct authority authority;
    if (!read_authority(host, &authority)) {
        return false;
    }
    return !address->is_loopback || is_named(authority.name, "localhost") ||
           is_named(authority.name, "127.0.0.1") || is_named(authority.name, "[::1]") ||
           is_named(authority.name, address->host);
}

bool origin_is_same(struct faqbot_view origin, struct faqbot_view host)
{
    static const char scheme[] = "http://";
    size_t skip = sizeof scheme - 1;
    if (origin.size < skip || strncasecmp(origin.bytes, scheme, skip) != 0) {
        return false;
    }
    struct authority theirs;
    struct authority ours;
    return read_authority((struct faqbot_view){origin.bytes + skip, origin.size - skip}, &theirs) &&
           read_authority(host, &ours) && theirs.port == ours.port && theirs.name.size == ours.name.size &&
           strncasecmp(theirs.name.bytes, ours.name.bytes, ours.name.size) == 0;
}
