/* check/circles.h - synonyms that come back to where they began. */
#ifndef CHECK_CIRCLES_H
#define CHECK_CIRCLES_H

#include "base/buffer.h"
#include "base/interner.h"
#include "check/inspection.h"
#include "knowledge/knowledge.h"

struct synonym_cycles_rule {
    uint32_t from; /* words, as their plain forms are numbered */
    uint32_t to;
    unsigned line;
};

/* The rules of one synonyms.txt. Declare it, synonym_cycles_init() it, synonym_cycles_release() it. */
struct synonym_cycles {
    struct string_table words;
    struct arena arena;
    struct buffer rules; /* struct synonym_cycles_rule by struct synonym_cycles_rule */
    size_t count;
    struct buffer path; /* with its NUL */
};

void synonym_cycles_init(struct synonym_cycles *cycles);
void synonym_cycles_release(struct synonym_cycles *cycles);

/* Adds a rule, in the order of the lines. False: no memory. */
bool synonym_cycles_add(struct synonym_cycles *cycles, const struct synonym *synonym);

/* Reports each one-way line whose target leads back to its source. False: no memory. */
bool synonym_cycles_report(struct synonym_cycles *cycles, struct check_context *context);

#endif
