/* cli/config.c - the options of serve from the command line, the environment and a file, in this order of
 * precedence: what is said for one run, for one machine, for good. The table of options says which options
 * there are, and cmd_serve.c what their values mean; this file only collects them, and remembers where each
 * was found, so that an error can name the place.
 *
 * Every error is reported, each with its place, and only then does reading fail: somebody who corrects a file
 * wants to see all its errors, not the first. That is why errors are not sticky here.
 *
 * The file is the safe subset of YAML (see faqbot_tools.h): no anchors, no tags, no nesting. Not INI, which
 * has no lists and no standard; not JSON, which has no comments. */
#include "cli/cli_internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <faqbot.h>
#include <faqbot_tools.h>

/* An example, with a line of each kind:
 *
 *     knowledge: knowledge            # a relative path is relative to the folder of this file
 *     watch: true                     # an option without a value
 *     listen: 127.0.0.1:8080          # text, though YAML would see more in it
 *     origin:                         # an option that may be repeated
 *       - https://www.example.org
 *       - https://example.org
 *
 * FAQBOT_ORIGIN="https://a.example, https://b.example" replaces the whole list, and so does --origin. */

#define TEXTS_BYTES_MAX ((size_t)16 << 20)
#define COLUMNS 40 /* of an option that is written, before what is said of it */

/* Reports an error, and goes on. */
static void say(struct config *config, const struct faqbot_fault *fault)
{
    (void)error_fault(fault);
    config->is_bad = true;
}

/* Adds a value. Its text is NULL only if memory has run out: the limits on variables and files are far below
 * TEXTS_BYTES_MAX. */
static void add(struct config *config, const struct option_value *value)
{
    struct options *options = &config->options;
    if (value->text != NULL) {
        buffer_add(&config->values, view_make((const char *)value, sizeof *value));
    }
    options->values = (void *)config->values.bytes;
    options->value_count = config->values.size / sizeof *value;
    if (value->text == NULL || config->values.failed) {
        say(config, &(struct faqbot_fault){.status = FAQBOT_NO_MEMORY});
    }
}

/* Adds a value from outside the command line: `front` and `text` joined. An option without a value, which is
 * either present or not on the command line, is true or false here, so that a layer can switch off what a
 * lower one switches on. */
static void set(struct config *config, const struct option *option, struct option_place place,
                struct faqbot_view front, struct faqbot_view text)
{
    struct option_value given = {.id = option->id, .place = place};
    struct buffer copy;
    buffer_init_in(&copy, &config->texts, SIZE_MAX);
    buffer_add(&copy, front);
    buffer_add(&copy, text);
    buffer_add_byte(&copy, '\0');
    given.text = copy.failed ? NULL : copy.bytes;
    if (option->value == NULL && given.text != NULL) {
        given.is_off = strcmp(given.text, "false") == 0;
        if (!given.is_off && strcmp(given.text, "true") != 0) {
            struct faqbot_fault fault;
            options_refuse(&given, &fault, " must be true or false, not %s", given.text);
            say(config, &fault);
            return;
        }
        given.text = "";
    }
    add(config, &given);
}

/* What is set when a layer begins stays as it is; within a layer an option may be set repeatedly, for lists.
 * The knowledge base, an index and a database that is followed exclude each other, so a layer that names one of
 * them has decided about all. */
static void begin_layer(struct config *config)
{
    bool *is_taken = config->is_taken;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        is_taken[i] = options_find(&config->options, (enum option_id)i) != NULL;
    }
    is_taken[OPTION_INDEX] = is_taken[OPTION_KNOWLEDGE] = is_taken[OPTION_FOLLOW] =
        is_taken[OPTION_INDEX] || is_taken[OPTION_KNOWLEDGE] || is_taken[OPTION_FOLLOW];
}

/* -- The environment ----------------------------------------------------------------------------------------------- */

/* Splits the values of a repeatable option at commas and white space, neither of which occurs in an address,
 * an origin or a host. */
static void take_variable(struct config *config, const struct option *option, const char *name,
                          const char *text)
{
    struct faqbot_view kept = {NULL, 0};
    const char *between = option_repeats(option) ? ", \t\n" : "";
    (void)arena_copy(&config->texts, view_of(name), &kept);
    while (*text != '\0') {
        size_t size = strcspn(text, between);
        if (size > 0) {
            set(config, option, (struct option_place){.variable = kept.bytes}, view_of(""),
                (struct faqbot_view){text, size});
        }
        text += size + strspn(text + size, between);
    }
}

/* An empty variable counts as unset: in most tools that set variables (systemd, docker compose) that is how
 * one is removed. The variable of the alias counts if the option's own is unset. */
static void read_environment(struct config *config)
{
    begin_layer(config);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &option_table[i];
        bool is_open = option_is_setting(option) && !config->is_taken[i];
        char variable[OPTION_VARIABLE_BYTES];
        for (size_t j = 0; is_open && j < OPTION_VARIABLES && option_variable(option, j, variable); j++) {
            const char *text = getenv(variable);
            take_variable(config, option, variable, text != NULL ? text : "");
            is_open = options_find(&config->options, option->id) == NULL;
        }
    }
}

