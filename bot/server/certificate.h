/* certificate.h - the server's certificate and its key, as files. */
#ifndef SERVER_CERTIFICATE_H
#define SERVER_CERTIFICATE_H

#include <stdbool.h>

#include <faqbot/fault.h>

struct lws_context;
struct lws_context_creation_info;

/* Both in PEM; both NULL: the server speaks without TLS. Borrowed. */
struct certificate {
    const char *path; /* the certificate, and those that lead from it to an authority's */
    const char *key;
};

/* Whether the files are there, can be read and belong together. FAQBOT_INVALID: one without the other, or not;
 * `fault` says what is wrong. */
enum faqbot_status certificate_check(const struct certificate *certificate, struct faqbot_fault *fault);

/* Fills in what libwebsockets needs to know: TLS 1.2 at the least, and HTTP/1.1 in it. */
void certificate_use(const struct certificate *certificate, struct lws_context_creation_info *info);

/* Takes the files as they are now, for connections that come from now on. They have been checked. */
bool certificate_renew(const struct certificate *certificate, struct lws_context *context);

#endif
