/* cli/command.c - the table of commands: what each is called, what it takes, and what help says of it. What a command
 * does stands in cmd_NAME.c, and cli.c brings the two together: so the parser and help can know the commands without
 * linking what they do. The manual pages in share/ say more; a test compares their summaries with these. */
#include "cli/cli_internal.h"

#include <string.h>

#include <faqbot.h>

static const struct command commands[COMMAND_COUNT] = {
    {COMMAND_ASK, "ask", "[QUESTION...]", 0, SIZE_MAX, "Answer a question (the default command)",
     "Answers one question, given as one word or several. Without a question, starts\n"
     "a conversation on a terminal, and otherwise answers each line of its input.\n"
     "\n"
     "Prints the answer, its source and the disclaimer. With --json, prints one JSON\n"
     "object for each question, in the order of the questions.\n"
     "\n"
     "Exits with 0 if every question was answered, 1 if one was not, 2 on an error.\n"},
    {COMMAND_SERVE, "serve", "", 0, 0, "Serve the web page, the WebSocket and the HTTP API",
     "Serves until SIGTERM or SIGINT. Standard error says where, once the server is\n"
     "ready. SIGHUP reloads the knowledge base; if anything is wrong with the new\n"
     "one, the server goes on answering from the old one.\n"
     "\n"
     "An option that the command line does not set can be set by an environment\n"
     "variable (FAQBOT_LISTEN for --listen), and one that neither sets by a file:\n"
     "that of --config or FAQBOT_CONFIG, else faqbot.conf here or in /etc/faqbot. The\n"
     "file has a line such as \"listen: 127.0.0.1:8080\" for each option. Options\n"
     "without a value are true or false there, and false by default.\n"
     "\n"
     "Exits with 0 when stopped by a signal, 1 if something hung and had to be\n"
     "killed, 2 on an error.\n"},
    {COMMAND_INDEX, "index", "", 0, 0, "Write an index for opening a knowledge base faster",
     "The file named by --output is either the old one or the complete new one,\n"
     "whatever happens. The same knowledge base always gives the same bytes.\n"},
    {COMMAND_STATS, "stats", "FILE", 1, 1, "Show what an index contains and how it was made",
     "Reads the whole of an index that `index` wrote. Prints its version, what made\n"
     "it, how many entries, phrasings and words it has, and the size of each table;\n"
     "with --json, one JSON object.\n"
     "\n"
     "Exits with 0, or 2 on an error.\n"},
    {COMMAND_EVAL, "eval", "QUESTIONS.tsv", 1, 1, "Measure answers to questions with known answers",
     "Each line holds a question, a tab, and the id of the entry that must answer it;\n"
     "several ids, separated by commas, where any of them is right; or - where the\n"
     "question must be refused. Empty lines and lines that begin with # are ignored.\n"
     "\n"
     "Measures: success1, mrr10, ndcg10, mcc, answered_right, refused.\n"
     "\n"
     "Exits with 1 if a measure is below its --min or, with --all-right, if any\n"
     "question is answered wrongly; 2 on an error.\n"},
    {COMMAND_EXPLAIN, "explain", "QUESTION...", 1, SIZE_MAX, "Explain why a question is answered as it is",
     "Shows how the words of the question are read, what speaks for each candidate,\n"
     "how the confidence is computed, the decision, and what would change it: the\n"
     "question is asked again without a word, or with a word respelled.\n"
     "\n"
     "Exits with 0 whatever the decision, 2 on an error.\n"},
    {COMMAND_CHECK, "check", "[PATH]", 0, 1, "Find mistakes in a knowledge base",
     "Reads a knowledge base (default: knowledge), asks every question in it, and\n"
     "those of its tests.tsv. Prints a line for each finding, FILE:LINE: SEVERITY:\n"
     "RULE: SENTENCE, and a line that counts them; with --json, one JSON object for\n"
     "each finding. The manual lists the rules.\n"
     "\n"
     "Exits with 0 if there is no error (--fail-on warning: no finding), 1 if there\n"
     "is one, 2 if the knowledge base cannot be checked.\n"},
    {COMMAND_DIFF, "diff", "OLD NEW [QUESTIONS]", 2, 3, "Compare the answers of two knowledge bases",
     "Asks two knowledge bases or indexes every phrasing in either, the questions of\n"
     "their tests.tsv, those of the QUESTIONS file (each line up to a tab) and, with\n"
     "--journal, those that visitors asked. Prints a line for each question whose\n"
     "answer changed, appeared or disappeared, or whose confidence moved by more than\n"
     ".1, and a line that counts them; with --json, one JSON object for each\n"
     "question.\n"
     "\n"
     "Exits with 0, or with 1 on what --fail-on names: changed (any of the first\n"
     "three) or moved (any of the four); 2 on an error.\n"},
    {COMMAND_IMPORT, "import", "FORMAT FILE", 2, 2, "Import questions and answers from another service",
     "Reads what another service exported (FILE: - for standard input) and writes it\n"
     "into the folder named by --output, as NAME.jsonl, NAME after the file. An\n"
     "existing file is kept unless --force is given. Prints a line for each row,\n"
     "FILE:ROW: WHAT BECAME OF IT, and a line that counts them; with --json, one JSON\n"
     "object for each row.\n"
     "\n"
     "Exits with 0 if every row was imported or joined to an earlier one, 1 if one\n"
     "was left out, 2 if nothing was written because of an error.\n"},
    {COMMAND_EXPORT, "export", "jsonl|faqpage|qnabot|csv", 1, 1, "Export a knowledge base in another format",
     "Writes all live entries to the file, or into the folder, named by --output, or\n"
     "to standard output. An existing file is kept unless --force is given. Standard\n"
     "error says what the format has no place for.\n"
     "\n"
     "jsonl is our own format: it keeps settings and synonyms, and reading it back\n"
     "gives the same version. faqpage is schema.org JSON-LD, qnabot is what QnABot on\n"
     "AWS imports, csv is a table with the columns that `import csv` knows.\n"
     "\n"
     "Exits with 0, or 2 on an error.\n"},
    {COMMAND_GAPS, "gaps", "", 0, 0, "List questions that were not answered well",
     "Reads the journal of `serve --journal`, asks today's knowledge base what was\n"
     "not answered, and groups similar questions. Prints each gap, those asked most\n"
     "often first: how often, the nearest entry, and each wording as a line to paste\n"
     "below its question; with --json, one JSON object for each gap. DATE is a day\n"
     "such as 2026-11-30, which begins at midnight UTC.\n"
     "\n"
     "Exits with 0, or 2 on an error.\n"},
    {COMMAND_JOURNAL, "journal", "export|stats|purge FILE", 2, 2,
     "Export, count or purge what visitors asked",
     "Works on the file of `serve --journal`, even while a server writes to it. DATE\n"
     "is a day such as 2026-11-30, which begins at midnight UTC.\n"
     "\n"
     "export prints a row for each question, with the feedback on its answer, then\n"
     "one for each feedback: as JSON objects, or as a table for a spreadsheet (csv).\n"
     "stats counts outcomes, feedback and days, and the entries found unhelpful.\n"
     "purge deletes what is older, leaving no trace of it in the file.\n"
     "\n"
     "Exits with 0, or 2 on an error.\n"},
    {COMMAND_COMPLETION, "completion", "bash|zsh|fish", 1, 1, "Print the completion script for a shell",
     "The script makes a shell complete commands, options and their values. Unless\n"
     "`make install` has put it there, it belongs into:\n"
     "\n"
     "  bash  ~/.local/share/bash-completion/completions/faqbot\n"
     "  zsh   _faqbot, in a folder of $fpath\n"
     "  fish  ~/.config/fish/completions/faqbot.fish\n"},
    {COMMAND_HELP, "help", "[COMMAND]", 0, 1, "Show help for the program or for a command",
     "Prints what --help prints; with --man, the manual page, for man -l -.\n"},
    {COMMAND_VERSION, "version", "", 0, 0, "Print the version", ""},
};

const struct command *command_at(size_t index)
{
    return &commands[index];
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

const char *command_nearest(const char *word)
{
    const char *names[COMMAND_COUNT];
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        names[i] = commands[i].name;
    }
    return faqbot_nearest_name(word, names, COMMAND_COUNT);
}
