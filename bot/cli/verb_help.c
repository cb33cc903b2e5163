/* cli/verb_help.c - `faqbot help` and --help, written from the tables of verbs and options. */
#include <stdio.h>
#include <string.h>

#include <faqbot/transfer.h>

#include "cli/arguments.h"
#include "cli/complain.h"
#include "cli/manual.h"

#define NAME_COLUMNS 26 /* of options with their values, so that every line stays below 80 columns */

static void write_flag(const struct flag *flag)
{
    char name[64];
    char letter[4] = {'-', flag->letter, ',', '\0'};
    (void)snprintf(name, sizeof name, "%s --%s%s%s", flag->letter != 0 ? letter : "   ", flag->name,
                   flag->value != NULL ? " " : "", flag->value != NULL ? flag->value : "");
    if (strlen(name) > NAME_COLUMNS) {
        (void)printf("  %s\n  %-*s  %s\n", name, NAME_COLUMNS, "", flag->summary);
    } else {
        (void)printf("  %-*s  %s\n", NAME_COLUMNS, name, flag->summary);
    }
}

static void write_flags(const struct verb *verb)
{
    (void)puts("\nOptions:");
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        if (flag_is_for(flag_at(i), verb)) {
            write_flag(flag_at(i));
        }
    }
}

static void write_formats(void)
{
    const char *name;
    const char *description;
    (void)puts("\nFormats:");
    for (size_t i = 0; faqbot_import_format(i, &name, &description); i++) {
        (void)printf("  %-*s  %s\n", NAME_COLUMNS, name, description);
    }
}

static void write_verb(const struct verb *verb)
{
    (void)printf("Usage: faqbot %s [OPTION...]%s%s\n\n%s%s", verb->name, verb->operands[0] != '\0' ? " " : "",
                 verb->operands, verb->details[0] != '\0' ? verb->details : verb->summary,
                 verb->details[0] != '\0' ? "" : "\n");
    if (verb->id == VERB_IMPORT) {
        write_formats();
    }
    write_flags(verb);
}

static void write_program(void)
{
    (void)puts("Usage: faqbot [OPTION...] QUESTION...\n"
               "       faqbot VERB [OPTION...] ...\n"
               "\n"
               "Answers questions from a knowledge of frequently asked ones, and says so where\n"
               "it has no answer.\n"
               "\n"
               "Verbs:");
    for (size_t i = 0; i < VERB_COUNT; i++) {
        (void)printf("  %-*s  %s\n", NAME_COLUMNS, verb_at(i)->name, verb_at(i)->summary);
    }
    (void)puts("\n`faqbot help VERB` says more. Of ask, the default:");
    write_flags(verb_at(VERB_ASK));
    (void)puts("\n`--` ends the options. Exits with 0: answered, 1: not answered, 2: an error.");
}

enum cli_exit verb_help_show(const struct verb *verb)
{
    if (verb == NULL) {
        write_program();
    } else {
        write_verb(verb);
    }
    return CLI_GOOD;
}

static enum cli_exit show(const struct arguments *arguments, const struct verb *verb)
{
    if (arguments_has(arguments, FLAG_MAN)) {
        manual_write(stdout, verb);
        return CLI_GOOD;
    }
    return verb_help_show(verb);
}

enum cli_exit verb_help_run(const struct arguments *arguments)
{
    if (arguments->operand_count == 0) {
        return show(arguments, NULL);
    }
    const char *name = arguments->operands[0];
    const struct verb *verb = verb_find(name);
    if (verb != NULL) {
        return show(arguments, verb);
    }
    const char *nearest = verb_nearest(name);
    return nearest != NULL ? complain("%s is no verb; the nearest is %s", name, nearest)
                           : complain("%s is no verb; `faqbot --help` lists them", name);
}
