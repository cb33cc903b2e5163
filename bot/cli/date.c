/* cli/date.c - days as people write them, in UTC. It knows no clock and no time zone. Not strptime() and timegm(): the
 * former takes more than is meant, the latter belongs to no standard. */
#include "cli/cli_internal.h"

#include <string.h>

#include "util/util.h"

#define SECONDS_MAX INT64_C(253402300799) /* the last of the year 9999 */

struct date {
    unsigned year;
    unsigned month;
    unsigned day;
};

static unsigned days_of(unsigned year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && is_leap ? 29 : days[month - 1];
}

/* Days from the first of January 1970 to that of `year`. */
static int64_t days_before(unsigned year)
{
    unsigned past = year - 1;
    return (int64_t)past * 365 + past / 4 - past / 100 + past / 400 - 719162; /* those before 1970 */
}

/* UINT_MAX where one of them is no digit. */
static unsigned read_digits(const char *text, size_t count)
{
    unsigned number = 0;
    for (size_t i = 0; i < count; i++) {
        if (!ascii_is_digit(text[i])) {
            return UINT32_MAX;
        }
        number = 10 * number + (unsigned)(text[i] - '0');
    }
    return number;
}

bool date_parse(const char *text, int64_t *seconds)
{
    if (strlen(text) != DATE_BYTES - 1 || text[4] != '-' || text[7] != '-') {
        return false;
    }
    struct date date = {read_digits(text, 4), read_digits(text + 5, 2), read_digits(text + 8, 2)};
    if (date.year < 1970 || date.year > 9999 || date.month < 1 || date.month > 12 || date.day < 1 ||
        date.day > days_of(date.year, date.month)) {
        return false;
    }
    int64_t days = days_before(date.year) + date.day - 1;
    for (unsigned month = 1; month < date.month; month++) {
        days += days_of(date.year, month);
    }
    *seconds = days * DATE_DAY_SECONDS;
    return true;
}

static struct date date_of(int64_t days)
{
    struct date date = {.year = 1970 + (unsigned)(days / 366), .month = 1};
    while (days_before(date.year + 1) <= days) {
        date.year++;
    }
    unsigned rest = (unsigned)(days - days_before(date.year));
    while (rest >= days_of(date.year, date.month)) {
        rest -= days_of(date.year, date.month);
        date.month++;
    }
    date.day = rest + 1;
    return date;
}

static int64_t clamp(int64_t seconds)
{
    return seconds < 0 ? 0 : seconds > SECONDS_MAX ? SECONDS_MAX : seconds;
}

void date_write(int64_t seconds, char text[DATE_BYTES])
{
    struct date date = date_of(clamp(seconds) / DATE_DAY_SECONDS);
    (void)snprintf(text, DATE_BYTES, "%04u-%02u-%02u", date.year % 10000, date.month % 100, date.day % 100);
}

void date_write_moment(int64_t seconds, char text[DATE_MOMENT_BYTES])
{
    unsigned rest = (unsigned)(clamp(seconds) % DATE_DAY_SECONDS);
    date_write(seconds, text);
    (void)snprintf(text + DATE_BYTES - 1, DATE_MOMENT_BYTES - DATE_BYTES + 1, "T%02u:%02u:%02uZ",
                   rest / 3600 % 24, rest / 60 % 60, rest % 60);
}
