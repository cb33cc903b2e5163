/* transfer/pair.c - what QnA Maker's pair of question and answer becomes. */
#include "transfer/pair.h"

#include <math.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/fault.h"
#include "text/rich.h"
#include "transfer/document.h"
#include "transfer/hypertext.h"

#define NUMBER_MAX 1e15 /* whole numbers up to this are exact */
#define NUMBER_BYTES 32 /* of one in decimal */

const struct json *qnamaker_pair_member(const struct json *object, const char *name)
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

struct faqbot_view qnamaker_pair_text(struct arena *arena, const struct json *value)
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

void qnamaker_pair_parse_metadata(struct arena *arena, const struct json *metadata, struct texts *tags)
{
    for (const struct json *one = json_first(metadata); one != NULL; one = json_next(one)) {
        bool is_object = json_type(one) == JSON_OBJECT;
        struct faqbot_view name =
            is_object ? qnamaker_pair_text(arena, qnamaker_pair_member(one, "name")) : json_key(one);
        struct faqbot_view value =
            qnamaker_pair_text(arena, is_object ? qnamaker_pair_member(one, "value") : one);
        struct buffer out;
        buffer_init_in(&out, arena, name.size + value.size + 1);
        buffer_add(&out, name);
        buffer_add_text(&out, view_is_empty(name) || view_is_empty(value) ? "" : ":");
        buffer_add(&out, value);
        import_entries_add_text(tags, arena, buffer_view(&out));
        tags->failed |= out.failed;
    }
}

/* What follows: the numbers of other pairs. Gives how many have none. */
static size_t take_prompts(struct arena *arena, const struct json *prompts, struct texts *related)
{
    size_t others = 0;
    for (const struct json *prompt = json_first(prompts); prompt != NULL; prompt = json_next(prompt)) {
        struct faqbot_view number = qnamaker_pair_text(arena, qnamaker_pair_member(prompt, "qnaId"));
        if (view_is_empty(number) || view_equals_text(number, "0")) {
            others++;
        } else {
            import_entries_add_text(related, arena, number);
        }
    }
    return others;
}

/* A source that names nothing: what was typed in the portal itself. */
static bool is_editorial(struct faqbot_view source)
{
    static const char name[] = "Editorial";
    return source.size >= strlen(name) &&
           ascii_compare(source.bytes + source.size - strlen(name), name, strlen(name)) == 0;
}

static void take_source(const struct qnamaker_pair_source *pair, struct import_record *record)
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

void qnamaker_pair_add(struct import_builder *builder, const struct qnamaker_pair_source *pair)
{
    struct import_record record = {.row = pair->row,
                                   /* Without numbers the services put those of one answer together. */
                                   .group =
                                       view_is_empty(pair->number) ? view_trim(pair->answer) : pair->number,
                                   .also = pair->questions,
                                   .lang = pair->lang,
                                   .updated = json_document_day(pair->updated),
                                   .tags = pair->tags};
    take_source(pair, &record);
    size_t others = take_prompts(&builder->row_arena, pair->prompts, &record.related);
    import_html_add_mixed(builder, &record, pair->answer);
    if (others > 0) {
        import_builder_note(builder, pair->row,
                            "%zu of its prompts name no pair by its number and are not kept", others);
    }
    if (pair->is_follow_up) {
        import_builder_note(builder, pair->row,
                            "it was asked behind another question only; it is found by itself now");
    }
}
