/* faqbot.h - the bot: open a knowledge base, ask it questions, close it.
 *
 *     struct faqbot_options options = {.knowledge = "knowledge"};
 *     struct faqbot *bot = NULL;
 *     struct faqbot_fault fault;
 *     struct faqbot_answer answer;
 *     if (faqbot_open(&options, &bot, &fault) != FAQBOT_OK) {
 *         return complain(fault.sentence);
 *     }
 *     const struct faqbot_question question = {.text = {text, strlen(text)}};
 *     if (faqbot_ask(bot, &question, &answer) == FAQBOT_OK && answer.outcome == FAQBOT_ANSWERED) {
 *         fwrite(answer.text.bytes, 1, answer.text.size, stdout);
 *     }
 *     faqbot_close(bot);
 *
 * The library prints nothing, never exits, opens no socket and reads neither the clock nor the environment: the same
 * question to the same knowledge base gives the same answer, byte for byte. A bot serves one thread at a time; bots
 * share no state, so each thread may open its own.
 *
 * Sessions of the chat protocol and HTML pages are in faqbot_chat.h, what is kept of what visitors asked in
 * faqbot_journal.h, what authors need (index, check, import and so on) in faqbot_tools.h. Serving over a network is the
 * program's business and not part of the library. */
#ifndef FAQBOT_H
#define FAQBOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAQBOT_VERSION_TEXT "0.1.0"

/* -- Statuses and faults ------------------------------------------------------------------------------------------ */

/* How a call ended. A status reports a failure of the world around the bot; a visitor's mistake, such as a question
 * that nobody can answer, is an outcome and not a failure. Functions write their outputs only when they succeed. */
enum faqbot_status {
    FAQBOT_OK = 0,
    FAQBOT_NO_MEMORY, /* the system refused memory, or a stated ceiling was reached */
    FAQBOT_IO,        /* a file, folder or port could not be opened, read or written */
    FAQBOT_NOT_FOUND, /* what was named does not exist */
    FAQBOT_INVALID, /* the input is not what it must be: a broken knowledge base, a file that is not an index */
    FAQBOT_CORRUPT,     /* an index or journal is damaged */
    FAQBOT_VERSION,     /* an index or journal was written by an incompatible version of this program */
    FAQBOT_LIMIT,       /* a named limit was exceeded */
    FAQBOT_INTERRUPTED, /* the caller asked to stop */
    FAQBOT_UNAVAILABLE /* what is needed lies on other machines, which do not answer now; another try may help */
};

/* A few words for a status ("out of memory"). Static text, never NULL. */
const char *faqbot_status_text(enum faqbot_status status);

#define FAQBOT_FAULT_PATH_BYTES 1024
#define FAQBOT_FAULT_RULE_BYTES 32
#define FAQBOT_FAULT_SENTENCE_BYTES 384

enum faqbot_severity {
    FAQBOT_WARNING, /* loaded, but something is lost */
    FAQBOT_ERROR,   /* the item was left out, or the call failed */
    FAQBOT_HINT     /* as it is meant to be, and perhaps not as its author meant it */
};

/* What went wrong and where, for a person to read. The size is fixed and the caller owns it, so that it can be filled
 * even when memory has run out. Text that does not fit is cut; it always ends with a NUL. */
struct faqbot_fault {
    enum faqbot_status status;
    enum faqbot_severity severity;
    unsigned line;                              /* from 1; 0 where no line is meant */
    char path[FAQBOT_FAULT_PATH_BYTES];         /* the file; empty where none is meant */
    char rule[FAQBOT_FAULT_RULE_BYTES];         /* a stable id of the kind of fault ("equal-ids") */
    char sentence[FAQBOT_FAULT_SENTENCE_BYTES]; /* what is wrong and what to do; no final full stop */
};

/* Called for each fault that does not end the call, such as one broken file among good ones. `fault` is valid until
 * the callback returns. */
typedef void faqbot_fault_callback(void *user, const struct faqbot_fault *fault);

/* -- Text --------------------------------------------------------------------------------------------------------- */

/* Borrowed bytes: UTF-8 unless stated otherwise, not NUL-terminated. Each declaration that hands out a view says how
 * long it stays valid. An empty view may have a NULL pointer. */
struct faqbot_view {
    const char *bytes;
    size_t size;
};

/* How deeply rich text may nest; deeper Markdown is flattened when it is loaded. */
#define FAQBOT_RICH_DEPTH_MAX 16

#define FAQBOT_TABLE_COLUMNS_MAX 128

#define FAQBOT_IMAGE_PIXELS_MAX 65535 /* either way */

