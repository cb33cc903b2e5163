/* faqbot_tools.h - the authors' side: index a knowledge base, check and compare it, learn from the journal what it
 * lacks, import and export.
 *
 *     struct faqbot_index_options options = {.knowledge = "knowledge", .output = "faq.index", .update = true};
 *     struct faqbot_index_result result;
 *     struct faqbot_fault fault;
 *     if (faqbot_index(&options, &result, &fault) != FAQBOT_OK) {
 *         fprintf(stderr, "%s:%u: %s\n", fault.path, fault.line, fault.sentence);
 *         return EXIT_FAILURE;
 *     }
 *     printf("%zu entries, %zu warnings\n", result.entries, result.warnings);
 *
 * Each tool is one call with a struct of options (borrowed until it returns; all zero is the default, apart from what
 * the tool works on) and a struct of results. Where a call may find many things it tells of them through a callback,
 * as they come, and what it hands to a callback is valid until the callback returns. On failure `fault` says what is
 * wrong and where. The tools print nothing: showing results is the front end's business. */
#ifndef FAQBOT_TOOLS_H
#define FAQBOT_TOOLS_H

#include <faqbot.h>
#include <faqbot_journal.h>

/* -- Progress: what a tool that takes long tells its caller -------------------------------------------------------- */

/* What is counted each tool says. */
struct faqbot_progress {
    uint64_t done;
    uint64_t total; /* 0: not known yet */
};

/* Called again and again while a tool works. Any status but FAQBOT_OK stops it with that status. */
typedef enum faqbot_status faqbot_progress_callback(void *user, const struct faqbot_progress *progress);

/* -- Index: prepare a knowledge base once, so that opening it is fast ---------------------------------------------- */

struct faqbot_index_progress {
    uint64_t bytes;       /* read so far, of the knowledge base's files */
    uint64_t bytes_total; /* the files' size at the start; `bytes` exceeds it if a file grows meanwhile */
    size_t entries;       /* added so far */
};

/* Called again and again while the index is built, including after the last byte while it is written. Any status but
 * FAQBOT_OK stops the build. */
typedef enum faqbot_status faqbot_index_progress_callback(void *user,
                                                          const struct faqbot_index_progress *progress);

struct faqbot_index_options {
    const char *knowledge; /* a folder or a file */
    const char *today;     /* as faqbot_options has it */
    const char *output;    /* the index file; written under a temporary name beside it, then renamed */
    faqbot_fault_callback *report; /* receives each fault in the knowledge base; may be NULL */
    void *report_user;
    faqbot_index_progress_callback *watch; /* may be NULL */
    void *watch_user;
    bool update;         /* reuse whatever has not changed from the `output` that exists */
    const char *encoder; /* the file of a sentence encoder; "no": none; NULL: as bot.yml says */
};

struct faqbot_index_result {
    size_t entries;
    size_t phrasings;
    size_t warnings;
    size_t errors; /* files, lines and entries that were left out */
    char version[17];
    /* False: built from scratch. True: phrasings are not counted, and only faults in what has changed are. */
    bool is_updated;
    size_t changed; /* updated: entries that were replaced or added */
};

/* Writes an index. The same knowledge base gives the same bytes. Whatever happens, `output` is either the old index or
 * the complete new one; what a killed process left behind is removed, or rolled back when the index is next opened.
 * Fails with FAQBOT_NOT_FOUND, IO, INVALID (nothing readable in the knowledge base), NO_MEMORY or the status that
 * `watch` returned, and then fills `fault`.
 *
 * An update reads the knowledge base again but processes only what has changed. The result answers exactly as an
 * index built from scratch, though its bytes differ. The index is built from scratch after all if there is none yet
 * or it has another format; if something was learned from the phrasings (`is_learned` below), or would be now; if
 * settings, the encoder, synonyms, languages or headings of passages have changed; if entries were removed, or added
 * elsewhere than at the end; or if too much has changed. */
enum faqbot_status faqbot_index(const struct faqbot_index_options *options,
                                struct faqbot_index_result *result, struct faqbot_fault *fault);

/* -- Stats: what is in an index, and how it was built -------------------------------------------------------------- */

#define FAQBOT_STATS_TABLES_MAX 32
#define FAQBOT_STATS_NAME_BYTES 32

