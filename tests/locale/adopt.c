/* locale/adopt.c - lets the unit tests and the transcripts run in a program that has adopted its user's locale, as every
 * graphical program does. Linked into them; does nothing unless TEST_LOCALE names a locale (`make test-locale`). */
#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Before main(). A locale that is missing, or one in which nothing differs, would be a test that cannot fail. */
__attribute__((constructor)) static void adopt(void)
{
    const char *name = getenv("TEST_LOCALE");
    if (name == NULL) {
        return;
    }
    if (setlocale(LC_ALL, name) == NULL) {
        fprintf(stderr, "TEST_LOCALE: there is no locale %s; install the package locales-all\n", name);
        exit(1);
    }
    if (strcmp(localeconv()->decimal_point, ".") == 0 && tolower('I') == 'i') {
        fprintf(stderr, "TEST_LOCALE: in %s nothing is other than in C; take tr_TR.UTF-8\n", name);
        exit(1);
    }
}
