/* cli/configuration.c - the options of serve from the command line, the environment and a file, in this order. Which
 * options there are is the table's to say, and what their values mean the verb's. */
#include "cli/configuration.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <faqbot/names.h>
#include <faqbot/pairs.h>

#include "cli/complain.h"
#include "cli/grow.h"

static void fail(struct configuration *configuration)
{
    if (!configuration->is_bad) {
        (void)complain("%s", faqbot_status_text(FAQBOT_NO_MEMORY));
    }
    configuration->is_bad = true;
}

/* The configuration's own copy of both parts together; NULL where there is no memory, and that has been said. */
static const char *keep(struct configuration *configuration, struct faqbot_view front,
                        struct faqbot_view text)
{
    void *texts = configuration->texts;
    char *copy = calloc(1, front.size + text.size + 1);
    if (copy == NULL || !grow_array(&texts, configuration->text_count, sizeof *configuration->texts)) {
        free(copy);
        fail(configuration);
        return NULL;
    }
    memcpy(copy, front.bytes, front.size);
    memcpy(copy + front.size, text.bytes, text.size);
    configuration->texts = texts;
    configuration->texts[configuration->text_count++] = copy;
    return copy;
}

static struct faqbot_view view_of(const char *text)
{
    return (struct faqbot_view){text, strlen(text)};
}

static void add(struct configuration *configuration, const struct arguments_flag *flag)
{
    struct arguments *arguments = &configuration->arguments;
    void *flags = arguments->flags;
    if (!grow_array(&flags, arguments->flag_count, sizeof *arguments->flags)) {
        fail(configuration);
        return;
    }
    arguments->flags = flags;
    arguments->flags[arguments->flag_count++] = *flag;
}

static void say(struct configuration *configuration, const struct faqbot_fault *fault)
{
    (void)complain_fault(fault);
    configuration->is_bad = true;
}

/* A value from elsewhere than the command line. */
static void set(struct configuration *configuration, const struct flag *flag, struct arguments_place place,
                struct faqbot_view front, struct faqbot_view text)
{
    struct configuration_setting *setting = &configuration->settings[flag->id];
    struct arguments_flag given = {.id = flag->id, .value = keep(configuration, front, text), .place = place};
    if (given.value == NULL) {
        return;
    }
    bool is_true = strcmp(given.value, "true") == 0;
    if (flag->value == NULL && !is_true && strcmp(given.value, "false") != 0) {
        struct faqbot_fault fault;
        (void)arguments_refuse(&given, &fault, " must be true or false, not %s", given.value);
        say(configuration, &fault);
        return;
    }
    *setting = (struct configuration_setting){true, flag->value == NULL && !is_true, place};
    if (!setting->is_off) {
        given.value = flag->value == NULL ? "" : given.value;
        add(configuration, &given);
    }
}

/* -- The environment ---------------------------------------------------------------------------------------------- */

/* The values of a variable; those of an option that may be repeated are parted by commas or white space. */
static void take_variable(struct configuration *configuration, const struct flag *flag, const char *name,
                          const char *text)
{
    struct arguments_place place = {.variable = keep(configuration, view_of(""), view_of(name))};
    const char *parting = flag_repeats(flag) ? ", \t\n" : "";
    while (place.variable != NULL && *text != '\0') {
        size_t size = strcspn(text, parting);
        if (size > 0) {
            set(configuration, flag, place, view_of(""), (struct faqbot_view){text, size});
        }
        text += size + strspn(text + size, parting);
    }
}

/* -- The file ------------------------------------------------------------------------------------------------------ */

/* What a layer may not set, because one before it has. */
struct layer {
    struct configuration *configuration;
    bool is_taken[FLAG_COUNT];
};

/* The knowledge and an index exclude each other: who names one of them has decided about both. */
static struct layer layer_over(struct configuration *configuration)
{
    struct layer layer = {.configuration = configuration};
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        layer.is_taken[i] = configuration->settings[i].is_set;
    }
    bool is_found = layer.is_taken[FLAG_INDEX] || layer.is_taken[FLAG_KNOWLEDGE];
    layer.is_taken[FLAG_INDEX] = layer.is_taken[FLAG_KNOWLEDGE] = is_found;
    return layer;
}

