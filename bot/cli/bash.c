/* cli/bash.c - completion for bash, 4.4 or newer, without the bash-completion package. */
#include "cli/bash.h"

#include "cli/hint.h"
#include "cli/shell.h"

/* Bash takes --name=value apart at the sign: three words. */
static const char start[] = "# Completion of faqbot for bash: written by `faqbot completion bash`.\n"
                            "_faqbot()\n"
                            "{\n"
                            "    local word=${COMP_WORDS[COMP_CWORD]} option=\n"
                            "    local verb= operand=0 ended= words= files= at=1\n"
                            "    COMPREPLY=()\n"
                            "    [[ $word != = ]] || word=\n"
                            "    while (( at < COMP_CWORD )); do\n"
                            "        if [[ -n $ended ]]; then\n"
                            "            (( operand++ ))\n"
                            "        else\n"
                            "            case ${COMP_WORDS[at]} in\n"
                            "                --) ended=1 ;;\n"
                            "                ";
static const char walk[] = ")\n"
                           "                    option=${COMP_WORDS[at]}\n"
                           "                    [[ ${COMP_WORDS[at+1]} == = ]] && (( at++ ))\n"
                           "                    (( at++ ))\n"
                           "                    (( at >= COMP_CWORD )) || option= ;;\n"
                           "                -*) ;;\n"
                           "                *)\n"
                           "                    if [[ -n $verb ]]; then\n"
                           "                        (( operand++ ))\n"
                           "                    else\n"
                           "                        case ${COMP_WORDS[at]} in\n"
                           "                            ";
static const char values[] = ") verb=${COMP_WORDS[at]} ;;\n"
                             "                            *) verb=ask operand=1 ;;\n"
                             "                        esac\n"
                             "                    fi ;;\n"
                             "            esac\n"
                             "        fi\n"
                             "        (( at++ ))\n"
                             "    done\n"
                             "    case $option in\n";
static const char finish[] = "    esac\n"
                             "    if [[ -n $files ]]; then\n"
                             "        compopt -o filenames\n"
                             "        mapfile -t COMPREPLY < <(compgen -\"$files\" -- \"$word\")\n"
                             "    elif [[ -n $words ]]; then\n"
                             "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
                             "    fi\n"
                             "}\n"
                             "complete -F _faqbot faqbot\n";

static void write_hint(FILE *out, struct hint hint)
{
    switch (hint.kind) {
    case HINT_FILE:
        (void)fputs("files=f", out);
        break;
    case HINT_FOLDER:
        (void)fputs("files=d", out);
        break;
    case HINT_VERB:
        (void)fputs("words='", out);
        shell_write_verbs(out, " ");
        (void)fputc('\'', out);
        break;
    case HINT_WORDS:
        (void)fprintf(out, "words='%s'", hint.words);
        break;
    case HINT_NONE:
        (void)fputc(':', out);
        break;
    }
}

static void write_values(FILE *out)
{
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        const struct flag *flag = flag_at(i);
        if (flag->value == NULL) {
            continue;
        }
        (void)fprintf(out, "        --%s", flag->name);
        if (flag->letter != 0) {
            (void)fprintf(out, "|-%c", flag->letter);
        }
        (void)fputs(") ", out);
        write_hint(out, hint_of_flag(flag));
        (void)fputs(" ;;\n", out);
    }
}

static void write_options(FILE *out, const struct verb *verb)
{
    (void)fprintf(out, "                %s) words='", verb->name);
    const char *between = "";
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        if (flag_is_for(flag_at(i), verb)) {
            (void)fprintf(out, "%s--%s", between, flag_at(i)->name);
            between = " ";
        }
    }
    (void)fputs("' ;;\n", out);
}

static void write_operands(FILE *out, const struct verb *verb)
{
    for (size_t i = 0; i <= hint_operand_count(verb); i++) {
        struct hint hint = hint_of_operand(verb, i);
        if (hint.kind != HINT_NONE) {
            (void)fprintf(out, "                %s:%zu) ", verb->name, i);
            write_hint(out, hint);
            (void)fputs(" ;;\n", out);
        }
    }
}

void bash_write(FILE *out)
{
    (void)fputs(start, out);
    shell_write_valued(out, "|");
    (void)fputs(walk, out);
    shell_write_verbs(out, "|");
    (void)fputs(values, out);
    write_values(out);
    (void)fputs("        *)\n"
                "            if [[ -z $ended && $word == -* ]]; then\n"
                "                case ${verb:-ask} in\n",
                out);
    for (size_t i = 0; i < VERB_COUNT; i++) {
        write_options(out, verb_at(i));
    }
    (void)fputs("                esac\n"
                "            elif [[ -z $verb && -z $ended ]]; then\n"
                "                words='",
                out);
    shell_write_verbs(out, " ");
    (void)fputs("'\n"
                "            else\n"
                "                case $verb:$operand in\n",
                out);
    for (size_t i = 0; i < VERB_COUNT; i++) {
        write_operands(out, verb_at(i));
    }
    (void)fputs("                esac\n            fi ;;\n", out);
    (void)fputs(finish, out);
}
