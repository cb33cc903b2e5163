/* net/transport.c - the bytes of one connection, in the clear or through TLS, and the certificate that TLS
 * needs.
 *
 * OpenSSL is called here and nowhere else. libwebsockets could speak TLS as well, but then it would also read
 * HTTP by itself, which strangers can exploit (see http_parse.c). Nothing in this file waits, and nothing
 * knows what the bytes mean.
 *
 * Both kinds look the same from above: bytes, "not yet", the end, or broken. The difference that shows is
 * `wants`: through TLS a read may have to wait until something can be written, in a handshake for instance,
 * and the other way round. */
#include "net/net.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include <openssl/err.h>

#define RECORD_BYTES 8192 /* joined at a time for a record of TLS, which holds up to 16384 */

/* -- The certificate ------------------------------------------------------------------------------------- */

/* The suites of TLS 1.2 that are spoken (RFC 9325, section 4.2). Each connection agrees on a key of its own:
 * with RSA's own key exchange, a thief of the server's key could read everything recorded before, and
 * Bleichenbacher's attacks need it. And bytes are authenticated together with the encryption, since CBC's
 * padding is what Lucky Thirteen reads. TLS 1.3 has no other suites. */
static const char SUITES[] = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                             "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                             "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

/* OpenSSL's own words for the oldest error in its queue, which is emptied. */
static const char *reason(void)
{
    const char *text = ERR_reason_error_string(ERR_peek_error());
    ERR_clear_error();
    return text != NULL ? text : "not in the format that was expected";
}

/* ALPN: HTTP/1.1 is agreed on where it is offered. A client that offers only something else is let in all the
 * same, and is told in HTTP. */
static int choose_protocol(SSL *tls, const unsigned char **chosen, unsigned char *chosen_size,
                           const unsigned char *offered, unsigned offered_size, void *user)
{
    static const unsigned char spoken[] = "\x08http/1.1";
    unsigned char *found;
    (void)tls;
    (void)user;
    if (SSL_select_next_proto(&found, chosen_size, spoken, sizeof spoken - 1, offered, offered_size) !=
        OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_NOACK;
    }
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

/* Partial writes from a buffer that may move, because an answer is sent from where it lies; buffers released
 * while idle, because most connections are. Sessions resume by tickets alone: a cache of sessions would be
 * memory that strangers can fill. */
static bool set_up(SSL_CTX *context)
{
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_read_ahead(context, 1); /* a record's header and the rest of it by one system call */
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_cipher_list(context, SUITES) == 1;
}

/* OpenSSL's reason is for the operator who installs the files: a key that does not belong to the certificate,
 * a file that is no PEM, a passphrase that is missing. */
static void load(const struct certificate *certificate, SSL_CTX *context, struct faqbot_fault *fault)
{
    if (!set_up(context)) {
        ERR_clear_error();
        fault_set(fault, FAQBOT_IO, NULL, 0,
                  "OpenSSL, as it is installed here, has none of the suites that %s",
                  "are spoken: ECDHE with AES-GCM or ChaCha20");
    } else if (SSL_CTX_use_certificate_chain_file(context, certificate->path) != 1) {
        fault_option(fault, "tls-cert", 1, "the certificate %.200s cannot be used: %s", certificate->path,
                     reason());
    } else if (SSL_CTX_use_PrivateKey_file(context, certificate->key, SSL_FILETYPE_PEM) != 1 ||
               SSL_CTX_check_private_key(context) != 1) {
        fault_option(fault, "tls-key", 1, "the key %.200s cannot be used: %s", certificate->key, reason());
    }
}

/* A new context is made and put into the place of the old one only when all of it is good: a renewed
 * certificate that is broken must not take down a server that works. SSL_CTX is counted, so connections keep
 * the one they began with. */
void certificate_load(struct certificate *certificate, struct faqbot_fault *fault)
{
    bool has_path = certificate->path != NULL;
    bool has_key = certificate->key != NULL;
    if (fault->status != FAQBOT_OK || (!has_path && !has_key)) {
        return;
    }
    if (!has_path || !has_key) {
        fault_option(fault, has_path ? "tls-cert" : "tls-key", 1,
                     "a certificate and its key go together; give %s", "--tls-cert FILE and --tls-key FILE");
        return;
    }
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (context == NULL) {
        fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
        return;
    }
    load(certificate, context, fault);
    if (fault->status != FAQBOT_OK) {
        SSL_CTX_free(context);
        return;
    }
    certificate_free(certificate);
    certificate->context = context;
}

void certificate_free(struct certificate *certificate)
{
    SSL_CTX_free(certificate->context);
    certificate->context = NULL;
}

/* -- The bytes ------------------------------------------------------------------------------------------- */

/* The names are those of the results: what is above 0 has been read or written, and everything else says what
 * to do. */

/* The handshake is not made here but by the first reads, because it has to wait for the client. */
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

/* What a failed call of OpenSSL means. Its queue of errors belongs to the thread, and would be the next
 * connection's too if it were not emptied. */
static ssize_t tls_result(struct transport *transport, int result)
{
    int error = SSL_get_error(transport->tls, result);
    ERR_clear_error();
    switch (error) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        transport->wants = error == SSL_ERROR_WANT_READ ? UV_READABLE : UV_WRITABLE;
        return TRANSPORT_AGAIN;
    case SSL_ERROR_ZERO_RETURN:
        return 0;
    default:
        SSL_set_quiet_shutdown(transport->tls, 1); /* after a fatal error nothing may be sent any more */
        return TRANSPORT_BROKEN;
    }
}

