/* kb/starters.c - the questions that bot.yml offers first, on all pages or on those with a path. What is wrong costs
 * itself alone. */
#include "kb/kb_internal.h"

#include "util/util.h"

/* Those of the pages that have none of their own. */
static bool is_default(struct faqbot_view path)
{
    return view_equals_text(path, "*") || view_equals_text(path, "/*");
}

/* What is wrong with a path, as a clause; NULL: nothing. It is compared with the path of an address, in which the part
 * behind a question mark is not. */
static const char *path_complaint(struct faqbot_view path)
{
    if (path.size > KB_STARTER_PATH_BYTES_MAX) {
        return "has more than 256 bytes";
    }
    if (view_is_empty(path) || path.bytes[0] != '/') {
        return "does not begin with a slash";
    }
    for (size_t i = 0; i < path.size; i++) {
        char byte = path.bytes[i];
        if ((unsigned char)byte < ' ' || byte == '?' || byte == '#') {
            return "has a question mark, a number sign or a control character in it";
        }
        if (byte == '*' && i + 1 < path.size) {
            return "has a star before its end";
        }
    }
    return NULL;
}

/* The ids of a list, as far as there is room. */
static size_t take_ids(struct kb_reader *reader, const struct faqbot_yaml_pair *pair,
                       struct faqbot_view ids[KB_STARTERS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < pair->value_count; i++) {
        if (!field_check_id(reader, pair->line, pair->values[i], "the starter",
                            "name an entry's id. It is left out")) {
            continue;
        }
        if (count == KB_STARTERS_MAX) {
            kb_warning(reader, "many-starters", pair->line,
                       "there are more than %d starters; the first %d are kept. Take the others out",
                       KB_STARTERS_MAX, KB_STARTERS_MAX);
            break;
        }
        ids[count++] = pair->values[i];
    }
    return count;
}

static void take_page(struct kb_reader *reader, const struct faqbot_yaml_pair *pair, struct faqbot_view path,
                      struct settings *settings)
{
    const char *complaint = path_complaint(path);
    if (complaint != NULL) {
        kb_warning(
            reader, "starter-path", pair->line,
            "the path \"%.*s\" %s; write that of a page, such as /shop/basket, or the beginning of several, "
            "such as /shop/*. Its starters are left out",
            VIEW_ARGS(path), complaint);
        return;
    }
    if (settings->page_count == KB_STARTER_PAGES_MAX) {
        kb_warning(
            reader, "many-starters", pair->line,
            "more than %d paths have starters; those of \"%.*s\" are left out. Take some together with a *",
            KB_STARTER_PAGES_MAX, VIEW_ARGS(path));
        return;
    }
    if (settings->pages == NULL) {
        reader->pages =
            arena_need(&reader->settings_arena, KB_STARTER_PAGES_MAX, sizeof *reader->pages, &reader->status);
        settings->pages = reader->pages;
    }
    if (settings->pages != NULL) {
        struct settings_page *page = &reader->pages[settings->page_count++];
        *page = (struct settings_page){.path = path, .line = pair->line};
        page->starter_count = take_ids(reader, pair, page->starters);
    }
}

bool starters_take(struct kb_reader *reader, const struct faqbot_yaml_pair *pair, struct settings *settings)
{
    static const char prefix[] = "starters.";
    bool is_for_page = view_starts_with(pair->key, prefix);
    struct faqbot_view path =
        view_slice(pair->key, is_for_page ? sizeof prefix - 1 : pair->key.size, pair->key.size);
    if (!is_for_page && !view_equals_text(pair->key, "starters")) {
        return false;
    }
    if (is_for_page && !is_default(path)) {
        take_page(reader, pair, path, settings);
    } else if (settings->starters_line != 0) {
        kb_warning(
            reader, "two-defaults", pair->line,
            "the starters of all other pages stand here a second time, and are passed over; take them out");
    } else {
        settings->starters_line = pair->line;
        settings->starter_count = take_ids(reader, pair, settings->starters);
    }
    return true;
}
