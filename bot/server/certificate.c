/* certificate.c - the server's certificate and its key, and what of TLS is spoken with them. */
#include "server/certificate.h"

#include <stdbool.h>

#include <openssl/err.h>

#include "server/fail.h"

/* What of TLS 1.2 is spoken: a key is agreed on for each connection (RSA's own key exchange lets whoever gets the
 * server's key read what was recorded, and is what Bleichenbacher's attacks need), and the bytes are authenticated with
 * the encryption, not beside it (CBC's padding is what Lucky Thirteen reads). TLS 1.3 has nothing else (RFC 9325,
 * 4.2). */
static const char SUITES[] = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                             "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                             "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

static const char *reason(void)
{
    const char *text = ERR_reason_error_string(ERR_peek_error());
    ERR_clear_error();
    return text != NULL ? text : "not what it must be";
}

/* ALPN: HTTP/1.1 is agreed on where it is offered. Who offers something else alone is heard all the same, and told. */
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

/* A visitor's connection writes from where its answer lies, a part at a time, and most are idle. Sessions are resumed
 * by tickets alone, so that nobody fills our memory with theirs. */
static bool set_up(SSL_CTX *context)
{
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_read_ahead(context, 1); /* a record's head and the rest of it by one call of the system */
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_cipher_list(context, SUITES) == 1;
}

static enum faqbot_status load(const struct certificate *certificate, SSL_CTX *context,
                               struct faqbot_fault *fault)
{
    if (!set_up(context)) {
        ERR_clear_error();
        return fail_with(fault, FAQBOT_IO, "OpenSSL, as it is installed here, has none of the suites that %s",
                         "are spoken: ECDHE with AES-GCM or ChaCha20");
    }
    if (SSL_CTX_use_certificate_chain_file(context, certificate->path) != 1) {
        fail_with(fault, FAQBOT_INVALID, "the certificate %.200s cannot be used: %s", certificate->path,
                  reason());
        return fail_of(fault, "tls-cert", 1);
    }
    if (SSL_CTX_use_PrivateKey_file(context, certificate->key, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context) != 1) {
        fail_with(fault, FAQBOT_INVALID, "the key %.200s cannot be used: %s", certificate->key, reason());
        return fail_of(fault, "tls-key", 1);
    }
    return FAQBOT_OK;
}

enum faqbot_status certificate_load(struct certificate *certificate, struct faqbot_fault *fault)
{
    if (certificate->path == NULL && certificate->key == NULL) {
        return FAQBOT_OK;
    }
    if (certificate->path == NULL || certificate->key == NULL) {
        fail_with(fault, FAQBOT_INVALID, "a certificate and its key go together; give %s",
                  "--tls-cert FILE and --tls-key FILE");
        return fail_of(fault, certificate->path == NULL ? "tls-key" : "tls-cert", 1);
    }
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (context == NULL) {
        return fail_with(fault, FAQBOT_NO_MEMORY, "out of memory");
    }
    enum faqbot_status status = load(certificate, context, fault);
    if (status != FAQBOT_OK) {
        SSL_CTX_free(context);
        return status;
    }
    certificate_release(certificate);
    certificate->context = context;
    return FAQBOT_OK;
}

void certificate_release(struct certificate *certificate)
{
    SSL_CTX_free(certificate->context);
    certificate->context = NULL;
}
