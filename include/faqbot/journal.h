/* journal.h - what visitors asked and thought of it, kept in a file.
 *
 * Texts are redacted before they are kept: e-mail addresses, and runs of digits that may be a telephone's, a card's or
 * an account's. A thread of the journal's own writes, as much as has come at once in one go; the file is an SQLite
 * database, described in bot/journal/schema.sql. */
#ifndef FAQBOT_JOURNAL_H
#define FAQBOT_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include <faqbot/fault.h>
#include <faqbot/faqbot.h>

#define FAQBOT_JOURNAL_WAITING_MAX 4096      /* of asks and feedback, before more are refused */
#define FAQBOT_JOURNAL_TEXT_BYTES_MAX 16384  /* of each text that an ask or feedback is kept with */
#define FAQBOT_JOURNAL_COMMENT_CHARS_MAX 280 /* code points of a comment */

#define FAQBOT_JOURNAL_BYTES_MAX_DEFAULT                                                                     \
    (UINT64_C(1) << 30) /* what the program takes if nothing else is said */
#define FAQBOT_JOURNAL_BYTES_MAX_LEAST (UINT64_C(1) << 20)

struct faqbot_journal;

/* Called by the journal's thread when a feedback is on disk (FAQBOT_OK) or cannot be put there. `ticket` is the one
 * that it was given with. */
typedef void faqbot_journal_stored(void *user, void *ticket, enum faqbot_status status);

struct faqbot_journal_options {
    const char *path;              /* made, for its owner alone, where there is none */
    faqbot_journal_stored *stored; /* may be NULL */
    void *user;
    /* How large the file may become, with what SQLite keeps beside it: FAQBOT_JOURNAL_BYTES_MAX_LEAST or more; 0: as
     * large as it will. Beyond, the oldest asks go, with their feedback, and new ones take their room. While somebody
     * reads on and on, so that no room can be made, nothing new is kept (FAQBOT_LIMIT). */
    uint64_t bytes_max;
};

/* Opens the journal and starts its thread; *journal is the caller's, released by faqbot_journal_close().
 * FAQBOT_INVALID: the file is something else; FAQBOT_VERSION, IO, CORRUPT, NO_MEMORY; `fault` is filled. */
enum faqbot_status faqbot_journal_open(const struct faqbot_journal_options *options,
                                       struct faqbot_journal **journal, struct faqbot_fault *fault);

/* Writes what waits, and tells of it, before it returns. NULL is allowed. */
void faqbot_journal_close(struct faqbot_journal *journal);

/* All views are copied. */
struct faqbot_journal_ask {
    int64_t at; /* seconds since 1970 */
    uint64_t conversation;
    struct faqbot_view request; /* the client's id */
    struct faqbot_view question;
    enum faqbot_outcome outcome;
    double confidence;
    struct faqbot_view entry;
    struct faqbot_view knowledge;
};

struct faqbot_journal_feedback {
    int64_t at;
    uint64_t conversation;
    struct faqbot_view request; /* the id of the ask */
    int helpful;                /* 1, 0; -1: taken back */
    struct faqbot_view comment;
};

/* Each hands something to the thread. FAQBOT_LIMIT: too much waits, or a text is over its limit; FAQBOT_NO_MEMORY. An
 * ask that is refused, or that cannot be written later, is counted as lost. */
enum faqbot_status faqbot_journal_add_ask(struct faqbot_journal *journal,
                                          const struct faqbot_journal_ask *ask);
enum faqbot_status faqbot_journal_add_feedback(struct faqbot_journal *journal,
                                               const struct faqbot_journal_feedback *feedback, void *ticket);

/* Forgets everything from before that moment, so that nothing of it is left in the file. */
enum faqbot_status faqbot_journal_forget(struct faqbot_journal *journal, int64_t before);

struct faqbot_journal_purged {
    size_t asks;
    size_t feedback;
};

/* The same for a journal's file, which a server may be writing; *purged is what is forgotten. FAQBOT_NOT_FOUND: there
 * is no such file; otherwise as faqbot_journal_open() has it. FAQBOT_IO too where somebody has read on for so long that
 * the old rows had to be left in the log beside the file; then it is to be called again. */
enum faqbot_status faqbot_journal_purge(const char *path, int64_t before,
                                        struct faqbot_journal_purged *purged, struct faqbot_fault *fault);

struct faqbot_journal_state {
    size_t waiting;
    int64_t oldest_at; /* of those that wait, what is being written included; 0: nothing waits */
    uint64_t written;
    uint64_t lost;                        /* asks */
    enum faqbot_status last;              /* of the last time that it wrote */
    struct faqbot_journal_purged trimmed; /* what had to go since it was opened, because of `bytes_max` */
};
void faqbot_journal_look(struct faqbot_journal *journal, struct faqbot_journal_state *state);

#endif
