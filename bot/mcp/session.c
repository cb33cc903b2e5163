/* mcp/session.c - the Model Context Protocol as a function of bytes: one message of JSON-RPC in, at most one out
 * (https://modelcontextprotocol.io/specification). The tools' part is tools.c.
 *
 * There are two protocols in one. Since revision 2026-07-28 each request stands alone and says in `_meta` of which
 * revision it is; before, a session begins with `initialize`, which settles the revision for all that follows. A
 * request is of the kind that it looks like, so that both may come over one connection. What this session knows of the
 * past is that revision and nothing else.
 *
 * Of the rest of the protocol there is nothing here: no resources, prompts, subscriptions or logging. None of them is
 * announced, and a request for one gets the error that the protocol has for that. Requests are answered one after the
 * other, so a `notifications/cancelled` always comes too late, and is ignored like all notifications. */
#include "mcp/mcp_internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "util/util.h"

/* Codes of JSON-RPC 2.0, section 5.1, and the one that MCP adds. */
enum error_code {
    PARSE_ERROR = -32700,
    INVALID_REQUEST = -32600,
    METHOD_NOT_FOUND = -32601,
    INVALID_PARAMS = -32602,
    INTERNAL_ERROR = -32603,
    UNSUPPORTED_REVISION = -32022
};

#define MODERN_REVISION "2026-07-28"
#define BATCH_REVISION "2025-03-26" /* the one that has batches */
#define META "io.modelcontextprotocol/"
/* A result has the chat's object and a text that is made of it, which is no longer. */
#define RESULT_BYTES_MAX ((size_t)4 * FAQBOT_CHAT_BLOCKS_BYTES_MAX)
#define TOOLS_TTL_MILLISECONDS                                                                               \
    3600000 /* until the tools may be listed again; they change with the program alone */

/* Those that begin with `initialize`, the latest first. */
static const char *const legacy_revisions[] = {"2025-11-25", "2025-06-18", BATCH_REVISION, "2024-11-05"};
#define LEGACY_REVISIONS (sizeof legacy_revisions / sizeof *legacy_revisions)

struct faqbot_mcp {
    struct faqbot_chat *chat; /* answers calls of tools */
    struct json *tools;
    const char *revision; /* what `initialize` has settled, of legacy_revisions; NULL: nothing yet */
    struct buffer reply;
};

/* One message while it is answered. */
struct message {
    struct faqbot_mcp *mcp;
    struct faqbot *bot;
    struct faqbot_view text; /* that the document was read from */
    const struct json *document;
    const struct json *object; /* the message; the document, or one of a batch */
    const struct json *params; /* NULL: it has none */
    struct faqbot_view id;     /* as it is written; empty: there is none that can be echoed */
    bool is_modern;
    struct json_writer writer;
};

/* ==== Replies ========================================================================================= */

static void open_reply(struct message *message)
{
    struct json_writer *writer = &message->writer;
    json_writer_open_object(writer, NULL);
    json_writer_add_text(writer, "jsonrpc", "2.0");
    json_writer_add_json(writer, "id", view_is_empty(message->id) ? view_of("null") : message->id);
}

/* What stands in `data` is up to the caller, who closes the reply with close_error(). */
static void open_error(struct message *message, enum error_code code, const char *sentence,
                       const char *detail)
{
    struct json_writer *writer = &message->writer;
    char text[256];
    (void)snprintf(text, sizeof text, "%s%s", sentence, detail);
    open_reply(message);
    json_writer_open_object(writer, "error");
    json_writer_add_integer(writer, "code", code);
    json_writer_add_text(writer, "message", text);
}

static void close_error(struct message *message)
{
    json_writer_close_object(&message->writer);
    json_writer_close_object(&message->writer);
}

static void refuse(struct message *message, enum error_code code, const char *sentence)
{
    open_error(message, code, sentence, "");
    close_error(message);
}

