/* faqbot_journal.h - the journal: what visitors asked and thought of the answers, kept in a file or, for several
 * servers, in a store of theirs.
 *
 *     struct faqbot_journal_options options = {.path = "journal.db"};
 *     struct faqbot_journal *journal;
 *     struct faqbot_fault fault;
 *     if (faqbot_journal_open(&options, &journal, &fault) == FAQBOT_OK) {
 *         faqbot_journal_add_ask(journal, &ask);
 *         faqbot_journal_close(journal);
 *     }
 *
 * A server writes it; what authors learn from it is in faqbot_tools.h. */
#ifndef FAQBOT_JOURNAL_H
#define FAQBOT_JOURNAL_H

#include <faqbot.h>

/* -- Journal: what visitors asked and thought of the answers, kept in a file --------------------------------------- */

/* Texts are redacted before they are stored: e-mail addresses, and runs of digits that may be a telephone, card or
 * account number. The journal's own thread writes, in batches of whatever has arrived; the file is an SQLite database,
 * which bot/journal/schema.sql describes. */
struct faqbot_journal;

#define FAQBOT_JOURNAL_QUEUE_MAX 4096 /* asks, searches and feedback that wait before more are refused */
#define FAQBOT_JOURNAL_TEXT_BYTES_MAX 16384  /* of each text of an ask or feedback */
#define FAQBOT_JOURNAL_COMMENT_CHARS_MAX 280 /* code points of a comment */

#define FAQBOT_JOURNAL_BYTES_MAX_DEFAULT (UINT64_C(1) << 30) /* what the program uses by default */
#define FAQBOT_JOURNAL_BYTES_MAX_MIN (UINT64_C(1) << 20)     /* the smallest `bytes_max` */

/* Called by a thread of the journal once a feedback is kept, or a conversation forgotten (FAQBOT_OK), or that cannot
 * be. `ticket` is the one that was passed with it; without one it is not called. Kept means on disk or, with a store,
 * in the store; while that is away, on this machine's disk. */
typedef void faqbot_journal_stored_callback(void *user, void *ticket, enum faqbot_status status);

struct faqbot_journal_options {
    const char *path;                       /* created if missing, readable by its owner only */
    faqbot_journal_stored_callback *stored; /* may be NULL */
    void *user;
    /* How large the file may grow, including what SQLite keeps beside it: at least FAQBOT_JOURNAL_BYTES_MAX_MIN; 0:
     * no limit. Beyond it the oldest asks and searches go, with their feedback, and new ones reuse their space. While
     * a reader holds the file for so long that no space can be freed, nothing new is stored (FAQBOT_LIMIT). */
    uint64_t bytes_max;
    /* Where everything goes but conversations that are handed over, see below; borrowed until the journal is closed.
     * The file is then its queue: when that is full, nothing makes room but what is delivered, and asks, searches and
     * feedback are refused. NULL: it stays in the file. */
    const struct faqbot_journal_store *store;
};

/* Opens the journal, brings a file of an earlier version up to date, and starts its thread. *journal belongs to the
 * caller, who releases it with faqbot_journal_close(). FAQBOT_INVALID: the file is something else, or the queue of
 * another store; VERSION, IO, CORRUPT, NO_MEMORY; `fault` is filled. A store need not be reachable. */
enum faqbot_status faqbot_journal_open(const struct faqbot_journal_options *options,
                                       struct faqbot_journal **journal, struct faqbot_fault *fault);

/* Writes what waits, calling `stored` for it, before it returns. To a store it delivers for a second or, where that is
 * late, until the call has come back that it is in; the rest waits in the file. NULL is allowed. */
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
    struct faqbot_view knowledge; /* the knowledge base's version */
    struct faqbot_view lang;      /* of the question, a BCP 47 tag; empty: not known */
    uint64_t microseconds;        /* until it was answered; 0: not known */
};

/* A search by words. */
struct faqbot_journal_search {
    int64_t at;
    uint64_t conversation;
    struct faqbot_view request;
    struct faqbot_view text;
    struct faqbot_view knowledge;
    size_t hits; /* how many entries were shown */
    uint64_t microseconds;
};

struct faqbot_journal_feedback {
    int64_t at; /* seconds since 1970 */
    uint64_t conversation;
    struct faqbot_view request; /* the id of the ask */
    int helpful;                /* 1, 0; -1: withdrawn */
    struct faqbot_view comment;
};

/* Each hands its argument to the thread and does not wait. FAQBOT_LIMIT: too much is waiting, or a text is over its
 * limit; NO_MEMORY. An ask or search that is refused, or cannot be written later, counts as lost. */
enum faqbot_status faqbot_journal_add_ask(struct faqbot_journal *journal,
                                          const struct faqbot_journal_ask *ask);
