/* transfer/qnabot.h - what QnABot on AWS exports: JSON or JSON Lines. */
#ifndef TRANSFER_QNABOT_H
#define TRANSFER_QNABOT_H

#include "transfer/formats.h"

/* {"qna": [ITEM...]}, [ITEM...], or an ITEM a line. The questions of an item are `q`, a text or a list of
 * texts or of {"q"}, or `questions`, the same, or `question1`, `question2` ... of its spreadsheets. The
 * answer is alt.markdown or, as plain text or HTML, `a`; `t` and `tags` are tags; `next` and buttons that
 * lead to an item are related. An item of the type "text" is a passage; those of other types, and records
 * of use, are left out. */
import_formats_read import_qnabot;

#endif
