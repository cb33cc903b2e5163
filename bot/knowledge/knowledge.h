/* knowledge/knowledge.h - what authors write, read one entry at a time. */
#ifndef KNOWLEDGE_KNOWLEDGE_H
#define KNOWLEDGE_KNOWLEDGE_H

#include <faqbot.h>

#include "base/fault.h"
#include "base/view.h"

#define KB_FILE_BYTES_MAX ((size_t)16 * 1024 * 1024) /* any file but JSON Lines, which has no limit */
#define KB_LINE_BYTES_MAX ((size_t)2 * 1024 * 1024)  /* a line of JSON Lines */
#define KB_FOLDER_DEPTH_MAX 32
#define KB_PHRASINGS_MAX 20000 /* of one entry */
#define KB_ID_BYTES_MAX 200
#define KB_PASSAGE_WORDS 120 /* a longer passage is split at paragraphs */
#define KB_STARTERS_MAX 6

enum entry_kind { ENTRY_FAQ, ENTRY_PASSAGE };

/* All views and arrays are the reader's and valid until the sink's function returns. All text is valid UTF-8. */
struct entry {
    enum entry_kind kind;
    struct faqbot_view id;
    /* FAQ: the question, then its further phrasings. Passage: its heading alone, which may be empty. */
    const struct faqbot_view *phrasings;
    size_t phrasing_count;    /* 1 at least */
    struct faqbot_view title; /* the article's */
    /* The heading path below the title, joined by " > ": a passage's own heading is part of it, a question is not. */
    struct faqbot_view section;
    struct faqbot_view url;
    struct faqbot_view lang;
    struct faqbot_view tags; /* joined by ", " */
    struct faqbot_view updated;
    struct faqbot_view review_by;
    struct faqbot_view disclaimer_id; /* empty: none of its own; bot.yml's applies, where there is one */
    struct faqbot_view disclaimer;
    const struct faqbot_view *related; /* ids that the author named */
    size_t related_count;
    const struct faqbot_node *nodes; /* the answer */
    size_t node_count;
    struct faqbot_view text; /* what the answer says (rich_to_search_text) */
    const char *path;        /* where it stands */
    unsigned line;
    unsigned related_line; /* where the article says so; 0: it does not */
    unsigned review_by_line;
};

/* bot.yml. What the owner left out is empty. */
struct settings {
    struct faqbot_view name;
    struct faqbot_view greeting;
    struct faqbot_view no_answer;
    struct faqbot_view unsure;
    struct faqbot_view disclaimer;
    struct faqbot_view contact;
    struct faqbot_view lang;                      /* of entries that name none */
    struct faqbot_view starters[KB_STARTERS_MAX]; /* ids */
    size_t starter_count;
    double answered_threshold; /* 0..1; negative: the shipped default */
    double unsure_threshold;
    const char *path;
    unsigned starters_line;
};

/* A rule of synonyms.txt: where a question says `from`, `to` is looked for as well. A two-way line gives a rule for
 * each ordered pair. */
struct synonym {
    struct faqbot_view from;
    struct faqbot_view to;
    const char *path;
    unsigned line;
};

/* Where the reader puts what it finds. A function that returns anything but FAQBOT_OK ends the reading with that
 * status. Any of the functions may be NULL. */
struct kb_sink {
    void *user;
    /* Once, first of all, always. */
    enum faqbot_status (*settings)(void *user, const struct settings *settings);
    /* For each rule, before all entries. */
    enum faqbot_status (*synonym)(void *user, const struct synonym *synonym);
    /* Before an article, or a line of JSON Lines that may hold an entry, is taken apart: whether it is wanted. Its
     * bytes are valid until it returns. */
    bool (*should_parse)(void *user, const char *path, struct faqbot_view bytes);
    /* For each entry, in the order of files and lines. */
    enum faqbot_status (*entry)(void *user, const struct entry *entry);
    /* For each link to beside the file (no scheme): it leads visitors nowhere and is dropped, with a warning, but
     * authors may mean it to lead somewhere. */
    void (*local_link)(void *user, const char *path, unsigned line, struct faqbot_view address);
    struct fault_reporter *reporter; /* told of every fault that does not end the reading */
    /* Told how many bytes of the files were read since it was told last. */
    enum faqbot_status (*read)(void *user, size_t bytes);
};

/* Reads a folder (its files in byte order of their paths; hidden files, drafts and README.md at its root are passed
 * over), or one *.md or *.jsonl file. A broken file or line is reported and left out; the rest is read. Fails with
 * FAQBOT_NOT_FOUND, FAQBOT_IO (the folder or the one file cannot be read), FAQBOT_INVALID (the one file is neither
 * format), FAQBOT_NO_MEMORY or the sink's status, with `fault` filled unless the sink failed. That ids are distinct is
 * the caller's to check: the reader keeps none. */
enum faqbot_status kb_read(const char *path, const struct kb_sink *sink, struct faqbot_fault *fault);

/* The bytes of all files that kb_read() would read; what cannot be looked at counts nothing. NO_MEMORY. */
enum faqbot_status kb_count_bytes(const char *path, uint64_t *bytes);

#endif