/* A table of the file, together with its indexes. */
struct faqbot_stats_table {
    char name[FAQBOT_STATS_NAME_BYTES];
    uint64_t bytes;
};

struct faqbot_stats {
    char version[17];    /* a hash of the content, as in faqbot_about() */
    char program[32];    /* the version of the program that built it; empty if it did not say */
    unsigned format;     /* of the schema */
    char languages[512]; /* tags separated by spaces, the knowledge base's own first */
    bool is_learned;     /* classifiers were learned from the phrasings: see faqbot-stats(1) */
    bool has_lexicon;    /* words of a like meaning are found; no: bot.yml says "lexicon: no" */
    char encoder[64];    /* the name of the sentence encoder that it was made with; empty: none */
    char encoder_hash[17];
    uint64_t vectors; /* that the encoder made */
    bool
        is_compared_with_all; /* a question with all of them; no: with those of candidates, as they are too many */
    uint64_t questions;       /* FAQ entries */
    uint64_t passages;
    uint64_t phrasings; /* of all entries, including each entry's first */
    uint64_t words;     /* in all texts that are searched */
    uint64_t spellings; /* distinct words as written, case-folded */
    uint64_t stems;     /* distinct */
    uint64_t bytes;     /* of the file */
    struct faqbot_stats_table tables[FAQBOT_STATS_TABLES_MAX]; /* largest first */
    size_t table_count;                                        /* 0 if this machine's SQLite cannot tell */
};

/* Whether there is a file at `path` that begins as an index does, and no file of a knowledge base. It may still be
 * damaged, which opening it tells. */
bool faqbot_is_index(const char *path);

/* Reads all of an index file. Fails as faqbot_open() does for one, and then fills `fault`. */
enum faqbot_status faqbot_stats(const char *index, struct faqbot_stats *stats, struct faqbot_fault *fault);

/* -- Split: an index in parts, for an engine that is to be a first stage ------------------------------------------- */

/* How often an entry's field has a stem: 1 to 255, more counting as that. */
struct faqbot_split_stem {
    uint32_t stem;
    uint32_t count;
};

struct faqbot_split_entry {
    uint32_t number;
    struct faqbot_view id;                                      /* as its author wrote it */
    const struct faqbot_split_stem *stems[FAQBOT_STAGE_FIELDS]; /* each once, rising */
    size_t stem_counts[FAQBOT_STAGE_FIELDS];
    struct faqbot_view packed;
};

/* Either may end the splitting with a status other than FAQBOT_OK. */
struct faqbot_split_sink {
    void *user;
    enum faqbot_status (*entry)(void *user, const struct faqbot_split_entry *entry); /* each, in order */
    enum faqbot_status (*collection)(void *user, struct faqbot_view collection);     /* once, after them */
};

/* What an index consists of. */
struct faqbot_split_result {
    char version[17]; /* as in faqbot_about() */
    size_t entries;
};

/* Reads an index and hands out its collection and its entries as struct faqbot_stage gives them back. Vectors of an
 * encoder, and what suggestions and searches by words take, are left out. *result is filled before the sink is called.
 * Fails with the sink's status, or as faqbot_open() does for an index; LIMIT: the collection or an entry is too large.
 * `fault` is filled. */
enum faqbot_status faqbot_split(const char *index, const struct faqbot_split_sink *sink,
                                struct faqbot_split_result *result, struct faqbot_fault *fault);

/* -- Check: what is wrong with a knowledge base, with file, line and what to do ------------------------------------ */

#define FAQBOT_CHECK_ANSWER_CHARS 1500 /* code points of an answer; a longer one is a finding */

struct faqbot_check_options {
    const char *knowledge; /* a folder or a file */
    const char *
        today; /* YYYY-MM-DD, which review_by, valid_from and valid_until are compared with; NULL: they are not */
    const char *encoder;           /* as faqbot_options has it */
    faqbot_fault_callback *report; /* receives each finding; may be NULL */
    void *report_user;
};

struct faqbot_check_result {
    size_t entries;
    size_t phrasings;    /* that were asked */
    size_t tests;        /* questions in tests.tsv */
    size_t failed_tests; /* of these */
    size_t warnings;     /* findings of each severity */
    size_t errors;
    size_t hints;
};

