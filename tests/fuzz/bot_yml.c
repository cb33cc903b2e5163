/* fuzz/bot_yml.c - any UTF-8 as bot.yml: settings within their bounds, or faults. */
#include <assert.h>

#include "kb/kb_internal.h"
#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct fault_reporter reporter = {0};
    const struct kb_sink sink = {.reporter = &reporter};
    struct kb_reader reader;
    kb_reader_init(&reader, &sink);
    if (utf8_is_valid(text) && view_find(text, '\0') == size) {
        settings_read(&reader, "bot.yml", text);
        const struct settings settings = reader.settings;
        assert(reader.status == FAQBOT_OK);
        assert(settings.answered_threshold <= 1 && settings.unsure_threshold <= 1);
        assert(settings.answered_threshold < 0 || settings.unsure_threshold <= settings.answered_threshold);
        assert(settings.starter_count <= KB_STARTERS_MAX && settings.page_count <= KB_STARTER_PAGES_MAX);
        for (size_t i = 0; i < settings.page_count; i++) {
            const struct settings_page *page = &settings.pages[i];
            assert(view_starts_with(page->path, "/") && page->path.size <= KB_STARTER_PATH_BYTES_MAX);
            assert(view_find(page->path, '\t') + view_find(page->path, '\n') == 2 * page->path.size);
            assert(page->starter_count <= KB_STARTERS_MAX);
        }
        assert(utf8_is_valid(settings.name) && utf8_is_valid(settings.contact.text) &&
               utf8_is_valid(settings.contact.mail) && utf8_is_valid(settings.contact.phone) &&
               utf8_is_valid(settings.lang));
        for (size_t i = 0; i < settings.sentence_count; i++) {
            assert(view_find(settings.sentences[i].text, '\n') == settings.sentences[i].text.size);
        }
        for (size_t i = 0; i < settings.starter_count; i++) {
            assert(field_id_complaint(settings.starters[i]) == NULL);
        }
    }
    kb_reader_release(&reader);
    return 0;
}
