/* retrieval/confidence.c - a probability from the evidence for the best entry. */
#include "retrieval/confidence.h"

#include <math.h>

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

struct confidence confidence_of(const struct features *features, const struct ranking *ranking)
{
    struct confidence made = {0};
    if (ranking->count == 0) {
        return made;
    }
    uint32_t best = ranking->list[0].entry;
    double contents = (double)features->contents[best];
    made.saturation = (double)features->saturation[best];
    made.contents = contents / (1 + contents);
    made.likeness = (double)features->likeness[best];
    made.window = (double)features->values[FEATURE_WINDOW][best];
    made.characters = (double)features->values[FEATURE_CHARACTERS][best];
    made.margin = ranking->count < 2 || ranking->scale <= 0
                      ? 1
                      : (ranking->list[0].score - ranking->list[1].score) / ranking->scale;
    double about = 2.49 * made.saturation + 1.21 * made.contents;
    made.scope =
        logistic(features->is_faq[best] ? about + .71 + 8.90 * (made.likeness - .45)
                                        : about - 6.71 + 5.43 * made.window + 11.42 * made.characters);
    made.pick = logistic(-1.20 + 4.22 * made.margin + 3.19 * made.saturation);
    made.value = made.scope * made.pick;
    return made;
}
