/* cli/verb_gaps.c - `faqbot gaps`: what visitors asked in vain, or called unhelpful. */
#include <stdio.h>

#include <faqbot/gaps.h>

#include "base/number.h"
#include "cli/clean.h"
#include "cli/complain.h"
#include "cli/day.h"
#include "cli/opening.h"
#include "cli/output.h"

static void write_gap(void *user, const struct faqbot_gap *gap)
{
    (void)user;
    (void)printf("%zu %s: ", gap->asked, gap->asked == 1 ? "time" : "times");
    clean_write(stdout, gap->wordings[0].question);
    (void)printf("\n  not known %zu, unsure %zu, unhelpful %zu; nearest: ", gap->none, gap->unsure,
                 gap->unhelpful);
    if (gap->nearest.id.size == 0) {
        (void)fputs("nothing\n", stdout);
    } else {
        clean_write(stdout, gap->nearest.id);
        (void)printf(" (%s), ", number_text(gap->confidence, 2).text);
        clean_write(stdout, gap->nearest.question);
        (void)fputc('\n', stdout);
    }
    for (size_t i = 0; i < gap->wording_count; i++) {
        clean_write(stdout, gap->wordings[i].also);
        (void)fputc('\n', stdout);
    }
    if (gap->wordings_in_all > gap->wording_count) {
        (void)printf("  and %zu more wordings\n", gap->wordings_in_all - gap->wording_count);
    }
    (void)fputc('\n', stdout);
}

static void write_wordings_json(const struct faqbot_gap *gap)
{
    for (size_t i = 0; i < gap->wording_count; i++) {
        (void)fputs(i > 0 ? ",{\"question\":" : "{\"question\":", stdout);
        clean_write_string(stdout, gap->wordings[i].question);
        (void)printf(",\"asked\":%zu,\"also\":", gap->wordings[i].asked);
        clean_write_string(stdout, gap->wordings[i].also);
        (void)fputc('}', stdout);
    }
}

static void write_gap_json(void *user, const struct faqbot_gap *gap)
{
    (void)user;
    (void)fputs("{\"question\":", stdout);
    clean_write_string(stdout, gap->wordings[0].question);
    (void)printf(",\"asked\":%zu,\"none\":%zu,\"unsure\":%zu,\"unhelpful\":%zu,\"nearest\":", gap->asked,
                 gap->none, gap->unsure, gap->unhelpful);
    if (gap->nearest.id.size == 0) {
        (void)fputs("null", stdout);
    } else {
        (void)fputs("{\"id\":", stdout);
        clean_write_string(stdout, gap->nearest.id);
        (void)fputs(",\"question\":", stdout);
        clean_write_string(stdout, gap->nearest.question);
        (void)printf(",\"confidence\":%s}", number_text(gap->confidence, 4).text);
    }
    (void)printf(",\"wordings_in_all\":%zu,\"wordings\":[", gap->wordings_in_all);
    write_wordings_json(gap);
    (void)fputs("]}\n", stdout);
}

static void write_summary(const struct faqbot_gaps_result *result)
{
    (void)printf(
        "%zu asked: %zu in vain, of which %zu are answered today, %zu unhelpful, %zu left out; %zu %s\n",
        result->rows, result->in_vain, result->closed, result->unhelpful, result->left_out, result->gaps,
        result->gaps == 1 ? "gap" : "gaps");
}

enum cli_exit verb_gaps_run(const struct arguments *arguments)
{
    struct faqbot_options source;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    struct faqbot_gaps_result result = {.rows = 0};
    bool json = arguments_has(arguments, FLAG_JSON);
    const char *since = arguments_value(arguments, FLAG_SINCE);
    struct faqbot_gaps_options options = {
        .journal = arguments_value(arguments, FLAG_JOURNAL),
        .tell = json ? write_gap_json : write_gap,
        .report = complain_report,
    };
    if (options.journal == NULL || options.journal[0] == '\0') {
        return complain("gaps needs the journal to read: --journal FILE");
    }
    if (since != NULL && !day_parse(since, &options.since)) {
        return complain("--since must be a day such as 2026-11-30, not %s", since);
    }
    if (opening_find(arguments, &source, &fault) != FAQBOT_OK) {
        return complain_fault(&fault);
    }
    options.knowledge = source.knowledge;
    options.index = source.index;
    if (faqbot_gaps(&options, &result, &fault) != FAQBOT_OK) {
        return cli_worse(output_flush(), complain_fault(&fault));
    }
    if (!json) {
        write_summary(&result);
    }
    return output_flush();
}
