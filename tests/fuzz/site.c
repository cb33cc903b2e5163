/* fuzz/site.c - any UTF-8 as the configuration of each site generator, its first line an article's path: what addresses
 * follow from it are whole and safe, and what is literally in a script is within it. */
#include <assert.h>

#include "kb/kb_internal.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const names[] = {[SITE_HUGO] = "hugo.toml",
                                        [SITE_JEKYLL] = "_config.yml",
                                        [SITE_DOCUSAURUS] = "x.js",
                                        [SITE_MKDOCS] = "x.yml"};
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct faqbot_view path = view_slice(text, 0, view_find(text, '\n'));
    const struct page_names names_of_page = {.slug = path, .date = view_of("2026-11-30")};
    const struct kb_sink sink = {.user = NULL};
    struct kb_reader reader;
    kb_reader_init(&reader, &sink);
    for (enum site_generator generator = SITE_HUGO; generator <= SITE_MKDOCS && utf8_is_valid(text);
         generator++) {
        struct site site = {.generator = generator};
        struct faqbot_view address;
        struct link_base base;
        site_read(&reader, names[generator], text, &site);
        assert(reader.status == FAQBOT_OK && (site.base.size == 0 || rich_is_image_address(site.base)));
        assert(site_address(&site, path, &names_of_page, &reader.entry_arena, &address));
        assert(address.size == 0 || rich_is_image_address(address));
        (void)site_link_base(&site, path, &reader.entry_arena, &base);
    }
    kb_reader_release(&reader);
    return 0;
}
