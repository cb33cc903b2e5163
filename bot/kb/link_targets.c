/* kb/link_targets.c - what a link within a knowledge base may lead to: its pages, by their paths and addresses, the
 * names of what is on them, and the ids of all entries.
 *
 * Names are compared by their letters and digits alone, because generators disagree about the rest: of "## What's
 * read/write?" GitHub makes "whats-readwrite", others "what-s-read-write". Equal headings are numbered from "-1" on, as
 * the generators do.
 *
 * The reading that makes it is a whole one of its own (kb.c), and it is made when the first link needs it: knowledge
 * bases without such links, which is most large ones, pay nothing. */
#include "kb/kb_internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

#define NO_ENTRY STRING_TABLE_NONE /* nor page */
#define PENDING_MAX 1024           /* headings of one entry */
#define MARKS_MAX 4096             /* anchors of HTML in one page */
#define MARK_LINES_MAX 2           /* between an anchor and the heading that it stands above */
#define EQUAL_HEADINGS_MAX 100     /* of one page that have a number; there is no link to others */

struct target_page {
    struct faqbot_view url;
    uint32_t first_entry; /* NO_ENTRY: none */
    uint32_t entry_count;
};

/* An anchor that a tag sets, by its place in the file: it stands before what it names, or in it. */
struct mark {
    struct faqbot_view name; /* of the page's text */
    unsigned line;
    bool is_alone; /* nothing else is in the line */
};

struct link_targets {
    struct arena arena;
    struct string_table paths; /* of pages, below the knowledge base's folder: a number for each */
    struct target_page *pages;
    size_t page_capacity;
    struct string_table addresses; /* of pages, without what may or may not end them */
    uint32_t *address_pages;
    size_t address_capacity;
    struct string_table anchors; /* of pages: the page's number, then the name */
    uint32_t *anchor_entries;
    size_t anchor_capacity;
    struct string_table ids; /* of entries */
    struct faqbot_view *urls;
    size_t url_capacity;
    struct buffer key;
    /* The page at hand; NO_ENTRY: none. */
    uint32_t page;
    uint32_t pending[PENDING_MAX]; /* anchors whose entry comes next */
    size_t pending_count;
    struct mark marks[MARKS_MAX];
    size_t mark_count;
    size_t next_mark;
    uint32_t last_entry;
    uint64_t hash;
    bool failed;
};

struct link_targets *link_targets_new(void)
{
    struct link_targets *targets = calloc(1, sizeof *targets);
    if (targets != NULL) {
        arena_init(&targets->arena, LINK_TARGETS_BYTES_MAX);
        string_table_init(&targets->paths, LINK_TARGETS_BYTES_MAX);
        string_table_init(&targets->addresses, LINK_TARGETS_BYTES_MAX);
        string_table_init(&targets->anchors, LINK_TARGETS_BYTES_MAX);
        string_table_init(&targets->ids, LINK_TARGETS_BYTES_MAX);
        buffer_init(&targets->key, SIZE_MAX);
        targets->hash = VIEW_HASH_SEED;
        targets->page = targets->last_entry = NO_ENTRY;
    }
    return targets;
}

void link_targets_free(struct link_targets *targets)
{
    if (targets == NULL) {
        return;
    }
    arena_release(&targets->arena);
    string_table_release(&targets->paths);
    string_table_release(&targets->addresses);
    string_table_release(&targets->anchors);
    string_table_release(&targets->ids);
    buffer_release(&targets->key);
    free(targets->pages);
    free(targets->address_pages);
    free(targets->anchor_entries);
    free(targets->urls);
    free(targets);
}

bool link_targets_failed(const struct link_targets *targets)
{
    return targets->failed;
}

/* How to gather them the reading of the whole knows, which this file is called by. */
const struct link_targets *link_targets_of(struct kb_reader *reader)
{
    if (reader->targets == NULL && reader->gather != NULL && reader->status == FAQBOT_OK) {
        reader->targets = reader->gather(reader);
        fail_if(reader->targets == NULL, FAQBOT_NO_MEMORY, &reader->status);
        if (reader->targets != NULL && reader->sink->link_targets != NULL) {
            reader->sink->link_targets(reader->sink->user, reader->targets->hash);
        }
    }
    return reader->gathers ? NULL : reader->targets;
}

