/* alloc/narrow.c - a slow network. Loaded before the C library (LD_PRELOAD), it sends a few bytes of what it is given,
 * and every other time none, as loopback never does. */
#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NARROW_BYTES 100

ssize_t sendmsg(int descriptor, const struct msghdr *message, int flags)
{
    static atomic_uint calls;
    char bytes[NARROW_BYTES];
    size_t size = 0;
    for (size_t i = 0; i < message->msg_iovlen; i++) {
        const struct iovec *piece = &message->msg_iov[i];
        size_t count = piece->iov_len < sizeof bytes - size ? piece->iov_len : sizeof bytes - size;
        if (count > 0) {
            memcpy(bytes + size, piece->iov_base, count);
        }
        size += count;
    }
    if (atomic_fetch_add(&calls, 1) % 2 == 0) {
        errno = EAGAIN;
        return -1;
    }
    return (ssize_t)syscall(SYS_sendto, descriptor, bytes, size, flags, NULL, 0);
}
