/* transfer/microdata.c - microdata, as far as questions and their answers need it. An element may be an
 * item (itemscope, itemtype), and a property (itemprop) of the item right around it; itemref is not
 * followed. */
#include "transfer/microdata.h"

#include "base/fault.h"
#include "transfer/hypertext.h"
#include "transfer/markup.h"

struct microdata {
    struct collector *collector;
    const struct webpage *webpage;
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
    struct faqbot_view type = tree_attribute(node, "itemtype");
    return has_word(type, "https://schema.org/Question") || has_word(type, "http://schema.org/Question");
}

/* The first property of that name of the item that is `item`; NULL: there is none. *count counts them. The
 * recursion ends at TREE_DEPTH_MAX. */
static const GumboNode *find_property(const GumboNode *item, const char *name, size_t *count)
{
    const GumboNode *found = NULL;
    for (size_t i = 0; i < tree_child_count(item); i++) {
        const GumboNode *child = tree_child(item, i);
        const GumboNode *first = NULL;
        if (has_word(tree_attribute(child, "itemprop"), name)) {
            first = child;
            ++*count;
        } else if (!tree_has_attribute(child, "itemscope")) {
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
    if (property == NULL || tree_has_attribute(property, "content")) {
        return property == NULL ? line : tree_attribute(property, "content");
    }
    enum faqbot_status status =
        markup_flatten_element(property, &microdata->collector->arena, &line, &complaint);
    if (status == FAQBOT_NO_MEMORY) {
        collector_fail(microdata->collector, status, 0, "there is not enough memory for a question");
    }
    return line;
}

/* The answer is the property `text` of an item, or the property itself where it is none; NULL: there is none. */
static void add_answer(struct microdata *microdata, const struct record *record, const GumboNode *answer)
{
    size_t count = 0;
    bool is_item = answer != NULL && tree_has_attribute(answer, "itemscope");
    const GumboNode *text = is_item ? find_property(answer, "text", &count) : answer;
    if (text == NULL) {
        collector_leave_out(microdata->collector, record->row, record->question, "there is no answer");
    } else if (tree_has_attribute(text, "content")) {
        hypertext_add(microdata->collector, record, tree_attribute(text, "content"));
    } else {
        hypertext_add_element(microdata->collector, record, text);
    }
}

static void take_question(struct microdata *microdata, const GumboNode *item)
{
    size_t accepted = 0;
    size_t suggested = 0;
    const GumboNode *answer = find_property(item, "acceptedAnswer", &accepted);
    const GumboNode *other = find_property(item, "suggestedAnswer", &suggested);
    const struct record record = {.row = ++*microdata->rows,
                                  .question = take_line(microdata, item, "name"),
                                  .title = microdata->webpage->title,
                                  .url = microdata->webpage->url,
                                  .lang = microdata->webpage->lang,
                                  .id = tree_attribute(item, "id")};
    add_answer(microdata, &record, answer == NULL ? other : answer);
    if (accepted + suggested > 1) {
        collector_note(microdata->collector, record.row, "%zu more of its answers are not kept",
                       accepted + suggested - 1);
    }
}

static void walk(struct microdata *microdata, const GumboNode *node)
{
    if (is_question(node)) {
        take_question(microdata, node);
        return;
    }
    for (size_t i = 0; i < tree_child_count(node) && !collector_failed(microdata->collector); i++) {
        walk(microdata, tree_child(node, i));
    }
}

void microdata_read(struct collector *collector, const GumboNode *root, const struct webpage *webpage,
                    size_t *rows)
{
    struct microdata microdata = {collector, webpage, rows};
    walk(&microdata, root);
}
