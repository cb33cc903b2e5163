/* cli/cli_internal.h - what the files of the command line share, a section for each, lower layers first. A file calls
 * only those of earlier sections, which a check of the objects' symbols holds; a command calls no other command.
 *
 * The way of a call: cli.c has options.c sort the words, picks the command's function, and that reads its options
 * (and serve its configuration, config.c), opens a bot (open.c), asks it (ask.c) or hands it to the library, and
 * writes what comes back: render.c for people, print.c for programs, error.c for what went wrong. The command line
 * uses the library's public headers and, of the core, only base/: it can do nothing that another program could not do
 * as well.
 *
 * A new command is a row of the table in options.c, a function cmd_NAME() declared at the end of this header and
 * named in cli.c, a part of share/help.txt, a page in share/ and its places in the three completions. */
#ifndef CLI_CLI_INTERNAL_H
#define CLI_CLI_INTERNAL_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <faqbot.h>
#include <faqbot_chat.h>
#include <faqbot_tools.h>

#include "util/util.h"

/* How a run ends, for the shell. Ordered, so that the worst of several is their maximum. */
enum cli_exit {
    CLI_GOOD = 0,       /* answered; done */
    CLI_UNANSWERED = 1, /* a question was not answered; a measure was missed; a check found something */
    CLI_ERROR = 2       /* something could not be done, and stderr says what */
};

static inline enum cli_exit cli_worse(enum cli_exit left, enum cli_exit right)
{
    return left > right ? left : right;
}

/* How failures travel. A function that takes a struct faqbot_fault last is a step of a sequence: it does nothing
 * where the fault holds a failure already, and fills it when it fails, so that steps are written one below the other
 * and asked about once, at the end ("the first error wins", as SQLite does it with its `int *pRc`). A fault starts as
 * {.status = FAQBOT_OK}. What such a step has written when an earlier one failed is not read.
 *
 * Three things are not failures in this sense, and are said where they are found, while the work goes on: faults of
 * single files of a knowledge base (error_report()), lines of input that cannot be asked, and everything that is
 * wrong in a configuration. */

/* Fills `fault` with FAQBOT_INVALID and a sentence. */
#define CLI_REFUSE(fault, ...) ((void)fault_set((fault), FAQBOT_INVALID, NULL, 0, __VA_ARGS__))

/* -- date.c: days as people write them, in UTC --------------------------------------------------------------------- */

/* The journal's times are seconds since 1970; people write days. Times of day are never read, and zones are not
 * known: every day is one of UTC. */

#define DATE_DAY_SECONDS 86400
#define DATE_BYTES 11        /* 2026-11-30 and a NUL */
#define DATE_MOMENT_BYTES 21 /* 2026-11-30T12:00:00Z and a NUL */

/* Reads YEAR-MONTH-DAY, years 1970 to 9999, as the seconds since 1970 at its midnight. False: there is no such
 * day. */
bool date_parse(const char *text, int64_t *seconds);

/* Writes the day of a moment, or the moment. Outside of the years above it is the nearest of them. */
void date_write(int64_t seconds, char text[DATE_BYTES]);
void date_write_moment(int64_t seconds, char text[DATE_MOMENT_BYTES]);

/* -- options.c: the tables of commands and options, and what was typed --------------------------------------------- */

/* One table of commands and one of options, which the parser, help, faqbot.conf and the environment read. An option
 * is added by a row there, a line in cli_internal.h, its sentence in the pages and completions of share/ (a test
 * names each place that was forgotten), and what reads it in the command. */

/* In the order of the table, which is that of help. */
enum command_id {
    COMMAND_ASK,
    COMMAND_SERVE,
    COMMAND_INDEX,
    COMMAND_STATS,
    COMMAND_EVAL,
    COMMAND_EXPLAIN,
    COMMAND_CHECK,
    COMMAND_DIFF,
    COMMAND_IMPORT,
    COMMAND_EXPORT,
    COMMAND_GAPS,
    COMMAND_JOURNAL,
    COMMAND_COMPLETION,
    COMMAND_HELP,
    COMMAND_VERSION,
    COMMAND_COUNT
};