/* Rich text is a flat list of nodes, so that a front end renders it in one loop. A container is opened by its node
 * and closed by FAQBOT_NODE_CLOSE, always balanced; the other nodes stand alone. Notes stand at the end, numbered from
 * 1 in the order of their marks. */
enum faqbot_node_kind {
    FAQBOT_NODE_CLOSE = 0,
    FAQBOT_NODE_PARAGRAPH,  /* container of inline nodes */
    FAQBOT_NODE_LIST,       /* bulleted: container of ITEM */
    FAQBOT_NODE_ORDERED,    /* numbered: container of ITEM; `number` is the first item's */
    FAQBOT_NODE_ITEM,       /* container of blocks; `number`: an enum faqbot_task */
    FAQBOT_NODE_QUOTE,      /* container of blocks */
    FAQBOT_NODE_CODE_BLOCK, /* `text`: the lines, verbatim */
    FAQBOT_NODE_TEXT,       /* `text` */
    FAQBOT_NODE_BREAK,      /* a line break within a paragraph */
    FAQBOT_NODE_CODE,       /* `text`: inline code */
    FAQBOT_NODE_STRONG,     /* container of inline nodes */
    FAQBOT_NODE_EMPHASIS,   /* container of inline nodes */
    /* container of inline nodes; `text` is the address: http, https, mailto or tel only. With an `entry`, `text` is the
     * page that this stands on, and may be empty */
    FAQBOT_NODE_LINK,
    FAQBOT_NODE_STRIKE, /* container of inline nodes: what does not hold any more */
    FAQBOT_NODE_IMAGE, /* inline; `text` says what is to be seen, and may be empty; `address`: http or https */
    FAQBOT_NODE_FOOTNOTE, /* inline: the mark of the note with this `number` */
    FAQBOT_NODE_NOTE,     /* container of blocks: a footnote; `number` */
    FAQBOT_NODE_TABLE, /* container of ROW, 1 at least; each has as many cells, up to FAQBOT_TABLE_COLUMNS_MAX */
    FAQBOT_NODE_ROW, /* container of CELL, 1 at least; `number`: 1 for a header, otherwise 0 */
    FAQBOT_NODE_CELL /* container of inline nodes; `number`: an enum faqbot_align, its column's */
};

/* Whether an item is something to be done. */
enum faqbot_task { FAQBOT_TASK_NONE, FAQBOT_TASK_OPEN, FAQBOT_TASK_DONE };

enum faqbot_align { FAQBOT_ALIGN_NONE, FAQBOT_ALIGN_LEFT, FAQBOT_ALIGN_CENTER, FAQBOT_ALIGN_RIGHT };

/* An entry of the knowledge base: its id and its stored question (for a passage, its heading). */
struct faqbot_entry_ref {
    struct faqbot_view id;
    struct faqbot_view question;
};

struct faqbot_node {
    enum faqbot_node_kind kind;
    unsigned number;            /* as the kind says, otherwise 0 */
    struct faqbot_view text;    /* as the kind says, otherwise empty; valid as long as the list of nodes */
    struct faqbot_view address; /* likewise */
    unsigned width;             /* of an image, in pixels up to FAQBOT_IMAGE_PIXELS_MAX; 0: not known */
    unsigned height;            /* likewise */
    struct faqbot_entry_ref
        entry; /* LINK: the entry that it leads to, to be had by faqbot_get(); empty: none */
};

/* -- Entries that lie elsewhere ----------------------------------------------------------------------------------- */

/* A knowledge base that is too large for one machine, or that several share, can be kept by a search engine. A bot
 * then has in memory its *collection* only: an index without its entries, that is its settings, words, counts and what
 * was learned. The engine is the *first stage* of each search: it hands over the few entries that a question may be
 * about, each packed, and all that comes after it is done here as ever. faqbot_split() (faqbot_tools.h) makes the
 * parts of an index. */

#define FAQBOT_STAGE_FIELDS 2      /* of an entry: its head, which it is known by; its body, what it says */
#define FAQBOT_STAGE_TERMS_MAX 16  /* of a query */
#define FAQBOT_STAGE_LIMIT_MAX 512 /* entries that are asked for at once */
#define FAQBOT_PACKED_BYTES_MAX ((size_t)4 << 20)       /* of a packed entry */
#define FAQBOT_COLLECTION_BYTES_MAX ((size_t)512 << 20) /* of a collection */

struct faqbot_stage_term {
    uint32_t stem;                             /* its number in the collection */
    double weight;                             /* idf included; both fields have the same */
    uint32_t frequencies[FAQBOT_STAGE_FIELDS]; /* entries that have it in a field, for an engine's own idf */
};

