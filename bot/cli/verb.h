/* cli/verb.h - the table of verbs: parsing, help and hints all read it. */
#ifndef CLI_VERB_H
#define CLI_VERB_H

#include "cli/cli.h"

#include <stddef.h>

/* In the order of the table, which is the order in which help shows them. */
enum verb_id {
    VERB_ASK,
    VERB_SERVE,
    VERB_INDEX,
    VERB_STATS,
    VERB_EVAL,
    VERB_EXPLAIN,
    VERB_CHECK,
    VERB_DIFF,
    VERB_IMPORT,
    VERB_EXPORT,
    VERB_GAPS,
    VERB_JOURNAL,
    VERB_COMPLETION,
    VERB_HELP,
    VERB_VERSION,
    VERB_COUNT
};

#define VERB_BIT(id) (1U << (id))
#define VERB_ALL (VERB_BIT(VERB_COUNT) - 1U)

struct arguments;

struct verb {
    enum verb_id id;
    const char *name;
    const char *operands; /* as help shows them; empty: none */
    size_t operands_min;
    size_t operands_max;
    const char *summary; /* a line */
    const char *details; /* paragraphs, each line broken by hand below 80 columns */
    enum cli_exit (*run)(const struct arguments *arguments);
};

/* The verb at `index` of the table, below VERB_COUNT. */
const struct verb *verb_at(size_t index);

/* The verb of that name; NULL where there is none. */
const struct verb *verb_find(const char *name);

/* The name of the verb nearest to `word`; NULL where none is near. */
const char *verb_nearest(const char *word);

/* What each verb does, each in the file of its name. */
enum cli_exit verb_ask_run(const struct arguments *arguments);
enum cli_exit verb_serve_run(const struct arguments *arguments);
enum cli_exit verb_index_run(const struct arguments *arguments);
enum cli_exit verb_stats_run(const struct arguments *arguments);
enum cli_exit verb_eval_run(const struct arguments *arguments);
enum cli_exit verb_explain_run(const struct arguments *arguments);
enum cli_exit verb_check_run(const struct arguments *arguments);
enum cli_exit verb_diff_run(const struct arguments *arguments);
enum cli_exit verb_export_run(const struct arguments *arguments);
enum cli_exit verb_gaps_run(const struct arguments *arguments);
enum cli_exit verb_journal_run(const struct arguments *arguments);
enum cli_exit verb_completion_run(const struct arguments *arguments);
enum cli_exit verb_import_run(const struct arguments *arguments);
enum cli_exit verb_help_run(const struct arguments *arguments);
enum cli_exit verb_version_run(const struct arguments *arguments);

/* What --help shows of a verb; NULL: of the program. */
enum cli_exit verb_help_show(const struct verb *verb);

#endif
