/* replies.h - answers that were given before, as they were written, for chats to give again.
 *
 * The chats of one thread may share them. They belong to the knowledge that was asked last: with another one they are
 * forgotten, so that no visitor ever gets what is no longer so. */
#ifndef FAQBOT_REPLIES_H
#define FAQBOT_REPLIES_H

#include <stddef.h>
#include <stdint.h>

#include <faqbot/status.h>

struct faqbot_replies;

/* Room for so many bytes; those that were not asked for the longest time go first. `seed` is any random number that
 * visitors do not know, see struct faqbot_options. The caller's, released by faqbot_replies_free() after the chats that
 * use them. NO_MEMORY. */
enum faqbot_status faqbot_replies_new(size_t bytes_max, const uint64_t seed[2],
                                      struct faqbot_replies **replies);
void faqbot_replies_free(struct faqbot_replies *replies); /* NULL is allowed */

#endif
