/* digest.c - SHA-256 and HMAC, which OpenSSL computes. */
#include "net/net.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

/* It fails without memory alone; then the digest is that of nothing, and matches no other. */
void digest_sha256(struct faqbot_view data, unsigned char digest[DIGEST_BYTES])
{
    if (EVP_Digest(data.bytes, data.size, digest, NULL, EVP_sha256(), NULL) != 1) {
        memset(digest, 0, DIGEST_BYTES);
    }
}

bool digest_hmac(struct faqbot_view key, struct faqbot_view data, unsigned char digest[DIGEST_BYTES])
{
    return HMAC(EVP_sha256(), key.bytes, (int)key.size, (const unsigned char *)data.bytes, data.size, digest,
                NULL) != NULL;
}
