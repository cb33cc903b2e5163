/* transfer/qnabot_out.h - a knowledge base as QnABot on AWS imports it. */
#ifndef TRANSFER_QNABOT_OUT_H
#define TRANSFER_QNABOT_OUT_H

#include "transfer/exporter.h"

/* One object with a list "qna": each entry's id as qid, all phrasings as q, the answer as plain text and as
 * Markdown. Both end with the disclaimer. */
extern const struct exporter_format export_qnabot_format;

#endif
