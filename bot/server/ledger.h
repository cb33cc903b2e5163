/* ledger.h - the journal as the server keeps it: what goes in, and who waits to hear that it is in. */
#ifndef SERVER_LEDGER_H
#define SERVER_LEDGER_H

#include <uv.h>

#include <faqbot_chat.h>
#include <faqbot_tools.h>

#include "server/server.h"

struct server;
struct guest;
struct peer;

/* A visitor who waits; he may have gone by the time that the answer comes. */
struct ledger_ticket {
    struct ledger_ticket *next;
    struct peer *peer; /* NULL: gone */
    enum faqbot_status status;
    struct faqbot_view id; /* the request's, in `bytes` */
    char bytes[FAQBOT_CHAT_ID_BYTES_MAX];
};

struct ledger {
    struct server *server;
    struct faqbot_journal *journal; /* NULL: none is kept */
    unsigned retention_days;        /* 0: for ever */
    uv_async_t wake;
    uv_mutex_t lock; /* of the list */
    struct ledger_ticket *settled;
    enum faqbot_status told; /* the state that the log knows of */
    size_t trimmed_told;     /* of what had to go because of the journal's size, what the log knows of */
    uint64_t trimmed_at;     /* when the log was told; 0: never */
    uint64_t forgot_at;      /* when what is too old was last looked for; 0: never */
};

/* Opens the journal, where there is to be one. What it says is faqbot_journal_open()'s. */
enum faqbot_status ledger_open(struct ledger *ledger, struct server *server,
                               const struct faqbot_server_options *options, struct faqbot_fault *fault);

/* Writes what is left. Allowed twice, and where none was opened. */
void ledger_close(struct ledger *ledger);

void ledger_ask(struct guest *guest, const struct faqbot_chat_event *event);

/* To be called every now and then: forgets what is too old, and tells the log when the disk fails or is well again. */
void ledger_tend(struct ledger *ledger);

#endif
