/* net/ip_table.c - what the limits are counted with: lists in order of time, rate limiters, and the table of
 * addresses.
 *
 * The clock is the caller's throughout, in microseconds that never go back: so a test can let a minute pass
 * in no time, and a change of the system's clock changes nothing. Which limit applies to whom is
 * connection.c's; this file does not know what a connection is.
 *
 * Memory is bounded everywhere, for all that is kept here is chosen by strangers: a list is part of what is
 * in it, a rate limiter is one number, and of addresses without a connection at most IP_TABLE_GONE_MAX are
 * remembered. */
#include "net/net.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#define SMALL_PER_ASK 10 /* this many small requests cost as much as one ask */

/* -- Timeout lists --------------------------------------------------------------------------------------- */

void timeout_list_remove(struct timeout *timeout)
{
    list_remove(&timeout->node);
    *timeout = (struct timeout){.list = NULL};
}

/* All in one list have the same patience, so what was added last expires last: adding to the end keeps the
 * list sorted, and nothing is ever searched for. */
void timeout_list_add(struct timeout_list *list, struct timeout *timeout, void *owner, uint64_t now)
{
    timeout_list_remove(timeout);
    if (!list_is_linked(&list->nodes)) {
        list_init(&list->nodes);
    }
    *timeout = (struct timeout){.list = list, .owner = owner, .since = now};
    list_append(&list->nodes, &timeout->node);
}

/* What lies at a place in the list's ring; NULL: the ring's own head does, or it was never closed. */
static const struct timeout *timeout_at(const struct timeout_list *list, const struct list_node *node)
{
    return node == NULL || node == &list->nodes ? NULL : (const struct timeout *)node;
}

void *timeout_list_first(const struct timeout_list *list)
{
    const struct timeout *first = timeout_at(list, list->nodes.next);
    return first == NULL ? NULL : first->owner;
}

void *timeout_list_next(const struct timeout *timeout)
{
    const struct timeout *next = timeout_at(timeout->list, timeout->node.next);
    return next == NULL ? NULL : next->owner;
}

void *timeout_list_expired(const struct timeout_list *list, uint64_t now, uint64_t microseconds)
{
    const struct timeout *first = timeout_at(list, list->nodes.next);
    return first != NULL && now - first->since >= microseconds ? first->owner : NULL;
}

/* -- Rate limiters --------------------------------------------------------------------------------------- */

/* Rounded down, so a rate that does not divide a minute allows a little more than it says, and never less. At
 * least 1, or a rate above sixty million would be no limit. */
uint64_t rate_limiter_cost(unsigned per_minute, bool is_small)
{
    if (per_minute == 0) {
        return 0;
    }
    uint64_t cost = RATE_LIMITER_MICROSECONDS / per_minute / (is_small ? SMALL_PER_ASK : 1);
    return cost > 0 ? cost : 1;
}

static uint64_t later(uint64_t left, uint64_t right)
{
    return left > right ? left : right;
}

/* The generic cell rate algorithm (ITU-T I.371) as virtual scheduling. `full_at` is when the bucket would be
 * full again if nothing more were taken; it lies ahead of now by as much as is missing. A request conforms
 * if, after it, no more than a whole bucket is missing. */
uint64_t rate_limiter_wait(const struct rate_limiter *limiter, uint64_t cost, uint64_t now)
{
    uint64_t full_at = later(limiter->full_at, now) + cost;
    return full_at > now + RATE_LIMITER_MICROSECONDS ? full_at - now - RATE_LIMITER_MICROSECONDS : 0;
}

void rate_limiter_take(struct rate_limiter *limiter, uint64_t cost, uint64_t now)
{
    limiter->full_at = later(limiter->full_at, now) + cost;
}

bool rate_limiter_is_full(const struct rate_limiter *limiter, uint64_t now)
{
    return limiter->full_at <= now;
}

/* -- The table of addresses ------------------------------------------------------------------------------ */

/* The C library's balanced tree, not a hash table: strangers choose their addresses, and against a tree that
 * gains them nothing. */
static int compare(const void *left, const void *right)
{
    const struct ip_entry *one = left;
    const struct ip_entry *other = right;
    return memcmp(one->address.bytes, other->address.bytes, sizeof one->address.bytes);
}

/* The tree allocates a node of its own, so there are two ways to run out of memory. */
static struct ip_entry *add(struct ip_table *table, const struct address *address)
{
    struct ip_entry *entry = calloc(1, sizeof *entry);
    if (entry == NULL) {
        return NULL;
    }
    entry->address = *address;
    if (tsearch(entry, &table->entries, compare) == NULL) {
        free(entry);
        return NULL;
    }
    return entry;
}

/* An address that comes again finds its limiters as it left them: hanging up must not be a way to ask
 * more. */
struct ip_entry *ip_table_enter(struct ip_table *table, const struct address *address)
{
    struct ip_entry key = {.address = *address};
    void *found = tfind(&key, &table->entries, compare);
    struct ip_entry *entry = found == NULL ? add(table, address) : *(struct ip_entry **)found;
    if (entry == NULL || (table->connections_max > 0 && entry->connections >= table->connections_max)) {
        return NULL;
    }
    if (found != NULL && entry->connections == 0) {
        timeout_list_remove(&entry->gone_since);
        table->gone_count--;
    }
    entry->connections++;
    return entry;
}

/* An entry whose limiters are full says nothing that a new one would not say. */
static bool is_forgettable(const struct ip_entry *entry, uint64_t now)
{
    return rate_limiter_is_full(&entry->asks, now) && rate_limiter_is_full(&entry->shared_asks, now) &&
           rate_limiter_is_full(&entry->fetches, now) &&
           rate_limiter_is_full(&entry->handovers, now / RATE_LIMITER_HOUR);
}

static void forget(struct ip_table *table, struct ip_entry *entry)
{
    tdelete(entry, &table->entries, compare);
    free(entry);
}

/* A client that hangs up and comes again must find its limiters as it left them, so an address outlives its
 * last connection for up to a minute. */
void ip_table_leave(struct ip_table *table, struct ip_entry *entry, uint64_t now)
{
    if (entry == NULL || --entry->connections > 0) {
        return;
    }
    if (is_forgettable(entry, now)) {
        forget(table, entry);
    } else {
        timeout_list_add(&table->gone, &entry->gone_since, entry, now);
        table->gone_count++;
    }
    struct ip_entry *oldest;
    while ((oldest = timeout_list_first(&table->gone)) != NULL &&
           (table->gone_count > IP_TABLE_GONE_MAX || is_forgettable(oldest, now))) {
        timeout_list_remove(&oldest->gone_since);
        table->gone_count--;
        forget(table, oldest);
    }
}

void ip_table_free(struct ip_table *table)
{
    tdestroy(table->entries, free);
    *table = (struct ip_table){.connections_max = table->connections_max};
}