/* Entries by BM25 (k1 1.2, b .75), summed over the terms and both fields. */
struct faqbot_stage_query {
    const struct faqbot_stage_term *terms;
    size_t count;                          /* up to FAQBOT_STAGE_TERMS_MAX */
    size_t limit;                          /* entries wanted, up to FAQBOT_STAGE_LIMIT_MAX */
    uint32_t entries[FAQBOT_STAGE_FIELDS]; /* that have any word in a field */
};

/* Receives an entry, by its number and packed, which is valid until the callback returns. A status other than FAQBOT_OK
 * is to end the call with that status. */
typedef enum faqbot_status faqbot_packed_callback(void *user, uint32_t entry, struct faqbot_view packed);

/* What whoever speaks to an engine implements. Each bot has a session of its own, which one thread uses at a time;
 * sessions are opened by several threads at once. What comes from an engine is checked here as a damaged index is.
 * A call returns within a time that its implementation states, with FAQBOT_UNAVAILABLE where the engine has not given
 * all of an answer by then; CORRUPT where what it says makes no sense; NO_MEMORY. */
struct faqbot_stage {
    void *user;
    /* Opens a session, for the collection that is current and stays the session's. *collection is valid until begin()
     * is called for the session. Fills `fault`. */
    enum faqbot_status (*open)(void *user, void **session, struct faqbot_view *collection,
                               struct faqbot_fault *fault);
    void (*close)(void *session);
    /* A call of the bot begins: somebody waits for all that is asked of the session until the next one. */
    void (*begin)(void *session);
    /* Hands over the best entries, in any order; there may be fewer. */
    enum faqbot_status (*find)(void *session, const struct faqbot_stage_query *query,
                               faqbot_packed_callback *take, void *take_user);
    /* The entries with these numbers, as far as there are such, in any order; up to FAQBOT_STAGE_LIMIT_MAX. */
    enum faqbot_status (*get)(void *session, const uint32_t *entries, size_t count,
                              faqbot_packed_callback *take, void *take_user);
    /* The entries with this id, one in each language that it is there in. */
    enum faqbot_status (*get_named)(void *session, struct faqbot_view id, faqbot_packed_callback *take,
                                    void *take_user);
    /* *stamp: a number that is another one if a session that is opened now has another collection than before. */
    enum faqbot_status (*stamp)(void *user, uint64_t *stamp);
};

/* -- Opening ------------------------------------------------------------------------------------------------------ */

struct faqbot;

/* Where the bot takes its answers from: set exactly one of `index`, `knowledge` and `stage`. Borrowed until
 * faqbot_open() returns. */
struct faqbot_options {
    const char *index;     /* an index file written by faqbot_index(); opened read-only */
    const char *knowledge; /* a folder or a file, indexed in memory; or an index file */
    /* YYYY-MM-DD: what holds from some day or until some day is answered from only if it holds then; NULL: always */
    const char *today;
    faqbot_fault_callback *report; /* receives each fault in the knowledge base; may be NULL */
    void *report_user;
    size_t cached_questions; /* how many recent questions to cache the results of; 0: none */
    /* Keys the hash table of that cache. A random number that strangers cannot know keeps them from choosing
     * questions that collide. Answers do not depend on it. */
    uint64_t seed[2];
    bool verify; /* read every page of `index` first, and fail with CORRUPT if one is damaged */
    /* The file of a sentence encoder. NULL: as bot.yml says for `knowledge`, and for an index the file that it was made
     * with. An index is not opened with another encoder than its own; "no" leaves out what the encoder knows. */
    const char *encoder;
    /* Where the entries lie, if not here; it outlives the bot. Such a bot suggests nothing, finds nothing by words
     * alone, and has no parts (FAQBOT_LIMIT) and no encoder, as those need all entries. With `index` besides, that
     * index is opened too, and asked whenever the stage is UNAVAILABLE: faqbot_ask(), _get(), _entry_at() and
     * _explain() take their answer from it, and faqbot_open() opens it alone. */
    const struct faqbot_stage *stage;
    /* A bot that was opened with the same options, and is not asked meanwhile; what was indexed in memory for it is
     * copied and not indexed again, so that a bot for another thread costs little. NULL: there is none. */
    const struct faqbot *again;
};

