/* fuzz/export_jsonl.c - any knowledge base as our own JSON Lines: read again, they are the same knowledge base, except
 * for what was reported as lost. */
#include "export.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct buffer out[2];
    struct faqbot_export_result first;
    struct faqbot_export_result second;
    size_t losses;
    buffer_init(&out[0], EXPORT_BYTES_MAX);
    buffer_init(&out[1], EXPORT_BYTES_MAX);
    const char *path = export_input(bytes, size);
    if (export_run("jsonl", path, &out[0], &first, &losses)) {
        bool is_whole = losses == 0;
        path = file_write("out.jsonl", out[0].bytes, out[0].size);
        assert(export_run("jsonl", path, &out[1], &second, &losses));
        assert(first.left_out == 0 && first.entries == second.entries);
        assert(!is_whole || view_equals(buffer_view(&out[0]), buffer_view(&out[1])));
        assert(!is_whole || strcmp(first.version, second.version) == 0);
    }
    buffer_release(&out[0]);
    buffer_release(&out[1]);
    return 0;
}
