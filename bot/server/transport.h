/* transport.h - the bytes of one connection, in the clear or through TLS. */
#ifndef SERVER_TRANSPORT_H
#define SERVER_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>

#include <sys/types.h>

#include <openssl/ssl.h>

#define TRANSPORT_AGAIN (-1)  /* nothing can be done before `wants` comes true */
#define TRANSPORT_BROKEN (-2) /* nor ever again */

/* Neither reading nor writing waits. */
struct transport {
    int descriptor; /* a socket, the transport's own; -1: none */
    SSL *tls;       /* NULL: in the clear */
    int wants; /* after TRANSPORT_AGAIN: UV_READABLE or UV_WRITABLE; through TLS reading may wait to write */
};

/* Takes a connected socket over. `context` is the server's TLS; NULL: in the clear. False: no memory, and the socket is
 * closed. */
bool transport_open(struct transport *transport, int descriptor, SSL_CTX *context);

/* Bytes read; 0: the other side has ended; TRANSPORT_AGAIN; TRANSPORT_BROKEN. The first reads shake hands, where there
 * is TLS. */
ssize_t transport_read(struct transport *transport, void *bytes, size_t size);

/* Of two pieces, one behind the other, so many bytes are written, from 1 on; TRANSPORT_AGAIN; TRANSPORT_BROKEN. */
ssize_t transport_write(struct transport *transport, const void *first, size_t first_size, const void *second,
                        size_t second_size);

/* Whether TLS has come to an understanding, where there is any. */
bool transport_is_ready(const struct transport *transport);

/* Whether bytes lie ready that the socket will not tell of: TLS reads records, not bytes. */
bool transport_has_more(const struct transport *transport);

/* Says that nothing more will be written. */
void transport_end(struct transport *transport);

/* The socket, in the clear, is the caller's from now on. */
int transport_detach(struct transport *transport);

/* Allowed twice. */
void transport_close(struct transport *transport);

#endif