/* Opens a bot. *bot belongs to the caller, who releases it with faqbot_close(). Fails with FAQBOT_NOT_FOUND, IO,
 * INVALID (nothing readable in the knowledge base; not an index; no encoder, or another than the index's), CORRUPT,
 * VERSION, UNAVAILABLE (the stage) or NO_MEMORY, and then fills `fault`. Later calls fail with CORRUPT or IO if the
 * index turns out to be damaged, or if it is larger than 64 MiB and somebody writes to it while it is open; open it
 * again then. Where a stage has the entries, those that read entries also fail with UNAVAILABLE. */
enum faqbot_status faqbot_open(const struct faqbot_options *options, struct faqbot **bot,
                               struct faqbot_fault *fault);

/* Invalidates everything that the bot has handed out. NULL is allowed. */
void faqbot_close(struct faqbot *bot);

/* How to reach a person, as the owner wrote it: plain text, each of which may be empty. Valid until faqbot_close(). */
struct faqbot_contact {
    struct faqbot_view text;  /* a sentence */
    struct faqbot_view mail;  /* one address, of which a mailto: link can be made as it is */
    struct faqbot_view phone; /* digits, "+", and marks that group them */
    struct faqbot_view url;   /* http or https */
    struct faqbot_view hours; /* when somebody is there */
    bool has_ways;            /* any of these four is there */
    struct faqbot_view line;  /* for who shows one text: the sentence, or else these four in a row */
};

/* What a bot says about itself. Valid until faqbot_close(). */
struct faqbot_about {
    struct faqbot_view version; /* a hash of the knowledge base's content: 16 hexadecimal digits */
    size_t entries;
    struct faqbot_view encoder; /* the name of the sentence encoder that is used; empty: none */
    struct faqbot_view name;
    struct faqbot_view
        lang; /* the bot's language, a BCP 47 tag: bot.yml's, else that of the entries, else English */
    struct faqbot_view greeting;
    const struct faqbot_entry_ref *starters; /* questions to start a conversation with */
    size_t starter_count;
    struct faqbot_contact contact;
    size_t indexed; /* phrasings that were indexed for parts since it was opened; it grows */
    struct faqbot_view
        consent; /* what visitors agree to before anything is kept of what they say; empty: not asked */
    struct faqbot_view
        privacy; /* what the owner says of what is kept: a text, or the address of a page; may be empty */
    struct faqbot_view stated_lang;   /* `lang` if bot.yml names it; else empty */
    const struct faqbot_view *speaks; /* the languages of faqbot_words(), each once */
    size_t speaks_count;
    bool is_apart; /* its entries lie elsewhere, so that asking waits for other machines */
};
const struct faqbot_about *faqbot_about(const struct faqbot *bot);

/* The language in which the bot speaks to somebody who wishes `lang`, a BCP 47 tag: that, or where it is empty or not
 * spoken, the bot's. Valid as long as `lang`, and until faqbot_close(). */
struct faqbot_view faqbot_language(const struct faqbot *bot, struct faqbot_view lang);

#define FAQBOT_ACCEPTED_BYTES_MAX 1024 /* what of a list of languages is looked at */

/* The one that the bot speaks of the languages that a browser lists (the header Accept-Language: "de-CH, fr;q=0.9"), by
 * the weights there; empty: none of them. A part of `accepted`, which may be any bytes. */
struct faqbot_view faqbot_choose_language(const struct faqbot *bot, struct faqbot_view accepted);

/* A sentence of the bot's own that a front end shows ("related": "Related questions"), in that language; as the owner
 * wrote it in bot.yml, or as it is shipped. `key` is one of bot/phrases/keys.def; with another the sentence is empty.
 * Placeholders stand in it as "{from}". `count`: the number that a counted one is about, which decides its plural form.
 * NUL-terminated; valid until faqbot_close(). */
struct faqbot_view faqbot_sentence(const struct faqbot *bot, struct faqbot_view lang, const char *key,
                                   uint64_t count);

/* The sentences that a chat window shows, as a JSON object for one that speaks `lang`, a BCP 47 tag: `lang` and `dir`
 * ("ltr" or "rtl"), then the sentences by their keys, of a counted one an object of its forms by the plural categories
 * of CLDR ("one", "other"). It has neither `<` nor a line break in it, so it may stand in a script. The caller releases
 * *json with free(). FAQBOT_NOT_FOUND: the bot does not speak that; NO_MEMORY. */
enum faqbot_status faqbot_words(const struct faqbot *bot, struct faqbot_view lang, char **json, size_t *size);

/* Whether the owner has put a sentence in place of one of those, other than what a reply says anyway (the greeting, and
 * what stands for an answer), for somebody who is spoken to in `lang`. */
bool faqbot_has_own_words(const struct faqbot *bot, struct faqbot_view lang);

