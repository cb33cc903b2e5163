/* transfer/qnabot.c - what QnABot on AWS exports. What its Lambda hooks, cards and chained documents do,
 * nothing of ours can: they are told of. */
#include "transfer/qnabot.h"

#include <string.h>

#include "base/buffer.h"
#include "base/fault.h"
#include "text/words.h"
#include "transfer/document.h"
#include "transfer/hypertext.h"

#define QID "QID::" /* before an item's id, in a button's value */

struct qnabot {
    struct collector *collector;
    struct arena arena; /* one item's lists */
};

/* A list that is gathered from several places. */
struct list {
    struct faqbot_view *items;
    size_t count;
    size_t room;
};

static bool is_question_column(struct faqbot_view key)
{
    static const char name[] = "question";
    if (!view_starts_with(key, name) || key.size == strlen(name)) {
        return view_equals_text(key, name);
    }
    for (size_t i = strlen(name); i < key.size; i++) {
        if (key.bytes[i] < '0' || key.bytes[i] > '9') {
            return false;
        }
    }
    return true;
}

static void add(struct list *list, struct faqbot_view text)
{
    if (list->count < list->room) {
        list->items[list->count++] = text;
    }
}

/* A text, or a list of texts or of {"q": TEXT}; gives how many elements are neither. */
static size_t add_questions(struct list *list, const struct json *value)
{
    struct faqbot_view text;
    size_t others = 0;
    if (value == NULL) {
        return 0;
    }
    if (json_get_string(value, &text)) {
        add(list, text);
        return 0;
    }
    for (const struct json *element = json_first(value); element != NULL; element = json_next(element)) {
        if (json_get_string(element, &text) || json_get_string(json_member(element, "q"), &text)) {
            add(list, text);
        } else {
            others++;
        }
    }
    return others;
}

static size_t count_children(const struct json *value)
{
    size_t count = 1;
    for (const struct json *child = json_first(value); child != NULL; child = json_next(child)) {
        count++;
    }
    return count;
}

static bool take_questions(struct qnabot *qnabot, const struct json *item, struct list *list, size_t *others)
{
    const struct json *q = json_member(item, "q");
    const struct json *questions = json_member(item, "questions");
    list->room = count_children(item) + count_children(q) + count_children(questions);
    list->items = arena_take_array(&qnabot->arena, list->room, sizeof *list->items);
    if (list->items == NULL) {
        return false;
    }
    *others = add_questions(list, q) + add_questions(list, questions);
    for (const struct json *member = json_first(item); member != NULL; member = json_next(member)) {
        struct faqbot_view text;
        if (is_question_column(json_key(member)) && json_get_string(member, &text)) {
            add(list, text);
        }
    }
    return true;
}

/* What may be asked next: `next` is an id, and so is the value of a button that has QID before it. */
static bool take_related(struct qnabot *qnabot, const struct json *item, struct list *list)
{
    const struct json *buttons = json_member(json_member(item, "r"), "buttons");
    list->room = count_children(buttons) + 1;
    list->items = arena_take_array(&qnabot->arena, list->room, sizeof *list->items);
    if (list->items == NULL) {
        return false;
    }
    add(list, document_text(item, "next"));
    for (const struct json *button = json_first(buttons); button != NULL; button = json_next(button)) {
        struct faqbot_view value = document_text(button, "value");
        if (view_starts_with(value, QID)) {
            add(list, view_slice(value, strlen(QID), value.size));
        }
    }
    return true;
}

static bool take_tags(struct qnabot *qnabot, const struct json *item, struct list *list)
{
    struct faqbot_view *tags;
    size_t count;
    if (!document_split(&qnabot->arena, document_text(item, "tags"), ',', &tags, &count)) {
        return false;
    }
    list->room = count + 1;
    list->items = arena_take_array(&qnabot->arena, list->room, sizeof *list->items);
    for (size_t i = 0; list->items != NULL && i < count; i++) {
        add(list, tags[i]);
    }
    if (list->items != NULL) {
        add(list, document_text(item, "t"));
    }
    return list->items != NULL;
}

/* The card, of which only the buttons that lead to items have a place here. */
static enum faqbot_status note_card(struct qnabot *qnabot, size_t row, const struct json *item,
                                    struct faqbot_fault *fault)
{
    static const char *const known[] = {"buttons", NULL};
    const struct json *card = json_member(item, "r");
    enum faqbot_status status =
        card == NULL ? FAQBOT_OK : document_note_others(qnabot->collector, row, card, known, "r.", fault);
    const struct json *buttons = json_member(card, "buttons");
    for (const struct json *button = json_first(buttons); button != NULL && status == FAQBOT_OK;
         button = json_next(button)) {
        struct faqbot_view text = document_text(button, "text");
        if (!view_is_empty(view_trim(text)) && !view_starts_with(document_text(button, "value"), QID)) {
            status = collector_note(qnabot->collector, row, fault, "the button \"%.*s\" is not kept",
                                    VIEW_ARGS(text));
        }
    }
    return status;
}

/* Handlebars in an answer, which nothing of ours fills in. */
static bool has_template(struct faqbot_view text)
{
    for (size_t i = 0; i + 1 < text.size; i++) {
        if (text.bytes[i] == '{' && text.bytes[i + 1] == '{') {
            return true;
        }
    }
    return false;
}

/* Whether the plain answer has other words than the one in Markdown. */
static bool says_more(struct qnabot *qnabot, struct faqbot_view plain, struct faqbot_view markdown)
{
    struct faqbot_view left;
    struct faqbot_view right;
    return !view_is_empty(view_trim(plain)) &&
           (!words_fold(&qnabot->arena, plain, &left) || !words_fold(&qnabot->arena, markdown, &right) ||
            !view_equals(left, right));
}

