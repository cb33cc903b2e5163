/* cli/shell.c - what the completion scripts of all shells need of the tables. It knows no shell. */
#include "cli/shell.h"

#include <string.h>

void shell_write_verbs(FILE *out, const char *between)
{
    for (size_t i = 0; i < VERB_COUNT; i++) {
        (void)fprintf(out, "%s%s", i > 0 ? between : "", verb_at(i)->name);
    }
}

void shell_write_valued(FILE *out, const char *between)
{
    bool first = true;
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        const struct flag *flag = flag_at(i);
        if (flag->value == NULL) {
            continue;
        }
        (void)fprintf(out, "%s--%s", first ? "" : between, flag->name);
        if (flag->letter != 0) {
            (void)fprintf(out, "%s-%c", between, flag->letter);
        }
        first = false;
    }
}

void shell_write_quoted(FILE *out, const char *text, const char *special)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            (void)fputs("'\\''", out);
            continue;
        }
        if (strchr(special, *text) != NULL) {
            (void)fputc('\\', out);
        }
        (void)fputc(*text, out);
    }
}
