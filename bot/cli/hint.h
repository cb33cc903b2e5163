/* cli/hint.h - what a value or an operand can be, read off its name in the tables: for completion in shells. */
#ifndef CLI_HINT_H
#define CLI_HINT_H

#include "cli/flag.h"

#define HINT_WORDS_MAX 256 /* bytes of all words with their NUL */

enum hint_kind { HINT_NONE, HINT_FILE, HINT_FOLDER, HINT_VERB, HINT_WORDS };

struct hint {
    enum hint_kind kind;
    char words[HINT_WORDS_MAX]; /* of HINT_WORDS: parted by spaces */
};

/* Of an option: "on|off" are words, FILE and PATH files, FOLDER folders, others nothing that a shell knows. */
struct hint hint_of_flag(const struct flag *flag);

/* Of the operand at `index` of a verb; the last one stands for all that follow where it may be repeated. COMMAND is a
 * verb, FORMAT one that can be imported, QUESTION nothing, words in small letters are words, everything else is a
 * file. */
struct hint hint_of_operand(const struct verb *verb, size_t index);

/* How many operands a verb has that differ. */
size_t hint_operand_count(const struct verb *verb);

#endif
