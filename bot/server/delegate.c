/* delegate.c - asks that are given to the worker. What is said with the answer is the chat's; here is only who waits
 * for it. */
#include "server/delegate.h"

#include <stdlib.h>

#include <faqbot_chat.h>

#include "server/guest.h"
#include "server/http_connection.h"
#include "server/peer.h"
#include "server/respond.h"
#include "server/server_internal.h"

struct delegate {
    struct worker_job job;
    struct faqbot_async_ask *async_ask;
    bool is_peer; /* the owner is a WebSocket visitor, otherwise an HTTP exchange */
};

static void work(struct worker_job *job, struct faqbot *bot)
{
    faqbot_async_ask_run(((struct delegate *)job)->async_ask, bot);
}

static void bring_to_exchange(struct http_exchange *exchange, const struct faqbot_async_ask *async_ask)
{
    exchange->job = NULL;
    faqbot_chat_complete_ask(exchange->chat,
                             async_ask); /* what fails is told the visitor, and by the witness the log */
    respond_with_reply(exchange);
    http_connection_answer(exchange->connection);
}

static void finish(struct worker_job *job, bool is_done)
{
    struct delegate *delegate = (struct delegate *)job;
    if (job->owner != NULL && delegate->is_peer) {
        peer_settle(job->owner, is_done ? delegate->async_ask : NULL);
    } else if (job->owner != NULL && is_done) {
        bring_to_exchange(job->owner, delegate->async_ask);
    } else if (job->owner != NULL) {
        ((struct http_exchange *)job->owner)->job = NULL;
    }
    faqbot_async_ask_free(delegate->async_ask);
    free(delegate);
}

bool delegate_carry(void *user, const struct faqbot_chat_request *request)
{
    struct guest *guest = user;
    struct server *server = guest->server;
    struct delegate *delegate = server->worker.is_ready ? calloc(1, sizeof *delegate) : NULL;
    if (delegate == NULL || faqbot_async_ask_new(&server->chat, request, &delegate->async_ask) != FAQBOT_OK) {
        free(delegate);
        return false;
    }
    delegate->is_peer = guest->peer_of != NULL;
    delegate->job =
        (struct worker_job){.work = work,
                            .finish = finish,
                            .owner = delegate->is_peer ? (void *)guest->peer_of : (void *)guest->exchange_of};
    if (delegate->is_peer) {
        guest->peer_of->job = &delegate->job;
    } else {
        guest->exchange_of->job = &delegate->job;
    }
    server->tally.delegated++;
    worker_give(&server->worker, &delegate->job);
    return true;
}
