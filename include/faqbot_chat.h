/* faqbot_chat.h - the bot for visitors: sessions of the protocol faqbot.v1, the same for assistants, and HTML pages.
 *
 * A chat is one visitor's conversation as bytes in, bytes out. It touches no socket, no file and no clock of its own:
 * a message goes in with faqbot_chat_receive(), replies come out of faqbot_chat_next(), and a test can do the same as a
 * server. bot/chat/PROTOCOL.md describes the messages.
 *
 *     struct faqbot_chat *chat = NULL;
 *     struct faqbot_view reply;
 *     if (faqbot_chat_new(&(struct faqbot_chat_options){0}, &chat) == FAQBOT_OK &&
 *         faqbot_chat_greet(chat, bot) == FAQBOT_OK && faqbot_chat_receive(chat, bot, message) == FAQBOT_OK) {
 *         while (faqbot_chat_next(chat, &reply)) {
 *             send_frame(reply.bytes, reply.size);
 *         }
 *     }
 *     if (faqbot_chat_close_code(chat) != FAQBOT_CHAT_OPEN) {
 *         close_connection(faqbot_chat_close_code(chat));
 *     }
 *     faqbot_chat_free(chat);
 *
 * "Front end" below is whatever drives the chat: the server, the command line, your program. It owns the connection,
 * the clock and the limits that depend on time. */
#ifndef FAQBOT_CHAT_H
#define FAQBOT_CHAT_H

#include <faqbot.h>

#define FAQBOT_CHAT_PROTOCOL "faqbot.v1"
#define FAQBOT_CHAT_MESSAGE_BYTES_MAX                                                                        \
    24576 /* one message from a visitor: a question may be all escapes of 12 bytes */
#define FAQBOT_CHAT_REPLY_BYTES_MAX 16384      /* a reply stays below this; see `reply_bytes_max` */
#define FAQBOT_CHAT_BLOCKS_BYTES_MAX 65536     /* a reply with blocks alone, for a request that wants them */
#define FAQBOT_CHAT_ID_BYTES_MAX 64            /* a request's id */
#define FAQBOT_CHAT_REST_BYTES_MAX 64          /* the cursor of an answer that goes on */
#define FAQBOT_CHAT_PATH_BYTES_MAX 1024        /* of the page that a visitor is on */
#define FAQBOT_CHAT_CONVERSATION_BYTES 32      /* a conversation's token: lowercase hexadecimal digits */
#define FAQBOT_CHAT_TRANSCRIPT_BYTES_MAX 65536 /* of one, as JSON */
#define FAQBOT_CHAT_TURNS_MAX 100              /* of a transcript that is handed over; a text counts as one */
#define FAQBOT_CHAT_REPLY_TO_CHARS_MAX 254     /* of a mail address or a telephone number to answer to */
#define FAQBOT_CHAT_NAME_CHARS_MAX 100         /* of who hands over */
#define FAQBOT_CHAT_COMMENT_CHARS_MAX 280      /* code points of a comment in FEEDBACK */
#define FAQBOT_CHAT_OUTBOX_BYTES_DEFAULT                                                                     \
    131072 /* replies that wait: two of the largest; see `outbox_bytes_max` */
#define FAQBOT_CHAT_PART_ENTRIES_DEFAULT 1000 /* see `part_entries_max` */
#define FAQBOT_CHAT_BAD_MESSAGES_MAX 3        /* bad messages in a row that end the chat */

/* -- Requests and the hooks that see them -------------------------------------------------------------------------- */

/* The kinds of request in faqbot.v1. */
enum faqbot_chat_request_type {
    FAQBOT_CHAT_ASK,
    FAQBOT_CHAT_GET,
    FAQBOT_CHAT_SUGGEST,
    FAQBOT_CHAT_PING,
    FAQBOT_CHAT_FEEDBACK,
    FAQBOT_CHAT_SEARCH,
    FAQBOT_CHAT_FORGET,
    FAQBOT_CHAT_RESUME,
    FAQBOT_CHAT_CONSENT,
    FAQBOT_CHAT_HANDOVER,
    FAQBOT_CHAT_REQUEST_TYPES
};