/* Checks a knowledge base: reads it, asks every entry's phrasings and, if it is a folder, the questions of its
 * tests.tsv. Findings come as they are made: first what reading finds (the faults that faqbot_open() reports, except
 * that a link that would be unsafe to follow is an error here), then what the entries show, what asking shows, and the
 * tests. Each has a rule; the manual lists them. What is
 * found several times in one file is one finding, which names the other lines, unless it is about a question.
 * Memory and time grow no faster than the number of questions in the knowledge base.
 *
 * Findings are not a failure: the status is FAQBOT_OK, and `result` counts them. Fails as faqbot_open() does, or with
 * FAQBOT_INVALID if `today` is not a date, and then fills `fault`. */
enum faqbot_status faqbot_check(const struct faqbot_check_options *options,
                                struct faqbot_check_result *result, struct faqbot_fault *fault);

/* -- Tests: the questions of a knowledge base's tests.tsv ---------------------------------------------------------- */

struct faqbot_tests_result {
    size_t tests;
    size_t failed;
};

/* Asks the bot the questions of tests.tsv in the folder `knowledge`, and reports each that is not answered as the file
 * says, by its line. A knowledge base without the file has no tests, which is a success. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status faqbot_test(struct faqbot *bot, const char *knowledge, faqbot_fault_callback *report,
                               void *report_user, struct faqbot_tests_result *result);

/* -- Sources: where an entry stands, and one line more there ------------------------------------------------------- */

/* An entry as its author wrote it. */
struct faqbot_source {
    const char *path;
    unsigned line; /* of the question or heading */
    bool is_question;
    struct faqbot_view id;
    const struct faqbot_view *phrasings; /* the question first */
    size_t phrasing_count;
    const struct faqbot_view *exclusions; /* questions that it never answers */
    size_t exclusion_count;
};
typedef void faqbot_source_callback(void *user, const struct faqbot_source *source);

/* Reads the knowledge base, a folder or a file, up to the entry with that id, and hands it over; `today` as
 * faqbot_options has it. FAQBOT_NOT_FOUND if there is none; otherwise as faqbot_open(). `fault` is filled. */
enum faqbot_status faqbot_find_source(const char *knowledge, const char *today, struct faqbot_view id,
                                      faqbot_source_callback *take, void *user, struct faqbot_fault *fault);

/* A number that is another one if a file of the knowledge base, folder or file, was changed, added, or removed, or the
 * configuration of its site was: so that who keeps a bot open knows when to open another. Files are not looked into. */
enum faqbot_status faqbot_knowledge_stamp(const char *knowledge, uint64_t *stamp, struct faqbot_fault *fault);

enum faqbot_addition {
    FAQBOT_ADD_ALSO, /* the question is a phrasing of the entry */
    FAQBOT_ADD_NOT,  /* the entry never answers it */
    FAQBOT_ADD_TEST  /* tests.tsv expects the entry, or several, or none ("-"), for it */
};

struct faqbot_add_options {
    const char *knowledge;
    const char *today; /* as faqbot_options has it */
    enum faqbot_addition addition;
    struct faqbot_view entry;    /* its id; for a test, ids joined by commas, or "-" */
    struct faqbot_view question; /* as it was typed */
};

/* What was done, as faqbot_add_undo() needs it. */
struct faqbot_added {
    char path[FAQBOT_FAULT_PATH_BYTES];
    char backup[FAQBOT_FAULT_PATH_BYTES]; /* the file as it was: the path and "~"; empty: there was none */
    unsigned line;                        /* that was added */
    uint64_t stamp;                       /* of the file after it */
    uint64_t backup_stamp;
};

/* Writes one line into the author's own file: `- also: QUESTION` or `- not: QUESTION` below the entry's question, or
 * into the lists of its line of JSON, or a test at the end of tests.tsv, which is made if there is none. Every other
 * byte stays, and the file's mode. The file as it was is kept beside it, as FILE~. Either the file is the old one or
 * it is the new one, whatever happens, and after an ALSO or NOT the knowledge base was read again and has it; if not,
 * the old file is back.
 *
 * FAQBOT_INVALID: the question cannot stand there, the entry has it, or the file is a link, which is not followed;
 * NOT_FOUND: there is no such entry; LIMIT: the file is too large; IO: it cannot be read or written, or somebody else
 * wrote to it meanwhile; NO_MEMORY. `fault` says what and what to do, and nothing has changed. */
