/* page/page_internal.h - what the files of page/ share. */
#ifndef PAGE_PAGE_INTERNAL_H
#define PAGE_PAGE_INTERNAL_H

#include <faqbot.h>
#include <faqbot_chat.h>

#include "util/util.h"

/* ==== privacy.c ======================================================================================== */

/* Writes what is kept of what visitors ask, and for how long: a heading, the owner's own words, and the facts. */
void privacy_write(struct html *html, const struct faqbot_about *about,
                   const struct faqbot_chat_privacy *privacy);

#endif
