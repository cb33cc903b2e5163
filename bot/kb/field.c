/* kb/field.c - what the fields of an entry may hold, whichever format they come from.
 *
 * The formats share these rules so that an article, a line of JSON and an import accept the same values and
 * complain in the same words. Knows no format itself: neither YAML nor JSON.
 *
 * Three ways of being wrong are told apart. A value that the entry can do without (a link, a date, a
 * language) is left out with a warning. A value without which the entry cannot be found or trusted (its id,
 * its status) costs the entry, with an error. A key that nobody knows is passed over with a warning, since
 * the next version may know it. */
#include "kb/kb_internal.h"

#include <stdio.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* ==== Ids and dates ==================================================================================== */

/* Ids stand in addresses, in files of tests, in journals and on command lines; the rules keep them whole in
 * all of these. Letters of every script are allowed: an id is for people to read. */
const char *field_id_complaint(struct faqbot_view id)
{
    if (id.size == 0) {
        return "is empty";
    }
    if (id.size > KB_ID_BYTES_MAX) {
        return "is longer than 200 bytes";
    }
    if (view_equals_text(id, "-")) {
        return "means \"no answer\" in tests.tsv";
    }
    uint32_t character;
    while (utf8_next(&id, &character)) {
        /* ASCII's controls and blank, DEL with the C1 controls and the no-break space, the two line
         * separators. */
        if (character <= ' ' || (character >= 0x7f && character <= 0xa0) || character == 0x2028 ||
            character == 0x2029) {
            return "has white space or a control character in it";
        }
        if (character == ',') {
            return "has a comma in it";
        }
    }
    return NULL;
}

bool field_check_id(struct kb_reader *reader, unsigned line, struct faqbot_view id, const char *what,
                    const char *advice)
{
    const char *complaint = field_id_complaint(id);
    if (complaint != NULL) {
        kb_error(reader, "id", line, "%s \"%.*s\" %s; %s", what, VIEW_ARGS(id), complaint, advice);
    }
    return complaint == NULL;
}

/* The two digits of text at `at` as a number; 100 if they are not digits, which is over any limit. */
static unsigned two_digits(struct faqbot_view text, size_t at)
{
    const char *digits = text.bytes + at;
    return ascii_is_digit(digits[0]) && ascii_is_digit(digits[1])
               ? 10 * (unsigned)(digits[0] - '0') + (unsigned)(digits[1] - '0')
               : 100;
}

/* Dates are compared as text elsewhere, so no other spelling will do. */
bool field_is_date(struct faqbot_view text)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (text.size != 10 || text.bytes[4] != '-' || text.bytes[7] != '-') {
        return false;
    }
    unsigned century = two_digits(text, 0);
    unsigned of_century = two_digits(text, 2);
    unsigned month = two_digits(text, 5);
    unsigned day = two_digits(text, 8);
    if (century > 99 || of_century > 99 || month < 1 || month > 12) {
        return false;
    }
    /* Gregorian: the last year of a century is a leap year only every fourth time. */
    bool is_leap = of_century != 0 ? of_century % 4 == 0 : century % 4 == 0;
    return day >= 1 && day <= days[month - 1] + (unsigned)(month == 2 && is_leap);
}

/* ==== Mail addresses, telephone numbers ================================================================ */

#define MAIL_BYTES_MAX 254 /* RFC 5321, 4.5.3.1.3, without the brackets */
#define PHONE_DIGITS_MIN 3
#define PHONE_BYTES_MAX 40

/* Only what stands for itself in a mailto: link: neither of the two that end the address there, nor an escape, nor a
 * list of addresses, nor a quoted part, which nobody has. Letters of every script may be in it. */
static bool is_mail(struct faqbot_view text)
{
    size_t at = view_find(text, '@');
    struct faqbot_view domain = view_slice(text, at + 1, text.size);
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        if (byte <= ' ' || byte == 0x7f || strchr("?&#%,;:<>()[]\\\"/", byte) != NULL) {
            return false;
        }
    }
    return at > 0 && text.size <= MAIL_BYTES_MAX && view_find(domain, '@') == domain.size &&
           view_find(domain, '.') > 0 && view_find(domain, '.') < domain.size - 1 &&
           !view_ends_with(domain, ".");
}

