/* accept.c - letting connections in.
 *
 * libwebsockets could listen by itself, but it spins when descriptors run out. Here the gate shuts before they do, and
 * those who wait stay in the system's backlog. */
#include "server/accept.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/fail.h"
#include "server/guest.h"
#include "server/limits.h"
#include "server/server.h"

/* libwebsockets' own fd_limit_per_thread is left alone: a value below the system's makes it look up each event's
 * connection by walking through all of them. Lowering the soft limit itself keeps its table direct and small. */
enum faqbot_status accept_plan(unsigned wanted_connections, unsigned *connections_max,
                               struct faqbot_fault *fault)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == -1) {
        return fail_with(fault, FAQBOT_IO, "the system does not say how many files may be open");
    }
    rlim_t most = (rlim_t)wanted_connections + LIMITS_DESCRIPTORS_RESERVED;
    rlim_t wanted = limit.rlim_max < most ? limit.rlim_max : most;
    if (wanted <= LIMITS_DESCRIPTORS_RESERVED) {
        return fail_with(fault, FAQBOT_IO,
                         "only %u files may be open, and the server needs more than %u; raise the %s",
                         (unsigned)wanted, LIMITS_DESCRIPTORS_RESERVED, "limit (ulimit -n)");
    }
    limit.rlim_cur = wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) == -1) {
        return fail_with(fault, FAQBOT_IO, "the limit on open files cannot be set");
    }
    *connections_max = (unsigned)(wanted - LIMITS_DESCRIPTORS_RESERVED);
    return FAQBOT_OK;
}

static void shut_gate(struct accept_gate *gate)
{
    uv_poll_stop(&gate->poll);
    gate->is_open = false;
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct accept_gate *gate = poll->data;
    (void)status;
    (void)events;
    for (int turn = 0; turn < LIMITS_ACCEPTS_PER_TURN && gate->is_open; turn++) {
        struct sockaddr_storage from = {.ss_family = AF_UNSPEC};
        socklen_t size = sizeof from;
        int connection =
            accept4(gate->descriptor, (struct sockaddr *)&from, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (connection == -1) {
            bool is_out = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
            if (is_out && gate->connections > 0) {
                gate->server->tally.refusals[TALLY_CONNECTIONS]++;
                shut_gate(gate); /* or the loop would turn and turn; whoever leaves opens it again */
            }
            return; /* otherwise nobody waits, or he left again, which is as good */
        }
        guest_admit(gate->server, connection, &from);
    }
}

static void open_gate(struct accept_gate *gate)
{
    gate->is_open = uv_poll_start(&gate->poll, UV_READABLE, on_readable) == 0;
}

enum faqbot_status accept_start(struct accept_gate *gate, uv_loop_t *loop, int descriptor,
                                struct server *server, struct faqbot_fault *fault)
{
    int error = uv_poll_init(loop, &gate->poll, descriptor);
    if (error != 0) {
        close(descriptor);
        return fail_with(fault, FAQBOT_IO, "cannot wait for visitors: %s", uv_strerror(error));
    }
    gate->poll.data = gate;
    gate->descriptor = descriptor;
    gate->server = server;
    open_gate(gate);
    return FAQBOT_OK;
}

void accept_connection_made(struct accept_gate *gate)
{
    gate->connections++;
    if (gate->connections >= gate->connections_max && gate->is_open) {
        gate->server->tally.refusals[TALLY_CONNECTIONS]++;
        shut_gate(gate);
    }
}

void accept_connection_gone(struct accept_gate *gate)
{
    gate->connections--;
    if (!gate->is_open && gate->descriptor != -1) {
        open_gate(gate);
    }
}

static void on_poll_closed(uv_handle_t *handle)
{
    (void)handle;
}

void accept_stop(struct accept_gate *gate)
{
    if (gate->descriptor == -1) {
        return;
    }
    uv_close((uv_handle_t *)&gate->poll, on_poll_closed);
    close(gate->descriptor);
    gate->descriptor = -1;
    gate->is_open = false;
}
