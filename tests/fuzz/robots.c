/* fuzz/robots.c - any bytes as robots.txt and as a sitemap. */
#include <assert.h>

#include "cli/cli_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct buffer address;
    size_t count = 0;
    buffer_init(&address, 4096);
    (void)robots_allow(text, "faqbot", view_of("/a/b.html?c=d"));
    (void)robots_delay(text, "faqbot");
    assert(robots_sitemap(text).size <= size);
    (void)sitemap_is_index(text);
    while (sitemap_next(&text, &address)) {
        assert(++count <= size);
    }
    buffer_release(&address);
    return 0;
}
