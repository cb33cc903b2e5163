/* kb/entry_edit.c - one line more in what an author wrote: a phrasing of an entry, or a question that it never answers.
 *
 * The file is the author's: nothing is read and written anew, a line is put in, and every other byte stays. Where it
 * may stand depends on the form of the question, and of forms there are many. What they are the reader alone knows, so
 * places are tried, the likeliest first, and each result is read: a place is right if every entry then says what it
 * said before, and the one has the question besides. Where no place is, the author is told so.
 *
 * Bytes in, bytes out: files are the caller's business. */
#include "kb/kb_internal.h"

#include <string.h>

#include "text/text.h"
#include "util/util.h"

#define ASKED_CHARS_MAX 2000 /* as in a question that is asked */
#define LINES_TRIED 8        /* below the question: a heading, or its mark-up, is rarely longer */
#define TRIED_BYTES_MAX (16 * KB_FILE_BYTES_MAX) /* that are read for the places of one edit */

/* The file read once: what all of its entries say, without the question that is put in. */
struct saying {
    const struct entry_edit *edit;
    struct faqbot_view question; /* as it is to be read; empty before it is known */
    struct faqbot_view folded;
    struct arena *arena; /* NULL: what it `has` is known */
    uint64_t hash;
    size_t faults;
    size_t times;         /* that the entry has the question */
    bool is_found;        /* the entry; only the first of that id counts */
    bool is_question;     /* it is one */
    bool has[LINE_KINDS]; /* the question's words are a phrasing of it, or a question that it never answers */
    unsigned line;
    enum faqbot_status status;
};

static void add_text(struct saying *saying, struct faqbot_view text)
{
    saying->hash = view_hash(saying->hash, text);
    saying->hash = view_hash(saying->hash, view_make("", 1)); /* "ab", "c" is not "a", "bc" */
}

static void add_number(struct saying *saying, size_t number)
{
    saying->hash = view_hash(saying->hash, view_make((const char *)&number, sizeof number));
}

/* The texts but for the question that is put in. */
static void add_list(struct saying *saying, const struct faqbot_view *list, size_t count, bool is_edited)
{
    for (size_t i = 0; i < count; i++) {
        if (is_edited && view_equals(list[i], saying->question)) {
            saying->times++;
        } else {
            add_text(saying, list[i]);
        }
    }
    add_number(saying, 0);
}

static void add_nodes(struct saying *saying, const struct entry *entry)
{
    add_number(saying, entry->node_count);
    for (size_t i = 0; i < entry->node_count; i++) {
        const struct faqbot_node *node = &entry->nodes[i];
        add_number(saying, (size_t)node->kind);
        add_number(saying, node->number);
        add_text(saying, node->text);
        add_text(saying, node->address);
        add_text(saying, node->entry.id);
    }
}

/* Whether one of the texts has the same words as the question. */
static bool has_words(struct saying *saying, const struct faqbot_view *list, size_t count)
{
    struct faqbot_view words;
    for (size_t i = 0; i < count && saying->status == FAQBOT_OK && saying->arena != NULL; i++) {
        if (!tokenize_folded(saying->arena, list[i], &words)) {
            saying->status = FAQBOT_NO_MEMORY;
        } else if ((words.size > 0 && view_equals(words, saying->folded)) ||
                   view_equals(list[i], saying->question)) {
            return true;
        }
    }
    return false;
}

