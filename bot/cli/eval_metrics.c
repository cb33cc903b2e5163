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

/* Two commas in a row, and one at the end, have an empty part between or behind them: a slip that an author
 * should hear of. */
bool eval_next_part(const char **rest, struct faqbot_view *part)
{
    if (*rest == NULL) {
        return false;
    }
    *part = (struct faqbot_view){*rest, strcspn(*rest, ",")};
    *rest = (*rest)[part->size] == ',' ? *rest + part->size + 1 : NULL;
    return true;
}

/* Ids are compared as a whole: "a" is not one of "ab,c". */
bool eval_is_expected(const char *expected, struct faqbot_view id)
{
    struct faqbot_view one;
    while (eval_next_part(&expected, &one)) {
        if (one.size > 0 && view_equals(id, one)) {
            return true;
        }
    }
    return false;
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

/* How often a class was the true one, and how often it was given. */
struct class_count {
    double truth;
    double said;
};

/* If only one class was ever given, or only one is ever true, the spread is 0 and the correlation is 0 by
 * convention. The sums are of whole numbers, which doubles hold exactly up to ninety million questions. */
static enum faqbot_status correlate(const struct eval_case *cases, size_t count, double right, double *mcc)
{
    struct string_table classes; /* numbered, so that they can be counted in an array */
    struct class_count *counts = calloc(2 * count + 1, sizeof *counts);
    bool no_memory = counts == NULL;
    double products = 0;
    double truths = (double)count * (double)count;
    double saids = truths;
    string_table_init(&classes, SIZE_MAX);
    for (size_t i = 0; i < count && !no_memory; i++) {
        /* Where several ids are expected, the one that was said counts as the true one, else the first. */
        const struct faqbot_view said = view_of(cases[i].said);
        const struct faqbot_view first = {cases[i].expected, strcspn(cases[i].expected, ",")};
        uint32_t said_number = string_table_add(&classes, said);
        uint32_t true_number = string_table_add(&classes, eval_is_right(&cases[i]) ? said : first);
        no_memory = said_number == STRING_TABLE_NONE || true_number == STRING_TABLE_NONE;
        if (!no_memory) {
            counts[said_number].said++;
            counts[true_number].truth++;
        }
    }
    for (uint32_t i = 0; i < classes.count && !no_memory; i++) {
        products += counts[i].truth * counts[i].said;
        truths -= counts[i].truth * counts[i].truth;
        saids -= counts[i].said * counts[i].said;
    }
    double spread = sqrt(saids) * sqrt(truths);
    *mcc = spread > 0 ? (right * (double)count - products) / spread : 0;
    string_table_release(&classes);
    free(counts);
    return no_memory ? FAQBOT_NO_MEMORY : FAQBOT_OK;
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
