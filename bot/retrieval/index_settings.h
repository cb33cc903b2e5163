/* retrieval/index_settings.h - what bot.yml says once for the knowledge base, as an index has it: settings of
 * the store. */
#ifndef RETRIEVAL_INDEX_SETTINGS_H
#define RETRIEVAL_INDEX_SETTINGS_H

#include "knowledge/knowledge.h"
#include "retrieval/fingerprint.h"

/* Adds all of it to the fingerprint, and to the store, unless that is NULL: it has them already. The language is written
 * elsewhere, with those of the entries. NO_MEMORY, or as the store fails. */
enum faqbot_status index_settings_add(const struct settings *settings, struct fingerprint *fingerprint,
                                      struct store *store);

#endif
