/* notify.h - telling the service manager how the server is (sd_notify(3)). Where there is none, nothing happens. */
#ifndef SERVER_NOTIFY_H
#define SERVER_NOTIFY_H

#include <stdint.h>

void notify_ready(const char *status); /* visitors can come; a sentence for its status display */
void notify_reloading(void);           /* until notify_ready() */
void notify_stopping(void);
void notify_alive(void);

/* How often it wants to hear notify_alive() at the least, in milliseconds; 0: never. */
uint64_t notify_interval(void);

#endif
