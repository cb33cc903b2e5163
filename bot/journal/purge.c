/* journal/purge.c - forgetting what is too old in a journal's file, at somebody's word and not by a server's calendar.
 * What is left is left as it was: the file does not shrink, and new rows fill it. */
#include <stdbool.h>

#include <faqbot/journal.h>

#include "base/fault.h"
#include "journal/diary.h"

enum faqbot_status faqbot_journal_purge(const char *path, int64_t before,
                                        struct faqbot_journal_purged *purged, struct faqbot_fault *fault)
{
    struct diary *diary = NULL;
    struct faqbot_journal_purged forgotten = {.asks = 0};
    enum faqbot_status status = diary_open(path, false, 0, &diary, fault);
    if (status == FAQBOT_OK) {
        diary_begin(diary);
        diary_forget(diary, before, &forgotten);
        status = diary_end(diary);
        if (status != FAQBOT_OK) {
            fault_set(fault, status, path, 0, "nothing is forgotten, for the journal cannot be written: %s",
                      faqbot_status_text(status));
        } else if (diary_remembers(diary)) {
            status =
                fault_set(fault, FAQBOT_IO, path, 0,
                          "forgotten, but somebody reads the journal, so the old rows are left in the log "
                          "beside it; purge it again when nobody does");
        }
    }
    if (status == FAQBOT_OK) {
        *purged = forgotten;
    }
    diary_close(diary);
    return status;
}
