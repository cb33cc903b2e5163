/* cli/supplement.h - what the manual says beyond the tables of verbs and options, written by hand. */
#ifndef CLI_SUPPLEMENT_H
#define CLI_SUPPLEMENT_H

#include <faqbot/view.h>

#define SUPPLEMENT_KEY_MAX 96 /* bytes of a key with its NUL */

/* All of it: the files of cli/manual one after the other, mdoc(7). A line `.\" @KEY` begins each part; the keys:
 *   faqbot, VERB                     more of the description, of the program or of a verb
 *   VERB --OPTION, --OPTION          of an option, in the verb's page, or in all that have no own
 *   faqbot sections, VERB sections   whole sections, behind the options */
struct faqbot_view supplement_all(void);

/* The part of `text` that `key` names, whole lines; empty where there is none. It is valid as long as `text`. */
struct faqbot_view supplement_find(struct faqbot_view text, const char *key);

#endif