/* Receives a text that is valid until the callback returns. */
typedef void faqbot_text_callback(void *user, struct faqbot_view text);

/* -- A part of the knowledge base ---------------------------------------------------------------------------------- */

/* Which entries are meant; an empty member leaves out none, and case and accents do not count. */
struct faqbot_filter {
    struct faqbot_view tags;    /* or several, a comma between them: an entry must have all */
    struct faqbot_view section; /* a heading path, as in faqbot_answer; what is below it is in it */
    struct faqbot_view lang;    /* a BCP 47 tag; "de" and "de-AT" are one language */
};

#define FAQBOT_FILTER_TAGS_MAX 64       /* of all filters; a section or a language counts as one */
#define FAQBOT_FILTER_ENTRIES_MAX 10000 /* entries of a part */
#define FAQBOT_FILTER_PHRASINGS_EACH 10 /* phrasings of a part, for each entry that it may have */
#define FAQBOT_FILTER_PARTS_MAX 8       /* that a bot keeps, of FAQBOT_FILTER_ENTRIES_MAX entries in all */

/* The bot as one whose knowledge base has only the entries that pass all of the filters: what it answers, and with
 * which confidence, suggests and starts with is what a bot of those entries alone does, and no other entry can be had
 * from it. Only the version is that of the whole. Links lead to entries of the part alone. The bot itself if all
 * entries pass.
 *
 * A part is an index of its own in memory, which takes its time to make: a tenth of a millisecond a phrasing, and more
 * of many. The last ones are kept. One that is not kept is only made if it has `entries_max` entries at most, or
 * FAQBOT_FILTER_ENTRIES_MAX if that is less. *part belongs to the bot, is valid until the next call of this function,
 * and is not closed; what it hands out is valid until its own next call. FAQBOT_NOT_FOUND: no entry passes;
 * FAQBOT_LIMIT: too many do, they have too many phrasings, there are too many tags, or the entries lie elsewhere;
 * CORRUPT, IO, NO_MEMORY. `fault` is filled then. */
enum faqbot_status faqbot_restrict(struct faqbot *bot, const struct faqbot_filter *filters, size_t count,
                                   size_t entries_max, struct faqbot **part, struct faqbot_fault *fault);

/* Whether the entry called `id` passes all of the filters, in any of its languages, without a part being made. CORRUPT,
 * IO, NO_MEMORY; LIMIT: there are too many tags. */
enum faqbot_status faqbot_passes(struct faqbot *bot, const struct faqbot_filter *filters, size_t count,
                                 struct faqbot_view id, bool *passes);

/* Passes each tag of the knowledge base once, in the order of its entries, all of which are read. LIMIT: they
 * lie elsewhere; CORRUPT, IO, NO_MEMORY. */
enum faqbot_status faqbot_each_tag(struct faqbot *bot, faqbot_text_callback *take, void *user);

/* -- Asking ------------------------------------------------------------------------------------------------------- */

#define FAQBOT_QUESTION_CHARS_MAX 2000 /* code points of a question; a longer one is FAQBOT_LIMIT */
#define FAQBOT_TOP_MAX 100             /* candidates in one answer */
#define FAQBOT_CHOICES_MAX 3           /* candidates when the caller asks for no particular number */
#define FAQBOT_SUGGESTIONS_MAX 6       /* results of faqbot_suggest() */
#define FAQBOT_PARTS_MAX 3             /* answers to a question that asks several things */
#define FAQBOT_MENTIONS_MAX 3          /* hits beside a question that was not answered */
#define FAQBOT_LANG_BYTES 16           /* of the language of a question, with its NUL */

#define FAQBOT_LANG_BYTES_MAX 35 /* of a language tag: RFC 5646, 4.4.1, holds any */

struct faqbot_question {
    struct faqbot_view text;    /* 1 to FAQBOT_QUESTION_CHARS_MAX code points of UTF-8 */
    struct faqbot_view context; /* the id of the entry answered last, for follow-ups; empty for none */
    unsigned top;               /* candidates wanted, up to FAQBOT_TOP_MAX; 0: FAQBOT_CHOICES_MAX */
    struct faqbot_view lang;    /* what the visitor wishes to be spoken to in, a BCP 47 tag; empty: no wish */
    struct faqbot_view
        path; /* of the page that they are on, as faqbot_starters_on() takes it; may be empty */
};

enum faqbot_outcome {
    FAQBOT_ANSWERED,
    FAQBOT_UNSURE,   /* candidates to choose from; no answer */
    FAQBOT_NONE,     /* an honest "I don't know" */
    FAQBOT_SMALLTALK /* no question, but a greeting, thanks or the like, which was replied to */
};