/* ==== Names =========================================================================================== */

/* An address without what may or may not stand at its end, and without a fragment: the same page has it with or
 * without ".html", "/" and "index.html". Empty if it is none of the web. */
static struct faqbot_view trim_address(struct faqbot_view address)
{
    static const char *const endings[] = {"index.html", ".html", "/"};
    address = view_slice(address, 0, view_find(address, '#'));
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        address.size -= view_ends_with(address, endings[i]) ? strlen(endings[i]) : 0;
    }
    return rich_is_image_address(address) ? address : view_make(NULL, 0);
}

static void hash_text(struct link_targets *targets, struct faqbot_view text)
{
    targets->hash = view_hash(view_hash(targets->hash, text), view_make("", 1));
}

/* A number for the text, with room for what hangs on it; a new one's is 0. NO_ENTRY: failed. */
static uint32_t number_of(struct link_targets *targets, struct string_table *table, struct faqbot_view text,
                          void *array, size_t *capacity, size_t item_bytes, bool *is_new)
{
    uint32_t before = table->count;
    uint32_t number = string_table_add(table, text);
    *is_new = table->count > before;
    if (number == STRING_TABLE_NONE || !array_grow(NULL, array, number, capacity, item_bytes)) {
        targets->failed = true;
        return NO_ENTRY;
    }
    return number;
}

/* The name of something on a page: the page's number, then '=' and a name as it was written, or ':' and what of it is
 * compared. False: nothing is. */
static bool add_key(struct buffer *out, uint32_t page, char sign, struct faqbot_view name)
{
    buffer_add_number(out, page);
    buffer_add_byte(out, sign);
    size_t start = out->size;
    if (sign == '=') {
        buffer_add(out, view_slice(name, 0, LINK_ANCHOR_BYTES_MAX));
        return out->size > start;
    }
    slug_add(name, LINK_ANCHOR_BYTES_MAX, out);
    size_t end = start;
    for (size_t i = start; i < out->size && !out->failed; i++) {
        out->bytes[end] = out->bytes[i];
        end += out->bytes[i] != '-';
    }
    buffer_truncate(out, end);
    return end > start;
}

/* ==== Gathering ======================================================================================= */

/* Reads the value of an attribute called `name` that may begin at `at`: id="x", name='x'. */
static struct faqbot_view value_at(struct faqbot_view line, size_t at, const char *name)
{
    size_t size = strlen(name);
    bool is_apart = at > 0 && (line.bytes[at - 1] == ' ' || line.bytes[at - 1] == '\t');
    struct faqbot_view rest = view_slice(line, at, line.size);
    if (!is_apart || rest.size < size + 2 || ascii_compare(rest.bytes, name, size) != 0) {
        return view_make(NULL, 0);
    }
    char quote = rest.bytes[size];
    rest = view_slice(rest, size + 1, rest.size);
    return quote == '"' || quote == '\'' ? view_slice(rest, 0, view_find(rest, quote)) : view_make(NULL, 0);
}

/* Finds the anchors that tags of HTML set, wherever they stand: in code there is seldom one, and never one that is
 * linked to. */
static void find_marks(struct link_targets *targets, struct faqbot_view text)
{
    struct faqbot_view line;
    targets->mark_count = targets->next_mark = 0;
    for (unsigned number = 1; view_next_line(&text, &line); number++) {
        if (view_find(line, '<') == line.size) {
            continue;
        }
        for (size_t i = view_find(line, '<'); i < line.size && targets->mark_count < MARKS_MAX; i++) {
            struct faqbot_view name = value_at(line, i, "id=");
            name = view_is_empty(name) ? value_at(line, i, "name=") : name;
            if (!view_is_empty(name)) {
                targets->marks[targets->mark_count++] =
                    (struct mark){name, number, !tag_text_says_something(line)};
            }
        }
    }
}

