/* fuzz/scratch.h - a folder of a target's own, for what can only be read from files. */
#ifndef FUZZ_SCRATCH_H
#define FUZZ_SCRATCH_H

#include <assert.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static char scratch_folder[] = "/tmp/faqbot-fuzz-XXXXXX";
static char scratch_names[16][sizeof scratch_folder + 32];
static size_t scratch_count;

static inline void scratch_remove(void)
{
    for (size_t i = 0; i < scratch_count; i++) {
        (void)unlink(scratch_names[i]);
    }
    (void)rmdir(scratch_folder);
}

/* The path of a file there, which lives as long as the program; NULL as name: of the folder, which is made. */
static inline const char *scratch_path(const char *name)
{
    static bool is_made; /* the name made may end in X too */
    if (!is_made) {
        assert(mkdtemp(scratch_folder) != NULL && atexit(scratch_remove) == 0);
        is_made = true;
    }
    if (name == NULL) {
        return scratch_folder;
    }
    assert(scratch_count < sizeof scratch_names / sizeof scratch_names[0]);
    char *path = scratch_names[scratch_count++];
    (void)snprintf(path, sizeof scratch_names[0], "%s/%s", scratch_folder, name);
    return path;
}

static inline void scratch_write(const char *path, struct faqbot_view bytes)
{
    FILE *file = fopen(path, "wb");
    assert(file != NULL && fwrite(bytes.bytes, 1, bytes.size, file) == bytes.size);
    assert(fclose(file) == 0);
}

#endif
