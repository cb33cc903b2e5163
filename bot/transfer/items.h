/* transfer/items.h - what a collector holds: for collector.c, which fills it, and delivery.c, which
 * empties it. */
#ifndef TRANSFER_ITEMS_H
#define TRANSFER_ITEMS_H

#include "base/interner.h"
#include "transfer/collector.h"

#define IMPORT_ENTRIES_NONE SIZE_MAX
/* of all texts: a file that unfolds is stopped there */
#define IMPORT_ENTRIES_BYTES_MAX (8 * FAQBOT_IMPORT_FILE_BYTES_MAX)

/* An entry that is being made. */
struct import_entry {
    size_t row;                   /* its first */
    struct faqbot_view source_id; /* as the record has it; may be empty */
    struct faqbot_view id;        /* ours, fit and distinct: delivery's to fill in */
    struct texts phrasings;       /* the question first */
    struct faqbot_view answer;    /* Markdown */
    struct faqbot_view title;
    struct faqbot_view url;
    struct faqbot_view lang;
    struct faqbot_view updated;
    struct faqbot_view review_by;
    struct faqbot_view disclaimer;
    struct texts tags;
    struct texts related;    /* as the service names them */
    struct faqbot_view line; /* one of our own that stays as it is; the rest is then empty; borrowed */
    bool is_draft;
    bool is_passage;              /* its one phrasing, or none, is the heading */
    struct faqbot_view complaint; /* why our own reader would not take it; empty: it does */
};

/* What is to be told, in this order. */
struct import_note {
    enum faqbot_import_outcome outcome;
    size_t row;
    size_t item; /* TAKEN, JOINED: its number; else IMPORT_ENTRIES_NONE */
    struct faqbot_view question;
    struct faqbot_view sentence;
};

/* The item that first came with a key. */
struct import_lookup {
    struct string_table keys;
    size_t *items; /* by the key's number */
    size_t capacity;
};

struct import_builder {
    const char *path;           /* the input's name, for faults; borrowed */
    const char *map;            /* what --map says; NULL: nothing; borrowed */
    struct faqbot_fault *fault; /* what failed first; borrowed */
    struct arena arena;         /* lives as long as the collector */
    struct arena row_arena;     /* a reader's, for what it makes up of one row: the reader resets it */
    struct arena scratch;       /* what one record needs; reset with the next */
    struct import_entry *items;
    size_t item_count;
    size_t item_capacity;
    struct import_note *events;
    size_t event_count;
    size_t event_capacity;
    struct import_lookup same;      /* by group, or else question, and answer */
    struct import_lookup groups;    /* by group alone */
    struct import_lookup names;     /* by the record's id */
    struct import_lookup questions; /* by the folded question */
    struct string_table taken;      /* ids that are somebody else's */
    struct string_table given;      /* phrasings, each behind its item's number */
};

/* All are borrowed until release. `fault` is emptied. */
void import_entries_init(struct import_builder *builder, const char *path, const char *map,
                         struct faqbot_fault *fault);
void import_entries_release(struct import_builder *builder);

/* Doubles the room of an array of elements of `size` bytes where `count` have none left. *array stays as it
 * is where there is no memory, which is false. */
bool import_entries_grow(void *array, size_t count, size_t *capacity, size_t size);

/* Appends the view, not a copy of its bytes. */
void import_entries_add_text(struct texts *texts, struct arena *arena, struct faqbot_view text);
bool import_entries_has_text(const struct texts *texts, struct faqbot_view text);

/* The item of `key`; IMPORT_ENTRIES_NONE: there is none. */
size_t import_entries_find(const struct import_lookup *lookup, struct faqbot_view key);

/* Gives the key to the item, unless it has one already; false: no memory. */
bool import_entries_add(struct import_lookup *lookup, struct faqbot_view key, size_t item);

#endif