void link_targets_add_page(struct kb_reader *reader, struct faqbot_view url, struct faqbot_view text)
{
    struct link_targets *targets = reader->targets;
    bool is_new;
    if (!reader->gathers || reader->status != FAQBOT_OK) {
        return;
    }
    targets->pending_count = 0;
    targets->last_entry = NO_ENTRY;
    targets->page = number_of(targets, &targets->paths, reader->relative, &targets->pages,
                              &targets->page_capacity, sizeof *targets->pages, &is_new);
    if (targets->page == NO_ENTRY) {
        return;
    }
    struct target_page *page = &targets->pages[targets->page];
    *page = (struct target_page){.first_entry = NO_ENTRY};
    targets->failed |= !arena_copy(&targets->arena, url, &page->url);
    hash_text(targets, reader->relative);
    hash_text(targets, url);
    find_marks(targets, text);
    struct faqbot_view address = trim_address(url);
    if (!view_is_empty(address)) {
        uint32_t number = number_of(targets, &targets->addresses, address, &targets->address_pages,
                                    &targets->address_capacity, sizeof *targets->address_pages, &is_new);
        if (number != NO_ENTRY && is_new) {
            targets->address_pages[number] = targets->page;
        }
    }
}

/* Gives something on the page a name, unless something before it has it. Its entry comes next. */
static bool add_name(struct link_targets *targets, struct buffer *key)
{
    bool is_new;
    if (key->failed) {
        targets->failed = true;
        return true;
    }
    uint32_t number = number_of(targets, &targets->anchors, buffer_view(key), &targets->anchor_entries,
                                &targets->anchor_capacity, sizeof *targets->anchor_entries, &is_new);
    if (number != NO_ENTRY && is_new) {
        targets->anchor_entries[number] = NO_ENTRY;
        hash_text(targets, buffer_view(key));
        if (targets->pending_count < PENDING_MAX) {
            targets->pending[targets->pending_count++] = number;
        }
    }
    return number == NO_ENTRY || is_new;
}

static void add_names(struct link_targets *targets, struct faqbot_view name, bool is_exact)
{
    struct buffer *key = &targets->key;
    buffer_reset(key);
    if (is_exact && add_key(key, targets->page, '=', name)) {
        (void)add_name(targets, key);
        return;
    }
    buffer_reset(key);
    if (is_exact || !add_key(key, targets->page, ':', name) || add_name(targets, key)) {
        return;
    }
    uint32_t first = string_table_find(&targets->anchors, buffer_view(key));
    bool is_own = false; /* both spellings of one heading may be the same */
    for (size_t i = 0; i < targets->pending_count; i++) {
        is_own = is_own || targets->pending[i] == first;
    }
    size_t size = key->size;
    for (unsigned number = 1; !is_own && number < EQUAL_HEADINGS_MAX; number++) {
        buffer_truncate(key, size);
        buffer_add_byte(key, '-');
        buffer_add_number(key, number);
        is_own = add_name(targets, key);
    }
}

void link_targets_add_heading(struct kb_reader *reader, const struct heading *heading, bool is_part)
{
    struct link_targets *targets = reader->targets;
    if (!reader->gathers || reader->status != FAQBOT_OK || targets->page == NO_ENTRY) {
        return;
    }
    targets->pending_count = is_part ? targets->pending_count : 0;
    size_t before = targets->pending_count;
    add_names(targets, heading->whole, false);
    if (!view_equals(heading->text, heading->whole) && targets->pending_count > before) {
        struct buffer *key = &targets->key;
        buffer_reset(key);
        if (add_key(key, targets->page, ':', heading->text)) {
            (void)add_name(targets, key);
        }
    }
    if (!view_is_empty(heading->id)) {
        add_names(targets, heading->id, true);
    }
}

/* Anchors of tags before the entry, up to the line of the next: those that stand alone right above it are its own, and
 * all others the entry's before. */
