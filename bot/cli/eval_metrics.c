/* cli/eval_metrics.c - how good answers were, in numbers. Pure: questions, expectations and answers in,
 * numbers out; no bot, no file, no output, so that the unit tests can compare it with results computed by
 * hand.
 *
 * Two things are measured separately, because they are tuned separately. The ranking, whatever the bot
 * decided: success at 1, the mean reciprocal rank (Voorhees, TREC-8, 1999), and the normalised discounted
 * cumulative gain (Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002), of the
 * first ten candidates. And the decision to answer or to refuse: the share of right answers, the share of
 * refusals, and the multi-class Matthews correlation of both, which a bot cannot raise by answering
 * everything, nor by refusing it.
 *
 * The correlation is Gorodkin's R_K, "Comparing two K-category assignments by a K-category correlation
 * coefficient" (2004), in the form that needs only the counts of each class: (c*n - sum t_k*s_k) over the
 * root of (n^2 - sum s_k^2)(n^2 - sum t_k^2), where c is the number of right results, and class k was true
 * t_k times and given s_k times. Each entry is a class, and refusal is one more. */
#include "cli/cli_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* As in --min and in JSON, in the order of the enum. */
const char *const eval_metric_names[METRIC_COUNT] = {
    "success1", "mrr10", "ndcg10", "mcc", "answered_right", "refused", "wrong_of_given",
};

/* Of what was expected: the question is to be refused. Of what was said: it was refused. */
static bool is_hopeless(const char *expected)
{
    return strcmp(expected, "-") == 0;
}

/* Ids are compared as a whole: "a" is not one of "ab,c". */
bool eval_is_expected(const char *expected, struct faqbot_view id)
{
    for (;;) {
        size_t size = strcspn(expected, ",");
        if (size > 0 && view_equals(id, (struct faqbot_view){expected, size})) {
            return true;
        }
        if (expected[size] == '\0') {
            return false;
        }
        expected += size + 1;
    }
}

/* Gains are 0 or 1, so the ideal list begins with as many right candidates as are expected. The discount is 1
 * / log2(rank + 1), with ranks from 1. The ideal is never 0, because at least one id is expected; for
 * questions to be refused the gain is not used. */
void eval_rank(struct eval_case *one, const struct faqbot_candidate *candidates, size_t count)
{
    double gain = 0;
    double ideal = 0;
    size_t wanted = 1;
    for (const char *at = one->expected; *at != '\0'; at++) {
        wanted += *at == ',';
    }
    one->rank = 0;
    for (unsigned i = 0; i < EVAL_TOP; i++) {
        double discount = 1 / log2((double)i + 2);
        ideal += i < wanted ? discount : 0;
        if (i < count && eval_is_expected(one->expected, candidates[i].id)) {
            gain += discount;
            one->rank = one->rank == 0 ? i + 1 : one->rank;
        }
    }
    one->gain = gain / ideal;
}

/* Either the question should be answered, and one of the expected entries answered it; or it should be
 * refused, and was. */
bool eval_is_right(const struct eval_case *one)
{
    bool is_refused = is_hopeless(one->said);
    return is_hopeless(one->expected) ? is_refused
                                      : !is_refused && eval_is_expected(one->expected, view_of(one->said));
}

/* For qsort(). Any order will do that puts equal classes side by side. */
static int compare(const void *left, const void *right)
{
    return view_compare(*(const struct faqbot_view *)left, *(const struct faqbot_view *)right);
}

/* The length of the run of equal classes that begins at `at`, which in a sorted list is the count of that
 * class. */
static size_t run_of(const struct faqbot_view *classes, size_t count, size_t at)
{
    size_t end = at + 1;
    while (end < count && compare(&classes[at], &classes[end]) == 0) {
        end++;
    }
    return end - at;
}

/* The sum of the products of the counts that each class has in two sorted lists; for a list with itself, the
 * sum of squares. Sorting turns counting an unknown number of classes into a walk with two indexes. */
