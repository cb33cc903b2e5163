/* net/origin.c - who is asking: addresses and blocks of them, clients behind proxies, and the Host and Origin
 * headers.
 *
 * Pure functions of the bytes that came and of what the operator allows. Nothing here resolves a name: a name
 * is not an address, and control over a name server must not mean control over this server.
 *
 * Three dangers are met here. A client that lies about its address in X-Forwarded-For would escape its
 * limits: so the list is believed only as far as it was written by proxies that the operator trusts. A page
 * of another site that asks in its visitor's name (cross-site WebSocket hijacking) is told apart by its
 * Origin. And a page whose own name was made to resolve to this machine (DNS rebinding) is told apart by its
 * Host.
 *
 * The readers are strict on purpose. Whatever is not plainly a name and a port is refused, since every
 * leniency in reading origins has once been somebody's way in; this is not a URL parser, and does not want to
 * be one. */
#include "net/net.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define ADDRESS_TEXT_BYTES 64
#define ADDRESS_BITS 128
#define MAPPED_BITS 96 /* of the prefix that makes an IPv4 address an IPv6 address */
#define HTTP_PORT 80
#define HTTPS_PORT 443

/* -- Addresses ------------------------------------------------------------------------------------------- */

/* RFC 4291, section 2.5.5.2: IPv4 addresses are kept mapped, so that there is one kind of address only. */
static const unsigned char MAPPED[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static struct address map(const struct in_addr *from)
{
    struct address address;
    memcpy(address.bytes, MAPPED, sizeof MAPPED);
    memcpy(address.bytes + sizeof MAPPED, from, sizeof *from);
    return address;
}

bool address_of_socket(const struct sockaddr_storage *socket, struct address *address)
{
    if (socket->ss_family == AF_INET) {
        *address = map(&((const struct sockaddr_in *)socket)->sin_addr);
    } else if (socket->ss_family == AF_INET6) {
        memcpy(address->bytes, &((const struct sockaddr_in6 *)socket)->sin6_addr, sizeof address->bytes);
    }
    return socket->ss_family == AF_INET || socket->ss_family == AF_INET6;
}

/* A port in an address that a proxy reports: any digits, since nobody uses them. */
static bool is_port(struct faqbot_view text)
{
    return text.size > 0 && bytes_are_all(text, ascii_is_digit);
}

/* Removes brackets and a port, as X-Forwarded-For and Forwarded have them. False: what follows the address is
 * not a port. An IPv6 address without brackets has no port, for nobody could tell the two apart. */
static bool strip_port(struct faqbot_view *text)
{
    if (text->size > 0 && text->bytes[0] == '[') {
        size_t end = view_find(*text, ']');
        struct faqbot_view rest = view_slice(*text, end + 1, text->size);
        bool is_closed = end < text->size;
        *text = view_slice(*text, 1, end - 1);
        return is_closed &&
               (rest.size == 0 || (rest.bytes[0] == ':' && is_port(view_slice(rest, 1, rest.size))));
    }
    size_t colon = view_find(*text, ':');
    struct faqbot_view host = view_slice(*text, 0, colon);
    struct faqbot_view port = view_slice(*text, colon + 1, text->size);
    if (colon == text->size || view_find(host, '.') == host.size) {
        return true;
    }
    *text = host;
    return is_port(port);
}

/* inet_pton() wants a NUL at the end, which a view does not have; a NUL within the text would end it early
 * and hide the rest, so such a text is refused. */
bool address_parse(struct faqbot_view text, struct address *address)
{
    char copy[ADDRESS_TEXT_BYTES];
    struct in_addr four;
    if (text.size == 0 || !strip_port(&text) || text.size >= sizeof copy) {
        return false;
    }
    memcpy(copy, text.bytes, text.size);
    copy[text.size] = '\0';
    if (strlen(copy) != text.size) {
        return false;
    }
    if (inet_pton(AF_INET, copy, &four) == 1) {
        *address = map(&four);
        return true;
    }
    return inet_pton(AF_INET6, copy, address->bytes) == 1;
}

/* The bits after the first `bits` become 0. */
static struct address cut(struct address address, unsigned bits)
{
    for (unsigned i = 0; i < sizeof address.bytes; i++) {
        unsigned kept = bits >= (i + 1) * 8 ? 8 : bits > i * 8 ? bits - i * 8 : 0;
        address.bytes[i] = (unsigned char)(address.bytes[i] & (0xff00U >> kept));
    }
    return address;
}

/* The base is cut to its bits, so that 10.1.2.3/8 means what it says instead of matching nothing. */
bool address_block_parse(struct faqbot_view text, struct address_block *block)
{
    struct address_block read = {.bits = ADDRESS_BITS};
    struct faqbot_view base = text;
    struct faqbot_view bits = text;
    if (text_split(&bits, "/", &base)) {
        if (bits.size > 3 || !digits_read(bits, ADDRESS_BITS, &read.bits)) {
            return false;
        }
        read.bits += view_find(base, ':') == base.size ? MAPPED_BITS : 0;
    }
    if (!address_parse(base, &read.base) || read.bits > ADDRESS_BITS) {
        return false;
    }
    read.base = cut(read.base, read.bits);
    *block = read;
    return true;
}

bool address_is_among(const struct address *address, const struct address_blocks *blocks)
{
    for (size_t i = 0; i < blocks->count; i++) {
        struct address base = cut(*address, blocks->blocks[i].bits);
        if (memcmp(base.bytes, blocks->blocks[i].base.bytes, sizeof base.bytes) == 0) {
            return true;
        }
    }
    return false;
}

/* A provider gives a household 64 bits of addresses at least (RFC 6177), and a phone uses a new one every
 * day. Counted one by one, a single attacker would have eighteen quintillion clients. */
struct address address_prefix64(const struct address *address)
{
    bool is_mapped = memcmp(address->bytes, MAPPED, sizeof MAPPED) == 0;
    return is_mapped ? *address : cut(*address, 64);
}

/* -- Clients behind proxies ------------------------------------------------------------------------------ */

/* X-Forwarded-For is a list to which each proxy appends whom it has the request from. Nothing in it is true
 * by itself. */

/* Takes it off even if it is no address, so that a loop over the list ends. */
bool address_take_last(struct faqbot_view *list, struct address *address)
{
    size_t start = list->size;
    while (start > 0 && list->bytes[start - 1] != ',') {
        start--;
    }
    struct faqbot_view last = view_slice(*list, start, list->size);
    list->size = start > 0 ? start - 1 : 0;
    while (last.size > 0 && last.bytes[0] == ' ') {
        last = view_slice(last, 1, last.size);
    }
    while (last.size > 0 && last.bytes[last.size - 1] == ' ') {
        last.size--;
    }
    return address_parse(last, address);
}

/* From the end, because only there a trusted proxy has written: everything before may have come with the
 * request. The last address that no trusted proxy has vouched for is the client's, as far as anybody can
 * know. */
struct address address_forwarded(struct address peer, struct faqbot_view list,
                                 const struct address_blocks *proxies)
{
    struct address client = peer;
    struct address next;
    while (list.size > 0 && address_is_among(&client, proxies) && address_take_last(&list, &next)) {
        client = next;
    }
    return client;
}

/* -- Hosts and origins ----------------------------------------------------------------------------------- */

struct authority {
    struct faqbot_view name;
    unsigned port;
};

/* The size of the name at the front: letters, digits, dots, dashes and underscores, or an IPv6 address in
 * brackets. 0: none. */
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
    while (size < text.size && (ascii_is_alnum(text.bytes[size]) || text.bytes[size] == '.' ||
                                text.bytes[size] == '-' || text.bytes[size] == '_')) {
        size++;
    }
    return size;
}