static void take_marks(struct link_targets *targets, unsigned line, uint32_t next)
{
    for (; targets->next_mark < targets->mark_count; targets->next_mark++) {
        const struct mark *mark = &targets->marks[targets->next_mark];
        bool is_next = mark->is_alone && mark->line + MARK_LINES_MAX >= line && next != NO_ENTRY;
        uint32_t entry = is_next || mark->line == line ? next : targets->last_entry;
        if (mark->line > line) {
            return;
        }
        targets->pending_count = 0;
        add_names(targets, mark->name, true);
        for (size_t i = 0; i < targets->pending_count; i++) {
            targets->anchor_entries[targets->pending[i]] = entry;
        }
    }
}

void link_targets_add_entry(struct kb_reader *reader, const struct entry *entry)
{
    struct link_targets *targets = reader->targets;
    bool is_new;
    if (!reader->gathers || reader->status != FAQBOT_OK) {
        return;
    }
    uint32_t number = number_of(targets, &targets->ids, entry->id, &targets->urls, &targets->url_capacity,
                                sizeof *targets->urls, &is_new);
    if (number == NO_ENTRY) {
        return;
    }
    if (is_new) { /* a second one of that id is in another language, or left out */
        hash_text(targets, entry->id);
        hash_text(targets, entry->url);
        targets->failed |= !arena_copy(&targets->arena, entry->url, &targets->urls[number]);
    }
    for (size_t i = 0; i < targets->pending_count; i++) {
        targets->anchor_entries[targets->pending[i]] = number;
    }
    targets->pending_count = 0;
    if (targets->page != NO_ENTRY) {
        struct target_page *page = &targets->pages[targets->page];
        page->first_entry = page->entry_count++ == 0 ? number : page->first_entry;
        take_marks(targets, entry->line, number);
        targets->last_entry = number;
    }
}

void link_targets_end_page(struct kb_reader *reader)
{
    if (reader->gathers && reader->targets->page != NO_ENTRY) {
        take_marks(reader->targets, UINT_MAX, NO_ENTRY);
        reader->targets->page = NO_ENTRY;
    }
}

/* ==== Finding ========================================================================================= */

/* A link's path below the knowledge base's folder, as files are named there: decoded, and without "." and "..". Empty
 * if it leads out. */
static struct faqbot_view find_path(struct faqbot_view relative, struct faqbot_view path, struct buffer *out,
                                    struct buffer *scratch)
{
    size_t folder = view_starts_with(path, "/") ? 0 : relative.size;
    while (folder > 0 && relative.bytes[folder - 1] != '/') {
        folder--;
    }
    buffer_add(scratch, view_slice(relative, 0, folder));
    link_add_decoded(scratch, view_slice(path, view_starts_with(path, "/"), path.size));
    bool is_within = link_add_path(out, buffer_view(scratch));
    return is_within && !out->failed && !scratch->failed ? buffer_view(out) : view_make(NULL, 0);
}

/* The page of a path, whichever of a file's addresses it is: "b.md", "b.html", "b", "b/", or the folder "b". */
static uint32_t page_of_path(const struct link_targets *targets, struct faqbot_view path,
                             struct buffer *scratch)
{
    static const char *const endings[] = {"",          ".md",        ".mdx",       ".markdown",
                                          "/index.md", "/README.md", "/_index.md", "/index.mdx"};
    uint32_t page = string_table_find(&targets->paths, path);
    struct faqbot_view stem = path;
    stem.size -= view_ends_with(stem, ".html") ? 5 : view_ends_with(stem, "/");
    for (size_t i = 0; i < sizeof endings / sizeof *endings && page == STRING_TABLE_NONE; i++) {
        const char *ending = view_is_empty(stem) && endings[i][0] == '/' ? endings[i] + 1 : endings[i];
        buffer_reset(scratch);
        buffer_add(scratch, stem);
        buffer_add_text(scratch, ending);
        page = string_table_find(&targets->paths, buffer_view(scratch));
    }
    return page;
}

static uint32_t page_of_address(const struct link_targets *targets, struct faqbot_view web)
{
    struct faqbot_view address = trim_address(web);
    uint32_t number =
        view_is_empty(address) ? STRING_TABLE_NONE : string_table_find(&targets->addresses, address);
    return number == STRING_TABLE_NONE ? NO_ENTRY : targets->address_pages[number];
}

