/* transfer/example.h - what a visitor may say, as Rasa's training data have it. */
#ifndef TRANSFER_EXAMPLE_H
#define TRANSFER_EXAMPLE_H

#include "base/arena.h"

#define RASA_EXAMPLE_MARK_BYTES_MAX 1024 /* of a marked text with its annotation; a longer one is none */

/* Splits off the next example of a block of them, a line each that begins with "-"; what follows one without
 * a "-" is a part of it. False at the end. */
bool rasa_example_next(struct faqbot_view *rest, struct faqbot_view *example);

/* The example without its annotations, in the arena: of "[TEXT](ENTITY)" and "[TEXT]{"entity": ...}" the text
 * alone. False: no memory. */
bool rasa_example_strip(struct arena *arena, struct faqbot_view example, struct faqbot_view *text);

#endif
