/* convert/import_qnabot.c - what QnABot on AWS exports: {"qna": [ITEM...]}, [ITEM...], or an ITEM a line.
 *
 *     {"qid": "hours.1", "type": "qna", "q": ["When are you open?", "Opening hours"],
 *      "a": "From nine to five.", "alt": {"markdown": "From **nine** to **five**."},
 *      "r": {"buttons": [{"text": "Holidays", "value": "QID::hours.2"}]}, "t": "hours", "next": ""}
 *
 * What is kept: the questions, the answer (alt.markdown or, as plain text or HTML, a), t and tags as tags,
 * next and the buttons that lead to an item as related entries. An item of the type "text" is a passage;
 * those of other types, and records of use, which an export of the whole database has among its items, are
 * skipped.
 *
 * Its versions write questions in four ways: `q` or `questions`, each a text or a list of texts or of {"q":
 * TEXT}, and `question1`, `question2` ... of its spreadsheets. All of them are read wherever they stand.
 * What Lambda hooks, cards and chained documents do, nothing of ours can: they are noted. */
#include "convert/convert_internal.h"

#include <string.h>

#include "text/text.h"

#define QID "QID::" /* before an item's id, in the value of a button that leads to it */

/* "question", or "question" with a number behind it. */
static bool is_question_column(struct faqbot_view key)
{
    static const char name[] = "question";
    size_t i = strlen(name);
    while (i < key.size && ascii_is_digit(key.bytes[i])) {
        i++;
    }
    return view_starts_with(key, name) && i == key.size;
}

/* Gives how many elements are no questions. */
static size_t take_questions(struct arena *arena, const struct json *item, struct texts *list)
{
    size_t others = json_texts(arena, json_member(item, "q"), "q", list) +
                    json_texts(arena, json_member(item, "questions"), "q", list);
    for (const struct json *member = json_first(item); member != NULL; member = json_next(member)) {
        struct faqbot_view text;
        if (is_question_column(json_key(member)) && json_get_string(member, &text)) {
            texts_add(list, arena, text);
        }
    }
    return others;
}

/* What may be asked next: `next` is an id, and so is the value of a button that has QID before it. */
static void take_related(struct arena *arena, const struct json *item, struct texts *list)
{
    const struct json *buttons = json_member(json_member(item, "r"), "buttons");
    texts_add(list, arena, json_text(item, "next"));
    for (const struct json *button = json_first(buttons); button != NULL; button = json_next(button)) {
        struct faqbot_view value = json_text(button, "value");
        if (view_starts_with(value, QID)) {
            texts_add(list, arena, view_slice(value, strlen(QID), value.size));
        }
    }
}

/* The card `r`, of which only the buttons that lead to items have a place here. */
static void note_card(struct import_builder *builder, size_t row, const struct json *card)
{
    const struct json *buttons = json_member(card, "buttons");
    json_note_others(builder, row, card, "buttons", "r.");
    for (const struct json *button = json_first(buttons); button != NULL; button = json_next(button)) {
        struct faqbot_view text = json_text(button, "text");
        if (!view_is_empty(view_trim(text)) && !view_starts_with(json_text(button, "value"), QID)) {
            import_builder_note(builder, row, "the button \"%.*s\" is not kept", VIEW_ARGS(text));
        }
    }
}

/* Whether an answer has Handlebars in it, which nothing of ours fills in. */
static bool has_template(struct faqbot_view text)
{
    size_t open = view_find(text, '{');
    while (open + 1 < text.size && text.bytes[open + 1] != '{') {
        open += 1 + view_find(view_slice(text, open + 1, text.size), '{');
    }
    return open + 1 < text.size;
}

/* Whether the plain answer has other words than the one in Markdown. Where there is no memory to compare
 * them, it is said to: a note too many is better than one too few. */
static bool says_more(struct arena *arena, struct faqbot_view plain, struct faqbot_view markdown)
{
    struct faqbot_view left;
    struct faqbot_view right;
    return !view_is_empty(view_trim(plain)) &&
           (!tokenize_folded(arena, plain, &left) || !tokenize_folded(arena, markdown, &right) ||
            !view_equals(left, right));
}

