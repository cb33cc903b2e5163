/* cli/cmd_search.c - `faqbot search`: the entries that have some words, with the line where they stand. It answers
 * nothing, so that no answer is shown without its disclaimer: an id is what `faqbot ask` and a link lead on from.
 *
 * As in ask.c, with --json the protocol's own chat replies. */
#include "cli/cli_internal.h"

#include <stdlib.h>

#include "util/util.h"

/* -- For people ---------------------------------------------------------------------------------------------------- */

/* What it looks like:
 *
 *     1. What is the minimum salary?
 *        Pay > By country
 *        …have a minimum salary of 6 to 8 lakhs per annum.
 *        salary-minimum (https://example.org/pay) */
static void write_hit(FILE *out, const struct render_style *style, size_t number,
                      const struct faqbot_hit *hit)
{
    char mark[32];
    struct wrap wrap;
    (void)snprintf(mark, sizeof mark, "%3zu. ", number);
    wrap_start(&wrap, out, style->width);
    size_t outer = wrap_indent(&wrap, "     ", mark);
    render_spans(&wrap, style, hit->title_spans, hit->title_span_count);
    wrap_break(&wrap);
    if (hit->section.size > 0) {
        wrap_text(&wrap, hit->section);
        wrap_break(&wrap);
    }
    if (hit->span_count > 0) {
        render_spans(&wrap, style, hit->spans, hit->span_count);
        wrap_break(&wrap);
    }
    wrap_text(&wrap, hit->id);
    wrap_text(&wrap, view_of(hit->url.size > 0 ? " (" : ""));
    wrap_text(&wrap, hit->url);
    wrap_text(&wrap, view_of(hit->url.size > 0 ? ")" : ""));
    wrap_outdent(&wrap, outer);
}

/* What is not a hit goes to stderr, as corrections of a question do. */
static enum cli_exit write_hits(const struct ask *ask, const struct faqbot_hits *hits)
{
    if (hits->count == 0) {
        (void)fputs("faqbot: no entry has these words\n", stderr);
        return CLI_UNANSWERED;
    }
    if (hits->is_any) {
        (void)fputs("faqbot: no entry has all of these words; these have some\n", stderr);
    }
    if (hits->is_cut_short) {
        (void)fputs("faqbot: too many entries have these words for all to be looked at\n", stderr);
    }
    for (size_t i = 0; i < hits->count; i++) {
        (void)fputs(i > 0 ? "\n" : "", stdout);
        write_hit(stdout, &ask->style, i + 1, &hits->list[i]);
    }
    return CLI_GOOD;
}

static enum cli_exit search_human(const struct ask *ask, const struct faqbot_search_query *query)
{
    const struct faqbot_hits *hits;
    enum faqbot_status status = faqbot_search(ask->bot, query, &hits);
    return status == FAQBOT_OK ? write_hits(ask, hits) : error_say("%s", ask_failure(query->text, status));
}

/* -- For programs -------------------------------------------------------------------------------------------------- */

static enum cli_exit search_json(struct ask *ask, const struct faqbot_search_query *query)
{
    struct faqbot_view reply;
    const struct faqbot_chat_request request = {.type = FAQBOT_CHAT_SEARCH,
                                                .id = view_of("1"),
                                                .text = query->text,
                                                .filter = query->filter,
                                                .limit = query->limit};
    enum faqbot_status status = faqbot_chat_request(ask->chat, ask->bot, &request);
    bool has_reply = faqbot_chat_next(ask->chat, &reply);
    if (has_reply) {
        ask_write_json(ask, reply);
    }
    if (status != FAQBOT_OK || !has_reply) {
        return status != FAQBOT_OK ? error_status(status) : error_say("the chat gave no reply");
    }
    return faqbot_chat_error(ask->chat) != NULL  ? CLI_ERROR
           : faqbot_chat_has_answered(ask->chat) ? CLI_GOOD
                                                 : CLI_UNANSWERED;
}

/* Searches in a part of its own, or, where too much passes for one or nothing does, among what passes: finding nothing
 * is no error of a search. */
static void find_part(struct ask *ask, struct faqbot_search_query *query, struct faqbot_fault *fault)
{
    const struct faqbot_filter filter = open_filter(ask->options);
    ask->bot = open_part(ask->opened, &filter, fault);
    if (ask->opened != NULL && (fault->status == FAQBOT_LIMIT || fault->status == FAQBOT_NOT_FOUND)) {
        fault->status = FAQBOT_OK;
        fault->sentence[0] = '\0';
        query->filter = filter;
        ask->bot = ask->opened;
    }
}

enum cli_exit cmd_search(const struct options *options, struct faqbot_fault *fault)
{
    struct ask ask;
    enum cli_exit end = CLI_ERROR;
    struct faqbot_search_query query = {.limit = 0};
    options_number(options, OPTION_LIMIT, 1, FAQBOT_HITS_MAX, &query.limit, fault);
    ask_open(&ask, options, fault);
    find_part(&ask, &query, fault);
    char *words = options_join(options, fault);
    if (fault->status == FAQBOT_OK) {
        query.text = view_of(words);
        end = ask.json ? search_json(&ask, &query) : search_human(&ask, &query);
    }
    free(words);
    ask_close(&ask);
    return end;
}
