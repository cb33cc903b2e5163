/* cli/options.c - the tables of commands and options, and the command line sorted by them. Parsing, help,
 * faqbot.conf and the environment all read these tables. What an option does is up to the command; the manual
 * pages in share/ describe it, and a test compares them with the tables.
 *
 * Not getopt_long(): it accepts abbreviations, so that every new option could break somebody's script; it
 * writes to stderr itself; and it can name neither the nearest option nor the command that would take it.
 * What this parser has in common with it: options and operands may be mixed, a value is the next word or
 * joined (--top=5, -n5), `--` ends the options, a lone `-` is an operand. Short options cannot be bundled,
 * because most of them take a value.
 *
 * All strings are borrowed from argv, and values are kept in the order given, because some options may be
 * repeated. */
#include "cli/cli_internal.h"
#include "remote/remote.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <faqbot.h>

#include "util/util.h"

/* -- Commands ------------------------------------------------------------------------------------------------------ */

const struct command command_table[COMMAND_COUNT] = {
#define COMMAND(id, name, operands, least, most, summary)                                                    \
    {COMMAND_##id, #name, operands, least, most, summary},
#include "cli/option_table.h"
};

/* A linear search through fifteen names, once a run. */
const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(command_table[i].name, name) == 0) {
            return &command_table[i];
        }
    }
    return NULL;
}

/* Whether one letter too many, too few or wrong, or two that changed places, make one word of the other. */
static bool is_one_slip(const char *word, const char *name)
{
    size_t size = strlen(word);
    size_t name_size = strlen(name);
    size_t front = 0;
    while (front < size && front < name_size && word[front] == name[front]) {
        front++;
    }
    while (size > front && name_size > front && word[size - 1] == name[name_size - 1]) {
        size--;
        name_size--;
    }
    bool is_swap = size - front == 2 && name_size - front == 2 && word[front] == name[front + 1] &&
                   word[front + 1] == name[front];
    return is_swap || (size - front <= 1 && name_size - front <= 1);
}

const char *command_nearest(const char *word)
{
    const char *names[COMMAND_COUNT];
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        names[i] = command_table[i].name;
    }
    return faqbot_nearest_name(word, names, COMMAND_COUNT);
}

/* -- Options ------------------------------------------------------------------------------------------------------- */

/* Shorthands for the rows below. REPEATED shares the word with the commands, because an option that may be
 * repeated may be repeated for every command that takes it. */
enum {
#define COMMAND(id, name, operands, least, most, summary) id = COMMAND_BIT(COMMAND_##id),
#include "cli/option_table.h"
    REPEATED = COMMAND_BIT(COMMAND_COUNT) /* the option may be given several times */
};

const struct option option_table[OPTION_COUNT] = {
#define OPTION(id, name, letter, value, commands, summary)                                                   \
    {OPTION_##id, name, letter, value, commands, summary},
#include "cli/option_table.h"
};

/* Not a column of the table, because only one option has a second name. The alias has the option's id, so
 * nothing behind the parser knows which of the two was used. */
const char *option_alias(const struct option *option)
{
    return option->id == OPTION_KNOWLEDGE ? "kb" : NULL;
}

/* `size` is needed because a name ends at a `=` in argv and at nothing in a configuration file. The alias is
 * as good as the name. */
const struct option *option_find(const char *name, size_t size)
{
    const struct faqbot_view wanted = {name, size};
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const char *alias = option_alias(&option_table[i]);
        if (view_equals_text(wanted, option_table[i].name) ||
            (alias != NULL && view_equals_text(wanted, alias))) {
            return &option_table[i];
        }
    }
    return NULL;
}

bool option_is_for(const struct option *option, const struct command *command)
{
    return (option->commands & COMMAND_BIT(command->id)) != 0;
}

/* --config cannot be named by the file that it names, and --check-config is not a state that a server can be in.
 * --color, --help and --version are about one run of the program. */
