/* certificate.c - the server's certificate and its key. libwebsockets uses them; here OpenSSL is only asked, before,
 * whether they are good, because libwebsockets takes the half of a bad pair, and says nothing that could be passed
 * on. */
#include "server/certificate.h"

#include <libwebsockets.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "server/fail.h"

static const char *reason(void)
{
    const char *text = ERR_reason_error_string(ERR_peek_error());
    ERR_clear_error();
    return text != NULL ? text : "not what it must be";
}

enum faqbot_status certificate_check(const struct certificate *certificate, struct faqbot_fault *fault)
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
    enum faqbot_status status = FAQBOT_OK;
    if (context == NULL) {
        status = fail_with(fault, FAQBOT_NO_MEMORY, "out of memory");
    } else if (SSL_CTX_use_certificate_chain_file(context, certificate->path) != 1) {
        status = fail_with(fault, FAQBOT_INVALID, "the certificate %.200s cannot be used: %s",
                           certificate->path, reason());
        fail_of(fault, "tls-cert", 1);
    } else if (SSL_CTX_use_PrivateKey_file(context, certificate->key, SSL_FILETYPE_PEM) != 1 ||
               SSL_CTX_check_private_key(context) != 1) {
        status =
            fail_with(fault, FAQBOT_INVALID, "the key %.200s cannot be used: %s", certificate->key, reason());
        fail_of(fault, "tls-key", 1);
    }
    SSL_CTX_free(context);
    return status;
}

void certificate_use(const struct certificate *certificate, struct lws_context_creation_info *info)
{
    if (certificate->path != NULL) {
        info->options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
        info->ssl_cert_filepath = certificate->path;
        info->ssl_private_key_filepath = certificate->key;
        info->ssl_options_set = (long)(SSL_OP_NO_SSLv3 | SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 |
                                       SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
        info->alpn = "http/1.1";
    }
}

bool certificate_renew(const struct certificate *certificate, struct lws_context *context)
{
    return certificate->path == NULL ||
           lws_tls_cert_updated(context, certificate->path, certificate->key, NULL, 0, NULL, 0) == 0;
}