enum faqbot_status faqbot_journal_add_search(struct faqbot_journal *journal,
                                             const struct faqbot_journal_search *search);
enum faqbot_status faqbot_journal_add_feedback(struct faqbot_journal *journal,
                                               const struct faqbot_journal_feedback *feedback, void *ticket);

/* Deletes everything from before that moment (seconds since 1970), so that no trace of it stays in the file. */
enum faqbot_status faqbot_journal_forget(struct faqbot_journal *journal, int64_t before);

/* Deletes all that belongs to a conversation (not 0), what was added before and waits included, so that no trace of it
 * stays in the file; `stored` tells when it is so. `at` is now, seconds since 1970: to a store others may deliver rows
 * of the same conversation later, which are from before. FAQBOT_LIMIT, NO_MEMORY. */
enum faqbot_status faqbot_journal_forget_conversation(struct faqbot_journal *journal, int64_t at,
                                                      uint64_t conversation, void *ticket);

/* -- Handing over: conversations on their way to people ------------------------------------------------------------ */

#define FAQBOT_HANDOVER_BYTES_MAX 131072 /* of `body` */

/* A conversation that a visitor hands over to people. It lies in the journal's file until whoever delivers it says that
 * it has arrived, or gives up. */
struct faqbot_handover {
    int64_t number; /* in the file */
    int64_t at;     /* seconds since 1970 */
    uint64_t conversation;
    struct faqbot_view key;  /* random, and the same with each try */
    struct faqbot_view body; /* JSON, not redacted */
    unsigned tries;          /* so far */
};

/* Hands it to the journal's thread, as a feedback: `stored` tells when it is on disk. Of what is passed, `number` and
 * `tries` do not count. FAQBOT_LIMIT: too much is waiting, or the body is over its limit; NO_MEMORY. */
enum faqbot_status faqbot_journal_add_handover(struct faqbot_journal *journal,
                                               const struct faqbot_handover *handover, void *ticket);

/* The queue as its other end has it, for a thread of its own. */
struct faqbot_outbox;

/* Opens the journal's file, which faqbot_journal_open() has opened before. *outbox belongs to the caller, who releases
 * it with faqbot_outbox_close(). Statuses as there; `fault` is filled. */
enum faqbot_status faqbot_outbox_open(const char *path, struct faqbot_outbox **outbox,
                                      struct faqbot_fault *fault);
void faqbot_outbox_close(struct faqbot_outbox *outbox); /* NULL is allowed */

/* How many wait. CORRUPT, IO, NO_MEMORY; likewise below. */
enum faqbot_status faqbot_outbox_count(struct faqbot_outbox *outbox, size_t *count);

/* The one that is to be tried next, and when, seconds since 1970: *next_at is 0 if there is none. Its views are valid
 * until the next call. */
enum faqbot_status faqbot_outbox_next(struct faqbot_outbox *outbox, struct faqbot_handover *handover,
                                      int64_t *next_at);

/* It has arrived, or is given up: it is deleted, so that no trace of it stays in the file. */
enum faqbot_status faqbot_outbox_end(struct faqbot_outbox *outbox, int64_t number);

/* It has not arrived, and is to be tried again at `next_at`. */
enum faqbot_status faqbot_outbox_postpone(struct faqbot_outbox *outbox, int64_t number, int64_t next_at);

struct faqbot_journal_purged {
    size_t asks;
    size_t searches;
    size_t feedback;
};

/* The same for a journal's file, which a server may be writing; *purged counts what was deleted. FAQBOT_NOT_FOUND:
 * there is no such file; otherwise as faqbot_journal_open(). FAQBOT_IO also if a reader held the file for so long that
 * the deleted rows remain in the log beside it; call it again then. */
enum faqbot_status faqbot_journal_purge(const char *path, int64_t before,
                                        struct faqbot_journal_purged *purged, struct faqbot_fault *fault);

/* What a journal knows of its store. */
struct faqbot_journal_delivery {
    uint64_t queued;                          /* in the file, and not in the store */
    int64_t oldest_at;                        /* when the first of them happened; 0: there is none */
    uint64_t delivered;                       /* since it was opened */
    bool is_away;                             /* the last try failed, or takes too long */
    char reason[FAQBOT_FAULT_SENTENCE_BYTES]; /* of the last try that failed, for a person to read */
};

struct faqbot_journal_state {
    size_t waiting;
    int64_t oldest_at; /* of those that wait, including what is being written; 0: nothing waits */
    uint64_t written;
    uint64_t lost;                           /* asks and searches */
    enum faqbot_status last;                 /* of the latest write */
    struct faqbot_journal_purged trimmed;    /* deleted since it was opened, because of `bytes_max` */
    struct faqbot_journal_delivery delivery; /* all 0 without a store */
};
void faqbot_journal_get_state(struct faqbot_journal *journal, struct faqbot_journal_state *state);

