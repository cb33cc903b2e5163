/* fuzz/synonyms.c - any UTF-8 as synonyms.txt, and its last line as a question: each rule has two sides, and what the
 * rules put into the question is UTF-8. */
#include <assert.h>

#include "kb/kb_internal.h"
#include "index/index.h"
#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static enum faqbot_status take(void *user, const struct synonym *synonym)
{
    assert(synonym->from.size > 0 && synonym->to.size > 0 && synonym->line > 0);
    enum faqbot_status status = FAQBOT_OK;
    synonyms_add(user, synonym->from, synonym->to, &status);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct fault_reporter reporter = {0};
    const struct kb_sink sink = {.user = synonyms_new(view_of("en")), .synonym = take, .reporter = &reporter};
    struct synonyms_words words;
    struct kb_reader reader;
    kb_reader_init(&reader, &sink);
    if (utf8_is_valid(text) && view_find(text, '\0') == size) {
        synonyms_parse(&reader, "synonyms.txt", text);
        synonyms_finish(sink.user, &reader.status);
        synonyms_read(sink.user, &reader.arena, view_slice(text, size > 200 ? size - 200 : 0, size), &words,
                      &reader.status);
        (void)synonyms_expand(sink.user, &reader.arena, &words, &reader.status);
        assert(reader.status == FAQBOT_OK);
        for (size_t i = 0; i < words.count; i++) {
            assert(utf8_is_valid(words.list[i].folded) && words.list[i].folded.size > 0);
        }
    }
    kb_reader_release(&reader);
    synonyms_free(sink.user);
    return 0;
}
