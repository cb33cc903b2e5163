/* chat/chat_internal.h - what the files of chat/ share: a request as it was read, replies as they are
 * written, and the answering of one request apart from any chat. PROTOCOL.md says what goes over the wire;
 * here is how. */
#ifndef CHAT_CHAT_INTERNAL_H
#define CHAT_CHAT_INTERNAL_H

#include <faqbot.h>
#include <faqbot_chat.h>

#include <stdbool.h>

#include "util/util.h"

/* ==== message.c: the codes of errors ================================================================= */

/* What a code means for what comes next. There is one object for each, so two codes are equal if their
 * pointers are. */
struct error_code {
    const char *name; /* as PROTOCOL.md has it */
    bool temporary;   /* the same request may succeed later */
    bool bad;         /* the client could have known: three in a row end a chat */
};

extern const struct error_code error_code_bad_json;
extern const struct error_code error_code_bad_message;
extern const struct error_code error_code_too_long;
extern const struct error_code error_code_unsupported;
extern const struct error_code error_code_not_found;
extern const struct error_code error_code_rate_limited;
extern const struct error_code error_code_busy;
extern const struct error_code error_code_internal;

/* NULL: there is no such code. */
const struct error_code *error_code_find(const char *name);

/* Whether all entries pass. */
static inline bool filter_is_empty(const struct faqbot_filter *filter)
{
    return view_is_empty(filter->tags) && view_is_empty(filter->section) && view_is_empty(filter->lang);
}

/* ==== message.c: JSON in, a request or a refusal out ================================================= */

#define MESSAGE_SENTENCE_BYTES 128

/* Mistakes that a request can have without being JSON; without their full stop. */
#define MESSAGE_BAD_TOP "`top` must be a whole number from 1 to 100"
#define MESSAGE_BAD_CONTENT "`content` must be \"blocks\", or left out"
#define MESSAGE_BAD_REST                                                                                     \
    "`rest` must be what an answer had, and goes with the same `entry` and \"content\":\"blocks\""
#define MESSAGE_BAD_LANG "`lang` must be a language tag such as \"de\", of 35 bytes at most"
#define MESSAGE_BAD_LIMIT "`limit` must be a whole number from 1 to 50"
#define MESSAGE_BAD_CONVERSATION                                                                             \
    "`conversation` must be the one of a `hello`: 32 lowercase hexadecimal digits"

/* A message as it was read; released by message_release(). */
struct message {
    struct faqbot_chat_request
        request;                   /* views into the two below; if `code` is set, only `id` may be used */
    const struct error_code *code; /* NULL: a good request; otherwise why it is refused */
    char sentence[MESSAGE_SENTENCE_BYTES]; /* the reason, for a person, if `code` is set */
    struct json *document;                 /* the message's; may be NULL */
    struct buffer made;                    /* a filter's tags, joined by commas; a HANDOVER's transcript */
};

/* Reads one message. `type` is FAQBOT_CHAT_REQUEST_TYPES if the message names its type itself. Otherwise it
 * is the body of an HTTP request, whose address says the type: `id` and `type` may be missing, and the type
 * must be that one.
 *
 * Whatever is wrong with the bytes is said in `message` and is FAQBOT_OK; `request.id` is empty if there is
 * none that can be echoed. How long a question may be is the bot's to judge. FAQBOT_NO_MEMORY: nothing is
 * written. */
enum faqbot_status message_read(struct faqbot_view bytes, enum faqbot_chat_request_type type,
                                struct message *message);

void message_release(struct message *message);

/* ==== encode.c: replies as JSON, one object each ===================================================== */

/* Each function appends one reply to `out`, whose limit is where the reply must end. False: it does not fit
 * even if it is shortened, or there is no memory (out->no_memory); `out` is then as it was. An empty id is
 * written as null. */

/* What an answer says of itself, besides the answer. */
struct encode_heading {
    struct faqbot_view id;
    struct faqbot_view version; /* of the knowledge base */
    bool is_timed;
    bool wants_blocks;     /* and no text, if it answers */
    uint64_t microseconds; /* if timed */
    const struct rest
        *rest; /* the place is one of the answer's, whose blocks from there on are wanted; NULL: all */
};

