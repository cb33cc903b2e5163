/* transfer/faqpage.c - schema.org's questions in JSON-LD, and which of a page's texts those are. Microdata
 * is microdata.c's. */
#include "transfer/faqpage.h"

#include <string.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/fault.h"
#include "knowledge/field.h"
#include "transfer/document.h"
#include "transfer/hypertext.h"
#include "transfer/linked.h"
#include "transfer/microdata.h"

#define DAY_BYTES 10 /* of 2026-11-30T12:00:00Z those that are the day */
#define SCRIPT_TYPE "application/ld+json"

struct faqpage {
    struct collector *collector;
    struct linked linked;
    struct arena arena;  /* one question's lists */
    struct webpage page; /* of the file, or of the FAQPage around */
    size_t rows;
};

/* The answers of a question, gone through. */
struct choice {
    struct faqbot_view text; /* of the one taken; empty: none has any */
    const struct json *answer;
    double votes;
    size_t count; /* of those with a text */
};

static struct faqbot_view member_text(const struct json *node, const char *key)
{
    return view_trim(linked_text(json_member(node, key)));
}

/* Goes through the answers under `key`; the first is taken or, `by_votes`, that with the most. */
static void choose(const struct faqpage *faqpage, const struct json *question, const char *key, bool by_votes,
                   struct choice *choice)
{
    const struct json *answers = json_member(question, key);
    for (const struct json *one = linked_first(answers); one != NULL; one = linked_next(answers, one)) {
        const struct json *answer = linked_resolve(&faqpage->linked, one);
        struct faqbot_view text =
            json_type(answer) == JSON_OBJECT ? member_text(answer, "text") : linked_text(one);
        double votes = 0;
        (void)json_get_number(json_member(answer, "upvoteCount"), &votes);
        if (view_is_empty(text)) {
            continue;
        }
        if (view_is_empty(choice->text) || (by_votes && votes > choice->votes)) {
            choice->text = text;
            choice->answer = answer;
            choice->votes = votes;
        }
        choice->count++;
    }
}

/* What a question is called: `identifier`, or what stands behind the `#` of its address. */
static struct faqbot_view find_id(const struct json *question)
{
    struct faqbot_view id = member_text(question, "identifier");
    if (!view_is_empty(id)) {
        return id;
    }
    id = member_text(question, "@id");
    return view_slice(id, view_find(id, '#') + 1, id.size);
}

static bool take_tags(struct faqpage *faqpage, const struct json *question, struct record *record)
{
    struct faqbot_view *tags;
    size_t others;
    const struct json *keywords = json_member(question, "keywords");
    if (keywords != NULL && json_type(keywords) == JSON_ARRAY) {
        if (!document_list(&faqpage->arena, keywords, &tags, &record->tag_count, &others)) {
            return false;
        }
    } else if (!document_split(&faqpage->arena, linked_text(keywords), ',', &tags, &record->tag_count)) {
        return false;
    }
    record->tags = tags;
    return true;
}

static struct faqbot_view first_text(struct faqbot_view first, struct faqbot_view second)
{
    return view_is_empty(first) ? second : first;
}

static struct faqbot_view day_of(const struct json *node)
{
    struct faqbot_view day = view_slice(member_text(node, "dateModified"), 0, DAY_BYTES);
    return field_is_date(day) ? day : view_make(NULL, 0);
}

/* What is told of a question that became a row. */
static enum faqbot_status note_rest(struct faqpage *faqpage, const struct json *question,
                                    const struct choice *choice, bool accepted, struct faqbot_fault *fault)
{
    static const char *const known[] = {
        "@type",       "@id",      "@context",   "name",         "alternateName",  "identifier",
        "url",         "keywords", "inLanguage", "dateModified", "acceptedAnswer", "suggestedAnswer",
        "answerCount", "position", NULL};
    static const char *const known_answer[] = {"@type",      "@id",          "@context",    "text",     "url",
                                               "inLanguage", "dateModified", "upvoteCount", "position", NULL};
    enum faqbot_status status = FAQBOT_OK;
    if (!accepted) {
        status = collector_note(faqpage->collector, faqpage->rows, fault,
                                "no answer is accepted; the suggested one with the most votes is taken");
    }
    if (status == FAQBOT_OK && choice->count > 1) {
        status = collector_note(faqpage->collector, faqpage->rows, fault,
                                "%zu more of its answers are not kept", choice->count - 1);
    }
    if (status == FAQBOT_OK) {
        status = document_note_others(faqpage->collector, faqpage->rows, question, known, "", fault);
    }
    if (status == FAQBOT_OK && json_type(choice->answer) == JSON_OBJECT) {
        status = document_note_others(faqpage->collector, faqpage->rows, choice->answer, known_answer,
                                      "the answer's ", fault);
    }
    return status;
}

