/* notify.c - telling the service manager how the server is.
 *
 * A datagram of a few words to a socket is all there is to it, and its form is promised to stay: so it is written here,
 * and libsystemd, with what it brings along, is not needed. */
#include "server/notify.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static void send_text(const char *text)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t size = path == NULL ? 0 : strlen(path);
    if (size < 2 || size >= sizeof address.sun_path || (path[0] != '/' && path[0] != '@')) {
        return;
    }
    memcpy(address.sun_path, path, size);
    if (path[0] == '@') {
        address.sun_path[0] = '\0'; /* a name that lies in no folder */
    }
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor != -1) {
        socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
        (void)sendto(descriptor, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT, (struct sockaddr *)&address,
                     length);
        close(descriptor);
    }
}

void notify_ready(const char *status)
{
    char text[512];
    snprintf(text, sizeof text, "READY=1\nSTATUS=%s", status);
    send_text(text);
}

/* The moment lets the manager tell this reload's READY from one that was under way (Type=notify-reload). */
void notify_reloading(void)
{
    char text[64];
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    snprintf(text, sizeof text, "RELOADING=1\nMONOTONIC_USEC=%llu",
             (unsigned long long)now.tv_sec * 1000000 + (unsigned long long)now.tv_nsec / 1000);
    send_text(text);
}

void notify_stopping(void)
{
    send_text("STOPPING=1");
}

void notify_alive(void)
{
    send_text("WATCHDOG=1");
}

uint64_t notify_interval(void)
{
    const char *process = getenv("WATCHDOG_PID");
    const char *microseconds = getenv("WATCHDOG_USEC");
    if (microseconds == NULL || (process != NULL && strtoul(process, NULL, 10) != (unsigned long)getpid())) {
        return 0;
    }
    return strtoull(microseconds, NULL, 10) / 2000; /* half of its patience */
}