/* The size that a reply stays below: one of blocks may be longer, unless the chat's owner chose a size for all. */
static inline size_t encode_bytes_max(const struct faqbot_chat_options *options, bool wants_blocks)
{
    size_t shipped = wants_blocks ? FAQBOT_CHAT_BLOCKS_BYTES_MAX : FAQBOT_CHAT_REPLY_BYTES_MAX;
    bool is_chosen = options->reply_bytes_max != 0 && options->reply_bytes_max != FAQBOT_CHAT_REPLY_BYTES_MAX;
    return is_chosen ? options->reply_bytes_max : shipped;
}

bool encode_hello(struct buffer *out, const struct faqbot_about *about, struct faqbot_view greeting,
                  struct faqbot_view lang, const struct faqbot_chat_options *options);
bool encode_notice(struct buffer *out, const struct faqbot_about *about);

/* *body is the part of the reply that is the same for whoever asks, valid until the buffer changes; empty if
 * the answer had to be shortened, for how much is left then depends on the id. */
bool encode_answer(struct buffer *out, const struct encode_heading *heading,
                   const struct faqbot_answer *answer, struct faqbot_view *body);

/* The same answer again, from its body, which has the version in it. */
bool encode_cached_answer(struct buffer *out, const struct encode_heading *heading, struct faqbot_view body);

bool encode_suggestions(struct buffer *out, struct faqbot_view id, const struct faqbot_entry_ref *links,
                        size_t count);

/* What is left out of results that are too long is in PROTOCOL.md, too. */
bool encode_results(struct buffer *out, struct faqbot_view id, const struct faqbot_hits *hits);

bool encode_pong(struct buffer *out, struct faqbot_view id);

/* `contact`: where a visitor can turn whom an answer did not help; NULL: nobody asks for that. */
bool encode_ok(struct buffer *out, struct faqbot_view id, const struct faqbot_contact *contact);

bool encode_error(struct buffer *out, struct faqbot_view id, const struct error_code *code,
                  const char *sentence, unsigned retry_after_ms);

/* Members that other objects have, too. An array of strings; empty if there are none. */
void encode_texts(struct json_writer *writer, const char *key, const struct faqbot_view *texts, size_t count);

/* "corrections":[{"from":"salery","to":"salary"}] */
void encode_corrections(struct json_writer *writer, const struct faqbot_correction *corrections,
                        size_t count);

/* Opens the object of an entry with what every such object begins with. */
void encode_open_entry(struct json_writer *writer, struct faqbot_view id, struct faqbot_view question);

/* ==== rich_json.c: the blocks of an answer ============================================================ */

/* Rich text as an array of blocks. The nodes are balanced, nested FAQBOT_RICH_DEPTH_MAX deep at most, and
 * valid UTF-8. */
void rich_json_write(struct json_writer *writer, const char *key, const struct faqbot_node *nodes,
                     size_t count);

/* Where the container that begins at `start` has its close. */
size_t rich_container_end(const struct faqbot_node *nodes, size_t start);

/* ==== rest.c: answers in pieces ======================================================================= */

/* Where rich text can be parted: before a node that is no close, or within its text. */
struct rich_place {
    size_t node;
    size_t offset; /* bytes of the node's text */
};

static inline bool rich_is_start(struct rich_place place)
{
    return place.node == 0 && place.offset == 0;
}

/* Whether there is such a place, and its offset is between two characters. */
bool rich_has_place(const struct faqbot_node *nodes, size_t count, struct rich_place place);

/* The last place at or before `end` that has more than `least` nodes before it and, the first, is behind a block, an
 * item, a row or a quoted block; the second, behind any node that is complete. The start: there is none. */
struct rich_place rich_block_place(const struct faqbot_node *nodes, size_t count, size_t least, size_t end);
struct rich_place rich_node_place(const struct faqbot_node *nodes, size_t count, size_t least, size_t end);

/* The node whose text begins at `start`, if it can be parted; otherwise `count`. */
size_t rich_text_after(const struct faqbot_node *nodes, size_t count, size_t start);

/* The last place within a node's text that is good to go on from and has `bytes` before it at most. The start: none. */
struct rich_place rich_text_place(const struct faqbot_node *nodes, size_t node, size_t bytes);

#define RICH_LINK_NODES 6 /* of a link to the page */

