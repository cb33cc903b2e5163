/* roster.c - the WebSocket visitors in the order in which they were last heard. One list and one timer for all of them:
 * libwebsockets would put a timer of each visitor's into its place by walking past the others'. */
#include "server/roster.h"

#include <stddef.h>

static void append(struct roster *roster, struct roster_place *place)
{
    place->before = roster->last;
    place->behind = NULL;
    *(roster->last == NULL ? &roster->first : &roster->last->behind) = place;
    roster->last = place;
}

static void take_out(struct roster *roster, struct roster_place *place)
{
    *(place->before == NULL ? &roster->first : &place->before->behind) = place->behind;
    *(place->behind == NULL ? &roster->last : &place->behind->before) = place->before;
}

void roster_add(struct roster *roster, struct roster_place *place, void *connection, uint64_t now)
{
    place->connection = connection;
    place->heard_at = now;
    append(roster, place);
}

void roster_touch(struct roster *roster, struct roster_place *place, uint64_t now)
{
    if (place->connection != NULL) {
        place->heard_at = now;
        take_out(roster, place);
        append(roster, place);
    }
}

void roster_remove(struct roster *roster, struct roster_place *place)
{
    if (place->connection != NULL) {
        take_out(roster, place);
        *place = (struct roster_place){.connection = NULL};
    }
}