static void add_server(struct json_writer *writer, const char *key)
{
    json_writer_open_object(writer, key);
    json_writer_add_text(writer, "name", "faqbot");
    json_writer_add_text(writer, "version", FAQBOT_VERSION_TEXT);
    json_writer_close_object(writer);
}

/* Opens `result`, with what every result of the modern kind has. */
static void open_result(struct message *message)
{
    struct json_writer *writer = &message->writer;
    open_reply(message);
    json_writer_open_object(writer, "result");
    if (message->is_modern) {
        json_writer_add_text(writer, "resultType", "complete");
        json_writer_open_object(writer, "_meta");
        add_server(writer, META "serverInfo");
        json_writer_close_object(writer);
    }
}

static void close_result(struct message *message)
{
    close_error(message);
}

/* How long a client may keep a result, in modern ones. It is the same for whoever asks. */
static void add_lifetime(struct message *message, int64_t milliseconds)
{
    if (message->is_modern) {
        json_writer_add_integer(&message->writer, "ttlMs", milliseconds);
        json_writer_add_text(&message->writer, "cacheScope", "public");
    }
}

/* NULL: the member is missing, or null, which many programs write for what they have not got. */
static const struct json *member(const struct json *object, const char *key)
{
    const struct json *value = json_member(object, key);
    return value == NULL || json_type(value) == JSON_NULL ? NULL : value;
}

/* ==== Methods ========================================================================================= */

/* What the model should know of the tools as a whole; then what can be asked here. */
static void add_instructions(struct message *message)
{
    const struct faqbot_about *about = faqbot_about(message->bot);
    struct buffer text;
    buffer_init(&text, RESULT_BYTES_MAX);
    buffer_add_text(
        &text,
        "Answers frequently asked questions from a knowledge base, in the words of its authors. Use `ask` "
        "for what the knowledge base may be about, and answer from what it returns alone: pass on the source "
        "and the disclaimer of every answer, and where it is unsure or has no answer, say so plainly.");
    if (!view_is_empty(about->name)) {
        buffer_add_text(&text, " The name of the knowledge base: ");
        buffer_add(&text, about->name);
        buffer_add_text(&text, ".");
    }
    for (size_t i = 0; i < about->starter_count; i++) {
        buffer_add_text(&text, i == 0 ? " Some of its questions:\n- " : "\n- ");
        buffer_add(&text, about->starters[i].question);
    }
    json_writer_add_string(&message->writer, "instructions", buffer_view(&text));
    message->writer.out->failed |= text.failed;
    buffer_release(&text);
}

/* What is not named is not offered. */
static void add_capabilities(struct json_writer *writer)
{
    json_writer_open_object(writer, "capabilities");
    json_writer_open_object(writer, "tools");
    json_writer_close_object(writer);
    json_writer_close_object(writer);
}

static void add_revisions(struct json_writer *writer, const char *key)
{
    json_writer_open_array(writer, key);
    json_writer_add_text(writer, NULL, MODERN_REVISION);
    for (size_t i = 0; i < LEGACY_REVISIONS; i++) {
        json_writer_add_text(writer, NULL, legacy_revisions[i]);
    }
    json_writer_close_array(writer);
}

/* A revision that is not known, or has no `initialize`, gets the latest that has: whether to go on is the client's to
 * decide. */
static enum faqbot_status initialize(struct message *message)
{
    struct faqbot_view wanted = view_of(NULL);
    size_t i = 0;
    if (!json_get_string(json_member(message->params, "protocolVersion"), &wanted)) {
        refuse(message, INVALID_PARAMS, "`protocolVersion` must be a string.");
        return FAQBOT_OK;
    }
    if (message->object != message->document) {
        refuse(message, INVALID_REQUEST, "`initialize` may not be in a batch.");
        return FAQBOT_OK;
    }
    while (i < LEGACY_REVISIONS && !view_equals_text(wanted, legacy_revisions[i])) {
        i++;
    }
    message->mcp->revision = legacy_revisions[i < LEGACY_REVISIONS ? i : 0];
    open_result(message);
    json_writer_add_text(&message->writer, "protocolVersion", message->mcp->revision);
    add_capabilities(&message->writer);
    add_server(&message->writer, "serverInfo");
    add_instructions(message);
    close_result(message);
    return FAQBOT_OK;
}

