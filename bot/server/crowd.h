/* crowd.h - the addresses that visitors come from: how many connections each has, and how much it asks. */
#ifndef SERVER_CROWD_H
#define SERVER_CROWD_H

#include <stdint.h>

#include "server/address.h"
#include "server/bucket.h"

/* Addresses remembered that nobody comes from any more, because they have asked within the last minute; of more the
 * oldest is forgotten. */
#define CROWD_GONE_MAX 65536

/* One address, for as long as it has a connection, or a bucket that is not full. */
struct crowd_member {
    struct address address;
    struct bucket bucket;
    struct bucket shared; /* of the connections that a proxy keeps for its visitors, see guest.c */
    struct bucket plain;  /* of what is only fetched */
    unsigned connections;
    struct crowd_member *earlier; /* among those that are gone */
    struct crowd_member *later;
};

/* Zeroed, but for the limit, it is empty. */
struct crowd {
    unsigned connections_max; /* of one address; 0: any number */
    void *members;            /* by address */
    struct crowd_member *oldest;
    struct crowd_member *newest;
    unsigned gone;
};

/* A connection more from `address`. NULL: it has as many as it may, or there is no memory. The member is the crowd's,
 * valid until crowd_leave(). */
struct crowd_member *crowd_enter(struct crowd *crowd, const struct address *address);

/* A connection less. NULL is allowed. `now` is microseconds of a clock that never goes back. */
void crowd_leave(struct crowd *crowd, struct crowd_member *member, uint64_t now);

/* Forgets everybody. */
void crowd_release(struct crowd *crowd);

#endif
