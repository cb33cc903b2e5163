/* chat/message.c - reads what clients send: bytes in, a request or a refusal out.
 *
 * Members that are not known are ignored, so that a client may be newer than the server; what is known must
 * be right, so that a client that is wrong learns it from its first message and not from an odd answer. A
 * member that is null is one that is missing: that is what many programs write for what they have not got.
 *
 * The checks run in a fixed order, and the first that fails is the one that is reported: the size, the JSON,
 * the id, the type, the members of that type. The id comes first of all members so that every later refusal
 * can carry it. What a question says, and how long it may be, is the bot's to judge. */
#include "chat/chat_internal.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* ==== The codes of errors ============================================================================ */

/* As in PROTOCOL.md; the names are stable. The sentence that goes with a code is up to whoever refuses. */
const struct error_code error_code_bad_json = {.name = "bad_json", .bad = true};
const struct error_code error_code_bad_message = {.name = "bad_message", .bad = true};
const struct error_code error_code_too_long = {.name = "too_long", .bad = true};
const struct error_code error_code_unsupported = {.name = "unsupported"};
const struct error_code error_code_not_found = {.name = "not_found"};
const struct error_code error_code_rate_limited = {.name = "rate_limited", .temporary = true};
const struct error_code error_code_busy = {.name = "busy", .temporary = true};
const struct error_code error_code_internal = {.name = "internal", .temporary = true};

const struct error_code *error_code_find(const char *name)
{
    static const struct error_code *const all[] = {
        &error_code_bad_json,  &error_code_bad_message,  &error_code_too_long, &error_code_unsupported,
        &error_code_not_found, &error_code_rate_limited, &error_code_busy,     &error_code_internal,
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (strcmp(all[i]->name, name) == 0) {
            return all[i];
        }
    }
    return NULL;
}

#define ROLE_CHARS_MAX 32 /* of who spoke, in a transcript */

/* ==== Members ======================================================================================== */

/* Refuses the message with a sentence, to which the full stop is added. The first refusal stays. */
static void refuse(struct message *message, const struct error_code *code, const char *sentence,
                   const char *detail)
{
    if (message->code == NULL) {
        message->code = code;
        (void)snprintf(message->sentence, sizeof message->sentence, "%s%s.", sentence, detail);
    }
}

/* NULL: the member is missing, or null. Member names are compared byte for byte: "TYPE" is a member that is
 * not known. */
static const struct json *member(const struct message *message, const char *key)
{
    const struct json *value = json_member(message->document, key);
    return value == NULL || json_type(value) == JSON_NULL ? NULL : value;
}

/* Reads a member that is a string; otherwise the client is told `mistake`. */
static void read_string(struct message *message, const char *key, struct faqbot_view *text,
                        const char *mistake)
{
    if (!json_get_string(member(message, key), text)) {
        refuse(message, &error_code_bad_message, mistake, "");
    }
}

/* Reads a member that names a request. It is written only if it is valid: what a reply echoes must be within
 * its limits. */
static void read_id(struct message *message, const char *key, struct faqbot_view *id, const char *mistake)
{
    struct faqbot_view text = {.size = 0};
    if (json_get_string(member(message, key), &text) && text.size > 0 &&
        text.size <= FAQBOT_CHAT_ID_BYTES_MAX) {
        *id = text;
    } else {
        refuse(message, &error_code_bad_message, mistake, "");
    }
}

/* Empty text is well-formed here: the bot refuses an empty question, and an empty suggest gets no
 * suggestions. */
static void read_text(struct message *message)
{
    read_string(message, "text", &message->request.text, "`text` must be a string");
}

/* The same where the member may be missing. */
static void read_optional(struct message *message, const char *key, struct faqbot_view *text,
                          const char *mistake)
{
    if (member(message, key) != NULL) {
        read_string(message, key, text, mistake);
    }
}

/* Reads a member that may be missing, a whole number from 1 on, however it is written: 3, 3.0 and 3e0 are
 * equal in JSON. */
static void read_count(struct message *message, const char *key, unsigned most, unsigned *count,
                       const char *mistake)
{
    const struct json *value = member(message, key);
    double number = 0;
    if (value == NULL) {
        return;
    }
    if (json_get_number(value, &number) && number >= 1 && number <= most && floor(number) == number) {
        *count = (unsigned)number;
    } else {
        refuse(message, &error_code_bad_message, mistake, "");
    }
}

/* What form an answer is wanted in; there is one besides the usual. */
static void read_content(struct message *message)
{
    struct faqbot_view content = view_of(NULL);
    read_optional(message, "content", &content, MESSAGE_BAD_CONTENT);
    message->request.wants_blocks = view_equals_text(content, "blocks");
    if (member(message, "content") != NULL && !message->request.wants_blocks) {
        refuse(message, &error_code_bad_message, MESSAGE_BAD_CONTENT, "");
    }
}

