/* convert/import_faqpage.c - schema.org's questions in JSON-LD, and which of a page's texts those are.
 * Microdata is microdata.c's. */
#include "convert/convert_internal.h"

#include <stdlib.h>
#include <string.h>

#include "util/json.h"
#include "util/util.h"

/* ==== linked ============================================================================================ */

/* JSON-LD as far as schema.org's questions need it. JSON-LD as far as schema.org's questions need it:
 * types, references, one or many. No context is fetched or applied: names are those of schema.org. */

/* Nodes by their "@id", so that a reference to one can be followed. Declare it, jsonld_init() it,
 * jsonld_release() it. */
struct jsonld {
    struct string_table ids;
    const struct json **nodes; /* by the id's number */
    size_t capacity;
};

/* A list's first element, or the value itself, for there a list of one is the same as the one. The next is
 * json_next(), where `value` is a list. */
static const struct json *jsonld_first(const struct json *value);

static const struct json *jsonld_next(const struct json *value, const struct json *element);

#define IDS_BYTES_MAX ((size_t)256 * 1024 * 1024)

static void jsonld_init(struct jsonld *linked)
{
    *linked = (struct jsonld){.nodes = NULL};
    string_table_init(&linked->ids, IDS_BYTES_MAX);
}

static void jsonld_release(struct jsonld *linked)
{
    string_table_release(&linked->ids);
    free(linked->nodes);
    jsonld_init(linked);
}

static bool add(struct jsonld *linked, struct faqbot_view id, const struct json *node)
{
    uint32_t before = linked->ids.count;
    uint32_t number = string_table_add(&linked->ids, id);
    if (number == STRING_TABLE_NONE ||
        !import_entries_grow(&linked->nodes, number, &linked->capacity, sizeof *linked->nodes)) {
        return false;
    }
    if (number == before) {
        linked->nodes[number] = node;
    }
    return true;
}

/* The recursion ends at JSON_DEPTH_MAX. */
/* Remembers every node of the document, which must live as long, that has an id and says more than it. The
 * first of equal ids counts. False: no memory. */
static bool jsonld_gather(struct jsonld *linked, const struct json *document)
{
    struct faqbot_view id;
    const struct json *first = json_first(document);
    bool says_more = first != NULL && json_next(first) != NULL;
    if (says_more && json_get_string(json_member(document, "@id"), &id) && !add(linked, id, document)) {
        return false;
    }
    for (const struct json *child = first; child != NULL; child = json_next(child)) {
        if (!jsonld_gather(linked, child)) {
            return false;
        }
    }
    return true;
}

/* The node that a value is, or refers to; itself where it does neither. */
static const struct json *jsonld_resolve(const struct jsonld *linked, const struct json *value)
{
    struct faqbot_view id;
    const struct json *first = json_first(value);
    if (first == NULL || json_next(first) != NULL || !json_get_string(json_member(value, "@id"), &id)) {
        return value;
    }
    uint32_t number = string_table_find(&linked->ids, id);
    return number == STRING_TABLE_NONE ? value : linked->nodes[number];
}

static bool is_named(struct faqbot_view name, const char *type)
{
    static const char *const fronts[] = {"https://schema.org/", "http://schema.org/", "schema:"};
    for (size_t i = 0; i < sizeof fronts / sizeof fronts[0]; i++) {
        if (view_starts_with(name, fronts[i])) {
            name = view_slice(name, strlen(fronts[i]), name.size);
            break;
        }
    }
    return view_equals_text(name, type);
}

/* Whether a node is of that type of schema.org, however that is written. */
static bool jsonld_is(const struct json *node, const char *type)
{
    struct faqbot_view name;
    const struct json *types = json_member(node, "@type");
    for (const struct json *one = jsonld_first(types); one != NULL; one = jsonld_next(types, one)) {
        if (json_get_string(one, &name) && is_named(name, type)) {
            return true;
        }
    }
    return false;
}