/* What is called so on the page; STRING_TABLE_NONE: nothing. */
static uint32_t anchor_of(const struct link_targets *targets, uint32_t page, struct faqbot_view name,
                          struct buffer *key)
{
    uint32_t anchor = STRING_TABLE_NONE;
    name = view_slice(name, view_starts_with(name, "user-content-") ? 13 : 0,
                      name.size); /* as GitHub has them */
    buffer_reset(key);
    if (add_key(key, page, '=', name)) {
        anchor = string_table_find(&targets->anchors, buffer_view(key));
    }
    buffer_reset(key);
    if (anchor == STRING_TABLE_NONE && add_key(key, page, ':', name)) {
        anchor = string_table_find(&targets->anchors, buffer_view(key));
    }
    size_t digits = name.size;
    for (; digits > 0 && ascii_is_digit(name.bytes[digits - 1]); digits--) {
    }
    bool is_numbered =
        digits > 0 && digits < name.size && (name.bytes[digits - 1] == '-' || name.bytes[digits - 1] == '_');
    buffer_reset(key);
    if (anchor == STRING_TABLE_NONE && is_numbered && add_key(key, page, ':', view_slice(name, 0, digits))) {
        buffer_add_byte(key, '-');
        buffer_add(key, view_slice(name, digits, name.size));
        anchor = string_table_find(&targets->anchors, buffer_view(key));
    }
    return anchor;
}

/* What a link names on the page, or of the whole knowledge base: the id of an entry will do for an anchor wherever that
 * is. A page that is one entry is that entry. */
static uint32_t named_entry(const struct link_targets *targets, uint32_t page, bool is_own,
                            struct faqbot_view fragment, struct buffer *scratch, bool *is_there)
{
    struct buffer name;
    uint32_t anchor = STRING_TABLE_NONE;
    *is_there = true;
    if (view_is_empty(fragment)) {
        bool is_one = page != NO_ENTRY && targets->pages[page].entry_count == 1 && !is_own;
        return is_one ? targets->pages[page].first_entry : NO_ENTRY;
    }
    buffer_init(&name, SIZE_MAX);
    link_add_decoded(&name, fragment);
    if (page != NO_ENTRY) {
        anchor = anchor_of(targets, page, buffer_view(&name), scratch);
    }
    scratch->failed |= name.failed;
    buffer_release(&name);
    if (anchor != STRING_TABLE_NONE) {
        return targets->anchor_entries[anchor];
    }
    uint32_t id = is_own ? string_table_find(&targets->ids, fragment) : STRING_TABLE_NONE;
    *is_there = id != STRING_TABLE_NONE;
    return *is_there ? id : NO_ENTRY;
}

bool link_targets_find(const struct link_targets *targets, struct arena *arena, struct faqbot_view relative,
                       struct faqbot_view address, struct faqbot_view web, struct link_target *target)
{
    struct buffer path;
    struct buffer scratch;
    size_t hash = view_find(address, '#');
    struct faqbot_view written = view_slice(address, 0, hash);
    bool is_own = view_is_empty(written);
    uint32_t page = is_own ? string_table_find(&targets->paths, relative) : NO_ENTRY;
    *target = (struct link_target){.has_page = false};
    buffer_init_in(&path, arena, SIZE_MAX);
    buffer_init_in(&scratch, arena, SIZE_MAX);
    if (view_find(written, '?') < written.size) {
        return true; /* what a program answers is no page of ours */
    }
    if (!is_own) {
        struct faqbot_view found = find_path(relative, written, &path, &scratch);
        page = found.bytes == NULL ? NO_ENTRY : page_of_path(targets, found, &scratch);
        page = page == NO_ENTRY ? page_of_address(targets, web) : page;
    }
    if (page != NO_ENTRY) {
        target->has_page = true;
        target->url = targets->pages[page].url;
    }
    uint32_t entry = named_entry(targets, page, is_own, view_slice(address, hash + 1, address.size), &scratch,
                                 &target->has_anchor);
    if (entry != NO_ENTRY) {
        target->entry = targets->ids.strings[entry];
        target->url = targets->urls[entry];
    }
    return !path.failed && !scratch.failed;
}