/* A request that did not arrive as a JSON message but, for example, from the command line or a query string. Borrowed
 * during the call. */
struct faqbot_chat_request {
    enum faqbot_chat_request_type type;
    struct faqbot_view id;   /* echoed in the reply: UTF-8, FAQBOT_CHAT_ID_BYTES_MAX at most; empty: null */
    struct faqbot_view text; /* ASK, SUGGEST, SEARCH: what was typed, any bytes; FEEDBACK: the comment */
    struct faqbot_view context; /* ASK: the entry answered last; may be empty */
    struct faqbot_view entry;   /* GET: the entry's id */
    struct faqbot_view
        rest; /* GET: from where on, as an answer that had to be cut says; empty: from the beginning */
    struct faqbot_view answer; /* FEEDBACK: the id of the ASK */
    int helpful;               /* FEEDBACK: 1, 0; -1: withdrawn */
    /* A conversation's token. FORGET, RESUME: whose it is; FORGET: empty for the present one. ASK, SEARCH, FEEDBACK,
     * HANDOVER: the one that the body of an HTTP request says it belongs to; empty for the present one. */
    struct faqbot_view conversation;
    /* CONSENT: whether the visitor agrees; ASK, SEARCH, FEEDBACK: that they do, from the body of an HTTP request */
    bool is_given;
    /* HANDOVER: a JSON array of objects, `role` (may be missing) and `text`, whatever form it came in; no longer than
     * FAQBOT_CHAT_TRANSCRIPT_BYTES_MAX. */
    struct faqbot_view transcript;
    struct faqbot_view reply_to; /* HANDOVER: may be empty, as may be `name` */
    struct faqbot_view name;
    bool wants_blocks; /* ASK, GET: `"content":"blocks"`, an answer without `text` that may be longer */
    unsigned top;      /* ASK: 0 for the default; more than FAQBOT_TOP_MAX is a bad message */
    struct faqbot_filter filter; /* ASK, GET, SUGGEST, SEARCH: besides the chat's; any bytes */
    /* ASK, GET: the visitor's wish, a BCP 47 tag; empty: that of the chat, if there is one */
    struct faqbot_view lang;
    struct faqbot_view
        path;       /* ASK: of the page that the visitor is on; empty: that of the chat, if there is one */
    unsigned limit; /* SEARCH: hits; 0 for the default; more than FAQBOT_HITS_MAX is a bad message */
};

/* What became of a request that was admitted. */
struct faqbot_chat_event {
    enum faqbot_chat_request_type type; /* PING for a bad message */
    const char *error;                  /* the error's code, static; NULL: no error, and the rest is valid */
    struct faqbot_view id;              /* the request's id; empty if it has none */
    struct faqbot_view text;            /* ASK: the question; SEARCH: what was searched for */
    char lang[FAQBOT_LANG_BYTES]; /* ASK: the question's language, as faqbot_answer has it; may be empty */
    struct faqbot_view entry;     /* ASK, GET: the entry that answered; empty if none */
    enum faqbot_outcome outcome;  /* ASK, GET */
    double confidence;            /* ASK, GET */
    size_t hits;                  /* SEARCH: how many were found */
    uint64_t microseconds;        /* ASK, GET, SEARCH: how long it took, if the chat has a clock */
    bool is_cached;               /* ASK: answered without a search */
    size_t indexed;               /* phrasings that were indexed for a filter; 0: none */
    /* Whether anything of this may be kept or logged with its words: the owner does not ask for consent, or the visitor
     * has given it. */
    bool may_keep;
};

/* Called before a request is served, good or bad (a bad one counts as a PING; a SUGGEST with a filter of its own, for
 * which a part of the knowledge base may have to be indexed, as an ASK). 0 admits it; any other value refuses it
 * as `rate_limited` and is the number of milliseconds after which the client may retry. */
typedef unsigned faqbot_chat_admit_callback(void *user, enum faqbot_chat_request_type type);

/* Called after each admitted request; the event is valid until the callback returns. */
typedef void faqbot_chat_event_callback(void *user, const struct faqbot_chat_event *event);

