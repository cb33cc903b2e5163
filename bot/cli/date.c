/* cli/date.c - days as people write them, in UTC. It reads no clock and knows no time zone. gmtime_r() and
 * strftime() do the writing, in figures alone, which no locale changes. Reading is not left to strptime(),
 * which accepts more than is meant and asks the locale, nor to timegm(), which is in no standard: a day becomes
 * a number by the algorithm of Howard Hinnant's "chrono-compatible low-level date algorithms". Years that begin
 * in March have their leap day at the end, so that 153 days in five months are all the table it needs. */
#include "cli/cli_internal.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECONDS_MAX INT64_C(253402300799) /* the last of the year 9999 */
#define DAYS_BEFORE_1970 719468           /* from the first of March of the year 0 */

/* Days since 1970. March is month 0 of a year that ends with February; (153 m + 2) / 5 is the number of days
 * before month m, because the months from March on have 31, 30, 31, 30, 31 days, twice and a half. A day that
 * does not exist yields the number of another one, which date_parse() notices. */
static int64_t days_from(unsigned year, unsigned month, unsigned day)
{
    unsigned from_march = (month + 9) % 12;
    unsigned years = year - (month <= 2);
    unsigned day_of_year = (153 * from_march + 2) / 5 + day - 1;
    return (int64_t)years * 365 + years / 4 - years / 100 + years / 400 + day_of_year - DAYS_BEFORE_1970;
}

/* A day exists if its number leads back to it: 2026-02-30 comes back as 2026-03-02. One comparison replaces a
 * table of months and the rules for leap years, and refuses whatever else strtoul() accepts: signs, white
 * space, and other marks in the places of the dashes. */
bool date_parse(const char *text, int64_t *seconds)
{
    char again[DATE_BYTES];
    if (strlen(text) != DATE_BYTES - 1) {
        return false;
    }
    unsigned year = (unsigned)strtoul(text, NULL, 10);
    unsigned month = (unsigned)strtoul(text + 5, NULL, 10);
    unsigned day = (unsigned)strtoul(text + 8, NULL, 10);
    int64_t found = year >= 1970 ? days_from(year, month, day) * DATE_DAY_SECONDS : -1;
    date_write(found, again);
    if (strcmp(again, text) != 0) {
        return false;
    }
    *seconds = found;
    return true;
}

/* Times from a damaged journal may be anything, so they are clamped to years of four digits. */
static struct tm moment_of(int64_t seconds)
{
    struct tm moment = {.tm_mday = 1};
    time_t time = seconds < 0 ? 0 : seconds > SECONDS_MAX ? SECONDS_MAX : seconds;
    (void)gmtime_r(&time, &moment);
    return moment;
}

void date_write(int64_t seconds, char text[DATE_BYTES])
{
    const struct tm at = moment_of(seconds);
    (void)strftime(text, DATE_BYTES, "%Y-%m-%d", &at);
}

/* In the format of RFC 3339, which sorts as text and which spreadsheets and jq understand. */
void date_write_moment(int64_t seconds, char text[DATE_MOMENT_BYTES])
{
    const struct tm at = moment_of(seconds);
    (void)strftime(text, DATE_MOMENT_BYTES, "%Y-%m-%dT%H:%M:%SZ", &at);
}
