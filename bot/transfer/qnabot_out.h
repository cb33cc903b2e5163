/* transfer/qnabot_out.h - a knowledge as QnABot on AWS imports it. */
#ifndef TRANSFER_QNABOT_OUT_H
#define TRANSFER_QNABOT_OUT_H

#include "transfer/exporter.h"

/* One object with a list "qna": each entry's id as qid, all phrasings as q, the answer as plain text and as
 * Markdown. Both end with the disclaimer. */
void qnabot_out_begin(struct exporter *exporter);
void qnabot_out_settings(struct exporter *exporter, const struct settings *settings);
void qnabot_out_synonyms(struct exporter *exporter, const struct synonym *list, size_t count);
void qnabot_out_entry(struct exporter *exporter, const struct entry *entry);
void qnabot_out_end(struct exporter *exporter);

#endif
