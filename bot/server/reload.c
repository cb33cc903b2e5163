/* reload.c - new knowledge for a server that goes on answering. The old one answers until the new one is there, and
 * what it has said lies in the chats' own memory: so there is nothing to wait for when they change places. */
#include "server/reload.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "server/limits.h"
#include "server/notify.h"
#include "server/pace.h"
#include "server/server_internal.h"

static void start_work(struct reload *reload);

static void report(void *user, const struct faqbot_fault *fault)
{
    struct reload *reload = user;
    reload->errors += fault->severity == FAQBOT_ERROR;
    log_fault(&reload->server->log, fault);
}

static bool are_same(const struct faqbot *one, const struct faqbot *other)
{
    struct faqbot_view left = faqbot_about(one)->version;
    struct faqbot_view right = faqbot_about(other)->version;
    return left.size == right.size && memcmp(left.bytes, right.bytes, right.size) == 0;
}

/* A second handle on what takes long to answer; NULL: it takes no time, or has changed meanwhile, and whoever watches
 * it will hear of that. Its faults have been told. */
static struct faqbot *open_too(const struct reload *reload, struct faqbot *bot)
{
    struct faqbot_fault fault;
    struct faqbot *second = NULL;
    struct faqbot_options options = reload->options;
    options.report = NULL;
    if (pace_measure(bot) > reload->server->limits.inline_microseconds &&
        faqbot_open(&options, &second, &fault) == FAQBOT_OK && !are_same(bot, second)) {
        faqbot_close(second);
        second = NULL;
    }
    return second;
}

enum faqbot_status reload_open(struct reload *reload, struct server *server,
                               const struct faqbot_options *options, struct faqbot_fault *fault)
{
    reload->server = server;
    reload->options = *options;
    reload->options.cached_questions = server->limits.cached_questions;
    memcpy(reload->options.seed, server->seed, sizeof server->seed);
    reload->options.report = report;
    reload->options.report_user = reload;
    enum faqbot_status status = faqbot_open(&reload->options, &server->bot, fault);
    if (status == FAQBOT_OK) {
        reload->made_too = open_too(reload, server->bot);
    }
    return status;
}

/* In a thread of its own; nothing else touches the reload while it runs. */
static void work(uv_work_t *request)
{
    struct reload *reload = request->data;
    reload->errors = 0;
    reload->made = NULL;
    reload->options.verify = true; /* what answers now may be better than what is found damaged later */
    reload->status = faqbot_open(&reload->options, &reload->made, &reload->fault);
    if (reload->status == FAQBOT_OK && reload->errors == 0) {
        reload->made_too = open_too(reload, reload->made);
    }
}

static void close_old(uv_work_t *request)
{
    struct reload *reload = request->data;
    faqbot_close(reload->made);
    faqbot_close(reload->made_too);
    reload->made = reload->made_too = NULL;
}

static void say_kept(const struct reload *reload)
{
    char sentence[sizeof reload->fault.sentence + sizeof reload->fault.path + 64];
    const struct faqbot_fault *fault = &reload->fault;
    if (reload->status == FAQBOT_OK) {
        snprintf(sentence, sizeof sentence,
                 "not reloaded: the new knowledge base has %u errors; the old one answers on",
                 reload->errors);
    } else {
        snprintf(sentence, sizeof sentence, "not reloaded: %s%s%s; the old knowledge base answers on",
                 fault->path, fault->path[0] != '\0' ? ": " : "", fault->sentence);
    }
    log_write(&reload->server->log, LOG_ERROR, "reload_failed", sentence, NULL);
}

static void say_reloaded(const struct reload *reload, bool has_changed)
{
    const struct faqbot_about *about = faqbot_about(reload->server->bot);
    const struct log_detail details[] = {{.name = "knowledge", .text = about->version},
                                         {.name = "entries", .number = about->entries},
                                         {.name = NULL}};
    log_write(&reload->server->log, LOG_INFO, "reloaded",
              has_changed ? "reloaded: the new knowledge base answers"
                          : "reloaded: the knowledge base is the same",
              details);
}

static void tell_visitors(struct server *server)
{
    server->notices++;
    lws_callback_on_writable_all_protocol_vhost(
        server->host, lws_vhost_name_to_protocol(server->host, FAQBOT_CHAT_PROTOCOL));
}

/* Changes the places, unless the old one can be read and says the same. What is not needed any more is left in
 * `made`. */
static void swap(struct reload *reload)
{
    struct server *server = reload->server;
    bool has_changed = !are_same(server->bot, reload->made);
    if (has_changed || reload->is_doubted) {
        struct faqbot *old = server->bot;
        server->bot = reload->made;
        reload->made = old;
        worker_change(&server->worker, reload->made_too);
        reload->made_too = NULL;
        server->loaded_at = server_now(server);
    }
    if (has_changed) {
        tell_visitors(server);
    }
    reload->is_doubted = false;
    server->tally.reloads++;
    say_reloaded(reload, has_changed);
}