/* As people write them for each other. */
static bool is_phone(struct faqbot_view text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.bytes[i];
        digits += ascii_is_digit(byte);
        if (!ascii_is_digit(byte) && (byte == '\0' || strchr(" -./()", byte) == NULL) &&
            (byte != '+' || i > 0)) {
            return false;
        }
    }
    return digits >= PHONE_DIGITS_MIN && text.size <= PHONE_BYTES_MAX;
}

/* ==== Values ========================================================================================== */

/* A wrong value costs the value and not the entry: an answer without a link is still an answer. */
struct faqbot_view field_check(struct kb_reader *reader, const struct record_field *field, unsigned line,
                               struct faqbot_view value)
{
    static const struct {
        bool (*is_right)(struct faqbot_view value);
        const char *rule;
        const char *advice;
    } kinds[] = {
        [FIELD_URL] = {rich_is_safe_address, "unsafe-link",
                       "; write a whole address that begins with https:// or http://"},
        [FIELD_LANG] = {language_is_tag, "language",
                        ", which is no language; write a code such as en or pt-BR"},
        [FIELD_DATE] = {field_is_date, "date", ", which is no day; write it as 2026-11-30"},
        [FIELD_MAIL] = {is_mail, "mail", ", which is no mail address; write one, such as desk@example.org"},
        [FIELD_PHONE] = {is_phone, "phone",
                         ", which is no telephone number; write its digits, such as +49 89 1234"},
        [FIELD_PAGE] = {rich_is_image_address, "unsafe-link",
                        "; write a whole address that begins with https:// or http://"},
        [FIELD_IDS] = {NULL, NULL, NULL}, /* the last kind */
    };
    bool (*is_right)(struct faqbot_view) = kinds[field->kind].is_right;
    if (view_is_empty(value) || is_right == NULL || is_right(value)) {
        return value;
    }
    bool is_of_site =
        field->kind == FIELD_URL && view_starts_with(value, "/"); /* a generator's, and no mistake */
    enum faqbot_severity severity = is_of_site ? FAQBOT_HINT : FAQBOT_WARNING;
    fault_report(reader->reporter, severity, kinds[field->kind].rule, reader->path, line,
                 "%s is \"%.*s\"%s. It is left out", field->name, VIEW_ARGS(value),
                 kinds[field->kind].advice);
    return view_make(NULL, 0);
}

/* A wrong status does cost the entry: it may have been meant to say `draft`. */
bool field_read_status(struct kb_reader *reader, unsigned line, struct faqbot_view value, bool *is_draft)
{
    *is_draft = view_equals_text(value, "draft");
    if (*is_draft || view_is_empty(value) || view_equals_text(value, "live")) {
        return true;
    }
    kb_error(reader, "status", line,
             "status is \"%.*s\"; write live, or draft for what must not be answered yet", VIEW_ARGS(value));
    return false;
}

/* Answers are shown on terminals, which obey control characters, and C1 ones too where they come as UTF-8. A
 * blank keeps the words around them apart. */
struct faqbot_view field_clean(struct arena *arena, struct faqbot_view text, bool keeps_lines,
                               enum faqbot_status *status)
{
    char *bytes = *status == FAQBOT_OK ? arena_alloc(arena, text.size) : NULL;
    if (bytes == NULL) {
        *status = *status == FAQBOT_OK ? FAQBOT_NO_MEMORY : *status;
        return view_make(NULL, 0);
    }
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        bytes[i] = text.bytes[i];
        if (byte < ' ' ? !keeps_lines || (byte != '\n' && byte != '\t') : byte == 0x7f) {
            bytes[i] = ' ';
        } else if (i > 0 && byte >= 0x80 && byte < 0xa0 && (unsigned char)text.bytes[i - 1] == 0xc2) {
            bytes[i - 1] = bytes[i] = ' '; /* C1 controls, U+0080 to U+009F, of two bytes in UTF-8 */
        }
    }
    return view_make(bytes, text.size);
}

/* A ", " that an author wrote within a tag parts it, because an export that splits the text again cannot know
 * better. So what is read back from an export is what was exported, whichever characters the tags had. */
struct faqbot_view field_join_tags(struct arena *arena, const struct faqbot_view *tags, size_t count,
                                   enum faqbot_status *status)
{
    struct buffer out;
    buffer_init_in(&out, arena, SIZE_MAX);
    for (size_t i = 0; i < count; i++) {
        struct faqbot_view rest = field_clean(arena, tags[i], false, status);
        while (!view_is_empty(rest)) {
            size_t end = 0;
            while (end < rest.size && !view_starts_with(view_slice(rest, end, rest.size), ", ")) {
                end++;
            }
            struct faqbot_view tag = view_trim(view_slice(rest, 0, end));
            buffer_add_text(&out, out.size > 0 && !view_is_empty(tag) ? ", " : "");
            buffer_add(&out, tag);
            rest = view_slice(rest, end + 2, rest.size);
        }
    }
    if (out.failed && *status == FAQBOT_OK) {
        *status = FAQBOT_NO_MEMORY;
    }
    return buffer_view(&out);
}

