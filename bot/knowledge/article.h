/* knowledge/article.h - an article while its entries are made: what they share, and where they go. */
#ifndef KNOWLEDGE_ARTICLE_H
#define KNOWLEDGE_ARTICLE_H

#include "knowledge/commonmark.h"
#include "knowledge/frontmatter.h"
#include "knowledge/heading.h"
#include "knowledge/slugs.h"

#define ARTICLE_LEVELS 6 /* of headings, as Markdown has them */

/* All views are as long-lived as the reader's arena. What fails below fails the reader: its status tells, and what
 * is called after it does no harm. */
struct article {
    struct kb_reader *reader;
    const char *path;
    unsigned line_before; /* of the Markdown behind the front matter */
    struct frontmatter front;
    struct commonmark commonmark; /* the Markdown behind it */
    struct faqbot_view stem;      /* of the ids */
    struct faqbot_view title;
    struct faqbot_view disclaimer;
    const cmark_node *title_heading; /* the first h1, or NULL */
    /* The headings that the section is below, the outermost first, its own the last. */
    struct heading headings[ARTICLE_LEVELS];
    bool in_path[ARTICLE_LEVELS]; /* whether it is part of the heading path: the title's and FAQ are not */
    size_t depth;
    struct slug_set slugs;
    struct buffer id; /* of the entry being made */
};

/* A heading and the blocks below it, up to the next heading of any level. */
struct section {
    cmark_node *heading; /* NULL for what stands before the first */
    cmark_node *first;   /* block; equal to `end` where there is none */
    cmark_node *end;     /* the next heading, or NULL */
};

/* The article at `path`, without its stem; article_release() it. Both are borrowed. */
void article_init(struct article *article, struct kb_reader *reader, const char *path);
void article_release(struct article *article);

/* Finds the stem of the ids: the author's, or the file's name, or what of it an id may hold. */
void article_find_stem(struct article *article);

/* The line of the file that a node begins in. */
unsigned article_line(const struct article *article, cmark_node *node);

/* Adds a block to the reader's answer; false where that became too long, which was reported, or the reader failed. */
bool article_convert(struct article *article, cmark_node *block);

/* Narrates the reader's answer from node `start` on into the reader's text. */
void article_narrate(struct article *article, size_t start);

/* Puts a section's id into `id`: the author's own, or one made of the heading (the title's, where that is NULL). */
void article_name_section(struct article *article, const struct heading *heading);

/* The first `depth` headings of the path, joined, in the entry's arena. */
void article_join_path(const struct article *article, size_t depth, struct faqbot_view *joined);

/* Hands on the first `count` of the reader's nodes as an entry, filled up with what all of the article's share. */
void article_emit(const struct article *article, struct entry *entry, size_t count);

#endif
