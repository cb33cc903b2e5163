/* transfer/inline_out.h - what stands within a paragraph, as Markdown. */
#ifndef TRANSFER_INLINE_OUT_H
#define TRANSFER_INLINE_OUT_H

#include "transfer/scribe.h"

/* Writes the inline nodes from scribe->at up to the close of what holds them, and goes behind that close. */
void inline_out_add(struct scribe *scribe);

#endif