static enum faqbot_status note_rest(struct qnabot *qnabot, size_t row, const struct json *item,
                                    struct faqbot_view markdown, struct faqbot_fault *fault)
{
    static const char *const known[] = {"qid", "q",    "questions", "a",   "alt",     "type", "t",
                                        "r",   "tags", "next",      "_id", "passage", NULL};
    static const char *const known_alt[] = {"markdown", NULL};
    struct collector *collector = qnabot->collector;
    enum faqbot_status status = note_card(qnabot, row, item, fault);
    const struct json *alt = json_member(item, "alt");
    if (status == FAQBOT_OK && alt != NULL) {
        status = document_note_others(collector, row, alt, known_alt, "alt.", fault);
    }
    if (status == FAQBOT_OK && !view_is_empty(markdown) &&
        says_more(qnabot, document_text(item, "a"), markdown)) {
        status =
            collector_note(collector, row, fault,
                           "the answer is that in Markdown (alt.markdown); the plain one (a) is not kept");
    }
    if (status == FAQBOT_OK && has_template(view_is_empty(markdown) ? document_text(item, "a") : markdown)) {
        status =
            collector_note(collector, row, fault, "the answer has a template ({{...}}) in it, kept as text");
    }
    for (const struct json *member = json_first(item); member != NULL && status == FAQBOT_OK;
         member = json_next(member)) {
        if (!is_question_column(json_key(member))) {
            status = document_note_member(collector, row, member, known, "", fault);
        }
    }
    return status;
}

static enum faqbot_status leave_out(struct qnabot *qnabot, size_t row, const struct json *item,
                                    struct faqbot_fault *fault, const char *why)
{
    return collector_leave_out(qnabot->collector, row, document_text(item, "qid"), fault, "%s", why);
}

static enum faqbot_status take_entry(struct qnabot *qnabot, size_t row, const struct json *item,
                                     bool is_passage, struct faqbot_fault *fault)
{
    struct list questions = {NULL, 0, 0};
    struct list related = {NULL, 0, 0};
    struct list tags = {NULL, 0, 0};
    size_t others = 0;
    arena_reset(&qnabot->arena);
    if (!take_questions(qnabot, item, &questions, &others) || !take_related(qnabot, item, &related) ||
        !take_tags(qnabot, item, &tags)) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    struct faqbot_view markdown = document_text(json_member(item, "alt"), "markdown");
    markdown = view_trim(markdown);
    const struct record record = {
        .row = row,
        .group = document_text(item, "qid"),
        .id = document_text(item, "qid"),
        .also = questions.items,
        .also_count = questions.count,
        .answer = is_passage                ? document_text(item, "passage")
                  : view_is_empty(markdown) ? document_text(item, "a")
                                            : markdown,
        .markup = view_is_empty(markdown) || is_passage ? RECORD_PLAIN : RECORD_MARKDOWN,
        .tags = tags.items,
        .tag_count = tags.count,
        .related = related.items,
        .related_count = related.count,
        .is_passage = is_passage,
    };
    enum faqbot_status status = record.markup == RECORD_MARKDOWN
                                    ? hypertext_add_mixed(qnabot->collector, &record, markdown, fault)
                                    : hypertext_add_either(qnabot->collector, &record, fault);
    if (status == FAQBOT_OK && others > 0) {
        status = collector_note(qnabot->collector, row, fault,
                                "%zu of its questions are no texts and not kept", others);
    }
    return status == FAQBOT_OK ? note_rest(qnabot, row, item, markdown, fault) : status;
}

static enum faqbot_status take_item(void *user, size_t row, const struct json *item,
                                    struct faqbot_fault *fault)
{
    struct qnabot *qnabot = user;
    struct faqbot_view type = document_text(item, "type");
    if (json_type(item) != JSON_OBJECT) {
        return leave_out(qnabot, row, item, fault, "this is no item, {...}");
    }
    if (!view_is_empty(document_text(item, "datetime"))) {
        return leave_out(qnabot, row, item, fault, "this is a record of use, no item");
    }
    bool is_passage = view_equals_text(type, "text");
    if (!view_is_empty(type) && !is_passage && !view_equals_text(type, "qna")) {
        return collector_leave_out(qnabot->collector, row, document_text(item, "qid"), fault,
                                   "an item of the type \"%.*s\" is no question with an answer",
                                   VIEW_ARGS(type));
    }
    return take_entry(qnabot, row, item, is_passage, fault);
}

static enum faqbot_status read_document(struct qnabot *qnabot, struct faqbot_view text,
                                        struct faqbot_fault *fault)
{
    struct json *document = NULL;
    struct collector *collector = qnabot->collector;
    enum faqbot_status status = document_parse(collector, text, &document, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    const struct json *items = json_member(document, "qna");
    items = items == NULL && json_type(document) == JSON_ARRAY ? document : items;
    if (items != NULL && json_type(items) == JSON_ARRAY) {
        status = document_each(items, take_item, qnabot, fault);
    } else if (json_member(document, "qid") != NULL) {
        status = take_item(qnabot, 1, document, fault);
    } else {
        status = fault_set(fault, FAQBOT_INVALID, collector_path(collector), 0,
                           "this is no export of QnABot: there is no list \"qna\"");
    }
    json_free(document);
    return status;
}

enum faqbot_status qnabot_read(struct collector *collector, struct faqbot_view text,
                               struct faqbot_fault *fault)
{
    struct qnabot qnabot = {.collector = collector};
    arena_init(&qnabot.arena, SIZE_MAX);
    enum faqbot_status status = document_is_lines(text)
                                    ? document_each_line(collector, text, take_item, &qnabot, fault)
                                    : read_document(&qnabot, text, fault);
    arena_release(&qnabot.arena);
    return status;
}