/* The instructions change with the knowledge base, so nobody is told to keep them. */
static enum faqbot_status discover(struct message *message)
{
    open_result(message);
    add_revisions(&message->writer, "supportedVersions");
    add_capabilities(&message->writer);
    add_instructions(message);
    add_lifetime(message, 0);
    close_result(message);
    return FAQBOT_OK;
}

static enum faqbot_status ping(struct message *message)
{
    open_result(message);
    close_result(message);
    return FAQBOT_OK;
}

/* There is one page, so no cursor was ever given out. */
static enum faqbot_status list_tools(struct message *message)
{
    if (member(message->params, "cursor") != NULL) {
        refuse(message, INVALID_PARAMS, "There is no such `cursor`: all tools are on one page.");
        return FAQBOT_OK;
    }
    open_result(message);
    tools_write(&message->writer, "tools");
    add_lifetime(message, TOOLS_TTL_MILLISECONDS);
    close_result(message);
    return FAQBOT_OK;
}

static enum faqbot_status call_tool(struct message *message)
{
    struct faqbot_view name = view_of(NULL);
    const struct json *arguments = member(message->params, "arguments");
    (void)json_get_string(json_member(message->params, "name"), &name);
    struct tool_call call = {.tool = tools_find(message->mcp->tools, name),
                             .arguments = arguments,
                             .chat = message->mcp->chat,
                             .bot = message->bot};
    if (call.tool == NULL) {
        refuse(message, INVALID_PARAMS, "`name` must be that of a tool: ask, search or entry.");
        return FAQBOT_OK;
    }
    if (arguments != NULL && json_type(arguments) != JSON_OBJECT) {
        refuse(message, INVALID_PARAMS, "`arguments` must be an object.");
        return FAQBOT_OK;
    }
    call.source =
        arguments == NULL ? view_of(NULL) : json_source(message->text, message->document, arguments);
    open_result(message);
    enum faqbot_status status = tools_call(&call, &message->writer);
    close_result(message);
    return status;
}

/* In which kind of request there is a method. */
enum method_kind {
    HANDSHAKE, /* in the old one, where it may come first; whatever `_meta` says */
    LEGACY,    /* the same, but for `_meta` */
    MODERN,
    BOTH
};

/* One line a method. */
static const struct method {
    const char *name;
    enum method_kind kind;
    enum faqbot_status (*answer)(struct message *message);
} methods[] = {
    {"initialize", HANDSHAKE, initialize}, {"ping", LEGACY, ping},
    {"server/discover", MODERN, discover}, {"tools/list", BOTH, list_tools},
    {"tools/call", BOTH, call_tool},
};

/* NULL: there is no such method. */
static const struct method *method_find(struct faqbot_view name)
{
    size_t i = 0;
    while (i < sizeof methods / sizeof *methods && !view_equals_text(name, methods[i].name)) {
        i++;
    }
    return i < sizeof methods / sizeof *methods ? &methods[i] : NULL;
}

/* ==== Messages ======================================================================================== */

/* Whether a request of the modern kind has what it needs; otherwise it is refused. */
static bool is_well_described(struct message *message, const struct json *meta)
{
    struct faqbot_view revision = view_of(NULL);
    const struct json *capabilities = json_member(meta, META "clientCapabilities");
    if (!json_get_string(json_member(meta, META "protocolVersion"), &revision)) {
        refuse(message, INVALID_PARAMS, "`_meta` must have `" META "protocolVersion`, a string.");
        return false;
    }
    if (!view_equals_text(revision, MODERN_REVISION)) {
        open_error(message, UNSUPPORTED_REVISION, "This revision of the protocol is not supported.", "");
        json_writer_open_object(&message->writer, "data");
        add_revisions(&message->writer, "supported");
        json_writer_add_string(&message->writer, "requested", revision);
        json_writer_close_object(&message->writer);
        close_error(message);
        return false;
    }
    if (capabilities == NULL || json_type(capabilities) != JSON_OBJECT) {
        refuse(message, INVALID_PARAMS, "`_meta` must have `" META "clientCapabilities`, an object.");
        return false;
    }
    return true;
}

