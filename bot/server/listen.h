/* listen.h - the address that the server listens on: reading it, opening it, writing it as a URL. */
#ifndef SERVER_LISTEN_H
#define SERVER_LISTEN_H

#include <stdbool.h>

#include <sys/socket.h>

#include <faqbot.h>

#define LISTEN_HOST_BYTES 256
#define LISTEN_URL_BYTES (LISTEN_HOST_BYTES + 16)

struct listen_address {
    char host[LISTEN_HOST_BYTES]; /* as a URL has it, an IPv6 address in its brackets */
    unsigned port;
    const char *option; /* that names it, static; NULL: "listen" */
    bool is_loopback;   /* only this machine can come */
    bool is_unix;       /* `host` is a path, and there is no port */
    struct sockaddr_storage socket;
    socklen_t socket_size;
};

/* Reads ADDRESS:PORT, [ADDRESS]:PORT or unix:PATH. FAQBOT_INVALID: it is none of them, or the address does not
 * exist. */
enum faqbot_status listen_parse(const char *text, struct listen_address *address, struct faqbot_fault *fault);

/* "https://HOST:PORT", without TLS "http://HOST:PORT", or "unix:PATH". */
void listen_write_url(const struct listen_address *address, bool has_tls, char url[LISTEN_URL_BYTES]);

/* Removes the socket's file, where there is one. */
void listen_clean(const struct listen_address *address);

/* Opens the address; *descriptor is the caller's to close, and port 0 becomes the real one. FAQBOT_IO: it is in use,
 * not allowed, or not this machine's. */
enum faqbot_status listen_open(struct listen_address *address, int *descriptor, struct faqbot_fault *fault);

#endif
