/* knowledge/reader.h - what the readers of one knowledge base share while it is read. */
#ifndef KNOWLEDGE_READER_H
#define KNOWLEDGE_READER_H

#include "base/arena.h"
#include "base/buffer.h"
#include "knowledge/answer.h"
#include "knowledge/knowledge.h"

#define KB_READER_TOLD_KEYS_MAX 16

/* Declare it, kb_reader_init() it, kb_reader_release() it. Nothing in it grows with the number of entries. */
struct kb_reader {
    const struct kb_sink *sink;      /* borrowed */
    struct fault_reporter *reporter; /* borrowed; never NULL */
    struct faqbot_view lang;         /* of entries that name none; its bytes are `settings_arena`'s */
    struct arena settings_arena;     /* lives as long as the reader */
    struct arena arena;              /* one file's front matter, or one line; reset by whoever reads it */
    struct arena entry_arena;        /* one entry; reset by whoever makes it */
    struct answer answer;            /* of the entry being made */
    struct buffer text;              /* the answer as plain text */
    uint64_t told_keys[KB_READER_TOLD_KEYS_MAX]; /* hashes of one file's unknown keys that were warned of */
    size_t told_key_count;
    bool after_header;         /* an entry of the file of JSON Lines was read */
    bool is_prescan;           /* what is read now is read once more: it counts then */
    enum faqbot_status status; /* the first failure: after it, whatever takes the reader does nothing more */
    bool sink_failed;          /* the sink ended the reading, so the fault is the sink's to fill */
};

/* `spare` serves where the sink has no reporter. Both are borrowed until release. */
void kb_reader_init(struct kb_reader *reader, const struct kb_sink *sink, struct fault_reporter *spare);
void kb_reader_release(struct kb_reader *reader);

/* Remembers a failure, unless there was one before. */
void kb_reader_fail(struct kb_reader *reader, enum faqbot_status status);

/* Fails with FAQBOT_NO_MEMORY unless `has_memory`. Whether the reader has not failed, now or before. */
bool kb_reader_check_memory(struct kb_reader *reader, bool has_memory);

/* Whether the sink wants what these bytes say. */
bool kb_reader_should_parse(const struct kb_reader *reader, const char *path, struct faqbot_view bytes);

/* Hands on `entry` with its nodes, of which the plain text is made here; `lang` is filled in where it is empty. */
void kb_reader_emit(struct kb_reader *reader, struct entry *entry);
/* Tells the sink that so many bytes more were read, or at a first look none: it can end the reading all the same. */
void kb_reader_report_bytes(struct kb_reader *reader, size_t bytes);
void kb_reader_emit_synonym(struct kb_reader *reader, const struct synonym *synonym);
void kb_reader_emit_settings(struct kb_reader *reader, const struct settings *settings);

/* Both report a fault in a file that goes on being read. */
#define kb_reader_error(reader, rule, path, line, ...)                                                       \
    fault_report((reader)->reporter, FAQBOT_ERROR, rule, path, line, __VA_ARGS__)
#define kb_reader_warning(reader, rule, path, line, ...)                                                     \
    fault_report((reader)->reporter, FAQBOT_WARNING, rule, path, line, __VA_ARGS__)

#endif