bool option_is_setting(const struct option *option)
{
    return (option->commands & SERVE) != 0 && option->commands != COMMAND_ALL &&
           option->id != OPTION_CONFIG && option->id != OPTION_CHECK_CONFIG;
}

bool option_repeats(const struct option *option)
{
    return (option->commands & REPEATED) != 0;
}

/* The prefix keeps us out of the way of other programs: a container's environment is full of LISTEN and
 * HOST. */
bool option_variable(const struct option *option, size_t number, char variable[OPTION_VARIABLE_BYTES])
{
    const char *name = number == 0 ? option->name : option_alias(option);
    if (name != NULL) {
        (void)snprintf(variable, OPTION_VARIABLE_BYTES, "FAQBOT_%s", name);
        for (; *variable != '\0'; variable++) {
            *variable = *variable == '-' ? '_' : ascii_upper(*variable);
        }
    }
    return name != NULL;
}

/* Parsed from the summary, so that help and the effective default cannot disagree. */
struct faqbot_view option_default(const struct option *option)
{
    static const char start[] = "(default: ";
    const char *found = strstr(option->summary, start);
    size_t size = found == NULL ? 0 : strcspn(found + sizeof start - 1, ")");
    return (struct faqbot_view){found == NULL ? "" : found + sizeof start - 1, size};
}

const char *option_nearest(const char *word, const struct command *command)
{
    const char *names[OPTION_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &option_table[i];
        if (command != NULL ? option_is_for(option, command) : option_is_setting(option)) {
            names[count++] = option->name;
        }
    }
    return faqbot_nearest_name(word, names, count);
}

/* -- Parsing ------------------------------------------------------------------------------------------------------- */

/* The command line, in the notation of RFC 5234; a word is an element of argv:
 *
 *     call    = *option [command] *(option / operand) ["--" *operand]
 *     option  = "--" name                  ; of an option without a value
 *             / "--" name "=" value        ; in one word
 *             / "--" name <word> value     ; or in two
 *             / "-" letter [value]         ; in one word
 *             / "-" letter <word> value    ; or in two
 *     operand = any word that is not an option; behind "--" any word
 *
 * An option with a value takes the next word whatever it is, so that a file may begin with a dash. */

/* A word of argv taken apart. */
struct word {
    bool is_option;
    const struct option *option; /* NULL: unknown */
    size_t name_size;            /* of the whole with its dashes, before any value */
    const char *joined;          /* the value in the same word; NULL: none */
};

/* A lone dash is an operand, as everywhere: it stands for standard input. A long name ends at the first `=`,
 * so a value may hold further ones; a short one is a single letter, and what follows it in the word is its
 * value. */
static struct word take_apart(const char *text)
{
    struct word word = {.is_option = text[0] == '-' && text[1] != '\0', .name_size = strlen(text)};
    if (word.is_option && text[1] == '-') {
        const char *equals = strchr(text, '=');
        if (equals != NULL) {
            word.name_size = (size_t)(equals - text);
            word.joined = equals + 1;
        }
        word.option = option_find(text + 2, word.name_size - 2);
    } else if (word.is_option) {
        for (size_t i = 0; i < OPTION_COUNT && word.option == NULL; i++) {
            word.option = option_table[i].letter == text[1] ? &option_table[i] : NULL;
        }
        word.joined = text[2] != '\0' ? text + 2 : NULL;
        word.name_size = word.option != NULL ? 2 : word.name_size;
    }
    return word;
}

/* The command has to be known before the options can be judged, so a pass of its own looks for it: the first
 * word that is neither an option nor the value of one. If that is not the name of a command, it begins a
 * question, and the command is ask. Sets *command_word to the index of the name, or to 0 if there is none. */
static const struct command *find_command(int argc, char *const *argv, int *command_word)
{
    *command_word = 0;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        struct word word = take_apart(argv[i]);
        if (!word.is_option) {
            const struct command *command = command_find(argv[i]);
            *command_word = command != NULL ? i : 0;
            return command != NULL ? command : &command_table[COMMAND_ASK];
        }
        i += word.option != NULL && word.option->value != NULL && word.joined == NULL;
    }
    return &command_table[COMMAND_ASK];
}