#define COMMAND_BIT(id) (1U << (id))
#define COMMAND_ALL (COMMAND_BIT(COMMAND_COUNT) - 1U)

struct command {
    enum command_id id;
    const char *name;
    const char *operands; /* as help shows them; empty: none */
    size_t operands_min;
    size_t operands_max;
    const char *summary; /* a sentence without its full stop, which shells show too */
};

const struct command *command_at(size_t index);

/* The command of that name; and the name that is nearest to `word`. NULL where there is none. */
const struct command *command_find(const char *name);
const char *command_nearest(const char *word);

#define OPTION_VARIABLE_BYTES 64 /* of an environment variable's name, with its NUL */

enum option_id {
    /* What is read and written. */
    OPTION_KNOWLEDGE,
    OPTION_INDEX,
    OPTION_OUTPUT,
    OPTION_UPDATE,
    /* Of serve: where its options come from, who can reach it, and what it keeps. */
    OPTION_CONFIG,
    OPTION_CHECK_CONFIG,
    OPTION_LISTEN,
    OPTION_TLS_CERT,
    OPTION_TLS_KEY,
    OPTION_INSECURE,
    OPTION_WATCH,
    OPTION_JOURNAL,
    OPTION_RETENTION,
    OPTION_JOURNAL_SIZE,
    /* Of serve: how much a client may take, and how long. */
    OPTION_ASKS_PER_CONNECTION,
    OPTION_ASKS_PER_ADDRESS,
    OPTION_CONNECTIONS,
    OPTION_CONNECTIONS_PER_ADDRESS,
    OPTION_MESSAGE_BYTES,
    OPTION_FRAGMENTS,
    OPTION_QUEUE_BYTES,
    OPTION_HANDSHAKE_SECONDS,
    OPTION_HEADER_SECONDS,
    OPTION_KEEPALIVE_SECONDS,
    OPTION_SEND_SECONDS,
    OPTION_IDLE_SECONDS,
    OPTION_PING_SECONDS,
    OPTION_PONG_SECONDS,
    OPTION_DRAIN_SECONDS,
    /* Of serve: how it answers, whom it trusts, and what its operator sees. */
    OPTION_INLINE_MICROSECONDS,
    OPTION_CACHED_QUESTIONS,
    OPTION_TRUST_PROXY,
    OPTION_ORIGIN,
    OPTION_REQUIRE_ORIGIN,
    OPTION_FRAME_ANCESTOR,
    OPTION_HOST,
    OPTION_HSTS,
    OPTION_METRICS_LISTEN,
    OPTION_METRICS_FROM,
    OPTION_LOG,
    OPTION_LOG_ASKS,
    OPTION_LOG_QUESTIONS,
    /* Of the commands for authors. */
    OPTION_JSON,
    OPTION_TOP,
    OPTION_CONTEXT,
    OPTION_TIMING,
    OPTION_MIN,
    OPTION_ALL_RIGHT,
    OPTION_FAIL_ON,
    OPTION_TODAY,
    OPTION_MAP,
    OPTION_DRY_RUN,
    OPTION_FORCE,
    OPTION_SINCE,
    OPTION_BEFORE,
    OPTION_OLDER_THAN,
    OPTION_FORMAT,
    OPTION_MAN,
    /* Of all commands. */
    OPTION_COLOR,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_COUNT
};

struct option {
    enum option_id id;
    const char *name;  /* without the two dashes */
    char letter;       /* the short form; 0: none */
    const char *value; /* what the value is, for help; NULL: the option takes none */
    unsigned commands; /* COMMAND_BIT of each command that takes it */
    const char *
        summary; /* a sentence that can be read alone, without its full stop; the default last, in brackets */
};

const struct option *option_at(size_t index);

/* The option of that name or alias (`size` bytes, without dashes); NULL where there is none. */
const struct option *option_find(const char *name, size_t size);

