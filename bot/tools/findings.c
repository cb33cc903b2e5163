/* tools/findings.c - findings of one kind in one file, told as one.
 *
 * A mistake that an author makes is made in many places of a file, and a list of all of them hides the next mistake. So
 * findings wait until another file's come, and those of one rule and file become one, with the first sentence and
 * the lines of the others. A question that is answered wrongly is a finding of its own each time: what is told of
 * it is not true of the next. */
#include "tools/tools_internal.h"

#include <stdio.h>
#include <string.h>

#include "util/util.h"

/* Whether each finding of the rule says something else. */
static bool stands_alone(const char *rule)
{
    static const char *const rules[] = {"failed-test",         "broken-test",           "unknown-id",
                                        "equal-ids",           "answered-anyway",       "near-duplicate",
                                        "unanswered-question", "question-finds-another"};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (strcmp(rule, rules[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void tell(struct findings *findings, const struct faqbot_fault *fault)
{
    findings->counts[fault->severity]++;
    if (findings->report != NULL) {
        findings->report(findings->user, fault);
    }
}

/* Where the others are, behind the first one's sentence, if that leaves room for it. */
static void add_places(struct finding *finding)
{
    char *sentence = finding->first.sentence;
    char place[FINDING_PLACE_BYTES];
    size_t size = (size_t)snprintf(place, sizeof place, "; and %zu more of this kind", finding->others);
    for (size_t i = 0; i < finding->line_count; i++) {
        const char *before = i > 0 ? "," : finding->line_count > 1 ? " (lines" : " (line";
        size += (size_t)snprintf(place + size, sizeof place - size, "%s %u", before, finding->lines[i]);
    }
    if (finding->line_count > 0) {
        (void)snprintf(place + size, sizeof place - size, "%s",
                       finding->others > finding->line_count ? " ...)" : ")");
    }
    size = strlen(sentence);
    if (finding->others > 0 && size + strlen(place) < sizeof finding->first.sentence) {
        memcpy(sentence + size, place, strlen(place) + 1);
    }
}

void findings_flush(struct findings *findings)
{
    for (size_t i = 0; i < findings->waiting_count; i++) {
        add_places(&findings->waiting[i]);
        tell(findings, &findings->waiting[i].first);
    }
    findings->waiting_count = 0;
}

void findings_add(void *user, const struct faqbot_fault *fault)
{
    struct findings *findings = user;
    bool is_same_file =
        findings->waiting_count > 0 && strcmp(findings->waiting[0].first.path, fault->path) == 0;
    if (!is_same_file || findings->waiting_count == FINDINGS_WAITING_MAX) {
        findings_flush(findings);
    }
    for (size_t i = 0; i < findings->waiting_count && !stands_alone(fault->rule); i++) {
        struct finding *finding = &findings->waiting[i];
        if (strcmp(finding->first.rule, fault->rule) == 0 && finding->first.severity == fault->severity) {
            finding->others++;
            unsigned last =
                finding->line_count > 0 ? finding->lines[finding->line_count - 1] : finding->first.line;
            if (finding->line_count < FINDING_LINES_MAX && fault->line != last) {
                finding->lines[finding->line_count++] = fault->line;
            }
            return;
        }
    }
    findings->waiting[findings->waiting_count++] = (struct finding){.first = *fault};
}
