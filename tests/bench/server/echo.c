/* server/echo.c - libwebsockets' own bare echo on a libuv loop: what the server's figures are held against.
 *
 * It is set up as the server is (no extension, UTF-8 checked, the same size of reads, TCP_NODELAY by the library) and
 * does nothing with a message but send it back, each when the connection can be written to. One line on stderr says
 * where it listens. SIGTERM ends it. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libwebsockets.h>
#include <sys/resource.h>
#include <uv.h>

#define MESSAGE_BYTES 512
#define RECEIVE_BYTES 512

/* One message waits at a time, because each visitor waits for the answer. */
struct visitor {
    size_t size;
    unsigned char message[LWS_PRE + MESSAGE_BYTES];
};

/* An idle connection holds a pointer, not a message. */
struct session {
    struct visitor *visitor;
};

static int take(struct session *session, struct lws *connection, const void *bytes, size_t size)
{
    if (session->visitor == NULL) {
        session->visitor = malloc(sizeof *session->visitor);
    }
    if (session->visitor == NULL || size > MESSAGE_BYTES) {
        return -1;
    }
    session->visitor->size = size;
    memcpy(session->visitor->message + LWS_PRE, bytes, size);
    lws_callback_on_writable(connection);
    return 0;
}

static int give(struct session *session, struct lws *connection)
{
    struct visitor *visitor = session->visitor;
    if (visitor == NULL) {
        return 0;
    }
    int written = lws_write(connection, visitor->message + LWS_PRE, visitor->size, LWS_WRITE_TEXT);
    free(visitor);
    session->visitor = NULL;
    return written < 0 ? -1 : 0;
}

static int on_event(struct lws *connection, enum lws_callback_reasons reason, void *user, void *in,
                    size_t size)
{
    struct session *session = user;
    switch ((int)reason) {
    case LWS_CALLBACK_RECEIVE:
        return take(session, connection, in, size);
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return give(session, connection);
    case LWS_CALLBACK_CLOSED:
        free(session->visitor);
        return 0;
    default:
        return 0;
    }
}

static const struct lws_protocols protocols[] = {{.name = "faqbot.v1",
                                                  .callback = on_event,
                                                  .per_session_data_size = sizeof(struct session),
                                                  .rx_buffer_size = RECEIVE_BYTES},
                                                 {.name = NULL}};

static void hush(int level, const char *line)
{
    (void)level;
    (void)line;
}

static void on_signal(uv_signal_t *handle, int number)
{
    (void)number;
    uv_stop(handle->loop);
}

int main(void)
{
    static uv_loop_t loop; /* zeroed, and as long-lived as the process */
    uv_signal_t terminate;
    void *loops[] = {&loop};
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    uv_loop_init(&loop);
    uv_signal_init(&loop, &terminate);
    uv_signal_start(&terminate, on_signal, SIGTERM);
    lws_set_log_level(0, hush);
    struct lws_context_creation_info info = {.port = 0,
                                             .iface = "127.0.0.1",
                                             .protocols = protocols,
                                             .options = LWS_SERVER_OPTION_LIBUV |
                                                        LWS_SERVER_OPTION_VALIDATE_UTF8 |
                                                        LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
                                             .foreign_loops = loops,
                                             .max_http_header_data = 8192,
                                             .max_http_header_pool = 4096};
    struct lws_context *context = lws_create_context(&info);
    struct lws_vhost *host = context == NULL ? NULL : lws_create_vhost(context, &info);
    if (host == NULL) {
        fprintf(stderr, "echo: libwebsockets does not start\n");
        return EXIT_FAILURE;
    }
    fprintf(stderr, "serving http://127.0.0.1:%d\n", lws_get_vhost_listen_port(host));
    uv_run(&loop, UV_RUN_DEFAULT);
    return EXIT_SUCCESS; /* the system takes back the rest */
}