/* Another name of the option, which means the same wherever the name is taken; NULL where it has none. */
const char *option_alias(const struct option *option);

bool option_is_for(const struct option *option, const struct command *command);

/* Whether it is an option of serve that the environment and the configuration file may set as well. */
bool option_is_setting(const struct option *option);

/* Whether it may be given several times, each time for one more value. */
bool option_repeats(const struct option *option);

/* The environment variables that set an option: FAQBOT_ and the option's name, then its alias, in capitals. */
#define OPTION_VARIABLES 2
struct option_variables {
    char names[OPTION_VARIABLES][OPTION_VARIABLE_BYTES];
    size_t count;
};
struct option_variables option_variables(const struct option *option);

/* The default that the summary states ("60"); empty where it states none. */
struct faqbot_view option_default(const struct option *option);

/* Where a value stands, so that a fault can name the line or the variable that has to be changed, and --check-config
 * can say where each option comes from. Zeroed: on the command line. */
struct option_place {
    const char *variable; /* of the environment; NULL: in none */
    const char *path;     /* of a file; NULL: in none */
    unsigned line;
};

struct option_value {
    enum option_id id;
    const char *text; /* empty where the option takes no value */
    bool is_off;      /* an option without a value that the environment or a file sets to false */
    struct option_place place;
};

/* What was typed. The arrays are released by options_release(); the strings are those of argv. */
struct options {
    const struct command *command;
    bool is_command_named;       /* false: it is the default */
    struct option_value *values; /* in the order given; an option may be there several times */
    size_t value_count;
    const char **operands;
    size_t operand_count;
};

/* Sorts argv (its first is the program's name). The command is the first operand, where that is one; otherwise it is
 * `ask`, and a lone word that is nearly a command is FAQBOT_INVALID, as are an unknown option, an option of another
 * command, a value too few or too many, and operands too few or too many: the fault names the nearest known.
 * FAQBOT_NO_MEMORY. `--` ends the options. */
void options_parse(int argc, char *const *argv, struct options *options, struct faqbot_fault *fault);
void options_release(struct options *options);

/* Whether the option was given, and not switched off; the last value it was given, or its text; NULL where it was
 * not. */
bool options_has(const struct options *options, enum option_id id);
const struct option_value *options_find(const struct options *options, enum option_id id);
const char *options_text(const struct options *options, enum option_id id);

/* The operands with a space between each two, to be freed; NULL where there is no memory, which `fault` says. */
char *options_join(const struct options *options, struct faqbot_fault *fault);

/* The value as a whole number from `least` to `most`; as a number of bytes, 0 or from `least` to OPTION_SIZE_MAX,
 * with K, M or G behind it for units of 1024; as the seconds since 1970 of a day's midnight, UTC. Where the option
 * was not given, the number stays as it is. */
#define OPTION_SIZE_MAX (UINT64_C(1024) << 30)
void options_number(const struct options *options, enum option_id id, unsigned least, unsigned most,
                    unsigned *number, struct faqbot_fault *fault);
void options_size(const struct options *options, enum option_id id, uint64_t least, uint64_t *bytes,
                  struct faqbot_fault *fault);
void options_day(const struct options *options, enum option_id id, int64_t *seconds,
                 struct faqbot_fault *fault);

/* Which of `names` the value is; `otherwise` where the option was not given. */
size_t options_choice(const struct options *options, enum option_id id, const char *const *names,
                      size_t count, size_t otherwise, struct faqbot_fault *fault);

/* Fills `fault` with FAQBOT_INVALID and a sentence that begins with the option's name as it is written where its
 * value stands, and goes on with the format. */
