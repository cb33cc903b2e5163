/* util/number.c - numbers with decimals as text and back, with a point whatever the locale.
 *
 * The C library does the rounding, which is exact, but asks the locale of the program that we are part of: in
 * German, 0.5 is written 0,5. So the calling thread is put into the C locale around each call. JSON's numbers
 * are written by json_writer.c, which leaves zeros out. */
#include "util/util.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Never setlocale(), which is the whole process's. glibc and musl hand out a constant for "C": neither call
 * allocates or fails there. Elsewhere newlocale() may return 0, and uselocale(0) asks without setting
 * anything. */
struct c_locale c_locale_enter(void)
{
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    return (struct c_locale){.c = c, .before = uselocale(c)};
}

void c_locale_leave(struct c_locale entered)
{
    (void)uselocale(entered.before);
    if (entered.c != (locale_t)0) {
        freelocale(entered.c);
    }
}

#define SHORT_FROM 1e18 /* what fits NUMBER_TEXT_BYTES ends here */

/* From SHORT_FROM on the digits would not fit, and nobody reads them. */
struct number_text number_text(double number, unsigned decimals)
{
    struct number_text written;
    assert(decimals <= NUMBER_DECIMALS_MAX);
    if (fabs(number) >= SHORT_FROM) {
        return number_short(number);
    }
    struct c_locale entered = c_locale_enter();
    (void)snprintf(written.text, sizeof written.text, "%.*f", (int)decimals, number);
    c_locale_leave(entered);
    return written;
}

struct number_text number_short(double number)
{
    struct number_text written;
    struct c_locale entered = c_locale_enter();
    (void)snprintf(written.text, sizeof written.text, "%g", number);
    c_locale_leave(entered);
    return written;
}

/* strtod() knows more than numbers: hexadecimals, "inf", "nan", white space. None of it can be written with
 * the characters that are allowed here. */
bool number_read(struct faqbot_view text, double *number)
{
    char bytes[NUMBER_READ_BYTES_MAX + 1];
    char *end;
    if (text.size == 0 || text.size > NUMBER_READ_BYTES_MAX) {
        return false;
    }
    memcpy(bytes, text.bytes, text.size);
    bytes[text.size] = '\0';
    if (strspn(bytes, "0123456789.eE+-") != text.size) {
        return false;
    }
    struct c_locale entered = c_locale_enter();
    double value = strtod(bytes, &end);
    c_locale_leave(entered);
    if (end != bytes + text.size) {
        return false;
    }
    *number = value;
    return true;
}
