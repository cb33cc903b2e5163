/* cli/verb_stats.c - `faqbot stats`: what is in an index. */
#include <stdio.h>

#include <faqbot/stats.h>

#include "base/number.h"
#include "cli/arguments.h"
#include "cli/clean.h"
#include "cli/complain.h"

static void write_size(const char *name, uint64_t bytes, uint64_t all)
{
    (void)printf("%-16s %11s MB", name, number_text((double)bytes / 1e6, 2).text);
    (void)(all == 0 ? printf("\n")
                    : printf(" %6s %%\n", number_text(100.0 * (double)bytes / (double)all, 1).text));
}

static void write_report(const struct faqbot_stats *stats)
{
    const uint64_t entries = stats->questions + stats->passages;
    (void)printf("version    ");
    clean_write(stdout, clean_view(stats->version));
    (void)printf("\nmade by    faqbot%s", stats->program[0] == '\0' ? "" : " ");
    clean_write(stdout, clean_view(stats->program));
    (void)printf(", format %u\n", stats->format);
    (void)printf("found by   %s\n", stats->is_large ? "lists of words" : "a model of all entries");
    (void)printf("languages  ");
    clean_write(stdout, clean_view(stats->languages));
    (void)printf("\nentries    %llu: %llu questions, %llu passages\n", (unsigned long long)entries,
                 (unsigned long long)stats->questions, (unsigned long long)stats->passages);
    (void)printf("phrasings  %llu\n", (unsigned long long)stats->phrasings);
    (void)printf("words      %llu: %llu distinct, %llu stems\n\n", (unsigned long long)stats->words,
                 (unsigned long long)stats->spellings, (unsigned long long)stats->stems);
    write_size("file", stats->bytes, 0);
    for (size_t i = 0; i < stats->table_count; i++) {
        write_size(stats->tables[i].name, stats->tables[i].bytes, stats->bytes);
    }
}

static void write_json(const struct faqbot_stats *stats)
{
    const uint64_t entries = stats->questions + stats->passages;
    (void)printf("{\"version\":");
    clean_write_string(stdout, clean_view(stats->version));
    (void)printf(",\"program\":");
    clean_write_string(stdout, clean_view(stats->program));
    (void)printf(",\"languages\":");
    clean_write_string(stdout, clean_view(stats->languages));
    (void)printf(",\"format\":%u,\"large\":%s,\"entries\":%llu,\"questions\":%llu,\"passages\":%llu,"
                 "\"phrasings\":%llu,\"words\":%llu,"
                 "\"spellings\":%llu,\"stems\":%llu,\"bytes\":%llu,\"tables\":{",
                 stats->format, stats->is_large ? "true" : "false", (unsigned long long)entries,
                 (unsigned long long)stats->questions, (unsigned long long)stats->passages,
                 (unsigned long long)stats->phrasings, (unsigned long long)stats->words,
                 (unsigned long long)stats->spellings, (unsigned long long)stats->stems,
                 (unsigned long long)stats->bytes);
    for (size_t i = 0; i < stats->table_count; i++) {
        (void)printf(i == 0 ? "" : ",");
        clean_write_string(stdout, clean_view(stats->tables[i].name));
        (void)printf(":%llu", (unsigned long long)stats->tables[i].bytes);
    }
    (void)puts("}}");
}

enum cli_exit verb_stats_run(const struct arguments *arguments)
{
    struct faqbot_stats stats;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    if (faqbot_stats(arguments->operands[0], &stats, &fault) != FAQBOT_OK) {
        return complain_fault(&fault);
    }
    (arguments_has(arguments, FLAG_JSON) ? write_json : write_report)(&stats);
    return CLI_GOOD;
}