/* The variable that sets the flag, into `name`; NULL where none does. That of its alias counts where its own is not
 * set. */
static const char *find_variable(const struct flag *flag, char name[FLAG_VARIABLE_BYTES])
{
    flag_variable(flag->name, name);
    const char *text = getenv(name);
    if ((text == NULL || *text == '\0') && flag_alias(flag) != NULL) {
        flag_variable(flag_alias(flag), name);
        text = getenv(name);
    }
    return text;
}

static void read_environment(struct configuration *configuration)
{
    struct layer layer = layer_over(configuration);
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        const struct flag *flag = flag_at(i);
        char name[FLAG_VARIABLE_BYTES];
        const char *text = flag_is_setting(flag) && !layer.is_taken[i] ? find_variable(flag, name) : NULL;
        if (text != NULL) {
            take_variable(configuration, flag, name, text);
        }
    }
}

static void refuse_key(struct configuration *configuration, const struct faqbot_pair *pair)
{
    const char *names[FLAG_COUNT];
    size_t count = 0;
    struct faqbot_fault fault = {.status = FAQBOT_INVALID, .severity = FAQBOT_ERROR, .line = pair->line};
    const char *key = keep(configuration, view_of(""), pair->key);
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        if (flag_is_setting(flag_at(i))) {
            names[count++] = flag_at(i)->name;
        }
    }
    if (key != NULL) {
        const char *nearest = faqbot_nearest_name(key, names, count);
        (void)snprintf(fault.path, sizeof fault.path, "%s", configuration->path);
        (void)snprintf(fault.sentence, sizeof fault.sentence, "%.100s is not an option of serve; %s%s", key,
                       nearest != NULL ? "the nearest is " : "`faqbot serve --help` lists them",
                       nearest != NULL ? nearest : "");
        say(configuration, &fault);
    }
}

/* What stands before a relative path: the file's own folder. */
static struct faqbot_view folder_for(const struct configuration *configuration, const struct flag *flag,
                                     struct faqbot_view value)
{
    const char *slash = strrchr(configuration->path, '/');
    bool is_path =
        flag->value != NULL && (strcmp(flag->value, "FILE") == 0 || strcmp(flag->value, "PATH") == 0);
    size_t size =
        slash == NULL || !is_path || value.bytes[0] == '/' ? 0 : (size_t)(slash - configuration->path) + 1;
    return (struct faqbot_view){configuration->path, size};
}

/* A faqbot_pairs_take. */
static void take_pair(void *user, const struct faqbot_pair *pair)
{
    struct layer *layer = user;
    struct configuration *configuration = layer->configuration;
    const struct flag *flag = flag_find(pair->key.bytes, pair->key.size);
    if (flag == NULL || !flag_is_setting(flag)) {
        refuse_key(configuration, pair);
        return;
    }
    struct arguments_place place = {.path = configuration->path, .line = pair->line};
    const struct arguments_place *earlier = &configuration->settings[flag->id].place;
    if (earlier->path != NULL) {
        struct faqbot_fault fault;
        const struct arguments_flag given = {.id = flag->id, .place = place};
        (void)arguments_refuse(&given, &fault, " is set in line %u already", earlier->line);
        say(configuration, &fault);
        return;
    }
    if (pair->is_list && !flag_repeats(flag)) {
        struct faqbot_fault fault;
        const struct arguments_flag given = {.id = flag->id, .place = place};
        (void)arguments_refuse(&given, &fault, " takes %s, not a list",
                               flag->value == NULL ? "true or false" : "one value");
        say(configuration, &fault);
        return;
    }
    for (size_t i = 0; i < pair->value_count && !layer->is_taken[flag->id]; i++) {
        set(configuration, flag, place, folder_for(configuration, flag, pair->values[i]), pair->values[i]);
    }
}