/* One question, and what its visitor thought of the answer. */
struct faqbot_journal_row {
    struct faqbot_journal_ask ask;
    int helpful;                /* 1, 0; -1: no feedback, or withdrawn */
    struct faqbot_view comment; /* empty if there is none */
};

/* False: stop, nothing more is read. */
typedef bool faqbot_journal_ask_callback(void *user, const struct faqbot_journal_row *row);
typedef bool faqbot_journal_search_callback(void *user, const struct faqbot_journal_search *search);
typedef bool faqbot_journal_feedback_callback(void *user, const struct faqbot_journal_feedback *feedback);

struct faqbot_journal_read_options {
    const char *path;
    const struct faqbot_journal_store *store; /* read in place of the file; NULL: the file */
    int64_t since;                            /* seconds since 1970: skip what is older */
    int64_t until;                            /* skip what is from then or later; 0: no end */
    /* Called for all asks, then for all searches, then for all feedback, each in order of time and, within one second,
     * of arrival. All come from one snapshot, whatever is written meanwhile. Each may be NULL. */
    faqbot_journal_ask_callback *ask;
    faqbot_journal_search_callback *search;
    faqbot_journal_feedback_callback *feedback; /* including feedback whose ask is gone */
    void *user;
};

/* Reads a journal, which a server may be writing, and changes nothing in it; one of an earlier version has no searches.
 * FAQBOT_NOT_FOUND: there is no such file;
 * INVALID: it is not a journal; VERSION, IO, CORRUPT, NO_MEMORY; `fault` is filled. The callbacks may have been called
 * before a failure. */
enum faqbot_status faqbot_journal_read(const struct faqbot_journal_read_options *options,
                                       struct faqbot_fault *fault);

/* -- Stores: journals of several servers, each with a queue in front of it ----------------------------------------- */

/* What a journal is told, as it comes to a store. */
enum faqbot_journal_kind {
    FAQBOT_JOURNAL_ASK,
    FAQBOT_JOURNAL_SEARCH,
    FAQBOT_JOURNAL_FEEDBACK,
    FAQBOT_JOURNAL_FORGET,
    FAQBOT_JOURNAL_FORGET_CONVERSATION
};

struct faqbot_journal_item {
    int64_t number; /* in its queue, in which they ascend */
    enum faqbot_journal_kind kind;
    union {
        struct faqbot_journal_ask ask;
        struct faqbot_journal_search search;
        struct faqbot_journal_feedback feedback;
        int64_t before; /* FORGET: seconds since 1970 */
        struct {
            int64_t at;
            uint64_t conversation;
        } forgotten; /* FORGET_CONVERSATION */
    } of;
};

/* Some items of one queue. */
struct faqbot_journal_batch {
    uint64_t queue; /* a random number that is made with the queue's file */
    const struct faqbot_journal_item *items;
    size_t count; /* 0: nothing is applied, and `through` is told */
};

/* A database that keeps the journals of several servers. Whoever has one implements these functions; a journal or a
 * tool calls them, from one thread at a time. `user` is handed to each. Failures fill `fault`, without a secret. */
struct faqbot_journal_store {
    void *user;
    /* What of its address says where rows go: a queue is delivered nowhere else. Constant. */
    const char *name;

    /* Applies the items in their order, and keeps with them, in the same transaction, the highest number that it has
     * applied of the queue: what is not above that was applied before, and is passed over. So after a failure, which
     * leaves open whether anything was done, the same items can be handed over again. *through is then that number.
     *
     * Of two feedbacks on the same ask the one with the later `at` stays, of equal ones the one that came last. What
     * is to be forgotten goes, and stays so: of such a conversation only what is behind that item in its own queue is
     * kept from then on, or is younger by more than clocks of machines differ, whenever it comes. FORGET also ends
     * that, for what was forgotten before its moment. */
    enum faqbot_status (*write)(void *user, const struct faqbot_journal_batch *batch, int64_t *through,
                                struct faqbot_fault *fault);

    /* As faqbot_journal_read() and faqbot_journal_purge() of a file. */
    enum faqbot_status (*read)(void *user, const struct faqbot_journal_read_options *options,
                               struct faqbot_fault *fault);
    enum faqbot_status (*purge)(void *user, int64_t before, struct faqbot_journal_purged *purged,
                                struct faqbot_fault *fault);

    /* Nanoseconds of CLOCK_MONOTONIC: the library reads no clock of its own, and has to know when to try again. */
    int64_t (*clock)(void *user);
};

#endif
