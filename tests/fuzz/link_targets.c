/* fuzz/link_targets.c - any bytes as two articles, a form feed between them, the first a folder below: each link leads to
 * an entry that is there, to an address, or is told of. */
#include "kb/kb_internal.h"
#include "scratch.h"

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    (void)user;
    for (size_t i = 0; i < entry->node_count; i++) {
        const struct faqbot_node *node = &entry->nodes[i];
        assert(node->kind != FAQBOT_NODE_LINK || node->text.size + node->entry.id.size > 0);
        assert(node->entry.id.size == 0 ||
               (node->kind == FAQBOT_NODE_LINK && field_id_complaint(node->entry.id) == NULL));
    }
    return FAQBOT_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *paths[2];
    struct faqbot_view text = view_make((const char *)bytes, size);
    size_t end = view_find(text, '\f');
    const struct kb_sink sink = {.entry = take_entry};
    struct faqbot_fault fault;
    for (size_t i = 0; i < 2; i++) {
        paths[i] = paths[i] == NULL && scratch_path(NULL) != NULL ? scratch_path(i == 0 ? "a.md" : "b.md")
                                                                  : paths[i];
        scratch_write(paths[i], i == 0 ? view_slice(text, 0, end) : view_slice(text, end + 1, size));
    }
    assert(kb_read(scratch_path(NULL), &sink, &fault) == FAQBOT_OK);
    return 0;
}
