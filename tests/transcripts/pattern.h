/* transcripts/pattern.h - compares what a transcript expects with what came. README.md has the rules. */
#ifndef TRANSCRIPTS_PATTERN_H
#define TRANSCRIPTS_PATTERN_H

#include "util/util.h"

/* Whether `value` matches `pattern`. */
bool pattern_matches(const struct json *pattern, const struct json *value);

#endif