/* Stores a FEEDBACK or a HANDOVER, or has a FORGET forgotten. FAQBOT_OK: the front end has accepted it, and the chat
 * receives nothing more until the front end calls faqbot_chat_acknowledge(), later and not from within the callback,
 * so that "stored" means stored, and "forgotten" forgotten. Any other status: it is not accepted, and the visitor is
 * told `busy`. */
typedef enum faqbot_status faqbot_chat_store_callback(void *user, const struct faqbot_chat_request *request);

/* Takes note of a RESUME, or of a request that names its conversation: what the visitor says from now on belongs to the
 * one with that token. */
typedef void faqbot_chat_note_callback(void *user, const struct faqbot_chat_request *request);

/* Called for each ASK that misses the response cache, for each SEARCH, and for each GET and SUGGEST that a filter
 * restricts (faqbot_chat_is_filtered()): for those a part of the knowledge base may have to be indexed. True:
 * another thread answers it (see faqbot_async_ask), and the chat receives nothing more until
 * faqbot_chat_complete_ask(), which comes later and not from within the callback. False: the chat asks its own bot
 * at once. */
typedef bool faqbot_chat_async_callback(void *user, const struct faqbot_chat_request *request);

/* -- A response cache, which the chats of one thread may share ----------------------------------------------------- */

/* Answers in their encoded form, ready to be sent again. They belong to the knowledge base that was asked last: the
 * first request to another version empties the cache, so that no visitor gets an outdated answer. */
struct faqbot_response_cache;

/* A cache of at most `bytes_max` bytes; the least recently used response goes first. `seed` is a random number that
 * visitors cannot know, see struct faqbot_options. The caller releases it with faqbot_response_cache_free(), after the
 * chats that use it. NO_MEMORY. */
enum faqbot_status faqbot_response_cache_new(size_t bytes_max, const uint64_t seed[2],
                                             struct faqbot_response_cache **cache);
void faqbot_response_cache_free(struct faqbot_response_cache *cache); /* NULL is allowed */

/* -- A chat -------------------------------------------------------------------------------------------------------- */

/* Why a chat must end, as WebSocket close codes: after 4000 to 4499 a client may reconnect, after 4500 to 4999 it
 * should not. The chat itself sets FAQBOT_CHAT_CLOSE_BROKEN_CLIENT only; the others depend on time and are the front
 * end's. */
enum faqbot_chat_close {
    FAQBOT_CHAT_OPEN = 0,
    FAQBOT_CHAT_CLOSE_TOO_SLOW = 4008,
    FAQBOT_CHAT_CLOSE_BROKEN_CLIENT = 4500
};

/* All zero is a valid choice. */
struct faqbot_chat_options {
    unsigned asks_per_minute;         /* announced in the hello message, enforced by `gate`; 0: unlimited */
    unsigned message_bytes;           /* likewise, enforced by the front end; 0: ..._MESSAGE_BYTES_MAX */
    faqbot_chat_admit_callback *gate; /* NULL: every request is served */
    faqbot_chat_event_callback *observe;
    faqbot_chat_store_callback *feedback;    /* NULL: feedback is not stored */
    faqbot_chat_store_callback *handover;    /* NULL: nobody receives conversations */
    faqbot_chat_store_callback *forget;      /* NULL: nothing is kept that could be forgotten */
    faqbot_chat_note_callback *resume;       /* NULL: nor is there a conversation to be resumed */
    faqbot_chat_async_callback *begin_async; /* NULL: all is answered at once */
    void *user;                              /* passed to these seven */
    /* The token of this conversation, announced in the hello message: FAQBOT_CHAT_CONVERSATION_BYTES random digits, by
     * which its visitor can resume it and have it forgotten. Borrowed for as long as the chat; empty: there is none. */
    struct faqbot_view conversation;
    /* The address of the page that says what is kept, announced in the hello message; borrowed likewise; may be
     * empty. */
    struct faqbot_view privacy;
    /* Every reply stays below this size. An answer that does not fit loses its related questions or mentions, then the
     * candidates after the third, then blocks from its end, in this order; it never loses its disclaimer. 0:
     * FAQBOT_CHAT_REPLY_BYTES_MAX, and FAQBOT_CHAT_BLOCKS_BYTES_MAX for a request that wants blocks. */
    size_t reply_bytes_max;
    /* Bytes of replies that may wait; a chat that is full refuses to receive. 0: FAQBOT_CHAT_OUTBOX_BYTES_DEFAULT. */
    size_t outbox_bytes_max;
    uint64_t (*microseconds)(void *); /* a monotonic clock for took_us; NULL: answers carry no took_us */
    void *microseconds_user;
    /* What the whole conversation is about: no request gets an entry that does not pass, and one with a filter of
     * its own gets those that pass both. The chat keeps a copy. */
    struct faqbot_filter filter;
    /* Entries of a part that visitors may have made by their filters (faqbot_restrict()). 0:
     * FAQBOT_CHAT_PART_ENTRIES_DEFAULT. */
    size_t part_entries_max;
    /* For chats that leave reply_bytes_max at 0; borrowed; NULL: nothing is cached. */
    struct faqbot_response_cache *response_cache;
};

