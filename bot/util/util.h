/* util/util.h - what every layer may use: views of borrowed bytes, arenas, growing buffers, tables, numbers,
 * faults, JSON, HTML, YAML and the replacing of files. SQLite alone has a header of its own (util/sqlite.h),
 * for it takes another library's with it.
 *
 * Two ways of failing run through it. Builders (buffer, the JSON and HTML writers) are sticky: they remember
 * that they failed, further calls do nothing, and the user checks once at the end. Functions that take `enum
 * faqbot_status *status` do nothing if it is a failure already, and set it when they fail. Nothing here
 * prints, exits or logs. */
#ifndef UTIL_UTIL_H
#define UTIL_UTIL_H

#include <faqbot.h>

#include <locale.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* ==== view.c: borrowed bytes ========================================================================= */

/* Pure functions; nothing is owned and nothing fails. A view says where bytes are, not how long they stay
 * there: each declaration that hands one out says how long it is valid. */

/* A view of a literal or of any NUL-terminated text, as long as that text lives; NULL gives the empty
 * view. */
struct faqbot_view view_of(const char *text);

static inline struct faqbot_view view_make(const char *bytes, size_t size)
{
    return (struct faqbot_view){.bytes = bytes, .size = size};
}

/* `size` bytes from `start`, cut to what there is; nothing is left at the view's end, not at its start. The start is
 * cut before the size, so no sum can overflow; nothing is added to a NULL pointer, which C forbids even for zero. */
static inline struct faqbot_view view_slice(struct faqbot_view view, size_t start, size_t size)
{
    start = start < view.size ? start : view.size;
    size_t rest = view.size - start;
    size = size < rest ? size : rest;
    return view_make(start == 0 ? view.bytes : view.bytes + start, size);
}

/* Copies the bytes to *end, where there is room for them, moves *end behind them, and returns the copy. */
struct faqbot_view view_copy_to(char **end, struct faqbot_view view);

/* Without leading and trailing ASCII white space. */
struct faqbot_view view_trim(struct faqbot_view view);

static inline bool view_is_empty(struct faqbot_view view)
{
    return view.size == 0;
}

/* memcmp() must not be given NULL, not even for no bytes. Most texts that are compared differ in their first byte. */
static inline bool view_equals(struct faqbot_view left, struct faqbot_view right)
{
    return left.size == right.size && (left.size == 0 || (left.bytes[0] == right.bytes[0] &&
                                                          memcmp(left.bytes, right.bytes, left.size) == 0));
}

bool view_equals_text(struct faqbot_view view, const char *text);
bool view_starts_with(struct faqbot_view view, const char *prefix);
bool view_ends_with(struct faqbot_view view, const char *suffix);

/* Whether it is one of the words of a list, a blank between two. An empty one is none. */
bool view_is_listed(struct faqbot_view view, const char *list);

/* Order of bytes, as memcmp has it, the shorter first: <0, 0, >0. */
int view_compare(struct faqbot_view left, struct faqbot_view right);

/* Where `byte` first stands, or view.size. */
size_t view_find(struct faqbot_view view, char byte);

/* Splits off what stands before the next line feed (a carriage return before it goes too); false at the
 * end. */
bool view_next_line(struct faqbot_view *rest, struct faqbot_view *line);

/* FNV-1a, 64 bits (Fowler, Noll, Vo: draft-eastlake-fnv). Start from VIEW_HASH_SEED; results can be chained.
 * Not for keys that a stranger chooses to collide. */
#define VIEW_HASH_SEED UINT64_C(14695981039346656037)
uint64_t view_hash(uint64_t hash, struct faqbot_view view);

/* Letters, digits and white space as file formats and protocols mean them, whatever the locale. Bytes beyond
 * ASCII belong to no class and have no case. */

bool ascii_is_alpha(char byte);
bool ascii_is_digit(char byte);
bool ascii_is_alnum(char byte);
bool ascii_is_xdigit(char byte);

/* The byte that a percent sign and two hexadecimal digits at the front of the text stand for (RFC 3986, section 2.1);
 * -1: it does not begin with these. */
int ascii_percent_byte(struct faqbot_view text);

/* A space, or one of tab, line feed, vertical tab, form feed and carriage return. */
bool ascii_is_space(char byte);