/* Where to go on; whether there is such a place shows when the answer is there. */
static void read_rest(struct message *message)
{
    struct faqbot_view *rest = &message->request.rest;
    read_optional(message, "rest", rest, MESSAGE_BAD_REST);
    if (member(message, "rest") != NULL &&
        (view_is_empty(*rest) || rest->size > FAQBOT_CHAT_REST_BYTES_MAX)) {
        refuse(message, &error_code_bad_message, MESSAGE_BAD_REST, "");
    }
}

/* The language that the visitor wishes to be spoken to in. One that the bot does not speak is no mistake. */
static void read_wish(struct message *message)
{
    read_optional(message, "lang", &message->request.lang, MESSAGE_BAD_LANG);
    if (!view_is_empty(message->request.lang) && !language_is_tag(message->request.lang)) {
        refuse(message, &error_code_bad_message, MESSAGE_BAD_LANG, "");
    }
}

/* Joins an array of tags as the library takes them, with commas between them. That is why none may hold a
 * comma; nor does any in a knowledge base. */
static void read_tags(struct message *message)
{
    static const char mistake[] = "`tags` must be an array of strings, each not empty and without a comma";
    const struct json *tags = member(message, "tags");
    struct buffer *joined = &message->made;
    struct faqbot_view tag;
    buffer_init(joined, FAQBOT_CHAT_MESSAGE_BYTES_MAX);
    if (tags != NULL && json_type(tags) != JSON_ARRAY) {
        refuse(message, &error_code_bad_message, mistake, "");
        return;
    }
    for (const struct json *element = json_first(tags); element != NULL; element = json_next(element)) {
        if (!json_get_string(element, &tag) || view_is_empty(view_trim(tag)) ||
            view_find(tag, ',') < tag.size) {
            refuse(message, &error_code_bad_message, mistake, "");
            return;
        }
        buffer_add_text(joined, joined->size > 0 ? "," : "");
        buffer_add(joined, tag);
    }
    message->request.filter.tags = buffer_view(joined);
}

/* Which entries are meant. Whether any has such a tag, section or language shows when it is asked for. */
static void read_filter(struct message *message)
{
    struct faqbot_filter *filter = &message->request.filter;
    read_tags(message);
    read_optional(message, "section", &filter->section, "`section` must be a string");
    read_optional(message, "entry_lang", &filter->lang, "`entry_lang` must be a string, a language tag");
}

/* `context` names the entry that was answered last, and is not checked: an entry that is gone is no context,
 * as if there were none. */
static void read_ask(struct message *message)
{
    read_text(message);
    read_optional(message, "context", &message->request.context,
                  "`context` must be a string, the id of an entry");
    read_count(message, "top", FAQBOT_TOP_MAX, &message->request.top, MESSAGE_BAD_TOP);
    read_content(message);
    read_wish(message);
    read_filter(message);
}

static void read_suggest(struct message *message)
{
    read_text(message);
    read_filter(message);
}

/* The language of entries has a shorter name here, from before there were other languages in a request. */
static void read_search(struct message *message)
{
    struct faqbot_chat_request *request = &message->request;
    read_text(message);
    read_filter(message);
    read_optional(message, "lang", &request->filter.lang, "`lang` must be a string, a language tag");
    read_count(message, "limit", FAQBOT_HITS_MAX, &request->limit, MESSAGE_BAD_LIMIT);
}

/* Any string will do: whether there is such an entry shows when it is looked up. */
static void read_get(struct message *message)
{
    read_string(message, "entry", &message->request.entry, "`entry` must be a string, the id of an entry");
    read_content(message);
    read_rest(message);
    read_wish(message);
    read_filter(message);
}

/* `helpful` has three values: a visitor may withdraw what they said, and null, or nothing, says so. */
static void read_feedback(struct message *message)
{
    bool is_helpful = false;
    const struct json *helpful = member(message, "helpful");
    struct faqbot_chat_request *request = &message->request;
    read_id(message, "answer", &request->answer,
            "`answer` must be the id of an ask, a string of 1 to 64 bytes");
    if (helpful != NULL && !json_get_bool(helpful, &is_helpful)) {
        refuse(message, &error_code_bad_message, "`helpful` must be true, false or null", "");
    }
    request->helpful = helpful == NULL ? -1 : is_helpful;
    read_optional(message, "comment", &request->text, "`comment` must be a string");
    if (utf8_length(request->text) > FAQBOT_CHAT_COMMENT_CHARS_MAX) {
        refuse(message, &error_code_too_long, "A comment may have 280 characters", "");
    }
}