void options_refuse(const struct option_value *value, struct faqbot_fault *fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* -- print.c: text from strangers made fit for a terminal, JSON, and lines of a width ------------------------------ */

/* Whatever a stranger may have written, names of files included, is shown through sanitize_*() or what is built on
 * it. Functions that take a FILE are for both streams and for the tests; print() and records are for stdout, where
 * results go. */

/* One character that may be shown. */
struct glyph {
    char bytes[4]; /* UTF-8 */
    size_t size;
    unsigned columns; /* on the terminal: 0 (combining), 1 or 2 */
};

/* Takes the next character that may be shown off the front of *text; false at its end. Dropped: control characters
 * (C0 but newline, DEL, C1), so that no escape sequence is left, controls of writing direction, tags and byte order
 * marks. A tab and the separators of lines and paragraphs become spaces. Bytes that are not UTF-8 become U+FFFD. */
bool sanitize_next(struct faqbot_view *text, struct glyph *glyph);

/* Writes what may be shown of `text`, newlines turned into spaces; print() does so on stdout. */
void sanitize_write(FILE *out, struct faqbot_view text);
void print(struct faqbot_view text);

/* Writes a JSON text with its characters that may not be shown as escapes: they can stand in its strings only, so it
 * means the same. */
void sanitize_write_json(FILE *out, struct faqbot_view json);

/* Writes `text` as a JSON string with its quotes, escaped where a character may not be shown. */
void sanitize_write_string(FILE *out, struct faqbot_view text);

/* The columns that `text` takes on a terminal. */
unsigned sanitize_columns(struct faqbot_view text);

/* A JSON object in a line of stdout, written value after value between record_begin() and record_end(). Names are
 * NULL within an array. It knows only about commas: what is opened has to be closed. */
struct record {
    bool comma_due;
};
struct record record_begin(void);
void record_end(struct record *record);
void record_open(struct record *record, const char *name, char bracket);
void record_close(struct record *record, char bracket);
void record_text(struct record *record, const char *name, struct faqbot_view text);
void record_text_or_null(struct record *record, const char *name,
                         struct faqbot_view text); /* null: it is empty */
void record_count(struct record *record, const char *name, uint64_t count);
void record_count_or_null(struct record *record, const char *name, uint64_t count); /* null: it is 0 */
void record_number(struct record *record, const char *name, double number);         /* with four decimals */
void record_word(struct record *record, const char *name, const char *word); /* as it stands: null, true */

/* Text broken into lines of a width as it comes. Allocates nothing; set up by wrap_start(). */
#define WRAP_WORD_BYTES 1024 /* a longer word is written in pieces */
/* what stands before each line: indents and quote marks; deeper ones are left out */
#define WRAP_PREFIX_BYTES 192
#define WRAP_COLUMNS_MIN 20 /* what is left for text however deep the indent */
struct wrap {
    FILE *out;
    unsigned width; /* columns of a line; 0: lines are never broken */
    unsigned column;
    bool open;      /* something stands on the line */
    bool bare;      /* and it is prefixes and marks alone */
    bool space_due; /* before the word that is being gathered */
    size_t prefix_size;
    size_t word_size;
    unsigned word_columns;
    char prefix[WRAP_PREFIX_BYTES];
    char word[WRAP_WORD_BYTES];
};
void wrap_start(struct wrap *wrap, FILE *out, unsigned width);

/* Adds running text: runs of white space become one space or a line's end. */
void wrap_text(struct wrap *wrap, struct faqbot_view text);

/* Adds bytes that take no column: a sequence that sets colours. */
void wrap_style(struct wrap *wrap, const char *sequence);

/* wrap_break() ends the line, which may be an empty one; wrap_end() ends it if there is text on it: behind a mark
 * alone the text is still to come. */
void wrap_break(struct wrap *wrap);
void wrap_end(struct wrap *wrap);

/* Writes each line of `text` on a line of its own as it stands, however long. */
void wrap_verbatim(struct wrap *wrap, struct faqbot_view text);

/* Puts `prefix` before the lines to come, behind the prefixes that are there. `first`, of as many columns, stands in
 * its place on the first of them (a list's mark); NULL: the same. Returns what wrap_outdent() takes. */
size_t wrap_indent(struct wrap *wrap, const char *prefix, const char *first);
void wrap_outdent(struct wrap *wrap, size_t mark);

/* -- error.c: everything on stderr, and stdout when it fails ------------------------------------------------------- */

/* A sentence a failure, in one line, without a full stop, as compilers have them; it says what is wrong and, where it
 * can, what to do. Nothing else writes to stderr but the progress line and libedit. */

/* Says `faqbot: SENTENCE` and a newline, unfit characters dropped; over 2000 bytes the rest is cut. Returns
 * CLI_ERROR, so that a command can end with it. */
enum cli_exit error_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same for a failed call: `faqbot: PATH:LINE: SENTENCE`, what is not known left out; and for a bare status. */
enum cli_exit error_fault(const struct faqbot_fault *fault);
enum cli_exit error_status(enum faqbot_status status);

/* The same for a question: `faqbot: line 3: SENTENCE`; line 0: the question was no line. */
enum cli_exit error_line(unsigned long line, const char *sentence);

/* A faqbot_fault_callback: says `PATH:LINE: warning: SENTENCE`. */
void error_report(void *user, const struct faqbot_fault *fault);

/* Lines of a server's log: a sentence, or a JSON object as it stands. */
void error_log_text(void *user, struct faqbot_view line);
void error_log_json(void *user, struct faqbot_view line);

/* Flushes stdout. CLI_GOOD, or CLI_ERROR after saying why it cannot be written; what could not be written is dropped,
 * so that the same failure is said once. */
enum cli_exit error_flush_output(void);

/* -- terminal.c: what the terminal is, progress on it, and the signals that come from it --------------------------- */

/* stdout and stderr are asked apart: either may be a pipe. Nothing here fails: what the terminal does not say has a
 * default. */

#define TERMINAL_COLUMNS_MAX 80 /* longer lines are hard to read */

/* The columns of the terminal at `descriptor`, TERMINAL_COLUMNS_MAX at most and where it does not say; 0 where it is
 * no terminal. */
unsigned terminal_columns(int descriptor);

/* Signals that end the program (INT, TERM, HUP, those that are ignored aside) wait from here on, so that a file that
 * is being written gets its name, or is removed. Both sets may be NULL: what waits, and what waited before. */
void terminal_hold_signals(sigset_t *held, sigset_t *before);

/* How far a long work has come: a line on the terminal, written over and over, and gone at the end. */
#define PROGRESS_LINE_BYTES 128
struct progress {
    bool is_shown; /* stderr is a terminal that can go back to a line's start */
    bool is_drawn; /* there is a line to wipe */
    double started;
    double drawn; /* when it was last */
};
void progress_start(struct progress *progress); /* notes the time; nothing is drawn yet */
void progress_wipe(struct progress *progress);  /* wipes the line, so that something else can be written */

/* Draws the line, ten times a second at most, and the first and the last of what is read always. */
void progress_draw(struct progress *progress, const struct faqbot_index_progress *state);

/* The line for a terminal of so many columns, `seconds` after the start: a bar, the share that is read, the entries,
 * how many a second, and the time that is left. What has no room is left out. */
void progress_write(char line[PROGRESS_LINE_BYTES], unsigned columns, double seconds,
                    const struct faqbot_index_progress *state);

/* -- render.c: answers as a person reads them ---------------------------------------------------------------------- */

/* For people, and free to change. Colours are sequences of ECMA-48, section 8.3.117; only those that every terminal
 * knows. */

#define RENDER_BOLD "\033[1m"
#define RENDER_DIM "\033[2m"
#define RENDER_ITALIC "\033[3m"
#define RENDER_PLAIN "\033[0m"

struct render_style {
    unsigned width; /* columns; 0: lines are never broken */
    bool colour;
};

/* How to write to stdout: lines of the terminal's width, and colours on a terminal that has some unless NO_COLOR or
 * --color says otherwise. */
void render_find_style(const struct options *options, struct render_style *style, struct faqbot_fault *fault);

/* Writes rich text: paragraphs and lists wrapped, a blank line between blocks, code as it stands behind an indent, a
 * link's address in brackets behind its text unless it is the text. */
void render_nodes(FILE *out, const struct render_style *style, const struct faqbot_node *nodes, size_t count);

/* Writes one paragraph, all of it in `look` (a sequence from above) where there is colour; NULL: plain. */
void render_paragraph(FILE *out, const struct render_style *style, const char *look, struct faqbot_view text);

/* Writes the answer, its source and the disclaimer; or the owner's sentence with the choices, numbered; or with the
 * words that are unknown. */
void render_answer(FILE *out, const struct render_style *style, const struct faqbot_answer *answer);

/* Writes the words that were read otherwise than they were written, a line each; they belong beside the answer. */
void render_corrections(FILE *out, const struct faqbot_answer *answer);

/* What an outcome is called, for people and in JSON. */
const char *outcome_name(enum faqbot_outcome outcome);

/* -- config.c: what serve is told by the environment and by a file ------------------------------------------------- */

/* Only serve has a configuration: it runs unattended, with a dozen options that belong to the machine. The other
 * commands are typed, and what they do stands in full on their line. */

#define CONFIG_HERE "faqbot.conf"               /* looked for first */
#define CONFIG_SYSTEM "/etc/faqbot/faqbot.conf" /* and then */

/* The options in force. Its strings live until config_release(), or as long as argv. */
struct config {
    struct options options; /* the command line's, and those of the others that it does not name */
    const char *path;       /* of the file that was read; NULL: none */
    struct arena texts;     /* the values that are not the command line's */
    bool is_bad;            /* something was wrong, and has been said */
};

/* Reads the variables FAQBOT_NAME and the file of --config, of FAQBOT_CONFIG, or one of the two above that is there;
 * the value "none" is no file. The command line goes before the environment, and that before the file; where an
 * option may be repeated, the first of them that names it gives all its values. The file is a mapping in YAML, the
 * keys are the options' names; an option without a value is true or false, one that may be repeated a list; a
 * relative path in it is meant from its own folder. CLI_ERROR: everything that is wrong has been said on stderr. */
enum cli_exit config_read(const struct options *options, struct config *config);
void config_release(struct config *config);

/* A fault of the server's that names an option (see faqbot_serve()) is made one of the place where the value
 * stands. */
void config_locate(const struct config *config, struct faqbot_fault *fault);

/* Warns on stderr of each variable whose name begins as ours do and is nearly one of them: it probably does not do
 * what it was set for. Others may be another program's, and are passed over. */
void config_warn(void);

/* Writes all options to stdout as such a file, where each comes from behind it. */
void config_write(const struct config *config);

/* -- open.c: what a command reads ---------------------------------------------------------------------------------- */

/* A command opens one bot at most, and closes it before it ends, so that an index in use is released and the
 * sanitizers see what was leaked. */

#define OPEN_KNOWLEDGE_DEFAULT "knowledge" /* in the current folder */

/* Fills `found` from --index or --knowledge or, with neither, the folder ./knowledge where it is there; faults in the
 * knowledge base go to stderr. FAQBOT_INVALID: both were given; FAQBOT_NOT_FOUND: neither, and there is no folder.
 * The strings are those of argv. */
void open_find(const struct options *options, struct faqbot_options *found, struct faqbot_fault *fault);

/* Opens the bot that open_find() leads to; NULL where anything has failed. */
struct faqbot *open_bot(const struct options *options, struct faqbot_fault *fault);

/* What is kept of a line. A question of 500 characters takes 2000 bytes at most, so nothing longer can be one. */
#define LINE_BYTES_MAX 4096

/* A line of a stream that may hold anything; zeroed before the first. */
struct line {
    char bytes[LINE_BYTES_MAX];
    size_t size;          /* without the line's end, which is LF or CR LF */
    unsigned long number; /* 1 is the first */
    bool is_too_long;     /* there was more, and it was passed over */
};

/* Reads the next line, a last one without its end too; a byte order mark before the first is dropped. False at the
 * stream's end or on an error, which ferror() tells apart. */
bool line_next(FILE *in, struct line *line);

/* Makes room for one more behind the `count` elements of `size` bytes in *array (NULL: none yet), which is the
 * caller's to free. It must be called before each. False: no memory, and the array is as it was. */
bool open_grow(void **array, size_t count, size_t size);

/* -- ask.c: questions put to the bot one after the other ----------------------------------------------------------- */

/* A bot is asked one question at a time: this program has one thread for that. Texts in an answer are valid until the
 * next call, so everything is written before it. */

/* Set up by ask_open() and released by ask_close(). */
struct ask {
    struct faqbot *bot;
    const struct options *options;
    struct render_style style;
    unsigned top; /* 0: the default */
    bool json;
    bool json_for_terminal;   /* characters that a terminal may obey are escaped */
    bool gaps;                /* a blank line follows each answer, for there may be another */
    struct faqbot_chat *chat; /* with --json, otherwise NULL */
};

/* Reads the options and opens the bot. The options must outlive it. */
void ask_open(struct ask *ask, const struct options *options, struct faqbot_fault *fault);
void ask_close(struct ask *ask);

/* The entry that --context names; empty where it names none. */
struct faqbot_view ask_context(const struct ask *ask);

/* Asks, and writes one answer or one error to stdout. `number` becomes the reply's id; `line` is for the sentence of
 * an error, 0 where the question was no line. */
enum cli_exit ask_question(struct ask *ask, struct faqbot_view text, unsigned long number,
                           unsigned long line);

/* The same for each line of `in`. */
enum cli_exit ask_lines(struct ask *ask, FILE *in);

/* Writes a line of JSON. */
void ask_write_json(const struct ask *ask, struct faqbot_view json);

/* Why a question was refused with `status`, in a sentence. */
const char *ask_failure(struct faqbot_view text, enum faqbot_status status);

/* -- repl.c: a conversation on a terminal -------------------------------------------------------------------------- */

/* Greets, then asks and answers until the end of input. Each answer is the context of the next question; where the
 * bot is unsure, a number picks one of the choices. Lines are edited with libedit and remembered from one
 * conversation to the next. CLI_ERROR where there can be no conversation. */
enum cli_exit repl_run(struct ask *ask);

/* -- eval_metrics.c: how good answers were, in figures ------------------------------------------------------------- */

/* A question is answerable where an entry is expected, and hopeless where a refusal is. Each metric is known only
 * where there is a question that it can be measured on. */

#define EVAL_TOP 10 /* candidates that are looked at */

/* One question, what was expected of it and what was said. The strings are the set's. */
struct eval_case {
    unsigned long line; /* of the file */
    const char *question;
    const char *expected; /* ids joined by commas; "-": to be refused */
    const char *said;     /* the entry given as the answer; "-": none was */
    double confidence;
    enum faqbot_outcome outcome;
    unsigned rank; /* of the first candidate that was expected, from 1; 0: none of the first EVAL_TOP */
    double gain;   /* normalised discounted cumulative gain at EVAL_TOP */
};

enum metric {
    METRIC_SUCCESS1,       /* success1: share of answerable questions whose first candidate is right */
    METRIC_MRR10,          /* mrr10: mean of 1 / rank over answerable questions */
    METRIC_NDCG10,         /* ndcg10: mean gain over answerable questions */
    METRIC_MCC,            /* mcc: multi-class Matthews correlation, refusal a class of its own */
    METRIC_ANSWERED_RIGHT, /* answered_right: share of answerable questions given a right answer */
    METRIC_REFUSED,        /* refused: share of the others that got no answer */
    METRIC_WRONG_OF_GIVEN, /* wrong_of_given: share of given answers that are wrong; lower is better */
    METRIC_COUNT
};

struct eval_metrics {
    size_t cases;
    size_t answerable;
    size_t hopeless;
    size_t given;
    size_t outcomes[3];       /* by enum faqbot_outcome */
    size_t outcomes_right[3]; /* of them, as expected */
    double value[METRIC_COUNT];
    bool is_known[METRIC_COUNT]; /* false: there is no question to measure it on; the value is then 0 */
};

extern const char *const eval_metric_names[METRIC_COUNT];

/* Whether `id` is one of the comma-joined `expected`. */
bool eval_is_expected(const char *expected, struct faqbot_view id);

/* Fills rank and gain of `one`, whose `expected` is set, from the candidates. */
void eval_rank(struct eval_case *one, const struct faqbot_candidate *candidates, size_t count);

/* Whether the case came out as expected: a right answer, or none where none is right. */
bool eval_is_right(const struct eval_case *one);

/* All metrics of the cases. FAQBOT_NO_MEMORY. */
enum faqbot_status eval_compute(const struct eval_case *cases, size_t count, struct eval_metrics *metrics);

/* -- cmd_ask.c: explanations, which the unit tests know ------------------------------------------------------------ */

/* Writes an explanation as tables and sentences, at most 80 columns wide. */
void explain_render(FILE *out, const struct render_style *style,
                    const struct faqbot_explanation *explanation);

/* -- cmd_eval.c: the evaluation set, which the unit tests know ----------------------------------------------------- */

struct eval_set {
    struct eval_case *cases; /* in the order of the file */
    size_t count;
    struct arena texts;
};

/* The worst misses, at most `most` of them: wrong answers by falling confidence, then right ones that were not given,
 * those farthest from the top first; equals in the file's order. Writes their places in `cases`, returns how many. */
size_t eval_set_misses(const struct eval_set *set, size_t *places, size_t most);

/* -- journal_stats.c: a journal counted ---------------------------------------------------------------------------- */

/* Counted by days and by entries. Feedback may be missing (most visitors give none), so shares of it are not
 * computed: counts can be judged, shares of three cannot. */

struct journal_stats_day {
    int64_t at; /* its midnight, UTC */
    size_t outcomes[3];
    size_t helpful; /* of that day's asks, whenever it was said */
    size_t unhelpful;
};

struct journal_stats_entry {
    struct faqbot_view id;
    size_t answered;
    size_t helpful;
    size_t unhelpful;
};

/* Zeroed: nothing is counted. The arrays are released by journal_stats_release(). */
struct journal_stats {
    int64_t first_at; /* of the asks; 0: there is none */
    int64_t last_at;
    struct journal_stats_day all;
    struct journal_stats_day *days; /* those on which something was asked, the first first */
    size_t day_count;
    struct journal_stats_entry *entries; /* those that answered: the least helpful first, then by how often */
    size_t entry_count;
    struct string_table ids; /* of the entries */
    size_t feedback;         /* that was not taken back, of the asks and of others */
    size_t comments;
};

/* Counts what `read` asks for (path, since, until). */
void journal_stats_read(struct faqbot_journal_read_options read, struct journal_stats *stats,
                        struct faqbot_fault *fault);
void journal_stats_release(struct journal_stats *stats);

/* Writes it to stdout: for people, or as one JSON object in a line. */
void journal_stats_print(const struct journal_stats *stats);
void journal_stats_print_json(const struct journal_stats *stats);

/* -- cmd_*.c: what each command does ------------------------------------------------------------------------------- */

/* Each takes what was typed and returns the exit code; what it prints goes to stdout, what went wrong has been said
 * on stderr. */

typedef enum cli_exit command_run(const struct options *options, struct faqbot_fault *fault);
command_run cmd_ask, cmd_serve, cmd_index, cmd_stats, cmd_eval, cmd_explain, cmd_check, cmd_diff, cmd_import,
    cmd_export, cmd_gaps, cmd_journal, cmd_completion, cmd_help, cmd_version;

/* What --help shows of a command; NULL: of the program. */
void cmd_help_show(const struct command *command);

#endif