/* The same letter small or as a capital; any other byte comes back as it is. */
char ascii_lower(char byte);
char ascii_upper(char byte);

/* The order of two texts whose letters are all taken as small ones: <0, 0, >0. Looks at `bound` bytes at most
 * and not beyond a NUL, as strncasecmp() does. */
int ascii_compare(const char *left, const char *right, size_t bound);

/* Whether a digit of ASCII stands in a text. */
bool ascii_has_digit(struct faqbot_view text);

/* Whether two texts are the same but for the case of their letters. */
bool ascii_equals(struct faqbot_view left, struct faqbot_view right);

/* ==== arena.c: memory for one request ================================================================ */

struct arena_block;

/* Declare it, arena_init() it, arena_release() it. Blocks are kept over a reset, so a steady load allocates
 * nothing. Several lifetimes take several arenas: one for the request, one for what outlives it.
 *
 *     struct item *items = arena_need(&arena, count, sizeof *items, &status);
 *     fill(items, count, &status);
 *     return status; */
struct arena {
    struct arena_block *first;
    struct arena_block *current;
    size_t limit; /* bytes of all blocks together */
    size_t held;
    bool no_memory; /* some take failed because there was no memory, and not by the limit; until release */
};

/* An empty arena that never holds more than `limit` bytes. Allocates nothing yet. */
void arena_init(struct arena *arena, size_t limit);

/* Frees all; the arena is empty again and can be used. */
void arena_release(struct arena *arena);

/* Ends the life of everything taken; keeps the memory for what comes. */
void arena_reset(struct arena *arena);

/* `size` bytes, aligned for any type, not zeroed, valid until reset or release. NULL: no memory, or the
 * limit. */
void *arena_alloc(struct arena *arena, size_t size);

/* `count` zeroed elements of `size` bytes; NULL also where the product overflows. `count` 0 gives a valid
 * pointer. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

/* The same for a sequence of calls that is checked at its end: where it fails, *status becomes
 * FAQBOT_NO_MEMORY; where *status is a failure already, nothing is taken. NULL in both cases. */
void *arena_need(struct arena *arena, size_t count, size_t size, enum faqbot_status *status);

/* A copy of `view` in *copy, with a NUL behind it; false: no memory. */
bool arena_copy(struct arena *arena, struct faqbot_view view, struct faqbot_view *copy);

/* ==== buffer.c: bytes and arrays that grow =========================================================== */

/* Sticky: after a write that did not fit or found no memory, `failed` is set, the bytes stay as they were
 * before that write and later writes do nothing, so one check at the end suffices. A user that takes `failed`
 * for "too long" asks `no_memory` first. */
struct buffer {
    char *bytes;
    size_t size;
    size_t capacity;
    size_t limit;
    struct arena *arena; /* what the bytes lie in; NULL: they are the buffer's own */
    bool failed;
    bool no_memory; /* why it failed: not its own limit, but memory (or the arena) was at its end */
};

/* An empty buffer that never grows over `limit` bytes. Allocates nothing yet. */
void buffer_init(struct buffer *buffer, size_t limit);

/* The same in an arena: what is outgrown stays there until its reset, at most as much again. The bytes live
 * as long as the arena's, and the buffer need not be released. */
void buffer_init_in(struct buffer *buffer, struct arena *arena, size_t limit);

/* Frees the bytes; the buffer is empty and can be used. */
void buffer_release(struct buffer *buffer);

/* Empty and not failed; keeps the memory. */
void buffer_reset(struct buffer *buffer);

/* Cuts back to the first `size` bytes, and clears `failed` and `no_memory`. */
void buffer_truncate(struct buffer *buffer, size_t size);

void buffer_add(struct buffer *buffer, struct faqbot_view view);
void buffer_add_text(struct buffer *buffer, const char *text);
void buffer_add_byte(struct buffer *buffer, char byte);
void buffer_add_number(struct buffer *buffer, uint64_t number); /* decimal */

/* LEB128: seven bits a byte, low ones first; 1 to 10 bytes. */
void buffer_add_varint(struct buffer *buffer, uint64_t number);

/* Reads one back from the front of `rest`; false where it is cut short or over 64 bits. */
bool buffer_read_varint(struct faqbot_view *rest, uint64_t *number);

