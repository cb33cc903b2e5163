/* faqbot.h - the bot: open a knowledge, ask it, close it.
 *
 * The core prints nothing, never exits, opens no socket and reads no clock: the same question on the same knowledge
 * gives the same answer, byte for byte. One bot serves one thread at a time; bots share nothing. */
#ifndef FAQBOT_H
#define FAQBOT_H

#include <stdbool.h>
#include <stdint.h>

#include <faqbot/fault.h>
#include <faqbot/rich.h>
#include <faqbot/status.h>
#include <faqbot/view.h>

#define FAQBOT_VERSION_TEXT "0.1.0"
#define FAQBOT_QUESTION_CHARS_MAX 500 /* code points of a question; a longer one is FAQBOT_LIMIT */
#define FAQBOT_TOP_MAX 100            /* candidates of one answer */
#define FAQBOT_CHOICES_MAX 3          /* candidates offered where no number is asked for */
#define FAQBOT_SUGGESTIONS_MAX 6

struct faqbot;

/* Where the knowledge comes from: exactly one of `index` and `knowledge` is set. Borrowed until faqbot_open returns. */
struct faqbot_options {
    const char *index;     /* an index file that faqbot_index() wrote; opened read-only */
    const char *knowledge; /* a folder or a file; indexed in memory */
    faqbot_report *report; /* told of each fault in the knowledge; may be NULL */
    void *report_user;
    size_t cached_questions; /* whose findings are kept, those asked last; 0: none */
    /* Of the table that they are kept in: a random number that strangers do not know keeps them from choosing questions
     * that fall together there. No answer depends on it. */
    uint64_t seed[2];
    bool verify; /* read every page of `index` first: CORRUPT where one is damaged */
};

/* Opens a bot; *bot is the caller's, released by faqbot_close(). Fails with FAQBOT_NOT_FOUND, IO, INVALID (nothing
 * readable in the knowledge; not an index), CORRUPT, VERSION or NO_MEMORY, and then fills `fault`. Calls fail with
 * CORRUPT or IO where the index is damaged, or over 64 MiB and written to while it is open: then open it anew. */
enum faqbot_status faqbot_open(const struct faqbot_options *options, struct faqbot **bot,
                               struct faqbot_fault *fault);

void faqbot_close(struct faqbot *bot); /* NULL is allowed. Ends the life of everything the bot handed out. */

struct faqbot_link { /* an entry, by its id and the stored question (a passage: its heading) */
    struct faqbot_view id;
    struct faqbot_view question;
};

struct faqbot_candidate {
    struct faqbot_view id;
    struct faqbot_view question;
    double score; /* 0..1, falling; the first one's is the answer's confidence */
};

struct faqbot_correction {
    struct faqbot_view from; /* as the visitor wrote it */
    struct faqbot_view to;   /* the word of the knowledge that was looked for instead */
};

enum faqbot_outcome {
    FAQBOT_ANSWERED,
    FAQBOT_UNSURE, /* candidates to choose from; no text */
    FAQBOT_NONE    /* an honest "I don't know" */
};

/* "answered", "unsure" or "none", as the protocol, the journal and every output have it. */
const char *faqbot_outcome_name(enum faqbot_outcome outcome);

/* All views and arrays are the bot's and valid until its next call. */
struct faqbot_answer {
    enum faqbot_outcome outcome;
    double confidence;               /* 0..1: how likely the first candidate is right */
    struct faqbot_view question;     /* answered: the stored question or heading */
    struct faqbot_view text;         /* answered: the nodes as plain text; otherwise the owner's sentence */
    const struct faqbot_node *nodes; /* answered: the answer; otherwise NULL */
    size_t node_count;
    struct faqbot_view entry;   /* answered: the entry's id; the source, as far as known, follows */
    struct faqbot_view title;   /* the article */
    struct faqbot_view section; /* the heading path within the article, joined by " > " */
    struct faqbot_view url;
    struct faqbot_view lang;          /* the entry's language, a BCP 47 tag; empty where unknown */
    struct faqbot_view disclaimer_id; /* empty where the entry has no disclaimer */
    struct faqbot_view disclaimer;
    struct faqbot_view contact; /* not answered: where to turn, as the owner wrote it; may be empty */
    const struct faqbot_candidate *candidates; /* best first; `top` of them, whatever the outcome */
    size_t candidate_count;
    const struct faqbot_link *related; /* answered: other entries near this one */
    size_t related_count;
    const struct faqbot_correction *corrections;
    size_t correction_count;
    const struct faqbot_view *unknown_words; /* words of the question that the knowledge has never seen */
    size_t unknown_word_count;
    bool is_cached; /* it was found when the same was asked before */
};

struct faqbot_question {
    struct faqbot_view text;    /* 1 to FAQBOT_QUESTION_CHARS_MAX code points of UTF-8 */
    struct faqbot_view context; /* the id of the entry answered last, for follow-ups; empty for none */
    unsigned top;               /* candidates wanted, up to FAQBOT_TOP_MAX; 0: FAQBOT_CHOICES_MAX */
};

/* Answers a question. FAQBOT_INVALID: the text is empty or white space, or not UTF-8, or holds a NUL; FAQBOT_LIMIT:
 * it is too long, or `top` is; FAQBOT_CORRUPT, IO, NO_MEMORY as the world has it. `answer` is written on success. */
enum faqbot_status faqbot_ask(struct faqbot *bot, const struct faqbot_question *question,
                              struct faqbot_answer *answer);

/* The answer of the entry called `id`, with no search: confidence 1. FAQBOT_NOT_FOUND where there is none. */
enum faqbot_status faqbot_get(struct faqbot *bot, struct faqbot_view id, struct faqbot_answer *answer);

/* Up to FAQBOT_SUGGESTIONS_MAX stored questions for what has been typed so far, best first; none is no failure.
 * *links is the bot's until its next call. Limits as for faqbot_ask(). */
enum faqbot_status faqbot_suggest(struct faqbot *bot, struct faqbot_view typed,
                                  const struct faqbot_link **links, size_t *count);

/* What a bot says of itself; valid until faqbot_close(). */
struct faqbot_about {
    struct faqbot_view version; /* a hash of the knowledge's content, 16 hexadecimal digits */
    size_t entries;
    struct faqbot_view name;
    struct faqbot_view greeting;
    const struct faqbot_link *starters;
    size_t starter_count;
};
const struct faqbot_about *faqbot_about(const struct faqbot *bot);

#endif