enum faqbot_status faqbot_add(const struct faqbot_add_options *options, struct faqbot_added *added,
                              struct faqbot_fault *fault);

/* Puts the backup in the file's place, unless either has changed since (FAQBOT_INVALID). A file that was made is
 * removed. FAQBOT_IO. */
enum faqbot_status faqbot_add_undo(const struct faqbot_added *added, struct faqbot_fault *fault);

/* -- Diff: what a new knowledge base answers differently from the old one ------------------------------------------ */

#define FAQBOT_DIFF_CONFIDENCE_DELTA .1 /* a confidence that changes by more is reported */

enum faqbot_change_kind {
    FAQBOT_CHANGE_ANSWER, /* another entry answers, or the same one with another text */
    FAQBOT_CHANGE_GAINED, /* answered now, and was not */
    FAQBOT_CHANGE_LOST,   /* was answered, and is not */
    FAQBOT_CHANGE_MOVED,  /* the same outcome with a different confidence */
    FAQBOT_CHANGE_KINDS
};

/* One side of a change. `entry` is empty if the question is not answered. */
struct faqbot_change_side {
    enum faqbot_outcome outcome;
    struct faqbot_view entry;
    double confidence;
};

struct faqbot_change {
    enum faqbot_change_kind kind;
    struct faqbot_view question;
    struct faqbot_change_side before;
    struct faqbot_change_side after;
};

typedef void faqbot_diff_callback(void *user, const struct faqbot_change *change);

struct faqbot_diff_options {
    const char *before; /* a folder, a file or an index */
    const char *after;  /* the same */
    /* a file of more questions, one a line, up to a tab if there is one; may be NULL */
    const char *questions;
    const char *today;   /* as faqbot_options has it */
    const char *encoder; /* likewise, for both */
    const char *journal; /* its questions are asked too, once each; may be NULL */
    const struct faqbot_journal_store *journal_store; /* in place of a file; then `journal` is its name */
    int64_t since; /* seconds since 1970: skip questions that the journal has from before */
    faqbot_diff_callback *tell;
    void *tell_user;
    faqbot_progress_callback *watch; /* of the questions, while they are asked; may be NULL */
    void *watch_user;
    faqbot_fault_callback *report; /* receives each fault in what is read; may be NULL */
    void *report_user;
};

struct faqbot_diff_result {
    size_t questions; /* asked */
    size_t changes[FAQBOT_CHANGE_KINDS];
};

/* Asks both the same questions: the phrasings of the FAQ entries of either, the questions of tests.tsv of either that
 * is a folder, those of the file and those of the journal; equal ones once, in this order. Fails as faqbot_open()
 * does, or if the file of questions or the journal cannot be read, and then fills `fault`. */
enum faqbot_status faqbot_diff(const struct faqbot_diff_options *options, struct faqbot_diff_result *result,
                               struct faqbot_fault *fault);

/* -- Gaps: what visitors asked in vain or called unhelpful, and so what to write next ------------------------------ */

/* Of all distinct questions; later ones are left out. Questions are the same if their words are, whatever their case
 * and punctuation. */
#define FAQBOT_GAPS_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define FAQBOT_GAPS_QUESTIONS_MAX 20000 /* distinct questions, the most frequent ones; the rest is left out */
#define FAQBOT_GAP_PHRASINGS_MAX 10 /* shown for one gap, and lines of one proposal; the most frequent ones */
#define FAQBOT_GAP_PROPOSALS_MAX 4  /* for one gap */

/* Below this confidence the nearest entry is not the one that was meant, whatever else speaks for it. */
#define FAQBOT_GAPS_ALSO_CONFIDENCE .3

/* Proposals are tried out, each with an index made anew in memory: so many of them, of the largest gaps, on a knowledge
 * base of so many entries, with so many of the questions that were answered, the most frequent ones. */
#define FAQBOT_TRIALS_MAX 50
#define FAQBOT_TRIAL_ENTRIES_MAX 2000
#define FAQBOT_TRIAL_QUESTIONS_MAX 1000
#define FAQBOT_TRIAL_ENCODED_QUESTIONS_MAX                                                                   \
    100 /* with an encoder, which reads each anew in some milliseconds */
#define FAQBOT_TRIAL_CHANGES_MAX                                                                             \
    5 /* told of one trial: first tests that it breaks, then others, then questions */

