/* kb/rich_builder.c - rich text as it grows, node by node, with every promise of <faqbot.h> about it kept: what
 * nests too deep is refused, texts are clean, and links lead where a visitor may follow.
 *
 * Knows neither Markdown nor HTML, whose readers (answer.c, answer_html.c) share it, so that a tag within a
 * sentence opens what an asterisk would. */
#include "kb/kb_internal.h"

#include <string.h>

#include "text/text.h"
#include "util/util.h"

static void fail(struct answer *answer, enum faqbot_status status)
{
    answer->status = answer->status == FAQBOT_OK ? status : answer->status;
}

bool rich_builder_has_room(const struct rich_builder *builder, size_t count)
{
    return builder->depth + count <= FAQBOT_RICH_DEPTH_MAX;
}

enum faqbot_node_kind rich_builder_top(const struct rich_builder *builder)
{
    return builder->depth == 0 ? FAQBOT_NODE_CLOSE : builder->levels[builder->depth - 1].kind;
}

unsigned rich_builder_line(const struct rich_builder *builder, unsigned line)
{
    const struct answer_source *source = builder->source;
    line = source->one_line || line == 0 ? 1 : line;
    return source->line_before + (line <= source->line_count ? source->lines[line - 1] : line);
}

/* The array is the answer's for good: the next answer needs about as many nodes. */
void rich_builder_add(struct rich_builder *builder, struct faqbot_node node)
{
    struct answer *answer = builder->answer;
    if (answer->count == ANSWER_NODES_MAX) {
        fail(answer, FAQBOT_LIMIT);
    } else if (!array_grow(NULL, &answer->nodes, answer->count, &answer->capacity, sizeof node)) {
        fail(answer, FAQBOT_NO_MEMORY);
    }
    if (answer->status == FAQBOT_OK) {
        answer->nodes[answer->count++] = node;
    }
}

static struct faqbot_view clean(const struct rich_builder *builder, struct faqbot_view text, bool keeps_lines)
{
    return field_clean(builder->source->arena, text, keeps_lines, &builder->answer->status);
}

void rich_builder_add_text(struct rich_builder *builder, enum faqbot_node_kind kind, struct faqbot_view text)
{
    rich_builder_add(builder, (struct faqbot_node){.kind = kind, .text = clean(builder, text, false)});
}

/* Blanks in a line that has nothing else are dropped, and empty lines at the end: nobody can see them, and parsers
 * change them. */
void rich_builder_add_lines(struct rich_builder *builder, struct faqbot_view lines)
{
    struct buffer kept;
    struct faqbot_view rest = clean(builder, lines, true);
    struct faqbot_view line;
    buffer_init(&kept, KB_FILE_BYTES_MAX);
    for (bool is_first = true; view_next_line(&rest, &line); is_first = false) {
        buffer_add_text(&kept, is_first ? "" : "\n");
        buffer_add(&kept, view_is_empty(view_trim(line)) ? view_make(NULL, 0) : line);
    }
    while (kept.size > 0 && kept.bytes[kept.size - 1] == '\n') {
        buffer_truncate(&kept, kept.size - 1);
    }
    struct faqbot_node node = {.kind = FAQBOT_NODE_CODE_BLOCK};
    if (kept.failed || !arena_copy(builder->source->arena, buffer_view(&kept), &node.text)) {
        fail(builder->answer, FAQBOT_NO_MEMORY);
    } else if (!view_is_empty(view_trim(node.text))) {
        rich_builder_add(builder, node);
    }
    buffer_release(&kept);
}

/* What the answer ends with so far; `of_nothing` if it is empty. */
static enum faqbot_node_kind last_kind(const struct answer *answer, enum faqbot_node_kind of_nothing)
{
    return answer->count == 0 ? of_nothing : answer->nodes[answer->count - 1].kind;
}

static bool begins_line(const struct answer *answer)
{
    enum faqbot_node_kind kind = last_kind(answer, FAQBOT_NODE_PARAGRAPH);
    return kind == FAQBOT_NODE_PARAGRAPH || kind == FAQBOT_NODE_BREAK || kind == FAQBOT_NODE_CELL;
}

