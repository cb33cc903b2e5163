/* cli/arguments.c - sorting argv by the tables. What a flag's value means is checked by the verb that reads
 * it.
 *
 * Not getopt_long: it takes abbreviations, which break when a flag is added, prints its own sentences, and
 * keeps its place in globals. */
#include "cli/arguments.h"

#include <assert.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum faqbot_status refuse(struct faqbot_fault *fault, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static enum faqbot_status refuse(struct faqbot_fault *fault, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    *fault = (struct faqbot_fault){.status = FAQBOT_INVALID, .severity = FAQBOT_ERROR};
    if (vsnprintf(fault->sentence, sizeof fault->sentence, format, list) < 0) {
        fault->sentence[0] = '\0';
    }
    va_end(list);
    return FAQBOT_INVALID;
}

/* A word of argv taken apart. */
struct word {
    bool is_flag;
    const struct flag *flag; /* NULL: unknown */
    size_t name_size;        /* of the whole with its dashes, before any value */
    const char *joined;      /* the value in the same word; NULL: none */
};

/* A lone dash is an operand, as everywhere. */
static struct word take_apart(const char *text)
{
    struct word word = {.is_flag = text[0] == '-' && text[1] != '\0', .name_size = strlen(text)};
    if (word.is_flag && text[1] == '-') {
        const char *equals = strchr(text, '=');
        if (equals != NULL) {
            word.name_size = (size_t)(equals - text);
            word.joined = equals + 1;
        }
        word.flag = flag_find(text + 2, word.name_size - 2);
    } else if (word.is_flag) {
        word.flag = flag_find_letter(text[1]);
        word.joined = text[2] != '\0' ? text + 2 : NULL;
        word.name_size = word.flag != NULL ? 2 : word.name_size;
    }
    return word;
}

/* The verb must be known before the flags can be judged, so it is looked for in a run of its own. Sets
 * *verb_word to the place of the verb's name, 0 where none is named. */
static const struct verb *find_verb(int argc, char *const *argv, int *verb_word)
{
    *verb_word = 0;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        struct word word = take_apart(argv[i]);
        if (!word.is_flag) {
            const struct verb *verb = verb_find(argv[i]);
            *verb_word = verb != NULL ? i : 0;
            return verb != NULL ? verb : verb_at(VERB_ASK);
        }
        i += word.flag != NULL && word.flag->value != NULL && word.joined == NULL;
    }
    return verb_at(VERB_ASK);
}

static enum faqbot_status refuse_unknown(const char *text, const struct word *word, const struct verb *verb,
                                         struct faqbot_fault *fault)
{
    char name[64];
    size_t dashes = text[1] == '-' ? 2 : 1;
    int size = (int)(word->name_size < sizeof name ? word->name_size : sizeof name - 1);
    (void)snprintf(name, sizeof name, "%.*s", size, text);
    const char *nearest = flag_nearest(name + dashes, verb);
    if (nearest != NULL) {
        return refuse(fault, "%s is not an option of %s; the nearest is --%s", name, verb->name, nearest);
    }
    return refuse(fault, "%s is not an option of %s; `faqbot %s --help` lists them", name, verb->name,
                  verb->name);
}

static enum faqbot_status refuse_elsewhere(const struct flag *flag, const struct verb *verb,
                                           struct faqbot_fault *fault)
{
    size_t owner = 0;
    while (owner + 1 < VERB_COUNT && !flag_is_for(flag, verb_at(owner))) {
        owner++;
    }
    return refuse(fault, "--%s is an option of %s, not of %s", flag->name, verb_at(owner)->name, verb->name);
}

