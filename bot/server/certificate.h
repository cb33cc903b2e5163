/* certificate.h - the server's certificate and its key: from files to what TLS is spoken with. */
#ifndef SERVER_CERTIFICATE_H
#define SERVER_CERTIFICATE_H

#include <openssl/ssl.h>

#include <faqbot.h>

/* Both in PEM; both NULL: the server speaks without TLS. Borrowed. */
struct certificate {
    const char *path; /* the certificate, and those that lead from it to an authority's */
    const char *key;
    SSL_CTX *context; /* what connections that come now speak with; NULL: without TLS, or not loaded */
};

/* Takes the files as they are now, for connections that come from now on. FAQBOT_INVALID: one without the other, or
 * they cannot be read or do not belong together; `fault` says what is wrong, and everything stays as it was. */
enum faqbot_status certificate_load(struct certificate *certificate, struct faqbot_fault *fault);

/* Those who still speak with it do so to their end. */
void certificate_release(struct certificate *certificate);

#endif
