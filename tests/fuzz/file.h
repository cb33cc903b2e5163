/* fuzz/file.h - the input as a file in a folder of the target's own, for functions that take a path. The folder lives
 * as long as the program. */
#ifndef FUZZ_FILE_H
#define FUZZ_FILE_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_PATH_BYTES 96
#define FILES_MAX 4 /* names that one target uses */

static char file_folder[] = "/tmp/faqbot-fuzz-XXXXXX";
static char file_paths[FILES_MAX][FILE_PATH_BYTES]; /* the first are in use */

static inline void file_clean(void)
{
    for (size_t i = 0; i < FILES_MAX && file_paths[i][0] != '\0'; i++) {
        (void)unlink(file_paths[i]);
    }
    (void)rmdir(file_folder);
}

/* Writes the bytes to the folder's file `name`, in place of what it held. Gives its path, which stays. */
static inline const char *file_write(const char *name, const void *bytes, size_t size)
{
    char path[FILE_PATH_BYTES];
    size_t i = 0;
    if (file_paths[0][0] == '\0') {
        assert(mkdtemp(file_folder) != NULL);
        (void)atexit(file_clean);
    }
    (void)snprintf(path, sizeof path, "%s/%s", file_folder, name);
    while (i < FILES_MAX && file_paths[i][0] != '\0' && strcmp(file_paths[i], path) != 0) {
        i++;
    }
    assert(i < FILES_MAX);
    memcpy(file_paths[i], path, sizeof path);
    FILE *file = fopen(path, "wb");
    assert(file != NULL && (size == 0 || fwrite(bytes, 1, size, file) == size));
    assert(fclose(file) == 0);
    return file_paths[i];
}

#endif