/* Interrupted is "not yet" too: the loop will come again. */
static ssize_t system_result(struct transport *transport, ssize_t result, int wants)
{
    if (result >= 0) {
        return result;
    }
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
        return result > 0 ? result : tls_result(transport, result);
    }
    return system_result(transport, recv(transport->descriptor, bytes, size, 0), UV_READABLE);
}

/* TLS cannot gather, so the two pieces are joined. OpenSSL demands the same bytes when a write is repeated;
 * they are, since the pieces are the same then. */
static ssize_t write_tls(struct transport *transport, const void *first, size_t first_size,
                         const void *second, size_t second_size)
{
    char joined[RECORD_BYTES];
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
    ssize_t said = result > 0 ? result : tls_result(transport, result);
    return said == 0 ? TRANSPORT_BROKEN : said;
}

/* sendmsg() instead of writev(), because only it takes MSG_NOSIGNAL. */
ssize_t transport_write(struct transport *transport, const void *first, size_t first_size, const void *second,
                        size_t second_size)
{
    if (transport->tls != NULL) {
        return write_tls(transport, first, first_size, second, second_size);
    }
    struct iovec pieces[] = {{(void *)(uintptr_t)first, first_size},
                             {(void *)(uintptr_t)second, second_size}};
    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 2};
    return system_result(transport, sendmsg(transport->descriptor, &message, MSG_NOSIGNAL), UV_WRITABLE);
}

bool transport_is_ready(const struct transport *transport)
{
    return transport->tls == NULL || SSL_is_init_finished(transport->tls);
}

bool transport_has_more(const struct transport *transport)
{
    return transport->tls != NULL && SSL_has_pending(transport->tls) == 1;
}

bool transport_wait(uv_poll_t *poll, int *events, int wanted, uv_poll_cb on_event)
{
    int error = wanted == *events ? 0
                : wanted == 0     ? uv_poll_stop(poll)
                                  : uv_poll_start(poll, wanted, on_event);
    *events = wanted;
    return error == 0;
}

/* Sends TLS's goodbye, which tells the client that nothing was cut off. */
static void close_tls(const struct transport *transport)
{
    if (transport->tls != NULL && transport_is_ready(transport)) {
        SSL_shutdown(transport->tls);
        ERR_clear_error();
    }
}

void transport_end(struct transport *transport)
{
    close_tls(transport);
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
    close_tls(transport);
    SSL_free(transport->tls);
    transport->tls = NULL;
    if (transport->descriptor != -1) {
        close(transport_detach(transport));
    }
}
