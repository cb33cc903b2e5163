/* bench/set.c - the questions of a set. */
#include "set.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_BYTES_MAX ((size_t)256 * 1024 * 1024)

static bool read_file(const char *path, struct buffer *bytes)
{
    char block[65536];
    size_t size;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "bench: %s: %s\n", path, strerror(errno));
        return false;
    }
    while ((size = fread(block, 1, sizeof block, file)) > 0) {
        buffer_add(bytes, view_make(block, size));
    }
    bool whole = !ferror(file) && !bytes->failed;
    fclose(file);
    return whole;
}

bool set_read(struct set *set, const char *path)
{
    *set = (struct set){.count = 0};
    buffer_init(&set->bytes, FILE_BYTES_MAX);
    if (!read_file(path, &set->bytes)) {
        return false;
    }
    struct faqbot_view rest = buffer_view(&set->bytes);
    struct faqbot_view line;
    size_t lines = 0;
    while (view_next_line(&rest, &line)) {
        lines++;
    }
    set->questions = calloc(lines + 1, sizeof *set->questions);
    rest = buffer_view(&set->bytes);
    while (set->questions != NULL && view_next_line(&rest, &line)) {
        set->questions[set->count++] = view_slice(line, 0, view_find(line, '\t'));
    }
    return set->count > 0;
}

void set_release(struct set *set)
{
    free(set->questions);
    buffer_release(&set->bytes);
}
