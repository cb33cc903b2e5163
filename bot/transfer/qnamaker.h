/* transfer/qnamaker.h - QnA Maker, and Azure's custom question answering after it. */
#ifndef TRANSFER_QNAMAKER_H
#define TRANSFER_QNAMAKER_H

#include "transfer/formats.h"

/* TSV, with the columns Question, Answer, Source, Metadata, SuggestedQuestions, IsContextOnly, Prompts, QnaId
 * and SourceDisplayName or the first four of them, of which each row has a question; or JSON, as the portals
 * and the services' own interfaces give it (qnaDocuments, qnaList, assets.qnas). Pairs of one number are one
 * entry; without numbers those of one answer are. Answers are Markdown, with HTML in it or not. Metadata
 * become tags ("name:value"), follow-up prompts related entries, an address as source the url. */
import_formats_read import_qnamaker;

#endif
