/* origin.c - who may come: the rules for the Host and Origin headers.
 *
 * Strict on purpose: whatever is not plainly a name and a port is refused, for every leniency here has been somebody's
 * way in. It is no URL parser. */
#include "server/origin.h"

#include <string.h>

#include "util/util.h"

#define HTTP_PORT 80
#define HTTPS_PORT 443

struct authority {
    struct faqbot_view name;
    unsigned port;
};

static bool is_name_byte(char byte)
{
    return ascii_is_alnum(byte) || byte == '.' || byte == '-' || byte == '_';
}

/* The size of the name at the start: letters, digits, dots and dashes, or an IPv6 address in brackets. 0: none. */
static size_t name_size(struct faqbot_view text)
{
    size_t size = 0;
    if (text.size > 0 && text.bytes[0] == '[') {
        size = 1;
        while (size < text.size && (ascii_is_xdigit(text.bytes[size]) || strchr(":.", text.bytes[size]))) {
            size++;
        }
        return size > 2 && size < text.size && text.bytes[size] == ']' ? size + 1 : 0;
    }
    while (size < text.size && is_name_byte(text.bytes[size])) {
        size++;
    }
    return size;
}

static bool read_authority(struct faqbot_view text, unsigned default_port, struct authority *authority)
{
    size_t size = name_size(text);
    unsigned port = default_port;
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
            if (!ascii_is_digit(text.bytes[i])) {
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
    return name.size == strlen(other) && ascii_compare(name.bytes, other, name.size) == 0;
}

static bool is_listed(const struct faqbot_server_list *list, struct faqbot_view name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (is_named(name, list->texts[i])) {
            return true;
        }
    }
    return false;
}

bool origin_host_is_valid(struct faqbot_view text)
{
    return text.size > 0 && name_size(text) == text.size;
}

bool origin_host_is_ours(const struct origin_policy *policy, const struct listen_address *address,
                         struct faqbot_view host)
{
    struct authority authority;
    if (!read_authority(host, HTTP_PORT, &authority)) {
        return false;
    }
    if (is_listed(&policy->hosts, authority.name)) {
        return true;
    }
    if (!address->is_loopback) {
        return policy->hosts.count == 0;
    }
    return is_named(authority.name, "localhost") || is_named(authority.name, "127.0.0.1") ||
           is_named(authority.name, "[::1]") || is_named(authority.name, address->host);
}

/* An origin taken apart; false: it is none. */
static bool read_origin(struct faqbot_view text, bool *is_secure, struct authority *authority)
{
    static const char *const schemes[] = {"http://", "https://"};
    for (unsigned i = 0; i < 2; i++) {
        size_t skip = strlen(schemes[i]);
        if (text.size > skip && ascii_compare(text.bytes, schemes[i], skip) == 0) {
            *is_secure = i == 1;
            return read_authority((struct faqbot_view){text.bytes + skip, text.size - skip},
                                  *is_secure ? HTTPS_PORT : HTTP_PORT, authority);
        }
    }
    return false;
}

bool origin_is_valid(struct faqbot_view text)
{
    struct authority authority;
    bool is_secure;
    return is_named(text, "*") || is_named(text, "null") || read_origin(text, &is_secure, &authority);
}

static bool is_equal(const struct authority *left, const struct authority *right)
{
    return left->port == right->port && left->name.size == right->name.size &&
           ascii_compare(left->name.bytes, right->name.bytes, left->name.size) == 0;
}

static bool is_allowed(const struct faqbot_server_list *origins, bool is_secure,
                       const struct authority *authority)
{
    for (size_t i = 0; i < origins->count; i++) {
        struct authority allowed;
        bool is_allowed_secure;
        if (read_origin(view_of(origins->texts[i]), &is_allowed_secure, &allowed) &&
            is_allowed_secure == is_secure && is_equal(&allowed, authority)) {
            return true;
        }
    }
    return false;
}

bool origin_is_welcome(const struct origin_policy *policy, struct faqbot_view origin, struct faqbot_view host,
                       enum origin_scheme scheme)
{
    struct authority theirs;
    struct authority ours;
    bool is_secure;
    if (is_named(origin, "null")) {
        return is_listed(&policy->origins, origin);
    }
    if (!read_origin(origin, &is_secure, &theirs)) {
        return false;
    }
    if (is_listed(&policy->origins, view_of("*")) || is_allowed(&policy->origins, is_secure, &theirs)) {
        return true;
    }
    bool is_our_scheme = scheme == ORIGIN_EITHER || is_secure == (scheme == ORIGIN_SECURE);
    return is_our_scheme && read_authority(host, is_secure ? HTTPS_PORT : HTTP_PORT, &ours) &&
           is_equal(&theirs, &ours);
}