/* Suggests only options of this command: an option that is refused next would be no help. */
static void refuse_unknown(const char *text, const struct word *word, const struct command *command,
                           struct faqbot_fault *fault)
{
    char name[64];
    int size = (int)(word->name_size < sizeof name ? word->name_size : sizeof name - 1);
    (void)snprintf(name, sizeof name, "%.*s", size, text);
    const char *nearest = option_nearest(name + (text[1] == '-' ? 2 : 1), command);
    CLI_REFUSE(fault, "%s is not an option of %s; %s%s%s", name, command->name,
               nearest != NULL ? "the nearest is --" : "`faqbot ", nearest != NULL ? nearest : command->name,
               nearest != NULL ? "" : " --help` lists them");
}

/* Takes the option at argv[*at] and its value, and moves *at to the last word taken. The array has room for
 * it: a word of argv yields at most one value. If the option belongs to other commands, the error names the
 * first of them. */
static void take_option(int argc, char *const *argv, int *at, struct options *options,
                        struct faqbot_fault *fault)
{
    struct word word = take_apart(argv[*at]);
    const struct option *option = word.option;
    if (option == NULL) {
        refuse_unknown(argv[*at], &word, options->command, fault);
    } else if (!option_is_for(option, options->command)) {
        size_t owner = 0;
        while (owner + 1 < COMMAND_COUNT && !option_is_for(option, &command_table[owner])) {
            owner++;
        }
        CLI_REFUSE(fault, "--%s is an option of %s, not of %s", option->name, command_table[owner].name,
                   options->command->name);
    } else if (option->value == NULL && word.joined != NULL) {
        CLI_REFUSE(fault, "--%s takes no value", option->name);
    } else if (option->value != NULL && word.joined == NULL && *at + 1 >= argc) {
        CLI_REFUSE(fault, "--%s needs a value: --%s %s", option->name, option->name, option->value);
    } else {
        const char *value = option->value == NULL ? "" : word.joined != NULL ? word.joined : argv[++*at];
        options->values[options->value_count++] = (struct option_value){.id = option->id, .text = value};
    }
}

/* Both --help and --version allow any operands, because they are about the command rather than a call of it.
 * `may_be_command`: whether a lone word may have been meant as a command. `faqbot serv` is more likely a slip of
 * the finger than a question of one word; `faqbot ask serv` and `faqbot -- serv` ask it, and the error says so.
 * Two slips are none: `faqbot hello` greets, and is not told of `help`. */
static void check_operands(const struct options *options, bool may_be_command, struct faqbot_fault *fault)
{
    const struct command *command = options->command;
    if (fault->status != FAQBOT_OK || options_has(options, OPTION_HELP) ||
        options_has(options, OPTION_VERSION)) {
        return;
    }
    if (options->operand_count < command->operands_min) {
        CLI_REFUSE(fault, "%s needs %s; `faqbot %s --help` says more", command->name, command->operands,
                   command->name);
    } else if (options->operand_count > command->operands_max) {
        CLI_REFUSE(fault, "%s cannot take %s; `faqbot %s --help` says more", command->name,
                   options->operands[command->operands_max], command->name);
    } else if (may_be_command && !options->is_command_named && options->operand_count == 1 &&
               strpbrk(options->operands[0], " \t\r\n") == NULL) {
        const char *word = options->operands[0];
        const char *nearest = command_nearest(word);
        bool is_name = word[strspn(word, "abcdefghijklmnopqrstuvwxyz")] == '\0'; /* "help?" asks */
        if (nearest != NULL && is_name && is_one_slip(word, nearest)) {
            CLI_REFUSE(fault, "%s is not a command; the nearest is %s (to ask it: faqbot ask %s)", word,
                       nearest, word);
        }
    }
}

