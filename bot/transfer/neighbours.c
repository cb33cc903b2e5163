/* transfer/neighbours.c - the ids that a folder of knowledge has already, as our own reader finds them.
 * Drafts have none to it. */
#include "transfer/neighbours.h"

#include <string.h>

#include "base/fault.h"
#include "knowledge/knowledge.h"

struct neighbours {
    struct string_table *taken;
    struct faqbot_view folder;
    struct faqbot_view name;
};

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct neighbours *neighbours = user;
    struct faqbot_view path = view_of(entry->path);
    size_t name = path.size - neighbours->name.size;
    bool is_replaced = view_ends_with(path, neighbours->name.bytes) && name <= neighbours->folder.size + 1;
    if (!is_replaced && string_table_add(neighbours->taken, entry->id) == STRING_TABLE_NONE) {
        return FAQBOT_NO_MEMORY;
    }
    return FAQBOT_OK;
}

void existing_ids_read(const char *folder, const char *name, struct string_table *taken,
                       struct faqbot_fault *fault)
{
    struct faqbot_fault passed_over = {.status = FAQBOT_OK};
    struct fault_reporter reporter = {.report = NULL};
    struct neighbours neighbours = {taken, view_of(folder), view_of(name)};
    const struct kb_sink sink = {.user = &neighbours, .entry = take_entry, .reporter = &reporter};
    if (fault->status == FAQBOT_OK && kb_read(folder, &sink, &passed_over) == FAQBOT_NO_MEMORY) {
        fault_set(fault, FAQBOT_NO_MEMORY, folder, 0, "there is not enough memory to read the folder");
    }
}