/* A part of rich text, balanced. Its owner sees to it that there is room for as many nodes as the whole has, and
 * RICH_LINK_NODES. */
struct rich_piece {
    struct faqbot_node *nodes;
    size_t count;
    size_t opened;   /* of a rest: how many nodes were there before already */
    unsigned levels; /* likewise: how deep its first block goes on with what was begun before */
};

/* What stands before a place. What is open there is closed, and a row has all its cells. */
void rich_front(const struct faqbot_node *nodes, struct rich_place place, struct rich_piece *piece);

/* Appends a link to the page where `url` can be one. */
void rich_add_link(struct faqbot_view url, struct faqbot_view title, struct rich_piece *piece);

/* What stands behind it. What is open there is opened again: a list with the number of the next item, a table with its
 * header, in which nothing stands unless it `has_header`. */
void rich_rest(const struct faqbot_node *nodes, size_t count, struct rich_place place, bool has_header,
               struct rich_piece *piece);

/* Of the kinds, numbers and texts of nodes. */
uint32_t rich_hash(const struct faqbot_node *nodes, size_t count);

/* What a cursor says. */
struct rest {
    uint32_t hash; /* of the whole */
    struct rich_place place;
    unsigned stand_ins;      /* blocks that end the piece before and are not of the whole: 0 or 1 */
    struct faqbot_view lang; /* of the answer; may be empty */
};

#define REST_BYTES (FAQBOT_CHAT_REST_BYTES_MAX + 1) /* of a cursor, with its NUL */

void rest_write(const struct rest *rest, char cursor[REST_BYTES]);

/* *rest borrows from the cursor. False: it is none; otherwise its place is still to be checked. */
bool rest_read(struct faqbot_view cursor, struct rest *rest);

/* ==== response.c: the response cache ================================================================= */

/* What there is to know of an answer to an ASK or a GET. */
struct cached_response {
    struct faqbot_view body;  /* as encode_answer() gives it */
    struct faqbot_view entry; /* the id of the entry that answered; may be empty */
    enum faqbot_outcome outcome;
    double confidence;
    char lang[FAQBOT_LANG_BYTES]; /* of the question; may be empty */
};

/* What was answered to the very same request in a conversation with the same filter, whatever its id, by the knowledge
 * base of this version; valid until the next call. False: nothing, or there is no cache. */
bool response_cache_find(const struct faqbot_chat_options *options, const struct faqbot_chat_request *request,
                         struct faqbot_view version, struct cached_response *known);

/* Keeps an answer if there is room, it has a body, and the version is that of the last response_cache_find():
 * what comes late from a knowledge base that is gone is not kept. */
void response_cache_put(const struct faqbot_chat_options *options, const struct faqbot_chat_request *request,
                        struct faqbot_view version, const struct cached_response *known);

/* ==== response.c: answering an ASK, a GET, a SUGGEST or a SEARCH, in any thread ======================= */

struct response {
    const struct error_code *error; /* NULL: an answer or results, and the rest holds */
    /* the body: in the buffer; the entry: the bot's, or the cache's; of results and suggestions, there is neither, and
     * a hit counts as ANSWERED */
    struct cached_response known;
    size_t hits; /* results: how many */
    uint64_t microseconds;
    bool is_cached; /* an ASK for which nothing was searched */
    size_t indexed; /* phrasings, for a filter */
};

/* Asks the bot and appends the one reply to `out`, whose limit is where it must end. NO_MEMORY: there may be
 * none. Any other status is the world's failure, and the reply says `busy` if an index cannot be read,
 * otherwise `internal`. */
enum faqbot_status respond(const struct faqbot_chat_options *options, struct faqbot *bot,
                           const struct faqbot_chat_request *request, struct buffer *out,
                           struct response *response);

/* The same from what was answered before. False: nothing was, or it does not fit. */
bool respond_from_cache(const struct faqbot_chat_options *options, struct faqbot *bot,
                        const struct faqbot_chat_request *request, struct buffer *out,
                        struct response *response);

/* Appends what the visitor is told if the bot did not answer; *error is its code. Statuses as above. */
enum faqbot_status respond_failure(struct buffer *out, struct faqbot_view id, enum faqbot_status failure,
                                   const struct error_code **error);

#endif
