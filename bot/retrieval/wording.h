/* retrieval/wording.h - synonyms: the same thing said in the words that the knowledge base uses. */
#ifndef RETRIEVAL_WORDING_H
#define RETRIEVAL_WORDING_H

#include <faqbot.h>

#include "text/stems.h"

#define SYNONYMS_RULES_MAX 65536
#define SYNONYMS_PHRASE_WORDS_MAX 8 /* of either side of a rule; a rule with a longer one is left out */

/* The rules of synonyms.txt. Two-way ones make groups: wherever a member of a group stands, in an entry or in
 * a question, its longest member is read in its place, so that all ways to say a thing are one. One-way rules
 * are for questions only: what the visitor said is looked for first, and the other wording besides. */
struct synonyms;

/* No rules yet; phrases will be compared by their stems in the language `lang`. The caller's, released by
 * synonyms_free(). NULL: no memory. */
struct synonyms *synonyms_new(struct faqbot_view lang);
void synonyms_free(struct synonyms *synonyms); /* NULL is allowed */

/* Adds the rule that `from` may be read as `to`; with the same rule the other way round it is two-way. All rules are
 * added before synonyms_finish(). Rules past a limit and rules without words are left out. NO_MEMORY. */
enum faqbot_status synonyms_add(struct synonyms *synonyms, struct faqbot_view from, struct faqbot_view to);
enum faqbot_status synonyms_finish(struct synonyms *synonyms);

/* Words, in an arena. */
struct synonyms_words {
    struct word *list;
    size_t count;
};

/* Reads a group's longest member for any other; at each place the longest phrase that fits is taken. What is put in has
 * the source of the first word that it replaces. `words` is replaced where a rule fitted. NO_MEMORY. */
enum faqbot_status synonyms_canonicalize(const struct synonyms *synonyms, struct arena *arena,
                                         struct synonyms_words *words);

/* The same with the one-way rules; *is_changed says whether one fitted. NO_MEMORY. */
enum faqbot_status synonyms_expand(const struct synonyms *synonyms, struct arena *arena,
                                   struct synonyms_words *words, bool *is_changed);

/* Whether a word stands in a rule. */
bool synonyms_has(const struct synonyms *synonyms, const struct word *word);

#endif
