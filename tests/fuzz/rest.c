/* fuzz/rest.c - any bytes as a packed answer, behind two bytes that are the size of a reply: its pieces fit, move on and
 * end, and any bytes as a cursor are refused or written as they were read. */
#include <assert.h>
#include <string.h>

#include "chat/chat_internal.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool is_clean(struct faqbot_view text)
{
    return utf8_is_valid(text) && view_find(text, '\0') == text.size;
}

/* Whether texts are as an index has them, which rich_decode() does not ask. */
static bool are_clean(const struct faqbot_node *nodes, size_t count)
{
    size_t i = 0;
    while (i < count && is_clean(nodes[i].text) && is_clean(nodes[i].address) &&
           is_clean(nodes[i].entry.id)) {
        i++;
    }
    return i == count;
}

/* Where the next piece begins; false: there is none, or no room for one. */
static bool go_on(const struct faqbot_answer *answer, struct rest *rest, bool is_first, size_t limit)
{
    const struct encode_heading heading = {.wants_blocks = true, .rest = is_first ? NULL : rest};
    static char cursor[REST_BYTES];
    struct json *reply = NULL;
    struct faqbot_view view = view_of(NULL);
    const char *complaint;
    struct buffer out;
    buffer_init(&out, limit);
    assert(!encode_answer(&out, &heading, answer, &view) ||
           json_parse(buffer_view(&out), &reply, &complaint) == FAQBOT_OK);
    bool has_more =
        reply != NULL && json_get_string(json_member(reply, "rest"), &view) && view.size < REST_BYTES;
    memcpy(cursor, has_more ? view.bytes : "", has_more ? view.size : 0);
    assert(!has_more || rest_read(view_make(cursor, view.size), rest));
    json_free(reply);
    buffer_release(&out);
    return has_more;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct faqbot_view packed = view_make((const char *)bytes, size);
    struct faqbot_answer answer = {.outcome = FAQBOT_ANSWERED, .text = view_of("T")};
    char cursor[REST_BYTES];
    struct rest rest;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 26);
    if (size <= FAQBOT_CHAT_REST_BYTES_MAX && rest_read(packed, &rest)) {
        rest_write(&rest, cursor);
        assert(rest_read(view_of(cursor), &rest));
    }
    if (size > 2 && rich_decode(view_slice(packed, 2, size), &arena, &answer.nodes, &answer.node_count) &&
        are_clean(answer.nodes, answer.node_count)) {
        size_t limit = 300 + bytes[0] + 16 * (size_t)bytes[1];
        rest = (struct rest){.place = {0, 0}};
        for (bool is_first = true; go_on(&answer, &rest, is_first, limit); is_first = false) {
            static struct rich_place last;
            assert(rich_has_place(answer.nodes, answer.node_count, rest.place));
            assert(is_first || rest.place.node > last.node ||
                   (rest.place.node == last.node && rest.place.offset > last.offset));
            last = rest.place;
        }
    }
    arena_release(&arena);
    return 0;
}
