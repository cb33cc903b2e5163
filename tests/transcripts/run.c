/* transcripts/run.c - runs transcripts in this process: FILE... Each *.chat file is a conversation, and so is each
 * fenced `chat` block of a *.md file. README.md has the format. e2e/transcripts.test.mjs runs them through the built
 * server. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <faqbot_chat.h>

#include "util/util.h"
#include "pattern.h"

#define FILE_BYTES_MAX ((size_t)1 << 20)
#define DOCUMENTS_KNOWLEDGE "tests/transcripts/knowledge/library"

/* One file as it is being run. */
struct run {
    const char *path;
    unsigned line;
    struct faqbot *bot;
    struct faqbot_chat *chat; /* NULL: between conversations */
    bool has_spoken;          /* a message was sent */
    bool is_waiting;          /* for the reply to it */
    bool is_closed;           /* `!` was seen */
    unsigned exchanges;
};

static bool fail(const struct run *run, const char *what, struct faqbot_view detail)
{
    fprintf(stderr, "%s:%u: %s%.*s\n", run->path, run->line, what, (int)detail.size,
            detail.size == 0 ? "" : detail.bytes);
    return false;
}

static bool fail_plainly(const struct run *run, const char *what)
{
    return fail(run, what, view_of(NULL));
}

static bool open_knowledge(struct run *run, struct faqbot_view name)
{
    char path[FAQBOT_FAULT_PATH_BYTES] = {0};
    struct faqbot_fault fault;
    if (run->bot != NULL || name.size >= sizeof path) {
        return fail_plainly(run, "one knowledge base is enough");
    }
    memcpy(path, name.bytes, name.size);
    const struct faqbot_options options = {.knowledge = path};
    if (faqbot_open(&options, &run->bot, &fault) != FAQBOT_OK) {
        return fail(run, "the knowledge base cannot be opened: ", view_of(fault.sentence));
    }
    return true;
}

static bool begin(struct run *run)
{
    const struct faqbot_chat_options options = {.asks_per_minute = 60};
    run->has_spoken = run->is_waiting = run->is_closed = false;
    if (run->bot == NULL) {
        return fail_plainly(run, "no `@` line says who answers");
    }
    return (faqbot_chat_new(&options, &run->chat) == FAQBOT_OK &&
            faqbot_chat_greet(run->chat, run->bot) == FAQBOT_OK) ||
           fail_plainly(run, "no chat could be made");
}

static bool parse(const struct run *run, const char *whose, struct faqbot_view text, struct json **document)
{
    const char *complaint = "there is no memory";
    return json_parse(text, document, &complaint) == FAQBOT_OK || fail(run, whose, view_of(complaint));
}

static bool match(const struct run *run, struct faqbot_view expected, struct faqbot_view reply)
{
    struct json *pattern = NULL;
    struct json *value = NULL;
    bool fits = parse(run, "the pattern is no JSON: ", expected, &pattern) &&
                parse(run, "the reply is no JSON: ", reply, &value);
    if (fits && !pattern_matches(pattern, value)) {
        fits = fail(run, "this does not match, but came: ", reply);
    }
    json_free(pattern);
    json_free(value);
    return fits;
}

static bool expect(struct run *run, struct faqbot_view expected)
{
    struct faqbot_view reply;
    if (run->has_spoken && !run->is_waiting) {
        return fail_plainly(run, "one message has one reply");
    }
    if (!faqbot_chat_next(run->chat, &reply)) {
        return fail_plainly(run, "nothing came");
    }
    run->is_waiting = false;
    run->exchanges++;
    return match(run, expected, reply);
}

static bool say(struct run *run, struct faqbot_view message)
{
    struct faqbot_view hello;
    if (run->is_waiting) {
        return fail_plainly(run, "the message before this one has no `<` line");
    }
    if (!run->has_spoken && faqbot_chat_next(run->chat, &hello) &&
        !match(run, view_of("{\"type\":\"hello\"}"), hello)) {
        return false;
    }
    if (faqbot_chat_next(run->chat, &hello)) {
        return fail(run, "this came unasked: ", hello);
    }
    run->has_spoken = run->is_waiting = true;
    return faqbot_chat_receive(run->chat, run->bot, message) == FAQBOT_OK ||
           fail_plainly(run, "the chat took no message");
}