/* A question that a proposal would have answered otherwise. */
struct faqbot_trial_change {
    unsigned line;               /* of tests.tsv; 0: visitors asked it */
    bool is_broken;              /* a test that passes today, and would fail */
    struct faqbot_view question; /* a stranger's text, unless it is a test */
    struct faqbot_view expected; /* as tests.tsv has it; empty: visitors asked it */
    struct faqbot_change_side before;
    struct faqbot_change_side after;
};

/* What a proposal would change. */
struct faqbot_trial {
    const char *skipped; /* why it was not tried: part of a sentence; NULL: it was */
    size_t own;          /* lines of the proposal, */
    size_t own_right;    /* that then come out as meant */
    size_t tests;        /* of the knowledge base's tests.tsv, */
    size_t broken;       /* that pass today and would fail: what breaks one should not be pasted */
    size_t mended;       /* that fail today and would pass */
    size_t asked;        /* distinct questions that the journal has as answered, without the lines, */
    size_t changed;      /* that another entry would answer, or none, or one that is not answered today */
    const struct faqbot_trial_change *changes;
    size_t change_count;
};

enum faqbot_proposal_kind {
    /* Lines "- also: ..." for the entry that is nearest to them, which visitors called helpful for the like. */
    FAQBOT_PROPOSAL_ALSO,
    /* Lines "- not: ..." by which the entry never answers this again, which visitors called unhelpful more often than
     * helpful. */
    FAQBOT_PROPOSAL_NOT,
    /* A question in Markdown, which lacks its answer. None is proposed for what several entries answer as well, of
     * which the bot offers a choice. */
    FAQBOT_PROPOSAL_NEW,
    /* The entry's answer to its own question was called unhelpful more often than helpful: it is what to improve. */
    FAQBOT_PROPOSAL_ANSWER,
};

struct faqbot_proposal {
    enum faqbot_proposal_kind kind;
    struct faqbot_view entry;    /* its id; empty: NEW */
    struct faqbot_view markdown; /* to paste; safe as Markdown, and to be sanitized where it is shown */
    size_t helpful;              /* what visitors called the entry's answer to the questions of the gap */
    size_t unhelpful;
    double confidence;         /* ALSO: the least for one of its lines; otherwise 0 */
    struct faqbot_trial trial; /* ANSWER: skipped */
};

/* One way in which it was asked. */
struct faqbot_gap_phrasing {
    struct faqbot_view question; /* as first typed: a stranger's text, to be sanitized where it is shown */
    size_t asked;
};

/* Questions that ask the same, as far as words tell: the same content words, synonyms of the knowledge base, and
 * words or whole questions that a lexicon or a sentence encoder finds alike. Each is alike each other of its gap. */
struct faqbot_gap {
    size_t asked;                                /* in all: the sum of the next three */
    size_t none;                                 /* the bot did not know */
    size_t unsure;                               /* the bot offered a choice */
    size_t unhelpful;                            /* it answered, and the visitor called that unhelpful */
    const struct faqbot_gap_phrasing *phrasings; /* most frequent first; of equal ones the earliest */
    size_t phrasing_count;
    size_t phrasings_total;
    struct faqbot_entry_ref nearest; /* the entry nearest to the first phrasing today; empty id: none */
    double confidence;               /* that it answers the question */
    const struct faqbot_proposal *proposals;
    size_t proposal_count;
};
typedef void faqbot_gaps_callback(void *user, const struct faqbot_gap *gap);

struct faqbot_gaps_options {
    const char *journal;                              /* the file */
    const struct faqbot_journal_store *journal_store; /* in its place; then `journal` is its name */
    const char *knowledge;                            /* a folder or a file; NULL: use `index` */
    const char *index;
    const char *today;   /* as faqbot_options has it */
    const char *encoder; /* likewise */
    int64_t since;       /* seconds since 1970: skip what is older */
    int64_t until;       /* skip what is from then or later; 0: no end */
    bool no_trials;      /* proposals are not tried out, which may take most of the time */
    faqbot_gaps_callback *tell;
    void *tell_user;
    faqbot_progress_callback *watch; /* of the distinct questions, while they are asked; may be NULL */
    void *watch_user;
    faqbot_fault_callback *report; /* receives each fault in the knowledge base; may be NULL */
    void *report_user;
};