/* The file to be read; NULL: none. */
static const char *find_file(const struct arguments *arguments)
{
    const char *path = arguments_value(arguments, FLAG_CONFIG);
    if (path == NULL) {
        path = getenv("FAQBOT_CONFIG");
    }
    if (path != NULL && *path != '\0') {
        return strcmp(path, "none") == 0 ? NULL : path;
    }
    return access(CONFIGURATION_HERE, F_OK) == 0     ? CONFIGURATION_HERE
           : access(CONFIGURATION_SYSTEM, F_OK) == 0 ? CONFIGURATION_SYSTEM
                                                     : NULL;
}

static void warn_of(const char *name, const char *const *names, size_t count)
{
    bool is_known = false;
    for (size_t i = 0; i < count; i++) {
        is_known = is_known || strcmp(name, names[i]) == 0;
    }
    const char *nearest = is_known ? NULL : faqbot_nearest_name(name, names, count);
    if (nearest != NULL) {
        (void)complain("warning: %s is not an option of serve; the nearest is %s", name, nearest);
    }
}

void configuration_warn(void)
{
    extern char **environ;
    char variables[2 * FLAG_COUNT][FLAG_VARIABLE_BYTES];
    const char *names[2 * FLAG_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        const char *both[] = {flag_at(i)->name, flag_alias(flag_at(i))};
        for (size_t j = 0; j < 2 && (flag_is_setting(flag_at(i)) || i == FLAG_CONFIG); j++) {
            if (both[j] != NULL) {
                flag_variable(both[j], variables[count]);
                names[count] = variables[count];
                count++;
            }
        }
    }
    for (char **each = environ; *each != NULL; each++) {
        char name[FLAG_VARIABLE_BYTES];
        size_t size = strcspn(*each, "=");
        if (strncmp(*each, "FAQBOT_", 7) == 0 && size < sizeof name) {
            (void)snprintf(name, sizeof name, "%.*s", (int)size, *each);
            warn_of(name, names, count);
        }
    }
}

/* -- All of it ----------------------------------------------------------------------------------------------------- */

enum cli_exit configuration_read(const struct arguments *arguments, struct configuration *configuration)
{
    struct configuration made = {.arguments = *arguments, .path = find_file(arguments)};
    made.arguments.flags = NULL;
    made.arguments.flag_count = 0;
    for (size_t i = 0; i < arguments->flag_count; i++) {
        made.settings[arguments->flags[i].id].is_set = true;
        add(&made, &arguments->flags[i]);
    }
    read_environment(&made);
    if (made.path != NULL) {
        struct layer layer = layer_over(&made);
        struct faqbot_fault fault;
        if (faqbot_pairs_read(made.path, take_pair, &layer, &fault) != FAQBOT_OK) {
            say(&made, &fault);
        }
    }
    if (made.is_bad) {
        configuration_release(&made);
        return CLI_ERROR;
    }
    *configuration = made;
    return CLI_GOOD;
}

void configuration_release(struct configuration *configuration)
{
    for (size_t i = 0; i < configuration->text_count; i++) {
        free(configuration->texts[i]);
    }
    free(configuration->texts);
    free(configuration->arguments.flags);
    *configuration = (struct configuration){.path = NULL};
}

void configuration_place(const struct configuration *configuration, struct faqbot_fault *fault)
{
    const struct arguments *arguments = &configuration->arguments;
    const struct flag *flag = flag_find(fault->rule, strlen(fault->rule));
    unsigned number = 0;
    for (size_t i = 0; i < arguments->flag_count && flag != NULL; i++) {
        const struct arguments_flag *given = &arguments->flags[i];
        bool is_it = given->id == flag->id && (!flag_repeats(flag) || ++number == fault->line);
        if (is_it && fault->path[0] == '\0') {
            struct faqbot_fault placed;
            (void)arguments_refuse(given, &placed, ": %s", fault->sentence);
            *fault = placed;
            return;
        }
    }
}
