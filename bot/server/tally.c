/* tally.c - the names of what is counted. */
#include "server/tally.h"

const char *tally_refusal_name(enum tally_refusal refusal)
{
    static const char *const names[TALLY_REFUSALS] = {
        [TALLY_RATE_CONNECTION] = "rate_connection",
        [TALLY_RATE_ADDRESS] = "rate_address",
        [TALLY_CONNECTIONS] = "connections",
        [TALLY_CONNECTIONS_ADDRESS] = "connections_address",
        [TALLY_TOO_BIG] = "too_big",
        [TALLY_SLOW] = "slow",
        [TALLY_IDLE] = "idle",
        [TALLY_HOST] = "host",
        [TALLY_ORIGIN] = "origin",
        [TALLY_HANDSHAKE] = "handshake",
    };
    return names[refusal];
}