struct faqbot_chat;

/* A new chat with an empty outbox. It belongs to the caller, who releases it with faqbot_chat_free(). `options` is
 * copied. NO_MEMORY. */
enum faqbot_status faqbot_chat_new(const struct faqbot_chat_options *options, struct faqbot_chat **chat);
void faqbot_chat_free(struct faqbot_chat *chat); /* NULL is allowed */

/* Queues the hello message, which a WebSocket client gets first. */
enum faqbot_status faqbot_chat_greet(struct faqbot_chat *chat, struct faqbot *bot);

/* Queues the notice that the knowledge base has changed to that of `bot`. FAQBOT_LIMIT: there is no room, or the chat
 * has come to its close. */
enum faqbot_status faqbot_chat_notify(struct faqbot_chat *chat, struct faqbot *bot);

/* What the visitor wishes to be spoken to in, a BCP 47 tag, from now on: an ASK or a GET without a language of its own
 * is answered as if it had this one, and so is the hello message. Of a text that is no tag nothing is kept. */
void faqbot_chat_wish(struct faqbot_chat *chat, struct faqbot_view lang);

/* The page that the visitor is on from now on, by its path: the hello message has the starters of that page, and so has
 * the reply to small talk. One of more than FAQBOT_CHAT_PATH_BYTES_MAX is none, as is one that there is no memory for.
 * The chat keeps a copy. */
void faqbot_chat_visit(struct faqbot_chat *chat, struct faqbot_view path);

/* Whether there is room for another reply. The front end stops reading from the visitor until there is. */
bool faqbot_chat_has_room(const struct faqbot_chat *chat);

/* Takes one whole message and queues its one reply. The bytes may be of any kind and size; of a message longer than
 * FAQBOT_CHAT_MESSAGE_BYTES_MAX one byte more than that is enough. `bot` may be a different one in each call, after a
 * reload. A visitor's mistake is answered and is FAQBOT_OK. FAQBOT_LIMIT: there is no room, or the chat has come to its
 * close; nothing is queued. Any other status is a failure of the world for the front end to report; the visitor is told
 * `busy` or `internal`, memory permitting. */
enum faqbot_status faqbot_chat_receive(struct faqbot_chat *chat, struct faqbot *bot,
                                       struct faqbot_view bytes);

/* The same for the body of an HTTP request: `type` comes from the path, and the message may leave out `type` and `id`
 * (null in the reply). What is kept may name its conversation, as feedback must, and say that the visitor agrees. Bad
 * bodies do not count towards the chat's close. */
enum faqbot_status faqbot_chat_receive_body(struct faqbot_chat *chat, struct faqbot *bot,
                                            enum faqbot_chat_request_type type, struct faqbot_view body);

/* The same for a request that is not JSON. */
enum faqbot_status faqbot_chat_request(struct faqbot_chat *chat, struct faqbot *bot,
                                       const struct faqbot_chat_request *request);

/* Queues an error reply for what the front end refuses. `code` is one of PROTOCOL.md's ("rate_limited"), the sentence
 * is for the visitor, an empty `id` is null. Statuses as for faqbot_chat_receive(). */
enum faqbot_status faqbot_chat_refuse(struct faqbot_chat *chat, struct faqbot_view id, const char *code,
                                      const char *sentence, unsigned retry_after_ms);

