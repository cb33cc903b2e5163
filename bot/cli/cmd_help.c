/* cli/cmd_help.c - `faqbot help`, `completion` and `version`, and --help: what the program says of itself. Help is
 * written from the tables. The manual pages and completions are the files of share/, which the program carries, so that
 * it can show its manual where none is installed. */
#include "cli/cli_internal.h"

#include <assert.h>
#include <string.h>

#include <faqbot.h>
#include <faqbot_tools.h>

#define COLUMNS 80      /* of a line, as of the narrowest terminals that are common */
#define NAME_COLUMNS 26 /* of an option with its value; a longer one has a line of its own */

/* The files of share/ one after the other, each behind a line of \1 and its name, and a NUL at the end. */
extern const unsigned char embed_bot_cli_share_pack[];

/* Writes the file of that name, which must be one of them. */
static void write_share(const char *name)
{
    char mark[64];
    (void)snprintf(mark, sizeof mark, "\1%s\n", name);
    const char *found = strstr((const char *)embed_bot_cli_share_pack, mark);
    assert(found != NULL);
    const char *text = found + strlen(mark);
    (void)fwrite(text, 1, strcspn(text, "\1"), stdout);
}

/* -- help ---------------------------------------------------------------------------------------------------------- */

/* Writes a name and what it means beside it, over as many lines as that takes. */
static void write_item(const char *name, const char *meaning)
{
    char first[NAME_COLUMNS + 5];
    char blank[NAME_COLUMNS + 5];
    struct wrap wrap;
    bool fits = strlen(name) <= NAME_COLUMNS;
    if (!fits) {
        (void)printf("  %s\n", name);
    }
    (void)snprintf(first, sizeof first, "  %-*s  ", NAME_COLUMNS, fits ? name : "");
    (void)snprintf(blank, sizeof blank, "  %-*s  ", NAME_COLUMNS, "");
    wrap_start(&wrap, stdout, COLUMNS);
    (void)wrap_indent(&wrap, blank, first);
    wrap_string(&wrap, meaning);
    wrap_end(&wrap);
}

static void write_options(const struct command *command)
{
    (void)puts("\nOptions:");
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = option_at(i);
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

static void write_command(const struct command *command)
{
    bool has_details = command->details[0] != '\0';
    const char *name;
    const char *description;
    (void)printf("Usage: faqbot %s [OPTION...]%s%s\n\n%s%s", command->name,
                 command->operands[0] != '\0' ? " " : "", command->operands,
                 has_details ? command->details : command->summary, has_details ? "" : "\n");
    if (command->id == COMMAND_IMPORT) {
        (void)puts("\nFormats:");
        for (size_t i = 0; faqbot_import_format(i, &name, &description); i++) {
            write_item(name, description);
        }
    }
    write_options(command);
}

static void write_program(void)
{
    (void)puts("Usage: faqbot [OPTION...] QUESTION...\n"
               "       faqbot COMMAND [OPTION...] ...\n"
               "\n"
               "Answers questions from a knowledge base of frequently asked questions, and says\n"
               "so where it has no answer.\n"
               "\n"
               "Commands:");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        write_item(command_at(i)->name, command_at(i)->summary);
    }
    (void)puts("\n`faqbot help COMMAND` says more. Options of ask, the default command:");
    write_options(command_at(COMMAND_ASK));
    (void)puts("\n`--` ends the options. Exits with 0 if answered, 1 if not, 2 on an error.");
}

enum cli_exit cmd_help_show(const struct command *command)
{
    if (command == NULL) {
        write_program();
    } else {
        write_command(command);
    }
    return CLI_GOOD;
}

enum cli_exit cmd_help(const struct options *options)
{
    const char *name = options->operand_count > 0 ? options->operands[0] : NULL;
    const struct command *command = name != NULL ? command_find(name) : NULL;
    if (name != NULL && command == NULL) {
        const char *nearest = command_nearest(name);
        return nearest != NULL ? error_say("%s is not a command; the nearest is %s", name, nearest)
                               : error_say("%s is not a command; `faqbot --help` lists them", name);
    }
    if (!options_has(options, OPTION_MAN)) {
        return cmd_help_show(command);
    }
    char page[64];
    (void)snprintf(page, sizeof page, "faqbot%s%s.1", name != NULL ? "-" : "", name != NULL ? name : "");
    write_share(page);
    return CLI_GOOD;
}

/* -- completion, version ------------------------------------------------------------------------------------------- */

enum cli_exit cmd_completion(const struct options *options)
{
    static const char *const names[] = {"bash", "zsh", "fish"};
    static const char *const files[] = {"faqbot.bash", "_faqbot", "faqbot.fish"};
    const char *name = options->operands[0];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0) {
            write_share(files[i]);
            return CLI_GOOD;
        }
    }
    const char *nearest = faqbot_nearest_name(name, names, sizeof names / sizeof *names);
    return nearest != NULL ? error_say("there is no completion for %s; the nearest is %s", name, nearest)
                           : error_say("there is no completion for %s, but for bash, zsh and fish", name);
}

enum cli_exit cmd_version(const struct options *options)
{
    (void)options;
    (void)puts("faqbot " FAQBOT_VERSION_TEXT);
    return CLI_GOOD;
}