/* In UTC, as the server's day is, so that the same command says the same wherever it is typed. */
static void find_today(struct options *options, struct faqbot_fault *fault)
{
    int64_t seconds = time(NULL);
    if (options_has(options, OPTION_TODAY)) {
        options_day(options, OPTION_TODAY, &seconds, fault);
    }
    if (fault->status == FAQBOT_OK) {
        date_write(seconds, options->today);
    }
}

/* `--` ends the search for the command too: `faqbot -- serve` asks about the word. */
void options_parse(int argc, char *const *argv, struct options *options, struct faqbot_fault *fault)
{
    int command_word = 0;
    bool are_ended = false;
    size_t room = argc > 0 ? (size_t)argc : 1;
    *options = (struct options){.command = find_command(argc, argv, &command_word)};
    options->is_command_named = command_word != 0;
    options->values = calloc(room, sizeof *options->values);
    options->operands = calloc(room, sizeof *options->operands);
    options->stage = calloc(1, sizeof *options->stage);
    if (options->values == NULL || options->operands == NULL || options->stage == NULL) {
        fault->status = FAQBOT_NO_MEMORY;
    }
    /* Every word becomes an option, the value of one, or an operand, except the command's own name. */
    for (int i = 1; i < argc && fault->status == FAQBOT_OK; i++) {
        if (!are_ended && strcmp(argv[i], "--") == 0) {
            are_ended = true;
        } else if (!are_ended && take_apart(argv[i]).is_option) {
            take_option(argc, argv, &i, options, fault);
        } else if (i != command_word) {
            options->operands[options->operand_count++] = argv[i];
        }
    }
    check_operands(options, !are_ended, fault);
    find_today(options, fault);
}

void options_release(struct options *options)
{
    if (options->stage != NULL) {
        remote_close_stage(options->stage);
    }
    free(options->stage);
    free(options->values);
    free(options->operands);
    *options = (struct options){.command = NULL};
}

/* -- Values -------------------------------------------------------------------------------------------------------- */

/* From the back, because the last one counts: scripts append an option to override an earlier one. */
const struct option_value *options_find(const struct options *options, enum option_id id)
{
    size_t i = options->value_count;
    while (i > 0 && options->values[i - 1].id != id) {
        i--;
    }
    return i > 0 ? &options->values[i - 1] : NULL;
}

const char *options_text(const struct options *options, enum option_id id)
{
    const struct option_value *value = options_find(options, id);
    return value == NULL ? NULL : value->text;
}

/* An option that a higher layer has switched off is present, so that a lower layer cannot switch it on again,
 * and yet not set. */
bool options_has(const struct options *options, enum option_id id)
{
    const struct option_value *value = options_find(options, id);
    return value != NULL && !value->is_off;
}

/* A question need not be quoted: the words that the shell has split are joined with one space each. */
char *options_join(const struct options *options, struct faqbot_fault *fault)
{
    struct buffer joined;
    buffer_init(&joined, SIZE_MAX);
    for (size_t i = 0; i < options->operand_count; i++) {
        buffer_add_text(&joined, i > 0 ? " " : "");
        buffer_add_text(&joined, options->operands[i]);
    }
    buffer_add_byte(&joined, '\0');
    if (joined.failed) {
        buffer_release(&joined);
        fault->status = fault->status == FAQBOT_OK ? FAQBOT_NO_MEMORY : fault->status;
    }
    return joined.bytes;
}

/* Writes the name as it appears where the value came from: --top, FAQBOT_TOP, or top, with file and line.
 * People look for a mistake where they made it. */
void options_refuse(const struct option_value *value, struct faqbot_fault *fault, const char *format, ...)
{
    const struct option_place *place = &value->place;
    bool is_typed = place->variable == NULL && place->path == NULL;
    char sentence[FAQBOT_FAULT_SENTENCE_BYTES];
    va_list list;
    va_start(list, format);
    if (vsnprintf(sentence, sizeof sentence, format, list) < 0) {
        sentence[0] = '\0';
    }
    va_end(list);
    (void)fault_set(fault, FAQBOT_INVALID, place->path, place->line, "%s%s%s", is_typed ? "--" : "",
                    place->variable != NULL ? place->variable : option_table[value->id].name, sentence);
}