/* ==== Questions that an entry never answers =========================================================== */

/* The words of each text, folded. */
static struct faqbot_view *fold_all(struct kb_reader *reader, const struct faqbot_view *texts, size_t count)
{
    struct arena *arena = &reader->entry_arena;
    struct faqbot_view *folded = arena_need(arena, count, sizeof *folded, &reader->status);
    for (size_t i = 0; i < count && reader->status == FAQBOT_OK; i++) {
        fail_if(!tokenize_folded(arena, texts[i], &folded[i]), FAQBOT_NO_MEMORY, &reader->status);
    }
    return folded;
}

static bool has_text(const struct faqbot_view *texts, size_t count, struct faqbot_view text)
{
    size_t i = 0;
    while (i < count && !view_equals(texts[i], text)) {
        i++;
    }
    return i < count;
}

/* The phrasing stays and not the exclusion, because it is what the author wrote the answer for. */
void field_set_exclusions(struct kb_reader *reader, struct faqbot_view *exclusions, size_t count,
                          struct entry *entry)
{
    if (count == 0) {
        return; /* the phrasings need not be folded */
    }
    const struct faqbot_view *excluded = fold_all(reader, exclusions, count);
    const struct faqbot_view *phrasings = fold_all(reader, entry->phrasings, entry->phrasing_count);
    size_t kept = 0;
    for (size_t i = 0; i < count && reader->status == FAQBOT_OK; i++) {
        if (has_text(phrasings, entry->phrasing_count, excluded[i])) {
            kb_error(reader, "contradiction", entry->line,
                     "\"%.*s\" is a phrasing of this question and a question that it never answers (not:), "
                     "which is left out; take one of the two out",
                     VIEW_ARGS(exclusions[i]));
        } else {
            exclusions[kept++] = exclusions[i];
        }
    }
    entry->exclusions = exclusions;
    entry->exclusion_count = kept;
}

/* ==== Keys ============================================================================================ */

/* Tables have a dozen rows; anything cleverer than a loop would be slower. */
const struct record_field *field_find(const struct record_field *fields, size_t count,
                                      struct faqbot_view name)
{
    for (size_t i = 0; i < count; i++) {
        if (view_equals_text(name, fields[i].name)) {
            return &fields[i];
        }
    }
    return NULL;
}

#define FIELDS_MAX 32        /* of one format */
#define MISTYPED_BYTES_MIN 3 /* of a key that may be meant for one of ours, which begins like it */

/* A mistyped key is the mistake that YAML never tells of: the value would silently not be there. */
/* The nearest of the names that there are; NULL: none is near. */
static const char *nearest_field(struct faqbot_view name, const struct record_field *fields, size_t count)
{
    const char *names[FIELDS_MAX];
    char word[64]; /* a longer key is like none of ours */
    size_t name_count = 0;
    while (name_count < count && name_count < FIELDS_MAX) {
        names[name_count] = fields[name_count].name;
        name_count++;
    }
    (void)snprintf(word, sizeof word, "%.*s", VIEW_ARGS(name));
    return faqbot_nearest_name(word, names, name_count);
}

void field_warn_unknown(struct kb_reader *reader, unsigned line, struct faqbot_view name,
                        const struct record_field *fields, size_t count)
{
    const char *nearest = nearest_field(name, fields, count);
    kb_warning(reader, "unknown-key", line, "there is no key \"%.*s\"; it is passed over%s%s%s",
               VIEW_ARGS(name), nearest == NULL ? "" : ". Is \"", nearest == NULL ? "" : nearest,
               nearest == NULL ? "" : "\" meant?");
}

void field_warn_misspelled(struct kb_reader *reader, unsigned line, struct faqbot_view name,
                           const struct record_field *fields, size_t count)
{
    const char *nearest = nearest_field(name, fields, count);
    if (nearest != NULL && name.size >= MISTYPED_BYTES_MIN && name.bytes[0] == nearest[0]) {
        field_warn_unknown(reader, line, name, fields, count);
    }
}
