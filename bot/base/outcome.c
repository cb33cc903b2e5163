/* base/outcome.c - the one table of outcomes' names (implements faqbot.h's). It lies here because protocol,
 * journal and front ends know no other module in common. */
#include <faqbot.h>

const char *faqbot_outcome_name(enum faqbot_outcome outcome)
{
    static const char *const names[] = {
        [FAQBOT_ANSWERED] = "answered", [FAQBOT_UNSURE] = "unsure", [FAQBOT_NONE] = "none"};
    return names[outcome];
}