static double sum_of_products(const struct faqbot_view *left, const struct faqbot_view *right, size_t count)
{
    double sum = 0;
    size_t i = 0;
    size_t j = 0;
    while (i < count && j < count) {
        size_t left_run = run_of(left, count, i);
        size_t right_run = run_of(right, count, j);
        int order = compare(&left[i], &right[j]);
        sum += order == 0 ? (double)left_run * (double)right_run : 0;
        i += order <= 0 ? left_run : 0;
        j += order >= 0 ? right_run : 0;
    }
    return sum;
}

/* If only one class was ever given, or only one is ever true, the spread is 0 and the correlation is 0 by
 * convention. */
static enum faqbot_status correlate(const struct eval_case *cases, size_t count, double right, double *mcc)
{
    struct faqbot_view *truth = calloc(2 * count + 1, sizeof *truth);
    if (truth == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    struct faqbot_view *said = truth + count;
    for (size_t i = 0; i < count; i++) {
        /* Where several ids are expected, the one that was said counts as the true one, else the first. */
        said[i] = view_of(cases[i].said);
        truth[i] = eval_is_right(&cases[i])
                       ? said[i]
                       : (struct faqbot_view){cases[i].expected, strcspn(cases[i].expected, ",")};
    }
    qsort(truth, count, sizeof *truth, compare);
    qsort(said, count, sizeof *said, compare);
    double all = (double)count * (double)count;
    double spread =
        sqrt(all - sum_of_products(said, said, count)) * sqrt(all - sum_of_products(truth, truth, count));
    double agreement = right * (double)count - sum_of_products(truth, said, count);
    *mcc = spread > 0 ? agreement / spread : 0;
    free(truth);
    return FAQBOT_OK;
}

/* Adds to the sums that eval_compute() divides, each in the place of its metric. The ranking is measured on
 * all answerable questions, whether or not the answer was given. */
static void add_case(const struct eval_case *one, struct eval_metrics *metrics)
{
    bool is_right = eval_is_right(one);
    metrics->outcomes[one->outcome]++;
    metrics->outcomes_right[one->outcome] += is_right;
    metrics->given += !is_hopeless(one->said);
    metrics->value[METRIC_WRONG_OF_GIVEN] += !is_hopeless(one->said) && !is_right;
    if (is_hopeless(one->expected)) {
        metrics->hopeless++;
        metrics->value[METRIC_REFUSED] += is_right;
    } else {
        metrics->answerable++;
        metrics->value[METRIC_ANSWERED_RIGHT] += is_right;
        metrics->value[METRIC_SUCCESS1] += one->rank == 1;
        metrics->value[METRIC_MRR10] += one->rank > 0 ? 1.0 / one->rank : 0;
        metrics->value[METRIC_NDCG10] += one->gain;
    }
}

/* Divides each sum by the number of questions that could have counted towards it. The correlation is not such
 * a share and is computed last. */
enum faqbot_status eval_compute(const struct eval_case *cases, size_t count, struct eval_metrics *metrics)
{
    *metrics = (struct eval_metrics){.cases = count};
    for (size_t i = 0; i < count; i++) {
        add_case(&cases[i], metrics);
    }
    const size_t of[METRIC_COUNT] = {
        [METRIC_SUCCESS1] = metrics->answerable,       [METRIC_MRR10] = metrics->answerable,
        [METRIC_NDCG10] = metrics->answerable,         [METRIC_MCC] = count,
        [METRIC_ANSWERED_RIGHT] = metrics->answerable, [METRIC_REFUSED] = metrics->hopeless,
        [METRIC_WRONG_OF_GIVEN] = metrics->given,
    };
    double right = metrics->value[METRIC_ANSWERED_RIGHT] + metrics->value[METRIC_REFUSED];
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        metrics->is_known[i] = of[i] > 0;
        metrics->value[i] = of[i] > 0 ? metrics->value[i] / (double)of[i] : 0;
    }
    return correlate(cases, count, right, &metrics->value[METRIC_MCC]);
}
