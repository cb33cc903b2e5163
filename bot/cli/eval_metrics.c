/* cli/eval_metrics.c - how good answers were, in figures. Pure: what was asked and said comes in, numbers go out; no
 * bot, no file, no output, so that the unit tests can hold it against figures worked out by hand.
 *
 * Two things are measured apart, because they are tuned apart. The ranking, whatever the bot decided: success at 1,
 * the mean reciprocal rank (Voorhees, TREC-8, 1999), and the normalised discounted cumulative gain (Järvelin and
 * Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002), of the first ten candidates. And the
 * decision to answer or to refuse: the share of answers that are right, the share of refusals, and the multi-class
 * Matthews correlation over both, which a bot cannot raise by answering everything, nor by refusing it.
 *
 * The correlation is Gorodkin's R_K, "Comparing two K-category assignments by a K-category correlation coefficient"
 * (2004), in the form that needs only the counts of each class: (c*n - sum t_k*s_k) over the root of (n^2 - sum
 * s_k^2)(n^2 - sum t_k^2), where c is how many are right, t_k how often class k was true and s_k said. A class is an
 * entry, and refusal is one more. */
#include "cli/cli_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* As --min and JSON have them, in the order of the enum. */
const char *const eval_metric_names[METRIC_COUNT] = {
    "success1", "mrr10", "ndcg10", "mcc", "answered_right", "refused", "wrong_of_given",
};

/* Of what was expected: that the question be refused. Of what was said: that it was. */
static bool is_hopeless(const char *expected)
{
    return strcmp(expected, "-") == 0;
}

/* An id is expected whole: "a" is not one of "ab,c". */
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

/* Gains are 0 or 1, so the ideal list has as many right candidates at its front as are expected. The discount is 1 /
 * log2(rank + 1) with ranks from 1. The ideal is never 0, for at least one id is expected; of a question to be
 * refused nobody asks the gain. */
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

/* Whether it ought to have been answered, and was answered with one of the expected entries; or neither. */
bool eval_is_right(const struct eval_case *one)
{
    bool is_refused = is_hopeless(one->said);
    return is_hopeless(one->expected) ? is_refused
                                      : !is_refused && eval_is_expected(one->expected, view_of(one->said));
}

/* For qsort(): the order is of no meaning, only that equal classes come together. */
static int compare(const void *left, const void *right)
{
    return view_compare(*(const struct faqbot_view *)left, *(const struct faqbot_view *)right);
}

/* The length of the run of equal classes that begins at `at`: in a sorted list that is the count of a class. */
static size_t run_of(const struct faqbot_view *classes, size_t count, size_t at)
{
    size_t end = at + 1;
    while (end < count && compare(&classes[at], &classes[end]) == 0) {
        end++;
    }
    return end - at;
}

/* The sum of products of the counts that a class has in both sorted lists; of a list with itself, the sum of squares.
 * Sorting makes counting classes, whose number nobody knows, a matter of two indexes. */
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

/* Where only one class was ever said, or is ever true, the spread is 0 and so is the correlation, by convention. */
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

/* Adds to the sums that eval_compute() divides, each in its metric's place. The ranking is measured on questions that
 * have an answer, whether or not it was given. */
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

/* Each sum is divided by the number of questions that it could have counted; the correlation is put in afterwards,
 * for it is no sum. */
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
