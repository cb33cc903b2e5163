/* tally.c - the names and classes of what is counted. */
#include "server/tally.h"

const char *tally_refusal_name(enum tally_refusal refusal)
{
    static const char *const names[TALLY_REFUSALS] = {
        [TALLY_RATE_CONNECTION] = "rate_connection",
        [TALLY_RATE_ADDRESS] = "rate_address",
        [TALLY_CONNECTIONS] = "connections",
        [TALLY_DISPLACED] = "displaced",
        [TALLY_CONNECTIONS_ADDRESS] = "connections_address",
        [TALLY_PERSISTENT] = "persistent",
        [TALLY_TOO_BIG] = "too_big",
        [TALLY_BINARY] = "binary",
        [TALLY_UTF8] = "utf8",
        [TALLY_FRAMES] = "frames",
        [TALLY_BAD_MESSAGES] = "bad_messages",
        [TALLY_JOURNAL] = "journal",
        [TALLY_SLOW] = "slow",
        [TALLY_IDLE] = "idle",
        [TALLY_PONG] = "pong",
        [TALLY_HEADER] = "header",
        [TALLY_HOST] = "host",
        [TALLY_ORIGIN] = "origin",
        [TALLY_HANDSHAKE] = "handshake",
        [TALLY_REQUEST] = "request",
    };
    return names[refusal];
}

static const uint64_t bounds[TALLY_LATENCIES] = {50,   100,   250,   500,   1000,   2500,
                                                 5000, 10000, 25000, 50000, 100000, 1000000};

uint64_t tally_latency_bound(unsigned index)
{
    return bounds[index];
}

void tally_latency(struct tally *tally, uint64_t microseconds)
{
    unsigned index = 0;
    while (index < TALLY_LATENCIES && microseconds > bounds[index]) {
        index++;
    }
    tally->latencies[index]++;
    tally->ask_microseconds += microseconds;
}
