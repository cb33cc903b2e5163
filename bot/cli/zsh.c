/* cli/zsh.c - completion for zsh, by its _arguments. */
#include "cli/zsh.h"

#include "cli/hint.h"
#include "cli/shell.h"

#define SPECIAL ":[]\\" /* to _arguments and _describe */

/* What completes the value: `:NAME:ACTION`, within single quotes. */
static void write_hint(FILE *out, const char *name, struct hint hint)
{
    (void)fputc(':', out);
    shell_write_quoted(out, name, SPECIAL);
    switch (hint.kind) {
    case HINT_FILE:
        (void)fputs(":_files", out);
        break;
    case HINT_FOLDER:
        (void)fputs(":_files -/", out);
        break;
    case HINT_VERB:
        (void)fputs(":(", out);
        shell_write_verbs(out, " ");
        (void)fputc(')', out);
        break;
    case HINT_WORDS:
        (void)fprintf(out, ":(%s)", hint.words);
        break;
    case HINT_NONE:
        (void)fputs(": ", out);
        break;
    }
}

static void write_form(FILE *out, const struct flag *flag, const char *dashes, const char *name,
                       const char *joint)
{
    (void)fputs(" \\\n                '", out);
    if (flag_repeats(flag)) {
        (void)fputc('*', out);
    } else if (flag->letter != 0) {
        (void)fprintf(out, "(-%c --%s)", flag->letter, flag->name);
    }
    (void)fprintf(out, "%s%s%s[", dashes, name, flag->value != NULL ? joint : "");
    shell_write_quoted(out, flag->summary, SPECIAL);
    (void)fputc(']', out);
    if (flag->value != NULL) {
        write_hint(out, flag->value, hint_of_flag(flag));
    }
    (void)fputc('\'', out);
}

static void write_options(FILE *out, const struct verb *verb)
{
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        const struct flag *flag = flag_at(i);
        if (!flag_is_for(flag, verb)) {
            continue;
        }
        const char letter[2] = {flag->letter, '\0'};
        write_form(out, flag, "--", flag->name, "=");
        if (flag->letter != 0) {
            write_form(out, flag, "-", letter, "+");
        }
    }
}

static void write_verb(FILE *out, const struct verb *verb)
{
    size_t count = hint_operand_count(verb);
    (void)fprintf(out, "        %s)\n            _arguments -S -s", verb->name);
    write_options(out, verb);
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(out, " \\\n                '%zu", i + 1);
        write_hint(out, "operand", hint_of_operand(verb, i));
        (void)fputc('\'', out);
    }
    if (hint_of_operand(verb, count).kind != HINT_NONE) {
        (void)fputs(" \\\n                '*", out);
        write_hint(out, "operand", hint_of_operand(verb, count));
        (void)fputc('\'', out);
    }
    (void)fputs(" ;;\n", out);
}

static void write_verbs(FILE *out)
{
    for (size_t i = 0; i < VERB_COUNT; i++) {
        (void)fprintf(out, "        '%s:", verb_at(i)->name);
        shell_write_quoted(out, verb_at(i)->summary, SPECIAL);
        (void)fputs("'\n", out);
    }
}

void zsh_write(FILE *out)
{
    (void)fputs("#compdef faqbot\n"
                "# Completion of faqbot for zsh: written by `faqbot completion zsh`.\n"
                "_faqbot()\n"
                "{\n"
                "    local context state state_descr line\n"
                "    typeset -A opt_args\n"
                "    local -a verbs=(\n",
                out);
    write_verbs(out);
    (void)fputs("    )\n    _arguments -C -S -s", out);
    write_options(out, verb_at(VERB_ASK));
    (void)fputs(" \\\n                '1: :->verb' \\\n                '*:: :->rest'\n"
                "    case $state in\n"
                "        verb) _describe verb verbs; return ;;\n"
                "        rest) ;;\n"
                "        *) return ;;\n"
                "    esac\n"
                "    case $words[1] in\n",
                out);
    for (size_t i = 0; i < VERB_COUNT; i++) {
        write_verb(out, verb_at(i));
    }
    (void)fputs("    esac\n"
                "}\n"
                "if [[ $funcstack[1] == _faqbot ]]; then\n"
                "    _faqbot \"$@\"\n"
                "else\n"
                "    compdef _faqbot faqbot\n"
                "fi\n",
                out);
}
