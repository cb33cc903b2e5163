/* store/lock.h - who has an index open, so that it is changed in place only where nobody has: a lock (flock(2)) on the
 * file, shared by its readers. Known to store/ alone. */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include <stdbool.h>

/* Of a reader: waits while the file is being changed. -1: there is none, where there is no such file, or no locks are;
 * then nobody has the other lock either. Released by lock_release(), after the file is closed in every other way, since
 * closing it ends SQLite's own locks of the process. */
int lock_share(const char *path);

/* Of whoever changes the file. -1: somebody has it open, or there are no locks. */
int lock_alone(const char *path);

void lock_release(int lock); /* -1 is allowed */

#endif