/* Takes the flag at argv[*at] and its value, moving *at to the last word taken. */
static enum faqbot_status take_flag(int argc, char *const *argv, int *at, struct arguments *arguments,
                                    struct faqbot_fault *fault)
{
    const char *text = argv[*at];
    struct word word = take_apart(text);
    if (word.flag == NULL) {
        return refuse_unknown(text, &word, arguments->verb, fault);
    }
    if (!flag_is_for(word.flag, arguments->verb)) {
        return refuse_elsewhere(word.flag, arguments->verb, fault);
    }
    if (word.flag->value == NULL && word.joined != NULL) {
        return refuse(fault, "--%s takes no value", word.flag->name);
    }
    const char *value = word.joined;
    if (word.flag->value != NULL && value == NULL) {
        if (*at + 1 >= argc) {
            return refuse(fault, "--%s needs a value: --%s %s", word.flag->name, word.flag->name,
                          word.flag->value);
        }
        value = argv[++*at];
    }
    arguments->flags[arguments->flag_count++] =
        (struct arguments_flag){.id = word.flag->id, .value = value != NULL ? value : ""};
    return FAQBOT_OK;
}

static bool is_one_word(const char *text)
{
    return strpbrk(text, " \t\r\n") == NULL;
}

static enum faqbot_status check_operands(const struct arguments *arguments, bool hinted,
                                         struct faqbot_fault *fault)
{
    const struct verb *verb = arguments->verb;
    if (arguments_has(arguments, FLAG_HELP) || arguments_has(arguments, FLAG_VERSION)) {
        return FAQBOT_OK;
    }
    if (arguments->operand_count < verb->operands_min) {
        return refuse(fault, "%s needs %s; `faqbot %s --help` says more", verb->name, verb->operands,
                      verb->name);
    }
    if (arguments->operand_count > verb->operands_max) {
        return refuse(fault, "%s cannot take %s; `faqbot %s --help` says more", verb->name,
                      arguments->operands[verb->operands_max], verb->name);
    }
    if (!arguments->verb_is_named && hinted && arguments->operand_count == 1 &&
        is_one_word(arguments->operands[0])) {
        const char *nearest = verb_nearest(arguments->operands[0]);
        if (nearest != NULL) {
            return refuse(fault, "%s is not a command; the nearest is %s (to ask it: faqbot ask %s)",
                          arguments->operands[0], nearest, arguments->operands[0]);
        }
    }
    return FAQBOT_OK;
}

enum faqbot_status arguments_parse(int argc, char *const *argv, struct arguments *arguments,
                                   struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_NO_MEMORY;
    int verb_word = 0;
    bool flags_ended = false;
    struct arguments taken = {.verb = find_verb(argc, argv, &verb_word)};
    taken.verb_is_named = verb_word != 0;
    size_t room = argc > 0 ? (size_t)argc : 1;
    taken.flags = calloc(room, sizeof *taken.flags);
    taken.operands = calloc(room, sizeof *taken.operands);
    if (taken.flags == NULL || taken.operands == NULL) {
        *fault = (struct faqbot_fault){.status = status, .severity = FAQBOT_ERROR};
        (void)snprintf(fault->sentence, sizeof fault->sentence, "%s", faqbot_status_text(status));
        goto out;
    }
    for (int i = 1; i < argc; i++) {
        if (!flags_ended && strcmp(argv[i], "--") == 0) {
            flags_ended = true;
        } else if (!flags_ended && take_apart(argv[i]).is_flag) {
            status = take_flag(argc, argv, &i, &taken, fault);
            if (status != FAQBOT_OK) {
                goto out;
            }
        } else if (i != verb_word) {
            taken.operands[taken.operand_count++] = argv[i];
        }
    }
    status = check_operands(&taken, !flags_ended, fault);
    if (status == FAQBOT_OK) {
        *arguments = taken;
        taken = (struct arguments){0};
    }
out:
    arguments_reset(&taken);
    return status;
}

void arguments_reset(struct arguments *arguments)
{
    free(arguments->flags);
    free(arguments->operands);
    *arguments = (struct arguments){0};
}

const struct arguments_flag *arguments_find(const struct arguments *arguments, enum flag_id id)
{
    assert(id < FLAG_COUNT);
    for (size_t i = arguments->flag_count; i-- > 0;) {
        if (arguments->flags[i].id == id) {
            return &arguments->flags[i];
        }
    }
    return NULL;
}

