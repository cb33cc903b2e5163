/* remote/opensearch_address.c - reads where a search cluster is (remote_internal.h has the form). What is accepted here
 * goes into requests as it is, so it consists of characters that mean nothing there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "remote/remote_internal.h"

#define FORM "opensearch://HOST[:PORT][,HOST...]/NAME"

static bool is_lower_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Names of hosts and IPv4 addresses, or an IPv6 address in brackets, and a port. */
static bool is_host_character(char c)
{
    return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || strchr(".-_:[]", c) != NULL;
}

/* Without dots and with no other start, so that it is never one of the cluster's own indexes or a pattern. */
static bool is_name(struct faqbot_view name)
{
    bool is_good = name.size > 0 && name.size <= OS_NAME_BYTES_MAX && is_lower_or_digit(name.bytes[0]);
    for (size_t i = 0; i < name.size && is_good; i++) {
        is_good = is_lower_or_digit(name.bytes[i]) || name.bytes[i] == '-' || name.bytes[i] == '_';
    }
    return is_good;
}

/* Whether a host ends with a port: behind the bracket of an IPv6 address, or the only colon. */
static bool has_port(struct faqbot_view host)
{
    size_t bracket = view_find(host, ']');
    return view_find(view_slice(host, bracket < host.size ? bracket : 0, host.size), ':') <
           host.size - (bracket < host.size ? bracket : 0);
}

static bool add_host(struct os_address *address, struct faqbot_view host)
{
    bool is_good = host.size > 0 && host.bytes[0] != ':' && address->host_count < OS_NODES_MAX;
    for (size_t i = 0; i < host.size && is_good; i++) {
        is_good = is_host_character(host.bytes[i]);
    }
    if (!is_good || host.size + sizeof ":" OS_PORT_DEFAULT > OS_HOST_BYTES_MAX) {
        return false;
    }
    (void)snprintf(address->hosts[address->host_count++], OS_HOST_BYTES_MAX + 1, "%.*s%s", (int)host.size,
                   host.bytes, has_port(host) ? "" : ":" OS_PORT_DEFAULT);
    return true;
}

/* Takes what is before a byte off a view, and the byte; all of it where the byte is not there. */
static struct faqbot_view take_until(struct faqbot_view *rest, char byte)
{
    struct faqbot_view taken = view_slice(*rest, 0, view_find(*rest, byte));
    *rest = view_slice(*rest, taken.size + 1, rest->size);
    return taken;
}

static bool read_key(struct os_address *address, struct faqbot_view pair)
{
    struct faqbot_view key = take_until(&pair, '=');
    char number[8];
    if (view_equals_text(key, "ca") && pair.size > 0 && pair.size <= OS_PATH_BYTES_MAX) {
        (void)snprintf(address->ca, sizeof address->ca, "%.*s", (int)pair.size, pair.bytes);
        return true;
    }
    if (!view_equals_text(key, "shards") || pair.size == 0 || pair.size >= sizeof number) {
        return false;
    }
    (void)snprintf(number, sizeof number, "%.*s", (int)pair.size, pair.bytes);
    char *end;
    unsigned long shards = strtoul(number, &end, 10);
    address->shards = (unsigned)shards;
    return *end == '\0' && number[0] != '-' && shards >= 1 && shards <= OS_SHARDS_MAX;
}

static enum faqbot_status refuse(struct faqbot_fault *fault, const char *sentence)
{
    return fault_set(fault, FAQBOT_INVALID, NULL, 0, "%s", sentence);
}

/* Who asks, before the hosts. */
static enum faqbot_status read_user(struct os_address *address, struct faqbot_view *hosts,
                                    struct faqbot_fault *fault)
{
    if (view_find(*hosts, '@') == hosts->size) {
        return FAQBOT_OK;
    }
    struct faqbot_view user = take_until(hosts, '@');
    if (view_find(user, ':') < user.size) {
        return refuse(fault,
                      "the search cluster's address holds a password, which other users of this machine can "
                      "read: put it into the file that OPENSEARCH_PASSWORD_FILE names, or into "
                      "OPENSEARCH_PASSWORD");
    }
    if (!address->is_tls) {
        return refuse(fault, "a password is sent to a search cluster over TLS only: begin its address with "
                             "opensearchs://, or leave out the user");
    }
    if (user.size == 0 || user.size > OS_USER_BYTES_MAX) {
        return refuse(fault, "the user in the search cluster's address is empty or too long");
    }
    (void)snprintf(address->user, sizeof address->user, "%.*s", (int)user.size, user.bytes);
    return FAQBOT_OK;
}

enum faqbot_status os_address_read(const char *url, struct os_address *address, struct faqbot_fault *fault)
{
    struct os_address made = {.shards = OS_SHARDS_DEFAULT};
    struct faqbot_view rest = view_of(url);
    made.is_tls = view_starts_with(rest, "opensearchs://");
    if (!remote_is_opensearch(url)) {
        return refuse(fault, "the search cluster's address is not of the form " FORM);
    }
    rest = view_slice(rest, strlen("opensearch://") + made.is_tls, rest.size);
    struct faqbot_view keys = rest;
    rest = take_until(&keys, '?');
    struct faqbot_view hosts = take_until(&rest, '/');
    enum faqbot_status status = read_user(&made, &hosts, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    do {
        if (!add_host(&made, take_until(&hosts, ','))) {
            return refuse(fault,
                          "the search cluster's address is not of the form " FORM ", with 16 hosts at most");
        }
    } while (hosts.size > 0);
    if (!is_name(rest)) {
        return refuse(fault,
                      "the name at the end of the search cluster's address (" FORM ") is one of lower-case "
                      "letters, digits, - and _, which begins with a letter or digit");
    }
    (void)snprintf(made.name, sizeof made.name, "%.*s", (int)rest.size, rest.bytes);
    while (keys.size > 0) {
        if (!read_key(&made, take_until(&keys, '&'))) {
            return refuse(fault,
                          "behind the ? of the search cluster's address there may be ca=FILE and shards=N, "
                          "of 1 to 1024");
        }
    }
    *address = made;
    return FAQBOT_OK;
}

enum faqbot_status remote_check_opensearch(const char *url, struct faqbot_fault *fault)
{
    struct os_address address;
    return os_address_read(url, &address, fault);
}