/* A text: a string, {"@value": STRING}, or the first of a list of these; empty where it is none. */
static struct faqbot_view jsonld_text(const struct json *value)
{
    struct faqbot_view text;
    for (const struct json *one = jsonld_first(value); one != NULL; one = jsonld_next(value, one)) {
        if (json_get_string(one, &text) || json_get_string(json_member(one, "@value"), &text)) {
            return text;
        }
    }
    return view_make(NULL, 0);
}

static const struct json *jsonld_first(const struct json *value)
{
    return value != NULL && json_type(value) == JSON_ARRAY ? json_first(value) : value;
}

static const struct json *jsonld_next(const struct json *value, const struct json *element)
{
    return json_type(value) == JSON_ARRAY ? json_next(element) : NULL;
}

/* ==== webpage =========================================================================================== */

/* What a page says of itself. what a page says of itself, in its head. */

/* Valid as long as the tree; empty where the page does not say. */
struct html_page {
    struct faqbot_view title;
    struct faqbot_view url; /* its canonical address */
    struct faqbot_view lang;
};

static void describe_part(const GumboNode *part, struct html_page *webpage)
{
    if (html_dom_is(part, GUMBO_TAG_TITLE) && html_dom_child_count(part) > 0) {
        webpage->title = view_trim(html_dom_text(html_dom_child(part, 0)));
    } else if (html_dom_is(part, GUMBO_TAG_LINK) &&
               view_equals_text(html_dom_attribute(part, "rel"), "canonical")) {
        webpage->url = view_trim(html_dom_attribute(part, "href"));
    }
}

static void html_page_describe(const GumboNode *root, struct html_page *webpage)
{
    *webpage = (struct html_page){.lang = view_trim(html_dom_attribute(root, "lang"))};
    for (size_t i = 0; i < html_dom_child_count(root); i++) {
        const GumboNode *head = html_dom_child(root, i);
        for (size_t j = 0; html_dom_is(head, GUMBO_TAG_HEAD) && j < html_dom_child_count(head); j++) {
            describe_part(html_dom_child(head, j), webpage);
        }
    }
}

/* ==== microdata ========================================================================================= */

/* Schema.org's questions as attributes of a page's elements. microdata, as far as questions and their
 * answers need it. An element may be an item (itemscope, itemtype), and a property (itemprop) of the item
 * right around it; itemref is not followed. */

struct microdata {
    struct import_builder *builder;
    const struct html_page *webpage;
    size_t *rows;
};

/* Whether `word` is one of those in the text, which have blanks between them. */
static bool has_word(struct faqbot_view text, const char *word)
{
    while (text.size > 0) {
        size_t size = 0;
        while (size < text.size && (unsigned char)text.bytes[size] > ' ') {
            size++;
        }
        if (view_equals_text(view_slice(text, 0, size), word)) {
            return true;
        }
        text = view_slice(text, size + 1, text.size);
    }
    return false;
}

static bool is_question(const GumboNode *node)
{
    struct faqbot_view type = html_dom_attribute(node, "itemtype");
    return has_word(type, "https://schema.org/Question") || has_word(type, "http://schema.org/Question");
}

/* The first property of that name of the item that is `item`; NULL: there is none. *count counts them. The
 * recursion ends at HTML_DOM_DEPTH_MAX. */
static const GumboNode *find_property(const GumboNode *item, const char *name, size_t *count)
{
    const GumboNode *found = NULL;
    for (size_t i = 0; i < html_dom_child_count(item); i++) {
        const GumboNode *child = html_dom_child(item, i);
        const GumboNode *first = NULL;
        if (has_word(html_dom_attribute(child, "itemprop"), name)) {
            first = child;
            ++*count;
        } else if (!html_dom_has_attribute(child, "itemscope")) {
            first = find_property(child, name, count);
        }
        found = found == NULL ? first : found;
    }
    return found;
}

