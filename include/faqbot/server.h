/* server.h - serving a bot over HTTP and WebSocket. Linked into the program only, not into the library. */
#ifndef FAQBOT_SERVER_H
#define FAQBOT_SERVER_H

#include <faqbot/faqbot.h>

#define FAQBOT_SERVER_LISTEN_DEFAULT "127.0.0.1:8080"
#define FAQBOT_SERVER_CACHED_QUESTIONS_DEFAULT 4096 /* for faqbot_options: visitors ask the same things */

struct faqbot_server_options {
    const char *listen;                         /* ADDRESS:PORT, [ADDRESS]:PORT; port 0: any free one */
    struct faqbot_options bot;                  /* what to answer from */
    void (*ready)(void *user, const char *url); /* called once, when visitors can come; may be NULL */
    void *ready_user;
};

/* Serves until SIGTERM or SIGINT, then says goodbye to everybody and returns FAQBOT_OK. Otherwise FAQBOT_IO (the port
 * is in use, the address is not ours), FAQBOT_INVALID (`listen` is no address), or what faqbot_open() says, with
 * `fault` filled. Takes over SIGTERM, SIGINT and SIGPIPE of the process while it runs. */
enum faqbot_status faqbot_serve(const struct faqbot_server_options *options, struct faqbot_fault *fault);

#endif
