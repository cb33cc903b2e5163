/* util/list.h - an intrusive doubly linked list: the links live inside the objects, so that joining and
 * leaving a list never allocates and never fails, and an object leaves in constant time without a search. The
 * list is a ring through its own head, so no function has to ask whether a neighbour exists.
 *
 * Deliberately without a type of its own for each use: LIST_ENTRY gets from a node to its object. Inline,
 * because each function is a few assignments. */
#ifndef UTIL_LIST_H
#define UTIL_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* The head of a list, or a place in one. Zeroed, a node is in no list. */
struct list_node {
    struct list_node *next;
    struct list_node *previous;
};

/* The object of `type` whose `member` is the node. */
#define LIST_ENTRY(node, type, member) ((type *)(void *)((char *)(node)-offsetof(type, member)))

/* Makes `list` the head of an empty list. A head must not move in memory while it has members. */
static inline void list_init(struct list_node *list)
{
    list->next = list;
    list->previous = list;
}

static inline bool list_is_empty(const struct list_node *list)
{
    return list->next == list;
}

/* Whether the node is in a list, if it was zeroed at first. */
static inline bool list_is_linked(const struct list_node *node)
{
    return node->next != NULL;
}

/* Puts `node`, which is in no list, at the end. */
static inline void list_append(struct list_node *list, struct list_node *node)
{
    node->next = list;
    node->previous = list->previous;
    list->previous->next = node;
    list->previous = node;
}

/* Takes `node` out of its list; does nothing if it is in none. */
static inline void list_remove(struct list_node *node)
{
    if (list_is_linked(node)) {
        node->previous->next = node->next;
        node->next->previous = node->previous;
        *node = (struct list_node){.next = NULL};
    }
}

#endif
