/* fuzz/eval_baseline.c - any bytes as the baseline of `faqbot eval`: what is read has all of itself in common. */
#include <assert.h>

#include "cli/cli_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct eval_set set = {.cases = NULL};
    struct eval_comparison comparison;
    arena_init(&set.texts, SIZE_MAX);
    buffer_init(&set.rows, SIZE_MAX);
    if (eval_baseline_parse(view_make((const char *)bytes, size), &set) == NULL) {
        assert(set.count > 0 && eval_compare(&set, &set, &comparison) == FAQBOT_OK);
        assert(comparison.gone == 0 && comparison.count == set.count);
        for (size_t i = 0; i < set.count; i++) {
            assert(set.cases[i].question[0] != '\0' && set.cases[i].rank <= EVAL_TOP);
        }
        eval_comparison_release(&comparison);
    }
    arena_release(&set.texts);
    buffer_release(&set.rows);
    return 0;
}
