/* cli/grow.c - arrays that grow by one element at a time. The powers of two are the moments at which the room
 * is doubled, so that nobody need keep it. */
#include "cli/grow.h"

#include <stdint.h>
#include <stdlib.h>

bool grow_array(void **array, size_t count, size_t size)
{
    if (count > 0 && (count & (count - 1)) != 0) {
        return true;
    }
    size_t room = count == 0 ? 1 : 2 * count;
    void *grown = room > SIZE_MAX / size ? NULL : realloc(*array, room * size);
    if (grown == NULL) {
        return false;
    }
    *array = grown;
    return true;
}
