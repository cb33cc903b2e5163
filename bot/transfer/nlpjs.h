/* transfer/nlpjs.h - a corpus of nlp.js. */
#ifndef TRANSFER_NLPJS_H
#define TRANSFER_NLPJS_H

#include "transfer/formats.h"

/* {"name", "locale", "data": [{"intent", "utterances", "answers"}...]}, or a list of such. An intent is an
 * entry: its utterances ask, its first answer that has no condition answers, as plain text or HTML. Intents
 * without answers and the intent None are left out; entities, contexts, slots and further answers have no
 * place here. */
import_formats_read import_nlpjs;

#endif