/* Parsers split text at what might have been mark-up; here it becomes one node again. Blanks at either end of a
 * paragraph or line, where mark-up was dropped, go with it. */
void rich_builder_end_run(struct rich_builder *builder, bool ends_line)
{
    struct answer *answer = builder->answer;
    struct faqbot_view run = buffer_view(&answer->run);
    bool starts_line = begins_line(answer) || builder->break_due;
    while (run.size > 0 && run.bytes[0] == ' ' && starts_line) {
        run = view_slice(run, 1, run.size);
    }
    while (run.size > 0 && run.bytes[run.size - 1] == ' ' && ends_line) {
        run.size--;
    }
    if (answer->run.failed) {
        fail(answer, answer->run.no_memory ? FAQBOT_NO_MEMORY : FAQBOT_LIMIT);
    } else if (run.size > 0) {
        if (builder->break_due && !begins_line(answer)) {
            rich_builder_add(builder, (struct faqbot_node){.kind = FAQBOT_NODE_BREAK});
        }
        builder->break_due = false;
        rich_builder_add_text(builder, builder->within_code ? FAQBOT_NODE_CODE : FAQBOT_NODE_TEXT, run);
    }
    buffer_reset(&answer->run);
}

/* Whether the container holds blocks or stands among them, so that a line ends where it begins and ends. */
static bool is_block(enum faqbot_node_kind kind)
{
    return kind < FAQBOT_NODE_TEXT || kind >= FAQBOT_NODE_NOTE;
}

/* Blocks begin on a line of their own, so blanks before them go; before an inline they divide words and
 * stay. */
void rich_builder_open(struct rich_builder *builder, struct faqbot_node node, bool is_html)
{
    rich_builder_end_run(builder, is_block(node.kind));
    rich_builder_add(builder, node);
    builder->levels[builder->depth++] = (struct rich_level){node.kind, is_html};
    builder->within_link |= node.kind == FAQBOT_NODE_LINK;
    builder->cells = node.kind == FAQBOT_NODE_ROW ? 0 : builder->cells + (node.kind == FAQBOT_NODE_CELL);
}

/* A cell without content keeps its place, and a note its number. */
static bool has_content(enum faqbot_node_kind last)
{
    switch (last) {
    case FAQBOT_NODE_CLOSE:
    case FAQBOT_NODE_TEXT:
    case FAQBOT_NODE_CODE:
    case FAQBOT_NODE_CODE_BLOCK:
    case FAQBOT_NODE_BREAK:
    case FAQBOT_NODE_IMAGE:
    case FAQBOT_NODE_FOOTNOTE:
    case FAQBOT_NODE_CELL:
    case FAQBOT_NODE_NOTE:
        return true;
    default:
        return false;
    }
}

/* A tag with nothing but blanks in it is a tag with nothing in it. */
static void drop_blanks(struct answer *answer, enum faqbot_node_kind kind)
{
    if (answer->count > 1 && answer->nodes[answer->count - 1].kind == FAQBOT_NODE_TEXT &&
        answer->nodes[answer->count - 2].kind == kind &&
        view_is_empty(view_trim(answer->nodes[answer->count - 1].text))) {
        answer->count--;
    }
}

/* What stands before a tag that opened nothing goes on, as if the tag had not been there. */
static void resume_run(struct answer *answer)
{
    if (last_kind(answer, FAQBOT_NODE_CLOSE) == FAQBOT_NODE_TEXT) {
        buffer_add(&answer->run, answer->nodes[--answer->count].text);
    }
}

