/* fuzz/library.h - the knowledge base that targets ask: one of the transcripts, opened once. */
#ifndef FUZZ_LIBRARY_H
#define FUZZ_LIBRARY_H

#include <assert.h>
#include <stdlib.h>

#include <faqbot.h>

static struct faqbot *library_opened;

static inline void library_close(void)
{
    faqbot_close(library_opened);
}

/* It lives as long as the program. */
static inline struct faqbot *library_bot(void)
{
    if (library_opened == NULL) {
        const struct faqbot_options options = {.knowledge = "tests/transcripts/knowledge/library"};
        struct faqbot_fault fault;
        assert(faqbot_open(&options, &library_opened, &fault) == FAQBOT_OK);
        (void)atexit(library_close);
    }
    return library_opened;
}

#endif
