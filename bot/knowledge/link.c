/* knowledge/link.c - where a link of an answer may lead. Opens no file: whether one is there is for those to say who
 * check a knowledge base. */
#include "knowledge/link.h"

#include "text/rich.h"

/* Whether an address names no scheme, so that it leads from the file to somewhere beside it. */
static bool is_local(struct faqbot_view address)
{
    for (size_t i = 0; i < address.size; i++) {
        char byte = address.bytes[i];
        if (byte == ':' || byte == '/') {
            return byte == '/' && i > 0;
        }
        if (byte == '#' || byte == '?') {
            break;
        }
    }
    return address.size > 0;
}

static void drop_local(const struct answer_source *source, unsigned line, struct faqbot_view url)
{
    fault_report(source->reporter, FAQBOT_WARNING, "local-link", source->path, line,
                 "the link to \"%.*s\" is dropped and its text kept, because visitors do not have the files; "
                 "write the whole address where they can read it",
                 VIEW_ARGS(url));
    if (source->sink != NULL && source->sink->local_link != NULL) {
        source->sink->local_link(source->sink->user, source->path, line, url);
    }
}

bool kb_link_check(const struct answer_source *source, unsigned line, struct faqbot_view url,
                   struct faqbot_view *address)
{
    *address = view_make(NULL, 0);
    if (is_local(url)) {
        drop_local(source, line, url);
        return true;
    }
    if (!rich_is_safe_address(url)) {
        fault_report(
            source->reporter, FAQBOT_WARNING, "unsafe-link", source->path, line,
            "the link to \"%.*s\" is dropped and its text kept; write a whole address that begins with "
            "https://, http:// or mailto:",
            VIEW_ARGS(url));
        return true;
    }
    return arena_copy(source->arena, url, address);
}
