/* cli/cli_internal.h - what the files of the command line share, in a section for each, lower layers first. A
 * file calls only earlier sections (`make lint-layers` checks the objects for cycles), and no command calls
 * another.
 *
 * How a call proceeds: cli.c has options.c sort the words and picks the function of the command. That reads
 * its options (serve also its configuration, by config.c), opens a bot (open.c), asks it (ask.c) or passes
 * the work to the library, and writes the results: with render.c for people, with print.c for programs.
 * error.c reports what went wrong. The command line uses the library's public headers and, of the core, only
 * util/, so it can do nothing that another program could not do too.
 *
 * To add a command, add a row to option_table.h, a function cmd_NAME() that is declared below, a section of
 * share/help.txt, a page in share/, and its places in the three completions. */
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
    CLI_GOOD = 0,       /* answered, or done */
    CLI_UNANSWERED = 1, /* a question was not answered; a measure was missed; a check found something */
    CLI_ERROR = 2,      /* something could not be done, and stderr says what */
    CLI_OVERTAKEN = 3   /* somebody else was first, and nothing was done; stderr says who */
};

static inline enum cli_exit cli_worse(enum cli_exit left, enum cli_exit right)
{
    return left > right ? left : right;
}

/* How errors propagate. A function that takes a struct faqbot_fault last is a step of a sequence: it does
 * nothing if the fault already holds a failure, and fills it if it fails itself, so that steps are written
 * one below the other and checked once, at the end ("the first error wins", like the `int *pRc` of SQLite). A
 * fault starts as {.status = FAQBOT_OK}. The output of a step is not read if the fault holds a failure.
 *
 * Three kinds of errors do not stop the work and are reported where they are found: faults in single files of
 * a knowledge base (error_report()), lines of input that cannot be asked, and everything that is wrong in a
 * configuration. */

/* Fills `fault` with FAQBOT_INVALID and the formatted sentence. */
#define CLI_REFUSE(fault, ...) ((void)fault_set((fault), FAQBOT_INVALID, NULL, 0, __VA_ARGS__))

/* -- date.c: days as people write them, in UTC --------------------------------------------------------------------- */

/* Times in the journal are seconds since 1970; people write days. Times of day are never read, and all days
 * are in UTC. */

#define DATE_DAY_SECONDS 86400
#define DATE_BYTES 11        /* 2026-11-30 and a NUL */
#define DATE_MOMENT_BYTES 21 /* 2026-11-30T12:00:00Z and a NUL */

/* Parses YEAR-MONTH-DAY, years 1970 to 9999, into the seconds since 1970 at that day's midnight. False if
 * there is no such day. */
bool date_parse(const char *text, int64_t *seconds);

/* Writes the day of a time, or the time. Outside of those years, writes the nearest time within them. */
void date_write(int64_t seconds, char text[DATE_BYTES]);
void date_write_moment(int64_t seconds, char text[DATE_MOMENT_BYTES]);

/* -- options.c: the tables of commands and options, and what was typed --------------------------------------------- */

/* One table of commands and one of options, which the parser, help, faqbot.conf and the environment read; the
 * rows stand in option_table.h. */