static enum faqbot_status take_record(struct faqpage *faqpage, const struct json *question,
                                      struct record *record, struct faqbot_fault *fault)
{
    struct choice choice = {.answer = question};
    choose(faqpage, question, "acceptedAnswer", false, &choice);
    bool accepted = choice.count > 0;
    choose(faqpage, question, "suggestedAnswer", !accepted, &choice);
    if (choice.count == 0) {
        return collector_leave_out(faqpage->collector, record->row, record->question, fault,
                                   "there is no answer");
    }
    const struct json *answer = choice.answer;
    record->id = find_id(question);
    record->title = faqpage->page.title;
    record->url =
        first_text(first_text(member_text(question, "url"), member_text(answer, "url")), faqpage->page.url);
    record->lang = first_text(member_text(question, "inLanguage"), faqpage->page.lang);
    record->updated = first_text(day_of(question), day_of(answer));
    enum faqbot_status status = hypertext_add(faqpage->collector, record, choice.text, fault);
    return status == FAQBOT_OK ? note_rest(faqpage, question, &choice, accepted, fault) : status;
}

static enum faqbot_status take_question(struct faqpage *faqpage, const struct json *question,
                                        struct faqbot_fault *fault)
{
    struct record record = {.row = ++faqpage->rows};
    struct faqbot_view *also;
    size_t others;
    bool had_markup = false;
    arena_reset(&faqpage->arena);
    if (!document_list(&faqpage->arena, json_member(question, "alternateName"), &also, &record.also_count,
                       &others) ||
        !take_tags(faqpage, question, &record)) {
        return fault_set(fault, FAQBOT_NO_MEMORY, collector_path(faqpage->collector), 0, "out of memory");
    }
    record.also = also;
    struct faqbot_view name = first_text(member_text(question, "name"), member_text(question, "text"));
    enum faqbot_status status =
        hypertext_flatten(faqpage->collector, name, &record.question, &had_markup, fault);
    if (status == FAQBOT_OK) {
        status = take_record(faqpage, question, &record, fault);
    }
    if (status == FAQBOT_OK && had_markup) {
        status = collector_note(faqpage->collector, record.row, fault,
                                "the question's mark-up is not kept: \"%.*s\"", VIEW_ARGS(name));
    }
    return status;
}

/* All questions in a value. The recursion ends at JSON_DEPTH_MAX. */
static enum faqbot_status walk(struct faqpage *faqpage, const struct json *value, struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_OK;
    const struct webpage outer = faqpage->page;
    bool asks = linked_is(value, "Question") && (json_member(value, "acceptedAnswer") != NULL ||
                                                 json_member(value, "suggestedAnswer") != NULL);
    if (asks) {
        return take_question(faqpage, value, fault);
    }
    if (linked_is(value, "FAQPage") || linked_is(value, "QAPage")) {
        faqpage->page.title = first_text(member_text(value, "name"), outer.title);
        faqpage->page.url = first_text(member_text(value, "url"), outer.url);
        faqpage->page.lang = first_text(member_text(value, "inLanguage"), outer.lang);
    }
    for (const struct json *child = json_first(value); child != NULL && status == FAQBOT_OK;
         child = json_next(child)) {
        status = walk(faqpage, child, fault);
    }
    faqpage->page = outer;
    return status;
}

