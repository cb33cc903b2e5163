/* cli/verb_help.c - `faqbot help` and --help, written from the tables of verbs and options. */
#include <stdio.h>
#include <string.h>

#include <faqbot/transfer.h>

#include "cli/arguments.h"
#include "cli/complain.h"
#include "cli/share.h"
#include "cli/wrap.h"

#define COLUMNS 80      /* of a line, as of the terminals that people make the least of */
#define NAME_COLUMNS 26 /* of an option with its value; a longer one has a line of its own */

/* Writes a name and what it means beside it, over as many lines as that takes. */
static void write_item(const char *name, const char *meaning)
{
    char first[NAME_COLUMNS + 5];
    char blanks[NAME_COLUMNS + 5];
    struct wrap wrap;
    bool fits = strlen(name) <= NAME_COLUMNS;
    if (!fits) {
        (void)printf("  %s\n", name);
    }
    (void)snprintf(first, sizeof first, "  %-*s  ", NAME_COLUMNS, fits ? name : "");
    (void)snprintf(blanks, sizeof blanks, "  %-*s  ", NAME_COLUMNS, "");
    wrap_start(&wrap, stdout, COLUMNS);
    (void)wrap_indent(&wrap, blanks, first);
    wrap_text(&wrap, (struct faqbot_view){meaning, strlen(meaning)});
    wrap_end(&wrap);
}

static void write_flag(const struct flag *flag)
{
    char name[64];
    char letter[4] = {'-', flag->letter, ',', '\0'};
    const char *alias = flag_alias(flag);
    (void)snprintf(name, sizeof name, "%s --%s%s%s%s%s", flag->letter != 0 ? letter : "   ", flag->name,
                   alias != NULL ? ", --" : "", alias != NULL ? alias : "", flag->value != NULL ? " " : "",
                   flag->value != NULL ? flag->value : "");
    write_item(name, flag->summary);
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
        write_item(name, description);
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
               "       faqbot COMMAND [OPTION...] ...\n"
               "\n"
               "Answers questions from a knowledge base of frequently asked questions, and says\n"
               "so where it has no answer.\n"
               "\n"
               "Commands:");
    for (size_t i = 0; i < VERB_COUNT; i++) {
        write_item(verb_at(i)->name, verb_at(i)->summary);
    }
    (void)puts("\n`faqbot help COMMAND` says more. Options of ask, the default command:");
    write_flags(verb_at(VERB_ASK));
    (void)puts("\n`--` ends the options. Exits with 0 if answered, 1 if not, 2 on an error.");
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
        char page[64];
        (void)snprintf(page, sizeof page, "faqbot%s%s.1", verb != NULL ? "-" : "",
                       verb != NULL ? verb->name : "");
        share_write(stdout, page);
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
    return nearest != NULL ? complain("%s is not a command; the nearest is %s", name, nearest)
                           : complain("%s is not a command; `faqbot --help` lists them", name);
}
