/* transfer/tabs.h - TSV as services write it themselves, and as spreadsheets do. */
#ifndef TRANSFER_TABS_H
#define TRANSFER_TABS_H

#include "base/arena.h"
#include "transfer/table.h"

/* Reads tab-separated lines. Where every line has as many tabs as the first, each is a row: a quotation mark
 * stands for itself then, but for a pair of them right around a cell, within which they are doubled.
 * Otherwise some cell has a line end in it, and the text is csv_table_read()'s. Fails as that does. */
void qnamaker_tsv_read(struct faqbot_view text, const char *path, csv_table_take *take, void *user,
                       struct faqbot_fault *fault);

/* `cell` with "\n" as a line end, "\r" as nothing and "\t" as a blank, in the arena: so services write what a line
 * cannot hold. False: no memory. */
bool qnamaker_tsv_unescape(struct arena *arena, struct faqbot_view cell, struct faqbot_view *text);

#endif
