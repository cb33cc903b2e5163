/* mcp/model_text.c - objects of the protocol as text for a language model. A model that is shown JSON may take any of
 * it for the answer; here the answer comes first, what belongs to it follows with its name, and where there is none,
 * the first line says so and what to do. A disclaimer stands below every answer, as on all channels. */
#include "mcp/mcp_internal.h"

#include "util/util.h"

/* A member that is a string; empty: there is none. */
static struct faqbot_view string_of(const struct json *object, const char *key)
{
    struct faqbot_view text = view_of(NULL);
    (void)json_get_string(json_member(object, key), &text);
    return text;
}

static void add_between(struct buffer *out, const char *before, struct faqbot_view text, const char *after)
{
    if (!view_is_empty(text)) {
        buffer_add_text(out, before);
        buffer_add(out, text);
        buffer_add_text(out, after);
    }
}

/* Entries to choose from, one a line: a question or title, and the id in brackets. */
static void add_entries(struct buffer *out, const char *heading, const struct json *entries)
{
    const struct json *entry = json_first(entries);
    buffer_add_text(out, entry == NULL ? "" : heading);
    for (; entry != NULL; entry = json_next(entry)) {
        struct faqbot_view title = string_of(entry, "title");
        buffer_add_text(out, "\n- ");
        buffer_add(out, view_is_empty(title) ? string_of(entry, "question") : title);
        add_between(out, " [", string_of(entry, "id"), "]");
    }
}

static void add_source(struct buffer *out, const struct json *source)
{
    struct faqbot_view title = string_of(source, "title");
    buffer_add_text(out, "\n\nSource: ");
    buffer_add(out, view_is_empty(title) ? string_of(source, "entry") : title);
    add_between(out, ", ", string_of(source, "section"), "");
    add_between(out, ", ", string_of(source, "url"), "");
    add_between(out, " [", string_of(source, "entry"), "]");
}

/* What was answered, with what must go with it. The question lets the model see whether it was the user's. */
static void add_answered(struct buffer *out, const struct json *answer)
{
    bool is_cut = false;
    buffer_add(out, string_of(answer, "text"));
    (void)json_get_bool(json_member(answer, "more"), &is_cut);
    buffer_add_text(out, is_cut ? "\n\n(The answer is longer; the source has all of it.)" : "");
    if (json_member(answer, "source") != NULL) {
        add_between(out, "\n\nAnswers the question: ", string_of(answer, "question"), "");
        add_source(out, json_member(answer, "source"));
    }
    add_between(out, "\n\nDisclaimer: ", string_of(json_member(answer, "disclaimer"), "text"), "");
    add_entries(out, "\n\nRelated entries:", json_member(answer, "related"));
}

static void add_unsure(struct buffer *out, const struct json *answer)
{
    buffer_add_text(
        out, "UNSURE. There is no certain answer. Say so plainly, and offer the user these questions; call "
             "`entry` with the id of the one that they choose.");
    add_entries(out, "\n", json_member(answer, "candidates"));
}

/* The nearest entries are in the object, for programs. Here they would be taken for answers. */
static void add_none(struct buffer *out, const struct json *answer)
{
    struct faqbot_view word = view_of(NULL);
    const struct json *unknown = json_first(json_member(answer, "unknown_words"));
    buffer_add_text(
        out, "NO ANSWER. The knowledge base does not answer this. Say so plainly, and do not answer from "
             "anything else.");
    add_between(out, "\n\n", string_of(answer, "text"), "");
    buffer_add_text(out, unknown != NULL ? "\n\nWords that it does not have:" : "");
    for (; unknown != NULL; unknown = json_next(unknown)) {
        (void)json_get_string(unknown, &word);
        add_between(out, " \"", word, "\"");
    }
}

/* Where else to turn, and how somebody is reached; without a sentence of its own, `contact` says both. */
static void add_contact(struct buffer *out, const struct json *answer)
{
    static const char *const ways[] = {"mail", "phone", "url", "hours"};
    const struct json *person = json_member(answer, "person");
    add_between(out, "\n\nWhere else the user may turn: ", string_of(answer, "contact"), "");
    bool is_said = view_is_empty(string_of(person, "text"));
    for (size_t i = 0; i < sizeof ways / sizeof *ways && !is_said; i++) {
        struct faqbot_view way = string_of(person, ways[i]);
        buffer_add_text(out, view_is_empty(way) ? "" : "\n- ");
        buffer_add_text(out, view_is_empty(way) ? "" : ways[i]);
        add_between(out, ": ", way, "");
    }
}

/* Words that were read as others: the user may have meant them. */
static void add_corrections(struct buffer *out, const struct json *corrections)
{
    for (const struct json *one = json_first(corrections); one != NULL; one = json_next(one)) {
        add_between(out, "\n\nRead \"", string_of(one, "from"), "\" as ");
        add_between(out, "\"", string_of(one, "to"), "\".");
    }
}

/* An answer to several questions has an answer to each in `parts`; what is said of them together is left out. */
static void add_answer(struct buffer *out, const struct json *answer)
{
    struct faqbot_view outcome = string_of(answer, "outcome");
    const struct json *part = json_first(json_member(answer, "parts"));
    if (part != NULL) {
        for (const char *between = ""; part != NULL; part = json_next(part), between = "\n\n") {
            buffer_add_text(out, between);
            add_answer(out, part);
        }
    } else if (view_equals_text(outcome, "unsure")) {
        add_unsure(out, answer);
    } else if (view_equals_text(outcome, "answered") || view_equals_text(outcome, "smalltalk")) {
        add_answered(out, answer);
    } else { /* none, and what may be added one day */
        add_none(out, answer);
    }
    add_entries(
        out, "\n\nEntries with some of the words, which need not answer:", json_member(answer, "mentions"));
    add_contact(out, answer);
    add_corrections(out, json_member(answer, "corrections"));
}

/* A hit: title and id, where it is from, and the piece of its text that has the words. */
static void add_hit(struct buffer *out, const struct json *hit)
{
    add_between(out, "\n\n", string_of(hit, "title"), "");
    add_between(out, " [", string_of(hit, "id"), "]");
    add_between(out, "\n", string_of(hit, "section"), "");
    add_between(out, "\n", string_of(hit, "url"), "");
    buffer_add_text(out, json_first(json_member(hit, "spans")) != NULL ? "\n" : "");
    for (const struct json *span = json_first(json_member(hit, "spans")); span != NULL;
         span = json_next(span)) {
        buffer_add(out, string_of(span, "text"));
    }
}

static void add_results(struct buffer *out, const struct json *results)
{
    const struct json *hit = json_first(json_member(results, "hits"));
    bool is_any = false;
    (void)json_get_bool(json_member(results, "any"), &is_any);
    buffer_add_text(out, hit == NULL ? "NOTHING FOUND. No entry has these words. Say so plainly."
                         : is_any    ? "No entry has all of the words; these have some."
                                     : "Entries that have the words.");
    buffer_add_text(out, hit == NULL ? "" : " These are not answers: call `entry` with an id to get one.");
    for (; hit != NULL; hit = json_next(hit)) {
        add_hit(out, hit);
    }
}

void model_text_write(const struct json *object, struct buffer *out)
{
    struct faqbot_view type = string_of(object, "type");
    if (view_equals_text(type, "answer")) {
        add_answer(out, object);
    } else if (view_equals_text(type, "results")) {
        add_results(out, object);
    } else {
        buffer_add(out, string_of(object, "message"));
    }
}
