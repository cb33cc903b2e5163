/* transfer/pair.c - what QnA Maker's pair of question and answer becomes. */
#include "transfer/pair.h"

#include <math.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/fault.h"
#include "knowledge/field.h"
#include "text/rich.h"
#include "transfer/document.h"
#include "transfer/hypertext.h"

#define DAY_BYTES 10    /* of 2026-11-30T12:00:00Z those that are the day */
#define NUMBER_MAX 1e15 /* whole numbers up to this are exact */
#define NUMBER_BYTES 32 /* of one in decimal */

const struct json *pair_member(const struct json *object, const char *name)
{
    char upper[64];
    const struct json *member = json_member(object, name);
    size_t size = strlen(name);
    if (member != NULL || size >= sizeof upper) {
        return member;
    }
    memcpy(upper, name, size + 1);
    upper[0] = (char)(upper[0] - 'a' + 'A');
    return json_member(object, upper);
}

struct faqbot_view pair_text(struct arena *arena, const struct json *value)
{
    struct faqbot_view text = {NULL, 0};
    double number;
    if (!json_get_number(value, &number)) {
        (void)json_get_string(value, &text);
        return text;
    }
    if (number >= 0 && number < NUMBER_MAX && floor(number) == number) {
        struct buffer out;
        buffer_init_in(&out, arena, NUMBER_BYTES);
        buffer_add_number(&out, (uint64_t)number);
        text = buffer_view(&out);
    }
    return text;
}

bool pair_take_tags(struct arena *arena, struct faqbot_view text, struct pair_tags *tags)
{
    return document_split(arena, text, '|', &tags->tags, &tags->count);
}

static bool add_tag(struct arena *arena, struct faqbot_view name, struct faqbot_view value,
                    struct pair_tags *tags)
{
    struct buffer out;
    buffer_init_in(&out, arena, name.size + value.size + 1);
    buffer_add(&out, name);
    buffer_add_text(&out, view_is_empty(name) || view_is_empty(value) ? "" : ":");
    buffer_add(&out, value);
    tags->tags[tags->count++] = buffer_view(&out);
    return !out.failed;
}

/* {"NAME": "VALUE"} or [{"name": "NAME", "value": "VALUE"}]. */
bool pair_take_metadata(struct arena *arena, const struct json *metadata, struct pair_tags *tags)
{
    size_t count = 0;
    for (const struct json *one = json_first(metadata); one != NULL; one = json_next(one)) {
        count++;
    }
    *tags = (struct pair_tags){arena_take_array(arena, count + 1, sizeof *tags->tags), 0};
    bool fine = tags->tags != NULL;
    for (const struct json *one = json_first(metadata); one != NULL && fine; one = json_next(one)) {
        struct faqbot_view name = json_key(one);
        struct faqbot_view value = pair_text(arena, one);
        if (json_type(one) == JSON_OBJECT) {
            name = pair_text(arena, pair_member(one, "name"));
            value = pair_text(arena, pair_member(one, "value"));
        }
        fine = add_tag(arena, name, value, tags);
    }
    return fine;
}

/* What follows: the numbers of other pairs. *others counts those that have none. */
static bool take_prompts(struct arena *arena, const struct json *prompts, struct record *record,
                         size_t *others)
{
    size_t count = 0;
    for (const struct json *prompt = json_first(prompts); prompt != NULL; prompt = json_next(prompt)) {
        count++;
    }
    struct faqbot_view *related = arena_take_array(arena, count + 1, sizeof *related);
    if (related == NULL) {
        return false;
    }
    *others = 0;
    for (const struct json *prompt = json_first(prompts); prompt != NULL; prompt = json_next(prompt)) {
        struct faqbot_view number = pair_text(arena, pair_member(prompt, "qnaId"));
        if (view_is_empty(number) || view_equals_text(number, "0")) {
            ++*others;
        } else {
            related[record->related_count++] = number;
        }
    }
    record->related = related;
    return true;
}

/* A source that names nothing: what was typed in the portal itself. */
static bool is_editorial(struct faqbot_view source)
{
    static const char name[] = "Editorial";
    return source.size >= strlen(name) &&
           ascii_compare(source.bytes + source.size - strlen(name), name, strlen(name)) == 0;
}

static void take_source(const struct pair_source *pair, struct record *record)
{
    struct faqbot_view source = view_trim(pair->source);
    struct faqbot_view name = view_trim(pair->source_name);
    if (rich_is_safe_address(source)) {
        record->url = source;
    } else if (view_is_empty(name)) {
        name = source;
    }
    if (!is_editorial(name) && !rich_is_safe_address(name)) {
        record->title = name;
    }
}

enum faqbot_status pair_add(struct collector *collector, struct arena *arena, const struct pair_source *pair,
                            const struct pair_tags *tags, struct faqbot_fault *fault)
{
    struct faqbot_view day = view_slice(view_trim(pair->updated), 0, DAY_BYTES);
    size_t others;
    struct record record = {.row = pair->row,
                            /* Without numbers the services put those of one answer together. */
                            .group = view_is_empty(pair->number) ? view_trim(pair->answer) : pair->number,
                            .also = pair->questions,
                            .also_count = pair->question_count,
                            .lang = pair->lang,
                            .updated = field_is_date(day) ? day : view_make(NULL, 0),
                            .tags = tags->tags,
                            .tag_count = tags->count};
    take_source(pair, &record);
    if (!take_prompts(arena, pair->prompts, &record, &others)) {
        return fault_set(fault, FAQBOT_NO_MEMORY, collector_path(collector), 0, "out of memory");
    }
    enum faqbot_status status = hypertext_add_mixed(collector, &record, pair->answer, fault);
    if (status == FAQBOT_OK && others > 0) {
        status = collector_note(collector, pair->row, fault,
                                "%zu of its prompts name no pair by its number and are not kept", others);
    }
    if (status == FAQBOT_OK && pair->is_follow_up) {
        status = collector_note(collector, pair->row, fault,
                                "it was asked behind another question only; it is found by itself now");
    }
    return status;
}
