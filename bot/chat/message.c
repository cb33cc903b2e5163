/* chat/message.c - reads requests. Unknown members are ignored, so that clients may be newer than the
 * server; what is known must be right. Whether a question can be answered is the chat's business. */
#include "chat/chat_internal.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "util/json.h"
#include "util/util.h"

/* ==== code ============================================================================================== */

/* The table of errors, as PROTOCOL.md has it. The sentences are those who refuse. */

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

/* ==== message =========================================================================================== */

/* A refusal in a sentence, to which the full stop is added; always false, so that a check can end with it. */
static bool refuse(struct message *message, const struct error_code *code, const char *sentence,
                   const char *detail)
{
    message->code = code;
    int size = snprintf(message->sentence, sizeof message->sentence, "%s%s.", sentence, detail);
    return size < 0; /* which cannot be: the words are ours */
}

static bool refuse_field(struct message *message, const char *sentence)
{
    return refuse(message, &error_code_bad_message, sentence, "");
}

/* The member called `key`; NULL where it is missing or null, which is the same. */
static const struct json *field(const struct message *message, const char *key)
{
    const struct json *member = json_member(message->document, key);
    return member == NULL || json_type(member) == JSON_NULL ? NULL : member;
}

static bool read_text(struct message *message)
{
    return json_get_string(field(message, "text"), &message->request.text) ||
           refuse_field(message, "`text` must be a string");
}

static bool read_context(struct message *message)
{
    const struct json *context = field(message, "context");
    return context == NULL || json_get_string(context, &message->request.context) ||
           refuse_field(message, "`context` must be a string, the id of an entry");
}

static bool read_top(struct message *message)
{
    double number = 0;
    const struct json *top = field(message, "top");
    if (top == NULL) {
        return true;
    }
    if (!json_get_number(top, &number) || number < 1 || number > FAQBOT_TOP_MAX || floor(number) != number) {
        return refuse_field(message, MESSAGE_BAD_TOP);
    }
    message->request.top = (unsigned)number;
    return true;
}

static bool read_ask(struct message *message)
{
    return read_text(message) && read_context(message) && read_top(message);
}

static bool read_get(struct message *message)
{
    return json_get_string(field(message, "entry"), &message->request.entry) ||
           refuse_field(message, "`entry` must be a string, the id of an entry");
}

static bool read_helpful(struct message *message)
{
    bool helpful = false;
    const struct json *value = field(message, "helpful");
    if (value != NULL && !json_get_bool(value, &helpful)) {
        return refuse_field(message, "`helpful` must be true, false or null");
    }
    message->request.helpful = value == NULL ? -1 : helpful ? 1 : 0;
    return true;
}

static bool read_comment(struct message *message)
{
    size_t characters = 0;
    const struct json *comment = field(message, "comment");
    if (comment != NULL && !json_get_string(comment, &message->request.text)) {
        return refuse_field(message, "`comment` must be a string");
    }
    for (size_t i = 0; i < message->request.text.size; i++) {
        characters += ((unsigned char)message->request.text.bytes[i] & 0xc0) != 0x80;
    }
    return characters <= FAQBOT_CHAT_COMMENT_CHARS_MAX ||
           refuse(message, &error_code_too_long, "A comment may have 280 characters", "");
}

static bool read_feedback(struct message *message)
{
    struct faqbot_view *answer = &message->request.answer;
    if (!json_get_string(field(message, "answer"), answer) || answer->size == 0 ||
        answer->size > FAQBOT_CHAT_ID_BYTES_MAX) {
        return refuse_field(message, "`answer` must be the id of an ask, a string of 1 to 64 bytes");
    }
    return read_helpful(message) && read_comment(message);
}

static const struct request_type {
    const char *name;
    bool (*read)(struct message *message); /* the fields of this type, NULL: none; false: refused */
} request_types[] = {
    [FAQBOT_CHAT_ASK] = {"ask", read_ask},
    [FAQBOT_CHAT_GET] = {"get", read_get},
    [FAQBOT_CHAT_SUGGEST] = {"suggest", read_text},
    [FAQBOT_CHAT_PING] = {"ping", NULL},
    [FAQBOT_CHAT_FEEDBACK] = {"feedback", read_feedback},
};

static bool read_type(struct message *message)
{
    struct faqbot_view name;
    if (!json_get_string(field(message, "type"), &name)) {
        return refuse_field(message, "A request needs a `type`");
    }
    for (unsigned i = 0; i < sizeof request_types / sizeof request_types[0]; i++) {
        if (view_equals_text(name, request_types[i].name)) {
            message->request.type = (enum faqbot_chat_request_type)i;
            return true;
        }
    }
    return refuse(message, &error_code_unsupported, "This type of request is not known here", "");
}

static bool read_id(struct message *message)
{
    struct faqbot_view id = {0};
    if (!json_get_string(field(message, "id"), &id) || id.size == 0 || id.size > FAQBOT_CHAT_ID_BYTES_MAX) {
        return refuse_field(message, "A request needs an `id`, a string of 1 to 64 bytes");
    }
    message->request.id = id;
    return true;
}

/* The document, an object; false: refused. */
static bool read_document(struct faqbot_view bytes, struct message *message, enum faqbot_status *status)
{
    const char *complaint;
    if (bytes.size > FAQBOT_CHAT_MESSAGE_BYTES_MAX) {
        return refuse(message, &error_code_too_long, "A message may have 4096 bytes", "");
    }
    *status = json_parse(bytes, &message->document, &complaint);
    if (*status == FAQBOT_INVALID) {
        *status = FAQBOT_OK;
        return refuse(message, &error_code_bad_json, "The message is not JSON: ", complaint);
    }
    if (*status != FAQBOT_OK) {
        return false;
    }
    return json_type(message->document) == JSON_OBJECT ||
           refuse_field(message, "A message must be a JSON object");
}

/* The type and the id. A body may leave them out: its type is `type`, which is that of its address. */
static bool read_envelope(struct message *message, enum faqbot_chat_request_type type)
{
    bool is_body = type != FAQBOT_CHAT_REQUEST_TYPES;
    if ((!is_body || field(message, "id") != NULL) && !read_id(message)) {
        return false;
    }
    message->request.type = type;
    if (is_body && field(message, "type") == NULL) {
        return true;
    }
    return read_type(message) &&
           (!is_body || message->request.type == type ||
            refuse(message, &error_code_unsupported,
                   "This address takes one type of request only: ", request_types[type].name));
}

enum faqbot_status message_read_body(struct faqbot_view bytes, enum faqbot_chat_request_type type,
                                     struct message *message)
{
    enum faqbot_status status = FAQBOT_OK;
    struct message read = {.code = NULL};
    if (read_document(bytes, &read, &status) && read_envelope(&read, type) &&
        request_types[read.request.type].read != NULL) {
        request_types[read.request.type].read(&read);
    }
    if (status == FAQBOT_OK) {
        *message = read;
    }
    return status;
}

enum faqbot_status message_read(struct faqbot_view bytes, struct message *message)
{
    return message_read_body(bytes, FAQBOT_CHAT_REQUEST_TYPES, message);
}

void message_release(struct message *message)
{
    json_free(message->document);
    message->document = NULL;
}
