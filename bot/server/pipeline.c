/* pipeline.c - whether a request was sent before the answer to the last one had gone.
 *
 * libwebsockets 4.1.6 keeps such a request in a buffer, and when it has a body reads that body from the buffer's start:
 * it takes the request's own headers for the body, and then turns in a loop that never ends. So a request with a body
 * that was sent ahead must end its connection. What libwebsockets has buffered it does not say; but if it has read
 * nothing from the system since the last answer, the request can only have come out of that buffer. */
#include "server/pipeline.h"

#include <stdint.h>
#include <string.h>

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "server/guest.h"

/* Bytes that have been read from the connection so far, plus one; 0: the system does not say. */
static uintptr_t bytes_read(struct lws *connection)
{
    int descriptor = lws_get_socket_fd(connection);
    struct tcp_info info;
    socklen_t size = sizeof info;
    int unread = 0;
    memset(&info, 0, sizeof info);
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) == -1 ||
        ioctl(descriptor, FIONREAD, &unread) == -1) {
        return 0;
    }
    return (uintptr_t)info.tcpi_bytes_received - (uintptr_t)unread + 1;
}

void pipeline_mark(struct lws *connection)
{
    guest_of(connection)->mark = bytes_read(connection);
}

bool pipeline_is_ahead(struct lws *connection)
{
    uintptr_t mark = guest_of(connection)->mark;
    return mark != 0 && mark == bytes_read(connection);
}
