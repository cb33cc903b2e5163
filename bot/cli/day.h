/* cli/day.h - days as people write them, in UTC. */
#ifndef CLI_DAY_H
#define CLI_DAY_H

#include <stdbool.h>
#include <stdint.h>

#define DAY_SECONDS 86400
#define DAY_BYTES 11        /* 2026-11-30 and a NUL */
#define DAY_MOMENT_BYTES 21 /* 2026-11-30T12:00:00Z and a NUL */

/* Reads YEAR-MONTH-DAY, years 1970 to 9999, as the seconds since 1970 at its midnight. False: there is no such day. */
bool day_parse(const char *text, int64_t *seconds);

/* Writes the day of a moment, or the moment. Outside of the years above it is the nearest of them. */
void day_write(int64_t seconds, char text[DAY_BYTES]);
void day_write_moment(int64_t seconds, char text[DAY_MOMENT_BYTES]);

#endif
