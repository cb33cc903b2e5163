/* cli/grow.h - arrays that grow by one element at a time. */
#ifndef CLI_GROW_H
#define CLI_GROW_H

#include <stdbool.h>
#include <stddef.h>

/* Makes room for one more behind the `count` elements of `size` bytes in *array (NULL: none yet), which is the caller's
 * to free. It must be called before each. False: no memory, and the array is as it was. */
bool grow_array(void **array, size_t count, size_t size);

#endif