/* Reads the whole number at the front of *text and moves *text behind it; UINT64_MAX if there is none or it
 * is too large. Digits only: strtoull() alone would accept signs and white space, and turn -1 into
 * 18446744073709551615. Its digits do not depend on the locale. */
static uint64_t read_number(const char **text)
{
    size_t digits = strspn(*text, "0123456789");
    uint64_t number = digits > 0 ? strtoull(*text, NULL, 10) : UINT64_MAX;
    *text += digits;
    return number;
}

/* One sentence for all numbers, which states the bounds, so that nobody has to look them up. */
void options_number(const struct options *options, enum option_id id, unsigned least, unsigned most,
                    unsigned *number, struct faqbot_fault *fault)
{
    const struct option_value *value = options_find(options, id);
    if (value == NULL || fault->status != FAQBOT_OK) {
        return;
    }
    const char *rest = value->text;
    uint64_t read = read_number(&rest);
    if (*rest != '\0' || read < least || read > most) {
        options_refuse(value, fault, " must be a number from %u to %u, not %s", least, most, value->text);
    } else {
        *number = (unsigned)read;
    }
}

/* Units are powers of two, as in `df -h`. The count is compared with the largest size before it is shifted,
 * so the product cannot overflow. 0 means no limit and is always allowed. */
void options_size(const struct options *options, enum option_id id, uint64_t least, uint64_t *bytes,
                  struct faqbot_fault *fault)
{
    static const char units[] = "KMG";
    const struct option_value *value = options_find(options, id);
    if (value == NULL || fault->status != FAQBOT_OK) {
        return;
    }
    const char *rest = value->text;
    uint64_t count = read_number(&rest);
    const char *unit = *rest != '\0' ? strchr(units, *rest) : NULL;
    unsigned shift = unit != NULL ? 10 * (unsigned)(unit - units + 1) : 0;
    if (rest[unit != NULL] != '\0' || count > OPTION_SIZE_MAX >> shift ||
        (count > 0 && count << shift < least)) {
        options_refuse(value, fault,
                       " must be 0 or a size from %" PRIu64 " bytes to %" PRIu64
                       "G, such as 500M or 2G, not %s",
                       least, OPTION_SIZE_MAX >> 30, value->text);
    } else {
        *bytes = count << shift;
    }
}

/* A day begins at midnight UTC, as everywhere in the journal, so the same command selects the same rows on
 * every machine. */
void options_day(const struct options *options, enum option_id id, int64_t *seconds,
                 struct faqbot_fault *fault)
{
    const struct option_value *value = options_find(options, id);
    if (value != NULL && fault->status == FAQBOT_OK && !date_parse(value->text, seconds)) {
        options_refuse(value, fault, " must be a day such as 2026-11-30, not %s", value->text);
    }
}

/* The list in the error is made from the names themselves, so it cannot go stale. */
size_t options_choice(const struct options *options, enum option_id id, const char *const *names,
                      size_t count, size_t otherwise, struct faqbot_fault *fault)
{
    const struct option_value *value = options_find(options, id);
    char list[96] = "";
    size_t size = 0;
    if (value == NULL || fault->status != FAQBOT_OK) {
        return otherwise;
    }
    for (size_t i = 0; i < count; i++) {
        const char *between = i == 0 ? "" : i + 1 < count ? ", " : " or ";
        if (strcmp(names[i], value->text) == 0) {
            return i;
        }
        size += (size_t)snprintf(list + size, sizeof list - size, "%s%s", between, names[i]);
        assert(size < sizeof list);
    }
    /* A slip of a letter or two is told what was probably meant; anything else only what there is. */
    const char *nearest = faqbot_nearest_name(value->text, names, count);
    options_refuse(value, fault, " must be %s, not %s%s%s", list, value->text,
                   nearest != NULL ? "; the nearest is " : "", nearest != NULL ? nearest : "");
    return otherwise;
}
