/* transfer/exporter.h - what the writers of formats share: where their bytes go, and what they have no place for. */
#ifndef TRANSFER_EXPORTER_H
#define TRANSFER_EXPORTER_H

#include <faqbot_tools.h>

#include "base/buffer.h"
#include "json/writer.h"
#include "knowledge/knowledge.h"

#define EXPORTER_ENTRY_BYTES_MAX ((size_t)256 * 1024 * 1024) /* of one entry as the format has it */

/* What a format may have no place for. */
enum exporter_loss {
    EXPORTER_SETTINGS, /* of the knowledge base; the others are of entries */
    EXPORTER_SYNONYMS,
    EXPORTER_PASSAGE, /* the whole entry */
    EXPORTER_FORM,    /* the answer would be read otherwise */
    EXPORTER_SECTION,
    EXPORTER_TITLE,
    EXPORTER_URL,
    EXPORTER_LANG,
    EXPORTER_TAGS,
    EXPORTER_UPDATED,
    EXPORTER_REVIEW_BY,
    EXPORTER_RELATED,
    EXPORTER_DISCLAIMER, /* it is there, but as a part of the answer */
    EXPORTER_LOSSES
};

struct exporter {
    struct buffer out;     /* handed on after each call */
    struct buffer scratch; /* a writer's, for a text of the entry at hand */
    struct json_writer writer;
    struct arena arena; /* of the synonyms, until they are written */
    struct synonym *synonyms;
    size_t synonym_count;
    size_t synonym_capacity;
    struct buffer disclaimer; /* the knowledge base's own, for entries without one */
    size_t entries;
    size_t losses[EXPORTER_LOSSES];        /* entries, or 1 */
    struct buffer firsts[EXPORTER_LOSSES]; /* the first entry's id */
};

#define EXPORTER_BIT(loss) (1U << (loss))

/* A format: each function adds to `out`, in this order; NULL: nothing is added. */
struct exporter_format {
    const char *name;
    const char *extension; /* of a file's name */
    const char *description;
    bool has_passages; /* else they are left out, and told of */
    unsigned lost;     /* EXPORTER_BIT of the fields that it has no place for */
    void (*begin)(struct exporter *exporter);
    /* NULL: settings, or synonyms, are not carried, which is told. */
    void (*settings)(struct exporter *exporter, const struct settings *settings);
    void (*synonyms)(struct exporter *exporter, const struct synonym *list, size_t count);
    void (*entry)(struct exporter *exporter, const struct entry *entry);
    void (*end)(struct exporter *exporter);
};

void exporter_init(struct exporter *exporter);
void exporter_release(struct exporter *exporter);

/* Keeps a copy of a synonym; false: no memory. */
bool exporter_copy(struct exporter *exporter, const struct synonym *synonym);

/* Writes an entry as the format has it, or leaves it out, and counts what is lost of it. */
void exporter_add(struct exporter *exporter, const struct exporter_format *format, const struct entry *entry);

/* Counts a loss of the entry, `entry` NULL: of the knowledge base. */
void exporter_add_loss(struct exporter *exporter, enum exporter_loss loss, const struct entry *entry);

/* The disclaimer that goes with the entry's answer: its own or the knowledge base's; empty: none. */
struct faqbot_view exporter_disclaimer(const struct exporter *exporter, const struct entry *entry);

/* What is told of a loss. */
const char *exporter_sentence(enum exporter_loss loss);

/* The entry's tags one by one: takes the next off *tags; false at the end. */
bool exporter_next_tag(struct faqbot_view *tags, struct faqbot_view *tag);

#endif