/* What was written so far, valid until the next write. */
struct faqbot_view buffer_view(const struct buffer *buffer);

/* Makes room for one more behind `count` items of `item_bytes` each: `array` points to the pointer to them,
 * NULL at first, and doubles where it is full. It lies in the arena, where what is outgrown stays until the
 * reset, or on the heap if that is NULL. False: no memory, and the array with its *capacity is as it was. */
bool array_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t item_bytes);

/* Puts the numbers in rising order. Without any, `numbers` may be NULL, which qsort() must not be given. */
void array_sort_numbers(uint32_t *numbers, size_t count);

/* ==== string_table.c: a number for each distinct string ============================================== */

#define STRING_TABLE_NONE UINT32_MAX
#define STRING_TABLE_BATCH 64

/* A place of the table: enough of the hash to pass by other strings without looking at them. */
struct string_table_slot {
    uint32_t hash;
    uint32_t number; /* + 1; 0: free */
};

/* Declare it, string_table_init() it, string_table_release() it. */
struct string_table {
    struct arena bytes;
    struct faqbot_view *strings;     /* by number; valid until release */
    struct string_table_slot *slots; /* open addressing */
    size_t slot_count;
    uint32_t count;
    uint32_t capacity;
    bool no_memory;
};

/* An empty table whose strings take `limit` bytes at most. Allocates nothing yet. */
void string_table_init(struct string_table *table, size_t limit);
void string_table_release(struct string_table *table);

/* The number of `string`, a new one where it is new; STRING_TABLE_NONE: no memory, or the limit. The bytes
 * are copied. */
uint32_t string_table_add(struct string_table *table, struct faqbot_view string);

/* Whether one could not be added because there was no memory, and not by the limit. */
bool string_table_failed(const struct string_table *table);

/* Fetches what string_table_add() of `count` strings, STRING_TABLE_BATCH at most, will look at: to wait for
 * all of it at once is most of what a large table saves. Changes nothing else. Writes the numbers that the
 * strings probably have, so that what hangs on them can be fetched too; some number or STRING_TABLE_NONE
 * where it is not clear. */
void string_table_get(const struct string_table *table, const struct faqbot_view *strings, size_t count,
                      uint32_t *numbers);

/* The number of `string`, or STRING_TABLE_NONE. */
uint32_t string_table_find(const struct string_table *table, struct faqbot_view string);

/* ==== siphash.c: a hash with a key =================================================================== */

struct siphash_key {
    uint64_t halves[2];
};

/* SipHash-1-3 of the bytes (Aumasson and Bernstein 2012, "SipHash: a fast short-input PRF"; one round a word
 * and three at the end are what hash tables take it for). The same on every machine. */
uint64_t siphash(struct siphash_key key, struct faqbot_view bytes);

/* ==== Intrusive lists ================================================================================ */

/* A doubly linked list whose links lie inside its objects: joining and leaving never allocate and never fail,
 * and an object leaves in constant time without a search. The list is a ring through its own head, so no
 * function has to ask whether a neighbour exists. Inline, because each function is a few assignments. */

/* The head of a list, or a place in one. Zeroed, a node is in no list. */
struct list_node {
    struct list_node *next;
    struct list_node *previous;
};

/* The object of `type` whose `member` is the node. */
#define LIST_ENTRY(node, type, member) ((type *)(void *)((char *)(node)-offsetof(type, member)))

/* Makes `list` the head of an empty list. A head must not move in memory while it has members. */
static inline void list_init(struct list_node *list)
{
    list->next = list;
    list->previous = list;
}

static inline bool list_is_empty(const struct list_node *list)
{
    return list->next == list;
}

/* Whether the node is in a list, if it was zeroed at first. */
static inline bool list_is_linked(const struct list_node *node)
{
    return node->next != NULL;
}

/* Puts `node`, which is in no list, at the end. */
static inline void list_append(struct list_node *list, struct list_node *node)
{
    node->next = list;
    node->previous = list->previous;
    list->previous->next = node;
    list->previous = node;
}

/* Takes `node` out of its list; does nothing if it is in none. */
static inline void list_remove(struct list_node *node)
{
    if (list_is_linked(node)) {
        node->previous->next = node->next;
        node->next->previous = node->previous;
        *node = (struct list_node){.next = NULL};
    }
}

