/* remote/remote.h - what several machines share, for the front ends: PostgreSQL (libpq) and OpenSearch (libcurl).
 *
 * Both can be left out of a program (make WITH_PG=0, WITH_OPENSEARCH=0). The same functions then return FAQBOT_INVALID
 * with a sentence that says so. Nothing here is called where neither is named. */
#ifndef REMOTE_REMOTE_H
#define REMOTE_REMOTE_H

#include <faqbot.h>
#include <faqbot_tools.h>

/* Whether a text that could name a file names a database instead: it begins with postgres:// or postgresql://. */
bool remote_is_postgres(const char *text);

/* Whether an address of a database is well formed, without connecting to it. FAQBOT_INVALID, with `fault` filled. */
enum faqbot_status remote_check_postgres(const char *url, struct faqbot_fault *fault);

#endif
