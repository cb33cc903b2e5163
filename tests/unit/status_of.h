/* tests/unit/status_of.h - asserts about single calls of functions that take a status last, which in the
 * program stand in sequences that are checked at their end. */
#ifndef UNIT_STATUS_OF_H
#define UNIT_STATUS_OF_H

#include <faqbot.h>

#include <stdbool.h>

static enum faqbot_status status_of_call;

/* The status after function(arguments..., &status), where it was FAQBOT_OK before. */
#define STATUS_OF(function, ...)                                                                             \
    (status_of_call = FAQBOT_OK, (void)function(__VA_ARGS__, &status_of_call), status_of_call)

/* What the call returns, a bool or a number or NULL where it failed; it must not have failed. */
#define FINDS(function, ...)                                                                                 \
    (status_of_call = FAQBOT_OK, function(__VA_ARGS__, &status_of_call) && status_of_call == FAQBOT_OK)

#endif