static bool expect_close(struct run *run, struct faqbot_view code)
{
    char found[16];
    snprintf(found, sizeof found, "%d", (int)faqbot_chat_close_code(run->chat));
    run->is_closed = true;
    return view_equals_text(code, found) || fail(run, "the close code is ", view_of(found));
}

static bool end(struct run *run)
{
    struct faqbot_view reply;
    bool fine = true;
    if (run->chat == NULL) {
        return true;
    }
    if (run->is_waiting) {
        fine = fail_plainly(run, "the last message has no `<` line");
    } else if (run->has_spoken && faqbot_chat_next(run->chat, &reply)) {
        fine = fail(run, "this came unasked: ", reply);
    } else if (!run->is_closed && faqbot_chat_close_code(run->chat) != FAQBOT_CHAT_OPEN) {
        fine = fail_plainly(run, "the chat came to its close, and no `!` line says so");
    }
    faqbot_chat_free(run->chat);
    run->chat = NULL;
    return fine;
}

/* A line of a conversation. */
static bool step(struct run *run, struct faqbot_view line)
{
    struct faqbot_view rest = view_slice(line, 2, line.size);
    if (view_is_empty(line) || view_starts_with(line, "#")) {
        return true;
    }
    if (view_starts_with(line, "@ ")) {
        return open_knowledge(run, rest);
    }
    if (run->chat == NULL && !begin(run)) {
        return false;
    }
    if (run->is_closed) {
        return fail_plainly(run, "nothing can follow a `!` line");
    }
    if (view_starts_with(line, "> ")) {
        return say(run, rest);
    }
    if (view_starts_with(line, "< ")) {
        return expect(run, rest);
    }
    return view_starts_with(line, "! ") ? expect_close(run, rest)
                                        : fail_plainly(run, "no line of a transcript");
}

static bool run_transcript(struct run *run, struct faqbot_view text)
{
    struct faqbot_view line;
    bool fine = true;
    while (fine && view_next_line(&text, &line)) {
        run->line++;
        fine = step(run, line);
    }
    return end(run) && fine;
}

/* The fenced `chat` blocks of a Markdown file, each a conversation of its own. */
static bool run_document(struct run *run, struct faqbot_view text)
{
    struct faqbot_view line;
    bool is_inside = false;
    bool fine = open_knowledge(run, view_of(DOCUMENTS_KNOWLEDGE));
    while (fine && view_next_line(&text, &line)) {
        run->line++;
        if (!is_inside) {
            is_inside = view_equals_text(line, "```chat");
        } else if (view_equals_text(line, "```")) {
            is_inside = false;
            fine = end(run);
        } else {
            fine = step(run, line);
        }
    }
    return end(run) && fine;
}

static bool read_file(const char *path, struct buffer *text)
{
    char piece[4096];
    size_t size;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    while ((size = fread(piece, 1, sizeof piece, file)) > 0) {
        buffer_add(text, view_make(piece, size));
    }
    bool fine = ferror(file) == 0 && !text->failed;
    fclose(file);
    return fine;
}

/* Runs one file and adds what it exchanged; a file in which nothing is said has failed. */
static bool run_file(const char *path, unsigned *exchanges)
{
    struct run run = {.path = path};
    struct buffer text;
    buffer_init(&text, FILE_BYTES_MAX);
    bool fine = read_file(path, &text) || fail_plainly(&run, "it cannot be read");
    if (fine) {
        fine =
            (view_ends_with(view_of(path), ".md") ? run_document : run_transcript)(&run, buffer_view(&text));
    }
    if (fine && run.exchanges == 0) {
        fine = fail_plainly(&run, "nothing is said in it");
    }
    *exchanges += run.exchanges;
    faqbot_close(run.bot);
    buffer_release(&text);
    return fine;
}

int main(int argc, char **argv)
{
    unsigned exchanges = 0;
    int failures = argc < 2;
    for (int i = 1; i < argc; i++) {
        failures += !run_file(argv[i], &exchanges);
    }
    printf("transcripts: %d files, %u replies, %d failed\n", argc - 1, exchanges, failures);
    return failures > 0;
}
