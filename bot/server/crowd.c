/* crowd.c - the addresses that visitors come from, in the C library's balanced tree: strangers choose their addresses,
 * and against a tree that gains them nothing. */
#include "server/crowd.h"

#include <search.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *left, const void *right)
{
    const struct crowd_member *one = left;
    const struct crowd_member *other = right;
    return memcmp(one->address.bytes, other->address.bytes, sizeof one->address.bytes);
}

static void unlink_member(struct crowd *crowd, struct crowd_member *member)
{
    struct crowd_member **before = member->earlier == NULL ? &crowd->oldest : &member->earlier->later;
    struct crowd_member **behind = member->later == NULL ? &crowd->newest : &member->later->earlier;
    *before = member->later;
    *behind = member->earlier;
    member->earlier = member->later = NULL;
    crowd->gone--;
}

static void link_last(struct crowd *crowd, struct crowd_member *member)
{
    member->earlier = crowd->newest;
    *(crowd->newest == NULL ? &crowd->oldest : &crowd->newest->later) = member;
    crowd->newest = member;
    crowd->gone++;
}

static struct crowd_member *add(struct crowd *crowd, const struct address *address)
{
    struct crowd_member *member = calloc(1, sizeof *member);
    if (member == NULL) {
        return NULL;
    }
    member->address = *address;
    if (tsearch(member, &crowd->members, compare) == NULL) {
        free(member);
        return NULL;
    }
    return member;
}

struct crowd_member *crowd_enter(struct crowd *crowd, const struct address *address)
{
    struct crowd_member key = {.address = *address};
    void *found = tfind(&key, &crowd->members, compare);
    struct crowd_member *member = found == NULL ? add(crowd, address) : *(struct crowd_member **)found;
    if (member == NULL || (crowd->connections_max > 0 && member->connections >= crowd->connections_max)) {
        return NULL;
    }
    if (found != NULL && member->connections == 0) {
        unlink_member(crowd, member);
    }
    member->connections++;
    return member;
}

static bool is_rested(const struct crowd_member *member, uint64_t now)
{
    return bucket_is_full(&member->bucket, now) && bucket_is_full(&member->shared, now) &&
           bucket_is_full(&member->plain, now);
}

static void forget(struct crowd *crowd, struct crowd_member *member)
{
    tdelete(member, &crowd->members, compare);
    free(member);
}

void crowd_leave(struct crowd *crowd, struct crowd_member *member, uint64_t now)
{
    if (member == NULL || --member->connections > 0) {
        return;
    }
    if (is_rested(member, now)) {
        forget(crowd, member);
    } else {
        link_last(crowd, member);
    }
    while (crowd->oldest != NULL && (crowd->gone > CROWD_GONE_MAX || is_rested(crowd->oldest, now))) {
        struct crowd_member *oldest = crowd->oldest;
        unlink_member(crowd, oldest);
        forget(crowd, oldest);
    }
}

void crowd_release(struct crowd *crowd)
{
    tdestroy(crowd->members, free);
    crowd->members = NULL;
    crowd->oldest = crowd->newest = NULL;
    crowd->gone = 0;
}
