/* transfer/kendra.h - the FAQ files of Amazon Kendra. */
#ifndef TRANSFER_KENDRA_H
#define TRANSFER_KENDRA_H

#include "transfer/formats.h"

/* JSON, {"FaqDocuments": [{"Question", "Answer", "Attributes"}...]}; CSV with a heading that has _question
 * and _answer in it; or CSV without one: question, answer, address. Of the attributes _source_uri is the
 * address, _language_code the language, _category a tag, _document_title the title and _last_updated_at
 * the day; others, and who may see an answer (AccessControlList), have no place here. Answers are plain
 * text or HTML. */
import_formats_read import_kendra;

#endif