#define FAQBOT_OUTCOMES 4

/* "answered", "unsure", "none" or "smalltalk", as the protocol, the journal and every output spell it. Static. */
const char *faqbot_outcome_name(enum faqbot_outcome outcome);

struct faqbot_candidate {
    struct faqbot_view id;
    struct faqbot_view question;
    double score; /* 0 to 1, descending; the first one's is the answer's confidence */
};

struct faqbot_correction {
    struct faqbot_view from; /* as the visitor wrote it */
    struct faqbot_view to;   /* the word of the knowledge base that was searched for instead */
};

/* A stretch of a text; `mark`: it is what was searched for. */
struct faqbot_span {
    struct faqbot_view text;
    bool mark;
};

/* An entry found by its words. Texts are plain and the spans' are one line each: joined, the title's are the
 * title, and the others a part of the text, an ellipsis standing for what was left out at either end. */
struct faqbot_hit {
    struct faqbot_view id;
    struct faqbot_view title;   /* of an FAQ entry its question; of a passage its heading or title */
    struct faqbot_view section; /* this and the following as in faqbot_answer */
    struct faqbot_view url;
    struct faqbot_view lang;
    const struct faqbot_span *title_spans;
    size_t title_span_count;
    const struct faqbot_span *spans;
    size_t span_count;
};

/* All views and arrays belong to the bot and are valid until its next call. */
struct faqbot_answer {
    enum faqbot_outcome outcome;
    double confidence;           /* 0 to 1: how likely the first candidate is right, or else worth offering */
    struct faqbot_view question; /* answered: the stored question or heading */
    struct faqbot_view text; /* answered: the nodes as plain text; otherwise the owner's sentence, or ours */
    const struct faqbot_node *nodes; /* answered: the answer; otherwise NULL */
    size_t node_count;
    struct faqbot_view entry;   /* answered: the entry's id; its source, as far as known, follows */
    struct faqbot_view title;   /* the article */
    struct faqbot_view section; /* the heading path within the article, joined by " > " */
    struct faqbot_view url;
    struct faqbot_view
        lang; /* of `text`, a BCP 47 tag: the entry's, or that of the sentence; empty if unknown */
    struct faqbot_view disclaimer_id; /* empty if the entry has no disclaimer */
    struct faqbot_view disclaimer;
    struct faqbot_contact contact;             /* not answered: where to turn, as faqbot_about() has it */
    const struct faqbot_candidate *candidates; /* best first; up to `top` of them, whatever the outcome */
    size_t candidate_count;
    /* answered: other entries near this one; small talk: where it helps, questions to start with */
    const struct faqbot_entry_ref *related;
    size_t related_count;
    const struct faqbot_correction *corrections;
    size_t correction_count;
    const struct faqbot_view *unknown_words; /* words of the question that no entry contains */
    size_t unknown_word_count;
    /* Not answered: entries that have words of the question, up to FAQBOT_MENTIONS_MAX. Those beside a choice are none
     * of its candidates; where there is no choice, candidates are not offered and may be here. */
    const struct faqbot_hit *mentions;
    size_t mention_count;
    /* small talk: "greeting", "thanks", "goodbye", "bot", "maker", "help", "insult", "test", "yes", "no", "ok",
     * "person" (who wants one: `contact` is then as if nothing was answered) or "emoji", static; otherwise empty */
    struct faqbot_view small_talk;
    /* Of a question that asks several things, what answers each, in its order: whole answers by different entries,
     * which have no parts themselves. Then text and nodes hold all of them, each below its question in strong type, and
     * `disclaimer` all that differ; `question` is empty; entry, title, section and url are the first part's, `lang` is
     * theirs if it is the same, `confidence` is that of the least certain, and the candidates are those of the question
     * as a whole. */
    const struct faqbot_answer *parts;
    size_t part_count; /* up to FAQBOT_PARTS_MAX; 0: one answer, or none */
    bool is_cached;    /* it was found when the same was asked before */
    bool is_foreign;   /* the question is in a language in which no entry is: `lang` is another one */
    /* The language that the question was read in, a BCP 47 tag; of a knowledge base in one language always that one,
     * unless an encoder knows others. Empty after faqbot_get(). */
    char question_lang[FAQBOT_LANG_BYTES];
};

/* Answers a question. Fails with FAQBOT_INVALID if the text is empty or white space, is not UTF-8 or contains a NUL;
 * or if `lang` is no tag; with FAQBOT_LIMIT if the text is too long or `top` too large; and with FAQBOT_CORRUPT, IO or
 * NO_MEMORY. */