/* A property's value as one line, in the collector's arena; empty where there is none. */
static struct faqbot_view take_line(struct microdata *microdata, const GumboNode *item, const char *name)
{
    size_t count = 0;
    const char *complaint = "";
    struct faqbot_view line = {NULL, 0};
    const GumboNode *property = find_property(item, name, &count);
    if (property == NULL || html_dom_has_attribute(property, "content")) {
        return property == NULL ? line : html_dom_attribute(property, "content");
    }
    enum faqbot_status status =
        html_markdown_flatten_element(property, &microdata->builder->arena, &line, &complaint);
    if (status == FAQBOT_NO_MEMORY) {
        import_builder_fail(microdata->builder, status, 0, "there is not enough memory for a question");
    }
    return line;
}

/* The answer is the property `text` of an item, or the property itself where it is none; NULL: there is none. */
static void add_answer(struct microdata *microdata, const struct import_record *record,
                       const GumboNode *answer)
{
    size_t count = 0;
    bool is_item = answer != NULL && html_dom_has_attribute(answer, "itemscope");
    const GumboNode *text = is_item ? find_property(answer, "text", &count) : answer;
    if (text == NULL) {
        import_builder_skip(microdata->builder, record->row, record->question, "there is no answer");
    } else if (html_dom_has_attribute(text, "content")) {
        import_html_add(microdata->builder, record, html_dom_attribute(text, "content"));
    } else {
        import_html_add_element(microdata->builder, record, text);
    }
}

static void take_question(struct microdata *microdata, const GumboNode *item)
{
    size_t accepted = 0;
    size_t suggested = 0;
    const GumboNode *answer = find_property(item, "acceptedAnswer", &accepted);
    const GumboNode *other = find_property(item, "suggestedAnswer", &suggested);
    const struct import_record record = {.row = ++*microdata->rows,
                                         .question = take_line(microdata, item, "name"),
                                         .title = microdata->webpage->title,
                                         .url = microdata->webpage->url,
                                         .lang = microdata->webpage->lang,
                                         .id = html_dom_attribute(item, "id")};
    add_answer(microdata, &record, answer == NULL ? other : answer);
    if (accepted + suggested > 1) {
        import_builder_note(microdata->builder, record.row, "%zu more of its answers are not kept",
                            accepted + suggested - 1);
    }
}

static void walk(struct microdata *microdata, const GumboNode *node)
{
    if (is_question(node)) {
        take_question(microdata, node);
        return;
    }
    for (size_t i = 0; i < html_dom_child_count(node) && !import_builder_failed(microdata->builder); i++) {
        walk(microdata, html_dom_child(node, i));
    }
}

/* Takes every element that is an item of the type Question. *rows is the number of the last row, and counts
 * on. */
static void microdata_read(struct import_builder *builder, const GumboNode *root,
                           const struct html_page *webpage, size_t *rows)
{
    struct microdata microdata = {builder, webpage, rows};
    walk(&microdata, root);
}

/* ==== faqpage =========================================================================================== */

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

static void faqpage_take_question(struct faqpage *faqpage, const struct json *question)
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
static void faqpage_walk(struct faqpage *faqpage, const struct json *value)
{
    const struct html_page outer = faqpage->page;
    bool asks = jsonld_is(value, "Question") && (json_member(value, "acceptedAnswer") != NULL ||
                                                 json_member(value, "suggestedAnswer") != NULL);
    if (asks) {
        faqpage_take_question(faqpage, value);
        return;
    }
    if (jsonld_is(value, "FAQPage") || jsonld_is(value, "QAPage")) {
        faqpage->page.title = first_text(member_text(value, "name"), outer.title);
        faqpage->page.url = first_text(member_text(value, "url"), outer.url);
        faqpage->page.lang = first_text(member_text(value, "inLanguage"), outer.lang);
    }
    for (const struct json *child = json_first(value);
         child != NULL && !import_builder_failed(faqpage->builder); child = json_next(child)) {
        faqpage_walk(faqpage, child);
    }
    faqpage->page = outer;
}

static void take_document(struct faqpage *faqpage, const struct json *document)
{
    jsonld_release(&faqpage->linked);
    if (!jsonld_gather(&faqpage->linked, document)) {
        import_builder_fail(faqpage->builder, FAQBOT_NO_MEMORY, 0, "out of memory");
    }
    faqpage_walk(faqpage, document);
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