/* Takes the first node out of the list and returns it; NULL: the list is empty. */
static inline struct list_node *list_take_first(struct list_node *list)
{
    struct list_node *first = list->next;
    if (first == list) {
        return NULL;
    }
    list->next = first->next;
    list->next->previous = list;
    *first = (struct list_node){.next = NULL};
    return first;
}

/* ==== lru.c: a bounded cache ========================================================================= */

/* Holds answers by questions, results by queries and posting lists by words; what the bytes mean is up to the
 * user. */

struct lru_cache;

/* A cache for at most `values` values that take at most `bytes` bytes, counting keys and bookkeeping.
 * Strangers may choose the keys as long as they do not know `seed`. The caller releases it with
 * lru_cache_free(). NULL: no memory. */
struct lru_cache *lru_cache_new(size_t values, size_t bytes, struct siphash_key seed);
void lru_cache_free(struct lru_cache *cache); /* NULL is allowed */

/* Drops all values. */
void lru_cache_clear(struct lru_cache *cache);

/* Pins what is found or added from now on, until the next call: pinned values stay even if together they
 * exceed the bounds, so that one search can hold several at once. Unpins all others. A cache on which this is
 * never called pins nothing. */
void lru_cache_pin(struct lru_cache *cache);

/* The value under `key`, aligned for any type and now the most recently used; NULL if there is none. Valid
 * until the next lru_cache_add() or lru_cache_clear(), or, if pinned, until the next lru_cache_pin(). */
const void *lru_cache_find(struct lru_cache *cache, struct faqbot_view key);

/* Makes room for a value of `size` bytes under `key`, which must have none, and returns it to be filled in.
 * NULL: the bounds do not allow for so much, or no memory; neither is a failure, since a cache may forget. */
void *lru_cache_add(struct lru_cache *cache, struct faqbot_view key, size_t size);

/* How many bytes are in use, as `bytes` above counts them. */
size_t lru_cache_bytes(const struct lru_cache *cache);

/* ==== number.c: numbers as text, whatever the locale ================================================= */

/* printf("%f") and strtod() follow the locale of the program that we are part of. Numbers that a person reads
 * have a point too: such lines are copied into files and commands, where a comma means something else. */

#define NUMBER_DECIMALS_MAX 9
#define NUMBER_TEXT_BYTES 32 /* a sign, eighteen digits, a point, decimals, a NUL */
#define NUMBER_READ_BYTES_MAX 64

struct number_text {
    char text[NUMBER_TEXT_BYTES];
};

/* The number as printf("%.*f") has it in the C locale, with `decimals` decimals, NUMBER_DECIMALS_MAX at most;
 * as number_short() from 10^18 on either way. By value, so that it can be an argument of printf("%s"):
 * number_text(x, 2).text lives until the end of that statement. */
struct number_text number_text(double number, unsigned decimals);

/* The same as printf("%g") has it: six digits that count, no zeros at the end, an exponent where it is
 * shorter. */
struct number_text number_short(double number);

/* Reads a decimal number, such as -0.5, .5, 5. or 5e-1, and nothing beside it: no white space, no "inf", no
 * hexadecimals. False: it is none, or has more than NUMBER_READ_BYTES_MAX bytes; *number is untouched then.
 * One that is too large for a double becomes infinite. */
bool number_read(struct faqbot_view text, double *number);

/* The C locale for the calling thread, around calls of libraries that ask the locale: cJSON reads numbers
 * with strtod(), libgumbo compares names with strcasecmp(). The program that we are part of keeps its own,
 * and its other threads do not notice. */

struct c_locale {
    locale_t c;
    locale_t before; /* the thread's, as it was */
};

/* Every entering is followed by a leaving in the same thread, on each path; they may lie within each other.
 * Where the system has no memory for it, the locale stays as it is. */
struct c_locale c_locale_enter(void);
void c_locale_leave(struct c_locale entered);

/* ==== fault.c: what went wrong, for a person ========================================================= */

/* How many bytes of a view a sentence shows: 300 at most, cut between characters. */
int fault_excerpt_size(struct faqbot_view view);
#define VIEW_ARGS(view) fault_excerpt_size(view), ((view).bytes == NULL ? "" : (view).bytes)