struct faqbot_gaps_result {
    size_t rows;         /* of the journal that were examined */
    size_t unanswered;   /* of these, not answered then */
    size_t unhelpful;    /* answered, and called unhelpful */
    size_t closed;       /* of both, answered by another entry today; no gap is made of them */
    size_t left_out;     /* rows beyond a limit above, or without a question that can be asked */
    size_t not_compared; /* open questions that were not compared with all others, since they are too many */
    size_t gaps;
};

/* Asks today's knowledge base what the journal says was asked in vain, groups similar questions, and reports each gap,
 * the most frequent first, with proposals that are tried out. Small talk is no gap. The same journal and knowledge base
 * give the same gaps. Fails as faqbot_open() and faqbot_journal_read() do, and then fills `fault`; no gap is reported
 * before everything has been read. */
enum faqbot_status faqbot_gaps(const struct faqbot_gaps_options *options, struct faqbot_gaps_result *result,
                               struct faqbot_fault *fault);

/* -- Import: another service's export in, our JSON Lines out ------------------------------------------------------- */

#define FAQBOT_IMPORT_FILE_BYTES_MAX ((size_t)128 * 1024 * 1024) /* of the file that is imported */
#define FAQBOT_IMPORT_CELL_BYTES_MAX ((size_t)1024 * 1024)       /* of one cell of a table, or one text */
#define FAQBOT_IMPORT_ROWS_MAX 1000000                           /* of one file, including those skipped */
#define FAQBOT_IMPORT_COLUMNS_MAX 1024                           /* of a table */

enum faqbot_import_outcome {
    FAQBOT_IMPORT_ADDED,   /* the row became an entry */
    FAQBOT_IMPORT_MERGED,  /* the row adds a phrasing to an earlier row's entry, or repeats it */
    FAQBOT_IMPORT_SKIPPED, /* nothing of the row is kept */
    FAQBOT_IMPORT_NOTE,    /* part of the row, or of the whole file (row 0), is dropped or changed */
    FAQBOT_IMPORT_OUTCOMES
};

/* What became of a row, or a note about it; a row's notes follow its outcome. */
struct faqbot_import_event {
    enum faqbot_import_outcome outcome;
    size_t row;            /* the line in a table or in JSON Lines, otherwise the entry's number from 1 */
    struct faqbot_view id; /* ADDED, MERGED: the entry's; otherwise empty */
    struct faqbot_view question; /* the row's, its first 300 characters; may be empty */
    struct faqbot_view sentence; /* SKIPPED: why; NOTE: what; otherwise empty. No final full stop */
};
typedef void faqbot_import_callback(void *user, const struct faqbot_import_event *event);

/* A page that the caller has fetched: the library opens no connection. */
struct faqbot_import_page {
    const char *address;
    struct faqbot_view bytes;
};

struct faqbot_import_options {
    const char *format; /* a name from faqbot_import_format(); NULL: it is found out, and noted */
    const char
        *input; /* a file, a zip or, where the format has several files, a folder; "-": file descriptor 0 */
    const struct faqbot_import_page *pages; /* what is imported in place of a file; NULL: `input` is read */
    size_t page_count;
    const char *folder; /* the knowledge base to write into; created if missing, but its parents are not */
    const char
        *name; /* of the file in it, without slashes; NULL: made of the input's. No regard is then had to ids
                           that other files of the folder have */
    const char *map;      /* what each column is: "question=COLUMN,answer=COLUMN,also=COLUMN*"; may be NULL */
    bool is_markdown;     /* answers are Markdown, where the format has no mark-up */
    bool no_header;       /* the table has no heading; columns are called by their numbers */
    const char *encoding; /* of the input; NULL: UTF-8, UTF-16 with a mark, or what a page declares */
    const char *base_url; /* where the page is that is imported, for its links; may be NULL */
    bool dry_run;         /* write nothing; `folder` may be NULL */
    bool force;           /* replace an output that exists */
    faqbot_import_callback *tell; /* receives each row, in order; may be NULL */
    void *tell_user;
    /* Of the rows; their number is not known before all are read. May be NULL. */
    faqbot_progress_callback *watch;
    void *watch_user;
    /* Called once, after everything is read and before anything is written: a process that is killed after this may
     * leave a hidden file in the folder. May be NULL. */
    void (*before_writing)(void *user);
    void *writing_user;
};

