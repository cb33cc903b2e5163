/* transfer/jsonl.h - our own JSON Lines, as `faqbot export jsonl` writes them. */
#ifndef TRANSFER_JSONL_H
#define TRANSFER_JSONL_H

#include "transfer/formats.h"

/* Each line that our own reader takes is written again as it is, byte for byte; the others are left out
 * with what the reader says of them. Of two lines with one id, the second is left out. */
import_formats_read import_jsonl;

#endif
