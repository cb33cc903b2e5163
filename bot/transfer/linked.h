/* transfer/linked.h - JSON-LD as far as schema.org's questions need it. */
#ifndef TRANSFER_LINKED_H
#define TRANSFER_LINKED_H

#include "base/interner.h"
#include "json/json.h"

/* Nodes by their "@id", so that a reference to one can be followed. Declare it, linked_init() it,
 * linked_release() it. */
struct linked {
    struct interner ids;
    const struct json **nodes; /* by the id's number */
    size_t capacity;
};

void linked_init(struct linked *linked);
void linked_release(struct linked *linked);

/* Remembers every node of the document, which must live as long, that has an id and says more than it. The
 * first of equal ids counts. False: no memory. */
bool linked_gather(struct linked *linked, const struct json *document);

/* The node that a value is, or refers to; itself where it does neither. */
const struct json *linked_resolve(const struct linked *linked, const struct json *value);

/* Whether a node is of that type of schema.org, however that is written. */
bool linked_is(const struct json *node, const char *type);

/* A text: a string, {"@value": STRING}, or the first of a list of these; empty where it is none. */
struct faqbot_view linked_text(const struct json *value);

/* A list's first element, or the value itself, for there a list of one is the same as the one. The next is
 * json_next(), where `value` is a list. */
const struct json *linked_first(const struct json *value);
const struct json *linked_next(const struct json *value, const struct json *element);

#endif