/* A port of 0, or one without digits, is no port. */
static bool read_authority(struct faqbot_view text, unsigned default_port, struct authority *authority)
{
    size_t size = name_size(text);
    *authority = (struct authority){.name = {text.bytes, size}, .port = default_port};
    if (size == 0 || size == text.size) {
        return size > 0;
    }
    struct faqbot_view port = view_slice(text, size + 1, text.size);
    return text.bytes[size] == ':' && port.size <= 5 && digits_read(port, UINT16_MAX, &authority->port) &&
           authority->port > 0;
}

static bool is_listed(const struct name_list *list, struct faqbot_view name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (word_equals(name, list->texts[i])) {
            return true;
        }
    }
    return false;
}

/* Names with an underscore are no host names by RFC 1123, but some networks have them. */
bool origin_host_is_valid(struct faqbot_view text)
{
    return text.size > 0 && name_size(text) == text.size;
}

/* The operator's names come first: on a loopback address behind a tunnel or a proxy they are the ones that
 * count. */
bool origin_host_is_ours(const struct name_list *hosts, const struct listen_address *address,
                         struct faqbot_view host)
{
    static const char *const loopback[] = {"localhost", "127.0.0.1", "[::1]"};
    static const struct name_list loopbacks = {loopback, 3};
    struct authority authority;
    if (!read_authority(host, HTTP_PORT, &authority)) {
        return false;
    }
    if (is_listed(hosts, authority.name)) {
        return true;
    }
    return address->is_loopback
               ? is_listed(&loopbacks, authority.name) || word_equals(authority.name, address->host)
               : hosts->count == 0;
}

/* Splits an origin; false: the text is not one. */
static bool read_origin(struct faqbot_view text, bool *is_secure, struct authority *authority)
{
    return scheme_take(&text, is_secure) &&
           read_authority(text, *is_secure ? HTTPS_PORT : HTTP_PORT, authority);
}

bool origin_is_valid(struct faqbot_view text)
{
    struct authority authority;
    bool is_secure;
    return word_equals(text, "*") || word_equals(text, "null") || read_origin(text, &is_secure, &authority);
}

static bool is_equal(const struct authority *left, const struct authority *right)
{
    return left->port == right->port && ascii_equals(left->name, right->name);
}

/* The operator's list is parsed again for each request. It is short, and nothing parsed has to be kept. */
static bool is_allowed(const struct name_list *origins, bool is_secure, const struct authority *authority)
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

/* A page without an origin of its own (a file, a sandboxed frame) sends "null", and so does every such page
 * of everybody: it is welcome only where the operator says so. "*" does not include it. */
bool origin_is_welcome(const struct name_list *origins, struct faqbot_view origin, struct faqbot_view host,
                       enum origin_scheme scheme)
{
    struct authority theirs;
    struct authority ours;
    bool is_secure;
    if (word_equals(origin, "null")) {
        return is_listed(origins, origin);
    }
    if (!read_origin(origin, &is_secure, &theirs)) {
        return false;
    }
    if (is_listed(origins, view_of("*")) || is_allowed(origins, is_secure, &theirs)) {
        return true;
    }
    bool is_our_scheme = scheme == ORIGIN_EITHER || is_secure == (scheme == ORIGIN_SECURE);
    return is_our_scheme && read_authority(host, is_secure ? HTTPS_PORT : HTTP_PORT, &ours) &&
           is_equal(&theirs, &ours);
}
