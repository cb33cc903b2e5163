/* watch.c - noticing changes, through libuv's inotify. One watch is one folder; so the tree is walked, and walked again
 * after each change, for there may be new ones. It does not look into files. */
#include "server/watch.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DEPTH_MAX 16

struct watch_place {
    uv_fs_event_t event; /* first, so that its address is the place's */
    struct watch *watch; /* NULL: not watching any more */
    struct watch_place *next;
    char only[NAME_MAX + 1]; /* the one name that counts; empty: all do */
};

/* Names with a dot in front are no knowledge: editors keep theirs there. */
static void on_event(uv_fs_event_t *event, const char *name, int events, int status)
{
    struct watch_place *place = (struct watch_place *)event;
    bool counts = name == NULL || (place->only[0] != '\0' ? strcmp(name, place->only) == 0 : name[0] != '.');
    (void)events;
    (void)status;
    if (place->watch != NULL && counts) {
        place->watch->changed(place->watch->user);
    }
}

static void on_closed(uv_handle_t *handle)
{
    free(handle);
}

static void add(struct watch *watch, const char *folder, const char *only)
{
    struct watch_place *place = watch->count < WATCH_FOLDERS_MAX ? calloc(1, sizeof *place) : NULL;
    if (place == NULL || uv_fs_event_init(watch->loop, &place->event) != 0) {
        free(place);
        return;
    }
    place->watch = watch;
    snprintf(place->only, sizeof place->only, "%s", only);
    if (uv_fs_event_start(&place->event, on_event, folder, 0) != 0) {
        uv_close((uv_handle_t *)&place->event, on_closed);
        return;
    }
    place->next = watch->places;
    watch->places = place;
    watch->count++;
}

static void add_tree(struct watch *watch, const char *folder, unsigned depth)
{
    const struct dirent *found;
    DIR *names = depth < DEPTH_MAX ? opendir(folder) : NULL;
    if (names == NULL) {
        return;
    }
    add(watch, folder, "");
    while ((found = readdir(names)) != NULL) {
        char path[PATH_MAX];
        struct stat status;
        int size = snprintf(path, sizeof path, "%s/%s", folder, found->d_name);
        if (found->d_name[0] != '.' && size > 0 && (size_t)size < sizeof path && lstat(path, &status) == 0 &&
            S_ISDIR(status.st_mode)) {
            add_tree(watch, path, depth + 1);
        }
    }
    closedir(names);
}

void watch_stop(struct watch *watch)
{
    struct watch_place *next;
    for (struct watch_place *place = watch->places; place != NULL; place = next) {
        next = place->next;
        place->watch = NULL;
        uv_close((uv_handle_t *)&place->event, on_closed);
    }
    watch->places = NULL;
    watch->count = 0;
}

/* A file is often replaced by another of its name, and a folder sometimes: that is seen in the folder above. */
static void add_name(struct watch *watch)
{
    char folder[PATH_MAX];
    size_t size = strlen(watch->path);
    while (size > 1 && watch->path[size - 1] == '/') {
        size--;
    }
    int written = snprintf(folder, sizeof folder, "%.*s", (int)size, watch->path);
    if (written <= 0 || (size_t)written >= sizeof folder) {
        return;
    }
    char *slash = strrchr(folder, '/');
    if (slash == NULL) {
        add(watch, ".", folder);
    } else if (slash[1] != '\0') {
        *slash = '\0';
        add(watch, slash == folder ? "/" : folder, slash + 1);
    }
}

void watch_look(struct watch *watch)
{
    watch_stop(watch);
    add_name(watch);
    add_tree(watch, watch->path, 0);
}
