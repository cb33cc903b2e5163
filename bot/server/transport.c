/* transport.c - the bytes of one connection, in the clear or through TLS. OpenSSL is asked here and in certificate.c,
 * and nowhere else; libwebsockets, which could speak TLS too, would read HTTP by itself then. */
#include "server/transport.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <openssl/err.h>
#include <uv.h>

#define TRANSPORT_RECORD_BYTES 8192

bool transport_open(struct transport *transport, int descriptor, SSL_CTX *context)
{
    *transport = (struct transport){.descriptor = descriptor, .wants = UV_READABLE};
    if (context == NULL) {
        return true;
    }
    transport->tls = SSL_new(context);
    if (transport->tls == NULL || SSL_set_fd(transport->tls, descriptor) != 1) {
        transport_close(transport);
        ERR_clear_error();
        return false;
    }
    SSL_set_accept_state(transport->tls);
    return true;
}

/* What a failed call of OpenSSL means; its queue of errors is the thread's, and the next call's too. */
static ssize_t verdict(struct transport *transport, int result)
{
    int error = SSL_get_error(transport->tls, result);
    ERR_clear_error();
    switch (error) {
    case SSL_ERROR_WANT_READ:
        transport->wants = UV_READABLE;
        return TRANSPORT_AGAIN;
    case SSL_ERROR_WANT_WRITE:
        transport->wants = UV_WRITABLE;
        return TRANSPORT_AGAIN;
    case SSL_ERROR_ZERO_RETURN:
        return 0;
    default:
        SSL_set_quiet_shutdown(transport->tls, 1); /* after a fatal error nothing may be said any more */
        return TRANSPORT_BROKEN;
    }
}

static ssize_t system_verdict(struct transport *transport, int wants)
{
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
        transport->wants = wants;
        return TRANSPORT_AGAIN;
    }
    return TRANSPORT_BROKEN;
}

ssize_t transport_read(struct transport *transport, void *bytes, size_t size)
{
    if (transport->tls != NULL) {
        int result = SSL_read(transport->tls, bytes, size < INT_MAX ? (int)size : INT_MAX);
        return result > 0 ? result : verdict(transport, result);
    }
    ssize_t result = recv(transport->descriptor, bytes, size, 0);
    return result >= 0 ? result : system_verdict(transport, UV_READABLE);
}

/* TLS has no gathering write. What is joined for it is the same when the call is made again, as OpenSSL demands. */
static ssize_t write_tls(struct transport *transport, const void *first, size_t first_size,
                         const void *second, size_t second_size)
{
    char joined[TRANSPORT_RECORD_BYTES];
    size_t size = first_size;
    const void *bytes = first;
    if (first_size < sizeof joined && second_size > 0) {
        size_t more = second_size < sizeof joined - first_size ? second_size : sizeof joined - first_size;
        memcpy(joined, first_size > 0 ? first : "", first_size);
        memcpy(joined + first_size, second, more);
        size = first_size + more;
        bytes = joined;
    }
    int result = SSL_write(transport->tls, bytes, size < INT_MAX ? (int)size : INT_MAX);
    ssize_t said = result > 0 ? result : verdict(transport, result);
    return said == 0 ? TRANSPORT_BROKEN : said;
}

ssize_t transport_write(struct transport *transport, const void *first, size_t first_size, const void *second,
                        size_t second_size)
{
    if (transport->tls != NULL) {
        return write_tls(transport, first, first_size, second, second_size);
    }
    struct iovec pieces[] = {{(void *)(uintptr_t)first, first_size},
                             {(void *)(uintptr_t)second, second_size}};
    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 2};
    ssize_t result = sendmsg(transport->descriptor, &message, MSG_NOSIGNAL);
    return result >= 0 ? result : system_verdict(transport, UV_WRITABLE);
}

bool transport_is_ready(const struct transport *transport)
{
    return transport->tls == NULL || SSL_is_init_finished(transport->tls);
}

bool transport_has_more(const struct transport *transport)
{
    return transport->tls != NULL && SSL_has_pending(transport->tls) == 1;
}

void transport_end(struct transport *transport)
{
    if (transport->tls != NULL && transport_is_ready(transport)) {
        SSL_shutdown(transport->tls);
        ERR_clear_error();
    }
    shutdown(transport->descriptor, SHUT_WR);
}

int transport_detach(struct transport *transport)
{
    int descriptor = transport->descriptor;
    transport->descriptor = -1;
    return descriptor;
}

void transport_close(struct transport *transport)
{
    if (transport->tls != NULL && transport_is_ready(transport)) {
        SSL_shutdown(transport->tls);
        ERR_clear_error();
    }
    SSL_free(transport->tls);
    transport->tls = NULL;
    if (transport->descriptor != -1) {
        close(transport->descriptor);
        transport->descriptor = -1;
    }
}
