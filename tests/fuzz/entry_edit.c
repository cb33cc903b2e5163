/* fuzz/entry_edit.c - a question, a line feed, and any file: the question cannot be put in below the first one of the
 * file, or it is there and every byte of the file too. The question's first byte says which file and line it is. */
#include <assert.h>

#include "kb/kb_internal.h"
#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Whether the bytes of the file are in `out` in one piece, or in two around what was put in. */
static void check_kept(struct faqbot_view file, struct faqbot_view out)
{
    size_t front = 0;
    size_t back = 0;
    while (front < file.size && file.bytes[front] == out.bytes[front]) {
        front++;
    }
    while (back < file.size - front && file.bytes[file.size - 1 - back] == out.bytes[out.size - 1 - back]) {
        back++;
    }
    assert(out.size > file.size && front + back == file.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view question = view_make((const char *)bytes, size);
    question.size = view_find(question, '\n');
    struct faqbot_view file = view_make((const char *)bytes + question.size, size - question.size);
    file = view_slice(file, 1, file.size);
    const bool is_jsonl = question.size > 0 && question.bytes[0] % 4 == 1;
    const struct entry_edit edit = {.path = is_jsonl ? "a.jsonl" : "a.md",
                                    .id = view_of(is_jsonl ? "a" : "a/a"),
                                    .kind = question.size > 0 && question.bytes[0] % 2 == 0 ? LINE_NOT
                                                                                            : LINE_ALSO,
                                    .question = view_slice(question, 1, question.size)};
    struct buffer out;
    struct faqbot_fault fault;
    unsigned line;
    buffer_init(&out, SIZE_MAX);
    if (entry_edit(&edit, file, &out, &line, &fault) == FAQBOT_OK) {
        check_kept(file, buffer_view(&out));
        struct buffer again; /* what was put in is there, and is not put in twice */
        buffer_init(&again, SIZE_MAX);
        assert(line > 0 && entry_edit(&edit, buffer_view(&out), &again, &line, &fault) == FAQBOT_INVALID);
        buffer_release(&again);
    } else {
        assert(fault.sentence[0] != '\0');
    }
    buffer_release(&out);
    return 0;
}
