/* knowledge/link.h - where a link of an answer may lead. */
#ifndef KNOWLEDGE_LINK_H
#define KNOWLEDGE_LINK_H

#include "knowledge/answer.h"

/* The address of a link, copied into the source's arena; empty, with a fault reported, where the link is dropped: it
 * leads beside the file, or elsewhere than rich_is_safe_address() allows. False: no memory. */
bool kb_link_check(const struct answer_source *source, unsigned line, struct faqbot_view url,
                   struct faqbot_view *address);

#endif