/* Reports what became of an accepted FEEDBACK, HANDOVER or FORGET: queues the reply, and the chat receives again.
 * Where the answer did not help, the reply says where else to turn, as `bot` has it. */
enum faqbot_status faqbot_chat_acknowledge(struct faqbot_chat *chat, const struct faqbot *bot,
                                           struct faqbot_view id, bool is_stored);

/* Takes the oldest reply out of the outbox: one JSON object without a line break, valid until the next call on the
 * chat. False: the outbox is empty, and its memory released. */
bool faqbot_chat_next(struct faqbot_chat *chat, struct faqbot_view *reply);

/* About the reply that was queued last, so that a front end need not parse its JSON: the error's code (static text;
 * NULL: it is not an error), and whether it is an answer whose outcome is FAQBOT_ANSWERED or FAQBOT_SMALLTALK, or
 * results with a hit. */
const char *faqbot_chat_error(const struct faqbot_chat *chat);
bool faqbot_chat_has_answered(const struct faqbot_chat *chat);

/* The close code that the chat has come to. Once it is not FAQBOT_CHAT_OPEN the chat receives nothing more; its outbox
 * can still be emptied. */
enum faqbot_chat_close faqbot_chat_close_code(const struct faqbot_chat *chat);

/* -- Asking in another thread -------------------------------------------------------------------------------------- */

/* Whether the request is answered from a part of the knowledge base (faqbot_restrict()), be it for its own filter or
 * the chat's. */
bool faqbot_chat_is_filtered(const struct faqbot_chat *chat, const struct faqbot_chat_request *request);

/* An ASK, a GET, a SUGGEST or a SEARCH on its way to a bot in another thread and back. Where either takes long, a
 * front end that serves many visitors from one thread should not wait for it. The chat's begin_async hook makes one
 * of these from the request; a worker runs it with its own bot; and faqbot_chat_complete_ask() brings it back as the
 * reply that the chat is waiting for. Replies keep the order of the requests, because until then the chat receives
 * nothing more. */
struct faqbot_async_ask;

/* Copies the request, and of the chat what it takes to answer it; of the chat's hooks only the clock is called in
 * the thread that runs the ask. The caller releases it with faqbot_async_ask_free(), whether or not its chat still
 * exists. NO_MEMORY. */
enum faqbot_status faqbot_async_ask_new(const struct faqbot_chat *chat,
                                        const struct faqbot_chat_request *request,
                                        struct faqbot_async_ask **ask);
void faqbot_async_ask_free(struct faqbot_async_ask *ask); /* NULL is allowed */

/* Asks the bot, in any thread. Call it once. */
void faqbot_async_ask_run(struct faqbot_async_ask *ask, struct faqbot *bot);

/* Queues the reply of an ask that has run, or `internal` for one that has not. The event hook is called, and the chat
 * receives again, unless it has come to its close: a bad message counts as one here too. Statuses as for
 * faqbot_chat_receive(). */
enum faqbot_status faqbot_chat_complete_ask(struct faqbot_chat *chat, const struct faqbot_async_ask *ask);

/* -- The Model Context Protocol: tools for an assistant ------------------------------------------------------------ */

#define FAQBOT_MCP_MESSAGE_BYTES_MAX 65536 /* one message from a client */
#define FAQBOT_MCP_BATCH_MAX 16            /* requests in one message, where the revision has batches */

/* A session in which an assistant's program, the client, asks as that protocol has it: JSON-RPC, in messages without a
 * line break. The tools are `ask`, `search` and `entry`; what they take and return are the requests and replies of
 * faqbot.v1, and beside each a text for a language model, with source and disclaimer. Revision 2026-07-28, in which
 * each request stands alone, is understood, and 2024-11-05, 2025-03-26, 2025-06-18 and 2025-11-25, in which
 * `initialize` comes first. */
struct faqbot_mcp;

/* A new session. It belongs to the caller, who releases it with faqbot_mcp_free(). NO_MEMORY. */
enum faqbot_status faqbot_mcp_new(struct faqbot_mcp **mcp);
void faqbot_mcp_free(struct faqbot_mcp *mcp); /* NULL is allowed */