/* Whether there is such a method, and what it needs; otherwise the request is refused. */
static bool may_answer(struct message *message, const struct method *method)
{
    const struct json *meta = json_member(message->params, "_meta");
    enum method_kind kind = method == NULL ? BOTH : method->kind;
    bool has_revision = json_member(meta, META "protocolVersion") != NULL;
    message->is_modern = kind == MODERN || (kind != HANDSHAKE && has_revision);
    if (message->params != NULL && json_type(message->params) != JSON_OBJECT) {
        refuse(message, INVALID_PARAMS, "`params` must be an object.");
        return false;
    }
    if (message->is_modern && !is_well_described(message, meta)) {
        return false;
    }
    if (method == NULL || (message->is_modern && kind == LEGACY)) {
        refuse(message, METHOD_NOT_FOUND, "There is no such method here.");
        return false;
    }
    if (!message->is_modern && kind == BOTH && message->mcp->revision == NULL) {
        refuse(message, INVALID_PARAMS,
               "Either `initialize` comes first, or `_meta` has `" META "protocolVersion`.");
        return false;
    }
    return true;
}

/* Reads the id, which is echoed as it is written: a number may have more digits than a double holds. JSON-RPC also has
 * null for an id, but MCP forbids that. False: there is one that is none. */
static bool read_id(struct message *message)
{
    const struct json *id = json_member(message->object, "id");
    bool is_good = id != NULL && (json_type(id) == JSON_STRING || json_type(id) == JSON_NUMBER);
    message->id = is_good ? json_source(message->text, message->document, id) : view_of(NULL);
    return is_good || id == NULL;
}

/* Answers one message; writes nothing for a notification, or for a response, since nothing was asked. */
static enum faqbot_status take(struct message *message)
{
    struct faqbot_view version = view_of(NULL);
    struct faqbot_view method = view_of(NULL);
    const struct json *object = message->object;
    bool has_good_id = read_id(message);
    bool has_method = json_get_string(json_member(object, "method"), &method);
    bool is_response = json_member(object, "result") != NULL || json_member(object, "error") != NULL;
    (void)json_get_string(json_member(object, "jsonrpc"), &version);
    message->params = member(object, "params");
    if (json_type(object) != JSON_OBJECT) {
        refuse(message, INVALID_REQUEST, "A message must be an object.");
    } else if (!view_equals_text(version, "2.0")) {
        refuse(message, INVALID_REQUEST, "`jsonrpc` must be \"2.0\".");
    } else if (!has_good_id) {
        refuse(message, INVALID_REQUEST, "`id` must be a string or a number.");
    } else if (!has_method && !is_response) {
        refuse(message, INVALID_REQUEST, "`method` must be a string.");
    } else if (has_method && !view_is_empty(message->id)) {
        const struct method *found = method_find(method);
        return may_answer(message, found) ? found->answer(message) : FAQBOT_OK;
    }
    return FAQBOT_OK;
}

/* Answers one message, and once more if that has failed halfway. */
static enum faqbot_status take_safely(struct message *message)
{
    struct buffer *out = message->writer.out;
    struct json_writer before = message->writer;
    size_t start = out->size;
    enum faqbot_status status = take(message);
    if (status == FAQBOT_NO_MEMORY || out->failed) {
        buffer_truncate(out, start);
        message->writer = before;
        refuse(message, INTERNAL_ERROR, "There is not enough memory to answer.");
        return FAQBOT_NO_MEMORY;
    }
    return status;
}

/* How many messages are in a batch, up to one too many. */
static size_t count_of(const struct json *batch)
{
    size_t count = 0;
    for (const struct json *one = json_first(batch); one != NULL && count <= FAQBOT_MCP_BATCH_MAX;
         one = json_next(one)) {
        count++;
    }
    return count;
}

