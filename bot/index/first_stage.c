/* index/first_stage.c - entries of an index that lie elsewhere: asks the stage that has them (struct faqbot_stage), and
 * puts the rows of those that come into the tables, where they are read like those of any index.
 *
 * Only so many stay. The oldest go first, and not those that were read the longest time ago: what is read often is in
 * the caches of those who read (rows.c, search/collection.c), and so seldom comes here. An entry that has gone while
 * it is still needed is asked for once more. */
#include "index/index_internal.h"

#include <stdlib.h>
#include <string.h>

#include "util/util.h"

/* As many as dozens of questions need, and each of them may be asked for anew in some milliseconds. */
#define ENTRIES_MAX 4096
#define BYTES_MAX ((size_t)32 << 20)

/* One transaction for as long as the store is open: nothing here is ever made durable. If SQLite takes it back for want
 * of memory, the rows are gone and are asked for again. */
#define PRAGMAS "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; BEGIN;"

struct first_stage {
    const struct faqbot_stage *stage; /* borrowed */
    void *session;
    struct entry_packer packer;
    /* The entries in the order in which they came, in a ring. */
    struct {
        uint32_t number;
        uint32_t bytes;
    } list[ENTRIES_MAX];
    size_t first;
    size_t count;
    size_t bytes;
};

enum faqbot_status first_stage_open(const struct faqbot_stage *stage, struct first_stage **opened,
                                    struct faqbot_view *collection, struct faqbot_fault *fault)
{
    struct first_stage *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    enum faqbot_status status = stage->open(stage->user, &made->session, collection, fault);
    if (status != FAQBOT_OK) {
        free(made);
        return status;
    }
    made->stage = stage;
    *opened = made;
    return FAQBOT_OK;
}

void first_stage_bind(struct first_stage *first_stage, sqlite3 *database, int *code)
{
    sqlite_run(database, PRAGMAS, code);
    entry_packer_open(database, &first_stage->packer, code);
}

void first_stage_close(struct first_stage *first_stage)
{
    if (first_stage != NULL) {
        entry_packer_release(&first_stage->packer);
        first_stage->stage->close(first_stage->session);
        free(first_stage);
    }
}

void first_stage_begin(struct first_stage *first_stage)
{
    if (first_stage != NULL) {
        first_stage->stage->begin(first_stage->session);
    }
}

/* -- What comes ------------------------------------------------------------------------------------- */

static void drop_oldest(struct first_stage *first_stage, enum faqbot_status *status)
{
    entry_packer_remove(&first_stage->packer, first_stage->list[first_stage->first].number, status);
    first_stage->bytes -= first_stage->list[first_stage->first].bytes;
    first_stage->first = (first_stage->first + 1) % ENTRIES_MAX;
    first_stage->count--;
}

/* Puts an entry among the others, unless it is there. */
static void keep(struct first_stage *first_stage, uint32_t number, struct faqbot_view packed,
                 enum faqbot_status *status)
{
    fail_if(packed.size > FAQBOT_PACKED_BYTES_MAX, FAQBOT_CORRUPT, status);
    if (entry_packer_is_there(&first_stage->packer, number, status) || *status != FAQBOT_OK) {
        return;
    }
    while (first_stage->count == ENTRIES_MAX ||
           (first_stage->count > 0 && first_stage->bytes + packed.size > BYTES_MAX)) {
        drop_oldest(first_stage, status);
    }
    entry_packer_add(&first_stage->packer, number, packed, status);
    if (*status == FAQBOT_OK) {
        size_t place = (first_stage->first + first_stage->count++) % ENTRIES_MAX;
        first_stage->list[place].number = number;
        first_stage->list[place].bytes = (uint32_t)packed.size;
        first_stage->bytes += packed.size;
    }
}

struct taking {
    struct first_stage *first_stage;
    uint32_t *entries; /* NULL: their numbers are known */
    size_t limit;
    size_t count;
};

static enum faqbot_status take(void *user, uint32_t number, struct faqbot_view packed)
{
    struct taking *taking = user;
    enum faqbot_status status = taking->count < taking->limit ? FAQBOT_OK : FAQBOT_CORRUPT;
    keep(taking->first_stage, number, packed, &status);
    if (status == FAQBOT_OK && taking->entries != NULL) {
        taking->entries[taking->count] = number;
    }
    taking->count++;
    return status;
}

/* -- Asking ----------------------------------------------------------------------------------------- */

void first_stage_find(struct first_stage *first_stage, const struct faqbot_stage_query *query,
                      uint32_t *entries, size_t *count, enum faqbot_status *status)
{
    struct taking taking = {.first_stage = first_stage, .entries = entries, .limit = query->limit};
    *count = 0;
    if (*status == FAQBOT_OK && query->count > 0) {
        *status = first_stage->stage->find(first_stage->session, query, take, &taking);
        *count = *status == FAQBOT_OK ? taking.count : 0;
    }
}

void first_stage_need(struct first_stage *first_stage, const uint32_t *entries, size_t count,
                      enum faqbot_status *status)
{
    uint32_t missing[FAQBOT_STAGE_LIMIT_MAX];
    struct taking taking = {.first_stage = first_stage};
    if (first_stage == NULL) {
        return;
    }
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        if (!entry_packer_is_there(&first_stage->packer, entries[i], status)) {
            missing[taking.limit++] = entries[i];
        }
        bool is_last = i + 1 == count;
        if (taking.limit == FAQBOT_STAGE_LIMIT_MAX || (is_last && taking.limit > 0 && *status == FAQBOT_OK)) {
            *status = first_stage->stage->get(first_stage->session, missing, taking.limit, take, &taking);
            taking = (struct taking){.first_stage = first_stage};
        }
    }
}

void first_stage_need_named(struct first_stage *first_stage, struct faqbot_view id,
                            enum faqbot_status *status)
{
    struct taking taking = {.first_stage = first_stage, .limit = LANGUAGES_MAX};
    if (first_stage != NULL && *status == FAQBOT_OK) {
        *status = first_stage->stage->get_named(first_stage->session, id, take, &taking);
    }
}
