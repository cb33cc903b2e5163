/* mcp/tools.c - the tools: their descriptions, in tools.json, and what becomes of a call. A tool is a type of request
 * of faqbot.v1, so a call is handed to a chat as the body of such a request, and the reply is the result. Hence a tool
 * can say nothing that the server would not say, and what is wrong with an argument is told in the same sentence. */
#include "mcp/mcp_internal.h"

#include "util/util.h"

extern const unsigned char embed_bot_mcp_tools_json[]; /* tools.json, and a NUL */

/* The requests behind the tools. */
static const struct {
    const char *name;
    enum faqbot_chat_request_type type;
} requests[] = {{"ask", FAQBOT_CHAT_ASK}, {"search", FAQBOT_CHAT_SEARCH}, {"entry", FAQBOT_CHAT_GET}};

enum faqbot_status tools_parse(struct json **tools)
{
    const char *complaint;
    return json_parse(view_of((const char *)embed_bot_mcp_tools_json), tools, &complaint);
}

/* A message is one line, and tools.json is written for people: its lines are joined without their indents. */
void tools_write(struct json_writer *writer, const char *key)
{
    struct faqbot_view rest = view_of((const char *)embed_bot_mcp_tools_json);
    struct faqbot_view line;
    json_writer_add_json(writer, key, view_of(NULL));
    while (view_next_line(&rest, &line)) {
        buffer_add(writer->out, view_trim(line));
    }
}

const struct json *tools_find(const struct json *tools, struct faqbot_view name)
{
    struct faqbot_view found = view_of(NULL);
    const struct json *tool = json_first(tools);
    while (tool != NULL &&
           (!json_get_string(json_member(tool, "name"), &found) || !view_equals(found, name))) {
        tool = json_next(tool);
    }
    return tool;
}

static enum faqbot_chat_request_type type_of(const struct json *tool)
{
    struct faqbot_view name = view_of(NULL);
    size_t i = 0;
    (void)json_get_string(json_member(tool, "name"), &name);
    while (i < sizeof requests / sizeof *requests - 1 && !view_equals_text(name, requests[i].name)) {
        i++;
    }
    return requests[i].type;
}

static bool has_argument(const struct json *tool, struct faqbot_view name)
{
    const struct json *known = json_first(json_member(json_member(tool, "inputSchema"), "properties"));
    while (known != NULL && !view_equals(json_key(known), name)) {
        known = json_next(known);
    }
    return known != NULL;
}

/* The first argument that the tool does not have; NULL: there is none. A chat ignores what it does not know, but here
 * a model has made up a name, and would take an answer for one to what it meant. */
static const struct json *unknown_argument(const struct tool_call *call)
{
    const struct json *argument = json_first(call->arguments);
    while (argument != NULL && has_argument(call->tool, json_key(argument))) {
        argument = json_next(argument);
    }
    return argument;
}

/* A result: the text, and the object beside it unless that is empty, which makes it an error. */
static void write_result(struct json_writer *writer, struct faqbot_view text, struct faqbot_view object)
{
    json_writer_open_array(writer, "content");
    json_writer_open_object(writer, NULL);
    json_writer_add_text(writer, "type", "text");
    json_writer_add_string(writer, "text", text);
    json_writer_close_object(writer);
    json_writer_close_array(writer);
    if (!view_is_empty(object)) {
        json_writer_add_json(writer, "structuredContent", object);
    }
    json_writer_add_bool(writer, "isError", view_is_empty(object));
}

static void refuse_argument(const struct json *argument, struct json_writer *writer)
{
    struct buffer sentence;
    buffer_init(&sentence, FAQBOT_MCP_MESSAGE_BYTES_MAX + 64);
    buffer_add_text(&sentence, "This tool has no argument `");
    buffer_add(&sentence, json_key(argument));
    buffer_add_text(&sentence, "`.");
    write_result(writer, buffer_view(&sentence), view_of(NULL));
    writer->out->failed |= sentence.failed;
    buffer_release(&sentence);
}

/* Writes the chat's reply. An error has no object beside it: that would have to be one as the tool's outputSchema says,
 * and clients do check. */
static enum faqbot_status write_reply(struct faqbot_view reply, struct json_writer *writer)
{
    struct json *object = NULL;
    const char *complaint;
    struct buffer text;
    struct faqbot_view type = view_of(NULL);
    enum faqbot_status status = json_parse(reply, &object, &complaint);
    if (status != FAQBOT_OK) {
        return status;
    }
    (void)json_get_string(json_member(object, "type"), &type);
    buffer_init(&text, 2 * reply.size + 4096);
    model_text_write(object, &text);
    write_result(writer, buffer_view(&text), view_equals_text(type, "error") ? view_of(NULL) : reply);
    status = text.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    buffer_release(&text);
    json_free(object);
    return status;
}

enum faqbot_status tools_call(const struct tool_call *call, struct json_writer *writer)
{
    struct faqbot_view reply;
    const struct json *unknown = unknown_argument(call);
    struct faqbot_view body = call->arguments == NULL ? view_of("{}") : call->source;
    if (unknown != NULL) {
        refuse_argument(unknown, writer);
        return FAQBOT_OK;
    }
    enum faqbot_status status = faqbot_chat_receive_body(call->chat, call->bot, type_of(call->tool), body);
    if (!faqbot_chat_next(call->chat, &reply)) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status written = write_reply(reply, writer);
    return written != FAQBOT_OK ? written : status;
}