#define FAQBOT_IMPORT_REASONS_MAX 4
#define FAQBOT_IMPORT_REASON_BYTES 128

/* Why rows were skipped. */
struct faqbot_import_reason {
    size_t rows;
    char sentence[FAQBOT_IMPORT_REASON_BYTES]; /* as the events have it, cut to what fits */
};

struct faqbot_import_result {
    size_t rows[FAQBOT_IMPORT_OUTCOMES]; /* by outcome; for NOTE, the number of notes */
    size_t entries;                      /* written; in a dry run, that would be */
    size_t phrasings;                    /* of these entries: questions and alternative questions */
    size_t languages; /* that these entries name; those of our own JSON Lines are not counted */
    /* The first reasons that came up, and their number; rows that are in none of them were skipped for others. */
    struct faqbot_import_reason reasons[FAQBOT_IMPORT_REASONS_MAX];
    size_t reason_count;
    char output[FAQBOT_FAULT_PATH_BYTES]; /* the file written; in a dry run, its name within the folder */
};

/* Imports a file as FOLDER/NAME.jsonl. NAME consists of the letters and digits of the input's name without its
 * extension, or of the format's name if the input has none. The file is written under a hidden temporary name, synced,
 * then renamed: whatever happens, NAME.jsonl is either the old file or the complete new one, and nothing outside
 * `folder` is touched. A row that is not kept is reported and is not a failure.
 *
 * Fails with FAQBOT_INVALID (no such format or column, a file of another format, nothing to keep, or an output that
 * exists), FAQBOT_NOT_FOUND, FAQBOT_IO, FAQBOT_LIMIT (a limit above) or FAQBOT_NO_MEMORY. Then `fault` is filled, with
 * the row if one is to blame, and nothing has been written. */
enum faqbot_status faqbot_import(const struct faqbot_import_options *options,
                                 struct faqbot_import_result *result, struct faqbot_fault *fault);

/* The name of the format at `index` and a line about it; false past the last one. Static texts. */
bool faqbot_import_format(size_t index, const char **name, const char **description);

/* -- Export: our own JSON Lines, which lose nothing, or another program's format ----------------------------------- */

/* What the format has no place for. `sentence` has no final full stop ("no section can be said"), `entries` says how
 * many it concerns and `first` is the id of the first; 0 and empty: it concerns the knowledge base as a whole. */
struct faqbot_export_loss {
    struct faqbot_view sentence;
    size_t entries;
    struct faqbot_view first;
};
typedef void faqbot_export_loss_callback(void *user, const struct faqbot_export_loss *loss);

/* Takes the next bytes. False: they cannot be taken, and the export ends. */
typedef bool faqbot_export_write_callback(void *user, struct faqbot_view bytes);

struct faqbot_export_options {
    const char *format;    /* a name from faqbot_export_format() */
    const char *knowledge; /* a folder or a file; NULL: use `index` */
    const char *index;
    const char *today;  /* as faqbot_options has it */
    const char *output; /* a file, or a folder for a file named after the knowledge base; NULL: use `write` */
    bool force;         /* replace a file that exists */
    faqbot_export_write_callback *write; /* NULL if `output` is set */
    void *write_user;
    faqbot_fault_callback *report; /* receives each fault in the knowledge base; may be NULL */
    void *report_user;
    faqbot_export_loss_callback *tell; /* called at the end, for what was lost; may be NULL */
    void *tell_user;
};

struct faqbot_export_result {
    size_t entries;                       /* written */
    size_t left_out;                      /* have no place in the format */
    char version[17];                     /* of the knowledge base */
    char output[FAQBOT_FAULT_PATH_BYTES]; /* the file written; empty if there is none */
};

/* Exports all live entries; a file replaces an old one as safely as faqbot_import()'s does. Fails with FAQBOT_INVALID
 * (no such format, a file that exists, nothing readable in the knowledge base), as opening the knowledge base or the
 * index does, or with FAQBOT_IO or FAQBOT_NO_MEMORY; then `fault` is filled. */
enum faqbot_status faqbot_export(const struct faqbot_export_options *options,
                                 struct faqbot_export_result *result, struct faqbot_fault *fault);

/* The name of the format at `index` and a line about it; false past the last one. Static texts. */
bool faqbot_export_format(size_t index, const char **name, const char **description);