static void after_close(uv_work_t *request, int status)
{
    struct reload *reload = request->data;
    (void)status;
    reload->is_running = false;
    if (reload->is_wanted && !reload->server->is_finished) {
        start_work(reload);
    }
}

static void after_work(uv_work_t *request, int status)
{
    struct reload *reload = request->data;
    (void)status;
    if (reload->status == FAQBOT_OK && reload->errors == 0 && !reload->server->is_finished) {
        swap(reload);
    } else if (!reload->server->is_finished) {
        reload->server->tally.reloads_failed++;
        say_kept(reload);
    }
    if (!reload->server->is_draining) {
        notify_ready("serving");
    }
    uv_queue_work(&reload->server->loop, &reload->work, close_old, after_close);
}

static void start_work(struct reload *reload)
{
    reload->is_wanted = reload->is_running;
    if (reload->is_running) {
        return;
    }
    reload->changed_at = 0;
    if (reload->watches) {
        watch_look(&reload->watch); /* before it is read, so that no change falls between */
    }
    reload->is_running = true;
    notify_reloading();
    uv_queue_work(&reload->server->loop, &reload->work, work, after_work);
}

/* Certificates have a life of weeks, and are renewed by others. */
static void renew_certificate(struct server *server)
{
    struct faqbot_fault fault;
    char sentence[sizeof fault.sentence + 64];
    if (certificate_load(&server->certificate, &fault) != FAQBOT_OK) {
        snprintf(sentence, sizeof sentence, "not renewed: %s; the old certificate serves on", fault.sentence);
        log_write(&server->log, LOG_ERROR, "certificate_failed", sentence, NULL);
    }
}

static void on_hangup(uv_signal_t *handle, int number)
{
    struct reload *reload = handle->data;
    (void)number;
    renew_certificate(reload->server);
    start_work(reload);
}

static void on_settled(uv_timer_t *timer)
{
    start_work(timer->data);
}

static void on_retry(uv_timer_t *timer)
{
    struct reload *reload = timer->data;
    if (reload->is_doubted && !reload->server->is_finished) {
        start_work(reload);
        uv_timer_start(timer, on_retry, LIMITS_RETRY_MILLISECONDS, 0);
    }
}

void reload_doubt(struct reload *reload)
{
    bool is_news = !reload->is_doubted;
    const char *path = reload->options.index;
    char sentence[FAQBOT_FAULT_PATH_BYTES + 256];
    if (path == NULL || uv_is_closing((uv_handle_t *)&reload->retry)) {
        return;
    }
    reload->is_doubted = true;
    if (is_news) {
        snprintf(sentence, sizeof sentence,
                 "%s: the index cannot be read: it was written to, or is damaged; "
                 "what needs it is refused until the file is whole again",
                 path);
        log_write(&reload->server->log, LOG_ERROR, "index_unreadable", sentence, NULL);
    }
    if (!uv_is_active((uv_handle_t *)&reload->retry)) {
        uv_timer_start(&reload->retry, on_retry, 0, 0);
    }
}

/* Waits until nothing changes any more, but not for ever. */
static void on_changed(void *user)
{
    struct reload *reload = user;
    uint64_t now = uv_now(&reload->server->loop);
    reload->changed_at = reload->changed_at == 0 ? now : reload->changed_at;
    if (now - reload->changed_at < LIMITS_SETTLE_MILLISECONDS_MAX) {
        uv_timer_start(&reload->settle, on_settled, LIMITS_SETTLE_MILLISECONDS, 0);
    }
}

void reload_start(struct reload *reload, bool watches)
{
    uv_loop_t *loop = &reload->server->loop;
    worker_change(&reload->server->worker, reload->made_too);
    reload->made_too = NULL;
    uv_signal_init(loop, &reload->hangup);
    uv_timer_init(loop, &reload->settle);
    uv_timer_init(loop, &reload->retry);
    reload->work.data = reload->hangup.data = reload->settle.data = reload->retry.data = reload;
    reload->watches = watches;
    reload->watch = (struct watch){.loop = loop,
                                   .path = reload->options.index != NULL ? reload->options.index
                                                                         : reload->options.knowledge,
                                   .changed = on_changed,
                                   .user = reload};
    uv_signal_start(&reload->hangup, on_hangup, SIGHUP);
    if (watches) {
        watch_look(&reload->watch);
    }
}

bool reload_is_running(const struct reload *reload)
{
    return reload->is_running;
}

void reload_stop(struct reload *reload)
{
    if (reload->work.data == NULL || uv_is_closing((uv_handle_t *)&reload->hangup)) {
        return;
    }
    watch_stop(&reload->watch);
    uv_close((uv_handle_t *)&reload->hangup, NULL);
    uv_close((uv_handle_t *)&reload->settle, NULL);
    uv_close((uv_handle_t *)&reload->retry, NULL);
}