/* Only about names that nearly are ours: FAQBOT_PORT_80_TCP_ADDR is what Kubernetes sets for a service called
 * faqbot, not a typo. A warning rather than an error, because the next version may know a variable that this
 * one does not. */
void config_warn(void)
{
    extern char **environ;
    char variables[OPTION_VARIABLES * OPTION_COUNT][OPTION_VARIABLE_BYTES];
    const char *known[OPTION_VARIABLES * OPTION_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const struct option *option = &option_table[i / OPTION_VARIABLES];
        if ((option_is_setting(option) || option->id == OPTION_CONFIG) &&
            option_variable(option, i % OPTION_VARIABLES, variables[i])) {
            known[count++] = variables[i];
        }
    }
    /* A name that is longer than all of ours is not nearly one of them. */
    for (char **each = environ; *each != NULL; each++) {
        char name[OPTION_VARIABLE_BYTES];
        size_t size = strcspn(*each, "=");
        if (strncmp(*each, "FAQBOT_", 7) == 0 && size < sizeof name) {
            (void)snprintf(name, sizeof name, "%.*s", (int)size, *each);
            const char *nearest = faqbot_nearest_name(name, known, count);
            if (nearest != NULL && strcmp(nearest, name) != 0) {
                (void)error_say("warning: %s is not an option of serve; the nearest is %s", name, nearest);
            }
        }
    }
}

/* -- The file ------------------------------------------------------------------------------------------------------ */

/* In the file, unlike in the environment, every key is meant for us, so an unknown one is an error. */
static void refuse_key(struct config *config, const struct faqbot_yaml_pair *pair)
{
    struct faqbot_fault fault;
    char key[101];
    (void)snprintf(key, sizeof key, "%.*s", (int)pair->key.size, pair->key.bytes);
    const char *nearest = option_nearest(key, NULL);
    (void)fault_set(&fault, FAQBOT_INVALID, config->path, pair->line, "%s is not an option of serve; %s%s",
                    key, nearest != NULL ? "the nearest is " : "`faqbot serve --help` lists them",
                    nearest != NULL ? nearest : "");
    say(config, &fault);
}

/* What precedes a relative path: the folder of the file. A service starts in / while its file lies in /etc/faqbot, so
 * the current folder would be of no use. The table says whether a value is a path; `no` is none where it is an
 * encoder's. */
static struct faqbot_view folder_for(const struct config *config, const struct option *option,
                                     struct faqbot_view value)
{
    const char *slash = strrchr(config->path, '/');
    bool is_path =
        option->value != NULL && (strcmp(option->value, "FILE") == 0 || strcmp(option->value, "PATH") == 0);
    bool is_word = option->id == OPTION_ENCODER && view_equals_text(value, "no");
    bool is_address = view_starts_with(value, "postgres://") || view_starts_with(value, "postgresql://");
    bool is_meant = slash != NULL && is_path && !is_word && !is_address && value.bytes[0] != '/';
    return (struct faqbot_view){config->path, is_meant ? (size_t)(slash - config->path) + 1 : 0};
}

/* A faqbot_yaml_callback. The reader rejects a repeated key, but an option under both of its names is noticed
 * only here. What a higher layer has set is skipped, though its form is still checked. */
static void take_pair(void *user, const struct faqbot_yaml_pair *pair)
{
    struct config *config = user;
    const struct option *option = option_find(pair->key.bytes, pair->key.size);
    if (option == NULL || !option_is_setting(option)) {
        refuse_key(config, pair);
        return;
    }
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    const struct option_value given = {.id = option->id, .place = {.path = config->path, .line = pair->line}};
    const struct option_value *earlier = options_find(&config->options, option->id);
    if (earlier != NULL && earlier->place.path != NULL) {
        options_refuse(&given, &fault, " is set in line %u already", earlier->place.line);
    } else if (pair->is_list && !option_repeats(option)) {
        options_refuse(&given, &fault, " takes %s, not a list",
                       option->value == NULL ? "true or false" : "one value");
    }
    if (fault.status != FAQBOT_OK) {
        say(config, &fault);
        return;
    }
    /* A key without a value (`listen:` or `listen: ~`) says nothing, as an empty variable does. */
    for (size_t i = 0; i < pair->value_count && !config->is_taken[option->id]; i++) {
        set(config, option, given.place, folder_for(config, option, pair->values[i]), pair->values[i]);
    }
}

/* The file to read; NULL if there is none. A named file has to exist; the two usual ones may be missing. */
static const char *find_file(const struct options *options)
{
    const char *path = options_text(options, OPTION_CONFIG);
    path = path != NULL ? path : getenv("FAQBOT_CONFIG");
    if (path != NULL && *path != '\0') {
        return strcmp(path, "none") == 0 ? NULL : path;
    }
    return access(CONFIG_HERE, F_OK) == 0     ? CONFIG_HERE
           : access(CONFIG_SYSTEM, F_OK) == 0 ? CONFIG_SYSTEM
                                              : NULL;
}

