/* base/c_locale.c - one thread in the C locale for a while. Never setlocale(): that is the whole process's. */
#include "base/c_locale.h"

/* glibc and musl hand out a constant for "C": neither call allocates or fails there. */
struct c_locale c_locale_enter(void)
{
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    return (struct c_locale){.c = c, .before = uselocale(c)}; /* 0 asks, and sets nothing */
}

void c_locale_leave(struct c_locale entered)
{
    (void)uselocale(entered.before);
    if (entered.c != (locale_t)0) {
        freelocale(entered.c);
    }
}