/* Fills `fault` (NULL: nothing to do) as an error and returns `status`, so that a failing function can end
 * with it. `path` may be NULL, `line` 0. The sentence is printf-like; views are given as "%.*s" with
 * VIEW_ARGS. */
enum faqbot_status fault_set(struct faqbot_fault *fault, enum faqbot_status status, const char *path,
                             unsigned line, const char *sentence, ...) __attribute__((format(printf, 5, 6)));

/* What errno's number means, in the language of the program (strerror() is not for threads); empty where that
 * is not known. By value, so that it can be an argument: fault_reason(errno).text lives until the end of that
 * statement. */
struct fault_reason {
    char text[128];
};
struct fault_reason fault_reason(int number);

/* Turns what a call reports by its result, or a builder by `failed`, into the status that a sequence of
 * calls is checked by: *status becomes `failure` unless an earlier failure is there. */
static inline void fail_if(bool failed, enum faqbot_status failure, enum faqbot_status *status)
{
    if (failed && *status == FAQBOT_OK) {
        *status = failure;
    }
}

/* For a function that calls much that may fail: fault_begin() empties `fault` (NULL allowed), and fault_end()
 * fills it with the words for the status where all the others have left it empty. So nothing fails without a
 * sentence. Returns the status; `path` may be NULL. */
void fault_begin(struct faqbot_fault *fault);
enum faqbot_status fault_end(struct faqbot_fault *fault, enum faqbot_status status, const char *path);

/* Receives faults that do not end the work, and counts them. Function and user are borrowed. */
struct fault_reporter {
    faqbot_fault_callback *report; /* may be NULL */
    void *user;
    size_t warnings;
    size_t errors;
};

/* Reports one fault; its status is FAQBOT_INVALID. `rule` is a stable name of its kind. */
void fault_report(struct fault_reporter *reporter, enum faqbot_severity severity, const char *rule,
                  const char *path, unsigned line, const char *sentence, ...)
    __attribute__((format(printf, 6, 7)));

/* ==== utf8.c: code points ============================================================================ */

/* Whether the bytes are well-formed UTF-8 (no surrogates, no overlong forms, nothing over U+10FFFF). */
bool utf8_is_valid(struct faqbot_view text);

/* Code points in valid UTF-8. */
size_t utf8_length(struct faqbot_view text);

/* The bytes of the first `characters` code points of valid UTF-8. */
struct faqbot_view utf8_first(struct faqbot_view text, size_t characters);

/* The longest front of `bytes` bytes at most that ends between code points. */
struct faqbot_view utf8_cut(struct faqbot_view text, size_t bytes);

/* Takes the first code point off valid UTF-8; false at the end. */
bool utf8_next(struct faqbot_view *rest, uint32_t *character);

/* ==== json.c: reading JSON =========================================================================== */

/* Messages of visitors, lines of JSON Lines and other services' exports are all read here, within limits that
 * the caller states; everything that we write as JSON is written by the writer below.
 *
 * Limits on a document. They bound memory and time before anything is built: a message of a stranger is
 * refused for what it would cost, not after it has cost it. */

#define JSON_DEPTH_MAX 64           /* arrays and objects within each other: rich text needs three a level */
#define JSON_KEYS_MAX 64            /* members of one object */
#define JSON_TEXT_BYTES_MAX 2097152 /* of one document */
#define JSON_NUMBER_BYTES_MAX 48    /* of one number as it is written */
#define JSON_VALUES_MAX 65536       /* of one document, itself included: some 5 MB of memory */

/* A value within a parsed document; valid until json_free() of the document. */
struct json;

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* Parses one JSON value with nothing behind it (RFC 8259). On FAQBOT_INVALID *complaint is a static clause
 * that says what is wrong ("a key stands twice in one object"): bad UTF-8, control characters in strings,
 * NUL, leading zeros, unpaired surrogates, numbers out of range, equal keys and whatever passes a limit above
 * are refused too. Otherwise FAQBOT_NO_MEMORY. *document is the caller's, released by json_free(); the text
 * is not kept. */
enum faqbot_status json_parse(struct faqbot_view text, struct json **document, const char **complaint);
void json_free(struct json *document); /* NULL is allowed */

