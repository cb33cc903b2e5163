/* tools/tools_internal.h - what the files of tools/ share among themselves. */
#ifndef TOOLS_TOOLS_INTERNAL_H
#define TOOLS_TOOLS_INTERNAL_H

#include <faqbot.h>
#include <faqbot_tools.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kb/kb.h"
#include "util/util.h"

/* ==== regression.c ====================================================================================== */

/* What the parts of one check share: the bot that is asked, and where findings go. */

#define CHECK_CONTEXT_EXCERPT_CHARS 80 /* of a question that a finding quotes */

/* All is borrowed. */
struct check_context {
    struct faqbot *bot;
    struct faqbot_view today; /* empty: not known */
    struct fault_reporter reporter;
    struct faqbot_check_result result; /* warnings and errors are the reporter's to count */
};

#define check_context_error(context, rule, path, line, ...)                                                  \
    fault_report(&(context)->reporter, FAQBOT_ERROR, rule, path, line, __VA_ARGS__)
#define check_context_warning(context, rule, path, line, ...)                                                \
    fault_report(&(context)->reporter, FAQBOT_WARNING, rule, path, line, __VA_ARGS__)

/* Passes on what reading the knowledge base finds; `user` is the inspection. Answers without a question are left out:
 * entries.c tells of them, with questions that it proposes. */
faqbot_fault_callback check_context_forward;

/* Reports as an error that `name` ("the starter") is no entry's id, where it is none. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status check_context_check_id(struct check_context *context, const char *path, unsigned line,
                                          const char *name, struct faqbot_view id);

/* ==== synonym_cycles.c ================================================================================== */

/* Synonyms that come back to where they began. */

struct synonym_cycles_rule {
    uint32_t from; /* words, as their plain forms are numbered */
    uint32_t to;
    unsigned line;
};

/* The rules of one synonyms.txt. Declare it, synonym_cycles_init() it, synonym_cycles_release() it. */
struct synonym_cycles {
    struct string_table words;
    struct arena arena;
    struct buffer rules; /* struct synonym_cycles_rule by struct synonym_cycles_rule */
    size_t count;
    struct buffer path; /* with its NUL */
};

void synonym_cycles_init(struct synonym_cycles *cycles);
void synonym_cycles_release(struct synonym_cycles *cycles);

/* Adds a rule, in the order of the lines. False: no memory. */
bool synonym_cycles_add(struct synonym_cycles *cycles, const struct synonym *synonym);

/* Reports each one-way line whose target leads back to its source. False: no memory. */
bool synonym_cycles_report(struct synonym_cycles *cycles, struct check_context *context);

/* ==== regression.c ====================================================================================== */

/* Tests.tsv: questions whose answers the author knows. */

/* Asks the questions of the file at `path`: a question, a tab, the ids that may answer it,
 * joined by commas, or "-" where it must be refused; what follows a second tab, empty lines and lines that begin
 * with "#" are passed over. Each that fails is an error, as is a line that cannot be read. CORRUPT, IO, NO_MEMORY.
 */
enum faqbot_status regression_run(struct check_context *context, const char *path);

/* Whether each question finds its own entry, and it alone. */

/* An entry that has this share of the winner's score is nearly the same question to the bot. On sets of real
 * questions, entries that people keep apart come so near in one phrasing of two hundred at most, and questions that
 * differ in a small word or two mostly do. */
#define SELFTEST_NEAR_SHARE .7

/* A phrasing of an entry. */
struct selftest_question {
    uint32_t id; /* the entry's, in `ids` */
    unsigned line;
    struct faqbot_view path;
    struct faqbot_view text;
};

/* The phrasings of all FAQ entries. Declare it, selftest_init() it, selftest_release() it. */
struct selftest {
    struct buffer list; /* struct selftest_question by struct selftest_question */
    struct string_table ids;
    struct string_table pairs; /* of entries that were told to be nearly the same */
    struct arena texts;
    struct faqbot_view path; /* of the entry added last */
};

void selftest_init(struct selftest *questions);
void selftest_release(struct selftest *questions);

/* Adds the phrasings of an FAQ entry, copied. An id that is there already is passed over: that entry is not in the
 * bot. False: no memory. */
bool selftest_add(struct selftest *questions, const struct entry *entry);

/* Asks them all. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status selftest_run(struct selftest *questions, struct check_context *context);

/* The questions that a knowledge base, or a file, has. */

/* Whether the path names an index: neither a folder nor a file of knowledge. */
bool questions_is_index(const char *path);

/* Whether the path names a folder of knowledge with a tests.tsv in it, whose path is then added to `tests`, with its
 * NUL. False too where there is no memory: tests->failed. */
bool questions_collect_find_tests(const char *path, struct buffer *tests);

/* Calls `visit` for each line of a file that is neither empty nor begins with "#". What is wrong with the file goes to
 * the reporter; *readable is false then. NO_MEMORY, and what `visit` returns. */
typedef enum faqbot_status questions_collect_visit_line(void *user, unsigned number, struct faqbot_view line);

/* Each adds the questions that are new to `questions`. Fails as reading what it reads fails, with `fault` filled. */

/* The phrasings of the FAQ entries at `path`, an index, a folder or a file, and the questions of the folder's
 * tests.tsv. */
enum faqbot_status questions_collect_knowledge(const char *path, struct string_table *questions,
                                               struct faqbot_fault *fault);

/* The lines of the file up to a tab, but empty ones and those that begin with "#". */
enum faqbot_status questions_collect_file(const char *path, struct string_table *questions,
                                          struct faqbot_fault *fault);

/* What visitors asked, as the journal has it, since that moment. */
enum faqbot_status questions_collect_journal(const char *path, int64_t since, struct string_table *questions,
                                             struct faqbot_fault *fault);

/* ==== suggest_question.c ================================================================================ */

/* Questions for an answer that has none. */

/* Appends one or two questions that `text`, an answer, may belong to, quoted and joined by " or ". They are made of
 * its first sentence where that is built as English ones often are, otherwise of its longest words: a start for the
 * author, not more. Nothing where the text has no word, or there is no memory. `lang` empty: English. */
void suggest_questions(struct faqbot_view text, struct faqbot_view lang, struct arena *arena,
                       struct buffer *out);

/* ==== gaps.c ============================================================================================ */

/* Groups texts that are alike, as they come. */

/* Two texts are alike from this cosine on. Questions that differ in a word or two of four are alike; those that share
 * only one are not. bot/README.md says how it was found. */
#define CLUSTERS_ALIKE .5

struct clusters_feature {
    uint32_t number; /* below those of the whole lot, and distinct within one text */
    double weight;   /* above 0; of any scale */
};

/* Declare it, clusters_init() it, clusters_release() it. */
struct clusters {
    struct buffer
        lists; /* by feature: a struct buffer of struct clusters_posting, of the leaders that have it */
    struct buffer scores; /* by cluster: a double, 0 between calls */
    uint32_t count;
};

void clusters_init(struct clusters *clusters);
void clusters_release(struct clusters *clusters);

/* Adds a text. *cluster is that whose first text is most like it, the older of two, if it is alike; else a new one,
 * whose number is the count before. A text without features is like no other. False: no memory. */
bool clusters_add(struct clusters *clusters, const struct clusters_feature *features, size_t count,
                  uint32_t *cluster);

#endif
