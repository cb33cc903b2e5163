/* base/c_locale.h - the C locale for the calling thread, around calls of libraries that ask the locale: cJSON reads
 * numbers with strtod(), libgumbo compares names with strcasecmp(). The program that we are part of keeps its own, and
 * its other threads do not notice. */
#ifndef BASE_C_LOCALE_H
#define BASE_C_LOCALE_H

#include <locale.h>

struct c_locale {
    locale_t c;
    locale_t before; /* the thread's, as it was */
};

/* Every entering is followed by a leaving in the same thread, on each path; they may lie within each other. Where the
 * system has no memory for it, the locale stays as it is. */
struct c_locale c_locale_enter(void);
void c_locale_leave(struct c_locale entered);

#endif
