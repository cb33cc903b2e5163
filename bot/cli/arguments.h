/* cli/arguments.h - what the user typed, sorted into a verb, flags and operands. */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H

#include "cli/flag.h"

#include <stdint.h>

#include <faqbot/fault.h>

/* Where a value stands; zeroed: on the command line. */
struct arguments_place {
    const char *variable; /* of the environment; NULL: in none */
    const char *path;     /* of a file; NULL: in none */
    unsigned line;
};

struct arguments_flag {
    enum flag_id id;
    const char *value; /* empty where the flag takes none */
    struct arguments_place place;
};

/* The arrays are the caller's to release with arguments_reset(); the strings are those of argv. */
struct arguments {
    const struct verb *verb;
    bool verb_is_named;           /* false: it is the default */
    struct arguments_flag *flags; /* in the order given; a flag may be there several times */
    size_t flag_count;
    const char **operands;
    size_t operand_count;
};

/* Sorts argv (its first is the program's name). The verb is the first operand, where that is one; otherwise
 * it is `ask`, and a lone word that is near a verb is FAQBOT_INVALID, as are an unknown flag, a flag of
 * another verb, a value too few or too many, and operands too few or too many: then `fault` says which and
 * names the nearest known. FAQBOT_NO_MEMORY. `--` ends the flags. */
enum faqbot_status arguments_parse(int argc, char *const *argv, struct arguments *arguments,
                                   struct faqbot_fault *fault);

void arguments_reset(struct arguments *arguments);

/* Whether the flag was given, and its last value, NULL where it was not. */
bool arguments_has(const struct arguments *arguments, enum flag_id id);
const char *arguments_value(const struct arguments *arguments, enum flag_id id);

/* The flag as it was given last; NULL: it was not. */
const struct arguments_flag *arguments_find(const struct arguments *arguments, enum flag_id id);

/* Fills `fault` with a sentence that begins with the flag's name as it is where its value stands, and goes on with the
 * format; returns FAQBOT_INVALID. */
enum faqbot_status arguments_refuse(const struct arguments_flag *flag, struct faqbot_fault *fault,
                                    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Puts the flag's values, as many as were given and in their order, into `values`, which has room for
 * `flag_count`; gives their number. */
size_t arguments_values(const struct arguments *arguments, enum flag_id id, const char **values);

/* The flag's value as a whole number from `least` to `most` into *number, which is left alone where the flag was
 * not given. FAQBOT_INVALID: it is something else; `fault` says so. */
enum faqbot_status arguments_number(const struct arguments *arguments, enum flag_id id, unsigned least,
                                    unsigned most, unsigned *number, struct faqbot_fault *fault);

/* The flag's value as a number of bytes into *bytes, likewise: a whole number, as it is or with K, M or G behind it for
 * units of 1024, from `least` to ARGUMENTS_SIZE_MAX, or 0. */
#define ARGUMENTS_SIZE_MAX (UINT64_C(1024) << 30)
enum faqbot_status arguments_size(const struct arguments *arguments, enum flag_id id, uint64_t least,
                                  uint64_t *bytes, struct faqbot_fault *fault);

/* The operands with a space between each two; the caller's, to be freed. NULL: no memory. */
char *arguments_join(const struct arguments *arguments);

#endif
