/* check/circles.h - synonyms that come back to where they began. */
#ifndef CHECK_CIRCLES_H
#define CHECK_CIRCLES_H

#include "base/buffer.h"
#include "base/interner.h"
#include "check/inspection.h"
#include "knowledge/knowledge.h"

struct circles_rule {
    uint32_t from; /* words, as their plain forms are numbered */
    uint32_t to;
    unsigned line;
};

/* The rules of one synonyms.txt. Declare it, circles_init() it, circles_release() it. */
struct circles {
    struct interner words;
    struct arena arena;
    struct buffer rules; /* struct circles_rule by struct circles_rule */
    size_t count;
    struct buffer path; /* with its NUL */
};

void circles_init(struct circles *circles);
void circles_release(struct circles *circles);

/* Adds a rule, in the order of the lines. False: no memory. */
bool circles_add(struct circles *circles, const struct synonym *synonym);

/* Reports each one-way line whose target leads back to its source. False: no memory. */
bool circles_report(struct circles *circles, struct inspection *inspection);

#endif
