/* cli/cmd_help.c - `faqbot help`, `completion` and `version`, and --help: what the program says about itself.
 *
 * The lists in help are printed from the tables, so they cannot omit an option; its prose, the manual pages
 * and the completions are the files of share/, which people edit. The program carries them (the Makefile
 * turns them into one object), so that it can show its manual and complete its options where nothing is
 * installed: in a container, or copied by hand. A test compares all of them with the tables. */
#include "cli/cli_internal.h"

#include <assert.h>
#include <string.h>

#include <faqbot.h>
#include <faqbot_tools.h>

#define COLUMNS 80      /* of a line, as of the narrowest terminals that are common */
#define NAME_COLUMNS 26 /* of an option with its value; a longer one has a line of its own */

/* The files of share/ one after the other, each behind a line of \1 and its name, and a NUL at the end. */
extern const unsigned char embed_bot_cli_share_pack[];

/* Finds what stands between a line of `mark` and `name` and the next `mark` or the end of the file; NULL
 * bytes if there is none. Used on two levels: for a file in the pack, whose mark is a control character that
 * no text contains, and for a section of help.txt. */
static struct faqbot_view find_part(const char *text, const char *mark, const char *name)
{
    char head[64];
    (void)snprintf(head, sizeof head, "%s%s\n", mark, name);
    const char *found = strstr(text, head);
    if (found == NULL) {
        return (struct faqbot_view){NULL, 0};
    }
    const char *start = found + strlen(head);
    const char *next = strstr(start, mark);
    size_t size = strcspn(start, "\1");
    return (struct faqbot_view){start, next != NULL && next < start + size ? (size_t)(next - start) : size};
}

/* The file has to exist; the names are this program's own. */
static struct faqbot_view find_share(const char *name)
{
    struct faqbot_view found = find_part((const char *)embed_bot_cli_share_pack, "\1", name);
    assert(found.bytes != NULL);
    return found;
}

static void write_bytes(struct faqbot_view text)
{
    (void)fwrite(text.bytes, 1, text.size, stdout);
}

/* -- help ---------------------------------------------------------------------------------------------------------- */

/* Writes a name and its meaning beside it, on as many lines as that takes. Always 80 columns: help is often
 * read in a pager, or quoted. */
static void write_item(const char *name, const char *meaning)
{
    char first[NAME_COLUMNS + 5];
    char blank[NAME_COLUMNS + 5];
    bool fits = strlen(name) <= NAME_COLUMNS;
    if (!fits) {
        (void)printf("  %s\n", name);
    }
    (void)snprintf(first, sizeof first, "  %-*s  ", NAME_COLUMNS, fits ? name : "");
    (void)snprintf(blank, sizeof blank, "  %-*s  ", NAME_COLUMNS, "");
    wrap_item(stdout, COLUMNS, blank, first, view_of(meaning));
}

/* The options of every command come last, as in the table. */
static void write_options(const struct command *command)
{
    (void)puts("\nOptions:");
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &option_table[i];
        const char *alias = option_alias(option);
        char letter[4] = {'-', option->letter, ',', '\0'};
        char name[64];
        (void)snprintf(name, sizeof name, "%s --%s%s%s%s%s", option->letter != 0 ? letter : "   ",
                       option->name, alias != NULL ? ", --" : "", alias != NULL ? alias : "",
                       option->value != NULL ? " " : "", option->value != NULL ? option->value : "");
        if (option_is_for(option, command)) {
            write_item(name, option->summary);
        }
    }
}

/* import is the only command whose operand has a list of its own. */
static void write_command(const struct command *command)
{
    struct faqbot_view details = find_part(find_share("help.txt").bytes, "\n== ", command->name);
    const char *name;
    const char *description;
    (void)printf("Usage: faqbot %s [OPTION...]%s%s\n\n", command->name,
                 command->operands[0] != '\0' ? " " : "", command->operands);
    if (details.bytes != NULL) {
        write_bytes(details);
    } else {
        (void)puts(command->summary);
    }
    if (command->id == COMMAND_IMPORT) {
        (void)puts("\nFormats:");
        for (size_t i = 0; faqbot_import_format(i, &name, &description); i++) {
            write_item(name, description);
        }
    }
    write_options(command);
}

/* For the program, includes the options of ask, because most people never name a command. */
void cmd_help_show(const struct command *command)
{
    if (command != NULL) {
        write_command(command);
        return;
    }
    write_bytes(find_part(find_share("help.txt").bytes, "\n== ", "faqbot"));
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        write_item(command_table[i].name, command_table[i].summary);
    }
    (void)puts("\n`faqbot help COMMAND` says more. Options of ask, the default command:");
    write_options(&command_table[COMMAND_ASK]);
    (void)puts("\n`--` ends the options. Exits with 0 if answered, 1 if not, 2 on an error.");
}

/* Prints the page as mdoc(7), which man -l formats, and which is readable as it is where there is no man. */
enum cli_exit cmd_help(const struct options *options, struct faqbot_fault *fault)
{
    const char *name = options->operand_count > 0 ? options->operands[0] : NULL;
    const struct command *command = name != NULL ? command_find(name) : NULL;
    if (name != NULL && command == NULL) {
        const char *nearest = command_nearest(name);
        CLI_REFUSE(fault, "%s is not a command; %s%s", name,
                   nearest != NULL ? "the nearest is " : "`faqbot --help` lists them",
                   nearest != NULL ? nearest : "");
    } else if (options_has(options, OPTION_MAN)) {
        char page[64];
        (void)snprintf(page, sizeof page, "faqbot%s%s.1", name != NULL ? "-" : "", name != NULL ? name : "");
        write_bytes(find_share(page));
    } else {
        cmd_help_show(command);
    }
    return CLI_GOOD;
}

/* -- completion, version ------------------------------------------------------------------------------------------- */

/* The shell is an operand rather than read from $SHELL, which is the login shell and not necessarily the one
 * that asks. */
enum cli_exit cmd_completion(const struct options *options, struct faqbot_fault *fault)
{
    static const char *const names[] = {"bash", "zsh", "fish"};
    static const char *const files[] = {"faqbot.bash", "_faqbot", "faqbot.fish"};
    const char *name = options->operands[0];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0) {
            write_bytes(find_share(files[i]));
            return CLI_GOOD;
        }
    }
    const char *nearest = faqbot_nearest_name(name, names, sizeof names / sizeof *names);
    CLI_REFUSE(fault, "there is no completion for %s%s%s", name,
               nearest != NULL ? "; the nearest is " : ", but for bash, zsh and fish",
               nearest != NULL ? nearest : "");
    return CLI_ERROR;
}

/* One line that a script can compare. The format of an index has a version of its own, which `stats`
 * prints. */
enum cli_exit cmd_version(const struct options *options, struct faqbot_fault *fault)
{
    (void)options;
    (void)fault;
    (void)puts("faqbot " FAQBOT_VERSION_TEXT);
    return CLI_GOOD;
}
