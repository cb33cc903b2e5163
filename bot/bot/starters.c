/* bot/starters.c - which questions a visitor is offered first: those that the owner named, for the page that they are
 * on. */
#include "bot/bot_internal.h"

#include <assert.h>

#define STARTERS_MAX 6 /* more buttons than that nobody reads */

static void add_named(struct faqbot_view id, const struct replier *replier, struct arena *arena,
                      struct reply_links *links, enum faqbot_status *status)
{
    if (links->count < STARTERS_MAX && !view_is_empty(id)) {
        reply_add_named(replier, id, arena, links, status);
    }
}

void starters_open(struct searcher *searcher, const struct replier *replier, struct arena *arena,
                   struct starters *starters, enum faqbot_status *status)
{
    struct faqbot_view ids;
    struct faqbot_view lines;
    struct faqbot_view line;
    size_t count = 1;
    search_setting(searcher, INDEX_STARTERS, "", arena, &ids, status);
    search_setting(searcher, INDEX_PAGE_STARTERS, "", arena, &lines, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    for (struct faqbot_view rest = lines; view_next_line(&rest, &line);) {
        count++;
    }
    starters->pages = arena_need(arena, count, sizeof *starters->pages, status);
    starters->count = count;
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        struct starters_page *page = &starters->pages[i];
        struct reply_links *links = &page->links;
        *links = (struct reply_links){.list = arena_need(arena, STARTERS_MAX, sizeof *links->list, status)};
        page->path = view_of("");
        if (i == 0) {
            while (*status == FAQBOT_OK && view_next_line(&ids, &line)) {
                add_named(line, replier, arena, links, status);
            }
            continue;
        }
        (void)view_next_line(&lines, &line);
        page->path = index_take_column(&line);
        while (*status == FAQBOT_OK && !view_is_empty(line)) {
            add_named(index_take_column(&line), replier, arena, links, status);
        }
    }
}

/* The next byte, percent-decoded: a browser has "/caf%C3%A9" for what an author may write as "/café". */
static char take_byte(struct faqbot_view *path)
{
    int decoded = ascii_percent_byte(*path);
    char byte = decoded >= 0 ? (char)decoded : path->bytes[0];
    *path = view_slice(*path, decoded >= 0 ? 3 : 1, path->size);
    return byte;
}

/* How many bytes of the path are those wanted; 0: it is another one; SIZE_MAX: all, and nothing else was wanted. */
static size_t match(struct faqbot_view wanted, struct faqbot_view path)
{
    bool is_open = view_ends_with(wanted, "*");
    size_t matched = 0;
    wanted.size -= is_open;
    for (; wanted.size > 0; matched++) {
        if (path.size == 0 || take_byte(&wanted) != take_byte(&path)) {
            return 0;
        }
    }
    return is_open ? matched : path.size == 0 ? SIZE_MAX : 0;
}

const struct starters_page *starters_of(const struct starters *starters, struct faqbot_view path)
{
    size_t best = 0;
    size_t most = 0;
    assert(starters->count > 0);
    path = view_slice(path, 0, view_find(path, '?'));
    path = view_slice(path, 0, view_find(path, '#'));
    for (size_t i = 1; i < starters->count; i++) {
        size_t matched = match(starters->pages[i].path, path);
        if (matched > most) {
            best = i;
            most = matched;
        }
    }
    return &starters->pages[best];
}

struct reply_links starters_choose(const struct starters *starters, struct faqbot_view path,
                                   const struct replier *replier, struct arena *arena,
                                   enum faqbot_status *status)
{
    const struct reply_links *owners = &starters_of(starters, path)->links;
    struct reply_links chosen = *owners;
    if (replier->has_variants) {
        chosen = (struct reply_links){.list = arena_need(arena, STARTERS_MAX, sizeof *chosen.list, status)};
        for (size_t i = 0; i < owners->count && *status == FAQBOT_OK; i++) {
            reply_add_named(replier, owners->list[i].id, arena, &chosen, status);
        }
    }
    return chosen;
}
