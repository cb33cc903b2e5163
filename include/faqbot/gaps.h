/* gaps.h - what visitors asked in vain, or called unhelpful: what the next edit of a knowledge should be about. */
#ifndef FAQBOT_GAPS_H
#define FAQBOT_GAPS_H

#include <stdint.h>

#include <faqbot/faqbot.h>

/* Questions are one where their words are, whatever their case and signs. */
#define FAQBOT_GAPS_BYTES_MAX                                                                                \
    ((size_t)256 * 1024 * 1024) /* of all distinct questions; later ones are left out */
#define FAQBOT_GAPS_QUESTIONS_MAX                                                                            \
    20000 /* distinct ones that are looked at, those asked most often; the rest is left out */
#define FAQBOT_GAP_WORDINGS_MAX 10 /* that are told of one gap, those asked most often */

/* One way in which it was asked. */
struct faqbot_gap_wording {
    struct faqbot_view
        question;            /* as it was first typed: a stranger's text, to be cleaned where it is shown */
    struct faqbot_view also; /* the same as a line of Markdown, "- also: ...", which reads as the question */
    size_t asked;
};

/* Questions that are alike, by the words that they share and what those weigh. All views are valid until the
 * function that is told returns. */
struct faqbot_gap {
    size_t asked;     /* how often in all: the sum of the next three */
    size_t none;      /* the bot did not know */
    size_t unsure;    /* the bot offered a choice */
    size_t unhelpful; /* it answered, and the visitor called that unhelpful */
    const struct faqbot_gap_wording
        *wordings; /* the most frequent first; of equal ones that which came first */
    size_t wording_count;
    size_t wordings_in_all;
    struct faqbot_link nearest; /* the entry nearest to the first wording today; an empty id: none is near */
    double confidence;          /* that it answers it */
};
typedef void faqbot_tell_gap(void *user, const struct faqbot_gap *gap);

struct faqbot_gaps_options {
    const char *journal;   /* the file */
    const char *knowledge; /* a folder or a file; NULL: there is `index` */
    const char *index;
    int64_t since; /* seconds since 1970: what is older is not looked at */
    faqbot_tell_gap *tell;
    void *tell_user;
    faqbot_report *report; /* told of each fault in the knowledge; may be NULL */
    void *report_user;
};

struct faqbot_gaps_result {
    size_t rows;    /* of the journal that were looked at */
    size_t in_vain; /* of them, not answered then */
    size_t closed;  /* of those, that are answered today: no gap is made of them */
    size_t unhelpful;
    size_t left_out; /* rows that pass a limit above, or hold no question that can be asked */
    size_t gaps;
};

/* Asks the knowledge of today what the journal says was asked in vain, puts alike questions together, and tells of
 * each gap, the one asked most often first. The same journal and knowledge give the same gaps. Fails as
 * faqbot_open() and faqbot_journal_read() do, and then fills `fault`; gaps are told of only when all is read. */
enum faqbot_status faqbot_gaps(const struct faqbot_gaps_options *options, struct faqbot_gaps_result *result,
                               struct faqbot_fault *fault);

#endif
