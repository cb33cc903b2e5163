/* journal/purge.c - forgetting what is too old in a journal's file, at somebody's word and not by a server's calendar.
 * What is left is left as it was: the file does not shrink, and new rows fill it. */
#include <stdbool.h>

#include <faqbot_tools.h>

#include "base/fault.h"
#include "journal/diary.h"

enum faqbot_status faqbot_journal_purge(const char *path, int64_t before,
                                        struct faqbot_journal_purged *purged, struct faqbot_fault *fault)
{
    struct journal_db *journal_db = NULL;
    struct faqbot_journal_purged forgotten = {.asks = 0};
    enum faqbot_status status = journal_db_open(path, false, 0, &journal_db, fault);
    if (status == FAQBOT_OK) {
        journal_db_begin(journal_db);
        journal_db_forget(journal_db, before, &forgotten);
        status = journal_db_end(journal_db);
        if (status != FAQBOT_OK) {
            fault_set(fault, status, path, 0, "nothing is forgotten, for the journal cannot be written: %s",
                      faqbot_status_text(status));
        } else if (journal_db_needs_checkpoint(journal_db)) {
            status =
                fault_set(fault, FAQBOT_IO, path, 0,
                          "forgotten, but somebody reads the journal, so the old rows are left in the log "
                          "beside it; purge it again when nobody does");
        }
    }
    if (status == FAQBOT_OK) {
        *purged = forgotten;
    }
    journal_db_close(journal_db);
    return status;
}
