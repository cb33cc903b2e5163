/* transfer/faqpage.c - schema.org's questions in JSON-LD, and which of a page's texts those are. Microdata
 * is microdata.c's. */
#include "transfer/faqpage.h"

#include <string.h>

#include "base/ascii.h"
#include "base/fault.h"
#include "transfer/document.h"
#include "transfer/hypertext.h"
#include "transfer/linked.h"
#include "transfer/microdata.h"

#define SCRIPT_TYPE "application/ld+json"

struct faqpage {
    struct import_builder *builder;
    struct jsonld linked;
    struct html_page page; /* of the file, or of the FAQPage around */
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
    return view_trim(jsonld_text(json_member(node, key)));
}

/* Goes through the answers under `key`; the first is taken or, `by_votes`, that with the most. */
static void choose(const struct faqpage *faqpage, const struct json *question, const char *key, bool by_votes,
                   struct choice *choice)
{
    const struct json *answers = json_member(question, key);
    for (const struct json *one = jsonld_first(answers); one != NULL; one = jsonld_next(answers, one)) {
        const struct json *answer = jsonld_resolve(&faqpage->linked, one);
        struct faqbot_view text =
            json_type(answer) == JSON_OBJECT ? member_text(answer, "text") : jsonld_text(one);
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

static struct faqbot_view first_text(struct faqbot_view first, struct faqbot_view second)
{
    return view_is_empty(first) ? second : first;
}

static struct faqbot_view day_of(const struct json *node)
{
    return json_document_day(member_text(node, "dateModified"));
}

/* What is told of a question that became a row. */
static void note_rest(struct faqpage *faqpage, const struct json *question, const struct choice *choice,
                      bool accepted)
{
    static const char *const known[] = {
        "@type",       "@id",      "@context",   "name",         "alternateName",  "identifier",
        "url",         "keywords", "inLanguage", "dateModified", "acceptedAnswer", "suggestedAnswer",
        "answerCount", "position", NULL};
    static const char *const known_answer[] = {"@type",      "@id",          "@context",    "text",     "url",
                                               "inLanguage", "dateModified", "upvoteCount", "position", NULL};
    struct import_builder *builder = faqpage->builder;
    if (!accepted) {
        import_builder_note(builder, faqpage->rows,
                            "no answer is accepted; the suggested one with the most votes is taken");
    }
    if (choice->count > 1) {
        import_builder_note(builder, faqpage->rows, "%zu more of its answers are not kept",
                            choice->count - 1);
    }
    json_document_note_others(builder, faqpage->rows, question, known, "");
    json_document_note_others(builder, faqpage->rows, choice->answer, known_answer, "the answer's ");
}

static void take_record(struct faqpage *faqpage, const struct json *question, struct import_record *record)
{
    struct choice choice = {.answer = question};
    choose(faqpage, question, "acceptedAnswer", false, &choice);
    bool accepted = choice.count > 0;
    choose(faqpage, question, "suggestedAnswer", !accepted, &choice);
    if (choice.count == 0) {
        import_builder_skip(faqpage->builder, record->row, record->question, "there is no answer");
        return;
    }
    const struct json *answer = choice.answer;
    record->id = find_id(question);
    record->title = faqpage->page.title;
    record->url =
        first_text(first_text(member_text(question, "url"), member_text(answer, "url")), faqpage->page.url);
    record->lang = first_text(member_text(question, "inLanguage"), faqpage->page.lang);
    record->updated = first_text(day_of(question), day_of(answer));
    import_html_add(faqpage->builder, record, choice.text);
    note_rest(faqpage, question, &choice, accepted);
}

static void take_question(struct faqpage *faqpage, const struct json *question)
{
    struct import_builder *builder = faqpage->builder;
    struct arena *arena = &builder->row_arena;
    const struct json *keywords = json_member(question, "keywords");
    struct faqbot_view name = first_text(member_text(question, "name"), member_text(question, "text"));
    struct import_record record = {.row = ++faqpage->rows};
    bool had_markup = false;
    arena_reset(arena);
    (void)json_document_list(arena, json_member(question, "alternateName"), &record.also);
    if (keywords != NULL && json_type(keywords) == JSON_ARRAY) {
        (void)json_document_list(arena, keywords, &record.tags);
    } else {
        json_document_split(arena, jsonld_text(keywords), ',', &record.tags);
    }
    record.question = import_html_flatten(builder, name, &had_markup);
    take_record(faqpage, question, &record);
    if (had_markup) {
        import_builder_note(builder, record.row, "the question's mark-up is not kept: \"%.*s\"",
                            VIEW_ARGS(name));
    }
}

/* All questions in a value. The recursion ends at JSON_DEPTH_MAX. */
static void walk(struct faqpage *faqpage, const struct json *value)
{
    const struct html_page outer = faqpage->page;
    bool asks = jsonld_is(value, "Question") && (json_member(value, "acceptedAnswer") != NULL ||
                                                 json_member(value, "suggestedAnswer") != NULL);
    if (asks) {
        take_question(faqpage, value);
        return;
    }
    if (jsonld_is(value, "FAQPage") || jsonld_is(value, "QAPage")) {
        faqpage->page.title = first_text(member_text(value, "name"), outer.title);
        faqpage->page.url = first_text(member_text(value, "url"), outer.url);
        faqpage->page.lang = first_text(member_text(value, "inLanguage"), outer.lang);
    }
    for (const struct json *child = json_first(value);
         child != NULL && !import_builder_failed(faqpage->builder); child = json_next(child)) {
        walk(faqpage, child);
    }
    faqpage->page = outer;
}

static void take_document(struct faqpage *faqpage, const struct json *document)
{
    jsonld_release(&faqpage->linked);
    if (!jsonld_gather(&faqpage->linked, document)) {
        import_builder_fail(faqpage->builder, FAQBOT_NO_MEMORY, 0, "out of memory");
    }
    walk(faqpage, document);
}

/* A script of a page. One that is broken costs no other. */
static void take_script(struct faqpage *faqpage, const GumboNode *script)
{
    struct import_builder *builder = faqpage->builder;
    struct faqbot_fault broken = {.status = FAQBOT_OK};
    struct faqbot_view text =
        html_dom_child_count(script) == 0 ? view_make(NULL, 0) : html_dom_text(html_dom_child(script, 0));
    struct json *document = json_document_parse(builder->path, text, &broken);
    if (broken.status == FAQBOT_NO_MEMORY) {
        import_builder_fail(builder, broken.status, 0, "%s", broken.sentence);
    } else if (document == NULL) {
        import_builder_note(builder, 0, "the script in line %u is left out: %s",
                            script->v.element.start_pos.line, broken.sentence);
    } else {
        take_document(faqpage, document);
    }
    json_free(document);
}

static bool is_script(const GumboNode *node)
{
    struct faqbot_view type = view_trim(html_dom_attribute(node, "type"));
    return html_dom_is(node, GUMBO_TAG_SCRIPT) && type.size >= strlen(SCRIPT_TYPE) &&
           ascii_compare(type.bytes, SCRIPT_TYPE, strlen(SCRIPT_TYPE)) == 0;
}

/* The recursion ends at HTML_DOM_DEPTH_MAX. */
static void take_scripts(struct faqpage *faqpage, const GumboNode *node)
{
    if (is_script(node)) {
        take_script(faqpage, node);
        return;
    }
    for (size_t i = 0; i < html_dom_child_count(node) && !import_builder_failed(faqpage->builder); i++) {
        take_scripts(faqpage, html_dom_child(node, i));
    }
}

static void read_page(struct faqpage *faqpage, struct faqbot_view text)
{
    struct html_dom tree;
    const char *complaint = "";
    html_dom_init(&tree);
    enum faqbot_status status = html_dom_parse(&tree, text, HTML_DOM_NODES_MAX, &complaint);
    if (status != FAQBOT_OK) {
        import_builder_fail(faqpage->builder, status, 0, "the page cannot be read: %s",
                            status == FAQBOT_LIMIT ? complaint : "out of memory");
    } else {
        html_page_describe(tree.root, &faqpage->page);
        take_scripts(faqpage, tree.root);
        if (faqpage->rows == 0) {
            microdata_read(faqpage->builder, tree.root, &faqpage->page, &faqpage->rows);
        }
    }
    html_dom_release(&tree);
}

void import_faqpage(struct import_builder *builder, struct faqbot_view text)
{
    struct faqpage faqpage = {.builder = builder};
    jsonld_init(&faqpage.linked);
    if (json_document_is_json(text)) {
        struct json *document = json_document_parse(builder->path, text, builder->fault);
        if (document != NULL) {
            take_document(&faqpage, document);
        }
        json_free(document);
    } else {
        read_page(&faqpage, text);
    }
    if (faqpage.rows == 0) {
        import_builder_fail(builder, FAQBOT_INVALID, 0,
                            "there is no Question of schema.org in it, neither as JSON-LD nor as microdata");
    }
    jsonld_release(&faqpage.linked);
}