enum faqbot_status faqbot_ask(struct faqbot *bot, const struct faqbot_question *question,
                              struct faqbot_answer *answer);

/* The answer of the entry called `id`, without a search; its confidence is 1. FAQBOT_NOT_FOUND if there is none;
 * CORRUPT, IO, NO_MEMORY. */
enum faqbot_status faqbot_get(struct faqbot *bot, struct faqbot_view id, struct faqbot_answer *answer);

/* The same of an entry that is there in several languages: in that which the visitor wishes, a BCP 47 tag, or where it
 * is not there in that, or `lang` is empty, in the bot's, or else as it was written first. faqbot_get() has no wish. */
enum faqbot_status faqbot_get_in(struct faqbot *bot, struct faqbot_view id, struct faqbot_view lang,
                                 struct faqbot_answer *answer);

/* The starters as faqbot_about() has them, each in the language that faqbot_get_in() would take. Valid until the bot's
 * next call, which ends the last answer. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status faqbot_starters(struct faqbot *bot, struct faqbot_view lang,
                                   const struct faqbot_entry_ref **refs, size_t *count);

/* The same for the page with this path, from the slash on, as an address has it: the owner may have named other
 * starters for some pages. Empty, or of no such page: those of all others. */
enum faqbot_status faqbot_starters_on(struct faqbot *bot, struct faqbot_view path, struct faqbot_view lang,
                                      const struct faqbot_entry_ref **refs, size_t *count);

/* What the owner wrote for that page, which is a path with the same starters; empty for all others. Valid as long as
 * the bot. */
struct faqbot_view faqbot_starters_path(const struct faqbot *bot, struct faqbot_view path);

/* The answer of entry `number`, from 0 to one less than faqbot_about()'s `entries`, in the order of the knowledge base,
 * as faqbot_get() returns it. *is_question: the entry answers a question; otherwise it is a passage, and `question` is
 * its heading. FAQBOT_NOT_FOUND if there are not so many; CORRUPT, IO, NO_MEMORY. */
enum faqbot_status faqbot_entry_at(struct faqbot *bot, size_t number, struct faqbot_answer *answer,
                                   bool *is_question);

/* Up to FAQBOT_SUGGESTIONS_MAX stored questions that complete what has been typed so far, best first. Finding none is
 * a success. *refs belongs to the bot and is valid until its next call. Statuses as for faqbot_ask(). */
enum faqbot_status faqbot_suggest(struct faqbot *bot, struct faqbot_view typed,
                                  const struct faqbot_entry_ref **refs, size_t *count);

/* -- Searching: what stands in the knowledge base, by its words ---------------------------------------------------- */

#define FAQBOT_HITS_MAX 50     /* hits of one search */
#define FAQBOT_HITS_DEFAULT 10 /* where no number is asked for */

/* Any bytes are a search. Words are found in any inflection, with or without accents and capitals, in phrasings,
 * titles and texts. There are three signs, and everything else that is no word parts words:
 *
 *     "minimum salary"   these words in a row
 *     pension*           words that begin so
 *     -tax               not in entries with this; `-` before a phrase likewise
 *
 * What lacks a sign's other half is read without it, and where all words have a `-`, it is no sign. Of a text of more
 * than FAQBOT_QUESTION_CHARS_MAX code points the beginning is read.
 *
 * The filter leaves out other entries, of a knowledge base of any size. How much a word tells is still what it tells in
 * all of it; for what it tells among the entries that pass, search in a part. */
struct faqbot_search_query {
    struct faqbot_view text;
    struct faqbot_filter filter;
    unsigned limit; /* hits wanted, up to FAQBOT_HITS_MAX; 0: FAQBOT_HITS_DEFAULT */
};

/* All of it belongs to the bot and is valid until its next call. */
struct faqbot_hits {
    const struct faqbot_hit *list; /* best first */
    size_t count;
    bool is_any;       /* no entry has all words: these have some */
    bool is_cut_short; /* so many have them that not all were looked at; there may be better ones */
};

/* Finds the entries that have all words of the query or, where none has, some of them. Finding none is a success, and
 * so is a search without words. Fails with FAQBOT_LIMIT if `limit` is too large; CORRUPT, IO, NO_MEMORY. */
enum faqbot_status faqbot_search(struct faqbot *bot, const struct faqbot_search_query *query,
                                 const struct faqbot_hits **hits);

/* -- Explaining: why the bot answers as it does, for authors and for people who doubt an answer -------------------- */