void rich_builder_close(struct rich_builder *builder)
{
    struct answer *answer = builder->answer;
    const struct rich_level level = builder->levels[--builder->depth];
    enum faqbot_node_kind kind = level.kind;
    rich_builder_end_run(builder, is_block(kind));
    if (is_block(kind)) {
        builder->within_code = builder->break_due = false;
    }
    if (kind == FAQBOT_NODE_LINK) {
        builder->within_link = false;
    }
    bool is_tag =
        (level.is_html && !is_block(kind)) || kind == FAQBOT_NODE_STRIKE; /* that is written as one */
    if (is_tag) {
        drop_blanks(answer, kind);
    }
    if (has_content(last_kind(answer, FAQBOT_NODE_CLOSE)) || answer->status != FAQBOT_OK) {
        rich_builder_add(builder, (struct faqbot_node){.kind = FAQBOT_NODE_CLOSE});
    } else {
        answer->count--;
        if (is_tag) {
            resume_run(answer);
        }
    }
}

void rich_builder_close_html(struct rich_builder *builder)
{
    while (builder->depth > 0 && builder->levels[builder->depth - 1].is_html) {
        rich_builder_close(builder);
    }
}

/* ==== Addresses ======================================================================================= */

/* Whether an address names no scheme, so that it leads from the file to somewhere beside it. Opens no file:
 * whether one is there is for `check` to say. */
static bool is_local(struct faqbot_view address)
{
    for (size_t i = 0; i < address.size; i++) {
        char byte = address.bytes[i];
        if (byte == ':' || byte == '/') {
            return byte == '/';
        }
        if (byte == '#' || byte == '?') {
            break;
        }
    }
    return address.size > 0;
}

/* `target`: what was found of it, by its name. */
static void warn_of_local_link(const struct rich_builder *builder, unsigned line, struct faqbot_view address,
                               const struct link_target *target)
{
    const struct answer_source *source = builder->source;
    const char *reason = view_starts_with(address, "#") || (target->has_page && !target->has_anchor)
                             ? "no entry is called so; name the heading of one, or its id"
                         : target->has_page
                             ? "it leads to no single entry; name the heading of one behind a #"
                             : "visitors do not have the files; write the whole address where they can read "
                               "it, or base_url in bot.yml";
    fault_report(source->reporter, FAQBOT_WARNING, "local-link", source->path, line,
                 "the link to \"%.*s\" is dropped and its text kept, because %s", VIEW_ARGS(address), reason);
}

/* What a local link leads to, in the link. False: no memory. */
static bool find_target(const struct answer_source *source, struct faqbot_view address,
                        struct link_target *target, struct faqbot_node *link)
{
    struct kb_reader *reader = source->reader;
    struct faqbot_view web;
    size_t hash = view_find(address, '#');
    bool has_memory = link_resolve(source->arena, source->url, source->base, address, &web);
    const struct link_targets *targets = reader == NULL ? NULL : link_targets_of(reader);
    *target = (struct link_target){.has_page = false};
    if (targets != NULL && has_memory) {
        has_memory = link_targets_find(targets, source->arena, reader->relative, address, web, target);
    } else if (reader != NULL && reader->trusts_ids && hash == 0) {
        target->entry = view_slice(address, 1, address.size);
    }
    if (!view_is_empty(target->entry)) {
        return has_memory && arena_copy(source->arena, target->entry, &link->entry.id) &&
               arena_copy(source->arena, target->url, &link->text);
    }
    link->text = web;
    if (target->has_page && !view_is_empty(target->url) && hash > 0) {
        struct buffer joined;
        buffer_init_in(&joined, source->arena, SIZE_MAX);
        buffer_add(&joined, target->url);
        buffer_add(&joined, view_slice(address, hash, address.size));
        has_memory = has_memory && !joined.failed;
        link->text = joined.failed ? web : buffer_view(&joined);
    }
    return has_memory;
}

/* A link beside the file: to an entry, if it names one; otherwise to a page of the web, if that is known. An entry is
 * the better of the two: it is shown at once, where the visitor is, with its disclaimer, and stands alone. Its page
 * goes along for those who cannot ask. */
