/* retrieval/index_settings.c - bot.yml in an index. Reading it is knowledge/'s. */
#include "retrieval/index_settings.h"

#include <math.h>
#include <stdio.h>

#include "base/buffer.h"
#include "retrieval/index.h"

static enum faqbot_status add_setting(const char *name, struct faqbot_view value,
                                      struct fingerprint *fingerprint, struct store *store)
{
    fingerprint_add(fingerprint, value);
    return store == NULL || view_is_empty(value) ? FAQBOT_OK : store_add_setting(store, name, value);
}

static enum faqbot_status add_threshold(const char *name, double threshold, struct fingerprint *fingerprint,
                                        struct store *store)
{
    char text[32];
    snprintf(text, sizeof text, "%ld", lround(threshold * INDEX_THRESHOLD_SCALE));
    return add_setting(name, threshold < 0 ? view_of("") : view_of(text), fingerprint, store);
}

static enum faqbot_status add_starters(const struct settings *settings, struct fingerprint *fingerprint,
                                       struct store *store)
{
    struct buffer starters;
    buffer_init(&starters, SIZE_MAX);
    for (size_t i = 0; i < settings->starter_count; i++) {
        buffer_add(&starters, settings->starters[i]);
        buffer_add_byte(&starters, '\n');
    }
    enum faqbot_status status = starters.failed
                                    ? FAQBOT_NO_MEMORY
                                    : add_setting(INDEX_STARTERS, buffer_view(&starters), fingerprint, store);
    buffer_release(&starters);
    return status;
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
    enum faqbot_status status = FAQBOT_OK;
    fingerprint_add(fingerprint, settings->lang);
    for (size_t i = 0; i < sizeof all / sizeof *all && status == FAQBOT_OK; i++) {
        status = add_setting(all[i].name, all[i].value, fingerprint, store);
    }
    if (status == FAQBOT_OK) {
        status = add_starters(settings, fingerprint, store);
    }
    if (status == FAQBOT_OK) {
        status = add_threshold(INDEX_ANSWERED_THRESHOLD, settings->answered_threshold, fingerprint, store);
    }
    return status == FAQBOT_OK
               ? add_threshold(INDEX_UNSURE_THRESHOLD, settings->unsure_threshold, fingerprint, store)
               : status;
}