/* A kb_sink's. What depends on other files (addresses, languages) is none of what this file says. */
static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct saying *saying = user;
    bool is_edited = !saying->is_found && view_equals(entry->id, saying->edit->id);
    const enum line_kind kind = saying->edit->kind;
    if (is_edited) {
        saying->is_found = true;
        saying->is_question = entry->kind == ENTRY_FAQ;
        saying->line = entry->line;
        saying->has[LINE_ALSO] = has_words(saying, entry->phrasings, entry->phrasing_count);
        saying->has[LINE_NOT] = has_words(saying, entry->exclusions, entry->exclusion_count);
    }
    add_number(saying, (size_t)entry->kind);
    add_text(saying, entry->id);
    add_list(saying, entry->phrasings, entry->phrasing_count, is_edited && kind == LINE_ALSO);
    add_list(saying, entry->exclusions, entry->exclusion_count, is_edited && kind == LINE_NOT);
    add_list(saying, entry->related, entry->related_count, false);
    const struct faqbot_view fields[] = {entry->title,   entry->section,   entry->tags,
                                         entry->updated, entry->review_by, entry->disclaimer};
    add_list(saying, fields, sizeof fields / sizeof *fields, false);
    add_nodes(saying, entry);
    return saying->status;
}

static bool is_jsonl(const char *path)
{
    return view_ends_with(view_of(path), ".jsonl");
}

/* Reads an article, or a line of JSON with that number. */
static void read_saying(struct saying *saying, struct faqbot_view text, unsigned number)
{
    struct fault_reporter reporter = {.report = NULL};
    const struct kb_sink sink = {.user = saying,
                                 .entry = take_entry,
                                 .reporter = &reporter,
                                 .today = saying->edit->today,
                                 .skips_links = true};
    struct kb_reader reader;
    kb_reader_init(&reader, &sink);
    enum faqbot_status status = is_jsonl(saying->edit->path)
                                    ? jsonl_read_line(&reader, saying->edit->path, number, text)
                                    : markdown_read(&reader, saying->edit->path, source_skip_mark(text));
    saying->status = saying->status == FAQBOT_OK ? status : saying->status;
    saying->faults = reporter.errors + reporter.warnings;
    kb_reader_release(&reader);
}

/* ==== The question ==================================================================================== */

