/* retrieval/index_settings.c - bot.yml as settings of an index. knowledge/ reads it. */
#include "retrieval/index_settings.h"

#include <math.h>
#include <stdio.h>

#include "base/buffer.h"
#include "retrieval/index.h"

/* A setting without a value is not written, but is hashed: to remove a sentence changes the version. */
static void add_setting(const char *name, struct faqbot_view value, struct fingerprint *fingerprint,
                        struct store *store)
{
    fingerprint_add(fingerprint, value);
    if (store != NULL && !view_is_empty(value)) {
        store_add_setting(store, name, value);
    }
}

static void add_threshold(const char *name, double threshold, struct fingerprint *fingerprint,
                          struct store *store)
{
    char text[32];
    snprintf(text, sizeof text, "%ld", lround(threshold * INDEX_THRESHOLD_SCALE));
    add_setting(name, view_of(threshold < 0 ? "" : text), fingerprint, store);
}

enum faqbot_status index_settings_add(const struct settings *settings, struct fingerprint *fingerprint,
                                      struct store *store)
{
    const struct {
        const char *name;
        struct faqbot_view value;
    } all[] = {{INDEX_NAME, settings->name},           {INDEX_GREETING, settings->greeting},
               {INDEX_NO_ANSWER, settings->no_answer}, {INDEX_UNSURE, settings->unsure},
               {INDEX_CONTACT, settings->contact},     {INDEX_DISCLAIMER, settings->disclaimer}};
    struct buffer starters;
    buffer_init(&starters, SIZE_MAX);
    fingerprint_add(fingerprint, settings->lang);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        add_setting(all[i].name, all[i].value, fingerprint, store);
    }
    for (size_t i = 0; i < settings->starter_count; i++) {
        buffer_add(&starters, settings->starters[i]);
        buffer_add_byte(&starters, '\n');
    }
    add_setting(INDEX_STARTERS, buffer_view(&starters), fingerprint, store);
    add_threshold(INDEX_ANSWERED_THRESHOLD, settings->answered_threshold, fingerprint, store);
    add_threshold(INDEX_UNSURE_THRESHOLD, settings->unsure_threshold, fingerprint, store);
    bool failed = starters.failed;
    buffer_release(&starters);
    return failed ? FAQBOT_NO_MEMORY : store == NULL ? FAQBOT_OK : store_status(store);
}
