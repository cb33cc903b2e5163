/* transfer/linked.h - JSON-LD as far as schema.org's questions need it. */
#ifndef TRANSFER_LINKED_H
#define TRANSFER_LINKED_H

#include "base/interner.h"
#include "json/json.h"

/* Nodes by their "@id", so that a reference to one can be followed. Declare it, jsonld_init() it,
 * jsonld_release() it. */
struct jsonld {
    struct string_table ids;
    const struct json **nodes; /* by the id's number */
    size_t capacity;
};

void jsonld_init(struct jsonld *linked);
void jsonld_release(struct jsonld *linked);

/* Remembers every node of the document, which must live as long, that has an id and says more than it. The
 * first of equal ids counts. False: no memory. */
bool jsonld_gather(struct jsonld *linked, const struct json *document);

/* The node that a value is, or refers to; itself where it does neither. */
const struct json *jsonld_resolve(const struct jsonld *linked, const struct json *value);

/* Whether a node is of that type of schema.org, however that is written. */
bool jsonld_is(const struct json *node, const char *type);

/* A text: a string, {"@value": STRING}, or the first of a list of these; empty where it is none. */
struct faqbot_view jsonld_text(const struct json *value);

/* A list's first element, or the value itself, for there a list of one is the same as the one. The next is
 * json_next(), where `value` is a list. */
const struct json *jsonld_first(const struct json *value);
const struct json *jsonld_next(const struct json *value, const struct json *element);

#endif
