/* convert/import_faqpage.c - the questions that a web page says it answers, in the words of schema.org.
 *
 * The same question in both of the forms in which pages have it:
 *
 *     {"@type": "Question", "name": "Is it free?",
 *      "acceptedAnswer": {"@type": "Answer", "text": "<p>Yes.</p>"}}
 *
 *     <div itemscope itemtype="https://schema.org/Question"><h3 itemprop="name">Is it free?</h3>
 *       <div itemprop="acceptedAnswer" itemscope><p itemprop="text">Yes.</p></div></div>
 *
 * and RDFa, which is microdata with other attributes.
 *
 * A question may stand anywhere, within a FAQPage, a QAPage, a list or a @graph, and is one if it has an
 * answer. Its name and its alternateNames ask. Its acceptedAnswer answers, or else the suggestedAnswer with
 * the most votes, which is all that forums have. identifier (or the fragment of @id), url, keywords,
 * inLanguage and dateModified are kept; title, address and language are the page's where the question has
 * none of its own.
 *
 * Sites copy the same answer under many questions, and the same page into many files; both are the
 * builder's to join.
 *
 * The input is a saved page with JSON-LD in it (<script type="application/ld+json">) or, where that has no
 * questions, microdata; or a file of JSON-LD alone. JSON-LD goes first because pages that have both say the
 * same thing twice. Nothing is fetched and no context is applied: names are those of schema.org, in the
 * three ways in which pages write them. */
#include "convert/readers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCRIPT_TYPE "application/ld+json"

struct faqpage {
    struct import_builder *builder;
    struct arena arena;             /* of the document at hand */
    struct string_table ids;        /* of JSON-LD's nodes, so that a reference to one can be followed */
    const struct yaml_tree **nodes; /* by the id's number */
    size_t capacity;
    /* What the file, or the FAQPage around, says of itself: title, canonical address and language. Every
     * record begins with it. */
    struct import_record page;
    size_t rows;
    size_t broken; /* scripts that are no JSON: the first, and what is wrong with it */
    unsigned broken_line;
    const char *complaint;
};

static bool get_text(const struct yaml_tree *tree, struct faqbot_view *text)
{
    bool is_text = tree != NULL && tree->type == YAML_TEXT;
    if (is_text) {
        *text = tree->text;
    }
    return is_text;
}

/* ==== JSON-LD: nodes and references ===================================================================== */

/* A list of one is the same as the one, so all values are gone through as lists. */
static const struct yaml_tree *first_of(const struct yaml_tree *value)
{
    return value != NULL && value->type == YAML_LIST ? yaml_first(value) : value;
}

static const struct yaml_tree *next_of(const struct yaml_tree *value, const struct yaml_tree *element)
{
    return value->type == YAML_LIST ? element->next : NULL;
}

/* Remembers every node of the document that has an id and says more than it; the first of equal ids counts.
 * The recursion ends at JSON_DEPTH_MAX. */
static void gather_nodes(struct faqpage *faqpage, const struct yaml_tree *value)
{
    struct faqbot_view id;
    const struct yaml_tree *first = yaml_first(value);
    bool says_more = first != NULL && first->next != NULL;
    if (says_more && get_text(yaml_member(value, "@id"), &id)) {
        uint32_t before = faqpage->ids.count;
        uint32_t number = string_table_add(&faqpage->ids, id);
        import_need(faqpage->builder,
                    number != STRING_TABLE_NONE && array_grow(NULL, &faqpage->nodes, number,
                                                              &faqpage->capacity, sizeof *faqpage->nodes));
        if (number == before && !import_builder_failed(faqpage->builder)) {
            faqpage->nodes[number] = value;
        }
    }
    for (const struct yaml_tree *child = first; child != NULL && !import_builder_failed(faqpage->builder);
         child = child->next) {
        gather_nodes(faqpage, child);
    }
}

