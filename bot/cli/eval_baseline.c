/* cli/eval_baseline.c - `faqbot eval --baseline FILE`: whether answers have become worse since FILE was written, by
 * `faqbot eval --json` on the same questions.
 *
 * What is compared are the questions that both have, with the same expectation: the measures of then are computed anew
 * from what each of them got, so that a test that was added since moves nothing. Which questions got worse is told
 * even if no measure fell: another may have got better meanwhile. */
#include "cli/cli_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <faqbot.h>

#include "util/util.h"

#define BASELINE_VALUES_MAX 4000000 /* of JSON: some 400000 questions */
#define BASELINE_KEYS_MAX 64
#define READ_BYTES 65536

/* Measures are sums of whole numbers, but for the gain, which is written with four decimals. */
#define ROUNDING 1e-9
#define GAIN_ROUNDING 1e-4

/* -- Reading a baseline -------------------------------------------------------------------------------------------- */

/* The ids of `expected` joined by commas, "-" if there are none; NULL: it is no list of texts, or no memory. */
static const char *read_expected(const struct json *list, struct arena *texts)
{
    struct buffer joined;
    struct faqbot_view id;
    buffer_init_in(&joined, texts, SIZE_MAX);
    for (const struct json *one = json_first(list); one != NULL; one = json_next(one)) {
        if (!json_get_string(one, &id) || view_is_empty(id) || view_find(id, ',') < id.size) {
            return NULL;
        }
        buffer_add_text(&joined, joined.size > 0 ? "," : "");
        buffer_add(&joined, id);
    }
    buffer_add_text(&joined, joined.size == 0 ? "-" : "");
    buffer_add_byte(&joined, '\0');
    return list != NULL && json_type(list) == JSON_ARRAY && !joined.failed ? joined.bytes : NULL;
}

static bool read_outcome(const struct json *value, enum faqbot_outcome *outcome)
{
    struct faqbot_view name;
    bool is_text = json_get_string(value, &name);
    for (enum faqbot_outcome one = FAQBOT_ANSWERED; is_text && one < FAQBOT_OUTCOMES; one++) {
        if (view_equals_text(name, faqbot_outcome_name(one))) {
            *outcome = one;
            return true;
        }
    }
    return false;
}

/* Copies a text that ends with a NUL; false: it is none, or empty. */
static bool read_text(const struct json *value, struct arena *texts, const char **text)
{
    struct faqbot_view copy;
    bool is_there = json_get_string(value, &copy) && !view_is_empty(copy) && arena_copy(texts, copy, &copy);
    *text = is_there ? copy.bytes : NULL;
    return is_there;
}

/* One question and what it got; false: it is something else. */
static bool read_result(const struct json *value, struct arena *texts, struct eval_case *one)
{
    double rank = 0;
    double line = 0;
    const struct json *given = json_member(value, "given");
    *one = (struct eval_case){.said = "-", .expected = read_expected(json_member(value, "expected"), texts)};
    if (one->expected == NULL || !read_text(json_member(value, "question"), texts, &one->question) ||
        !read_outcome(json_member(value, "outcome"), &one->outcome) ||
        !json_get_number(json_member(value, "gain"), &one->gain) || !(one->gain >= 0 && one->gain <= 1)) {
        return false;
    }
    (void)json_get_number(json_member(value, "rank"), &rank); /* or null */
    (void)json_get_number(json_member(value, "line"), &line);
    (void)json_get_number(json_member(value, "confidence"), &one->confidence);
    bool is_said = one->outcome == FAQBOT_ANSWERED;
    if (!(rank >= 0 && rank <= EVAL_TOP) || !(line >= 0 && line <= UINT32_MAX) ||
        is_said != read_text(given, texts, &one->said)) {
        return false;
    }
    one->said = is_said ? one->said : "-";
    one->rank = (unsigned)rank;
    one->line = (unsigned long)line;
    return true;
}

const char *eval_baseline_parse(struct faqbot_view text, struct eval_set *set)
{
    static const struct json_limits limits = {
        .text_bytes = EVAL_BASELINE_BYTES_MAX, .values = BASELINE_VALUES_MAX, .keys = BASELINE_KEYS_MAX};
    struct json *document = NULL;
    const char *complaint = NULL;
    size_t offset;
    enum faqbot_status status = json_parse_within(text, &limits, &document, &complaint, &offset);
    if (status != FAQBOT_OK) {
        return status == FAQBOT_NO_MEMORY ? "there is not enough memory" : complaint;
    }
    const struct json *results = json_member(document, "results");
    complaint = json_type(document) != JSON_OBJECT ? "it is no JSON object"
                : results == NULL                  ? "it has no list of results"
                : json_type(results) != JSON_ARRAY ? "its results are no list"
                : json_first(results) == NULL      ? "its list of results is empty"
                                                   : NULL;
    const struct json *at = complaint == NULL ? json_first(results) : NULL;
    for (; at != NULL && complaint == NULL; at = json_next(at)) {
        struct eval_case one;
        if (read_result(at, &set->texts, &one)) {
            buffer_add(&set->rows, view_make((const char *)&one, sizeof one));
        } else {
            complaint = "a result lacks its question, what was expected, or what it got";
        }
    }
    complaint = set->rows.failed || set->texts.no_memory ? "there is not enough memory" : complaint;
    set->cases = (void *)set->rows.bytes;
    set->count = set->rows.size / sizeof *set->cases;
    json_free(document);
    return complaint;
}

