/* fault.h - what went wrong, where, for a person to read. */
#ifndef FAQBOT_FAULT_H
#define FAQBOT_FAULT_H

#include <faqbot/status.h>

#define FAQBOT_FAULT_PATH_BYTES 1024
#define FAQBOT_FAULT_RULE_BYTES 32
#define FAQBOT_FAULT_SENTENCE_BYTES 384

enum faqbot_severity {
    FAQBOT_WARNING, /* loaded all the same */
    FAQBOT_ERROR    /* what is named was left out, or the call failed */
};

/* A fixed size, owned by whoever declares it, so that it can be filled when memory is short. Text that does not fit
 * is cut. It always ends with a NUL. */
struct faqbot_fault {
    enum faqbot_status status;
    enum faqbot_severity severity;
    unsigned line;                              /* 1 is the first; 0 where no line is meant */
    char path[FAQBOT_FAULT_PATH_BYTES];         /* the file; empty where none is meant */
    char rule[FAQBOT_FAULT_RULE_BYTES];         /* a stable name of the kind of fault ("equal-ids") */
    char sentence[FAQBOT_FAULT_SENTENCE_BYTES]; /* what, and what to do; no final full stop */
};

/* Called for each fault that does not end the call (a broken file among good ones). The fault is valid until the
 * function returns. */
typedef void faqbot_report(void *user, const struct faqbot_fault *fault);

#endif
