/* net/listen.c - the address that the server listens on: reading it, opening it, writing it as a URL.
 *
 * The socket is our own and not libwebsockets', for two reasons: what is wrong with an address can be said
 * exactly, and accepting can pause while the connections live on. Nothing is accepted here; connection.c does
 * that.
 *
 * An address is a number and a port, a name that the resolver turns into one, or a socket in the file system
 * for a proxy on the same machine. The last is always safe from the network; who may open it is decided by
 * the folder it lies in. */
#include "net/net.h"

#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 4096 /* connections that wait to be accepted, as far as the system allows */

/* Splits at the last colon. An IPv6 address needs its brackets, so that its colons and the port's do not
 * mix. */
static bool split(const char *text, char host[LISTEN_HOST_BYTES], unsigned *port)
{
    const char *colon = strrchr(text, ':');
    if (colon == NULL || colon == text || colon - text >= LISTEN_HOST_BYTES) {
        return false;
    }
    size_t size = (size_t)(colon - text);
    bool is_bracketed = text[0] == '[' && text[size - 1] == ']' && size > 2;
    struct faqbot_view digits = view_of(colon + 1);
    if ((!is_bracketed && memchr(text, ':', size) != NULL) || digits.size > 5 ||
        !digits_read(digits, UINT16_MAX, port)) {
        return false;
    }
    memcpy(host, text, size);
    host[size] = '\0';
    return true;
}

/* 127.0.0.0/8 and ::1. Such an address needs no TLS, and asks for stricter Host headers. */
static bool is_loopback(const struct sockaddr_storage *socket)
{
    if (socket->ss_family == AF_INET) {
        return ntohl(((const struct sockaddr_in *)socket)->sin_addr.s_addr) >> 24 == 127;
    }
    return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)socket)->sin6_addr);
}

/* The path must fit into the socket's address, which the system bounds. */
static void parse_unix(const char *path, const char *option, struct listen_address *address,
                       struct faqbot_fault *fault)
{
    struct listen_address read = {
        .option = option, .is_unix = true, .socket_size = sizeof(struct sockaddr_un)};
    struct sockaddr_un *socket = (struct sockaddr_un *)&read.socket;
    if (path[0] == '\0' || strlen(path) >= sizeof socket->sun_path) {
        fault_option(fault, option, 1, "a socket's path has 1 to %zu bytes", sizeof socket->sun_path - 1);
        return;
    }
    socket->sun_family = AF_UNIX;
    snprintf(socket->sun_path, sizeof socket->sun_path, "%s", path);
    snprintf(read.host, sizeof read.host, "%s", path);
    *address = read;
}

/* getaddrinfo() also takes a name, such as localhost, and uses its first address. The text is kept as it was
 * written, for the URL and for the Host header, which a browser copies from there. */
void listen_parse(const char *text, const char *option, struct listen_address *address,
                  struct faqbot_fault *fault)
{
    struct listen_address read = {.option = option};
    struct addrinfo *found = NULL;
    if (fault->status != FAQBOT_OK) {
        return;
    }
    if (strncmp(text, "unix:", 5) == 0) {
        parse_unix(text + 5, option, address, fault);
        return;
    }
    bool is_read = split(text, read.host, &read.port);
    if (is_read) {
        char name[LISTEN_HOST_BYTES];
        char port[8];
        bool is_bracketed = read.host[0] == '[';
        struct addrinfo hints = {.ai_family = is_bracketed ? AF_INET6 : AF_UNSPEC,
                                 .ai_socktype = SOCK_STREAM,
                                 .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
        snprintf(name, sizeof name, "%.*s", (int)strlen(read.host) - (is_bracketed ? 2 : 0),
                 read.host + is_bracketed);
        snprintf(port, sizeof port, "%u", read.port);
        is_read = getaddrinfo(name, port, &hints, &found) == 0;
    }
    if (!is_read) {
        fault_option(fault, option, 1,
                     "'%.200s' is not an address to listen on; write ADDRESS:PORT or unix:PATH, such as %s",
                     text, "127.0.0.1:8080, [::1]:8080 or unix:/run/faqbot/socket");
        return;
    }
    assert(found->ai_addrlen <= sizeof read.socket);
    memcpy(&read.socket, found->ai_addr, found->ai_addrlen);
    read.socket_size = found->ai_addrlen;
    freeaddrinfo(found);
    read.is_loopback = is_loopback(&read.socket);
    *address = read;
}

/* The system's own words where they are clear, and ours where they say what to do about it. */
static void explain(const struct listen_address *address, int error, struct faqbot_fault *fault)
{
    const char *host = address->host;
    if (address->is_unix) {
        fault_set(fault, FAQBOT_IO, NULL, 0, "cannot listen on %s: %s", host,
                  error == EADDRINUSE ? "another program does, or it is not a socket" : strerror(error));
    } else if (error == EADDRINUSE) {
        fault_set(fault, FAQBOT_IO, NULL, 0,
                  "port %u of %s is in use; stop what uses it, or choose another with --%s", address->port,
                  host, address->option);
    } else if (error == EACCES) {
        fault_set(fault, FAQBOT_IO, NULL, 0,
                  "port %u of %s may not be opened by this user; choose one above 1023", address->port, host);
    } else if (error == EADDRNOTAVAIL) {
        fault_set(fault, FAQBOT_IO, NULL, 0, "%s is not an address of this machine", host);
    } else {
        fault_set(fault, FAQBOT_IO, NULL, 0, "cannot listen on %s, port %u: %s", host, address->port,
                  strerror(error));
    }
}

/* A socket's file outlives a server that was killed. It is removed only where nobody answers behind it. */
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

/* As an operator would type it into a browser, or copy it into a proxy's configuration. */
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

/* SO_REUSEADDR, so that a server can be restarted while connections of the old one are still in TIME_WAIT.
 * SO_REUSEPORT is not set: two servers on one port by mistake would share the visitors, and half of them
 * would get old answers. */
void listen_open(struct listen_address *address, int *descriptor, struct faqbot_fault *fault)
{
    int yes = 1;
    if (fault->status != FAQBOT_OK || address->socket_size == 0) {
        return;
    }
    if (address->is_unix) {
        remove_stale(address);
    }
    int opened = socket(address->socket.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (opened == -1 || setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == -1 ||
        bind(opened, (const struct sockaddr *)&address->socket, address->socket_size) == -1 ||
        listen(opened, BACKLOG) == -1) {
        explain(address, errno, fault);
        if (opened != -1) {
            close(opened);
        }
        return;
    }
    socklen_t size = sizeof address->socket;
    if (!address->is_unix && getsockname(opened, (struct sockaddr *)&address->socket, &size) == 0) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)&address->socket;
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address->socket;
        address->port = ntohs(address->socket.ss_family == AF_INET ? four->sin_port : six->sin6_port);
    }
    *descriptor = opened;
}
