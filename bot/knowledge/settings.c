/* knowledge/settings.c - bot.yml. Whether the starters are entries is for those to say who know all entries. */
#include "knowledge/settings.h"

enum key {
    KEY_NAME,
    KEY_GREETING,
    KEY_NO_ANSWER,
    KEY_UNSURE,
    KEY_DISCLAIMER,
    KEY_CONTACT,
    KEY_LANG,
    KEY_STARTERS,
    KEY_THRESHOLD,
    KEY_THRESHOLD_ANSWERED,
    KEY_THRESHOLD_UNSURE,
    KEY_COUNT
};
static const char *const key_names[KEY_COUNT] = {
    "name",     "greeting",  "no_answer",          "unsure",          "disclaimer", "contact", "lang",
    "starters", "threshold", "threshold.answered", "threshold.unsure"};

struct settings settings_default(void)
{
    return (struct settings){.answered_threshold = -1, .unsure_threshold = -1};
}

/* A decimal number from 0 to 1, read here because strtod() follows the locale. */
static bool read_share(struct faqbot_view text, double *share)
{
    double value = 0;
    double scale = 0;
    size_t digits = 0;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.bytes[i];
        if (byte == '.' && scale == 0) {
            scale = 1;
        } else if (byte >= '0' && byte <= '9' && digits < 15) {
            value = 10 * value + (byte - '0');
            scale *= 10;
            digits++;
        } else {
            return false;
        }
    }
    value = scale > 1 ? value / scale : value;
    if (digits == 0 || value > 1) {
        return false;
    }
    *share = value;
    return true;
}

static void take_threshold(struct kb_reader *reader, const struct pair *pair, double *threshold)
{
    if (!read_share(pair->text, threshold)) {
        kb_reader_error(reader, "threshold", pair->place.path, pair->place.line,
                        "%.*s is \"%.*s\"; write a number from 0 to 1, such as 0.6. The default stays",
                        VIEW_ARGS(pair->key), VIEW_ARGS(pair->text));
    }
}

static void take_starters(struct kb_reader *reader, const struct pair *pair, struct settings *settings)
{
    settings->starters_line = pair->place.line;
    for (size_t i = 0; i < pair->value_count; i++) {
        const char *complaint = field_id_complaint(pair->values[i]);
        if (complaint != NULL) {
            kb_reader_error(reader, "id", pair->place.path, pair->place.line,
                            "the starter \"%.*s\" %s; name an entry's id. It is left out",
                            VIEW_ARGS(pair->values[i]), complaint);
        } else if (settings->starter_count == KB_STARTERS_MAX) {
            kb_reader_warning(reader, "many-starters", pair->place.path, pair->place.line,
                              "there are more than %d starters; the first %d are kept. Take the others out",
                              KB_STARTERS_MAX, KB_STARTERS_MAX);
            return;
        } else {
            settings->starters[settings->starter_count++] = pair->values[i];
        }
    }
}

static void take_pair(struct kb_reader *reader, const struct pair *pair, struct settings *to)
{
    enum key key = (enum key)field_find_key(key_names, KEY_COUNT, pair->key);
    if (pair->is_list && key != KEY_STARTERS && key != KEY_COUNT) {
        kb_reader_error(reader, "setting-value", pair->place.path, pair->place.line,
                        "%s must be one text, not a list. The default stays", key_names[key]);
        return;
    }
    struct faqbot_view *const texts[] = {
        [KEY_NAME] = &to->name,     [KEY_GREETING] = &to->greeting,     [KEY_NO_ANSWER] = &to->no_answer,
        [KEY_UNSURE] = &to->unsure, [KEY_DISCLAIMER] = &to->disclaimer, [KEY_CONTACT] = &to->contact};
    if (key == KEY_COUNT) {
        field_unknown_key(reader, pair->place, pair->key, key_names, KEY_COUNT);
    } else if (key == KEY_LANG) {
        to->lang = field_lang(reader, pair->place, pair->text);
    } else if (key == KEY_STARTERS) {
        take_starters(reader, pair, to);
    } else if (key == KEY_THRESHOLD_UNSURE) {
        take_threshold(reader, pair, &to->unsure_threshold);
    } else if (key == KEY_THRESHOLD || key == KEY_THRESHOLD_ANSWERED) {
        take_threshold(reader, pair, &to->answered_threshold);
    } else {
        *texts[key] = pair->text;
    }
}

struct settings settings_take(struct kb_reader *reader, const char *path, const struct yaml_map *pairs)
{
    struct settings found = settings_default();
    found.path = path;
    for (size_t i = 0; i < pairs->count; i++) {
        take_pair(reader, &pairs->pairs[i], &found);
    }
    if (found.answered_threshold >= 0 && found.unsure_threshold > found.answered_threshold) {
        kb_reader_error(reader, "threshold", path, 0,
                        "threshold.unsure is above threshold.answered; make it smaller. The defaults stay");
        found.answered_threshold = found.unsure_threshold = -1;
    }
    return found;
}

enum faqbot_status settings_read(struct kb_reader *reader, const char *path, struct faqbot_view text,
                                 struct settings *settings)
{
    struct yaml_map *pairs = arena_alloc(&reader->arena, sizeof *pairs);
    if (kb_reader_check_memory(reader, pairs != NULL) &&
        yaml_map_read(reader, (struct source_place){path, 1}, text, &reader->settings_arena, pairs)) {
        *settings = settings_take(reader, path, pairs);
    }
    return reader->status;
}