/* Tells what of an item is not kept: the card, the other form of the answer where it says something else,
 * templates, and members of which nothing is known. */
static void note_rest(struct import_builder *builder, size_t row, const struct json *item,
                      struct faqbot_view markdown)
{
    static const char known[] = "qid q questions a alt type t r tags next _id passage";
    struct faqbot_view plain = json_text(item, "a");
    bool has_markdown = !view_is_empty(markdown);
    note_card(builder, row, json_member(item, "r"));
    json_note_others(builder, row, json_member(item, "alt"), "markdown", "alt.");
    if (has_markdown && says_more(&builder->row_arena, plain, markdown)) {
        import_builder_note(builder, row,
                            "the answer is that in Markdown (alt.markdown); the plain one (a) is not kept");
    }
    if (has_template(has_markdown ? markdown : plain)) {
        import_builder_note(builder, row, "the answer has a template ({{...}}) in it, kept as text");
    }
    for (const struct json *member = json_first(item); member != NULL; member = json_next(member)) {
        if (!is_question_column(json_key(member))) {
            json_note_member(builder, row, member, known, "");
        }
    }
}

static void take_entry(struct import_builder *builder, size_t row, const struct json *item, bool is_passage)
{
    struct arena *arena = &builder->row_arena;
    struct faqbot_view markdown = view_trim(json_text(json_member(item, "alt"), "markdown"));
    bool is_plain = is_passage || view_is_empty(markdown);
    struct import_record record = {
        .row = row,
        .group = json_text(item, "qid"),
        .id = json_text(item, "qid"),
        .answer = is_plain ? json_text(item, is_passage ? "passage" : "a") : markdown,
        .is_plain = is_plain,
        .is_passage = is_passage,
    };
    size_t others = take_questions(arena, item, &record.also);
    take_related(arena, item, &record.related);
    texts_split(&record.tags, arena, json_text(item, "tags"), ",");
    texts_add(&record.tags, arena, json_text(item, "t"));
    if (is_plain) {
        import_html_add_either(builder, &record);
    } else {
        import_html_add_mixed(builder, &record);
    }
    if (others > 0) {
        import_builder_note(builder, row, "%zu of its questions are no texts and not kept", others);
    }
    note_rest(builder, row, item, markdown);
}

static void take_item(void *user, size_t row, const struct json *item)
{
    struct import_builder *builder = user;
    struct faqbot_view type = json_text(item, "type");
    struct faqbot_view id = json_text(item, "qid");
    bool is_passage = view_equals_text(type, "text");
    if (json_type(item) != JSON_OBJECT) {
        import_builder_skip(builder, row, id, "this is no item, {...}");
    } else if (!view_is_empty(json_text(item, "datetime"))) {
        import_builder_skip(builder, row, id, "this is a record of use, no item");
    } else if (!view_is_empty(type) && !is_passage && !view_equals_text(type, "qna")) {
        import_builder_skip(builder, row, id, "an item of the type \"%.*s\" is no question with an answer",
                            VIEW_ARGS(type));
    } else {
        take_entry(builder, row, item, is_passage);
    }
}

/* An export of one item alone is that item; it is told from a list by its qid. */
void import_qnabot(struct import_builder *builder, struct faqbot_view text)
{
    if (import_json_is_lines(text)) {
        import_json_each_line(builder, text, take_item, builder);
        return;
    }
    struct json *document = import_json_parse(builder, text);
    const struct json *items = json_member(document, "qna");
    items = items == NULL ? document : items;
    if ((items == NULL || json_type(items) != JSON_ARRAY) && json_member(document, "qid") != NULL) {
        take_item(builder, 1, document);
    } else {
        import_json_each(builder, items, "this is no export of QnABot: there is no list \"qna\"", take_item,
                         builder);
    }
    json_free(document);
}
