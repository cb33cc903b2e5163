/* transfer/microdata.c - microdata, as far as questions and their answers need it. An element may be an
 * item (itemscope, itemtype), and a property (itemprop) of the item right around it; itemref is not
 * followed. */
#include "transfer/microdata.h"

#include "base/fault.h"
#include "transfer/hypertext.h"
#include "transfer/markup.h"

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

void microdata_read(struct import_builder *builder, const GumboNode *root, const struct html_page *webpage,
                    size_t *rows)
{
    struct microdata microdata = {builder, webpage, rows};
    walk(&microdata, root);
}
