/* cli/flag.h - the table of options, which the code calls flags: parsing, help and hints all read it. */
#ifndef CLI_FLAG_H
#define CLI_FLAG_H

#include "cli/verb.h"

#include <stdbool.h>

#include <faqbot/view.h>

#define FLAG_VARIABLE_BYTES 64 /* of a variable's name, with its NUL */

enum flag_id {
    FLAG_KNOWLEDGE,
    FLAG_INDEX,
    FLAG_OUTPUT,
    FLAG_UPDATE,
    FLAG_CONFIG,
    FLAG_CHECK_CONFIG,
    FLAG_LISTEN,
    FLAG_TLS_CERT,
    FLAG_TLS_KEY,
    FLAG_INSECURE,
    FLAG_WATCH,
    FLAG_JOURNAL,
    FLAG_RETENTION,
    FLAG_JOURNAL_SIZE,
    FLAG_ASKS_PER_CONNECTION,
    FLAG_ASKS_PER_ADDRESS,
    FLAG_CONNECTIONS,
    FLAG_CONNECTIONS_PER_ADDRESS,
    FLAG_MESSAGE_BYTES,
    FLAG_FRAGMENTS,
    FLAG_QUEUE_BYTES,
    FLAG_HANDSHAKE_SECONDS,
    FLAG_HEADER_SECONDS,
    FLAG_KEEPALIVE_SECONDS,
    FLAG_SEND_SECONDS,
    FLAG_IDLE_SECONDS,
    FLAG_PING_SECONDS,
    FLAG_PONG_SECONDS,
    FLAG_DRAIN_SECONDS,
    FLAG_INLINE_MICROSECONDS,
    FLAG_CACHED_QUESTIONS,
    FLAG_TRUST_PROXY,
    FLAG_ORIGIN,
    FLAG_REQUIRE_ORIGIN,
    FLAG_FRAME_ANCESTOR,
    FLAG_HOST,
    FLAG_HSTS,
    FLAG_METRICS_LISTEN,
    FLAG_METRICS_FROM,
    FLAG_LOG,
    FLAG_LOG_ASKS,
    FLAG_LOG_QUESTIONS,
    FLAG_JSON,
    FLAG_TOP,
    FLAG_CONTEXT,
    FLAG_TIMING,
    FLAG_MIN,
    FLAG_ALL_RIGHT,
    FLAG_FAIL_ON,
    FLAG_TODAY,
    FLAG_MAP,
    FLAG_DRY_RUN,
    FLAG_FORCE,
    FLAG_SINCE,
    FLAG_BEFORE,
    FLAG_OLDER_THAN,
    FLAG_FORMAT,
    FLAG_MAN,
    FLAG_COLOR,
    FLAG_HELP,
    FLAG_VERSION,
    FLAG_COUNT
};

struct flag {
    enum flag_id id;
    const char *name;    /* without the two dashes */
    char letter;         /* the short form; 0: none */
    const char *value;   /* what the value is, for help; NULL: the flag takes none */
    unsigned verbs;      /* VERB_BIT of each verb that takes it */
    const char *summary; /* a line, the default in it */
};

/* The flag at `index` of the table, below FLAG_COUNT. */
const struct flag *flag_at(size_t index);

/* Another name of the flag, which means the same wherever the name is taken; NULL where it has none. */
const char *flag_alias(const struct flag *flag);

/* The flag of that name or alias (`size` bytes, without dashes) or letter; NULL where there is none. */
const struct flag *flag_find(const char *name, size_t size);
const struct flag *flag_find_letter(char letter);

bool flag_is_for(const struct flag *flag, const struct verb *verb);

/* Whether it is an option of serve that the environment and the configuration file may set as well. */
bool flag_is_setting(const struct flag *flag);

/* The name of the variable that sets a flag: FAQBOT_ and the flag's name, or its alias, in capitals. */
void flag_variable(const char *flag, char name[FLAG_VARIABLE_BYTES]);

/* Whether it may be given several times, each time for one value more. */
bool flag_repeats(const struct flag *flag);

/* What its summary says of its default ("60"); empty where it says nothing. */
struct faqbot_view flag_default(const struct flag *flag);

/* The name of the flag of `verb` nearest to `name`, without dashes; NULL where none is near. */
const char *flag_nearest(const char *name, const struct verb *verb);

#endif
