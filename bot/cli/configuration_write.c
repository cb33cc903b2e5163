/* cli/configuration_write.c - the options in force, as a file that would set them. */
#include <stdio.h>
#include <string.h>

#include "cli/clean.h"
#include "cli/configuration.h"

#define COLUMNS 40 /* of an option, before what is said of it */

/* Whether YAML takes the text for what it is without quotes, and for no number or truth either. */
static bool is_plain(struct faqbot_view text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-:";
    bool is_plain =
        text.size > 0 && text.bytes[0] != '-' && text.bytes[0] != ':' && text.bytes[text.size - 1] != ':';
    for (size_t i = 0; i < text.size; i++) {
        is_plain = is_plain && text.bytes[i] != '\0' && strchr(letters, text.bytes[i]) != NULL;
    }
    return is_plain;
}

/* Gives the columns that a plain text takes, so that what follows can be aligned. */
static int write_value(struct faqbot_view text)
{
    if (is_plain(text)) {
        return printf("%.*s", (int)text.size, text.bytes);
    }
    clean_write_string(stdout, text); /* what JSON calls a string, YAML calls one too */
    return (int)text.size + 2;
}

static void write_place(int columns, const struct arguments_place *place)
{
    (void)printf("%*s  # ", columns < COLUMNS ? COLUMNS - columns : 0, "");
    if (place->variable != NULL) {
        (void)fputs(place->variable, stdout);
    } else if (place->path != NULL) {
        clean_write(stdout, clean_view(place->path));
        (void)printf(":%u", place->line);
    } else {
        (void)fputs("command line", stdout);
    }
    (void)fputc('\n', stdout);
}

/* Each value of an option that may be repeated has a line of its own. */
static void write_set(const struct configuration *configuration, const struct flag *flag)
{
    const struct configuration_setting *setting = &configuration->settings[flag->id];
    const struct arguments *arguments = &configuration->arguments;
    int columns = printf("%s:", flag->name);
    if (flag->value == NULL) {
        write_place(columns + printf(setting->is_off ? " false" : " true"), &setting->place);
        return;
    }
    if (!flag_repeats(flag)) {
        const struct arguments_flag *given = arguments_find(arguments, flag->id);
        columns += printf(" ");
        write_place(columns + write_value(clean_view(given->value)), &given->place);
        return;
    }
    (void)fputc('\n', stdout);
    for (size_t i = 0; i < arguments->flag_count; i++) {
        const struct arguments_flag *given = &arguments->flags[i];
        if (given->id == flag->id) {
            columns = printf("  - ");
            write_place(columns + write_value(clean_view(given->value)), &given->place);
        }
    }
}

/* Whether the file may hold the default as it is written; "none" and "any" are no values. Beside an index there is no
 * knowledge. */
static bool default_is_value(const struct configuration *configuration, const struct flag *flag)
{
    struct faqbot_view value = flag_default(flag);
    bool is_none = value.size == 0 || (value.size == 4 && memcmp(value.bytes, "none", 4) == 0);
    return !is_none && !flag_repeats(flag) &&
           !(flag->id == FLAG_KNOWLEDGE && configuration->settings[FLAG_INDEX].is_set);
}

/* An option without a value is off. */
static void write_default(const struct configuration *configuration, const struct flag *flag)
{
    bool is_switch = flag->value == NULL;
    struct faqbot_view value = flag_default(flag);
    value = is_switch ? clean_view("false") : value.size == 0 ? clean_view("none") : value;
    int columns = printf("%s%s: %.*s", is_switch || default_is_value(configuration, flag) ? "" : "# ",
                         flag->name, (int)value.size, value.bytes);
    (void)printf("%*s  # default\n", columns < COLUMNS ? COLUMNS - columns : 0, "");
}

void configuration_write(const struct configuration *configuration)
{
    (void)fputs("# The options of `faqbot serve`, and where each comes from. ", stdout);
    (void)fputs(configuration->path != NULL ? "File: " : "There is no file.", stdout);
    clean_write(stdout, clean_view(configuration->path != NULL ? configuration->path : ""));
    (void)fputc('\n', stdout);
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        const struct flag *flag = flag_at(i);
        if (flag_is_setting(flag) && configuration->settings[i].is_set) {
            write_set(configuration, flag);
        } else if (flag_is_setting(flag)) {
            write_default(configuration, flag);
        }
    }
}