/* -- Report: what visitors asked, for the owner of a knowledge base ------------------------------------------------ */

/* A journal of any length is read in bounded memory. What is beyond a limit is counted, and the report says so. */
#define FAQBOT_REPORT_DAYS_MAX 4000                      /* on which anything happened */
#define FAQBOT_REPORT_LANGS_MAX 64                       /* further ones count as "other" */
#define FAQBOT_REPORT_TEXTS_BYTES_MAX ((size_t)32 << 20) /* of distinct entries, and of distinct searches */
#define FAQBOT_REPORT_GAPS_MAX 50                        /* the largest */
#define FAQBOT_REPORT_ENTRIES_MAX 1000           /* those that answered most, and those that never did */
#define FAQBOT_REPORT_SEARCHES_MAX 200           /* the most frequent */
#define FAQBOT_REPORT_COMMENTS_MAX 50            /* the latest */
#define FAQBOT_REPORT_UTC_OFFSET_MINUTES_MAX 840 /* either way */

enum faqbot_report_format {
    /* One document without scripts, whose policy lets it load nothing: plots are SVG, each with its table. */
    FAQBOT_REPORT_HTML,
    FAQBOT_REPORT_JSON, /* one object, whose members are the tables: lists of objects */
    FAQBOT_REPORT_CSV /* all tables in one: the first column names the table, and others are empty where it has none */
};

/* Receives the report, whole; false: it cannot be written. */
typedef bool faqbot_report_write_callback(void *user, struct faqbot_view bytes);

struct faqbot_report_options {
    const char *journal;                              /* the file */
    const struct faqbot_journal_store *journal_store; /* in its place; then `journal` is its name */
    const char *knowledge;                            /* a folder or a file; NULL: use `index` */
    const char *index;
    const char *today;      /* as faqbot_options has it */
    const char *encoder;    /* likewise */
    int64_t since;          /* seconds since 1970: skip what is older */
    int64_t until;          /* skip what is from then or later; 0: no end */
    int utc_offset_minutes; /* of the clock by which days begin and hours are told */
    enum faqbot_report_format format;
    faqbot_report_write_callback *write;
    void *write_user;
    faqbot_progress_callback *watch; /* of the distinct questions that are asked again; may be NULL */
    void *watch_user;
    faqbot_fault_callback *report; /* receives each fault in the knowledge base; may be NULL */
    void *report_user;
};

struct faqbot_report_result {
    size_t asked; /* questions */
    size_t searches;
    size_t gaps;
};

/* Counts what visitors asked, by day, hour, language and entry, groups what was asked in vain as faqbot_gaps() does,
 * and writes it all. The same journal, knowledge base and options give the same bytes. Fails as faqbot_gaps() does, or
 * with FAQBOT_IO if `write` fails; then nothing, or a part, was written, and `fault` is filled. */
enum faqbot_status faqbot_report(const struct faqbot_report_options *options,
                                 struct faqbot_report_result *result, struct faqbot_fault *fault);

/* -- YAML: a program's own configuration, read as safely as the knowledge base's ----------------------------------- */

#define FAQBOT_YAML_PAIRS_MAX 512 /* of a file, which has 64 KiB at most */

struct faqbot_yaml_pair {
    struct faqbot_view key;           /* of a mapping within the mapping: "outer.inner" */
    const struct faqbot_view *values; /* the list, or the one text; trimmed, and without a NUL */
    size_t value_count;               /* 0: the key has no value */
    bool is_list;
    unsigned line; /* of the key */
};
typedef void faqbot_yaml_callback(void *user, const struct faqbot_yaml_pair *pair);

/* Reads a flat mapping of texts and lists of texts from a file, without anchors, tags or further documents, and passes
 * on its pairs in order once the whole file has proved valid. FAQBOT_INVALID: it cannot be read or is something else,
 * and `fault` says what and where; NO_MEMORY. */
enum faqbot_status faqbot_yaml_map_read(const char *path, faqbot_yaml_callback *take, void *user,
                                        struct faqbot_fault *fault);

/* The configuration of the site that a knowledge base is part of, which lies in its folder or above: whoever watches
 * the knowledge base watches this file too. *path has `size` bytes and ends with a NUL. False: there is none,
 * its path is longer, or no memory. */
bool faqbot_site_file(const char *knowledge, char *path, size_t size);

#endif
