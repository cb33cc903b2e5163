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
    return synonyms_add(user, synonym->from, synonym->to);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view text = view_make((const char *)bytes, size);
    struct fault_reporter reporter = {0};
    const struct kb_sink sink = {.user = synonyms_new(view_of("en")), .synonym = take, .reporter = &reporter};
    struct synonyms_words words;
    bool is_changed;
    struct kb_reader reader;
    kb_reader_init(&reader, &sink);
    if (utf8_is_valid(text) && view_find(text, '\0') == size) {
        synonyms_parse(&reader, "synonyms.txt", text);
        assert(reader.status == FAQBOT_OK && synonyms_finish(sink.user) == FAQBOT_OK);
        assert(tokenize(&reader.arena, view_slice(text, size > 200 ? size - 200 : 0, size), &words.list,
                        &words.count));
        assert(synonyms_canonicalize(sink.user, &reader.arena, &words) == FAQBOT_OK);
        assert(synonyms_expand(sink.user, &reader.arena, &words, &is_changed) == FAQBOT_OK);
        for (size_t i = 0; i < words.count; i++) {
            assert(utf8_is_valid(words.list[i].folded) && words.list[i].folded.size > 0);
        }
    }
    kb_reader_release(&reader);
    synonyms_free(sink.user);
    return 0;
}
