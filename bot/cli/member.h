/* cli/member.h - one member of a JSON object, without decoding the rest. */
#ifndef CLI_MEMBER_H
#define CLI_MEMBER_H

#include <stdbool.h>

#include <faqbot/view.h>

/* Whether the outermost object of `json` has the member `name` and its value is the string `value`; both of letters
 * that JSON does not escape. `json` is valid JSON: a reply of ours. */
bool member_is(struct faqbot_view json, const char *name, const char *value);

#endif
