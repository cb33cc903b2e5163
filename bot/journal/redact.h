/* journal/redact.h - making a text tell less of who wrote it. */
#ifndef JOURNAL_REDACT_H
#define JOURNAL_REDACT_H

#include "base/buffer.h"

#define REDACT_DIGITS_MIN 7 /* of a number that may be a telephone's, a card's or an account's */

/* Adds `text` (any bytes) to `out`: an e-mail address becomes [email]; REDACT_DIGITS_MIN digits and more, of whatever
 * script, with nothing between them but spaces and what telephone numbers are written with, become [number]. The result
 * may be longer than the text. Where it does not fit, `out` has failed, and holds a redacted beginning of it. */
void redact_text(struct faqbot_view text, struct buffer *out);

#endif
