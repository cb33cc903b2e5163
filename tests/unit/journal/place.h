/* tests/unit/journal/place.h - a folder of its own for a journal, gone when the test is over. */
#ifndef UNIT_JOURNAL_PLACE_H
#define UNIT_JOURNAL_PLACE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct place {
    char folder[64];
    char path[96]; /* of the journal, which is not there yet */
};

/* What SQLite calls the journal and the files beside it. */
static const char *const place_ends[] = {"", "-wal", "-shm"};
#define PLACE_ENDS (sizeof place_ends / sizeof *place_ends)

static inline int place_set_up(void **state, const char *name)
{
    struct place *place = calloc(1, sizeof *place);
    assert_non_null(place);
    snprintf(place->folder, sizeof place->folder, "/tmp/faqbot-journal-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->path, sizeof place->path, "%s/%s", place->folder, name);
    *state = place;
    return 0;
}

/* Fails where a test has left other files in the folder. */
static inline int place_tear_down(void **state)
{
    struct place *place = *state;
    for (size_t i = 0; i < PLACE_ENDS; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", place->path, place_ends[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(place->folder), 0);
    free(place);
    return 0;
}

#endif
