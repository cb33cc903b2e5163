/* cli/fish.c - completion for fish. */
#include "cli/fish.h"

#include "cli/hint.h"
#include "cli/shell.h"

static const char start[] =
    "# Completion of faqbot for fish: written by `faqbot completion fish`.\n"
    "function __faqbot_is --description 'whether the verb is one of these; none is -'\n"
    "    set -l words (commandline -opc)\n"
    "    set -l skip\n"
    "    for word in $words[2..-1]\n"
    "        if test -n \"$skip\"\n"
    "            set skip\n"
    "            continue\n"
    "        end\n"
    "        switch $word\n"
    "            case ";
static const char walk[] = "\n"
                           "                set skip yes\n"
                           "            case '-*'\n"
                           "            case ";
static const char finish[] = "\n"
                             "                contains -- $word $argv\n"
                             "                return\n"
                             "            case '*'\n"
                             "                contains -- ask $argv\n"
                             "                return\n"
                             "        end\n"
                             "    end\n"
                             "    contains -- - $argv\n"
                             "end\n"
                             "complete -c faqbot -f\n";

/* fish writes no '\'' but \'. */
static void write_quoted(FILE *out, const char *text)
{
    (void)fputc('\'', out);
    for (; *text != '\0'; text++) {
        (void)fputs(*text == '\'' || *text == '\\' ? "\\" : "", out);
        (void)fputc(*text, out);
    }
    (void)fputc('\'', out);
}

static void write_hint(FILE *out, struct hint hint)
{
    switch (hint.kind) {
    case HINT_FILE:
        (void)fputs(" -F", out);
        break;
    case HINT_FOLDER:
        (void)fputs(" -a '(__fish_complete_directories)'", out);
        break;
    case HINT_VERB:
        (void)fputs(" -a '", out);
        shell_write_verbs(out, " ");
        (void)fputc('\'', out);
        break;
    case HINT_WORDS:
        (void)fprintf(out, " -a '%s'", hint.words);
        break;
    case HINT_NONE:
        break;
    }
}

static void write_option(FILE *out, const struct flag *flag, const struct verb *verb)
{
    (void)fprintf(out, "complete -c faqbot -n '__faqbot_is %s%s' -l %s", verb->name,
                  verb->id == VERB_ASK ? " -" : "", flag->name);
    if (flag->letter != 0) {
        (void)fprintf(out, " -s %c", flag->letter);
    }
    if (flag->value != NULL) {
        (void)fputs(hint_of_flag(flag).kind == HINT_FILE ? " -r" : " -x", out);
        write_hint(out, hint_of_flag(flag));
    }
    (void)fputs(" -d ", out);
    write_quoted(out, flag->summary);
    (void)fputc('\n', out);
}

static void write_verb(FILE *out, const struct verb *verb)
{
    (void)fprintf(out, "complete -c faqbot -n '__faqbot_is -' -a %s -d ", verb->name);
    write_quoted(out, verb->summary);
    (void)fputc('\n', out);
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        if (flag_is_for(flag_at(i), verb)) {
            write_option(out, flag_at(i), verb);
        }
    }
    for (size_t i = 0; i < hint_operand_count(verb); i++) {
        struct hint hint = hint_of_operand(verb, i);
        if (hint.kind != HINT_NONE) {
            (void)fprintf(out, "complete -c faqbot -n '__faqbot_is %s'", verb->name);
            write_hint(out, hint);
            (void)fputc('\n', out);
        }
    }
}

void fish_write(FILE *out)
{
    (void)fputs(start, out);
    shell_write_valued(out, " ");
    (void)fputs(walk, out);
    shell_write_verbs(out, " ");
    (void)fputs(finish, out);
    for (size_t i = 0; i < VERB_COUNT; i++) {
        write_verb(out, verb_at(i));
    }
}