/* Takes one whole message, any bytes, of which FAQBOT_MCP_MESSAGE_BYTES_MAX and one more are enough. *reply is what to
 * send, one line without its line feed, valid until the next call; empty where nothing is answered, as to a
 * notification. `bot` may be a different one in each call. A client's mistake is answered and is FAQBOT_OK. Any other
 * status is a failure of the world for the caller to report; the client is told, memory permitting. */
enum faqbot_status faqbot_mcp_receive(struct faqbot_mcp *mcp, struct faqbot *bot, struct faqbot_view bytes,
                                      struct faqbot_view *reply);

/* -- HTML pages: for visitors without scripts, for search engines, and for permanent links ------------------------- */

#define FAQBOT_PAGE_ENTRIES 50            /* entries on one page of the list */
#define FAQBOT_PAGE_HITS 20               /* of a search */
#define FAQBOT_PAGE_ENTRY_BYTES_MAX 32768 /* an answer within the list; a longer one is linked to instead */
#define FAQBOT_PAGE_BYTES_MAX 8388608     /* any page */

enum faqbot_page_kind {
    FAQBOT_PAGE_HOME,     /* the greeting, a form, questions to start with */
    FAQBOT_PAGE_QUESTION, /* the answer to `question` */
    FAQBOT_PAGE_ENTRY,    /* the entry called `entry` */
    FAQBOT_PAGE_LIST,     /* page `number` (from 1) of all entries, with schema.org's FAQPage as data */
    FAQBOT_PAGE_SEARCH,   /* the entries that have the words of `question`; of an empty one, the form alone */
    FAQBOT_PAGE_PRIVACY,  /* what is kept of what visitors ask, and for how long */
    FAQBOT_PAGE_KINDS
};

/* What the caller keeps of what visitors ask. */
struct faqbot_chat_privacy {
    bool keeps_journal;
    unsigned retention_days; /* 0: it is not deleted after any time */
    bool is_bounded;         /* the oldest has to make room */
    bool logs_asks;
    bool logs_questions; /* with their words */
    bool hands_over;     /* sends conversations to people, if visitors want it */
};

/* All borrowed during the call. */
struct faqbot_page_request {
    enum faqbot_page_kind kind;
    /* The caller's own HTML document with one <title></title> and one <main></main>, which are filled in. */
    struct faqbot_view frame;
    struct faqbot_view question; /* any bytes */
    struct faqbot_view entry;    /* any bytes */
    size_t number;
    /* What the visitor wishes to be spoken to in, a BCP 47 tag; empty, no tag or not spoken: the bot's language */
    struct faqbot_view wish;
    struct faqbot_filter filter;        /* any bytes; the page's links and forms keep it */
    size_t part_entries_max;            /* as in struct faqbot_chat_options */
    struct faqbot_chat_privacy privacy; /* PRIVACY */
};

struct faqbot_page {
    char *bytes; /* the whole document; the caller releases it with free() */
    size_t size;
    /* What the page tells the visitor: FAQBOT_OK, FAQBOT_NOT_FOUND (no such entry or page, or no entry passes the
     * filter), FAQBOT_INVALID (not a question) or FAQBOT_LIMIT (the question is too long, or too much passes). */
    enum faqbot_status verdict;
    /* QUESTION, ENTRY: the answer, if the verdict is FAQBOT_OK; it belongs to the bot. */
    struct faqbot_answer answer;
    size_t hits; /* SEARCH: how many are shown */
};

/* Renders a page. Everything from a visitor or from the knowledge base is escaped by construction, and neither a
 * script nor a style nor an event handler is ever written. Links are relative to the folder that the page is served
 * from: `./` (home), `./?q=QUESTION`, `./?entry=ID`, `faq`, `faq?page=NUMBER`, `search`, `search?q=WORDS`, with `tags`,
 * `section` and `entry_lang` added as the filter says, and `privacy`. CORRUPT, IO;
 * NO_MEMORY, also for a page over FAQBOT_PAGE_BYTES_MAX. */
enum faqbot_status faqbot_page_render(struct faqbot *bot, const struct faqbot_page_request *request,
                                      struct faqbot_page *page);

#endif