enum command_id {
#define COMMAND(id, name, operands, least, most, summary) COMMAND_##id,
#include "cli/option_table.h"
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

extern const struct command command_table[COMMAND_COUNT]; /* by id */

/* The command of that name, and the name nearest to `word`; NULL if there is none. */
const struct command *command_find(const char *name);
const char *command_nearest(const char *word);

#define OPTION_VARIABLE_BYTES 64 /* of an environment variable's name, with its NUL */

enum option_id {
#define OPTION(id, name, letter, value, commands, summary) OPTION_##id,
#include "cli/option_table.h"
    OPTION_COUNT
};

struct option {
    enum option_id id;
    const char *name;  /* without the two dashes */
    char letter;       /* the short form; 0: none */
    const char *value; /* what the value is, for help; NULL: the option takes none */
    unsigned commands; /* COMMAND_BIT of each command that takes it */
    /* A sentence that can be read alone, without its full stop; the default last, in brackets. */
    const char *summary;
};

extern const struct option option_table[OPTION_COUNT]; /* by id */

/* The option with that name or alias (`size` bytes, without dashes); NULL if there is none. */
const struct option *option_find(const char *name, size_t size);

/* A second name of the option, which means the same wherever names are accepted; NULL if it has none. */
const char *option_alias(const struct option *option);

bool option_is_for(const struct option *option, const struct command *command);

/* Whether the environment and the configuration file can set it, as they can set most options of serve. */
bool option_is_setting(const struct option *option);

/* Of the options of a command, or of the settings if that is NULL, the name nearest to `word`; NULL if there
 * is none. */
const char *option_nearest(const char *word, const struct command *command);

/* Whether it may be given several times, adding a value each time. */
bool option_repeats(const struct option *option);

/* The environment variables that set an option, OPTION_VARIABLES at most: FAQBOT_ followed by its name (0)
 * and by its alias (1), in capitals. False: there is none of that number. */
#define OPTION_VARIABLES 2
bool option_variable(const struct option *option, size_t number, char variable[OPTION_VARIABLE_BYTES]);

/* The default that the summary states ("60"); empty if it states none. */
struct faqbot_view option_default(const struct option *option);

/* Where a value was found, so that an error can name the line or the variable to change, and --check-config
 * can say where each option comes from. Zeroed: on the command line. */
struct option_place {
    const char *variable; /* of the environment, or NULL */
    const char *path;     /* of a file, or NULL */
    unsigned line;
};

struct option_value {
    enum option_id id;
    const char *text; /* empty where the option takes no value */
    bool is_off;      /* an option without a value that the environment or a file sets to false */
    struct option_place place;
};

/* What was typed. options_release() frees the arrays; the strings are those of argv. */
struct options {
    const struct command *command;
    bool is_command_named;       /* false: it is the default */
    struct option_value *values; /* in the order given; an option may be there several times */
    size_t value_count;
    const char **operands;
    size_t operand_count;
    struct faqbot_stage *stage; /* zeros, or what open_find() opened */
    char today[DATE_BYTES]; /* what --today says, otherwise the day in UTC; empty where a fault was found */
};

/* Sorts argv, the first element of which is the program's name. The command is the first operand if that
 * names one, otherwise `ask`. FAQBOT_INVALID: an unknown option, an option of another command, a missing or
 * superfluous value, too few or too many operands, or a lone word that is nearly a command; the fault names
 * the nearest name. FAQBOT_NO_MEMORY. `--` ends the options. */
void options_parse(int argc, char *const *argv, struct options *options, struct faqbot_fault *fault);
void options_release(struct options *options);

/* Whether the option was given and not switched off; its last value; the text of that value. NULL if it was
 * not given. */
bool options_has(const struct options *options, enum option_id id);
const struct option_value *options_find(const struct options *options, enum option_id id);
const char *options_text(const struct options *options, enum option_id id);

/* The operands joined by spaces, to be freed; NULL if memory runs out. */
char *options_join(const struct options *options, struct faqbot_fault *fault);

/* Reads the value as a whole number from `least` to `most`; as a number of bytes, which is 0 or from `least`
 * to OPTION_SIZE_MAX and may have the unit K, M or G, in powers of 1024; or as a day, in seconds since 1970
 * at its midnight in UTC. If the option was not given, the number keeps its value. */
#define OPTION_SIZE_MAX (UINT64_C(1024) << 30)
void options_number(const struct options *options, enum option_id id, unsigned least, unsigned most,
                    unsigned *number, struct faqbot_fault *fault);
void options_size(const struct options *options, enum option_id id, uint64_t least, uint64_t *bytes,
                  struct faqbot_fault *fault);
void options_day(const struct options *options, enum option_id id, int64_t *seconds,
                 struct faqbot_fault *fault);

/* The index in `names` of the value; `otherwise` if the option was not given. */
size_t options_choice(const struct options *options, enum option_id id, const char *const *names,
                      size_t count, size_t otherwise, struct faqbot_fault *fault);

/* Fills `fault` with FAQBOT_INVALID and a sentence that begins with the name of the option as it appears
 * where the value was found, followed by the format. */
void options_refuse(const struct option_value *value, struct faqbot_fault *fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* -- print.c: text from strangers made fit for a terminal, JSON, and lines of a width ------------------------------ */

/* Everything that a stranger may have written, including names of files, is shown by sanitize_*() or what is
 * built on it. Functions that take a FILE serve both streams and the tests; print() and records write to
 * stdout, where results go. */

/* One character that may be shown. */
struct glyph {
    char bytes[4]; /* UTF-8 */
    size_t size;
    unsigned columns; /* on the terminal: 0 (combining), 1 or 2 */
};

/* Takes the next character that may be shown off the front of *text; false at its end. Drops control
 * characters (C0 except newline, DEL, C1), so that no escape sequence remains, controls of writing direction,
 * tags and byte order marks. Tabs and the separators of lines and paragraphs become spaces, bytes that are
 * not UTF-8 become U+FFFD. */
bool sanitize_next(struct faqbot_view *text, struct glyph *glyph);

/* Writes what may be shown of `text`, with newlines as spaces. */
void sanitize_write(FILE *out, struct faqbot_view text);

/* Writes it to stdout between two texts of our own, which are written as they are. */
void print(const char *before, struct faqbot_view text, const char *after);

/* Writes ", 3 entries" to stdout: `before`, then the count with its noun in the right number. */
void print_count(const char *before, size_t count, const char *one, const char *more);

/* Writes JSON, escaping the characters that may not be shown. They can occur only in strings, so the meaning
 * stays the same. */
void sanitize_write_json(FILE *out, struct faqbot_view json);

/* Writes `text` as a JSON string with its quotes, escaping the characters that may not be shown. */
void sanitize_write_string(FILE *out, struct faqbot_view text);

/* The columns that `text` takes on a terminal. */
unsigned sanitize_columns(struct faqbot_view text);

/* A JSON object on a line of stdout, written value by value between record_begin() and record_end(). Names
 * are NULL within an array. It only takes care of commas: the caller closes what it opens. */
struct record {
    bool comma_due;
};
struct record record_begin(void);
void record_end(struct record *record);
void record_open(struct record *record, const char *name, char bracket);
void record_close(struct record *record, char bracket);
void record_text(struct record *record, const char *name, struct faqbot_view text);
void record_text_or_null(struct record *record, const char *name, struct faqbot_view text); /* empty: null */
void record_count(struct record *record, const char *name, uint64_t count);
void record_count_or_null(struct record *record, const char *name, uint64_t count); /* 0: null */
void record_number(struct record *record, const char *name, double number);         /* with four decimals */
void record_word(struct record *record, const char *name, const char *word); /* as it stands: null, true */

/* What a question gets. The entry is that of an answer: a nearest entry that was not given is nothing that visitors
 * see. */
void record_side(struct record *record, const char *name, const struct faqbot_change_side *side);

/* Text broken into lines as it comes. Allocates nothing; initialised by wrap_start(). */
#define WRAP_WORD_BYTES 1024  /* a longer word is written in pieces */
#define WRAP_PREFIX_BYTES 192 /* of all indents and quote marks; deeper ones are left out */
#define WRAP_COLUMNS_MIN 20   /* what is left for text however deep the indent */
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

/* Adds running text; each run of white space becomes a space or the end of a line. */
void wrap_text(struct wrap *wrap, struct faqbot_view text);

/* Adds bytes that take no columns: a sequence that sets colours. */
void wrap_style(struct wrap *wrap, const char *sequence);

/* wrap_break() ends the line, which may be empty. wrap_end() ends it if it has text: after a mark alone, the
 * text is still to come. */
void wrap_break(struct wrap *wrap);
void wrap_end(struct wrap *wrap);

/* Writes each line of `text` on a line of its own, unchanged, however long. */
void wrap_verbatim(struct wrap *wrap, struct faqbot_view text);

/* Puts `prefix` before the lines to come, after the existing prefixes. `first`, which has as many columns,
 * replaces it on the first line (the mark of a list item); NULL means no difference. Returns the argument for
 * wrap_outdent(). */
size_t wrap_indent(struct wrap *wrap, const char *prefix, const char *first);
void wrap_outdent(struct wrap *wrap, size_t mark);

/* The columns that the prefixes take. */
unsigned wrap_prefix_columns(const struct wrap *wrap);

/* All of it for one text: writes it with `prefix` before its lines, and `first` before the first. */
void wrap_item(FILE *out, unsigned width, const char *prefix, const char *first, struct faqbot_view text);

/* -- error.c: everything on stderr, and stdout when it fails ------------------------------------------------------- */

/* One line for each error, without a full stop, as compilers do it; it says what is wrong and, if possible,
 * what to do. Nothing else writes to stderr except the progress line and libedit. */

/* Writes `faqbot: SENTENCE`, sanitized; anything beyond 2000 bytes is cut. Returns CLI_ERROR, so that a
 * command can end with it. */
enum cli_exit error_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same for a failed call, `faqbot: PATH:LINE: SENTENCE` as far as known, and for a status alone. */
enum cli_exit error_fault(const struct faqbot_fault *fault);
enum cli_exit error_status(enum faqbot_status status);

/* The same for a question: `faqbot: line 3: SENTENCE`; line 0 if the question did not come from a line. */
enum cli_exit error_line(unsigned long line, const char *sentence);

/* A faqbot_fault_callback: writes `PATH:LINE: warning: SENTENCE`. */
void error_report(void *user, const struct faqbot_fault *fault);

/* Writes a line of the server's log: a sentence, or a JSON object unchanged. */
void error_log_text(void *user, struct faqbot_view line);
void error_log_json(void *user, struct faqbot_view line);

/* Flushes stdout. CLI_GOOD, or CLI_ERROR after reporting why that failed. What could not be written is
 * dropped, so that the same failure is reported once. */
enum cli_exit error_flush_output(void);

/* -- terminal.c: what the terminal is, the signals that come from it ----------------------------------------------- */

/* stdout and stderr are examined separately, since either may be a pipe. Nothing here fails: there are
 * defaults for what a terminal does not say. */

#define TERMINAL_COLUMNS_MAX 80 /* longer lines are hard to read */

/* The columns of the terminal at `descriptor`, at most TERMINAL_COLUMNS_MAX, which is also the default; 0 if
 * it is not a terminal. */
unsigned terminal_columns(int descriptor);

/* The time since some moment, as the clock that a chat is given. */
uint64_t terminal_microseconds(void *unused);

/* From here on, signals that end the program (INT, TERM, HUP, unless ignored) are blocked, so that a file
 * being written either gets its name or is removed. Stores the blocked signals and the previous mask; either
 * may be NULL. */
void terminal_hold_signals(sigset_t *held, sigset_t *before);

/* Whether one of the blocked signals has come meanwhile: work that takes long should stop. */
bool terminal_is_to_end(const sigset_t *held);

/* -- progress.c: how far a long operation has come ----------------------------------------------------------------- */

/* On a terminal a line of stderr with a bar, rewritten in place and gone at the end; elsewhere a plain line at each
 * tenth, and none for what takes less than some seconds. Nothing with --quiet. What takes the struct never fails. */

#define PROGRESS_LINE_BYTES 256

enum progress_form {
    PROGRESS_NONE,
    PROGRESS_LINES, /* stderr is no terminal, or one that cannot go back to a line's start */
    PROGRESS_ASCII, /* a bar, and whether the terminal's locale has signs for it */
    PROGRESS_UTF8
};

struct progress_state {
    uint64_t done;
    uint64_t total; /* of `done`, which exceeds it if more comes than was expected; 0: not known */
    size_t count;   /* of what is counted */
};

struct progress {
    enum progress_form form;
    const char *noun;   /* what is counted: "entries" */
    const char *ending; /* what follows the last of them: "writing"; NULL: nothing */
    bool is_drawn;      /* there is a line to wipe */
    double started;
    double drawn;  /* when it was last; 0: never */
    unsigned step; /* of plain lines: the last that was told */
};

/* Notes the time and where stderr leads; nothing is drawn yet. The texts have to outlive it. */
void progress_start(struct progress *progress, const struct options *options, const char *noun,
                    const char *ending);

/* Draws it, at most ten times a second, but always the first time and once all is done. */
void progress_draw(struct progress *progress, const struct progress_state *state);

/* Wipes the line, so that something else can be written, or at the end. */
void progress_wipe(struct progress *progress);

/* Callbacks whose `user` is the struct progress: a faqbot_progress_callback, which counts what is done and never ends
 * the work, and a faqbot_fault_callback, which wipes the line before it reports. */
enum faqbot_status progress_watch(void *user, const struct faqbot_progress *done);
void progress_report(void *user, const struct faqbot_fault *fault);

/* Writes the line for a terminal with that many columns, `seconds` after the start: a bar, the share that is done, the
 * count, its rate, and the remaining time. What does not fit is left out. */
void progress_write(char line[PROGRESS_LINE_BYTES], const struct progress *progress, unsigned columns,
                    double seconds, const struct progress_state *state);

/* Whether a plain line is due `seconds` after the start: another tenth is done or, where the total is not known, ten
 * times as many, and some seconds have passed since the last. Notes that it is told. */
bool progress_is_due(struct progress *progress, double seconds, const struct progress_state *state);

/* -- scratch.c: a folder for an index that is made only to be sent somewhere else ---------------------------------- */

struct scratch {
    char folder[FAQBOT_FAULT_PATH_BYTES]; /* empty: there is none */
    char file[FAQBOT_FAULT_PATH_BYTES + sizeof "/index"];
};

/* Makes the folder, in that of TMPDIR or else /tmp, and names a file in it, which is not there yet. FAQBOT_IO. */
void scratch_make(struct scratch *scratch, struct faqbot_fault *fault);

/* Removes both, as far as they are there. */
void scratch_remove(const struct scratch *scratch);

/* -- render.c: answers as a person reads them ---------------------------------------------------------------------- */

/* For people, and free to change. Colours are sequences of ECMA-48, section 8.3.117, limited to those that
 * every terminal knows. */

#define RENDER_BOLD "\033[1m"
#define RENDER_DIM "\033[2m"
#define RENDER_ITALIC "\033[3m"
#define RENDER_PLAIN "\033[0m"

struct render_style {
    unsigned width; /* columns; 0: lines are never broken */
    bool colour;
    const struct faqbot *bot; /* whose sentences stand around an answer; NULL: nobody's, in English */
    struct faqbot_view lang;  /* what they are to be in */
};

/* How to write to stdout: the terminal's width, and colours if the terminal has them, unless NO_COLOR or
 * --color says otherwise. */
void render_find_style(const struct options *options, struct render_style *style, struct faqbot_fault *fault);

/* Writes rich text: paragraphs and lists wrapped, a blank line between blocks, code unchanged and indented,
 * tables in columns, and the address of a link or an image in brackets after its text unless it is the text. */
void render_nodes(FILE *out, const struct render_style *style, const struct faqbot_node *nodes, size_t count);

/* Writes the table whose node is at `at`, and returns where it is closed. */
size_t render_table(struct wrap *wrap, const struct faqbot_node *nodes, size_t at);

/* Writes where else a visitor can turn; nothing where the owner gave nothing. */
void render_contact(FILE *out, const struct render_style *style, const struct faqbot_contact *contact);

/* Writes one paragraph in `look` (a sequence from above) if there are colours; NULL: plain. */
void render_paragraph(FILE *out, const struct render_style *style, const char *look, struct faqbot_view text);

/* Writes a text in pieces, what was searched for in bold if there are colours. */
void render_spans(struct wrap *wrap, const struct render_style *style, const struct faqbot_span *spans,
                  size_t count);

/* Writes an entry that was found by its words behind its number: the title, and below it the part of its text
 * that has them. */
void render_hit(FILE *out, const struct render_style *style, size_t number, const struct faqbot_hit *hit);

/* Writes the answer, its source and the disclaimer; or the owner's sentence with numbered choices, or with
 * the unknown words, and what mentions the question's words, numbered on from the choices. */
void render_answer(FILE *out, const struct render_style *style, const struct faqbot_answer *answer);

/* Writes the words that were corrected, a line for each; they belong with the answer. */
void render_corrections(FILE *out, const struct render_style *style, const struct faqbot_answer *answer);

/* -- config.c: what serve is told by the environment and by a file ------------------------------------------------- */

/* Only serve has a configuration, because it runs unattended, with a dozen options that belong to the
 * machine. What the other commands do is on their command line. */

#define CONFIG_HERE "faqbot.conf"               /* looked for first */
#define CONFIG_SYSTEM "/etc/faqbot/faqbot.conf" /* and then */

/* The effective options. Strings live until config_release(), or as long as argv. */
struct config {
    struct options options; /* of the command line, the environment and the file together */
    const char *path;       /* of the file that was read; NULL: none */
    struct buffer values;   /* those of `options`, one behind the other */
    struct arena texts;     /* the texts that are not the command line's */
    bool is_bad;            /* something was wrong, and has been said */
    /* What the layer that is being read may not set, because a higher one has set it. */
    bool is_taken[OPTION_COUNT];
};

/* Reads the variables FAQBOT_NAME and the file named by --config or FAQBOT_CONFIG, otherwise the first of the
 * two above that exists; "none" means no file. The command line takes precedence over the environment, and
 * that over the file; the first of them that sets a repeatable option gives all its values. The file is a
 * YAML mapping whose keys are the names of options. An option without a value is true or false, a repeatable
 * one may be a list, and relative paths are relative to the file's folder. CLI_ERROR: all errors have been
 * reported. To be released in either case. */
enum cli_exit config_read(const struct options *options, struct config *config);
void config_release(struct config *config);

/* Turns a fault of the server that names an option (see faqbot_serve()) into one of the place where the value
 * was found. */
void config_locate(const struct config *config, struct faqbot_fault *fault);

/* Warns about each variable that begins with FAQBOT_ and is nearly, but not quite, the name of an option's
 * variable: it probably does not do what it was set for. Other variables may belong to another program. */
void config_warn(void);

/* Writes all options to stdout as such a file, each with the place where it was found. */
void config_write(const struct config *config);

/* -- open.c: what a command reads ---------------------------------------------------------------------------------- */

/* A command opens at most one bot, and closes it before it ends, so that an index in use is released, and
 * leaks show under the sanitizers. */

#define OPEN_KNOWLEDGE_DEFAULT "knowledge" /* in the current folder */

/* Fills `found` from --index or --knowledge, otherwise with the folder ./knowledge if it exists. Faults in the
 * knowledge base will go to stderr. The address of a search cluster in place of a knowledge base becomes a stage, for
 * commands that take one, and then there may be an index, too. FAQBOT_INVALID: both options were given, or that address
 * is none; FAQBOT_NOT_FOUND: neither was, and there is no such folder. The strings are those of argv, and the stage
 * lives as long as the options. */
void open_find(const struct options *options, struct faqbot_options *found, struct faqbot_fault *fault);

/* A store for a journal that is named by the address of a database, which the caller releases with
 * remote_close_journal(). NULL: it is named by a file, or not at all, or `fault` says that something has failed. */
struct faqbot_journal_store *open_journal_store(const char *name, struct faqbot_fault *fault);

/* Opens the bot described by open_find(); NULL if anything has failed. */
struct faqbot *open_bot(const struct options *options, struct faqbot_fault *fault);

/* What --tag, --section and --entry-lang (of search: --lang) say. */
struct faqbot_filter open_filter(const struct options *options);

/* The bot's part that passes the filter, or NULL if anything has failed: a tag that no entry has is answered with the
 * one that is nearest to it. */
struct faqbot *open_part(struct faqbot *bot, const struct faqbot_filter *filter, struct faqbot_fault *fault);

/* What is kept of a line. A question of 2000 characters takes 8000 bytes at most; the longest that is read is a message
 * of MCP, and the byte that makes one too long. */
#define LINE_BYTES_MAX (FAQBOT_MCP_MESSAGE_BYTES_MAX + 1)

/* A line of a stream that may hold anything; zeroed before the first. */
struct line {
    char bytes[LINE_BYTES_MAX];
    size_t size;          /* without the line's end, which is LF or CR LF */
    unsigned long number; /* 1 is the first */
    bool is_too_long;     /* the rest of it was skipped */
};

/* Reads the next line, including a last one without a line end; drops a byte order mark at the beginning.
 * False at the end of the stream and on an error, which ferror() tells apart. */
bool line_next(FILE *in, struct line *line);

/* -- ask.c: questions put to the bot one after the other ----------------------------------------------------------- */

/* One question at a time: the program has one thread for that. The texts of an answer are valid until the
 * next call, so they are written before it. */

/* Initialised by ask_open() and released by ask_close(), even if the former failed. */
struct ask {
    struct faqbot *opened;
    struct faqbot *bot; /* that, or the part of it that the options name */
    const struct options *options;
    struct render_style style;
    struct faqbot_view context; /* the entry named by --context; empty: none */
    struct faqbot_view lang;    /* --lang, or empty */
    unsigned top;               /* 0: the default */
    bool json;
    bool json_for_terminal;   /* characters that a terminal may obey are escaped */
    bool gaps;                /* a blank line follows each answer, for there may be another */
    struct faqbot_chat *chat; /* with --json, otherwise NULL */
};

/* Reads the options and opens the bot. The options have to outlive it. */
void ask_open(struct ask *ask, const struct options *options, struct faqbot_fault *fault);
void ask_close(struct ask *ask);

/* Opens the bot again, to read what has changed. Where that fails, the open one stays, and `fault` is filled. */
void ask_reopen(struct ask *ask, struct faqbot_fault *fault);

/* Asks, and writes one answer or one error to stdout. `number` becomes the id of the reply; `line` is for
 * errors, and 0 if the question did not come from a line. */
enum cli_exit ask_question(struct ask *ask, struct faqbot_view text, unsigned long number,
                           unsigned long line);

/* The same for each line of `in`. */
enum cli_exit ask_lines(struct ask *ask, FILE *in);

/* A faqbot_text_callback of a struct ask: writes a line of JSON. */
void ask_write_json(void *user, struct faqbot_view json);

/* Why a question was refused with `status`, as a sentence. */
const char *ask_failure(struct faqbot_view text, enum faqbot_status status);

/* -- repl.c: a conversation on a terminal -------------------------------------------------------------------------- */

#define REPL_ID_BYTES 256 /* longer ids are not remembered; a knowledge base has none */
#define REPL_CHOICES_MAX (FAQBOT_CHOICES_MAX + FAQBOT_MENTIONS_MAX)
#define REPL_QUESTION_BYTES (4 * FAQBOT_QUESTION_CHARS_MAX + 1)

/* What is known in a conversation. Starts with `ask` and, if there are commands, with what takes them. */
struct repl {
    struct ask *ask;
    /* Called with each line that is not empty. True: it was a command, and is done. Otherwise it is asked, in the form
     * that *line has then. May be NULL. */
    bool (*command)(void *user, struct repl *repl, struct faqbot_view *line);
    void *command_user;
    bool is_over;                       /* set by a command: no further line is read */
    unsigned misses;                    /* in a row */
    char context[REPL_ID_BYTES];        /* the entry answered last */
    char question[REPL_QUESTION_BYTES]; /* asked last; empty: none */
    char asked_after[REPL_ID_BYTES];    /* its context */
    char entry[REPL_ID_BYTES];          /* that answered it, or was picked; empty: none */
    size_t choice_count;
    char choices[REPL_CHOICES_MAX][REPL_ID_BYTES]; /* by the number on the screen, less 1 */
};

/* Copies an id; one that is too long becomes empty. */
void repl_keep(char to[REPL_ID_BYTES], struct faqbot_view id);

/* Greets, then asks and answers until the end of input. Each answer is the context of the next question, and
 * if the bot is unsure, a number picks one of the choices. libedit edits the lines, which are remembered from
 * one conversation to the next; where there is no terminal, lines are read as they come, without a greeting. CLI_ERROR
 * if the terminal cannot be used or stdout fails. */
enum cli_exit repl_run(struct repl *repl);

/* -- eval_metrics.c: how good answers were, in figures ------------------------------------------------------------- */

/* A question is answerable if an entry is expected, and hopeless if a refusal is. A metric is known only if
 * there is a question to measure it on. */

#define EVAL_TOP 10 /* candidates that are looked at */

/* One question, what was expected and what was said. The strings belong to the set. */
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
    size_t outcomes[FAQBOT_OUTCOMES];       /* by enum faqbot_outcome */
    size_t outcomes_right[FAQBOT_OUTCOMES]; /* of them, as expected */
    double value[METRIC_COUNT];
    bool is_known[METRIC_COUNT]; /* false: there is no question to measure it on; the value is then 0 */
};

extern const char *const eval_metric_names[METRIC_COUNT];

/* Takes the next of some comma-joined parts (ids, or minimums) off *rest, which is NULL behind the last one.
 * False if it is NULL. */
bool eval_next_part(const char **rest, struct faqbot_view *part);

/* Whether `id` is one of the comma-joined `expected`. */
bool eval_is_expected(const char *expected, struct faqbot_view id);

/* Fills rank and gain of `one`, whose `expected` is set, from the candidates. */
void eval_rank(struct eval_case *one, const struct faqbot_candidate *candidates, size_t count);

/* Whether the result is as expected: a right answer, or none if none is right. */
bool eval_is_right(const struct eval_case *one);

/* All metrics of the cases. FAQBOT_NO_MEMORY. */
enum faqbot_status eval_compute(const struct eval_case *cases, size_t count, struct eval_metrics *metrics);

/* -- robots.c: what a site says of itself to programs ------------------------------------------------------------- */

/* Whether robots.txt lets the program called `agent` read the path, with its query. */
bool robots_allow(struct faqbot_view text, const char *agent, struct faqbot_view path);

/* How many milliseconds robots.txt asks the program to wait between two pages ("Crawl-delay: 1.5"); 0: it does not. */
unsigned robots_delay(struct faqbot_view text, const char *agent);

/* The first sitemap that robots.txt names; empty: none. */
struct faqbot_view robots_sitemap(struct faqbot_view text);

/* Whether a sitemap names other sitemaps; and the next address in it, false at the end. */
bool sitemap_is_index(struct faqbot_view text);
bool sitemap_next(struct faqbot_view *rest, struct buffer *address);

/* -- fetch.c: pages of the web ------------------------------------------------------------------------------------- */

#define FETCH_BYTES_MAX ((size_t)16 * 1024 * 1024) /* of one page, unpacked */

struct fetcher;

/* Whether the text begins as the address of a page does. */
bool fetch_is_address(const char *text);

/* NULL: no memory. `may_be_private` lets it connect to any address that is not link-local. */
struct fetcher *fetcher_new(bool may_be_private, struct faqbot_fault *fault);
void fetcher_free(struct fetcher *fetcher); /* NULL is allowed */

/* Fetches a page, if robots.txt of its site lets it; `found` (FAQBOT_FAULT_PATH_BYTES) becomes where redirects have
 * led. The fault is filled where nothing came: FAQBOT_INVALID (no address, a private one, not allowed),
 * FAQBOT_NOT_FOUND (a status other than 2xx), FAQBOT_IO, FAQBOT_LIMIT or FAQBOT_NO_MEMORY. */
void fetch_page(struct fetcher *fetcher, const char *address, struct buffer *body, char *found,
                struct faqbot_fault *fault);

/* Addresses, of `most` at most. Start with zeroes and that; fetched_list_release() it. */
struct fetched_list {
    char **addresses;
    size_t count;
    size_t capacity;
    size_t most;
    size_t left_out; /* addresses of other sites */
};

/* The pages of a site that its sitemap names: the one at `address`, if that ends in .xml, or else the one that
 * robots.txt names, or /sitemap.xml. Fails as the above. */
void fetch_sitemap(struct fetcher *fetcher, const char *address, struct fetched_list *list,
                   struct faqbot_fault *fault);
void fetched_list_release(struct fetched_list *list);

/* -- cmd_ask.c: explanations, which the unit tests know ------------------------------------------------------------ */

/* Writes an explanation as tables and sentences, at most 80 columns wide. */
void explain_render(FILE *out, const struct render_style *style,
                    const struct faqbot_explanation *explanation);

/* -- cmd_eval.c: the evaluation set, which the unit tests know ----------------------------------------------------- */

struct eval_set {
    struct eval_case *cases; /* in the order of the file; they lie in `rows` */
    size_t count;
    struct buffer rows;
    struct arena texts;
    struct progress progress; /* of asking them */
};

/* The worst misses, at most `most` of them: wrong answers by falling confidence, then right ones that were
 * not given, those farthest from the top first; equals in the file's order. Writes their places in `cases`,
 * returns how many. */
size_t eval_set_misses(const struct eval_set *set, size_t *places, size_t most);

/* -- eval_baseline.c: whether answers have become worse ------------------------------------------------------------ */

#define EVAL_BASELINE_BYTES_MAX ((size_t)64 * 1024 * 1024)

/* Reads what `eval --json` wrote into a set that is empty. NULL, or what is wrong with it: a static clause. */
const char *eval_baseline_parse(struct faqbot_view text, struct eval_set *set);

/* The same of a file; what is wrong is reported. */
enum cli_exit eval_baseline_read(const char *path, struct eval_set *set);

/* The questions that a baseline and a set both have, with the same expectation. */
struct eval_comparison {
    struct eval_case *before;
    struct eval_case *now;
    size_t count;
    size_t gone;  /* the baseline has besides */
    size_t added; /* the set has besides */
    size_t worse;
    size_t better;
    struct eval_metrics metrics_before;
    struct eval_metrics metrics_now;
};

/* *comparison borrows the texts of both sets, and is released by eval_comparison_release(), also after a failure:
 * NO_MEMORY. */
enum faqbot_status eval_compare(const struct eval_set *baseline, const struct eval_set *set,
                                struct eval_comparison *comparison);
void eval_comparison_release(struct eval_comparison *comparison);

/* Whether a question got worse: it was right and is not, was not answered and is now answered wrongly, or its entry no
 * longer comes first. */
bool eval_is_worse(const struct eval_comparison *comparison, size_t at);

/* By how much a metric is worse than it was; 0 if it is not, or could not be measured. */
double eval_drop(const struct eval_comparison *comparison, enum metric metric);

/* -- journal_stats.c: a journal counted ---------------------------------------------------------------------------- */

/* Counted by day and by entry. Most visitors give no feedback, so no shares of it are computed: three out of
 * three means little. */

/* The asks of a day, of an entry, or of all. */
struct journal_stats_count {
    int64_t at;            /* of a day: its midnight, UTC */
    struct faqbot_view id; /* of an entry */
    size_t outcomes[FAQBOT_OUTCOMES];
    size_t helpful; /* of these asks, whenever it was said */
    size_t unhelpful;
};

struct journal_stats_list {
    struct journal_stats_count *counts; /* they lie in `rows` */
    size_t count;
    struct buffer rows;
};

/* Zeroed: nothing is counted. The lists are released by journal_stats_release(). */
struct journal_stats {
    int64_t first_at; /* of the asks; 0: there is none */
    int64_t last_at;
    struct journal_stats_count all;
    struct journal_stats_list days;    /* those on which something was asked, the first first */
    struct journal_stats_list entries; /* those that answered: the least helpful first, then by how often */
    struct string_table ids;           /* of the entries */
    size_t searches;
    size_t vain;     /* of these: without a hit */
    size_t feedback; /* that was not taken back, of the asks and of others */
    size_t comments;
    bool no_memory;
};

/* Counts what `read` asks for (path, since, until). */
void journal_stats_read(struct faqbot_journal_read_options read, struct journal_stats *stats,
                        struct faqbot_fault *fault);
void journal_stats_release(struct journal_stats *stats);

/* Writes it to stdout: for people, or as one JSON object in a line. */
void journal_stats_print(const struct journal_stats *stats);
void journal_stats_print_json(const struct journal_stats *stats);

/* -- cmd_*.c: what each command does ------------------------------------------------------------------------------- */

/* Each takes the options and returns the exit code; results go to stdout. If `fault` is filled, the command
 * has failed: cli.c reports it and exits with CLI_ERROR. What else was wrong has been reported already. */

typedef enum cli_exit command_run(const struct options *options, struct faqbot_fault *fault);
command_run cmd_ask, cmd_search, cmd_serve, cmd_index, cmd_stats, cmd_eval, cmd_explain, cmd_check, cmd_diff,
    cmd_import, cmd_export, cmd_gaps, cmd_report, cmd_journal, cmd_mcp, cmd_try, cmd_publish, cmd_rollback,
    cmd_completion, cmd_help, cmd_version;

/* Prints what --help prints for a command, or for the program if NULL. */
void cmd_help_show(const struct command *command);

#endif