static enum cli_exit read_file(const char *path, struct buffer *bytes)
{
    char chunk[READ_BYTES];
    size_t size = 1;
    FILE *in = fopen(path, "r");
    if (in == NULL) {
        return error_say("--baseline %s: %s", path, strerror(errno));
    }
    while (size > 0 && !bytes->failed) {
        size = fread(chunk, 1, sizeof chunk, in);
        buffer_add(bytes, view_make(chunk, size));
    }
    enum cli_exit end = ferror(in) != 0 ? error_say("--baseline %s: %s", path, strerror(errno)) : CLI_GOOD;
    (void)fclose(in);
    return bytes->failed && end == CLI_GOOD ? error_say("--baseline %s: it is larger than 64 MiB", path)
                                            : end;
}

enum cli_exit eval_baseline_read(const char *path, struct eval_set *set)
{
    struct buffer bytes;
    buffer_init(&bytes, EVAL_BASELINE_BYTES_MAX);
    enum cli_exit end = read_file(path, &bytes);
    const char *complaint = end == CLI_GOOD ? eval_baseline_parse(buffer_view(&bytes), set) : NULL;
    if (complaint != NULL) {
        end = error_say(
            "--baseline %s: it is no baseline: %s. Write one: faqbot eval QUESTIONS.tsv --json > %s", path,
            complaint, path);
    }
    buffer_release(&bytes);
    return end;
}

/* -- Comparing ----------------------------------------------------------------------------------------------------- */

/* 0: right; 1: no answer, which is wrong; 2: a wrong answer, which is worse. */
static int degree(const struct eval_case *one)
{
    return eval_is_right(one) ? 0 : one->outcome == FAQBOT_ANSWERED ? 2 : 1;
}

/* More than 0: worse than before. An entry that no longer comes first is worse even if nothing else shows. */
static int change_of(const struct eval_case *before, const struct eval_case *now)
{
    int degrees = degree(now) - degree(before);
    return degrees != 0 ? degrees : (before->rank == 1) - (now->rank == 1);
}

static struct faqbot_view key_of(struct buffer *key, const struct eval_case *one)
{
    buffer_reset(key);
    buffer_add_text(key, one->question);
    buffer_add_byte(key, '\t');
    buffer_add_text(key, one->expected);
    return buffer_view(key);
}

/* Pairs what both sets have: cases of the same question and expectation; of several equal ones the first. */
static bool pair_cases(const struct eval_set *baseline, const struct eval_set *set,
                       struct eval_comparison *made)
{
    struct string_table keys;
    struct buffer key;
    size_t *places = calloc(baseline->count + 1, sizeof *places); /* by key */
    bool *found = calloc(baseline->count + 1, sizeof *found);     /* likewise */
    string_table_init(&keys, SIZE_MAX);
    buffer_init(&key, SIZE_MAX);
    bool is_good = made->before != NULL && made->now != NULL && places != NULL && found != NULL;
    for (size_t i = 0; i < baseline->count && is_good; i++) {
        uint32_t known = keys.count;
        uint32_t number = string_table_add(&keys, key_of(&key, &baseline->cases[i]));
        is_good = number != STRING_TABLE_NONE && !key.failed;
        if (is_good && number == known) {
            places[number] = i;
        }
    }
    made->gone = keys.count;
    for (size_t i = 0; i < set->count && is_good; i++) {
        uint32_t number = string_table_find(&keys, key_of(&key, &set->cases[i]));
        is_good = !key.failed;
        if (is_good && number != STRING_TABLE_NONE) {
            made->gone -= !found[number];
            found[number] = true;
            made->before[made->count] = baseline->cases[places[number]];
            made->now[made->count++] = set->cases[i];
        }
    }
    made->added = set->count - made->count;
    buffer_release(&key);
    string_table_release(&keys);
    free(places);
    free(found);
    return is_good;
}

void eval_comparison_release(struct eval_comparison *comparison)
{
    free(comparison->before);
    free(comparison->now);
}

enum faqbot_status eval_compare(const struct eval_set *baseline, const struct eval_set *set,
                                struct eval_comparison *comparison)
{
    *comparison = (struct eval_comparison){.before = calloc(set->count + 1, sizeof *comparison->before),
                                           .now = calloc(set->count + 1, sizeof *comparison->now)};
    if (!pair_cases(baseline, set, comparison) ||
        eval_compute(comparison->before, comparison->count, &comparison->metrics_before) != FAQBOT_OK ||
        eval_compute(comparison->now, comparison->count, &comparison->metrics_now) != FAQBOT_OK) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < comparison->count; i++) {
        int change = change_of(&comparison->before[i], &comparison->now[i]);
        comparison->worse += change > 0;
        comparison->better += change < 0;
    }
    return FAQBOT_OK;
}

bool eval_is_worse(const struct eval_comparison *comparison, size_t at)
{
    return change_of(&comparison->before[at], &comparison->now[at]) > 0;
}

double eval_drop(const struct eval_comparison *comparison, enum metric metric)
{
    const struct eval_metrics *before = &comparison->metrics_before;
    const struct eval_metrics *now = &comparison->metrics_now;
    double rounding = metric == METRIC_NDCG10 ? GAIN_ROUNDING : ROUNDING;
    if (!before->is_known[metric] || !now->is_known[metric]) {
        return 0;
    }
    double drop = before->value[metric] - now->value[metric];
    drop = metric == METRIC_WRONG_OF_GIVEN ? -drop : drop;
    return drop > rounding ? drop : 0;
}