/* The token of a conversation, as a hello gives it. It is a secret of its visitor's, so no reply ever repeats it. */
static void read_conversation(struct message *message)
{
    struct faqbot_view token = view_of(NULL);
    read_string(message, "conversation", &token, MESSAGE_BAD_CONVERSATION);
    bool is_token = token.size == FAQBOT_CHAT_CONVERSATION_BYTES;
    for (size_t i = 0; i < token.size && is_token; i++) {
        is_token = ascii_is_digit(token.bytes[i]) || (token.bytes[i] >= 'a' && token.bytes[i] <= 'f');
    }
    if (is_token) {
        message->request.conversation = token;
    } else {
        refuse(message, &error_code_bad_message, MESSAGE_BAD_CONVERSATION, "");
    }
}

static void read_forget(struct message *message)
{
    if (member(message, "conversation") != NULL) {
        read_conversation(message);
    }
}

/* `given` has no default: what it would mean to leave it out, nobody should guess. */
static void read_consent(struct message *message)
{
    if (!json_get_bool(member(message, "given"), &message->request.is_given)) {
        refuse(message, &error_code_bad_message, "`given` must be true or false", "");
    }
}

#define MISTAKE_TRANSCRIPT                                                                                   \
    "`transcript` must be a text, or an array of objects with `text` and, if known, `role`"

static void refuse_long(struct message *message, struct faqbot_view text, size_t chars_max,
                        const char *sentence)
{
    if (utf8_length(text) > chars_max) {
        refuse(message, &error_code_too_long, sentence, "");
    }
}

/* One turn. The role is a word of the client's: who spoke, as it tells people apart. */
static bool read_turn(const struct json *turn, struct json_writer *writer)
{
    struct faqbot_view text;
    struct faqbot_view role = view_of(NULL);
    const struct json *given = json_type(turn) == JSON_OBJECT ? json_member(turn, "role") : NULL;
    bool has_role = given != NULL && json_type(given) != JSON_NULL;
    if (json_type(turn) != JSON_OBJECT || !json_get_string(json_member(turn, "text"), &text) ||
        (has_role && !json_get_string(given, &role)) || utf8_length(role) > ROLE_CHARS_MAX) {
        return false;
    }
    json_writer_open_object(writer, NULL);
    json_writer_add_optional(writer, "role", role);
    json_writer_add_string(writer, "text", text);
    json_writer_close_object(writer);
    return true;
}

/* Whatever form it came in, it is passed on as an array of turns, with nothing in it but what is named here: who
 * receives it is not to find members that somebody has slipped in. */
static void read_transcript(struct message *message)
{
    const struct json *transcript = member(message, "transcript");
    struct json_writer writer = json_writer_make(&message->made);
    struct faqbot_view text;
    size_t turns = 0;
    bool is_right = transcript != NULL;
    buffer_init(&message->made, FAQBOT_CHAT_TRANSCRIPT_BYTES_MAX);
    json_writer_open_array(&writer, NULL);
    if (json_get_string(transcript, &text)) {
        json_writer_open_object(&writer, NULL);
        json_writer_add_string(&writer, "text", text);
        json_writer_close_object(&writer);
        turns = view_is_empty(view_trim(text)) ? 0 : 1;
    } else {
        is_right = is_right && json_type(transcript) == JSON_ARRAY;
        for (const struct json *turn = is_right ? json_first(transcript) : NULL;
             turn != NULL && is_right && turns <= FAQBOT_CHAT_TURNS_MAX; turn = json_next(turn)) {
            is_right = read_turn(turn, &writer);
            turns++;
        }
    }
    if (!is_right || turns == 0) {
        refuse(message, &error_code_bad_message, MISTAKE_TRANSCRIPT, "");
        return;
    }
    json_writer_close_array(&writer);
    if (turns > FAQBOT_CHAT_TURNS_MAX || (message->made.failed && !message->made.no_memory)) {
        refuse(message, &error_code_too_long, "A transcript may have 100 turns and 65536 bytes", "");
    }
    message->request.transcript = buffer_view(&message->made);
}

static void read_handover(struct message *message)
{
    struct faqbot_chat_request *request = &message->request;
    read_transcript(message);
    read_optional(message, "reply_to", &request->reply_to, "`reply_to` must be a string");
    read_optional(message, "name", &request->name, "`name` must be a string");
    refuse_long(message, request->reply_to, FAQBOT_CHAT_REPLY_TO_CHARS_MAX,
                "`reply_to` may have 254 characters");
    refuse_long(message, request->name, FAQBOT_CHAT_NAME_CHARS_MAX, "`name` may have 100 characters");
}

