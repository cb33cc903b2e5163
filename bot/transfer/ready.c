/* transfer/ready.c - a record made ready: its lines tidied, its answer as Markdown, the keys that it is
 * found by. */
#include "transfer/ready.h"

#include "text/words.h"
#include "transfer/items.h"
#include "transfer/plain.h"

static bool take_line(struct arena *arena, struct normalized_entry *ready, struct faqbot_view text,
                      struct faqbot_view *line)
{
    struct buffer out;
    bool entities;
    buffer_init_in(&out, arena, FAQBOT_IMPORT_FILE_BYTES_MAX);
    bool fine = md_escape_line(text, &out, &entities);
    *line = buffer_view(&out);
    ready->entities |= entities;
    return fine;
}

static bool take_phrasings(struct arena *arena, struct normalized_entry *ready)
{
    const struct import_record *record = ready->record;
    struct faqbot_view line;
    bool fine = true;
    for (size_t i = 0; i <= record->also.count && fine; i++) {
        fine = take_line(arena, ready, i == 0 ? record->question : record->also.items[i - 1], &line);
        if (fine && !view_is_empty(line)) {
            import_entries_add_text(&ready->phrasings, arena, line);
        }
    }
    return fine && !ready->phrasings.failed;
}

static bool take_answer(struct arena *arena, struct normalized_entry *ready)
{
    const struct import_record *record = ready->record;
    struct buffer out;
    bool entities = false;
    ready->answer = view_trim(record->answer);
    if (record->markup == IMPORT_MARKDOWN) {
        return true;
    }
    buffer_init_in(&out, arena, FAQBOT_IMPORT_FILE_BYTES_MAX);
    md_escape_text(ready->answer, &out, &entities);
    ready->answer = buffer_view(&out);
    ready->entities |= entities;
    return !out.failed;
}

/* KIND NUL KEY NUL ANSWER, which no other pair gives, for no text has a NUL. */
static bool make_key(struct arena *arena, char kind, struct faqbot_view key, struct faqbot_view answer,
                     struct faqbot_view *made)
{
    struct buffer out;
    buffer_init_in(&out, arena, IMPORT_ENTRIES_BYTES_MAX);
    buffer_add_byte(&out, kind);
    buffer_add_byte(&out, '\0');
    buffer_add(&out, key);
    buffer_add_byte(&out, '\0');
    buffer_add(&out, answer);
    *made = buffer_view(&out);
    return !out.failed;
}

bool normalize_entry(struct arena *arena, struct normalized_entry *ready)
{
    const struct import_record *record = ready->record;
    arena_reset(arena);
    if (!take_phrasings(arena, ready) || !take_answer(arena, ready) ||
        !take_line(arena, ready, record->title, &ready->title)) {
        return false;
    }
    struct faqbot_view question = ready->phrasings.count > 0 ? ready->phrasings.items[0] : view_make(NULL, 0);
    if (!tokenize_folded(arena, question, &ready->question_key)) {
        return false;
    }
    if (view_is_empty(ready->question_key)) {
        ready->question_key = question; /* signs only */
    }
    bool grouped = !view_is_empty(record->group);
    return make_key(arena, 'q', ready->question_key, ready->answer, &ready->pair_key) &&
           make_key(arena, grouped ? 'g' : 'q', grouped ? record->group : ready->question_key, ready->answer,
                    &ready->same_key);
}
