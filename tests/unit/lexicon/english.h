/* tests/unit/lexicon/english.h - the embedded lexicon, open. */
#ifndef UNIT_LEXICON_ENGLISH_H
#define UNIT_LEXICON_ENGLISH_H

#include "lexicon/lexicon.h"

static inline struct lexicon *open_english(void)
{
    enum faqbot_status status = FAQBOT_OK;
    struct lexicon *lexicon;
    lexicon_open_english(&lexicon, &status);
    assert_int_equal(status, FAQBOT_OK);
    return lexicon;
}

#endif