/* -- All of it ----------------------------------------------------------------------------------------------------- */

enum cli_exit config_read(const struct options *options, struct config *config)
{
    *config = (struct config){.options = *options, .path = find_file(options)};
    config->options.values = NULL;
    config->options.value_count = 0;
    arena_init(&config->texts, TEXTS_BYTES_MAX);
    buffer_init(&config->values, SIZE_MAX);
    for (size_t i = 0; i < options->value_count; i++) {
        add(config, &options->values[i]);
    }
    read_environment(config);
    if (config->path != NULL) {
        struct faqbot_fault fault;
        begin_layer(config);
        if (faqbot_yaml_map_read(config->path, take_pair, config, &fault) != FAQBOT_OK) {
            say(config, &fault);
        }
    }
    return config->is_bad ? CLI_ERROR : CLI_GOOD;
}

void config_release(struct config *config)
{
    arena_release(&config->texts);
    buffer_release(&config->values);
}

/* The server names the option in `rule` and, if it may be repeated, says in `line` which of its values is
 * meant; a fault that has a path already is about that file. */
void config_locate(const struct config *config, struct faqbot_fault *fault)
{
    const struct options *options = &config->options;
    const struct option *option = option_find(fault->rule, strlen(fault->rule));
    unsigned number = 0;
    for (size_t i = 0; i < options->value_count && option != NULL && fault->path[0] == '\0'; i++) {
        const struct option_value *given = &options->values[i];
        if (given->id == option->id && (!option_repeats(option) || ++number == fault->line)) {
            struct faqbot_fault located;
            options_refuse(given, &located, ": %s", fault->sentence);
            *fault = located;
            return;
        }
    }
}

/* -- Writing it ---------------------------------------------------------------------------------------------------- */

/* Whether YAML reads the text as text without quotes, and not as a number or a truth value. A conservative
 * set: unnecessary quotes do no harm. */
static bool is_plain(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-:";
    size_t size = strlen(text);
    return size > 0 && strspn(text, letters) == size && text[0] != '-' && text[0] != ':' &&
           text[size - 1] != ':';
}

/* Returns the columns that a plain text takes, so that what follows can be aligned. */
static int write_value(const char *text)
{
    if (is_plain(text)) {
        return printf("%s", text);
    }
    sanitize_write_string(stdout, view_of(text)); /* what JSON calls a string, YAML calls one too */
    return (int)strlen(text) + 2;
}

/* As a comment behind the value, aligned, so that the eye can run down the column. */
static void write_place(int columns, const struct option_place *place)
{
    (void)printf("%*s  # ", columns < COLUMNS ? COLUMNS - columns : 0, "");
    if (place->variable != NULL) {
        (void)fputs(place->variable, stdout);
    } else if (place->path != NULL) {
        print("", view_of(place->path), "");
        (void)printf(":%u", place->line);
    } else {
        (void)fputs("command line", stdout);
    }
    (void)fputc('\n', stdout);
}

/* Each value of an option that may be repeated has a line of its own. */
static void write_set(const struct config *config, const struct option *option)
{
    const struct options *options = &config->options;
    const struct option_value *last = options_find(options, option->id);
    bool repeats = option_repeats(option);
    int columns = printf("%s:%s", option->name, repeats ? "\n" : " ");
    for (size_t i = 0; i < options->value_count; i++) {
        const struct option_value *given = &options->values[i];
        if (repeats ? given->id == option->id : given == last) {
            columns = repeats ? printf("  - ") : columns;
            columns += write_value(option->value != NULL ? given->text : given->is_off ? "false" : "true");
            write_place(columns, &given->place);
        }
    }
}

/* Writes a default that the file could not contain as a comment: "none", "any" and what takes several words are
 * not values, and beside an index or a database there is no knowledge base. An option without a value is off. */
static void write_default(const struct config *config, const struct option *option)
{
    struct faqbot_view value = option->value == NULL ? view_of("false") : option_default(option);
    value = value.size == 0 ? view_of("none") : value;
    bool is_value = !view_equals_text(value, "none") && memchr(value.bytes, ' ', value.size) == NULL &&
                    !option_repeats(option) &&
                    !(option->id == OPTION_KNOWLEDGE && (options_has(&config->options, OPTION_INDEX) ||
                                                         options_has(&config->options, OPTION_FOLLOW)));
    int columns = printf("%s%s: %.*s", is_value ? "" : "# ", option->name, (int)value.size, value.bytes);
    (void)printf("%*s  # default\n", columns < COLUMNS ? COLUMNS - columns : 0, "");
}

void config_write(const struct config *config)
{
    (void)fputs("# The options of `faqbot serve`, and where each comes from. ", stdout);
    print(config->path != NULL ? "File: " : "There is no file.", view_of(config->path), "\n");
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &option_table[i];
        if (option_is_setting(option)) {
            (options_find(&config->options, option->id) != NULL ? write_set : write_default)(config, option);
        }
    }
}
