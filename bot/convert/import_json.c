/* convert/import_json.c - JSON as files have it, and our own JSON Lines.
 *
 * A file is parsed as a whole, within limits of its own (util/json.h's are for messages of strangers); tree.c makes
 * of it what the importers read. */
#include "convert/readers.h"

#include <string.h>

#define VALUES_MAX 2000000 /* of one file: some 200 MB of memory */
#define KEYS_MAX 256       /* of one object; comparing them takes time that grows with the square */

const struct json_limits import_json_whole = {FAQBOT_IMPORT_FILE_BYTES_MAX, VALUES_MAX, KEYS_MAX};
const struct json_limits import_json_small = {JSON_TEXT_BYTES_MAX, JSON_VALUES_MAX, JSON_KEYS_MAX};

/* ==== Documents ========================================================================================= */

/* A person has to find the mistake in a file of many lines, so the offset becomes a line. */
struct json *import_json_parse(struct import_builder *builder, struct faqbot_view text)
{
    struct json *document = NULL;
    const char *complaint = "";
    size_t offset = 0;
    unsigned line = 1;
    enum faqbot_status status = json_parse_within(text, &import_json_whole, &document, &complaint, &offset);
    import_need(builder, status != FAQBOT_NO_MEMORY);
    if (status == FAQBOT_INVALID) {
        for (size_t i = 0; offset != SIZE_MAX && i < offset; i++) {
            line += (unsigned)(text.bytes[i] == '\n');
        }
        import_builder_fail(builder, status, offset == SIZE_MAX ? 0 : line, "this is no JSON: %s", complaint);
    }
    return document;
}

/* JSON or a table: no heading of a table begins with a bracket. */
bool import_json_is_json(struct faqbot_view text)
{
    text = view_trim(text);
    return view_starts_with(text, "{") || view_starts_with(text, "[");
}

/* A document that is written over several lines has a first line without a closing bracket, and one that is
 * written in a single line has no second. */
bool import_json_is_lines(struct faqbot_view text)
{
    struct faqbot_view line;
    unsigned objects = 0;
    while (objects < 2 && view_next_line(&text, &line)) {
        line = view_trim(line);
        if (!view_is_empty(line) && (!view_starts_with(line, "{") || !view_ends_with(line, "}"))) {
            return false;
        }
        objects += (unsigned)!view_is_empty(line);
    }
    return objects == 2;
}

struct json *import_json_value(struct import_builder *builder, struct faqbot_view text,
                               const struct json_limits *limits, const char **complaint)
{
    struct json *document = NULL;
    size_t offset;
    *complaint = NULL;
    import_need(builder, json_parse_within(text, limits, &document, complaint, &offset) != FAQBOT_NO_MEMORY);
    return document;
}

/* A line that is none is skipped; its row is all that is lost. */
static struct json *parse_line(struct import_builder *builder, size_t row, struct faqbot_view line,
                               const struct json_limits *limits)
{
    const char *complaint;
    struct json *document = import_json_value(builder, line, limits, &complaint);
    if (complaint != NULL) {
        import_builder_skip(builder, row, view_make(NULL, 0), "this is no JSON: %s", complaint);
    }
    return document;
}

/* ==== Values ============================================================================================ */

struct faqbot_view json_text(const struct json *object, const char *key)
{
    struct faqbot_view text = view_make(NULL, 0);
    (void)json_get_string(json_member(object, key), &text);
    return text;
}

struct faqbot_view day_of(struct faqbot_view time)
{
    struct faqbot_view day = view_slice(view_trim(time), 0, DAY_BYTES);
    return field_is_date(day) ? day : view_make(NULL, 0);
}

bool has_word(struct faqbot_view words, struct faqbot_view word)
{
    while (words.size > 0) {
        size_t size = 0;
        while (size < words.size && (unsigned char)words.bytes[size] > ' ') {
            size++;
        }
        if (size > 0 && view_equals(view_slice(words, 0, size), word)) {
            return true;
        }
        words = view_slice(words, size + 1, words.size);
    }
    return false;
}

/* ==== Our own JSON Lines ================================================================================ */

/*     {"id": "hours", "question": "When are you open?", "answer": "From **nine** to **five**."}
 *
 * Each line that our own reader takes is written again as it is, byte for byte, keys of a later version
 * included.
 *
 * Looks at ids only, which have to be distinct, and gives one to a line that has none. What else a line may
 * hold is kb/jsonl.c's to say, which import_commit() asks, so that an import can never accept what the reader
 * would refuse. */

/* What the report calls a line by. */
static struct faqbot_view caption_of(const struct json *line)
{
    static const char *const keys[] = {"question", "title", "synonym"};
    struct faqbot_view text = {NULL, 0};
    if (json_member(line, "settings") != NULL) {
        return view_of("settings");
    }
    for (size_t i = 0; i < sizeof keys / sizeof *keys && view_is_empty(view_trim(text)); i++) {
        text = json_text(line, keys[i]);
    }
    return view_is_empty(view_trim(text)) ? view_make(NULL, 0) : text;
}

void import_jsonl(struct import_builder *builder, struct faqbot_view text)
{
    struct faqbot_view line;
    for (size_t row = 1; !import_builder_failed(builder) && view_next_line(&text, &line); row++) {
        line = view_trim(line);
        if (view_is_empty(line)) {
            continue;
        }
        /* Within the limits of our own reader, which will read the line again. */
        struct json *document = parse_line(builder, row, line, &import_json_small);
        if (document != NULL) {
            bool is_entry = json_member(document, "answer") != NULL || json_member(document, "text") != NULL;
            import_builder_add_line(builder, row, view_trim(json_text(document, "id")), caption_of(document),
                                    is_entry, line);
        }
        json_free(document);
    }
}
