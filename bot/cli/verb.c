/* cli/verb.c - the table of verbs. What a verb does stands in verb_NAME.c. */
#include "cli/verb.h"

#include <stdint.h>
#include <string.h>

#include <faqbot/names.h>

static const struct verb verbs[VERB_COUNT] = {
    {VERB_ASK, "ask", "[QUESTION...]", 0, SIZE_MAX, "answer a question (the default verb)",
     "Answers one question, given as one word or several. With none it talks on a\n"
     "terminal, and from a pipe it takes each line as a question.\n"
     "\n"
     "Prints the answer, its source and the disclaimer. With --json it prints one\n"
     "JSON object a line, in the order of the questions, whatever was asked.\n"
     "\n"
     "Exits with 0 if every question was answered, 1 if one was not, 2 on an error.\n",
     verb_ask_run},
    {VERB_SERVE, "serve", "", 0, 0, "serve the page, the WebSocket and the HTTP API",
     "Serves until SIGTERM or SIGINT. Says on stderr where, once visitors can come.\n"
     "On SIGHUP it reads the knowledge anew; if anything is wrong with it, the old one\n"
     "answers on.\n"
     "\n"
     "What the command line does not say may be said by a variable, FAQBOT_LISTEN for\n"
     "--listen, and what that does not by a file: the one of --config, or faqbot.conf\n"
     "here or else in /etc/faqbot. It has a line such as \"listen: 127.0.0.1:8080\" for\n"
     "each option. Those without a value are true or false; false is their default.\n"
     "\n"
     "Exits with 0 when it is stopped, with 1 if something hung and it was stopped by\n"
     "force, with 2 on an error.\n",
     verb_serve_run},
    {VERB_INDEX, "index", "", 0, 0, "write an index, so that opening the knowledge is quick",
     "The file named by --output is either the old one or the whole new one, whatever\n"
     "happens. The same knowledge gives the same bytes.\n",
     verb_index_run},
    {VERB_STATS, "stats", "FILE", 1, 1, "say what is in an index, and how it was made",
     "Reads an index that `index` wrote, all of it. Prints its version, what made it,\n"
     "how many entries, phrasings and words there are, and the size of each table;\n"
     "with --json one JSON object.\n"
     "\n"
     "Exits with 0, or 2 on an error.\n",
     verb_stats_run},
    {VERB_EVAL, "eval", "QUESTIONS.tsv", 1, 1, "measure answers by questions of known answers",
     "Each line holds a question, a tab and the id of the entry that must answer it\n"
     "(several, joined by commas, where any is right), or - where the question must be\n"
     "refused. Empty lines and lines that begin with # are passed over.\n"
     "\n"
     "Measures: success1, mrr10, ndcg10, mcc, answered_right, refused.\n"
     "\n"
     "Exits with 1 if a measure is below its --min or, with --all-right, if any\n"
     "question is answered wrongly; 2 on an error.\n",
     verb_eval_run},
    {VERB_EXPLAIN, "explain", "QUESTION...", 1, SIZE_MAX, "say why a question is answered as it is",
     "Shows how the words of a question were read, what speaks for each candidate, how\n"
     "the confidence comes about, the decision, and what would have changed it. The\n"
     "question is asked anew for that: without a word, or with one spelled right.\n"
     "\n"
     "Exits with 0 whatever the decision, 2 on an error.\n",
     verb_explain_run},
    {VERB_CHECK, "check", "[PATH]", 0, 1, "say what is wrong with a knowledge, file and line",
     "Reads a folder or a file of knowledge (default: knowledge), asks every question\n"
     "in it, and those of the tests.tsv in the folder. Prints a line for each finding,\n"
     "FILE:LINE: SEVERITY: RULE: SENTENCE, and one that counts them; with --json one\n"
     "JSON object a finding. The manual lists the rules.\n"
     "\n"
     "Exits with 0 if there is no error (--fail-on warning: no finding), 1 if there\n"
     "is, 2 if the knowledge cannot be checked.\n",
     verb_check_run},
    {VERB_DIFF, "diff", "OLD NEW [QUESTIONS]", 2, 3, "say what a new knowledge answers otherwise",
     "Asks two knowledges (folders, files or indexes) all phrasings of both, those of\n"
     "their tests.tsv and, where a file is named, each of its lines up to a tab; with\n"
     "--journal also what visitors asked. For each question whose answer changed, is\n"
     "new or is gone, or whose confidence moved by more than .1, it prints a line, and\n"
     "one that counts them; with --json one JSON object a question.\n"
     "\n"
     "Exits with 0, or with 1 on what --fail-on says: changed (any of the first\n"
     "three), or moved (any of the four); 2 on an error.\n",
     verb_diff_run},
    {VERB_IMPORT, "import", "FORMAT FILE", 2, 2, "take over what another service was fed with",
     "Reads what another service exported (FILE: - for stdin) and writes it into the\n"
     "folder named by --output, as NAME.jsonl, NAME after the file. A file that is\n"
     "there is kept unless --force. Prints a line for each row, FILE:ROW: WHAT BECAME\n"
     "OF IT, and one that counts them; with --json one JSON object a row.\n"
     "\n"
     "Exits with 0 if every row was imported or joined to an earlier one, 1 if one was\n"
     "left out, 2 if nothing was written because of an error.\n",
     verb_import_run},
    {VERB_EXPORT, "export", "jsonl|faqpage|qnabot|csv", 1, 1, "hand the knowledge on in another format",
     "Writes all live entries to the file, or into the folder, named by --output, or\n"
     "to stdout. A file that is there is kept unless --force. What the format has no\n"
     "place for is said on stderr.\n"
     "\n"
     "jsonl is our own: settings and synonyms are in it, and read again it has the\n"
     "same version. faqpage is JSON-LD of schema.org, qnabot what QnABot on AWS\n"
     "imports, csv a table with the columns that `import csv` knows.\n"
     "\n"
     "Exits with 0, or 2 on an error.\n",
     verb_export_run},
    {VERB_GAPS, "gaps", "", 0, 0, "say what visitors asked in vain, or called unhelpful",
     "Reads the journal of `serve --journal`, asks today's knowledge what was not\n"
     "answered, and puts alike questions together. Prints each gap, those asked most\n"
     "often first: how often, the entry that is nearest, and each wording as a line to\n"
     "paste below its question; with --json one JSON object a gap. DATE is a day such\n"
     "as 2026-11-30, and begins at midnight UTC.\n"
     "\n"
     "Exits with 0, or 2 on an error.\n",
     verb_gaps_run},
    {VERB_JOURNAL, "journal", "export|stats|purge FILE", 2, 2, "read what visitors asked, or forget it",
     "Works on the file of `serve --journal`, while a server writes it or not. DATE is\n"
     "a day such as 2026-11-30, and begins at midnight UTC.\n"
     "\n"
     "export prints a row for each ask, with what was thought of the answer, then one\n"
     "for each feedback: as JSON objects, or as a table for a spreadsheet (csv).\n"
     "stats counts them: outcomes, feedback, days, and the entries found unhelpful.\n"
     "purge forgets what is older, so that nothing of it is left in the file.\n"
     "\n"
     "Exits with 0, or 2 on an error.\n",
     verb_journal_run},
    {VERB_COMPLETION, "completion", "bash|zsh|fish", 1, 1, "write completion for a shell",
     "Prints what makes a shell complete verbs, options and their values. Where it\n"
     "belongs, unless `make install` has put it there:\n"
     "\n"
     "  bash  ~/.local/share/bash-completion/completions/faqbot\n"
     "  zsh   _faqbot, in a folder of $fpath\n"
     "  fish  ~/.config/fish/completions/faqbot.fish\n",
     verb_completion_run},
    {VERB_HELP, "help", "[VERB]", 0, 1, "say how to use the program, or one verb",
     "Prints what --help prints; with --man the page of the manual, for man -l -.\n", verb_help_run},
    {VERB_VERSION, "version", "", 0, 0, "print the version", "", verb_version_run},
};

const struct verb *verb_at(size_t index)
{
    return &verbs[index];
}

const struct verb *verb_find(const char *name)
{
    for (size_t i = 0; i < VERB_COUNT; i++) {
        if (strcmp(verbs[i].name, name) == 0) {
            return &verbs[i];
        }
    }
    return NULL;
}

const char *verb_nearest(const char *word)
{
    const char *names[VERB_COUNT];
    for (size_t i = 0; i < VERB_COUNT; i++) {
        names[i] = verbs[i].name;
    }
    return faqbot_nearest_name(word, names, VERB_COUNT);
}
