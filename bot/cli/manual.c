/* cli/manual.c - the manual in mdoc(7). Verbs, operands, options and defaults come from the tables, so a page cannot
 * differ from --help; what is longer than a line comes from the supplement. */
#include "cli/manual.h"

#include <string.h>

#include <faqbot/transfer.h>

#include "base/ascii.h"
#include "cli/prose.h"
#include "cli/supplement.h"

#define DATE "November 22, 2026" /* of the last change to what the pages say */

static struct faqbot_view find_part(const char *subject, const char *part)
{
    char key[SUPPLEMENT_KEY_MAX];
    (void)snprintf(key, sizeof key, "%s%s%s", subject, subject[0] != '\0' && part[0] != '\0' ? " " : "",
                   part);
    return supplement_find(supplement_all(), key);
}

static void write_view(FILE *out, struct faqbot_view text)
{
    (void)fwrite(text.bytes, 1, text.size, out);
}

/* The part of the summary that says the default, without its brackets: it stands last. NULL: none does. */
static const char *find_default(const char *summary)
{
    const char *found = strstr(summary, " (default: ");
    return found != NULL && summary[strlen(summary) - 1] == ')' ? found : NULL;
}

static void write_option_text(FILE *out, const struct flag *flag, const struct verb *verb)
{
    char option[SUPPLEMENT_KEY_MAX];
    (void)snprintf(option, sizeof option, "--%s", flag->name);
    struct faqbot_view text = find_part(verb != NULL ? verb->name : "faqbot", option);
    text = text.size > 0 ? text : find_part("", option);
    const char *fallback = find_default(flag->summary);
    if (text.size > 0) {
        write_view(out, text);
    } else {
        size_t size = fallback != NULL ? (size_t)(fallback - flag->summary) : strlen(flag->summary);
        prose_write_sentences(out, flag->summary, size, 1);
    }
    if (fallback != NULL && strstr(fallback, "see above") == NULL) {
        prose_write_sentences(out, fallback + 2, strlen(fallback) - 3, 1);
    }
}

static void write_option(FILE *out, const struct flag *flag, const struct verb *verb)
{
    (void)fputs(".It ", out);
    if (flag->letter != 0) {
        (void)fprintf(out, "Fl %c , ", flag->letter);
    }
    (void)fprintf(out, "Fl -%s", flag->name);
    if (flag->value != NULL) {
        (void)fputs(" Ar ", out);
        prose_write_words(out, flag->value);
    }
    (void)fputc('\n', out);
    write_option_text(out, flag, verb);
}

static void write_options(FILE *out, const struct verb *verb)
{
    (void)fputs(".Pp\nThe options are:\n.Bl -tag -width Ds\n", out);
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        const struct flag *flag = flag_at(i);
        if (verb != NULL ? flag_is_for(flag, verb) : flag->verbs == VERB_ALL) {
            write_option(out, flag, verb);
        }
    }
    (void)fputs(".El\n.Pp\nA value is the next word, or joined by\n.Ql = .\n.Ql --\nends the options.\n",
                out);
}

static void write_name(FILE *out, const char *name)
{
    for (; *name != '\0'; name++) {
        (void)fputc(ascii_upper(*name), out);
    }
}

static void write_head(FILE *out, const struct verb *verb)
{
    (void)fputs(".Dd " DATE "\n.Dt FAQBOT", out);
    if (verb != NULL) {
        (void)fputc('-', out);
        write_name(out, verb->name);
    }
    (void)fprintf(out, " 1\n.Os\n.Sh NAME\n.Nm faqbot%s%s\n.Nd ", verb != NULL ? "-" : "",
                  verb != NULL ? verb->name : "");
    prose_write_words(out,
                      verb != NULL ? verb->summary : "answer questions from a knowledge of frequent ones");
    (void)fputs("\n.Sh SYNOPSIS\n", out);
}

/* Options that every verb takes are left out, as everybody knows them. */
static void write_synopsis(FILE *out, const struct verb *verb)
{
    (void)fprintf(out, ".Nm faqbot %s\n", verb->name);
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        const struct flag *flag = flag_at(i);
        if (!flag_is_for(flag, verb) || flag->verbs == VERB_ALL) {
            continue;
        }
        if (flag->letter != 0) {
            (void)fprintf(out, ".Op Fl %c", flag->letter);
        } else {
            (void)fprintf(out, ".Op Fl -%s", flag->name);
        }
        if (flag->value != NULL) {
            (void)fputs(" Ar ", out);
            prose_write_words(out, flag->value);
        }
        (void)fputc('\n', out);
    }
    prose_write_operands(out, verb->operands);
}

static void write_formats(FILE *out)
{
    const char *name;
    const char *description;
    (void)fputs(".Pp\nFormats:\n.Bl -tag -width Ds -compact\n", out);
    for (size_t i = 0; faqbot_import_format(i, &name, &description); i++) {
        (void)fprintf(out, ".It Cm %s\n", name);
        prose_write_words(out, description);
        (void)fputc('\n', out);
    }
    (void)fputs(".El\n", out);
}

static void write_verb(FILE *out, const struct verb *verb)
{
    write_head(out, verb);
    write_synopsis(out, verb);
    (void)fputs(".Sh DESCRIPTION\n", out);
    if (verb->details[0] != '\0') {
        prose_write_paragraphs(out, verb->details);
    } else {
        prose_write_sentences(out, verb->summary, strlen(verb->summary), 1);
    }
    if (verb->id == VERB_IMPORT) {
        write_formats(out);
    }
    struct faqbot_view more = find_part(verb->name, "");
    if (more.size > 0) {
        (void)fputs(".Pp\n", out);
        write_view(out, more);
    }
    write_options(out, verb);
    write_view(out, find_part(verb->name, "sections"));
    (void)fputs(".Sh SEE ALSO\n.Xr faqbot 1\n", out);
}

static void write_verbs(FILE *out)
{
    (void)fputs(".Pp\nThe verbs are:\n.Bl -tag -width Ds\n", out);
    for (size_t i = 0; i < VERB_COUNT; i++) {
        const struct verb *verb = verb_at(i);
        (void)fprintf(out, ".It Cm %s\n", verb->name);
        prose_write_sentences(out, verb->summary, strlen(verb->summary), 1);
        (void)fprintf(out, "See\n.Xr faqbot-%s 1 .\n", verb->name);
    }
    (void)fputs(".El\n", out);
}

static void write_program(FILE *out)
{
    write_head(out, NULL);
    (void)fputs(".Nm\n.Op Ar OPTION ...\n.Ar QUESTION ...\n.Nm\n.Ar VERB\n.Op Ar OPTION ...\n.Ar ...\n"
                ".Sh DESCRIPTION\n",
                out);
    write_view(out, find_part("faqbot", ""));
    write_verbs(out);
    write_options(out, NULL);
    write_view(out, find_part("faqbot", "sections"));
}

void manual_write(FILE *out, const struct verb *verb)
{
    if (verb != NULL) {
        write_verb(out, verb);
    } else {
        write_program(out);
    }
}
