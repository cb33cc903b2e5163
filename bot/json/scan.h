/* json/scan.h - whether bytes are JSON, before anything is built from them. */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include "json/json.h"

/* Whether `text` is one JSON value to the letter of RFC 8259, in valid UTF-8, within the limits (members
 * of an object aside) and free of NUL characters and unpaired surrogates, escaped ones too. Where not,
 * *complaint is a static clause that says why, and *offset the byte at which that was seen. */
bool json_scan_check(struct faqbot_view text, const struct json_limits *limits, const char **complaint,
                     size_t *offset);

#endif
