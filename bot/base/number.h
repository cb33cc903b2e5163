/* base/number.h - numbers with decimals as text and back, with a point whatever the locale: printf("%f") and strtod()
 * follow the one of the program that we are part of. That goes for what a person reads too, for such lines are copied
 * into files and commands, where a comma means something else. Every layer and both faces may use it. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>

#include <faqbot.h>

#define NUMBER_DECIMALS_MAX 9
#define NUMBER_TEXT_BYTES 32 /* a sign, eighteen digits, a point, decimals, a NUL */
#define NUMBER_READ_BYTES_MAX 64

struct number_text {
    char text[NUMBER_TEXT_BYTES];
};

/* The number as printf("%.*f") has it in the C locale, with `decimals` decimals, NUMBER_DECIMALS_MAX at most; as
 * number_short() from 10^18 on either way. By value, so that it can be an argument of printf("%s"):
 * number_text(x, 2).text lives until the end of that statement. */
struct number_text number_text(double number, unsigned decimals);

/* The same as printf("%g") has it: six digits that count, no zeros at the end, an exponent where it is shorter. */
struct number_text number_short(double number);

/* Reads a decimal number, such as -0.5, .5, 5. or 5e-1, and nothing beside it: no white space, no "inf", no
 * hexadecimals. False: it is none, or has more than NUMBER_READ_BYTES_MAX bytes; *number is untouched then. One that
 * is too large for a double becomes infinite. */
bool number_read(struct faqbot_view text, double *number);

#endif
