/* witness.c - what is seen of each request. Nobody's address is among it, and no question unless it is asked for. */
#include "server/witness.h"

#include <stdio.h>
#include <string.h>

#include "util/util.h"
#include "server/guest.h"
#include "server/server_internal.h"

static const char *const outcomes[] = {"answered", "unsure", "none"};

static void tell(const struct server *server, const struct faqbot_chat_event *event)
{
    char sentence[2200]; /* a question has 500 characters of at most four bytes */
    const char *outcome = outcomes[event->outcome];
    bool has_question = server->logs_questions && !server->log.is_json;
    snprintf(sentence, sizeof sentence, "asked: %s, confidence %s, %llu us%s%.*s%s%.*s", outcome,
             number_text(event->confidence, 2).text, (unsigned long long)event->microseconds,
             event->entry.size > 0 ? ", " : "", event->entry.size < 64 ? (int)event->entry.size : 64,
             event->entry.size > 0 ? event->entry.bytes : "", has_question ? ": " : "",
             has_question ? (int)event->text.size : 0, event->text.bytes);
    const struct log_detail details[] = {
        {.name = "outcome", .text = {outcome, strlen(outcome)}},
        {.name = "confidence", .real = event->confidence},
        {.name = "took_us", .number = event->microseconds},
        {.name = "entry", .text = {event->entry.size > 0 ? event->entry.bytes : "", event->entry.size}},
        {.name = server->logs_questions ? "question" : NULL, .text = event->text},
        {.name = NULL}};
    log_write(&server->log, LOG_INFO, "ask", sentence, details);
}

void witness_request(struct guest *guest, const struct faqbot_chat_event *event)
{
    struct server *server = guest->server;
    struct tally *tally = &server->tally;
    tally->requests[event->type]++;
    if (event->error != NULL) {
        tally->errors++;
    } else if (event->type == FAQBOT_CHAT_ASK) {
        tally->outcomes[event->outcome]++;
        tally->cached += event->is_cached;
        tally_latency(tally, event->microseconds);
        ledger_ask(guest, event);
        if (server->logs_asks) {
            tell(server, event);
        }
    }
    if (event->error != NULL && strcmp(event->error, "busy") == 0 && event->type != FAQBOT_CHAT_FEEDBACK) {
        reload_doubt(&server->reload);
    }
    if (event->error != NULL && strcmp(event->error, "internal") == 0) {
        log_write(&server->log, LOG_ERROR, "internal", "a request could not be answered: the bot failed",
                  NULL);
    }
}

void witness_refusals(struct server *server)
{
    struct tally *tally = &server->tally;
    for (unsigned i = 0; i < TALLY_REFUSALS; i++) {
        uint64_t count = tally->refusals[i] - tally->told[i];
        const char *reason = tally_refusal_name((enum tally_refusal)i);
        char sentence[96];
        if (count > 0) {
            snprintf(sentence, sizeof sentence, "refused %llu times: %s", (unsigned long long)count, reason);
            const struct log_detail details[] = {{.name = "reason", .text = {reason, strlen(reason)}},
                                                 {.name = "count", .number = count},
                                                 {.name = NULL}};
            log_write(&server->log, LOG_WARNING, "refused", sentence, details);
        }
        tally->told[i] = tally->refusals[i];
    }
}
