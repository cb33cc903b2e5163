/* cli/eval_metrics.c - how good answers were, in figures. Pure: what was asked and said comes in, numbers go out.
 *
 * The ranking is measured by success at 1, the mean reciprocal rank and the normalised discounted cumulative gain
 * (Jaervelin and Kekaelaeinen, "Cumulated gain-based evaluation of IR techniques", 2002) of the first ten; the decision to
 * answer or to refuse by the multi-class Matthews correlation, which a bot cannot raise by answering everything. It is
 * Gorodkin's R_K, "Comparing two K-category assignments by a K-category correlation coefficient" (2004), in the form that
 * needs only the counts of each class: (c*n - sum t_k*s_k) over the root of (n^2 - sum s_k^2)(n^2 - sum t_k^2), where c is
 * how many are right, t_k how often class k was true and s_k said. */
#include "cli/cli_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const eval_metric_names[METRIC_COUNT] = {
    "success1", "mrr10", "ndcg10", "mcc", "answered_right", "refused", "wrong_of_given",
};

static bool is_hopeless(const char *expected)
{
    return strcmp(expected, "-") == 0;
}

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

static size_t count_expected(const char *expected)
{
    size_t count = 1;
    for (; *expected != '\0'; expected++) {
        count += *expected == ',';
    }
    return count;
}

void eval_rank(struct eval_case *one, const struct faqbot_candidate *candidates, size_t count)
{
    double gain = 0;
    double ideal = 0;
    size_t wanted = count_expected(one->expected);
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

static bool is_said(const struct eval_case *one)
{
    return !is_hopeless(one->said);
}

bool eval_is_right(const struct eval_case *one)
{
    if (is_hopeless(one->expected) || !is_said(one)) {
        return is_hopeless(one->expected) && !is_said(one);
    }
    return eval_is_expected(one->expected, view_of(one->said));
}

/* A class as bytes: where several ids are expected, the one that was said counts as the true one, else the
 * first. */
static struct faqbot_view true_class(const struct eval_case *one)
{
    if (eval_is_right(one)) {
        return view_of(one->said);
    }
    return (struct faqbot_view){one->expected, strcspn(one->expected, ",")};
}

static int compare(const void *left, const void *right)
{
    return view_compare(*(const struct faqbot_view *)left, *(const struct faqbot_view *)right);
}

/* The length of the run of equal classes that begins at `at`. */
static size_t run_of(const struct faqbot_view *classes, size_t count, size_t at)
{
    size_t end = at + 1;
    while (end < count && compare(&classes[at], &classes[end]) == 0) {
        end++;
    }
    return end - at;
}

static double sum_of_squares(const struct faqbot_view *classes, size_t count)
{
    double sum = 0;
    for (size_t at = 0; at < count;) {
        size_t run = run_of(classes, count, at);
        sum += (double)run * (double)run;
        at += run;
    }
    return sum;
}

/* The sum of products of the counts that a class has in both sorted lists. */
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

static enum faqbot_status correlate(const struct eval_case *cases, size_t count, size_t right, double *mcc)
{
    struct faqbot_view *truth = calloc(2 * count + 1, sizeof *truth);
    if (truth == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    struct faqbot_view *said = truth + count;
    for (size_t i = 0; i < count; i++) {
        truth[i] = true_class(&cases[i]);
        said[i] = view_of(cases[i].said);
    }
    qsort(truth, count, sizeof *truth, compare);
    qsort(said, count, sizeof *said, compare);
    double all = (double)count * (double)count;
    double spread = sqrt(all - sum_of_squares(said, count)) * sqrt(all - sum_of_squares(truth, count));
    double agreement = (double)right * (double)count - sum_of_products(truth, said, count);
    *mcc = spread > 0 ? agreement / spread : 0;
    free(truth);
    return FAQBOT_OK;
}

static void set_share(struct eval_metrics *metrics, enum metric kind, double sum, size_t of)
{
    metrics->is_known[kind] = of > 0;
    metrics->value[kind] = of > 0 ? sum / (double)of : 0;
}

/* Sums over the cases that eval_compute() divides. */
struct sums {
    size_t right;
    size_t first;
    size_t answered_right;
    size_t refused;
    double reciprocal;
    double gain;
};

static void add_case(const struct eval_case *one, struct eval_metrics *metrics, struct sums *sums)
{
    bool right = eval_is_right(one);
    bool hopeless = is_hopeless(one->expected);
    metrics->given += is_said(one);
    metrics->hopeless += hopeless;
    metrics->answerable += !hopeless;
    metrics->outcomes[one->outcome]++;
    metrics->outcomes_right[one->outcome] += right;
    sums->right += right;
    sums->refused += right && hopeless;
    if (!hopeless) {
        sums->answered_right += right;
        sums->first += one->rank == 1;
        sums->reciprocal += one->rank > 0 ? 1.0 / one->rank : 0;
        sums->gain += one->gain;
    }
}

enum faqbot_status eval_compute(const struct eval_case *cases, size_t count, struct eval_metrics *metrics)
{
    struct eval_metrics found = {.cases = count};
    struct sums sums = {.right = 0};
    for (size_t i = 0; i < count; i++) {
        add_case(&cases[i], &found, &sums);
    }
    enum faqbot_status status = correlate(cases, count, sums.right, &found.value[METRIC_MCC]);
    if (status != FAQBOT_OK) {
        return status;
    }
    found.is_known[METRIC_MCC] = count > 0;
    set_share(&found, METRIC_SUCCESS1, (double)sums.first, found.answerable);
    set_share(&found, METRIC_MRR10, sums.reciprocal, found.answerable);
    set_share(&found, METRIC_NDCG10, sums.gain, found.answerable);
    set_share(&found, METRIC_ANSWERED_RIGHT, (double)sums.answered_right, found.answerable);
    set_share(&found, METRIC_REFUSED, (double)sums.refused, found.hopeless);
    set_share(&found, METRIC_WRONG_OF_GIVEN, (double)(found.given - sums.answered_right), found.given);
    *metrics = found;
    return FAQBOT_OK;
}
