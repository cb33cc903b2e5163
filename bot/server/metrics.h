/* metrics.h - what the server has counted, as Prometheus reads it. */
#ifndef SERVER_METRICS_H
#define SERVER_METRICS_H

#include <faqbot.h>

#define METRICS_BYTES 16384

struct server;

/* Writes the text into `bytes`, METRICS_BYTES of them, and gives its size. */
size_t metrics_write(const struct server *server, char *bytes);

#endif
