/* cli/opening.c - where the knowledge comes from, as the flags say. */
#include "cli/opening.h"

#include <stdio.h>
#include <sys/stat.h>

#include "cli/complain.h"

static enum faqbot_status refuse(struct faqbot_fault *fault, enum faqbot_status status, const char *sentence)
{
    *fault = (struct faqbot_fault){.status = status, .severity = FAQBOT_ERROR};
    (void)snprintf(fault->sentence, sizeof fault->sentence, "%s", sentence);
    return status;
}

enum faqbot_status opening_find(const struct arguments *arguments, struct faqbot_options *options,
                                struct faqbot_fault *fault)
{
    struct faqbot_options found = {
        .index = arguments_value(arguments, FLAG_INDEX),
        .knowledge = arguments_value(arguments, FLAG_KNOWLEDGE),
        .report = complain_report,
    };
    struct stat folder;
    if (found.index != NULL && found.knowledge != NULL) {
        return refuse(fault, FAQBOT_INVALID, "--index and --knowledge exclude each other; give one of them");
    }
    if (found.index == NULL && found.knowledge == NULL) {
        if (stat(OPENING_KNOWLEDGE_DEFAULT, &folder) != 0) {
            return refuse(fault, FAQBOT_NOT_FOUND,
                          flag_is_for(flag_at(FLAG_INDEX), arguments->verb)
                              ? "there is no folder ./knowledge; name one with --knowledge PATH, or an index "
                                "with --index FILE"
                              : "there is no folder ./knowledge; name one with --knowledge PATH");
        }
        found.knowledge = OPENING_KNOWLEDGE_DEFAULT;
    }
    *options = found;
    return FAQBOT_OK;
}

struct faqbot *opening_bot(const struct arguments *arguments)
{
    struct faqbot_options options;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    struct faqbot *bot = NULL;
    if (opening_find(arguments, &options, &fault) != FAQBOT_OK ||
        faqbot_open(&options, &bot, &fault) != FAQBOT_OK) {
        (void)complain_fault(&fault);
        return NULL;
    }
    return bot;
}