static enum faqbot_status take_document(struct faqpage *faqpage, const struct json *document,
                                        struct faqbot_fault *fault)
{
    linked_release(&faqpage->linked);
    if (!linked_gather(&faqpage->linked, document)) {
        return fault_set(fault, FAQBOT_NO_MEMORY, collector_path(faqpage->collector), 0, "out of memory");
    }
    return walk(faqpage, document, fault);
}

/* A script of a page. One that is broken costs no other. */
static enum faqbot_status take_script(struct faqpage *faqpage, const GumboNode *script,
                                      struct faqbot_fault *fault)
{
    struct json *document = NULL;
    struct faqbot_fault broken = {.status = FAQBOT_OK};
    struct faqbot_view text =
        tree_child_count(script) == 0 ? view_make(NULL, 0) : tree_text(tree_child(script, 0));
    enum faqbot_status status = document_parse(faqpage->collector, text, &document, &broken);
    if (status == FAQBOT_NO_MEMORY) {
        *fault = broken;
        return status;
    }
    if (status != FAQBOT_OK) {
        return collector_note(faqpage->collector, 0, fault, "the script in line %u is left out: %s",
                              script->v.element.start_pos.line, broken.sentence);
    }
    status = take_document(faqpage, document, fault);
    json_free(document);
    return status;
}

static bool is_script(const GumboNode *node)
{
    struct faqbot_view type = view_trim(tree_attribute(node, "type"));
    return tree_is(node, GUMBO_TAG_SCRIPT) && type.size >= strlen(SCRIPT_TYPE) &&
           ascii_compare(type.bytes, SCRIPT_TYPE, strlen(SCRIPT_TYPE)) == 0;
}

/* The recursion ends at TREE_DEPTH_MAX. */
static enum faqbot_status take_scripts(struct faqpage *faqpage, const GumboNode *node,
                                       struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_OK;
    if (is_script(node)) {
        return take_script(faqpage, node, fault);
    }
    for (size_t i = 0; i < tree_child_count(node) && status == FAQBOT_OK; i++) {
        status = take_scripts(faqpage, tree_child(node, i), fault);
    }
    return status;
}

static enum faqbot_status read_page(struct faqpage *faqpage, struct faqbot_view text,
                                    struct faqbot_fault *fault)
{
    struct tree tree;
    const char *complaint = "";
    tree_init(&tree);
    enum faqbot_status status = tree_parse(&tree, text, TREE_NODES_MAX, &complaint);
    if (status != FAQBOT_OK) {
        status =
            fault_set(fault, status, collector_path(faqpage->collector), 0, "the page cannot be read: %s",
                      status == FAQBOT_LIMIT ? complaint : "out of memory");
        goto out;
    }
    webpage_describe(tree.root, &faqpage->page);
    status = take_scripts(faqpage, tree.root, fault);
    if (status == FAQBOT_OK && faqpage->rows == 0) {
        status = microdata_read(faqpage->collector, tree.root, &faqpage->page, &faqpage->rows, fault);
    }
out:
    tree_release(&tree);
    return status;
}

static enum faqbot_status read_document(struct faqpage *faqpage, struct faqbot_view text,
                                        struct faqbot_fault *fault)
{
    struct json *document = NULL;
    enum faqbot_status status = document_parse(faqpage->collector, text, &document, fault);
    if (status == FAQBOT_OK) {
        status = take_document(faqpage, document, fault);
    }
    json_free(document);
    return status;
}

enum faqbot_status faqpage_read(struct collector *collector, struct faqbot_view text,
                                struct faqbot_fault *fault)
{
    struct faqpage faqpage = {.collector = collector};
    struct faqbot_view start = view_trim(text);
    bool is_json = view_starts_with(start, "{") || view_starts_with(start, "[");
    linked_init(&faqpage.linked);
    arena_init(&faqpage.arena, SIZE_MAX);
    enum faqbot_status status =
        is_json ? read_document(&faqpage, text, fault) : read_page(&faqpage, text, fault);
    if (status == FAQBOT_OK && faqpage.rows == 0) {
        status = fault_set(fault, FAQBOT_INVALID, collector_path(collector), 0,
                           "there is no Question of schema.org in it, neither as JSON-LD nor as microdata");
    }
    linked_release(&faqpage.linked);
    arena_release(&faqpage.arena);
    return status;
}