/* How a search word came about. */
enum faqbot_word_origin {
    FAQBOT_WORD_TYPED,
    FAQBOT_WORD_CORRECTED, /* a misspelled word, corrected */
    FAQBOT_WORD_SYNONYM,   /* by a synonym, perhaps for several words, or by another spelling */
    FAQBOT_WORD_CONTEXT    /* taken over from the entry answered last */
};

enum faqbot_word_role {
    FAQBOT_WORD_CONTENT,
    FAQBOT_WORD_FUNCTION, /* holds a sentence together ("the", "how"), and counts little */
    FAQBOT_WORD_UNKNOWN   /* a content word that no entry contains */
};

struct faqbot_explained_word {
    /* what it stands for in the question, or in that of the entry answered last */
    struct faqbot_view written;
    struct faqbot_view read; /* what was searched for, case-folded */
    struct faqbot_view stem;
    enum faqbot_word_origin origin;
    enum faqbot_word_role role;
    double weight;  /* its share of the question's total weight; 0 for a repeated word */
    size_t entries; /* how many contain it */
    /* Of a content word that the best candidate lacks: a word there that is like it, by meaning or as written, and how
     * like, up to 1. The likeness is 0 where there is none, and for a repeated word; `like` is empty, too, where only
     * the likeness is known. */
    struct faqbot_view like;
    double likeness;
};

struct faqbot_explained_candidate {
    struct faqbot_view id;
    struct faqbot_view question;
    double score;                /* as in faqbot_answer */
    double rank_score;           /* what the order follows: the sum of the contributions, to the millionth */
    const double *contributions; /* by feature: what it adds to `rank_score` */
};

/* One of the quantities that the confidence is computed from. */
struct faqbot_explained_part {
    const char *name;    /* "saturation"; static, as is `meaning` */
    const char *meaning; /* a clause in plain words */
    double value;
    double effect; /* the confidence minus what it would be if this part were neutral */
};

/* All views and arrays belong to the bot and are valid until its next call. */
struct faqbot_explanation {
    struct faqbot_view text; /* the question */
    struct faqbot_view
        read; /* the part of it that was read: a sentence that asks, or all but greetings and thanks */
    /* the language it was read in, a BCP 47 tag; empty: English, for lack of evidence */
    struct faqbot_view lang;
    bool is_reworded;    /* one-way synonyms were added, because that gave more confidence */
    bool is_followed_up; /* it was read together with the entry answered last, for the same reason */

    const struct faqbot_explained_word *words; /* in the order of the question */
    size_t word_count;
    const struct faqbot_correction *corrections;
    size_t correction_count;
    const struct faqbot_view *unknown_words;
    size_t unknown_word_count;

    const char *const *features; /* their names */
    size_t feature_count;
    const struct faqbot_explained_candidate *candidates; /* best first */
    size_t candidate_count;

    /* Outcome and confidence are those of faqbot_ask(). Of a question that asks several things, what is explained is
     * how it is read as a whole; that its parts are answered alone is told by the first of the `changes`. */
    enum faqbot_outcome outcome;
    double confidence;
    const struct faqbot_explained_part *parts; /* none if there is no candidate */
    size_t part_count;
    double answered_threshold; /* from this confidence on the bot answers */
    double unsure_threshold;   /* from this one on it offers a choice */

    /* What would have changed the outcome, in sentences. Each was tried: the bot was asked the question without the
     * word, with the word spelled correctly, or without the entry answered last. Entries that were left out because
     * they never answer the question are named too, with the lines that say so. */
    const struct faqbot_view *changes;
    size_t change_count;
};

/* Explains what faqbot_ask() answers to the same question. Statuses as there. */
enum faqbot_status faqbot_explain(struct faqbot *bot, const struct faqbot_question *question,
                                  struct faqbot_explanation *explanation);

/* The same without `changes`, which take a search each: this takes one search in all. */
enum faqbot_status faqbot_explain_brief(struct faqbot *bot, const struct faqbot_question *question,
                                        struct faqbot_explanation *explanation);

/* Passes the explanation to `take` as one JSON object without line breaks. NO_MEMORY. */
enum faqbot_status faqbot_explain_json(const struct faqbot_explanation *explanation,
                                       faqbot_text_callback *take, void *user);

/* -- Names -------------------------------------------------------------------------------------------------------- */

/* The one of `count` names that is nearest to `word` in edit distance (restricted Damerau-Levenshtein), the first of
 * equals, for messages like "did you mean ...?". NULL if none is within a third of the word's length, rounded up. */
const char *faqbot_nearest_name(const char *word, const char *const *names, size_t count);

#endif