/* Several messages in one, and their replies in one; no reply where all are notifications. */
static enum faqbot_status take_batch(struct message *message)
{
    struct faqbot_mcp *mcp = message->mcp;
    struct json_writer *writer = &message->writer;
    size_t count = count_of(message->document);
    enum faqbot_status status = FAQBOT_OK;
    if (mcp->revision == NULL || !view_equals_text(view_of(mcp->revision), BATCH_REVISION)) {
        refuse(message, INVALID_REQUEST, "Only revision " BATCH_REVISION " of the protocol has batches.");
    } else if (count == 0 || count > FAQBOT_MCP_BATCH_MAX) {
        refuse(message, INVALID_REQUEST, "A batch must have 1 to 16 messages.");
    } else {
        json_writer_open_array(writer, NULL);
        size_t start = writer->out->size;
        for (const struct json *one = json_first(message->document); one != NULL; one = json_next(one)) {
            message->object = one;
            enum faqbot_status taken = take_safely(message);
            status = status == FAQBOT_OK ? taken : status;
        }
        if (writer->out->size == start) {
            buffer_truncate(writer->out, 0);
        } else {
            json_writer_close_array(writer);
        }
    }
    return status;
}

/* What is wrong with bytes that are no message, before any of it can be read. */
static enum faqbot_status read_document(struct message *message, struct json **document, bool *is_read)
{
    const char *complaint;
    *is_read = false;
    if (message->text.size > FAQBOT_MCP_MESSAGE_BYTES_MAX) {
        refuse(message, INVALID_REQUEST, "A message may have 65536 bytes.");
        return FAQBOT_OK;
    }
    enum faqbot_status status = json_parse(message->text, document, &complaint);
    if (status == FAQBOT_INVALID) {
        open_error(message, PARSE_ERROR, "The message is not JSON: ", complaint);
        close_error(message);
        return FAQBOT_OK;
    }
    *is_read = status == FAQBOT_OK;
    return status;
}

enum faqbot_status faqbot_mcp_receive(struct faqbot_mcp *mcp, struct faqbot *bot, struct faqbot_view bytes,
                                      struct faqbot_view *reply)
{
    struct json *document = NULL;
    bool is_read;
    buffer_reset(&mcp->reply);
    struct message message = {.mcp = mcp, .bot = bot, .text = bytes, .writer = json_writer_make(&mcp->reply)};
    enum faqbot_status status = read_document(&message, &document, &is_read);
    message.document = message.object = document;
    if (is_read) {
        status = json_type(document) == JSON_ARRAY ? take_batch(&message) : take_safely(&message);
    }
    json_free(document);
    if (mcp->reply.failed) {
        buffer_truncate(&mcp->reply, 0);
        status = FAQBOT_NO_MEMORY;
    }
    *reply = buffer_view(&mcp->reply);
    return status;
}

/* ==== A session ======================================================================================= */

enum faqbot_status faqbot_mcp_new(struct faqbot_mcp **mcp)
{
    const struct faqbot_chat_options options = {.reply_bytes_max = FAQBOT_CHAT_BLOCKS_BYTES_MAX};
    struct faqbot_mcp *made = calloc(1, sizeof *made);
    if (made == NULL || tools_parse(&made->tools) != FAQBOT_OK ||
        faqbot_chat_new(&options, &made->chat) != FAQBOT_OK) {
        faqbot_mcp_free(made);
        return FAQBOT_NO_MEMORY;
    }
    buffer_init(&made->reply, FAQBOT_MCP_MESSAGE_BYTES_MAX + FAQBOT_MCP_BATCH_MAX * RESULT_BYTES_MAX);
    *mcp = made;
    return FAQBOT_OK;
}

void faqbot_mcp_free(struct faqbot_mcp *mcp)
{
    if (mcp != NULL) {
        faqbot_chat_free(mcp->chat);
        json_free(mcp->tools);
        buffer_release(&mcp->reply);
        free(mcp);
    }
}