/* What a document may have, where the limits above are another service's business. */
struct json_limits {
    size_t text_bytes;
    size_t values;
    size_t keys; /* of one object; comparing them takes time that grows with the square */
};

/* The same within other limits; JSON_DEPTH_MAX and JSON_NUMBER_BYTES_MAX stay. On FAQBOT_INVALID *offset is
 * the byte at which the text ceased to be right; SIZE_MAX where that is not known. */
enum faqbot_status json_parse_within(struct faqbot_view text, const struct json_limits *limits,
                                     struct json **document, const char **complaint, size_t *offset);

enum json_type json_type(const struct json *value);

/* The member called `key` (case matters), or NULL; NULL too where `value` is NULL or no object. */
const struct json *json_member(const struct json *value, const char *key);

/* Written only where the value is of that type; a NULL value is of no type. */
bool json_get_string(const struct json *value, struct faqbot_view *text);
bool json_get_number(const struct json *value, double *number);
bool json_get_bool(const struct json *value, bool *truth);

/* The elements of an array or the members of an object in order; NULL at the end, and for any other type. */
const struct json *json_first(const struct json *value);
const struct json *json_next(const struct json *element);

/* The key of an object's member; empty for an array's element. */
struct faqbot_view json_key(const struct json *member);

/* A value as it is written in `text`, which `document` was parsed from: what has to be passed on as it came, such as a
 * number with more digits than a double has. Empty if the value is not in the document. Takes as long as parsing. */
struct faqbot_view json_source(struct faqbot_view text, const struct json *document,
                               const struct json *value);

/* ==== json_writer.c: writing JSON ==================================================================== */

/* Make it with json_writer_make(), then write values in order; a key is NULL within arrays and for the
 * outermost value:
 *
 *     json_writer_open_object(&writer, NULL);
 *     json_writer_add_string(&writer, "id", id);
 *     json_writer_open_array(&writer, "tags");
 *
 * Commas are the writer's business, and so is escaping; balance is the caller's. It is as sticky as its
 * buffer: check `out->failed` once, at the end. */
struct json_writer {
    struct buffer *out; /* borrowed */
    bool after_value;
};

struct json_writer json_writer_make(struct buffer *out);

void json_writer_open_object(struct json_writer *writer, const char *key);
void json_writer_close_object(struct json_writer *writer);
void json_writer_open_array(struct json_writer *writer, const char *key);
void json_writer_close_array(struct json_writer *writer);

/* The text is valid UTF-8. Control characters, `"`, `\`, and `<`, U+2028, U+2029 are escaped, so that the
 * result may stand in a line of a log and inside HTML. */
void json_writer_add_string(struct json_writer *writer, const char *key, struct faqbot_view text);

/* The same, but an empty text is left out with its key: for members whose absence says the same. */
void json_writer_add_optional(struct json_writer *writer, const char *key, struct faqbot_view text);

/* The longest front of `text`, in whole characters, that takes `bytes` at most as json_writer_add_string()
 * puts it between its quotes. */
struct faqbot_view json_writer_fit(struct faqbot_view text, size_t bytes);

void json_writer_add_text(struct json_writer *writer, const char *key, const char *text);
void json_writer_add_integer(struct json_writer *writer, const char *key, int64_t number);

/* Rounded to four decimals at most, '.' whatever the locale, no exponent. What is not finite, or 10^15 and
 * more either way, is null. */
void json_writer_add_number(struct json_writer *writer, const char *key, double number);
void json_writer_add_bool(struct json_writer *writer, const char *key, bool truth);
void json_writer_add_null(struct json_writer *writer, const char *key);

/* A value that is JSON already, and is written as it stands. */
void json_writer_add_json(struct json_writer *writer, const char *key, struct faqbot_view json);

/* ==== html.c: writing HTML =========================================================================== */

/* The one writer of HTML, for pages and for export. Escaped by construction: there is no way to write text
 * that is not. It knows neither pages nor answers. */

#define HTML_DEPTH_MAX 48 /* elements within each other; that of rich text and what is around it */

