/* knowledge/folder.h - the one directory walker. */
#ifndef KNOWLEDGE_FOLDER_H
#define KNOWLEDGE_FOLDER_H

#include "knowledge/reader.h"

/* Told of one file: its path begins with the folder's; `relative` is the rest, without a leading '/'. Both are valid
 * until it returns. Anything but FAQBOT_OK ends the walk with that status. */
typedef enum faqbot_status folder_visit(void *user, const char *path, const char *relative);

/* Visits the files below `path` in byte order of their relative paths, sub-folders to KB_FOLDER_DEPTH_MAX.
 * Hidden files and folders are passed over. A link to a file is followed; a link to a folder is not, with a warning,
 * so that no ring of links can hold the walk. What cannot be read below `path` is reported and passed over. Fails with
 * FAQBOT_NOT_FOUND or FAQBOT_IO (`path` itself cannot be read; `fault` is filled), FAQBOT_NO_MEMORY, or the visit's. */
enum faqbot_status folder_walk(struct kb_reader *reader, const char *path, folder_visit *visit, void *user,
                               struct faqbot_fault *fault);

#endif
