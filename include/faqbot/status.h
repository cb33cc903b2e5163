/* status.h - how a call ended: the world's failures, never the visitor's. */
#ifndef FAQBOT_STATUS_H
#define FAQBOT_STATUS_H

/* Returned by everything that can fail. A caller passes any value but FAQBOT_OK upwards; a face reports it once. */
enum faqbot_status {
    FAQBOT_OK = 0,
    FAQBOT_NO_MEMORY,  /* the system refused memory, or an arena's or buffer's stated ceiling was reached */
    FAQBOT_IO,         /* a file, folder or port could not be opened, read or written */
    FAQBOT_NOT_FOUND,  /* what was named does not exist */
    FAQBOT_INVALID,    /* what was given is not what it must be: broken knowledge, a foreign index */
    FAQBOT_CORRUPT,    /* an index that is damaged */
    FAQBOT_VERSION,    /* an index that another version of this program wrote */
    FAQBOT_LIMIT,      /* a named limit was passed */
    FAQBOT_INTERRUPTED /* the caller asked to stop */
};

/* A few words for a status ("out of memory"). Static text, never NULL. */
const char *faqbot_status_text(enum faqbot_status status);

#endif