const char *arguments_value(const struct arguments *arguments, enum flag_id id)
{
    const struct arguments_flag *found = arguments_find(arguments, id);
    return found == NULL ? NULL : found->value;
}

enum faqbot_status arguments_refuse(const struct arguments_flag *flag, struct faqbot_fault *fault,
                                    const char *format, ...)
{
    const struct arguments_place *place = &flag->place;
    const char *name = place->variable != NULL ? place->variable : flag_at(flag->id)->name;
    char sentence[FAQBOT_FAULT_SENTENCE_BYTES];
    va_list list;
    va_start(list, format);
    if (vsnprintf(sentence, sizeof sentence, format, list) < 0) {
        sentence[0] = '\0';
    }
    va_end(list);
    (void)refuse(fault, "%s%s%s", place->variable == NULL && place->path == NULL ? "--" : "", name, sentence);
    if (place->path != NULL) {
        (void)snprintf(fault->path, sizeof fault->path, "%s", place->path);
        fault->line = place->line;
    }
    return FAQBOT_INVALID;
}

size_t arguments_values(const struct arguments *arguments, enum flag_id id, const char **values)
{
    size_t count = 0;
    for (size_t i = 0; i < arguments->flag_count; i++) {
        if (arguments->flags[i].id == id) {
            values[count++] = arguments->flags[i].value;
        }
    }
    return count;
}

enum faqbot_status arguments_number(const struct arguments *arguments, enum flag_id id, unsigned least,
                                    unsigned most, unsigned *number, struct faqbot_fault *fault)
{
    const struct arguments_flag *flag = arguments_find(arguments, id);
    if (flag == NULL) {
        return FAQBOT_OK;
    }
    const char *value = flag->value;
    size_t digits = strspn(value, "0123456789");
    unsigned long read =
        digits > 0 && digits < 10 && value[digits] == '\0' ? strtoul(value, NULL, 10) : ULONG_MAX;
    if (read < least || read > most) {
        return arguments_refuse(flag, fault, " must be a number from %u to %u, not %s", least, most, value);
    }
    *number = (unsigned)read;
    return FAQBOT_OK;
}

enum faqbot_status arguments_size(const struct arguments *arguments, enum flag_id id, uint64_t least,
                                  uint64_t *bytes, struct faqbot_fault *fault)
{
    static const char units[] = "KMG";
    const struct arguments_flag *flag = arguments_find(arguments, id);
    if (flag == NULL) {
        return FAQBOT_OK;
    }
    size_t digits = strspn(flag->value, "0123456789");
    const char *unit = flag->value[digits] != '\0' ? strchr(units, flag->value[digits]) : NULL;
    unsigned shift = unit != NULL ? 10 * (unsigned)(unit - units + 1) : 0;
    bool is_size = digits > 0 && digits <= 13 && flag->value[digits + (unit != NULL)] == '\0';
    uint64_t count = is_size ? strtoull(flag->value, NULL, 10) : 0;
    if (!is_size || count > ARGUMENTS_SIZE_MAX >> shift || (count > 0 && count << shift < least)) {
        return arguments_refuse(flag, fault,
                                " must be 0 or a size from %" PRIu64 " bytes to %" PRIu64
                                "G, such as 500M or 2G, not %s",
                                least, ARGUMENTS_SIZE_MAX >> 30, flag->value);
    }
    *bytes = count << shift;
    return FAQBOT_OK;
}

bool arguments_has(const struct arguments *arguments, enum flag_id id)
{
    return arguments_value(arguments, id) != NULL;
}

char *arguments_join(const struct arguments *arguments)
{
    size_t size = 1;
    for (size_t i = 0; i < arguments->operand_count; i++) {
        size += strlen(arguments->operands[i]) + 1;
    }
    char *joined = calloc(1, size);
    char *end = joined;
    for (size_t i = 0; joined != NULL && i < arguments->operand_count; i++) {
        size_t length = strlen(arguments->operands[i]);
        if (i > 0) {
            *end++ = ' ';
        }
        assert(length < size - (size_t)(end - joined));
        memcpy(end, arguments->operands[i], length);
        end += length;
    }
    return joined;
}