static bool link_locally(struct rich_builder *builder, unsigned line, struct faqbot_view address,
                         struct faqbot_node *link)
{
    const struct answer_source *source = builder->source;
    struct link_target target;
    bool is_article;
    if (!find_target(source, address, &target, link)) {
        fail(builder->answer, FAQBOT_NO_MEMORY);
        return false;
    }
    link->text = rich_is_safe_address(link->text) ? link->text : view_make(NULL, 0);
    bool is_kept = !view_is_empty(link->text) || !view_is_empty(link->entry.id);
    if (!is_kept) {
        warn_of_local_link(builder, line, address, &target);
    } else if (target.has_page && !target.has_anchor) {
        fault_report(source->reporter, FAQBOT_WARNING, "dead-anchor", source->path, line,
                     "there is nothing called \"%.*s\" for the link to lead to; it leads to its page",
                     VIEW_ARGS(address));
    }
    (void)link_trim_extension(view_slice(address, 0, view_find(address, '#')), &is_article);
    if ((!is_kept || (is_article && !target.has_page)) && source->sink != NULL &&
        source->sink->local_link != NULL) {
        source->sink->local_link(source->sink->user, source->path, line, address);
    }
    return is_kept;
}

bool rich_builder_link(struct rich_builder *builder, unsigned line, struct faqbot_view address,
                       bool text_is_it, struct faqbot_node *link)
{
    const struct answer_source *source = builder->source;
    *link = (struct faqbot_node){.kind = FAQBOT_NODE_LINK};
    if (is_local(address)) {
        return link_locally(builder, line, address, link);
    }
    if (text_is_it && !rich_is_safe_address(address)) {
        return false;
    }
    if (!rich_is_safe_address(address)) {
        fault_report(
            source->reporter, FAQBOT_WARNING, "unsafe-link", source->path, line,
            "the link to \"%.*s\" is dropped and its text kept; write a whole address that begins with "
            "https://, http://, mailto: or tel:",
            VIEW_ARGS(address));
        return false;
    }
    bool has_memory = arena_copy(source->arena, address, &link->text);
    fail(builder->answer, has_memory ? FAQBOT_OK : FAQBOT_NO_MEMORY);
    return has_memory;
}

/* What stands behind the last slash: more than nothing, for an image that nobody described. */
static struct faqbot_view file_name(struct faqbot_view address)
{
    size_t end =
        view_find(address, '?') < view_find(address, '#') ? view_find(address, '?') : view_find(address, '#');
    size_t start = end;
    while (start > 0 && address.bytes[start - 1] != '/') {
        start--;
    }
    return start < end ? view_slice(address, start, end - start) : address;
}

unsigned rich_builder_pixels(struct faqbot_view value)
{
    unsigned pixels = 0;
    value = view_trim(value);
    value.size -= view_ends_with(value, "px") ? strlen("px") : 0;
    for (size_t i = 0; i < value.size && pixels <= FAQBOT_IMAGE_PIXELS_MAX; i++) {
        if (!ascii_is_digit(value.bytes[i])) {
            return 0;
        }
        pixels = 10 * pixels + (unsigned)(value.bytes[i] - '0');
    }
    return pixels <= FAQBOT_IMAGE_PIXELS_MAX ? pixels : 0;
}

void rich_builder_add_image(struct rich_builder *builder, struct faqbot_node image)
{
    struct answer *answer = builder->answer;
    struct faqbot_view address = image.address;
    struct faqbot_view resolved = {0};
    if (is_local(address) && !link_resolve(builder->source->arena, builder->source->url,
                                           builder->source->base, address, &resolved)) {
        fail(answer, FAQBOT_NO_MEMORY);
    }
    address = view_is_empty(resolved) ? address : resolved;
    if (builder->within_code || !rich_is_image_address(address)) {
        buffer_add(&answer->run, image.text);
        return;
    }
    rich_builder_end_run(builder, false);
    image.text =
        clean(builder, view_is_empty(view_trim(image.text)) ? file_name(address) : image.text, false);
    if (!arena_copy(builder->source->arena, address, &image.address)) {
        fail(answer, FAQBOT_NO_MEMORY);
    }
    rich_builder_add(builder, image);
}