/* Make it with html_make(), then write elements as they nest:
 *
 *     html_open(html, "p");
 *     html_set(html, "class", "answer");
 *     html_text(html, text);
 *     html_close(html);
 *
 * As sticky as its buffer: check `out->failed` once, at the end. The names of elements and attributes are our
 * literals; text may be any bytes, a stranger's too: invalid UTF-8, and control characters that HTML does not
 * allow, become U+FFFD. */
struct html {
    struct buffer *out; /* borrowed */
    const char *open[HTML_DEPTH_MAX];
    size_t depth;
    bool in_tag; /* attributes may still be set */
    /* Only what has a meaning in HTML is escaped; text is otherwise as it was, and an apostrophe stays one.
     * Elements have the attributes alone that they mean nothing without.
     * For export, whose files people compare from one run to the next, and whose texts come from an index and
     * are clean. */
    bool is_minimal;
    /* Parameters that each address of html_set_address() gets, as they are in one ("a=1&b=2"). */
    struct faqbot_view parameters;
};

struct html html_make(struct buffer *out);

/* Opens an element; html_close() closes the one opened last. */
void html_open(struct html *html, const char *element);
void html_close(struct html *html);

/* An element that has no content and no end: <br>, <input>. */
void html_single(struct html *html, const char *element);

/* Attributes, right after the element was opened. */
void html_set(struct html *html, const char *attribute, const char *value);
void html_set_text(struct html *html, const char *attribute, struct faqbot_view text);

/* Appends a part of an address, percent-encoded but for letters, digits and "-._~" (RFC 3986, 2.3). */
void html_encode(struct buffer *out, struct faqbot_view part);

/* An address: `front`, then `part` as html_encode() writes it, and the parameters. */
void html_set_address(struct html *html, const char *attribute, const char *front, struct faqbot_view part);

void html_text(struct html *html, struct faqbot_view text);
void html_words(struct html *html, const char *text);

/* A whole element with nothing but text in it. */
void html_add(struct html *html, const char *element, struct faqbot_view text);

/* What another writer has written to `made`, all its elements closed. */
void html_adopt(struct html *html, const struct buffer *made);

/* JSON as data within the page (`type`: its media type); the JSON writer has left no `<` in it. */
void html_add_data(struct html *html, const char *type, struct faqbot_view json);

/* To be called once, at the end: everything is closed. */
void html_finish(struct html *html);

/* ==== yaml.c: YAML as a tree, within bounds ========================================================== */

/* Front matter, bot.yml and faqbot.conf read flat mappings from it, with everything refused that can refer,
 * expand or carry a type; imports take what other tools write. Resolves no types: all of it is text.
 *
 * Limits on one text. libyaml parses what it is given; these bound what is kept of it, so that neither a
 * flood of brackets nor a chain of aliases can take more memory than a large file of ordinary YAML. */
#define YAML_DEPTH_MAX 32                             /* lists and mappings within each other */
#define YAML_NODES_MAX 2000000                        /* of one text */
#define YAML_TEXT_BYTES_MAX ((size_t)4 * 1024 * 1024) /* of one value, and of all that aliases stand for */
#define YAML_ANCHORS_MAX 256

/* YAML_UNREAD: reading failed before it began. */
enum yaml_type { YAML_UNREAD, YAML_TEXT, YAML_LIST, YAML_MAPPING };

/* A value. It lies in the arena that the tree was made in. */
struct yaml_tree {
    enum yaml_type type;
    unsigned line;     /* the first one is 1 */
    unsigned end_line; /* of a list or mapping: where YAML sees its end, which may be the line behind it */
    bool is_whole;     /* false: reading failed within it */
    bool is_plain;     /* a text without quotes, not a block */
    struct faqbot_view text;       /* of a text; valid UTF-8 without NUL */
    struct faqbot_view key;        /* of a mapping's value; a key that is no text is empty */
    const struct yaml_tree *name;  /* that key as it stands there; NULL in a list */
    const struct yaml_tree *first; /* within a list or mapping, in order */
    const struct yaml_tree *next;  /* in the list or mapping around */
};

/* Why reading ended early. */
enum yaml_problem {
    YAML_FINE,
    YAML_SYNTAX,    /* no YAML */
    YAML_REFERENCE, /* an anchor, alias or tag where none is allowed, or an alias that cannot be followed */
    YAML_DOCUMENT,  /* a second document where none is allowed */
    YAML_NUL,
    YAML_MUCH, /* over one of the limits above */
    YAML_MEMORY
};

