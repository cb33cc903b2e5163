/* cli/hint.c - what a value or an operand can be. The tables name values for people; the names are regular enough
 * to tell files from words, so completion needs no table of its own. */
#include "cli/hint.h"

#include <assert.h>
#include <string.h>

#include <faqbot/transfer.h>

#include "base/ascii.h"

static bool is_words(const char *name, size_t size)
{
    return size > 0 && ascii_is_lower(name[0]) && memchr(name, '|', size) != NULL;
}

static struct hint words_of(const char *name, size_t size)
{
    struct hint hint = {.kind = HINT_WORDS};
    assert(size < sizeof hint.words);
    for (size_t i = 0; i < size; i++) {
        hint.words[i] = name[i];
        if (name[i] == '|') {
            hint.words[i] = ' ';
        }
    }
    return hint;
}

static bool has(const char *name, size_t size, const char *part)
{
    size_t length = strlen(part);
    for (size_t i = 0; i + length <= size; i++) {
        if (memcmp(name + i, part, length) == 0) {
            return true;
        }
    }
    return false;
}

struct hint hint_of_flag(const struct flag *flag)
{
    const char *name = flag->value != NULL ? flag->value : "";
    size_t size = strlen(name);
    if (is_words(name, size)) {
        return words_of(name, size);
    }
    if (has(name, size, "FILE") || has(name, size, "PATH")) {
        return (struct hint){.kind = HINT_FILE};
    }
    return (struct hint){.kind = has(name, size, "FOLDER") ? HINT_FOLDER : HINT_NONE};
}

/* The name of the operand at `index`, without brackets and dots; its size 0 where there is none. */
static size_t find_operand(const char *operands, size_t index, const char **name)
{
    for (;; index--) {
        operands += strspn(operands, "[] ");
        size_t size = strcspn(operands, "[] ");
        if (index == 0 || size == 0) {
            *name = operands;
            return size;
        }
        operands += size;
    }
}

static struct hint formats(void)
{
    struct hint hint = {.kind = HINT_WORDS};
    const char *name;
    const char *description;
    size_t size = 0;
    for (size_t i = 0; faqbot_import_format(i, &name, &description); i++) {
        size_t length = strlen(name);
        assert(size + length + 1 < sizeof hint.words);
        hint.words[size] = ' ';
        memcpy(hint.words + size + (i > 0), name, length);
        size += length + (i > 0);
    }
    return hint;
}

struct hint hint_of_operand(const struct verb *verb, size_t index)
{
    const char *name = NULL;
    size_t count = hint_operand_count(verb);
    size_t size = find_operand(verb->operands, index < count || count == 0 ? index : count - 1, &name);
    if (size == 0 || (index >= count && !has(name, size, "..."))) {
        return (struct hint){.kind = HINT_NONE};
    }
    if (is_words(name, size)) {
        return words_of(name, size);
    }
    if (size == 6 && memcmp(name, "FORMAT", 6) == 0) {
        return formats();
    }
    if (size >= 8 && memcmp(name, "QUESTION", 8) == 0 && (size == 8 || name[8] == '.') &&
        !has(name, size, ".tsv")) {
        return (struct hint){.kind = HINT_NONE};
    }
    return (struct hint){.kind = size == 7 && memcmp(name, "COMMAND", 7) == 0 ? HINT_VERB : HINT_FILE};
}

size_t hint_operand_count(const struct verb *verb)
{
    const char *name = NULL;
    size_t count = 0;
    while (find_operand(verb->operands, count, &name) > 0) {
        count++;
    }
    return count;
}