/* The node that a value refers to by its id alone; itself where it does not. */
static const struct yaml_tree *resolve(const struct faqpage *faqpage, const struct yaml_tree *value)
{
    struct faqbot_view id;
    const struct yaml_tree *first = yaml_first(value);
    if (first == NULL || first->next != NULL || !get_text(yaml_member(value, "@id"), &id)) {
        return value;
    }
    uint32_t number = string_table_find(&faqpage->ids, id);
    return number == STRING_TABLE_NONE ? value : faqpage->nodes[number];
}

/* Whether a node is of that type of schema.org, however that is written. */
static bool is_type(const struct yaml_tree *node, const char *type)
{
    static const char *const fronts[] = {"https://schema.org/", "http://schema.org/", "schema:", ""};
    struct faqbot_view name;
    const struct yaml_tree *types = yaml_member(node, "@type");
    for (const struct yaml_tree *one = first_of(types); one != NULL; one = next_of(types, one)) {
        size_t i = 0;
        if (get_text(one, &name)) {
            while (!view_starts_with(name, fronts[i])) {
                i++;
            }
            if (view_equals_text(view_slice(name, strlen(fronts[i]), name.size), type)) {
                return true;
            }
        }
    }
    return false;
}

/* A text: a string, {"@value": STRING}, or the first of a list of these; empty where it is none. */
static struct faqbot_view text_of(const struct yaml_tree *value)
{
    struct faqbot_view text;
    for (const struct yaml_tree *one = first_of(value); one != NULL; one = next_of(value, one)) {
        if (get_text(one, &text) || get_text(yaml_member(one, "@value"), &text)) {
            return text;
        }
    }
    return view_make(NULL, 0);
}

static struct faqbot_view member_text(const struct yaml_tree *node, const char *key)
{
    return view_trim(text_of(yaml_member(node, key)));
}

/* ==== JSON-LD: questions ================================================================================ */

/* The answers of a question, gone through. */
struct choice {
    struct faqbot_view text; /* of the one taken; empty: none has any */
    const struct yaml_tree *answer;
    double votes;
    size_t count; /* of those with a text */
};

