/* cli/open.c - what commands read: the knowledge base, index or journal that the options name, and lines from a stream
 * that may contain anything. It knows which folder is the default; reading it is up to the library. */
#include "cli/cli_internal.h"
#include "remote/remote.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What needs the knowledge base itself, or all entries at once, cannot do with a search cluster. */
static void open_cluster(const struct options *options, struct faqbot_options *found,
                         struct faqbot_fault *fault)
{
    static const enum command_id can[] = {COMMAND_ASK, COMMAND_SERVE, COMMAND_MCP, COMMAND_EVAL,
                                          COMMAND_EXPLAIN};
    bool may = false;
    for (size_t i = 0; i < sizeof can / sizeof *can; i++) {
        may = may || options->command->id == can[i];
    }
    if (!may) {
        CLI_REFUSE(fault, "%s needs the knowledge base itself, and takes no search cluster in its place",
                   options->command->name);
    } else if (found->encoder != NULL && strcmp(found->encoder, "no") != 0) {
        CLI_REFUSE(fault,
                   "a knowledge base in a search cluster has no vectors of an encoder; leave out --encoder");
    } else {
        fault->status = options->stage->user == NULL
                            ? remote_open_stage(found->knowledge, options->stage, fault)
                            : FAQBOT_OK;
        found->stage = options->stage;
        found->knowledge = NULL;
    }
}

/* Opening a missing default folder would fail anyway. But somebody who runs the program for the first time,
 * or in the wrong folder, should read what to do rather than that a folder is missing. The sentence mentions
 * --index only for commands that take it. */
void open_find(const struct options *options, struct faqbot_options *found, struct faqbot_fault *fault)
{
    struct stat folder;
    bool is_followed = options_has(options, OPTION_FOLLOW);
    *found = (struct faqbot_options){
        .index = options_text(options, OPTION_INDEX),
        .knowledge = options_text(options, OPTION_KNOWLEDGE),
        .today = options->today,
        .encoder = options_text(options, OPTION_ENCODER),
        .report = error_report,
    };
    if (fault->status != FAQBOT_OK) {
        return;
    }
    if (options->command->id == COMMAND_TRY && options->operand_count > 0) {
        found->knowledge = options->operands[0];
        if (options_has(options, OPTION_KNOWLEDGE)) {
            CLI_REFUSE(fault, "the knowledge base is named twice; leave out --knowledge");
            return;
        }
    }
    if (is_followed && (found->index != NULL || found->knowledge != NULL)) {
        CLI_REFUSE(fault, "--follow takes the place of --index and --knowledge; give one of them");
    } else if (remote_is_opensearch(found->knowledge)) {
        open_cluster(options, found, fault);
    } else if (found->index != NULL && found->knowledge != NULL) {
        CLI_REFUSE(fault, "--index and --knowledge exclude each other; give one of them");
    } else if (found->index == NULL && found->knowledge == NULL && !is_followed) {
        bool takes_index = option_is_for(&option_table[OPTION_INDEX], options->command);
        found->knowledge = OPEN_KNOWLEDGE_DEFAULT;
        if (stat(OPEN_KNOWLEDGE_DEFAULT, &folder) != 0) {
            (void)fault_set(fault, FAQBOT_NOT_FOUND, NULL, 0,
                            "there is no folder ./knowledge; name one with --knowledge PATH%s",
                            takes_index ? ", or an index with --index FILE" : "");
        }
    }
}

struct faqbot_journal_store *open_journal_store(const char *name, struct faqbot_fault *fault)
{
    struct faqbot_journal_store *store = NULL;
    if (fault->status == FAQBOT_OK && remote_is_postgres(name)) {
        fault->status = remote_open_journal(name, &store, fault);
    }
    return store;
}

/* Faults in single files do not make it fail: the rest of the knowledge base answers, and stderr has named
 * them. */
struct faqbot *open_bot(const struct options *options, struct faqbot_fault *fault)
{
    struct faqbot_options found;
    struct faqbot *bot = NULL;
    open_find(options, &found, fault);
    return fault->status == FAQBOT_OK && faqbot_open(&found, &bot, fault) == FAQBOT_OK ? bot : NULL;
}

struct faqbot_filter open_filter(const struct options *options)
{
    bool is_search =
        options->command->id == COMMAND_SEARCH; /* which speaks no language, and has the shorter name */
    enum option_id lang = is_search ? OPTION_LANG : OPTION_ENTRY_LANG;
    return (struct faqbot_filter){.tags = view_of(options_text(options, OPTION_TAG)),
                                  .section = view_of(options_text(options, OPTION_SECTION)),
                                  .lang = view_of(options_text(options, lang))};
}

#define TAGS_MAX 4096 /* that a misspelled one is compared with */

struct tags {
    char *names[TAGS_MAX];
    size_t count;
};

static void take_tag(void *user, struct faqbot_view tag)
{
    struct tags *tags = user;
    if (tags->count < TAGS_MAX) {
        tags->names[tags->count] = strndup(tag.bytes, tag.size);
        tags->count += tags->names[tags->count] != NULL;
    }
}

/* Adds the tag that may have been meant; the first of several is enough to go on. */
static void suggest_tag(struct faqbot *bot, const struct faqbot_filter *filter, struct faqbot_fault *fault)
{
    struct tags tags = {.count = 0};
    char *wanted =
        strndup(filter->tags.bytes == NULL ? "" : filter->tags.bytes, view_find(filter->tags, ','));
    bool is_read = faqbot_each_tag(bot, take_tag, &tags) == FAQBOT_OK && wanted != NULL;
    const char *nearest =
        is_read ? faqbot_nearest_name(wanted, (const char *const *)tags.names, tags.count) : NULL;
    if (nearest != NULL && strcmp(nearest, wanted) != 0) {
        size_t used = strlen(fault->sentence);
        (void)snprintf(fault->sentence + used, sizeof fault->sentence - used, "; did you mean \"%s\"?",
                       nearest);
    }
    free(wanted);
    for (size_t i = 0; i < tags.count; i++) {
        free(tags.names[i]);
    }
}

struct faqbot *open_part(struct faqbot *bot, const struct faqbot_filter *filter, struct faqbot_fault *fault)
{
    struct faqbot *part = NULL;
    if (fault->status != FAQBOT_OK) {
        return NULL;
    }
    fault->status = faqbot_restrict(bot, filter, 1, FAQBOT_FILTER_ENTRIES_MAX, &part, fault);
    if (fault->status == FAQBOT_NOT_FOUND) {
        suggest_tag(bot, filter, fault);
    }
    return part;
}

/* Not getline(), which uses as much memory as a line is long: standard input may be /dev/zero. A line that is
 * too long is read to its end, so that the next one begins where it should. */
bool line_next(FILE *in, struct line *line)
{
    int byte = getc(in);
    if (byte == EOF) {
        return false;
    }
    line->number++;
    line->size = 0;
    line->is_too_long = false;
    for (; byte != EOF && byte != '\n'; byte = getc(in)) {
        if (line->size < sizeof line->bytes) {
            line->bytes[line->size++] = (char)byte;
        } else {
            line->is_too_long = true;
        }
    }
    /* Editors on Windows begin a file with a byte order mark, and end its lines with CR LF. */
    if (line->number == 1 && line->size >= 3 && memcmp(line->bytes, "\xef\xbb\xbf", 3) == 0) {
        line->size -= 3;
        memmove(line->bytes, line->bytes + 3, line->size);
    }
    if (!line->is_too_long && line->size > 0 && line->bytes[line->size - 1] == '\r') {
        line->size--;
    }
    return ferror(in) == 0;
}