struct yaml_failure {
    enum yaml_problem problem;
    unsigned line;
    const char *sentence; /* constant; of YAML_SYNTAX what libyaml says */
};

/* Makes a list of the documents in `text` (valid UTF-8 without NUL). After a failure, which is the first
 * there is, it holds what was read before it, so that a reader that finds fault with an earlier line can
 * report that instead. NULL only without memory. `is_safe` allows one document, and in it no anchors, aliases
 * and tags; otherwise tags mean nothing, and an alias may stand for a text: with lists and mappings within
 * each other it could expand to more than there is room for. */
const struct yaml_tree *yaml_read(struct faqbot_view text, bool is_safe, struct arena *arena,
                                  struct yaml_failure *failure);

/* The documents as whole trees; NULL, and `fault` filled with the line, with FAQBOT_INVALID, FAQBOT_LIMIT or
 * FAQBOT_NO_MEMORY. */
const struct yaml_tree *yaml_parse(struct faqbot_view text, const char *path, struct arena *arena,
                                   struct faqbot_fault *fault);

/* The first value of that key, NULL where there is none; `tree` may be NULL. */
const struct yaml_tree *yaml_member(const struct yaml_tree *tree, const char *key);

/* What a text says; empty for anything else, and for NULL. */
struct faqbot_view yaml_text(const struct yaml_tree *tree);

/* The values within; NULL where there are none, and for NULL. */
const struct yaml_tree *yaml_first(const struct yaml_tree *tree);

/* ==== toml.c: TOML as such a tree ==================================================================== */

/* Makes a list of one document, as yaml_read() does, of `text` (valid UTF-8 without NUL), within the same limits. After
 * a failure it holds what was read before it. NULL only without memory. */
const struct yaml_tree *toml_read(struct faqbot_view text, struct arena *arena, struct yaml_failure *failure);

/* ==== parallel.c: work on all cores ================================================================== */

#define PARALLEL_THREADS_MAX 64

/* Does a piece of some work; `thread` is below the number of threads, and no two pieces at a time have the same. */
typedef void parallel_work(void *user, size_t thread, size_t piece);

/* How many threads this machine has use for; 1 to PARALLEL_THREADS_MAX. */
size_t parallel_threads(void);

/* Does pieces 0 to count - 1, in any order, in so many threads at most (1 to PARALLEL_THREADS_MAX), of which the
 * caller's is one. It returns when all are done, and cannot fail. */
void parallel_run(size_t threads, size_t count, parallel_work *work, void *user);

/* ==== atomic_file.c: replacing a file atomically ===================================================== */

/* A file is written under another name beside its target, made durable, and then renamed, so that a reader
 * sees the old file or the new one and never a part. What killed processes leave is swept up. What is in the
 * file, and the sentence when something fails, are up to the caller: errno says why.
 *
 * Declare it, atomic_file_open() it, atomic_file_close() it. */
struct atomic_file {
    int folder;         /* borrowed; AT_FDCWD allowed */
    int file;           /* holds a lock, by which others tell that it is in use; -1: there is none */
    struct buffer name; /* ended by a NUL */
};

/* Makes an empty file STEM-0, or STEM-1 ... in the open folder, with the rights that a new file of this
 * process has, and locks it. */
bool atomic_file_open(struct atomic_file *file, int folder, const char *stem);

bool atomic_file_write(struct atomic_file *file, struct faqbot_view bytes);

/* Makes the file durable and gives it its name in the folder. Unless it `replaces` what is there, a file of
 * that name makes it fail with EEXIST, even one that came meanwhile. */
bool atomic_file_place(struct atomic_file *file, const char *target, bool replaces);

/* Removes the file, unless it was placed. Also after a failure. */
void atomic_file_close(struct atomic_file *file);

/* Whether an open file of such a name may be what a killed process left. */
typedef bool atomic_file_is_left(int file);

/* Removes the files STEM-0, STEM-1 ... that no process is writing; `is_left` has the last word, NULL
 * agrees. */
void atomic_file_sweep(int folder, const char *stem, atomic_file_is_left *is_left);

#endif