/* What a WebSocket's visitor says once, of each request whose words are kept: the conversation, and their consent. */
static void read_belonging(struct message *message)
{
    if (member(message, "conversation") != NULL) {
        read_conversation(message);
    }
    if (member(message, "consent") != NULL &&
        !json_get_bool(member(message, "consent"), &message->request.is_given)) {
        refuse(message, &error_code_bad_message, "`consent` must be true or false", "");
    }
}

/* ==== Messages ======================================================================================= */

/* One line a type. A new one needs a name, its members if it has any, a value in enum
 * faqbot_chat_request_type, and a case in session.c's reply(). */
static const struct request_type {
    const char *name;
    void (*read)(struct message *message); /* the members of this type; NULL: it has none */
    bool belongs;                          /* to a conversation, of which it may be kept */
} request_types[] = {
    [FAQBOT_CHAT_ASK] = {"ask", read_ask, true},
    [FAQBOT_CHAT_GET] = {"get", read_get},
    [FAQBOT_CHAT_SUGGEST] = {"suggest", read_suggest},
    [FAQBOT_CHAT_PING] = {"ping", NULL},
    [FAQBOT_CHAT_FEEDBACK] = {"feedback", read_feedback, true},
    [FAQBOT_CHAT_SEARCH] = {"search", read_search, true},
    [FAQBOT_CHAT_FORGET] = {"forget", read_forget},
    [FAQBOT_CHAT_HANDOVER] = {"handover", read_handover, true},
    [FAQBOT_CHAT_CONSENT] = {"consent", read_consent},
    [FAQBOT_CHAT_RESUME] = {"resume", read_conversation},
};

/* FAQBOT_CHAT_REQUEST_TYPES: there is no such type, which was refused. */
static enum faqbot_chat_request_type read_type(struct message *message)
{
    struct faqbot_view name = {.size = 0};
    unsigned type = 0;
    read_string(message, "type", &name, "A request needs a `type`");
    while (type < FAQBOT_CHAT_REQUEST_TYPES && !view_equals_text(name, request_types[type].name)) {
        type++;
    }
    if (type == FAQBOT_CHAT_REQUEST_TYPES) {
        refuse(message, &error_code_unsupported, "This type of request is not known here", "");
    }
    return (enum faqbot_chat_request_type)type;
}

/* The type and the id. The body of an HTTP request may leave them out: its type is that of its address. */
static void read_envelope(struct message *message, enum faqbot_chat_request_type type)
{
    bool is_body = type != FAQBOT_CHAT_REQUEST_TYPES;
    message->request.type = type;
    if (!is_body || member(message, "id") != NULL) {
        read_id(message, "id", &message->request.id, "A request needs an `id`, a string of 1 to 64 bytes");
    }
    if (!is_body) {
        message->request.type = read_type(message);
    } else if (member(message, "type") != NULL && read_type(message) != type) {
        refuse(message, &error_code_unsupported,
               "This address takes one type of request only: ", request_types[type].name);
    }
}

_Static_assert(12 * FAQBOT_QUESTION_CHARS_MAX + 512 <= FAQBOT_CHAT_MESSAGE_BYTES_MAX,
               "a question of escapes fits, with what is around it");

/* The document is kept even for a refused message, since the id that the refusal carries points into it. */
enum faqbot_status message_read(struct faqbot_view bytes, enum faqbot_chat_request_type type,
                                struct message *message)
{
    struct message read = {.code = NULL};
    const char *complaint;
    if (bytes.size > FAQBOT_CHAT_MESSAGE_BYTES_MAX) {
        refuse(&read, &error_code_too_long, "A message may have 24576 bytes", "");
    } else {
        enum faqbot_status status = json_parse(bytes, &read.document, &complaint);
        if (status == FAQBOT_INVALID) {
            refuse(&read, &error_code_bad_json, "The message is not JSON: ", complaint);
        } else if (status != FAQBOT_OK) {
            return status;
        } else if (json_type(read.document) != JSON_OBJECT) {
            refuse(&read, &error_code_bad_message, "A message must be a JSON object", "");
        }
    }
    if (read.code == NULL) {
        read_envelope(&read, type);
    }
    if (read.code == NULL && request_types[read.request.type].read != NULL) {
        request_types[read.request.type].read(&read);
    }
    if (read.code == NULL && type != FAQBOT_CHAT_REQUEST_TYPES && request_types[type].belongs) {
        read_belonging(&read);
    }
    if (read.made.no_memory) {
        message_release(&read);
        return FAQBOT_NO_MEMORY;
    }
    *message = read;
    return FAQBOT_OK;
}

void message_release(struct message *message)
{
    json_free(message->document);
    message->document = NULL;
    buffer_release(&message->made);
}
