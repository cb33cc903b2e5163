/* listen.c - the address that the server listens on.
 *
 * The socket is our own, not libwebsockets': so what is wrong with an address can be said exactly, and accepting can
 * stop while the connections live on. Nothing is accepted here; that is accept.c. */
#include "server/listen.h"

#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "server/fail.h"
#include "server/limits.h"

static enum faqbot_status refuse(struct faqbot_fault *fault, const char *text)
{
    return fail_with(fault, FAQBOT_INVALID,
                     "'%.200s' is no address to listen on; write ADDRESS:PORT or unix:PATH, such as %s", text,
                     "127.0.0.1:8080, [::1]:8080 or unix:/run/faqbot/socket");
}

/* Splits at the last colon; an IPv6 address stands in brackets, so that its colons and the port's do not mix. */
static bool split(const char *text, char host[LISTEN_HOST_BYTES], unsigned *port)
{
    const char *colon = strrchr(text, ':');
    if (colon == NULL || colon == text || (size_t)(colon - text) >= LISTEN_HOST_BYTES) {
        return false;
    }
    size_t size = (size_t)(colon - text);
    bool bracketed = text[0] == '[' && text[size - 1] == ']' && size > 2;
    if (!bracketed && memchr(text, ':', size) != NULL) {
        return false;
    }
    size_t digits = strlen(colon + 1);
    if (digits == 0 || digits > 5 || strspn(colon + 1, "0123456789") != digits) {
        return false;
    }
    unsigned long number = strtoul(colon + 1, NULL, 10);
    if (number > 65535) {
        return false;
    }
    memcpy(host, text, size);
    host[size] = '\0';
    *port = (unsigned)number;
    return true;
}

static bool is_loopback(const struct sockaddr_storage *socket)
{
    if (socket->ss_family == AF_INET) {
        const struct sockaddr_in *address = (const struct sockaddr_in *)socket;
        return ntohl(address->sin_addr.s_addr) >> 24 == 127;
    }
    const struct sockaddr_in6 *address = (const struct sockaddr_in6 *)socket;
    return IN6_IS_ADDR_LOOPBACK(&address->sin6_addr);
}

static enum faqbot_status parse_unix(const char *path, struct listen_address *address,
                                     struct faqbot_fault *fault)
{
    struct listen_address read = {.is_unix = true, .socket_size = sizeof(struct sockaddr_un)};
    struct sockaddr_un *socket = (struct sockaddr_un *)&read.socket;
    if (path[0] == '\0' || strlen(path) >= sizeof socket->sun_path) {
        return fail_with(fault, FAQBOT_INVALID, "a socket's path has 1 to %zu bytes",
                         sizeof socket->sun_path - 1);
    }
    socket->sun_family = AF_UNIX;
    snprintf(socket->sun_path, sizeof socket->sun_path, "%s", path);
    snprintf(read.host, sizeof read.host, "%s", path);
    *address = read;
    return FAQBOT_OK;
}

enum faqbot_status listen_parse(const char *text, struct listen_address *address, struct faqbot_fault *fault)
{
    struct listen_address read = {.port = 0};
    if (strncmp(text, "unix:", 5) == 0) {
        return parse_unix(text + 5, address, fault);
    }
    if (!split(text, read.host, &read.port)) {
        return refuse(fault, text);
    }
    char name[LISTEN_HOST_BYTES];
    bool bracketed = read.host[0] == '[';
    snprintf(name, sizeof name, "%.*s", (int)strlen(read.host) - (bracketed ? 2 : 0),
             read.host + (bracketed ? 1 : 0));
    char port[8];
    snprintf(port, sizeof port, "%u", read.port);
    struct addrinfo hints = {.ai_family = bracketed ? AF_INET6 : AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    if (getaddrinfo(name, port, &hints, &found) != 0) {
        return refuse(fault, text);
    }
    assert(found->ai_addrlen <= sizeof read.socket);
    memcpy(&read.socket, found->ai_addr, found->ai_addrlen);
    read.socket_size = found->ai_addrlen;
    freeaddrinfo(found);
    read.is_loopback = is_loopback(&read.socket);
    *address = read;
    return FAQBOT_OK;
}

static enum faqbot_status explain(const struct listen_address *address, int error, struct faqbot_fault *fault)
{
    if (address->is_unix) {
        return fail_with(fault, FAQBOT_IO, "cannot listen on %s: %s", address->host,
                         error == EADDRINUSE ? "another program does, or it is no socket" : strerror(error));
    }
    switch (error) {
    case EADDRINUSE:
        return fail_with(fault, FAQBOT_IO,
                         "port %u of %s is in use; stop what uses it, or choose another with --%s",
                         address->port, address->host, address->option != NULL ? address->option : "listen");
    case EACCES:
        return fail_with(fault, FAQBOT_IO,
                         "port %u of %s may not be opened by this user; choose one above 1023", address->port,
                         address->host);
    case EADDRNOTAVAIL:
        return fail_with(fault, FAQBOT_IO, "%s is not an address of this machine", address->host);
    default:
        return fail_with(fault, FAQBOT_IO, "cannot listen on %s, port %u: %s", address->host, address->port,
                         strerror(error));
    }
}

static void read_port(int descriptor, struct listen_address *address)
{
    socklen_t size = sizeof address->socket;
    if (!address->is_unix && getsockname(descriptor, (struct sockaddr *)&address->socket, &size) == 0) {
        address->port = ntohs(address->socket.ss_family == AF_INET
                                  ? ((const struct sockaddr_in *)&address->socket)->sin_port
                                  : ((const struct sockaddr_in6 *)&address->socket)->sin6_port);
    }
}

/* A socket's file outlives a server that was killed. It goes if nobody answers there. */
static void remove_stale(const struct listen_address *address)
{
    struct stat status;
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (probe == -1) {
        return;
    }
    if (lstat(address->host, &status) == 0 && S_ISSOCK(status.st_mode) &&
        connect(probe, (const struct sockaddr *)&address->socket, address->socket_size) == -1 &&
        errno == ECONNREFUSED) {
        unlink(address->host);
    }
    close(probe);
}

void listen_write_url(const struct listen_address *address, bool has_tls, char url[LISTEN_URL_BYTES])
{
    if (address->is_unix) {
        snprintf(url, LISTEN_URL_BYTES, "unix:%s", address->host);
    } else {
        snprintf(url, LISTEN_URL_BYTES, "%s://%s:%u", has_tls ? "https" : "http", address->host,
                 address->port);
    }
}

void listen_clean(const struct listen_address *address)
{
    if (address->is_unix) {
        unlink(address->host);
    }
}

enum faqbot_status listen_open(struct listen_address *address, int *descriptor, struct faqbot_fault *fault)
{
    if (address->is_unix) {
        remove_stale(address);
    }
    int opened = socket(address->socket.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int yes = 1;
    if (opened == -1 || setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == -1 ||
        bind(opened, (const struct sockaddr *)&address->socket, address->socket_size) == -1 ||
        listen(opened, LIMITS_BACKLOG) == -1) {
        enum faqbot_status status = explain(address, errno, fault);
        if (opened != -1) {
            close(opened);
        }
        return status;
    }
    read_port(opened, address);
    *descriptor = opened;
    return FAQBOT_OK;
}