/* Goes through the answers under `key`; the first is taken or, `by_votes`, that with the most. */
static void choose(const struct faqpage *faqpage, const struct yaml_tree *question, const char *key,
                   bool by_votes, struct choice *choice)
{
    const struct yaml_tree *answers = yaml_member(question, key);
    for (const struct yaml_tree *one = first_of(answers); one != NULL; one = next_of(answers, one)) {
        const struct yaml_tree *answer = resolve(faqpage, one);
        struct faqbot_view text = answer->type == YAML_MAPPING ? member_text(answer, "text") : text_of(one);
        double votes = 0;
        (void)number_read(yaml_text(yaml_member(answer, "upvoteCount")), &votes);
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

/* Tells what of a question is not kept: that nobody has accepted its answer, its other answers, and members
 * that have no place here, of the question and of the answer that was taken. */
static void note_rest(struct faqpage *faqpage, const struct yaml_tree *question, const struct choice *choice,
                      bool is_accepted)
{
    static const char *const known =
        "@type @id @context name alternateName identifier url keywords inLanguage dateModified "
        "acceptedAnswer suggestedAnswer answerCount position expires isPartOf.name isPartOf.@type "
        "mentions.identifier mentions.@type";
    static const char *const known_answer =
        "@type @id @context text url inLanguage dateModified upvoteCount position";
    struct import_builder *builder = faqpage->builder;
    if (!is_accepted) {
        import_builder_note(builder, faqpage->rows,
                            "no answer is accepted; the suggested one with the most votes is taken");
    }
    if (choice->count > 1) {
        import_builder_note(builder, faqpage->rows, "%zu more of its answers are not kept",
                            choice->count - 1);
    }
    tree_note_others(builder, faqpage->rows, question, &known, 1);
    if (choice->answer != question) {
        tree_note_others(builder, faqpage->rows, choice->answer, &known_answer, 1);
    }
}

/* Adds the record with what the question says of its answer. */
static void add_answered(struct faqpage *faqpage, const struct yaml_tree *question,
                         struct import_record *record)
{
    struct choice choice = {.answer = question};
    choose(faqpage, question, "acceptedAnswer", false, &choice);
    bool is_accepted = choice.count > 0;
    choose(faqpage, question, "suggestedAnswer", !is_accepted, &choice);
    if (choice.count == 0) {
        import_builder_skip(faqpage->builder, record->row, record->question, "there is no answer");
        return;
    }
    const struct yaml_tree *answer = choice.answer;
    struct faqbot_view address = member_text(question, "@id");
    record->id = texts_first(member_text(question, "identifier"),
                             view_slice(address, view_find(address, '#') + 1, address.size));
    record->url =
        texts_first(texts_first(member_text(question, "url"), member_text(answer, "url")), record->url);
    record->lang = texts_first(member_text(question, "inLanguage"), record->lang);
    record->review_by = day_of(member_text(question, "expires"));
    record->updated = texts_first(day_of(member_text(question, "dateModified")),
                                  day_of(member_text(answer, "dateModified")));
    import_html_add(faqpage->builder, record, choice.text, NULL);
    note_rest(faqpage, question, &choice, is_accepted);
}

/* A list of texts, or the one that stands for it. */
static void add_texts(struct arena *arena, const struct yaml_tree *value, struct texts *list)
{
    struct faqbot_view text;
    for (const struct yaml_tree *one = first_of(value); one != NULL; one = next_of(value, one)) {
        if (get_text(one, &text)) {
            texts_add(list, arena, text);
        }
    }
}

/* What else may be asked: questions that are named by their identifiers. The list grows in the row's arena. */
struct mentions {
    struct texts texts;
    struct arena *arena;
};

static bool take_mention(void *user, const struct yaml_tree *tree)
{
    struct mentions *mentions = user;
    texts_add(&mentions->texts, mentions->arena, view_trim(yaml_text(tree)));
    return true;
}

/* Keywords are a list or one text with commas, as the vocabulary allows both. The name of a question may
 * have mark-up in it, for it is what the page shows; entries are asked in plain words. */
static void take_question(struct faqpage *faqpage, const struct yaml_tree *question)
{
    struct import_builder *builder = faqpage->builder;
    struct arena *arena = &builder->row_arena;
    const struct yaml_tree *keywords = yaml_member(question, "keywords");
    struct faqbot_view name = texts_first(member_text(question, "name"), member_text(question, "text"));
    struct import_record record = faqpage->page;
    struct mentions mentions = {.arena = arena};
    bool had_markup = false;
    arena_reset(arena);
    record.row = ++faqpage->rows;
    if (tree_member(question, "isPartOf") != NULL) {
        record.title = tree_text(question, "isPartOf.name");
    }
    (void)tree_each(question, view_of("mentions.identifier"), take_mention, &mentions);
    record.related = mentions.texts;
    add_texts(arena, yaml_member(question, "alternateName"), &record.also);
    for (size_t i = 0; i < record.also.count; i++) {
        bool passed_over;
        record.also.items[i] = import_html_flatten(builder, record.also.items[i], NULL, &passed_over);
    }
    if (keywords != NULL && keywords->type == YAML_LIST) {
        add_texts(arena, keywords, &record.tags);
    } else {
        texts_split(&record.tags, arena, text_of(keywords), ",");
    }
    record.question = import_html_flatten(builder, name, NULL, &had_markup);
    add_answered(faqpage, question, &record);
    if (had_markup) {
        import_builder_note(builder, record.row, "the question's mark-up is not kept: \"%.*s\"",
                            VIEW_ARGS(name));
    }
}

/* All questions in a value, wherever they stand: within a FAQPage or QAPage, a list, a @graph. The
 * recursion ends at JSON_DEPTH_MAX. */
static void take_questions(struct faqpage *faqpage, const struct yaml_tree *value)
{
    const struct import_record outer = faqpage->page;
    if (is_type(value, "Question") &&
        (yaml_member(value, "acceptedAnswer") != NULL || yaml_member(value, "suggestedAnswer") != NULL)) {
        take_question(faqpage, value);
        return;
    }
    if (is_type(value, "FAQPage") || is_type(value, "QAPage")) {
        faqpage->page.title = texts_first(member_text(value, "name"), outer.title);
        faqpage->page.url = texts_first(member_text(value, "url"), outer.url);
        faqpage->page.lang = texts_first(member_text(value, "inLanguage"), outer.lang);
    }
    for (const struct yaml_tree *child = yaml_first(value);
         child != NULL && !import_builder_failed(faqpage->builder); child = child->next) {
        take_questions(faqpage, child);
    }
    faqpage->page = outer;
}

/* References lead to nodes of the same document alone, so what was gathered ends with it. */
static void take_document(struct faqpage *faqpage, const struct yaml_tree *document)
{
    string_table_init(&faqpage->ids, SIZE_MAX);
    gather_nodes(faqpage, document);
    take_questions(faqpage, document);
    string_table_release(&faqpage->ids);
    free(faqpage->nodes);
    faqpage->nodes = NULL;
    faqpage->capacity = 0;
}

/* ==== Microdata and RDFa ================================================================================ */

/* An element may be an item, and a property of the item right around it. The two say so with other attributes:
 *
 *     itemscope itemtype="https://schema.org/Question" itemprop="name"           microdata
 *     typeof="Question" property="name"                                          RDFa
 *
 * itemref, with which the property of one item may stand elsewhere, is not followed. */

/* Whether the element is an item of its own. */
static bool is_item(const GumboNode *node)
{
    return html_dom_attribute(node, "itemscope").bytes != NULL ||
           html_dom_attribute(node, "typeof").bytes != NULL;
}

/* Whether one of the words is that name of schema.org, in one of the ways in which pages write it. */
static bool names(struct faqbot_view words, const char *name)
{
    static const char *const fronts[] = {"", "https://schema.org/", "http://schema.org/", "schema:"};
    char full[64];
    bool found = false;
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++) {
        (void)snprintf(full, sizeof full, "%s%s", fronts[i], name);
        found |= has_word(words, view_of(full));
    }
    return found;
}

/* The first property of that name of the item that is `item`; NULL: there is none. *count counts them. The
 * recursion ends at HTML_DOM_DEPTH_MAX. */
static const GumboNode *find_property(const GumboNode *item, const char *name, size_t *count)
{
    const GumboNode *found = NULL;
    for (size_t i = 0; i < html_dom_child_count(item); i++) {
        const GumboNode *child = html_dom_child(item, i);
        const GumboNode *first = NULL;
        if (names(html_dom_attribute(child, "itemprop"), name) ||
            names(html_dom_attribute(child, "property"), name)) {
            first = child;
            ++*count;
        } else if (!is_item(child)) {
            first = find_property(child, name, count);
        }
        found = found == NULL ? first : found;
    }
    return found;
}

/* The name of a question as one line, in the builder's arena; empty where there is none. */
static struct faqbot_view take_name(struct import_builder *builder, const GumboNode *item)
{
    size_t count = 0;
    const GumboNode *name = find_property(item, "name", &count);
    bool had_markup;
    if (name == NULL || html_dom_attribute(name, "content").bytes != NULL) {
        return name == NULL ? view_make(NULL, 0) : html_dom_attribute(name, "content");
    }
    return import_html_flatten(builder, view_make(NULL, 0), name, &had_markup);
}

/* One question. Its answer is the property `text` of an item, or the property itself where it is none. It has an
 * accepted answer, or the first that is suggested; votes are not read here. */
static void take_item(struct faqpage *faqpage, const GumboNode *item)
{
    size_t count = 0;
    size_t within = 0;
    const GumboNode *accepted = find_property(item, "acceptedAnswer", &count);
    const GumboNode *suggested = find_property(item, "suggestedAnswer", &count);
    struct import_record record = faqpage->page;
    record.row = ++faqpage->rows;
    record.id = html_dom_attribute(item, "id");
    record.question = take_name(faqpage->builder, item);
    const GumboNode *answer = accepted == NULL ? suggested : accepted;
    if (answer != NULL && is_item(answer)) {
        answer = find_property(answer, "text", &within);
    }
    if (answer == NULL) {
        import_builder_skip(faqpage->builder, record.row, record.question, "there is no answer");
    } else {
        bool has_content = html_dom_attribute(answer, "content").bytes != NULL;
        import_html_add(faqpage->builder, &record, html_dom_attribute(answer, "content"),
                        has_content ? NULL : answer);
    }
    if (count > 1) {
        import_builder_note(faqpage->builder, record.row, "%zu more of its answers are not kept", count - 1);
    }
}

/* ==== A page ============================================================================================ */

/* Takes what the head says. A page's own address is where visitors should be sent, not where it was saved from;
 * what links lead to is told from `base` or, without one, from that address. */
static void describe_page(struct faqpage *faqpage, const GumboNode *root)
{
    struct import_builder *builder = faqpage->builder;
    struct import_record *page = &faqpage->page;
    struct faqbot_view base = {NULL, 0};
    *page = (struct import_record){.lang = view_trim(html_dom_attribute(root, "lang")), .url = builder->base};
    for (size_t i = 0; i < html_dom_child_count(root); i++) {
        const GumboNode *head = html_dom_child(root, i);
        for (size_t j = 0; html_dom_tag(head) == GUMBO_TAG_HEAD && j < html_dom_child_count(head); j++) {
            const GumboNode *part = html_dom_child(head, j);
            struct faqbot_view address = view_trim(html_dom_attribute(part, "href"));
            if (html_dom_tag(part) == GUMBO_TAG_TITLE && html_dom_child_count(part) > 0) {
                page->title = view_trim(html_dom_text(html_dom_child(part, 0)));
            } else if (html_dom_tag(part) == GUMBO_TAG_LINK &&
                       view_equals_text(html_dom_attribute(part, "rel"), "canonical")) {
                page->url = html_resolve(&builder->arena, builder->base, address);
            } else if (html_dom_tag(part) == GUMBO_TAG_BASE && address.size > 0) {
                base = address;
            }
        }
    }
    if (view_is_empty(builder->base) || base.size > 0) {
        builder->base = html_resolve(&builder->arena, page->url, base);
    }
}

/* A script of a page. One that is broken costs no other. */
static void take_script(struct faqpage *faqpage, const GumboNode *script)
{
    struct import_builder *builder = faqpage->builder;
    const char *complaint;
    struct faqbot_view text =
        html_dom_child_count(script) == 0 ? view_make(NULL, 0) : html_dom_text(html_dom_child(script, 0));
    struct json *document = import_json_value(builder, text, &import_json_whole, &complaint);
    document = document == NULL && complaint != NULL ? json_parse_mended(builder, text) : document;
    if (document == NULL && complaint != NULL) {
        if (faqpage->broken++ == 0) {
            faqpage->broken_line = script->v.element.start_pos.line;
            faqpage->complaint = complaint;
        }
        import_builder_note(builder, 0, "the script in line %u is left out: this is no JSON: %s",
                            script->v.element.start_pos.line, complaint);
    } else if (document != NULL) {
        arena_reset(&faqpage->arena);
        const struct yaml_tree *tree = tree_of_json(&faqpage->arena, document);
        import_need(builder, tree != NULL);
        if (tree != NULL) {
            take_document(faqpage, tree);
        }
    }
    json_free(document);
}

/* With or without parameters behind the type ("; charset=utf-8"). */
static bool is_script(const GumboNode *node)
{
    struct faqbot_view type = view_trim(html_dom_attribute(node, "type"));
    return html_dom_tag(node) == GUMBO_TAG_SCRIPT &&
           ascii_equals(view_slice(type, 0, strlen(SCRIPT_TYPE)), view_of(SCRIPT_TYPE));
}

static bool is_question(const GumboNode *node)
{
    return names(html_dom_attribute(node, "itemtype"), "Question") ||
           names(html_dom_attribute(node, "typeof"), "Question");
}

/* Takes each outermost element that `is_wanted`. The recursion ends at HTML_DOM_DEPTH_MAX. */
static void walk(struct faqpage *faqpage, const GumboNode *node, bool (*is_wanted)(const GumboNode *node),
                 void (*take)(struct faqpage *faqpage, const GumboNode *node))
{
    if (is_wanted(node)) {
        take(faqpage, node);
        return;
    }
    for (size_t i = 0; i < html_dom_child_count(node) && !import_builder_failed(faqpage->builder); i++) {
        walk(faqpage, html_dom_child(node, i), is_wanted, take);
    }
}

/* Every script is looked into, since pages have several; what the elements say only if none of them has a
 * question, and the forms of the page only if it says nothing. */
static void read_page(struct faqpage *faqpage, struct faqbot_view text, bool has_forms)
{
    struct html_dom tree;
    struct faqbot_view base = faqpage->builder->base;
    html_dom_parse(&tree, text, HTML_DOM_NODES_MAX);
    if (tree.status != FAQBOT_OK) {
        import_builder_fail(faqpage->builder, tree.status, 0, "the page cannot be read: %s",
                            tree.status == FAQBOT_LIMIT ? tree.complaint : "out of memory");
    } else {
        describe_page(faqpage, tree.root);
        walk(faqpage, tree.root, is_script, take_script);
        if (faqpage->rows == 0) {
            walk(faqpage, tree.root, is_question, take_item);
        }
        if (faqpage->rows == 0 && has_forms) {
            faqpage->rows += import_page_forms(faqpage->builder, tree.root, &faqpage->page, 0);
        }
    }
    faqpage->builder->base = base;
    html_dom_release(&tree);
}

/* What was no page and no JSON-LD is read as a page, because any bytes are HTML: so a file of another kind
 * fails for its lack of questions, with a sentence that says what was looked for. */
static void read_any(struct import_builder *builder, struct faqbot_view text, bool has_forms)
{
    struct faqpage faqpage = {.builder = builder};
    arena_init(&faqpage.arena, SIZE_MAX);
    if (import_json_is_json(text)) {
        const struct yaml_tree *documents = tree_read(builder, text, TREE_JSON, &faqpage.arena);
        for (const struct yaml_tree *one = yaml_first(documents); one != NULL; one = one->next) {
            take_document(&faqpage, one);
        }
    } else {
        read_page(&faqpage, text, has_forms);
    }
    if (faqpage.rows == 0) {
        char broken[160] = "";
        if (faqpage.broken > 0) {
            (void)snprintf(broken, sizeof broken, "; a script of JSON-LD in it is broken (line %u: %s)",
                           faqpage.broken_line, faqpage.complaint);
        }
        import_builder_fail(
            builder, FAQBOT_INVALID, 0,
            has_forms
                ? "there are no questions in it: none of schema.org, no details, no lists of "
                  "descriptions, no accordion and no headings that ask%s"
                : "there is no Question of schema.org in it, neither as JSON-LD nor as microdata or RDFa%s",
            broken);
    }
    arena_release(&faqpage.arena);
}

void import_faqpage(struct import_builder *builder, struct faqbot_view text)
{
    read_any(builder, text, false);
}

void import_html(struct import_builder *builder, struct faqbot_view text)
{
    read_any(builder, text, true);
}
