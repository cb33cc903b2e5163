/* transfer/faqpage.h - the questions that a web page says it answers, in the words of schema.org. */
#ifndef TRANSFER_FAQPAGE_H
#define TRANSFER_FAQPAGE_H

#include "transfer/formats.h"

/* A saved page with JSON-LD in it (<script type="application/ld+json">) or, where that has no questions,
 * microdata; or a file of JSON-LD alone. Each Question is an entry wherever it stands: within a FAQPage
 * or QAPage, a list, a @graph. Its name asks, as do its alternateNames; its acceptedAnswer answers, or
 * else the suggestedAnswer with the most votes; answers are HTML. identifier, url, keywords, inLanguage
 * and dateModified are kept, title, address and language of the page too. */
import_formats_read import_faqpage;

#endif
