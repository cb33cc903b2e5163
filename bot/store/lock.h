/* store/lock.h - which processes have an index open: a lock (flock(2)) on the file, shared by its readers, so that an
 * update writes in place only where there are none. Deliberately apart from SQLite's own locks: readers open the file
 * as immutable and take none. Known to store/ alone. */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include <stdbool.h>

/* For a reader: waits while the file is being changed. -1: there is no such file, or the file system has no locks; then
 * no process has the other lock either. Released by file_lock_release(), after the file is closed in every other way,
 * since closing it ends SQLite's own locks of the process. */
int file_lock_shared(const char *path);

/* For the process that changes the file. -1: another one has it open, or there are no locks. */
int file_lock_exclusive(const char *path);

void file_lock_release(int lock); /* -1 is allowed */

#endif
