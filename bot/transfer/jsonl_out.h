/* transfer/jsonl_out.h - a knowledge base as our own JSON Lines: what they are read to is the same, its version too. */
#ifndef TRANSFER_JSONL_OUT_H
#define TRANSFER_JSONL_OUT_H

#include "transfer/exporter.h"

/* Each line is read back as it is written, so that a form of answer that Markdown cannot say is told of. */
extern const struct exporter_format export_jsonl_format;

#endif