bool question_clean(struct faqbot_view typed, struct arena *arena, struct faqbot_view *question,
                    struct faqbot_fault *fault)
{
    struct buffer clean;
    bool is_valid = utf8_is_valid(typed);
    typed = view_trim(typed);
    if (!is_valid || typed.size == 0 || utf8_length(typed) > ASKED_CHARS_MAX) {
        fault_set(fault, FAQBOT_INVALID, NULL, 0, "a question is UTF-8 text of 1 to %d characters",
                  ASKED_CHARS_MAX);
        return false;
    }
    buffer_init_in(&clean, arena, SIZE_MAX);
    for (size_t i = 0; i < typed.size; i++) {
        unsigned char byte = (unsigned char)typed.bytes[i];
        bool is_space = ascii_is_space(typed.bytes[i]);
        if ((byte < ' ' && !is_space) || byte == 0x7f) {
            fault_set(fault, FAQBOT_INVALID, NULL, 0,
                      "the question has control characters, which no file of ours takes; type it again");
            return false;
        }
        if (!is_space || (clean.size > 0 && clean.bytes[clean.size - 1] != ' ')) {
            buffer_add_byte(&clean, is_space ? ' ' : typed.bytes[i]);
        }
    }
    *question = buffer_view(&clean);
    return !clean.failed || (fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory"), false);
}

/* ==== Markdown ======================================================================================== */

/* One edit under way. */
struct edit {
    const struct entry_edit *edit;
    struct faqbot_view bytes;
    struct faqbot_view question;
    struct faqbot_view written; /* the question as Markdown */
    struct faqbot_view end;     /* of a line, as the file has it */
    struct arena *arena;
    struct saying before;
    struct buffer *out;
    size_t tried; /* bytes */
};

/* Whether what is in `out` says the same as the file and has the question besides. */
static bool is_right(struct edit *edit, struct faqbot_view text, unsigned number)
{
    struct saying after = edit->before;
    after.arena = NULL;
    after.hash = VIEW_HASH_SEED;
    after.times = 0;
    after.is_found = false;
    edit->tried += text.size;
    read_saying(&after, text, number);
    edit->before.status = after.status;
    return after.status == FAQBOT_OK && after.is_found && after.times == 1 &&
           after.hash == edit->before.hash && after.faults == edit->before.faults;
}

/* Every sign that may be mark-up gets a backslash. */
static bool write_markdown(struct edit *edit)
{
    struct buffer written;
    buffer_init_in(&written, edit->arena, SIZE_MAX);
    for (size_t i = 0; i < edit->question.size; i++) {
        char byte = edit->question.bytes[i];
        buffer_add_text(&written, strchr("\\`*_[]<>&#!~|{}", byte) != NULL ? "\\" : "");
        buffer_add_byte(&written, byte);
    }
    edit->written = buffer_view(&written);
    return !written.failed;
}

/* Tries the line behind `mark` at a place, with blank lines around it where the text goes on. */
static bool try_line(struct edit *edit, size_t at, struct faqbot_view mark, bool blank_before,
                     bool blank_after)
{
    struct buffer *out = edit->out;
    const bool ends = at > 0 && edit->bytes.bytes[at - 1] != '\n'; /* the last line, without its end */
    if (edit->before.status != FAQBOT_OK || edit->tried > TRIED_BYTES_MAX) {
        return false;
    }
    buffer_reset(out);
    buffer_add(out, view_slice(edit->bytes, 0, at));
    buffer_add(out, ends ? edit->end : view_of(""));
    buffer_add(out, blank_before ? edit->end : view_of(""));
    buffer_add(out, mark);
    buffer_add_text(out, edit->edit->kind == LINE_ALSO ? "also: " : "not: ");
    buffer_add(out, edit->written);
    buffer_add(out, edit->end);
    buffer_add(out, blank_after ? edit->end : view_of(""));
    buffer_add(out, view_slice(edit->bytes, at, edit->bytes.size));
    if (out->failed) {
        edit->before.status = FAQBOT_NO_MEMORY;
        return false;
    }
    return is_right(edit, buffer_view(out), 0);
}

/* The bullet of a line of either kind, with the white space around it; empty: it is none. */
static struct faqbot_view bullet_of(struct faqbot_view line)
{
    size_t at = 0;
    while (at < line.size && (line.bytes[at] == ' ' || line.bytes[at] == '\t')) {
        at++;
    }
    if (at == line.size || strchr("-*+", line.bytes[at]) == NULL) {
        return view_make(NULL, 0);
    }
    at++;
    while (at < line.size && (line.bytes[at] == ' ' || line.bytes[at] == '\t')) {
        at++;
    }
    struct faqbot_view rest = view_slice(line, at, line.size);
    for (enum line_kind kind = 0; kind < LINE_KINDS; kind++) {
        struct faqbot_view mark = view_of(question_line_kinds[kind].mark);
        if (ascii_equals(view_slice(rest, 0, mark.size), mark)) {
            return view_slice(line, 0, at);
        }
    }
    return view_make(NULL, 0);
}

static struct faqbot_view rest_from(const struct edit *edit, size_t at)
{
    return view_slice(edit->bytes, at, edit->bytes.size);
}

/* Below the lines of either kind that the question has, or above them. */
static bool try_list(struct edit *edit, size_t at)
{
    struct faqbot_view rest = rest_from(edit, at);
    struct faqbot_view line;
    struct faqbot_view bullet = {NULL, 0};
    size_t first = 0;
    size_t last = 0;
    for (size_t others = 0; others < LINES_TRIED && view_next_line(&rest, &line);) {
        struct faqbot_view found = bullet_of(line);
        size_t end = edit->bytes.size - rest.size;
        if (found.size > 0) {
            first = bullet.size == 0 ? (size_t)(line.bytes - edit->bytes.bytes) : first;
            bullet = found;
            last = end;
        } else if (!view_is_empty(view_trim(line))) {
            others += bullet.size > 0 ? LINES_TRIED : 1; /* behind the list the answer begins */
        }
    }
    return bullet.size > 0 &&
           (try_line(edit, last, bullet, false, false) || try_line(edit, first, bullet, false, false));
}

/* Whether a line that begins there has nothing on it, or none does. */
static bool is_blank_at(const struct edit *edit, size_t at)
{
    struct faqbot_view rest = rest_from(edit, at);
    struct faqbot_view line;
    return !view_next_line(&rest, &line) || view_is_empty(view_trim(line));
}

/* A list of its own, below the question or one of the lines that follow. Where the answer is a list itself, another
 * bullet tells the two apart. */
static bool try_below(struct edit *edit, size_t at, bool blank_before)
{
    static const char *const bullets[] = {"- ", "* ", "+ "};
    struct faqbot_view rest = rest_from(edit, at);
    struct faqbot_view line;
    for (size_t i = 0; i < LINES_TRIED; i++) {
        size_t place = edit->bytes.size - rest.size;
        for (size_t k = 0; k < sizeof bullets / sizeof *bullets; k++) {
            if (try_line(edit, place, view_of(bullets[k]), blank_before, !is_blank_at(edit, place))) {
                return true;
            }
        }
        if (!view_next_line(&rest, &line)) {
            return false;
        }
        blank_before = !view_is_empty(view_trim(line));
    }
    return false;
}

/* Where the line with that number begins, from 1; the end if there are not so many. */
static size_t line_start(struct faqbot_view bytes, unsigned number)
{
    struct faqbot_view rest = bytes;
    struct faqbot_view line;
    while (number > 1 && view_next_line(&rest, &line)) {
        number--;
    }
    return bytes.size - rest.size;
}

/* A question that is its article's title has the whole text below it. */
static bool edit_markdown(struct edit *edit)
{
    struct front_matter matter;
    struct faqbot_view body;
    unsigned body_line = 1;
    unsigned line = edit->before.line;
    (void)front_matter_split(source_skip_mark(edit->bytes), &matter, &body, &body_line);
    bool is_above = line < body_line;
    size_t at = line_start(edit->bytes, is_above ? body_line : line + 1);
    size_t feed = view_find(edit->bytes, '\n');
    bool is_crlf = feed > 0 && feed < edit->bytes.size && edit->bytes.bytes[feed - 1] == '\r';
    edit->end = view_of(is_crlf ? "\r\n" : "\n");
    if (!write_markdown(edit)) {
        edit->before.status = FAQBOT_NO_MEMORY;
        return false;
    }
    return try_list(edit, at) || try_below(edit, at, !is_above);
}

/* ==== JSON Lines ====================================================================================== */

static void skip_space(struct faqbot_view line, size_t *at)
{
    while (*at < line.size && ascii_is_space(line.bytes[*at])) {
        (*at)++;
    }
}

/* Behind the string that begins there. */
static void skip_string(struct faqbot_view line, size_t *at)
{
    for ((*at)++; *at < line.size && line.bytes[*at] != '"'; (*at)++) {
        *at += line.bytes[*at] == '\\';
    }
    *at += *at < line.size;
}

/* Behind the value that begins there: at what separates it from the next. */
static void skip_value(struct faqbot_view line, size_t *at)
{
    size_t depth = 0;
    while (*at < line.size) {
        char byte = line.bytes[*at];
        bool closes = byte == ']' || byte == '}';
        if (depth == 0 && (closes || byte == ',' || ascii_is_space(byte))) {
            return;
        }
        if (byte == '"') {
            skip_string(line, at);
            continue;
        }
        depth += byte == '[' || byte == '{';
        depth -= closes;
        (*at)++;
    }
}

/* The value of a member of the object, which the reader took for one; empty: it has none of that name. */
static struct faqbot_view find_member(struct faqbot_view line, const char *name)
{
    size_t at = view_find(line, '{') + 1;
    for (skip_space(line, &at); at < line.size && line.bytes[at] == '"'; skip_space(line, &at)) {
        size_t from = at + 1;
        skip_string(line, &at);
        bool is_it = at > from && view_equals_text(view_slice(line, from, at - 1 - from), name);
        at += view_find(view_slice(line, at, line.size), ':') + 1;
        skip_space(line, &at);
        from = at;
        skip_value(line, &at);
        if (is_it) {
            return view_slice(line, from, at - from);
        }
        skip_space(line, &at);
        at++; /* the comma */
    }
    return view_make(NULL, 0);
}

/* What is put in, and where: into the list, or as a list behind the question. False: there is no place. */
static bool write_json(const struct edit *edit, struct faqbot_view line, struct buffer *added, size_t *at)
{
    const char *name = edit->edit->kind == LINE_ALSO ? "also" : "not";
    struct json_writer writer = json_writer_make(added);
    struct faqbot_view list = find_member(line, name);
    if (list.size == 0) {
        struct faqbot_view question = find_member(line, "question");
        *at = (size_t)(question.bytes + question.size - line.bytes);
        buffer_add_text(added, ", \"");
        buffer_add_text(added, name);
        buffer_add_text(added, "\": [");
        json_writer_add_string(&writer, NULL, edit->question);
        buffer_add_byte(added, ']');
        return question.size > 0;
    }
    size_t end = list.size - 1;
    while (end > 0 && ascii_is_space(list.bytes[end - 1])) {
        end--;
    }
    *at = (size_t)(list.bytes - line.bytes) + end;
    buffer_add_text(added, end > 1 ? ", " : "");
    json_writer_add_string(&writer, NULL, edit->question);
    return list.bytes[0] == '[' && end > 0;
}

static bool edit_jsonl(struct edit *edit, unsigned number, struct faqbot_view line)
{
    struct buffer added;
    size_t at = 0;
    buffer_init_in(&added, edit->arena, SIZE_MAX);
    if (!write_json(edit, line, &added, &at)) {
        return false;
    }
    size_t start = (size_t)(line.bytes - edit->bytes.bytes);
    buffer_add(edit->out, view_slice(edit->bytes, 0, start + at));
    buffer_add(edit->out, buffer_view(&added));
    buffer_add(edit->out, view_slice(edit->bytes, start + at, edit->bytes.size));
    if (added.failed || edit->out->failed) {
        edit->before.status = FAQBOT_NO_MEMORY;
        return false;
    }
    struct faqbot_view written = view_slice(buffer_view(edit->out), start, line.size + added.size);
    return written.size <= KB_LINE_BYTES_MAX && is_right(edit, written, number);
}

/* Reads up to the line that has the entry, and no further. */
static struct faqbot_view read_lines(struct edit *edit)
{
    struct faqbot_view rest = edit->bytes;
    struct faqbot_view line = {NULL, 0};
    for (unsigned number = 1; !edit->before.is_found && edit->before.status == FAQBOT_OK; number++) {
        if (!view_next_line(&rest, &line)) {
            return view_make(NULL, 0);
        }
        edit->before.hash = VIEW_HASH_SEED;
        read_saying(&edit->before, line, number);
    }
    return line;
}

/* ==== The whole ======================================================================================= */

/* What stands against the question itself; false: the fault says it. */
static bool check_entry(const struct edit *edit, struct faqbot_fault *fault)
{
    const struct saying *before = &edit->before;
    const char *path = edit->edit->path;
    const enum line_kind kind = edit->edit->kind;
    if (!before->is_found) {
        fault_set(fault, FAQBOT_NOT_FOUND, path, 0, "there is no entry \"%.*s\" in this file",
                  VIEW_ARGS(edit->edit->id));
    } else if (!before->is_question) {
        fault_set(fault, FAQBOT_INVALID, path, before->line,
                  "\"%.*s\" is a passage, which has no %s lines; write a heading that asks above it",
                  VIEW_ARGS(edit->edit->id), question_line_kinds[kind].mark);
    } else if (before->has[kind]) {
        fault_set(fault, FAQBOT_INVALID, path, before->line, "the entry has this %s already",
                  kind == LINE_ALSO ? "phrasing" : "not: line");
    } else if (before->has[1 - kind]) {
        fault_set(fault, FAQBOT_INVALID, path, before->line,
                  kind == LINE_ALSO ? "the entry has a not: line with this question; take that out first"
                                    : "this is a phrasing of the entry; take that out first");
    } else {
        return true;
    }
    return false;
}

/* Where no place was right. */
static void refuse(const struct edit *edit, struct faqbot_fault *fault)
{
    if (is_jsonl(edit->edit->path)) {
        fault_set(fault, FAQBOT_INVALID, edit->edit->path, edit->before.line,
                  "this line takes no further question; write it into the list \"%s\" by hand",
                  edit->edit->kind == LINE_ALSO ? "also" : "not");
    } else {
        fault_set(fault, FAQBOT_INVALID, edit->edit->path, edit->before.line,
                  "no %s line can stand below this question as it is written, or the line would not read as "
                  "typed; make the question a heading (## ...?) and write the line below it by hand",
                  question_line_kinds[edit->edit->kind].mark);
    }
}

static void run(struct edit *edit, struct faqbot_fault *fault)
{
    struct faqbot_view line = {NULL, 0};
    bool is_json = is_jsonl(edit->edit->path);
    bool is_text = utf8_is_valid(edit->bytes) && view_find(edit->bytes, '\0') == edit->bytes.size;
    if (is_text && is_json) {
        line = read_lines(edit);
    } else if (is_text) {
        read_saying(&edit->before, edit->bytes, 0);
    }
    if (edit->before.status == FAQBOT_OK && check_entry(edit, fault) &&
        !(is_json ? edit_jsonl(edit, edit->before.line, line) : edit_markdown(edit)) &&
        edit->before.status == FAQBOT_OK) {
        refuse(edit, fault);
    }
}

/* The first byte in which the two differ is on the line that is put in, or on the blank one above it. */
static unsigned changed_line(struct faqbot_view before, struct faqbot_view after, bool is_json)
{
    struct faqbot_view line;
    size_t same = 0;
    while (same < before.size && before.bytes[same] == after.bytes[same]) {
        same++;
    }
    struct faqbot_view rest = view_slice(after, 0, same);
    unsigned number = 1;
    while (view_find(rest, '\n') < rest.size && view_next_line(&rest, &line)) {
        number++;
    }
    rest = view_slice(after, line_start(after, number), after.size);
    while (!is_json && view_next_line(&rest, &line) && view_is_empty(view_trim(line))) {
        number++;
    }
    return number;
}

enum faqbot_status entry_edit(const struct entry_edit *edit, struct faqbot_view bytes, struct buffer *out,
                              unsigned *line, struct faqbot_fault *fault)
{
    struct arena arena;
    struct edit working = {.edit = edit, .bytes = bytes, .arena = &arena, .out = out};
    if (bytes.size > KB_FILE_BYTES_MAX) {
        return fault_set(fault, FAQBOT_LIMIT, edit->path, 0,
                         "the file has more than %zu bytes; write the line by hand", KB_FILE_BYTES_MAX);
    }
    arena_init(&arena, 8 * KB_FILE_BYTES_MAX);
    fault->status = FAQBOT_OK;
    if (question_clean(edit->question, &arena, &working.question, fault)) {
        working.before = (struct saying){
            .edit = edit, .question = working.question, .arena = &arena, .hash = VIEW_HASH_SEED};
        if (!tokenize_folded(&arena, working.question, &working.before.folded)) {
            working.before.status = FAQBOT_NO_MEMORY;
        } else {
            run(&working, fault);
        }
        if (working.before.status != FAQBOT_OK) {
            fault_set(fault, working.before.status, edit->path, 0, "out of memory");
        }
    }
    if (fault->status == FAQBOT_OK) {
        *line = changed_line(bytes, buffer_view(out), is_jsonl(edit->path));
    }
    arena_release(&arena);
    return fault->status;
}
