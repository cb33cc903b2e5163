/* journal/mask.h - making a text tell less of who wrote it. */
#ifndef JOURNAL_MASK_H
#define JOURNAL_MASK_H

#include <stddef.h>

#include <faqbot/view.h>

#define MASK_DIGITS_MIN 7 /* of a number that may be a telephone's, a card's or an account's */

/* How many bytes a masked text of `size` bytes may take. */
size_t mask_room(size_t size);

/* Copies `text` (any bytes) to `out`, which has mask_room() of it: an e-mail address becomes [email], MASK_DIGITS_MIN
 * digits and more, of whatever script, with nothing between them but spaces and what telephone numbers are written
 * with, become [number]. Gives the size. */
size_t mask_text(struct faqbot_view text, char *out);

#endif
